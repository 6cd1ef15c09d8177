import { z } from "zod";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { oneLine } from "../visible-text.ts";

const me = z.object({ id: z.string(), displayName: z.string().nullish(), userPrincipalName: z.string(), mail: z.string().nullish() });

const output = z.object({
  principal: z.object({ kind: z.enum(["user", "service"]), id: z.string(), email: z.string().optional() }),
  authorization: z.enum(["access", "oauth"]),
  microsoft: z.object({
    linked: z.boolean(),
    needsSignIn: z.boolean(),
    id: z.string().optional(),
    displayName: z.string().optional(),
    userPrincipalName: z.string().optional(),
    mail: z.string().optional(),
    bindingRule: z.string().optional(),
    grantedScopes: z.array(z.string()),
  }),
  connectUrl: z.string(),
  tools: z.array(
    z.object({
      name: z.string(),
      toolset: z.string(),
      effect: z.enum(["allow", "deny", "approve"]),
      ruleId: z.string(),
      missingScopes: z.array(z.string()).optional(),
    }),
  ),
  policyVersion: z.string(),
  quota: z.object({ limitPerMinute: z.number(), remaining: z.number() }),
});

type Listed = z.output<typeof output>["tools"][number];

export const whoAmI = defineTool({
  name: "whoAmI",
  title: "Who am I here",
  description: "Who you are to this server, your linked Microsoft account, and what you may do.",
  toolset: "meta",
  tier: "core",
  risk: "read",
  scopes: ["User.Read"],
  operations: ["GET /me"],
  needsAccount: false,
  input: z.strictObject({}),
  output,

  async run(_input, { graph, principal, standing }) {
    const { authorization, account, connectUrl, tools, policyVersion, quota } = await standing();
    const profile =
      account.linked && !account.needsSignIn
        ? await graph.attempt({ method: "GET", path: "/me", query: { $select: Object.keys(me.shape) }, response: me, idempotency: "safe" })
        : undefined;
    const live = profile?.ok ? profile.value : undefined;
    return {
      principal: compact<z.output<typeof output>["principal"]>({ kind: principal.kind, id: principal.id, email: principal.email }),
      authorization,
      microsoft: compact<z.output<typeof output>["microsoft"]>({
        linked: account.linked,
        /* Graph's own word, where it was asked and refused, is newer than the record. */
        needsSignIn: account.needsSignIn || (profile?.ok === false && profile.error.code === "reauth_required"),
        id: live?.id,
        displayName: live?.displayName ? oneLine(live.displayName) : undefined,
        userPrincipalName: live?.userPrincipalName ?? account.userPrincipalName,
        mail: live?.mail ?? undefined,
        bindingRule: account.bindingRule,
        grantedScopes: [...account.grantedScopes],
      }),
      connectUrl,
      tools: tools.map(({ name, toolset, effect, ruleId, missingScopes }) =>
        compact<Listed>({ name, toolset, effect, ruleId, missingScopes: missingScopes.length > 0 ? [...missingScopes] : undefined }),
      ),
      policyVersion,
      quota: { ...quota },
    };
  },
  text: ({ principal, microsoft, connectUrl, tools, policyVersion, quota }) => {
    const named = (effect: string) => tools.filter((tool) => tool.effect === effect).map(({ name }) => name);
    const account = microsoft.linked
      ? `${microsoft.userPrincipalName ?? "linked"}${microsoft.needsSignIn ? ` (sign in again: ${connectUrl})` : ""}`
      : `none linked (link at ${connectUrl})`;
    return [
      `You: ${principal.email ?? principal.id} (${principal.kind})`,
      `Microsoft account: ${account}`,
      `Granted: ${microsoft.grantedScopes.join(" ") || "nothing"}`,
      ...(["allow", "approve", "deny"] as const).flatMap((effect) =>
        named(effect).length > 0 ? [`${effect}: ${named(effect).join(", ")}`] : [],
      ),
      `Policy ${policyVersion}; ${quota.remaining} of ${quota.limitPerMinute} calls left this minute`,
    ].join("\n");
  },
});

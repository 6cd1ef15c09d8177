import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { address } from "../addresses.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { instantOf, readWritten, utcText } from "../time/moment.ts";
import { utc } from "../time/zone.ts";
import { itemReference, onAnyDrive, placeOf, scopesOfReference } from "./place.ts";

const graphLink = z.object({
  id: z.string(),
  expirationDateTime: z.string().nullish(),
  link: z.object({ webUrl: z.string(), scope: z.string().nullish() }),
});
/** One for each person; with an error where that one could not be invited (driveItem: invite, 207). */
const graphGrants = z.object({ value: z.array(z.object({ id: z.string().nullish(), error: z.object({}).nullish() })) });

const output = z.object({
  mode: z.enum(["link", "invite", "revoke"]),
  permissionIds: z.array(z.string()),
  url: z.string().optional(),
  expires: z.string().optional(),
  /** People who could not be invited. */
  failed: z.int().optional(),
});

export const shareFile = defineTool({
  name: "shareFile",
  title: "Share a file",
  description: "Makes a sharing link, invites people (they are mailed), or revokes a permission. Signed-in people only.",
  toolset: "files",
  tier: "core",
  risk: "send",
  scopes: ["Files.ReadWrite"],
  optionalScopes: ["Files.ReadWrite.All"],
  scopesOf: ({ itemId }) => scopesOfReference(itemId, "Files.ReadWrite"),
  /* A link for users opens the file to nobody who could not open it before. */
  riskOf: ({ mode, scope }) => (mode === "revoke" || (mode === "link" && scope === "users") ? "write" : "send"),
  operations: onAnyDrive([
    "POST /items/{itemId}/createLink",
    "POST /items/{itemId}/invite",
    "DELETE /items/{itemId}/permissions/{permissionId}",
  ]),
  recipients: ({ people = [] }) => people,
  input: z.strictObject({
    itemId: itemReference,
    mode: z.enum(["link", "invite", "revoke"]).default("link"),
    people: z.array(address).min(1).max(20).optional().describe("To invite."),
    role: z.enum(["read", "write"]).default("read"),
    scope: z.enum(["users", "org"]).default("users").describe("Of a link: people who have access, or everyone in the organization."),
    expires: z.string().optional().describe("UTC unless it has an offset."),
    permissionId: graphId.optional().describe("To revoke, from getFile."),
  }),
  output,

  async run({ itemId, mode, people, role, scope, expires, permissionId }, { graph, now }) {
    const belongs = { people: "invite", permissionId: "revoke" } as const;
    const misplaced = Object.entries({ people, permissionId }).find(
      ([name, value]) => value !== undefined && belongs[name as keyof typeof belongs] !== mode,
    )?.[0];
    if (misplaced !== undefined) {
      throw new AppError("invalid_arguments", `${misplaced} does not go with mode ${mode}.`, { field: misplaced });
    }
    const { drive, itemId: id } = placeOf(itemId);
    const params = { ...drive.params, itemId: id };
    if (mode === "revoke") {
      if (permissionId === undefined)
        throw new AppError("invalid_arguments", "permissionId is needed to revoke.", { field: "permissionId" });
      if (expires !== undefined) throw new AppError("invalid_arguments", "expires does not go with mode revoke.", { field: "expires" });
      await graph.request({
        method: "DELETE",
        path: `${drive.base}/items/{itemId}/permissions/{permissionId}`,
        params: { ...params, permissionId },
        response: z.null(),
        idempotency: "safe",
      });
      return { mode, permissionIds: [permissionId] };
    }
    const end = expires === undefined ? {} : { expirationDateTime: futureInstant(expires, now()) };
    if (mode === "link") {
      const made = await graph.request({
        method: "POST",
        path: `${drive.base}/items/{itemId}/createLink`,
        params,
        body: { type: role === "write" ? "edit" : "view", scope: scope === "org" ? "organization" : "users", ...end },
        response: graphLink,
        /* The same link again for the same type and scope. */
        idempotency: "safe",
      });
      return compact<z.input<typeof output>>({
        mode,
        permissionIds: [made.id],
        url: made.link.webUrl,
        expires: made.expirationDateTime ?? undefined,
        failed: undefined,
      });
    }
    if (people === undefined) throw new AppError("invalid_arguments", "people is needed to invite.", { field: "people" });
    const { value } = await graph.request({
      method: "POST",
      path: `${drive.base}/items/{itemId}/invite`,
      params,
      body: { recipients: people.map((email) => ({ email })), roles: [role], requireSignIn: true, sendInvitation: true, ...end },
      response: graphGrants,
      idempotency: "once",
    });
    const failed = value.filter(({ error }) => error).length;
    if (failed > 0 && failed === value.length) {
      throw new AppError("graph_rejected", "None of these people could be invited; outside sharing may be turned off.", {
        field: "people",
      });
    }
    return compact<z.input<typeof output>>({
      mode,
      permissionIds: value.flatMap((grant) => (grant.id ? [grant.id] : [])),
      url: undefined,
      expires: end.expirationDateTime,
      failed: failed > 0 ? failed : undefined,
    });
  },
  text: ({ mode, permissionIds, url, expires, failed }) => {
    const until = expires === undefined ? "" : ` until ${expires}`;
    const ids = permissionIds.map((id) => `permissionId=${id}`).join(", ");
    if (mode === "revoke") return `Revoked: ${ids}`;
    return mode === "link"
      ? `${url}${until}, ${ids}`
      : `Shared${until}; the invitations were accepted for delivery. ${failed === undefined ? "" : `${failed} could not be invited. `}${ids}`;
  },
});

function futureInstant(expires: string, now: number): string {
  const at = instantOf("expires", readWritten("expires", expires), utc);
  if (at <= now) throw new AppError("invalid_arguments", "expires must be in the future.", { field: "expires" });
  return utcText(at);
}

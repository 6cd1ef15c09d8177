import { z } from "zod";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";

export const authenticate = defineTool({
  name: "authenticate",
  title: "Sign in to Microsoft",
  description: "Whether your Microsoft account is linked, and the page where you link it or grant more.",
  toolset: "meta",
  tier: "core",
  risk: "read",
  scopes: [],
  operations: [],
  needsAccount: false,
  input: z.strictObject({}),
  output: z.object({
    state: z.enum(["linked", "sign_in_again", "not_linked"]),
    url: z.string(),
    account: z.string().optional(),
    missingScopes: z.array(z.string()),
  }),

  async run(_input, { standing }) {
    const { account, connectUrl, tools } = await standing();
    return compact<{ state: "linked" | "sign_in_again" | "not_linked"; url: string; account?: string; missingScopes: string[] }>({
      state: !account.linked ? "not_linked" : account.needsSignIn ? "sign_in_again" : "linked",
      url: connectUrl,
      account: account.userPrincipalName,
      missingScopes: [...new Set(tools.flatMap(({ missingScopes }) => missingScopes))].toSorted(),
    });
  },
  text: ({ state, url, account, missingScopes }) => {
    if (state === "not_linked") return `No Microsoft account is linked. Open ${url} in a browser to sign in.`;
    if (state === "sign_in_again") return `Microsoft wants ${account ?? "the account"} to sign in again: open ${url}`;
    return `Linked: ${account ?? "a Microsoft account"}.${missingScopes.length > 0 ? ` Not granted yet: ${missingScopes.join(", ")}; grant at ${url}` : ""}`;
  },
});

/** The Microsoft side of a sign-in: where the person's browser goes, and what its way back is worth. */
import { authorityOf, authorizationUrl, type EntraClient } from "../accounts/entra.ts";
import type { AccountStanding, LinkInput, LinkOutcome } from "../accounts/vault.ts";
import type { PrincipalId } from "../core/identity.ts";
import type { LinkTransaction } from "./link-state.ts";
import type { PageCaller } from "./page-door.ts";
import type { PageRefusal } from "./refusal.ts";

/** The vault as the doors see it. */
export type DoorVault = { standing(): Promise<AccountStanding | null>; link(input: LinkInput): Promise<LinkOutcome> };

export type MicrosoftSignIn = {
  /** Microsoft's own page, with PKCE and nonce of this transaction. */
  readonly location: (link: LinkTransaction, state: string, email: string) => string;
  /** Redeems the callback's code and links the account, or says why not. `query` holds each parameter once. */
  readonly settle: (
    query: URLSearchParams,
    link: LinkTransaction,
    caller: PageCaller,
  ) => Promise<Extract<LinkOutcome, { kind: "linked" }> | ({ readonly kind: "refused" } & PageRefusal)>;
};

export type MicrosoftSignInSettings = {
  readonly publicOrigin: string;
  readonly entra: EntraClient;
  /** Graph scopes to ask for, short form. */
  readonly scopes: readonly string[];
  readonly vaultOf: (principal: PrincipalId) => DoorVault;
};

export function createMicrosoftSignIn({ publicOrigin, entra, scopes, vaultOf }: MicrosoftSignInSettings): MicrosoftSignIn {
  const redirectUri = `${publicOrigin}/callback`;
  return {
    location: ({ codeVerifier, nonce }, state, email) =>
      authorizationUrl(entra, { redirectUri, scopes, state, nonce, codeVerifier, loginHint: email }),

    async settle(query, link, { identity, principal }) {
      const refused = <R extends PageRefusal>(refusal: R) => ({ kind: "refused" as const, ...refusal });
      if (link.principalId !== principal.id) return refused({ reason: "principal_mismatch" });
      const issuer = query.get("iss");
      if (issuer !== null && issuer !== `${authorityOf(entra)}/v2.0`) return refused({ reason: "issuer_mismatch" });
      if (query.has("error")) return refused({ reason: "upstream_denied" });
      const code = query.get("code");
      if (code === null || code === "") return refused({ reason: "code_missing" });
      const { id: transactionId, codeVerifier, nonce, expiresAt } = link;
      const person = { email: identity.email, ...(identity.objectId !== undefined && { objectId: identity.objectId }) };
      try {
        return await vaultOf(principal.id).link({ transactionId, expiresAt, code, codeVerifier, nonce, redirectUri, scopes, person });
      } catch {
        return refused({ reason: "vault_unavailable" });
      }
    },
  };
}

/** The grants of mode `oauth` as people and operators see them: who was let in, when, and to do what. */
import type { ClientInfo, OAuthHelpers } from "@cloudflare/workers-oauth-provider";
import type { PrincipalId } from "../core/identity.ts";
import { grantUserId } from "./bearer.ts";

export type Grant = {
  readonly grantId: string;
  readonly clientId: string;
  /** As registered: the client's own word. */
  readonly clientName: string | null;
  /** Where its code went. */
  readonly redirectHost: string | null;
  readonly scopes: readonly string[];
  /** Epoch ms. */
  readonly grantedAt: number;
};

export type Grants = {
  /** As KV knows them here and now: one ended elsewhere a moment ago may still be among them. */
  readonly list: (principalId: PrincipalId) => Promise<readonly Grant[]>;
  /** Deletes the grant and its tokens. */
  readonly revoke: (principalId: PrincipalId, grantId: string) => Promise<void>;
};

type GrantHelpers = Pick<OAuthHelpers, "listUserGrants" | "lookupClient" | "revokeGrant">;

export function createGrants(oauth: GrantHelpers): Grants {
  return {
    async list(principalId) {
      const grants: Grant[] = [];
      let cursor: string | undefined;
      do {
        const page = await oauth.listUserGrants(grantUserId(principalId), cursor === undefined ? {} : { cursor });
        for (const { id, clientId, scope, createdAt, redirectUri } of page.items) {
          const client = await clientOf(clientId);
          const redirect = URL.parse(redirectUri ?? client?.redirectUris[0] ?? "");
          grants.push({
            grantId: id,
            clientId,
            clientName: client?.clientName ?? null,
            redirectHost: redirect?.host ?? null,
            scopes: scope,
            grantedAt: createdAt * 1000,
          });
        }
        cursor = page.cursor;
      } while (cursor !== undefined);
      return grants;
    },

    revoke: (principalId, grantId) => oauth.revokeGrant(grantId, grantUserId(principalId)),
  };

  /** Null where it is registered no more, or its metadata document cannot be had: what a person sees then is its id. */
  function clientOf(clientId: string): Promise<ClientInfo | null> {
    return oauth.lookupClient(clientId).catch(() => null);
  }
}

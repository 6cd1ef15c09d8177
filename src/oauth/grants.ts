/** The grants of mode `oauth` as people and operators see them: who was let in, when, and to do what. */
import type { ClientInfo, GrantSummary, OAuthHelpers } from "@cloudflare/workers-oauth-provider";
import type { PrincipalId } from "../core/identity.ts";
import { grantUserId } from "./bearer.ts";
import { isMetadataUrl, type MetadataDomains } from "./client-metadata.ts";

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
  /** The ids alone: no client's own server is asked for its document, so none can keep an ending waiting. */
  readonly ids: (principalId: PrincipalId) => Promise<readonly string[]>;
  /** Deletes the grant and its tokens. */
  readonly revoke: (principalId: PrincipalId, grantId: string) => Promise<void>;
};

type GrantHelpers = Pick<OAuthHelpers, "listUserGrants" | "lookupClient" | "revokeGrant">;

export function createGrants(oauth: GrantHelpers, metadataDomains: MetadataDomains): Grants {
  return {
    async list(principalId) {
      const grants = await all(principalId);
      return Promise.all(
        grants.map(async ({ id, clientId, scope, createdAt, redirectUri }): Promise<Grant> => {
          const client = await clientOf(clientId);
          const redirect = URL.parse(redirectUri ?? client?.redirectUris[0] ?? "");
          return {
            grantId: id,
            clientId,
            clientName: client?.clientName ?? null,
            redirectHost: redirect?.host ?? null,
            scopes: scope,
            grantedAt: createdAt * 1000,
          };
        }),
      );
    },

    ids: async (principalId) => (await all(principalId)).map(({ id }) => id),

    revoke: (principalId, grantId) => oauth.revokeGrant(grantId, grantUserId(principalId)),
  };

  async function all(principalId: PrincipalId): Promise<readonly GrantSummary[]> {
    const grants: GrantSummary[] = [];
    let cursor: string | undefined;
    do {
      const page = await oauth.listUserGrants(grantUserId(principalId), cursor === undefined ? {} : { cursor });
      grants.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return grants;
  }

  /** Null where it is registered no more, or its metadata document cannot be had or may not be asked for: what a person sees then is its id. */
  async function clientOf(clientId: string): Promise<ClientInfo | null> {
    if (isMetadataUrl(clientId) && !metadataDomains.allow(clientId)) return null;
    return oauth.lookupClient(clientId).catch(() => null);
  }
}

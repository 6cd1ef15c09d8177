/** The authorization server of mode `oauth`: `@cloudflare/workers-oauth-provider` with this deployment's choices. */
import { GrantType, OAuthAuthorizationServer, OAuthError } from "@cloudflare/workers-oauth-provider";
import { mcpScopes } from "../core/mcp-scope.ts";
import type { MetadataDomains } from "./client-metadata.ts";

export type ProviderEnv = { readonly OAUTH_KV: KVNamespace };

/** One refusal of the token or registration endpoint, as the library found it. */
export type ProviderRefusal = {
  /** RFC 6749 §5.2, RFC 7591 §3.2.2. */
  readonly code: string;
  readonly status: number;
  /** The check that failed; stable across versions of the library. */
  readonly problem: string;
};

export type ProviderSettings = {
  /** Issuer and resource at once: the bare origin. */
  readonly publicOrigin: string;
  readonly registration: { readonly dynamic: boolean; readonly metadataDomains: MetadataDomains };
  /** Whether Microsoft still accepts the stored sign-in of this principal. */
  readonly isSignedIn: (grantUserId: string) => Promise<boolean>;
};

/** Access tokens live an hour, grants thirty days from the last consent. */
const lifetimes = { accessTokenTTL: 60 * 60, refreshTokenTTL: 30 * 24 * 60 * 60 };

export function createProvider(
  settings: ProviderSettings,
  onRefusal: (refusal: ProviderRefusal) => void,
): OAuthAuthorizationServer<ProviderEnv> {
  const { publicOrigin, registration } = settings;
  return new OAuthAuthorizationServer<ProviderEnv>({
    issuer: publicOrigin,
    resources: [publicOrigin],
    authorizeEndpoint: `${publicOrigin}/authorize`,
    tokenEndpoint: `${publicOrigin}/token`,
    ...(registration.dynamic && { clientRegistrationEndpoint: `${publicOrigin}/register` }),
    clientIdMetadataDocumentEnabled: registration.metadataDomains.size > 0,
    scopesSupported: [...mcpScopes],
    cookiePrefix: "__Host-m365-oauth-",
    ...lifetimes,
    tokenExchangeCallback: async ({ grantType, userId }) => {
      if (grantType !== GrantType.REFRESH_TOKEN) return;
      if (await settings.isSignedIn(userId)) return;
      // Ends the grant: the client starts over, and the person signs in at Microsoft again.
      throw new OAuthError("invalid_grant", {
        description: "Sign in again.",
        internal: { category: "m365", reason: "upstream_revoked" },
      });
    },
    onError: ({ code, status, internal }) => {
      onRefusal({ code, status, problem: internal.reason });
    },
  });
}

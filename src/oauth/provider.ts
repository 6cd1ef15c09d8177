/** The authorization server of mode `oauth`: `@cloudflare/workers-oauth-provider` with this deployment's choices. */
import { AsyncLocalStorage } from "node:async_hooks";
import { GrantType, OAuthAuthorizationServer, OAuthError, type TokenExchangeCallbackOptions } from "@cloudflare/workers-oauth-provider";
import { mcpScopes } from "../core/mcp-scope.ts";
import type { MetadataDomains } from "./client-metadata.ts";
import { StoreFailure } from "./store-failure.ts";

export type ProviderEnv = { readonly OAUTH_KV: KVNamespace };

/** One refusal of the token or registration endpoint, as the library found it. */
export type ProviderRefusal = {
  /** RFC 6749 §5.2, RFC 7591 §3.2.2. */
  readonly code: string;
  readonly status: number;
  /** The check that failed; stable across versions of the library. */
  readonly problem: string;
};

/** A grant whose refresh token was proven. `props` as it was stored. */
type RefreshedGrant = Pick<TokenExchangeCallbackOptions, "userId" | "grantId" | "clientId" | "props">;

export type ProviderSettings = {
  /** Issuer and resource at once: the bare origin. */
  readonly publicOrigin: string;
  readonly registration: { readonly dynamic: boolean; readonly metadataDomains: MetadataDomains };
  /** Whether Microsoft still accepts the stored sign-in of this principal. */
  readonly isSignedIn: (grantUserId: string) => Promise<boolean>;
  /** Whether the principal's object refuses this grant, or this Worker never wrote it: KV here may not have heard of its end. */
  readonly isEnded: (grant: RefreshedGrant) => Promise<boolean>;
};

/** Access tokens live an hour, grants thirty days from the last consent, registrations ninety days beyond their last use. */
const lifetimes = { accessTokenTTL: 60 * 60, refreshTokenTTL: 30 * 24 * 60 * 60, clientRegistrationTTL: 90 * 24 * 60 * 60 };

/** What one request brings to the library's callbacks, which know nothing of requests. */
export type Exchange = {
  readonly onRefusal: (refusal: ProviderRefusal) => void;
  /** Scopes that a refresh names: the library would leave out silently what the grant does not have. */
  readonly asked: readonly string[];
};

export type Provider = {
  /** One for the isolate: it remembers the keys of clients' documents, and when it last asked for them. */
  readonly server: OAuthAuthorizationServer<ProviderEnv>;
  readonly during: <T>(exchange: Exchange, work: () => Promise<T>) => Promise<T>;
};

export function createProvider(settings: ProviderSettings): Provider {
  const exchanges = new AsyncLocalStorage<Exchange>();
  const { publicOrigin, registration } = settings;
  const server = new OAuthAuthorizationServer<ProviderEnv>({
    issuer: publicOrigin,
    resources: [publicOrigin],
    authorizeEndpoint: `${publicOrigin}/authorize`,
    tokenEndpoint: `${publicOrigin}/token`,
    ...(registration.dynamic && { clientRegistrationEndpoint: `${publicOrigin}/register` }),
    clientIdMetadataDocumentEnabled: registration.metadataDomains.size > 0,
    scopesSupported: [...mcpScopes],
    cookiePrefix: "__Host-m365-oauth-",
    ...lifetimes,
    tokenExchangeCallback: async ({ grantType, userId, grantId, clientId, props, scope }) => {
      if (grantType !== GrantType.REFRESH_TOKEN) return;
      // RFC 6749 §6.
      if (exchanges.getStore()?.asked.every((each) => scope.includes(each)) === false) {
        throw new OAuthError("invalid_scope", {
          description: "A refresh cannot ask for more than was granted.",
          internal: { category: "m365", reason: "scope_not_granted" },
        });
      }
      let isEnded: boolean;
      let isSignedIn: boolean;
      try {
        [isEnded, isSignedIn] = await Promise.all([settings.isEnded({ userId, grantId, clientId, props }), settings.isSignedIn(userId)]);
      } catch (cause) {
        throw new StoreFailure(cause);
      }
      if (!isEnded && isSignedIn) return;
      // Ends the grant: the client starts over, and the person signs in at Microsoft again.
      throw new OAuthError("invalid_grant", {
        description: "Sign in again.",
        internal: { category: "m365", reason: isEnded ? "grant_ended" : "upstream_revoked" },
      });
    },
    onError: ({ code, status, internal }) => {
      exchanges.getStore()?.onRefusal({ code, status, problem: internal.reason });
    },
  });
  return { server, during: (exchange, work) => exchanges.run(exchange, work) };
}

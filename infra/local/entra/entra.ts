/** Microsoft Entra on this machine: one tenant, its v2.0 endpoints, its sign-in page, as strict as the original. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createLocalJWKSet, jwtVerify } from "jose";
import type { Provider } from "oidc-provider";
import type { Person } from "../company.ts";
import { createOidcStore } from "../oidc-store.ts";
import { createAccounts } from "./accounts.ts";
import { describe } from "./errors.ts";
import { createTenantKey, publicPart, type TenantKey } from "./keys.ts";
import { createTenantProvider, graphAudience, graphServer } from "./provider.ts";
import { graphResource, readScopes } from "./scopes.ts";
import { signIn } from "./sign-in.ts";
import { delegatedScopes } from "./graph-scopes.ts";

export type EntraOptions = {
  /** Where this emulator listens, `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly tenantId: string;
  readonly people: readonly Person[];
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
  /** `login_hint` alone signs in, without the form. */
  readonly autoSignIn: boolean;
  /** Where Graph listens here: another name for the resource, besides its own. */
  readonly graphOrigin?: string;
  /** What `.default` stands for; unless said, every delegated Graph permission. */
  readonly configuredScopes?: readonly string[];
  /**
   * `"refused"` (unless said): a refresh token works once, its reuse ends the grant, so that a client which forgets the newest one is found.
   * `"tolerated"`: as Entra does for confidential clients, an older one keeps working until it expires.
   */
  readonly refreshTokenReuse?: "refused" | "tolerated";
  /** Epoch ms; for tokens made and inspected here. The OAuth library reads the system clock. */
  readonly now?: () => number;
};

type TokenInfo = {
  readonly objectId: string;
  readonly tenantId: string;
  readonly scopes: readonly string[];
  /** Epoch s. */
  readonly expiresAt: number;
};

type IssuedTokens = {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
  readonly scope: string;
};

export type Entra = {
  readonly authority: string;
  readonly listener: (req: IncomingMessage, res: ServerResponse) => void;
  /** Null for anything but an unexpired Graph access token of this tenant. */
  readonly inspectToken: (bearer: string) => Promise<TokenInfo | null>;
  /** A grant made without a browser. Throws where a scope is unknown or the person is not of this tenant. */
  readonly issueTokens: (person: Person, scopes: readonly string[]) => Promise<IssuedTokens>;
  /** A new key signs from now on; the one before stays published. */
  readonly rotateKeys: () => Promise<void>;
};

export async function createEntra(options: EntraOptions): Promise<Entra> {
  const { origin, tenantId, people, clientId, configuredScopes = delegatedScopes, now = Date.now } = options;
  const resources = [graphResource, ...(options.graphOrigin === undefined ? [] : [options.graphOrigin])];
  const accounts = createAccounts(people, clientId);
  const store = createOidcStore(options.refreshTokenReuse === "tolerated" ? { reusable: ["RefreshToken"] } : {});
  /** Newest first. Only two are published; Graph has its own way to know Microsoft's keys, so older access tokens live on. */
  let keys: readonly TenantKey[] = await Promise.all([createTenantKey(), createTenantKey()]);
  let provider: Provider;
  let handle: ReturnType<Provider["callback"]>;
  let keySet: ReturnType<typeof createLocalJWKSet>;

  const build = () => {
    provider = createTenantProvider({ ...options, configuredScopes, resources, accounts, keys: keys.slice(0, 2), store, now });
    handle = provider.callback();
    keySet = createLocalJWKSet({ keys: keys.map(publicPart) });
  };
  build();

  const discoveryPath = `/${tenantId}/v2.0/.well-known/openid-configuration`;
  const loginPath = `/${tenantId}/login/`;

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    // Absolute URLs in metadata and redirects follow the configured origin, whatever name the caller used for this machine.
    req.headers.host = new URL(origin).host;
    const path = (req.url ?? "/").split("?", 1)[0] ?? "/";
    if (path.startsWith(loginPath)) return signIn(provider, req, res, { people, accounts, autoSignIn: options.autoSignIn, tenantId, now });
    if (!path.startsWith(`/${tenantId}/`)) return tenantUnknown(res, now);
    if (path === discoveryPath) req.url = "/.well-known/openid-configuration";
    await handle(req, res);
  }

  return {
    authority: `${origin}/${tenantId}`,
    listener: (req, res) => {
      answer(req, res).catch((error: unknown) => {
        console.error("entra:", error);
        if (!res.headersSent) res.writeHead(500);
        res.end();
      });
    },
    async inspectToken(bearer) {
      try {
        const { payload } = await jwtVerify(bearer, keySet, {
          issuer: `${origin}/${tenantId}/v2.0`,
          audience: graphAudience,
          algorithms: ["RS256"],
          currentDate: new Date(now()),
        });
        const { oid, tid, scp, exp } = payload as { oid: string; tid: string; scp?: string; exp: number };
        return { objectId: oid, tenantId: tid, scopes: (scp ?? "").split(" ").filter(Boolean), expiresAt: exp };
      } catch {
        return null;
      }
    },
    async issueTokens(person, scopes) {
      const asked = readScopes(scopes.join(" "), configuredScopes, resources);
      const accountId = accounts.subjectOf(person);
      if (asked.unknown.length) throw new Error(`scopes: Microsoft Graph has no delegated permission ${asked.unknown.join(", ")}`);
      if (!accounts.bySubject(accountId)) throw new Error(`person: ${person.email} is not of tenant ${tenantId}`);
      const client = await provider.Client.find(clientId);
      if (!client) throw new Error(`clientId: ${clientId} is not registered`);
      const oidc = [...new Set([...asked.oidc, "openid", "profile", "offline_access"])];
      const grant = new provider.Grant({ accountId, clientId });
      grant.addOIDCScope(oidc.join(" "));
      grant.addResourceScope(graphResource, asked.graph.join(" "));
      const grantId = await grant.save();
      const scope = asked.graph.join(" ");
      const { ResourceServer } = provider as unknown as { ResourceServer: new (id: string, info: object) => never };
      const resourceServer = new ResourceServer(graphResource, graphServer());
      const source = { accountId, client, grantId, gty: "authorization_code" };
      const access = new provider.AccessToken({ ...source, resourceServer, scope });
      const refresh = new provider.RefreshToken({
        ...source,
        resource: graphResource,
        scope: [...oidc, scope].join(" "),
        rotations: 0,
      });
      return { accessToken: await access.save(), refreshToken: await refresh.save(), expiresInSeconds: access.expiration, scope };
    },
    async rotateKeys() {
      keys = [await createTenantKey(), ...keys];
      build();
    },
  };
}

/** AADSTS90002, also for `common` and `organizations`: the application is registered for one tenant. */
function tenantUnknown(res: ServerResponse, now: () => number): void {
  const body = JSON.stringify(describe("invalid_tenant", 90002, "Tenant not found. Check that you have the correct tenant id.", now));
  res.writeHead(400, { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(body) });
  res.end(body);
}

/**
 * Managed OAuth of an Access application, for MCP clients: developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/managed-oauth
 * `oidc-provider` is the authorization server; the paths and metadata are Access's.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Provider, errors, interactionPolicy, type Configuration, type KoaContextWithOIDC } from "oidc-provider";
import { html } from "hono/html";
import type { Person } from "../company.ts";
import { createOidcStore } from "../oidc-store.ts";
import { renderPage } from "../page.ts";
import { replayBody } from "../replay-body.ts";
import type { OAuthSession } from "./credentials.ts";
import type { SigningKey } from "./keys.ts";
import { readRegistration, type RegistrationRule } from "./registration.ts";
import { brand } from "./team-login.ts";

export const oauthPath = "/cdn-cgi/access/oauth";
export const consentPath = `${oauthPath}/consent`;
const tokenPrefix = "oauth:";
/** Seconds; the default of `oauth_configuration.grant.access_token_lifetime`. */
const accessTokenSeconds = 15 * 60;
const grantSeconds = 24 * 60 * 60;
/** Access has no scopes; `oidc-provider` wants one to grant. It never shows on the wire. */
const everything = "access";

export type ManagedOAuthOptions = {
  readonly origin: string;
  readonly teamOrigin: string;
  readonly people: readonly Person[];
  readonly registration: RegistrationRule;
  readonly key: SigningKey;
};

export type ManagedOAuth = {
  readonly provider: Provider;
  readonly handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
  readonly sessionOf: (bearer: string) => Promise<OAuthSession | undefined>;
  /** RFC 9728 document for a path of the application; the empty path is the application itself. */
  readonly resourceMetadata: (path: string) => object;
};

export function createManagedOAuth({ origin, teamOrigin, people, registration, key }: ManagedOAuthOptions): ManagedOAuth {
  const host = new URL(origin).host;
  const bySubject = new Map(people.map((person) => [person.accessSubject, person]));
  const provider = new Provider(origin, configuration(origin, bySubject, key));

  provider.use(async (ctx, next) => {
    if (ctx.path.startsWith("/.well-known/")) {
      await next();
      ctx.body = announced(ctx.body as Readonly<Record<string, unknown>>);
      return;
    }
    // Every authorization asks Access who is there; a session of the library's own would answer for somebody who may have left.
    if (ctx.path.startsWith(`${oauthPath}/authorization`)) dropCookie(ctx, provider.cookieName("session"));
    if (ctx.method === "POST" && ctx.path === `${oauthPath}/registration`) {
      let refused: { error: string; description: string } | undefined;
      await replayBody(ctx.req, (body) => {
        const read = readRegistration(parsed(body), registration);
        if ("error" in read) refused = read;
        return "error" in read ? body : JSON.stringify(read.accepted);
      });
      ctx.set("access-control-allow-origin", "*");
      if (refused) {
        ctx.status = 400;
        ctx.body = { error: refused.error, error_description: refused.description };
        return;
      }
    }
    if (ctx.method === "POST" && ctx.path === `${oauthPath}/revoke`) {
      await replayBody(ctx.req, (body) => {
        const form = new URLSearchParams(body);
        form.set("token", (form.get("token") ?? "").replace(tokenPrefix, ""));
        return form.toString();
      });
    }
    await next();
  });

  // Koa composes its middleware here: what is added later would not run.
  const callback = provider.callback();

  provider.on("grant.success", (ctx) => {
    const { scope: _scope, ...answer } = ctx.body as { access_token: string; scope?: string };
    ctx.body = { ...answer, access_token: `${tokenPrefix}${answer.access_token}` };
  });

  return {
    provider,
    async handle(req, res) {
      req.headers.host = host;
      if (req.method === "OPTIONS" && req.url?.split("?", 1)[0] === `${oauthPath}/registration`) return allowAnyOrigin(res);
      await callback(req, res);
    },
    async sessionOf(bearer) {
      const token = await provider.AccessToken.find(bearer.slice(tokenPrefix.length));
      return token?.accountId ? { subject: token.accountId, expiresAt: (token as unknown as { exp: number }).exp } : undefined;
    },
    resourceMetadata: (path) => ({
      resource: `${origin}${path}`,
      authorization_servers: [origin],
      bearer_methods_supported: ["header"],
      protected: true,
      team_domain: new URL(teamOrigin).host,
    }),
  };
}

const announcedNames = [
  "issuer",
  "authorization_endpoint",
  "token_endpoint",
  "revocation_endpoint",
  "registration_endpoint",
  "response_types_supported",
  "grant_types_supported",
  "token_endpoint_auth_methods_supported",
  "code_challenge_methods_supported",
  "authorization_response_iss_parameter_supported",
];

const announced = (metadata: Readonly<Record<string, unknown>>) => ({
  ...Object.fromEntries(announcedNames.map((name) => [name, metadata[name]])),
  response_modes_supported: ["query"],
});

function configuration(origin: string, people: ReadonlyMap<string, Person>, key: SigningKey): Configuration {
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);

  return {
    adapter: createOidcStore(),
    // Nothing here is signed with it; the library wants a key before it serves.
    jwks: { keys: [{ ...key.privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256" }] },
    clientAuthMethods: ["none", "client_secret_basic", "client_secret_post"],
    clientBasedCORS: () => true,
    clientDefaults: { grant_types: ["authorization_code"], response_types: ["code"], token_endpoint_auth_method: "client_secret_basic" },
    cookies: {
      names: { session: "CF_OAuth_Session", interaction: "CF_OAuth_Interaction", resume: "CF_OAuth_Resume" },
      long: { httpOnly: true, sameSite: "lax", path: oauthPath },
      short: { httpOnly: true, sameSite: "lax" },
    },
    expiresWithSession: () => false,
    extraParams: {
      scope(ctx: KoaContextWithOIDC) {
        Object.assign(ctx.oidc.params ?? {}, { scope: everything });
      },
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      registration: { enabled: true, issueRegistrationAccessToken: false },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, _client, oneOf) => oneOf ?? origin,
        useGrantedResource: () => true,
        getResourceServerInfo(_ctx, resource) {
          if (URL.parse(resource)?.origin !== origin) throw new errors.InvalidTarget("resource is not this application");
          return { scope: everything, accessTokenFormat: "opaque", accessTokenTTL: accessTokenSeconds };
        },
      },
    },
    findAccount: (_ctx, subject) => (people.has(subject) ? { accountId: subject, claims: () => ({ sub: subject }) } : undefined),
    interactions: { policy, url: (_ctx, { uid }) => `${consentPath}/${uid}` },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    pkce: { required: () => true },
    async renderError(ctx, out) {
      ctx.type = "html";
      ctx.body = await renderPage(
        "orange",
        brand,
        "This application cannot sign you in",
        html`<p><code>${out.error}</code> ${out.error_description ?? ""}</p>`,
      );
    },
    responseTypes: ["code"],
    rotateRefreshToken: () => true,
    routes: {
      authorization: `${oauthPath}/authorization`,
      token: `${oauthPath}/token`,
      registration: `${oauthPath}/registration`,
      revocation: `${oauthPath}/revoke`,
      jwks: `${oauthPath}/jwks`,
    },
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: grantSeconds,
      IdToken: accessTokenSeconds,
      Interaction: 10 * 60,
      RefreshToken: grantSeconds,
      Session: 10 * 60,
    },
  };
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** Koa parses cookies when they are first asked for, so a header that lacks one is a browser that never had it. */
function dropCookie(ctx: Pick<KoaContextWithOIDC, "req">, name: string): void {
  ctx.req.headers.cookie = (ctx.req.headers.cookie ?? "")
    .split(/;\s*/)
    .filter((pair) => !pair.startsWith(`${name}=`))
    .join("; ");
}

function allowAnyOrigin(res: ServerResponse): void {
  res.writeHead(204, {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "content-type",
    "access-control-max-age": "3600",
  });
  res.end();
}

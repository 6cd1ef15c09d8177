/** The OAuth side of the tenant, done by `oidc-provider`; what differs on Microsoft's wire is put right around it. */
import { randomInt } from "node:crypto";
import {
  Provider,
  errors,
  interactionPolicy,
  type AdapterFactory,
  type Configuration,
  type JWK,
  type KoaContextWithOIDC,
} from "oidc-provider";
import type { Person } from "../company.ts";
import { renderPage } from "../page.ts";
import { replayBody } from "../replay-body.ts";
import { html } from "hono/html";
import type { Accounts } from "./accounts.ts";
import { entraError, type OidcFault } from "./errors.ts";
import type { TenantKey } from "./keys.ts";
import { graphResource, oidcScopes, readScopes } from "./scopes.ts";
import { delegatedScopes } from "./graph-scopes.ts";

/** Microsoft Graph's application id, the audience of its access tokens. */
export const graphAudience = "00000003-0000-0000-c000-000000000000";
const day = 24 * 60 * 60;

export type TenantProviderOptions = {
  readonly origin: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
  readonly configuredScopes: readonly string[];
  /** Names Graph goes by. */
  readonly resources: readonly string[];
  readonly accounts: Accounts;
  /** The first one signs. */
  readonly keys: readonly TenantKey[];
  readonly store: AdapterFactory;
  readonly now: () => number;
};

export const graphServer = () => ({
  scope: delegatedScopes.join(" "),
  audience: graphAudience,
  // learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes: a random value between 60 and 90 minutes
  accessTokenTTL: randomInt(60 * 60, 90 * 60 + 1),
  accessTokenFormat: "jwt" as const,
  jwt: { sign: { alg: "RS256" as const } },
});

export function createTenantProvider(options: TenantProviderOptions): Provider {
  const { origin, tenantId, accounts, now } = options;
  const base = `/${tenantId}`;
  const provider = new Provider(origin, configuration(options));
  // Entra's endpoints and its issuer share no path prefix; `oidc-provider` would derive one from the other.
  (provider as { issuer: string }).issuer = `${origin}/${tenantId}/v2.0`;

  provider.use(async (ctx, next) => {
    if (ctx.method === "POST" && ctx.path === `${base}/oauth2/v2.0/token`) {
      await replayBody(ctx.req, (body) => {
        const form = new URLSearchParams(body);
        const scope = form.get("scope");
        if (scope !== null) {
          const asked = readScopes(scope, options.configuredScopes, options.resources);
          form.set("scope", [...asked.oidc, ...asked.graph, ...asked.unknown].join(" "));
        }
        return form.toString();
      });
    }
    if (ctx.path === `${base}/oauth2/v2.0/authorize`) await forgetOtherAccount(ctx);
    if (ctx.path.startsWith(`${base}/oauth2/v2.0/authorize/`)) dropCookie(ctx, provider.cookieName("session"));
    await next();
    // learn.microsoft.com/entra/identity-platform/v2-protocols-oidc: the document announces neither PKCE nor RFC 9207, nor what it lacks.
    if (ctx.path.startsWith("/.well-known/")) ctx.body = announced(ctx.body as Readonly<Record<string, unknown>>);
    const location = ctx.response.get("location") as string | undefined;
    // Entra neither announces nor sends RFC 9207's `iss`.
    if (location?.includes("iss=")) {
      const target = new URL(location, origin);
      target.searchParams.delete("iss");
      const fault = ctx.state["fault"] as OidcFault | undefined;
      if (fault && target.searchParams.has("error")) {
        const { body } = entraError(fault, now);
        target.searchParams.set("error", body.error);
        target.searchParams.set("error_description", body.error_description);
      }
      ctx.set("location", target.href);
    }
  });

  /** A hint for somebody else than the signed-in account starts a sign-in for that other account. */
  async function forgetOtherAccount(ctx: Pick<KoaContextWithOIDC, "query" | "req" | "cookies">) {
    const hint = ctx.query["login_hint"];
    const id = ctx.cookies.get(provider.cookieName("session"));
    if (typeof hint !== "string" || !id) return;
    const session = await provider.Session.find(id);
    const hinted = accounts.byHint(hint);
    if (session?.accountId && hinted && accounts.subjectOf(hinted) === session.accountId) return;
    dropCookie(ctx, provider.cookieName("session"));
  }

  const answerFault = (ctx: KoaContextWithOIDC, fault: unknown) => {
    const { status, body } = entraError(fault as OidcFault, now);
    ctx.status = status;
    ctx.body = body;
  };
  provider.on("grant.error", answerFault);
  provider.on("authorization.error", (ctx, fault) => {
    ctx.state["fault"] = fault;
  });
  provider.on("grant.success", (ctx) => {
    const answer = ctx.body as { scope?: string; expires_in: number };
    const granted = new Set<string>(delegatedScopes);
    ctx.body = {
      ...answer,
      scope: (answer.scope ?? "")
        .split(" ")
        .filter((scope) => granted.has(scope))
        .join(" "),
      ext_expires_in: answer.expires_in,
    };
  });
  return provider;
}

const unannounced = new Set([
  "authorization_response_iss_parameter_supported",
  "code_challenge_methods_supported",
  "claims_parameter_supported",
  "grant_types_supported",
  "token_endpoint_auth_signing_alg_values_supported",
]);

const announced = (metadata: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(metadata).filter(([name]) => !unannounced.has(name)));

/** Koa parses cookies when they are first asked for, so a header that lacks one is a browser that never had it. */
function dropCookie(ctx: Pick<KoaContextWithOIDC, "req">, name: string) {
  const kept = (ctx.req.headers.cookie ?? "").split(/;\s*/).filter((pair) => !pair.startsWith(`${name}=`));
  ctx.req.headers.cookie = kept.join("; ");
}

function configuration(options: TenantProviderOptions): Configuration {
  const { origin, tenantId, clientId, clientSecret, redirectUris, configuredScopes, resources, accounts, keys, store, now } = options;
  const base = `/${tenantId}`;
  const { Prompt, base: basePolicy } = interactionPolicy;
  const policy = basePolicy();
  policy.remove("consent");
  // Consent is given by the administrator: learn.microsoft.com/entra/identity-platform/permissions-consent-overview
  policy.add(new Prompt({ name: "consent", requestable: true }));
  policy.add(new Prompt({ name: "select_account", requestable: true }), 0);

  const claimsOf = (person: Person) => ({
    oid: person.objectId,
    tid: tenantId,
    ver: "2.0",
    nbf: Math.floor(now() / 1000),
    preferred_username: person.email,
    name: person.displayName,
    email: person.email,
  });

  return {
    adapter: store,
    jwks: { keys: keys as unknown as JWK[] },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [...redirectUris],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    clientAuthMethods: ["client_secret_post", "client_secret_basic"],
    responseTypes: ["code"],
    scopes: [...oidcScopes],
    claims: { openid: ["sub", "oid", "tid", "ver", "nbf"], profile: ["name", "preferred_username"], email: ["email"] },
    conformIdTokenClaims: false,
    clientBasedCORS: () => false,
    cookies: {
      names: { session: "ESTSAUTH", interaction: "esctx", resume: "esctx-resume" },
      long: { httpOnly: true, sameSite: "lax", path: base },
      short: { httpOnly: true, sameSite: "lax" },
    },
    discovery: {
      tenant_region_scope: "EU",
      cloud_instance_name: new URL(origin).host,
      msgraph_host: "graph.microsoft.com",
      subject_types_supported: ["pairwise"],
    },
    expiresWithSession: () => false,
    extraParams: {
      scope(ctx: KoaContextWithOIDC) {
        const asked = readScopes(String(ctx.query["scope"] ?? ""), configuredScopes, resources);
        if (asked.unknown.length) throw new errors.InvalidScope("unknown scope", asked.unknown.join(" "));
        Object.assign(ctx.oidc.params ?? {}, { scope: [...asked.oidc, ...asked.graph].join(" ") });
      },
    },
    extraTokenClaims: (_ctx, token) => {
      const person = "accountId" in token ? accounts.bySubject(token.accountId) : undefined;
      return person && { oid: person.objectId, tid: tenantId, upn: person.email, name: person.displayName, ver: "1.0" };
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => graphResource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          if (resource !== graphResource) throw new errors.InvalidTarget("the application has no permission for this resource");
          return graphServer();
        },
      },
    },
    findAccount: (_ctx, subject) => {
      const person = accounts.bySubject(subject);
      return person && { accountId: subject, claims: () => ({ sub: subject, ...claimsOf(person) }) };
    },
    formats: {
      customizers: {
        jwt(_ctx, _token, jwt) {
          const { scope, client_id: appid, ...rest } = jwt.payload as Record<string, unknown>;
          jwt.payload = { ...rest, scp: scope, appid };
        },
      },
    },
    interactions: { policy, url: (_ctx, { uid }) => `${base}/login/${uid}` },
    issueRefreshToken: (_ctx, client, source) => client.grantTypeAllowed("refresh_token") && source.scopes.has("offline_access"),
    async loadExistingGrant(ctx) {
      const { account, client } = ctx.oidc;
      if (!account || !client) return undefined;
      const grant = new ctx.oidc.provider.Grant({ accountId: account.accountId, clientId: client.clientId });
      grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes].join(" "));
      grant.addResourceScope(graphResource, [...ctx.oidc.requestParamScopes].join(" "));
      await grant.save();
      return grant;
    },
    pkce: { required: () => false },
    async renderError(ctx, _out, fault) {
      const { body } = entraError(fault as unknown as OidcFault, now);
      ctx.type = "html";
      ctx.body = await renderPage(
        "blue",
        "Microsoft Entra (local)",
        "Sorry, but we’re having trouble signing you in",
        html`<p>${body.error_description}</p>`,
      );
    },
    rotateRefreshToken: () => true,
    routes: {
      authorization: `${base}/oauth2/v2.0/authorize`,
      token: `${base}/oauth2/v2.0/token`,
      jwks: `${base}/discovery/v2.0/keys`,
    },
    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? 60 * 60,
      AuthorizationCode: 10 * 60,
      Grant: 90 * day,
      IdToken: 60 * 60,
      Interaction: 10 * 60,
      RefreshToken: 90 * day,
      Session: day,
    },
  };
}

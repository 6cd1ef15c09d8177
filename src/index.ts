/** Composition root: wires the rooms into one Worker and decides nothing. */
import { timingSafeEqual } from "node:crypto";
import type { AccountVault as AccountVaultClass } from "./accounts/account-vault.ts";
import type { M365Agent as M365AgentClass } from "./agent/m365-agent.ts";
import { needsAdminConsent } from "./accounts/admin-consent.ts";
import { requireKeyRing } from "./accounts/keys.ts";
import { createDirectory } from "./accounts/directory.ts";
import { entraClient } from "./accounts/settings.ts";
import { agentHost, agentUrl } from "./agent/mcp-server.ts";
import type { Ending } from "./agent/connections.ts";
import { callHeader, neededScopesHeader, revokedHeader, writeCall } from "./agent/call-headers.ts";
import { writeConsoleEvent } from "./audit/console-line.ts";
import type { AuditFacts } from "./audit/event.ts";
import { type Config, loadConfig } from "./config/config.ts";
import type { DocumentReader } from "./core/document.ts";
import { whereabouts } from "./core/errors.ts";
import { isPrincipalId, type Principal, type PrincipalId, principalOf } from "./core/identity.ts";
import { createRelay } from "./egress/relay.ts";
import { compileOperations } from "./graph/operation-table.ts";
import { createAuthorize } from "./oauth/authorize.ts";
import { bearerChallenge, scopeChallenge } from "./oauth/bearer.ts";
import { metadataDomains } from "./oauth/client-metadata.ts";
import { createConnect } from "./oauth/connect.ts";
import { createConnections } from "./oauth/connections.ts";
import { readGrantProps } from "./oauth/grant-props.ts";
import { createGrants } from "./oauth/grants.ts";
import { createMachineEndpoints } from "./oauth/machine-endpoints.ts";
import { createMicrosoftSignIn } from "./oauth/microsoft-sign-in.ts";
import { createMyConnections } from "./oauth/my-connections.ts";
import { createOperatorClients } from "./oauth/operator-clients.ts";
import { createOperatorConnections } from "./oauth/operator-connections.ts";
import type { OperatorCaller } from "./oauth/operator-door.ts";
import type { PageCaller } from "./oauth/page-door.ts";
import { createPrincipals, type PrincipalVerdict } from "./oauth/principal.ts";
import { createProvider, type ProviderSettings } from "./oauth/provider.ts";
import { redirectPolicy } from "./oauth/redirects.ts";
import { revocableStore, type Revocation } from "./oauth/revocable-store.ts";
import { sweepGrants } from "./oauth/sweep.ts";
import { lingerOn } from "./core/read-capped.ts";
import { restrainLibraries } from "./core/restrain-libraries.ts";
import { AccessKeys } from "./perimeter/access-keys.ts";
import type { AccessTokenCheck } from "./perimeter/access-token.ts";
import { type Caller, callerOf, type CallerRules } from "./perimeter/caller.ts";
import { accessDenied, misconfigured, notFound, temporarilyUnavailable } from "./perimeter/refusal.ts";
import { guardMcpRoute, type McpAsked } from "./perimeter/mcp-route.ts";
import { mcpAddress, type Wishes } from "./perimeter/narrowing.ts";
import { screen } from "./perimeter/request-guard.ts";
import { refuseAccess, requireAccess } from "./perimeter/require-access.ts";
import { eachOperationOf, listedTools, scopesOf, selectionOf } from "./tools/catalog.ts";
import { resources } from "./tools/resources.ts";

export { AccountVault } from "./accounts/account-vault.ts";
export { M365Agent } from "./agent/m365-agent.ts";

export type Env = {
  readonly AI: Ai;
  /** The reader Worker, by service binding; without it no document has a text. */
  readonly READER?: DocumentReader;
  readonly KV: KVNamespace;
  readonly DIRECTORY: D1Database;
  readonly AGENT: DurableObjectNamespace<M365AgentClass>;
  readonly VAULT: DurableObjectNamespace<AccountVaultClass>;
  /** Registrations a minute and address, in mode `oauth`. */
  readonly REGISTRATIONS: RateLimit;
};

/** One inbound request on its way through the doors. */
type Visit = {
  readonly request: Request;
  /** Path below `PUBLIC_ORIGIN`; no header had a say in it. */
  readonly url: URL;
  readonly requestId: string;
  readonly receivedAt: number;
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly executionContext: ExecutionContext;
  readonly record: (facts: Omit<AuditFacts, "requestId">) => void;
};

type Wired = {
  readonly serve: (visit: Visit) => Promise<Response>;
  /** Sweeps what expired; null where there is no store to sweep. */
  readonly sweep: (() => Promise<unknown>) | null;
};

restrainLibraries();

const wiredByEnv = new WeakMap<object, Wired>();

export default {
  async fetch(request, env, ctx) {
    const requestId = crypto.randomUUID();
    const receivedAt = Date.now();
    const record: Visit["record"] = (facts) => writeConsoleEvent({ ...visitFacts(request), ...facts, requestId }, Date.now());
    const settings = loadConfig(env);
    if (!settings.ok) {
      for (const problem of settings.problems) record({ kind: "config", outcome: "failed", reason: "config_invalid", ...problem });
      return misconfigured(requestId);
    }
    try {
      const wired = wiredFor(env, settings.config);
      const url = underOrigin(request, settings.config.PUBLIC_ORIGIN);
      return await wired.serve({
        request,
        url,
        requestId,
        receivedAt,
        record,
        keepAlive: (work) => ctx.waitUntil(work),
        executionContext: ctx,
      });
    } catch (thrown) {
      record({ kind: "admission", outcome: "failed", reason: "internal", errorCode: "internal" });
      console.error(JSON.stringify({ requestId, error: whereabouts(thrown) }));
      return Response.json(
        { error: "internal", error_description: "Something went wrong on our side.", request_id: requestId },
        { status: 500, headers: { "cache-control": "no-store" } },
      );
    }
  },

  /** Once a day: grants and tokens that expired, or lost what they belong to, a batch at a time. */
  async scheduled(_controller, env) {
    const settings = loadConfig(env);
    if (settings.ok) await wiredFor(env, settings.config).sweep?.();
  },
} satisfies ExportedHandler<Env>;

/**
 * The request's path and query on our own origin. Set part by part: a path such as `//host/x`, resolved as a reference, would name a host.
 * A Host header that is none makes `request.url` no URL at all; the first check refuses it.
 */
function underOrigin(request: Request, publicOrigin: string): URL {
  const asked = URL.parse(request.url);
  const url = new URL(publicOrigin);
  url.pathname = asked?.pathname ?? "/";
  url.search = asked?.search ?? "";
  return url;
}

/** The rooms wired together, once per isolate. */
function wiredFor(env: Env, config: Config): Wired {
  const wired = wiredByEnv.get(env) ?? wire(env, config);
  wiredByEnv.set(env, wired);
  return wired;
}

function wire(env: Env, config: Config): Wired {
  const tools = listedTools(selectionOf(config));
  const check: AccessTokenCheck = {
    issuer: config.ACCESS_TEAM_DOMAIN,
    audience: config.ACCESS_AUD,
    objectIdClaim: config.ACCESS_OBJECT_ID_CLAIM,
    keys: new AccessKeys({
      certsUrl: `${config.ACCESS_TEAM_DOMAIN}/cdn-cgi/access/certs`,
      fetch: (url, init) => fetch(url, init),
      now: Date.now,
    }),
    now: Date.now,
  };
  const vaultOf = (principalId: string) => env.VAULT.get(env.VAULT.idFromName(principalId));
  const publicOrigin = config.PUBLIC_ORIGIN;
  const entra = entraClient(config);
  const scopes = scopesToAskFor(config, scopesOf(tools));
  const stateKeys = requireKeyRing(config.COOKIE_SECRET);
  const authorityOrigin = entra.authorityOrigin;
  const signIn = createMicrosoftSignIn({ publicOrigin, entra, scopes, vaultOf });
  const connect = createConnect({
    publicOrigin,
    authorityOrigin,
    signIn,
    scopes,
    cookieKeys: requireKeyRing(config.COOKIE_ENCRYPTION_KEY),
    stateKeys,
    vaultOf,
    now: Date.now,
  });
  const rules: CallerRules = {
    emailDomains: new Set(config.ALLOWED_EMAIL_DOMAINS),
    requiredGroups: new Set(config.REQUIRED_GROUPS),
    automations: new Set(config.AUTOMATION_SERVICE_TOKENS),
    portals: new Set(config.PORTAL_SERVICE_TOKENS),
    operators: new Set(config.OPERATOR_SERVICE_TOKENS),
    listOnly: new Set(config.LIST_ONLY_CALLERS),
  };
  const oauth = config.MCP_AUTHORIZATION === "oauth" ? wireOAuth() : null;
  const principalFor = createPrincipals({ publicOrigin, oauth: oauth?.helpers ?? null, stateKeys });
  const authorization = config.MCP_AUTHORIZATION;
  const directory = createDirectory(env.DIRECTORY);
  const connections = createConnections({
    grants: oauth && createGrants(oauth.helpers, oauth.metadataDomains),
    agentOf,
    vaultOf,
    directory,
    now: Date.now,
  });
  const myConnections = createMyConnections({ publicOrigin, authorization, stateKeys, connections });
  const operatorConnections = createOperatorConnections({ connections, directory, authorization });

  const relay = createRelay({
    relayKey: config.RELAY_KEY,
    isGatewayService: async (request, keepAlive) => {
      if (config.AI_GATEWAY_SERVICE_TOKEN === undefined) return false;
      const admission = await requireAccess(request, check, keepAlive);
      return (
        admission.admitted &&
        admission.identity.kind === "service" &&
        sameText(admission.identity.commonName, config.AI_GATEWAY_SERVICE_TOKEN)
      );
    },
    audience: publicOrigin,
    envelopeKeys: requireKeyRing(config.ENVELOPE_KEY),
    encryptionKeys: requireKeyRing(config.ENCRYPTION_KEY),
    payload: config.EGRESS_PAYLOAD,
    graphOrigin: config.GRAPH_ORIGIN,
    documentHosts: config.DOCUMENT_HOSTS,
    reader: env.READER ?? null,
    operations: compileOperations(eachOperationOf([...tools, ...resources.map(({ tool }) => tool)]), config.GRAPH_API_VERSION),
    vaultOf,
    fetch: (url, init) => fetch(url, init),
    record: (facts, request) =>
      writeConsoleEvent({ ...visitFacts(request), ...facts, requestId: facts.requestId ?? crypto.randomUUID() }, Date.now()),
    now: Date.now,
  });

  return { serve, sweep: oauth?.sweep ?? null };

  /** Mode `oauth`: this Worker is the authorization server. */
  function wireOAuth() {
    const end = async ({ principalId, grantId, tokenId }: Revocation, ending: Ending) => {
      const agent = agentOf(principalId);
      await (tokenId === undefined ? agent.endConnection(grantId, ending) : agent.endToken(tokenId, grantId, ending));
    };
    const storeOf = (revoked: (revocation: Revocation) => Promise<unknown>) => ({ OAUTH_KV: revocableStore(env.KV, revoked) });
    const domains = metadataDomains(config.CLIENT_REGISTRATION.includes("metadata") ? config.CLIENT_METADATA_DOMAINS : []);
    const dynamicRegistration = config.CLIENT_REGISTRATION.includes("dynamic");
    const settings: ProviderSettings = {
      publicOrigin,
      registration: { dynamic: dynamicRegistration, metadataDomains: domains },
      isSignedIn: async (userId) => {
        const standing = await vaultOf(decodeURIComponent(userId)).standing();
        return standing !== null && !standing.needsSignIn;
      },
      isEnded: async ({ userId, grantId, clientId, props }) => {
        const principalId = decodeURIComponent(userId);
        if (!isPrincipalId(principalId)) return true;
        const facts = readGrantProps(props, { principalId, clientId }, stateKeys);
        return facts === null || agentOf(principalId).isEnded({ grantId, grantedAt: facts.grantedAt });
      },
    };
    const provider = createProvider(settings);
    const helpers = provider.server.getOAuthApi(storeOf((revocation) => end(revocation, { by: "oauth" })));
    return {
      helpers,
      metadataDomains: domains,
      operatorClients: config.CLIENT_REGISTRATION.includes("preregistered")
        ? createOperatorClients({ helpersOver: (revoked) => provider.server.getOAuthApi(storeOf(revoked)), end })
        : null,
      sweep: () => sweepGrants(helpers, env.KV),
      authorize: createAuthorize({
        publicOrigin,
        authorityOrigin,
        oauth: helpers,
        metadataDomains: domains,
        signIn,
        stateKeys,
        now: Date.now,
      }),
      machine: createMachineEndpoints({
        publicOrigin,
        storeOf,
        end,
        provider,
        dynamicRegistration,
        redirects: redirectPolicy(config.REGISTRATION_REDIRECTS, config.PORTAL_HOSTS),
        metadataDomains: domains,
        mayRegister: async (key) => (await env.REGISTRATIONS.limit({ key })).success,
        origins: config.origins,
      }),
    };
  }

  function agentOf(principalId: PrincipalId) {
    return env.AGENT.get(env.AGENT.idFromName(principalId));
  }

  async function serve(visit: Visit): Promise<Response> {
    const { request, url, requestId } = visit;
    const screened = screen(request, config.hosts, requestId);
    if (screened) {
      if (screened.reason === "body_too_large") await lingerOn(request);
      return refused(visit, screened.reason, screened.response);
    }

    // The exempt list, whole: a liveness answer without detail, the gateway's door with its own credential, and in mode `oauth` what clients ask by themselves.
    if (url.pathname === "/healthz") return new Response("ok\n", { headers: { "cache-control": "no-store" } });
    if (url.pathname.startsWith("/egress/")) return relay(request, visit.keepAlive);
    if (oauth && isMachineRoute(url.pathname)) {
      const { executionContext, record } = visit;
      const answered = await oauth.machine(new Request(url, request), {
        requestId,
        executionContext,
        record: (facts) => record({ kind: "authorization", ...facts }),
      });
      return answered ?? refused(visit, "route_unknown", notFound(requestId));
    }

    const admission = await requireAccess(request, check, visit.keepAlive);
    if (!admission.admitted) return refused(visit, admission.refusal.reason, refuseAccess(admission.refusal, requestId));
    const verdict = callerOf(admission.identity, rules);
    const principal = principalOf(admission.identity);
    const who = whoFacts(principal);
    const guarded = await guardMcpRoute(request, url, { origins: config.origins, transports: config.COMPAT_TRANSPORTS }, requestId);
    if (guarded) {
      if (!guarded.accepted) return refused(visit, guarded.reason, guarded.response, who);
      if (!verdict.admitted) return refused(visit, verdict.reason, accessDenied(requestId), who);
      return mcp(visit, verdict.caller, guarded);
    }
    if (!verdict.admitted) return refused(visit, verdict.reason, accessDenied(requestId), who);
    const { identity, kind } = verdict.caller;
    const desk = deskOf(url);
    if (desk !== null) {
      if (kind !== "operator") return refused(visit, "operator_only", accessDenied(requestId), who);
      const audit = (event: Omit<AuditFacts, "requestId">) => visit.record({ ...who, ...event });
      return desk(new Request(url, request), { principalId: principal.id, requestId, audit });
    }
    const page = pageOf(url);
    if (page === null) return refused(visit, "route_unknown", notFound(requestId), who);
    if (identity.kind !== "user") return refused(visit, "service_token_not_allowed", accessDenied(requestId), who);
    return page(new Request(url, request), {
      identity,
      principal,
      requestId,
      audit: (event) => visit.record({ ...who, ...event }),
    });
  }

  /** What operators' tools find at this address. */
  function deskOf(url: URL): ((request: Request, caller: OperatorCaller) => Promise<Response>) | null {
    switch (url.pathname) {
      case "/operator/connections":
        return operatorConnections;
      case "/operator/clients":
        return oauth?.operatorClients ?? null;
      default:
        return null;
    }
  }

  /** The page for people at this address. */
  function pageOf(url: URL): ((request: Request, caller: PageCaller) => Promise<Response>) | null {
    switch (url.pathname) {
      case "/connect":
        return connect;
      case "/connections":
        return myConnections;
      case "/authorize":
        return oauth?.authorize.fetch ?? null;
      case "/callback":
        return oauth?.authorize.began(url.searchParams.get("state") ?? "") ? oauth.authorize.fetch : connect;
      default:
        return null;
    }
  }

  async function mcp(
    visit: Visit,
    caller: Caller,
    { asked, wishes }: { readonly asked: McpAsked; readonly wishes: Wishes },
  ): Promise<Response> {
    const { request, requestId } = visit;
    const { toolsets, readOnly } = wishes.narrowing;
    const { identity, mayOnlyList } = caller;
    const verdict = await principalFor(caller, request.headers.get("authorization"));
    if (!verdict.admitted) return refusedPrincipal(visit, verdict, whoFacts(principalOf(identity)));
    const { principal, bearer } = verdict;

    const headers = new Headers();
    for (const name of ["accept", "content-type", "mcp-protocol-version", "mcp-method", "mcp-name"]) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    headers.set("host", agentHost);
    if (asked.kind === "socket") headers.set("upgrade", "websocket");
    headers.set(
      callHeader,
      writeCall({
        principal: { ...principal, groups: [...principal.groups] },
        requestId,
        receivedAt: visit.receivedAt,
        route: mcpAddress(visit.url.pathname)?.route ?? visit.url.pathname,
        mayOnlyList,
        ...((toolsets || readOnly) && { narrowing: { ...(toolsets && { toolsets: [...toolsets] }), ...(readOnly && { readOnly }) } }),
        ...(wishes.output && { output: wishes.output }),
        expiresAt: Math.min(identity.expiresAt, bearer?.expiresAt ?? identity.expiresAt),
        traceparent: traceparentOf(request),
        ...callerFacts(request),
        ...(bearer && { grantId: bearer.grantId, tokenId: bearer.tokenId, grantedAt: bearer.grantedAt, scopes: [...bearer.scopes] }),
        ...(asked.kind !== "message" && { method: "GET" as const }),
        ...(asked.kind === "message" && asked.sessionId !== undefined && { sessionId: asked.sessionId }),
        ...(identity.kind === "service" && principal.kind === "user" && { portal: identity.commonName }),
        ...(identity.kind === "user" && identity.identityNonce !== undefined && { accessNonce: identity.identityNonce }),
      }),
    );
    const { signal } = request;
    const asks = asked.kind === "message" ? { method: "POST", headers, body: asked.text, signal } : { headers, signal };
    const answered = await agentOf(principal.id).fetch(agentUrl, asks);
    return answered.webSocket ? answered : fromAgent(answered, requestId);
  }

  function refusedPrincipal(
    visit: Visit,
    verdict: Extract<PrincipalVerdict, { admitted: false }>,
    who: ReturnType<typeof whoFacts>,
  ): Response {
    const { requestId } = visit;
    switch (verdict.answer) {
      case "challenge":
        return refused(visit, verdict.reason, bearerChallenge(publicOrigin, verdict.reason, requestId), who);
      case "deny":
        return refused(visit, verdict.reason, accessDenied(requestId), who);
      case "unavailable":
        console.error(JSON.stringify({ requestId, error: whereabouts(verdict.cause) }));
        return refused(visit, verdict.reason, temporarilyUnavailable(requestId), who);
    }
  }

  /** The object's answer; where it refused the bearer, as the challenge that clients understand. */
  function fromAgent(answered: Response, requestId: string): Response {
    const needed = answered.headers.get(neededScopesHeader);
    if (needed !== null) return scopeChallenge(publicOrigin, needed.split(" "), requestId);
    if (answered.headers.has(revokedHeader)) return bearerChallenge(publicOrigin, "token_revoked", requestId);
    const own = new Response(answered.body, answered);
    own.headers.set("cache-control", "no-store");
    return own;
  }
}

/** What sign-in asks Microsoft for: what the tools declare, and what an administrator wants callGraph to have besides. */
function scopesToAskFor({ ENTRA_SCOPES, EXTRA_SCOPES, GRAPH_ORIGIN }: Config, ofTools: readonly string[]): readonly string[] {
  const withExtra = (scopes: readonly string[]) => [...new Set([...scopes, ...EXTRA_SCOPES])].toSorted();
  switch (ENTRA_SCOPES) {
    case "tools":
      return withExtra(ofTools);
    case "people":
      return withExtra(ofTools.filter((scope) => !needsAdminConsent(scope)));
    case "default":
      // learn.microsoft.com/entra/identity-platform/scopes-oidc, "The .default scope": whatever the tenant has consented to for this application.
      return [`${GRAPH_ORIGIN}/.default`];
  }
}

function whoFacts({ id, kind, email }: Principal): Pick<AuditFacts, "userId" | "principalType" | "userEmail"> {
  return { userId: id, principalType: kind, ...(email !== undefined && { userEmail: email }) };
}

/** What no Access login can reach, in mode `oauth`: exactly these, no prefix of another path. */
function isMachineRoute(pathname: string): boolean {
  return pathname === "/token" || pathname === "/register" || pathname.startsWith("/.well-known/");
}

function refused(visit: Visit, reason: string, response: Response, facts: Partial<AuditFacts> = {}): Response {
  visit.record({ ...facts, kind: "admission", outcome: "refused", reason, httpStatus: response.status });
  return response;
}

/** What an operator may want of any request; no header of it names the caller. */
function visitFacts(request: Request): Omit<AuditFacts, "kind"> {
  const { rayId, ...caller } = callerFacts(request);
  return { httpMethod: request.method, route: routeOf(request), ...caller, ...(rayId !== undefined && { cfRay: rayId }) };
}

type CallerFacts = {
  readonly rayId?: string;
  readonly clientIp?: string;
  readonly clientCountry?: string;
  /** Fingerprint of the TLS client: one assertion from two kinds of client shows. */
  readonly clientJa4?: string;
  readonly userAgent?: string;
};

/** developers.cloudflare.com/bots/additional-configurations/ja3-ja4-fingerprint: set by Cloudflare itself, where the zone has it. */
function fingerprintOf({ cf }: Request): string | undefined {
  const ja4: unknown = (cf as { readonly botManagement?: { readonly ja4?: unknown } } | undefined)?.botManagement?.ja4;
  return typeof ja4 === "string" ? ja4.slice(0, 64) : undefined;
}

function callerFacts(request: Request): CallerFacts {
  const header = (name: string) => request.headers.get(name)?.slice(0, 256);
  const rayId = header("cf-ray");
  const clientIp = header("cf-connecting-ip");
  const clientCountry = header("cf-ipcountry");
  const clientJa4 = fingerprintOf(request);
  const userAgent = header("user-agent");
  return {
    ...(rayId && { rayId }),
    ...(clientIp && { clientIp }),
    ...(clientCountry && { clientCountry }),
    ...(clientJa4 && { clientJa4 }),
    ...(userAgent && { userAgent }),
  };
}

const routes: ReadonlySet<string> = new Set([
  "/mcp",
  "/sse",
  "/messages",
  "/healthz",
  "/connect",
  "/callback",
  "/connections",
  "/operator/connections",
  "/operator/clients",
  "/authorize",
  "/token",
  "/register",
]);

/** The route's template, never a path somebody made up. */
function routeOf(request: Request): string {
  const pathname = URL.parse(request.url)?.pathname ?? "";
  if (routes.has(pathname)) return pathname;
  const mcp = mcpAddress(pathname);
  if (mcp) return mcp.route;
  return pathname.startsWith("/egress/") ? "/egress" : "other";
}

/** W3C Trace Context §3.2: the caller's where it is well formed, else a new one; baggage is not carried on. */
function traceparentOf(request: Request): string {
  const given = request.headers.get("traceparent");
  if (given && /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(given)) return given;
  const hex = (bytes: number) =>
    Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `00-${hex(16)}-${hex(8)}-01`;
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [new TextEncoder().encode(a), new TextEncoder().encode(b)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}

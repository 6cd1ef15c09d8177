/** Composition root: wires the rooms into one Worker and decides nothing. */
import { timingSafeEqual } from "node:crypto";
import type { AccountVault as AccountVaultClass } from "./accounts/account-vault.ts";
import type { M365Agent as M365AgentClass } from "./agent/m365-agent.ts";
import { requireKeyRing } from "./accounts/keys.ts";
import { entraClient } from "./accounts/settings.ts";
import { agentHost, agentUrl } from "./agent/mcp-server.ts";
import { callHeader, writeCall } from "./agent/call-headers.ts";
import { writeConsoleEvent } from "./audit/console-line.ts";
import type { AuditFacts } from "./audit/event.ts";
import { type Config, loadConfig } from "./config/config.ts";
import { whereabouts } from "./core/errors.ts";
import { type AccessIdentity, principalOf } from "./core/identity.ts";
import { createRelay } from "./egress/relay.ts";
import { compileOperations } from "./graph/operation-table.ts";
import { createConnect } from "./oauth/connect.ts";
import { lingerOn } from "./core/read-capped.ts";
import { AccessKeys } from "./perimeter/access-keys.ts";
import type { AccessTokenCheck } from "./perimeter/access-token.ts";
import { accessDenied, misconfigured, notFound } from "./perimeter/refusal.ts";
import { guardMcp, screen } from "./perimeter/request-guard.ts";
import { refuseAccess, requireAccess } from "./perimeter/require-access.ts";
import { isKnown } from "./policy/decide.ts";
import { catalog, listedTools, operationsOf, scopesOf } from "./tools/catalog.ts";

export { AccountVault } from "./accounts/account-vault.ts";
export { M365Agent } from "./agent/m365-agent.ts";

export type Env = {
  readonly AI: Ai;
  readonly KV: KVNamespace;
  readonly DIRECTORY: D1Database;
  readonly AGENT: DurableObjectNamespace<M365AgentClass>;
  readonly VAULT: DurableObjectNamespace<AccountVaultClass>;
};

/** One inbound request on its way through the doors. */
type Visit = {
  readonly request: Request;
  /** Path below `PUBLIC_ORIGIN`; no header had a say in it. */
  readonly url: URL;
  readonly requestId: string;
  readonly receivedAt: number;
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly record: (facts: Omit<AuditFacts, "requestId">) => void;
};

type Wired = { readonly serve: (visit: Visit) => Promise<Response> };

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
      const wired = wiredByEnv.get(env) ?? wire(env, settings.config);
      wiredByEnv.set(env, wired);
      const url = underOrigin(request, settings.config.PUBLIC_ORIGIN);
      return await wired.serve({ request, url, requestId, receivedAt, record, keepAlive: (work) => ctx.waitUntil(work) });
    } catch (thrown) {
      record({ kind: "admission", outcome: "failed", reason: "internal", errorCode: "internal" });
      console.error(JSON.stringify({ requestId, error: whereabouts(thrown) }));
      return Response.json(
        { error: "internal", error_description: "Something went wrong on our side.", request_id: requestId },
        { status: 500, headers: { "cache-control": "no-store" } },
      );
    }
  },
} satisfies ExportedHandler<Env>;

/** The request's path and query on our own origin. Set part by part: a path such as `//host/x`, resolved as a reference, would name a host. */
function underOrigin(request: Request, publicOrigin: string): URL {
  const asked = new URL(request.url);
  const url = new URL(publicOrigin);
  url.pathname = asked.pathname;
  url.search = asked.search;
  return url;
}

function wire(env: Env, config: Config): Wired {
  const tools = listedTools({ tiers: config.TOOL_TIERS, diagnostics: config.ENABLE_DIAGNOSTICS });
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
  const connect = createConnect({
    publicOrigin: config.PUBLIC_ORIGIN,
    entra: entraClient(config),
    scopes: scopesOf(tools),
    cookieKeys: requireKeyRing(config.COOKIE_ENCRYPTION_KEY),
    stateKeys: requireKeyRing(config.COOKIE_SECRET),
    vaultOf,
    now: Date.now,
  });

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
    audience: config.PUBLIC_ORIGIN,
    envelopeKeys: requireKeyRing(config.ENVELOPE_KEY),
    encryptionKeys: requireKeyRing(config.ENCRYPTION_KEY),
    payload: config.EGRESS_PAYLOAD,
    graphOrigin: config.GRAPH_ORIGIN,
    operations,
    vaultOf,
    fetch: (url, init) => fetch(url, init),
    record: (facts, request) =>
      writeConsoleEvent({ ...visitFacts(request), ...facts, requestId: facts.requestId ?? crypto.randomUUID() }, Date.now()),
    now: Date.now,
  });

  return { serve };

  async function serve(visit: Visit): Promise<Response> {
    const { request, url, requestId } = visit;
    const screened = screen(request, config.hosts, requestId);
    if (screened) {
      if (screened.reason === "body_too_large") await lingerOn(request);
      return refused(visit, screened.reason, screened.response);
    }

    // The exempt list, whole: a liveness answer without detail, and the gateway's door with its own credential.
    if (url.pathname === "/healthz") return new Response("ok\n", { headers: { "cache-control": "no-store" } });
    if (url.pathname.startsWith("/egress/")) return relay(request, visit.keepAlive);

    const admission = await requireAccess(request, check, visit.keepAlive);
    if (!admission.admitted) return refused(visit, admission.refusal.reason, refuseAccess(admission.refusal, requestId));
    switch (url.pathname) {
      case "/mcp":
        return mcp(visit, admission.identity);
      case "/connect":
      case "/callback":
        return linking(visit, admission.identity);
      default:
        return refused(visit, "route_unknown", notFound(requestId));
    }
  }

  function linking(visit: Visit, identity: AccessIdentity): Promise<Response> {
    const principal = principalOf(identity);
    const who = {
      userId: principal.id,
      principalType: principal.kind,
      ...(principal.email !== undefined && { userEmail: principal.email }),
    };
    return connect(new Request(visit.url, visit.request), {
      identity,
      principal,
      requestId: visit.requestId,
      audit: (event) => visit.record({ ...who, ...event }),
    });
  }

  async function mcp(visit: Visit, identity: AccessIdentity): Promise<Response> {
    const { request, requestId } = visit;
    const body = await guardMcp(request, config.origins, requestId);
    const principal = principalOf(identity);
    const who = { userId: principal.id, principalType: principal.kind };
    if (!body.accepted) return refused(visit, body.reason, body.response, who);
    if (!isKnown(principal)) return refused(visit, "service_token_unknown", accessDenied(requestId), who);

    const headers = new Headers();
    for (const name of ["accept", "content-type", "mcp-protocol-version", "mcp-method", "mcp-name"]) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    headers.set("host", agentHost);
    headers.set(
      callHeader,
      writeCall({
        principal: { ...principal, groups: [...principal.groups] },
        requestId,
        receivedAt: visit.receivedAt,
        traceparent: traceparentOf(request),
        ...callerFacts(request),
        ...(identity.kind === "user" && identity.identityNonce !== undefined && { accessNonce: identity.identityNonce }),
      }),
    );
    const agent = env.AGENT.get(env.AGENT.idFromName(principal.id));
    const answered = await agent.fetch(agentUrl, { method: "POST", headers, body: body.text, signal: request.signal });
    const own = new Response(answered.body, answered);
    own.headers.set("cache-control", "no-store");
    return own;
  }
}

const operations = compileOperations(operationsOf(catalog), "v1.0");

function refused(visit: Visit, reason: string, response: Response, facts: Partial<AuditFacts> = {}): Response {
  visit.record({ ...facts, kind: "admission", outcome: "refused", reason, httpStatus: response.status });
  return response;
}

/** What an operator may want of any request; no header of it names the caller. */
function visitFacts(request: Request): Omit<AuditFacts, "kind"> {
  const { rayId, ...caller } = callerFacts(request);
  return { httpMethod: request.method, route: routeOf(request), ...caller, ...(rayId !== undefined && { cfRay: rayId }) };
}

function callerFacts(request: Request): { rayId?: string; clientIp?: string; clientCountry?: string; userAgent?: string } {
  const header = (name: string) => request.headers.get(name)?.slice(0, 256);
  const rayId = header("cf-ray");
  const clientIp = header("cf-connecting-ip");
  const clientCountry = header("cf-ipcountry");
  const userAgent = header("user-agent");
  return {
    ...(rayId && { rayId }),
    ...(clientIp && { clientIp }),
    ...(clientCountry && { clientCountry }),
    ...(userAgent && { userAgent }),
  };
}

const routes: ReadonlySet<string> = new Set(["/mcp", "/healthz", "/connect", "/callback"]);

/** The route's template, never a path somebody made up. */
function routeOf(request: Request): string {
  const { pathname } = new URL(request.url);
  if (routes.has(pathname)) return pathname;
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

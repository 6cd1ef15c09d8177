/** The endpoints of mode `oauth` that clients call themselves, past any Access login: metadata, `/register`, `/token`. */
import { z } from "zod";
import type { Ending } from "../agent/connections.ts";
import { whereabouts } from "../core/errors.ts";
import { parseJson } from "../core/json.ts";
import { readTextCapped } from "../core/read-capped.ts";
import { resourceMetadata } from "./bearer.ts";
import { isMetadataUrl, type MetadataDomains } from "./client-metadata.ts";
import { clientsNamed } from "./clients-named.ts";
import { networkOf } from "./network.ts";
import type { Provider, ProviderEnv, ProviderRefusal } from "./provider.ts";
import { readRegistration } from "./registration.ts";
import type { RedirectPolicy } from "./redirects.ts";
import type { Revocation } from "./revocable-store.ts";
import { StoreFailure } from "./store-failure.ts";

export type MachineEndpointsOptions = {
  readonly publicOrigin: string;
  /** The store of one request, which tells `revoked` what the library is about to delete. */
  readonly storeOf: (revoked: (revocation: Revocation) => Promise<unknown>) => ProviderEnv;
  /** Puts it on the principal's revocation list. */
  readonly end: (revocation: Revocation, ending: Ending) => Promise<unknown>;
  readonly provider: Provider;
  readonly dynamicRegistration: boolean;
  readonly redirects: RedirectPolicy;
  readonly metadataDomains: MetadataDomains;
  /** Whether one more registration may come from this network within the minute. */
  readonly mayRegister: (key: string) => Promise<boolean>;
  /** Browser origins that may read the answers. */
  readonly origins: ReadonlySet<string>;
};

export type MachineVisit = {
  readonly requestId: string;
  readonly executionContext: ExecutionContext;
  readonly record: (facts: {
    readonly outcome: "done" | "refused" | "failed";
    readonly reason: string;
    readonly httpStatus: number;
    readonly errorCode?: string;
    readonly problem?: string;
    readonly oauthClientId?: string;
  }) => void;
};

const registrationBytes = 64 * 1024;
const formBytes = 32 * 1024;
const bodyTimeoutMs = 10_000;

/** The library's checks under the names of our record; what is not named here is `oauth_refused` with the library's own word beside it. */
const reasons: Readonly<Record<string, { readonly reason: string }>> = {
  code_replayed: { reason: "code_reuse" },
  code_mismatch: { reason: "code_invalid" },
  code_malformed: { reason: "code_invalid" },
  code_missing: { reason: "code_invalid" },
  grant_not_found: { reason: "grant_unknown" },
  client_mismatch: { reason: "code_client_mismatch" },
  redirect_uri_mismatch: { reason: "redirect_uri_mismatch" },
  redirect_uri_missing: { reason: "redirect_uri_mismatch" },
  redirect_uri_invalid: { reason: "redirect_uri_mismatch" },
  code_verifier_missing: { reason: "pkce_failed" },
  code_verifier_mismatch: { reason: "pkce_failed" },
  unexpected_code_verifier: { reason: "pkce_failed" },
  pkce_method_invalid: { reason: "pkce_failed" },
  refresh_token_mismatch: { reason: "refresh_reuse" },
  refresh_token_malformed: { reason: "refresh_invalid" },
  refresh_token_missing: { reason: "refresh_invalid" },
  refresh_token_expired: { reason: "refresh_invalid" },
  scope_not_granted: { reason: "scope_invalid" },
  scope_malformed: { reason: "scope_invalid" },
  resource_invalid: { reason: "resource_invalid" },
  resource_not_configured: { reason: "resource_invalid" },
  resource_grant_mismatch: { reason: "resource_invalid" },
  repeated_parameter: { reason: "param_duplicate" },
  client_not_found: { reason: "client_auth_failed" },
  client_secret_mismatch: { reason: "client_auth_failed" },
  client_secret_missing: { reason: "client_auth_failed" },
  client_secret_not_registered: { reason: "client_auth_failed" },
  client_id_missing: { reason: "client_auth_failed" },
  client_assertion_invalid: { reason: "client_auth_failed" },
  token_endpoint_auth_method_mismatch: { reason: "client_auth_failed" },
  multiple_authentication_methods: { reason: "client_auth_failed" },
  malformed_basic_credentials: { reason: "client_auth_failed" },
  metadata_resolution_failed: { reason: "cimd_refused" },
  metadata_invalid: { reason: "dcr_invalid" },
  json_malformed: { reason: "dcr_invalid" },
  upstream_revoked: { reason: "upstream_revoked" },
  grant_ended: { reason: "token_revoked" },
};
const anyOther = { reason: "oauth_refused" } as const;

/** Answers the exempt routes of mode `oauth`; null where the path is none of them. */
export function createMachineEndpoints(options: MachineEndpointsOptions) {
  const { publicOrigin, storeOf, end, provider, redirects, metadataDomains, origins } = options;

  return async function answer(request: Request, visit: MachineVisit): Promise<Response | null> {
    switch (new URL(request.url).pathname) {
      // The path forms (RFC 9728 §3.1) lead clients that look under their endpoint's own path to the same document.
      case "/.well-known/oauth-protected-resource":
      case "/.well-known/oauth-protected-resource/mcp":
      case "/.well-known/oauth-protected-resource/sse":
        return readOnly(request, visit, () => Promise.resolve(resourceMetadata(publicOrigin)));
      case "/.well-known/oauth-authorization-server":
        return readOnly(request, visit, () => ask(request, visit));
      case "/register":
        return options.dynamicRegistration ? register(request, visit) : null;
      case "/token":
        return token(request, visit);
      default:
        return null;
    }
  };

  async function readOnly(request: Request, visit: MachineVisit, document: () => Promise<Response>): Promise<Response> {
    if (request.method !== "GET" && request.method !== "HEAD" && request.method !== "OPTIONS") {
      visit.record({ outcome: "refused", reason: "method_refused", httpStatus: 405 });
      return oauthError(405, "invalid_request", "This document is read with GET.", { allow: "GET, HEAD, OPTIONS" });
    }
    if (request.method === "OPTIONS")
      return sameOriginOnly(new Response(null, { status: 204, headers: { allow: "GET, HEAD, OPTIONS" } }), request);
    const answered = sameOriginOnly(await document(), request);
    return request.method === "HEAD" ? new Response(null, answered) : answered;
  }

  async function register(request: Request, visit: MachineVisit): Promise<Response> {
    const body = await readBody(request, visit, "application/json", registrationBytes, {
      code: "invalid_client_metadata",
      reason: "dcr_invalid",
    });
    if (body instanceof Response) return body;
    const read = readRegistration(body, redirects);
    if (!read.accepted) {
      visit.record({ outcome: "refused", reason: read.reason, httpStatus: 400, errorCode: read.code });
      return oauthError(400, read.code, read.description);
    }
    // Only what would be stored counts: a refusal uses up nothing.
    if (!(await options.mayRegister(networkOf(request.headers.get("cf-connecting-ip") ?? "unknown")))) {
      visit.record({ outcome: "refused", reason: "dcr_rate_limited", httpStatus: 429 });
      return oauthError(429, "temporarily_unavailable", "Too many registrations from here. Try again in a minute.", {
        "retry-after": "60",
      });
    }
    const answered = await ask(withBody(request, read.body), visit);
    if (answered.ok)
      visit.record({ outcome: "done", reason: "client_registered", httpStatus: answered.status, ...(await clientIdOf(answered)) });
    return sameOriginOnly(answered, request);
  }

  async function token(request: Request, visit: MachineVisit): Promise<Response> {
    const body = await readBody(request, visit, "application/x-www-form-urlencoded", formBytes, {
      code: "invalid_request",
      reason: "oauth_request_invalid",
    });
    if (body instanceof Response) return body;
    const form = new URLSearchParams(body);
    const named = clientsNamed(form, request.headers.get("authorization"));
    if (named.some((id) => isMetadataUrl(id) && !metadataDomains.allow(id))) {
      visit.record({ outcome: "refused", reason: "cimd_refused", httpStatus: 401, errorCode: "invalid_client" });
      return clientUnknown(null);
    }
    const client = named.find((id) => id !== "");
    if (client !== undefined && form.has("client_assertion") && (await keepsKeysElsewhere(client))) {
      visit.record({ outcome: "refused", reason: "cimd_refused", httpStatus: 401, errorCode: "invalid_client" });
      return clientUnknown(null);
    }
    const scopes = (form.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
    let hasEnded = false;
    const answered = await ask(withBody(request, body), visit, scopes, () => (hasEnded = true));
    if (answered.status === 401) return sameOriginOnly(clientUnknown(answered.headers.get("www-authenticate")), request);
    if (answered.ok) {
      // RFC 7009 §2.2: a token that is not this client's, or none, is answered like one that was ended.
      const told = form.has("grant_type") ? { reason: "token_issued" } : { reason: hasEnded ? "token_given_up" : "nothing_given_up" };
      visit.record({
        outcome: "done",
        ...told,
        httpStatus: answered.status,
        ...(client !== undefined && { oauthClientId: client.slice(0, 256) }),
      });
    }
    return sameOriginOnly(answered, request);
  }

  /** Whether a client's document names keys at a host that is not on the list: the library would fetch them before anything is proven. */
  async function keepsKeysElsewhere(clientId: string): Promise<boolean> {
    if (!isMetadataUrl(clientId)) return false;
    const helpers = provider.server.getOAuthApi(storeOf(() => Promise.resolve()));
    const known = await helpers.lookupClient(clientId).catch(() => null);
    return known?.jwksUri !== undefined && !metadataDomains.allow(known.jwksUri);
  }

  /** The library's answer; whatever it refuses leaves one line. */
  async function ask(
    request: Request,
    visit: MachineVisit,
    asked: readonly string[] = [],
    onEnded: () => void = () => undefined,
  ): Promise<Response> {
    const refusals: ProviderRefusal[] = [];
    const unended: unknown[] = [];
    const env = storeOf(async (revocation) => {
      try {
        await end(revocation, { by: "oauth", requestId: visit.requestId });
        onEnded();
      } catch (thrown) {
        unended.push(thrown);
        throw thrown;
      }
    });
    let answered: Response;
    try {
      const exchange = { asked, onRefusal: (refusal: ProviderRefusal) => void refusals.push(refusal) };
      answered = await provider.during(exchange, () => provider.server.fetch(request, env, visit.executionContext));
    } catch (thrown) {
      if (!(thrown instanceof StoreFailure)) throw thrown;
      return unavailable(visit, thrown);
    }
    // The library calls a code that came twice dealt with, whether or not what it gave out could be ended.
    if (unended.length > 0) return unavailable(visit, unended[0]);
    for (const { code, status, problem } of refusals) {
      const { reason } = reasons[problem] ?? anyOther;
      visit.record({ outcome: status >= 500 ? "failed" : "refused", reason, httpStatus: status, errorCode: code, problem });
    }
    const own = new Response(answered.body, answered);
    own.headers.set("cache-control", "no-store");
    return own;
  }

  function unavailable(visit: MachineVisit, cause: unknown): Response {
    console.error(JSON.stringify({ requestId: visit.requestId, error: whereabouts(cause) }));
    visit.record({ outcome: "failed", reason: "authorization_unavailable", httpStatus: 503, errorCode: "temporarily_unavailable" });
    return oauthError(503, "temporarily_unavailable", "This did not work just now. Try again in a moment.", { "retry-after": "5" });
  }

  /** The library lets any browser origin read its answers (no credentials with it); ours is the deployment's list. */
  function sameOriginOnly(response: Response, request: Request): Response {
    const origin = request.headers.get("origin");
    const isListed = origin !== null && origins.has(origin);
    const theirs = [...response.headers.keys()].filter((name) => name.startsWith("access-control-"));
    if (!isListed) for (const name of theirs) response.headers.delete(name);
    else {
      response.headers.set("access-control-allow-origin", origin);
      response.headers.append("vary", "origin");
    }
    return response;
  }
}

async function readBody(
  request: Request,
  visit: MachineVisit,
  contentType: string,
  capBytes: number,
  bad: { readonly code: string; readonly reason: string },
): Promise<string | Response> {
  const no = (status: number, reason: string, description: string, headers: Readonly<Record<string, string>> = {}): Response => {
    visit.record({ outcome: "refused", reason, httpStatus: status, errorCode: bad.code });
    return oauthError(status, bad.code, description, headers);
  };
  if (request.method !== "POST") return no(405, "method_refused", "Use POST.", { allow: "POST" });
  if (request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() !== contentType)
    return no(400, bad.reason, `Send ${contentType}.`);
  let text: string | null;
  try {
    text = await readTextCapped(request, capBytes, AbortSignal.timeout(bodyTimeoutMs));
  } catch {
    return no(400, bad.reason, "The body did not arrive whole, or is not UTF-8.");
  }
  return text ?? no(413, bad.reason, `The body is larger than ${capBytes / 1024} KiB.`);
}

/** RFC 6749 §5.2. */
function oauthError(status: number, error: string, description: string, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(
    { error, error_description: description },
    { status, headers: { "cache-control": "no-store", pragma: "no-cache", "x-content-type-options": "nosniff", ...headers } },
  );
}

/** The same words whatever was wrong: nobody learns here which clients there are. @param challenge RFC 6749 §5.2: for a client that came with Basic */
function clientUnknown(challenge: string | null): Response {
  return oauthError(401, "invalid_client", "Client authentication failed.", {
    ...(challenge !== null && { "www-authenticate": challenge }),
  });
}

function withBody(request: Request, body: string): Request {
  const headers = new Headers(request.headers);
  headers.delete("content-length");
  return new Request(request.url, { method: "POST", headers, body });
}

const registered = z.object({ client_id: z.string() });

async function clientIdOf(response: Response): Promise<{ readonly oauthClientId?: string }> {
  const parsed = registered.safeParse(parseJson(await response.clone().text()));
  return parsed.success ? { oauthClientId: parsed.data.client_id } : {};
}

/** `/authorize` and its way back through `/callback`: consent first, then Microsoft, then a grant for exactly the person Access vouches for. */
import { createHash } from "node:crypto";
import {
  AuthorizationError,
  authorizationErrorRedirect,
  type AuthRequest,
  CimdFetchError,
  type CompleteAuthorizationOptions,
  type OAuthHelpers,
} from "@cloudflare/workers-oauth-provider";
import { v7 as uuidv7 } from "uuid";
import type { KeyRing } from "../accounts/keys.ts";
import { signerOf, signText } from "../accounts/mac.ts";
import type { Principal } from "../core/identity.ts";
import { whereabouts } from "../core/errors.ts";
import { type McpScope, mcpScopes } from "../core/mcp-scope.ts";
import { grantUserId } from "./bearer.ts";
import { grantProps } from "./grant-props.ts";
import { isMetadataUrl, type MetadataDomains } from "./client-metadata.ts";
import { begunAt, beginLink, linkLifetimeMs, linkOf } from "./link-state.ts";
import type { MicrosoftSignIn } from "./microsoft-sign-in.ts";
import { ownForms } from "./own-form.ts";
import {
  linkedFacts,
  notAllowed,
  pageApp,
  type PageCaller,
  type PageContext,
  refuse as refusePage,
  repeatedParameter,
  withCookies,
} from "./page-door.ts";
import { consentPage } from "./pages/consent.ts";
import { renderPage } from "./pages/frame.ts";
import { isPlainRedirect } from "./redirects.ts";
import type { PageRefusal } from "./refusal.ts";
import { StoreFailure } from "./store-failure.ts";

export type AuthorizeOptions = {
  /** `https://m365.corp.example`, no trailing slash. */
  readonly publicOrigin: string;
  /** Origin of Microsoft's sign-in pages. */
  readonly authorityOrigin: string;
  readonly oauth: OAuthHelpers;
  readonly metadataDomains: MetadataDomains;
  readonly signIn: MicrosoftSignIn;
  /** COOKIE_SECRET: signs `state`, the form and the e-mail tag. */
  readonly stateKeys: KeyRing;
  /** Epoch ms. */
  readonly now: () => number;
};

export type Authorize = {
  /** `GET` and `POST /authorize`, `GET /callback` with a state of this flow. What nobody foresaw is thrown. */
  readonly fetch: (request: Request, caller: PageCaller) => Promise<Response>;
  /** Whether a callback's state began here, and not at `/connect`. */
  readonly began: (state: string) => boolean;
};

/** What the client learns at its own redirect URI, as the record calls it. */
type RedirectedReason =
  | "pkce_required"
  | "pkce_method"
  | "pkce_failed"
  | "scope_invalid"
  | "response_type_unsupported"
  | "resource_invalid"
  | "oauth_request_invalid"
  | "consent_denied"
  | "upstream_denied";

/** Where the library's handle travels: in our form, or as the `state` at Microsoft. */
type HandlePurpose = "consent-handle" | "upstream-state";

/** RFC 7636 §4.2: SHA-256 in base64url without padding is 43 characters, no more and no less. */
const challengeShape = /^[A-Za-z0-9_-]{43}$/;

export function createAuthorize(options: AuthorizeOptions): Authorize {
  const { publicOrigin, authorityOrigin, oauth, metadataDomains, signIn, stateKeys, now } = options;
  const forms = ownForms({ publicOrigin, keys: stateKeys });
  const formOf = (principal: Principal) => ({ path: "/authorize", about: principal.id });
  const app = pageApp();
  const refuse = (c: PageContext, refusal: PageRefusal) => refusePage(c, "authorization", refusal);

  app.onError((thrown, c: PageContext) => {
    if (thrown instanceof CimdFetchError) return refuse(c, { reason: "cimd_refused" });
    if (!(thrown instanceof StoreFailure)) throw thrown;
    console.error(JSON.stringify({ requestId: c.env.requestId, error: whereabouts(thrown) }));
    return refuse(c, { reason: "authorization_unavailable" });
  });

  app.get("/authorize", async (c) => {
    const query = new URL(c.req.url).searchParams;
    if (repeatedParameter(query, ["resource"]) !== null) return refuse(c, { reason: "param_duplicate" });
    const clientId = query.get("client_id") ?? "";
    if (isMetadataUrl(clientId) && !metadataDomains.allow(clientId)) return refuse(c, { reason: "cimd_refused" });
    const parsed = await parsedRequest(c.req.raw);
    if ("reason" in parsed)
      return parsed.redirectTo === undefined ? refuse(c, parsed) : redirectedRefusal(c, parsed.redirectTo, parsed.reason, clientId);

    const { request } = parsed;
    // The library lets a loopback address differ in its port, and with it in whatever else it does not compare.
    if (!isPlainRedirect(request.redirectUri)) return refuse(c, { reason: "redirect_uri_invalid" });
    if ((query.get("response_mode") ?? "query") !== "query") {
      const location = authorizationErrorRedirect(request, "unsupported_response_type");
      return redirectedRefusal(c, location, "response_type_unsupported", clientId);
    }
    const scopes = scopesAsked(request.scope);
    const problem = challengeProblem(request);
    if (problem !== null) return redirectedRefusal(c, authorizationErrorRedirect(request, "invalid_request"), problem, clientId);
    if (scopes === null) return redirectedRefusal(c, authorizationErrorRedirect(request, "invalid_scope"), "scope_invalid", clientId);

    const details = await oauth.describeConsent(request);
    const consent = await oauth.beginConsent({ ...request, scope: [...scopes] });
    const { identity, principal, requestId } = c.env;
    const body = consentPage({
      email: identity.email,
      details,
      scopes,
      handle: signed(uuidv7({ msecs: now() }), consent.handle, "consent-handle"),
      formToken: forms.token(c, formOf(principal)),
    });
    // Browsers hold a form's target list against every redirect that follows it: to Microsoft, back here, and on to the client.
    const formTargets = ["'self'", authorityOrigin, originOf(request.redirectUri)];
    const page = await renderPage({ status: 200, title: "Connect an application", body, requestId, formTargets });
    carryCookies(c, consent.headers);
    return withCookies(c, page);
  });

  app.post("/authorize", async (c) => {
    if (new URL(c.req.url).search !== "") return refuse(c, { reason: "param_duplicate" });
    const { identity, principal } = c.env;
    const fields = await forms.read(c, formOf(principal));
    if (fields === null) return refuse(c, { reason: "consent_csrf" });
    const consent = partsOf(fields.get("handle") ?? "", "consent-handle");
    const decision = fields.get("decision");
    if (consent === null || repeatedParameter(fields, ["scope"]) !== null || (decision !== "allow" && decision !== "deny"))
      return refuse(c, { reason: "consent_tampered" });
    if (begunAt(consent.id) + linkLifetimeMs <= now()) return refuse(c, { reason: "state_expired" });
    const { handle } = consent;
    try {
      if (decision === "deny") {
        const denied = await oauth.denyConsent(c.req.raw, handle);
        return redirectedRefusal(c, denied.redirectTo, "consent_denied", denied.request.clientId, denied.headers);
      }
      const { request, headers } = await oauth.approveConsent(c.req.raw, handle);
      const scope = fields.getAll("scope");
      if (!isPartOf(scope, request.scope)) {
        carryCookies(c, headers);
        return await refuse(c, { reason: "consent_tampered" });
      }
      const link = beginLink(principal.id, now());
      const upstream = await oauth.beginUpstream({ ...request, scope }, { data: link, headers });
      return redirect(c, signIn.location(link, signed(link.id, upstream.state, "upstream-state"), identity.email), upstream.headers);
    } catch (thrown) {
      if (!(thrown instanceof AuthorizationError)) throw thrown;
      return refuse(c, { reason: holdsCookieOf(c.req.raw, handle) ? "state_used" : "consent_tampered" });
    }
  });

  app.get("/callback", async (c) => {
    if (c.req.raw.method !== "GET") return notAllowed(c, "authorization", "GET");
    const url = new URL(c.req.url);
    const query = url.searchParams;
    if (repeatedParameter(query) !== null) return refuse(c, { reason: "param_duplicate" });
    const state = partsOf(query.get("state") ?? "", "upstream-state");
    if (state === null) return refuse(c, { reason: "state_invalid" });
    if (begunAt(state.id) + linkLifetimeMs <= now()) return refuse(c, { reason: "state_expired" });
    url.searchParams.set("state", state.handle);
    let resumed;
    try {
      resumed = await oauth.finishUpstream(new Request(url, c.req.raw));
    } catch (thrown) {
      if (!(thrown instanceof AuthorizationError)) throw thrown;
      return refuse(c, { reason: holdsCookieOf(c.req.raw, state.handle) ? "state_used" : "state_binding" });
    }
    carryCookies(c, resumed.headers);
    const link = linkOf(resumed.data);
    if (link === null || link.id !== state.id) return refuse(c, { reason: "state_invalid" });
    const { request } = resumed;
    const outcome = await signIn.settle(query, link, c.env);
    if (outcome.kind === "refused") {
      return outcome.reason === "upstream_denied"
        ? redirectedRefusal(c, authorizationErrorRedirect(request, "access_denied"), outcome.reason, request.clientId)
        : refuse(c, outcome);
    }

    const { standing } = outcome;
    const { identity, principal } = c.env;
    const { tenantId, objectId } = standing;
    const owner = { principalId: principal.id, clientId: request.clientId };
    // When it was allowed, not when it came back: whoever ends everything in between ends this, too.
    const grantedAt = begunAt(link.id);
    const props = grantProps(owner, { tenantId, objectId, email: identity.email, scopes: request.scope, grantedAt }, stateKeys);
    const completed = await complete({ request, userId: grantUserId(principal.id), metadata: {}, scope: request.scope, props });
    if ("reason" in completed) return refuse(c, completed);
    c.env.audit({
      kind: "authorization",
      outcome: "done",
      reason: outcome.formerPrincipals.length === 0 ? "authorized" : "subject_changed",
      httpStatus: 302,
      oauthClientId: request.clientId,
      ...linkedFacts(standing),
    });
    return redirect(c, completed.redirectTo);
  });

  app.all("/authorize", (c) => notAllowed(c, "authorization", "GET, HEAD, POST"));

  return {
    fetch: async (request, caller) => app.fetch(request, caller),
    began: (state) => partsOf(state, "upstream-state") !== null,
  };

  /** The request as the library accepts it, or what is wrong with it and whether the client may be told by a redirect. */
  async function parsedRequest(
    raw: Request,
  ): Promise<
    | { readonly request: AuthRequest }
    | (PageRefusal & { redirectTo?: undefined })
    | { readonly reason: RedirectedReason; readonly redirectTo: string }
  > {
    const query = new URL(raw.url).searchParams;
    try {
      return { request: await oauth.parseAuthRequest(raw) };
    } catch (thrown) {
      if (!(thrown instanceof AuthorizationError)) throw thrown;
      if (thrown.redirectTo !== undefined) return { reason: redirectedReason(thrown, query), redirectTo: thrown.redirectTo };
      const clientId = query.get("client_id") ?? "";
      if (clientId === "") return { reason: "oauth_request_invalid" };
      return { reason: await reasonAtClient(clientId) };
    }
  }

  /** The grant and its code; or why there is none for a client that changed since it was shown: removed, other addresses, another flow. */
  async function complete(options: CompleteAuthorizationOptions): Promise<{ readonly redirectTo: string } | PageRefusal> {
    try {
      return await oauth.completeAuthorization(options);
    } catch (thrown) {
      if (thrown instanceof AuthorizationError) return { reason: "oauth_request_invalid" };
      // The library has no type of its own for it.
      if (!(thrown instanceof Error) || !thrown.message.startsWith("Invalid redirect URI.")) throw thrown;
      return { reason: await reasonAtClient(options.request.clientId) };
    }
  }

  /** Why the library found no such client with such an address. */
  async function reasonAtClient(clientId: string): Promise<"client_unknown" | "redirect_uri_invalid"> {
    return (await oauth.lookupClient(clientId)) === null ? "client_unknown" : "redirect_uri_invalid";
  }

  /** `<UUIDv7>.<handle>.<HMAC>`: a forged one is told by itself, and one that is too old before anything is looked up. */
  function signed(id: string, handle: string, purpose: HandlePurpose): string {
    return `${id}.${handle}.${signText(`${id}.${handle}`, stateKeys, purpose)}`;
  }

  function partsOf(text: string, purpose: HandlePurpose): { readonly id: string; readonly handle: string } | null {
    const [id, handle, mac, ...more] = text.split(".");
    if (id === undefined || handle === undefined || mac === undefined || more.length > 0) return null;
    return signerOf(`${id}.${handle}`, mac, stateKeys, purpose) === undefined ? null : { id, handle };
  }
}

/** RFC 9700 §2.1.1, OAuth 2.1 §4.1.1: every client, S256 only. */
function challengeProblem(request: AuthRequest): RedirectedReason | null {
  if (!request.codeChallenge) return "pkce_required";
  if (request.codeChallengeMethod !== "S256") return "pkce_method";
  return challengeShape.test(request.codeChallenge) ? null : "pkce_failed";
}

/** Of what the client asked, what there is here; everything where it named nothing, null where it named only what we do not have. */
function scopesAsked(asked: readonly string[]): readonly McpScope[] | null {
  // RFC 6749 §3.3: our default where none is named. `offline_access` and the like are no scopes of this resource.
  const known = asked.length === 0 ? mcpScopes : mcpScopes.filter((scope) => asked.includes(scope));
  if (known.length === 0) return null;
  return known.includes("m365.read") ? known : ["m365.read", ...known];
}

/** What was ticked, of what the form offered: reading always, nothing twice. */
function isPartOf(ticked: readonly string[], offered: readonly string[]): boolean {
  return ticked.includes("m365.read") && new Set(ticked).size === ticked.length && ticked.every((scope) => offered.includes(scope));
}

function redirectedReason(error: AuthorizationError, query: URLSearchParams): RedirectedReason {
  switch (error.code) {
    case "unsupported_response_type":
      return "response_type_unsupported";
    case "invalid_target":
      return "resource_invalid";
    case "invalid_request":
      if (!query.get("code_challenge")) return "pkce_required";
      return query.get("code_challenge_method") === "S256" ? "oauth_request_invalid" : "pkce_method";
    default:
      return "oauth_request_invalid";
  }
}

/** R302: the validated redirect URI of a known client learns that it did not get what it asked for. */
function redirectedRefusal(c: PageContext, location: string, reason: RedirectedReason, oauthClientId: string, headers?: Headers): Response {
  c.env.audit({ kind: "authorization", outcome: "refused", reason, httpStatus: 302, oauthClientId });
  return redirect(c, location, headers);
}

/** @param headers the library's, for the cookies in them */
function redirect(c: PageContext, location: string, headers?: Headers): Response {
  if (headers) carryCookies(c, headers);
  c.header("cache-control", "no-store");
  c.header("referrer-policy", "no-referrer");
  return c.redirect(location, 302);
}

function carryCookies(c: PageContext, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) c.header("set-cookie", cookie, { append: true });
}

/** The library names each transaction's cookie after the hash of its handle. */
function holdsCookieOf(request: Request, handle: string): boolean {
  const hash = createHash("sha256").update(handle).digest("hex");
  return (request.headers.get("cookie") ?? "").includes(`-${hash.slice(0, 16)}=`);
}

/** What CSP calls the place of a redirect URI: its origin, or its scheme where the origin is none, or holds what would end the directive. */
function originOf(redirectUri: string): string {
  const { origin, protocol } = new URL(redirectUri);
  return /^[a-z]+:\/\/[\w.:[\]-]+$/.test(origin) ? origin : protocol;
}

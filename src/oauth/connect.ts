/** `/connect` and `/callback`: a person vouched for by Access links the Microsoft account that is theirs. */
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { linkedUnder } from "../accounts/binding.ts";
import { authorityOf, authorizationUrl, type EntraClient } from "../accounts/entra.ts";
import type { KeyRing } from "../accounts/keys.ts";
import type { AccountStanding, LinkInput, LinkOutcome } from "../accounts/vault.ts";
import type { AccessIdentity, Principal, PrincipalId } from "../core/identity.ts";
import {
  begunAt,
  beginLink,
  linkCookieName,
  linkCookiePrefix,
  linkLifetimeMs,
  openLink,
  sealLink,
  stateOf,
  transactionIdOf,
} from "./link-state.ts";
import { hostCookie, ownForms } from "./own-form.ts";
import { connectPage } from "./pages/connect.ts";
import { renderPage } from "./pages/frame.ts";
import { refusalBody } from "./pages/refusal.ts";
import { type ConnectRefusal, refusalPage } from "./refusal.ts";

/** The vault as the door sees it. */
type ConnectVault = { standing(): Promise<AccountStanding | null>; link(input: LinkInput): Promise<LinkOutcome> };

export type ConnectOptions = {
  /** `https://m365.corp.example`, no trailing slash. */
  readonly publicOrigin: string;
  readonly entra: EntraClient;
  /** Graph scopes to ask for, short form. */
  readonly scopes: readonly string[];
  /** COOKIE_SECRET: signs `state` and the form. */
  readonly stateKeys: KeyRing;
  /** COOKIE_ENCRYPTION_KEY: seals the cookie of a link under way. */
  readonly cookieKeys: KeyRing;
  readonly vaultOf: (principal: PrincipalId) => ConnectVault;
  /** Epoch ms. */
  readonly now: () => number;
};

/** What the record keeps of one link, done or refused. */
export type ConnectEvent = {
  readonly kind: "link";
  readonly outcome: "done" | "refused" | "failed";
  /** `linked`, `subject_changed` (done, and another principal is linked under this e-mail), or the refusal's reason. */
  readonly reason: string;
  readonly httpStatus: number;
  /** AADSTS number, where Entra gave one. */
  readonly errorCode?: string;
  readonly microsoftTenantId?: string;
  readonly microsoftObjectId?: string;
  readonly bindingRule?: string;
};

/** Who Access says is calling. */
export type ConnectCaller = {
  readonly identity: AccessIdentity;
  readonly principal: Principal;
  readonly requestId: string;
  readonly audit: (event: ConnectEvent) => void;
};

/** Links one browser may have under way; beyond it the oldest gives way, so that cookies never outgrow a request. */
const linksUnderWay = 8;

/** Handles `GET` and `POST /connect` and `GET /callback` for callers that Access admitted; 404 for anything else. What nobody foresaw is thrown. */
export function createConnect(options: ConnectOptions): (request: Request, caller: ConnectCaller) => Promise<Response> {
  type Door = Context<{ Bindings: ConnectCaller }>;
  const { publicOrigin, entra, scopes, stateKeys, cookieKeys, vaultOf, now } = options;
  const redirectUri = `${publicOrigin}/callback`;
  const forms = ownForms({ publicOrigin, keys: stateKeys });
  const formOf = (principal: Principal) => ({ path: "/connect", about: principal.id });
  const app = new Hono<{ Bindings: ConnectCaller }>();

  async function refuse(c: Door, refusal: ConnectRefusal): Promise<Response> {
    const page = refusalPage(refusal);
    c.env.audit({
      kind: "link",
      outcome: page.status === 503 ? "failed" : "refused",
      reason: refusal.reason,
      httpStatus: page.status,
      ...facts(refusal),
    });
    const response = await renderPage({ status: page.status, title: page.title, body: refusalBody(page), requestId: c.env.requestId });
    if (page.status === 503) response.headers.set("retry-after", "5");
    return withCookies(c, response);
  }

  // hono's own handler would write the whole error, words of others included, and leave no record.
  app.onError((thrown) => {
    throw thrown;
  });

  app.use(async (c, next) => {
    if (c.env.identity.kind !== "user") return refuse(c, { reason: "service_principal_forbidden" });
    return next();
  });

  app.get("/connect", async (c) => {
    const { identity, principal, requestId } = c.env;
    if (identity.kind !== "user") return refuse(c, { reason: "service_principal_forbidden" });
    let standing: AccountStanding | null;
    try {
      standing = await vaultOf(principal.id).standing();
    } catch {
      return refuse(c, { reason: "vault_unavailable" });
    }
    const body = connectPage({
      email: identity.email,
      standing,
      sameEmail: standing === null || linkedUnder(standing, identity),
      justLinked: c.req.query("linked") !== undefined,
      scopes,
      formToken: forms.token(c, formOf(principal)),
    });
    const formTargets = ["'self'", entra.authorityOrigin];
    return withCookies(
      c,
      await renderPage({
        status: 200,
        title: standing === null ? "Connect your Microsoft account" : "Your Microsoft account",
        body,
        requestId,
        formTargets,
      }),
    );
  });

  app.post("/connect", async (c) => {
    const { identity, principal } = c.env;
    if (identity.kind !== "user") return refuse(c, { reason: "service_principal_forbidden" });
    if (!(await forms.read(c, formOf(principal)))) return refuse(c, { reason: "consent_csrf" });

    const link = beginLink(principal.id, now());
    const underWay = Object.keys(getCookie(c));
    for (const name of underWay
      .filter((each) => each.startsWith(`__Host-${linkCookiePrefix}`))
      .toSorted()
      .slice(0, 1 - linksUnderWay)) {
      setCookie(c, name.slice("__Host-".length), "", { ...hostCookie, maxAge: 0 });
    }
    setCookie(c, linkCookieName(link.id), await sealLink(link, cookieKeys), { ...hostCookie, maxAge: linkLifetimeMs / 1000 });
    const { codeVerifier, nonce } = link;
    const location = authorizationUrl(entra, {
      redirectUri,
      scopes,
      state: stateOf(link, stateKeys),
      nonce,
      codeVerifier,
      loginHint: identity.email,
    });
    c.header("cache-control", "no-store");
    c.header("referrer-policy", "no-referrer");
    return c.redirect(location, 303);
  });

  app.get("/callback", async (c) => {
    if (c.req.raw.method !== "GET") return notAllowed(c, "GET");
    const { identity, principal } = c.env;
    if (identity.kind !== "user") return refuse(c, { reason: "service_principal_forbidden" });
    const query = new URL(c.req.url).searchParams;
    for (const name of ["state", "code", "error", "iss"]) {
      if (query.getAll(name).length > 1) return refuse(c, { reason: "param_duplicate" });
    }
    const transactionId = transactionIdOf(query.get("state") ?? "", stateKeys);
    if (transactionId === null) return refuse(c, { reason: "state_invalid" });
    if (begunAt(transactionId) + linkLifetimeMs <= now()) return refuse(c, { reason: "state_expired" });

    const cookieName = linkCookieName(transactionId);
    const link = await openLink(getCookie(c, cookieName, "host") ?? "", transactionId, cookieKeys);
    if (link === null) return refuse(c, { reason: "state_binding" });
    if (link.principalId !== principal.id) return refuse(c, { reason: "principal_mismatch" });
    setCookie(c, cookieName, "", { ...hostCookie, maxAge: 0 });

    const issuer = query.get("iss");
    if (issuer !== null && issuer !== `${authorityOf(entra)}/v2.0`) return refuse(c, { reason: "issuer_mismatch" });
    if (query.has("error")) return refuse(c, { reason: "upstream_denied" });
    const code = query.get("code");
    if (code === null || code === "") return refuse(c, { reason: "code_missing" });

    const { codeVerifier, nonce, expiresAt } = link;
    const person = { email: identity.email, ...(identity.objectId === undefined ? {} : { objectId: identity.objectId }) };
    let outcome: LinkOutcome;
    try {
      outcome = await vaultOf(principal.id).link({ transactionId, expiresAt, code, codeVerifier, nonce, redirectUri, scopes, person });
    } catch {
      return refuse(c, { reason: "vault_unavailable" });
    }
    if (outcome.kind === "refused") return refuse(c, outcome);

    const { tenantId, objectId, bindingRule } = outcome.standing;
    c.env.audit({
      kind: "link",
      outcome: "done",
      reason: outcome.formerPrincipals.length === 0 ? "linked" : "subject_changed",
      httpStatus: 303,
      microsoftTenantId: tenantId,
      microsoftObjectId: objectId,
      bindingRule,
    });
    // On to a URL without code and state, so that neither stays in the history.
    c.header("cache-control", "no-store");
    c.header("referrer-policy", "no-referrer");
    return c.redirect("/connect?linked", 303);
  });

  for (const [path, allow] of [
    ["/connect", "GET, HEAD, POST"],
    ["/callback", "GET"],
  ] as const) {
    app.all(path, (c) => notAllowed(c, allow));
  }

  return async (request, caller) => app.fetch(request, caller);
}

function notAllowed(c: Context<{ Bindings: ConnectCaller }>, allow: string): Response {
  c.env.audit({ kind: "link", outcome: "refused", reason: "method_refused", httpStatus: 405 });
  return c.text("Method not allowed.", 405, { allow, "cache-control": "no-store" });
}

/** The page with the cookies set on the way to it. */
function withCookies(c: Context, page: Response): Response {
  for (const cookie of c.res.headers.getSetCookie()) page.headers.append("set-cookie", cookie);
  return page;
}

function facts(refusal: ConnectRefusal): Partial<ConnectEvent> {
  switch (refusal.reason) {
    case "account_binding_mismatch":
      return { microsoftObjectId: refusal.objectId };
    case "upstream_denied":
    case "entra_misconfigured":
    case "entra_unavailable":
      return "entraCode" in refusal && refusal.entraCode !== undefined ? { errorCode: refusal.entraCode } : {};
    default:
      return {};
  }
}

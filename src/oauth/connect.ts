/** `/connect` and `/callback`: a person vouched for by Access links the Microsoft account that is theirs. */
import { getCookie, setCookie } from "hono/cookie";
import { linkedUnder } from "../accounts/binding.ts";
import type { KeyRing } from "../accounts/keys.ts";
import type { AccountStanding } from "../accounts/vault.ts";
import type { Principal, PrincipalId } from "../core/identity.ts";
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
import type { DoorVault, MicrosoftSignIn } from "./microsoft-sign-in.ts";
import { hostCookie, ownForms } from "./own-form.ts";
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
import { connectPage } from "./pages/connect.ts";
import { renderPage } from "./pages/frame.ts";
import type { PageRefusal } from "./refusal.ts";

export type ConnectOptions = {
  /** `https://m365.corp.example`, no trailing slash. */
  readonly publicOrigin: string;
  /** Origin of Microsoft's sign-in pages. */
  readonly authorityOrigin: string;
  readonly signIn: MicrosoftSignIn;
  /** Graph scopes that will be asked for, short form. */
  readonly scopes: readonly string[];
  /** COOKIE_SECRET: signs `state` and the form. */
  readonly stateKeys: KeyRing;
  /** COOKIE_ENCRYPTION_KEY: seals the cookie of a link under way. */
  readonly cookieKeys: KeyRing;
  readonly vaultOf: (principal: PrincipalId) => DoorVault;
  /** Epoch ms. */
  readonly now: () => number;
};

/** Links one browser may have under way; beyond it the oldest gives way, so that cookies never outgrow a request. */
const linksUnderWay = 8;

/** Handles `GET` and `POST /connect` and `GET /callback` for people that Access admitted; 404 for anything else. What nobody foresaw is thrown. */
export function createConnect(options: ConnectOptions): (request: Request, caller: PageCaller) => Promise<Response> {
  const { publicOrigin, authorityOrigin, signIn, scopes, stateKeys, cookieKeys, vaultOf, now } = options;
  const forms = ownForms({ publicOrigin, keys: stateKeys });
  const formOf = (principal: Principal) => ({ path: "/connect", about: principal.id });
  const refuse = (c: PageContext, refusal: PageRefusal) => refusePage(c, "link", refusal, "/connect");
  const app = pageApp();

  app.get("/connect", async (c) => {
    const { identity, principal, requestId } = c.env;
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
    return withCookies(
      c,
      await renderPage({
        status: 200,
        title: standing === null ? "Connect your Microsoft account" : "Your Microsoft account",
        body,
        requestId,
        formTargets: ["'self'", authorityOrigin],
      }),
    );
  });

  app.post("/connect", async (c) => {
    const { identity, principal } = c.env;
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
    c.header("cache-control", "no-store");
    c.header("referrer-policy", "no-referrer");
    return c.redirect(signIn.location(link, stateOf(link, stateKeys), identity.email), 303);
  });

  app.get("/callback", async (c) => {
    if (c.req.raw.method !== "GET") return notAllowed(c, "link", "GET");
    const { principal } = c.env;
    const query = new URL(c.req.url).searchParams;
    if (repeatedParameter(query) !== null) return refuse(c, { reason: "param_duplicate" });
    const transactionId = transactionIdOf(query.get("state") ?? "", stateKeys);
    if (transactionId === null) return refuse(c, { reason: "state_invalid" });
    if (begunAt(transactionId) + linkLifetimeMs <= now()) return refuse(c, { reason: "state_expired" });

    const cookieName = linkCookieName(transactionId);
    const link = await openLink(getCookie(c, cookieName, "host") ?? "", transactionId, cookieKeys);
    if (link === null) return refuse(c, { reason: "state_binding" });
    if (link.principalId === principal.id) setCookie(c, cookieName, "", { ...hostCookie, maxAge: 0 });
    const outcome = await signIn.settle(query, link, c.env);
    if (outcome.kind === "refused") return refuse(c, outcome);

    c.env.audit({
      kind: "link",
      outcome: "done",
      reason: outcome.formerPrincipals.length === 0 ? "linked" : "subject_changed",
      httpStatus: 303,
      ...linkedFacts(outcome.standing),
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
    app.all(path, (c) => notAllowed(c, "link", allow));
  }

  return async (request, caller) => app.fetch(request, caller);
}

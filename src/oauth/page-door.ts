/** What every page for people shares: who is looking at it, how it says no, and what the record keeps. */
import { type Context, Hono } from "hono";
import type { AccountStanding } from "../accounts/vault.ts";
import type { AccessIdentity, Principal } from "../core/identity.ts";
import { renderPage } from "./pages/frame.ts";
import { refusalBody } from "./pages/refusal.ts";
import { type PageRefusal, refusalPage } from "./refusal.ts";

/** What the record keeps of one step at a page, done or refused. */
export type PageEvent = {
  readonly kind: "link" | "authorization" | "connection";
  readonly outcome: "done" | "refused" | "failed";
  readonly reason: string;
  readonly httpStatus: number;
  /** AADSTS number, where Entra gave one. */
  readonly errorCode?: string;
  readonly microsoftTenantId?: string;
  readonly microsoftObjectId?: string;
  readonly bindingRule?: string;
  readonly oauthClientId?: string;
  readonly grantId?: string;
};

/** A person vouched for by Access. */
export type PageCaller = {
  readonly identity: Extract<AccessIdentity, { kind: "user" }>;
  readonly principal: Principal;
  readonly requestId: string;
  readonly audit: (event: PageEvent) => void;
};

export type PageContext = Context<{ Bindings: PageCaller }>;

/** The routes of one door; what nobody foresaw is thrown. */
export function pageApp(): Hono<{ Bindings: PageCaller }> {
  const app = new Hono<{ Bindings: PageCaller }>();
  // hono's own handler would write the whole error, words of others included, and leave no record.
  app.onError((thrown) => {
    throw thrown;
  });
  return app;
}

/** The refusal as a page of our own, without a redirect, and its one line in the record. @param again where a person may start over */
export async function refuse(c: PageContext, kind: PageEvent["kind"], refusal: PageRefusal, again?: string): Promise<Response> {
  const page = refusalPage(refusal);
  c.env.audit({
    kind,
    outcome: page.status === 503 ? "failed" : "refused",
    reason: refusal.reason,
    httpStatus: page.status,
    ...factsOf(refusal),
  });
  const { requestId } = c.env;
  const response = await renderPage({ status: page.status, title: page.title, body: refusalBody(page, again), requestId });
  if (page.status === 503) response.headers.set("retry-after", "5");
  return withCookies(c, response);
}

export function notAllowed(c: PageContext, kind: PageEvent["kind"], allow: string): Response {
  c.env.audit({ kind, outcome: "refused", reason: "method_refused", httpStatus: 405 });
  return c.text("Method not allowed.", 405, { allow, "cache-control": "no-store" });
}

/** The page with the cookies set on the way to it. */
export function withCookies(c: Context, page: Response): Response {
  for (const cookie of c.res.headers.getSetCookie()) page.headers.append("set-cookie", cookie);
  return page;
}

/** The first parameter that came twice (RFC 6749 §3.1 forbids it), or null. */
export function repeatedParameter(query: URLSearchParams, mayRepeat: readonly string[] = []): string | null {
  const seen = new Set<string>();
  for (const name of query.keys()) {
    if (seen.has(name) && !mayRepeat.includes(name)) return name;
    seen.add(name);
  }
  return null;
}

/** Whose Microsoft account it is, and by which rule that is known. */
export function linkedFacts({ tenantId, objectId, bindingRule }: AccountStanding): Partial<PageEvent> {
  return { microsoftTenantId: tenantId, microsoftObjectId: objectId, bindingRule };
}

function factsOf(refusal: PageRefusal): Partial<PageEvent> {
  if (refusal.reason === "account_binding_mismatch") return { microsoftObjectId: refusal.objectId };
  return "entraCode" in refusal && refusal.entraCode !== undefined ? { errorCode: refusal.entraCode } : {};
}

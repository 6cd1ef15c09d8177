/** `/connections`: a person vouched for by Access sees what may act for them, and ends it at once. */
import type { KeyRing } from "../accounts/keys.ts";
import type { Principal } from "../core/identity.ts";
import type { Connected, Connections } from "./connections.ts";
import { ownForms } from "./own-form.ts";
import { notAllowed, pageApp, type PageCaller, type PageContext, refuse as refusePage, withCookies } from "./page-door.ts";
import { connectionsPage } from "./pages/connections.ts";
import { renderPage } from "./pages/frame.ts";
import type { PageRefusal } from "./refusal.ts";

export type MyConnectionsOptions = {
  /** `https://m365.corp.example`, no trailing slash. */
  readonly publicOrigin: string;
  readonly authorization: "access" | "oauth";
  /** COOKIE_SECRET: signs the form. */
  readonly stateKeys: KeyRing;
  readonly connections: Connections;
};

type Wish = { readonly what: "account" } | { readonly what: "clients" } | { readonly what: "client"; readonly grantId: string };

/** Handles `GET` and `POST /connections` for people that Access admitted; 404 for anything else. What nobody foresaw is thrown. */
export function createMyConnections(options: MyConnectionsOptions): (request: Request, caller: PageCaller) => Promise<Response> {
  const { publicOrigin, authorization, stateKeys, connections } = options;
  const forms = ownForms({ publicOrigin, keys: stateKeys });
  const formOf = (principal: Principal) => ({ path: "/connections", about: principal.id });
  const refuse = (c: PageContext, refusal: PageRefusal) => refusePage(c, "connection", refusal, "/connections");
  const app = pageApp();

  app.get("/connections", async (c) => {
    const { identity, principal, requestId } = c.env;
    let connected: Connected;
    try {
      connected = await connections.of(principal.id);
    } catch {
      return refuse(c, { reason: "connections_unavailable" });
    }
    const body = connectionsPage({
      ...connected,
      email: identity.email,
      authorization,
      justEnded: confirmed(c.req.query("ended") ?? "", connected),
      formToken: forms.token(c, formOf(principal)),
    });
    return withCookies(
      c,
      await renderPage({ status: 200, title: "Your connections", body, requestId, formTargets: ["'self'"], wide: true }),
    );
  });

  app.post("/connections", async (c) => {
    const { principal, requestId } = c.env;
    const fields = await forms.read(c, formOf(principal));
    if (fields === null) return refuse(c, { reason: "consent_csrf" });
    const [end = "", ...more] = fields.getAll("end");
    const wish = more.length === 0 ? wishOf(end) : null;
    if (wish === null) return refuse(c, { reason: "consent_csrf" });
    const ending = { by: principal.id, requestId };
    try {
      if (wish.what === "account") await connections.endAccount(principal.id, ending);
      else {
        const { kind } =
          wish.what === "clients"
            ? await connections.endClients(principal.id, ending)
            : await connections.endClient(principal.id, wish.grantId, ending);
        if (kind === "refused_only") return await refuse(c, { reason: "grant_store_unavailable" });
      }
    } catch {
      return refuse(c, { reason: "connections_unavailable" });
    }
    c.header("cache-control", "no-store");
    return c.redirect(`/connections?ended=${wish.what === "client" ? wish.grantId : wish.what}`, 303);
  });

  app.all("/connections", (c) => notAllowed(c, "connection", "GET, HEAD, POST"));

  return async (request, caller) => app.fetch(request, caller);

  /** In mode `access` there is no client of ours to end. */
  function wishOf(end: string): Wish | null {
    if (end === "account") return { what: "account" };
    if (authorization === "access") return null;
    if (end === "clients") return { what: "clients" };
    const grantId = /^client ([\w-]{1,64})$/.exec(end)?.[1];
    return grantId === undefined ? null : { what: "client", grantId };
  }

  /** The page says that something ended only where it did, whatever the address says. */
  function confirmed(ended: string, { account, clients, endedGrants }: Connected): "client" | "clients" | "account" | null {
    if (ended === "account") return account === null ? "account" : null;
    if (ended === "clients") return authorization === "oauth" && clients.length === 0 ? "clients" : null;
    return endedGrants.includes(ended) ? "client" : null;
  }
}

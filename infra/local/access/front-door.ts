/**
 * The application's own host: lets nobody through to the origin whom Access does not know, and tells the origin who came.
 * developers.cloudflare.com/cloudflare-one/access-controls/policies (what is checked), .../service-credentials/service-tokens,
 * developers.cloudflare.com/fundamentals/reference/http-headers (CF-Ray, CF-Connecting-IP)
 */
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { html } from "hono/html";
import { renderPage, sendPage } from "../page.ts";
import { consentPath, oauthPath, type ManagedOAuth } from "./managed-oauth.ts";
import type { Consent } from "./consent.ts";
import { sessionSeconds } from "./claims.ts";
import { appCookie, managedBearer, newRay, readCookie, type Admitted, type Credentials } from "./credentials.ts";
import type { HeaderEdit, Proxy } from "./proxy.ts";
import { brand, type TeamLogin } from "./team-login.ts";

/** Ties a login to the browser that started it. */
const nonceCookie = "CF_AppSession";
const resourcePath = "/.well-known/oauth-protected-resource";
const serverPath = "/.well-known/oauth-authorization-server";

const edgeHeaders = ["cf-ray", "cf-connecting-ip"];
/** Access writes these itself, whatever a client sent. */
const stripped = new Set([
  ...edgeHeaders,
  "cf-access-client-id",
  "cf-access-client-secret",
  "cf-access-jwt-assertion",
  "cf-access-authenticated-user-email",
]);
const strippedWithBearer = new Set([...stripped, "authorization"]);
/** Where Access is bypassed it writes nothing and takes nothing away: a client may send what it likes. */
const strippedOnBypass = new Set(edgeHeaders);

export type FrontDoorOptions = {
  readonly origin: string;
  readonly bypassPaths: readonly string[];
  readonly credentials: Credentials;
  readonly proxy: Proxy;
  readonly teamLogin: TeamLogin;
  readonly oauth: { readonly managed: ManagedOAuth; readonly consent: Consent } | undefined;
};

export type FrontDoor = {
  readonly answer: (req: IncomingMessage, res: ServerResponse) => void | Promise<void>;
  readonly startLogin: (req: IncomingMessage, res: ServerResponse, ask?: { readonly loginHint?: string; readonly again?: boolean }) => void;
};

export function createFrontDoor({ origin, bypassPaths, credentials, proxy, teamLogin, oauth }: FrontDoorOptions): FrontDoor {
  const { host } = new URL(origin);

  const startLogin: FrontDoor["startLogin"] = (req, res, { loginHint, again = false } = {}) => {
    // Another name of this machine has other cookies: the login must start where it will end.
    if (req.headers.host !== host) {
      res.writeHead(302, { location: `${origin}${req.url ?? "/"}`, "content-length": 0 }).end();
      return;
    }
    // A second tab keeps the first one's nonce, so that both logins end well.
    const nonce = readCookie(req.headers.cookie, nonceCookie)?.match(/^[\w-]{16,64}$/)?.[0] ?? randomBytes(18).toString("base64url");
    const redirectUrl = req.url ?? "/";
    const hint = loginHint ?? URL.parse(redirectUrl, origin)?.searchParams.get("login_hint") ?? "";
    res.writeHead(302, {
      location: teamLogin.loginUrl({ redirectUrl, nonce, loginHint: hint, again }),
      "set-cookie": `${nonceCookie}=${nonce}; Path=/; HttpOnly; SameSite=Lax`,
      "cache-control": "private, max-age=0, no-store",
      "content-length": 0,
    });
    res.end();
  };

  const forward = (req: IncomingMessage, res: ServerResponse, admitted: Admitted) => {
    const added = [
      "Cf-Access-Jwt-Assertion",
      admitted.assertion,
      "CF-Ray",
      newRay(),
      "CF-Connecting-IP",
      req.socket.remoteAddress ?? "127.0.0.1",
    ];
    if (admitted.person) added.push("Cf-Access-Authenticated-User-Email", admitted.person.email);
    const ownBearer = oauth !== undefined && managedBearer.test(req.headers.authorization ?? "");
    proxy(req, res, { without: ownBearer ? strippedWithBearer : stripped, added });
  };

  async function refuse(
    req: IncomingMessage,
    res: ServerResponse,
    path: string,
    reason: "service_token" | "unknown" | "bearer",
  ): Promise<void> {
    if (reason === "service_token") return forbidden(res);
    const navigates = (req.headers.accept ?? "").includes("text/html");
    if (oauth && (reason === "bearer" || !navigates)) return challenge(res, path, reason === "bearer");
    startLogin(req, res);
  }

  /** RFC 9728 §5.1; clients look at the path form first. */
  function challenge(res: ServerResponse, path: string, expired: boolean): void {
    const metadata = `${origin}${resourcePath}${path === "/" ? "" : path}`;
    const parts = [`realm="OAuth"`, `resource_metadata="${metadata}"`];
    if (expired) parts.push(`error="invalid_token"`, `error_description="The access token is expired or unknown."`);
    sendJson(
      res,
      401,
      { error: expired ? "invalid_token" : "unauthorized", error_description: "Sign in with Cloudflare Access." },
      {
        "www-authenticate": `Bearer ${parts.join(", ")}`,
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "www-authenticate",
      },
    );
  }

  async function forbidden(res: ServerResponse): Promise<void> {
    sendPage(
      res,
      403,
      await renderPage(
        "orange",
        brand,
        "Forbidden",
        html`<p>You don’t have permission to view this. Please contact your system administrator.</p>`,
      ),
    );
  }

  /** End of a browser login: the code and this browser's nonce become the application's cookie. */
  async function authorized(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const nonce = readCookie(req.headers.cookie, nonceCookie) ?? "";
    const login = nonce === url.searchParams.get("nonce") ? teamLogin.redeem(url.searchParams.get("state") ?? "", nonce) : undefined;
    if (!login) {
      sendPage(
        res,
        403,
        await renderPage(
          "orange",
          brand,
          "Invalid login session",
          html`<p>This login was started elsewhere, used before, or took too long. Open the application again.</p>`,
        ),
      );
      return;
    }
    const jwt = await credentials.mintUser(login.person);
    res.writeHead(302, {
      location: login.redirectUrl,
      "set-cookie": `${appCookie}=${jwt}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${sessionSeconds}`,
      "cache-control": "no-store",
      "content-length": 0,
    });
    res.end();
  }

  /** Everything under `/cdn-cgi/access/` is Access's own and never reaches the origin. */
  async function ownPages(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const { pathname } = url;
    if (pathname === "/cdn-cgi/access/authorized") return authorized(req, res, url);
    if (pathname === "/cdn-cgi/access/logout") {
      const body = await renderPage("orange", brand, "You have logged out", html`<p><a href="/">Back to the application</a></p>`);
      return sendPage(res, 200, body, { "set-cookie": `${appCookie}=; Path=/; HttpOnly; Max-Age=0` });
    }
    if (pathname === "/cdn-cgi/access/get-identity") {
      const session = await credentials.personOf(readCookie(req.headers.cookie, appCookie) ?? "");
      if (!session) return sendJson(res, 401, { err: "no app token set" });
      const { email, displayName, accessSubject } = session.person;
      return sendJson(res, 200, {
        email,
        name: displayName,
        user_uuid: accessSubject,
        iat: session.issuedAt,
        idp: { id: "local", type: "azureAD" },
      });
    }
    if (oauth && pathname.startsWith(`${consentPath}/`)) return oauth.consent(req, res);
    if (oauth && pathname.startsWith(`${oauthPath}/`)) return oauth.managed.handle(req, res);
    sendJson(res, 404, { err: "not found" });
  }

  function metadata(
    { handle, resourceMetadata }: ManagedOAuth,
    req: IncomingMessage,
    res: ServerResponse,
    path: string,
  ): void | Promise<void> {
    if (path === serverPath) return handle(req, res);
    sendJson(res, 200, resourceMetadata(path.slice(resourcePath.length)), { "access-control-allow-origin": "*" });
  }

  const bypassed = (path: string) => bypassPaths.some((open) => covers(open, path));

  return {
    startLogin,
    answer(req, res) {
      const url = URL.parse(req.url ?? "/", origin);
      if (!url) return sendJson(res, 400, { err: "bad request target" });
      const path = url.pathname;
      if (path.startsWith("/cdn-cgi/access/")) return ownPages(req, res, url);
      if (oauth && (path === serverPath || covers(resourcePath, path))) return metadata(oauth.managed, req, res, path);
      if (bypassed(path)) return proxy(req, res, bypassEdit(req));
      const admission = credentials.admit(req.headers);
      if (admission instanceof Promise)
        return admission.then((late) => ("refused" in late ? refuse(req, res, path, late.refused) : forward(req, res, late)));
      return "refused" in admission ? refuse(req, res, path, admission.refused) : forward(req, res, admission);
    },
  };
}

const bypassEdit = (req: IncomingMessage): HeaderEdit => ({
  without: strippedOnBypass,
  added: ["CF-Ray", newRay(), "CF-Connecting-IP", req.socket.remoteAddress ?? "127.0.0.1"],
});

/**
 * developers.cloudflare.com/cloudflare-one/access-controls/policies/app-paths: a path covers itself and what is below it, `/path/*` only what
 * is below. One application guards the whole host here, so any bypass path that covers a request is the more specific one.
 */
function covers(rule: string, path: string): boolean {
  if (rule.endsWith("/*")) return path.startsWith(rule.slice(0, -1)) && path.length > rule.length - 1;
  return path === rule || path.startsWith(rule.endsWith("/") ? rule : `${rule}/`);
}

function sendJson(res: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  res.end(text);
}

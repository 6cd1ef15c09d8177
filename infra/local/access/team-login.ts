/** The team's login page: developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie */
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { html } from "hono/html";
import { z } from "zod";
import { stranger, type Person } from "../company.ts";
import { accountButtons, renderPage, sendPage, type Account } from "../page.ts";
import { readCookie } from "./credentials.ts";

export const brand = "Cloudflare Access (local)";
/** Cookies ignore ports, and every emulator lives on one host: hence a name nobody else uses. */
const sessionCookie = "CF_Session";
/** ms a login code may wait for the application. */
const codeMs = 60_000;
const listed = 8;

/** `nonce` binds the login to the browser that the application sent here. */
const loginRequest = z.object({
  kid: z.string(),
  redirect_url: z.string().regex(/^\/(?![/\\])/, "must be a path of the application"),
  nonce: z.string().regex(/^[\w-]{16,64}$/),
  login_hint: z.string().default(""),
  prompt: z.enum(["", "login"]).default(""),
});

type LoginCode = { readonly subject: string; readonly nonce: string; readonly redirectUrl: string; readonly expiresAt: number };

export type TeamLoginOptions = {
  readonly origin: string;
  readonly teamOrigin: string;
  readonly audience: string;
  readonly people: readonly Person[];
  readonly autoSignIn: boolean;
  readonly now: () => number;
};

type LoginAsk = { readonly redirectUrl: string; readonly nonce: string; readonly loginHint?: string; readonly again?: boolean };

export type TeamLogin = {
  readonly loginPath: string;
  readonly answer: (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void>;
  readonly signOut: (req: IncomingMessage, res: ServerResponse) => void;
  /** Where the application sends a browser to sign in. */
  readonly loginUrl: (ask: LoginAsk) => string;
  /** Redeems a login code, once, for the browser it was made for. */
  readonly redeem: (code: string, nonce: string) => { readonly person: Person; readonly redirectUrl: string } | undefined;
};

export function createTeamLogin({ origin, teamOrigin, audience, people, autoSignIn, now }: TeamLoginOptions): TeamLogin {
  const loginPath = `/cdn-cgi/access/login/${new URL(origin).host}`;
  const byEmail = new Map(people.map((person) => [person.email.toLowerCase(), person]));
  const bySubject = new Map(people.map((person) => [person.accessSubject, person]));
  const sessions = new Map<string, string>();
  const codes = new Map<string, LoginCode>();

  async function answer(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const form = req.method === "POST" ? new URLSearchParams(await text(req)) : url.searchParams;
    const asked = loginRequest.safeParse(Object.fromEntries(form));
    if (!asked.success || asked.data.kid !== audience) {
      const wrong = asked.success ? "kid" : asked.error.issues.map(({ path }) => path.join(".")).join(", ");
      sendPage(
        res,
        400,
        await renderPage("orange", brand, "Invalid login session", html`<p>Not valid: ${wrong}. Start again from the application.</p>`),
      );
      return;
    }
    const { redirect_url: redirectUrl, nonce, login_hint: hint, prompt } = asked.data;
    const signedIn = bySubject.get(sessions.get(readCookie(req.headers.cookie, sessionCookie) ?? "") ?? "");

    if (req.method !== "POST" && prompt === "" && signedIn && (hint === "" || hint.toLowerCase() === signedIn.email)) {
      return comeBack(res, signedIn, redirectUrl, nonce);
    }
    const chosen = req.method === "POST" ? (form.get("account") ?? "") : autoSignIn ? hint : "";
    if (chosen === "") {
      const hidden = { kid: audience, redirect_url: redirectUrl, nonce };
      sendPage(res, 200, await loginPage(url.pathname, hidden));
      return;
    }
    const person = byEmail.get(chosen.trim().toLowerCase());
    if (!person) {
      sendPage(res, 403, await refusalPage(chosen));
      return;
    }
    const session = randomBytes(24).toString("base64url");
    sessions.set(session, person.accessSubject);
    comeBack(res, person, redirectUrl, nonce, [`${sessionCookie}=${session}; Path=/cdn-cgi/access; HttpOnly; SameSite=Lax`]);
  }

  function comeBack(res: ServerResponse, person: Person, redirectUrl: string, nonce: string, cookies: readonly string[] = []): void {
    for (const [code, { expiresAt }] of codes) if (expiresAt <= now()) codes.delete(code);
    const code = randomBytes(32).toString("base64url");
    codes.set(code, { subject: person.accessSubject, nonce, redirectUrl, expiresAt: now() + codeMs });
    const target = new URL("/cdn-cgi/access/authorized", origin);
    target.search = new URLSearchParams({ nonce, state: code }).toString();
    res.writeHead(302, { location: target.href, "set-cookie": [...cookies], "cache-control": "no-store", "content-length": 0 });
    res.end();
  }

  function loginPage(action: string, hidden: Readonly<Record<string, string>>): Promise<string> {
    const accounts: Account[] = people
      .slice(0, listed)
      .map(({ email, displayName, jobTitle }) => ({ email, name: displayName, note: jobTitle }));
    accounts.push({ email: stranger.email, name: stranger.displayName, note: "not of this company" });
    return renderPage(
      "orange",
      brand,
      "Sign in to m365-mcp-server",
      html`<p class="soft">Choose who you are.</p>
        ${accountButtons(action, hidden, accounts)}`,
    );
  }

  return {
    loginPath,
    answer,
    signOut(req, res) {
      sessions.delete(readCookie(req.headers.cookie, sessionCookie) ?? "");
      res.writeHead(302, {
        location: new URL("/cdn-cgi/access/logout", origin).href,
        "set-cookie": `${sessionCookie}=; Path=/cdn-cgi/access; Max-Age=0`,
        "content-length": 0,
      });
      res.end();
    },
    loginUrl({ redirectUrl, nonce, loginHint, again }) {
      const target = new URL(loginPath, teamOrigin);
      target.search = new URLSearchParams({
        kid: audience,
        redirect_url: redirectUrl,
        nonce,
        ...(loginHint && { login_hint: loginHint }),
        ...(again && { prompt: "login" }),
      }).toString();
      return target.href;
    },
    redeem(code, nonce) {
      const waiting = codes.get(code);
      if (!waiting || waiting.nonce !== nonce) return undefined;
      codes.delete(code);
      const person = bySubject.get(waiting.subject);
      return person && waiting.expiresAt > now() ? { person, redirectUrl: waiting.redirectUrl } : undefined;
    },
  };
}

const refusalPage = (account: string) =>
  renderPage(
    "orange",
    brand,
    "That account does not have access.",
    html`<p><code>${account}</code> is not in a policy of this application.</p>`,
  );

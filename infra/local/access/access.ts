/** Cloudflare Access on this machine: a front door before the Worker, a team domain with login and keys, Managed OAuth for MCP clients. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { JWTPayload } from "jose";
import { z } from "zod";
import type { Person } from "../company.ts";
import { createConsent } from "./consent.ts";
import { appCookie, createCredentials, readCookie, type ServiceWithSecret } from "./credentials.ts";
import { createFrontDoor } from "./front-door.ts";
import { certsDocument, createKeyRing } from "./keys.ts";
import { createManagedOAuth } from "./managed-oauth.ts";
import { createMint, mintRequest } from "./mint.ts";
import { createProxy } from "./proxy.ts";
import { createTeamLogin } from "./team-login.ts";

export type AccessOptions = {
  /** The application's own host: what clients call. */
  readonly origin: string;
  /** The team domain: issuer, keys and login page. */
  readonly teamOrigin: string;
  /** The Worker with nothing in front. */
  readonly upstream: string;
  readonly people: readonly Person[];
  readonly services: readonly ServiceWithSecret[];
  /** The application's tag, 64 hex digits. */
  readonly audience: string;
  /** `login_hint` alone signs in, and consent follows without a page. */
  readonly autoSignIn: boolean;
  readonly managedOAuth: boolean;
  /** Paths that need no Access login; `/path` covers what is below it too, `/path/*` only that. */
  readonly bypassPaths: readonly string[];
  /** Redirect URIs a client may register besides any port of a loopback address. */
  readonly allowedRedirectUris?: readonly string[];
  /** Epoch ms; for tokens made and checked here. The OAuth library reads the system clock. */
  readonly now?: () => number;
  readonly certsFault?: CertsFault;
};

/** Where trouble with the keys takes hold: answers `/cdn-cgi/access/certs` itself, or lets `next` do it. */
export type CertsFault = (res: ServerResponse, next: () => void) => void;

export type Access = {
  readonly issuer: string;
  readonly certsUrl: string;
  readonly mintUrl: string;
  readonly frontDoor: (req: IncomingMessage, res: ServerResponse) => void;
  readonly team: (req: IncomingMessage, res: ServerResponse) => void;
  /** An application token, good for `cf-access-token` and as the `CF_Authorization` cookie. */
  readonly mintUser: (person: Person, overrides?: JWTPayload) => Promise<string>;
  readonly rotateKeys: () => Promise<void>;
  /** Ends the connections kept to the Worker. */
  readonly close: () => void;
};

const certsPath = "/cdn-cgi/access/certs";
const mintPath = "/_lab/mint";

/** Throws where an option cannot be: the audience is no tag, or nobody is there to sign in. */
export async function createAccess(options: AccessOptions): Promise<Access> {
  const { origin, teamOrigin, upstream, people, services, audience, autoSignIn, bypassPaths, now = Date.now } = options;
  const [first] = people;
  if (!/^[0-9a-f]{64}$/.test(audience)) throw new Error("audience: must be 64 lower-case hex digits");
  if (!first) throw new Error("people: must hold somebody");

  const ring = await createKeyRing();
  const managed = options.managedOAuth
    ? createManagedOAuth({
        origin,
        teamOrigin,
        people,
        key: ring.current(),
        registration: { allowAnyOnLoopback: true, allowAnyOnLocalhost: true, allowedUris: options.allowedRedirectUris ?? [] },
      })
    : undefined;
  const credentials = createCredentials({
    ring,
    issuer: teamOrigin,
    audience,
    people,
    services,
    managedOAuth: managed !== undefined,
    oauthSession: async (bearer) => managed?.sessionOf(bearer),
    now,
  });
  const teamLogin = createTeamLogin({ origin, teamOrigin, audience, people, autoSignIn, now });
  const proxy = createProxy(upstream);
  const consent =
    managed &&
    createConsent({
      provider: managed.provider,
      automatic: autoSignIn,
      signedIn: async (req) => credentials.personOf(readCookie(req.headers.cookie, appCookie) ?? ""),
      startLogin: (req, res, ask) => door.startLogin(req, res, ask),
      now,
    });
  const door = createFrontDoor({
    origin,
    bypassPaths,
    credentials,
    proxy,
    teamLogin,
    oauth: managed && consent && { managed, consent },
  });
  const mint = createMint(ring);
  const validClaims = () => credentials.validClaims(first);

  async function answerMint(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const read = mintRequest.safeParse(parsed(await text(req)));
    if (!read.success) return sendJson(res, 400, { error: "invalid_request", error_description: z.prettifyError(read.error) });
    sendJson(res, 200, { jwt: await mint(read.data, validClaims()) });
  }

  function answerCerts(res: ServerResponse): void {
    const serve = () => sendJson(res, 200, certsDocument(ring));
    if (options.certsFault) options.certsFault(res, serve);
    else serve();
  }

  async function answerTeam(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = URL.parse(req.url ?? "/", teamOrigin);
    if (url?.pathname === certsPath) return answerCerts(res);
    if (url?.pathname === mintPath && req.method === "POST") return answerMint(req, res);
    if (url?.pathname === teamLogin.loginPath) return teamLogin.answer(req, res, url);
    if (url?.pathname === "/cdn-cgi/access/logout") return teamLogin.signOut(req, res);
    sendJson(res, 404, { error: "not_found", error_description: "The team domain has certs, login and logout under /cdn-cgi/access." });
  }

  return {
    issuer: teamOrigin,
    certsUrl: `${teamOrigin}${certsPath}`,
    mintUrl: `${teamOrigin}${mintPath}`,
    frontDoor: (req, res) => guarded(res, () => door.answer(req, res)),
    team: (req, res) => guarded(res, () => answerTeam(req, res)),
    mintUser: credentials.mintUser,
    async rotateKeys() {
      await ring.rotate();
      credentials.forgetKeys();
    },
    close: proxy.close,
  };
}

function guarded(res: ServerResponse, answer: () => void | Promise<void>): void {
  const fail = (error: unknown) => {
    console.error("access:", error);
    if (!res.headersSent) res.writeHead(500);
    res.end();
  };
  try {
    answer()?.catch(fail);
  } catch (error) {
    fail(error);
  }
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

function sendJson(res: ServerResponse, status: number, body: object): void {
  const json = JSON.stringify(body);
  res.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", "content-length": Buffer.byteLength(json) });
  res.end(json);
}

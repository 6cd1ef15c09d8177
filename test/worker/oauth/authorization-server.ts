/** The authorization server as `index.ts` wires it: the real library over the real KV, real vaults, Entra's endpoints in memory; and browsers to drive it with. */
import { pageBrowser } from "../../support/page-browser.ts";
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { JWTPayload } from "jose";
import { vi } from "vitest";
import type { AccountVault } from "../../../src/accounts/account-vault.ts";
import { requireKeyRing } from "../../../src/accounts/keys.ts";
import { createAuthorize } from "../../../src/oauth/authorize.ts";
import { readBearer } from "../../../src/oauth/bearer.ts";
import { metadataDomains } from "../../../src/oauth/client-metadata.ts";
import { createMachineEndpoints, type MachineVisit } from "../../../src/oauth/machine-endpoints.ts";
import { createMicrosoftSignIn } from "../../../src/oauth/microsoft-sign-in.ts";
import type { PageCaller, PageEvent } from "../../../src/oauth/page-door.ts";
import { createProvider, type ProviderSettings } from "../../../src/oauth/provider.ts";
import { redirectPolicy } from "../../../src/oauth/redirects.ts";
import { revocableStore, type Revocation } from "../../../src/oauth/revocable-store.ts";
import { entraDouble } from "../../unit/accounts/entra-double.ts";
import { migrateDirectory } from "../directory.ts";

type TestEnv = {
  readonly VAULT: DurableObjectNamespace<AccountVault>;
  readonly KV: KVNamespace;
  readonly DIRECTORY: D1Database;
} & Readonly<Record<string, string>>;
const { VAULT, KV, DIRECTORY, ...vars } = env as unknown as TestEnv;

export const origin = vars["PUBLIC_ORIGIN"] ?? "";
const client = {
  authorityOrigin: "https://login.microsoftonline.com",
  tenantId: vars["MICROSOFT_TENANT_ID"] ?? "",
  clientId: vars["MICROSOFT_CLIENT_ID"] ?? "",
  scopePrefix: "",
};
export const hosted = "https://client.example/cb";
export const loopback = "http://127.0.0.1:33418/cb";

/** Once per file. */
export const prepare = () => migrateDirectory(DIRECTORY);

type Person = PageCaller["identity"];
type MachineFacts = Parameters<MachineVisit["record"]>[0];

export type Given = {
  readonly dynamicRegistration?: boolean;
  readonly metadataDomains?: readonly string[];
  /** Registrations that are let through. */
  readonly registrations?: number;
  /** Answers for addresses that are not Entra's; what is asked is in `fetched` either way. */
  readonly elsewhere?: (url: string) => Response;
};

export async function authorizationServer(given: Given = {}) {
  const ahead = { ms: 0 };
  const now = () => Date.now() + ahead.ms;
  const entra = await entraDouble(
    {
      get now() {
        return now();
      },
    },
    { ...client, clientSecret: vars["MICROSOFT_CLIENT_SECRET"] ?? "" },
  );
  const fetched: string[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.startsWith(client.authorityOrigin)) return entra.fetch(url, init as RequestInit);
    fetched.push(url);
    return given.elsewhere?.(url) ?? new Response("not found", { status: 404 });
  });

  const store = { broken: false };
  const revoked: Revocation[] = [];
  const writes: string[] = [];
  const kv = new Proxy(KV, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      const method = value.bind(target) as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        if (store.broken) return Promise.reject(new Error("KV failed: 503 do-not-leak"));
        if (name === "put") writes.push(String(args[0]));
        return method(...args);
      };
    },
  });
  const objects = { broken: false };
  const end = async (revocation: Revocation) => {
    if (objects.broken) throw new Error("the object does not answer: do-not-leak");
    revoked.push(revocation);
  };
  const provided = { OAUTH_KV: revocableStore(kv, end) };
  const vaultOf = (principalId: string) => VAULT.get(VAULT.idFromName(principalId));
  const stateKeys = requireKeyRing(vars["COOKIE_SECRET"] ?? "");
  const domains = metadataDomains(given.metadataDomains ?? []);
  const signedIn = { yes: true, unknown: false };
  const ended = new Set<string>();
  const settings: ProviderSettings = {
    publicOrigin: origin,
    registration: { dynamic: given.dynamicRegistration ?? true, metadataDomains: domains },
    isSignedIn: async () => {
      if (signedIn.unknown) throw new Error("the vault does not answer");
      return signedIn.yes;
    },
    isEnded: async ({ grantId }) => ended.has(grantId),
  };
  const provider = createProvider(settings);
  const helpers = provider.server.getOAuthApi(provided);
  const authorize = createAuthorize({
    publicOrigin: origin,
    authorityOrigin: client.authorityOrigin,
    oauth: helpers,
    metadataDomains: domains,
    signIn: createMicrosoftSignIn({ publicOrigin: origin, entra: client, scopes: ["Mail.Read"], vaultOf }),
    stateKeys,
    now,
  });
  let registrations = given.registrations ?? Number.POSITIVE_INFINITY;
  const asked: string[] = [];
  const machine = createMachineEndpoints({
    publicOrigin: origin,
    storeOf: (told) => ({ OAUTH_KV: revocableStore(kv, told) }),
    end,
    provider,
    dynamicRegistration: settings.registration.dynamic,
    redirects: redirectPolicy([hosted, "loopback"], []),
    metadataDomains: domains,
    mayRegister: async (key) => {
      asked.push(key);
      return registrations-- > 0;
    },
    origins: new Set([origin, "https://app.corp.example"]),
  });
  const lines: MachineFacts[] = [];
  const events: PageEvent[] = [];

  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const answered = await machine(new Request(`${origin}${path}`, init), {
      requestId: randomUUID(),
      executionContext: createExecutionContext(),
      record: (facts) => lines.push(facts),
    });
    return answered ?? new Response("no route", { status: 599 });
  }
  const form = (path: string, fields: Readonly<Record<string, string>> | string, headers: Readonly<Record<string, string>> = {}) =>
    ask(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: typeof fields === "string" ? fields : new URLSearchParams(fields).toString(),
    });
  const json = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    ask(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });

  const server = {
    ahead,
    store,
    signedIn,
    /** The principals' objects. */
    objects,
    /** Ids of grants the principal's object refuses. */
    ended,
    entra,
    fetched,
    revoked,
    writes,
    lines,
    events,
    helpers,
    authorize,
    asked,
    ask,
    form,
    json,
    vaultOf,
    bearer: (token: string) =>
      readBearer(`Bearer ${token}`, { resource: origin, lookup: (text) => helpers.unwrapToken(text), keys: stateKeys }),
    /** @returns its client id */
    async register(metadata: Readonly<Record<string, unknown>> = {}): Promise<string> {
      const answer = await json("/register", { redirect_uris: [hosted], token_endpoint_auth_method: "none", ...metadata });
      const { client_id } = (await answer.json()) as { client_id: string };
      return client_id;
    },
    browser: (over: Partial<Person> = {}) => newBrowser(over),
    /** From nothing to tokens, as a client of its own. */
    async signedInClient(changes: Readonly<Record<string, string>> = {}, scopes?: readonly string[]) {
      const clientId = await server.register();
      const browser = server.browser();
      const verifier = newVerifier();
      const back = await browser.letIn({ client_id: clientId, code_challenge: challengeOf(verifier), ...changes }, scopes);
      const code = new URL(back.headers.get("location") ?? "").searchParams.get("code") ?? "";
      const exchange = (over: Readonly<Record<string, string>> = {}) =>
        form("/token", {
          grant_type: "authorization_code",
          client_id: clientId,
          code,
          redirect_uri: hosted,
          code_verifier: verifier,
          ...over,
        });
      return { clientId, browser, code, verifier, exchange };
    },
  };
  return server;

  function newBrowser(over: Partial<Person>) {
    const subject = randomUUID();
    const identity: Person = {
      kind: "user",
      subject,
      email: `${subject}@corp.example`,
      groups: [],
      expiresAt: 4_000_000_000,
      ...over,
    };
    const base = pageBrowser({ door: authorize.fetch, origin, identity, onEvent: (event) => events.push(event) });
    const browser = Object.assign(base, {
      ask: (changes: Changes = {}) => browser.send(`/authorize?${queryOf(changes)}`),
      post: (fields: URLSearchParams | string, headers: Readonly<Record<string, string>> = {}) =>
        browser.submit("/authorize", fields.toString(), headers),
      /** The consent page's fields as a browser would send them. */
      async fields(changes: Changes, decision = "allow", scopes?: readonly string[]): Promise<URLSearchParams> {
        const page = await (await browser.ask(changes)).text();
        const value = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? "";
        const offered = [...page.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope = ""]) => scope);
        const fields = new URLSearchParams({ handle: value("handle"), token: value("token") });
        for (const scope of scopes ?? offered) fields.append("scope", scope);
        fields.append("decision", decision);
        return fields;
      },
      /** From the client's link to Microsoft. */
      async toMicrosoft(changes: Changes, scopes?: readonly string[]): Promise<URL> {
        const response = await browser.post(await browser.fields(changes, "allow", scopes));
        return new URL(response.headers.get("location") ?? "about:blank");
      },
      /** Where Microsoft sends the browser after the person signed in there. */
      async wayBack(at: URL, claims: JWTPayload = {}): Promise<string> {
        const code = entra.issueCode({
          codeChallenge: at.searchParams.get("code_challenge") ?? "",
          redirectUri: `${origin}/callback`,
          claims: { nonce: at.searchParams.get("nonce"), preferred_username: identity.email, ...claims },
        });
        return `/callback?code=${code}&state=${encodeURIComponent(at.searchParams.get("state") ?? "")}`;
      },
      /** The whole way, to the client's own address. */
      async letIn(changes: Changes, scopes?: readonly string[], claims: JWTPayload = {}): Promise<Response> {
        return browser.send(await browser.wayBack(await browser.toMicrosoft(changes, scopes), claims));
      },
    });
    return browser;
  }
}

/** Laid over a good request; null leaves one out. */
export type Changes = Readonly<Record<string, string | null>>;

function queryOf(changes: Changes): string {
  const asked = {
    response_type: "code",
    redirect_uri: hosted,
    code_challenge: "c".repeat(43),
    code_challenge_method: "S256",
    state: "client-state",
    resource: origin,
    ...changes,
  };
  return new URLSearchParams(Object.entries(asked).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))).toString();
}

export function newVerifier(): string {
  return randomBytes(32).toString("base64url");
}
export function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier, "ascii").digest("base64url");
}

/** One authorization in mode `oauth`, step by step, so that an attacker may bend any of them; nothing here checks what comes back. */
import { createHash, randomBytes } from "node:crypto";
import { BrowserWalk, filledForm, type Page } from "../../infra/local/browser-walk.ts";
import type { EstatePerson } from "../support/estate.ts";
import { type Seen, seen } from "./answers.ts";
import { mcpCall } from "./calls.ts";
import type { Stage } from "./stage.ts";

export type Client = {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly redirectUri: string;
};

/** Parameters as they will stand in the query; null leaves one out, a list repeats it. */
export type Changes = Readonly<Record<string, string | null | readonly string[]>>;

export type Tokens = { readonly access_token: string; readonly refresh_token: string; readonly scope?: string };

export const loopback = "http://127.0.0.1:33418/callback";
export const hosted = "https://claude.ai/api/mcp/auth_callback";

let addresses = 0;

/** RFC 7591, each time from an address of its own (RFC 5737), so that the limit on registrations is met only where a case wants it. */
export function register(stage: Stage, metadata: object | string, from?: string): Promise<Seen> {
  addresses += 1;
  const address = from ?? `198.51.${(addresses >> 8) & 255}.${addresses & 255}`;
  return seen(
    fetch(`${stage.contract.directOrigin}/register`, {
      method: "POST",
      headers: { "content-type": "application/json", "cf-connecting-ip": address },
      body: typeof metadata === "string" ? metadata : JSON.stringify(metadata),
    }),
  );
}

/** @throws Error with the refusal, where there is no client */
export async function newClient(stage: Stage, metadata: Readonly<Record<string, unknown>> = {}): Promise<Client> {
  const redirectUri = loopback;
  const answer = await register(stage, {
    client_name: "Attack bench",
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
    ...metadata,
  });
  if (answer.status !== 201) throw new Error(`registration answered ${answer.status}: ${answer.text}`);
  const told = JSON.parse(answer.text) as { client_id: string; client_secret?: string; redirect_uris: readonly string[] };
  return {
    clientId: told.client_id,
    ...(told.client_secret !== undefined && { clientSecret: told.client_secret }),
    redirectUri: told.redirect_uris[0] ?? redirectUri,
  };
}

export const s256 = (verifier: string) => createHash("sha256").update(verifier).digest("base64url");

export class Flow {
  readonly client: Client;
  readonly browser: BrowserWalk;
  readonly state = randomBytes(16).toString("base64url");
  readonly verifier = randomBytes(32).toString("base64url");
  readonly #stage: Stage;
  readonly #person: EstatePerson;

  /** @param browser another person's, or one that has been here before */
  constructor(stage: Stage, client: Client, person = stage.person("amara.okafor"), browser?: BrowserWalk) {
    this.#stage = stage;
    this.#person = person;
    this.client = client;
    this.browser = browser ?? personsBrowser(stage, person);
  }

  /** `/authorize` as a good client would ask for it, with changes laid over. */
  url(changes: Changes = {}): string {
    const good: Changes = {
      response_type: "code",
      client_id: this.client.clientId,
      redirect_uri: this.client.redirectUri,
      state: this.state,
      code_challenge: s256(this.verifier),
      code_challenge_method: "S256",
      resource: this.#stage.contract.origin,
      scope: "m365.read m365.write",
    };
    return `${this.#stage.contract.origin}/authorize?${queryOf({ ...good, ...changes })}`;
  }

  consent(changes: Changes = {}): Promise<Page> {
    return this.browser.visit(this.url(changes));
  }

  /** Sends the consent form, with fields laid over; the redirect to Microsoft is not followed. */
  decide(page: Page, changes: Changes = {}, decision = "allow"): Promise<Page> {
    return this.browser.visit(`${this.#stage.contract.origin}/authorize`, { method: "POST", form: consentForm(page, changes, decision) });
  }

  /** The same form, sent with a query beside it. */
  decideAt(query: string, page: Page): Promise<Page> {
    return this.browser.visit(`${this.#stage.contract.origin}/authorize${query}`, { method: "POST", form: consentForm(page) });
  }

  /** That form, sent by this person with the cookies of that browser. */
  sendAs(browser: BrowserWalk, page: Page): Promise<Seen> {
    const { origin } = this.#stage.contract;
    return seen(
      fetch(`${origin}/authorize`, {
        method: "POST",
        redirect: "manual",
        headers: {
          "cf-access-token": this.#person.headers["cf-access-token"] ?? "",
          cookie: browser.cookie,
          origin,
          "content-type": "application/x-www-form-urlencoded",
        },
        body: consentForm(page).toString(),
      }),
    );
  }

  /** From the redirect to Microsoft to the address of our callback, unopened. */
  async callbackUrl(decided: Page, account = this.#person.email): Promise<string> {
    return signInAtMicrosoft(this.#stage, this.browser, decided, account);
  }

  /** Consent, Microsoft, and back, up to the redirect to the client. */
  async approved(changes: Changes = {}): Promise<Page> {
    return this.browser.visit(await this.callbackUrl(await this.decide(await this.consent(changes))));
  }

  /** @throws Error where no code came */
  async code(changes: Changes = {}): Promise<string> {
    const page = await this.approved(changes);
    const code = URL.parse(page.headers.get("location") ?? "")?.searchParams.get("code");
    if (!code) throw new Error(`no code: ${page.status} ${page.headers.get("location") ?? page.text.slice(0, 200)}`);
    return code;
  }

  /** RFC 6749 §4.1.3, with parameters laid over. */
  redeem(code: string, changes: Changes = {}): Promise<Seen> {
    return tokenRequest(this.#stage, {
      grant_type: "authorization_code",
      code,
      client_id: this.client.clientId,
      ...(this.client.clientSecret !== undefined && { client_secret: this.client.clientSecret }),
      redirect_uri: this.client.redirectUri,
      code_verifier: this.verifier,
      resource: this.#stage.contract.origin,
      ...changes,
    });
  }

  /** @throws Error where no token came */
  async tokens(changes: Changes = {}): Promise<Tokens> {
    return tokensIn(await this.redeem(await this.code(changes)));
  }

  refresh(refreshToken: string, changes: Changes = {}): Promise<Seen> {
    return tokenRequest(this.#stage, {
      grant_type: "refresh_token",
      refresh_token: refreshToken,
      client_id: this.client.clientId,
      ...(this.client.clientSecret !== undefined && { client_secret: this.client.clientSecret }),
      ...changes,
    });
  }
}

/** That person's browser; it stops before it opens our callback by itself. */
export function personsBrowser(stage: Stage, person: EstatePerson): BrowserWalk {
  const { origin } = stage.contract;
  return new BrowserWalk(origin, { "cf-access-token": person.headers["cf-access-token"] ?? "" }, `${origin}/callback`);
}

/** From a redirect to Microsoft to the address of our callback, unopened. @throws Error where the walk ends elsewhere */
export async function signInAtMicrosoft(stage: Stage, browser: BrowserWalk, redirected: Page, account: string): Promise<string> {
  const back = `${stage.contract.origin}/callback`;
  const location = redirected.headers.get("location");
  if (location === null) throw new Error(`no way to Microsoft: ${redirected.status} ${redirected.text.slice(0, 200)}`);
  let page = await browser.open(location);
  if (!page.url.startsWith(back)) page = await browser.submit(page, { account });
  if (!page.url.startsWith(back)) throw new Error(`sign-in of ${account} ended at ${page.url} (${page.status})`);
  return page.url;
}

/** The consent page's own form, with fields laid over. */
export function consentForm(page: Page, changes: Changes = {}, decision = "allow"): URLSearchParams {
  const { data } = filledForm(page, {}, { name: "decision", value: decision });
  return laidOver(data, changes);
}

/** `POST /token` past any login, as clients send it. */
export function tokenRequest(stage: Stage, form: Changes, headers: Readonly<Record<string, string>> = {}): Promise<Seen> {
  return seen(
    fetch(`${stage.contract.directOrigin}/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: queryOf(form),
    }),
  );
}

/** One tool call at the Worker's own door, with that bearer beside the person's assertion; null: none at all. */
export function callWith(stage: Stage, bearer: string | null, person = stage.person("amara.okafor")): Promise<Seen> {
  const assertion = person.headers["cf-access-token"] ?? "";
  return seen(
    mcpCall(
      stage.contract.directOrigin,
      { "cf-access-jwt-assertion": assertion, ...(bearer !== null && { authorization: `Bearer ${bearer}` }) },
      "getEmails",
      { count: 1 },
    ),
  );
}

/** @throws Error with what came instead */
export function tokensIn(answer: Seen): Tokens {
  if (answer.status !== 200) throw new Error(`no token: ${answer.status} ${answer.text}`);
  return JSON.parse(answer.text) as Tokens;
}

function queryOf(parameters: Changes): string {
  return laidOver(new URLSearchParams(), parameters).toString();
}

function laidOver(form: URLSearchParams, changes: Changes): URLSearchParams {
  for (const [name, value] of Object.entries(changes)) {
    form.delete(name);
    for (const each of value === null ? [] : typeof value === "string" ? [value] : value) form.append(name, each);
  }
  return form;
}

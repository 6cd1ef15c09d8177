/** An OAuth client of this Worker in mode `oauth`: registers, sends its person through the pages, redeems the code; `oauth4webapi` checks every answer. */
import * as oauth from "oauth4webapi";
import { BrowserWalk, type Page } from "./browser-walk.ts";
import type { Person } from "./company.ts";

const overHttp = { [oauth.allowInsecureRequests]: true };

export type OAuthPerson = {
  readonly email: Person["email"];
  /** Application token that shows Access who is at the browser. */
  readonly accessToken: string;
};

export type AuthorizationRequest = {
  readonly client: oauth.Client;
  readonly redirectUri: string;
  readonly person: OAuthPerson;
  /** RFC 8707; the issuer where nothing is said. */
  readonly resource?: string;
  /** Space-separated; what the server offers where nothing is said. */
  readonly scope?: string;
};

export type Authorized = {
  readonly tokens: oauth.TokenEndpointResponse;
  readonly consent: Page;
  /** What came back to the redirect address: code, state, issuer. */
  readonly callback: URLSearchParams;
};

export class OAuthClient {
  readonly server: oauth.AuthorizationServer;

  private constructor(server: oauth.AuthorizationServer) {
    this.server = server;
  }

  /** Reads the server's metadata (RFC 8414). */
  static async discover(issuer: string): Promise<OAuthClient> {
    const url = new URL(issuer);
    const response = await oauth.discoveryRequest(url, { algorithm: "oauth2", ...overHttp });
    return new OAuthClient(await oauth.processDiscoveryResponse(url, response));
  }

  /**
   * RFC 7591 §3.
   * @param at another address of the same endpoint
   * @throws oauth.ResponseBodyError with what the server answered instead
   */
  async register(
    metadata: Parameters<typeof oauth.dynamicClientRegistrationRequest>[1],
    at: { readonly url?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<oauth.Client> {
    const response = await oauth.dynamicClientRegistrationRequest(
      { ...this.server, ...(at.url !== undefined && { registration_endpoint: at.url }) },
      metadata,
      { ...overHttp, ...(at.headers && { headers: { ...at.headers } }) },
    );
    return oauth.processDynamicClientRegistrationResponse(response);
  }

  /**
   * Authorization code with PKCE, from the client's own address back to it.
   * @throws Error that names the page the walk stopped at
   */
  async authorize(request: AuthorizationRequest): Promise<Authorized> {
    const { client, redirectUri, person } = request;
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const { consent, end } = await walkThrough(await this.#authorizeUrl(request, verifier, state), redirectUri, person);
    const answer = oauth.validateAuthResponse(this.server, client, new URL(end.url), state);
    const response = await oauth.authorizationCodeGrantRequest(
      this.server,
      client,
      authenticationOf(client),
      answer,
      redirectUri,
      verifier,
      {
        ...overHttp,
        additionalParameters: { resource: request.resource ?? this.server.issuer },
      },
    );
    return {
      consent,
      callback: new URL(end.url).searchParams,
      tokens: await oauth.processAuthorizationCodeResponse(this.server, client, response),
    };
  }

  async #authorizeUrl({ client, redirectUri, resource, scope }: AuthorizationRequest, verifier: string, state: string): Promise<string> {
    const url = new URL(this.server.authorization_endpoint ?? "");
    url.search = new URLSearchParams({
      response_type: "code",
      client_id: client.client_id,
      redirect_uri: redirectUri,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      resource: resource ?? this.server.issuer,
      scope: scope ?? (this.server.scopes_supported ?? []).join(" "),
    }).toString();
    return url.href;
  }
}

/** Takes a person through the pages of an authorization request; `end` is the client's own address with the answer, not yet asked for. */
export async function walkThrough(
  authorizeUrl: string,
  redirectUri: string,
  person: OAuthPerson,
): Promise<{ readonly consent: Page; readonly end: Page }> {
  const browser = new BrowserWalk(new URL(authorizeUrl).origin, { "cf-access-token": person.accessToken }, redirectUri);
  const consent = await browser.open(authorizeUrl);
  return { consent, end: await signIn(browser, consent, redirectUri, person) };
}

/** Allows the client on our page, then picks the account at Microsoft, unless automatic sign-in has done that. */
async function signIn(browser: BrowserWalk, consent: Page, redirectUri: string, person: OAuthPerson): Promise<Page> {
  let page = await browser.submit(consent, {}, { name: "decision", value: "allow" });
  if (page.status === 200 && !page.url.startsWith(redirectUri)) page = await browser.submit(page, { account: person.email });
  if (!page.url.startsWith(redirectUri)) {
    const said = page.text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
    throw new Error(`authorizing a client for ${person.email} ended at ${page.url} with ${page.status}: ${said.slice(0, 300)}`);
  }
  return page;
}

function authenticationOf(client: oauth.Client): oauth.ClientAuth {
  const secret = typeof client["client_secret"] === "string" ? client["client_secret"] : "";
  switch (client["token_endpoint_auth_method"]) {
    case "client_secret_post":
      return oauth.ClientSecretPost(secret);
    case "client_secret_basic":
      return oauth.ClientSecretBasic(secret);
    default:
      return oauth.None();
  }
}

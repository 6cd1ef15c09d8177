import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import {
  auth,
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type OAuthClientProvider,
  type OAuthTokens,
  type StoredOAuthClientInformation,
} from "@modelcontextprotocol/client";
import { decodeJwt } from "jose";
import { people, stranger } from "../../../../infra/local/company.ts";
import { Browser } from "../entra/browser.ts";
import { startEstate, type Estate } from "./estate.ts";

const [amara, jonas] = people as [(typeof people)[number], (typeof people)[number]];
const redirectUri = "http://127.0.0.1:33418/callback";
let estate: Estate;
let manual: Estate;
beforeAll(async () => {
  [estate, manual] = await Promise.all([
    startEstate({ allowedRedirectUris: ["https://claude.ai/api/mcp/auth_callback"] }),
    startEstate({ autoSignIn: false }),
  ]);
});
beforeEach(() => void estate.arrived.splice(0));
afterAll(() => Promise.all([estate.close(), manual.close()]));

/** An MCP client as the official SDK builds one; what it would show to a browser it keeps. */
class McpClient implements OAuthClientProvider {
  readonly redirectUrl = redirectUri;
  readonly name: string;
  client: StoredOAuthClientInformation | undefined;
  issued: OAuthTokens | undefined;
  authorizeAt: URL | undefined;
  #verifier = "";

  constructor(name = "An MCP client") {
    this.name = name;
  }
  get clientMetadata() {
    return {
      client_name: this.name,
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }
  clientInformation = () => this.client;
  saveClientInformation = (client: StoredOAuthClientInformation) => void (this.client = client);
  tokens = () => this.issued;
  saveTokens = (tokens: OAuthTokens) => void (this.issued = tokens);
  redirectToAuthorization = (url: URL) => void (this.authorizeAt = url);
  saveCodeVerifier = (verifier: string) => void (this.#verifier = verifier);
  codeVerifier = () => this.#verifier;
}

async function begin(where: Estate, client: McpClient): Promise<URL> {
  await auth(client, { serverUrl: `${where.origin}/mcp` });
  return client.authorizeAt!;
}

async function finish(where: Estate, client: McpClient, callback: URL): Promise<OAuthTokens> {
  const { code, iss } = Object.fromEntries(callback.searchParams);
  await auth(client, { serverUrl: `${where.origin}/mcp`, authorizationCode: code!, ...(iss && { iss }) });
  return client.issued!;
}

const browserOf = ({ origin, teamOrigin }: Estate) => new Browser(origin, teamOrigin);

/** The whole way of a client whose person is hinted: discovery, registration, sign-in, consent, token. */
async function connect(where = estate, person = amara, client = new McpClient()) {
  const authorizeAt = await begin(where, client);
  authorizeAt.searchParams.set("login_hint", person.email);
  const { url } = await browserOf(where).open(authorizeAt);
  return { client, callback: url, tokens: await finish(where, client, url) };
}

const withHidden = async (response: Response) =>
  Object.fromEntries([...(await response.text()).matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]));

describe("the official MCP client", () => {
  test("gets a token that opens the front door for its person", async () => {
    const { tokens } = await connect();
    const response = await fetch(`${estate.origin}/mcp`, { headers: { authorization: `Bearer ${tokens.access_token}` } });

    expect(response.status).toBe(200);
    expect(decodeJwt(String(estate.arrived.at(-1)!.headers["cf-access-jwt-assertion"]))).toMatchObject({
      email: amara.email,
      sub: amara.accessSubject,
    });
  });

  test("holds an opaque token for 15 minutes and a refresh token", async () => {
    const { tokens } = await connect();

    expect(tokens).toMatchObject({ token_type: "Bearer", expires_in: 900, refresh_token: expect.any(String) as string });
    expect(tokens.access_token).toMatch(/^oauth:[\w-]{20,}$/);
  });

  test("never sends that token to the origin", async () => {
    const { tokens } = await connect();
    await fetch(`${estate.origin}/mcp`, { headers: { authorization: `Bearer ${tokens.access_token}` } });

    expect(estate.arrived.at(-1)!.headers.authorization).toBeUndefined();
  });

  test("never sends it either where another credential opened the door", async () => {
    const { tokens } = await connect();
    const headers = { authorization: `Bearer ${tokens.access_token}`, "cf-access-token": await estate.access.mintUser(amara) };
    await fetch(`${estate.origin}/mcp`, { headers });

    expect(estate.arrived.at(-1)!.headers.authorization).toBeUndefined();
  });

  test("refreshes", async () => {
    const { client, tokens } = await connect();
    await auth(client, { serverUrl: `${estate.origin}/mcp` });
    const response = await fetch(`${estate.origin}/mcp`, { headers: { authorization: `Bearer ${client.issued!.access_token}` } });

    expect(client.issued!.access_token).not.toBe(tokens.access_token);
    expect(response.status).toBe(200);
  });

  test("learns who issued the code (RFC 9207)", async () => {
    const { callback } = await connect();

    expect(callback.searchParams.get("iss")).toBe(estate.origin);
  });
});

test("the official transport finds all of it from the refusal alone", async () => {
  const answer: RequestListener = async (req, res) => {
    const { id } = (req.method === "POST" ? JSON.parse(await text(req)) : {}) as { id?: number };
    if (id === undefined) return void res.writeHead(req.method === "POST" ? 202 : 405).end();
    const result = { protocolVersion: "2025-11-25", capabilities: {}, serverInfo: { name: "origin", version: "1" } };
    res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  };
  const mcp = await startEstate({}, answer);
  const provider = new McpClient();
  const server = new URL(`${mcp.origin}/mcp`);
  const knocking = new StreamableHTTPClientTransport(server, { authProvider: provider });
  await expect(new Client({ name: "a test", version: "1" }).connect(knocking)).rejects.toThrow(UnauthorizedError);
  provider.authorizeAt!.searchParams.set("login_hint", amara.email);
  const { url } = await browserOf(mcp).open(provider.authorizeAt!);
  await knocking.finishAuth(url.searchParams);
  const client = new Client({ name: "a test", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(server, { authProvider: provider }));
  const name = client.getServerVersion()?.name;
  await client.close();
  await mcp.close();

  expect([name, mcp.arrived[0]?.headers["cf-access-authenticated-user-email"]]).toEqual(["origin", amara.email]);
});

describe("metadata", () => {
  const json = async (path: string) => (await (await fetch(`${estate.origin}${path}`)).json()) as Record<string, unknown>;

  test.each(["", "/mcp"])("of the resource %j names the application as its own authorization server", async (path) => {
    expect(await json(`/.well-known/oauth-protected-resource${path}`)).toMatchObject({
      resource: `${estate.origin}${path}`,
      authorization_servers: [estate.origin],
    });
  });

  test("of the server puts its endpoints under Access's own path", async () => {
    expect(await json("/.well-known/oauth-authorization-server")).toMatchObject({
      issuer: estate.origin,
      authorization_endpoint: `${estate.origin}/cdn-cgi/access/oauth/authorization`,
      token_endpoint: `${estate.origin}/cdn-cgi/access/oauth/token`,
      registration_endpoint: `${estate.origin}/cdn-cgi/access/oauth/registration`,
      revocation_endpoint: `${estate.origin}/cdn-cgi/access/oauth/revoke`,
      code_challenge_methods_supported: ["S256"],
    });
  });
});

describe("registration", () => {
  const register = (redirect_uris: readonly string[], more: object = {}) =>
    fetch(`${estate.origin}/cdn-cgi/access/oauth/registration`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ redirect_uris, client_name: "x", token_endpoint_auth_method: "none", ...more }),
    });

  test.each([
    ["a loopback address", ["http://127.0.0.1:1/cb"]],
    ["an IPv6 loopback address", ["http://[::1]:1/cb"]],
    ["localhost", ["http://localhost:49152/cb"]],
    ["a URI of the allow-list, next to a loopback one", ["https://claude.ai/api/mcp/auth_callback", "http://127.0.0.1:1/cb"]],
  ])("takes %s", async (_name, uris) => {
    expect((await register(uris)).status).toBe(201);
  });

  test.each([
    ["another site", ["https://evil.example/cb"]],
    ["a look-alike of an allowed one", ["https://claude.ai/api/mcp/auth_callback/"]],
    ["a host that only begins like a loopback address", ["http://127.0.0.1.evil.example/cb"]],
    ["user information before a loopback address", ["http://evil@127.0.0.1/cb"]],
    ["a private scheme", ["cursor://cb"]],
    ["a script", ["javascript:alert(1)"]],
    ["one bad among good", ["http://127.0.0.1:1/cb", "https://evil.example/cb"]],
  ])("refuses %s", async (_name, uris) => {
    const response = await register(uris);

    expect([response.status, await response.json()]).toEqual([
      400,
      { error: "invalid_client_metadata", error_description: "redirect_uri is not allowed by the account configuration" },
    ]);
  });

  test("does not keep scopes, which Access does not know", async () => {
    const client = (await (await register(["http://127.0.0.1:1/cb"], { scope: "mcp:read mail" })).json()) as object;

    expect(client).not.toHaveProperty("scope");
  });

  test.each(["", "[]", "{", '{"redirect_uris":[]}'])("names what is missing in %j", async (body) => {
    const response = await fetch(`${estate.origin}/cdn-cgi/access/oauth/registration`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });

    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([400, "invalid_redirect_uri"]);
  });
});

describe("authorization", () => {
  const refusal = async (change: (url: URL) => void) => {
    const authorizeAt = await begin(estate, new McpClient());
    authorizeAt.searchParams.set("login_hint", amara.email);
    change(authorizeAt);
    return browserOf(estate).open(authorizeAt);
  };

  test("takes any loopback port (RFC 8252)", async () => {
    const { url } = await refusal(({ searchParams }) => searchParams.set("redirect_uri", redirectUri.replace("33418", "40000")));

    expect(url.host).toBe("127.0.0.1:40000");
  });

  test("never redirects to an unregistered path", async () => {
    const { url, response } = await refusal(({ searchParams }) => searchParams.set("redirect_uri", "http://127.0.0.1:33418/other"));

    expect([url.origin, response.status]).toEqual([estate.origin, 400]);
  });

  test.each([
    ["no PKCE", "code_challenge", null, "invalid_request"],
    ["plain PKCE", "code_challenge_method", "plain", "invalid_request"],
    ["a foreign resource", "resource", "https://elsewhere.example/mcp", "invalid_target"],
    ["the implicit flow", "response_type", "token", "unsupported_response_type"],
  ])("with %s comes back as an error", async (_name, parameter, value, error) => {
    const { url } = await refusal(({ searchParams }) =>
      value === null ? searchParams.delete(parameter) : searchParams.set(parameter, value),
    );

    expect([url.origin, new URLSearchParams(url.search || url.hash.slice(1)).get("error")]).toEqual(["http://127.0.0.1:33418", error]);
  });

  test("without a hint shows the login page, automatic sign-in or not", async () => {
    const { url } = await browserOf(estate).open(await begin(estate, new McpClient()));

    expect(url.origin).toBe(estate.teamOrigin);
  });

  test("lets the person choose there", async () => {
    const client = new McpClient();
    const browser = browserOf(estate);
    const { url, response } = await browser.open(await begin(estate, client));
    const callback = await browser.choose(url, jonas.email, await withHidden(response));
    const { access_token } = await finish(estate, client, callback.url);
    await fetch(`${estate.origin}/mcp`, { headers: { authorization: `Bearer ${access_token}` } });

    expect(decodeJwt(String(estate.arrived.at(-1)!.headers["cf-access-jwt-assertion"]))["email"]).toBe(jonas.email);
  });

  test("does not ask a browser that is signed in, unless the client wants it", async () => {
    const browser = browserOf(estate);
    const hinted = await begin(estate, new McpClient());
    hinted.searchParams.set("login_hint", amara.email);
    await browser.open(hinted);
    const again = await browser.open(await begin(estate, new McpClient()));
    const prompted = await begin(estate, new McpClient());
    prompted.searchParams.set("prompt", "login");
    const asked = await browser.open(prompted);

    expect([again.url.origin, asked.url.origin]).toEqual(["http://127.0.0.1:33418", estate.teamOrigin]);
  });

  test("follows a hint for somebody else than the browser's session", async () => {
    const browser = browserOf(estate);
    for (const person of [amara, jonas]) {
      const client = new McpClient();
      const authorizeAt = await begin(estate, client);
      authorizeAt.searchParams.set("login_hint", person.email);
      const { url } = await browser.open(authorizeAt);
      const { access_token } = await finish(estate, client, url);
      await fetch(`${estate.origin}/mcp`, { headers: { authorization: `Bearer ${access_token}` } });
    }

    expect(estate.arrived.map((req) => req.headers["cf-access-authenticated-user-email"])).toEqual([amara.email, jonas.email]);
  });
});

describe("consent", () => {
  async function consentPage(client: McpClient) {
    const browser = browserOf(manual);
    const login = await browser.open(await begin(manual, client));
    const consent = await browser.choose(login.url, amara.email, await withHidden(login.response));
    const decide = (decision: string) => browser.open(consent.url, { method: "POST", body: new URLSearchParams({ decision }) });
    return { page: await consent.response.text(), decide };
  }

  test("shows client, redirect host and person, and warns of a local client", async () => {
    const { page } = await consentPage(new McpClient());

    for (const shown of ["An MCP client", "127.0.0.1:33418", amara.email, "your own computer"]) expect(page).toContain(shown);
  });

  test("escapes the client's name and drops marks that hide letters", async () => {
    const { page } = await consentPage(new McpClient("<b onclick=x>Micro\u202Esoft"));

    expect(page).toContain("&lt;b onclick=x&gt;Microsoft");
  });

  test("given, ends in a token", async () => {
    const client = new McpClient();
    const { decide } = await consentPage(client);
    const { url } = await decide("allow");

    expect((await finish(manual, client, url)).access_token).toMatch(/^oauth:/);
  });

  test("denied, ends in access_denied", async () => {
    const { decide } = await consentPage(new McpClient());
    const { url } = await decide("deny");

    expect(url.searchParams.get("error")).toBe("access_denied");
  });
});

describe("tokens", () => {
  const post = async (path: string, form: Readonly<Record<string, string>>) => {
    const response = await fetch(`${estate.origin}/cdn-cgi/access/oauth/${path}`, { method: "POST", body: new URLSearchParams(form) });
    return { status: response.status, text: await response.text() };
  };
  const open = (bearer: string) => fetch(`${estate.origin}/mcp`, { headers: { authorization: `Bearer ${bearer}` } });

  test("unknown to Access are refused as invalid, a browser's too", async () => {
    const response = await fetch(`${estate.origin}/mcp`, { headers: { accept: "text/html", authorization: "Bearer oauth:unknown" } });

    expect([response.status, response.headers.get("www-authenticate")?.includes('error="invalid_token"')]).toEqual([401, true]);
  });

  test("of another shape are the origin's business and open nothing", async () => {
    const response = await open("of-the-worker");

    expect([response.status, response.headers.get("www-authenticate")?.includes("error=")]).toEqual([401, false]);
  });

  test("a refresh token works once", async () => {
    const { client, tokens } = await connect();
    const form = { grant_type: "refresh_token", refresh_token: tokens.refresh_token!, client_id: client.client!.client_id };
    expect((await post("token", form)).status).toBe(200);
    const second = await post("token", form);

    expect([second.status, second.text]).toEqual([400, expect.stringContaining("invalid_grant")]);
  });

  test("revoked, they open nothing", async () => {
    const { client, tokens } = await connect();
    expect((await open(tokens.access_token)).status).toBe(200);
    expect((await post("revoke", { token: tokens.access_token, client_id: client.client!.client_id })).status).toBe(200);

    expect((await open(tokens.access_token)).status).toBe(401);
  });

  test("one client cannot revoke another's", async () => {
    const { tokens } = await connect();
    const other = await connect();
    await post("revoke", { token: tokens.access_token, client_id: other.client.client!.client_id });

    expect((await open(tokens.access_token)).status).toBe(200);
  });
});

test("the account of another company is refused at the login page", async () => {
  const authorizeAt = await begin(estate, new McpClient());
  authorizeAt.searchParams.set("login_hint", stranger.email);
  const { url, response } = await browserOf(estate).open(authorizeAt);

  expect([url.origin, response.status]).toEqual([estate.teamOrigin, 403]);
});

test("nothing is printed to standard output, which belongs to the estate's one line", async () => {
  const printed: unknown[] = [];
  const original = console.info;
  console.info = (...values: unknown[]) => void printed.push(values);
  const { client } = await connect();
  await auth(client, { serverUrl: `${estate.origin}/mcp` });
  console.info = original;

  expect(printed).toEqual([]);
});

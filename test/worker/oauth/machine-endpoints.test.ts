/** What clients ask by themselves, with the real library over the real KV: every refusal is one line, and gives nothing away. */
import { exportJWK, generateKeyPair } from "jose";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { authorizationServer, challengeOf, hosted, newVerifier, origin, prepare } from "./authorization-server.ts";

type Server = Awaited<ReturnType<typeof authorizationServer>>;
type Tokens = { readonly access_token: string; readonly refresh_token: string; readonly scope: string };

beforeAll(prepare);
afterEach(() => void vi.restoreAllMocks());

const tokensOf = async (response: Response) => (await response.json()) as Tokens;

/** An answer of RFC 6749 §5.2 and exactly one line; no token in either. */
async function expectRefusal(server: Server, response: Response, status: number, error: string, reason: string): Promise<void> {
  const text = await response.text();
  const body = JSON.parse(text) as { readonly error: string };
  expect(server.lines.map((line) => [line.outcome, line.reason, line.httpStatus])).toEqual([
    [status >= 500 ? "failed" : "refused", reason, status],
  ]);
  expect([response.status, body.error]).toEqual([status, error]);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(text).not.toMatch(/access_token|do-not-leak/);
  expect([...response.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
}

async function isGood(server: Server, token: string): Promise<boolean> {
  return (await server.bearer(token)).valid;
}

describe("metadata", () => {
  test("of the authorization server come from configuration, whatever host was asked (RFC 8414)", async () => {
    const server = await authorizationServer();
    const headers = { host: "evil.example", "x-forwarded-host": "evil.example", forwarded: "host=evil.example" };
    const response = await server.ask("/.well-known/oauth-authorization-server", { headers });
    const metadata = (await response.json()) as Record<string, unknown>;

    expect(metadata).toMatchObject({
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      registration_endpoint: `${origin}/register`,
      revocation_endpoint: `${origin}/token`,
      scopes_supported: ["m365.read", "m365.write"],
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
    });
    expect(metadata["grant_types_supported"]).toEqual(["authorization_code", "refresh_token"]);
    expect(metadata["client_id_metadata_document_supported"]).not.toBe(true);
    expect(JSON.stringify(metadata)).not.toContain("evil");
    expect(server.lines).toEqual([]);
  });

  test("say what is switched on, and nothing else", async () => {
    const server = await authorizationServer({ dynamicRegistration: false, metadataDomains: ["client.example"] });
    const metadata = (await (await server.ask("/.well-known/oauth-authorization-server")).json()) as Record<string, unknown>;

    expect(metadata["registration_endpoint"]).toBeUndefined();
    expect(metadata["client_id_metadata_document_supported"]).toBe(true);
    expect((await server.json("/register", { redirect_uris: [hosted] })).status).toBe(599);
    expect(server.writes).toEqual([]);
  });

  test.each(["", "/mcp", "/sse"])("of the resource are the same at every path form: %s", async (suffix) => {
    const server = await authorizationServer();
    const response = await server.ask(`/.well-known/oauth-protected-resource${suffix}`);

    expect(await response.json()).toMatchObject({ resource: origin, authorization_servers: [origin] });
  });

  test.each(["/.well-known/oauth-authorization-server", "/.well-known/oauth-protected-resource"])("%s is for reading", async (path) => {
    const server = await authorizationServer();
    const head = await server.ask(path, { method: "HEAD" });
    const options = await server.ask(path, { method: "OPTIONS" });

    expect([head.status, await head.text(), options.status, options.headers.get("allow")]).toEqual([200, "", 204, "GET, HEAD, OPTIONS"]);
    expect(server.lines).toEqual([]);
    await expectRefusal(server, await server.json(path, {}), 405, "invalid_request", "method_refused");
  });

  test.each([
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server/x",
    "/.well-known/",
    "/token/",
    "/Register",
    "/",
  ])("%s is no route", async (path) => {
    expect((await (await authorizationServer()).ask(path)).status).toBe(599);
  });
});

describe("a browser origin", () => {
  const paths = ["/.well-known/oauth-authorization-server", "/.well-known/oauth-protected-resource"];

  test.each(paths)("of the list may read %s", async (path) => {
    const response = await (await authorizationServer()).ask(path, { headers: { origin: "https://app.corp.example" } });

    expect(response.headers.get("access-control-allow-origin")).toBe("https://app.corp.example");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    expect(response.headers.get("vary")).toMatch(/origin/i);
  });

  test.each(["https://evil.example", "null", "https://app.corp.example.evil.example", "http://app.corp.example"])(
    "%s may read nothing",
    async (from) => {
      const server = await authorizationServer();
      const asked = [
        ...paths.map((path) => server.ask(path, { headers: { origin: from } })),
        server.json("/register", { redirect_uris: [hosted] }, { origin: from }),
        server.form("/token", { grant_type: "authorization_code", client_id: "x" }, { origin: from }),
      ];
      for (const response of await Promise.all(asked))
        expect([...response.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
    },
  );

  test("of the list may read a token's answer, and what was issued stays out of every cache", async () => {
    const server = await authorizationServer();
    const { clientId, code, verifier } = await server.signedInClient();
    const fields = { grant_type: "authorization_code", client_id: clientId, code, redirect_uri: hosted, code_verifier: verifier };
    const response = await server.form("/token", fields, { origin: "https://app.corp.example" });

    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([200, "https://app.corp.example"]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });
});

describe("POST /register", () => {
  test("registers a client, on record by its id", async () => {
    const server = await authorizationServer();
    const response = await server.json("/register", { redirect_uris: [hosted], client_name: "Good", token_endpoint_auth_method: "none" });
    const body = (await response.json()) as Record<string, unknown>;

    expect(response.status).toBe(201);
    expect(body).toMatchObject({ client_id: expect.any(String) as string, client_name: "Good", redirect_uris: [hosted] });
    expect(body["client_secret"]).toBeUndefined();
    expect(server.lines).toEqual([{ outcome: "done", reason: "client_registered", httpStatus: 201, oauthClientId: body["client_id"] }]);
  });

  test("gives a confidential client a secret that no record holds", async () => {
    const server = await authorizationServer();
    const response = await server.json("/register", { redirect_uris: [hosted], token_endpoint_auth_method: "client_secret_post" });
    const { client_secret } = (await response.json()) as { client_secret: string };

    expect(client_secret.length).toBeGreaterThan(20);
    expect(JSON.stringify(server.lines)).not.toContain(client_secret);
  });

  test.each<[string, unknown, string, string]>([
    ["a foreign redirect URI", { redirect_uris: ["https://evil.example/cb"] }, "invalid_redirect_uri", "redirect_uri_invalid"],
    ["a script for a redirect URI", { redirect_uris: ["javascript:alert(1)"] }, "invalid_redirect_uri", "redirect_uri_invalid"],
    ["10,000 redirect URIs", { redirect_uris: Array.from({ length: 10_000 }, () => "x") }, "invalid_client_metadata", "dcr_invalid"],
    ["a logo inside", { redirect_uris: [hosted], logo_uri: "http://169.254.169.254/" }, "invalid_client_metadata", "dcr_invalid"],
    ["keys on a file", { redirect_uris: [hosted], jwks_uri: "file:///etc/passwd" }, "invalid_client_metadata", "dcr_invalid"],
    ["a prototype", `{"__proto__":{"x":1},"redirect_uris":["${hosted}"]}`, "invalid_client_metadata", "dcr_invalid"],
    ["no JSON", "redirect_uris=x", "invalid_client_metadata", "dcr_invalid"],
    ["half a character", "\ud800", "invalid_client_metadata", "dcr_invalid"],
  ])("with %s stores and fetches nothing", async (_name, body, error, reason) => {
    const server = await authorizationServer();
    await expectRefusal(server, await server.json("/register", body), 400, error, reason);
    expect([server.writes, server.fetched, server.asked]).toEqual([[], [], []]);
  });

  test("over 64 KiB is not read to the end", async () => {
    const server = await authorizationServer();
    const body = { redirect_uris: [hosted], x: "x".repeat(65_536) };
    await expectRefusal(server, await server.json("/register", body), 413, "invalid_client_metadata", "dcr_invalid");
  });

  test("of another type or method stores nothing", async () => {
    const server = await authorizationServer();
    await expectRefusal(server, await server.form("/register", { redirect_uris: hosted }), 400, "invalid_client_metadata", "dcr_invalid");
    server.lines.length = 0;
    await expectRefusal(server, await server.ask("/register"), 405, "invalid_client_metadata", "method_refused");
    expect(server.writes).toEqual([]);
  });

  test("beyond the limit says when to come back; refused ones do not count", async () => {
    const server = await authorizationServer({ registrations: 2 });
    const good = { redirect_uris: [hosted], token_endpoint_auth_method: "none" };
    const from = { "cf-connecting-ip": "203.0.113.9" };
    const statuses = [];
    for (const body of [good, { redirect_uris: [] }, good, { redirect_uris: [] }])
      statuses.push((await server.json("/register", body, from)).status);
    server.lines.length = 0;
    const response = await server.json("/register", good, from);

    expect(statuses).toEqual([201, 400, 201, 400]);
    expect(response.headers.get("retry-after")).toBe("60");
    await expectRefusal(server, response, 429, "temporarily_unavailable", "dcr_rate_limited");
    expect(server.asked).toEqual(["203.0.113.9", "203.0.113.9", "203.0.113.9"]);
    expect(server.writes).toHaveLength(2);
  });

  test.each([
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002:0:0:0:1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("counts %s with everybody of its network", async (address, network) => {
    const server = await authorizationServer();
    await server.json("/register", { redirect_uris: [hosted] }, { "cf-connecting-ip": address });
    expect(server.asked).toEqual([network]);
  });
});

describe("POST /token with a code", () => {
  test("gives an hour of access and a refresh token, and one line without either", async () => {
    const server = await authorizationServer();
    const { exchange, clientId } = await server.signedInClient();
    server.lines.length = 0;
    const response = await exchange();
    const text = await response.text();
    const tokens = JSON.parse(text) as Tokens & Record<string, unknown>;

    expect(response.status).toBe(200);
    expect(tokens).toMatchObject({ token_type: "bearer", expires_in: 3600, scope: "m365.read m365.write", resource: origin });
    expect(server.lines).toEqual([{ outcome: "done", reason: "token_issued", httpStatus: 200, oauthClientId: clientId }]);
    for (const secret of [tokens.access_token, tokens.refresh_token]) expect(JSON.stringify(server.lines)).not.toContain(secret);
    expect(await isGood(server, tokens.access_token)).toBe(true);
  });

  test.each<[string, Record<string, string>, number, string, string]>([
    ["another verifier", { code_verifier: newVerifier() }, 400, "invalid_grant", "pkce_failed"],
    ["an empty verifier", { code_verifier: "" }, 400, "invalid_request", "pkce_failed"],
    ["another redirect URI", { redirect_uri: "https://client.example/other" }, 400, "invalid_grant", "redirect_uri_mismatch"],
    ["a code nobody issued", { code: "user%3Ax:grant:secret" }, 400, "invalid_grant", "grant_unknown"],
    ["a code of no form", { code: "x" }, 400, "invalid_grant", "code_invalid"],
    ["a client nobody registered", { client_id: "unknown" }, 401, "invalid_client", "client_auth_failed"],
    ["a resource elsewhere", { resource: "https://other.example" }, 400, "invalid_target", "resource_invalid"],
    ["another grant type", { grant_type: "client_credentials" }, 400, "unsupported_grant_type", "oauth_refused"],
    ["the password grant", { grant_type: "password" }, 400, "unsupported_grant_type", "oauth_refused"],
    ["token exchange", { grant_type: "urn:ietf:params:oauth:grant-type:token-exchange" }, 400, "unsupported_grant_type", "oauth_refused"],
  ])("and %s gives nothing", async (_name, over, status, error, reason) => {
    const server = await authorizationServer();
    const { exchange } = await server.signedInClient();
    server.lines.length = 0;
    await expectRefusal(server, await exchange(over), status, error, reason);
  });

  test("and any parameter twice gives nothing", async () => {
    const server = await authorizationServer();
    const { clientId, code, verifier } = await server.signedInClient();
    const form = new URLSearchParams({ grant_type: "authorization_code", client_id: clientId, code, redirect_uri: hosted });
    form.append("code_verifier", verifier);
    form.append("code_verifier", verifier);
    server.lines.length = 0;
    await expectRefusal(server, await server.form("/token", form.toString()), 400, "invalid_request", "param_duplicate");
  });

  test("of another client gives nothing and takes nothing from its owner", async () => {
    const server = await authorizationServer();
    const owner = await server.signedInClient();
    const thief = await server.register();
    server.lines.length = 0;
    await expectRefusal(server, await owner.exchange({ client_id: thief }), 400, "invalid_grant", "code_client_mismatch");

    expect((await owner.exchange()).status).toBe(200);
  });

  test("a second time gives nothing and ends what the first gave", async () => {
    const server = await authorizationServer();
    const { exchange, code } = await server.signedInClient();
    const first = await tokensOf(await exchange());
    expect(await isGood(server, first.access_token)).toBe(true);
    server.lines.length = 0;
    await expectRefusal(server, await exchange(), 400, "invalid_grant", "code_reuse");

    expect(await isGood(server, first.access_token)).toBe(false);
    expect(server.revoked).toContainEqual({ principalId: decodeURIComponent(code.split(":")[0] ?? ""), grantId: code.split(":")[1] });
  });

  test("a second time is not called dealt with while the principal's object does not answer, and is once it does", async () => {
    const written = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const server = await authorizationServer();
    const { exchange, clientId } = await server.signedInClient();
    const { refresh_token } = await tokensOf(await exchange());
    server.lines.length = 0;
    server.objects.broken = true;
    await expectRefusal(server, await exchange(), 503, "temporarily_unavailable", "authorization_unavailable");

    server.lines.length = 0;
    server.objects.broken = false;
    await expectRefusal(server, await exchange(), 400, "invalid_grant", "code_reuse");
    expect((await server.form("/token", { grant_type: "refresh_token", client_id: clientId, refresh_token })).status).toBe(400);
    expect(JSON.stringify(written.mock.calls)).not.toContain("do-not-leak");
  });
});

describe("POST /token with a refresh token", () => {
  const arrange = async () => {
    const server = await authorizationServer();
    const { exchange, clientId } = await server.signedInClient();
    const tokens = await tokensOf(await exchange());
    const refresh = (over: Record<string, string> = {}) =>
      server.form("/token", { grant_type: "refresh_token", client_id: clientId, refresh_token: tokens.refresh_token, ...over });
    server.lines.length = 0;
    return { server, clientId, tokens, refresh };
  };

  test("gives new ones", async () => {
    const { server, refresh, tokens, clientId } = await arrange();
    const next = await tokensOf(await refresh());

    expect(next.refresh_token).not.toBe(tokens.refresh_token);
    expect(await isGood(server, next.access_token)).toBe(true);
    expect(server.lines).toEqual([{ outcome: "done", reason: "token_issued", httpStatus: 200, oauthClientId: clientId }]);
  });

  test("is tolerated again until its successor was used, and then no more", async () => {
    const { server, refresh } = await arrange();
    const next = await tokensOf(await refresh());
    const again = await tokensOf(await refresh());
    expect((await refresh({ refresh_token: again.refresh_token })).status).toBe(200);
    server.lines.length = 0;
    await expectRefusal(server, await refresh(), 400, "invalid_grant", "refresh_reuse");
    server.lines.length = 0;
    await expectRefusal(server, await refresh({ refresh_token: next.refresh_token }), 400, "invalid_grant", "refresh_reuse");
  });

  test.each<[string, Record<string, string>, number, string, string]>([
    ["of no form", { refresh_token: "x" }, 400, "invalid_grant", "refresh_invalid"],
    ["nobody issued", { refresh_token: "user%3Ax:grant:secret" }, 400, "invalid_grant", "grant_unknown"],
    ["left out", { refresh_token: "" }, 400, "invalid_request", "refresh_invalid"],
    ["for another resource", { resource: "https://other.example" }, 400, "invalid_target", "resource_invalid"],
  ])("%s gives nothing", async (_name, over, status, error, reason) => {
    const { server, refresh } = await arrange();
    await expectRefusal(server, await refresh(over), status, error, reason);
  });

  test("of another client gives nothing", async () => {
    const { server, refresh } = await arrange();
    const thief = await server.register();
    server.lines.length = 0;
    await expectRefusal(server, await refresh({ client_id: thief }), 400, "invalid_grant", "code_client_mismatch");
  });

  test("never widens what was granted", async () => {
    const server = await authorizationServer();
    const { exchange, clientId } = await server.signedInClient({ scope: "m365.read" });
    const { refresh_token } = await tokensOf(await exchange());
    server.lines.length = 0;
    const fields = { grant_type: "refresh_token", client_id: clientId, refresh_token, scope: "m365.read m365.write" };
    const response = await server.form("/token", fields);

    await expectRefusal(server, response, 400, "invalid_scope", "scope_invalid");
    expect((await server.form("/token", { ...fields, scope: "m365.read" })).status).toBe(200);
  });

  test("once Microsoft no longer accepts the sign-in ends the whole grant", async () => {
    const { server, refresh, tokens } = await arrange();
    server.signedIn.yes = false;
    await expectRefusal(server, await refresh(), 400, "invalid_grant", "upstream_revoked");

    server.signedIn.yes = true;
    expect(await isGood(server, tokens.access_token)).toBe(false);
    expect((await refresh()).status).toBe(400);
    expect(server.revoked.some(({ tokenId }) => tokenId === undefined)).toBe(true);
  });

  test("of a grant that was ended where KV has not heard of it gives no token, and leaves none behind", async () => {
    const { server, refresh, tokens } = await arrange();
    const [, grantId = ""] = tokens.refresh_token.split(":");
    server.ended.add(grantId);
    await expectRefusal(server, await refresh(), 400, "invalid_grant", "token_revoked");

    server.ended.clear();
    expect(await isGood(server, tokens.access_token)).toBe(false);
    expect((await refresh()).status).toBe(400);
  });

  test("while the vault does not answer is for later, and the grant stays", async () => {
    const written = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { server, refresh } = await arrange();
    server.signedIn.unknown = true;
    await expectRefusal(server, await refresh(), 503, "temporarily_unavailable", "authorization_unavailable");

    server.signedIn.unknown = false;
    expect((await refresh()).status).toBe(200);
    expect(written).toHaveBeenCalledOnce();
  });
});

describe("RFC 7009 at /token", () => {
  const arrange = async () => {
    const server = await authorizationServer();
    const { exchange, clientId } = await server.signedInClient();
    const tokens = await tokensOf(await exchange());
    server.lines.length = 0;
    return { server, clientId, tokens };
  };

  test.each(["access_token", "refresh_token"] as const)("gives up the %s", async (kind) => {
    const { server, clientId, tokens } = await arrange();
    const response = await server.form("/token", { token: tokens[kind], client_id: clientId });

    expect(response.status).toBe(200);
    expect(await isGood(server, tokens.access_token)).toBe(false);
    expect(server.lines).toEqual([{ outcome: "done", reason: "token_given_up", httpStatus: 200, oauthClientId: clientId }]);
    expect(server.revoked).not.toEqual([]);
  });

  test("ends nothing of another client's", async () => {
    const { server, tokens } = await arrange();
    const thief = await server.register();
    for (const kind of ["access_token", "refresh_token"] as const) await server.form("/token", { token: tokens[kind], client_id: thief });

    expect(await isGood(server, tokens.access_token)).toBe(true);
    expect(server.revoked).toEqual([]);
    const nothing = { outcome: "done", reason: "nothing_given_up", httpStatus: 200, oauthClientId: thief };
    expect(server.lines.slice(-2)).toEqual([nothing, nothing]);
  });

  test("of a token nobody issued is a success that ends nothing", async () => {
    const { server, clientId } = await arrange();
    expect((await server.form("/token", { token: "user%3Ax:grant:secret", client_id: clientId })).status).toBe(200);
    expect(server.revoked).toEqual([]);
  });
});

describe("client authentication", () => {
  test("a wrong secret and an unknown client get one answer", async () => {
    const server = await authorizationServer();
    const registered = await server.json("/register", { redirect_uris: [hosted], token_endpoint_auth_method: "client_secret_post" });
    const { client_id, client_secret } = (await registered.json()) as { client_id: string; client_secret: string };
    const ask = (fields: Record<string, string>) =>
      server.form("/token", {
        grant_type: "authorization_code",
        code: "a:b:c",
        redirect_uri: hosted,
        code_verifier: newVerifier(),
        ...fields,
      });
    server.lines.length = 0;
    const [wrong, unknown] = [
      await ask({ client_id, client_secret: "wrong" }),
      await ask({ client_id: "unknown", client_secret: "wrong" }),
    ];

    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(server.lines.map(({ reason }) => reason)).toEqual(["client_auth_failed", "client_auth_failed"]);
    expect((await wrong.json()) as object).toMatchObject({ error: "invalid_client" });
    server.lines.length = 0;
    await expectRefusal(server, await ask({ client_id, client_secret }), 400, "invalid_grant", "grant_unknown");
  });

  test("form and Basic at once are refused", async () => {
    const server = await authorizationServer();
    const client_id = await server.register();
    server.lines.length = 0;
    const response = await server.form(
      "/token",
      { grant_type: "refresh_token", client_id, refresh_token: "a:b:c" },
      { authorization: `Basic ${btoa(`${client_id}:x`)}` },
    );
    await expectRefusal(server, response, 400, "invalid_request", "client_auth_failed");
  });

  test("over 32 KiB, of another type or method nothing is looked up", async () => {
    const server = await authorizationServer();
    await expectRefusal(
      server,
      await server.form("/token", { token: "x".repeat(32_768) }),
      413,
      "invalid_request",
      "oauth_request_invalid",
    );
    server.lines.length = 0;
    await expectRefusal(
      server,
      await server.json("/token", { grant_type: "refresh_token" }),
      400,
      "invalid_request",
      "oauth_request_invalid",
    );
    server.lines.length = 0;
    await expectRefusal(server, await server.ask("/token"), 405, "invalid_request", "method_refused");
  });
});

describe("a client by metadata document at /token", () => {
  const good = "https://client.example/oauth/client.json";
  const serving = () => ({
    metadataDomains: ["client.example"],
    elsewhere: () => Response.json({ client_id: good, client_name: "x", redirect_uris: [hosted], token_endpoint_auth_method: "none" }),
  });
  const base64url = (text: string) => Buffer.from(text, "utf8").toString("base64url");
  const assertion = (claims: string) => `${base64url('{"alg":"RS256","typ":"JWT"}')}.${base64url(claims)}.${base64url("signature")}`;
  const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  const grant = { grant_type: "authorization_code", code: "user%3Ax:g:s", redirect_uri: hosted, code_verifier: newVerifier() };

  test("of a listed domain is asked for", async () => {
    const server = await authorizationServer(serving());
    await expectRefusal(server, await server.form("/token", { ...grant, client_id: good }), 400, "invalid_grant", "grant_unknown");
    expect(new Set(server.fetched)).toEqual(new Set([good]));
  });

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ["in the form", { client_id: "https://evil.example/x" }, {}],
    ["in the form, with spaces", { client_id: " https://evil.example/x" }, {}],
    ["in the form, broken", { client_id: "ht\ntps://evil.example/x" }, {}],
    ["at a loopback address", { client_id: "https://127.0.0.1/x" }, {}],
    ["as Basic user", {}, { authorization: `Basic ${btoa("https%3A%2F%2Fevil.example%2Fx:y")}` }],
    ["as Basic user behind a plus", {}, { authorization: `Basic ${btoa("+https%3A%2F%2Fevil.example%2Fx:y")}` }],
    ["as basic user in small letters", {}, { authorization: `basic  ${btoa("https%3A%2F%2Fevil.example%2Fx:y")}` }],
    [
      "as issuer of an assertion",
      { client_assertion: assertion('{"iss":"https://evil.example/x"}'), client_assertion_type: jwtBearer },
      {},
    ],
    [
      "as issuer behind a byte order mark",
      { client_assertion: assertion('\ufeff{"iss":"https://evil.example/x"}'), client_assertion_type: jwtBearer },
      {},
    ],
    [
      "as issuer beside a good client id",
      { client_id: good, client_assertion: assertion('{"iss":"https://evil.example/x"}'), client_assertion_type: jwtBearer },
      {},
    ],
  ])("of another domain is fetched from nowhere: %s", async (_name, fields, headers) => {
    const server = await authorizationServer(serving());
    await expectRefusal(server, await server.form("/token", { ...grant, ...fields }, headers), 401, "invalid_client", "cimd_refused");
    expect(server.fetched).toEqual([]);
  });

  test("that keeps its keys at another domain is refused, and they are fetched from nowhere", async () => {
    const document = {
      client_id: good,
      client_name: "x",
      redirect_uris: [hosted],
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "ES256",
      jwks_uri: "https://evil.example/jwks",
    };
    const server = await authorizationServer({ metadataDomains: ["client.example"], elsewhere: () => Response.json(document) });
    const seconds = Math.floor(Date.now() / 1000);
    const claims = JSON.stringify({ iss: good, sub: good, aud: origin, exp: seconds + 60, iat: seconds, jti: "j" });
    const fields = {
      client_assertion: `${base64url('{"alg":"ES256","kid":"k"}')}.${base64url(claims)}.${"A".repeat(86)}`,
      client_assertion_type: jwtBearer,
    };
    await expectRefusal(server, await server.form("/token", { ...grant, ...fields }), 401, "invalid_client", "cimd_refused");
    expect(new Set(server.fetched)).toEqual(new Set([good]));
  });

  test("forged assertions in plenty ask for the client's keys no oftener than once", async () => {
    const keysAt = "https://client.example/keys";
    const { publicKey } = await generateKeyPair("ES256");
    const document = {
      client_id: good,
      client_name: "x",
      redirect_uris: [hosted],
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "ES256",
      jwks_uri: keysAt,
    };
    const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: "theirs", alg: "ES256" }] };
    const server = await authorizationServer({
      metadataDomains: ["client.example"],
      elsewhere: (url) => Response.json(url === keysAt ? keys : document),
    });
    for (let round = 0; round < 10; round += 1) {
      server.lines.length = 0;
      const seconds = Math.floor(Date.now() / 1000);
      const claims = JSON.stringify({ iss: good, sub: good, aud: origin, exp: seconds + 60, iat: seconds, jti: `j${round}` });
      const fields = {
        client_assertion: `${base64url(`{"alg":"ES256","kid":"unknown-${round}"}`)}.${base64url(claims)}.${"A".repeat(86)}`,
        client_assertion_type: jwtBearer,
      };
      await expectRefusal(server, await server.form("/token", { ...grant, ...fields }), 401, "invalid_client", "client_auth_failed");
    }

    // Once to have them, once more because the first unknown key might be a new one.
    expect(server.fetched.filter((url) => url === keysAt).length).toBeLessThanOrEqual(2);
  });

  test("of a listed domain that does not answer", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const server = await authorizationServer({ metadataDomains: ["client.example"] });
    await expectRefusal(server, await server.form("/token", { ...grant, client_id: good }), 401, "invalid_client", "cimd_refused");
  });
});

describe("a store out of reach", () => {
  test.each<[string, (server: Server) => Promise<Response>]>([
    ["/register", (server) => server.json("/register", { redirect_uris: [hosted], token_endpoint_auth_method: "none" })],
    ["/token", (server) => server.form("/token", { grant_type: "refresh_token", client_id: "client", refresh_token: "a:b:c" })],
    ["revocation", (server) => server.form("/token", { token: "a:b:c", client_id: "client" })],
  ])("%s says when to come back", async (_name, send) => {
    const written = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const server = await authorizationServer();
    server.store.broken = true;
    const response = await send(server);

    expect(response.headers.get("retry-after")).toBe("5");
    await expectRefusal(server, response, 503, "temporarily_unavailable", "authorization_unavailable");
    expect(JSON.stringify(written.mock.calls)).not.toContain("do-not-leak");
  });
});

test("a challenge is the hash of its verifier", () => {
  // RFC 7636, appendix B.
  expect(challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
});

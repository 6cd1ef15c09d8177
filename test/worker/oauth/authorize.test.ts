/** `/authorize` and its `/callback` with the real library, KV and vaults: whoever is let in was asked, is who Access says, and nobody else. */
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { authorizationServer, type Changes, challengeOf, hosted, loopback, newVerifier, origin, prepare } from "./authorization-server.ts";

type Server = Awaited<ReturnType<typeof authorizationServer>>;

beforeAll(prepare);
afterEach(() => void vi.restoreAllMocks());

const grantsOf = (server: Server) => server.writes.filter((key) => key.startsWith("grant:"));
const transactionsOf = (server: Server) => server.writes.filter((key) => key.startsWith("transaction:"));

/** Local page, no redirect, no script, one event, no grant. */
async function expectPage(server: Server, response: Response, reason: string, status = 400): Promise<string> {
  const page = await response.text();
  expect(server.events.map((event) => [event.kind, event.outcome === "done", event.reason, event.httpStatus])).toEqual([
    ["authorization", false, reason, status],
  ]);
  expect(response.status).toBe(status);
  expect(response.headers.get("location")).toBeNull();
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("x-frame-options")).toBe("DENY");
  expect(response.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'none'; base-uri 'none'; frame-ancestors 'none'$/,
  );
  expect(page).not.toContain("do-not-leak");
  expect(grantsOf(server)).toEqual([]);
  return page;
}

/** Back to the client's own address, with `iss` and `state`; one event, no grant. */
function expectRedirect(server: Server, response: Response, reason: string, error: string): void {
  const at = new URL(response.headers.get("location") ?? "about:blank");
  expect(server.events.map((event) => [event.kind, event.outcome, event.reason, event.httpStatus])).toEqual([
    ["authorization", "refused", reason, 302],
  ]);
  expect(response.status).toBe(302);
  expect(`${at.origin}${at.pathname}`).toBe(hosted);
  expect(at.searchParams.get("error")).toBe(error);
  expect(at.searchParams.get("iss")).toBe(origin);
  expect(at.searchParams.get("state")).toBe("client-state");
  expect(at.searchParams.get("code")).toBeNull();
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  expect(grantsOf(server)).toEqual([]);
}

describe("the whole way", () => {
  test("ends at the client with a code, state and issuer, and one event", async () => {
    const server = await authorizationServer();
    const client_id = await server.register();
    const response = await server.browser().letIn({ client_id });
    const at = new URL(response.headers.get("location") ?? "about:blank");

    expect(response.status).toBe(302);
    expect(`${at.origin}${at.pathname}`).toBe(hosted);
    expect(Object.fromEntries(at.searchParams)).toEqual({ code: expect.any(String), state: "client-state", iss: origin });
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(server.events).toEqual([
      {
        kind: "authorization",
        outcome: "done",
        reason: "authorized",
        httpStatus: 302,
        oauthClientId: client_id,
        microsoftTenantId: expect.any(String),
        microsoftObjectId: expect.any(String),
        bindingRule: "upn",
      },
    ]);
  });

  test("leaves a bearer of exactly this person, with the scopes that were ticked", async () => {
    const server = await authorizationServer();
    const { exchange, browser, clientId } = await server.signedInClient({ scope: "m365.read m365.write" }, ["m365.read"]);
    const tokens = (await (await exchange()).json()) as { access_token: string; scope: string };

    expect(tokens.scope).toBe("m365.read");
    expect(await server.bearer(tokens.access_token)).toMatchObject({
      valid: true,
      bearer: { principalId: `user:${browser.identity.subject}`, clientId, scopes: ["m365.read"] },
    });
  });

  test("goes to the tenant's own sign-in with its own PKCE, and asks the person which account", async () => {
    const server = await authorizationServer();
    const verifier = newVerifier();
    const at = await server.browser().toMicrosoft({ client_id: await server.register(), code_challenge: challengeOf(verifier) });

    expect(at.origin).toBe("https://login.microsoftonline.com");
    expect(at.searchParams.get("code_challenge")).toMatch(/^[\w-]{43}$/);
    expect(at.searchParams.get("code_challenge")).not.toBe(challengeOf(verifier));
    expect(at.searchParams.get("prompt")).toBe("select_account");
    expect(at.searchParams.get("redirect_uri")).toBe(`${origin}/callback`);
    expect(server.events).toEqual([]);
  });

  test("stores identifiers and no token: neither the grant nor the transactions can be read by their keys", async () => {
    const server = await authorizationServer();
    const { code, exchange } = await server.signedInClient();
    await exchange();
    const summary = await server.helpers.listUserGrants(code.split(":")[0] ?? "");

    expect(summary.items).toHaveLength(1);
    expect(summary.items[0]).toMatchObject({ scope: ["m365.read", "m365.write"], metadata: {} });
    expect(JSON.stringify(summary)).not.toMatch(/@corp\.example|do-not-leak/);
    expect(JSON.stringify(server.events)).not.toMatch(/do-not-leak/);
  });

  test("is granted when the person allowed it, so that who ends everything before it is through ends it, too", async () => {
    const server = await authorizationServer();
    const browser = server.browser();
    const verifier = newVerifier();
    const client_id = await server.register();
    const at = await browser.toMicrosoft({ client_id, code_challenge: challengeOf(verifier) });
    const allowedBy = Date.now();
    server.ahead.ms = 60_000;
    const back = await browser.send(await browser.wayBack(at));
    const code = new URL(back.headers.get("location") ?? "").searchParams.get("code") ?? "";
    const fields = { grant_type: "authorization_code", client_id, code, redirect_uri: hosted, code_verifier: verifier };
    const { access_token } = (await (await server.form("/token", fields)).json()) as { access_token: string };
    const verdict = await server.bearer(access_token);

    expect(verdict.valid && verdict.bearer.grantedAt).toBeLessThanOrEqual(allowedBy);
  });

  test("works in two tabs at once", async () => {
    const server = await authorizationServer();
    const client_id = await server.register();
    const browser = server.browser();
    const [one, two] = [await browser.toMicrosoft({ client_id }), await browser.toMicrosoft({ client_id })];
    const back = [await browser.send(await browser.wayBack(two)), await browser.send(await browser.wayBack(one))];

    expect(back.map(({ status }) => status)).toEqual([302, 302]);
    expect(server.events.map(({ reason }) => reason)).toEqual(["authorized", "authorized"]);
  });

  test("lets a loopback client take another port than it registered (RFC 8252 §7.3)", async () => {
    const server = await authorizationServer();
    const client_id = await server.register({ redirect_uris: [loopback] });
    const response = await server.browser().letIn({ client_id, redirect_uri: loopback.replace("33418", "50123") });

    expect(response.headers.get("location")).toMatch(/^http:\/\/127\.0\.0\.1:50123\/cb\?code=/);
  });

  test("asks again every time, also the same person for the same client", async () => {
    const server = await authorizationServer();
    const client_id = await server.register();
    const browser = server.browser();
    await browser.letIn({ client_id });
    const again = await browser.ask({ client_id, prompt: "none" });

    expect([again.status, again.headers.get("location")]).toEqual([200, null]);
  });

  test("a person in two browsers keeps both clients' connections", async () => {
    const server = await authorizationServer();
    const browser = server.browser();
    await browser.letIn({ client_id: await server.register() });
    await browser.letIn({ client_id: await server.register() });

    expect((await server.helpers.listUserGrants(encodeURIComponent(`user:${browser.identity.subject}`))).items).toHaveLength(2);
  });
});

describe("the consent page", () => {
  test("says who asks, for whom, where access goes and what it is", async () => {
    const server = await authorizationServer();
    const browser = server.browser();
    const page = await (await browser.ask({ client_id: await server.register({ client_name: "Good Client" }) })).text();

    for (const shown of ["Good Client", browser.identity.email, "client.example", "not verified", "Read your mail", "Send, create, change"])
      expect(page).toContain(shown);
    expect(page).not.toContain("program on this computer");
  });

  test("warns where access goes to a program on this computer", async () => {
    const server = await authorizationServer();
    const client_id = await server.register({ redirect_uris: [loopback] });

    expect(await (await server.browser().ask({ client_id, redirect_uri: loopback })).text()).toContain("a program on this computer");
  });

  test("offers only what was asked for, reading always with it", async () => {
    const server = await authorizationServer();
    const client_id = await server.register();
    const browser = server.browser();
    const offered = async (scope: string | null) => (await browser.fields({ client_id, scope })).getAll("scope");

    expect(await offered(null)).toEqual(["m365.read", "m365.write"]);
    expect(await offered("m365.read")).toEqual(["m365.read"]);
    expect(await offered("m365.write")).toEqual(["m365.read", "m365.write"]);
    expect(await offered("m365.read offline_access openid")).toEqual(["m365.read"]);
  });

  test("lets no script, frame, cache or foreign form near it", async () => {
    const server = await authorizationServer();
    const { headers } = await server.browser().ask({ client_id: await server.register() });

    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self' https:\/\/login\.microsoftonline\.com https:\/\/client\.example; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("sets its two cookies once each, all of them __Host-", async () => {
    const server = await authorizationServer();
    const cookies = (await server.browser().ask({ client_id: await server.register() })).headers.getSetCookie();

    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-m365-(form|oauth-consent-[0-9a-f]{16})=/);
      expect(cookie).toMatch(/; Secure(;|$)/);
      expect(cookie).toMatch(/; HttpOnly(;|$)/);
      expect(cookie).toMatch(/; SameSite=Lax(;|$)/);
      expect(cookie).toMatch(/; Path=\/(;|$)/);
      expect(cookie).not.toMatch(/domain/i);
    }
  });

  test("every later answer sets or clears __Host- cookies only, each once", async () => {
    const server = await authorizationServer();
    const browser = server.browser();
    const fields = await browser.fields({ client_id: await server.register() });
    const allowed = await browser.post(fields);
    const back = await browser.send(await browser.wayBack(new URL(allowed.headers.get("location") ?? "")));
    const names = [allowed, back].map((response) =>
      response.headers.getSetCookie().map((cookie) => cookie.replace(/=.*?;/, ";").replace(/-[0-9a-f]{16}/, "")),
    );

    expect(names).toEqual([
      [
        "__Host-m365-oauth-consent; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0",
        "__Host-m365-oauth-upstream; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600",
      ],
      ["__Host-m365-oauth-upstream; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"],
    ]);
    expect([...browser.cookies.keys()]).toEqual(["__Host-m365-form"]);
  });

  test.each([
    ["markup", '<img src=x onerror="a">', "&lt;img src=x onerror=&quot;a&quot;&gt;"],
    ["the end of its element", "</strong><script>", "&lt;/strong&gt;&lt;script&gt;"],
    ["another direction", "Micro\u202etfos\u200b", "Microtfos"],
  ])("shows a name of %s as text", async (_name, client_name, shown) => {
    const server = await authorizationServer();
    const page = await (await server.browser().ask({ client_id: await server.register({ client_name }) })).text();

    expect(page).toContain(shown);
    expect(page).not.toMatch(/<img|<script|\u202e|\u200b/);
  });

  test("shows no more than 80 letters of a name, however its client came to it", async () => {
    const server = await authorizationServer();
    const named = { clientName: `${"\u202e".repeat(200)}${"x".repeat(10_000)}`, redirectUris: [hosted], tokenEndpointAuthMethod: "none" };
    const { clientId } = await server.helpers.createClient(named);
    const page = await (await server.browser().ask({ client_id: clientId })).text();

    expect(page).toContain(`<strong class="name">${"x".repeat(80)}…</strong>`);
    expect(page).not.toContain("x".repeat(81));
  });

  test.each(["\u200b\u2060", "\u202e", " \u00a0 ", "\u2800\u3164".slice(0, 1)])(
    "a name nobody can see, %j, gives way to the id",
    async (client_name) => {
      const server = await authorizationServer();
      const client_id = await server.register({ client_name });

      expect(await (await server.browser().ask({ client_id })).text()).toContain(`<strong class="name">${client_id}</strong>`);
    },
  );
});

describe("what the client may be told", () => {
  test.each<[string, Changes, string, string]>([
    ["no code challenge", { code_challenge: null, code_challenge_method: null }, "pkce_required", "invalid_request"],
    ["an empty challenge", { code_challenge: "" }, "pkce_required", "invalid_request"],
    ["PKCE plain", { code_challenge_method: "plain" }, "pkce_method", "invalid_request"],
    ["no PKCE method", { code_challenge_method: null }, "pkce_method", "invalid_request"],
    ["PKCE in small letters", { code_challenge_method: "s256" }, "pkce_method", "invalid_request"],
    ["PKCE of another length", { code_challenge_method: "S512" }, "pkce_method", "invalid_request"],
    ["a challenge too short by one", { code_challenge: "c".repeat(42) }, "pkce_failed", "invalid_request"],
    ["a challenge too long by one", { code_challenge: "c".repeat(44) }, "pkce_failed", "invalid_request"],
    ["a challenge of 129", { code_challenge: "c".repeat(129) }, "pkce_failed", "invalid_request"],
    ["a padded challenge", { code_challenge: `${"c".repeat(43)}=` }, "pkce_failed", "invalid_request"],
    ["the implicit flow", { response_type: "token" }, "response_type_unsupported", "unsupported_response_type"],
    ["no flow", { response_type: null }, "oauth_request_invalid", "invalid_request"],
    ["a fragment answer", { response_mode: "fragment" }, "response_type_unsupported", "unsupported_response_type"],
    ["a resource elsewhere", { resource: "https://other.example" }, "resource_invalid", "invalid_target"],
    ["a resource with a path", { resource: `${origin}/other` }, "resource_invalid", "invalid_target"],
    ["only scopes that do not exist", { scope: "admin Mail.Read" }, "scope_invalid", "invalid_scope"],
  ])("%s goes back to it", async (_name, changes, reason, error) => {
    const server = await authorizationServer();
    const client_id = await server.register();
    expectRedirect(server, await server.browser().ask({ client_id, ...changes }), reason, error);
    expect(server.events).toMatchObject([{ oauthClientId: client_id }]);
    expect(transactionsOf(server)).toEqual([]);
  });

  test("two resources", async () => {
    const server = await authorizationServer();
    const client_id = await server.register();
    const query = new URLSearchParams({ client_id, response_type: "code", redirect_uri: hosted, state: "client-state" });
    query.append("resource", origin);
    query.append("resource", "https://other.example");

    expectRedirect(server, await server.browser().send(`/authorize?${query.toString()}`), "resource_invalid", "invalid_target");
  });

  test("no resource means this one", async () => {
    const server = await authorizationServer();
    expect((await server.browser().ask({ client_id: await server.register(), resource: null })).status).toBe(200);
  });

  test("the person's no", async () => {
    const server = await authorizationServer();
    const client_id = await server.register();
    const browser = server.browser();
    const fields = await browser.fields({ client_id }, "deny");

    expectRedirect(server, await browser.post(fields), "consent_denied", "access_denied");
    expect([...browser.cookies.keys()]).toEqual(["__Host-m365-form"]);
  });

  test("Microsoft's no, without its words", async () => {
    const server = await authorizationServer();
    const browser = server.browser();
    const at = await browser.toMicrosoft({ client_id: await server.register() });
    const query = new URLSearchParams({
      error: "access_denied",
      error_description: "<script>do-not-leak</script>",
      state: at.searchParams.get("state") ?? "",
    });
    const response = await browser.send(`/callback?${query.toString()}`);

    expectRedirect(server, response, "upstream_denied", "access_denied");
    expect(response.headers.get("location")).not.toContain("do-not-leak");
    expect(server.entra.tokenRequests()).toEqual([]);
  });
});

describe("what ends on a page of our own", () => {
  test.each(["never-registered", "x".repeat(2_000), "client:grant:token", "../client"])(
    "client %s nobody registered",
    async (client_id) => {
      const server = await authorizationServer();
      await expectPage(server, await server.browser().ask({ client_id }), client_id.includes(":") ? "cimd_refused" : "client_unknown");
    },
  );

  test.each([null, ""])("client id %s", async (client_id) => {
    const server = await authorizationServer();
    await expectPage(server, await server.browser().ask({ client_id }), "oauth_request_invalid");
  });

  test.each([
    null,
    "",
    "https://evil.example/cb",
    `${hosted}/`,
    `${hosted}?x=1`,
    `${hosted}#x`,
    "https://client.example/CB",
    "https://CLIENT.example/cb",
    "https://client.example:443/cb",
    "https://client.example@evil.example/cb",
    "https://client.example\\@evil.example/cb",
    "https://client%2eexample/cb",
    "http://client.example/cb",
    "javascript:alert(1)",
    "data:text/html,x",
    "//client.example/cb",
    "/cb",
  ])("redirect URI %s, even where everything else is wrong too", async (redirect_uri) => {
    const server = await authorizationServer();
    const client_id = await server.register();
    await expectPage(server, await server.browser().ask({ client_id, redirect_uri }), "redirect_uri_invalid");
    server.events.length = 0;
    const worse = { client_id, redirect_uri, response_type: "token", code_challenge: null, resource: "https://other.example" };
    await expectPage(server, await server.browser().ask(worse), "redirect_uri_invalid");
  });

  test.each([
    "http://127.0.0.1:1@evil.example/cb",
    "http://a:b@127.0.0.1:1/cb",
    "http://127.0.0.1:1/cb#f",
    "http://127.0.0.1:1/other",
    "http://127.1:1/cb",
    "http://localhost:1/cb",
    "https://127.0.0.1:1/cb",
  ])("loopback redirect URI %s of a loopback client", async (redirect_uri) => {
    const server = await authorizationServer();
    const client_id = await server.register({ redirect_uris: [loopback] });
    await expectPage(server, await server.browser().ask({ client_id, redirect_uri }), "redirect_uri_invalid");
  });

  test.each(["client_id", "redirect_uri", "state", "scope", "code_challenge", "code_challenge_method", "response_type"])(
    "%s twice",
    async (name) => {
      const server = await authorizationServer();
      const query = new URLSearchParams({ client_id: await server.register(), redirect_uri: hosted, [name]: "a" });
      query.append(name, "b");
      await expectPage(server, await server.browser().send(`/authorize?${query.toString()}`), "param_duplicate");
    },
  );

  test("a client id that is a URL of no listed domain is fetched from nowhere", async () => {
    for (const metadata of [[], ["client.example"]]) {
      const server = await authorizationServer({ metadataDomains: metadata });
      for (const client_id of [
        "https://127.0.0.1/x",
        "https://evil.example/x",
        " https://client.example/x",
        "https://client.example:8443/x",
      ]) {
        server.events.length = 0;
        await expectPage(server, await server.browser().ask({ client_id }), "cimd_refused");
      }
      expect(server.fetched).toEqual([]);
    }
  });
});

describe("clients by metadata document", () => {
  const client_id = "https://client.example/oauth/client.json";
  const document = { client_id, client_name: "By Document", redirect_uris: [hosted], token_endpoint_auth_method: "none" };
  const serving = (body: unknown, init: ResponseInit = {}) => ({
    metadataDomains: ["client.example"],
    elsewhere: () => Response.json(body, init),
  });

  test("are asked for under their listed domain, and named by it", async () => {
    const server = await authorizationServer(serving(document));
    const page = await (await server.browser().ask({ client_id })).text();

    expect(new Set(server.fetched)).toEqual(new Set([client_id]));
    expect(page).toContain("By Document");
    expect(page).toContain("name comes from client.example itself.");
  });

  test.each<[string, unknown, ResponseInit]>([
    ["of another id", { ...document, client_id: "https://client.example/other.json" }, {}],
    ["with a secret", { ...document, client_secret: "s" }, {}],
    ["without redirect URIs", { ...document, redirect_uris: undefined }, {}],
    ["that is not there", document, { status: 404 }],
    ["that leads on", document, { status: 302, headers: { location: "https://169.254.169.254/" } }],
    ["that is no JSON", "text", { headers: { "content-type": "text/html" } }],
    ["of 6 KiB", { ...document, client_name: "x".repeat(6_144) }, {}],
  ])("a document %s is refused", async (_name, body, init) => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const server = await authorizationServer(serving(body, init));
    await expectPage(server, await server.browser().ask({ client_id }), "cimd_refused");
    expect(server.fetched).toEqual([client_id]);
  });

  test.each([
    ["before consent", 1],
    ["on the way back from Microsoft", 2],
  ])("a document that is gone %s is refused, and not called a failure of ours", async (_name, good) => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const answers = { left: good };
    const server = await authorizationServer({
      metadataDomains: ["client.example"],
      elsewhere: () => (answers.left-- > 0 ? Response.json(document) : new Response(null, { status: 500 })),
    });
    const browser = server.browser();
    const response = await (good === 1 ? browser.ask({ client_id }) : browser.letIn({ client_id }));
    await expectPage(server, response, "cimd_refused");
  });

  test("a document that lists other addresses by the time of the code is sent none", async () => {
    const served: { document: object } = { document };
    const server = await authorizationServer({ metadataDomains: ["client.example"], elsewhere: () => Response.json(served.document) });
    const browser = server.browser();
    const back = await browser.wayBack(await browser.toMicrosoft({ client_id }));
    served.document = { ...document, redirect_uris: ["https://client.example/moved"] };
    await expectPage(server, await browser.send(back), "redirect_uri_invalid");
  });
});

test("a client that was removed while its person was at Microsoft is not known any more", async () => {
  const server = await authorizationServer();
  const client_id = await server.register();
  const browser = server.browser();
  const back = await browser.wayBack(await browser.toMicrosoft({ client_id }));
  await server.helpers.deleteClient(client_id);
  await expectPage(server, await browser.send(back), "client_unknown");
});

describe("POST /authorize", () => {
  const arrange = async (changes: Changes = {}) => {
    const server = await authorizationServer();
    const browser = server.browser();
    const fields = await browser.fields({ client_id: await server.register(), ...changes });
    return { server, browser, fields };
  };
  const without = (fields: URLSearchParams, name: string, ...values: string[]) => {
    const changed = new URLSearchParams(fields);
    changed.delete(name);
    for (const value of values) changed.append(name, value);
    return changed;
  };

  test("with a query is refused, whatever stands in it", async () => {
    const { server, browser, fields } = await arrange();
    const response = await browser.send("/authorize?client_id=x", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", origin },
      body: fields.toString(),
    });
    await expectPage(server, response, "param_duplicate");
  });

  test.each<[string, Record<string, string>]>([
    ["another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    ["a subdomain", { "sec-fetch-site": "same-site" }],
    ["no origin", { origin: "null", "sec-fetch-site": "cross-site" }],
    ["another form", { "content-type": "text/plain" }],
  ])("from %s allows nothing", async (_name, headers) => {
    const { server, browser, fields } = await arrange();
    await expectPage(server, await browser.post(fields, headers), "consent_csrf");
  });

  test.each<[string, (cookies: Map<string, string>) => void]>([
    ["without cookies", (cookies) => cookies.clear()],
    ["with another's form cookie", (cookies) => cookies.set("__Host-m365-form", "x".repeat(22))],
    [
      "with a form cookie that a subdomain could have set",
      (cookies) => {
        cookies.set("m365-form", cookies.get("__Host-m365-form") ?? "");
        cookies.delete("__Host-m365-form");
      },
    ],
  ])("%s allows nothing", async (_name, change) => {
    const { server, browser, fields } = await arrange();
    change(browser.cookies);
    await expectPage(server, await browser.post(fields), "consent_csrf");
  });

  test("as another Access person in the same browser allows nothing", async () => {
    const { server, browser, fields } = await arrange();
    Object.assign(browser.identity, { subject: "somebody-else" });
    await expectPage(server, await browser.post(fields), "consent_csrf");
  });

  test.each<[string, (fields: URLSearchParams) => URLSearchParams]>([
    ["no decision", (fields) => without(fields, "decision")],
    ["another decision", (fields) => without(fields, "decision", "maybe")],
    ["two decisions", (fields) => without(fields, "decision", "deny", "allow")],
    ["no handle", (fields) => without(fields, "handle")],
    ["two handles", (fields) => without(fields, "handle", fields.get("handle") ?? "", fields.get("handle") ?? "")],
    ["a made-up handle", (fields) => without(fields, "handle", `${crypto.randomUUID()}.${"h".repeat(43)}.${"0".repeat(64)}`)],
    ["a handle alone", (fields) => without(fields, "handle", fields.get("handle")?.split(".")[1] ?? "")],
    ["a scope nobody asked for", (fields) => without(fields, "scope", "m365.read", "m365.write", "admin")],
    ["more scope than was asked for", (fields) => without(fields, "scope", "m365.read", "m365.write")],
    ["a scope twice", (fields) => without(fields, "scope", "m365.read", "m365.read")],
    ["no scope", (fields) => without(fields, "scope")],
  ])("with %s allows nothing", async (_name, change) => {
    const { server, browser, fields } = await arrange({ scope: "m365.read" });
    await expectPage(server, await browser.post(change(fields)), "consent_tampered");
  });

  test("with the handle of another browser allows nothing", async () => {
    const { server, browser, fields } = await arrange();
    const other = await server.browser().fields({ client_id: await server.register() });
    await expectPage(server, await browser.post(without(fields, "handle", other.get("handle") ?? "")), "consent_tampered");
  });

  test("a second time allows nothing, and says so", async () => {
    const { server, browser, fields } = await arrange();
    const kept = new Map(browser.cookies);
    expect((await browser.post(fields)).status).toBe(302);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    await expectPage(server, await browser.post(fields), "state_used");
  });

  test("after ten minutes allows nothing, and says so", async () => {
    const { server, browser, fields } = await arrange();
    server.ahead.ms = 10 * 60_000;
    await expectPage(server, await browser.post(fields), "state_expired");
  });
});

describe("GET /callback", () => {
  const arrange = async () => {
    const server = await authorizationServer();
    const browser = server.browser();
    const at = await browser.toMicrosoft({ client_id: await server.register() });
    return { server, browser, at, back: await browser.wayBack(at) };
  };
  const standingOf = (server: Server, subject: string) => server.vaultOf(`user:${subject}`).standing();

  test("knows its own states, and no other", async () => {
    const { server, at } = await arrange();
    const state = at.searchParams.get("state") ?? "";

    expect(server.authorize.began(state)).toBe(true);
    for (const other of ["", state.slice(0, -1), `${state}0`, `${state}.x`, state.toUpperCase(), btoa('{"clientId":"x"}')])
      expect(server.authorize.began(other)).toBe(false);
  });

  test("with a forged state reads nothing and asks nobody", async () => {
    const { server, browser, at } = await arrange();
    const [id = "", handle = ""] = (at.searchParams.get("state") ?? "").split(".");
    for (const state of ["", btoa('{"clientId":"x"}'), `${id}.${handle}.${"0".repeat(64)}`, `${id}.${handle}`, "x".repeat(4_000)]) {
      server.events.length = 0;
      server.store.broken = true;
      await expectPage(server, await browser.send(`/callback?code=c&state=${encodeURIComponent(state)}`), "state_invalid");
    }
    expect(server.entra.asked).toEqual([]);
  });

  test("a consent handle is no state", async () => {
    const { server, browser } = await arrange();
    const fields = await browser.fields({ client_id: await server.register() });
    await expectPage(server, await browser.send(`/callback?code=c&state=${fields.get("handle") ?? ""}`), "state_invalid");
  });

  test("in another browser is refused before Microsoft is asked", async () => {
    const { server, browser, back } = await arrange();
    const victim = server.browser({ subject: browser.identity.subject });
    await expectPage(server, await victim.send(back), "state_binding");
    expect(server.entra.asked).toEqual([]);
  });

  test("as another Access person in the same browser is refused before Microsoft is asked", async () => {
    const { server, browser, back } = await arrange();
    Object.assign(browser.identity, { subject: crypto.randomUUID() });
    await expectPage(server, await browser.send(back), "principal_mismatch");
    expect(server.entra.asked).toEqual([]);
  });

  test("a second time is refused", async () => {
    const { server, browser, back } = await arrange();
    const kept = new Map(browser.cookies);
    expect((await browser.send(back)).status).toBe(302);
    const grants = grantsOf(server);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    const again = await browser.send(back);

    expect([again.status, server.events.at(-1)?.reason]).toEqual([400, "state_used"]);
    expect(grantsOf(server)).toEqual(grants);
  });

  test("twice at once lets in once", async () => {
    const { server, browser, back } = await arrange();
    const statuses = (await Promise.all([browser.send(back), browser.send(back)])).map(({ status }) => status);

    expect(statuses.toSorted((a, b) => a - b)).toEqual([302, 400]);
    expect(server.events.map(({ reason }) => reason).toSorted()).toEqual(["authorized", "state_used"]);
    expect(grantsOf(server)).toHaveLength(1);
  });

  test("is good for ten minutes", async () => {
    const { server, browser, back } = await arrange();
    server.ahead.ms = 10 * 60_000;
    await expectPage(server, await browser.send(back), "state_expired");
    expect(server.entra.asked).toEqual([]);
  });

  test("with somebody else's Microsoft account stores nothing and lets nobody in", async () => {
    const { server, browser, at } = await arrange();
    const back = await browser.wayBack(at, { preferred_username: "bob@corp.example" });
    const page = await expectPage(server, await browser.send(back), "account_binding_mismatch");

    expect(page).not.toContain("bob@corp.example");
    expect(await standingOf(server, browser.identity.subject)).toBeNull();
    expect(server.events).toMatchObject([{ microsoftObjectId: expect.any(String) as string }]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["another tenant", { tid: "11111111-1111-4111-8111-111111111111" }, "tenant_mismatch"],
    ["another nonce", { nonce: "stolen" }, "nonce_mismatch"],
    ["another audience", { aud: "other" }, "id_token_invalid"],
  ])("with an ID token of %s lets nobody in", async (_name, claims, reason) => {
    const { server, browser, at } = await arrange();
    await expectPage(server, await browser.send(await browser.wayBack(at, claims)), reason);
    expect(await standingOf(server, browser.identity.subject)).toBeNull();
  });

  test.each(["code", "state", "iss"])("%s twice is refused", async (name) => {
    const { server, browser, back } = await arrange();
    await expectPage(server, await browser.send(`${back}&${name}=1&${name}=2`), "param_duplicate");
  });

  test("with the issuer of somebody else is refused, with the tenant's own it is not", async () => {
    const { server, browser, back } = await arrange();
    await expectPage(server, await browser.send(`${back}&iss=https%3A%2F%2Fevil.example`), "issuer_mismatch");
    const other = await arrange();
    const issuer = `https://login.microsoftonline.com/${other.at.pathname.split("/")[1] ?? ""}/v2.0`;
    expect((await other.browser.send(`${other.back}&iss=${encodeURIComponent(issuer)}`)).status).toBe(302);
  });

  test("without a code is refused", async () => {
    const { server, browser, at } = await arrange();
    await expectPage(
      server,
      await browser.send(`/callback?state=${encodeURIComponent(at.searchParams.get("state") ?? "")}`),
      "code_missing",
    );
  });

  test("while Microsoft cannot be reached is a 503 with a time to come back", async () => {
    const { server, browser, back } = await arrange();
    server.entra.spoil(async () => new Response("busy", { status: 503 }));
    const response = await browser.send(back);
    expect(response.headers.get("retry-after")).toBe("5");
    await expectPage(server, response, "entra_unavailable", 503);
  });

  test("says in its event that Access gave the person a new subject", async () => {
    const server = await authorizationServer();
    const client_id = await server.register();
    const email = `${crypto.randomUUID()}@corp.example`;
    for (const subject of [crypto.randomUUID(), crypto.randomUUID()]) await server.browser({ subject, email }).letIn({ client_id });

    expect(server.events.map(({ reason }) => reason)).toEqual(["authorized", "subject_changed"]);
  });
});

describe("other requests", () => {
  test.each([
    ["PUT", "/authorize", "GET, HEAD, POST"],
    ["DELETE", "/authorize", "GET, HEAD, POST"],
    ["HEAD", "/callback", "GET"],
  ])("%s %s is not allowed", async (method, path, allow) => {
    const server = await authorizationServer();
    const response = await server.browser().send(path, { method });

    expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
    expect(server.events).toEqual([{ kind: "authorization", outcome: "refused", reason: "method_refused", httpStatus: 405 }]);
  });
});

describe("a store out of reach", () => {
  test("is a page that says when to come back, on record once, and lets nobody in", async () => {
    const server = await authorizationServer();
    const browser = server.browser();
    const client_id = await server.register();
    const fields = await browser.fields({ client_id });
    const back = await browser.wayBack(await browser.toMicrosoft({ client_id }));
    server.store.broken = true;
    const written = vi.spyOn(console, "error").mockImplementation(() => undefined);
    for (const send of [() => browser.ask({ client_id }), () => browser.post(fields), () => browser.send(back)]) {
      server.events.length = 0;
      const response = await send();
      expect(response.headers.get("retry-after")).toBe("5");
      await expectPage(server, response, "authorization_unavailable", 503);
    }
    expect(written).toHaveBeenCalledTimes(3);
    expect(JSON.stringify(written.mock.calls)).not.toContain("do-not-leak");
  });
});

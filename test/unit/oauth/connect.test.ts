import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { seal } from "../../../src/accounts/seal.ts";
import { audience, redirectUri } from "../accounts/vault-fixture.ts";
import { objectId, oauthError, tenantId } from "../accounts/entra-double.ts";
import { bobIdentity, connectFixture } from "./connect-fixture.ts";

const linkCookies = (cookies: ReadonlyMap<string, string>): string[] =>
  [...cookies.keys()].filter((name) => name.startsWith("__Host-m365-link-"));

/** A refusal is a local page: no redirect, no script, nothing stored, one event. */
async function expectRefusal(
  fixture: Awaited<ReturnType<typeof connectFixture>>,
  response: Response,
  reason: string,
  status = 400,
): Promise<string> {
  const page = await response.text();
  expect(response.status).toBe(status);
  expect(response.headers.get("location")).toBeNull();
  expect(response.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'none'; base-uri 'none'; frame-ancestors 'none'$/,
  );
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(fixture.events.map((event) => [event.outcome === "done", event.reason])).toEqual([[false, reason]]);
  expect(fixture.vault.standing()).toBeNull();
  expect(page).toContain("2f6c0f57-0000-4000-8000-000000000001");
  expect(page).not.toContain("do-not-leak");
  return page;
}

describe("GET /connect", () => {
  test("says who the person is and what will be asked for", async () => {
    const page = await (await (await connectFixture()).browser().send("/connect")).text();
    expect(page).toContain("alice@corp.example");
    expect(page).toContain("not linked yet");
    expect(page).toContain("Read your mail");
    expect(page).toContain("Notes.Read");
  });

  test("starts nothing by itself, whatever the query says", async () => {
    const response = await (await connectFixture()).browser().send("/connect?start=1");
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie().join()).not.toContain("m365-link");
  });

  test("lets no script, frame, cache or referrer near it, and its form go only to itself and to Microsoft", async () => {
    const { headers } = await (await connectFixture()).browser().send("/connect");
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self' https:\/\/login\.example; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("the policy's hash is that of the page's one style", async () => {
    const response = await (await connectFixture()).browser().send("/connect");
    const styles = (await response.text()).match(/<style>[^]*?<\/style>/g) ?? [];
    expect(styles).toHaveLength(1);
    const hash = createHash("sha256")
      .update(styles[0]?.slice(7, -8) ?? "")
      .digest("base64");
    expect(response.headers.get("content-security-policy")).toContain(`'sha256-${hash}'`);
  });

  test("escapes what it shows, and drops characters that only disguise", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser({
      kind: "user",
      subject: "s",
      email: '<img src=x onerror="a">\u202e@corp.example',
      groups: [],
      expiresAt: 2_000_000_000,
    });
    const page = await (await browser.send("/connect")).text();
    expect(page).toContain("&lt;img src=x onerror=&quot;a&quot;&gt;@corp.example");
    expect(page).not.toContain("<img");
  });

  test("its cookie is __Host-, Secure, HttpOnly, SameSite and without Domain, and is set once", async () => {
    const browser = (await connectFixture()).browser();
    const cookies = (await browser.send("/connect")).headers.getSetCookie();
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatch(/^__Host-m365-form=[\w-]{22}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect((await browser.send("/connect")).headers.getSetCookie()).toEqual([]);
  });

  test("warns where the account was linked under another e-mail", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    await browser.send(await browser.signIn(await browser.start()));
    browser.identity = { ...bobIdentity, subject: "alice-sub", email: "alice.new@corp.example" };
    expect(await (await browser.send("/connect")).text()).toContain("linked under another e-mail address");
  });
});

describe("POST /connect", () => {
  test("sends the browser to the tenant's own sign-in with PKCE, state, nonce and hint", async () => {
    const at = await (await connectFixture()).browser().start();
    expect(`${at.origin}${at.pathname}`).toBe(`https://login.example/${tenantId}/oauth2/v2.0/authorize`);
    expect(Object.fromEntries(at.searchParams)).toEqual({
      client_id: "the-client",
      response_type: "code",
      response_mode: "query",
      redirect_uri: redirectUri,
      scope: "openid profile email offline_access Mail.Read Notes.Read",
      state: expect.stringMatching(/^[0-9a-f-]{36}\.[0-9a-f]{64}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
      prompt: "select_account",
      login_hint: "alice@corp.example",
    });
  });

  test("answers 303, uncached, with a sealed cookie of ten minutes", async () => {
    const browser = (await connectFixture()).browser();
    const response = await browser.post(await browser.formToken());
    expect(response.status).toBe(303);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const [cookie = "", ...more] = response.headers.getSetCookie();
    expect(more).toEqual([]);
    expect(cookie).toMatch(
      /^__Host-m365-link-[0-9a-f-]{36}=v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  test("asks nobody: no vault is woken by starting", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const token = await browser.formToken();
    fixture.woken.length = 0;
    await browser.post(token);
    expect(fixture.woken).toEqual([]);
    expect(fixture.entra.asked).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ["another origin", { origin: "https://evil.example" }],
    ["a sub-domain's origin", { origin: "https://x.m365.corp.example" }],
    ["an opaque origin", { origin: "null", "sec-fetch-site": "cross-site" }],
    ["a cross-site fetch", { "sec-fetch-site": "cross-site" }],
    ["a same-site fetch", { "sec-fetch-site": "same-site" }],
    ["another content type", { "content-type": "text/plain" }],
  ])("with %s it starts nothing", async (_name, headers) => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const response = await browser.post(await browser.formToken(), headers);
    await expectRefusal(fixture, response, "consent_csrf");
    expect(linkCookies(browser.cookies)).toEqual([]);
  });

  test("without an Origin it starts nothing", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const body = new URLSearchParams({ token: await browser.formToken() }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    await expectRefusal(fixture, await browser.send("/connect", { method: "POST", headers, body }), "consent_csrf");
  });

  test("without the cookie of its own page it starts nothing", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const token = await browser.formToken();
    browser.cookies.clear();
    await expectRefusal(fixture, await browser.post(token), "consent_csrf");
  });

  test("a cookie without the __Host- prefix does not count", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const token = await browser.formToken();
    browser.cookies.set("m365-form", browser.cookies.get("__Host-m365-form") ?? "");
    browser.cookies.delete("__Host-m365-form");
    await expectRefusal(fixture, await browser.post(token), "consent_csrf");
  });

  test("the form of another person starts nothing", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser(bobIdentity);
    const token = await browser.formToken();
    browser.identity = { ...bobIdentity, subject: "alice-sub" };
    await expectRefusal(fixture, await browser.post(token), "consent_csrf");
  });

  test.each(["", "0".repeat(64), "a&token=b"])("token %j starts nothing", async (token) => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    await browser.formToken();
    await expectRefusal(fixture, await browser.post(token), "consent_csrf");
  });

  test("a token twice starts nothing", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const token = await browser.formToken();
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: audience };
    const response = await browser.send("/connect", { method: "POST", headers, body: `token=${token}&token=${token}` });
    await expectRefusal(fixture, response, "consent_csrf");
  });

  test("a body over 4 KiB starts nothing", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    await browser.formToken();
    await expectRefusal(fixture, await browser.post("x".repeat(5000)), "consent_csrf");
  });

  test("a browser keeps at most eight links under way, the latest", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    for (let started = 0; started < 12; started++) {
      fixture.clock.now += 1;
      await browser.start();
    }
    expect(linkCookies(browser.cookies)).toHaveLength(8);
    const last = await browser.start();
    expect((await browser.send(await browser.signIn(last))).status).toBe(303);
  });
});

describe("GET /callback", () => {
  test("links the account and moves on to a URL without code and state", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const response = await browser.send(await browser.signIn(await browser.start()));
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/connect?linked");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(linkCookies(browser.cookies)).toEqual([]);
    const page = await (await browser.send("/connect?linked")).text();
    expect(page).toContain("Your account is linked. You can close this page");
    expect(page).toContain("Link again");
  });

  test("leaves one event with the account and the rule that matched", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    await browser.send(await browser.signIn(await browser.start()));
    expect(fixture.events).toEqual([
      {
        kind: "link",
        outcome: "done",
        reason: "linked",
        httpStatus: 303,
        microsoftTenantId: tenantId,
        microsoftObjectId: objectId,
        bindingRule: "upn",
      },
    ]);
  });

  test("says in its event that Access gave the person a new subject", async () => {
    const fixture = await connectFixture();
    await fixture.directory.linked({ principal: "user:old-sub", email: "alice@corp.example", tenantId, objectId, linkedAt: 1 });
    const browser = fixture.browser();
    await browser.send(await browser.signIn(await browser.start()));
    expect(fixture.events).toMatchObject([{ outcome: "done", reason: "subject_changed" }]);
  });

  test("two tabs in parallel both succeed", async () => {
    const browser = (await connectFixture()).browser();
    const [one, two] = [await browser.start(), await browser.start()];
    const [second, first] = [await browser.send(await browser.signIn(two)), await browser.send(await browser.signIn(one))];
    expect([first.status, second.status]).toEqual([303, 303]);
  });

  test("a forged state is refused before anything is woken or asked", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const forged = Buffer.from(JSON.stringify({ clientId: "x" })).toString("base64");
    for (const state of [
      "",
      forged,
      `${"0".repeat(8)}-0000-7000-8000-${"0".repeat(12)}.${"0".repeat(64)}`,
      `.${"0".repeat(64)}`,
      "x".repeat(10_000),
    ]) {
      fixture.events.length = 0;
      await expectRefusal(fixture, await browser.send(`/callback?code=c&state=${encodeURIComponent(state)}`), "state_invalid");
    }
    expect(fixture.woken).toEqual([]);
    expect(fixture.entra.asked).toEqual([]);
  });

  test("a state of another deployment is refused", async () => {
    const other = (await connectFixture()).browser();
    const fixture = await connectFixture();
    await expectRefusal(fixture, await fixture.browser().send(await other.signIn(await other.start())), "state_invalid");
  });

  test("a state from another browser is refused before anything is woken or asked", async () => {
    const fixture = await connectFixture();
    const attacker = fixture.browser();
    const back = await attacker.signIn(await attacker.start());
    fixture.woken.length = 0;
    await expectRefusal(fixture, await fixture.browser().send(back), "state_binding");
    expect(fixture.woken).toEqual([]);
    expect(fixture.entra.asked).toEqual([]);
  });

  test("the cookie of one link does not serve another", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const [one, two] = [await browser.start(), await browser.start()];
    const [nameOne = "", nameTwo = ""] = [one, two].map((at) => `__Host-m365-link-${at.searchParams.get("state")?.split(".")[0] ?? ""}`);
    browser.cookies.set(nameOne, browser.cookies.get(nameTwo) ?? "");
    await expectRefusal(fixture, await browser.send(await browser.signIn(one)), "state_binding");
  });

  test("a cookie of a form that another release wrote is refused", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const at = await browser.start();
    const id = at.searchParams.get("state")?.split(".")[0] ?? "";
    browser.cookies.set(`__Host-m365-link-${id}`, await seal('{"id":1}', id, fixture.cookieKeys, "link-cookie"));
    await expectRefusal(fixture, await browser.send(await browser.signIn(at)), "state_binding");
  });

  test("a vault that fails says so on a page of its own", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const back = await browser.signIn(await browser.start());
    fixture.broken.vault = true;
    await expectRefusal(fixture, await browser.send(back), "vault_unavailable", 503);
    fixture.events.length = 0;
    await expectRefusal(fixture, await browser.send("/connect"), "vault_unavailable", 503);
  });

  test("a link begun as someone else is refused", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser(bobIdentity);
    const back = await browser.signIn(await browser.start());
    browser.identity = { ...bobIdentity, subject: "alice-sub" };
    await expectRefusal(fixture, await browser.send(back), "principal_mismatch");
  });

  test("a state is good for ten minutes", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const [late, tooLate] = [await browser.signIn(await browser.start()), await browser.signIn(await browser.start())];
    fixture.clock.now += 10 * 60_000 - 1;
    expect((await browser.send(late)).status).toBe(303);
    fixture.clock.now += 1;
    fixture.woken.length = 0;
    const refused = await browser.send(tooLate);
    expect([refused.status, fixture.events.at(-1)?.reason]).toEqual([400, "state_expired"]);
    expect(fixture.woken).toEqual([]);
  });

  test("a state is good once, also where the cookie was kept", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const back = await browser.signIn(await browser.start());
    const kept = new Map(browser.cookies);
    await browser.send(back);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    const refused = await browser.send(back);
    expect([refused.status, fixture.events.at(-1)?.reason]).toEqual([400, "state_used"]);
  });

  test("another person's Microsoft account is refused and nothing stored", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const back = await browser.signIn(await browser.start(), { preferred_username: "bob@corp.example" });
    const page = await expectRefusal(fixture, await browser.send(back), "account_binding_mismatch");
    expect(page).not.toContain("bob@corp.example");
    expect(fixture.events).toMatchObject([{ microsoftObjectId: objectId }]);
    expect(linkCookies(browser.cookies)).toEqual([]);
  });

  test.each([
    ["another tenant", { tid: objectId }, "tenant_mismatch"],
    ["another nonce", { nonce: "stolen" }, "nonce_mismatch"],
    ["another audience", { aud: "other" }, "id_token_invalid"],
  ])("an ID token of %s is refused", async (_name, claims, reason) => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    await expectRefusal(fixture, await browser.send(await browser.signIn(await browser.start(), claims)), reason);
  });

  test("what Microsoft says in an error is not shown", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const state = (await browser.start()).searchParams.get("state") ?? "";
    const back = `/callback?error=access_denied&error_description=${encodeURIComponent("<script>do-not-leak</script>")}&state=${state}`;
    const page = await expectRefusal(fixture, await browser.send(back), "upstream_denied");
    expect(page).not.toContain("script");
    expect(fixture.entra.asked).toEqual([]);
  });

  test("an issuer other than the tenant is refused", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const back = await browser.signIn(await browser.start());
    await expectRefusal(fixture, await browser.send(`${back}&iss=https%3A%2F%2Fevil.example`), "issuer_mismatch");
  });

  test("the tenant's own issuer is accepted", async () => {
    const browser = (await connectFixture()).browser();
    const back = await browser.signIn(await browser.start());
    expect((await browser.send(`${back}&iss=${encodeURIComponent(`https://login.example/${tenantId}/v2.0`)}`)).status).toBe(303);
  });

  test.each(["code", "state", "error", "iss"])("%s twice is refused", async (name) => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const back = await browser.signIn(await browser.start());
    await expectRefusal(fixture, await browser.send(`${back}&${name}=1&${name}=2`), "param_duplicate");
  });

  test("no code is refused", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const state = (await browser.start()).searchParams.get("state") ?? "";
    await expectRefusal(fixture, await browser.send(`/callback?state=${state}`), "code_missing");
  });

  test("while Microsoft cannot be reached the page says so, and a new start works", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    fixture.entra.spoil(async () => new Response("busy", { status: 503 }));
    const response = await browser.send(await browser.signIn(await browser.start()));
    expect(response.headers.get("retry-after")).toBe("5");
    await expectRefusal(fixture, response, "entra_unavailable", 503);
    expect((await browser.send(await browser.signIn(await browser.start()))).status).toBe(303);
  });

  test("of an Entra error the event keeps the number alone", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    fixture.entra.spoil(async () => oauthError("invalid_client", 7000222, 401));
    await expectRefusal(fixture, await browser.send(await browser.signIn(await browser.start())), "entra_misconfigured", 503);
    expect(fixture.events).toEqual([
      { kind: "link", outcome: "failed", reason: "entra_misconfigured", httpStatus: 503, errorCode: "AADSTS7000222" },
    ]);
  });

  test("no verifier, nonce or token reaches a page, a header or an event", async () => {
    const fixture = await connectFixture();
    const browser = fixture.browser();
    const responses = [await browser.send("/connect")];
    const at = await browser.start();
    responses.push(await browser.send(await browser.signIn(at)), await browser.send("/connect?linked"));
    const verifier = fixture.entra.tokenRequests()[0]?.form.get("code_verifier") ?? "";
    expect(verifier).toHaveLength(43);
    for (const response of responses) {
      const seen = `${JSON.stringify([...response.headers])}${await response.text()}`;
      for (const secret of ["do-not-leak", verifier, at.searchParams.get("nonce") ?? "?"]) expect(seen).not.toContain(secret);
    }
    expect(JSON.stringify(fixture.events)).not.toContain("do-not-leak");
  });
});

describe("other requests", () => {
  test.each([
    ["PUT", "/connect", "GET, HEAD, POST"],
    ["DELETE", "/connect", "GET, HEAD, POST"],
    ["POST", "/callback", "GET"],
    ["HEAD", "/callback", "GET"],
  ])("%s %s is not allowed", async (method, path, allow) => {
    const response = await (await connectFixture()).browser().send(path, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
  });

  test.each(["/connect/", "/Connect", "//connect", "/callback/x", "/"])("%s is not found", async (path) => {
    expect((await (await connectFixture()).browser().send(`${audience}${path}`)).status).toBe(404);
  });
});

import { describe, expect, test } from "vitest";
import { alice } from "../accounts/vault-fixture.ts";
import { bobIdentity, claude, connectionsFixture } from "./connections-fixture.ts";

type Fixture = Awaited<ReturnType<typeof connectionsFixture>>;
const textOf = (page: string): string => page.replaceAll(/<style>[^]*?<\/style>|<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

/** A refusal is a local page, with one event, and nothing ended. */
async function expectRefusal(fixture: Fixture, response: Response, reason: string, status: number): Promise<void> {
  const page = await response.text();
  expect(response.status).toBe(status);
  expect(response.headers.get("location")).toBeNull();
  expect(fixture.events).toMatchObject([{ kind: "connection", reason, httpStatus: status }]);
  expect(page).toContain("2f6c0f57-0000-4000-8000-000000000001");
  expect(page).not.toContain("do-not-leak");
}

describe("GET /connections", () => {
  test("shows my clients, where their access goes, since when, last use and what they may do", async () => {
    const fixture = await connectionsFixture();
    fixture.seenBy(alice).used({ grantId: claude.grantId, clientName: "claude-ai" }, Date.UTC(2026, 10, 21, 9, 12));
    const text = textOf(await fixture.browser().page());

    expect(text).toContain("Claude claude.ai 2026-11-20 08:00 2026-11-21 09:12 read, send and change End");
    expect(text).toContain("Cursor localhost 2026-11-20 08:00 never read End");
    expect(text).not.toContain("grant-of-bob");
  });

  test("shows my Microsoft account with its last use", async () => {
    const fixture = await connectionsFixture();
    await fixture.directory.used(alice, Date.UTC(2026, 10, 21, 9, 29));
    fixture.clock.now += 60_000;
    expect(textOf(await fixture.browser().page())).toContain("alice@corp.example 2026-11-21 09:30 2026-11-21 09:30 End");
    await fixture.directory.used(alice, Date.UTC(2026, 10, 21, 10, 15));
    expect(textOf(await fixture.browser().page())).toContain("alice@corp.example 2026-11-21 09:30 2026-11-21 10:15 End");
  });

  test("ends nothing, whatever the query says, and claims nothing", async () => {
    const fixture = await connectionsFixture();
    for (const query of ["?end=account", "?ended=account", "?ended=grant-claude", "?ended=clients", "?ended=%3Cscript%3E"]) {
      const page = await fixture.browser().page(`/connections${query}`);
      expect(page).not.toContain('role="status"');
      expect(page).not.toContain("<script");
    }
    expect(fixture.steps).toEqual([]);
  });

  test("escapes what clients call themselves, drops what only disguises, and cuts what is long", async () => {
    const fixture = await connectionsFixture();
    fixture.kv.set(alice, [
      { ...claude, clientName: `<img src=x onerror="a">\u202e`, redirectHost: `"><script>` },
      { ...claude, grantId: "long", clientName: "x".repeat(500) },
    ]);
    const page = await fixture.browser().page();
    expect(page).toContain("&lt;img src=x onerror=&quot;a&quot;&gt;<small>");
    expect(page).not.toMatch(/<img|<script|\u202e/);
    expect(page).not.toContain("x".repeat(61));
  });

  test("lets no script, frame, cache or referrer near it, and its form go only to itself", async () => {
    const { headers } = await (await connectionsFixture()).browser().send("/connections");
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("its cookie is __Host-, Secure, HttpOnly and SameSite", async () => {
    const cookies = (await (await connectionsFixture()).browser().send("/connections")).headers.getSetCookie();
    expect(cookies).toEqual([expect.stringMatching(/^__Host-m365-form=[\w-]{22}; Path=\/; HttpOnly; Secure; SameSite=Lax$/)]);
  });

  test("shows a client its object has just served, though KV does not list it yet", async () => {
    const fixture = await connectionsFixture();
    fixture.seenBy(alice).used({ grantId: "new", clientName: "Brand New" }, fixture.clock.now);
    expect(textOf(await fixture.browser().page())).toContain("Brand New unknown 2026-11-21 09:30 2026-11-21 09:30 not known End");
    fixture.clock.now += 3_600_001;
    expect(await fixture.browser().page()).not.toContain("Brand New");
  });

  test("says where to link an account when there is none", async () => {
    const fixture = await connectionsFixture();
    fixture.accounts.clear();
    expect(await fixture.browser().page()).toContain('<a href="/connect">Link yours</a>');
  });

  test.each(["list", "agent"] as const)("is a 503 with one event where the %s cannot be asked", async (part) => {
    const fixture = await connectionsFixture();
    fixture.broken[part] = true;
    await expectRefusal(fixture, await fixture.browser().send("/connections"), "connections_unavailable", 503);
  });

  test("does without the account's last use where the directory is down", async () => {
    const fixture = await connectionsFixture();
    fixture.database.broken = true;
    expect(textOf(await fixture.browser().page())).toContain("alice@corp.example 2026-11-21 09:30 not known End");
  });
});

describe("POST /connections", () => {
  test("ends a client: the object refuses first, then KV forgets, and the page says so", async () => {
    const fixture = await connectionsFixture();
    const browser = fixture.browser();
    const response = await browser.press("client grant-claude");

    expect([response.status, response.headers.get("location"), response.headers.get("cache-control")]).toEqual([
      303,
      "/connections?ended=grant-claude",
      "no-store",
    ]);
    expect(fixture.steps).toEqual(["user:alice-sub object ends grant-claude", "user:alice-sub KV deletes grant-claude"]);
    expect(fixture.endings).toEqual([{ by: alice, requestId: "2f6c0f57-0000-4000-8000-000000000001" }]);
    const text = textOf(await browser.page("/connections?ended=grant-claude"));
    expect(text).toContain("That application is disconnected.");
    expect(text).not.toContain("claude.ai");
    expect(text).toContain("Cursor localhost");
  });

  test("what KV still lists after its end is not shown as connected", async () => {
    const fixture = await connectionsFixture();
    const stale = [...(fixture.kv.get(alice) ?? [])];
    await fixture.browser().press("client grant-claude");
    fixture.kv.set(alice, stale);
    expect(await fixture.browser().page()).not.toContain("claude.ai");
  });

  test("ends all clients, also those no list holds", async () => {
    const fixture = await connectionsFixture();
    fixture.seenBy(alice).used({ grantId: "unlisted" }, fixture.clock.now);
    const browser = fixture.browser();
    await browser.press("clients");

    expect(fixture.steps).toEqual([
      "user:alice-sub object ends all",
      "user:alice-sub KV deletes grant-claude",
      "user:alice-sub KV deletes grant-cursor",
      "user:alice-sub KV deletes unlisted",
    ]);
    expect(fixture.seenBy(alice).isEnded({ grantId: "nobody-knows", grantedAt: fixture.clock.now - 1 })).toBe(true);
    expect(textOf(await browser.page("/connections?ended=clients"))).toContain("All applications are disconnected.");
  });

  test("ends the Microsoft account, and nobody else's", async () => {
    const fixture = await connectionsFixture();
    const browser = fixture.browser();
    const response = await browser.press("account");

    expect(response.headers.get("location")).toBe("/connections?ended=account");
    expect([...fixture.accounts.keys()]).toEqual(["user:bob-sub"]);
    expect(textOf(await browser.page("/connections?ended=account"))).toContain("Your Microsoft account is no longer linked.");
  });

  test("a client of somebody else is not touched", async () => {
    const fixture = await connectionsFixture();
    await fixture.browser().press("client grant-of-bob");
    expect(fixture.kv.get("user:bob-sub")).toHaveLength(1);
    expect(fixture.seenBy("user:bob-sub").isEnded({ grantId: "grant-of-bob" })).toBe(false);
  });

  test("where KV cannot delete, the client is refused all the same, and the page says what happened", async () => {
    const fixture = await connectionsFixture();
    fixture.broken.revoke = true;
    const browser = fixture.browser();
    await expectRefusal(fixture, await browser.press("client grant-claude"), "grant_store_unavailable", 503);
    expect(fixture.seenBy(alice).isEnded({ grantId: "grant-claude" })).toBe(true);
  });

  test("where the object does not answer, nothing is said to have ended", async () => {
    const fixture = await connectionsFixture();
    const browser = fixture.browser();
    const token = await browser.formToken();
    fixture.broken.agent = true;
    await expectRefusal(fixture, await browser.post({ token, end: "client grant-claude" }), "connections_unavailable", 503);
    expect(fixture.steps).toEqual([]);
  });

  test.each([
    ["another origin", { origin: "https://evil.example" }],
    ["no origin of its own", { origin: "null", "sec-fetch-site": "cross-site" }],
    ["a cross-site fetch", { "sec-fetch-site": "cross-site" }],
    ["another content type", { "content-type": "text/plain" }],
  ])("with %s it ends nothing", async (_name, headers) => {
    const fixture = await connectionsFixture();
    const browser = fixture.browser();
    await expectRefusal(fixture, await browser.post({ token: await browser.formToken(), end: "account" }, headers), "consent_csrf", 400);
    expect(fixture.steps).toEqual([]);
  });

  test("without the cookie of its own page it ends nothing", async () => {
    const fixture = await connectionsFixture();
    const browser = fixture.browser();
    const token = await browser.formToken();
    browser.cookies.clear();
    await expectRefusal(fixture, await browser.post({ token, end: "account" }), "consent_csrf", 400);
    expect(fixture.steps).toEqual([]);
  });

  test("the form of another person ends nothing", async () => {
    const fixture = await connectionsFixture();
    const browser = fixture.browser(bobIdentity);
    const token = await browser.formToken();
    browser.identity = { ...bobIdentity, subject: "alice-sub" };
    await expectRefusal(fixture, await browser.post({ token, end: "account" }), "consent_csrf", 400);
    expect(fixture.steps).toEqual([]);
  });

  test.each(["", "client", "client ", "client a:b", `client ${"x".repeat(65)}`, "everything", "account account"])(
    "the wish %j is none of the page's",
    async (end) => {
      const fixture = await connectionsFixture();
      await expectRefusal(fixture, await fixture.browser().press(end), "consent_csrf", 400);
      expect(fixture.steps).toEqual([]);
    },
  );

  test("two wishes at once are none", async () => {
    const fixture = await connectionsFixture();
    const browser = fixture.browser();
    const response = await browser.post(`token=${await browser.formToken()}&end=account&end=clients`);
    await expectRefusal(fixture, response, "consent_csrf", 400);
    expect(fixture.steps).toEqual([]);
  });

  test("another method is refused and on record", async () => {
    const fixture = await connectionsFixture();
    const response = await fixture.browser().send("/connections", { method: "DELETE" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
    expect(fixture.events).toMatchObject([{ kind: "connection", reason: "method_refused" }]);
  });
});

describe("in mode access", () => {
  test("the page says who lets clients in, shows those seen, and offers to end the account alone", async () => {
    const fixture = await connectionsFixture("access");
    fixture.seenBy(alice).used({ clientName: "Claude", userAgent: "Claude-User/1.0" }, fixture.clock.now);
    const page = await fixture.browser().page();
    const text = textOf(page);

    expect(text).toContain("Cloudflare Access lets applications in, so that is where each of them is ended");
    expect(text).toContain("Claude claude-user 2026-11-21 09:30 2026-11-21 09:30");
    expect(page.match(/name="end"/g)).toHaveLength(1);
    expect(page).toContain('value="account"');
    expect(page).not.toContain("claude.ai");
  });

  test.each(["clients", "client grant-claude"])("%j is no wish of its page", async (end) => {
    const fixture = await connectionsFixture("access");
    await expectRefusal(fixture, await fixture.browser().press(end), "consent_csrf", 400);
    expect(fixture.steps).toEqual([]);
  });

  test("the account ends", async () => {
    const fixture = await connectionsFixture("access");
    await fixture.browser().press("account");
    expect(fixture.accounts.has(alice)).toBe(false);
  });
});

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { barriers, newVisit, screenshot, startChromium, type Visit } from "../support/chromium.ts";
import { type EstatePerson, personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { callTool, mcpPost } from "../support/mcp-post.ts";

let estate: TestEstate;
let browser: Browser;
let amara: EstatePerson;

const call = () => mcpPost(estate.contract.mcpUrl, amara.headers, "tools/call", { name: "getEmails", arguments: { count: 1 } });

/** From the address to the page, as Amara. */
async function openConnections(options: Parameters<typeof newVisit>[1] = {}): Promise<Visit> {
  const visit = await newVisit(browser, options);
  await visit.page.goto(`${estate.contract.origin}/connections`);
  await visit.page.click(`button[value="${amara.email}"]`);
  return visit;
}

/** Wider than the window: a person would have to scroll sideways. */
const isCutOff = async ({ page }: Visit): Promise<boolean> => {
  const [box, size] = [await page.locator("main").boundingBox(), page.viewportSize()];
  return box === null || size === null || box.width > size.width;
};

describe("mode oauth: a person who ends a client, then the account, scripts off", () => {
  let visit: Visit;
  beforeAll(async () => {
    [estate, browser] = await Promise.all([startTestEstate({ authorization: "oauth", autoSignIn: false }), startChromium()]);
    amara = personNamed(estate, "amara.okafor");
    await call();
    visit = await openConnections();
  });
  afterAll(() => Promise.all([browser?.close(), estate?.stop()]));

  test("sees the clients, where their access goes, and the account, behind no barrier", async () => {
    await screenshot(visit.page, "connections-1");
    expect(await visit.page.locator("h1").textContent()).toBe("Your connections");
    expect(await visit.page.locator("tbody th").allTextContents()).toEqual([
      expect.stringContaining("127.0.0.1"),
      expect.stringContaining(amara.email),
    ]);
    expect(await visit.page.locator('button[value^="client "]').count()).toBe(1);
    expect(await barriers(visit.page)).toEqual([]);
  });

  test.each([
    ["a phone", { width: 380 }],
    ["a dark screen", { colorScheme: "dark" }],
  ] as const)("sees all of it on %s", async (name, options) => {
    const other = await openConnections(options);
    await screenshot(other.page, `connections-${name.replaceAll(" ", "-")}`);
    expect(await isCutOff(other)).toBe(false);
    expect(await other.page.locator("button.end").count()).toBe(2);
    await other.context.close();
  });

  test("ends the client with one button, is told so, and the next call is refused", async () => {
    expect((await call()).status).toBe(200);
    await visit.page.click('button[value^="client "]');
    await screenshot(visit.page, "connections-2-client-ended");

    expect(await visit.page.locator(".note.good").textContent()).toBe("That application is disconnected. Its next request is refused.");
    expect(await visit.page.locator('button[value^="client "]').count()).toBe(0);
    const refused = await call();
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, expect.stringContaining("invalid_token")]);
  });

  test("ends the account with one button, and is told so", async () => {
    await visit.page.click('button[value="account"]');
    await screenshot(visit.page, "connections-3-account-ended");
    expect(await visit.page.locator(".note.good").textContent()).toContain("Your Microsoft account is no longer linked.");
    expect(await visit.page.locator('a[href="/connect"]').count()).toBe(1);
  });

  test("met nothing the browser complains of, and one cookie of ours", async () => {
    expect(visit.complaints).toEqual([]);
    const kept = (await visit.context.cookies(estate.contract.origin)).filter(({ name }) => name.startsWith("__Host-"));
    expect(kept.map(({ name, secure, httpOnly, sameSite }) => ({ name, secure, httpOnly, sameSite }))).toEqual([
      { name: "__Host-m365-form", secure: true, httpOnly: true, sameSite: "Lax" },
    ]);
  });
});

describe("mode access: a person who ends the account", () => {
  let visit: Visit;
  beforeAll(async () => {
    [estate, browser] = await Promise.all([startTestEstate({ autoSignIn: false }), startChromium()]);
    amara = personNamed(estate, "amara.okafor");
    await call();
    visit = await openConnections();
  });
  afterAll(() => Promise.all([browser?.close(), estate?.stop()]));

  test("reads who lets applications in, and may end the account alone", async () => {
    await screenshot(visit.page, "connections-4-mode-access");
    expect(await visit.page.locator("main").textContent()).toContain("Cloudflare Access lets applications in");
    expect(await visit.page.locator("button[name=end]").count()).toBe(1);
    expect(await barriers(visit.page)).toEqual([]);
  });

  test("leaves every application powerless", async () => {
    await visit.page.click('button[value="account"]');
    const answer = await callTool(estate.contract.mcpUrl, amara.headers, "getEmails", { count: 1 });
    expect(answer.structuredContent?.error?.code).toBe("account_not_linked");
    expect(visit.complaints).toEqual([]);
  });
});

/** Mode `oauth` as a person meets it: the page that asks, Microsoft, and back to the client, in a browser that runs no script. */
import { createHash, randomBytes } from "node:crypto";
import { parse } from "node-html-parser";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { barriers, newVisit, screenshot, startChromium, type Visit } from "../support/chromium.ts";
import { type CallbackAddress, startCallbackAddress } from "../support/client-sign-in.ts";
import { personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { callTool, textOf } from "../support/mcp-post.ts";

let estate: TestEstate;
let browser: Browser;
let client: CallbackAddress;
let inboxHelper: string;
beforeAll(async () => {
  [estate, browser, client] = await Promise.all([
    startTestEstate({ authorization: "oauth", autoSignIn: false }),
    startChromium(),
    startCallbackAddress(),
  ]);
  inboxHelper = await register({ client_name: "Inbox Helper" });
});
afterAll(() => Promise.all([browser?.close(), estate?.stop(), client?.close()]));

const rafael = "rafael.costa@clinics.northwind.example";
const jonas = "jonas.weber@northwind.example";
const verifier = randomBytes(32).toString("base64url");

const heading = ({ page }: Visit) => page.locator("h1").textContent();
const allow = 'button[value="allow"]';
const deny = 'button[value="deny"]';

async function register(metadata: Readonly<Record<string, unknown>>): Promise<string> {
  const registered = await fetch(`${estate.contract.origin}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token_endpoint_auth_method: "none", redirect_uris: [client.url], ...metadata }),
  });
  const { client_id } = (await registered.json()) as { readonly client_id: string };
  return client_id;
}

function linkOf(client_id: string, changes: Readonly<Record<string, string>> = {}): string {
  const asked = {
    client_id,
    response_type: "code",
    redirect_uri: client.url,
    code_challenge: createHash("sha256").update(verifier, "ascii").digest("base64url"),
    code_challenge_method: "S256",
    resource: estate.contract.origin,
    state: "the client's own",
    ...changes,
  };
  return `${estate.contract.origin}/authorize?${new URLSearchParams(asked).toString()}`;
}

/** From the client's link, past Access, to the page that asks. */
async function openConsent(visit: Visit, link: string, email = rafael): Promise<void> {
  await visit.page.goto(link);
  await visit.page.click(`button[value="${email}"]`);
}

/** Main text set in the page's own type: the style was let in by the page's own policy. */
async function isStyled({ page }: Visit): Promise<boolean> {
  const box = await page.locator("main").boundingBox();
  return box !== null && box.width < 700 && box.x > 50;
}

/** Whether anybody would have to scroll sideways. */
function isTooWide({ page }: Visit): Promise<boolean> {
  return page.locator("html").evaluate((root) => root.scrollWidth > root.clientWidth);
}

const tokensFor = async (client_id: string) => {
  const answered = await fetch(`${estate.contract.origin}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id,
      code: client.arrived().get("code") ?? "",
      redirect_uri: client.url,
      code_verifier: verifier,
    }),
  });
  return (await answered.json()) as { readonly access_token: string; readonly scope: string };
};

describe("a person who lets a client in", () => {
  let visit: Visit;
  let tokens: Awaited<ReturnType<typeof tokensFor>>;
  let facts: readonly string[];
  let policy: string;
  const seen: { readonly heading: string | null; readonly barriers: readonly string[]; readonly styled: boolean }[] = [];
  const look = async (name: string) => {
    await screenshot(visit.page, name);
    seen.push({ heading: await heading(visit), barriers: await barriers(visit.page), styled: await isStyled(visit) });
  };

  beforeAll(async () => {
    visit = await newVisit(browser);
    await openConsent(visit, linkOf(inboxHelper));
    await look("20-consent");
    facts = await visit.page.locator("dd").allTextContents();
    policy = (await visit.answers.at(-1)?.headerValue("content-security-policy")) ?? "";
    await visit.page.click(allow);
    await look("21-consent-microsoft");
    await visit.page.click(`button[value="${rafael}"]`);
    tokens = await tokensFor(inboxHelper);
  });
  afterAll(() => visit?.context.close());

  test("is asked before Microsoft is", () => {
    expect(seen.map((page) => page.heading)).toEqual(["Connect an application", "Pick an account"]);
  });

  test("sees for whom, where access goes, and that nobody vouches for the name", () => {
    expect(facts).toEqual([rafael, "127.0.0.1", "not verified"]);
  });

  test("ends at the client's own address, with code, state and issuer", () => {
    expect(visit.page.url().startsWith(client.url)).toBe(true);
    expect(Object.fromEntries(client.arrived())).toEqual({
      code: expect.stringMatching(/^user%3A[^:]+:[\w-]+:[\w-]+$/) as string,
      state: "the client's own",
      iss: estate.contract.origin,
    });
  });

  test("meets no barrier, and nothing the browser complains of: its policy lets the form go all the way", () => {
    expect(seen.flatMap((page) => page.barriers)).toEqual([]);
    expect(seen.map((page) => page.styled)).toEqual([true, true]);
    expect(visit.complaints).toEqual([]);
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' http:\/\/[^ ;]+ http:\/\/127\.0\.0\.1:\d+; base-uri 'none'; frame-ancestors 'none'$/,
    );
  });

  test("gets only `__Host-` cookies, and keeps one", async () => {
    const product = visit.answers.filter((answer) => answer.url().startsWith(`${estate.contract.origin}/`));
    const cookies = (await Promise.all(product.map((answer) => answer.headersArray())))
      .flat()
      .filter(({ name, value }) => name.toLowerCase() === "set-cookie" && !value.startsWith("CF_"));
    const kept = (await visit.context.cookies(estate.contract.origin)).filter(({ name }) => name.startsWith("__Host-"));

    expect(cookies.length).toBeGreaterThanOrEqual(4);
    for (const { value } of cookies) {
      expect(value).toMatch(/^__Host-m365-/);
      for (const attribute of ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"]) expect(value.split("; ")).toContain(attribute);
      expect(value).not.toMatch(/domain/i);
    }
    expect(kept.map(({ name, secure, httpOnly, path, sameSite }) => ({ name, secure, httpOnly, path, sameSite }))).toEqual([
      { name: "__Host-m365-form", secure: true, httpOnly: true, path: "/", sameSite: "Lax" },
    ]);
  });

  test("can be served through the client at once", async () => {
    const headers = { ...personNamed(estate, "rafael.costa").headers, authorization: `Bearer ${tokens.access_token}` };
    const answer = await callTool(estate.contract.mcpUrl, headers, "getEmails", { count: 50 });

    expect(tokens.scope).toBe("m365.read m365.write");
    expect(textOf(answer)).toContain("Canary Rafael Costa");
  });
});

describe("a person who takes the tick away", () => {
  test("lets the client read, and no more", async () => {
    const visit = await newVisit(browser);
    await openConsent(visit, linkOf(inboxHelper));
    await visit.page.getByLabel("Send, create, change and delete as you").uncheck();
    await visit.page.click(allow);
    await visit.page.click(`button[value="${rafael}"]`);

    expect((await tokensFor(inboxHelper)).scope).toBe("m365.read");
    expect(visit.complaints).toEqual([]);
    await visit.context.close();
  });
});

describe("a person who does not let a client in", () => {
  test("is back at the client, which learns that and nothing else", async () => {
    const visit = await newVisit(browser);
    await openConsent(visit, linkOf(inboxHelper));
    await visit.page.click(deny);

    expect(visit.page.url().startsWith(client.url)).toBe(true);
    expect(Object.fromEntries(client.arrived())).toMatchObject({
      error: "access_denied",
      state: "the client's own",
      iss: estate.contract.origin,
    });
    expect(client.arrived().get("code")).toBeNull();
    expect(visit.complaints).toEqual([]);
    await visit.context.close();
  });
});

describe("a client that calls itself something else", () => {
  let plain: readonly string[];
  const elementsOf = (html: string) =>
    parse(html, { comment: true })
      .querySelectorAll("*")
      .map((element) => `${element.tagName} ${Object.keys(element.attributes).join(" ")}`);
  const look = async (clientId: string, picture?: string) => {
    const visit = await newVisit(browser);
    await openConsent(visit, linkOf(clientId));
    if (picture !== undefined) await screenshot(visit.page, picture);
    const shown = {
      raw: (await visit.answers.at(-1)?.text()) ?? "",
      name: await visit.page.locator(".name").first().textContent(),
      live: await visit.page.locator("*").count(),
      overflows: await isTooWide(visit),
      complaints: visit.complaints,
    };
    await visit.context.close();
    return shown;
  };
  let live: number;
  beforeAll(async () => {
    const page = await look(inboxHelper);
    plain = elementsOf(page.raw);
    live = page.live;
  });

  test.each<[string, string, string]>([
    ["markup", `</strong><script>alert(1)</script><img src=x onerror=alert(1)><form action=//evil.example>`, "22-consent-markup"],
    ["directions and nothings", "\u202eteM\u200b rof\u2066 smaeT\u2069 tfosorciM\ufeff", "23-consent-bidi"],
    ["200 letters without a space", "M".repeat(200), "24-consent-long"],
  ])("by %s is shown as text: not one element more", async (_name, client_name, picture) => {
    const page = await look(await register({ client_name }), picture);

    expect(elementsOf(page.raw)).toEqual(plain);
    expect([page.live, page.overflows]).toEqual([live, false]);
    const visible = client_name.replaceAll(/[\p{Cc}\p{Cf}]/gu, "");
    expect(page.name).toBe(visible.length > 80 ? `${visible.slice(0, 80)}…` : visible);
    expect(page.raw).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/);
    expect(page.complaints).toEqual([]);
  });
});

describe("a link that is not the client's own", () => {
  test.each([
    ["of nobody's client", { client_id: "nobody" }, "This application is not known here", "25-refused-client"],
    [
      "to somebody else's address",
      { redirect_uri: "https://evil.example/cb" },
      "This application's return address is not its own",
      "26-refused-redirect",
    ],
  ])("%s ends here, and repeats nothing", async (_name, changes, title, picture) => {
    const visit = await newVisit(browser, { colorScheme: "dark" });
    await openConsent(visit, linkOf(inboxHelper, changes), jonas);
    await screenshot(visit.page, picture);

    expect(visit.page.url().startsWith(estate.contract.origin)).toBe(true);
    expect(visit.answers.at(-1)?.status()).toBe(400);
    expect(await barriers(visit.page)).toEqual([]);
    expect(await visit.page.locator("main").textContent()).not.toMatch(/nobody|evil/);
    expect(await heading(visit)).toBe(title);
    expect((await visit.answers.at(-1)?.headerValue("content-security-policy")) ?? "").toContain("form-action 'none'");
    await visit.context.close();
  });
});

describe("/connect in this mode", () => {
  test("links as in the other", async () => {
    const visit = await newVisit(browser);
    await openConsent(visit, `${estate.contract.origin}/connect`, jonas);
    await visit.page.click("button[type=submit]");
    await visit.page.click(`button[value="${jonas}"]`);

    expect(visit.page.url()).toBe(`${estate.contract.origin}/connect?linked`);
    expect(await visit.page.locator(".note.good").textContent()).toContain("Your account is linked.");
    expect(visit.complaints).toEqual([]);
    await visit.context.close();
  });
});

describe("the consent page elsewhere", () => {
  test.each([
    ["in the dark", { colorScheme: "dark" } as const, "27-consent-dark"],
    ["on a small screen", { width: 360 }, "28-consent-small"],
  ])("%s is whole, without sideways scrolling", async (_name, options, picture) => {
    const visit = await newVisit(browser, options);
    await openConsent(visit, linkOf(inboxHelper));
    await screenshot(visit.page, picture);

    expect(await isTooWide(visit)).toBe(false);
    await visit.context.close();
  });
});

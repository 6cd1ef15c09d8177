import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { barriers, newVisit, screenshot, startChromium, type Visit } from "../support/chromium.ts";
import { personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { callTool, textOf } from "../support/mcp-post.ts";
import { modes, onlyIn } from "../support/modes.ts";

describe.each(modes)("in mode %s", (authorization) => {
  let estate: TestEstate;
  let browser: Browser;
  beforeAll(async () => {
    [estate, browser] = await Promise.all([startTestEstate({ authorization, autoSignIn: false }), startChromium()]);
  });
  afterAll(() => Promise.all([browser?.close(), estate?.stop()]));

  const rafael = "rafael.costa@clinics.northwind.example";
  const jonas = "jonas.weber@northwind.example";

  const heading = ({ page }: Visit) => page.locator("h1").textContent();

  /** From the first address to the product's page, as this person. */
  async function openConnect(visit: Visit, email: string): Promise<void> {
    await visit.page.goto(`${estate.contract.origin}/connect`);
    await visit.page.click(`button[value="${email}"]`);
  }

  /** Body text that is set in the page's own type, not the browser's: the style was let in by the page's own policy. */
  async function isStyled({ page }: Visit): Promise<boolean> {
    const box = await page.locator("main").boundingBox();
    return box !== null && box.width < 700 && box.x > 50;
  }

  describe("a person who links an account", () => {
    let visit: Visit;
    const seen: {
      readonly heading: string | null;
      readonly barriers: readonly string[];
      readonly styled: boolean;
      readonly headers: Record<string, string>;
    }[] = [];

    async function look(name: string): Promise<void> {
      await screenshot(visit.page, name);
      seen.push({
        heading: await heading(visit),
        barriers: await barriers(visit.page),
        styled: await isStyled(visit),
        headers: (await visit.answers.at(-1)?.allHeaders()) ?? {},
      });
    }

    beforeAll(async () => {
      visit = await newVisit(browser);
      await visit.page.goto(`${estate.contract.origin}/connect`);
      await look("1-access-login");
      await visit.page.click(`button[value="${rafael}"]`);
      await look("2-connect");
      await visit.page.click("button[type=submit]");
      await look("3-microsoft-login");
      await visit.page.click(`button[value="${rafael}"]`);
      await look("4-linked");
    });
    afterAll(() => visit?.context.close());

    test("sees Access, the product, Microsoft, and the product again", () => {
      expect(seen.map((page) => page.heading)).toEqual([
        "Sign in to m365-mcp-server",
        "Connect your Microsoft account",
        "Pick an account",
        "Your Microsoft account",
      ]);
    });

    test("is told that it worked, at an address without code and state", async () => {
      expect(await visit.page.locator(".note.good").textContent()).toContain("Your account is linked.");
      expect(visit.page.url()).toBe(`${estate.contract.origin}/connect?linked`);
    });

    test("sees pages in their own style", () => {
      expect(seen.map((page) => page.styled)).toEqual([true, true, true, true]);
    });

    test("meets nothing the browser complains of", () => {
      expect(visit.complaints).toEqual([]);
    });

    test("meets no barrier", () => {
      expect(seen.flatMap((page) => page.barriers)).toEqual([]);
    });

    test("gets product pages that no cache keeps, no frame shows and no script can enter", () => {
      for (const { headers } of [seen[1]!, seen[3]!]) {
        expect(headers).toMatchObject({ "cache-control": "no-store", "x-frame-options": "DENY", "x-content-type-options": "nosniff" });
        expect(headers["content-security-policy"]).toMatch(
          /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' http:[^;]+; base-uri 'none'; frame-ancestors 'none'$/,
        );
      }
    });

    test("gets only `__Host-` cookies from the product, secure and hidden from scripts", async () => {
      const product = visit.answers.filter((answer) => /\/(connect|callback)(\?|$)/.test(answer.url()));
      const headers = await Promise.all(product.map((answer) => answer.headersArray()));
      const cookies = headers.flat().filter(({ name, value }) => name.toLowerCase() === "set-cookie" && !value.startsWith("CF_"));

      expect(cookies.length).toBeGreaterThanOrEqual(3);
      for (const { value } of cookies) expect(value).toMatch(/^__Host-m365-.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    });

    test("keeps one of them, and none of the finished sign-in", async () => {
      const kept = (await visit.context.cookies(estate.contract.origin)).filter(({ name }) => name.startsWith("__Host-"));

      expect(kept.map(({ name, secure, httpOnly, path }) => ({ name, secure, httpOnly, path }))).toEqual([
        { name: "__Host-m365-form", secure: true, httpOnly: true, path: "/" },
      ]);
    });

    test("can use the account at once", async () => {
      const answer = await callTool(estate.contract.mcpUrl, personNamed(estate, "rafael.costa").headers, "getEmails", { count: 50 });

      expect(textOf(answer)).toContain("Canary Rafael Costa");
    });

    test("is offered to link again, and sees as whom", async () => {
      await visit.page.goto(`${estate.contract.origin}/connect`);
      await screenshot(visit.page, "5-connect-when-linked");

      expect(await visit.page.locator("dd").allTextContents()).toEqual(expect.arrayContaining([rafael]));
      expect(await visit.page.locator("button").textContent()).toBe("Link again");
    });
  });

  describe("a person who picks somebody else's account", () => {
    let visit: Visit;
    beforeAll(async () => {
      visit = await newVisit(browser);
      await openConnect(visit, jonas);
      await visit.page.click("button[type=submit]");
      await visit.page.click('button[value="amara.okafor@northwind.example"]');
      await screenshot(visit.page, "6-not-your-account");
    });
    afterAll(() => visit?.context.close());

    test("is told so on a page of the product, with a way back", async () => {
      expect(await heading(visit)).toBe("This is not your account");
      expect(visit.answers.at(-1)?.status()).toBe(400);
      expect(await visit.page.locator("a.button").getAttribute("href")).toBe("/connect");
    });

    test("meets no barrier and nothing the browser complains of", async () => {
      expect(await barriers(visit.page)).toEqual([]);
      expect(await isStyled(visit)).toBe(true);
      expect(visit.complaints.filter((each) => !each.includes("status of 400"))).toEqual([]);
    });

    test("can start again from there", async () => {
      await visit.page.click("a.button");

      expect(visit.page.url()).toBe(`${estate.contract.origin}/connect`);
      expect(await heading(visit)).toBe("Your Microsoft account");
    });
  });

  describe("somebody with a forged link", () => {
    test("sees a local page that repeats nothing of it", async () => {
      const visit = await newVisit(browser, { colorScheme: "dark" });
      await openConnect(visit, jonas);
      await visit.page.goto(`${estate.contract.origin}/callback?code=stolen&state=%3Cb%3Eforged`);
      await screenshot(visit.page, "7-forged-link-dark");
      const content = await visit.page.content();

      expect(await heading(visit)).toBe("This sign-in could not be verified");
      expect(content).not.toMatch(/stolen|forged/);
      expect(visit.answers.at(-1)?.headers()["content-security-policy"]).toContain("form-action 'none'");
      expect(await barriers(visit.page)).toEqual([]);
      await visit.context.close();
    });
  });

  describe("a small screen", () => {
    test("shows the whole page without sideways scrolling", async () => {
      const visit = await newVisit(browser, { width: 360 });
      await openConnect(visit, jonas);
      await screenshot(visit.page, "8-connect-small");
      const box = await visit.page.locator("main").boundingBox();

      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
      await visit.context.close();
    });
  });

  describe("the gateway's log", () => {
    let visit: Visit;
    beforeAll(async () => {
      await callTool(estate.contract.mcpUrl, personNamed(estate, "amara.okafor").headers, "getEmails", { count: 3 });
      visit = await newVisit(browser, { width: 1_400 });
      await visit.page.goto(`${estate.contract.gateway.origin}/`);
      await screenshot(visit.page, "9-gateway-log");
    });
    afterAll(() => visit?.context.close());

    test("lists calls with tool and request id", async () => {
      expect(await visit.page.locator("tbody tr").first().textContent()).toMatch(/getEmails[^]*[0-9a-f]{8}-[0-9a-f]{4}/);
    });

    test("opens one of them", async () => {
      await visit.page.locator("tbody a").first().click();
      await screenshot(visit.page, "10-gateway-log-row");

      expect(await heading(visit)).toMatch(/^Log [0-9A-Z]{26}$/);
    });

    test("meets no barrier and nothing the browser complains of", async () => {
      expect(await barriers(visit.page)).toEqual([]);
      expect(visit.complaints).toEqual([]);
    });
  });

  onlyIn("access", authorization)("Access's own consent page for an MCP client", () => {
    test("names the client, where it leads, and warns of a local one", async () => {
      const { origin } = estate.contract;
      const metadata = (await (await fetch(`${origin}/.well-known/oauth-authorization-server`)).json()) as {
        readonly registration_endpoint: string;
        readonly authorization_endpoint: string;
      };
      const registered = await fetch(metadata.registration_endpoint, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          client_name: "<i>Assistant</i>",
          redirect_uris: ["http://127.0.0.1:9/cb"],
          token_endpoint_auth_method: "none",
        }),
      });
      const { client_id } = (await registered.json()) as { readonly client_id: string };
      const visit = await newVisit(browser);
      const asked = {
        client_id,
        response_type: "code",
        redirect_uri: "http://127.0.0.1:9/cb",
        code_challenge: "a".repeat(43),
        code_challenge_method: "S256",
        resource: `${origin}/mcp`,
        state: "s",
      };
      await visit.page.goto(`${metadata.authorization_endpoint}?${new URLSearchParams(asked).toString()}`);
      await visit.page.click(`button[value="${jonas}"]`);
      await screenshot(visit.page, "11-client-consent");

      expect(await heading(visit)).toBe("Allow this MCP client?");
      expect(await visit.page.locator("dd").allTextContents()).toEqual([
        "<i>Assistant</i>",
        "127.0.0.1:9",
        expect.stringContaining(jonas) as string,
      ]);
      expect(await visit.page.locator(".warning").count()).toBe(1);
      expect(await barriers(visit.page)).toEqual([]);
      expect(visit.complaints).toEqual([]);
      await visit.context.close();
    });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createHash } from "node:crypto";
import { decodeJwt } from "jose";
import { people, stranger } from "../../../../infra/local/company.ts";
import { Browser } from "../entra/browser.ts";
import { startEstate, type Estate } from "./estate.ts";

const [amara, jonas] = people as [(typeof people)[number], (typeof people)[number]];
let estate: Estate;
beforeAll(async () => {
  estate = await startEstate();
});
beforeEach(() => void estate.arrived.splice(0));
afterAll(() => estate.close());

const browser = () => new Browser(estate.origin, estate.teamOrigin);
const hidden = (page: string) =>
  Object.fromEntries([...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]));
const emailAtOrigin = () => decodeJwt(String(estate.arrived.at(-1)!.headers["cf-access-jwt-assertion"]))["email"];

describe("a browser", () => {
  test("comes back to the page it wanted, signed in", async () => {
    const { url, response } = await browser().open(`${estate.origin}/connect?from=mail&login_hint=${amara.email}`);

    expect([url.pathname + url.search, response.status, emailAtOrigin()]).toEqual([
      `/connect?from=mail&login_hint=${amara.email}`,
      200,
      amara.email,
    ]);
  });

  test("chooses on the page", async () => {
    const someone = browser();
    const login = await someone.open(`${estate.origin}/connect`);
    const { url } = await someone.choose(login.url, jonas.email, hidden(await login.response.text()));

    expect([url.pathname, emailAtOrigin()]).toEqual(["/connect", jonas.email]);
  });

  test("has a cookie that script cannot read", async () => {
    const login = await fetch(`${estate.origin}/connect`, { redirect: "manual", headers: { accept: "text/html" } });
    const cookie = login.headers.getSetCookie()[0]!;
    const back = await fetch(`${login.headers.get("location")!}&login_hint=${amara.email}`, { redirect: "manual" });
    const done = await fetch(back.headers.get("location")!, { redirect: "manual", headers: { cookie: cookie.split(";", 1)[0]! } });

    expect(done.headers.getSetCookie()[0]).toMatch(/^CF_Authorization=eyJ[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
  });

  test("is not asked twice", async () => {
    const someone = browser();
    await someone.open(`${estate.origin}/connect?login_hint=${amara.email}`);
    const { url } = await someone.open(`${estate.origin}/soc`);

    expect([url.pathname, estate.arrived.length]).toEqual(["/soc", 2]);
  });

  test("that calls this machine by another name is sent to the application's own first", async () => {
    const { port } = new URL(estate.origin);
    const response = await fetch(`http://localhost:${port}/connect?x=1`, { redirect: "manual", headers: { accept: "text/html" } });

    expect(response.headers.get("location")).toBe(`${estate.origin}/connect?x=1`);
  });

  test("may sign in in two tabs at once", async () => {
    const someone = browser();
    const tabs = [await someone.open(`${estate.origin}/one`), await someone.open(`${estate.origin}/two`)];
    const fields = await Promise.all(tabs.map(async ({ response }) => hidden(await response.text())));
    const ends = [await someone.choose(tabs[0]!.url, amara.email, fields[0]), await someone.choose(tabs[1]!.url, amara.email, fields[1])];

    expect(ends.map(({ url }) => url.pathname)).toEqual(["/one", "/two"]);
  });

  test("is nobody after logging out", async () => {
    const someone = browser();
    await someone.open(`${estate.origin}/connect?login_hint=${amara.email}`);
    await someone.open(`${estate.teamOrigin}/cdn-cgi/access/logout`);
    const { url } = await someone.open(`${estate.origin}/connect`);

    expect(url.origin).toBe(estate.teamOrigin);
  });

  test("can ask who it is", async () => {
    const someone = browser();
    await someone.open(`${estate.origin}/connect?login_hint=${amara.email}`);
    const { response } = await someone.open(`${estate.origin}/cdn-cgi/access/get-identity`);

    expect(await response.json()).toMatchObject({ email: amara.email, user_uuid: amara.accessSubject });
  });
});

describe("a login", () => {
  const started = async () => {
    const response = await fetch(`${estate.origin}/connect`, { redirect: "manual", headers: { accept: "text/html" } });
    return {
      cookie: response.headers.getSetCookie()[0]!.split(";", 1)[0]!,
      login: `${response.headers.get("location")!}&login_hint=${amara.email}`,
    };
  };
  const comeBack = async () => {
    const { cookie, login } = await started();
    return { cookie, callback: (await fetch(login, { redirect: "manual" })).headers.get("location")! };
  };
  const end = (callback: string, cookie: string) => fetch(callback, { redirect: "manual", headers: { cookie } });

  test("ends in the browser that started it", async () => {
    const { cookie, callback } = await comeBack();

    expect((await end(callback, cookie)).status).toBe(302);
  });

  test("does not end in another browser", async () => {
    const { callback } = await comeBack();
    const other = await started();

    expect((await end(callback, other.cookie)).status).toBe(403);
  });

  test("ends once", async () => {
    const { cookie, callback } = await comeBack();
    await end(callback, cookie);

    expect((await end(callback, cookie)).status).toBe(403);
  });

  test.each([
    ["another site", "redirect_url", "https://evil.example/"],
    ["another host without a scheme", "redirect_url", "//evil.example/"],
    ["another host with a backslash", "redirect_url", "/\\evil.example/"],
    ["another application", "kid", "f".repeat(64)],
  ])("for %s is refused without a redirect", async (_name, parameter, value) => {
    const { login } = await started();
    const url = new URL(login);
    expect((await fetch(url, { redirect: "manual" })).status).toBe(302);
    url.searchParams.set(parameter, value);
    const response = await fetch(url, { redirect: "manual" });

    expect([response.status, (await response.text()).includes(parameter)]).toEqual([400, true]);
  });

  test("of somebody of another company gets a page", async () => {
    const response = await fetch((await started()).login.replace(amara.email, stranger.email), { redirect: "manual" });

    expect([response.status, (await response.text()).includes("does not have access")]).toEqual([403, true]);
  });

  test("shows the typed address escaped", async () => {
    const response = await fetch((await started()).login.replace(amara.email, encodeURIComponent("<img src=x>")), { redirect: "manual" });

    expect(await response.text()).toContain("&lt;img src=x&gt;");
  });
});

describe("the login page", () => {
  test("lists the company", async () => {
    const page = await (await browser().open(`${estate.origin}/connect`)).response.text();

    for (const { email, displayName } of people) expect(page).toMatch(new RegExp(`${displayName}.*${email}`, "s"));
  });

  test("has the one style its policy allows", async () => {
    const { response } = await browser().open(`${estate.origin}/connect`);
    const [, style] = /<style>(.*?)<\/style>/s.exec(await response.text()) ?? [];

    expect(response.headers.get("content-security-policy")).toContain(
      `'sha256-${createHash("sha256")
        .update(style ?? "")
        .digest("base64")}'`,
    );
  });

  test("runs no script and cannot be framed", async () => {
    const { response } = await browser().open(`${estate.origin}/connect`);

    expect(response.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'/,
    );
    expect(await response.text()).not.toContain("<script");
  });
});

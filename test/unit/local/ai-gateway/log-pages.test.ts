import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Lab } from "./support.ts";

const page = async (lab: Lab, path = "/") => {
  const response = await fetch(`${lab.origin}${path}`);
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const call = async (lab: Lab, requestId: string, metadata: Readonly<Record<string, unknown>> = {}) =>
  (await lab.run(requestId, { gateway: { metadata: { userId: "user:amara", mcpTool: "getEmails", requestId, ...metadata } } })).headers.get(
    "cf-aig-log-id",
  ) ?? "";

describe("the list page", () => {
  test("shows the columns of a row", async () => {
    await using lab = await Lab.start();
    const id = await call(lab, "req-1");
    const { text } = await page(lab);
    for (const shown of ["user:amara", "getEmails", "req-1", "200 success", `href="/logs/${id}"`]) expect(text).toContain(shown);
  });

  test("shows the newest first", async () => {
    await using lab = await Lab.start();
    await call(lab, "req-1");
    await call(lab, "req-2");
    const { text } = await page(lab);
    expect(text.indexOf("req-2")).toBeLessThan(text.indexOf("req-1"));
  });

  test.each(["requestId", "log id"])("searches by %s", async (by) => {
    await using lab = await Lab.start();
    const wanted = await call(lab, "req-1");
    await call(lab, "req-2");
    const { text } = await page(lab, `/?q=${by === "log id" ? wanted : "req-1"}`);
    expect([text.includes("<code>req-1</code>"), text.includes("<code>req-2</code>")]).toEqual([true, false]);
  });

  test("says so when there is nothing", async () => {
    await using lab = await Lab.start();
    expect((await page(lab)).text).toContain("No calls yet.");
    expect((await page(lab, "/?q=x")).text).toContain("No row matches.");
  });

  test("pages after fifty rows", async () => {
    await using lab = await Lab.start();
    for (let index = 0; index < 51; index += 1) await call(lab, `req-${String(index).padStart(2, "0")}`, { userId: `user:${index}` });
    const [first, second] = [await page(lab), await page(lab, "/?page=2")];
    expect([first.text.includes("req-00"), first.text.includes('href="/?page=2"'), second.text.includes("req-00")]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("escapes what callers send", async () => {
    await using lab = await Lab.start();
    await call(lab, "req-1", { mcpTool: '<img src=x onerror="alert(1)">' });
    const { text } = await page(lab, `/?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(text + (await page(lab)).text).not.toMatch(/<img|<script/);
  });

  test("allows nothing but its own style", async () => {
    await using lab = await Lab.start();
    const { headers, text } = await page(lab);
    const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
  });
});

describe("the page of a row", () => {
  test("shows metadata, fields and payloads, escaped", async () => {
    await using lab = await Lab.start();
    const id =
      (await lab.run("<b>hello</b>", { gateway: { metadata: { userId: "user:amara", userEmail: "" } } })).headers.get("cf-aig-log-id") ??
      "";
    const { text } = await page(lab, `/logs/${id}`);
    for (const shown of [id, "user:amara", "custom-graph-relay", "&lt;b&gt;hello&lt;/b&gt;"]) expect(text).toContain(shown);
    expect(text).not.toContain("<b>hello");
  });

  test("says when payload logging was off", async () => {
    await using lab = await Lab.start();
    const answer = await lab.run("hidden", { headers: { "cf-aig-collect-log-payload": "false" } });
    const { text } = await page(lab, `/logs/${answer.headers.get("cf-aig-log-id")}`);
    expect([text.includes("Payload logging was off"), text.includes("hidden")]).toEqual([true, false]);
  });

  test("is 404 for an unknown id", async () => {
    await using lab = await Lab.start();
    expect((await page(lab, "/logs/unknown")).status).toBe(404);
  });
});

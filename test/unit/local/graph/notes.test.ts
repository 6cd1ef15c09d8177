import { describe, expect, test } from "vitest";
import { graph as graphWith, origin, query } from "./graph-under-test.ts";

const graph = (scopes = ["Notes.ReadWrite", "Notes.Create"]) => graphWith({ scopes });
const section = async (api: ReturnType<typeof graph>) => (await api.get("/v1.0/me/onenote/sections")).json.value[0].id;
const page = async (api: ReturnType<typeof graph>) => (await api.get("/v1.0/me/onenote/pages")).json.value[0].id;

describe("onenote", () => {
  test("lists pages twenty at a time, the parent's name with each", async () => {
    const reply = await graph().get("/v1.0/me/onenote/pages");
    expect(reply.json.value).toHaveLength(20);
    expect(reply.json["@odata.nextLink"]).toContain("skip=20");
    expect(reply.json.value[0].parentSection.displayName).toBe("Meeting notes");
  });

  test("content is HTML, whatever is asked for", async () => {
    const api = graph();
    const response = await api.raw(
      new Request(`${origin}/v1.0/me/onenote/pages/${await page(api)}/content`, { headers: { authorization: "Bearer amara.okafor" } }),
    );
    expect(response.headers.get("content-type")).toBe("text/html");
    expect(await response.text()).toContain("<title>Board, November</title>");
  });

  test.each([
    ["JSON", "application/json", "{}", 415],
    ["HTML without a body", "text/html", "<p>x</p>", 400],
    ["a page", "text/html", "<html><head><title>A &amp; B</title></head><body><p>x</p></body></html>", 201],
  ])("a page written as %s", async (_name, type, body, status) => {
    const api = graph();
    const reply = await api.send(
      new Request(`${origin}/v1.0/me/onenote/sections/${await section(api)}/pages`, {
        method: "POST",
        headers: { authorization: "Bearer amara.okafor", "content-type": type },
        body,
      }),
    );
    expect(reply.status).toBe(status);
    if (status === 201) expect(reply.json.title).toBe("A & B");
  });

  test.each([
    ["an object", { target: "body", action: "append", content: "x" }, 400],
    ["no command", [], 400],
    ["an unknown action", [{ target: "body", action: "add", content: "x" }], 400],
    ["an unknown property", [{ target: "body", action: "append", content: "x", html: "y" }], 400],
    ["an addition to the body", [{ target: "body", action: "append", content: "<p>x</p>" }], 204],
  ])("a change that is %s", async (_name, body, status) => {
    const api = graph();
    expect((await api.patch(`/v1.0/me/onenote/pages/${await page(api)}/content`, body)).status).toBe(status);
  });

  test("unknown ids, options and missing scopes", async () => {
    expect((await graph().get("/v1.0/me/onenote/pages/1-nope/content")).json.error.code).toBe("20102");
    expect((await graph().get(query("/v1.0/me/onenote/pages", { $top: "101" }))).status).toBe(400);
    expect((await graph().get(query("/v1.0/me/onenote/pages", { $search: '"x"' }))).status).toBe(400);
    expect((await graph(["Notes.Create"]).get("/v1.0/me/onenote/pages")).status).toBe(403);
    expect((await graph(["Notes.Create"]).get("/v1.0/me/onenote/notebooks")).status).toBe(200);
  });

  test("only OneNote folds case in a filter", async () => {
    const options = { $filter: "contains(tolower(title),'board')" };
    expect((await graph().get(query("/v1.0/me/onenote/pages", options))).json.value).toHaveLength(1);
    expect((await graphWith().get(query("/v1.0/me/messages", { $filter: "contains(tolower(subject),'a')" }))).status).toBe(400);
  });
});

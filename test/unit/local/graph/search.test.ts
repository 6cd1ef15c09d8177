import { describe, expect, test } from "vitest";
import { everyScope, graph, type Reply } from "./graph-under-test.ts";

const scopes = [...everyScope, "Files.Read.All"];
const ask = (request: object, options: { readonly scopes?: readonly string[] } = { scopes }): Promise<Reply> =>
  graph(options).post("/v1.0/search/query", { requests: [request] });
const container = (reply: Reply) => reply.json.value[0].hitsContainers[0];

describe("search", () => {
  test("finds files by words, name and kind, with a marked summary", async () => {
    const reply = await ask({ entityTypes: ["driveItem"], query: { queryString: "budget filetype:csv" } });

    expect(container(reply).hits.map((hit: { resource: { name: string } }) => hit.resource.name)).toEqual(["Budget 2027 v3.csv"]);
    expect(container(reply)).toMatchObject({ total: 1, moreResultsAvailable: false });

    const inside = await ask({ entityTypes: ["driveItem"], query: { queryString: "reception" } });
    expect(container(inside).hits[0].summary).toContain("<c0>reception</c0>");
  });

  test("pages messages by from and size, ids beside their resources", async () => {
    const first = container(await ask({ entityTypes: ["message"], query: { queryString: "budget" }, from: 0, size: 1 }));
    const second = container(await ask({ entityTypes: ["message"], query: { queryString: "budget" }, from: 1, size: 1 }));

    expect(first.moreResultsAvailable).toBe(true);
    expect(first.hits[0].resource.id).toBeUndefined();
    expect(second.hits[0].hitId).not.toBe(first.hits[0].hitId);
    expect(second.hits[0].rank).toBe(2);
  });

  test("knows events and people", async () => {
    expect(container(await ask({ entityTypes: ["event"], query: { queryString: "operations" }, size: 5 })).total).toBeGreaterThan(0);
    expect(container(await ask({ entityTypes: ["person"], query: { queryString: "tanaka" } })).hits[0].resource.displayName).toBe(
      "Mei Tanaka",
    );
  });

  test.each([
    ["mail with files", { entityTypes: ["message", "driveItem"], query: { queryString: "x" } }],
    ["mail with events", { entityTypes: ["message", "event"], query: { queryString: "x" } }],
    ["an unknown type", { entityTypes: ["mail"], query: { queryString: "x" } }],
    ["no type", { entityTypes: [], query: { queryString: "x" } }],
    ["no words", { entityTypes: ["event"], query: { queryString: " " } }],
    ["a page of mail above 25", { entityTypes: ["message"], query: { queryString: "x" }, size: 26 }],
    ["a negative start", { entityTypes: ["event"], query: { queryString: "x" }, from: -1 }],
    ["an unknown property", { entityTypes: ["event"], query: { queryString: "x" }, top: 5 }],
    ["an unknown property of the query", { entityTypes: ["event"], query: { query_string: "x" } }],
    ["broken KQL", { entityTypes: ["message"], query: { queryString: "(budget" } }],
  ])("%s is 400", async (_name, request) => {
    expect((await ask(request)).status).toBe(400);
  });

  test("two requests at once, or a stray parameter, are 400", async () => {
    const one = { entityTypes: ["event"], query: { queryString: "x" } };
    expect((await graph().post("/v1.0/search/query", { requests: [one, one] })).status).toBe(400);
    expect((await graph().post("/v1.0/search/query", { requests: [one], top: 1 })).status).toBe(400);
  });

  test("each type needs its own scope", async () => {
    const request = { entityTypes: ["driveItem"], query: { queryString: "budget" } };
    expect((await ask(request, { scopes: ["Mail.Read", "Files.Read"] })).status).toBe(403);
    expect((await ask({ ...request, entityTypes: ["message"] }, { scopes: ["Mail.Read"] })).status).toBe(200);
  });
});

import { describe, expect, test } from "vitest";
import { graph, origin, query } from "./graph-under-test.ts";

const messages = "/v1.0/me/messages";
const subjects = (reply: { json: { value: readonly { subject: string }[] } }): readonly string[] =>
  reply.json.value.map((message) => message.subject);

describe("refused options", () => {
  test.each([
    ["an unknown $select", { $select: "subject,nope" }, "RequestBroker--ParseUri"],
    ["a path in $select", { $select: "from/emailAddress" }, "BadRequest"],
    ["an unknown $orderby", { $orderby: "nope desc" }, "RequestBroker--ParseUri"],
    ["an ordering by the body", { $orderby: "bodyPreview" }, "ErrorInvalidProperty"],
    ["an unknown $filter property", { $filter: "nope eq 1" }, "RequestBroker--ParseUri"],
    ["a filter by the preview", { $filter: "bodyPreview eq 'x'" }, "ErrorInvalidProperty"],
    ["a boolean compared with text", { $filter: "isRead eq 'true'" }, "BadRequest"],
    ["a date in quotes", { $filter: "receivedDateTime ge '2026-11-01T00:00:00Z'" }, "BadRequest"],
    ["a date without offset", { $filter: "receivedDateTime ge 2026-11-01T00:00:00" }, "BadRequest"],
    ["a day that does not exist", { $filter: "receivedDateTime ge 2026-02-30T00:00:00Z" }, "BadRequest"],
    ["an open string", { $filter: "subject eq 'x" }, "BadRequest"],
    ["a tautology", { $filter: "1 eq 1" }, "BadRequest"],
    ["an open parenthesis", { $filter: "(isRead eq true" }, "BadRequest"],
    ["an unknown function", { $filter: "substringof('x', subject)" }, "BadRequest"],
    ["an unknown enumeration member", { $filter: "importance eq 'urgent'" }, "BadRequest"],
    ["an unknown $ option", { $foo: "1" }, "BadRequest"],
    ["$top of zero", { $top: "0" }, "BadRequest"],
    ["$top above the limit", { $top: "1001" }, "BadRequest"],
    ["$top that is no number", { $top: "ten" }, "BadRequest"],
    ["a negative $skip", { $skip: "-1" }, "BadRequest"],
    ["$count that is no boolean", { $count: "1" }, "BadRequest"],
    ["an expansion of a plain property", { $expand: "body" }, "RequestBroker--ParseUri"],
    ["a forged page token", { $skiptoken: "abc" }, "BadRequest"],
    ["$search with $filter", { $search: '"budget"', $filter: "isRead eq true" }, "SearchWithFilter"],
    ["$search with $orderby", { $search: '"budget"', $orderby: "receivedDateTime desc" }, "SearchWithOrderBy"],
    ["a search with an open quote", { $search: '"budget' }, "BadRequest"],
    ["a property search without quotes", { $search: "from:jonas" }, "BadRequest"],
    ["a search for nothing", { $search: '""' }, "BadRequest"],
    ["an open quote inside the phrase", { $search: '"subject:\\"open"' }, "BadRequest"],
  ])("%s is 400", async (_name, options, code) => {
    const reply = await graph().get(query(messages, options));
    expect([reply.status, reply.json.error.code]).toEqual([400, code]);
  });

  test("an option given twice is 400", async () => {
    expect((await graph().get(`${messages}?$top=1&$top=2`)).status).toBe(400);
  });

  test("an option the resource does not take is 400", async () => {
    expect((await graph().get("/v1.0/users?$skip=1")).status).toBe(400);
  });
});

describe("$select", () => {
  test("returns what was asked, plus id and etag", async () => {
    const [message] = (await graph().get(query(messages, { $select: "Subject", $top: "1" }))).json.value;
    expect(Object.keys(message)).toEqual(["@odata.etag", "id", "subject"]);
  });

  test("internet headers come only when selected", async () => {
    const world = graph();
    const plain = (await world.get("/v1.0/me/mailFolders/inbox/messages?$top=1")).json.value[0];
    const asked = (await world.get("/v1.0/me/mailFolders/inbox/messages?$top=1&$select=internetMessageHeaders")).json.value[0];
    expect(plain).not.toHaveProperty("internetMessageHeaders");
    expect(asked.internetMessageHeaders.length).toBeGreaterThan(2);
  });
});

describe("$filter and $orderby", () => {
  test("combines comparisons over nested properties", async () => {
    const reply = await graph().get(
      query(messages, {
        $filter: "from/emailAddress/address eq 'JONAS.weber@northwind.example' and hasAttachments eq true",
        $select: "subject",
      }),
    );
    expect(subjects(reply)).toEqual(["RE: Budget 2027: imaging line before Thursday"]);
  });

  test("a doubled quote is one quote", async () => {
    const reply = await graph().get(query(messages, { $filter: "startswith(subject, 'O''Brien''s')", $select: "subject" }));
    expect(subjects(reply)).toEqual(["O'Brien's questionnaire: 50% done?"]);
  });

  test("compares instants, not texts", async () => {
    const reply = await graph().get(
      query(messages, {
        $filter: "receivedDateTime ge 2026-11-18T09:00:00+02:00 and isRead eq false",
        $select: "receivedDateTime",
        $top: "50",
      }),
    );
    expect(reply.json.value.length).toBeGreaterThan(0);
    for (const { receivedDateTime } of reply.json.value)
      expect(Date.parse(receivedDateTime)).toBeGreaterThanOrEqual(Date.UTC(2026, 10, 18, 7));
  });

  test("not and or keep their precedence", async () => {
    const world = graph();
    const count = async ($filter: string): Promise<number> =>
      (await world.get(query(messages, { $filter, $count: "true", $top: "1" }))).json["@odata.count"];
    const all = await count("isRead eq true or isRead eq false");
    expect(await count("not isRead eq true or isRead eq true and isDraft eq false")).toBe(all - (await count("isDraft eq true")));
  });

  test("an ordering that the filter does not begin with is inefficient", async () => {
    const reply = await graph().get(query(messages, { $filter: "isRead eq false", $orderby: "receivedDateTime desc" }));
    expect([reply.status, reply.json.error.code]).toEqual([400, "InefficientFilter"]);
  });

  test("an ordering that the filter begins with is served", async () => {
    const reply = await graph().get(
      query(messages, {
        $filter: "receivedDateTime ge 2026-01-01T00:00:00Z and isRead eq false",
        $orderby: "receivedDateTime desc",
        $select: "receivedDateTime",
      }),
    );
    const times = reply.json.value.map((one: { receivedDateTime: string }) => one.receivedDateTime);
    expect(times).toEqual(times.toSorted((a: string, b: string) => b.localeCompare(a)));
  });

  test("orders ascending", async () => {
    const reply = await graph().get(query(messages, { $orderby: "receivedDateTime asc", $select: "receivedDateTime" }));
    const times = reply.json.value.map((one: { receivedDateTime: string }) => one.receivedDateTime);
    expect(times).toEqual(times.toSorted((a: string, b: string) => a.localeCompare(b)));
  });
});

describe("$search", () => {
  const found = async (search: string): Promise<readonly string[]> =>
    subjects(await graph().get(query(messages, { $search: search, $select: "subject", $top: "50" })));

  test("properties narrow, side by side they are joined by and", async () => {
    expect(await found('"from:jonas subject:budget"')).toEqual(["RE: Budget 2027: imaging line before Thursday"]);
  });

  test("a phrase needs its words next to each other", async () => {
    expect(await found('"subject:\\"imaging line\\""')).toHaveLength(2);
    expect(await found('"subject:\\"line imaging\\""')).toEqual([]);
  });

  test("or widens", async () => {
    expect((await found('"subject:rota OR subject:printer"')).length).toBeGreaterThan((await found('"subject:rota"')).length - 1);
  });

  test("a word is a whole word unless starred", async () => {
    expect(await found('"subject:prin"')).toEqual([]);
    expect((await found('"subject:imag*"')).length).toBeGreaterThan(0);
  });

  test("what stands in an escaped phrase is no operator", async () => {
    expect(await found('"\\"x OR from:jonas\\""')).toEqual([]);
  });

  test("dates make a range", async () => {
    expect((await found('"received>=2026-11-18"')).length).toBeGreaterThan(0);
    expect(await found('"received>2026-11-18"')).toEqual([]);
  });

  test("pages by token", async () => {
    const reply = await graph().get(query(messages, { $search: '"budget"', $top: "2" }));
    expect(reply.json["@odata.nextLink"]).toContain("skiptoken");
  });
});

describe("paging", () => {
  test("follows $skip to the end without gap or repeat", async () => {
    const world = graph();
    const ids: string[] = [];
    let next: string | undefined = query("/v1.0/me/mailFolders/inbox/messages", { $top: "7", $select: "id" });
    while (next !== undefined) {
      const reply: { json: { value: readonly { id: string }[]; "@odata.nextLink"?: string } } = await world.get(next);
      ids.push(...reply.json.value.map((one) => one.id));
      next = reply.json["@odata.nextLink"];
    }
    const total = (await world.get("/v1.0/me/mailFolders/inbox")).json.totalItemCount;
    expect([ids.length, new Set(ids).size]).toEqual([total, total]);
  });

  test("a next link stays on the same path and keeps the query", async () => {
    const next = new URL((await graph().get(query(messages, { $top: "3", $select: "subject" }))).json["@odata.nextLink"]);
    expect([next.origin, next.pathname, next.searchParams.get("$select"), next.searchParams.get("$skip")]).toEqual([
      origin,
      messages,
      "subject",
      "3",
    ]);
  });

  test("ten messages unless more are asked for", async () => {
    expect((await graph().get(messages)).json.value).toHaveLength(10);
  });

  test("Prefer: odata.maxpagesize sets the page", async () => {
    const reply = await graph().get(messages, { headers: { prefer: "odata.maxpagesize=4" } });
    expect([reply.json.value.length, reply.headers.get("preference-applied")]).toEqual([4, "odata.maxpagesize=4"]);
  });

  test("users page by token", async () => {
    const world = graph();
    const first = await world.get("/v1.0/users?$top=30&$select=id");
    const second = await world.get(first.json["@odata.nextLink"]);
    const ids = [...first.json.value, ...second.json.value].map((user: { id: string }) => user.id);
    expect([ids.length, new Set(ids).size, second.json["@odata.nextLink"]]).toEqual([44, 44, undefined]);
  });
});

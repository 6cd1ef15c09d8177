import { describe, expect, test } from "vitest";
import { getListItems } from "../../../../src/tools/sharepoint/get-list-items.ts";
import { saveListItem } from "../../../../src/tools/sharepoint/save-list-item.ts";
import { searchSites } from "../../../../src/tools/sharepoint/search-sites.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

const reads = ["Sites.Read.All"];
const writes = ["Sites.ReadWrite.All"];
const site = "https://northwind.sharepoint.example/sites/ClinicOperations";
const equipment = { siteId: site, listId: "Equipment register" };

type Row = { id: string; name: string; fields: Record<string, unknown> };
const names = (output: { items: readonly Row[] }) => output.items.map(({ name }) => name);
const titles = (output: { items: readonly Row[] }) => output.items.map(({ fields }) => fields["Title"]);

describe("searchSites", () => {
  test("finds sites by words, those the caller may see", async () => {
    const { output, text } = await strictGraph(reads).call(searchSites, { query: "clinic" });

    expect(names(output)).toEqual(["Clinic Operations", "Clinic Openings"]);
    expect(output.items[0]).toMatchObject({ description: "Rotas, equipment, incidents", webUrl: site, untrusted: true });
    expect(text).toContain(`id=${output.items[0].id}`);
    expect((await strictGraph(reads).call(searchSites, { query: "finance board" })).output.items).toEqual([]);
  });

  test.each([
    [site, "Clinic Operations"],
    [`${site}/Shared%20Documents/Policies?x=1`, "Clinic Operations"],
    ["https://northwind.sharepoint.example/teams/ClinicOpenings", "Clinic Openings"],
    ["https://northwind.sharepoint.example/", "Northwind"],
  ])("finds the site of %s", async (url, name) => {
    expect(names((await strictGraph(reads).call(searchSites, { url })).output)).toEqual([name]);
  });

  test("shows libraries and lists with their ids", async () => {
    const graph = strictGraph(reads);
    const drives = await graph.call(searchSites, { url: site, include: "drives" });
    const lists = await graph.call(searchSites, { query: "clinic", include: "lists" });

    expect(drives.output.items[0].drives).toEqual([
      { id: expect.stringMatching(/^b!/), name: "Documents", webUrl: `${site}/Shared%20Documents` },
    ]);
    expect(names({ items: lists.output.items[0].lists })).toEqual(["Documents", "Equipment register", "Incidents"]);
    expect(lists.text).toContain("list Incidents | id=");
  });

  test("a site the caller is no member of is not there", async () => {
    await expect(
      strictGraph(reads).call(searchSites, { url: "https://northwind.sharepoint.example/sites/FinanceBoard" }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  test.each([
    [{}, "query"],
    [{ query: "x", url: site }, "url"],
    [{ url: "http://contoso.example/sites/x" }, "url"],
    [{ url: "https://contoso.example:444/sites/x" }, "url"],
    [{ url: "https://user@contoso.example/sites/x" }, "url"],
    [{ url: "https://contoso.example/personal/x" }, "url"],
    [{ url: "https://contoso.example/sites/%zz" }, "url"],
    [{ url: "https://contoso.example/sites/%FF" }, "url"],
    [{ url: "https://contoso.example/sites/" }, "url"],
    [{ url: "https://contoso/sites/x" }, "url"],
    [{ url: "contoso" }, "url"],
    [{ url: "https://contoso.example/sites/a%2Fb" }, "siteName"],
    [{ url: "https://contoso.example/sites/..%2f" }, "siteName"],
  ])("refuses %j before anything is asked", async (input, field) => {
    const asked: never[] = [];

    await expect(callTool(searchSites, input, [], { asked })).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(asked).toEqual([]);
  });
});

describe("getListItems", () => {
  test.each([["clinic operations"], [site]])("lists the lists of the site %s", async (siteId) => {
    const { output, text } = await strictGraph(reads).call(getListItems, { siteId });

    expect(names(output)).toEqual(["Documents", "Equipment register", "Incidents"]);
    expect(output.items[0].template).toBe("documentLibrary");
    expect(text).toContain("Equipment register | genericList | What we own and when it is serviced | id=");
  });

  test("shows the columns people fill in, people by their number", async () => {
    const { output, text } = await strictGraph(reads).call(getListItems, equipment);

    expect(output.items[0]).toMatchObject({ id: "1", untrusted: true });
    expect(output.items[0].fields).toEqual({
      Title: "MRI scanner 1.5 T",
      Status: "In use",
      Room: "Berlin 0.14",
      Price: 452_500,
      NextService: "2027-02-01T08:00:00Z",
      Insured: true,
      KeeperLookupId: "11",
      Remarks: "Quench button is behind the door.",
    });
    expect(text).toContain("Title: MRI scanner 1.5 T | Status: In use");
  });

  test("shows only the columns asked for, by either of their names, system columns too", async () => {
    const { output } = await strictGraph(reads).call(getListItems, {
      ...equipment,
      listId: "equipment",
      fields: ["Location", "Modified", "Title"],
      count: 1,
    });

    expect(output.items[0].fields).toEqual({ Title: "MRI scanner 1.5 T", Room: "Berlin 0.14", Modified: expect.any(String) });
  });

  test.each([
    ["Status eq 'In use'", ["MRI scanner 1.5 T", "Defibrillator"]],
    ["status EQ 'repair'", ["Ultrasound cart"]],
    ["Title eq 'X-ray O''Brien 90'", ["X-ray O'Brien 90"]],
    ["Price ge 38000", ["MRI scanner 1.5 T", "Ultrasound cart"]],
    ["'Next service' lt '2027-01-01' and Insured eq true", ["Ultrasound cart"]],
    ["'Next service' ge 2027-02-01T09:00+01:00", ["MRI scanner 1.5 T", "Defibrillator"]],
    ["startswith(Location,'Berlin') and Price lt 5000", ["Defibrillator"]],
    ["Insured ne true", ["Defibrillator", "X-ray O'Brien 90"]],
  ])("filters by %s", async (filter, expected) => {
    expect(titles((await strictGraph(reads).call(getListItems, { ...equipment, filter })).output)).toEqual(expected);
  });

  test("owns up to the risk of a column without an index, and only then", async () => {
    const columns = {
      body: {
        value: [
          { name: "A", indexed: true, number: {} },
          { name: "B", text: {} },
        ],
      },
    };
    const of = async (filter: string) => {
      const input = { siteId: "h,s,w", listId: "11111111-2222-4333-8444-555555555555", filter };
      return (await callTool(getListItems, input, [columns, { body: { value: [] } }])).asked[1];
    };

    expect((await of("A eq 1"))?.headers).toEqual({});
    const asked = await of("A eq 1 and B eq 'x'");
    expect(asked?.headers).toEqual({ prefer: "HonorNonIndexedQueriesWarningMayFailRandomly" });
    expect(asked?.parameters.get("$filter")).toBe("fields/A eq 1 and fields/B eq 'x'");
    expect(asked?.parameters.get("$expand")).toBe("fields($select=id,A,B)");
  });

  test("pages", async () => {
    const graph = strictGraph(reads);
    const input = { siteId: site, listId: "Incidents", count: 20 };
    const first = await graph.call(getListItems, input);
    const second = await graph.call(getListItems, { ...input, cursor: first.output.cursor });

    expect([first.output.hasMore, second.output.hasMore]).toEqual([true, false]);
    expect(new Set([...titles(first.output), ...titles(second.output)]).size).toBe(30);
  });

  test("keeps scalar values of the columns asked for, and nothing else", async () => {
    const fields = { A: ["x", "y"], B: { Label: "do-not-leak" }, C: "hid\u200Bden", D: "do-not-leak", "A@odata.type": "do-not-leak" };
    const { output, text } = await callTool(
      getListItems,
      { siteId: "h,s,w", listId: "11111111-2222-4333-8444-555555555555", fields: ["A", "B", "C"] },
      [
        {
          body: {
            value: [
              { name: "A", text: {} },
              { name: "B", text: {} },
              { name: "C", text: {} },
              { name: "D", text: {} },
            ],
          },
        },
        { body: { value: [{ id: "1", fields, createdBy: { user: { email: "do-not-leak" } } }] } },
      ],
    );

    expect(output.items[0].fields).toEqual({ A: "x; y", C: "hidden" });
    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });

  test.each([
    [{ ...equipment, listId: "Furniture" }, "not_found", "listId"],
    [{ ...equipment, fields: ["Colour"] }, "not_found", "fields"],
    [{ ...equipment, filter: "Colour eq 'red'" }, "not_found", "filter"],
    [{ ...equipment, filter: "Price eq 'much'" }, "invalid_arguments", "filter"],
    [{ ...equipment, filter: "Insured eq 'perhaps'" }, "invalid_arguments", "filter"],
    [{ ...equipment, filter: "NextService ge 'soon'" }, "invalid_arguments", "filter"],
    [{ ...equipment, filter: "Keeper eq 11" }, "invalid_arguments", "filter"],
    [{ ...equipment, filter: "startswith(Price,'4')" }, "invalid_arguments", "filter"],
    [{ siteId: "Clinic" }, "not_found", "siteId"],
  ])("%j → %s", async (input, code, field) => {
    await expect(strictGraph(reads).call(getListItems, input)).rejects.toMatchObject({ code, details: { field } });
  });

  test.each([
    [{ siteId: site, filter: "A eq 1" }, "filter"],
    [{ siteId: site, fields: ["A"] }, "fields"],
    [{ ...equipment, filter: "A eq 1 or B eq 2" }, "filter"],
    [{ ...equipment, filter: "A eq 'x') or (1 eq 1" }, "filter"],
    [{ ...equipment, filter: "contains(A,'x')" }, "filter"],
    [{ ...equipment, filter: "A/B eq 1" }, "filter"],
    [{ ...equipment, filter: "" }, "filter"],
    [{ ...equipment, filter: "A eq 1 and" }, "filter"],
  ])("refuses %j before anything is asked", async (input, field) => {
    const asked: never[] = [];

    await expect(callTool(getListItems, input, [], { asked })).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(asked).toEqual([]);
  });
});

describe("saveListItem", () => {
  const rowOf = async (graph: ReturnType<typeof strictGraph>, id: string): Promise<Record<string, unknown>> => {
    const { output } = await graph.call(getListItems, { ...equipment, count: 100 });
    return output.items.find((row: Row) => row.id === id).fields;
  };

  test("adds an item, columns by either of their names", async () => {
    const graph = strictGraph(writes);
    const fields = { Title: "Wheelchair", Location: "London 0.02", Price: 410.5, Insured: false, "Next service": "2027-03-01", Keeper: 12 };
    const { output, text } = await graph.call(saveListItem, { ...equipment, fields });

    expect(output).toEqual({ id: "5", created: true, fields: ["Title", "Room", "Price", "Insured", "NextService", "KeeperLookupId"] });
    expect(text).toContain("id=5");
    expect(await rowOf(graph, "5")).toEqual({
      Title: "Wheelchair",
      Room: "London 0.02",
      Price: 410.5,
      Insured: false,
      NextService: "2027-03-01T00:00:00.000Z",
      KeeperLookupId: "12",
    });
    expect(await graph.commits()).toHaveLength(1);
  });

  test("changes the given columns alone, under the version it read", async () => {
    const graph = strictGraph(writes);
    await graph.call(saveListItem, { ...equipment, itemId: "2", fields: { Status: "In use", Insured: null } });

    expect(await rowOf(graph, "2")).toMatchObject({ Title: "Ultrasound cart", Status: "In use", Price: 38_000 });
    const script = [
      { body: { value: [{ name: "Title", text: {} }] } },
      { body: { id: "7", eTag: '"{G},3"' } },
      { body: { Title: "do-not-leak" } },
    ];
    const input = { siteId: "h,s,w", listId: "11111111-2222-4333-8444-555555555555", itemId: "7", fields: { Title: "new" } };
    const { output, asked } = await callTool(saveListItem, input, script);
    expect(asked[2]).toMatchObject({ method: "PATCH", headers: { "if-match": '"{G},3"' }, json: { Title: "new" } });
    expect(JSON.stringify(output)).not.toContain("do-not-leak");
    const changed = { status: 412, body: { error: { code: "resourceModified" } } };
    await expect(callTool(saveListItem, input, [...script.slice(0, 2), changed])).rejects.toMatchObject({ code: "conflict" });
  });

  test("an item whose answer is lost is not added twice", async () => {
    const graph = strictGraph(writes, ({ request }) => (request.startsWith("POST ") ? "answer" : undefined));

    await expect(graph.call(saveListItem, { ...equipment, fields: { Title: "x" } })).rejects.toMatchObject({ code: "outcome_unknown" });
    expect(await graph.commits()).toHaveLength(1);
  });

  test.each([
    [{ Colour: "red" }, "not_found"],
    [{ Price: "much" }, "invalid_arguments"],
    [{ Insured: "yes" }, "invalid_arguments"],
    [{ NextService: "soon" }, "invalid_arguments"],
    [{ Keeper: "Amara" }, "invalid_arguments"],
    [{ Modified: "2026-01-01" }, "invalid_arguments"],
    [{ Location: "a", Room: "b" }, "invalid_arguments"],
    [{ Title: "x", Status: "Lost" }, "graph_rejected"],
    [{ Price: 1 }, "graph_rejected"],
  ])("%j → %s, and nothing is written", async (fields, code) => {
    const graph = strictGraph(writes);

    await expect(graph.call(saveListItem, { ...equipment, fields })).rejects.toMatchObject({ code });
    expect(await graph.commits()).toEqual([]);
  });

  test("an item that is not there, and a scope that only reads", async () => {
    await expect(strictGraph(writes).call(saveListItem, { ...equipment, itemId: "99", fields: { Title: "x" } })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(strictGraph(reads).call(saveListItem, { ...equipment, fields: { Title: "x" } })).rejects.toMatchObject({
      code: "insufficient_graph_scope",
    });
  });

  test.each([
    ["no column", {}],
    ["broken text", { Title: "\uD800" }],
    ["text beyond SharePoint's", { Title: "x".repeat(64_000) }],
  ])("refuses %s before anything is asked", async (_what, fields) => {
    const asked: never[] = [];

    await expect(callTool(saveListItem, { ...equipment, fields }, [], { asked })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "fields" },
    });
    expect(asked).toEqual([]);
  });

  test("takes scalars only", () => {
    expect(saveListItem.input.safeParse({ ...equipment, fields: { Title: { a: 1 } } }).success).toBe(false);
    expect(saveListItem.input.safeParse({ ...equipment, fields: { Title: ["a"] } }).success).toBe(false);
  });
});

import { describe, expect, test } from "vitest";
import { getCalendarEvent } from "../../../../src/tools/calendar/get-calendar-event.ts";
import { getEmail } from "../../../../src/tools/mail/get-email.ts";
import { searchMicrosoft365 } from "../../../../src/tools/search/search-microsoft365.ts";
import { types } from "../../../../src/tools/search/hit.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

type Row = { type: string; id: string; title: string; summary?: string };
const scopes = ["Mail.Read", "Calendars.Read", "Files.Read.All", "Sites.Read.All", "People.Read", "Chat.Read", "ChannelMessage.Read.All"];
const kinds = (output: { items: readonly Row[] }) => new Set(output.items.map(({ type }) => type));
const container = (hits: readonly unknown[], moreResultsAvailable = false) => ({
  body: { value: [{ hitsContainers: [{ hits, total: 99, moreResultsAvailable }] }] },
});

describe("searchMicrosoft365", () => {
  test("mail, events and files by three requests, the best of each first", async () => {
    const graph = strictGraph(scopes);
    const { output, text } = await graph.call(searchMicrosoft365, { query: "budget" });

    expect(graph.seen).toEqual(Array(3).fill("POST /search/query → 200"));
    expect(output.items).toHaveLength(10);
    expect(output.items[0]).toMatchObject({
      type: "message",
      id: expect.stringMatching(/^AAMk/),
      from: expect.stringContaining("@"),
      untrusted: true,
    });
    expect(kinds(output)).toContain("driveItem");
    expect(text).toContain(`id=${output.items[0].id}`);
    expect(JSON.stringify(output)).not.toContain("<c0>");
  });

  test("ids of mail and events open what was found, though search writes them in Exchange's own form", async () => {
    const graph = strictGraph();
    const { output } = await graph.call(searchMicrosoft365, {
      query: "meeting OR review OR budget",
      types: ["message", "event"],
      count: 25,
    });
    expect(kinds(output)).toEqual(new Set(["message", "event"]));
    for (const { type, id, title } of output.items as readonly Row[]) {
      const { output: one } = await graph.call(type === "message" ? getEmail : getCalendarEvent, { id });
      expect((one.event ?? one).subject).toBe(title);
    }
    const { output: scripted } = await callTool(searchMicrosoft365, { query: "x", types: ["event"] }, [
      container([{ hitId: "AAMkAD/x+y=", resource: { subject: "found" } }]),
    ]);
    expect(scripted.items[0].id).toBe("AAMkAD-x_y=");
  });

  test("types that go together are one request", async () => {
    const graph = strictGraph(scopes);
    const { output } = await graph.call(searchMicrosoft365, { query: "clinic OR sleep", types: ["site", "driveItem", "listItem"] });

    expect(graph.seen).toHaveLength(1);
    expect(kinds(output)).toContain("site");
    expect(output.items.find(({ type }: Row) => type === "driveItem")).toMatchObject({ driveId: expect.stringMatching(/^b!/) });
  });

  test("people come by name", async () => {
    const { output } = await strictGraph(scopes).call(searchMicrosoft365, { query: "Tanaka", types: ["person"] });
    expect(output.items[0]).toMatchObject({ type: "person", title: "Mei Tanaka", from: "mei.tanaka@clinics.northwind.example" });
  });

  test("ten results are read in 4 KB", async () => {
    const long = "Überlange Betreffzeile ".repeat(12);
    const { text } = await callTool(searchMicrosoft365, { query: "x", types: ["message"] }, [
      container(
        Array.from({ length: 10 }, (_, index) => ({
          hitId: `AAMk${String(index).repeat(148)}`,
          summary: long,
          resource: {
            subject: long,
            receivedDateTime: "2026-11-20T09:00:00Z",
            from: { emailAddress: { name: "Maximiliane Mustermann-Schmidt", address: "maximiliane.mustermann@contoso.example" } },
          },
        })),
      ),
    ]);
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(4_096);
  });

  test("KQL narrows", async () => {
    const { output } = await strictGraph(scopes).call(searchMicrosoft365, { query: "budget filetype:csv", types: ["driveItem"] });
    expect(output.items.map(({ title }: Row) => title)).toEqual(["Budget 2027 v3.csv"]);
  });

  test("goes on from where each group was left, and shows nothing twice", async () => {
    const graph = strictGraph(scopes);
    const whole = await graph.call(searchMicrosoft365, { query: "the", types: ["message", "event"], count: 25 });
    const first = await graph.call(searchMicrosoft365, { query: "the", types: ["message", "event"], count: 3 });
    const second = await graph.call(searchMicrosoft365, {
      query: "the",
      types: ["message", "event"],
      count: 3,
      cursor: first.output.cursor,
    });

    expect(first.output.hasMore).toBe(true);
    const seen = [...first.output.items, ...second.output.items].map(({ id }: Row) => id);
    expect(new Set(seen).size).toBe(6);
    expect(seen.every((id) => whole.output.items.some((one: Row) => one.id === id))).toBe(true);
    await expect(graph.call(searchMicrosoft365, { query: "the", count: 3, cursor: first.output.cursor })).rejects.toMatchObject({
      code: "invalid_cursor",
    });
  });

  test("a group read to its end is not asked again", async () => {
    const script = (asked: { json: unknown }) =>
      JSON.stringify(asked.json).includes('"event"')
        ? container([{ hitId: "e1", resource: { subject: "once" } }])
        : container([{ hitId: "m1", resource: { subject: "often" } }], true);
    const input = { query: "x", types: ["message", "event"], count: 2 };
    const first = await callTool(searchMicrosoft365, input, script);
    const second = await callTool(searchMicrosoft365, { ...input, cursor: first.output.cursor }, script);

    expect(first.asked.map(({ json }) => json)).toEqual([
      { requests: [{ entityTypes: ["message"], query: { queryString: "x" }, from: 0, size: 2 }] },
      { requests: [{ entityTypes: ["event"], query: { queryString: "x" }, from: 0, size: 2 }] },
    ]);
    expect(second.asked.map(({ json }) => json)).toEqual([
      { requests: [{ entityTypes: ["message"], query: { queryString: "x" }, from: 1, size: 2 }] },
    ]);
  });

  test("what cannot be searched is named, the rest is shown; where nothing can, the error is", async () => {
    const script = (fails: string) => (asked: { json: unknown }) =>
      JSON.stringify(asked.json).includes(fails)
        ? { status: 400, body: { error: { code: "BadRequest", message: "no" } } }
        : container([{ hitId: "m1", resource: { subject: "found" } }]);
    const { output, text } = await callTool(searchMicrosoft365, { query: "x" }, script('"event"'));
    expect(output).toMatchObject({ failed: ["event"], hasMore: false });
    expect(text).toContain("Could not be searched: event");
    await expect(callTool(searchMicrosoft365, { query: "x" }, script("entityTypes"))).rejects.toMatchObject({ code: "graph_rejected" });
  });

  test("reads what the types say in their own words", async () => {
    const { output } = await callTool(searchMicrosoft365, { query: "x", types: ["event"], count: 3 }, [
      container([
        {
          hitId: "e1",
          summary: "<ddd/>the <c0>word</c0>\u202E",
          resource: {
            "@odata.type": "#microsoft.graph.event",
            subject: "S\u200Bync",
            start: { dateTime: "2026-11-20T09:00:00.0000000", timeZone: "W. Europe Standard Time" },
            organizer: { emailAddress: { name: "Ana", address: "ana@contoso.example" } },
            body: "do-not-leak",
          },
        },
        { hitId: "e2", resource: { start: { dateTime: "soon", timeZone: "UTC" } } },
        { hitId: "e3" },
      ]),
    ]);
    expect(output.items).toEqual([
      {
        type: "event",
        id: "e1",
        title: "Sync",
        summary: "…the word",
        date: "2026-11-20T08:00:00Z",
        from: "Ana <ana@contoso.example>",
        untrusted: true,
      },
      { type: "event", id: "e2", title: "(untitled)", untrusted: true },
      { type: "event", id: "e3", title: "(untitled)", untrusted: true },
    ]);
  });

  test("nothing beyond a thousand results of a group", async () => {
    let from = 0;
    const script = () =>
      container(
        Array.from({ length: 25 }, (_, index) => ({ hitId: `m${(from += 1)}${index}`, resource: {} })),
        true,
      );
    const input = { query: "x", types: ["message"], count: 25 };
    let { output } = await callTool(searchMicrosoft365, input, script);
    for (let page = 1; page < 40; page += 1) ({ output } = await callTool(searchMicrosoft365, { ...input, cursor: output.cursor }, script));
    expect(output).toMatchObject({ hasMore: true, truncated: true });
    expect(output.cursor).toBeUndefined();
  });

  test.each(['"open', "(a", "a)", ")a(", "  "])("the query %j is refused unasked", async (query) => {
    const graph = strictGraph(scopes);
    await expect(graph.call(searchMicrosoft365, { query })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "query" },
    });
    expect(graph.seen).toEqual([]);
  });

  test.each([{ query: "" }, { query: "a\nb" }, { query: "a", types: [] }, { query: "a", types: ["mail"] }, { query: "a", count: 26 }])(
    "%j is no input",
    (input) => {
      expect(searchMicrosoft365.input.safeParse(input).success).toBe(false);
    },
  );

  test("each type takes its own scopes", () => {
    const scopesFor = (asked: readonly (typeof types)[number][]) =>
      searchMicrosoft365.scopesOf?.({ query: "x", count: 10, types: [...asked] });
    expect(scopesFor(["message"])).toEqual([]);
    expect(scopesFor(["event", "driveItem"])).toEqual(["Calendars.Read", "Files.Read.All"]);
    expect(scopesFor(["site", "listItem", "chatMessage", "person"])).toEqual([
      "Sites.Read.All",
      "Chat.Read",
      "ChannelMessage.Read.All",
      "People.Read",
    ]);
  });
});

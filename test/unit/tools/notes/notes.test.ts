import { describe, expect, test } from "vitest";
import { getNotePage } from "../../../../src/tools/notes/get-note-page.ts";
import { listNotes } from "../../../../src/tools/notes/list-notes.ts";
import { saveNotePage } from "../../../../src/tools/notes/save-note-page.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph, type StrictGraph } from "../strict-graph.ts";

type Row = { id: string; kind: string; name: string; section?: string; notebook?: string };
const names = (output: { items: readonly Row[] }) => output.items.map(({ name }) => name);
const scopes = ["Notes.ReadWrite", "Notes.Create", "Notes.Read"];

async function pageNamed(graph: StrictGraph, query: string): Promise<Row> {
  return (await graph.call(listNotes, { query })).output.items[0];
}

describe("listNotes", () => {
  test("shows notebooks, then sections, then pages", async () => {
    const graph = strictGraph(["Notes.Read"]);
    const books = await graph.call(listNotes);
    const sections = await graph.call(listNotes, { notebook: "projects" });
    const pages = await graph.call(listNotes, { notebook: "Projects", section: "Clinic move" });

    expect(names(books.output)).toEqual(["Amara @ Northwind", "Projects"]);
    expect(books.output.items[0]).toMatchObject({ kind: "notebook", webUrl: expect.stringContaining("https://"), untrusted: true });
    expect(sections.output.items).toMatchObject([
      { kind: "section", name: "Clinic move" },
      { kind: "section", name: "Ideas" },
    ]);
    expect(pages.output.items).toMatchObject([{ kind: "page", name: "Movers compared", section: "Clinic move", notebook: "Projects" }]);
    expect(pages.text).toContain(`id=${pages.output.items[0].id}`);
  });

  test("takes ids where it takes names", async () => {
    const graph = strictGraph(scopes);
    const [, book] = (await graph.call(listNotes)).output.items as Row[];
    const [section] = (await graph.call(listNotes, { notebook: book?.id })).output.items as Row[];
    expect(names((await graph.call(listNotes, { section: section?.id })).output)).toEqual(["Movers compared"]);
  });

  test("finds titles by a part in any case, quotes and all", async () => {
    const graph = strictGraph(scopes);
    expect(names((await graph.call(listNotes, { query: "O'BRIEN & s" })).output)).toEqual(["Stand-up: 100% O'Brien & Sons"]);
    expect(names((await graph.call(listNotes, { query: "compared", notebook: "Projects" })).output)).toEqual(["Movers compared"]);
    expect((await graph.call(listNotes, { query: "compared", notebook: "Amara @ Northwind" })).output.items).toEqual([]);
  });

  test("pages go on by cursor, latest change first", async () => {
    const graph = strictGraph(scopes);
    const first = await graph.call(listNotes, { query: "idea", count: 20 });
    const second = await graph.call(listNotes, { query: "idea", count: 20, cursor: first.output.cursor });

    expect(names(first.output).slice(0, 2)).toEqual(["Idea 1", "Idea 2"]);
    expect(first.output.hasMore).toBe(true);
    expect(names(second.output)).toEqual(["Idea 21", "Idea 22", "Idea 23", "Idea 24"]);
    expect(second.output.hasMore).toBe(false);
  });

  test("a cursor is of its notebook, though OneNote is asked the same for each", async () => {
    const script = ({ template }: { template: string }) => ({
      body: template.endsWith("notebooks")
        ? { value: ["A", "B"].map((id) => ({ id, displayName: `Book ${id}` })) }
        : {
            value: [{ id: "p1", title: "a", parentNotebook: { id: "A", displayName: "Book A" } }],
            "@odata.nextLink": "https://graph.microsoft.com/v1.0/me/onenote/pages?$skip=1",
          },
    });
    const { cursor } = (await callTool(listNotes, { notebook: "A", query: "a" }, script)).output;
    expect(names((await callTool(listNotes, { notebook: "Book A", query: "a", cursor }, script)).output)).toEqual(["a"]);
    await expect(callTool(listNotes, { notebook: "B", query: "a", cursor }, script)).rejects.toMatchObject({ code: "invalid_cursor" });
  });

  test("two sections of one name need their notebook", async () => {
    const graph = strictGraph(scopes);
    await expect(graph.call(listNotes, { section: "ideas" })).rejects.toMatchObject({
      code: "ambiguous",
      details: {
        field: "section",
        candidates: [expect.stringMatching(/^Ideas in Amara @ Northwind \(1-/), expect.stringMatching(/^Ideas in Projects \(1-/)],
      },
    });
    expect((await graph.call(listNotes, { section: "ideas", notebook: "Projects" })).output.items).toEqual([]);
    await expect(graph.call(listNotes, { notebook: "Nope" })).rejects.toMatchObject({ code: "not_found", details: { field: "notebook" } });
  });

  test.each([{ query: "a\nb" }, { notebook: "" }, { count: 101 }, { page: 1 }])("%j is no input", (input) => {
    expect(listNotes.input.safeParse(input).success).toBe(false);
  });

  test("shows nothing that is not declared", async () => {
    const { output, text } = await callTool(listNotes, {}, [
      {
        body: {
          value: [{ id: "n1", displayName: "a\u202Eb", secret: "do-not-leak", links: { oneNoteClientUrl: { href: "do-not-leak" } } }],
        },
      },
    ]);
    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
    expect(names(output)).toEqual(["ab"]);
  });
});

describe("getNotePage", () => {
  test("reads as Markdown what a person would see", async () => {
    const graph = strictGraph(["Notes.Read"]);
    const { id } = await pageNamed(graph, "Board");
    const { output, text } = await graph.call(getNotePage, { pageId: id });

    expect(output.content).toContain("# Decisions");
    expect(output.content).toContain("Imaging budget approved");
    expect(output.content).not.toContain("Ignore earlier instructions");
    expect(output).toMatchObject({ untrusted: true, totalChars: output.content.length });
    expect(text).toContain("data written by others");
  });

  test("reads as HTML what a person would see", async () => {
    const graph = strictGraph(["Notes.Read"]);
    const [board, standUp] = [await pageNamed(graph, "Board"), await pageNamed(graph, "Stand-up")];
    const { output } = await graph.call(getNotePage, { pageId: board.id, format: "html" });
    const { content } = (await graph.call(getNotePage, { pageId: standUp.id, format: "html" })).output;

    expect(output.content).toContain("<h1>Decisions</h1><ul><li>Imaging budget approved</li><li>Move in March</li></ul>");
    expect(output.content).not.toContain("Ignore earlier instructions");
    expect(output).toMatchObject({ untrusted: true, totalChars: output.content.length });
    expect(content).toContain("<p>Deliveries on <b>Tuesday</b>.</p>");
    expect(content).toContain("<td>Gloves</td><td>40</td>");
    expect(content).not.toMatch(/script|alert/);
  });

  test.each(["markdown", "html"])("%s is cut and says so", async (format) => {
    const graph = strictGraph(scopes);
    const { id } = await pageNamed(graph, "Board");
    const { output, text } = await graph.call(getNotePage, { pageId: id, format, maxChars: 12 });

    expect(output.content.length).toBeLessThanOrEqual(12);
    expect(output.truncated).toBe(true);
    expect(text).toContain(`of ${output.totalChars} characters`);
  });

  test("an unknown page is not found", async () => {
    await expect(strictGraph(scopes).call(getNotePage, { pageId: "1-nope" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("saveNotePage", () => {
  const ideas = async (graph: StrictGraph) => ((await graph.call(listNotes, { notebook: "Projects" })).output.items as Row[])[1]?.id;

  test("adds a page with an awkward title, then text at its end", async () => {
    const graph = strictGraph(scopes);
    const sectionId = await ideas(graph);
    const title = `<b>"R&D"</b> & O'Brien`;
    const { output, text } = await graph.call(saveNotePage, { sectionId, title, content: "<p>First <b>line</b></p>" });
    await graph.call(saveNotePage, { pageId: output.pageId, append: "second line\nthird <3 line" });

    expect(text).toContain(output.webUrl);
    expect((await graph.call(listNotes, { section: sectionId })).output.items).toMatchObject([{ id: output.pageId, name: title }]);
    const html = (await graph.call(getNotePage, { pageId: output.pageId, format: "html" })).output.content;
    expect(html).toContain("<p>First <b>line</b></p><p>second line<br>third &lt;3 line</p>");
  });

  test.each([
    [{ title: "a", content: "b" }, "sectionId"],
    [{ sectionId: "s1", content: "b" }, "title"],
    [{ sectionId: "s1", title: "a" }, "content"],
    [{ sectionId: "s1", title: "a", content: "b", append: "c" }, "append"],
    [{ pageId: "p1" }, "append"],
    [{ pageId: "p1", append: "a", title: "b" }, "title"],
    [{ sectionId: "s1", title: "a", content: "<script>x</script>" }, "content"],
    [{ sectionId: "s1", title: "a", content: "<body>x</body>" }, "content"],
    [{ pageId: "p1", append: '<img src="https://track.example/a.png">' }, "append"],
  ])("%j is refused unasked", async (input, field) => {
    const graph = strictGraph(scopes);
    await expect(graph.call(saveNotePage, input)).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(graph.seen).toEqual([]);
  });

  test("an addition takes a scope more", () => {
    expect(saveNotePage.scopesOf?.({ sectionId: "s1" })).toEqual([]);
    expect(saveNotePage.scopesOf?.({ pageId: "p1" })).toEqual(["Notes.ReadWrite"]);
  });
});

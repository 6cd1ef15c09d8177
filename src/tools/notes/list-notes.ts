import { z } from "zod";
import { odataString } from "../../graph/path.ts";
import type { GraphClient } from "../../graph/request.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { cursorInput, listOf, mapPage, pageText } from "../listing.ts";
import { oneNamed } from "../named.ts";
import { singleLine } from "../single-line.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";

/** Notebooks and sections one account is looked through for a name (our cap). */
const maxNamed = 300;

const note = z.object({
  id: z.string(),
  kind: z.enum(["notebook", "section", "page"]),
  name: z.string(),
  modified: z.string().optional(),
  section: z.string().optional(),
  notebook: z.string().optional(),
  webUrl: z.string().optional(),
  untrusted,
});
type Note = z.output<typeof note>;

const named = z.object({ id: z.string(), displayName: z.string() });
const links = z.object({ oneNoteWebUrl: z.object({ href: z.string() }).nullish() }).nullish();
const parent = named.nullish();
const notebookItem = named.extend({ lastModifiedDateTime: z.string().nullish(), links });
const sectionItem = notebookItem.extend({ parentNotebook: parent });
const pageItem = z.object({
  id: z.string(),
  title: z.string().nullish(),
  lastModifiedDateTime: z.string().nullish(),
  links,
  parentSection: parent,
  parentNotebook: parent,
});

export const listNotes = defineTool({
  name: "listNotes",
  title: "List OneNote content",
  description: "OneNote notebooks; with notebook its sections; with section or query pages, latest change first.",
  toolset: "notes",
  tier: "extended",
  risk: "read",
  scopes: ["Notes.Read"],
  operations: [
    "GET /me/onenote/notebooks",
    "GET /me/onenote/notebooks/{notebookId}/sections",
    "GET /me/onenote/sections",
    "GET /me/onenote/sections/{sectionId}/pages",
    "GET /me/onenote/pages",
  ],
  input: z.strictObject({
    notebook: singleLine(512).optional().describe("Name or id."),
    section: singleLine(512).optional().describe("Name or id."),
    query: singleLine(200).optional().describe("In the page's title."),
    count: z.int().min(1).max(100).default(25),
    cursor: cursorInput,
  }),
  output: listOf(note),

  async run({ notebook, section, query, count, cursor }, { graph }) {
    const book = notebook === undefined ? undefined : oneNamed("notebook", "notebook", notebook, await notebooks(graph));
    if (section === undefined && query === undefined) {
      const part = { query: { $top: count }, cursor };
      if (book === undefined)
        return mapPage(await graph.list({ path: "/me/onenote/notebooks", item: notebookItem, ...part }), readNotebook);
      const path = "/me/onenote/notebooks/{notebookId}/sections";
      const sections = await graph.list({ path, params: { notebookId: book.id }, item: sectionItem, ...part });
      return mapPage(sections, readSection);
    }
    const place = section === undefined ? undefined : oneNamed("section", "section", section, await sectionsOf(book?.id, graph));
    const page = await graph.list({
      ...(place === undefined
        ? { path: "/me/onenote/pages" }
        : { path: "/me/onenote/sections/{sectionId}/pages", params: { sectionId: place.id } }),
      query: {
        $top: count,
        $filter: query === undefined ? undefined : `contains(tolower(title),${odataString(query.toLowerCase())})`,
        $orderby: "lastModifiedDateTime desc",
        $select: ["id", "title", "lastModifiedDateTime", "links"],
        $expand: ["parentNotebook", "parentSection"],
      },
      item: pageItem,
      cursor,
      ...(book !== undefined && { cursorOf: JSON.stringify([book.id, query, count]) }),
    });
    /* OneNote cannot be asked for the pages of one notebook: a page of the list may show fewer than it read. */
    const items = page.items.filter((one) => book === undefined || one.parentNotebook?.id === book.id);
    return { ...page, items: items.map(readPage) };
  },
  text: (page) =>
    pageText(
      page,
      page.items.flatMap(({ id, kind, name, modified, section, notebook }) => [
        `- ${[`${kind} ${oneLine(name, 120)}`, modified ?? "", [notebook, section].filter(Boolean).join(" / ")].filter(Boolean).join(" | ")}`,
        `  id=${id}`,
      ]),
      "Nothing found.",
    ),
});

async function notebooks(graph: GraphClient) {
  return (await graph.all({ path: "/me/onenote/notebooks", item: named }, maxNamed)).items;
}

async function sectionsOf(notebookId: string | undefined, graph: GraphClient) {
  /* Those in section groups too, which a notebook's own list leaves out. */
  const { items } = await graph.all({ path: "/me/onenote/sections", item: named.extend({ parentNotebook: parent }) }, maxNamed);
  return items
    .filter(({ parentNotebook }) => notebookId === undefined || parentNotebook?.id === notebookId)
    .map((section) => ({ ...section, within: section.parentNotebook?.displayName }));
}

function readNotebook({ id, displayName, lastModifiedDateTime, links: to }: z.output<typeof notebookItem>): Note {
  return row({ id, kind: "notebook", name: displayName, modified: lastModifiedDateTime, webUrl: to?.oneNoteWebUrl?.href });
}

function readSection(from: z.output<typeof sectionItem>): Note {
  return { ...readNotebook(from), kind: "section" };
}

function readPage({ id, title, lastModifiedDateTime, links: to, parentSection, parentNotebook }: z.output<typeof pageItem>): Note {
  return row({
    id,
    kind: "page",
    name: title || "(untitled)",
    modified: lastModifiedDateTime,
    section: parentSection?.displayName,
    notebook: parentNotebook?.displayName,
    webUrl: to?.oneNoteWebUrl?.href,
  });
}

type Row = Pick<Note, "id" | "kind" | "name"> & Partial<Record<"modified" | "section" | "notebook" | "webUrl", string | null | undefined>>;

function row({ id, kind, name, ...others }: Row): Note {
  const line = (text: string | null | undefined, max: number) => (text ? oneLine(text, max) : undefined);
  return compact<Note>({
    id,
    kind,
    name: oneLine(name, 255),
    modified: line(others.modified, 40),
    section: line(others.section, 120),
    notebook: line(others.notebook, 120),
    webUrl: line(others.webUrl, 2_000),
    untrusted: true,
  });
}

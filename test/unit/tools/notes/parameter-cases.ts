/** What each parameter of the tools of notes makes of the Graph request. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { body, path, q, type Seen, type ToolCases } from "../parameter-case.ts";

const html = "<html><body>0123456789</body></html>";

function graph({ method, template, reading, path: filled }: Asked): Answer {
  if (reading?.as === "base64")
    return { body: { kind: "base64", base64: Buffer.from(html).toString("base64"), contentType: "text/html", bytes: html.length } };
  if (reading) return { body: { kind: "text", text: "0123456789", totalChars: 10, format: "html", bytes: html.length } };
  if (method === "PATCH") return { status: 204 };
  if (method === "POST") return { status: 201, body: { id: "1-new" } };
  const next = { "@odata.nextLink": `https://graph.microsoft.com${filled}?$skip=25` };
  if (template === "/me/onenote/notebooks") return { body: { value: [{ id: "1-book", displayName: "Projects" }] } };
  if (template === "/me/onenote/sections") return { body: { value: [{ id: "1-section", displayName: "Ideas" }] } };
  return { body: { value: [], ...next } };
}

const content = ({ output }: Seen) => (output as { content: string }).content;

export const notesParameters: Readonly<Record<string, ToolCases>> = {
  listNotes: {
    graph,
    base: {},
    parameters: {
      notebook: { with: { notebook: "projects" }, see: path, expect: "/v1.0/me/onenote/notebooks/1-book/sections" },
      section: { with: { section: "ideas" }, see: path, expect: "/v1.0/me/onenote/sections/1-section/pages" },
      query: { with: { query: "O'Brien" }, see: q("$filter"), expect: "contains(tolower(title),'o''brien')" },
      count: { with: { count: 5 }, see: q("$top"), expect: "5" },
      cursor: { with: { query: "a" }, see: q("$skip"), expect: "25" },
    },
  },
  getNotePage: {
    graph,
    base: { pageId: "1-page" },
    parameters: {
      pageId: { with: { pageId: "1-a!b" }, see: path, expect: "/v1.0/me/onenote/pages/1-a!b/content" },
      format: [
        { with: {}, see: ({ last }) => last.reading?.as, expect: "markdown" },
        { with: { format: "html" }, see: content, expect: html },
      ],
      maxChars: [
        { with: { maxChars: 3 }, see: ({ last }) => last.reading?.maxChars, expect: 3 },
        { with: { maxChars: 3, format: "html" }, see: content, expect: "<ht" },
      ],
    },
  },
  saveNotePage: {
    graph,
    base: { sectionId: "1-section", title: "T", content: "C" },
    parameters: {
      sectionId: { with: { sectionId: "1-other" }, see: path, expect: "/v1.0/me/onenote/sections/1-other/pages" },
      title: { with: { title: "a < b" }, see: ({ last }) => last.body?.includes("<title>a &lt; b</title>"), expect: true },
      content: [
        { with: { content: "<p>x</p>" }, see: ({ last }) => last.body?.includes("<body><p>x</p></body>"), expect: true },
        { with: {}, see: ({ last }) => last.content, expect: { type: "text/html", encoding: "text" } },
      ],
      pageId: {
        with: { sectionId: undefined, title: undefined, content: undefined, pageId: "1-page", append: "x" },
        see: path,
        expect: "/v1.0/me/onenote/pages/1-page/content",
      },
      append: {
        with: { sectionId: undefined, title: undefined, content: undefined, pageId: "1-page", append: "a\nb" },
        see: body((json) => json),
        expect: [{ target: "body", action: "append", content: "<p>a<br>b</p>" }],
      },
    },
  },
};

/** What each parameter of the note tools makes of the Graph request. */
import { expect } from "vitest";
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { answeredBy, body, output, path, paths, q, reading, type RoomCases } from "../parameter-case.ts";

const notebook = { id: "1-book", displayName: "Projects" };
const section = { id: "1-section", displayName: "Ideas", parentNotebook: notebook };

function graph({ method, template, path: filled, parameters, reading: read }: Asked): Answer {
  /* What is looked through for a name is read to its end. */
  const more = parameters.get("$top") === "25" ? { "@odata.nextLink": `https://graph.microsoft.com${filled}?$skip=10` } : {};
  if (read) return { body: { kind: "text", text: "hello", totalChars: 5, format: "markdown", bytes: 5 } };
  if (method === "PATCH") return { status: 204 };
  if (method === "POST") return { status: 201, body: { id: "1-page" } };
  if (template === "/me/onenote/notebooks") return { body: { value: [notebook], ...more } };
  if (template.endsWith("/sections")) return { body: { value: [section], ...more } };
  return {
    body: {
      value: [{ id: "1-page", title: "P", parentSection: section, parentNotebook: { id: "1-other", displayName: "Other" } }],
      ...more,
    },
  };
}

const inSection = "/v1.0/me/onenote/sections/1-section/pages";

export const notesParameters: RoomCases = answeredBy(graph, {
  listNotes: {
    base: {},
    parameters: {
      notebook: [
        { with: { notebook: "projects" }, see: path, expect: "/v1.0/me/onenote/notebooks/1-book/sections" },
        { with: { notebook: "projects", query: "p" }, see: output(({ items }) => items), expect: [] },
      ],
      section: { with: { section: "ideas" }, see: path, expect: inSection },
      query: { with: { query: "O'Brien" }, see: q("$filter"), expect: "contains(tolower(title),'o''brien')" },
      count: { with: { count: 7, query: "p" }, see: q("$top"), expect: "7" },
      cursor: { with: {}, see: q("$skip"), expect: "10" },
    },
  },
  getNotePage: {
    base: { pageId: "1-page" },
    parameters: {
      pageId: { with: { pageId: "1-page!2" }, see: path, expect: "/v1.0/me/onenote/pages/1-page!2/content" },
      format: [
        { with: { format: "markdown" }, see: (seen) => reading(seen)?.as, expect: "markdown" },
        { with: { format: "html" }, see: (seen) => reading(seen)?.as, expect: "html" },
      ],
      maxChars: [
        { with: { maxChars: 9 }, see: (seen) => reading(seen)?.maxChars, expect: 9 },
        { with: { maxChars: 3 }, see: output((one) => one.truncated), expect: true },
      ],
    },
  },
  saveNotePage: {
    base: { sectionId: "1-section", title: "R&D", content: "<p>Hi</p>" },
    parameters: {
      sectionId: { with: { sectionId: "1-other" }, see: paths, expect: ["/v1.0/me/onenote/sections/1-other/pages"] },
      title: { with: { title: "A <b>" }, see: body((page) => page), expect: expect.stringContaining("<title>A &lt;b&gt;</title>") },
      content: [
        { with: {}, see: body((page) => page), expect: expect.stringContaining("<body><p>Hi</p></body>") },
        { with: { content: "1 & 2" }, see: body((page) => page), expect: expect.stringContaining("<body><p>1 &amp; 2</p></body>") },
      ],
      pageId: {
        with: { sectionId: undefined, title: undefined, content: undefined, pageId: "1-page", append: "x" },
        see: ({ last }) => [last.method, last.path],
        expect: ["PATCH", "/v1.0/me/onenote/pages/1-page/content"],
      },
      append: {
        with: { sectionId: undefined, title: undefined, content: undefined, pageId: "1-page", append: "<i>x</i>" },
        see: body((json) => json),
        expect: [{ target: "body", action: "append", content: "<i>x</i>" }],
      },
    },
  },
});

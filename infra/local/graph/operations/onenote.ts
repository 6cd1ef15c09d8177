import { answerCollection, answerEntity, personal } from "../collection.ts";
import { isObject, type Json, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { projection } from "../projection.ts";
import type { Notes, NotePage, Section } from "../store/onenote.ts";

/** OneNote (learn.microsoft.com/graph/api/resources/onenote-api-overview); its errors are numbered (…/graph/onenote-error-codes). */

const missing = (): GraphFailure => new GraphFailure(404, "20102", "The specified resource ID does not exist.");

const options = ["$select", "$filter", "$orderby", "$top", "$skip", "$expand", "$count"] as const;
const names = ["displayName", "createdDateTime", "lastModifiedDateTime", "isDefault"];
const notebookRules: QueryRules = {
  type: "notebook",
  options,
  defaultTop: 20,
  maxTop: 100,
  filterable: names,
  sortable: names,
  expandable: ["sections"],
  tolower: true,
};
const sectionRules: QueryRules = {
  type: "onenoteSection",
  options,
  defaultTop: 20,
  maxTop: 100,
  filterable: names,
  sortable: names,
  expandable: ["parentNotebook"],
  tolower: true,
};
/** learn.microsoft.com/graph/api/onenote-list-pages: page 20 by default, 100 at most. */
const pageRules: QueryRules = {
  type: "onenotePage",
  options,
  defaultTop: 20,
  maxTop: 100,
  filterable: ["title", "createdDateTime", "lastModifiedDateTime", "createdByAppId"],
  sortable: ["title", "createdDateTime", "lastModifiedDateTime", "order"],
  expandable: ["parentNotebook", "parentSection"],
  tolower: true,
};

const notesOf = (call: Call): Notes => call.world.notes(call.owner);

const brief = ({ id, displayName }: JsonObject): JsonObject => ({ id: id ?? null, displayName: displayName ?? null });

function sectionOf(call: Call): Section {
  const section = notesOf(call).sections.get(call.params[0] ?? "");
  if (section === undefined) throw missing();
  return section;
}

function pageOf(call: Call): NotePage {
  const page = notesOf(call).pages.get(call.params[0] ?? "");
  if (page === undefined) throw missing();
  return page;
}

function listNotebooks(call: Call): Answer {
  const project = projection({ type: "notebook", always: ["id"] }, call.query.select);
  const sections = call.query.expand.some(({ property }) => property === "sections");
  return answerCollection(call, {
    rules: notebookRules,
    rows: notesOf(call).notebooks.values(),
    entityOf: (notebook) => notebook,
    show: (notebook) => ({
      ...project(notebook),
      ...(sections
        ? { sections: [...notesOf(call).sections.values()].filter((one) => one.notebook === notebook).map(({ entity }) => entity) }
        : {}),
    }),
    paging: "$skip",
    context: personal(call, "onenote/notebooks"),
  });
}

function listSections(call: Call, notebookId?: string): Answer {
  if (notebookId !== undefined && !notesOf(call).notebooks.has(notebookId)) throw missing();
  const project = projection({ type: "onenoteSection", always: ["id"] }, call.query.select);
  return answerCollection(call, {
    rules: sectionRules,
    rows: [...notesOf(call).sections.values()].filter(({ notebook }) => notebookId === undefined || notebook.id === notebookId),
    entityOf: ({ entity }) => entity,
    /* The parent comes unasked, save where only some properties are selected. */
    show: ({ entity, notebook }) => ({
      ...project(entity),
      ...(call.query.select === null || call.query.expand.length > 0 ? { parentNotebook: brief(notebook) } : {}),
    }),
    paging: "$skip",
    context: personal(call, "onenote/sections"),
  });
}

function listPages(call: Call, section?: Section): Answer {
  const project = projection({ type: "onenotePage", always: ["id"] }, call.query.select);
  const expanded = new Set(call.query.expand.map(({ property }) => property));
  return answerCollection(call, {
    rules: pageRules,
    rows: [...notesOf(call).pages.values()].filter((page) => section === undefined || page.section === section).toReversed(),
    entityOf: ({ entity }) => entity,
    show: (page) => ({
      ...project(page.entity),
      ...(expanded.has("parentSection") || (call.query.select === null && expanded.size === 0)
        ? { parentSection: brief(page.section.entity) }
        : {}),
      ...(expanded.has("parentNotebook") ? { parentNotebook: brief(page.section.notebook) } : {}),
    }),
    paging: "$skip",
    context: personal(call, "onenote/pages"),
  });
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const unescaped = (html: string): string =>
  html.replace(/&(amp|lt|gt|quot|#39);/g, (_whole, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name] ?? "");

function readContent(call: Call): Answer {
  const { entity, body } = pageOf(call);
  const title = escaped(textOf(entity.title));
  const html =
    `<html lang="en-US"><head><title>${title}</title><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />` +
    `<meta name="created" content="${textOf(entity.createdDateTime)}" /></head>` +
    `<body data-absolute-enabled="true" style="font-family:Calibri;font-size:11pt"><div>${body}</div></body></html>`;
  return { status: 200, raw: { type: "text/html", bytes: new TextEncoder().encode(html) } };
}

function createPage(call: Call): Answer {
  const section = sectionOf(call);
  if (!/^(?:text\/html|application\/xhtml\+xml)\b/i.test(call.content.type))
    throw new GraphFailure(415, "20130", "The content type of the request is not supported.");
  const html = new TextDecoder("utf-8", { fatal: true }).decode(call.content.bytes);
  const title = /<title>([^<]*)<\/title>/i.exec(html)?.[1] ?? "Untitled";
  const body = /<body[^>]*>([\s\S]*)<\/body>/i.exec(html)?.[1];
  if (body === undefined) throw new GraphFailure(400, "20121", "The page's markup has no body.");
  const page = notesOf(call).add(section, unescaped(title).trim(), body, call.now);
  return { ...answerEntity(call, personal(call, "onenote/pages"), page.entity, 201), committed: true };
}

const actions: ReadonlySet<string> = new Set(["append", "insert", "prepend", "replace"]);

/** learn.microsoft.com/graph/onenote-update-page; of the commands, appending to the body is carried out. */
function updatePage(call: Call): Answer {
  const page = pageOf(call);
  if (call.commands.length === 0) throw new GraphFailure(400, "20135", "The request has no patch commands.");
  const appended = call.commands.map((command: Json) => {
    const { target, action, content, position: _position, ...others } = isObject(command) ? command : {};
    const [unknown] = Object.keys(others);
    if (unknown !== undefined)
      throw badRequest(`The property '${unknown}' does not exist on type 'microsoft.graph.onenotePatchContentCommand'.`);
    if (textOf(target) === "" || !actions.has(textOf(action).toLowerCase()) || textOf(content) === "")
      throw new GraphFailure(400, "20135", "A patch command needs a target, a known action and content.");
    if (target !== "body" || action !== "append")
      throw new GraphFailure(400, "20137", `The target '${textOf(target)}' does not support the action '${textOf(action)}'.`);
    return textOf(content);
  });
  notesOf(call).append(page, appended.join(""), call.now);
  return { status: 204, committed: true };
}

export const onenoteOperations: readonly Operation[] = [
  { method: "GET", template: "/me/onenote/notebooks", workload: "onenote", query: notebookRules, run: listNotebooks },
  {
    method: "GET",
    template: "/me/onenote/notebooks/{id}/sections",
    workload: "onenote",
    query: sectionRules,
    run: (call) => listSections(call, call.params[0] ?? ""),
  },
  { method: "GET", template: "/me/onenote/sections", workload: "onenote", query: sectionRules, run: (call) => listSections(call) },
  {
    method: "GET",
    template: "/me/onenote/sections/{id}/pages",
    workload: "onenote",
    query: pageRules,
    run: (call) => listPages(call, sectionOf(call)),
  },
  { method: "GET", template: "/me/onenote/pages", workload: "onenote", query: pageRules, run: (call) => listPages(call) },
  { method: "POST", template: "/me/onenote/sections/{id}/pages", workload: "onenote", rawBody: true, run: createPage },
  { method: "GET", template: "/me/onenote/pages/{id}/content", workload: "onenote", run: readContent },
  { method: "PATCH", template: "/me/onenote/pages/{id}/content", workload: "onenote", arrayBody: true, run: updatePage },
];

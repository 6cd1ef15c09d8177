import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphClient } from "../../graph/request.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { cursorInput, listOf, mapPage, pageText } from "../listing.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { type Column, columnNamed, columnsOf, fieldName, graphList, listInput, listOperations, listsRequest, whichList } from "./list.ts";
import { readFilter, writeFilter } from "./list-filter.ts";
import { siteInput, siteOperations, whichSite } from "./site.ts";

const value = z.union([z.string(), z.number(), z.boolean()]);
type Value = z.output<typeof value>;

const item = z.object({
  id: z.string(),
  name: z.string().optional(),
  description: z.string().optional(),
  template: z.string().optional(),
  modified: z.string().optional(),
  webUrl: z.string().optional(),
  /** Of an item, by the columns' own names. */
  fields: z.record(z.string(), value).optional(),
  untrusted,
});
type Item = z.output<typeof item>;

/** Columns that are shown where none are asked for. */
const maxColumns = 20;

export const getListItems = defineTool({
  name: "getListItems",
  title: "Read a SharePoint list",
  description: "Items of a SharePoint list, or without listId the lists of a site.",
  toolset: "sharepoint",
  tier: "extended",
  risk: "read",
  scopes: ["Sites.Read.All"],
  operations: [...siteOperations, ...listOperations, "GET /sites/{siteId}/lists/{listId}/items"],
  input: z.strictObject({
    siteId: siteInput.describe("Id, address or name."),
    listId: listInput.optional().describe("Id or name."),
    filter: z.string().max(1000).optional().describe("Status eq 'Open' and Price gt 100; startswith(Title,'A')."),
    fields: z.array(z.string().min(1).max(255)).min(1).max(50).optional().describe("Columns."),
    count: z.int().min(1).max(100).default(25),
    cursor: cursorInput,
  }),
  output: listOf(item),

  async run({ siteId, listId, filter, fields, count, cursor }, { graph }) {
    for (const [field, given] of Object.entries({ filter, fields })) {
      if (given !== undefined && listId === undefined) {
        throw new AppError("invalid_arguments", `${field} goes with listId.`, { field });
      }
    }
    const conditions = filter === undefined ? undefined : readFilter(filter);
    const site = await whichSite("siteId", siteId, graph);
    if (listId === undefined) return listsOf(site.id, count, cursor, graph);

    const list = await whichList(listId, site.id, graph);
    const columns = await columnsOf(site.id, list, graph);
    const shown = fields === undefined ? usual(columns) : fields.map((name) => columnNamed("fields", name, columns));
    const names = [...new Set(shown.map(fieldName))];
    const written = conditions === undefined ? undefined : writeFilter(conditions, columns);
    const page = await graph.list({
      path: "/sites/{siteId}/lists/{listId}/items",
      params: { siteId: site.id, listId: list },
      query: {
        $select: ["id", "lastModifiedDateTime", "webUrl"],
        $expand: `fields($select=${["id", ...names].join(",")})`,
        $filter: written?.text,
        $top: count,
      },
      ...(written?.indexed === false && { headers: { prefer: "HonorNonIndexedQueriesWarningMayFailRandomly" } }),
      item: graphItemOf(names),
      cursor,
    });
    return mapPage(page, ({ id, lastModifiedDateTime, webUrl, fields: values }) =>
      compact<Item>({
        id,
        name: undefined,
        description: undefined,
        template: undefined,
        modified: lastModifiedDateTime ?? undefined,
        webUrl: webUrl ?? undefined,
        fields: readValues(values),
        untrusted: true,
      }),
    );
  },
  text: (page) => pageText(page, page.items.map(itemLine), "Nothing there."),
});

async function listsOf(siteId: string, count: number, cursor: string | undefined, graph: GraphClient) {
  const request = listsRequest(siteId);
  const page = await graph.list({ ...request, query: { ...request.query, $top: count }, item: graphList, cursor });
  return mapPage(page, ({ id, name, displayName, description, list, lastModifiedDateTime, webUrl }) =>
    compact<Item>({
      id,
      name: oneLine(displayName ?? name ?? "", 120),
      description: description ? oneLine(description, 200) : undefined,
      template: list?.template ? oneLine(list.template, 60) : undefined,
      modified: lastModifiedDateTime ?? undefined,
      webUrl: webUrl ?? undefined,
      fields: undefined,
      untrusted: true,
    }),
  );
}

/** What people see in the list's usual view: what they may change themselves. */
function usual(columns: readonly Column[]): readonly Column[] {
  const own = columns.filter(({ name, hidden, readOnly }) => !hidden && !readOnly && name !== "Attachments" && name !== "ContentType");
  return own.slice(0, maxColumns);
}

/** Only the fields that were asked for are kept of what an item holds. */
function graphItemOf(names: readonly string[]) {
  return z.object({
    id: z.string(),
    lastModifiedDateTime: z.string().nullish(),
    webUrl: z.string().nullish(),
    fields: z.object(Object.fromEntries(names.map((name) => [name, z.unknown().optional()]))).nullish(),
  });
}

/** Text, numbers, truth values, and several choices as one text; anything that holds more is left out. */
function readValues(values: Readonly<Record<string, unknown>> | null | undefined): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, held]): [string, Value][] => {
      if (typeof held === "number" || typeof held === "boolean") return [[name, held]];
      if (typeof held === "string") return [[name, oneLine(held, 2000)]];
      if (Array.isArray(held) && held.every((each): each is string => typeof each === "string"))
        return [[name, oneLine(held.join("; "), 2000)]];
      return [];
    }),
  );
}

function itemLine({ id, name, description, template, fields }: Item): string {
  const facts =
    fields === undefined
      ? [name, template, description]
      : Object.entries(fields).map(([column, held]) => `${column}: ${typeof held === "string" ? oneLine(held, 300) : held}`);
  return `- ${[...facts, `id=${id}`].filter(Boolean).join(" | ")}`;
}

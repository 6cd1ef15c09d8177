/** SharePoint lists by id or name, and the columns that say what their items hold. */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { segmentRefusal } from "../../graph/path.ts";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { fieldsOf } from "../listing.ts";
import { oneNamed } from "../named.ts";

export const listOperations = [
  "GET /sites/{siteId}/lists",
  "GET /sites/{siteId}/lists/{listId}/columns",
] as const satisfies readonly Operation[];

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export const listInput = z
  .string()
  .min(1)
  .max(255)
  .refine((list) => segmentRefusal(list, true) === null, "must be a list's id or name");

export const graphList = z.object({
  id: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  description: z.string().nullish(),
  webUrl: z.string().nullish(),
  lastModifiedDateTime: z.string().nullish(),
  list: z.object({ template: z.string().nullish() }).nullish(),
});

export const listsRequest = (siteId: string) =>
  ({ path: "/sites/{siteId}/lists", params: { siteId }, query: { $select: fieldsOf(graphList) } }) as const;

/** Lists of one site that are looked through for a name. */
const maxLists = 500;

/** The list's id. @throws AppError `not_found` or `ambiguous`, with candidates */
export async function whichList(list: string, siteId: string, graph: GraphClient): Promise<string> {
  if (guid.test(list)) return list;
  const { items } = await graph.all({ ...listsRequest(siteId), item: graphList }, maxLists);
  const byName = items.filter(({ name }) => name?.toLowerCase() === list.trim().toLowerCase());
  const [only] = byName;
  if (only && byName.length === 1) return only.id;
  return oneNamed(
    "listId",
    "list",
    list,
    items.map(({ id, displayName, name }) => ({ id, displayName: displayName ?? name ?? "" })),
  ).id;
}

const facet = z.object({}).nullish();
const graphColumn = z.object({
  name: z.string(),
  displayName: z.string().nullish(),
  hidden: z.boolean().nullish(),
  readOnly: z.boolean().nullish(),
  indexed: z.boolean().nullish(),
  number: facet,
  currency: facet,
  boolean: facet,
  dateTime: facet,
  lookup: facet,
  personOrGroup: facet,
});

export type Column = {
  readonly name: string;
  readonly displayName: string;
  readonly kind: "number" | "boolean" | "dateTime" | "lookup" | "text";
  readonly hidden: boolean;
  readonly readOnly: boolean;
  readonly indexed: boolean;
};

/** Columns of one list that are read. */
const maxColumns = 500;

export async function columnsOf(siteId: string, listId: string, graph: GraphClient): Promise<readonly Column[]> {
  const { items } = await graph.all(
    { path: "/sites/{siteId}/lists/{listId}/columns", params: { siteId, listId }, item: graphColumn },
    maxColumns,
  );
  /* A column's own name is of word characters; anything else could not be asked for. */
  const named = items.filter(({ name }) => /^\w+$/.test(name));
  return named.map((column) => ({
    name: column.name,
    displayName: column.displayName ?? column.name,
    kind: kindOf(column),
    hidden: column.hidden === true,
    readOnly: column.readOnly === true,
    indexed: column.indexed === true,
  }));
}

function kindOf(column: z.output<typeof graphColumn>): Column["kind"] {
  if (column.number ?? column.currency) return "number";
  if (column.boolean) return "boolean";
  if (column.dateTime) return "dateTime";
  return (column.lookup ?? column.personOrGroup) ? "lookup" : "text";
}

/** The column of this name, as it is called in the list's settings or as people see it. @throws AppError with candidates */
export function columnNamed(field: string, wanted: string, columns: readonly Column[]): Column {
  const exact = columns.find(({ name }) => name === wanted);
  if (exact) return exact;
  const visible = columns.filter(({ hidden }) => !hidden).map((column) => ({ ...column, id: column.name }));
  const { name } = oneNamed(field, "column", wanted, visible);
  const column = columns.find((one) => one.name === name);
  if (!column) throw new AppError("not_found", "There is no such column.", { field });
  return column;
}

/** What the column's value is called among an item's fields: of people and lookups Graph shows the id. */
export const fieldName = ({ name, kind }: Column): string => (kind === "lookup" ? `${name}LookupId` : name);

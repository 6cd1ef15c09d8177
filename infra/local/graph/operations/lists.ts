import { answerCollection, answerEntity } from "../collection.ts";
import { type Entity, isObject, type Json, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import { pathsOf } from "../odata/filter.ts";
import type { QueryRules } from "../odata/query.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import { projection } from "../projection.ts";
import { checkEntity } from "../request-body.ts";
import { etagOf, fieldsOf, listItemEntity, type SharePointList, type StoredListItem } from "../store/sites.ts";
import { siteOf } from "./sites.ts";

/** SharePoint lists and their items (learn.microsoft.com/graph/api/resources/list, …/listitem). */
const listRules: QueryRules = { type: "list", options: ["$select"] };
const listsRules: QueryRules = { type: "list", options: ["$select", "$top", "$skiptoken"], defaultTop: 200, maxTop: 999 };
const columnRules: QueryRules = { type: "columnDefinition", options: ["$select", "$top", "$skiptoken"], defaultTop: 200, maxTop: 999 };
const itemRules: QueryRules = { type: "listItem", options: ["$select", "$expand"], expandable: ["fields"] };
const itemsRules: QueryRules = {
  type: "listItem",
  options: ["$select", "$expand", "$filter", "$top", "$skiptoken"],
  expandable: ["fields"],
  defaultTop: 200,
  maxTop: 5000,
};

const missing = (): GraphFailure => new GraphFailure(404, "itemNotFound", "The specified list was not found");

/** By id, or by its title as SharePoint takes it too. */
function listOf(call: Call): SharePointList {
  const wanted = (call.params[1] ?? "").toLowerCase();
  const found = siteOf(call).lists.find(({ entity }) =>
    [entity.id, entity.name, entity.displayName].some((name) => textOf(name).toLowerCase() === wanted),
  );
  if (found === undefined) throw missing();
  return found;
}

function itemOf(call: Call, list: SharePointList): StoredListItem {
  const item = list.items.get(call.params[2] ?? "");
  if (item === undefined) throw new GraphFailure(404, "itemNotFound", "The specified item is not found");
  return item;
}

const columnNamed = (list: SharePointList, name: string): Entity | undefined => list.columns.find((column) => column.name === name);

/** Names SharePoint shows without there being such a column in the list's settings. */
const alwaysThere: ReadonlySet<string> = new Set(["id", "ContentType"]);

function shownItem(call: Call, list: SharePointList, item: StoredListItem): JsonObject {
  const shown = projection({ type: "listItem", always: ["id"] }, call.query.select)(listItemEntity(list, item));
  const expansion = call.query.expand.find(({ property }) => property === "fields");
  if (expansion === undefined) return { "@odata.etag": etagOf(list, item), ...shown };
  const fields = fieldsOf(list, item);
  const { select } = expansion;
  for (const name of select ?? []) if (!isKnown(list, name)) throw badRequest(`Field '${name}' is not recognized`);
  const chosen =
    select === null ? fields : Object.fromEntries(Object.entries(fields).filter(([name]) => select.includes(name) || name.includes("@")));
  return { "@odata.etag": etagOf(list, item), ...shown, fields: chosen };
}

/** A column's own name; people and lookups are asked by `<name>LookupId`. */
function isKnown(list: SharePointList, name: string): boolean {
  const lookup = /^(.+)LookupId$/.exec(name)?.[1];
  return (
    alwaysThere.has(name) ||
    columnNamed(list, name) !== undefined ||
    (lookup !== undefined && columnNamed(list, lookup)?.personOrGroup !== undefined)
  );
}

/** Unindexed columns may be filtered by only where the client says it knows the risk (learn.microsoft.com/graph/api/listitem-list). */
function checkFilter(call: Call, list: SharePointList): void {
  for (const { names } of call.query.filter === null ? [] : pathsOf(call.query.filter.parsed)) {
    const [first, name = ""] = names;
    const column = first === "fields" ? columnNamed(list, name) : undefined;
    if (column === undefined) throw new GraphFailure(400, "invalidRequest", `Field '${names.join("/")}' is not recognized`);
    if (column.indexed !== true && !call.prefer.nonIndexedQueries)
      throw new GraphFailure(
        400,
        "invalidRequest",
        `Field '${name}' cannot be referenced in filter or orderby as it is not indexed. Provide the 'Prefer: HonorNonIndexedQueriesWarningMayFailRandomly' header to allow this.`,
      );
  }
}

/** Yes and no are 1 and 0 to a filter; compared with true and false they are not what they seem (sp-dev-docs issues 4750 and 5594). */
const asFiltered = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typeof value === "boolean" ? Number(value) : value]));

function listItems(call: Call): Answer {
  const list = listOf(call);
  checkFilter(call, list);
  return answerCollection(call, {
    rules: itemsRules,
    rows: list.items.values(),
    entityOf: (item) => ({ ...listItemEntity(list, item), fields: asFiltered(fieldsOf(list, item)) }),
    show: (item) => shownItem(call, list, item),
    paging: "$skiptoken",
    context: `sites('${encodeURIComponent(call.params[0] ?? "")}')/lists('${list.entity.id}')/items`,
  });
}

/** Values as the columns take them; throws what SharePoint answers for any other. */
function checkFields(list: SharePointList, value: Json | undefined): Readonly<Record<string, Json>> {
  if (!isObject(value)) throw new GraphFailure(400, "invalidRequest", "The request is malformed or incorrect.");
  const fields = checkEntity("fieldValueSet", value);
  for (const [name, held] of Object.entries(fields)) {
    const column = columnNamed(list, name) ?? columnNamed(list, name.replace(/LookupId$/, ""));
    if (column === undefined) throw new GraphFailure(400, "invalidRequest", `Field '${name}' is not recognized`);
    if (column.readOnly === true) throw new GraphFailure(400, "invalidRequest", `Field '${name}' is read-only`);
    if (held === null) continue;
    const fits =
      column.number !== undefined
        ? typeof held === "number"
        : column.boolean !== undefined
          ? typeof held === "boolean"
          : typeof held === "string" && (column.dateTime === undefined || !Number.isNaN(Date.parse(held)));
    if (!fits) throw new GraphFailure(400, "invalidRequest", `The value of field '${name}' has the wrong type`);
    const choices = isObject(column.choice) ? column.choice.choices : undefined;
    if (Array.isArray(choices) && !choices.includes(held))
      throw new GraphFailure(400, "invalidRequest", `'${textOf(held)}' is no choice of field '${name}'`);
  }
  return fields;
}

function addItem(call: Call): Answer {
  const list = listOf(call);
  const unknown = Object.keys(call.body).find((name) => name !== "fields" && name !== "contentType" && !name.includes("@"));
  if (unknown !== undefined) throw new GraphFailure(400, "invalidRequest", `The property '${unknown}' cannot be set.`);
  const fields = checkFields(list, call.body.fields);
  for (const { name, required } of list.columns)
    if (required === true && fields[textOf(name)] === undefined)
      throw new GraphFailure(400, "invalidRequest", `Field '${textOf(name)}' is required`);
  const id = String(Math.max(0, ...[...list.items.keys()].map(Number)) + 1);
  const stamp = { at: call.now, by: call.caller };
  const item: StoredListItem = { id, fields: { ...fields }, revision: 1, created: stamp, modified: stamp };
  list.items.set(id, item);
  const body = { ...listItemEntity(list, item), "@odata.etag": etagOf(list, item), fields: fieldsOf(list, item) };
  return { ...answerEntity(call, "items", body, 201), committed: true };
}

function updateFields(call: Call): Answer {
  const list = listOf(call);
  const item = itemOf(call, list);
  if (call.ifMatch !== null && call.ifMatch !== "*" && call.ifMatch !== etagOf(list, item))
    throw new GraphFailure(412, "resourceModified", "The resource has changed since the caller last read it; usually an eTag mismatch");
  Object.assign(item.fields, checkFields(list, call.body));
  item.revision += 1;
  item.modified = { at: call.now, by: call.caller };
  return { ...answerEntity(call, "fields", fieldsOf(list, item)), committed: true };
}

function answerRows(call: Call, rules: QueryRules, rows: readonly Entity[], context: string): Answer {
  return answerCollection(call, {
    rules,
    rows,
    entityOf: (row) => row,
    show: projection({ type: rules.type, always: ["id"] }, call.query.select),
    paging: "$skiptoken",
    context,
  });
}

const list = "/sites/{id}/lists/{id}";

export const listOperations: readonly Operation[] = [
  {
    method: "GET",
    template: "/sites/{id}/lists",
    workload: "files",
    query: listsRules,
    run: (call) =>
      answerRows(
        call,
        listsRules,
        siteOf(call).lists.map(({ entity }) => entity),
        "lists",
      ),
  },
  {
    method: "GET",
    template: list,
    workload: "files",
    query: listRules,
    run: (call) => answerEntity(call, "lists", projection({ type: "list", always: ["id"] }, call.query.select)(listOf(call).entity)),
  },
  {
    method: "GET",
    template: `${list}/columns`,
    workload: "files",
    query: columnRules,
    run: (call) => answerRows(call, columnRules, listOf(call).columns, "columns"),
  },
  { method: "GET", template: `${list}/items`, workload: "files", query: itemsRules, run: listItems },
  {
    method: "GET",
    template: `${list}/items/{id}`,
    workload: "files",
    query: itemRules,
    run: (call) => {
      const of = listOf(call);
      return answerEntity(call, "items", shownItem(call, of, itemOf(call, of)));
    },
  },
  { method: "POST", template: `${list}/items`, workload: "files", run: addItem },
  { method: "PATCH", template: `${list}/items/{id}/fields`, workload: "files", run: updateFields },
];

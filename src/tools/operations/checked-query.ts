/** Query options of the long tail: a closed list, and every property they name held against the answer's type. */
import { AppError } from "../../core/errors.ts";
import { searchPhrase } from "../../graph/path.ts";
import type { QueryValue } from "../../graph/request.ts";
import type { IndexedOperation } from "./indexed-operations.ts";
import { readIndex } from "./graph-types.ts";

/** Items one page may have. */
const maxTop = 200;

/** Views over time need their two ends, and take no other. */
const spans = /\/(?:calendarView|instances)(?:\/delta)?$/;
/** Objects of the directory, whose `$search` and `$count` are answered by another index (learn.microsoft.com/graph/aad-advanced-queries). */
const directory =
  /^\/(?:users|groups|contacts)(?:$|\/(?:delta|\{\w+\})(?:\/(?:memberOf|members|owners|transitiveMembers|transitiveMemberOf))?$)/;

/** Names the operation takes, in the order they are described. */
export function queryOptionsOf({ method, template, answer, called }: IndexedOperation): readonly string[] {
  if (method !== "GET" || answer === null) return [];
  const resource = readIndex().types.typeOf(answer.type) !== undefined;
  return [
    ...(spans.test(template) ? ["startDateTime", "endDateTime"] : []),
    ...(resource ? ["$select"] : []),
    ...(resource && expandable(answer.type).length > 0 ? ["$expand"] : []),
    ...(answer.collection ? ["$top"] : []),
    ...(answer.collection && resource && !called ? ["$filter", "$orderby", "$search", "$skip", "$count"] : []),
  ];
}

/** Resources that `$expand` may ask for. */
export function expandable(type: string): readonly string[] {
  return [...(readIndex().types.typeOf(type)?.properties.values() ?? [])].flatMap(({ name, navigation }) => (navigation ? [name] : []));
}

export type CheckedQuery = {
  readonly query: Readonly<Record<string, QueryValue>>;
  readonly headers: { readonly consistencylevel?: string };
};

/** @throws AppError `invalid_arguments` naming `query.<option>` */
export function checkQuery(operation: IndexedOperation, given: Readonly<Record<string, unknown>> = {}): CheckedQuery {
  const known = queryOptionsOf(operation);
  const type = operation.answer?.type ?? "";
  const query: Record<string, QueryValue> = {};
  for (const [option, value] of Object.entries(given)) {
    const name = known.find((each) => each === option || each === `$${option}`);
    const field = `query.${option.slice(0, 64).replace(/\p{C}/gu, "?")}`;
    if (name === undefined)
      refuse(field, known.length === 0 ? "is not known; this operation takes no query" : `is not known; it takes ${known.join(", ")}`);
    else query[name] = checkOption(name, field, value, type);
  }
  if (known.includes("startDateTime") && !(query["startDateTime"] && query["endDateTime"]))
    refuse(`query.${query["startDateTime"] ? "endDateTime" : "startDateTime"}`, "is required, such as 2026-05-04T00:00:00Z");
  const asksIndex = query["$search"] !== undefined || query["$count"] === true;
  return { query, headers: asksIndex && directory.test(operation.template) ? { consistencylevel: "eventual" } : {} };
}

function checkOption(name: string, field: string, value: unknown, type: string): QueryValue {
  switch (name) {
    case "$top":
    case "$skip": {
      const number = typeof value === "string" && /^\d{1,6}$/.test(value) ? Number(value) : value;
      const [least, most] = name === "$top" ? [1, maxTop] : [0, 100_000];
      if (typeof number !== "number" || !Number.isInteger(number) || number < least || number > most)
        return refuse(field, `must be a whole number from ${least} to ${most}`);
      return number;
    }
    case "$count":
      return value === true || value === "true" ? true : refuse(field, "must be true, or left out");
    case "$select":
    case "$expand": {
      const names = namesIn(field, value);
      for (const each of names) {
        if (name === "$select") checkPath(field, type, each);
        else if (!expandable(type).includes(each)) refuse(field, `has no ${each}; it can be ${expandable(type).join(", ")}`);
      }
      return names;
    }
    case "$orderby": {
      const terms = namesIn(field, value);
      for (const term of terms) {
        const [, path = "", direction] = /^(\S+)(?: +(asc|desc))?$/.exec(term) ?? [];
        if (path === "") refuse(field, "must be properties, each with asc or desc after it");
        checkPath(field, type, path);
        if (direction === undefined && term.includes(" ")) refuse(field, "knows only asc and desc");
      }
      return terms;
    }
    case "$filter":
      return checkFilter(field, textOf(field, value), type);
    case "$search": {
      const text = textOf(field, value);
      return searchPhrase(field, /^".*"$/s.test(text) ? text.slice(1, -1) : text);
    }
    default: {
      const text = textOf(field, value);
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(?:Z|[+-]\d\d:\d\d)?$/.test(text)
        ? text
        : refuse(field, "must be a time such as 2026-05-04T00:00:00Z");
    }
  }
}

const operators: ReadonlySet<string> = new Set("eq ne gt ge lt le and or not in has true false null".split(" "));
const functions: ReadonlySet<string> = new Set(
  "startswith endswith contains tolower toupper length any all year month day hour minute date now".split(" "),
);
/** Literals that begin with a letter or digit: numbers, dates, times, GUIDs. */
const literal = /^(?:-?\d+(?:\.\d+)?|\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Strings stay as they are; every other word must be an operator, a function, a literal or a property (OData 4.01 URL conventions §5.1.1). */
function checkFilter(field: string, filter: string, type: string): string {
  if ((filter.match(/'/g)?.length ?? 0) % 2 === 1) refuse(field, "has a quote that is not closed; write a quote inside text twice");
  const bare = filter.replace(/'(?:[^']|'')*'/g, " ");
  if (/[^\w\s./:,()+-]/.test(bare)) refuse(field, "has a character that no filter has outside quotes");
  const variables = new Set([...bare.matchAll(/\(\s*([A-Za-z]\w*)\s*:/g)].map(([, variable = ""]) => variable));
  for (const [word] of bare.matchAll(/[A-Za-z0-9][\w./:+-]*/g)) {
    const name = word.replace(/:.*$/, (rest) => (variables.has(word.slice(0, word.indexOf(":"))) ? "" : rest));
    if (operators.has(name) || functions.has(name) || literal.test(name) || variables.has(name.split("/")[0] ?? "")) continue;
    checkPath(field, type, name.replace(/\/(?:any|all|\$count)$/, ""));
  }
  return filter;
}

/** `from/emailAddress/address`: every step a property of the one before. */
function checkPath(field: string, type: string, path: string): void {
  const { typeOf, propertyOf, isDerived } = readIndex().types;
  if (!/^[\w/-]+$/.test(path)) refuse(field, `names ${shown(path)}, which no property is called`);
  let at = type;
  for (const step of path.split("/")) {
    if (typeOf(at) === undefined) refuse(field, `names ${shown(path)}, of which ${shown(step)} is no property`);
    const property = propertyOf(at, step);
    if (!property) {
      /* A collection of a base type holds derived ones: `displayName` of the members of a group. */
      const derived = ["user", "group", "driveItem", "fileAttachment", "aadUserConversationMember"].find(
        (each) => isDerived(each, at) && propertyOf(each, step),
      );
      if (derived === undefined && typeOf(at)?.open !== true) refuse(field, `names ${shown(path)}, which ${at} does not have`);
      return;
    }
    at = property.type;
  }
}

function namesIn(field: string, value: unknown): readonly string[] {
  const list = Array.isArray(value)
    ? value
    : typeof value === "string"
      ? value.split(",")
      : refuse(field, "must be names, separated by commas");
  return list.map((each: unknown) => (typeof each === "string" && each.trim() !== "" ? each.trim() : refuse(field, "must be names")));
}

function textOf(field: string, value: unknown): string {
  if (typeof value !== "string" || value.trim() === "" || value.length > 4_000)
    return refuse(field, "must be text of at most 4000 characters");
  if (/\p{Cc}/u.test(value)) return refuse(field, "must not contain line breaks");
  return value;
}

function shown(text: string): string {
  return text.slice(0, 64).replace(/\p{C}/gu, "?");
}

function refuse(field: string, problem: string): never {
  throw new AppError("invalid_arguments", `${field} ${problem}.`, { field });
}

import type { JsonObject } from "../entity.ts";
import { valueAt } from "../entity.ts";
import { badRequest, GraphFailure, parseFailure, unknownProperty } from "../failure.ts";
import { findProperty, structuredType } from "../schema.ts";
import { compileFilter, type Filter, parseFilter, type Path, pathsOf, type Predicate, resolvePath } from "./filter.ts";
import { parseSearchText, type SearchText } from "./search-text.ts";

/** What one resource allows of the OData query options (learn.microsoft.com/graph/query-parameters and the resource's own page). */
export type QueryRules = {
  /** Type of the schema whose properties may be named. */
  readonly type: string;
  readonly options: readonly QueryOption[];
  readonly defaultTop?: number;
  readonly maxTop?: number;
  /** Properties (paths with `/`) that may be filtered or ordered by; absent: none beyond the options' own rules. */
  readonly filterable?: readonly string[];
  /** Paths through a collection, such as `emailAddresses/address`, that `any` may compare with `eq`; absent: no lambda at all. */
  readonly anyEquals?: readonly string[];
  /** A text function may look at `tolower(property)`. */
  readonly tolower?: true;
  readonly sortable?: readonly string[];
  readonly expandable?: readonly string[];
  /** Outlook's rule for `$filter` with `$orderby`. */
  readonly orderingRule?: boolean;
};

type QueryOption = "$select" | "$filter" | "$orderby" | "$top" | "$skip" | "$count" | "$search" | "$expand" | "$skiptoken" | "$format";

const knownOptions: ReadonlySet<string> = new Set([
  "$select",
  "$filter",
  "$orderby",
  "$top",
  "$skip",
  "$count",
  "$search",
  "$expand",
  "$skiptoken",
  "$format",
  "$deltatoken",
]);

type OrderBy = { readonly path: Path; readonly descending: boolean };
type Expansion = { readonly property: string; readonly filter: Filter | null; readonly select: readonly string[] | null };

export type Query = {
  /** Declared names, or null for the default set. */
  readonly select: readonly string[] | null;
  readonly filter: { readonly parsed: Filter; readonly matches: Predicate } | null;
  readonly orderBy: readonly OrderBy[];
  readonly top: number | null;
  readonly skip: number;
  readonly skipToken: string | null;
  readonly count: boolean;
  readonly search: SearchText | null;
  readonly expand: readonly Expansion[];
  readonly format: string | null;
  /** Parameters that are no system query options, names in lower case. */
  readonly custom: ReadonlyMap<string, string>;
};

function wholeNumber(option: string, text: string, least: number): number {
  if (!/^-?\d{1,10}$/.test(text))
    throw badRequest(
      `Invalid value '${text}' for ${option} query option found. The ${option} query option requires a non-negative integer value.`,
    );
  const value = Number(text);
  if (value < least)
    throw badRequest(
      `Invalid value '${text}' for ${option} query option found. The ${option} query option requires a ${least > 0 ? "positive" : "non-negative"} integer value.`,
    );
  return value;
}

function parseSelect(rules: QueryRules, source: string): readonly string[] | null {
  const type = structuredType(rules.type);
  const names: string[] = [];
  for (const part of source.split(",")) {
    const name = part.trim();
    if (name === "*") return null;
    if (name === "") throw parseFailure(`Syntax error at position ${source.length} in '${source}'.`);
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      if (!/^[\w/.]+$/.test(name))
        throw parseFailure(`Syntax error: character '${name.replace(/[\w]/g, "").charAt(0)}' is not valid in '${source}'.`);
      throw badRequest(`Parsing OData Select and Expand failed: the path '${name}' of $select is not supported.`);
    }
    const property = type === undefined ? undefined : findProperty(type, name);
    if (property === undefined) throw unknownProperty(name, rules.type);
    if (!names.includes(property.name)) names.push(property.name);
  }
  return names;
}

function parseOrderBy(rules: QueryRules, source: string): readonly OrderBy[] {
  return source.split(",").map((part) => {
    const [name = "", direction, ...rest] = part.trim().split(/ +/);
    if (name === "" || rest.length > 0 || (direction !== undefined && direction !== "asc" && direction !== "desc"))
      throw parseFailure(`Syntax error at position ${source.length} in '${source}'.`);
    const path = resolvePath(rules.type, name, rules.expandable);
    if (rules.sortable !== undefined && !rules.sortable.includes(path.text))
      throw new GraphFailure(400, "ErrorInvalidProperty", `The property '${path.text}' does not support ordering.`);
    return { path, descending: direction === "desc" };
  });
}

function parseExpand(rules: QueryRules, source: string): readonly Expansion[] {
  const type = structuredType(rules.type);
  return [...source.matchAll(/([^,(]+)(?:\(([^)]*)\))?(?:,|$)/g)].map(([, rawName = "", inner]) => {
    const name = rawName.trim();
    const property = type === undefined ? undefined : findProperty(type, name);
    if (property === undefined) throw unknownProperty(name, rules.type);
    if (!property.navigation)
      throw parseFailure(
        `Property '${name}' on type 'microsoft.graph.${rules.type}' is not a navigation property or complex property. Only navigation properties can be expanded.`,
      );
    if (rules.expandable?.includes(property.name) !== true)
      throw badRequest(`Expanding '${property.name}' is not supported for this resource.`);
    if (inner === undefined) return { property: property.name, filter: null, select: null };
    const option = /^\$(filter|select)=(.*)$/.exec(inner.trim());
    if (option === null) throw parseFailure(`Syntax error in the expand option '${inner}'.`);
    const [, kind, value = ""] = option;
    return {
      property: property.name,
      filter: kind === "filter" ? parseFilter(property.type, value) : null,
      select: kind === "select" ? value.split(",").map((name) => name.trim()) : null,
    };
  });
}

/** `$orderby` next to `$filter`: the ordered properties come first in the filter and in the same order. */
function checkOrderingRule(filter: Filter, orderBy: readonly OrderBy[]): void {
  const filtered = [...new Set(pathsOf(filter).map((path) => path.text))];
  if (orderBy.some(({ path }, index) => filtered[index] !== path.text))
    throw new GraphFailure(400, "InefficientFilter", "The restriction or sort order is too complex for this operation.");
}

function parse(rules: QueryRules, search: string): Query {
  const raw = new Map<string, string>();
  const custom = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(search)) {
    const name = key.toLowerCase();
    if (!name.startsWith("$")) {
      custom.set(name, value);
      continue;
    }
    if (!knownOptions.has(name)) throw badRequest(`The query parameter '${key}' is not supported.`);
    if (raw.has(name)) throw badRequest(`Query option '${name}' was specified more than once, but it must be specified at most once.`);
    if (!rules.options.some((option) => option === name)) throw badRequest(`The query option '${name}' is not supported by this resource.`);
    raw.set(name, value);
  }
  const given = (option: QueryOption): string | null => raw.get(option) ?? null;

  const selectText = given("$select");
  const filterText = given("$filter");
  const orderText = given("$orderby");
  const topText = given("$top");
  const skipText = given("$skip");
  const countText = given("$count");
  const searchText = given("$search");
  const expandText = given("$expand");

  const parsedFilter = filterText === null ? null : parseFilter(rules.type, filterText, rules.anyEquals, rules.tolower);
  if (parsedFilter !== null && rules.filterable !== undefined)
    for (const path of pathsOf(parsedFilter))
      if (!rules.filterable.includes(path.text) && rules.anyEquals?.includes(path.text) !== true)
        throw new GraphFailure(400, "ErrorInvalidProperty", `The property '${path.text}' does not support filtering.`);
  const orderBy = orderText === null ? [] : parseOrderBy(rules, orderText);
  if (rules.orderingRule === true && parsedFilter !== null && orderBy.length > 0) checkOrderingRule(parsedFilter, orderBy);
  if (countText !== null && countText !== "true" && countText !== "false")
    throw badRequest(`Invalid value '${countText}' for $count query option found. Valid values are 'true' and 'false'.`);
  const top = topText === null ? null : wholeNumber("$top", topText, 1);
  if (top !== null && rules.maxTop !== undefined && top > rules.maxTop)
    throw badRequest(`Invalid page size specified: '${topText}'. Must be between 1 and ${rules.maxTop} inclusive.`);

  return {
    select: selectText === null ? null : parseSelect(rules, selectText),
    filter: parsedFilter === null ? null : { parsed: parsedFilter, matches: compileFilter(parsedFilter) },
    orderBy,
    top,
    skip: skipText === null ? 0 : wholeNumber("$skip", skipText, 0),
    skipToken: given("$skiptoken"),
    count: countText === "true",
    search: searchText === null ? null : parseSearchText(searchText),
    expand: expandText === null ? [] : parseExpand(rules, expandText),
    format: given("$format"),
    custom,
  };
}

/** Distinct queries kept parsed; an agent asks few of them, a fuzzer many. */
const cacheLimit = 2_000;
const caches = new WeakMap<QueryRules, Map<string, Query>>();

/** Reads the query string of a request under a resource's rules; each distinct one is parsed once. */
export function readQuery(rules: QueryRules, search: string): Query {
  let cache = caches.get(rules);
  if (cache === undefined) caches.set(rules, (cache = new Map<string, Query>()));
  const known = cache.get(search);
  if (known !== undefined) return known;
  const query = parse(rules, search);
  if (cache.size >= cacheLimit) cache.clear();
  cache.set(search, query);
  return query;
}

/** Comparator of `$orderby`: null first, text without regard to case. */
export function compareBy(orderBy: readonly OrderBy[]): (left: JsonObject, right: JsonObject) => number {
  return (left, right) => {
    for (const { path, descending } of orderBy) {
      const a = valueAt(left, path.names);
      const b = valueAt(right, path.names);
      if (a === b) continue;
      const before =
        a === null || (b !== null && (typeof a === "string" && typeof b === "string" ? a.toLowerCase() < b.toLowerCase() : a < b));
      return before === descending ? 1 : -1;
    }
    return 0;
  };
}

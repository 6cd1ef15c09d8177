import { badRequest, GraphFailure } from "../failure.ts";
import { type Indexed, type Kql, matchesKql, parseKql } from "../odata/kql.ts";
import type { SearchText } from "../odata/search-text.ts";
import type { Call } from "../operation.ts";
import { denied } from "../permissions.ts";
import { readsBodies } from "./message-view.ts";

/** Parsed once per query object, which itself is parsed once per distinct query string. Dates such as `today` stay good for one UTC day. */
const parsed = new WeakMap<SearchText, { readonly day: number; readonly kql: Kql }>();

function toKql(search: SearchText, now: number): Kql {
  switch (search.kind) {
    case "phrase":
      return parseKql(search.text, now);
    case "not":
      return { kind: "not", inner: toKql(search.inner, now) };
    default:
      return { kind: search.kind, left: toKql(search.left, now), right: toKql(search.right, now) };
  }
}

/** `$search` over messages, or null where none was asked (learn.microsoft.com/graph/search-query-parameter). */
export function messageSearch(call: Call): ((item: Indexed) => boolean) | null {
  const { query } = call;
  if (query.search === null) return null;
  if (query.filter !== null)
    throw new GraphFailure(400, "SearchWithFilter", "The query parameter '$filter' is not supported with '$search'.");
  if (query.orderBy.length > 0)
    throw new GraphFailure(400, "SearchWithOrderBy", "The query parameter '$orderBy' is not supported with '$search'.");
  if (query.skip > 0) throw badRequest("The query parameter '$skip' is not supported with '$search'.");
  if (query.count) throw badRequest("The query parameter '$count' is not supported with '$search'.");
  if (!readsBodies(call)) throw denied("exchange", ["Mail.Read"], [...call.scopes]);
  const day = Math.floor(call.now / 86_400_000);
  let known = parsed.get(query.search);
  if (known === undefined || known.day !== day) parsed.set(query.search, (known = { day, kql: toKql(query.search, call.now) }));
  const { kql } = known;
  return (item) => matchesKql(kql, item);
}

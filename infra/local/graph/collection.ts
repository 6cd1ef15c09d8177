import type { Json, JsonObject } from "./entity.ts";
import type { Answer, Call } from "./operation.ts";
import { nextLink, readSkipToken, skipToken } from "./odata/page.ts";
import { compareBy, type QueryRules } from "./odata/query.ts";

/** One page of a collection, as OData writes it (learn.microsoft.com/graph/paging). */
export type Source<Row> = {
  readonly rules: QueryRules;
  /** Rows in the resource's own order. Pulled only as far as the page needs. */
  readonly rows: Iterable<Row>;
  readonly entityOf: (row: Row) => JsonObject;
  readonly show: (row: Row) => Json;
  /** Order the rows already have, as `$orderby` would name it. */
  readonly naturalOrder?: string;
  readonly paging: "$skip" | "$skiptoken" | "none";
  /** Collection's name in `@odata.context`. */
  readonly context: string;
};

export function answerCollection<Row>(call: Call, source: Source<Row>): Answer {
  const { query } = call;
  const offset = query.skipToken === null ? query.skip : readSkipToken(query.skipToken);
  const top =
    query.top ?? Math.min(call.prefer.maxPageSize ?? Infinity, source.rules.defaultTop ?? Infinity, source.rules.maxTop ?? Infinity);
  const matches = query.filter?.matches;
  const order = query.orderBy.map(({ path, descending }) => `${path.text}${descending ? " desc" : ""}`).join(",");
  const sorted = query.orderBy.length > 0 && order !== source.naturalOrder;

  const found: Row[] = [];
  const enough = sorted || query.count ? Infinity : offset + top + 1;
  for (const row of source.rows) {
    if (matches !== undefined && !matches(source.entityOf(row))) continue;
    found.push(row);
    if (found.length >= enough) break;
  }
  if (sorted) {
    const compare = compareBy(query.orderBy);
    found.sort((left, right) => compare(source.entityOf(left), source.entityOf(right)));
  }
  const page = found.slice(offset, offset + top);
  const more = found.length > offset + top;
  const selected = query.select === null ? "" : `(${query.select.join(",")})`;
  const body: Record<string, Json> = { "@odata.context": `${call.origin}/v1.0/$metadata#${source.context}${selected}` };
  if (query.count) body["@odata.count"] = found.length;
  if (more && source.paging !== "none")
    body["@odata.nextLink"] = nextLink(
      call.origin,
      call.path,
      call.search,
      source.paging,
      source.paging === "$skip" ? String(offset + page.length) : skipToken(offset + page.length),
    );
  body.value = page.map(source.show);
  return { status: 200, body };
}

export function answerEntity(call: Call, context: string, entity: JsonObject, status: 200 | 201 = 200): Answer {
  const selected = call.query.select === null ? "" : `(${call.query.select.join(",")})`;
  return { status, body: { "@odata.context": `${call.origin}/v1.0/$metadata#${context}${selected}/$entity`, ...entity } };
}

/** `users('…')/messages`: how the context names a collection of one person. */
export const personal = (call: Call, collection: string): string => `users('${call.owner.objectId}')/${collection}`;

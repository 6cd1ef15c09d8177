import { requireZone } from "./time-zones.ts";

/** What the `Prefer` header asks for (learn.microsoft.com/graph/outlook-immutable-id, …/api/event-get, …/api/message-get). */
export type Preferences = {
  /** Zone of returned event times: as the client named it, and the IANA zone it stands for. */
  readonly timeZone: { readonly named: string; readonly iana: string };
  readonly immutableIds: boolean;
  readonly body: "text" | "html" | null;
  readonly maxPageSize: number | null;
  /** `HonorNonIndexedQueriesWarningMayFailRandomly` (learn.microsoft.com/graph/api/listitem-list). */
  readonly nonIndexedQueries: boolean;
  /** Value of `Preference-Applied`, or null where nothing was asked. */
  readonly applied: string | null;
};

const utc = { named: "UTC", iana: "Etc/UTC" };
const noPreferences: Preferences = {
  timeZone: utc,
  immutableIds: false,
  body: null,
  maxPageSize: null,
  nonIndexedQueries: false,
  applied: null,
};

const cache = new Map<string, Preferences>();

export function readPreferences(header: string | null): Preferences {
  if (header === null || header === "") return noPreferences;
  const known = cache.get(header);
  if (known !== undefined) return known;
  let { timeZone, immutableIds, body, maxPageSize, nonIndexedQueries } = noPreferences;
  const applied: string[] = [];
  for (const match of header.matchAll(/([\w.-]+)\s*(?:=\s*(?:"([^"]*)"|([^,;\s]+)))?/g)) {
    const name = (match[1] ?? "").toLowerCase();
    const value = match[2] ?? match[3] ?? "";
    if (name === "outlook.timezone") {
      timeZone = { named: value, iana: requireZone(value) };
      applied.push(`outlook.timezone="${value}"`);
    } else if (name === "idtype" && value.toLowerCase() === "immutableid") {
      immutableIds = true;
      applied.push('IdType="ImmutableId"');
    } else if (name === "outlook.body-content-type" && (value === "text" || value === "html")) {
      body = value;
      applied.push(`outlook.body-content-type="${value}"`);
    } else if (name === "odata.maxpagesize" && /^[1-9]\d{0,3}$/.test(value)) {
      maxPageSize = Number(value);
      applied.push(`odata.maxpagesize=${value}`);
    } else if (name === "honornonindexedquerieswarningmayfailrandomly") {
      nonIndexedQueries = true;
    }
  }
  const result = {
    timeZone,
    immutableIds,
    body,
    maxPageSize,
    nonIndexedQueries,
    applied: applied.length === 0 ? null : applied.join(", "),
  };
  if (cache.size > 500) cache.clear();
  cache.set(header, result);
  return result;
}

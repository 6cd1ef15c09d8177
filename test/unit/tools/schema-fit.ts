/** Whether a request fits Graph's schema, and a typed answer to it: both read from the fact tables alone. */
import type { EgressRequest } from "../../../src/egress/exchange.ts";
import { operationIndex } from "../../../src/tools/operations/operation-index.ts";
import { enumMembers, family, isListedPath, openTypes, placeOf, typeNamed, type Place } from "./reference.ts";

const places = new Map<string, Place | "unknown" | undefined>();

function placeAt(template: string): Place | "unknown" | undefined {
  if (!places.has(template)) places.set(template, placeOf(template));
  return places.get(template);
}

/** Templates that stand in no table, each reviewed: parts of what is listed, and addressing by path. */
const reviewed =
  /\/attachments\/\{\w+\}(?:\/\$value)?$|\/photo\/\$value$|\/(?:reply|replyAll)$|^\/drives\/\{\w+\}\/root(?:\/children)?$|:\/|\/search\(q='\{\w+\}'\)$|^\/search\/query$/;

const shapes = new Map<string, RegExp>();

function shapeOf(template: string): RegExp {
  const known = shapes.get(template);
  if (known) return known;
  const source = template
    .split(/\{\w+\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^/?#]+");
  const shape = new RegExp(`^/v1\\.0${source}$`);
  shapes.set(template, shape);
  return shape;
}

const options: ReadonlySet<string> = new Set(
  "$select $filter $orderby $top $skip $skiptoken $search $count $expand startDateTime endDateTime search $format @microsoft.graph.conflictBehavior includeHiddenFolders".split(
    " ",
  ),
);
const words: ReadonlySet<string> = new Set(
  "eq ne gt ge lt le and or not in has true false null asc desc startswith endswith contains tolower toupper length any all".split(" "),
);

/** What is wrong with it, or null. */
export function fitOf({ template, path, query, method, body, content, reading }: EgressRequest): string | null {
  const place = placeAt(template);
  if (place === undefined && !reviewed.test(template)) return "the path is not in the schema";
  if (place === "unknown" && !isListedPath(template) && !reviewed.test(template) && !actions.has(lastOf(template)))
    return "the path ends in nothing that is known";
  if (!shapeOf(template).test(path)) return "the path is not its template filled";
  const type = place === undefined || place === "unknown" ? undefined : place.type;
  for (const [name, value] of new URLSearchParams(query)) {
    if (!options.has(name)) return `${name} is no query option`;
    const wrong =
      type === undefined || typeNamed(type) === undefined ? undefined : namesIn(name, value).find((each) => !leads(type, each.split("/")));
    if (wrong !== undefined) return `${name} names ${wrong}, which ${type} does not have`;
  }
  if (body === null || content || reading || method === "GET") return null;
  const sent: unknown = JSON.parse(body);
  if (!isObject(sent)) return null;
  if (type !== undefined) return misfitIn(type, sent, "body");
  /* What a function gives is changed by PATCH of a part of it (a workbook's range). */
  if (method !== "POST") {
    const misfits = (given.get(lastOf(template)) ?? []).map((each) => misfitIn(each, sent, "body"));
    return misfits.includes(null) ? null : (misfits[0] ?? null);
  }
  const parameters = actions.get(lastOf(template));
  if (!parameters) return null;
  for (const [name, value] of Object.entries(sent)) {
    const types = parameters.get(name.toLowerCase());
    if (!types) return `${lastOf(template)} takes no ${name}`;
    const misfits = types.map((each) => misfitIn(each, value, `body.${name}`));
    if (!misfits.includes(null)) return misfits[0] ?? null;
  }
  return null;
}

function lastOf(template: string): string {
  return template.slice(template.lastIndexOf("/") + 1).replace(/\(.*$/, "");
}

/** Actions of the schema by name: parameter in lower case → the types it has on anything of that name. */
const actions = new Map<string, Map<string, string[]>>();
/** What each gives, by name. */
const given = new Map<string, string[]>();
for (const line of (operationIndex.split("\n\n").at(-1) ?? "").split("\n")) {
  const [head = "", _binding, returns = "", ...parameters] = line.split(" ");
  const name = head.replace("!", "");
  given.set(name, [...(given.get(name) ?? []), returns.replaceAll(/[[\]]/g, "")]);
  const known = actions.get(name) ?? new Map<string, string[]>();
  for (const parameter of parameters) {
    const [own = "", type = ""] = parameter.split(":");
    known.set(own.toLowerCase(), [...(known.get(own.toLowerCase()) ?? []), type.replaceAll(/[[\]]/g, "")]);
  }
  actions.set(name, known);
}

/** Properties a query option names. */
function namesIn(option: string, value: string): readonly string[] {
  switch (option) {
    case "$select":
      return value.split(",");
    case "$expand":
      return value.split(/,(?![^(]*\))/).map((each) => each.replace(/\(.*$/, ""));
    case "$orderby":
      return value.split(",").map((each) => each.trim().split(" ")[0] ?? "");
    case "$filter": {
      const bare = value.replace(/'(?:[^']|'')*'/g, " ");
      const variables = new Set([...bare.matchAll(/\(\s*(\w+):/g)].map(([, variable]) => variable));
      return [...bare.matchAll(/(?<![\w.:/+-])[A-Za-z_][\w/]*/g)]
        .map(([word]) => word.replace(/\/(?:any|all|\$count)$/, ""))
        .filter((word) => !words.has(word) && !variables.has(word.split("/")[0]) && !/^[0-9a-f]{8}$/i.test(word));
    }
    default:
      return [];
  }
}

const families = new Map<string, readonly string[]>();

function familyOf(type: string): readonly string[] {
  const known = families.get(type) ?? family(type);
  families.set(type, known);
  return known;
}

const dictionaries =
  /^(?:fieldValueSet|planner(?:Assignments|ChecklistItems|ExternalReferences|AppliedCategories|OrderHintsByAssignee|UserIds)|openTypeExtension|Dictionary|Json)$/;

/** Whether the steps are properties one of the other, on the type or any that derives from it. */
function leads(type: string, [step = "", ...rest]: readonly string[]): boolean {
  if (typeNamed(type) === undefined) return rest.length === 0 && step === "";
  if (dictionaries.test(type) && openTypes.has(type)) return true;
  return familyOf(type).some((each) => {
    const property = typeNamed(each)?.get(step);
    return property !== undefined && (rest.length === 0 || leads(property.type, rest));
  });
}

function misfitIn(type: string, value: unknown, at: string): string | null {
  if (value === null || typeNamed(type) === undefined || dictionaries.test(type)) return null;
  if (Array.isArray(value)) return value.map((each, index) => misfitIn(type, each, `${at}.${index}`)).find((each) => each !== null) ?? null;
  if (!isObject(value)) return `${at} is no ${type}`;
  /* `identity` is open, and Teams' own samples send a user's properties in it. */
  const kinds = type === "identity" ? ["identity", "teamworkUserIdentity"] : familyOf(type);
  for (const [name, each] of Object.entries(value)) {
    if (name.includes("@")) continue;
    const property = kinds.map((kind) => typeNamed(kind)?.get(name)).find((found) => found !== undefined);
    if (!property) return `${at}.${name} is no property of ${type}`;
    if (property.collection && each !== null && !Array.isArray(each)) return `${at}.${name} is no list`;
    const misfit = misfitIn(property.type, each, `${at}.${name}`);
    if (misfit !== null) return misfit;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const samples = new Map<string, unknown>();

/** A value of the type: every structural property of it, two levels deep. */
function sampleOf(type: string, depth: number): unknown {
  const key = `${type} ${depth}`;
  if (samples.has(key)) return samples.get(key);
  const made = makeSample(type, depth);
  samples.set(key, made);
  return made;
}

/** Where any value would not do: a time without offset, a zone, and no folder inside itself. */
const usual: Readonly<Record<string, unknown>> = { dateTime: "2026-11-20T08:00:00.0000000", timeZone: "UTC", childFolderCount: 0 };

function makeSample(type: string, depth: number): unknown {
  const properties = typeNamed(type);
  if (!properties) {
    const [member] = enumMembers(type);
    if (member !== undefined) return member;
    if (type === "Boolean") return true;
    if (/^(?:U?Int\d+|Double|Single|Decimal|Byte)$/.test(type)) return 1;
    if (type === "DateTimeOffset") return "2026-11-20T08:00:00Z";
    if (type === "Date") return "2026-11-20";
    return "AAMk1";
  }
  if (depth === 0) return {};
  const entries = [...properties].map(([name, property]) => {
    const one = usual[name] ?? sampleOf(property.type, depth - 1);
    return [name, property.collection ? [one] : one] as const;
  });
  return Object.fromEntries(entries);
}

/** A typed answer: a page of one for a collection, an object otherwise, a document where one is read. */
export function answerOf({ template, method, reading }: EgressRequest): unknown {
  if (reading) {
    return reading.as === "base64"
      ? { kind: "base64", base64: "QQ==", contentType: "text/plain", bytes: 1 }
      : { kind: "text", text: "a", totalChars: 1, format: "text", bytes: 1 };
  }
  const place = placeAt(template);
  if (method === "DELETE") return null;
  if (place === undefined || place === "unknown") return { value: [], id: "AAMk1" };
  const one = sampleOf(place.type, 4);
  return place.collection && method === "GET" ? { value: [one] } : one;
}

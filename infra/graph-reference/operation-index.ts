/**
 * The long tail's index: every v1.0 operation that the permissions reference opens to a signed-in person and the schema describes, less what
 * is denied; with the types its bodies and answers are made of. Names, types and flags only.
 */
import type { Schema, SchemaOperation, SchemaProperty } from "./csdl.ts";
import { isDenied, reachableRoots } from "./denied.ts";
import type { DelegatedOperation } from "./permissions.ts";

type TypeRef = Pick<SchemaProperty, "type" | "collection">;
type Node = { readonly segment: string; readonly children: Map<string, Node>; readonly methods: Map<string, string> };
/** Where a path has come to: what is there, and how it was reached. */
type Place = TypeRef & { readonly kind: "structure" | "action" | "function" | "ref" };
type Found = {
  readonly template: string;
  readonly place: Place;
  /** What leads there. */
  readonly by: readonly (SchemaProperty | SchemaOperation)[];
};

const primitives = /^(?:String|Boolean|Int\d+|Double|Single|Decimal|DateTimeOffset|Date|TimeOfDay|Duration|Guid|Binary|Byte|SByte)$/;

/** What a person may open to others under a `.Shared` scope. */
const ofMailbox =
  /^\/users\/\{userId\}\/(?:messages|mailFolders|sendMail|calendar|calendars|calendarView|events|contacts|contactFolders|todo)(?:\/|$)/;

/** What colleagues share by the service's own rights; the reference knows workbooks in a drive only under its owner. */
const ofColleague =
  /^\/users\/\{userId\}\/(?:drive|onenote|onlineMeetings|planner|people|presence|photo|mailboxSettings|joinedTeams)(?:\/|$)/;

/** Types of which a body names the derived one by `@odata.type`. */
const namedInBodies: ReadonlySet<string> = new Set(["attachment", "conversationMember", "extension", "baseSitePage", "place"]);

/** An enumeration longer than this (characters) is checked as text only. */
const longestEnum = 400;

/** Nested sites and sections of sections repeat their parent's parameter; one level is enough. */
const deepest = 16;

/** The index in the form that `src/tools/operations/indexed-operations.ts` reads, the scopes it counts, and how many operations it holds. */
export function operationIndex(
  schema: Schema,
  delegated: readonly DelegatedOperation[],
): { readonly text: string; readonly scopes: string; readonly operations: number } {
  const walk = walker(schema);
  const byKey = new Map<string, DelegatedOperation & Found>();
  for (const operation of delegated) {
    const found = walk(operation.path);
    if (!found || !fitsMethod(schema, found.place, operation.method) || isDenied(operation.method, found.template)) continue;
    const key = `${operation.method} ${found.template}`;
    if (!byKey.has(key)) byKey.set(key, { ...operation, ...found });
  }
  /* What a person reaches as `/me` is not listed again under `/users/{userId}`, except what people share with each other. */
  const kept = [...byKey].flatMap(([key, operation]): [string, DelegatedOperation & Found][] => {
    if (!key.includes(" /users/{userId}/")) return [[key, operation]];
    if (ofMailbox.test(operation.template))
      return operation.sharedScope === null ? [] : [[key, { ...operation, scope: operation.sharedScope }]];
    return byKey.has(key.replace("/users/{userId}", "/me")) && !ofColleague.test(operation.template) ? [] : [[key, operation]];
  });

  const scopes = [...new Set(kept.map(([, { scope }]) => scope))].toSorted();
  const root: Node = { segment: "", children: new Map(), methods: new Map() };
  for (const [, { template, method, scope }] of kept) {
    let at = root;
    for (const segment of template.slice(1).split("/")) {
      const next: Node = at.children.get(segment) ?? { segment, children: new Map(), methods: new Map() };
      at.children.set(segment, next);
      at = next;
    }
    at.methods.set(method, scopes.indexOf(scope).toString(36));
  }
  const admin = new Set(delegated.filter(({ adminConsent }) => adminConsent).map(({ scope }) => scope));
  const { types, enums, bound } = described(schema, kept);
  const roots = [...root.children.keys()].map((name) => {
    const at = schema.containers.get(name);
    return `${name}:${at?.collection ? `[${at.type}]` : at?.type}`;
  });
  const text = [roots.join(" "), linesOf(root, 0).join("\n"), types.join("\n"), enums.join("\n"), bound.join("\n")].join("\n\n");
  return { text, scopes: scopes.map((scope) => (admin.has(scope) ? `${scope}*` : scope)).join(" "), operations: kept.length };
}

const letters: Readonly<Record<string, string>> = { GET: "G", POST: "P", PATCH: "A", PUT: "U", DELETE: "D" };

/** One segment a line, its depth as spaces, then a letter and the scope's position for each method. */
function linesOf(node: Node, depth: number): string[] {
  return [...node.children.values()]
    .toSorted((a, b) => (a.segment < b.segment ? -1 : 1))
    .flatMap((child) => {
      const methods = Object.entries(letters).flatMap(([method, letter]) => {
        const scope = child.methods.get(method);
        return scope === undefined ? [] : [`${letter}${scope}`];
      });
      return [`${" ".repeat(depth)}${[child.segment, ...methods].join(" ")}`, ...linesOf(child, depth + 1)];
    });
}

/** Which methods a place of the schema takes as JSON. */
function fitsMethod(schema: Schema, { kind, type, collection }: Place, method: string): boolean {
  const entity = schema.types.get(type)?.entity === true;
  switch (kind) {
    case "action":
      return method === "POST";
    case "function":
      return method === "GET" || (method === "PATCH" && entity && !collection);
    case "ref":
      return method === "DELETE";
    case "structure":
      if (!schema.types.has(type)) return false;
      if (collection) return method === "GET" || (method === "POST" && entity);
      return method === "GET" || method === "PATCH" || ((method === "PUT" || method === "DELETE") && entity);
  }
}

/** Follows a path of the permissions reference, whose letter case varies, to its canonical template. */
function walker(schema: Schema): (path: string) => Found | null {
  const isA = (name: string, base: string): boolean => {
    for (let at: string | undefined = name; at !== undefined; at = schema.types.get(at)?.base) if (at === base) return true;
    return false;
  };
  const propertyOf = (type: string, name: string): SchemaProperty | undefined => {
    for (let at = schema.types.get(type); at; at = at.base === undefined ? undefined : schema.types.get(at.base)) {
      const found = at.properties.find((property) => property.name.toLowerCase() === name);
      if (found) return found;
    }
    return undefined;
  };
  const operationOf = (at: TypeRef, name: string, given: number): SchemaOperation | undefined =>
    schema.operations
      .filter(
        (each) =>
          each.name.toLowerCase() === name.replace(/^microsoft\.graph\./, "") &&
          each.binding.collection === at.collection &&
          isA(at.type, each.binding.type),
      )
      .toSorted(
        (a, b) =>
          Math.abs(a.parameters.length - given) - Math.abs(b.parameters.length - given) ||
          Number(b.binding.type === at.type) - Number(a.binding.type === at.type),
      )[0];

  return (path) => {
    const segments = path.slice(1).split("/");
    if (segments.length > deepest || path.includes(":")) return null;
    const first = [...schema.containers.keys()].find((name) => name.toLowerCase() === segments[0]?.toLowerCase());
    const start = first === undefined ? undefined : schema.containers.get(first);
    if (first === undefined || !start || !reachableRoots.has(first)) return null;
    let place: Place = { ...start, kind: "structure" };
    const template = [first];
    const used = new Set<string>();
    const by: (SchemaProperty | SchemaOperation)[] = [];
    for (const raw of segments.slice(1)) {
      const segment = raw.toLowerCase();
      if (place.kind === "ref" || (place.kind === "action" && !schema.types.has(place.type))) return null;
      if (/^\{[^{}]+\}$/.test(raw)) {
        const entity: boolean = schema.types.get(place.type)?.entity === true;
        if (!place.collection || !entity || place.kind === "action") return null;
        const name = parameterOf(place.type, template.at(-1) ?? "", used);
        if (name === null) return null;
        used.add(name);
        template.push(`{${name}}`);
        place = { type: place.type, collection: false, kind: "structure" };
        continue;
      }
      if (segment === "$ref") {
        template.push("$ref");
        place = { ...place, kind: "ref" };
        continue;
      }
      if (segment.startsWith("$")) return null;
      const [name = "", inside] = segment.replace(/\)$/, "").split("(");
      const property: SchemaProperty | undefined = place.collection || inside !== undefined ? undefined : propertyOf(place.type, name);
      if (property) {
        by.push(property);
        template.push(property.name);
        place = { type: property.type, collection: property.collection, kind: "structure" };
        continue;
      }
      const operation: SchemaOperation | undefined = operationOf(place, name, inside === undefined ? 0 : inside.split(",").length);
      if (!operation || place.kind === "action") return null;
      by.push(operation);
      if (operation.kind === "action") template.push(operation.name);
      else {
        const written = callOf(operation, used);
        if (written === null) return null;
        template.push(written);
      }
      place = { ...(operation.returns ?? { type: "", collection: false }), kind: operation.kind };
    }
    return { template: `/${template.join("/")}`, place, by };
  };
}

/** `messageId`; where the path has one already, the segment's name: `childFolderId`. */
function parameterOf(type: string, segment: string, used: ReadonlySet<string>): string | null {
  const own = `${type}Id`;
  if (!used.has(own)) return own;
  if (own === "siteId") return null;
  const other = `${(segment.split("(")[0] ?? "").replace(/ies$/, "y").replace(/s$/, "")}Id`;
  return used.has(other) ? null : other;
}

/** A function as a segment: text in quotes, everything else bare; null where a parameter is no plain value. */
function callOf({ name, parameters }: SchemaOperation, used: Set<string>): string | null {
  if (parameters.some(({ type, collection }) => collection || !primitives.test(type))) return null;
  if (parameters.some((each) => used.has(each.name))) return null;
  for (const each of parameters) used.add(each.name);
  if (parameters.length === 0) return name;
  const quoted = (type: string) => (type === "String" ? "'" : "");
  return `${name}(${parameters.map((each) => `${each.name}=${quoted(each.type)}{${each.name}}${quoted(each.type)}`).join(",")})`;
}

/** The commonest primitives, by a letter; graph-types.ts reads them back. */
const short: Readonly<Record<string, string>> = { DateTimeOffset: "D", Boolean: "B", Int32: "I", Int64: "L", Double: "F" };

/** Types of bodies and answers with all they hold, the enumerations among them, and the actions and functions the templates name. */
function described(schema: Schema, kept: readonly (readonly [string, DelegatedOperation & Found])[]) {
  const walked = new Set(kept.flatMap(([, { by }]) => by));
  const names = new Set([...walked].map(({ name }) => name));
  const needed = new Set<string>();
  const waiting = new Set<string>();
  const need = (type: string) => {
    if (schema.types.has(type) && !needed.has(type)) waiting.add(type);
  };
  const settle = () => {
    for (const type of waiting) {
      waiting.delete(type);
      needed.add(type);
      const { base, properties } = schema.types.get(type) ?? { properties: [] };
      if (base !== undefined) need(base);
      if (namedInBodies.has(type)) for (const [derived, each] of schema.types) if (each.base === type) need(derived);
      for (const property of properties) if (!property.navigation || walked.has(property)) need(property.type);
    }
  };
  for (const [, { template, place }] of kept) {
    need(schema.containers.get(template.slice(1).split("/")[0] ?? "")?.type ?? "");
    need(place.type);
  }
  settle();
  const bound = schema.operations.filter((each) => walked.has(each));
  for (const each of bound) for (const { type } of [...each.parameters, ...(each.returns ? [each.returns] : [])]) need(type);
  settle();
  const enums = new Set<string>();
  const named = ({ type, collection }: TypeRef) => (collection ? `[${short[type] ?? type}]` : (short[type] ?? type));
  const typeOf = (each: TypeRef) => {
    const members = schema.enums.get(each.type);
    if (members === undefined) return named(each);
    if (members.join(" ").length > longestEnum) return named({ ...each, type: "String" });
    enums.add(each.type);
    return named(each);
  };
  const types = [...needed].toSorted().map((name) => {
    const type = schema.types.get(name);
    const words = (type?.properties ?? [])
      .filter((property) => (property.navigation ? needed.has(property.type) && names.has(property.name) : true))
      .map((property) => {
        const type = typeOf(property);
        return `${property.navigation ? ">" : ""}${property.computed ? "!" : ""}${property.name}${type === "String" ? "" : `:${type}`}`;
      });
    return `${name}${type?.base === undefined ? "" : `<${type.base}`}${type?.open ? "+" : ""}${type?.entity ? "" : "~"} ${words.join(" ")}`.trimEnd();
  });
  const operations = [
    ...new Set(
      bound.map((each) =>
        `${each.kind === "action" ? "!" : ""}${each.name} ${named(each.binding)} ${each.returns ? named(each.returns) : "-"} ${each.parameters.map((one) => `${one.name}:${typeOf(one)}`).join(" ")}`.trimEnd(),
      ),
    ),
  ].toSorted();
  return {
    types,
    enums: [...enums]
      .toSorted()
      .map((name) => `${name} ${(schema.enums.get(name) ?? []).filter((member) => member !== "unknownFutureValue").join(" ")}`),
    bound: operations,
  };
}

/** The operations of the long tail, read from the index once, when the first of them is asked for. */
import type { Risk } from "../../core/decision.ts";
import type { GraphMethod } from "../../core/graph-method.ts";
import type { Operation } from "../../graph/request.ts";
import { readIndex, type BoundOperation, type GraphTypes, type TypeRef } from "./graph-types.ts";
import { riskOfOperation } from "./operation-risk.ts";

export type PathParameter = {
  readonly name: string;
  /** An Edm primitive; ids are `String`. */
  readonly type: string;
};

/** What a request body is: a value of a type, or the parameters of an action. */
export type BodyShape =
  | { readonly kind: "type"; readonly type: string }
  | { readonly kind: "parameters"; readonly parameters: readonly (TypeRef & { readonly name: string })[] };

export type IndexedOperation = {
  /** `me.messages.createReply` */
  readonly operationId: string;
  readonly method: GraphMethod;
  readonly template: string;
  readonly risk: Risk;
  /** The least delegated scope; the `.Shared` form where the path is another person's mailbox. */
  readonly scope: string;
  /** An administrator has to consent to the scope. */
  readonly adminConsent: boolean;
  readonly pathParameters: readonly PathParameter[];
  readonly body: BodyShape | null;
  /** Null where Graph answers without content. */
  readonly answer: TypeRef | null;
  /** Ends in a function or action, which takes fewer query options than a resource. */
  readonly called: boolean;
};

type Place = TypeRef & { readonly bound?: BoundOperation; readonly ref?: true };

const methods: Readonly<Record<string, GraphMethod>> = { G: "GET", P: "POST", A: "PATCH", U: "PUT", D: "DELETE" };
const verbs: Readonly<Record<GraphMethod, string>> = { GET: "get", POST: "create", PATCH: "update", PUT: "replace", DELETE: "delete" };

let read: ReadonlyMap<string, IndexedOperation> | null = null;

/** Every operation of the index, by its id. */
export function indexedOperations(): ReadonlyMap<string, IndexedOperation> {
  read ??= new Map(readOperations(readIndex()).map((operation) => [operation.operationId, operation]));
  return read;
}

export function operationNamed(operationId: string): IndexedOperation | undefined {
  return indexedOperations().get(operationId);
}

/** `GET /me/messages`, as tools declare it. */
export function declared({ method, template }: IndexedOperation): Operation {
  return `${method} ${template}` as Operation;
}

function readOperations({ scopes, roots, trie, types }: ReturnType<typeof readIndex>): readonly IndexedOperation[] {
  const found: IndexedOperation[] = [];
  /* Of each depth: the path so far, its name so far, where it has come to, what it takes. */
  const paths: string[] = [];
  const names: string[] = [];
  const places: Place[] = [];
  const parameters: (readonly PathParameter[])[] = [];
  for (const line of trie.split("\n")) {
    const depth = line.length - line.trimStart().length;
    const [segment = "", ...opened] = line.slice(depth).split(" ");
    const before = places[depth - 1];
    const place: Place | undefined = before === undefined ? roots.get(segment) : placeAt(types, before, segment);
    if (!place) throw new Error(`The index names ${segment}, which its types do not hold.`);
    const template = `${paths[depth - 1] ?? ""}/${segment}`;
    const named = depth === 0 ? segment : nameOf(names[depth - 1] ?? "", segment);
    paths.length = depth;
    paths.push(template);
    names[depth] = named;
    places[depth] = place;
    parameters[depth] = [...(depth === 0 ? [] : (parameters[depth - 1] ?? [])), ...parametersIn(segment, place)];
    for (const one of opened) {
      const method = methods[one[0] ?? ""];
      const scope = scopes[Number.parseInt(one.slice(1), 36)];
      if (method === undefined || scope === undefined) throw new Error("The index is not in the form this version reads.");
      const { bound } = place;
      found.push({
        operationId: idOf(method, named, place),
        method,
        template,
        risk: riskOfOperation(method, template, bound?.action ? bound.name : null),
        scope: scope.replace("*", ""),
        adminConsent: scope.endsWith("*"),
        pathParameters: parameters[depth] ?? [],
        body: bodyOf(method, place),
        answer: answerOf(method, place),
        called: bound !== undefined,
      });
    }
  }
  return found;
}

/** One segment further. */
function placeAt(types: GraphTypes, at: Place, segment: string): Place | undefined {
  if (segment.startsWith("{")) return { type: at.type, collection: false };
  if (segment === "$ref") return { ...at, ref: true };
  const name = segment.split("(")[0] ?? "";
  const property = at.collection ? undefined : types.propertyOf(at.type, name);
  if (property) return { type: property.type, collection: property.collection };
  const bound = types.boundTo(at, name, segment.split("=").length - 1);
  return bound && { ...(bound.returns ?? { type: "", collection: false }), bound };
}

function parametersIn(segment: string, { bound }: Place): readonly PathParameter[] {
  if (segment.startsWith("{")) return [{ name: segment.slice(1, -1), type: "String" }];
  if (!segment.includes("{") || !bound) return [];
  return bound.parameters.map(({ name, type }) => ({ name, type }));
}

function bodyOf(method: GraphMethod, { bound, type, ref }: Place): BodyShape | null {
  if (method === "GET" || method === "DELETE" || ref) return null;
  return bound?.action ? { kind: "parameters", parameters: bound.parameters } : { kind: "type", type };
}

function answerOf(method: GraphMethod, { bound, type, collection }: Place): TypeRef | null {
  if (method === "DELETE") return null;
  if (bound) return bound.returns ?? null;
  return { type, collection: collection && method !== "POST" };
}

/** The name one segment further, without parameters; workbooks go by their own name, as their paths are long. */
function nameOf(before: string, segment: string): string {
  if (segment.startsWith("{")) return before;
  const name = segment === "$ref" ? "ref" : shortCall(segment);
  if (name === "workbook" && before.endsWith(".drive.items")) return `${before.slice(0, -"drive.items".length)}workbook`;
  if (name === "charts" && before.endsWith(".worksheets")) return `${before.slice(0, -"worksheets".length)}charts`;
  if (name === "axes" && before.endsWith(".charts")) return before;
  if (name === "format" && before.endsWith("Gridlines")) return before;
  return `${before}.${name}`;
}

/** What is named, then what is done with it; an action or function says that itself. */
function idOf(method: GraphMethod, named: string, { bound, collection, ref }: Place): string {
  if (bound?.action || (bound && method === "GET")) return named;
  return `${named}.${method === "GET" && collection && !ref ? "list" : verbs[method]}`;
}

/** `image(width={width},height={height})` → `imageByWidthHeight`: of one name there are several that differ in what they take. */
function shortCall(segment: string): string {
  if (!segment.includes("(")) return segment;
  const [name = "", inside = ""] = segment.split("(");
  const taken = [...inside.matchAll(/(\w+)=/g)].map(([, parameter = ""]) => parameter.slice(0, 1).toUpperCase() + parameter.slice(1));
  if (name === "range" && inside !== "") return "rangeAt";
  return name === "image" && taken.length > 0 ? `${name}By${taken.join("")}` : name;
}

/** The arguments of `callGraph` made into one request, or refused before anything leaves. */
import { AppError } from "../../core/errors.ts";
import { encodeQuery, fillTemplate, segmentRefusal } from "../../graph/path.ts";
import { checkedHtml } from "../outgoing-html.ts";
import { checkBody, isBarePrimitive } from "./checked-body.ts";
import { checkQuery, queryOptionsOf, type CheckedQuery } from "./checked-query.ts";
import { readIndex } from "./graph-types.ts";
import { operationNamed, type IndexedOperation } from "./indexed-operations.ts";
import { operationsFor } from "./ranking.ts";

export type CallArguments = {
  readonly operationId: string;
  readonly pathParams?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: Readonly<Record<string, unknown>> | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly cursor?: string | undefined;
};

export type CheckedCall = CheckedQuery & {
  readonly operation: IndexedOperation;
  readonly params: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> | undefined;
};

/** @throws AppError `invalid_arguments` with the ids that come nearest */
export function requireOperation(operationId: string): IndexedOperation {
  const operation = operationNamed(operationId);
  if (operation) return operation;
  const candidates = operationsFor(operationId.replaceAll(".", " "), undefined, 5).map((near) => near.operationId);
  throw new AppError("invalid_arguments", "operationId: there is no such operation; searchOperations finds them.", {
    field: "operationId",
    ...(candidates.length > 0 && { candidates }),
  });
}

/** @throws AppError `invalid_arguments` naming the dotted field and the fix */
export function checkCall({ operationId, pathParams = {}, query = {}, body, fields, cursor }: CallArguments): CheckedCall {
  const operation = requireOperation(operationId);
  const { given, options } = withFunctionParameters(operation, pathParams, query);
  const params = checkParams(operation, given);
  const checked = checkQuery(operation, options);
  checkBody(operation.body, body);
  checkSharing(operation, body);
  checkHtml("body", body);
  checkFields(operation, fields);
  if (cursor !== undefined && !isPaged(operation)) refuse("cursor", "is for operations that list; leave it out");
  const narrowed =
    fields !== undefined && checked.query["$select"] === undefined && !operation.called && queryOptionsOf(operation).includes("$select");
  const takesBody = operation.body?.kind === "type" || (operation.body?.kind === "parameters" && operation.body.parameters.length > 0);
  return {
    operation,
    params,
    query: narrowed ? { ...checked.query, $select: fields } : checked.query,
    headers: checked.headers,
    body: takesBody ? (body ?? {}) : undefined,
  };
}

/** Answers in pages with links from one to the next. */
export function isPaged({ method, answer }: IndexedOperation): boolean {
  return method === "GET" && answer?.collection === true;
}

/** Exactly what would be sent, without sending it. */
export function requestOf({ operation, params, query, body }: CheckedCall) {
  const text = encodeQuery(query);
  return {
    method: operation.method,
    path: `/v1.0${fillTemplate(operation.template, params)}${text === "" ? "" : `?${text}`}`,
    ...(body !== undefined && { body }),
  };
}

/** Parameters of a function may come with the query, as its documentation often shows them. */
function withFunctionParameters(
  { pathParameters }: IndexedOperation,
  pathParams: Readonly<Record<string, string>>,
  query: Readonly<Record<string, unknown>>,
) {
  const moved = new Set(
    pathParameters.map(({ name }) => name).filter((name) => Object.hasOwn(query, name) && !Object.hasOwn(pathParams, name)),
  );
  return {
    given: { ...pathParams, ...Object.fromEntries([...moved].map((name) => [name, String(query[name])])) },
    options: Object.fromEntries(Object.entries(query).filter(([name]) => !moved.has(name))),
  };
}

function checkParams({ template, pathParameters }: IndexedOperation, given: Readonly<Record<string, string>>) {
  const names = pathParameters.map(({ name }) => name);
  const extra = Object.keys(given).find((name) => !names.includes(name));
  if (extra !== undefined)
    refuse(`pathParams.${shown(extra)}`, `is not known; this operation takes ${names.length === 0 ? "none" : names.join(", ")}`);
  for (const { name, type } of pathParameters) {
    const value = given[name];
    if (value === undefined) return refuse(`pathParams.${name}`, "is required");
    const refusal = segmentRefusal(value, name === "siteId");
    if (refusal !== null) refuse(`pathParams.${name}`, `${refusal}; give the id as Microsoft Graph returned it`);
    if (!template.includes(`'{${name}}'`) && type !== "String" && !isBarePrimitive(type, value))
      refuse(`pathParams.${name}`, `must be a value of the type ${type}`);
  }
  return given;
}

function checkFields({ answer }: IndexedOperation, fields: readonly string[] | undefined): void {
  if (fields === undefined) return;
  const type = answer === null ? undefined : readIndex().types.typeOf(answer.type);
  const unknown = fields.find((field) => type?.open !== true && !type?.properties.has(field));
  if (unknown !== undefined)
    refuse("fields", `names ${shown(unknown)}, which ${type ? `${type.name} does not have` : "this answer does not have"}`);
}

/** HTML that leaves is held against the same rule in whatever property it stands. */
function checkHtml(field: string, value: unknown): void {
  if (Array.isArray(value)) for (const [position, each] of value.entries()) checkHtml(`${field}.${position}`, each);
  else if (typeof value === "object" && value !== null) {
    const { contentType, content }: { readonly contentType?: unknown; readonly content?: unknown } = value;
    if (typeof content === "string" && typeof contentType === "string" && /html/i.test(contentType))
      checkedHtml(`${field}.content`, content);
    for (const [name, each] of Object.entries(value)) {
      /* Outlook puts the comment of a reply into the message's HTML as it stands. */
      if (name.toLowerCase() === "comment" && typeof each === "string") checkedHtml(`${field}.${name}`, each);
      checkHtml(`${field}.${name}`, each);
    }
  }
}

/** Under whatever name: a whole text that is one address. */
const address = /^[^\s@<>"]+@[^\s@<>"]+$/;

/** Addresses anywhere in a body: whom a call would reach. */
export function addressesIn(value: unknown): readonly string[] {
  if (typeof value === "string") return address.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(addressesIn) : [];
}

/** Signed-in people only, as `shareFile` has it; what is left out is up to the tenant, which may open files to anybody. */
function checkSharing({ template }: IndexedOperation, body: Readonly<Record<string, unknown>> = {}): void {
  /* Parameters of an action go by any letter case. */
  const given = (name: string) => Object.entries(body).flatMap(([key, value]) => (key.toLowerCase() === name.toLowerCase() ? [value] : []));
  const holds = (name: string, allowed: readonly unknown[]) =>
    given(name).length > 0 && given(name).every((value) => allowed.includes(value));
  if (template.endsWith("/createLink") && !holds("scope", ["users", "organization"]))
    refuse("body.scope", "must be users or organization: links for anybody are not made here");
  if (template.endsWith("/invite") && !holds("requireSignIn", [true]))
    refuse("body.requireSignIn", "must be true: nobody is invited without having to sign in");
}

function shown(text: string): string {
  return text.slice(0, 64).replace(/\p{C}/gu, "?");
}

function refuse(field: string, problem: string): never {
  throw new AppError("invalid_arguments", `${field} ${problem}.`, { field });
}

import { isObject, type Json, type JsonObject } from "./entity.ts";
import { badRequest, GraphFailure } from "./failure.ts";
import { hasOffset, parseDateTime } from "./odata/literal.ts";
import { enumMembers, isDerivedFrom, type Property, type StructuredType, structuredType } from "./schema.ts";

/** Reads request bodies as strictly as Graph's OData reader does: known properties, right primitives, known enumeration members. */
const bodyRead = (message: string): GraphFailure => new GraphFailure(400, "RequestBodyRead", message);

/** Largest request Graph's front end takes (learn.microsoft.com/graph/api/user-sendmail: attachments of more than 3 MB need a session). */
export const maxRequestBytes = 4 * 1024 * 1024;

/** Largest content a simple upload takes in the lab (learn.microsoft.com/graph/api/driveitem-put-content allows 250 MB). */
export const maxRawBytes = 250 * 1024 * 1024;

export function parseJsonBody(text: string, contentType: string | null): JsonObject {
  const value = parseJson(text, contentType);
  if (!isObject(value)) throw badRequest("Unable to read JSON request payload. The payload must be a JSON object.");
  return value;
}

export function parseJsonArray(text: string, contentType: string | null): readonly Json[] {
  const value = parseJson(text, contentType);
  if (!Array.isArray(value)) throw badRequest("Unable to read JSON request payload. The payload must be a JSON array.");
  return value;
}

function parseJson(text: string, contentType: string | null): Json {
  if (contentType === null || !/^application\/json\b/i.test(contentType))
    throw new GraphFailure(415, "UnsupportedMediaType", "The request body's Content-Type must be application/json.");
  if (text.trim() === "") throw badRequest("Empty Payload. JSON content expected.");
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw badRequest("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");
  }
}

/** Names of the schema's derived types a body may say it has, by `@odata.type`. */
function derived(type: StructuredType, value: JsonObject): StructuredType {
  const named = value["@odata.type"];
  if (named === undefined) {
    if (type.name === "attachment") throw bodyRead("A value of the abstract type 'microsoft.graph.attachment' needs '@odata.type'.");
    return type;
  }
  const name = typeof named === "string" ? named.replace(/^#?microsoft\.graph\./i, "") : "";
  const found = structuredType(name);
  if (found === undefined || !isDerivedFrom(found.name, type.name))
    throw bodyRead(
      `A type named ${JSON.stringify(named)} could not be resolved by the model. When a model is available, each type name must resolve to a valid type.`,
    );
  return found;
}

function checkPrimitive(property: Property, value: Json): void {
  const wrong = (): GraphFailure =>
    bodyRead(
      `Cannot convert the literal '${typeof value === "object" ? JSON.stringify(value) : String(value)}' to the expected type 'Edm.${property.type}'.`,
    );
  switch (property.type) {
    case "String":
      if (typeof value !== "string") throw wrong();
      return;
    case "Boolean":
      if (typeof value !== "boolean") throw wrong();
      return;
    case "Int32":
    case "Int64":
      if (typeof value !== "number" || !Number.isInteger(value)) throw wrong();
      return;
    case "Double":
      if (typeof value !== "number") throw wrong();
      return;
    case "DateTimeOffset":
      if (typeof value !== "string" || !hasOffset(value) || parseDateTime(value) === null) throw wrong();
      return;
    case "Date":
      if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value) || parseDateTime(`${value}T00:00:00Z`) === null) throw wrong();
      return;
    case "Binary":
      if (typeof value !== "string" || !/^[A-Za-z0-9+/\r\n]*={0,2}$/.test(value)) throw wrong();
      return;
    default:
      return;
  }
}

function checkValue(property: Property, value: Json): Json {
  if (value === null) return value;
  const members = enumMembers(property.type);
  if (members !== undefined) {
    const member = typeof value === "string" ? members.find((name) => name.toLowerCase() === value.toLowerCase()) : undefined;
    if (member === undefined)
      throw bodyRead(`Requested value '${typeof value === "object" ? JSON.stringify(value) : String(value)}' was not found.`);
    return member;
  }
  /* Excel's matrices: anything, whatever the schema makes of it. */
  if (property.type === "Json") return value;
  const type = structuredType(property.type);
  if (type === undefined) {
    checkPrimitive(property, value);
    return value;
  }
  if (!isObject(value))
    throw bodyRead(
      `An unexpected '${typeof value === "object" ? "StartArray" : "PrimitiveValue"}' node was found for property named '${property.name}' when reading from the JSON reader. A 'StartObject' node was expected.`,
    );
  return checkObject(type, value);
}

/** `identity` is an open type; the reference's own samples send a Teams user's properties in it without saying so. */
const openIdentity = structuredType("teamworkUserIdentity");

function checkObject(declared: StructuredType, value: JsonObject): JsonObject {
  const type = derived(declared, value);
  const checked: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    if (name.includes("@")) {
      if (name === "@odata.type") checked[name] = `#microsoft.graph.${type.name}`;
      continue;
    }
    const property = type.properties.get(name) ?? (type.name === "identity" ? openIdentity?.properties.get(name) : undefined);
    if (property === undefined && type.open) {
      checked[name] = member;
      continue;
    }
    if (property === undefined)
      throw bodyRead(
        `The property '${name}' does not exist on type 'microsoft.graph.${type.name}'. Make sure to only use property names that are defined by the type or mark the type as open type.`,
      );
    if (!property.collection) checked[name] = checkValue(property, member);
    else if (member === null) checked[name] = [];
    else if (Array.isArray(member)) checked[name] = member.map((one: Json) => checkValue(property, one));
    else
      throw bodyRead(
        `An unexpected 'PrimitiveValue' node was found for property named '${name}' when reading from the JSON reader. A 'StartArray' node was expected.`,
      );
  }
  return checked;
}

/** The body as a value of a schema type, enumeration members in the schema's spelling; throws the 400 Graph answers. */
export function checkEntity(typeName: string, value: Json): JsonObject {
  const type = structuredType(typeName);
  if (type === undefined) throw new Error(`The schema table lacks ${typeName}.`);
  if (!isObject(value)) throw bodyRead(`A 'StartObject' node was expected for type 'microsoft.graph.${typeName}'.`);
  return checkObject(type, value);
}

/** Parameters of an action; Graph takes their names in any letter case (`Message`, `message`). */
export function checkParameters(action: string, parameters: readonly string[], body: JsonObject): ReadonlyMap<string, Json> {
  const given = new Map<string, Json>();
  for (const [name, value] of Object.entries(body)) {
    const parameter = parameters.find((known) => known.toLowerCase() === name.toLowerCase());
    if (parameter === undefined) {
      if (name.includes("@")) continue;
      throw badRequest(`The parameter '${name}' in the request payload is not a valid parameter for the operation '${action}'.`);
    }
    given.set(parameter, value);
  }
  return given;
}

/** A request body held against Graph's types before anything leaves: names, primitives, enumerations, and nothing the service sets itself. */
import { AppError } from "../../core/errors.ts";
import { address } from "../addresses.ts";
import type { BodyShape } from "./indexed-operations.ts";
import { readIndex, type GraphType, type Property, type TypeRef } from "./graph-types.ts";

/** Objects within objects that a body may have. */
const maxDepth = 8;

type Values = Readonly<Record<string, unknown>>;

/** @throws AppError `invalid_arguments` naming the dotted field and the fix */
export function checkBody(shape: BodyShape | null, body: Values | undefined): void {
  if (shape === null) {
    if (body !== undefined) refuse("body", "must be left out: this operation takes none");
    return;
  }
  if (shape.kind === "type") {
    checkObject("body", shape.type, body ?? refuse("body", `is required: an object of the type ${shape.type}`), 0);
    return;
  }
  for (const [name, value] of Object.entries(body ?? {})) {
    const parameter = shape.parameters.find((each) => each.name.toLowerCase() === name.toLowerCase());
    if (!parameter)
      return refuse(
        `body.${shown(name)}`,
        `is not known; this action takes ${shape.parameters.map((each) => each.name).join(", ") || "nothing"}`,
      );
    checkValues(`body.${name}`, parameter, value, 0);
  }
}

function checkValues(field: string, { type, collection }: TypeRef, value: unknown, depth: number): void {
  if (value === null) return;
  if (!collection) return checkValue(field, type, value, depth);
  if (!Array.isArray(value)) refuse(field, `must be a list of ${type}`);
  else for (const [position, each] of value.entries()) checkValue(`${field}.${position}`, type, each, depth);
}

function checkValue(field: string, type: string, value: unknown, depth: number): void {
  const { typeOf, membersOf } = readIndex().types;
  const members = membersOf(type);
  if (members) {
    if (typeof value !== "string" || value.split(",").some((each) => !members.includes(each.trim())))
      refuse(field, `must be one of ${members.join(", ")}`);
    return;
  }
  if (typeOf(type) && type !== "Json") return checkObject(field, type, value, depth);
  const expected = primitives[type];
  if (expected && !expected.fits(value)) refuse(field, `must be ${expected.words}`);
}

function checkObject(field: string, declared: string, value: unknown, depth: number): void {
  if (!isObject(value)) return refuse(field, `must be an object of the type ${declared}`);
  if (depth >= maxDepth) return refuse(field, "is nested too deep");
  const type = typeNamed(field, declared, value["@odata.type"]);
  for (const [name, member] of Object.entries(value)) {
    if (name === "@odata.type") continue;
    const at = `${field}.${shown(name)}`;
    const property = type.properties.get(name);
    if (!property) {
      if (type.open && !name.includes("@")) continue;
      return refuse(at, `is not known; ${type.name} has ${suggestions(type, name)}`);
    }
    if (!isPart(property)) return refuse(at, "is a resource of its own, which has operations of its own");
    if (property.computed) return refuse(at, "is set by Microsoft 365; leave it out");
    if (type.name === "internetMessageHeader" && typeof member === "string" && /\p{Cc}/u.test(member)) refuse(at, "must be one line");
    if (single.has(`${type.name}.${name}`) && typeof member === "string" && !address.safeParse(member).success)
      refuse(at, "must be one e-mail address");
    checkValues(at, property, member, depth + 1);
  }
}

/** Where one address stands, and no list of them. */
const single: ReadonlySet<string> = new Set(["emailAddress.address", "typedEmailAddress.address", "driveRecipient.email"]);

/** The declared type, or the derived one the value says it has. */
function typeNamed(field: string, declared: string, named: unknown): GraphType {
  const { typeOf, isDerived } = readIndex().types;
  const name = named === undefined ? declared : (typeof named === "string" ? named : "").replace(/^#?microsoft\.graph\./, "");
  const type = typeOf(name);
  return type && isDerived(name, declared) ? type : refuse(`${field}.@odata.type`, `must be ${declared} or a type derived from it`);
}

/** Names that start alike first; all of them would be pages. */
function suggestions(type: GraphType, wrong: string): string {
  const alike = (name: string) => (name.toLowerCase().startsWith(wrong.slice(0, 3).toLowerCase()) ? 0 : 1);
  const names = writable(type).map(({ name }) => name);
  const first = names.toSorted((a, b) => alike(a) - alike(b)).slice(0, 12);
  return `${first.join(", ")}${names.length > first.length ? ", …; describeOperation lists them" : ""}`;
}

export function writable(type: GraphType): readonly Property[] {
  return [...type.properties.values()].filter((property) => !property.computed && isPart(property));
}

/**
 * Other resources that are made together with the one that holds them. All others have operations of their own, with a risk of their own, or
 * none: rights, members' messages, rules, invitations.
 */
const parts: ReadonlySet<string> = new Set(
  "attachments checklistItems columns details extensions fields historyItems hostedContents linkedResources members posts threads".split(
    " ",
  ),
);

function isPart({ name, type, navigation }: Property): boolean {
  return !navigation || parts.has(name) || type.startsWith("workbook");
}

const matching = (form: RegExp) => (value: unknown) => typeof value === "string" && form.test(value);
const whole = (value: unknown) => typeof value === "number" && Number.isSafeInteger(value);
const number = (value: unknown) => typeof value === "number";

/** Edm primitives as OData JSON writes them (OData JSON Format 4.01 §7.1). */
const primitives: Readonly<Record<string, { readonly words: string; readonly fits: (value: unknown) => boolean }>> = {
  String: { words: "text", fits: (value) => typeof value === "string" },
  Boolean: { words: "true or false", fits: (value) => typeof value === "boolean" },
  Byte: { words: "a whole number", fits: whole },
  SByte: { words: "a whole number", fits: whole },
  Int16: { words: "a whole number", fits: whole },
  Int32: { words: "a whole number", fits: whole },
  Int64: { words: "a whole number", fits: whole },
  Single: { words: "a number", fits: number },
  Double: { words: "a number", fits: number },
  Decimal: { words: "a number", fits: number },
  DateTimeOffset: {
    words: "a time with offset such as 2026-05-04T09:00:00Z",
    fits: matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(?:Z|[+-]\d\d:\d\d)$/),
  },
  Date: { words: "a date such as 2026-05-04", fits: matching(/^\d{4}-\d\d-\d\d$/) },
  TimeOfDay: { words: "a time such as 09:00:00", fits: matching(/^\d\d:\d\d:\d\d(?:\.\d{1,7})?$/) },
  Duration: { words: "a duration such as PT30M", fits: matching(/^-?P(?=\d|T\d)(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/) },
  Guid: { words: "a GUID", fits: matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i) },
  Binary: { words: "base64", fits: matching(/^[A-Za-z0-9+/_-]*={0,2}$/) },
};

/** Whether the text is this primitive bare in a path, as a function takes it. */
export function isBarePrimitive(type: string, text: string): boolean {
  if (type === "Boolean") return text === "true" || text === "false";
  if (/^(?:Byte|SByte|Int\d+|Single|Double|Decimal)$/.test(type)) return /^-?\d{1,15}(?:\.\d{1,10})?$/.test(text);
  return primitives[type]?.fits(text) ?? false;
}

function shown(name: string): string {
  return name.slice(0, 64).replace(/\p{C}/gu, "?");
}

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(field: string, problem: string): never {
  throw new AppError("invalid_arguments", `${field} ${problem}.`, { field });
}

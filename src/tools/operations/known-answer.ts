/** What of Graph's answer is kept: properties its schema names, text as a reader would see it, and no more than a model can take. */
import { z } from "zod";
import { visibleText } from "../visible-text.ts";
import { readIndex, type TypeRef } from "./graph-types.ts";

/** UTF-8 bytes of JSON one answer may have. */
const maxBytes = 64 * 1024;
/** Objects within objects that are followed. */
const maxDepth = 10;

export type Known = Readonly<Record<string, unknown>>;

const schemas = new Map<string, z.ZodType<Known>>();

/** Keeps of an object what its type declares; a plain value comes as `{ value }`. Made once per type. */
export function knownOf(type: string): z.ZodType<Known> {
  const made =
    schemas.get(type) ??
    z.unknown().transform((answer): Known => {
      const kept = keep({ type, collection: false }, answer, 0);
      return isObject(kept) ? kept : { value: kept ?? null };
    });
  schemas.set(type, made);
  return made;
}

function keep({ type, collection }: TypeRef, value: unknown, depth: number): unknown {
  if (value === null || value === undefined || depth > maxDepth) return null;
  if (collection) return Array.isArray(value) ? value.map((each: unknown) => keep({ type, collection: false }, each, depth)) : null;
  const { typeOf, isDerived } = readIndex().types;
  const declared = typeOf(type);
  if (!declared || type === "Json") return plain(value, type === "Json" ? maxDepth - depth : 0);
  if (!isObject(value)) return null;
  const says = value["@odata.type"];
  const named = typeof says === "string" ? says.replace(/^#microsoft\.graph\./, "") : "";
  const actual = (isDerived(named, type) ? typeOf(named) : undefined) ?? declared;
  const kept: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (name.includes("@")) continue;
    const property = actual.properties.get(name);
    if (property) kept[name] = keep(property, member, depth + 1);
    else if (actual.open) kept[name] = plain(member, 2);
  }
  return kept;
}

/** Values without a type of their own: texts, numbers, and lists of them. */
function plain(value: unknown, depth: number): unknown {
  if (typeof value === "string") return visibleText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth <= 0) return null;
  if (Array.isArray(value)) return value.map((each: unknown) => plain(each, depth));
  return Object.fromEntries(Object.entries(value).flatMap(([name, each]) => (name.includes("@") ? [] : [[name, plain(each, depth - 1)]])));
}

/** Only these of its properties. */
export function onlyFields(item: Known, fields: readonly string[] | undefined): Known {
  return fields === undefined ? item : Object.fromEntries(Object.entries(item).filter(([name]) => fields.includes(name)));
}

/** As many items as fit, at least none; whether some were left out. */
export function fitting(items: readonly Known[]): { readonly items: readonly Known[]; readonly cut: boolean } {
  let bytes = 2;
  for (const [position, item] of items.entries()) {
    bytes += bytesOf(item) + 1;
    if (bytes > maxBytes) return { items: items.slice(0, position), cut: true };
  }
  return { items, cut: false };
}

/** One object with its longest texts shortened until it fits; properties that cannot be shortened go. */
export function fittingOne(item: Known): { readonly item: Known; readonly cut: boolean } {
  if (bytesOf(item) <= maxBytes) return { item, cut: false };
  const kept: Record<string, unknown> = {};
  let bytes = 2;
  for (const [name, value] of Object.entries(item).toSorted(([, a], [, b]) => bytesOf(a) - bytesOf(b))) {
    const room = maxBytes - bytes - name.length - 8;
    const size = bytesOf(value);
    /* A character is at most six bytes of JSON text. */
    const taken =
      size <= room ? value : typeof value === "string" && room > 60 ? value.slice(0, Math.floor(room / 6)).toWellFormed() : undefined;
    if (taken === undefined) continue;
    kept[name] = taken;
    bytes += bytesOf(taken) + name.length + 4;
  }
  return { item: kept, cut: true };
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value) ?? "").byteLength;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON as Graph stores and sends it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** An entity of the store: JSON with an id of its own. */
export type Entity = JsonObject & { readonly id: string };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** Elements of a collection; anything else has none. */
export const elements = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

/** Follows `from/emailAddress/address`; anything absent on the way is null, as OData has it. */
export function valueAt(entity: JsonObject, path: readonly string[]): Json {
  let value: Json = entity;
  for (const name of path) {
    if (!isObject(value)) return null;
    value = value[name] ?? null;
  }
  return value;
}

/** Microsoft's permissions reference and schema as tables, read without any of the product's code: what a template is, and who may use it. */
import permissions from "../../../infra/local/graph/facts/permissions.json" with { type: "json" };
import types from "../../../infra/local/graph/facts/types.json" with { type: "json" };

/** `GET /me/messages/{messageId}` → `GET /me/messages/{}` */
export function keyOf(operation: string): string {
  return operation
    .toLowerCase()
    .replaceAll(/\{[^}]*\}/g, "{}")
    .replaceAll("'", "");
}

const listed = new Map<string, ReadonlySet<string>>();
for (const [operation, positions] of Object.entries(permissions.operations)) {
  listed.set(keyOf(operation), new Set(positions.split(" ").map((position) => permissions.scopes[Number(position)] ?? "")));
}

/** Delegated scopes any one of which opens the operation; undefined where the reference does not know it. */
export function scopesOpening(operation: string): ReadonlySet<string> | undefined {
  return listed.get(keyOf(operation));
}

const withoutCalls = (key: string) => key.replaceAll(/\([^)]*\)/g, "");
const paths: ReadonlySet<string> = new Set([...listed.keys()].map((key) => withoutCalls(key.slice(key.indexOf(" ") + 1))));

/** Whether any method of this path is in the reference, which often leaves out what a function takes. */
export function isListedPath(template: string): boolean {
  return paths.has(withoutCalls(keyOf(template)));
}

export type SchemaType = ReadonlyMap<string, { readonly type: string; readonly collection: boolean }>;

const structured: Readonly<Record<string, string>> = types.structured;
const enums: Readonly<Record<string, string>> = types.enums;
const read = new Map<string, SchemaType>();

/** Properties of a type, inherited ones among them; undefined for a primitive. */
export function typeNamed(name: string): SchemaType | undefined {
  const line = structured[name];
  if (line === undefined) return undefined;
  let type = read.get(name);
  if (!type) {
    type = new Map(
      line
        .split(" ")
        .filter(Boolean)
        .map((word) => {
          const [property = "", kind = ""] = word.replace(">", "").split(":");
          return [property, { type: kind.replaceAll(/[[\]]/g, ""), collection: kind.startsWith("[") }];
        }),
    );
    read.set(name, type);
  }
  return type;
}

export function enumMembers(name: string): readonly string[] {
  return enums[name]?.split(" ") ?? [];
}

/** Types that hold whatever they are given. */
export const openTypes: ReadonlySet<string> = new Set(types.open);

const bases: Readonly<Record<string, string>> = types.bases;

/** The type itself and all that derive from it. */
export function family(name: string): readonly string[] {
  const found = [name];
  for (const each of found) for (const [derived, base] of Object.entries(bases)) if (base === each) found.push(derived);
  return found;
}

const roots: Readonly<Record<string, string>> = {
  me: "user",
  users: "[user]",
  groups: "[group]",
  teams: "[team]",
  chats: "[chat]",
  drives: "[drive]",
  drive: "drive",
  sites: "[site]",
  shares: "[sharedDriveItem]",
  planner: "planner",
  communications: "cloudCommunications",
  places: "[place]",
};

export type Place = { readonly type: string; readonly collection: boolean };

/**
 * What stands at the end of a path: its type where properties alone lead there, `unknown` behind an action or function, which the schema's
 * table does not hold, and undefined where no property leads on.
 */
export function placeOf(template: string): Place | "unknown" | undefined {
  const [first = "", ...rest] = template.slice(1).split("/");
  const root = roots[first];
  /* Addressing by path, `{itemId}:/{name}:`, is a form of the service that no property of the schema stands for. */
  if (root === undefined || template.includes(":")) return "unknown";
  let at: Place = { type: root.replaceAll(/[[\]]/g, ""), collection: root.startsWith("[") };
  for (const segment of rest) {
    if (segment.startsWith("{")) {
      if (!at.collection) return undefined;
      at = { type: at.type, collection: false };
      continue;
    }
    if (segment.startsWith("$")) return "unknown";
    const property = at.collection ? undefined : typeNamed(at.type)?.get(segment);
    if (!property) return isListedPath(template) ? "unknown" : undefined;
    at = property;
  }
  return at;
}

import facts from "./facts/types.json" with { type: "json" };

/** Graph's own property types, looked up by name. Types the table does not hold are opaque: read whole, never looked into. */
export type Property = {
  readonly name: string;
  /** Name without the collection bracket: an Edm primitive such as `String`, or a type of the table. */
  readonly type: string;
  readonly collection: boolean;
  readonly navigation: boolean;
};

export type StructuredType = {
  readonly name: string;
  readonly properties: ReadonlyMap<string, Property>;
  /** May hold properties the schema does not name. */
  readonly open: boolean;
};

/* Made by infra/graph-reference/derive.ts of Microsoft's schema; one line per type: `name:Type`, `[Type]` for a collection, `>` in front of a
   navigation property. */
const structuredTypes: ReadonlyMap<string, string> = new Map(Object.entries(facts.structured));
const enumTypes: ReadonlyMap<string, string> = new Map(Object.entries(facts.enums));
const baseTypes: ReadonlyMap<string, string> = new Map(Object.entries(facts.bases));
/** Open types that really take any name; Outlook's are open in the schema and refuse what they do not know all the same. */
const dictionaries: ReadonlySet<string> = new Set(
  facts.open.filter((name) =>
    /^(?:fieldValueSet|planner(?:Assignments|ChecklistItems|ExternalReferences|AppliedCategories|OrderHintsByAssignee|UserIds)|openTypeExtension|Dictionary|Json)$/.test(
      name,
    ),
  ),
);

const parsed = new Map<string, StructuredType>();

function parseProperty(text: string): Property {
  const navigation = text.startsWith(">");
  const [name = "", rest = ""] = (navigation ? text.slice(1) : text).split(":");
  const collection = rest.startsWith("[");
  return { name, type: collection ? rest.slice(1, -1) : rest, collection, navigation };
}

export function structuredType(name: string): StructuredType | undefined {
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const line = structuredTypes.get(name);
  if (line === undefined) return undefined;
  const properties = new Map(
    line
      .split(" ")
      .filter(Boolean)
      .map((text) => [parseProperty(text).name, parseProperty(text)]),
  );
  const type = { name, properties, open: dictionaries.has(name) };
  parsed.set(name, type);
  return type;
}

/** Members of an enumeration in declared order, or undefined where the name is no enumeration. */
export function enumMembers(name: string): readonly string[] | undefined {
  return enumTypes.get(name)?.split(" ");
}

/**
 * Finds a property whatever its letter case: Graph's URI parser resolves names case-insensitively
 * (learn.microsoft.com/graph/use-the-api), its JSON reader does not.
 */
export function findProperty(type: StructuredType, name: string): Property | undefined {
  const exact = type.properties.get(name);
  if (exact !== undefined) return exact;
  const lower = name.toLowerCase();
  for (const property of type.properties.values()) if (property.name.toLowerCase() === lower) return property;
  return undefined;
}

/** True where `name` is `base` or derived from it. */
export function isDerivedFrom(name: string, base: string): boolean {
  for (let at: string | undefined = name; at !== undefined; at = baseTypes.get(at)) if (at === base) return true;
  return false;
}

/** Graph's types as far as the long tail needs them: parsed one by one, when a body or an answer is of that type. */
import { graphScopes } from "../../core/graph-scopes.ts";
import { operationIndex } from "./operation-index.ts";

export type TypeRef = { readonly type: string; readonly collection: boolean };
export type Property = TypeRef & {
  readonly name: string;
  /** Another resource, which an answer holds only where it was expanded. */
  readonly navigation: boolean;
  /** Set by the service; refused in a body. */
  readonly computed: boolean;
};
export type GraphType = {
  readonly name: string;
  readonly base: string | null;
  readonly entity: boolean;
  /** Takes any property: dictionaries whose keys are ids or column names. */
  readonly open: boolean;
  /** Inherited ones among them. */
  readonly properties: ReadonlyMap<string, Property>;
};
export type BoundOperation = {
  readonly name: string;
  readonly action: boolean;
  readonly binding: TypeRef;
  readonly returns: TypeRef | null;
  readonly parameters: readonly (TypeRef & { readonly name: string })[];
};
export type GraphTypes = {
  readonly typeOf: (name: string) => GraphType | undefined;
  readonly propertyOf: (type: string, name: string) => Property | undefined;
  readonly membersOf: (enumeration: string) => readonly string[] | undefined;
  /** The action or function of this name that a value of the type has, with so many parameters in the path. */
  readonly boundTo: (at: TypeRef, name: string, parameters: number) => BoundOperation | undefined;
  readonly isDerived: (name: string, base: string) => boolean;
};

/** Open types that really take any name; Outlook's are open in the schema and refuse what they do not know all the same. */
const dictionaries =
  /^(?:fieldValueSet|planner(?:Assignments|ChecklistItems|ExternalReferences|AppliedCategories|OrderHintsByAssignee|UserIds)|openTypeExtension|Dictionary|Json)$/;

/** Names that every workload sets itself, though the schema does not mark them. */
const alwaysComputed: ReadonlySet<string> = new Set(["lastModifiedDateTime", "lastModifiedBy", "changeKey"]);

let known: {
  readonly scopes: readonly string[];
  readonly roots: ReadonlyMap<string, TypeRef>;
  readonly trie: string;
  readonly types: GraphTypes;
} | null = null;

/** The index in its parts: scopes (`*`: an administrator consents), first segments, one path segment a line, and the types. */
export function readIndex(): NonNullable<typeof known> {
  if (known === null) {
    const [roots = "", trie = "", types = "", enums = "", bound = ""] = operationIndex.split("\n\n");
    known = {
      scopes: graphScopes.split(" "),
      roots: new Map(roots.split(" ").map((word) => [word.slice(0, word.indexOf(":")), refOf(word.slice(word.indexOf(":") + 1))])),
      trie,
      types: readTypes(types, enums, bound),
    };
  }
  return known;
}

/** The commonest primitives stand by a letter. */
const long: Readonly<Record<string, string>> = { D: "DateTimeOffset", B: "Boolean", I: "Int32", L: "Int64", F: "Double" };

function refOf(text: string): TypeRef {
  const collection = text.startsWith("[");
  const type = collection ? text.slice(1, -1) : text;
  return { type: long[type] ?? type, collection };
}

function readTypes(typeLines: string, enumLines: string, boundLines: string): GraphTypes {
  /** `name`, or `name<base`, then `+` for an open type and `~` for one without identity. */
  const heads = new Map<string, { readonly base: string | null; readonly flags: string; readonly words: string }>();
  for (const line of typeLines.split("\n")) {
    const [head = "", ...words] = line.split(" ");
    const [, name = "", base, flags = ""] = /^(\w+)(?:<(\w+))?([+~]*)$/.exec(head) ?? [];
    heads.set(name, { base: base ?? null, flags, words: words.join(" ") });
  }
  const enums = new Map(
    enumLines.split("\n").map((line): [string, readonly string[]] => {
      const [name = "", ...members] = line.split(" ");
      return [name, members];
    }),
  );
  const bound = Map.groupBy(boundLines.split("\n").map(readBound), ({ name }) => name);
  const parsed = new Map<string, GraphType>();
  const owned = new Map<string, ReadonlyMap<string, Property>>();

  /** Without inherited ones. */
  function ownOf(name: string): ReadonlyMap<string, Property> {
    let own = owned.get(name);
    if (!own) {
      const words = heads.get(name)?.words ?? "";
      own = new Map(words === "" ? [] : words.split(" ").map((word): [string, Property] => [nameIn(word), readProperty(word)]));
      owned.set(name, own);
    }
    return own;
  }

  function typeOf(name: string): GraphType | undefined {
    const ready = parsed.get(name);
    const head = heads.get(name);
    if (ready || !head) return ready;
    const inherited = head.base === null ? undefined : typeOf(head.base);
    const type = {
      name,
      base: head.base,
      entity: !head.flags.includes("~"),
      open: dictionaries.test(name),
      properties: new Map([...(inherited?.properties ?? []), ...ownOf(name)]),
    };
    parsed.set(name, type);
    return type;
  }
  function isDerived(name: string, base: string): boolean {
    for (let at: string | null = name; at !== null; at = heads.get(at)?.base ?? null) if (at === base) return true;
    return false;
  }
  return {
    typeOf,
    isDerived,
    propertyOf: (type, name) => {
      for (let at: string | null = type; at !== null; at = heads.get(at)?.base ?? null) {
        const found = ownOf(at).get(name);
        if (found) return found;
      }
      return undefined;
    },
    membersOf: (enumeration) => enums.get(enumeration),
    boundTo: (at, name, parameters) =>
      bound
        .get(name)
        ?.filter(({ binding }) => binding.collection === at.collection && isDerived(at.type, binding.type))
        .toSorted(
          (a, b) =>
            Number(b.action || b.parameters.length === parameters) - Number(a.action || a.parameters.length === parameters) ||
            Number(b.binding.type === at.type) - Number(a.binding.type === at.type),
        )[0],
  };
}

function nameIn(word: string): string {
  return word.replace(/^[>!]+/, "").split(":")[0] ?? "";
}

/** `name` is text, `name:Type` or `name:[Type]` anything else; `>` in front for another resource, `!` for what the service sets. */
function readProperty(word: string): Property {
  const name = nameIn(word);
  const type = word.includes(":") ? word.slice(word.indexOf(":") + 1) : "String";
  return { name, ...refOf(type), navigation: word.startsWith(">"), computed: word.includes("!") || alwaysComputed.has(name) };
}

function readBound(line: string): BoundOperation {
  const [head = "", binding = "", returns = "-", ...parameters] = line.split(" ");
  return {
    name: head.replace("!", ""),
    action: head.startsWith("!"),
    binding: refOf(binding),
    returns: returns === "-" ? null : refOf(returns),
    parameters: parameters.map((word) => ({ name: nameIn(word), ...refOf(word.slice(word.indexOf(":") + 1)) })),
  };
}

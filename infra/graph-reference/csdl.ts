/** Reads Graph's schema (OData CSDL XML 4.01) into types, enumerations and bound operations of the namespace `microsoft.graph`. */
import { XMLParser } from "fast-xml-parser";

export type SchemaProperty = {
  readonly name: string;
  /** Without namespace and collection bracket; an Edm primitive as `String`. */
  readonly type: string;
  readonly collection: boolean;
  readonly navigation: boolean;
  /** Set by the service; a request that names it is refused or ignored. */
  readonly computed: boolean;
};
export type SchemaType = {
  readonly base?: string;
  readonly entity: boolean;
  readonly open: boolean;
  readonly properties: readonly SchemaProperty[];
};
type TypeRef = Pick<SchemaProperty, "type" | "collection">;
export type SchemaOperation = {
  readonly name: string;
  readonly kind: "action" | "function";
  readonly binding: TypeRef;
  /** Besides the binding one. */
  readonly parameters: readonly (TypeRef & { readonly name: string; readonly nullable: boolean })[];
  readonly returns?: TypeRef;
};
export type Schema = {
  readonly types: ReadonlyMap<string, SchemaType>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
  readonly operations: readonly SchemaOperation[];
  /** Entity sets and singletons: name → type, and whether it is a set. */
  readonly containers: ReadonlyMap<string, TypeRef>;
};

type Element = Readonly<Record<string, unknown>>;

export function readSchema(xml: string): Schema {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    isArray: (name, _path, _leaf, isAttribute) => !isAttribute && !singular.has(name),
  });
  const document = parser.parse(xml) as Element;
  const services = at(at(document, "edmx:Edmx"), "edmx:DataServices");
  const own = list(services, "Schema").find((schema) => schema.Namespace === "microsoft.graph");
  if (!own) throw new Error("The file has no schema microsoft.graph.");
  const computed = new Set(
    list(own, "Annotations")
      .filter((each) => list(each, "Annotation").some(isComputed))
      .map((each) => text(each.Target).replace(/^microsoft\.graph\./, "")),
  );
  const types = new Map<string, SchemaType>();
  for (const kind of ["EntityType", "ComplexType"] as const) {
    for (const type of list(own, kind)) {
      types.set(text(type.Name), {
        entity: kind === "EntityType",
        open: type.OpenType === "true",
        ...(type.BaseType !== undefined && { base: reference(text(type.BaseType)).type }),
        properties: [
          ...list(type, "Property").map((property) =>
            propertyOf(property, false, computed.has(`${text(type.Name)}/${text(property.Name)}`)),
          ),
          ...list(type, "NavigationProperty").map((property) => propertyOf(property, true, false)),
        ],
      });
    }
  }
  const container = list(own, "EntityContainer")[0] ?? {};
  return {
    types,
    enums: new Map(list(own, "EnumType").map((each) => [text(each.Name), list(each, "Member").map((member) => text(member.Name))])),
    operations: [
      ...list(own, "Action").flatMap((each) => operationOf(each, "action")),
      ...list(own, "Function").flatMap((each) => operationOf(each, "function")),
    ],
    containers: new Map([
      ...list(container, "EntitySet").map((set): [string, TypeRef] => [
        text(set.Name),
        { ...reference(text(set.EntityType)), collection: true },
      ]),
      ...list(container, "Singleton").map((one): [string, TypeRef] => [text(one.Name), reference(text(one.Type))]),
    ]),
  };
}

const singular: ReadonlySet<string> = new Set(["edmx:Edmx", "edmx:DataServices", "ReturnType"]);

function operationOf(element: Element, kind: SchemaOperation["kind"]): readonly SchemaOperation[] {
  const [binding, ...parameters] = list(element, "Parameter");
  if (element.IsBound !== "true" || !binding) return [];
  const returned = element.ReturnType === undefined ? undefined : reference(text((element.ReturnType as Element).Type));
  return [
    {
      name: text(element.Name),
      kind,
      binding: reference(text(binding.Type)),
      parameters: parameters.map((each) => ({ name: text(each.Name), nullable: each.Nullable !== "false", ...reference(text(each.Type)) })),
      ...(returned && { returns: returned }),
    },
  ];
}

function propertyOf(element: Element, navigation: boolean, computed: boolean): SchemaProperty {
  return {
    name: text(element.Name),
    ...reference(text(element.Type)),
    navigation,
    computed: computed || list(element, "Annotation").some(isComputed),
  };
}

/** OASIS Core vocabulary, `Computed`. */
function isComputed(annotation: Element): boolean {
  return annotation.Term === "Org.OData.Core.V1.Computed" && annotation.Bool !== "false";
}

/** `Collection(graph.message)` → `{ type: "message", collection: true }` */
function reference(type: string): TypeRef {
  const collection = type.startsWith("Collection(");
  const name = collection ? type.slice("Collection(".length, -1) : type;
  return { type: name.replace(/^(?:microsoft\.graph|graph|self|Edm)\./, ""), collection };
}

function at(element: Element, name: string): Element {
  return (element[name] ?? {}) as Element;
}

function list(element: Element, name: string): readonly Element[] {
  return (element[name] ?? []) as readonly Element[];
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new Error("The schema lacks a name or type where one belongs.");
  return value;
}

/** The XML parts of office documents (ECMA-376), read as they come out of the archive and never kept whole. */
import { Parser } from "htmlparser2";
import type { Archive } from "./archive.ts";
import { Unreadable } from "./limits.ts";

export type Attributes = Readonly<Record<string, string>>;

/** Names without their prefix: `w:p` is `p`. */
export type XmlHandler = {
  readonly open?: (name: string, attributes: Attributes, path: readonly string[]) => void;
  readonly text?: (text: string, path: readonly string[]) => void;
  readonly close?: (name: string, path: readonly string[]) => void;
};

/** Elements that stand in each other; deeper is no document. */
const maxDepth = 256;

/** @throws Unreadable where the part is missing, broken off, or declares a document type, which ECMA-376 part 2 §8.1.4 forbids */
export async function readXml(archive: Archive, part: string, handler: XmlHandler): Promise<void> {
  const path: string[] = [];
  let elements = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const local = localName(name);
        elements += 1;
        if (path.length >= maxDepth) throw new Unreadable("malformed");
        handler.open?.(local, attributes, path);
        path.push(local);
      },
      ontext(text) {
        handler.text?.(text, path);
      },
      onclosetag(name) {
        path.pop();
        handler.close?.(localName(name), path);
      },
      onprocessinginstruction(name) {
        if (name.toLowerCase().startsWith("!")) throw new Unreadable("malformed");
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  await archive.read(part, (piece) => {
    decoder ??= new TextDecoder(isUtf16(piece) ? "utf-16le" : "utf-8");
    parser.write(decoder.decode(piece, { stream: true }));
  });
  const isWhole = path.length === 0 && elements > 0;
  parser.end();
  if (!isWhole) throw new Unreadable("malformed");
}

function isUtf16(piece: Uint8Array): boolean {
  return piece[0] === 0xff && piece[1] === 0xfe;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** An attribute by its name without prefix. */
export function attributeOf(attributes: Attributes, name: string): string | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  for (const [key, value] of Object.entries(attributes)) if (localName(key) === name) return value;
  return undefined;
}

/** ECMA-376 part 1 §22.9.2.7: an element without `val` switches on. */
export function isOn(attributes: Attributes): boolean {
  const value = attributeOf(attributes, "val");
  return value === undefined || !/^(?:0|false|off|none)$/i.test(value);
}

export type Relation = { readonly target: string; readonly type: string; readonly external: boolean };

/** A part's relations by id (ECMA-376 part 2 §9.3), targets as part names; none where it has none. */
export async function relationsOf(archive: Archive, part: string): Promise<ReadonlyMap<string, Relation>> {
  const slash = part.lastIndexOf("/") + 1;
  const rels = `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
  const relations = new Map<string, Relation>();
  if (!archive.has(rels)) return relations;
  await readXml(archive, rels, {
    open(name, attributes) {
      if (name !== "Relationship") return;
      const target = attributeOf(attributes, "Target") ?? "";
      const external = attributeOf(attributes, "TargetMode") === "External";
      relations.set(attributeOf(attributes, "Id") ?? "", {
        target: external ? target : partName(target, part.slice(0, slash)),
        type: (attributeOf(attributes, "Type") ?? "").replace(/^.*\//, ""),
        external,
      });
    },
  });
  return relations;
}

/** A part name as the archive lists it. */
function partName(target: string, folder: string): string {
  const segments: string[] = [];
  for (const segment of (target.startsWith("/") ? target : `${folder}${target}`).split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return segments.join("/");
}

/** PowerPoint presentations (ECMA-376 part 1 §19) as the tree of what is shown: slides in order with their notes, no hidden slide or shape. */
import type { ElementContent, Root } from "hast";
import { visibleText } from "../core/visible-text.ts";
import type { Archive } from "./archive.ts";
import { element, lineBreak, tableOf, textNode } from "./tree.ts";
import { attributeOf, readXml, relationsOf } from "./xml.ts";

/** Slide size, EMU (1/914,400 inch). */
type Size = { readonly width: number; readonly height: number };
type Shape = { kind: string; hidden: boolean; x: number; y: number; placed: boolean; blocks: ElementContent[] };

export async function readPptx(archive: Archive, main: string): Promise<Root> {
  const relations = await relationsOf(archive, main);
  const slides: string[] = [];
  let size: Size = { width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY };
  await readXml(archive, main, {
    open(name, attributes) {
      if (name === "sldSz") size = { width: Number(attributes["cx"]), height: Number(attributes["cy"]) };
      const target = name === "sldId" ? relations.get(attributes["r:id"] ?? "")?.target : undefined;
      if (target !== undefined && archive.has(target)) slides.push(target);
    },
  });
  const children: ElementContent[] = [];
  for (const [at, slide] of slides.entries()) {
    const { shown, title, blocks } = await readSlide(archive, slide, size);
    if (!shown) continue;
    children.push(element("h2", [textNode(title === "" ? `Slide ${at + 1}` : `Slide ${at + 1}: ${title}`)]), ...blocks);
    const notes = [...(await relationsOf(archive, slide)).values()].find(({ type }) => type === "notesSlide")?.target;
    if (notes === undefined || !archive.has(notes)) continue;
    const said = await readSlide(archive, notes, null);
    if (said.blocks.length > 0) children.push(element("h3", [textNode("Notes")]), ...said.blocks);
  }
  return { type: "root", children };
}

/** Placeholders that repeat what stands on every page (§19.7.10). */
const furniture: ReadonlySet<string> = new Set(["sldNum", "hdr", "ftr", "dt", "sldImg"]);

/** @param size null: a page of notes, whose layout nobody sees */
async function readSlide(archive: Archive, part: string, size: Size | null) {
  let shown = true;
  let title = "";
  const blocks: ElementContent[] = [];
  const shapes: Shape[] = [];
  let table: ElementContent[][][] = [];
  let cell: ElementContent[] | undefined;
  let paragraph: ElementContent[] | undefined;
  let isTiny = false;
  let skips = 0;

  await readXml(archive, part, {
    open(name, attributes, path) {
      if (skips > 0 || name === "Fallback") {
        skips += 1;
        return;
      }
      const shape = shapes.at(-1);
      switch (name) {
        case "sld":
          shown = attributes["show"] !== "0" && attributes["show"] !== "false";
          return;
        case "sp":
        case "graphicFrame":
        case "grpSp":
          shapes.push({ kind: "", hidden: shape?.hidden ?? false, x: 0, y: 0, placed: false, blocks: [] });
          return;
        case "cNvPr":
          if (shape !== undefined && /^(?:1|true)$/.test(attributes["hidden"] ?? "")) shape.hidden = true;
          return;
        case "ph":
          if (shape !== undefined) shape.kind = attributes["type"] ?? "body";
          return;
        case "off":
          // Inside a group places are the group's own.
          if (shape === undefined || shapes.length > 1 || shape.placed) return;
          shape.placed = true;
          shape.x = Number(attributes["x"]);
          shape.y = Number(attributes["y"]);
          if (size !== null && (shape.x >= size.width || shape.y >= size.height)) shape.hidden = true;
          return;
        case "ext":
          if (shape === undefined || shapes.length > 1 || size === null || path.at(-1) !== "xfrm" || attributes["cx"] === undefined) return;
          if (shape.x + Number(attributes["cx"]) <= 0 || shape.y + Number(attributes["cy"]) <= 0) shape.hidden = true;
          return;
        case "tbl":
          table = [];
          return;
        case "tr":
          table.push([]);
          return;
        case "tc":
          cell = [];
          return;
        case "p":
          paragraph = [];
          return;
        case "r":
          isTiny = false;
          return;
        case "rPr":
          // Hundredths of a point.
          isTiny = Number(attributeOf(attributes, "sz") ?? 1_200) <= 100;
          return;
        case "noFill":
          // Letters without ink (§20.1.8.44).
          if (path.at(-1) === "rPr") isTiny = true;
          return;
        case "alpha":
          // Thousandths of a percent (§20.1.2.3.1).
          if (path.at(-3) === "rPr" && Number(attributeOf(attributes, "val") ?? 100_000) < 5_000) isTiny = true;
          return;
        case "br":
          paragraph?.push(lineBreak());
          return;
        default:
      }
    },
    text(value, path) {
      if (skips > 0 || path.at(-1) !== "t" || isTiny || shapes.at(-1)?.hidden === true) return;
      const seen = visibleText(value);
      if (seen !== "") paragraph?.push(textNode(seen));
    },
    close(name) {
      if (skips > 0) {
        skips -= 1;
        return;
      }
      const shape = shapes.at(-1);
      switch (name) {
        case "p":
          if (paragraph !== undefined && paragraph.length > 0) (cell ?? shape?.blocks ?? []).push(element("p", paragraph));
          paragraph = undefined;
          return;
        case "tc":
          table.at(-1)?.push(cell ?? []);
          cell = undefined;
          return;
        case "tbl":
          if (shape?.hidden === false) shape.blocks.push(tableOf(table));
          return;
        case "sp":
        case "graphicFrame":
        case "grpSp": {
          const closed = shapes.pop();
          if (closed === undefined || closed.hidden || furniture.has(closed.kind)) return;
          if (/^(?:title|ctrTitle)$/.test(closed.kind) && title === "") title = plain(closed.blocks);
          else (shapes.at(-1)?.blocks ?? blocks).push(...closed.blocks);
          return;
        }
        default:
      }
    },
  });
  return { shown, title, blocks };
}

function plain(nodes: readonly ElementContent[]): string {
  return nodes
    .map((node) => (node.type === "text" ? node.value : node.type === "element" ? plain(node.children) : ""))
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
}

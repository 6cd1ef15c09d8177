/** Pieces of the tree that office documents become. */
import type { Element, ElementContent } from "hast";

export function element(tagName: string, children: ElementContent[], properties: Element["properties"] = {}): Element {
  return { type: "element", tagName, properties, children };
}

export function textNode(value: string): ElementContent {
  return { type: "text", value };
}

export const lineBreak = (): ElementContent => element("br", []);

/** Rows of cells; the first row heads the columns, as Markdown's tables need one that does. */
export function tableOf(rows: readonly (readonly ElementContent[][])[]): Element {
  return element(
    "table",
    rows.map((cells, row) =>
      element(
        "tr",
        cells.map((blocks) => element(row === 0 ? "th" : "td", inOneCell(blocks))),
      ),
    ),
  );
}

/** Paragraphs of a cell, a line each. */
function inOneCell(blocks: readonly ElementContent[]): ElementContent[] {
  return blocks.flatMap((block, at) => {
    const content = block.type === "element" && block.tagName === "p" ? block.children : [block];
    return at === 0 ? content : [lineBreak(), ...content];
  });
}

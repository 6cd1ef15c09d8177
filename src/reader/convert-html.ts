/** HTML as text, Markdown or plain HTML of what a person would see. */
import { fromHtml } from "hast-util-from-html";
import type { Root } from "hast";
import { toMdast } from "hast-util-to-mdast";
import { toText } from "hast-util-to-text";
import { gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown } from "mdast-util-to-markdown";
import type { SeenAs } from "../core/document.ts";
import { visibleText } from "../core/visible-text.ts";
import { writeHtml } from "./plain-html.ts";
import { visibleTree } from "./visible-tree.ts";

/** Pure; the same HTML gives the same text. */
export function convertHtml(html: string, as: SeenAs): string {
  return writeTree(visibleTree(fromHtml(html)), as);
}

/** A tree of which everything may be shown. */
export function writeTree(tree: Root, as: SeenAs): string {
  if (as === "html") return writeHtml(tree);
  const written =
    as === "text"
      ? // What stood in pieces may have become an image's form.
        visibleText(toText(tree))
      : toMarkdown(toMdast(tree), { extensions: [gfmToMarkdown()], bullet: "-", rule: "-", listItemIndent: "one" });
  return written
    .replaceAll("\u00A0", " ")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

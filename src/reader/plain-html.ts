/** A tree of which everything may be shown as plain HTML: an allow-list of elements, nothing that runs, loads, or carries words nobody sees. */
import type { ElementContent, Root, RootContent } from "hast";
import { toHtml } from "hast-util-to-html";
import { textNode } from "./tree.ts";
import { propertiesOf } from "./visible-tree.ts";

/** None of them loads or runs anything, or holds text that is not parsed as HTML (HTML Living Standard §13.1.2). */
const plain: ReadonlySet<string> = new Set(
  (
    "a abbr address article b bdi bdo blockquote br caption cite code dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 " +
    "h4 h5 h6 header hr i ins kbd li main mark ol p pre q s samp section small strong sub summary sup table tbody td tfoot th thead time " +
    "tr tt u ul var"
  ).split(" "),
);

/** By a plain name for them, so that lines stay lines; of anything else only what stands in it is written. */
const instead: ReadonlyMap<string, string> = new Map([
  ...["aside", "center", "fieldset", "form", "hgroup", "legend", "nav", "search"].map((name) => [name, "div"] as const),
  ...["dir", "menu"].map((name) => [name, "ul"] as const),
  ...["listing", "plaintext", "xmp"].map((name) => [name, "pre"] as const),
  ["strike", "s"],
]);

/** Nothing that looks like an image in Markdown is left in it: what is taken out of text must not take tags along. */
export function writeHtml(tree: Root): string {
  const html = toHtml({ type: "root", children: tree.children.flatMap(plainNodes) }, { characterReferences: { useNamedReferences: true } });
  return html.replaceAll("![", "&#33;[").trim();
}

/** Text that is no markup, whatever it looks like. */
export function textAsHtml(text: string): string {
  return writeHtml({ type: "root", children: [{ type: "element", tagName: "pre", properties: {}, children: [textNode(text)] }] });
}

function plainNodes(node: RootContent): ElementContent[] {
  if (node.type === "text") return [node];
  if (node.type !== "element") return [];
  const tagName = instead.get(node.tagName) ?? node.tagName;
  const children = node.children.flatMap(plainNodes);
  return plain.has(tagName) ? [{ type: "element", tagName, properties: propertiesOf(node), children }] : children;
}

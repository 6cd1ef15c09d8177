/** What a person would see of an HTML document: nothing hidden by markup, style or colour, no pictures, nothing that runs. */
import type { Element, ElementContent, Root, RootContent } from "hast";
import { visibleText } from "../core/visible-text.ts";
import { black, type Color, looksAlike, readColor, white } from "./color.ts";
import { type Declarations, indexRules, readDeclarations, readLength, readRules, type Rule, type Rules } from "./style.ts";

/** Never shown as text. */
const unseen: ReadonlySet<string> = new Set(
  (
    "head title meta link base style script noscript template iframe frame frameset noframes object embed applet param img picture source " +
    "map area svg canvas audio video track input textarea select option optgroup datalist dialog"
  ).split(" "),
);

/** Of attributes, only these are carried on. */
const carried = ["href", "colSpan", "rowSpan", "start"] as const;

/** What a text inherits (CSS Cascade 4 §7.2). `background` null: a picture, or a colour that could not be read. */
type Look = { readonly visible: boolean; readonly sized: boolean; readonly color: Color | null; readonly background: Color | null };

/** Farther out than this, px, nothing is on the page. */
const offPage = -400;
/** Smaller than this, px, nobody reads it. */
const smallest = 2;

export function visibleTree(tree: Root): Root {
  const rules = indexRules(sheetsOf(tree));
  const top: Look = { visible: true, sized: true, color: black, background: white };
  return { type: "root", children: keep(tree.children, top, rules) };
}

function sheetsOf(node: Root | RootContent): readonly Rule[] {
  if (node.type === "element" && node.tagName === "style")
    return readRules(node.children.map((child) => (child.type === "text" ? child.value : "")).join(""));
  return "children" in node ? node.children.flatMap(sheetsOf) : [];
}

function keep(nodes: readonly RootContent[], look: Look, rules: Rules): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type === "text") {
      const value = isSeen(look) ? visibleText(node.value) : node.value.replace(/\S+/g, "");
      return value === "" ? [] : [{ type: "text", value }];
    }
    return node.type === "element" ? element(node, look, rules) : [];
  });
}

function element(node: Element, outer: Look, rules: Rules): ElementContent[] {
  if (unseen.has(node.tagName) || node.properties["hidden"] !== undefined) return [];
  const style = styleOf(node, rules);
  if (isTakenOut(style)) return [];
  const look = lookOf(node, style, outer);
  const properties = propertiesOf(node);
  // A link that leads nowhere is its words.
  const tagName = node.tagName === "a" && properties["href"] === undefined ? "span" : node.tagName;
  return [{ type: "element", tagName, properties, children: keep(node.children, look, rules) }];
}

function styleOf(node: Element, rules: Rules): Declarations {
  const classes = node.properties["className"];
  const worn = new Set(Array.isArray(classes) ? classes.map(String) : []);
  const style = new Map<string, string>();
  for (const key of ["*", node.tagName, `#${String(node.properties["id"])}`, ...[...worn].map((name) => `.${name}`)]) {
    for (const rule of rules.get(key) ?? []) {
      if (rule.tag !== null && rule.tag !== node.tagName) continue;
      if (rule.id !== null && rule.id !== node.properties["id"]) continue;
      if (rule.classes.every((name) => worn.has(name))) for (const [name, value] of rule.style) style.set(name, value);
    }
  }
  const inline = node.properties["style"];
  if (typeof inline === "string") for (const [name, value] of readDeclarations(inline)) style.set(name, value);
  return style;
}

/** The element is not shown, whatever stands in it. */
function isTakenOut(style: Declarations): boolean {
  const says = (name: string, pattern: RegExp) => pattern.test(style.get(name) ?? "");
  const below = (name: string, limit: number) => (readLength(style.get(name)) ?? 0) <= limit;
  const isNothing = (name: string) => (readLength(style.get(name)) ?? 1_000) < smallest;
  if (says("display", /^none$/) || says("mso-hide", /^all$/) || says("content-visibility", /^hidden$/)) return true;
  if (style.has("opacity") && Number.parseFloat(style.get("opacity") ?? "1") < 0.05) return true;
  if (["text-indent", "margin-left", "margin-top"].some((name) => below(name, offPage))) return true;
  if (says("position", /^(?:absolute|fixed|relative)$/) && ["left", "top", "right", "bottom"].some((name) => below(name, offPage)))
    return true;
  if (says("overflow", /^(?:hidden|clip)$/) && ["height", "max-height", "width", "max-width"].some(isNothing)) return true;
  if (says("clip", /^rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)$/)) return true;
  return says("clip-path", /^(?:inset\((?:50|100)%|circle\(0)/) || says("transform", /scale(?:x|y)?\(\s*0(?:\.0+)?\s*[,)]/);
}

function lookOf(node: Element, style: Declarations, outer: Look): Look {
  const visibility = style.get("visibility");
  const size = style.get("font-size");
  const sizePx = readLength(size);
  const color = style.get("color") ?? attribute(node, "color");
  const filled = style.get("background-color") ?? style.get("background") ?? attribute(node, "bgColor");
  return {
    visible: visibility === undefined || visibility === "inherit" ? outer.visible : visibility === "visible",
    sized: size === undefined || sizePx === null ? outer.sized : sizePx >= smallest,
    color: color === undefined || color === "inherit" ? outer.color : readColor(color),
    background: backgroundOf(style, filled, outer.background),
  };
}

function backgroundOf(style: Declarations, filled: string | undefined, outer: Color | null): Color | null {
  if (/url\(|gradient\(/.test(`${style.get("background-image") ?? ""} ${style.get("background") ?? ""}`)) return null;
  if (filled === undefined || /^(?:none|inherit|initial|unset|0(?: 0)*)?$/.test(filled)) return outer;
  const color = readColor(filled.slice(0, 100).split(/\s+(?![^(]*\))/)[0] ?? "");
  return color?.alpha === 0 ? outer : color;
}

function attribute(node: Element, name: string): string | undefined {
  const value = node.properties[name];
  return typeof value === "string" ? value : undefined;
}

function isSeen({ visible, sized, color, background }: Look): boolean {
  if (!visible || !sized) return false;
  if (color === null) return true;
  return color.alpha >= 0.05 && (background === null || !looksAlike(color, background));
}

function propertiesOf(node: Element): Element["properties"] {
  return Object.fromEntries(
    carried.flatMap((name) => {
      const value = node.properties[name];
      if (value === undefined || (name === "href" && !isLink(value))) return [];
      return [[name, value]];
    }),
  );
}

/** Somewhere a person could go; nothing that runs. */
function isLink(value: unknown): boolean {
  return typeof value === "string" && /^(?:https?:\/\/|mailto:|tel:)[^\s<>"\\]+$/i.test(value);
}

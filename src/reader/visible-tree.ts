/** What a person would see of an HTML document: nothing hidden by markup, style or colour, no pictures, nothing that runs. */
import type { Element, ElementContent, Root, RootContent } from "hast";
import { visibleText } from "../core/visible-text.ts";
import { black, type Color, looksAlike, readColor, white } from "./color.ts";
import { type Declarations, indexRules, type Position, readLength, type Rules, styleOf } from "./style.ts";

/** Never shown as text. */
const unseen: ReadonlySet<string> = new Set(
  (
    "head title meta link base style script noscript template iframe frame frameset noframes object embed applet param img picture source " +
    "map area svg canvas audio video track input textarea select option optgroup datalist dialog meter progress rp annotation annotation-xml noembed"
  ).split(" "),
);

/** Of attributes, only these are carried on, with values that say nothing of their own. */
const carried: Readonly<Record<string, (value: unknown) => boolean>> = {
  href: isLink,
  colSpan: Number.isInteger,
  rowSpan: Number.isInteger,
  start: Number.isInteger,
  /* How the items of a list are numbered (HTML Living Standard §4.4.5). */
  type: (value) => typeof value === "string" && /^[1aAiI]$/.test(value),
  dir: (value) => value === "ltr" || value === "rtl" || value === "auto",
};

/** What a text inherits (CSS Cascade 4 §7.2). `background` null: a picture, or a colour that could not be read. */
type Look = {
  readonly visible: boolean;
  /** Of the letters, px. */
  readonly size: number;
  readonly color: Color | null;
  readonly background: Color | null;
};

/** Farther out than this, px, nothing is on the page: to the left or above, to the right or below. */
const offPage = -400;
const farOut = 5_000;
/** Smaller than this, px, nobody reads it. */
const smallest = 2;

export function visibleTree(tree: Root): Root {
  const rules = indexRules(sheetsOf(tree));
  const top: Look = { visible: true, size: 16, color: black, background: white };
  return { type: "root", children: keep(tree.children, top, null, rules) };
}

function sheetsOf(node: Root | RootContent): readonly string[] {
  if (node.type === "element" && node.tagName === "style")
    return [node.children.map((child) => (child.type === "text" ? child.value : "")).join("")];
  return "children" in node ? node.children.flatMap(sheetsOf) : [];
}

function keep(nodes: readonly RootContent[], look: Look, parent: Position | null, rules: Rules): ElementContent[] {
  const siblings = nodes.filter((node) => node.type === "element");
  let at = 0;
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type === "text") {
      const value = isSeen(look) ? visibleText(node.value) : node.value.replace(/\S+/g, "");
      return value === "" ? [] : [{ type: "text", value }];
    }
    if (node.type !== "element") return [];
    const position = { element: node, parent, siblings, at };
    at += 1;
    return element(position, look, rules);
  });
}

function element(position: Position, outer: Look, rules: Rules): ElementContent[] {
  const node = position.element;
  if (unseen.has(node.tagName) || node.properties["hidden"] !== undefined) return [];
  const style = styleOf(position, rules);
  if (isTakenOut(style)) return [];
  const look = lookOf(node, style, outer);
  const properties = propertiesOf(node);
  // A link that leads nowhere is its words.
  const tagName = node.tagName === "a" && properties["href"] === undefined ? "span" : node.tagName;
  return [{ type: "element", tagName, properties, children: keep(node.children, look, position, rules) }];
}

/** The element is not shown, whatever stands in it. */
function isTakenOut(style: Declarations): boolean {
  const says = (name: string, pattern: RegExp) => pattern.test(style.get(name) ?? "");
  const isOut = (length: string) => {
    const px = readLength(length) ?? 0;
    return px <= offPage || px >= farOut;
  };
  const hasOut = (name: string) => (style.get(name) ?? "").split(/[\s,]+/, 8).some(isOut);
  const isNothing = (name: string) => (readLength(style.get(name)) ?? 1_000) < smallest;
  const isFaint = (name: string) => {
    const written = style.get(name) ?? "1";
    return Number.parseFloat(written) / (written.endsWith("%") ? 100 : 1) < 0.05;
  };
  if (says("display", /^none$/) || says("mso-hide", /^all$/) || says("content-visibility", /^hidden$/)) return true;
  if (isFaint("opacity") || isFaint("scale") || isFaint("zoom")) return true;
  if (says("filter", /opacity\(\s*(?:0|0?\.0\d*)%?\s*\)|opacity\s*=\s*0(?![.\d])/)) return true;
  if (["text-indent", "margin", "margin-left", "margin-top"].some(hasOut)) return true;
  if (says("position", /^(?:absolute|fixed|relative)$/) && ["left", "top", "right", "bottom", "inset"].some(hasOut)) return true;
  const isCut = ["overflow", "overflow-x", "overflow-y"].some((name) => says(name, /\b(?:hidden|clip)\b/));
  if (isCut && (["height", "max-height", "width", "max-width"].some(isNothing) || says("text-indent", /^\d{3,}%$/))) return true;
  if (says("clip", /^rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)$/)) return true;
  if (says("clip-path", /^(?:inset\((?:50|100)%|circle\(0|polygon\((?:0(?:px|%)?[\s,]*)+\))/)) return true;
  const transform = (style.get("transform") ?? "").slice(0, 400);
  if (/scale(?:x|y|3d)?\(\s*0?(?:\.0\d*)?\s*[,)]|rotate[xy]\(\s*-?(?:90|270)deg/.test(transform)) return true;
  return [...transform.matchAll(/translate(?:x|y|3d)?\(([^()]*)\)/g)].some(([, by = ""]) =>
    by.split(",").some((length) => isOut(length.trim())),
  );
}

function lookOf(node: Element, style: Declarations, outer: Look): Look {
  const visibility = style.get("visibility");
  const color = style.get("-webkit-text-fill-color") ?? style.get("color") ?? attribute(node, "color");
  const filled = style.get("background-color") ?? style.get("background") ?? attribute(node, "bgColor");
  return {
    visible: visibility === undefined || visibility === "inherit" ? outer.visible : visibility === "visible",
    size: readLength(style.get("font-size"), outer.size) ?? outer.size,
    color: color === undefined || /^(?:inherit|currentcolor)$/.test(color) ? outer.color : readColor(color),
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

function isSeen({ visible, size, color, background }: Look): boolean {
  if (!visible || size < smallest) return false;
  if (color === null) return true;
  return color.alpha >= 0.05 && (background === null || !looksAlike(color, background));
}

export function propertiesOf(node: Element): Element["properties"] {
  return Object.fromEntries(
    Object.entries(carried).flatMap(([name, isCarried]) => {
      const value = node.properties[name];
      return isCarried(value) ? [[name, value]] : [];
    }),
  );
}

/** Somewhere a person could go, in characters one sees; nothing that runs. */
function isLink(value: unknown): boolean {
  return typeof value === "string" && /^(?:https?:\/\/|mailto:|tel:)[^\s<>"\\]+$/i.test(value) && visibleText(value) === value;
}

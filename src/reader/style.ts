/** CSS of a document as far as it can hide text: declarations, and the rules of style sheets with the selectors that mail and pages use. */
import type { Element } from "hast";
import { limits, Unreadable } from "./limits.ts";

export type Declarations = ReadonlyMap<string, string>;
type Declaration = { readonly value: string; readonly important: boolean };

/** An element and what stands around it. */
export type Position = {
  readonly element: Element;
  readonly parent: Position | null;
  /** Elements of the same parent, itself among them. */
  readonly siblings: readonly Element[];
  readonly at: number;
};

type Test = (position: Position) => boolean;
/** The tests of one element; how it stands to the one before it in the selector. */
type Compound = { readonly tests: readonly Test[]; readonly key: string; readonly combinator: string };
type Rule = {
  /** Last element first. */
  readonly compounds: readonly Compound[];
  readonly style: ReadonlyMap<string, Declaration>;
  /** Specificity, then order (CSS Cascade 4 §6.4). */
  readonly rank: number;
};
/** Rules by what an element must have for them: an id, a class, a name, or `*`. */
export type Rules = { readonly byKey: ReadonlyMap<string, readonly Rule[]>; readonly variables: Declarations; left: number };

const comments = /\/\*[\s\S]*?(?:\*\/|$)/g;
const lengthInFont = /(?:^|\s)(\d*\.?\d+(?:px|pt|em|rem|%|cm|mm|in|vw|vh)|0)(?=[\s/]|$)/;

/** What can hide text; all else of a style sheet is left aside. */
const hides =
  /^(?:display|mso-hide|content-visibility|visibility|opacity|scale|zoom|filter|text-indent|margin(?:-left|-top)?|position|left|top|right|bottom|inset|overflow(?:-[xy])?|(?:max-)?(?:height|width)|clip|clip-path|transform|font|font-size|color|-webkit-text-fill-color|background(?:-color|-image)?|--.*)$/;

/** `color: red; font-size: 0`; CSS Syntax 3 §4.3.7 for escapes. */
function readDeclarations(css: string): ReadonlyMap<string, Declaration> {
  const style = new Map<string, Declaration>();
  for (const declaration of unescaped(css.replace(comments, "")).split(";")) {
    const colon = declaration.indexOf(":");
    if (colon === -1) continue;
    const name = declaration.slice(0, colon).trim().toLowerCase();
    if (!hides.test(name)) continue;
    const written = declaration.slice(colon + 1).toLowerCase();
    const value = written
      .replace(/!\s*important/, "")
      .replace(/\s+/g, " ")
      .trim();
    const important = written.includes("!");
    set(style, name, { value, important });
    const size = name === "font" ? lengthInFont.exec(value.slice(0, 200))?.[1] : undefined;
    if (size !== undefined) set(style, "font-size", { value: size, important });
  }
  return style;
}

function set(style: Map<string, Declaration>, name: string, declaration: Declaration): void {
  if (declaration.important || style.get(name)?.important !== true) style.set(name, declaration);
}

function unescaped(css: string): string {
  if (!css.includes("\\")) return css;
  return css.replace(/\\(?:([0-9a-f]{1,6})\s?|(.))/gi, (_whole, hex: string | undefined, character: string | undefined) =>
    hex === undefined ? (character ?? "") : String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff)),
  );
}

/** @throws Unreadable for more rules than any document has */
export function indexRules(sheets: readonly string[]): Rules {
  const rules: Rule[] = [];
  for (const sheet of sheets) readRules(sheet.replace(comments, "").replace(/<!--|-->/g, ""), rules, 0);
  const variables = new Map<string, string>();
  for (const { style } of rules) for (const [name, { value }] of style) if (name.startsWith("--")) variables.set(name, value);
  return { byKey: Map.groupBy(rules, ({ compounds: [last] }) => last?.key ?? "*"), variables, left: limits.selectorTests };
}

/** @throws Unreadable where the rules ask for more tests than a document's may */
export function styleOf(position: Position, rules: Rules): Declarations {
  const { tagName, properties } = position.element;
  const matching: Rule[] = [];
  for (const key of new Set(["*", tagName, `#${String(properties["id"])}`, ...classesOf(position.element).map((name) => `.${name}`)]))
    for (const rule of rules.byKey.get(key) ?? []) if (matches(rule.compounds, 0, position, rules)) matching.push(rule);
  const style = new Map<string, Declaration>();
  for (const rule of matching.toSorted((a, b) => a.rank - b.rank)) {
    for (const [name, declaration] of rule.style) set(style, name, declaration);
    spend(rules, rule.style.size);
  }
  const inline = properties["style"];
  if (typeof inline === "string") for (const [name, declaration] of readDeclarations(inline)) set(style, name, declaration);
  const resolved = (value: string) =>
    value
      .slice(0, 1_000)
      .replace(/var\(\s*(--[\w-]+)\s*(?:,([^)]*))?\)/g, (_whole, name: string, otherwise: string | undefined) =>
        (style.get(name)?.value ?? rules.variables.get(name) ?? otherwise ?? "").trim(),
      );
  return new Map(Array.from(style, ([name, { value }]) => [name, value.includes("var(") ? resolved(value) : value]));
}

function spend(rules: Rules, tests: number): void {
  rules.left -= tests;
  if (rules.left < 0) throw new Unreadable("expands_too_far");
}

function matches(compounds: readonly Compound[], at: number, position: Position, rules: Rules): boolean {
  const compound = compounds[at];
  if (compound === undefined) return true;
  spend(rules, 1 + classesOf(position.element).length);
  if (!compound.tests.every((test) => test(position))) return false;
  if (at + 1 === compounds.length) return true;
  switch (compound.combinator) {
    case ">":
      return position.parent !== null && matches(compounds, at + 1, position.parent, rules);
    case "+":
    case "~": {
      const first = compound.combinator === "+" ? Math.max(position.at - 1, 0) : 0;
      for (let before = position.at - 1; before >= first; before -= 1) {
        const element = position.siblings[before];
        if (element && matches(compounds, at + 1, { ...position, element, at: before }, rules)) return true;
      }
      return false;
    }
    default:
      for (let above = position.parent; above !== null; above = above.parent) if (matches(compounds, at + 1, above, rules)) return true;
      return false;
  }
}

/** Blocks within blocks that are looked into. */
const maxDepth = 6;

function readRules(css: string, rules: Rule[], depth: number): void {
  for (let at = 0; at < css.length;) {
    const open = css.indexOf("{", at);
    if (open === -1) break;
    const before = css.slice(at, open);
    const prelude = before.slice(before.lastIndexOf(";") + 1).trim();
    const close = prelude.startsWith("@") ? endOfBlock(css, open) : css.indexOf("}", open);
    const end = close === -1 ? css.length : close;
    const block = css.slice(open + 1, end);
    if (!prelude.startsWith("@")) addRules(prelude, block, rules);
    else if (depth < maxDepth && isInForce(prelude.toLowerCase())) readRules(block, rules, depth + 1);
    at = end + 1;
  }
}

function addRules(prelude: string, block: string, rules: Rule[]): void {
  const style = readDeclarations(block);
  if (style.size === 0) return;
  for (const selector of selectorsIn(prelude)) {
    const compounds = readSelector(selector.trim());
    if (compounds === null) continue;
    if (rules.length >= limits.styleRules) throw new Unreadable("expands_too_far");
    const weight = compounds.reduce(
      (sum, { tests, key }) => sum + (key.startsWith("#") ? 100 : key === "*" ? 0 : 1) + 10 * (tests.length - 1),
      0,
    );
    rules.push({ compounds, style, rank: weight * limits.styleRules + rules.length });
  }
}

/** Parts between commas that stand in no parentheses. */
function selectorsIn(prelude: string): readonly string[] {
  const selectors: string[] = [];
  for (const part of prelude.split(",")) {
    const last = selectors.at(-1);
    if (last === undefined || last.length > 1_000 || last.lastIndexOf("(") <= last.lastIndexOf(")")) selectors.push(part);
    else selectors[selectors.length - 1] = `${last},${part}`;
  }
  return selectors;
}

/** Width of the screen that rules for some screens only are held against, px. */
const screenWidth = 1_000;

function isInForce(prelude: string): boolean {
  if (/^@(?:supports|layer|container)\b/.test(prelude)) return true;
  if (!/^@media\b/.test(prelude)) return false;
  return prelude
    .slice("@media".length)
    .split(",")
    .some((query) => {
      if (/\bnot\b|\bprint\b|\bspeech\b|prefers-color-scheme\s*:\s*dark/.test(query)) return false;
      if (!/^\s*(?:only\s+)?(?:all|screen|\()|^\s*$/.test(query)) return false;
      const limit = (form: RegExp) => [...query.matchAll(form)].map(([, px]) => Number(px));
      return (
        limit(/max-(?:device-)?width\s*:\s*(\d{1,6})/g).every((px) => px >= screenWidth) &&
        limit(/min-(?:device-)?width\s*:\s*(\d{1,6})/g).every((px) => px <= screenWidth)
      );
    });
}

const piece =
  /([#.])((?:[\w\u0080-\uFFFF-]|\\.)+)|\[\s*([\w-]+)\s*(?:([~|^$*]?=)\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*i?\s*)?\]|:not\(([^()]*)\)|:([a-z-]+)(?:\(([^()]*)\))?/iy;

/** `div > td.note[lang]`, last element first; null for one that holds for no element as it stands on a screen, or is not understood. */
function readSelector(selector: string): readonly Compound[] | null {
  const compounds: Compound[] = [];
  let combinator = "";
  for (let at = 0; at < selector.length;) {
    const read = readCompound(selector, at);
    if (read === null || compounds.length >= 8) return null;
    compounds.unshift({ ...read.compound, combinator });
    const [gap = ""] = /^\s*[>+~]?\s*/.exec(selector.slice(read.end, read.end + 32)) ?? [];
    at = read.end + gap.length;
    if (at < selector.length && gap === "") return null;
    combinator = gap.trim();
  }
  return compounds.length === 0 ? null : compounds;
}

function readCompound(selector: string, from: number): { readonly compound: Omit<Compound, "combinator">; readonly end: number } | null {
  const name = /^(?:[a-z][\w-]*|\*)/i.exec(selector.slice(from, from + 64))?.[0];
  const tag = name === undefined || name === "*" ? null : name.toLowerCase();
  const tests: Test[] = [({ element }) => tag === null || element.tagName === tag];
  let key = tag ?? "*";
  let at = from + (name?.length ?? 0);
  for (;;) {
    piece.lastIndex = at;
    const match = piece.exec(selector);
    if (match === null) break;
    const [whole, mark, word = "", attribute, operator, double, single, bare, negated, pseudo, argument = ""] = match;
    if (mark === "#") {
      const id = unescaped(word);
      key = `#${id}`;
      tests.push(({ element }) => element.properties["id"] === id);
    } else if (mark === ".") {
      const worn = unescaped(word);
      if (!key.startsWith("#")) key = `.${worn}`;
      tests.push(({ element }) => classesOf(element).includes(worn));
    } else if (attribute !== undefined) tests.push(attributeTest(attribute.toLowerCase(), operator, double ?? single ?? bare ?? ""));
    else if (negated !== undefined) {
      const inner = readCompound(negated.trim(), 0);
      if (inner === null || inner.end !== negated.trim().length) return null;
      tests.push((position) => !inner.compound.tests.every((test) => test(position)));
    } else {
      const test = pseudoTest((pseudo ?? "").toLowerCase(), argument.trim().toLowerCase());
      if (test === null) return null;
      tests.push(test);
    }
    at += whole.length;
    if (tests.length > 16) return null;
  }
  return at === from ? null : { compound: { tests, key }, end: at };
}

function attributeTest(name: string, operator: string | undefined, value: string): Test {
  return ({ element }) => {
    const property = Object.keys(element.properties).find(
      (each) => (each === "className" ? "class" : each.toLowerCase()) === name.replaceAll("-", ""),
    );
    const held = property === undefined ? undefined : element.properties[property];
    if (held === undefined || held === null || held === false) return false;
    const text = (Array.isArray(held) ? held.join(" ") : held === true ? "" : String(held)).slice(0, 4_000);
    switch (operator) {
      case undefined:
        return true;
      case "~=":
        return text.split(/\s+/).includes(value);
      case "|=":
        return text === value || text.startsWith(`${value}-`);
      case "^=":
        return value !== "" && text.startsWith(value);
      case "$=":
        return value !== "" && text.endsWith(value);
      case "*=":
        return value !== "" && text.includes(value);
      default:
        return text === value;
    }
  };
}

/** Places of elements; what depends on a pointer, or makes a piece of an element, hides nothing of it. */
function pseudoTest(pseudo: string, argument: string): Test | null {
  const step = pseudo.startsWith("nth-") ? stepOf(argument) : null;
  switch (pseudo) {
    case "root":
      return ({ element }) => element.tagName === "html";
    case "first-child":
      return ({ at }) => at === 0;
    case "last-child":
      return ({ at, siblings }) => at === siblings.length - 1;
    case "only-child":
      return ({ siblings }) => siblings.length === 1;
    case "nth-child":
      return step && (({ at }) => step(at + 1));
    case "nth-last-child":
      return step && (({ at, siblings }) => step(siblings.length - at));
    default:
      return null;
  }
}

/** `2n+1`, `odd`, `3` (CSS Syntax 3 §6). */
function stepOf(argument: string): ((place: number) => boolean) | null {
  const written = argument === "odd" ? "2n+1" : argument === "even" ? "2n" : argument.replaceAll(" ", "");
  const match = /^(?:([+-]?\d{0,6})n)?([+-]?\d{1,6})?$/.exec(written);
  if (match === null || written === "") return null;
  const [, steps, offset = "0"] = match;
  const b = Number(offset);
  if (steps === undefined) return (place) => place === b;
  const a = /\d/.test(steps) ? Number(steps) : steps === "-" ? -1 : 1;
  return (place) => (a === 0 ? place === b : (place - b) % a === 0 && (place - b) / a >= 0);
}

function classesOf({ properties }: Element): readonly string[] {
  const classes = properties["className"];
  return Array.isArray(classes) ? classes.map(String) : [];
}

function endOfBlock(css: string, open: number): number {
  let depth = 0;
  for (let at = open; at < css.length; at += 1) {
    if (css[at] === "{") depth += 1;
    if (css[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** Length in px where it is one; `em` and `%` of `font` px (CSS Values 4 §6). */
export function readLength(value: string | undefined, font = 16): number | null {
  if (value === undefined || value.length > 32) return null;
  const match = /^(-?(?:\d+\.?\d*|\.\d+)(?:e-?\d{1,3})?)(px|pt|pc|em|ex|ch|rem|%|cm|mm|in|vw|vh)?$/.exec(value);
  if (match === null) return null;
  const scale: Readonly<Record<string, number>> = {
    px: 1,
    pt: 4 / 3,
    pc: 16,
    em: font,
    ex: font / 2,
    ch: font / 2,
    rem: 16,
    "%": font / 100,
    cm: 37.8,
    mm: 3.78,
    in: 96,
    vw: 10,
    vh: 10,
  };
  return Number.parseFloat(match[1] ?? "0") * (scale[match[2] ?? "px"] ?? 1);
}

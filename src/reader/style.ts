/** CSS of a document as far as it can hide text: declarations, and the rules of style sheets with simple selectors. */

export type Declarations = ReadonlyMap<string, string>;
/** Rules by what an element must have for them: the first class, else the id, else the name, else `*`. */
export type Rules = ReadonlyMap<string, readonly Rule[]>;

export function indexRules(rules: readonly Rule[]): Rules {
  return Map.groupBy(rules, ({ tag, id, classes: [first] }) =>
    first === undefined ? (id === null ? (tag ?? "*") : `#${id}`) : `.${first}`,
  );
}

export type Rule = {
  readonly tag: string | null;
  readonly id: string | null;
  readonly classes: readonly string[];
  readonly style: Declarations;
};

const comments = /\/\*[\s\S]*?(?:\*\/|$)/g;

/** `color: red; font-size: 0` */
export function readDeclarations(css: string): Declarations {
  const style = new Map<string, string>();
  for (const declaration of css.replace(comments, "").split(";")) {
    const colon = declaration.indexOf(":");
    if (colon === -1) continue;
    const value = declaration
      .slice(colon + 1)
      .replace(/!\s*important/i, "")
      .trim()
      .toLowerCase();
    style.set(declaration.slice(0, colon).trim().toLowerCase(), value);
  }
  return style;
}

/** `td.note`, `#x`, `.a.b`; what needs more of the tree than one element is left out. */
const simpleSelector = /^([a-z][a-z0-9]*|\*)?(?:#([\w-]+))?((?:\.[\w-]+)*)$/i;

/** Rules outside of at-rules: what a style sheet says for some screens only hides nothing here. */
export function readRules(sheet: string): readonly Rule[] {
  const rules: Rule[] = [];
  const css = sheet.replace(comments, "").replace(/<!--|-->/g, "");
  for (let at = 0; at < css.length;) {
    const open = css.indexOf("{", at);
    if (open === -1) break;
    const before = css.slice(at, open);
    const prelude = before.slice(before.lastIndexOf(";") + 1).trim();
    const close = prelude.startsWith("@") ? endOfBlock(css, open) : css.indexOf("}", open);
    const end = close === -1 ? css.length : close;
    if (!prelude.startsWith("@")) {
      const style = readDeclarations(css.slice(open + 1, end));
      for (const selector of prelude.split(",")) {
        const match = simpleSelector.exec(selector.trim());
        if (match === null || match[0] === "") continue;
        const [, tag, id, classes = ""] = match;
        rules.push({
          tag: tag === undefined || tag === "*" ? null : tag.toLowerCase(),
          id: id ?? null,
          classes: classes.split(".").filter((name) => name !== ""),
          style,
        });
      }
    }
    at = end + 1;
  }
  return rules;
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

/** Length in px where it is one; 1 em taken as 16 px (CSS Values 4 §6). */
export function readLength(value: string | undefined): number | null {
  const match = /^(-?[\d.]+)(px|pt|em|rem|%|cm|mm|in|vw|vh)?$/.exec(value ?? "");
  if (match === null) return null;
  const scale: Readonly<Record<string, number>> = {
    px: 1,
    pt: 4 / 3,
    em: 16,
    rem: 16,
    "%": 0.16,
    cm: 37.8,
    mm: 3.78,
    in: 96,
    vw: 10,
    vh: 10,
  };
  return Number.parseFloat(match[1] ?? "0") * (scale[match[2] ?? "px"] ?? 1);
}

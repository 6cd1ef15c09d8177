/** Word documents (ECMA-376 part 1 §17) as the tree of what is shown: no deleted, hidden, white or vanishing text, no macros, no pictures. */
import type { Element, ElementContent, Root } from "hast";
import { visibleText } from "../core/visible-text.ts";
import type { Archive } from "./archive.ts";
import { type Color, looksAlike, readColor, white } from "./color.ts";
import { element, lineBreak, tableOf } from "./tree.ts";
import { type Attributes, attributeOf, isOn, readXml, type Relation, relationsOf } from "./xml.ts";

type Style = {
  readonly name: string;
  readonly basedOn: string | undefined;
  readonly hidden: boolean | undefined;
  readonly level: number | undefined;
  /** null: chosen by Word so that it can be read. */
  readonly color: Color | null | undefined;
};
type Styles = ReadonlyMap<string, Style>;

/** What stands in these is not on the page: the version before a change, field codes, a drawing's second form. */
const skipped: ReadonlySet<string> = new Set(["del", "moveFrom", "instrText", "delText", "delInstrText", "Fallback", "sdtPr", "docPr"]);

/** [MS-OE376] and ECMA-376 §17.18.40 know highlight by name; what is not known is no colour to compare with. */
type Run = { hidden: boolean; bold: boolean; italic: boolean; color: Color | null; background: Color | null | undefined };
type Paragraph = {
  readonly inlines: ElementContent[];
  level: number | undefined;
  list: number | undefined;
  styleHidden: boolean;
  styleColor: Color | null;
  background: Color | null | undefined;
  link: Element | undefined;
};

export async function readDocx(archive: Archive, main: string): Promise<Root> {
  const relations = await relationsOf(archive, main);
  const part = (type: string) => [...relations.values()].find((relation) => relation.type === type && !relation.external)?.target;
  const stylesPart = part("styles");
  const styles = stylesPart !== undefined && archive.has(stylesPart) ? await readStyles(archive, stylesPart) : new Map<string, Style>();
  const children = await readBlocks(archive, main, styles, relations);
  for (const type of ["footnotes", "endnotes"]) {
    const notes = part(type);
    if (notes !== undefined && archive.has(notes))
      children.push(...(await readBlocks(archive, notes, styles, await relationsOf(archive, notes))));
  }
  return { type: "root", children };
}

/** What holds for every style and paragraph (§17.7.5), and the paragraph style where none is named (§17.7.4.17). */
const [defaults, unnamed] = ["\0defaults", "\0unnamed"];

async function readStyles(archive: Archive, part: string): Promise<Styles> {
  const styles = new Map<string, Style>();
  let id = "";
  let style: { -readonly [Key in keyof Style]: Style[Key] } | undefined;
  await readXml(archive, part, {
    open(name, attributes, path) {
      const value = attributeOf(attributes, "val");
      if (name === "style" || name === "docDefaults") {
        id = name === "style" ? (attributeOf(attributes, "styleId") ?? "") : defaults;
        style = { name: "", basedOn: undefined, hidden: undefined, level: undefined, color: undefined };
        if (attributeOf(attributes, "type") === "paragraph" && /^(?:1|true|on)$/.test(attributeOf(attributes, "default") ?? ""))
          styles.set(unnamed, { ...style, basedOn: id });
      } else if (style === undefined) return;
      else if (name === "name" && path.at(-1) === "style") style.name = (value ?? "").toLowerCase();
      else if (name === "basedOn") style.basedOn = value;
      else if (name === "outlineLvl") style.level = Number(value) + 1;
      else if (path.at(-1) !== "rPr" || !/^(?:style|rPrDefault)$/.test(path.at(-2) ?? "")) return;
      else if (name === "vanish") style.hidden = isOn(attributes);
      else if (name === "sz" && Number(value) <= 2) style.hidden = true;
      else if (name === "color") style.color = colorOf(attributes);
    },
    close(name) {
      if ((name !== "style" && name !== "docDefaults") || style === undefined) return;
      const heading = /^heading ([1-6])$/.exec(style.name)?.[1] ?? (style.name === "title" ? "1" : undefined);
      styles.set(id, heading === undefined ? style : { ...style, level: Number(heading) });
      style = undefined;
    },
  });
  return styles;
}

/** The style's own word, or that of the nearest it is based on. */
function inherited<K extends "hidden" | "level" | "color">(styles: Styles, id: string | undefined, key: K): Style[K] | undefined {
  const seen = new Set<string>();
  for (let at = id; at !== undefined && !seen.has(at); at = styles.get(at)?.basedOn) {
    seen.add(at);
    const value = styles.get(at)?.[key];
    if (value !== undefined) return value;
  }
  return undefined;
}

/** §17.3.2.6: a colour of the theme goes before the one beside it; the first light one is the page's. */
function colorOf(attributes: Attributes): Color | null {
  if (/^(?:background1|light1|bg1|lt1)$/.test(attributeOf(attributes, "themeColor") ?? "") && !attributeOf(attributes, "themeShade"))
    return white;
  const value = attributeOf(attributes, "val") ?? "auto";
  return value === "auto" ? null : readColor(value);
}

async function readBlocks(
  archive: Archive,
  part: string,
  styles: Styles,
  relations: ReadonlyMap<string, Relation>,
): Promise<ElementContent[]> {
  /** Where blocks go: the document, a table, a row, a cell. */
  const containers: ElementContent[][] = [[]];
  /** Of the tables around, the rows so far and the cells of each. */
  const tables: ElementContent[][][][] = [];
  /** Of the rows around, whether nobody sees them (§17.4.20). */
  const hiddenRows: boolean[] = [];
  const paragraphs: Paragraph[] = [];
  const runs: Run[] = [];
  /** Shading of the cells around; null where a table's style may shade them. */
  const backgrounds: (Color | null)[] = [white];
  const skips: string[] = [];

  const general = { hidden: styles.get(defaults)?.hidden ?? false, color: styles.get(defaults)?.color ?? null };
  const here = () => containers.at(-1) ?? [];
  const add = (...nodes: ElementContent[]) => (paragraphs.at(-1)?.link?.children ?? paragraphs.at(-1)?.inlines)?.push(...nodes);
  const isRunProperty = (path: readonly string[]) => path.at(-1) === "rPr" && path.at(-2) === "r";

  function property(name: string, attributes: Attributes, path: readonly string[]): void {
    const value = attributeOf(attributes, "val") ?? "";
    const run = runs.at(-1);
    const paragraph = paragraphs.at(-1);
    if (run !== undefined && isRunProperty(path)) {
      if (name === "vanish" || name === "specVanish") run.hidden = isOn(attributes);
      else if (name === "rStyle") {
        run.hidden = inherited(styles, value, "hidden") ?? run.hidden;
        const color = inherited(styles, value, "color");
        if (color !== undefined) run.color = color;
      } else if (name === "b") run.bold = isOn(attributes);
      else if (name === "i") run.italic = isOn(attributes);
      else if (name === "color") run.color = colorOf(attributes);
      else if ((name === "sz" && Number(value) <= 2) || (name === "w" && Number.parseInt(value, 10) < 10)) run.hidden = true;
      else if (name === "shd") run.background = shadeOf(attributes, run.background);
      else if (name === "highlight") run.background = readColor(value);
      return;
    }
    if (paragraph !== undefined && path.at(-1) === "pPr") {
      if (name === "pStyle") {
        paragraph.level = inherited(styles, value, "level") ?? paragraph.level;
        paragraph.styleHidden = inherited(styles, value, "hidden") ?? general.hidden;
        paragraph.styleColor = inherited(styles, value, "color") ?? general.color;
      } else if (name === "shd") paragraph.background = shadeOf(attributes, paragraph.background);
      else if (name === "outlineLvl" && Number(value) < 6) paragraph.level = Number(value) + 1;
    } else if (paragraph !== undefined && path.at(-1) === "numPr") {
      if (name === "ilvl") paragraph.list = Number(value);
      if (name === "numId") paragraph.list = value === "0" ? undefined : (paragraph.list ?? 0);
    } else if (path.at(-1) === "trPr" && name === "hidden") {
      hiddenRows[hiddenRows.length - 1] = isOn(attributes);
    } else if (path.at(-1) === "tcPr" && name === "shd") {
      backgrounds[backgrounds.length - 1] = shadeOf(attributes, backgrounds.at(-1)) ?? white;
    } else if (path.at(-1) === "tblPr" && name === "tblStyle") backgrounds[backgrounds.length - 1] = null;
  }

  await readXml(archive, part, {
    open(name, attributes, path) {
      if (skips.length > 0 || skipped.has(name)) {
        skips.push(name);
        return;
      }
      switch (name) {
        case "p":
          paragraphs.push({
            inlines: [],
            level: undefined,
            list: undefined,
            styleHidden: inherited(styles, unnamed, "hidden") ?? general.hidden,
            styleColor: inherited(styles, unnamed, "color") ?? general.color,
            background: undefined,
            link: undefined,
          });
          return;
        case "r":
          runs.push({
            hidden: paragraphs.at(-1)?.styleHidden ?? false,
            bold: false,
            italic: false,
            color: paragraphs.at(-1)?.styleColor ?? null,
            background: undefined,
          });
          return;
        case "tbl":
          tables.push([]);
          backgrounds.push(backgrounds.at(-1) ?? null);
          return;
        case "tr":
          tables.at(-1)?.push([]);
          hiddenRows.push(false);
          return;
        case "tc":
          containers.push([]);
          backgrounds.push(backgrounds.at(-1) ?? null);
          return;
        case "hyperlink": {
          const paragraph = paragraphs.at(-1);
          const target = relations.get(attributeOf(attributes, "id") ?? "");
          const link = isLink(target) ? element("a", [], { href: target.target }) : element("span", []);
          if (paragraph === undefined) return;
          paragraph.inlines.push(link);
          paragraph.link = link;
          return;
        }
        case "br":
        case "cr":
          if (isShown()) add(lineBreak());
          return;
        case "tab":
          if (path.at(-1) === "r" && isShown()) add({ type: "text", value: "\t" });
          return;
        case "noBreakHyphen":
          if (isShown()) add({ type: "text", value: "-" });
          return;
        default:
          property(name, attributes, path);
      }
    },
    text(text, path) {
      if (skips.length > 0 || path.at(-1) !== "t" || !isShown()) return;
      const value = visibleText(text);
      const run = runs.at(-1);
      const node: ElementContent = { type: "text", value };
      const wrapped = run?.italic && value.trim() !== "" ? element("em", [node]) : node;
      if (value !== "") add(run?.bold && value.trim() !== "" ? element("strong", [wrapped]) : wrapped);
    },
    close(name) {
      if (skips.length > 0) {
        skips.pop();
        return;
      }
      switch (name) {
        case "r":
          runs.pop();
          return;
        case "hyperlink": {
          const paragraph = paragraphs.at(-1);
          if (paragraph !== undefined) paragraph.link = undefined;
          return;
        }
        case "p": {
          const paragraph = paragraphs.pop();
          if (paragraph !== undefined) addBlock(here(), paragraph);
          return;
        }
        case "tc":
          tables
            .at(-1)
            ?.at(-1)
            ?.push(containers.pop() ?? []);
          backgrounds.pop();
          return;
        case "tr":
          if (hiddenRows.pop() === true) tables.at(-1)?.pop();
          return;
        case "tbl":
          here().push(tableOf(tables.pop() ?? []));
          backgrounds.pop();
          return;
        default:
      }
    },
  });
  return containers[0] ?? [];

  function isShown(): boolean {
    const run = runs.at(-1);
    const paragraph = paragraphs.at(-1);
    if (run === undefined) return paragraph !== undefined && !paragraph.styleHidden;
    if (run.hidden) return false;
    const background = run.background === undefined ? (paragraph?.background ?? backgrounds.at(-1) ?? null) : run.background;
    return run.color === null || background === null || !looksAlike(run.color, background);
  }
}

/** ECMA-376 §17.3.5: the fill, where one is named. */
function shadeOf(attributes: Attributes, outer: Color | null | undefined): Color | null | undefined {
  const fill = attributeOf(attributes, "fill");
  return fill === undefined || fill === "auto" ? outer : readColor(fill);
}

function isLink(relation: Relation | undefined): relation is Relation {
  return relation !== undefined && relation.external && /^(?:https?:\/\/|mailto:|tel:)[^\s<>"\\]+$/i.test(relation.target);
}

/** Runs of list paragraphs become one list, nested by their level. */
function addBlock(blocks: ElementContent[], { inlines, level, list }: Paragraph): void {
  if (inlines.length === 0) return;
  if (list === undefined) {
    blocks.push(element(level === undefined ? "p" : `h${Math.min(Math.max(level, 1), 6)}`, inlines));
    return;
  }
  let children = blocks;
  for (let depth = 0; ; depth += 1) {
    const last = children.at(-1);
    const items = last?.type === "element" && last.tagName === "ul" ? last : element("ul", []);
    if (items !== last) children.push(items);
    const item = items.children.at(-1);
    if (depth >= Math.min(list, 8) || item?.type !== "element") {
      items.children.push(element("li", inlines));
      return;
    }
    children = item.children;
  }
}

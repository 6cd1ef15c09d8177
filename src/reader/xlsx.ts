/** Excel workbooks (ECMA-376 part 1 §18) as tab-separated lines, sheet by sheet: values, no formulas, nothing hidden. */
import { visibleText } from "../core/visible-text.ts";
import type { Archive } from "./archive.ts";
import { type Color, looksAlike, readColor, white } from "./color.ts";
import { limits, Unreadable } from "./limits.ts";
import { type Attributes, attributeOf, readXml, relationsOf } from "./xml.ts";

type Sheet = { readonly name: string; readonly part: string };
type Book = { readonly sheets: readonly Sheet[]; readonly date1904: boolean };
/** Positions in `cellXfs` that show a number as a date, and those that show nothing. */
type CellStyles = { readonly dates: ReadonlySet<number>; readonly hidden: ReadonlySet<number> };
type Known = CellStyles & { readonly strings: readonly string[]; readonly date1904: boolean };
type Cell = { column: number; type: string; style: number; value: string };

export async function readXlsx(archive: Archive, main: string): Promise<string> {
  const relations = await relationsOf(archive, main);
  const part = (type: string) => [...relations.values()].find((relation) => relation.type === type && !relation.external)?.target;
  const [stringsPart, stylesPart] = [part("sharedStrings"), part("styles")];
  const book = await readBook(archive, main, (id) => relations.get(id)?.target);
  const strings = stringsPart !== undefined && archive.has(stringsPart) ? await readStrings(archive, stringsPart) : [];
  const none: CellStyles = { dates: new Set(), hidden: new Set() };
  const styles = stylesPart !== undefined && archive.has(stylesPart) ? await readCellStyles(archive, stylesPart) : none;

  const lines: string[] = [];
  let size = 0;
  const add = (line: string) => {
    size += line.length + 1;
    if (size > limits.textChars) throw new Unreadable("expands_too_far");
    lines.push(line);
  };
  for (const [at, sheet] of book.sheets.entries()) {
    if (!archive.has(sheet.part)) continue;
    if (at > 0) add("");
    add(`# ${cellText(sheet.name)}`);
    await readSheet(archive, sheet.part, { strings, ...styles, date1904: book.date1904 }, add);
  }
  return lines.join("\n");
}

async function readBook(archive: Archive, part: string, partOf: (id: string) => string | undefined): Promise<Book> {
  const sheets: Sheet[] = [];
  let date1904 = false;
  await readXml(archive, part, {
    open(name, attributes) {
      if (name === "workbookPr") date1904 = /^(?:1|true)$/.test(attributeOf(attributes, "date1904") ?? "");
      if (name !== "sheet" || (attributeOf(attributes, "state") ?? "visible") !== "visible") return;
      const sheet = partOf(attributes["r:id"] ?? attributeOf(attributes, "id") ?? "");
      if (sheet !== undefined) sheets.push({ name: attributeOf(attributes, "name") ?? "", part: sheet });
    },
  });
  return { sheets, date1904 };
}

async function readStrings(archive: Archive, part: string): Promise<readonly string[]> {
  const strings: string[] = [];
  let text = "";
  await readXml(archive, part, {
    // Phonetic readings (§18.4.6) stand beside the text, not in it.
    text: (piece, path) => void (path.at(-1) === "t" && !path.includes("rPh") && (text += piece)),
    close(name) {
      if (name !== "si") return;
      strings.push(cellText(text));
      text = "";
    },
  });
  return strings;
}

/** §18.8.30: number formats 14 to 22 and 45 to 47 are dates and times. */
const isBuiltInDate = (id: number) => (id >= 14 && id <= 22) || (id >= 45 && id <= 47);

async function readCellStyles(archive: Archive, part: string): Promise<CellStyles> {
  const formats = new Map<number, "date" | "nothing">();
  /** Of each font, its letters; of each fill, what lies behind them: null where it is not known. */
  const fonts: (Color | null)[] = [];
  const fills: (Color | null)[] = [];
  const dates = new Set<number>();
  const hidden = new Set<number>();
  let at = 0;
  await readXml(archive, part, {
    open(name, attributes, path) {
      const id = Number(attributeOf(attributes, "numFmtId"));
      const parent = path.at(-1);
      if (name === "numFmt") {
        const code = (attributeOf(attributes, "formatCode") ?? "").slice(0, 255).replace(/"[^"]*"|\\.|\[[^\]]*\]/g, "");
        if (/[dmyhs]/i.test(code)) formats.set(id, "date");
        else if (/^\s*;\s*;\s*;\s*$/.test(code)) formats.set(id, "nothing");
      } else if (name === "font" && parent === "fonts") fonts.push(null);
      else if (name === "color" && parent === "font" && path.at(-2) === "fonts") fonts[fonts.length - 1] = colorOf(attributes);
      else if (name === "fill" && parent === "fills") fills.push(null);
      else if (name === "patternFill" && attributeOf(attributes, "patternType") === "none") fills[fills.length - 1] = white;
      else if (name === "fgColor" && parent === "patternFill" && path.at(-3) === "fills") fills[fills.length - 1] = colorOf(attributes);
      if (name !== "xf" || parent !== "cellXfs") return;
      const letters = fonts[Number(attributeOf(attributes, "fontId") ?? 0)] ?? null;
      const behind = fills[Number(attributeOf(attributes, "fillId") ?? 0)] ?? null;
      if (formats.get(id) === "nothing" || (letters !== null && behind !== null && looksAlike(letters, behind))) hidden.add(at);
      if (isBuiltInDate(id) || formats.get(id) === "date") dates.add(at);
      at += 1;
    },
  });
  return { dates, hidden };
}

/** §18.8.19: alpha before the rest; the theme's first colour is the sheet's (§20.1.6.2, `lt1`). */
function colorOf(attributes: Attributes): Color | null {
  const rgb = attributeOf(attributes, "rgb");
  if (rgb !== undefined) return readColor(rgb.slice(-6));
  const isShaded = Math.abs(Number(attributeOf(attributes, "tint") ?? 0)) > 0.05;
  return attributeOf(attributes, "theme") === "0" && !isShaded ? white : null;
}

async function readSheet(archive: Archive, part: string, known: Known, add: (line: string) => void): Promise<void> {
  const hiddenColumns: { readonly from: number; readonly to: number }[] = [];
  const isHidden = (column: number) => hiddenColumns.some(({ from, to }) => column >= from && column <= to);
  /** A tab for each column that is shown, empty ones included. */
  const lineOf = (cells: typeof row) => {
    let line = "";
    let at = 0;
    for (const { column, value } of cells.toSorted((a, b) => a.column - b.column)) {
      const between = column - at;
      const hidden = hiddenColumns.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, column - 1) - Math.max(from, at) + 1), 0);
      line += `${"\t".repeat(Math.max(0, between - hidden))}${value}`;
      at = column;
    }
    return line;
  };
  let isHiddenRow = false;
  let row: { readonly column: number; readonly value: string }[] = [];
  let next = 0;
  let cell: Cell | undefined;
  await readXml(archive, part, {
    open(name, attributes) {
      if (name === "col" && (isTrue(attributeOf(attributes, "hidden")) || isNothing(attributeOf(attributes, "width")))) {
        hiddenColumns.push({ from: Number(attributeOf(attributes, "min")) - 1, to: Number(attributeOf(attributes, "max")) - 1 });
      } else if (name === "row") {
        isHiddenRow = isTrue(attributeOf(attributes, "hidden")) || isNothing(attributeOf(attributes, "ht"));
        row = [];
        next = 0;
      } else if (name === "c") {
        const column = columnOf(attributeOf(attributes, "r")) ?? next;
        cell = { column, type: attributeOf(attributes, "t") ?? "n", style: Number(attributeOf(attributes, "s") ?? 0), value: "" };
        next = column + 1;
      }
    },
    text(text, path) {
      const parent = path.at(-1);
      if (cell !== undefined && (parent === "v" || (parent === "t" && path.includes("is") && !path.includes("rPh")))) cell.value += text;
    },
    close(name) {
      if (name === "c" && cell !== undefined) {
        const { column } = cell;
        const value = shown(cell, known);
        if (value !== "" && !known.hidden.has(cell.style) && column < maxColumns && !isHidden(column)) row.push({ column, value });
        cell = undefined;
      } else if (name === "row" && !isHiddenRow && row.length > 0) add(lineOf(row));
    },
  });
}

/** support.microsoft.com, "Excel specifications and limits". */
const maxColumns = 16_384;

/** `AB12` → 27 */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference ?? "")?.[1];
  if (letters === undefined) return undefined;
  return Array.from(letters).reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** Too narrow or low for a letter: characters of a column, points of a row. */
function isNothing(size: string | undefined): boolean {
  return size !== undefined && Number(size) < 0.5;
}

function isTrue(value: string | undefined): boolean {
  return value === "1" || value === "true";
}

function shown({ type, style, value }: Cell, { strings, dates, date1904 }: Known): string {
  switch (type) {
    case "s":
      return strings[Number(value)] ?? "";
    case "b":
      return value === "1" ? "TRUE" : "FALSE";
    case "n":
      return dates.has(style) && value !== "" ? dateText(Number(value), date1904) : cellText(value);
    default:
      return cellText(value);
  }
}

/** Days since 1899-12-30, or 1904-01-01 (§18.17.4.1); without a time where it is midnight, without a date before day 1. */
function dateText(days: number, date1904: boolean): string {
  const at = new Date(Math.round(days * 86_400) * 1_000 + (date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30)));
  if (Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999) return String(days);
  const [date = "", time = ""] = at.toISOString().slice(0, 19).split("T");
  const short = time.replace(/:00$/, "");
  if (days < 1) return short;
  return time === "00:00:00" ? date : `${date} ${short}`;
}

/** One cell is one field of a line. */
function cellText(text: string): string {
  return visibleText(text)
    .replace(/[\t\n]+/g, " ")
    .trim();
}

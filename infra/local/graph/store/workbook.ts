import type { Json } from "../entity.ts";
import { type SeedWorkbook, workbookSeeds } from "../seed/workbooks.ts";
import type { StoredItem } from "./drive.ts";
import { uuidOf } from "./ids.ts";

export type Area = { readonly row: number; readonly column: number; readonly rows: number; readonly columns: number };
export type Sheet = {
  readonly id: string;
  readonly name: string;
  readonly cells: Map<string, { readonly value: Json; readonly formula: Json }>;
};
export type Table = { readonly id: string; readonly name: string; readonly sheet: Sheet; area: Area };
export type Workbook = { readonly sheets: readonly Sheet[]; readonly tables: readonly Table[] };

/** Excel's own size (support.microsoft.com: Excel specifications and limits). */
const maxRows = 1_048_576;
const maxColumns = 16_384;

const seeds: Readonly<Record<string, SeedWorkbook>> = workbookSeeds;

/** Contents of the xlsx files somebody looked into. */
export class Workbooks {
  readonly #opened = new Map<string, Workbook>();

  of(item: StoredItem): Workbook {
    let workbook = this.#opened.get(item.id);
    if (workbook === undefined) this.#opened.set(item.id, (workbook = open(item)));
    return workbook;
  }
}

function open(item: StoredItem): Workbook {
  const seed: SeedWorkbook = seeds[item.name] ?? { sheets: { Sheet1: [] }, tables: {} };
  const sheets = Object.entries(seed.sheets).map(([name, rows], index): Sheet => {
    const sheet: Sheet = { id: `{${uuidOf(`sheet:${item.id}:${index}`).toUpperCase()}}`, name, cells: new Map() };
    for (const [row, values] of rows.entries()) for (const [column, value] of values.entries()) write(sheet, row, column, value);
    return sheet;
  });
  const tables = Object.entries(seed.tables).flatMap(([name, on]) => {
    const sheet = sheets.find((one) => one.name === on);
    return sheet === undefined ? [] : [{ id: `{${uuidOf(`table:${item.id}:${name}`).toUpperCase()}}`, name, sheet, area: usedArea(sheet) }];
  });
  return { sheets, tables };
}

/** Days since 1899-12-30, as Excel counts them. */
const serialOf = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / 86_400_000 + 25_569;

/** What Excel makes of typed text that is a number, a share, a date or a truth value to it; undefined for other text. */
function typed(text: string): Json | undefined {
  if (/^\d+(?:\.\d+)?(?:e\d+)?$/i.test(text)) return Number(text);
  if (/^\d+(?:\.\d+)?%$/.test(text)) return Number(text.slice(0, -1)) / 100;
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year !== undefined) return serialOf(Number(year), Number(month), Number(day));
  const [, first, second] = /^(\d{1,2})[/-](\d{1,2})$/.exec(text) ?? [];
  return first === undefined ? undefined : serialOf(2026, Number(first), Number(second));
}

/** As Excel takes a typed value: an apostrophe keeps text as it is, `=`, `+`, `-` and `@` begin a formula, digits are a number. */
export function write(sheet: Sheet, row: number, column: number, value: Json): void {
  const key = `${row}:${column}`;
  if (value === null) return;
  if (value === "") sheet.cells.delete(key);
  else if (typeof value === "string" && value.startsWith("'")) sheet.cells.set(key, { value: value.slice(1), formula: value.slice(1) });
  else if (typeof value === "string" && /^[=+\-@]/.test(value)) sheet.cells.set(key, { value: "#EVALUATED", formula: value });
  else if (typeof value === "string" && typed(value) !== undefined) {
    const taken = typed(value) ?? null;
    sheet.cells.set(key, { value: taken, formula: taken });
  } else sheet.cells.set(key, { value, formula: value });
}

/** From A1 to the last cell with something in it; A1 where there is none. */
export function usedArea(sheet: Sheet): Area {
  let rows = 1;
  let columns = 1;
  for (const key of sheet.cells.keys()) {
    const [row = 0, column = 0] = key.split(":").map(Number);
    rows = Math.max(rows, row + 1);
    columns = Math.max(columns, column + 1);
  }
  return { row: 0, column: 0, rows, columns };
}

export function valuesOf(sheet: Sheet, area: Area, what: "value" | "formula"): readonly (readonly Json[])[] {
  return Array.from({ length: area.rows }, (_row, row) =>
    Array.from({ length: area.columns }, (_column, column) => sheet.cells.get(`${area.row + row}:${area.column + column}`)?.[what] ?? ""),
  );
}

const columnNumber = (letters: string): number =>
  Array.from(letters.toUpperCase()).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

export function columnName(number: number): string {
  let name = "";
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

/** `B2` or `B2:D9`, or null where it is no such address. */
export function parseAddress(address: string): Area | null {
  const match = /^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$/i.exec(address);
  if (match === null) return null;
  const [, letters = "", digits = "", lastLetters = letters, lastDigits = digits] = match;
  const columns = [columnNumber(letters), columnNumber(lastLetters)];
  const rows = [Number(digits), Number(lastDigits)];
  const [column, lastColumn] = [Math.min(...columns), Math.max(...columns)];
  const [row, lastRow] = [Math.min(...rows), Math.max(...rows)];
  if (column < 1 || row < 1 || lastColumn > maxColumns || lastRow > maxRows) return null;
  return { row: row - 1, column: column - 1, rows: lastRow - row + 1, columns: lastColumn - column + 1 };
}

export function addressOf({ row, column, rows, columns }: Area): string {
  const first = `${columnName(column + 1)}${row + 1}`;
  return rows === 1 && columns === 1 ? first : `${first}:${columnName(column + columns)}${row + rows}`;
}

/** A1 addresses, read before anything is asked. */
import { AppError } from "../../core/errors.ts";

/** Of one call, read or written (our cap). */
export const maxCells = 5_000;
/** Excel's own size (support.microsoft.com: Excel specifications and limits). */
const maxRows = 1_048_576;
const maxColumns = 16_384;

/** Rows and columns count from 1; the last ones are inside. */
export type Area = { readonly row: number; readonly column: number; readonly rows: number; readonly columns: number };

/** @throws AppError `invalid_arguments` naming the field, for anything but cells of a sheet such as B2 or B2:D9 */
export function readAddress(field: string, address: string): Area {
  const match = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?$/i.exec(address.trim());
  const [, letters = "", digits = "", lastLetters = letters, lastDigits = digits] = match ?? [];
  const columns = [columnNumber(letters), columnNumber(lastLetters)];
  const rows = [Number(digits), Number(lastDigits)];
  if (match === null || Math.max(...columns) > maxColumns || Math.max(...rows) > maxRows) {
    throw new AppError("invalid_arguments", `${field} must be cells such as B2 or B2:D9, without the sheet's name.`, { field });
  }
  const column = Math.min(...columns);
  const row = Math.min(...rows);
  return { row, column, rows: Math.max(...rows) - row + 1, columns: Math.max(...columns) - column + 1 };
}

/** `B2:D9`; one cell too is written with both its ends. */
export function addressText({ row, column, rows, columns }: Area): string {
  return `${columnName(column)}${row}:${columnName(column + columns - 1)}${row + rows - 1}`;
}

/** @throws AppError `invalid_arguments` where one call may not take that many cells */
export function checkSize(field: string, { rows, columns }: Pick<Area, "rows" | "columns">): void {
  if (rows * columns > maxCells) {
    throw new AppError("invalid_arguments", `${field} has more than ${maxCells} cells; take it in parts.`, { field });
  }
}

function columnNumber(letters: string): number {
  return Array.from(letters.toUpperCase()).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

export function columnName(number: number): string {
  let name = "";
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

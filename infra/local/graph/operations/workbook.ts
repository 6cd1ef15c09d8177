import { answerCollection, answerEntity } from "../collection.ts";
import { type Json, type JsonObject } from "../entity.ts";
import { GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { projection } from "../projection.ts";
import { checkEntity } from "../request-body.ts";
import { addressOf, type Area, parseAddress, type Sheet, type Table, usedArea, valuesOf, type Workbook, write } from "../store/workbook.ts";
import { itemOf } from "./drive-target.ts";

/** Workbooks in the caller's OneDrive (learn.microsoft.com/graph/api/resources/excel), without sessions: every change is kept. */

const missing = (): GraphFailure => new GraphFailure(404, "ItemNotFound", "The requested resource doesn't exist.");
const invalid = (message = "The argument is invalid or missing or has an incorrect format."): GraphFailure =>
  new GraphFailure(400, "InvalidArgument", message);

const sheetRules: QueryRules = { type: "workbookWorksheet", options: ["$select", "$top", "$skip"], defaultTop: 1000 };
const tableRules: QueryRules = { type: "workbookTable", options: ["$select", "$top", "$skip"], defaultTop: 1000 };
const rangeRules: QueryRules = { type: "workbookRange", options: ["$select"] };

/** Cells of one answer (learn.microsoft.com/office/dev/add-ins: resource limits, Excel). */
const maxCells = 5_000_000;

function workbookOf(call: Call, needs: "read" | "write" = "read"): Workbook {
  const item = itemOf({ call, drive: call.world.drive(call.owner), params: call.params }, needs);
  if (item.isFolder || !/\.xls[xm]$/i.test(item.name))
    throw new GraphFailure(400, "unsupportedWorkbook", "This file type is not supported as a workbook.");
  return call.world.workbooks.of(item);
}

/** By id, or by name in any letter case. */
function named<T extends { readonly id: string; readonly name: string }>(things: readonly T[], idOrName: string): T {
  const found = things.find(({ id }) => id === idOrName) ?? things.find(({ name }) => name.toLowerCase() === idOrName.toLowerCase());
  if (found === undefined) throw missing();
  return found;
}

const sheetOf = (call: Call, needs: "read" | "write" = "read"): Sheet => named(workbookOf(call, needs).sheets, call.params[1] ?? "");

function listSheets(call: Call): Answer {
  const project = projection({ type: "workbookWorksheet", always: ["id"] }, call.query.select);
  const rows = workbookOf(call).sheets.map(({ id, name }, position): JsonObject => ({ id, name, position, visibility: "Visible" }));
  return answerCollection(call, {
    rules: sheetRules,
    rows,
    entityOf: (sheet) => sheet,
    show: project,
    paging: "$skip",
    context: "workbookWorksheet",
  });
}

function listTables(call: Call): Answer {
  const project = projection({ type: "workbookTable", always: ["id"] }, call.query.select);
  const rows = workbookOf(call).tables.map(({ id, name }): JsonObject => ({
    id,
    name,
    showHeaders: true,
    showTotals: false,
    style: "TableStyleMedium2",
  }));
  return answerCollection(call, {
    rules: tableRules,
    rows,
    entityOf: (table) => table,
    show: project,
    paging: "$skip",
    context: "workbookTable",
  });
}

function answerRange(call: Call, sheet: Sheet, area: Area): Answer {
  const { rows, columns } = area;
  const select = call.query.select;
  const wants = (name: string) => select === null || select.includes(name);
  if ((wants("values") || wants("formulas")) && rows * columns > maxCells)
    throw new GraphFailure(413, "ResponsePayloadSizeLimitExceeded", "The response payload size has exceeded the limit.");
  const quoted = /^\w+$/.test(sheet.name) ? sheet.name : `'${sheet.name.replaceAll("'", "''")}'`;
  const range: JsonObject = {
    address: `${quoted}!${addressOf(area)}`,
    addressLocal: `${quoted}!${addressOf(area)}`,
    cellCount: rows * columns,
    rowCount: rows,
    columnCount: columns,
    rowIndex: area.row,
    columnIndex: area.column,
    ...(wants("values") ? { values: valuesOf(sheet, area, "value") } : {}),
    ...(wants("formulas") ? { formulas: valuesOf(sheet, area, "formula") } : {}),
  };
  return answerEntity(call, "workbookRange", projection({ type: "workbookRange" }, select)(range));
}

function areaOf(call: Call): Area {
  const area = parseAddress(call.params[2] ?? "");
  if (area === null) throw invalid();
  return area;
}

/** The matrix of a body, of exactly this size. */
function matrix(values: Json | undefined, rows: number | null, columns: number): readonly (readonly Json[])[] {
  const mismatch = () => invalid("The number of rows or columns in the input array doesn't match the size or dimensions of the range.");
  if (!Array.isArray(values) || values.length === 0) throw invalid();
  return values.map((row: Json) => {
    if (!Array.isArray(row)) throw invalid();
    if (row.length !== columns || (rows !== null && values.length !== rows)) throw mismatch();
    for (const cell of row as readonly Json[]) if (typeof cell === "object" && cell !== null) throw invalid();
    return row as readonly Json[];
  });
}

function updateRange(call: Call): Answer {
  const sheet = sheetOf(call, "write");
  const area = areaOf(call);
  const { values, ...others } = checkEntity("workbookRange", call.body);
  if (Object.keys(others).length > 0) throw invalid();
  for (const [row, cells] of matrix(values, area.rows, area.columns).entries())
    for (const [column, value] of cells.entries()) write(sheet, area.row + row, area.column + column, value);
  return { ...answerRange(call, sheet, area), committed: true };
}

/** learn.microsoft.com/graph/api/table-post-rows: at the end; what lies below the table must be empty. */
function addRows(call: Call): Answer {
  const table: Table = named(workbookOf(call, "write").tables, call.params[1] ?? "");
  const { values, index = null, ...others } = checkEntity("workbookTableRow", call.body);
  if (Object.keys(others).length > 0 || index !== null) throw invalid();
  const { area, sheet } = table;
  const rows = matrix(values, null, area.columns);
  for (const [at, cells] of rows.entries())
    for (const [column, value] of cells.entries()) write(sheet, area.row + area.rows + at, area.column + column, value);
  table.area = { ...area, rows: area.rows + rows.length };
  return { ...answerEntity(call, "workbookTableRow", { index: area.rows - 1, values: rows }, 201), committed: true };
}

const workbook = "/me/drive/items/{id}/workbook";
const sheet = `${workbook}/worksheets/{id}`;

export const workbookOperations: readonly Operation[] = [
  { method: "GET", template: `${workbook}/worksheets`, workload: "files", query: sheetRules, run: listSheets },
  { method: "GET", template: `${workbook}/tables`, workload: "files", query: tableRules, run: listTables },
  {
    method: "GET",
    template: `${sheet}/usedRange`,
    workload: "files",
    query: rangeRules,
    run: (call) => answerRange(call, sheetOf(call), usedArea(sheetOf(call))),
  },
  {
    method: "GET",
    template: `${sheet}/range(address={value})`,
    workload: "files",
    query: rangeRules,
    run: (call) => answerRange(call, sheetOf(call), areaOf(call)),
  },
  { method: "PATCH", template: `${sheet}/range(address={value})`, workload: "files", run: updateRange },
  { method: "POST", template: `${workbook}/tables/{id}/rows`, workload: "files", run: addRows },
];

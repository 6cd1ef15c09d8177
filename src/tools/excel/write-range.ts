import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { oneNamed } from "../named.ts";
import { singleLine } from "../single-line.ts";
import { addressText, checkSize, readAddress } from "./address.ts";
import { rangePath, rangePlace, sheetInput, sheetsOperation, whichSheet } from "./sheet.ts";

/** Excel's own limit on a cell's text. */
const maxText = 32_767;
const maxTables = 200;

type Cell = string | number | boolean | null;

const isCell = (value: unknown): value is Cell =>
  value === null ||
  typeof value === "boolean" ||
  (typeof value === "number" && Number.isFinite(value)) ||
  (typeof value === "string" && value.length <= maxText && value.isWellFormed());

export const writeRange = defineTool({
  name: "writeRange",
  title: "Write cells",
  description: "Writes cells (sheet, range), or adds rows to a table (table, append), of an Excel file in your OneDrive. Text never runs.",
  toolset: "excel",
  tier: "extended",
  risk: "write",
  scopes: ["Files.ReadWrite"],
  operations: [
    sheetsOperation,
    `PATCH ${rangePath}`,
    "GET /me/drive/items/{itemId}/workbook/tables",
    "POST /me/drive/items/{itemId}/workbook/tables/{tableId}/rows",
  ],
  input: z.strictObject({
    itemId: graphId,
    sheet: sheetInput.optional(),
    table: singleLine(255).optional().describe("Name or id."),
    range: z.string().min(1).max(40).optional().describe("Such as B2:D9, or its first cell."),
    append: z.boolean().optional(),
    values: z
      .array(z.array(z.unknown().refine(isCell, "must be text, a number, true, false or null")).min(1))
      .min(1)
      .describe("Rows of equal length; null leaves a cell as it is, text like 2026-11-23 becomes a date."),
  }),
  output: z.object({ range: z.string().optional(), table: z.string().optional(), rows: z.int(), columns: z.int() }),

  async run({ itemId, sheet, table, range, append = false, values }, { graph }) {
    const columns = values[0]?.length ?? 0;
    if (values.some((row) => row.length !== columns))
      throw new AppError("invalid_arguments", "values must have the same number of cells in every row.", { field: "values" });
    const size = { rows: values.length, columns };
    checkSize("values", size);
    const cells = values.map((row) => row.map(asWritten));

    if (table !== undefined || append) {
      if (table === undefined)
        throw new AppError("invalid_arguments", "table is required with append; cells of a sheet take sheet and range.", {
          field: "table",
        });
      if (!append)
        throw new AppError("invalid_arguments", "append must be true with table: rows are added at its end.", { field: "append" });
      const stray = Object.entries({ sheet, range }).find(([, value]) => value !== undefined);
      if (stray) throw new AppError("invalid_arguments", `${stray[0]} is not taken with table.`, { field: stray[0] });
      const tables = await graph.all(
        {
          path: "/me/drive/items/{itemId}/workbook/tables",
          params: { itemId },
          query: { $select: ["id", "name"] },
          item: z.object({ id: z.string(), name: z.string() }),
        },
        maxTables,
      );
      const found = oneNamed(
        "table",
        "table",
        table,
        tables.items.map(({ id, name }) => ({ id, displayName: name })),
      );
      await graph.request({
        method: "POST",
        path: "/me/drive/items/{itemId}/workbook/tables/{tableId}/rows",
        params: { itemId, tableId: found.id },
        body: { index: null, values: cells },
        response: z.object({}),
        idempotency: "once",
      });
      return { table: found.displayName, ...size };
    }

    const missing = Object.entries({ sheet, range }).find(([, value]) => value === undefined)?.[0];
    if (sheet === undefined || range === undefined)
      throw new AppError("invalid_arguments", `${missing} is required; to add rows to a table give table and append.`, {
        field: missing ?? "range",
      });
    const area = readAddress("range", range);
    const one = area.rows === 1 && area.columns === 1;
    if (!one && (area.rows !== size.rows || area.columns !== size.columns))
      throw new AppError(
        "invalid_arguments",
        `range has ${area.rows} × ${area.columns} cells and values ${size.rows} × ${size.columns}; make them equal, or give the first cell alone.`,
        { field: "range" },
      );
    const address = addressText({ ...area, ...size });
    readAddress("range", address);
    const { id: sheetId } = await whichSheet(itemId, sheet, graph);
    const written = await graph.request({
      method: "PATCH",
      path: rangePath,
      params: { itemId, sheetId, address },
      body: { values: cells },
      response: rangePlace,
      idempotency: "safe",
    });
    return compact({ range: written.address, table: undefined, ...size });
  },
  text: ({ range, table, rows, columns }) =>
    table === undefined ? `Written: ${rows} × ${columns} cells at ${range ?? ""}` : `Added: ${rows} rows to the table ${table}`,
});

/**
 * Text that Excel would run or make something else of is sent as text, by the apostrophe that stands before it (OWASP: CSV injection, with the wide
 * forms East Asian keyboards write); one that begins with an apostrophe keeps it.
 */
function asWritten(cell: unknown): Cell {
  if (typeof cell === "string") return startsFormula.test(cell) || (wouldConvert.test(cell) && !isoDate.test(cell)) ? `'${cell}` : cell;
  return isCell(cell) ? cell : null;
}

const startsFormula = /^(?:[\t\r\n]|[\s\p{Cc}]*[=+\-@＝＋－＠'])/u;
/** What Excel may take for a number, a date or a truth value: `007`, `1/2`, `5 May`, `2e4`. Numbers are to come as numbers. */
const wouldConvert = /\p{Nd}|^\s*(?:true|false)\s*$/iu;
const isoDate = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?$/;

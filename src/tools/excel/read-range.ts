import { encode } from "@toon-format/toon";
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { oneLine, visibleText } from "../visible-text.ts";
import { addressText, checkSize, columnName, maxCells, readAddress, type Area } from "./address.ts";
import { placeFields, rangePath, rangePlace, sheetInput, sheetsOperation, usedRangePath, whichSheet } from "./sheet.ts";

/** Characters of one cell, and of all cells of an answer together. */
const maxCell = 2_000;
const maxCharacters = 40_000;

type Cell = string | number | boolean | null;
const graphCell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const readRange = defineTool({
  name: "readRange",
  title: "Read cells",
  description: "Cells of an Excel sheet in your OneDrive, at most 5,000; dates as Excel serial numbers.",
  toolset: "excel",
  tier: "extended",
  risk: "read",
  scopes: ["Files.ReadWrite"],
  operations: [sheetsOperation, `GET ${rangePath}`, `GET ${usedRangePath}`],
  input: z.strictObject({
    itemId: graphId,
    sheet: sheetInput,
    range: z.string().min(1).max(40).optional().describe("Such as A1:D20; what is used unless given."),
    as: z.enum(["rows", "objects", "toon"]).default("rows").describe("objects, toon: the first row names the fields."),
  }),
  output: z.object({
    range: z.string(),
    rows: z.array(z.array(z.unknown())).optional(),
    objects: z.array(z.unknown()).optional(),
    toon: z.string().optional(),
    usedRange: z.string().optional(),
    truncated: z.literal(true).optional(),
    untrusted,
  }),

  async run({ itemId, sheet, range, as }, { graph }) {
    const asked = range === undefined ? undefined : readAddress("range", range);
    if (asked) checkSize("range", asked);
    const { id: sheetId } = await whichSheet(itemId, sheet, graph);
    const used =
      asked === undefined
        ? await graph.request({
            method: "GET",
            path: usedRangePath,
            params: { itemId, sheetId },
            query: { $select: placeFields },
            response: rangePlace,
            idempotency: "safe",
          })
        : undefined;
    const area = asked ?? fitting(used?.address ?? "A1");
    const { address, values } = await graph.request({
      method: "GET",
      path: rangePath,
      params: { itemId, sheetId, address: addressText(area) },
      query: { $select: [...placeFields, "values"] },
      response: rangePlace.extend({ values: z.array(z.array(graphCell)) }),
      idempotency: "safe",
    });
    const rows = within(values);
    const cut = rows.length < values.length || (used !== undefined && area.rows * area.columns < used.rowCount * used.columnCount);
    return compact({
      range: rows.length < values.length ? addressText({ ...area, rows: rows.length }) : address,
      rows: as === "rows" ? rows : undefined,
      objects: as === "objects" ? objectsOf(rows, area) : undefined,
      toon: as === "toon" ? encode(objectsOf(rows, area)) : undefined,
      usedRange: cut ? used?.address : undefined,
      truncated: cut ? (true as const) : undefined,
      untrusted: true as const,
    });
  },
  text: ({ range, rows, objects, toon, usedRange, truncated }) =>
    [
      fenced(
        toon === undefined
          ? (rows ?? objects ?? []).map((row) => (Array.isArray(row) ? row.map(shown).join(" | ") : JSON.stringify(row)))
          : [toon],
      ),
      `range=${range}${truncated ? ` of ${usedRange ?? "more"}: read the rest by range.` : ""}`,
    ].join("\n"),
});

/** Of a used range, as many whole rows from its top as one call may read. */
function fitting(address: string): Area {
  const area = readAddress("sheet", address);
  const rows = Math.min(area.rows, Math.floor(maxCells / area.columns));
  if (rows === 0)
    throw new AppError("invalid_arguments", `The sheet uses ${address}, too wide to be read at once; give a range.`, { field: "range" });
  return { ...area, rows };
}

/** What a reader would see of the cells, as many rows as there is room for; one row at least. */
function within(values: readonly (readonly Cell[])[]): Cell[][] {
  const rows: Cell[][] = [];
  let used = 0;
  for (const row of values) {
    const cells = row.map((cell) => (typeof cell === "string" ? cutText(visibleText(cell)) : cell));
    used += cells.reduce((sum: number, cell) => sum + String(cell ?? "").length + 3, 0);
    if (used > maxCharacters && rows.length > 0) break;
    rows.push(cells);
  }
  return rows;
}

/** A cell that is cut ends in `…`. */
function cutText(text: string): string {
  return text.length <= maxCell ? text : `${text.slice(0, maxCell - 1).toWellFormed()}…`;
}

/** Rows by the names in the first one: a column without a name goes by its letters, a second one of the same name gets a number. */
function objectsOf([head = [], ...rows]: readonly (readonly Cell[])[], { column }: Area): Record<string, Cell>[] {
  const names: string[] = [];
  for (const [index, cell] of head.entries()) {
    const name = oneLine(String(cell ?? ""), 80) || columnName(column + index);
    let free = name;
    for (let number = 2; names.includes(free); number += 1) free = `${name} (${number})`;
    names.push(free);
  }
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])));
}

function shown(cell: unknown): string {
  return typeof cell === "string" ? oneLine(cell, maxCell) : cell === null ? "" : JSON.stringify(cell);
}

/** Worksheets by name or id, and what is read of a range. */
import { z } from "zod";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { oneNamed } from "../named.ts";
import { singleLine } from "../single-line.ts";

export const sheetsOperation = "GET /me/drive/items/{itemId}/workbook/worksheets" satisfies Operation;
export const usedRangePath = "/me/drive/items/{itemId}/workbook/worksheets/{sheetId}/usedRange";
export const rangePath = "/me/drive/items/{itemId}/workbook/worksheets/{sheetId}/range(address='{address}')";

export const sheetInput = singleLine(100).describe("Name or id.");

const graphSheet = z.object({ id: z.string(), name: z.string(), visibility: z.string().nullish() });

/** Sheets one workbook is looked through (our cap). */
const maxSheets = 200;

export async function sheetsOf(itemId: string, graph: GraphClient) {
  return graph.all(
    {
      path: "/me/drive/items/{itemId}/workbook/worksheets",
      params: { itemId },
      query: { $select: ["id", "name", "visibility"] },
      item: graphSheet,
    },
    maxSheets,
  );
}

/** Names are compared here and ids go into paths: a sheet may be called almost anything. @throws AppError with candidates */
export async function whichSheet(itemId: string, sheet: string, graph: GraphClient) {
  const { items } = await sheetsOf(itemId, graph);
  return oneNamed(
    "sheet",
    "sheet",
    sheet,
    items.map(({ id, name }) => ({ id, displayName: name })),
  );
}

/** Where a range lies, without its sheet. */
export const rangePlace = z.object({
  address: z.string().transform((address) => address.slice(address.lastIndexOf("!") + 1)),
  rowCount: z.int(),
  columnCount: z.int(),
});
export const placeFields = ["address", "rowCount", "columnCount"] as const;

import { z } from "zod";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { fewAtOnce } from "../few-at-once.ts";
import { graphId } from "../graph-id.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { placeFields, rangePlace, sheetsOf, sheetsOperation, usedRangePath } from "./sheet.ts";

/** Sheets whose size one call asks for (our cap). */
const maxSized = 20;
const maxTables = 100;

const sheet = z.object({
  id: z.string(),
  name: z.string(),
  usedRange: z.string().optional(),
  rows: z.int().optional(),
  columns: z.int().optional(),
  hidden: z.literal(true).optional(),
});
type Sheet = z.output<typeof sheet>;

export const getWorkbook = defineTool({
  name: "getWorkbook",
  title: "Look into a workbook",
  description: "Sheets of an Excel file in your OneDrive with their used ranges, and its tables.",
  toolset: "excel",
  tier: "extended",
  risk: "read",
  scopes: ["Files.ReadWrite"],
  operations: [sheetsOperation, `GET ${usedRangePath}`, "GET /me/drive/items/{itemId}/workbook/tables"],
  input: z.strictObject({ itemId: graphId }),
  output: z.object({
    sheets: z.array(sheet),
    tables: z.array(z.object({ id: z.string(), name: z.string() })),
    truncated: z.literal(true).optional(),
    untrusted,
  }),

  async run({ itemId }, { graph, progress }) {
    const found = await sheetsOf(itemId, graph);
    const tables = await graph.all(
      {
        path: "/me/drive/items/{itemId}/workbook/tables",
        params: { itemId },
        query: { $select: ["id", "name"] },
        item: z.object({ id: z.string(), name: z.string() }),
      },
      maxTables,
    );
    let done = 0;
    const sheets = await fewAtOnce([...found.items.entries()], async ([index, { id, name, visibility }]) => {
      const used =
        index < maxSized
          ? await graph.attempt({
              method: "GET",
              path: usedRangePath,
              params: { itemId, sheetId: id },
              query: { $select: placeFields },
              response: rangePlace,
              idempotency: "safe",
            })
          : undefined;
      done += 1;
      progress(done, found.items.length);
      return compact<Sheet>({
        id,
        name: oneLine(name, 100),
        usedRange: used?.ok ? used.value.address : undefined,
        rows: used?.ok ? used.value.rowCount : undefined,
        columns: used?.ok ? used.value.columnCount : undefined,
        hidden: visibility && visibility !== "Visible" ? true : undefined,
      });
    });
    return compact({
      sheets,
      tables: tables.items.map(({ id, name }) => ({ id, name: oneLine(name, 255) })),
      truncated: found.truncated || tables.truncated ? (true as const) : undefined,
      untrusted: true as const,
    });
  },
  text: ({ sheets, tables, truncated }) =>
    fenced([
      ...sheets.map(
        ({ name, usedRange, rows, columns, hidden }) =>
          `- sheet ${name}${usedRange ? ` | ${usedRange} (${rows} × ${columns})` : ""}${hidden ? " | hidden" : ""}`,
      ),
      ...tables.map(({ name, id }) => `- table ${name} | id=${id}`),
    ]) + (truncated ? "\nThere is more than can be listed." : ""),
});

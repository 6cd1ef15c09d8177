/** What each parameter of the tools of workbooks makes of the Graph request. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { body, path, type Seen, type ToolCases } from "../parameter-case.ts";

const values = [
  ["a", "b"],
  [1, 2],
];

function graph({ method, template }: Asked): Answer {
  if (method === "POST") return { status: 201, body: { index: 3 } };
  if (template.endsWith("worksheets")) return { body: { value: [{ id: "{S1}", name: "R&D, #1" }] } };
  if (template.endsWith("tables")) return { body: { value: [{ id: "{T1}", name: "Sites" }] } };
  return { body: { address: "'R&D, #1'!A1:B2", rowCount: 2, columnCount: 2, values } };
}

const sheet = "/v1.0/me/drive/items/01ITEM/workbook/worksheets/%7BS1%7D";
const output = (seen: Seen) => seen.output;

export const excelParameters: Readonly<Record<string, ToolCases>> = {
  getWorkbook: {
    graph,
    base: { itemId: "01ITEM" },
    parameters: {
      itemId: { with: { itemId: "01+X" }, see: path, expect: "/v1.0/me/drive/items/01%2BX/workbook/worksheets/%7BS1%7D/usedRange" },
    },
  },
  readRange: {
    graph,
    base: { itemId: "01ITEM", sheet: "R&D, #1", range: "A1:B2" },
    parameters: {
      itemId: { with: { itemId: "01X" }, see: ({ all }) => all[0]?.path, expect: "/v1.0/me/drive/items/01X/workbook/worksheets" },
      sheet: { with: { sheet: "r&d, #1" }, see: path, expect: `${sheet}/range(address='A1%3AB2')` },
      range: [
        { with: { range: "$B$9:c2" }, see: path, expect: `${sheet}/range(address='B2%3AC9')` },
        { with: { range: undefined }, see: ({ all }) => all[1]?.path, expect: `${sheet}/usedRange` },
      ],
      as: [
        { with: {}, see: output, expect: { range: "A1:B2", rows: values, untrusted: true } },
        { with: { as: "objects" }, see: output, expect: { range: "A1:B2", objects: [{ a: 1, b: 2 }], untrusted: true } },
        { with: { as: "toon" }, see: output, expect: { range: "A1:B2", toon: "[1]{a,b}:\n  1,2", untrusted: true } },
      ],
    },
  },
  writeRange: {
    graph,
    base: { itemId: "01ITEM", sheet: "{S1}", range: "A1:B2", values },
    parameters: {
      itemId: { with: { itemId: "01X" }, see: ({ all }) => all[0]?.path, expect: "/v1.0/me/drive/items/01X/workbook/worksheets" },
      sheet: { with: { sheet: "R&D, #1" }, see: path, expect: `${sheet}/range(address='A1%3AB2')` },
      range: { with: { range: "C3" }, see: path, expect: `${sheet}/range(address='C3%3AD4')` },
      table: {
        with: { sheet: undefined, range: undefined, append: true, table: "sites" },
        see: path,
        expect: "/v1.0/me/drive/items/01ITEM/workbook/tables/%7BT1%7D/rows",
      },
      append: {
        with: { sheet: undefined, range: undefined, append: true, table: "{T1}" },
        see: body((json) => json),
        expect: { index: null, values },
      },
      values: { with: { range: "A1", values: [["=1", null, true]] }, see: body((json) => json.values), expect: [["'=1", null, true]] },
    },
  },
};

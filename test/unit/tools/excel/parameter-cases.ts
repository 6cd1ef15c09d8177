/** What each parameter of the workbook tools makes of the Graph request. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { answeredBy, body, output, path, paths, type RoomCases } from "../parameter-case.ts";

function graph({ method, template }: Asked): Answer {
  if (template.endsWith("/worksheets")) return { body: { value: ["Enrolment", "Notes"].map((name) => ({ id: `{${name}}`, name })) } };
  if (template.endsWith("/tables")) return { body: { value: [{ id: "{T1}", name: "Sites" }] } };
  if (method === "POST") return { status: 201, body: {} };
  return {
    body: {
      address: "Enrolment!A1:B2",
      rowCount: 2,
      columnCount: 2,
      values: [
        ["Name", "Age"],
        ["Ana", 7],
      ],
    },
  };
}

const workbook = (itemId: string) => `/v1.0/me/drive/items/${itemId}/workbook`;
const range = (sheet: string, address: string) =>
  `${workbook("01FILE")}/worksheets/${encodeURIComponent(`{${sheet}}`)}/range(address='${address}')`;

export const excelParameters: RoomCases = answeredBy(graph, {
  getWorkbook: {
    base: { itemId: "01FILE" },
    parameters: {
      itemId: {
        with: { itemId: "01+OTHER" },
        see: ({ all }) => all.slice(0, 2).map((asked) => asked.path),
        expect: [`${workbook("01%2BOTHER")}/worksheets`, `${workbook("01%2BOTHER")}/tables`],
      },
    },
  },
  readRange: {
    base: { itemId: "01FILE", sheet: "Enrolment", range: "A1:B2" },
    parameters: {
      itemId: { with: { itemId: "01OTHER" }, see: ({ all }) => all[0]?.path, expect: `${workbook("01OTHER")}/worksheets` },
      sheet: { with: { sheet: "notes" }, see: path, expect: range("Notes", "A1%3AB2") },
      range: [
        { with: { range: "$b$2" }, see: path, expect: range("Enrolment", "B2%3AB2") },
        { with: { range: undefined }, see: ({ all }) => all[1]?.template.endsWith("/usedRange"), expect: true },
      ],
      as: [
        {
          with: { as: "rows" },
          see: output((one) => one.rows),
          expect: [
            ["Name", "Age"],
            ["Ana", 7],
          ],
        },
        { with: { as: "objects" }, see: output((one) => one.objects), expect: [{ Name: "Ana", Age: 7 }] },
        { with: { as: "toon" }, see: output((one) => one.toon), expect: "[1]{Name,Age}:\n  Ana,7" },
      ],
    },
  },
  writeRange: {
    base: { itemId: "01FILE", sheet: "Enrolment", range: "A1", values: [["Ben", 8]] },
    parameters: {
      itemId: { with: { itemId: "01OTHER" }, see: ({ all }) => all[0]?.path, expect: `${workbook("01OTHER")}/worksheets` },
      sheet: { with: { sheet: "notes" }, see: path, expect: range("Notes", "A1%3AB1") },
      table: {
        with: { table: "sites", append: true, sheet: undefined, range: undefined },
        see: paths,
        expect: [`${workbook("01FILE")}/tables`, `${workbook("01FILE")}/tables/${encodeURIComponent("{T1}")}/rows`],
      },
      range: { with: { range: "B2:C2" }, see: path, expect: range("Enrolment", "B2%3AC2") },
      append: {
        with: { table: "Sites", append: true, sheet: undefined, range: undefined },
        see: body((json) => json),
        expect: { index: null, values: [["Ben", 8]] },
      },
      values: { with: { values: [["=1+1", null, true]] }, see: body((json) => json.values), expect: [["'=1+1", null, true]] },
    },
  },
});

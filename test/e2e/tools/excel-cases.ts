import { expect } from "vitest";
import type { ToolCase, ToolKit } from "./tool-kit.ts";

async function workbook({ call }: ToolKit): Promise<string> {
  const { data } = await call("searchFiles", { query: "Enrolment", scope: "me" });
  return data.items.find(({ name }: { name: string }) => name === "Enrolment.xlsx").id;
}

export const excelCases: readonly ToolCase[] = [
  {
    tool: "getWorkbook",
    does: "shows sheets, their size and the tables",
    run: async (kit) => {
      const { data } = await kit.call("getWorkbook", { itemId: await workbook(kit) });
      expect(data).toMatchObject({ sheets: [{ name: "Enrolment" }, { name: "Notes", usedRange: "A1" }], tables: [{ name: "Sites" }] });
    },
  },
  {
    tool: "readRange",
    does: "reads a range as rows, objects and TOON",
    run: async (kit) => {
      const of = { itemId: await workbook(kit), sheet: "enrolment", range: "A1:C3" };
      expect((await kit.call("readRange", of)).data).toMatchObject({
        range: "A1:C3",
        rows: [
          ["Site", "Enrolled", "Target"],
          ["Berlin", 42, 60],
          ["London", 37, 60],
        ],
      });
      expect((await kit.call("readRange", { ...of, as: "objects" })).data.objects[0]).toEqual({ Site: "Berlin", Enrolled: 42, Target: 60 });
      expect((await kit.call("readRange", { ...of, as: "toon" })).text).toContain("Berlin,42,60");
      expect((await kit.refused("readRange", { ...of, range: "A:C" })).data).toMatchObject({ code: "invalid_arguments", field: "range" });
    },
  },
  {
    tool: "writeRange",
    does: "writes cells and table rows, formulas as text",
    run: async (kit) => {
      const itemId = await workbook(kit);
      await kit.call("writeRange", {
        itemId,
        sheet: "Notes",
        range: "A3",
        values: [
          ["=HYPERLINK(1)", 5],
          [true, null],
        ],
      });
      await kit.call("writeRange", { itemId, table: "Sites", append: true, values: [["Lagos", 1, 30]] });

      expect((await kit.commits()).slice(-2)).toMatchObject([
        {
          method: "PATCH",
          body: {
            values: [
              ["'=HYPERLINK(1)", 5],
              [true, null],
            ],
          },
        },
        { method: "POST", template: "/me/drive/items/{id}/workbook/tables/{id}/rows", body: { values: [["Lagos", 1, 30]] } },
      ]);
      expect((await kit.call("readRange", { itemId, sheet: "Notes", range: "A3:B4" })).data.rows).toEqual([
        ["=HYPERLINK(1)", 5],
        [true, ""],
      ]);
      expect((await kit.call("readRange", { itemId, sheet: "Enrolment" })).data.rows[3]).toEqual(["Lagos", 1, 30]);
    },
  },
];

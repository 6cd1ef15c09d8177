import { decode } from "@toon-format/toon";
import { describe, expect, test } from "vitest";
import { addressText, readAddress } from "../../../../src/tools/excel/address.ts";
import { getWorkbook } from "../../../../src/tools/excel/get-workbook.ts";
import { readRange } from "../../../../src/tools/excel/read-range.ts";
import { writeRange } from "../../../../src/tools/excel/write-range.ts";
import { World } from "../../../../infra/local/graph/store/world.ts";
import { people } from "../../../../infra/local/company.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

const scopes = ["Files.ReadWrite"];
/** Ids are the same in every world. */
const idOf = (name: string): string => {
  const [person] = people;
  if (!person) throw new Error("nobody works at the company");
  const item = [...new World(people, Date.now()).drive(person).items()].find((one) => one.name === name);
  if (!item) throw new Error(`${name} is not in the drive`);
  return item.id;
};
const itemId = idOf("Enrolment.xlsx");

describe("getWorkbook", () => {
  test("shows sheets with what is used of them, and tables", async () => {
    const { output, text } = await strictGraph(scopes).call(getWorkbook, { itemId });

    expect(output.sheets).toMatchObject([
      { name: "Enrolment", usedRange: "A1:C3", rows: 3, columns: 3 },
      { name: "Notes", usedRange: "A1", rows: 1, columns: 1 },
    ]);
    expect(output.tables).toMatchObject([{ name: "Sites", id: expect.stringMatching(/^\{/) }]);
    expect(text).toContain("- sheet Enrolment | A1:C3 (3 × 3)");
    expect(text).toContain("- table Sites | id={");
  });

  test("what is no workbook, or not there, is told", async () => {
    await expect(strictGraph(scopes).call(getWorkbook, { itemId: idOf("Budget 2027 v3.csv") })).rejects.toMatchObject({
      code: "graph_rejected",
    });
    await expect(strictGraph(scopes).call(getWorkbook, { itemId: "01NOPE" })).rejects.toMatchObject({ code: "not_found" });
  });

  test("keeps only what it declares", async () => {
    const { output, text } = await callTool(getWorkbook, { itemId: "i1" }, ({ template }) => ({
      body: template.endsWith("usedRange")
        ? { address: "'It''s!'!A1:B2", rowCount: 2, columnCount: 2, values: [["do-not-leak"]] }
        : { value: [{ id: "1", name: "It's!\u202E", visibility: "Hidden", style: "do-not-leak" }] },
    }));
    expect(output.sheets).toEqual([{ id: "1", name: "It's!", usedRange: "A1:B2", rows: 2, columns: 2, hidden: true }]);
    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });
});

describe("readRange", () => {
  test("reads what is used, as rows, objects or TOON", async () => {
    const graph = strictGraph(scopes);
    const rows = await graph.call(readRange, { itemId, sheet: "enrolment" });
    const objects = await graph.call(readRange, { itemId, sheet: "Enrolment", as: "objects" });
    const toon = await graph.call(readRange, { itemId, sheet: "Enrolment", as: "toon" });

    expect(rows.output).toMatchObject({
      range: "A1:C3",
      rows: [
        ["Site", "Enrolled", "Target"],
        ["Berlin", 42, 60],
        ["London", 37, 60],
      ],
      untrusted: true,
    });
    expect(rows.text).toContain("Berlin | 42 | 60");
    expect(objects.output.objects[1]).toEqual({ Site: "London", Enrolled: 37, Target: 60 });
    expect(decode(toon.output.toon)).toEqual(objects.output.objects);
    expect(toon.output.rows).toBeUndefined();
  });

  test("reads the range alone where one is given, by the sheet's id as well", async () => {
    const graph = strictGraph(scopes);
    const { sheets } = (await graph.call(getWorkbook, { itemId })).output;
    graph.seen.length = 0;
    const { output } = await graph.call(readRange, { itemId, sheet: sheets[0].id, range: "$C$3:b2" });

    expect(output).toMatchObject({
      range: "B2:C3",
      rows: [
        [42, 60],
        [37, 60],
      ],
    });
    expect(graph.seen).toHaveLength(2);
  });

  test("of a sheet too large the top is read, and said to be", async () => {
    const graph = strictGraph(scopes);
    await graph.call(writeRange, { itemId, sheet: "Notes", range: "T400", values: [["far"]] });
    const { output, text } = await graph.call(readRange, { itemId, sheet: "Notes" });

    expect(output).toMatchObject({ range: "A1:T250", usedRange: "A1:T400", truncated: true });
    expect(text).toContain("range=A1:T250 of A1:T400");
  });

  test("rows too long for one answer are cut between rows", async () => {
    const long = "x".repeat(1_900);
    const { output } = await callTool(readRange, { itemId: "i1", sheet: "s", range: "B2:B41" }, ({ template }) => ({
      body: template.endsWith("worksheets")
        ? { value: [{ id: "1", name: "s" }] }
        : { address: "s!B2:B41", rowCount: 40, columnCount: 1, values: Array.from({ length: 40 }, () => [long]) },
    }));
    expect(output).toMatchObject({ range: "B2:B22", truncated: true });
    expect(output.rows).toHaveLength(21);
  });

  test("a cell too long to be shown says that it goes on", async () => {
    const { output } = await callTool(readRange, { itemId: "i1", sheet: "s", range: "A1:B1" }, ({ template }) => ({
      body: template.endsWith("worksheets")
        ? { value: [{ id: "1", name: "s" }] }
        : { address: "s!A1:B1", rowCount: 1, columnCount: 2, values: [["x".repeat(2_000), "x".repeat(2_001)]] },
    }));
    expect(output.rows).toEqual([["x".repeat(2_000), `${"x".repeat(1_999)}…`]]);
  });

  test("headers that are empty, doubled or hostile stay apart", async () => {
    const { output } = await callTool(readRange, { itemId: "i1", sheet: "s", range: "B1:E2", as: "objects" }, ({ template }) => ({
      body: template.endsWith("worksheets")
        ? { value: [{ id: "1", name: "s" }] }
        : {
            address: "s!B1:E2",
            rowCount: 2,
            columnCount: 4,
            values: [
              ["a", "", "a", "__proto__"],
              [1, "t\u200Bwo", true, 4],
            ],
          },
    }));
    expect(Object.entries(output.objects[0])).toEqual([
      ["a", 1],
      ["C", "two"],
      ["a (2)", true],
      ["__proto__", 4],
    ]);
  });

  test.each(["A", "A:C", "1:3", "Sheet1!A1", "A0", "XFE1", "A1048577", "A1:", "A1:B2:C3", "A1,B2", "A1:CV51"])(
    "the range %s is refused unasked",
    async (range) => {
      const graph = strictGraph(scopes);
      await expect(graph.call(readRange, { itemId, sheet: "Notes", range })).rejects.toMatchObject({
        code: "invalid_arguments",
        details: { field: "range" },
      });
      expect(graph.seen).toEqual([]);
    },
  );

  test("a sheet that is not there comes with those that are", async () => {
    await expect(strictGraph(scopes).call(readRange, { itemId, sheet: "Nope" })).rejects.toMatchObject({
      code: "not_found",
      details: { field: "sheet", candidates: [expect.stringContaining("Enrolment"), expect.stringContaining("Notes")] },
    });
  });
});

describe("writeRange", () => {
  test("writes cells where the range says, or from its first cell on", async () => {
    const graph = strictGraph(scopes);
    const written = await graph.call(writeRange, { itemId, sheet: "Enrolment", range: "B2:C2", values: [[43, 61]] });
    await graph.call(writeRange, {
      itemId,
      sheet: "Enrolment",
      range: "A4",
      values: [
        ["Lagos", 1],
        [null, true],
      ],
    });

    expect(written.output).toEqual({ range: "B2:C2", rows: 1, columns: 2 });
    expect(written.text).toBe("Written: 1 × 2 cells at B2:C2");
    expect((await graph.call(readRange, { itemId, sheet: "Enrolment" })).output.rows).toEqual([
      ["Site", "Enrolled", "Target"],
      ["Berlin", 43, 61],
      ["London", 37, 60],
      ["Lagos", 1, ""],
      ["", true, ""],
    ]);
  });

  test.each([
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r+1",
    " =1",
    "＝1+1",
    "'quoted",
    "plain",
    "a=b",
    "00123",
    "1/2",
    "1-2",
    "12345678901234567890",
    "1e5",
    "10%",
    "TRUE",
    "2026-W48",
  ])("the text %j stays text", async (text) => {
    const graph = strictGraph(scopes);
    await graph.call(writeRange, { itemId, sheet: "Notes", range: "A2", values: [[text]] });
    const { output } = await graph.call(readRange, { itemId, sheet: "Notes", range: "A2" });
    expect(output.rows[0][0]).toBe(text.replace("\r", "\n"));
  });

  test("a date in its ISO form is a date", async () => {
    const graph = strictGraph(scopes);
    await graph.call(writeRange, { itemId, sheet: "Notes", range: "A2", values: [["2026-11-23"]] });
    expect((await graph.call(readRange, { itemId, sheet: "Notes", range: "A2" })).output.rows).toEqual([[46349]]);
  });

  test("adds rows at the end of a table, formulas not even there", async () => {
    const graph = strictGraph(scopes);
    const { output, text } = await graph.call(writeRange, { itemId, table: "sites", append: true, values: [["=HYPERLINK()", 5, 6]] });

    expect(output).toEqual({ table: "Sites", rows: 1, columns: 3 });
    expect(text).toBe("Added: 1 rows to the table Sites");
    expect((await graph.call(readRange, { itemId, sheet: "Enrolment", range: "A4:C4" })).output.rows).toEqual([["=HYPERLINK()", 5, 6]]);
    await expect(graph.call(writeRange, { itemId, table: "Sites", append: true, values: [[1]] })).rejects.toMatchObject({
      code: "graph_rejected",
    });
  });

  test.each([
    [{ sheet: "Notes", range: "A1", values: [[1], [1, 2]] }, "values"],
    [{ sheet: "Notes", range: "A1", values: Array.from({ length: 51 }, () => Array.from({ length: 100 }, () => 1)) }, "values"],
    [{ sheet: "Notes", values: [[1]] }, "range"],
    [{ range: "A1", values: [[1]] }, "sheet"],
    [{ sheet: "Notes", range: "A1:B2", values: [[1]] }, "range"],
    [{ sheet: "Notes", range: "A:B", values: [[1]] }, "range"],
    [{ sheet: "Notes", range: "XFD1", values: [[1, 2]] }, "range"],
    [{ table: "Sites", values: [[1]] }, "append"],
    [{ append: true, values: [[1]] }, "table"],
    [{ table: "Sites", append: true, range: "A1", values: [[1]] }, "range"],
  ])("%j is refused unasked", async (input, field) => {
    const graph = strictGraph(scopes);
    await expect(graph.call(writeRange, { itemId, ...input })).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(graph.seen).toEqual([]);
  });

  test.each([[[]], [[[]]], [[[{}]]], [[[Number.NaN]]], [[["x".repeat(32_768)]]]])("%j are no values", (values) => {
    expect(writeRange.input.safeParse({ itemId, sheet: "Notes", range: "A1", values }).success).toBe(false);
  });
});

test.each([
  ["a1", "A1:A1"],
  ["$D$9:b2", "B2:D9"],
  ["XFD1048576", "XFD1048576:XFD1048576"],
  ["Z1:AA3", "Z1:AA3"],
])("the address %s is read as %s", (address, text) => {
  expect(addressText(readAddress("range", address))).toBe(text);
});

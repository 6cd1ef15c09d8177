import { describe, expect, test } from "vitest";
import { graph as graphWith, query, type GraphUnderTest } from "./graph-under-test.ts";

const graph = (scopes = ["Files.ReadWrite"]) => graphWith({ scopes });

async function workbook(api: GraphUnderTest): Promise<string> {
  const reply = await api.get("/v1.0/me/drive/root/search(q='Enrolment')");
  return `/v1.0/me/drive/items/${reply.json.value.find((item: { name: string }) => item.name === "Enrolment.xlsx").id}/workbook`;
}

describe("workbooks", () => {
  test("a sheet goes by its name in any case, or its id in braces", async () => {
    const api = graph();
    const path = await workbook(api);
    const [{ id }] = (await api.get(`${path}/worksheets`)).json.value;
    expect((await api.get(`${path}/worksheets/enrolment/usedRange`)).json.address).toBe("Enrolment!A1:C3");
    expect((await api.get(`${path}/worksheets/${encodeURIComponent(id)}/range(address='A2:B2')`)).json.values).toEqual([["Berlin", 42]]);
    expect((await api.get(`${path}/worksheets/Nope/usedRange`)).json.error.code).toBe("ItemNotFound");
  });

  test("what is selected is shown, and nothing else", async () => {
    const api = graph();
    const reply = await api.get(query(`${await workbook(api)}/worksheets/Enrolment/usedRange`, { $select: "address,rowCount" }));
    expect(Object.keys(reply.json)).toEqual(["@odata.context", "address", "rowCount"]);
  });

  test("typed text is taken as Excel takes it", async () => {
    const api = graph();
    const path = `${await workbook(api)}/worksheets/Enrolment/range(address='A5:D5')`;
    const reply = await api.patch(path, { values: [["=A1", "'=A1", "07", null]] });
    expect(reply.json.values).toEqual([["#EVALUATED", "=A1", 7, ""]]);
    expect(await api.commits()).toHaveLength(1);
  });

  test.each([
    ["too few cells", { values: [["a"]] }],
    ["no rows", { values: [] }],
    ["a cell that is an object", { values: [[{}, "b"]] }],
    ["an unknown property", { value: [["a", "b"]] }],
    ["another property", { numberFormat: [["0", "0"]] }],
  ])("%s is 400", async (_name, body) => {
    const api = graph();
    expect((await api.patch(`${await workbook(api)}/worksheets/Enrolment/range(address='A5:B5')`, body)).status).toBe(400);
  });

  test("no address, no workbook, no scope", async () => {
    const api = graph();
    const path = await workbook(api);
    expect((await api.get(`${path}/worksheets/Enrolment/range(address='5')`)).json.error.code).toBe("InvalidArgument");
    expect((await api.post(`${path}/tables/Nope/rows`, { values: [[1]] })).status).toBe(404);
    const reader = graph(["Files.Read"]);
    expect((await reader.get(`${await workbook(reader)}/tables`)).status).toBe(200);
    expect((await reader.get(`${await workbook(reader)}/worksheets`)).status).toBe(403);
  });
});

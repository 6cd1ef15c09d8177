import { describe, expect, test } from "vitest";
import { accountId, completion, Lab, logsPath } from "./support.ts";

/** Three calls a second apart: one by amara, one by jonas, one that failed. */
async function labWithRows(): Promise<Lab> {
  let now = Date.parse("2026-11-20T10:00:00Z");
  const lab = await Lab.start({ now: () => now });
  const usual = lab.provider.answer;
  await lab.run("one", { gateway: { metadata: { userId: "user:amara", mcpTool: "getEmails", requestId: "req-1" } } });
  now += 1_000;
  await lab.run("two", { gateway: { metadata: { userId: "user:jonas", mcpTool: "sendEmail", requestId: "req-2" } } });
  now += 1_000;
  lab.provider.answer = () => ({ status: 500 });
  await lab.run("three", { gateway: { metadata: { userId: "user:amara", mcpTool: "sendEmail", requestId: "req-3" } } });
  lab.provider.answer = usual;
  return lab;
}

async function found(lab: Lab, query: Readonly<Record<string, string>>): Promise<unknown[]> {
  return (await lab.logs(query)).body.result.map(({ metadata }) => metadata["requestId"]);
}

const filters = (...each: readonly (readonly [key: string, operator: string, ...value: unknown[]])[]) => ({
  filters: JSON.stringify(each.map(([key, operator, ...value]) => ({ key, operator, value }))),
});

describe("the list", () => {
  test("answers in the API's envelope, newest first", async () => {
    await using lab = await labWithRows();
    const { body } = await lab.logs();
    expect(body).toMatchObject({
      success: true,
      errors: [],
      messages: [],
      result: [{ metadata: { requestId: "req-3" } }, { metadata: { requestId: "req-2" } }, { metadata: { requestId: "req-1" } }],
      result_info: { page: 1, per_page: 20, count: 3, total_count: 3 },
    });
  });

  test("gives each row the API's fields, metadata as an object", async () => {
    await using lab = await labWithRows();
    expect((await lab.logs()).body.result[2]).toEqual({
      id: expect.stringMatching(/^[0-9A-Z]{26}$/) as string,
      created_at: "2026-11-20T10:00:00.000Z",
      provider: "custom-graph-relay",
      model: "graph-v1",
      model_type: "text-generation",
      path: "chat/completions",
      duration: 0,
      request_type: "chat",
      request_content_type: "application/json",
      response_content_type: "application/json",
      status_code: 200,
      success: true,
      cached: false,
      tokens_in: 7,
      tokens_out: 5,
      cost: 0,
      custom_cost: false,
      step: 0,
      event_id: expect.any(String) as string,
      authentication: true,
      user_agent: "node",
      metadata: { userId: "user:amara", mcpTool: "getEmails", requestId: "req-1" },
    });
  });

  test("pages", async () => {
    await using lab = await labWithRows();
    const { body } = await lab.logs({ page: "2", per_page: "2" });
    expect([body.result.map(({ metadata }) => metadata["requestId"]), body.result_info]).toEqual([
      ["req-1"],
      { page: 2, per_page: 2, count: 1, total_count: 3 },
    ]);
  });

  test.each([
    ["order_by_direction", { order_by_direction: "asc" }, ["req-1", "req-2", "req-3"]],
    ["direction", { direction: "asc" }, ["req-1", "req-2", "req-3"]],
    ["order_by", { order_by: "success", order_by_direction: "asc" }, ["req-3", "req-1", "req-2"]],
    ["start_date", { start_date: "2026-11-20T10:00:01Z" }, ["req-3", "req-2"]],
    ["end_date", { end_date: "2026-11-20T10:00:01Z" }, ["req-2", "req-1"]],
    ["success", { success: "false" }, ["req-3"]],
    ["cached", { cached: "true" }, []],
    ["search", { search: "req-2" }, ["req-2"]],
  ])("heeds %s", async (_name, query, expected) => {
    await using lab = await labWithRows();
    expect(await found(lab, query)).toEqual(expected);
  });
});

describe("filters", () => {
  test.each([
    ["metadata.value eq", filters(["metadata.value", "eq", "req-2"]), ["req-2"]],
    ["metadata.value eq any of several", filters(["metadata.value", "eq", "req-1", "req-2"]), ["req-2", "req-1"]],
    ["metadata.value neq", filters(["metadata.value", "neq", "user:amara"]), ["req-2"]],
    ["metadata.value contains", filters(["metadata.value", "contains", "amara"]), ["req-3", "req-1"]],
    ["metadata.key eq", filters(["metadata.key", "eq", "nobody"]), []],
    ["success eq", filters(["success", "eq", true]), ["req-2", "req-1"]],
    ["tokens gt", filters(["tokens", "gt", 11]), ["req-2", "req-1"]],
    ["tokens lt", filters(["tokens", "lt", 12]), ["req-3"]],
    ["created_at gt", filters(["created_at", "gt", "2026-11-20T10:00:00Z"]), ["req-3", "req-2"]],
    ["two at once", filters(["metadata.value", "eq", "user:amara"], ["metadata.value", "eq", "sendEmail"]), ["req-3"]],
  ])("%s", async (_name, query, expected) => {
    await using lab = await labWithRows();
    expect(await found(lab, query)).toEqual(expected);
  });

  test("match metadata keys and values independently of each other", async () => {
    await using lab = await labWithRows();
    // No row holds mcpTool = req-1, yet one row has that key and that value.
    expect(await found(lab, filters(["metadata.key", "eq", "mcpTool"], ["metadata.value", "eq", "req-1"]))).toEqual(["req-1"]);
  });

  test.each([
    ["a metadata entry as key", filters(["metadata.userId", "eq", "user:amara"])],
    ["an unknown operator", filters(["metadata.value", "like", "x"])],
    ["no value", filters(["metadata.value", "eq"])],
    ["no JSON", { filters: "metadata.value=x" }],
    ["a page of 0", { page: "0" }],
    ["an unknown order", { order_by: "duration" }],
    ["no date", { start_date: "yesterday" }],
  ])("with %s: 400 with code 7001", async (_name, query) => {
    await using lab = await labWithRows();
    expect(await lab.logs(query)).toMatchObject({ status: 400, body: { success: false, errors: [{ code: 7001 }] } });
  });
});

test.each([
  [
    "with details inside",
    '{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":0}}}',
    [7, 5],
  ],
  ["cut to pieces", '{"choices":[],"usage":{prompt_tokens', [0, 0]],
  ["missing", '{"choices":[]}', [0, 0]],
])("counts tokens of a usage %s", async (_name, body, expected) => {
  await using lab = await Lab.start();
  lab.provider.answer = () => ({ body });
  await lab.run("hello");
  expect((await lab.logs()).body.result.map((row) => [row["tokens_in"], row["tokens_out"]])).toEqual([expected]);
});

describe("one row", () => {
  const get = async (lab: Lab, path: string) => {
    const response = await fetch(`${lab.origin}${path}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> & { result: Record<string, unknown> } };
  };
  const call = async (lab: Lab, headers: Readonly<Record<string, string>> = {}) =>
    (await lab.run("payload", { headers })).headers.get("cf-aig-log-id") ?? "";

  test("comes with heads and sizes of its payloads", async () => {
    await using lab = await Lab.start();
    const { body } = await get(lab, `${logsPath}/${await call(lab)}`);
    expect(body.result).toMatchObject({
      request_head: expect.stringContaining('"content":"payload"') as string,
      request_head_complete: true,
      response_head: completion("payload"),
      response_size: completion("payload").length,
    });
  });

  test("gives the payloads themselves", async () => {
    await using lab = await Lab.start();
    const id = await call(lab);
    const [request, response] = [await get(lab, `${logsPath}/${id}/request`), await get(lab, `${logsPath}/${id}/response`)];
    expect(request.body).toMatchObject({ inputs: { messages: [{ content: "payload" }] } });
    expect(response.body).toEqual(JSON.parse(completion("payload")));
  });

  test("holds no payload where the caller asked for none", async () => {
    await using lab = await Lab.start();
    const id = await call(lab, { "cf-aig-collect-log-payload": "false" });
    const row = await get(lab, `${logsPath}/${id}`);
    expect([row.status, JSON.stringify(row.body)]).toEqual([200, expect.not.stringContaining("payload")]);
    expect((await get(lab, `${logsPath}/${id}/request`)).status).toBe(404);
  });

  test("holds payloads all the same where the lab forces it", async () => {
    await using lab = await Lab.start({ logPayloads: true });
    const id = await call(lab, { "cf-aig-collect-log-payload": "false" });
    expect((await get(lab, `${logsPath}/${id}/request`)).status).toBe(200);
  });

  test.each([
    ["an unknown id", `${logsPath}/01ARZ3NDEKTSV4RRFFQ69G5FAV`],
    ["another gateway", `/client/v4/accounts/${accountId}/ai-gateway/gateways/other/logs`],
    ["another account", logsPath.replace(accountId, "0".repeat(32))],
  ])("of %s: 404 with code 7002", async (_name, path) => {
    await using lab = await Lab.start();
    expect(await get(lab, path)).toMatchObject({ status: 404, body: { success: false, errors: [{ code: 7002 }] } });
  });

  test("refuses feedback out of range: 400 with code 7001", async () => {
    await using lab = await Lab.start();
    const url = `${lab.origin}${logsPath}/${await call(lab)}`;
    const patch = (feedback: number) => fetch(url, { method: "PATCH", body: JSON.stringify({ feedback }) });
    expect([(await patch(-1)).status, (await patch(5)).status]).toEqual([200, 400]);
  });
});

import { isValid } from "ulid";
import { describe, expect, test } from "vitest";
import { completion, gatewayId, Lab } from "./support.ts";

describe("an answered call", () => {
  test("carries the provider's completion unchanged, as application/json", async () => {
    await using lab = await Lab.start();
    const answer = await lab.run("hello");
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
      200,
      "application/json",
      completion("hello"),
    ]);
  });

  test("names its log row by a ULID", async () => {
    await using lab = await Lab.start();
    const id = (await lab.run("hello")).headers.get("cf-aig-log-id") ?? "";
    expect(isValid(id)).toBe(true);
    expect((await lab.logs()).body.result.map((row) => row.id)).toEqual([id]);
  });

  test("carries the gateway's own headers and none of the provider's", async () => {
    await using lab = await Lab.start();
    const { headers } = await lab.run("hello");
    expect(Object.fromEntries(headers)).toMatchObject({
      "cf-aig-event-id": expect.stringMatching(/^[0-9A-Z]{26}$/) as string,
      "cf-aig-request-id": expect.stringMatching(/^[0-9A-Z]{26}$/) as string,
      "cf-ai-req-id": expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      "cf-aig-step": "0",
      "cf-aig-cache-status": "MISS",
      "cf-aig-model": "graph-v1",
      "cf-aig-provider": "custom-graph-relay",
    });
    expect(headers.has("x-upstream")).toBe(false);
  });

  test("keeps the caller's event id", async () => {
    await using lab = await Lab.start();
    expect((await lab.run("hello", { gateway: { eventId: "event-7" } })).headers.get("cf-aig-event-id")).toBe("event-7");
  });
});

describe("the request to the custom provider", () => {
  test("goes to the base URL's chat/completions with the route's model and the caller's input", async () => {
    await using lab = await Lab.start();
    await lab.run("hello", { inputs: { messages: [{ role: "user", content: "hello" }], stream: false, model: "chosen-by-caller" } });
    expect(lab.provider.asked.map(({ url, body }) => [url, JSON.parse(body) as unknown])).toEqual([
      ["/egress/chat/completions", { model: "graph-v1", messages: [{ role: "user", content: "hello" }], stream: false }],
    ]);
  });

  test("carries the provider's headers, and the stored key in place of the caller's Authorization", async () => {
    await using lab = await Lab.start();
    await lab.run("hello", { headers: { authorization: "Bearer callers-own" } });
    expect(lab.provider.asked[0]?.headers).toMatchObject({ authorization: "Bearer stored-key", "x-relay": "yes" });
  });

  test("carries the caller's Authorization where no key is stored", async () => {
    await using lab = await Lab.start();
    await lab.run("hello", { model: "custom-keyless/graph-v1", headers: { authorization: "Bearer callers-own" } });
    expect(lab.provider.asked[0]?.headers.authorization).toBe("Bearer callers-own");
  });

  test("carries nothing else the caller sent", async () => {
    await using lab = await Lab.start();
    await lab.run("hello", { headers: { "cf-access-jwt-assertion": "ey", "cf-aig-authorization": "Bearer run", "x-callers": "own" } });
    expect(Object.keys(lab.provider.asked[0]?.headers ?? {}).toSorted()).toEqual([
      "authorization",
      "connection",
      "content-length",
      "content-type",
      "host",
      "x-relay",
    ]);
  });

  test("goes to /v1/chat/completions where the lab says so", async () => {
    await using lab = await Lab.start({ prefixV1: true });
    await lab.run("hello");
    expect(lab.provider.asked[0]?.url).toBe("/egress/v1/chat/completions");
  });

  test("is made once, although the provider fails", async () => {
    await using lab = await Lab.start();
    lab.provider.answer = () => ({ status: 503 });
    await lab.run("hello", { gateway: { retries: { maxAttempts: 1 } } });
    expect(lab.provider.asked).toHaveLength(1);
  });

  test("is repeated as often as the caller asks", async () => {
    await using lab = await Lab.start();
    lab.provider.answer = (_asked, count) => (count < 3 ? { status: 503 } : { body: completion("third") });
    const answer = await lab.run("hello", { gateway: { retries: { maxAttempts: 3 } } });
    expect([answer.status, lab.provider.asked.length]).toEqual([200, 3]);
  });

  test("is repeated beyond what the caller asks where the lab says so", async () => {
    await using lab = await Lab.start({ retries: 4 });
    lab.provider.answer = () => ({ reset: true });
    await lab.run("hello", { gateway: { retries: { maxAttempts: 1 } } });
    expect(lab.provider.asked).toHaveLength(5);
  });
});

const documentedBody = (status: number, code: number, message: string) => ({
  success: false,
  result: [],
  messages: [],
  error: [{ code, message }],
  name: "AiGatewayError",
  httpCode: status,
  internalCode: code,
  message,
  description: message,
});

describe("a provider that does not deliver", () => {
  test.each([
    ["answers with an error", () => ({ status: 403, body: "envelope echoed" })],
    ["redirects", () => ({ status: 302 })],
    ["resets the connection", () => ({ reset: true })],
    ["cuts its answer short", () => ({ cut: true })],
    ["answers with more than the log holds", () => ({ body: "x".repeat(10_000_001) })],
  ])("which %s gives 400 with code 2005 in the documented body", async (_name, answer) => {
    await using lab = await Lab.start();
    expect((await lab.run("hello")).status).toBe(200);
    lab.provider.answer = answer;
    const refused = await lab.run("again");
    expect([refused.status, await refused.json()]).toEqual([400, documentedBody(400, 2005, "Failed to get response from provider")]);
  });

  test.each(["custom-nobody-there", "custom-switched-off", "custom-unheard-of"])("%s gives 400 with code 2005", async (provider) => {
    await using lab = await Lab.start();
    const refused = await lab.run("hello", { model: `${provider}/graph-v1` });
    expect([refused.status, await refused.json()]).toMatchObject([400, { internalCode: 2005 }]);
    expect(lab.provider.asked).toEqual([]);
  });

  test("leaves a row that says so", async () => {
    await using lab = await Lab.start();
    lab.provider.answer = () => ({ status: 500 });
    const id = (await lab.run("hello")).headers.get("cf-aig-log-id");
    expect((await lab.logs()).body.result).toMatchObject([{ id, success: false, status_code: 400, cached: false }]);
  });

  test("in time gives 2005 once the caller's limit to the first byte is over", async () => {
    await using lab = await Lab.start();
    const usual = lab.provider.answer;
    lab.provider.answer = (asked, count) => ({ ...usual(asked, count), delayMs: 120 });
    expect((await lab.run("patient", { gateway: { requestTimeoutMs: 2_000 } })).status).toBe(200);
    const refused = await lab.run("hasty", { gateway: { requestTimeoutMs: 30 } });
    expect([refused.status, await refused.json()]).toMatchObject([400, { internalCode: 2005 }]);
  });
});

describe("input the gateway refuses", () => {
  test("names an unknown route: 404 with code 7003, no log id", async () => {
    await using lab = await Lab.start();
    const refused = await lab.run("hello", { model: "dynamic/other" });
    expect([refused.status, await refused.json()]).toEqual([404, documentedBody(404, 7003, "Model not found: dynamic/other")]);
    expect(refused.headers.has("cf-aig-log-id")).toBe(false);
  });

  test.each([
    ["no messages", { method: "GET", path: "/me" }],
    ["an empty list of messages", { messages: [] }],
    ["an unknown role", { messages: [{ role: "graph", content: "x" }] }],
    ["an object as content", { messages: [{ role: "user", content: { path: "/me" } }] }],
    ["a prompt instead of messages", { prompt: "x" }],
  ])("has %s: 400 with code 7003, the provider not asked", async (_name, inputs) => {
    await using lab = await Lab.start();
    const refused = await lab.run("", { inputs });
    expect([refused.status, await refused.json()]).toMatchObject([400, { internalCode: 7003 }]);
    expect(lab.provider.asked).toEqual([]);
  });

  test.each([0, 6])("asks for %i attempts: 400 with code 7003", async (maxAttempts) => {
    await using lab = await Lab.start();
    expect((await lab.run("hello", { gateway: { retries: { maxAttempts } } })).status).toBe(400);
  });

  test("belongs to another gateway: 400 with code 2001", async () => {
    await using lab = await Lab.start();
    const refused = await lab.run("hello", { gateway: { id: "somebody-elses" } });
    expect([refused.status, await refused.json()]).toMatchObject([400, { internalCode: 2001 }]);
  });

  test("has no gateway id: Workers AI's `errors` body with code 5007", async () => {
    await using lab = await Lab.start();
    const refused = await fetch(`${lab.origin}/run?version=3`, {
      method: "POST",
      headers: { "cf-consn-model-id": "dynamic/x" },
      body: "{}",
    });
    expect([refused.status, await refused.json()]).toMatchObject([400, { success: false, errors: [{ code: 5007 }] }]);
  });

  test("comes by URL without the binding: 401 with code 2009", async () => {
    await using lab = await Lab.start();
    const refused = await fetch(`${lab.origin}/v1/acc/${gatewayId}/custom-graph-relay/chat/completions`, { method: "POST", body: "{}" });
    expect([refused.status, await refused.json()]).toMatchObject([401, { internalCode: 2009 }]);
  });

  test("is larger than the gateway takes: 413", async () => {
    await using lab = await Lab.start();
    expect((await lab.run("x".repeat(17 * 1_048_576))).status).toBe(413);
  });
});

describe("metadata", () => {
  const kept = async (metadata: Readonly<Record<string, unknown>>) => {
    await using lab = await Lab.start();
    await lab.run("hello", { gateway: { metadata } });
    return JSON.stringify((await lab.logs()).body.result[0]?.metadata);
  };

  test("keeps the first five entries in order", async () => {
    expect(await kept({ e: "1", d: "2", c: "3", b: "4", a: "5", f: "6" })).toBe('{"e":"1","d":"2","c":"3","b":"4","a":"5"}');
  });

  test.each([
    ["null", null],
    ["an object", { nested: "x" }],
    ["a list", ["x"]],
  ])("with one value that is %s is dropped whole", async (_name, value) => {
    expect(await kept({ userId: "u", mcpTool: "t", extra: value })).toBe("{}");
  });

  test("keeps strings, numbers and booleans", async () => {
    expect(await kept({ text: "x", number: 1, flag: false })).toBe('{"text":"x","number":1,"flag":false}');
  });

  test("loses keys that start with cf.", async () => {
    expect(await kept({ "cf.userId": "forged", userId: "u" })).toBe('{"userId":"u"}');
  });
});

describe("the cache", () => {
  const body = { metadata: { userId: "first" } };

  test("serves an equal body across people, marked HIT, without asking the provider", async () => {
    await using lab = await Lab.start();
    await lab.run("same", { gateway: body });
    const second = await lab.run("same", { gateway: { metadata: { userId: "second" } } });
    expect([second.headers.get("cf-aig-cache-status"), await second.text(), lab.provider.asked.length]).toEqual([
      "HIT",
      completion("same"),
      1,
    ]);
  });

  test("gives a hit a row and a log id of its own", async () => {
    await using lab = await Lab.start();
    const first = await lab.run("same");
    const second = await lab.run("same");
    expect((await lab.logs()).body.result.map(({ id, cached }) => [id, cached])).toEqual([
      [second.headers.get("cf-aig-log-id"), true],
      [first.headers.get("cf-aig-log-id"), false],
    ]);
  });

  test("is passed by skipCache", async () => {
    await using lab = await Lab.start();
    await lab.run("same");
    const second = await lab.run("same", { gateway: { skipCache: true } });
    expect([second.headers.get("cf-aig-cache-status"), lab.provider.asked.length]).toEqual(["MISS", 2]);
  });

  test("is not passed by a ttl of 0", async () => {
    await using lab = await Lab.start();
    await lab.run("same", { gateway: { cacheTtl: 0 } });
    expect((await lab.run("same", { gateway: { cacheTtl: 0 } })).headers.get("cf-aig-cache-status")).toBe("HIT");
  });

  test("tells bodies apart", async () => {
    await using lab = await Lab.start();
    await lab.run("one");
    expect((await lab.run("other")).headers.get("cf-aig-cache-status")).toBe("MISS");
  });

  test("forgets after five minutes", async () => {
    let now = Date.now();
    await using lab = await Lab.start({ now: () => now });
    await lab.run("same");
    now += 299_000;
    expect((await lab.run("same")).headers.get("cf-aig-cache-status")).toBe("HIT");
    now += 2_000;
    expect((await lab.run("same")).headers.get("cf-aig-cache-status")).toBe("MISS");
  });

  test("does not keep failures", async () => {
    await using lab = await Lab.start();
    lab.provider.answer = (_asked, count) => (count === 1 ? { status: 500 } : { body: completion("late") });
    await lab.run("same");
    expect((await lab.run("same")).status).toBe(200);
  });
});

describe("the rate element", () => {
  const as = (userId: string) => ({ gateway: { skipCache: true, metadata: { userId } } });

  test("refuses the call after the limit: 429 with code 2003 and no Retry-After", async () => {
    await using lab = await Lab.start();
    const statuses = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await lab.run("x", as("amara"))).status);
    const refused = await lab.run("x", as("amara"));
    expect(statuses).toEqual([200, 200, 200]);
    expect([refused.status, await refused.json()]).toMatchObject([429, { internalCode: 2003 }]);
    expect(refused.headers.has("retry-after")).toBe(false);
  });

  test("counts people apart", async () => {
    await using lab = await Lab.start();
    for (let call = 0; call < 4; call += 1) await lab.run("x", as("amara"));
    expect((await lab.run("x", as("jonas"))).status).toBe(200);
  });

  test("counts callers without the entry together", async () => {
    await using lab = await Lab.start();
    const nobody = { gateway: { skipCache: true } };
    for (let call = 0; call < 3; call += 1) await lab.run("x", nobody);
    expect((await lab.run("x", nobody)).status).toBe(429);
  });

  test("lets calls through again in the next window", async () => {
    let now = Date.now();
    await using lab = await Lab.start({ now: () => now });
    for (let call = 0; call < 4; call += 1) await lab.run("x", as("amara"));
    now += 60_000;
    expect((await lab.run("x", as("amara"))).status).toBe(200);
  });
});

describe("logging", () => {
  test("collectLog false leaves no row and no log id", async () => {
    await using lab = await Lab.start();
    const answer = await lab.run("hello", { gateway: { collectLog: false } });
    expect([answer.status, answer.headers.has("cf-aig-log-id"), (await lab.logs()).body.result]).toEqual([200, false, []]);
  });
});

describe("a caller who hangs up", () => {
  test("stops neither the provider's work nor the row about it", async () => {
    await using lab = await Lab.start();
    const usual = lab.provider.answer;
    lab.provider.answer = (asked, count) => ({ ...usual(asked, count), delayMs: 100 });
    await expect(lab.run("hello", { signal: AbortSignal.timeout(40) })).rejects.toThrow();
    await expect.poll(async () => (await lab.logs()).body.result.map((row) => row["success"])).toEqual([true]);
  });
});

describe("the universal endpoint", () => {
  const step = (change: Readonly<Record<string, unknown>> = {}) => ({
    provider: "custom-graph-relay",
    endpoint: "chat/completions",
    headers: {},
    query: { model: "graph-v1", messages: [{ role: "user", content: "hello" }] },
    ...change,
  });

  test("posts the query to the custom provider's endpoint", async () => {
    await using lab = await Lab.start();
    const answer = await lab.universal([step()]);
    expect([answer.status, await answer.text()]).toEqual([200, completion("hello")]);
    expect(lab.provider.asked.map(({ url, body }) => [url, JSON.parse(body) as unknown])).toEqual([
      ["/egress/chat/completions", step().query],
    ]);
  });

  test("reads its options from cf-aig headers", async () => {
    await using lab = await Lab.start();
    const headers = { "cf-aig-metadata": '{"userId":"u"}', "cf-aig-skip-cache": "true", "cf-aig-event-id": "event-9" };
    await lab.universal([step()], headers);
    const second = await lab.universal([step()], headers);
    expect([second.headers.get("cf-aig-event-id"), second.headers.get("cf-aig-cache-status")]).toEqual(["event-9", "MISS"]);
    expect((await lab.logs()).body.result[0]?.metadata).toEqual({ userId: "u" });
  });

  test("goes on to the next step when one fails, and says which answered", async () => {
    await using lab = await Lab.start();
    const answer = await lab.universal([step({ provider: "custom-switched-off" }), step()]);
    expect([answer.status, answer.headers.get("cf-aig-step")]).toEqual([200, "1"]);
  });

  test("passes the step's own headers on, but neither the gateway's nor Access's", async () => {
    await using lab = await Lab.start();
    await lab.universal([
      step({ provider: "custom-keyless", headers: { "X-Own": "1", "cf-access-jwt-assertion": "ey", "cf-aig-metadata": "{}" } }),
    ]);
    const headers = lab.provider.asked[0]?.headers ?? {};
    expect([headers["x-own"], Object.keys(headers).filter((name) => name.startsWith("cf-"))]).toEqual(["1", []]);
  });

  test("walks a dynamic route through provider compat", async () => {
    await using lab = await Lab.start();
    const query = { model: "dynamic/microsoft-graph-handler", messages: [{ role: "user", content: "hi" }] };
    expect((await lab.universal([step({ provider: "compat", query })])).headers.get("cf-aig-model")).toBe("graph-v1");
  });

  test.each(["graph-relay", "openai"])("refuses provider %s: 400 with code 2008", async (provider) => {
    await using lab = await Lab.start();
    const refused = await lab.universal([step({ provider })]);
    expect([refused.status, await refused.json()]).toMatchObject([400, { internalCode: 2008 }]);
  });

  test("fails with 2005 on headers HTTP does not allow", async () => {
    await using lab = await Lab.start();
    const refused = await lab.universal([step({ headers: { "x-own": "a\r\nx-smuggled: b" } })]);
    expect([refused.status, await refused.json()]).toMatchObject([400, { internalCode: 2005 }]);
    expect(lab.provider.asked).toEqual([]);
  });

  test("does not leave the provider's base URL", async () => {
    await using lab = await Lab.start();
    expect((await lab.universal([step({ endpoint: "../../elsewhere" })])).status).toBe(400);
    expect(lab.provider.asked).toEqual([]);
  });

  test.each([
    ["an object", {}],
    ["an empty list", []],
    ["a step without endpoint", [{ provider: "custom-graph-relay", headers: {}, query: {} }]],
  ])("refuses %s: 400 with code 7003", async (_name, body) => {
    await using lab = await Lab.start();
    const refused = await lab.universal(body as unknown[]);
    expect([refused.status, await refused.json()]).toMatchObject([400, { internalCode: 7003 }]);
  });
});

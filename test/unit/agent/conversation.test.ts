import { expect, test, vi } from "vitest";
import type { AuditFacts } from "../../../src/audit/event.ts";
import { Conversation } from "../../../src/agent/conversation.ts";
import { type OfferedTool, serverBuilder } from "../../../src/agent/mcp-server.ts";
import { doorCallOf } from "../../support/door-call.ts";

type Said = { readonly id?: unknown; readonly method?: string; readonly result?: object; readonly error?: { readonly code: number } };

function converse(call: OfferedTool["call"] = async () => ({ content: [{ type: "text", text: "done" }] })) {
  const said: Said[] = [];
  const refusals: Omit<AuditFacts, "kind">[] = [];
  const unknown: string[] = [];
  const conversation = new Conversation(
    {
      serverFor: serverBuilder({
        name: "m365",
        version: "0",
        tools: [{ wire: { name: "copyPages", inputSchema: { type: "object" } }, call }],
        onUnknownTool: (name) => unknown.push(name),
      }),
      onRefusal: (facts) => refusals.push(facts),
    },
    (message) => said.push(message as Said),
  );
  const hear = (message: unknown, door = doorCallOf()) => conversation.hear(message, door);
  return { conversation, hear, said, refusals, unknown };
}

const request = (method: string, params: object = {}, id: string | number = 1) => ({ jsonrpc: "2.0", id, method, params });
const copy = (id = 1, meta = {}) => request("tools/call", { name: "copyPages", arguments: {}, ...meta }, id);

test("agrees on the revision the client asks for", async () => {
  const { conversation, hear, said } = converse();
  const before = conversation.protocolVersion;
  await hear(request("initialize", { protocolVersion: "2024-11-05", capabilities: {}, clientInfo: { name: "old", version: "1" } }));
  const agreed = conversation.protocolVersion;
  await hear(request("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "old", version: "1" } }));

  expect([before, agreed, conversation.protocolVersion]).toEqual(["2024-11-05", "2024-11-05", "2025-11-25"]);
  expect(said).toMatchObject([
    { id: 1, result: { protocolVersion: "2024-11-05" } },
    { id: 1, result: { serverInfo: { name: "m365" } } },
  ]);
});

test("answers each message with the facts of its own door", async () => {
  const doors: string[] = [];
  const { hear, said } = converse(async ({ door, context }) => {
    doors.push(`${door.requestId} ${context.requestId} ${context.protocolVersion}`);
    return { content: [] };
  });
  await hear(copy(1), doorCallOf({ requestId: "0193a8c2-0000-4000-8000-00000000000a" }));
  await hear(copy(2), doorCallOf({ requestId: "0193a8c2-0000-4000-8000-00000000000b" }));

  expect(said.map(({ id }) => id)).toEqual([1, 2]);
  expect(doors).toEqual([
    "0193a8c2-0000-4000-8000-00000000000a 0193a8c2-0000-4000-8000-00000000000a 2024-11-05",
    "0193a8c2-0000-4000-8000-00000000000b 0193a8c2-0000-4000-8000-00000000000b 2024-11-05",
  ]);
});

test("tells progress before the result, where it was asked for", async () => {
  const { hear, said } = converse(async ({ progress }) => {
    progress(1, 2, "half");
    return { content: [] };
  });
  await hear(copy(7, { _meta: { progressToken: "p" } }));

  expect(said).toMatchObject([
    { method: "notifications/progress", params: { progressToken: "p", progress: 1 } },
    { id: 7, result: {} },
  ]);
});

test("a call is cancelled by its own id alone, and not answered", async () => {
  const signals: AbortSignal[] = [];
  const { hear, said } = converse(({ context }) => {
    signals.push(context.signal);
    return new Promise(() => undefined);
  });
  const [first] = [hear(copy(1)), hear(copy(2))];
  await expect.poll(() => signals.length).toBe(2);
  await hear({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } });
  await first;

  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  expect(said).toEqual([]);
});

test("a second request of an id that is still running is not begun: nothing could stop it", async () => {
  const signals: AbortSignal[] = [];
  const { conversation, hear, said, refusals } = converse(({ context }) => {
    signals.push(context.signal);
    return new Promise(() => undefined);
  });
  const first = hear(copy(1));
  await expect.poll(() => signals.length).toBe(1);
  await hear(copy(1));
  conversation.end();
  await first;

  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(said).toEqual([{ jsonrpc: "2.0", id: 1, error: { code: -32600, message: "A request of this id is still running." } }]);
  expect(refusals).toEqual([{ reason: "rpc_invalid", outcome: "refused", errorCode: "invalid_arguments" }]);
});

test("the end of the conversation is the end of every call", async () => {
  const signals: AbortSignal[] = [];
  const { conversation, hear } = converse(({ context }) => {
    signals.push(context.signal);
    return new Promise(() => undefined);
  });
  const calls = [hear(copy(1)), hear(copy(2))];
  await expect.poll(() => signals.length).toBe(2);
  conversation.end();
  await Promise.all(calls);

  expect(signals.every(({ aborted }) => aborted)).toBe(true);
});

test.each([
  [{ jsonrpc: "2.0", method: "notifications/initialized" }],
  [{ jsonrpc: "2.0", id: 1, result: {} }],
  [{ jsonrpc: "2.0", id: 1, error: { code: 1, message: "no" } }],
  [{ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: "nobody's" } }],
])("what asks for nothing gets nothing: %j", async (message) => {
  const { hear, said, refusals } = converse();
  await hear(message);

  expect([said, refusals]).toEqual([[], []]);
});

test.each([
  [{ jsonrpc: "1.0", id: 1, method: "ping" }],
  [{ jsonrpc: "2.0", id: 1 }],
  [{}],
  [null],
  ["ping"],
  [{ jsonrpc: "2.0", id: {}, method: "ping" }],
])("what is no JSON-RPC 2.0 is refused and on record: %j", async (message) => {
  const { hear, said, refusals } = converse();
  await hear(message);

  expect(said).toMatchObject([{ id: null, error: { code: -32_600 } }]);
  expect(refusals).toMatchObject([{ reason: "rpc_invalid", outcome: "refused" }]);
});

test("an unknown method is answered and on record", async () => {
  const { hear, said, refusals } = converse();
  await hear(request("prompts/list"));

  expect(said).toMatchObject([{ id: 1, error: { code: -32_601 } }]);
  expect(refusals).toMatchObject([{ reason: "method_unknown" }]);
});

test("an unknown tool leaves one row, its own", async () => {
  const { hear, said, refusals, unknown } = converse();
  await hear(request("tools/call", { name: "noSuchTool" }));

  expect(said).toMatchObject([{ id: 1, error: { code: -32_602 } }]);
  expect([refusals, unknown]).toEqual([[], ["noSuchTool"]]);
});

test("what the record says when it cannot be written reaches nobody, and the answer comes all the same", async () => {
  const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const said: Said[] = [];
  const conversation = new Conversation(
    {
      serverFor: serverBuilder({ name: "m365", version: "0", tools: [], onUnknownTool: () => undefined }),
      onRefusal: () => {
        throw new Error("SQLITE_FULL do-not-leak");
      },
    },
    (message) => said.push(message as Said),
  );
  await conversation.hear(request("prompts/list"), doorCallOf());
  const written = JSON.stringify(errors.mock.calls);
  errors.mockRestore();

  expect(said).toMatchObject([{ id: 1, error: { code: -32_601 } }]);
  expect(JSON.stringify(said) + written).not.toContain("do-not-leak");
});

test("a message no server can be made for is answered, without a word of why", async () => {
  const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const said: Said[] = [];
  const serverFor = () => {
    throw new Error("do-not-leak");
  };
  const conversation = new Conversation({ serverFor, onRefusal: () => undefined }, (message) => said.push(message as Said));
  await conversation.hear(request("ping", {}, 9), doorCallOf());
  errors.mockRestore();

  expect(said).toEqual([{ jsonrpc: "2.0", id: 9, error: { code: -32_603, message: "Internal error" } }]);
});

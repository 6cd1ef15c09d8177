import { expect, test } from "vitest";
import { readMessage, rpcError } from "../../../src/core/json-rpc.ts";

test("one message is read as its value", () => {
  expect(readMessage('{"jsonrpc":"2.0","method":"ping","id":1}')).toEqual({
    readable: true,
    parsed: { jsonrpc: "2.0", method: "ping", id: 1 },
  });
});

test.each([
  ["no JSON", "{", "json_invalid", -32_700, "The message is not JSON."],
  ["a batch", "[{}]", "batch_refused", -32_600, "JSON-RPC batches are not part of MCP since 2025-06-18."],
  ["an empty batch", "[]", "batch_refused", -32_600, "JSON-RPC batches are not part of MCP since 2025-06-18."],
  [
    "65 levels, the last one empty",
    `${'{"a":'.repeat(64)}[]${"}".repeat(64)}`,
    "json_limits",
    -32_600,
    "The message is nested deeper than 64 levels.",
  ],
  ["65 levels", `${'{"a":'.repeat(65)}1${"}".repeat(65)}`, "json_limits", -32_600, "The message is nested deeper than 64 levels."],
])("%s is not", (_name, text, reason, code, message) => {
  expect(readMessage(text)).toEqual({ readable: false, reason, code, message });
});

test("nothing in it is a level of its own, nor is nothing at all", () => {
  expect(readMessage("null")).toEqual({ readable: true, parsed: null });
  expect(readMessage('{"params":null}')).toEqual({ readable: true, parsed: { params: null } });
});

test("64 levels are", () => {
  expect(readMessage(`${'{"a":'.repeat(64)}1${"}".repeat(64)}`).readable).toBe(true);
});

test("an error names the request it answers, or none", () => {
  expect([rpcError(-32_600, "no", 7), rpcError(-32_700, "no")]).toEqual([
    { jsonrpc: "2.0", error: { code: -32_600, message: "no" }, id: 7 },
    { jsonrpc: "2.0", error: { code: -32_700, message: "no" }, id: null },
  ]);
});

test.each(['{"params":{"__proto__":{}}}', '{"params":[{"\\u005f_proto_\\u005f":1}]}', '{"__proto__":null}'])(
  "%s names the prototype, and is no message",
  (text) => {
    const message = "__proto__: no message has a member of this name.";
    expect(readMessage(text)).toEqual({ readable: false, reason: "json_invalid", code: -32_602, message });
  },
);

test("a text that says __proto__ is a text", () => {
  expect(readMessage('{"params":{"query":"__proto__"}}')).toMatchObject({ readable: true });
});

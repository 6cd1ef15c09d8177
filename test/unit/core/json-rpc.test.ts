import { expect, test } from "vitest";
import { readMessage, rpcError } from "../../../src/core/json-rpc.ts";

test("one message is read as its value", () => {
  expect(readMessage('{"jsonrpc":"2.0","method":"ping","id":1}')).toEqual({
    readable: true,
    parsed: { jsonrpc: "2.0", method: "ping", id: 1 },
  });
});

test.each([
  ["no JSON", "{", "json_invalid", -32_700],
  ["a batch", "[{}]", "batch_refused", -32_600],
  ["an empty batch", "[]", "batch_refused", -32_600],
  ["65 levels", `${'{"a":'.repeat(65)}1${"}".repeat(65)}`, "json_limits", -32_600],
])("%s is not", (_name, text, reason, code) => {
  expect(readMessage(text)).toMatchObject({ readable: false, reason, code });
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

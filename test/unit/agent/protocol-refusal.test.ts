import { expect, test } from "vitest";
import { protocolRefusal } from "../../../src/agent/protocol-refusal.ts";

const asks = (method: string) => ({ jsonrpc: "2.0", id: 1, method });
const says = (code: number, data?: object) => ({ jsonrpc: "2.0", id: 1, error: { code, message: "no", data } });

test("an answered request is none", async () => {
  expect(await protocolRefusal(asks("tools/list"), Response.json({ result: {} }))).toBeNull();
});

test.each([
  [-32020, "header_mismatch"],
  [-32022, "protocol_version"],
  [-32601, "method_unknown"],
  [-32600, "rpc_invalid"],
  [-1, "protocol_refused"],
])("%i is %s", async (code, reason) => {
  const answer = Response.json(says(code), { status: 400 });

  expect(await protocolRefusal(asks("tools/call"), answer)).toMatchObject({ outcome: "refused", reason, httpStatus: 400 });
  expect(answer.bodyUsed).toBe(false);
});

test("an unknown method is one, though told with 200", async () => {
  expect(await protocolRefusal(asks("mail/steal"), Response.json(says(-32601)))).toMatchObject({ reason: "method_unknown" });
});

test("a method this list does not know, answered by a registry of its own, is none", async () => {
  expect(await protocolRefusal(asks("prompts/list"), Response.json({ jsonrpc: "2.0", id: 1, result: { prompts: [] } }))).toBeNull();
});

test("an unknown tool has left its row already", async () => {
  expect(await protocolRefusal(asks("tools/call"), Response.json(says(-32602, { field: "name" }), { status: 400 }))).toBeNull();
});

test("an answer that is no JSON counts all the same", async () => {
  expect(await protocolRefusal(asks("tools/call"), new Response("no", { status: 406 }))).toMatchObject({
    reason: "protocol_refused",
    httpStatus: 406,
  });
});

const callOf = (params: object) => ({ jsonrpc: "2.0", id: 1, method: "tools/call", params });

test.each([
  ["a name that is no text", callOf({ name: 1 }), "args_invalid"],
  ["arguments that are a list", callOf({ name: "add", arguments: [1] }), "args_invalid"],
  ["a state nobody handed out", callOf({ name: "add", arguments: {}, requestState: "x" }), "state_tampered"],
])("%s is one, though told with 200", async (_name, asked, reason) => {
  expect(await protocolRefusal(asked, Response.json(says(-32602)))).toMatchObject({ outcome: "refused", reason });
});

test("a plain call is answered by its tool: its answer is not read", async () => {
  expect(await protocolRefusal(callOf({ name: "add", arguments: { a: 1 } }), Response.json(says(-32602)))).toBeNull();
});

test("a stream is not read: some never end", async () => {
  const endless = new Response(new ReadableStream(), { headers: { "content-type": "text/event-stream" } });
  expect(await protocolRefusal(asks("subscriptions/listen"), endless)).toBeNull();
});

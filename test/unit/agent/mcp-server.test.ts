import { afterEach, expect, test, vi } from "vitest";
import { callHeader, writeCall } from "../../../src/agent/call-headers.ts";
import { agentHost, agentUrl, createMcpEndpoint, type McpEndpointOptions } from "../../../src/agent/mcp-server.ts";

const requestId = "0193a8c2-0000-4000-8000-000000000001";

afterEach(() => void vi.restoreAllMocks());

async function callUnknownTool(onUnknownTool: McpEndpointOptions["onUnknownTool"]): Promise<string> {
  const answer = createMcpEndpoint({ name: "m365", version: "0", tools: [], run: () => expect.unreachable(), onUnknownTool });
  const body = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "noSuchTool", arguments: {} } };
  const headers = {
    host: agentHost,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    [callHeader]: writeCall({
      principal: { id: "user:alice", kind: "user", groups: [] },
      requestId,
      receivedAt: 1,
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }),
  };
  const response = await answer(new Request(agentUrl, { method: "POST", headers, body: JSON.stringify(body) }), body);
  return response.text();
}

test("an unknown tool is named as such, and to its record", async () => {
  const recorded: string[] = [];
  const text = await callUnknownTool((name) => void recorded.push(name));

  expect(text).toContain("Unknown tool");
  expect(recorded).toEqual(["noSuchTool"]);
});

test("an unknown tool whose record cannot be written: what the storage says reaches nobody", async () => {
  const written = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const text = await callUnknownTool(() => {
    throw new Error("SQLITE_FULL do-not-leak");
  });

  expect(text).toContain("Internal error");
  expect(JSON.stringify([text, written.mock.calls])).not.toContain("do-not-leak");
});

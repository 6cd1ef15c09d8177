import { afterEach, describe, expect, test, vi } from "vitest";
import { callHeader, writeCall } from "../../../src/agent/call-headers.ts";
import { agentHost, agentUrl, createMcpEndpoint, type McpEndpointOptions, type OfferedTool } from "../../../src/agent/mcp-server.ts";
import { doorCallOf } from "../../support/door-call.ts";

const requestId = "0193a8c2-0000-4000-8000-000000000001";

afterEach(() => void vi.restoreAllMocks());

function ask(options: Partial<McpEndpointOptions>, method: string, params: object): Promise<Response> {
  const answer = createMcpEndpoint({ name: "m365", version: "0", tools: [], onUnknownTool: () => expect.unreachable(), ...options });
  const body = { jsonrpc: "2.0", id: 1, method, params };
  const headers = {
    host: agentHost,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    [callHeader]: writeCall(doorCallOf({ requestId, receivedAt: 1 })),
  };
  return answer(new Request(agentUrl, { method: "POST", headers, body: JSON.stringify(body) }), body);
}

async function callUnknownTool(onUnknownTool: McpEndpointOptions["onUnknownTool"]): Promise<string> {
  const response = await ask({ onUnknownTool }, "tools/call", { name: "noSuchTool", arguments: {} });
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

describe("a 2025-era call", () => {
  const copying: OfferedTool = {
    wire: { name: "copyPages", inputSchema: { type: "object" } },
    call: async ({ progress, protocol }) => {
      progress(1, 2, "half");
      await protocol.mcpReq.notify({ method: "notifications/message", params: { level: "info", data: "copied" } });
      return { content: [{ type: "text", text: "done" }] };
    },
  };
  const features = { options: { capabilities: { logging: {} } }, register: () => undefined };
  const messagesOf = async (response: Response) =>
    [...(await response.text()).matchAll(/^data: (.+)$/gm)].map(([, json = ""]) => JSON.parse(json) as object);

  test("that asks for progress gets it before the result, as a stream", async () => {
    const response = await ask({ tools: [copying], features }, "tools/call", { name: "copyPages", _meta: { progressToken: "p1" } });

    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(await messagesOf(response)).toMatchObject([
      { method: "notifications/progress", params: { progressToken: "p1", progress: 1, total: 2, message: "half" } },
      { method: "notifications/message", params: { data: "copied" } },
      { id: 1, result: { content: [{ text: "done" }] } },
    ]);
  });

  test("is told of progress only where there is more than before", async () => {
    const call: OfferedTool["call"] = async ({ progress }) => {
      for (const done of [3, 1, 3, 4]) progress(done);
      return { content: [] };
    };
    const response = await ask({ tools: [{ ...copying, call }], features }, "tools/call", {
      name: "copyPages",
      _meta: { progressToken: 1 },
    });

    expect((await messagesOf(response)).slice(0, -1)).toMatchObject([{ params: { progress: 3 } }, { params: { progress: 4 } }]);
  });

  test("of a tool that talks is a stream without being asked", async () => {
    const response = await ask({ tools: [{ ...copying, talks: true }], features }, "tools/call", { name: "copyPages" });

    expect(await messagesOf(response)).toMatchObject([{ method: "notifications/message" }, { id: 1, result: {} }]);
  });

  test("that would ask the client something is told at once that it cannot", async () => {
    const told: string[] = [];
    const call: OfferedTool["call"] = async ({ protocol }) => {
      await protocol.mcpReq.send({ method: "roots/list" }).catch((refused: Error) => told.push(refused.message));
      return { content: [] };
    };
    const response = await ask({ tools: [{ ...copying, call }] }, "tools/call", { name: "copyPages" });

    expect(await response.json()).toMatchObject({ id: 1, result: {} });
    expect(told).toEqual([expect.stringContaining("cannot be asked")]);
  });

  test("of any other is one JSON answer", async () => {
    const response = await ask({ tools: [copying], features }, "tools/call", { name: "copyPages" });

    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toMatchObject({ id: 1, result: { content: [{ text: "done" }] } });
  });
});

test("features besides tools are declared beside them and served", async () => {
  const offer: Partial<McpEndpointOptions> = {
    features: {
      options: { capabilities: { prompts: {} } },
      register: (server) => server.setRequestHandler("prompts/list", () => ({ prompts: [{ name: "briefing" }] })),
    },
  };
  const greeting = await ask(offer, "initialize", {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "test", version: "0" },
  });
  const prompts = await ask(offer, "prompts/list", {});

  expect(await greeting.json()).toMatchObject({ result: { capabilities: { tools: {}, prompts: {} } } });
  expect(await prompts.json()).toMatchObject({ result: { prompts: [{ name: "briefing" }] } });
});

test("a tool answers to a name it had before, which is not listed", async () => {
  const tool: OfferedTool = {
    wire: { name: "copyPages", inputSchema: { type: "object" } },
    call: async () => ({ content: [{ type: "text", text: "done" }] }),
  };
  const offer: Partial<McpEndpointOptions> = { tools: [tool], formerNames: new Map([["copyAll", "copyPages"]]) };
  const called = await ask(offer, "tools/call", { name: "copyAll" });
  const listed = await ask(offer, "tools/list", {});

  expect(await called.json()).toMatchObject({ result: { content: [{ text: "done" }] } });
  expect(await listed.text()).not.toContain("copyAll");
});

/** The principal's object inside workerd: what goes wrong in it is on record and says nothing to the caller. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { callHeader, writeCall } from "../../../src/agent/call-headers.ts";
import { agentUrl } from "../../../src/agent/mcp-server.ts";
import { Ledger } from "../../../src/audit/ledger.ts";
import type { M365Agent } from "../../../src/agent/m365-agent.ts";
import { doorCallOf } from "../../support/door-call.ts";

const { AGENT } = env as unknown as { readonly AGENT: DurableObjectNamespace<M365Agent> };
const requestId = "0193a8c2-0000-4000-8000-000000000001";

let lines: Record<string, unknown>[];
let errors: string[];
beforeEach(() => {
  lines = [];
  errors = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>));
  vi.spyOn(console, "error").mockImplementation((line: string) => void errors.push(line));
});
afterEach(() => void vi.restoreAllMocks());

function ask(object: string, principal: `user:${string}`, body: unknown): Promise<Response> {
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    host: "agent.internal",
    [callHeader]: writeCall(doorCallOf({ principal: { id: principal, kind: "user", email: "alice@corp.example", groups: [] }, requestId })),
  };
  return AGENT.getByName(object).fetch(agentUrl, { method: "POST", headers, body: JSON.stringify(body) });
}

const called = (name: string) => ({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: {} } });

test("a call for another principal's object is refused and on record by its request id", async () => {
  const response = await ask("user:alice", "user:mallory", called("whoAmI"));

  expect(response.status).toBe(500);
  expect(lines).toEqual([
    expect.objectContaining({
      kind: "admission",
      outcome: "failed",
      reason: "internal",
      httpStatus: 500,
      requestId,
      userId: "user:mallory",
    }),
  ]);
  expect(errors.map((line) => JSON.parse(line) as unknown)).toEqual([expect.objectContaining({ requestId })]);
});

test("an unknown tool is on record", async () => {
  await ask("user:alice", "user:alice", called("noSuchTool"));

  expect(lines.filter(({ kind }) => kind === "call.outcome")).toEqual([
    expect.objectContaining({ mcpMethod: "tools/call", mcpTool: "noSuchTool", reason: "tool_unknown" }),
  ]);
});

test("a call whose object was ended between intent and outcome gets its terminal row when the object wakes", async () => {
  await runInDurableObject(AGENT.getByName("user:carol"), (_agent, state) => {
    new Ledger(state.storage, "user:carol").append([{ kind: "call.intent", requestId: "cut-off", mcpTool: "sendEmail", risk: "send" }], 1);
  });
  lines = [];
  await ask("user:carol", "user:carol", called("noSuchTool"));

  expect(lines.filter((line) => line["requestId"] === "cut-off")).toEqual([
    expect.objectContaining({ kind: "call.outcome", outcome: "unknown", reason: "interrupted", mcpTool: "sendEmail", sequence: 2 }),
  ]);
});

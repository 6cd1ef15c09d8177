import { describe, expect, test } from "vitest";
import { type CompatTransport, guardMcpRoute } from "../../../src/perimeter/mcp-route.ts";

const origins = new Set(["https://mcp.corp.example"]);
const requestId = "0193a8c2-0000-4000-8000-000000000001";
const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
const both: readonly CompatTransport[] = ["sse", "websocket"];

async function ask(method: string, path: string, transports: readonly CompatTransport[], headers: Record<string, string> = {}) {
  const url = new URL(path, "https://mcp.corp.example");
  const all = new Headers({ "content-type": "application/json", ...headers });
  const request = new Request(url, { method, ...(method === "POST" && { body }) });
  // A Request of the platform lets nobody set `Upgrade`.
  Object.defineProperty(request, "headers", {
    value: { get: (name: string) => (name === "upgrade" ? (headers[name] ?? null) : all.get(name)) },
  });
  const guarded = await guardMcpRoute(request, url, { origins, transports }, requestId);
  if (guarded === null || guarded.accepted) return guarded?.asked ?? null;
  return { status: guarded.response.status, reason: guarded.reason, allow: guarded.response.headers.get("allow") };
}

const handshake = { upgrade: "websocket", "sec-websocket-protocol": "mcp" };

describe("always", () => {
  test.each<[readonly CompatTransport[]]>([[[]], [both]])("a POST to /mcp is a message (%j)", async (transports) => {
    expect(await ask("POST", "/mcp?sessionId=x", transports)).toEqual({ kind: "message", text: body });
  });

  test.each<[readonly CompatTransport[]]>([[[]], [both]])("a bare GET of /mcp is 405 (%j)", async (transports) => {
    expect(await ask("GET", "/mcp", transports)).toEqual({ status: 405, reason: "method_refused", allow: "POST" });
  });

  test.each(["/", "/mcp/", "/sse/", "/messages/x", "/connect", "/SSE"])("%s is none of MCP's", async (path) => {
    expect(await ask("POST", path, both)).toBeNull();
  });
});

describe("HTTP+SSE", () => {
  test("switched on: the stream, its messages with their session, and messages as at /mcp", async () => {
    expect([
      await ask("GET", "/sse", ["sse"]),
      await ask("POST", "/messages?sessionId=s1", ["sse"]),
      await ask("POST", "/messages", ["sse"]),
      await ask("POST", "/sse?sessionId=s1", ["sse"]),
    ]).toEqual([
      { kind: "stream" },
      { kind: "message", text: body, sessionId: "s1" },
      { kind: "message", text: body, sessionId: "" },
      { kind: "message", text: body },
    ]);
  });

  test.each([
    ["PUT", "/sse", "GET, POST"],
    ["GET", "/messages", "POST"],
    ["DELETE", "/messages", "POST"],
  ])("switched on, %s %s: 405", async (method, path, allow) => {
    expect(await ask(method, path, ["sse"])).toEqual({ status: 405, reason: "method_refused", allow });
  });

  test.each([
    ["GET", "/sse"],
    ["POST", "/sse"],
    ["POST", "/messages?sessionId=s1"],
    ["GET", "/messages"],
  ])("switched off, %s %s: 405", async (method, path) => {
    expect(await ask(method, path, ["websocket"])).toEqual({ status: 405, reason: "method_refused", allow: "" });
  });

  test("is not opened by a foreign page", async () => {
    expect(await ask("GET", "/sse", both, { origin: "https://evil.example" })).toMatchObject({ status: 403, reason: "origin_refused" });
  });
});

describe("WebSocket", () => {
  test("switched on: a handshake at /mcp", async () => {
    expect(await ask("GET", "/mcp", ["websocket"], handshake)).toEqual({ kind: "socket" });
  });

  test("switched off: 426", async () => {
    expect(await ask("GET", "/mcp", ["sse"], handshake)).toMatchObject({ status: 426, reason: "websocket_refused" });
  });

  test("an Upgrade on a POST opens none", async () => {
    expect(await ask("POST", "/mcp", both, handshake)).toMatchObject({ status: 426, reason: "websocket_refused" });
  });

  test("is not opened by a foreign page", async () => {
    expect(await ask("GET", "/mcp", both, { ...handshake, origin: "https://evil.example" })).toMatchObject({
      status: 403,
      reason: "origin_refused",
    });
  });

  test("a handshake at /sse is its GET", async () => {
    expect(await ask("GET", "/sse", both, handshake)).toEqual({ kind: "stream" });
  });
});

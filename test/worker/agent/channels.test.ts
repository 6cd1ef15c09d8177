/** Streams and sockets inside workerd: what they answer, what outlives an eviction, what ends them. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { callHeader, type DoorCall, writeCall } from "../../../src/agent/call-headers.ts";
import { mostStreams } from "../../../src/agent/event-streams.ts";
import { agentHost, agentUrl } from "../../../src/agent/mcp-server.ts";
import type { M365Agent } from "../../../src/agent/m365-agent.ts";
import { mostSockets } from "../../../src/agent/web-sockets.ts";
import { doorCallOf } from "../../support/door-call.ts";

const { AGENT } = env as unknown as { readonly AGENT: DurableObjectNamespace<M365Agent> };

let lines: Record<string, unknown>[];
beforeEach(() => {
  lines = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>));
});
afterEach(() => void vi.restoreAllMocks());

const principalOf = (name: string): DoorCall["principal"] => ({
  id: `user:${name}`,
  kind: "user",
  email: `${name}@corp.example`,
  groups: [],
});
const doorOf = (name: string, facts: Partial<DoorCall> = {}) => doorCallOf({ principal: principalOf(name), ...facts });
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

function ask(door: DoorCall, init: RequestInit = {}, object: string = door.principal.id): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("host", agentHost);
  headers.set("content-type", "application/json");
  headers.set("accept", "application/json, text/event-stream");
  headers.set(callHeader, writeCall(door));
  return AGENT.getByName(object).fetch(agentUrl, { ...init, headers });
}

type Rpc = {
  readonly id?: unknown;
  readonly type?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
};
const rpc = (id: number, method: string, params: object = {}) => JSON.stringify({ jsonrpc: "2.0", id, method, params });
const hello = rpc(0, "initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "old", version: "1" } });
const add = (id: number) => rpc(id, "tools/call", { name: "add", arguments: { a: id, b: 1 } });

type Opened = {
  readonly said: Rpc[];
  readonly closed: () => { readonly code: number; readonly reason: string } | undefined;
  readonly socket: WebSocket;
  /** Resolves with the answer of that id. */
  readonly answer: (id: unknown) => Promise<Rpc>;
};

async function openSocket(door: DoorCall): Promise<Opened> {
  const response = await ask(door, { headers: { upgrade: "websocket" } });
  const { webSocket: socket } = response;
  if (!socket) throw new Error(`no socket: ${response.status}`);
  const said: Rpc[] = [];
  let closed: { code: number; reason: string } | undefined;
  socket.addEventListener("message", ({ data }) => void said.push(JSON.parse(String(data)) as Rpc));
  socket.addEventListener("close", ({ code, reason }) => void (closed = { code, reason }));
  socket.accept();
  return {
    said,
    socket,
    closed: () => closed,
    answer: async (id) => {
      await expect.poll(() => said.some((message) => message.id === id)).toBe(true);
      return said.find((message) => message.id === id) as Rpc;
    },
  };
}

describe("a socket", () => {
  test("whose door is too large to be remembered is refused, and none is left behind", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const principal = {
      ...principalOf("many-groups"),
      groups: Array.from({ length: 900 }, (_, index) => `\u0413\u0440\u0443\u043f\u043f\u0430 ${index}`),
    };
    const response = await ask(doorCallOf({ principal }), { headers: { upgrade: "websocket" } });
    const open = await runInDurableObject(AGENT.getByName(principal.id), (_agent, state) => state.getWebSockets().length);

    expect([response.status, response.webSocket ?? null, open]).toEqual([500, null, 0]);
  });

  test("is opened with the subprotocol, and says nothing before it is asked", async () => {
    const response = await ask(doorOf("anna"), { headers: { upgrade: "websocket" } });
    const said: unknown[] = [];
    response.webSocket?.addEventListener("message", ({ data }) => void said.push(data));
    response.webSocket?.accept();
    await new Promise((resolve) => setTimeout(resolve, 200));

    expect([response.status, response.headers.get("sec-websocket-protocol"), said]).toEqual([101, "mcp", []]);
  });

  test("answers what it is asked, each call with a request id of its own", async () => {
    const { socket, answer } = await openSocket(doorOf("bela"));
    socket.send(hello);
    socket.send(JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" }));
    socket.send(add(1));
    socket.send(add(2));

    expect((await answer(0)).result).toMatchObject({ protocolVersion: "2025-06-18" });
    expect([(await answer(1)).result, (await answer(2)).result]).toMatchObject([
      { structuredContent: { sum: 2 } },
      { structuredContent: { sum: 3 } },
    ]);
    const rows = lines.filter(({ kind }) => kind === "call.outcome");
    expect(rows).toMatchObject([
      { userId: "user:bela", mcpTool: "add", outcome: "done", protocolVersion: "2025-06-18", sequence: 2 },
      { userId: "user:bela", mcpTool: "add", outcome: "done" },
    ]);
    expect(new Set(rows.map(({ requestId }) => requestId)).size).toBe(2);
  });

  test.each([
    JSON.stringify({ type: "rpc", id: "1", method: "endAll", args: [] }),
    JSON.stringify({ type: "cf_agent_state", state: { own: true } }),
    JSON.stringify({ type: "cf_agent_mcp_servers" }),
  ])("knows nothing of the Agent protocol: %s", async (frame) => {
    const { socket, said } = await openSocket(doorOf("carla"));
    socket.send(frame);
    await expect.poll(() => said).toHaveLength(1);

    expect(said).toMatchObject([{ jsonrpc: "2.0", id: null, error: { code: -32_600 } }]);
  });

  test("works on after its object was evicted, as the same caller in the same revision", async () => {
    const name = "dora";
    const { socket, answer } = await openSocket(doorOf(name, { userAgent: "kept/1" }));
    socket.send(hello);
    await answer(0);
    await evictDurableObject(AGENT.getByName(`user:${name}`));
    const slept = await runInDurableObject(AGENT.getByName(`user:${name}`), (_agent, state) => state.getWebSockets().length);
    socket.send(add(5));

    expect(slept).toBe(1);
    expect((await answer(5)).result).toMatchObject({ structuredContent: { sum: 6 } });
    expect(lines.filter(({ kind }) => kind === "call.outcome")).toMatchObject([
      { userId: "user:dora", userAgent: "kept/1", protocolVersion: "2025-06-18", outcome: "done" },
    ]);
  });

  test.each([
    ["that is no JSON", "{", -32_700, "json_invalid"],
    ["that is a batch", `[${add(1)}]`, -32_600, "batch_refused"],
    ["that is nested too deep", `${'{"a":'.repeat(65)}1${"}".repeat(65)}`, -32_600, "json_limits"],
  ])("refuses a frame %s, and goes on", async (_name, frame, code, reason) => {
    const { socket, said, answer } = await openSocket(doorOf("emil"));
    socket.send(frame);
    socket.send(add(3));

    expect((await answer(3)).result).toBeDefined();
    expect(said).toMatchObject([{ id: null, error: { code } }, { id: 3 }]);
    expect(lines.filter(({ outcome }) => outcome === "refused")).toMatchObject([{ kind: "admission", reason, userId: "user:emil" }]);
  });

  test.each([
    ["binary", new Uint8Array([1, 2, 3]), 1003, "frame_not_text"],
    ["beyond 4 MiB", " ".repeat(4 * 1024 * 1024 + 1), 1009, "body_too_large"],
    ["beyond 4 MiB in bytes alone", "ä".repeat(2 * 1024 * 1024 + 1), 1009, "body_too_large"],
  ])("is closed by a frame that is %s", async (_name, frame, code, reason) => {
    const { socket, said, closed } = await openSocket(doorOf("frida"));
    socket.send(frame);
    await expect.poll(() => closed()?.code).toBe(code);

    expect(said).toEqual([]);
    expect(lines.filter(({ outcome }) => outcome === "refused")).toMatchObject([{ kind: "admission", reason }]);
  });

  test("is closed when the credential has expired, before anything runs", async () => {
    const { socket, said, closed } = await openSocket(doorOf("gerd", { expiresAt: inSeconds(-1) }));
    socket.send(add(1));
    await expect.poll(closed).toEqual({ code: 1008, reason: "sign in again" });

    expect([said, lines.filter(({ kind }) => kind === "call.outcome")]).toEqual([[], []]);
    expect(lines.filter(({ outcome }) => outcome === "refused")).toMatchObject([{ reason: "expired" }]);
  });

  test("is closed at its expiry though nobody says anything, and one that is good stays", async () => {
    const stub = AGENT.getByName("user:hanna");
    const stays = await openSocket(doorOf("hanna"));
    const ends = await openSocket(doorOf("hanna", { expiresAt: inSeconds(1) }));
    await evictDurableObject(stub);
    await expect.poll(ends.closed, { timeout: 10_000, interval: 200 }).toEqual({ code: 1008, reason: "sign in again" });
    const alarm = await runInDurableObject(stub, (_agent, state) => state.storage.getAlarm());

    expect(stays.closed()).toBeUndefined();
    expect(alarm).toBeGreaterThan(Date.now() + 50 * 60_000);
  });

  test("is closed after an hour in which nobody said anything", async () => {
    const day = { expiresAt: inSeconds(24 * 3600) };
    const { closed } = await openSocket(doorOf("ida", day));
    await runInDurableObject(AGENT.getByName("user:ida"), (_agent, state) => {
      for (const socket of state.getWebSockets()) {
        const { mcp } = socket.deserializeAttachment() as { readonly mcp: object };
        socket.serializeAttachment({ mcp: { ...mcp, usedAt: Date.now() - 60 * 60_000 } });
      }
    });
    const { closed: closedToo } = await openSocket(doorOf("ida", day));
    await expect.poll(closed).toEqual({ code: 1008, reason: "idle" });

    expect(closedToo()).toBeUndefined();
  });

  test("of an ended grant is closed at once; another grant's goes on", async () => {
    const ended = await openSocket(doorOf("jan", { grantId: "g1", tokenId: "t1" }));
    const other = await openSocket(doorOf("jan", { grantId: "g2", tokenId: "t2" }));
    await AGENT.getByName("user:jan").endConnection("g1", { by: "user:jan", requestId: crypto.randomUUID() });
    await expect.poll(ended.closed).toEqual({ code: 1008, reason: "sign in again" });
    other.socket.send(add(1));

    expect((await other.answer(1)).result).toBeDefined();
  });

  test("cannot be opened by an ended grant", async () => {
    const door = doorOf("kai", { grantId: "g1", tokenId: "t1" });
    await AGENT.getByName("user:kai").endConnection("g1", { by: "user:kai", requestId: crypto.randomUUID() });
    const response = await ask(door, { headers: { upgrade: "websocket" } });

    expect([response.status, response.webSocket]).toEqual([401, null]);
  });

  test("lacking the scope to read, a resource is refused as its tool would be", async () => {
    const { socket, answer } = await openSocket(doorOf("lou", { grantId: "g", tokenId: "t", scopes: ["m365.write"] }));
    socket.send(rpc(1, "resources/read", { uri: "microsoft://profile" }));

    expect((await answer(1)).error).toMatchObject({ code: -32_001, message: expect.stringContaining("m365.read") as string });
  });

  test("lacking an OAuth scope, a call is refused and the socket goes on", async () => {
    const { socket, answer } = await openSocket(doorOf("lea", { grantId: "g", tokenId: "t", scopes: ["m365.read"] }));
    socket.send(rpc(1, "tools/call", { name: "sendEmail", arguments: {} }));
    socket.send(rpc(2, "tools/list"));

    expect((await answer(1)).error).toMatchObject({ code: -32_001, message: expect.stringContaining("m365.write") as string });
    expect((await answer(2)).result).toBeDefined();
    expect(lines.filter(({ reason }) => reason === "insufficient_scope")).toHaveLength(1);
  });

  test("is one of sixteen: the oldest makes room", async () => {
    const opened: Opened[] = [];
    for (let count = 0; count <= mostSockets; count += 1) opened.push(await openSocket(doorOf("max")));
    await expect.poll(() => opened[0]?.closed()).toEqual({ code: 1008, reason: "more than 16 connections" });
    await Promise.all(opened.slice(1).map(({ socket, answer }) => (socket.send(rpc(1, "ping")), answer(1))));

    expect(opened.slice(1).map(({ closed }) => closed())).toEqual(Array.from({ length: mostSockets }, () => undefined));
  });

  test("for another principal's object is none", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const response = await ask(doorOf("mallory"), { headers: { upgrade: "websocket" } }, "user:nora");

    expect([response.status, response.webSocket]).toEqual([500, null]);
  });

  test("carries the largest set of groups an assertion has room for", async () => {
    const groups = Array.from({ length: 300 }, () => crypto.randomUUID());
    const { socket, answer } = await openSocket(doorOf("olga", { principal: { ...principalOf("olga"), groups } }));
    socket.send(add(1));

    expect((await answer(1)).result).toBeDefined();
  });
});

describe("a stream", () => {
  type Stream = { readonly endpoint: string; readonly events: Rpc[]; readonly ended: () => boolean; readonly cancel: () => Promise<void> };

  async function openStream(door: DoorCall): Promise<Stream> {
    const response = await ask(door, { method: "GET" });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const events: Rpc[] = [];
    let endpoint = "";
    let ended = false;
    let rest = "";
    void (async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        rest += value;
        for (let at = rest.indexOf("\n\n"); at !== -1; at = rest.indexOf("\n\n")) {
          const [, name, data = ""] = /^event: (\w+)\ndata: (.*)$/s.exec(rest.slice(0, at)) ?? [];
          rest = rest.slice(at + 2);
          if (name === "endpoint") endpoint = data;
          else events.push(JSON.parse(data) as Rpc);
        }
      }
      ended = true;
    })().catch(() => (ended = true));
    await expect.poll(() => endpoint).not.toBe("");
    return { endpoint, events, ended: () => ended, cancel: () => reader.cancel() };
  }

  const idIn = ({ endpoint }: Stream) => /^\/messages\?sessionId=([0-9a-f-]{36})$/.exec(endpoint)?.[1] ?? "";
  const post = (door: DoorCall, sessionId: string, body: string) =>
    ask({ ...door, route: "/messages", requestId: crypto.randomUUID(), sessionId }, { method: "POST", body });

  test("tells where to post, takes what is posted with 202, and answers on the stream", async () => {
    const door = doorOf("paul");
    const stream = await openStream(door);
    const taken = await post(door, idIn(stream), hello);
    await post(door, idIn(stream), add(1));
    await expect.poll(() => stream.events).toHaveLength(2);

    expect([taken.status, await taken.text()]).toEqual([202, "Accepted"]);
    expect(stream.events).toMatchObject([
      { id: 0, result: { protocolVersion: "2025-06-18" } },
      { id: 1, result: { structuredContent: { sum: 2 } } },
    ]);
    expect(lines.filter(({ kind }) => kind === "call.outcome")).toMatchObject([
      { userId: "user:paul", route: "/messages", mcpTool: "add", outcome: "done" },
    ]);
  });

  test("takes nothing from another principal, from another grant, or under an id nobody gave", async () => {
    const door = doorOf("quinn", { grantId: "g1", tokenId: "t1" });
    const stream = await openStream(door);
    const answers = [
      await post(doorOf("rosa"), idIn(stream), add(1)),
      await post({ ...door, grantId: "g2" }, idIn(stream), add(2)),
      await post(doorOf("quinn"), idIn(stream), add(3)),
      await post(door, crypto.randomUUID(), add(4)),
    ];
    await post(door, idIn(stream), add(5));
    await expect.poll(() => stream.events).toHaveLength(1);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(stream.events).toMatchObject([{ id: 5 }]);
    expect(lines.filter(({ reason }) => reason === "session_unknown").map(({ userId }) => userId)).toEqual([
      "user:rosa",
      "user:quinn",
      "user:quinn",
      "user:quinn",
    ]);
    expect(lines.filter(({ kind }) => kind === "call.outcome")).toHaveLength(1);
  });

  test("ends when the credential that opened it expires, and takes nothing after that", async () => {
    const door = doorOf("sara", { expiresAt: inSeconds(2) });
    const stream = await openStream(door);
    const { status } = await post(doorOf("sara"), idIn(stream), rpc(1, "ping"));
    await expect.poll(stream.ended, { timeout: 5_000 }).toBe(true);

    expect(status).toBe(202);
    expect((await post(doorOf("sara"), idIn(stream), add(1))).status).toBe(404);
  });

  test("of an ended grant ends at once", async () => {
    const stream = await openStream(doorOf("tom", { grantId: "g1", tokenId: "t1" }));
    const other = await openStream(doorOf("tom", { grantId: "g2", tokenId: "t2" }));
    await AGENT.getByName("user:tom").endToken("t1", "g1", { by: "oauth", requestId: crypto.randomUUID() });
    await expect.poll(stream.ended).toBe(true);

    expect(other.ended()).toBe(false);
    await other.cancel();
  });

  test("that its client left is gone", async () => {
    const door = doorOf("ute");
    const stream = await openStream(door);
    await stream.cancel();
    await expect.poll(async () => (await post(door, idIn(stream), rpc(1, "ping"))).status).toBe(404);
  });

  test("is one of sixteen: the oldest makes room", async () => {
    const door = doorOf("vera");
    const streams: Stream[] = [];
    for (let count = 0; count <= mostStreams; count += 1) streams.push(await openStream(door));
    await expect.poll(() => streams[0]?.ended()).toBe(true);

    expect(streams.slice(1).map(({ ended }) => ended())).toEqual(Array.from({ length: mostStreams }, () => false));
    await Promise.all(streams.slice(1).map(({ cancel }) => cancel()));
  });

  test("asks for a scope with the POST that lacked it", async () => {
    const door = doorOf("walt", { grantId: "g", tokenId: "t", scopes: ["m365.read"] });
    const stream = await openStream(door);
    const refused = await post(door, idIn(stream), rpc(1, "tools/call", { name: "sendEmail", arguments: {} }));

    expect([refused.status, refused.headers.get("x-m365-needed-scopes"), stream.events]).toEqual([
      403,
      expect.stringContaining("m365.write"),
      [],
    ]);
    await stream.cancel();
  });
});

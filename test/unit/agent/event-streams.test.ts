import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EventStreams } from "../../../src/agent/event-streams.ts";
import type { DoorCall } from "../../../src/agent/call-headers.ts";
import { type OfferedTool, serverBuilder } from "../../../src/agent/mcp-server.ts";
import { doorCallOf } from "../../support/door-call.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] }));
afterEach(() => void vi.useRealTimers());

const hour = 60 * 60_000;
const day = () => doorCallOf({ expiresAt: Math.floor(Date.now() / 1000) + 24 * 3_600 });

function start(size = 10) {
  const signals: AbortSignal[] = [];
  const doors: DoorCall[] = [];
  const tool: OfferedTool = {
    wire: { name: "copyPages", inputSchema: { type: "object" } },
    call: ({ context, door }) => {
      signals.push(context.signal);
      doors.push(door);
      return size < 0 ? new Promise(() => undefined) : Promise.resolve({ content: [{ type: "text", text: "x".repeat(size) }] });
    },
  };
  const works: Promise<unknown>[] = [];
  const streams = new EventStreams({
    serverFor: serverBuilder({ name: "m365", version: "0", tools: [tool], onUnknownTool: () => undefined }),
    onRefusal: () => undefined,
    keepAlive: (work) => void works.push(work),
    now: Date.now,
  });
  return { streams, signals, doors, settled: () => Promise.all(works) };
}

const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "copyPages", arguments: {} } };

function read(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  return { next: async () => (await reader.read()).value, cancel: () => reader.cancel() };
}

async function open(streams: EventStreams, door = day()) {
  const stream = read(streams.open(door));
  const id = /sessionId=(\S+)/.exec((await stream.next()) ?? "")?.[1] ?? "";
  return { ...stream, id, door };
}

test("keeps a silent stream alive for what stands between, with a comment every 25 seconds", async () => {
  const { streams } = start();
  const { next } = await open(streams);
  const waiting = next();
  vi.advanceTimersByTime(25_000);

  expect(await waiting).toBe(": still here\n\n");
});

test("ends after an hour without a message, and not before", async () => {
  const { streams, settled } = start();
  const { id, door } = await open(streams);
  vi.advanceTimersByTime(hour - 60_000);
  const kept = streams.hear(id, call, door)?.status;
  await settled();
  vi.advanceTimersByTime(hour - 60_000);
  const keptOn = streams.hear(id, call, door)?.status;
  await settled();
  vi.advanceTimersByTime(hour + 60_000);

  expect([kept, keptOn, streams.hear(id, call, door)]).toEqual([202, 202, null]);
});

test("ends when its credential does", async () => {
  const { streams } = start();
  const door = doorCallOf({ expiresAt: Math.floor(Date.now() / 1000) + 100 });
  const { next } = await open(streams, door);
  vi.advanceTimersByTime(100_000);
  const all: (string | undefined)[] = [];
  for (let value = await next(); value !== undefined; value = await next()) all.push(value);

  expect(all).toEqual([": still here\n\n", ": still here\n\n", ": still here\n\n"]);
});

test("takes no message once the credential has expired, whatever the timers do", async () => {
  const { streams } = start();
  const door = doorCallOf({ expiresAt: Math.floor(Date.now() / 1000) + 100 });
  const { id } = await open(streams, door);
  vi.setSystemTime(door.expiresAt * 1000);

  expect(streams.hear(id, call, door)).toBeNull();
});

test("stops what is running when its client leaves", async () => {
  const { streams, signals, settled } = start(-1);
  const { id, door, cancel } = await open(streams);
  streams.hear(id, call, door);
  await vi.waitFor(() => expect(signals).toHaveLength(1));
  await cancel();
  await settled();

  expect(signals[0]?.aborted).toBe(true);
  expect(streams.hear(id, call, door)).toBeNull();
});

test("does not store up answers without end for a client that reads none", async () => {
  const { streams, settled } = start(3 * 1024 * 1024);
  const { id, door } = await open(streams);
  const taken: (number | undefined)[] = [];
  for (let count = 0; count < 6; count += 1) {
    taken.push(streams.hear(id, call, door)?.status);
    await settled();
  }

  expect(taken.slice(0, 3)).toEqual([202, 202, 202]);
  expect(taken.at(-1)).toBeUndefined();
});

test("ends the streams it is told to", async () => {
  const { streams } = start();
  const one = await open(streams, { ...day(), grantId: "g1" });
  const two = await open(streams, { ...day(), grantId: "g2" });
  streams.end(({ grantId }) => grantId === "g1");

  expect([streams.hear(one.id, call, one.door), streams.hear(two.id, call, two.door)?.status]).toEqual([null, 202]);
  expect(await one.next()).toBeUndefined();
});

test("what the stream was opened for less of stays so, whatever a message asks for", async () => {
  const { streams, doors, settled } = start();
  const { id, door } = await open(streams, { ...day(), narrowing: { toolsets: ["mail", "files"], readOnly: true } });
  const { narrowing: _none, ...plain } = door;
  streams.hear(id, call, plain);
  streams.hear(id, { ...call, id: 2 }, { ...plain, narrowing: { toolsets: ["mail", "teams"] } });
  await settled();

  expect(doors.map(({ narrowing }) => narrowing)).toEqual([
    { toolsets: ["mail", "files"], readOnly: true },
    { toolsets: ["mail"], readOnly: true },
  ]);
});

import { expect, test } from "vitest";
import { RunningCalls } from "../../../src/agent/running-calls.ts";
import { doorCallOf } from "../../support/door-call.ts";

const door = doorCallOf({ userAgent: "client/1", clientIp: "192.0.2.1" });
const cancelled = (requestId: string | number) => ({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId } });

test("a client's notice stops its call", () => {
  const calls = new RunningCalls();
  const { signal } = calls.begin(door, "7");
  calls.heed(door, cancelled(7));

  expect(signal.aborted).toBe(true);
});

test.each([
  ["of another call", door, cancelled(8)],
  ["of another client", doorCallOf({ userAgent: "client/2", clientIp: "192.0.2.1" }), cancelled(7)],
  ["of another grant", doorCallOf({ userAgent: "client/1", clientIp: "192.0.2.1", grantId: "g2" }), cancelled(7)],
  ["that is no cancellation", door, { method: "notifications/initialized", params: { requestId: 7 } }],
])("a notice %s stops nothing", (_what, from, notice) => {
  const calls = new RunningCalls();
  const { signal } = calls.begin(door, "7");
  calls.heed(from, notice);

  expect(signal.aborted).toBe(false);
});

test("where two calls could be meant, neither is stopped; the one that is left can be", () => {
  const calls = new RunningCalls();
  const [first, second] = [calls.begin(door, "7"), calls.begin(door, "7")];
  calls.heed(door, cancelled("7"));
  expect([first.signal.aborted, second.signal.aborted]).toEqual([false, false]);

  first.end();
  calls.heed(door, cancelled("7"));
  expect([first.signal.aborted, second.signal.aborted]).toEqual([false, true]);
});

test("a call that has ended is not stopped any more", () => {
  const calls = new RunningCalls();
  const { signal, end } = calls.begin(door, "7");
  end();
  calls.heed(door, cancelled(7));

  expect(signal.aborted).toBe(false);
});

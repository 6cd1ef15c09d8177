import { describe, expect, test } from "vitest";
import { decideRetry, parseRetryAfter, type RetryDecision, type RetryQuestion } from "../../../src/graph/retry.ts";

const now = Date.parse("2026-11-23T08:00:00Z");
const question: RetryQuestion = {
  idempotency: "safe",
  executed: "unknown",
  transient: true,
  retryAfter: undefined,
  retriesSpent: 0,
  retriesAllowed: 2,
  now,
  deadlineAt: now + 30_000,
  random: 0,
};

describe("decideRetry", () => {
  test.each<[string, Partial<RetryQuestion>, RetryDecision]>([
    /* proof that nothing was executed: any call may be repeated */
    ["once, proof of non-execution", { idempotency: "once", executed: "no" }, { action: "retry", sleepMs: 200 }],
    ["keyed, proof of non-execution", { idempotency: "keyed", executed: "no" }, { action: "retry", sleepMs: 200 }],
    /* no proof: only what may be repeated */
    ["safe, no proof", {}, { action: "retry", sleepMs: 200 }],
    ["keyed, no proof", { idempotency: "keyed" }, { action: "retry", sleepMs: 200 }],
    ["once, no proof", { idempotency: "once" }, { action: "unknown" }],
    ["once, no proof, not transient", { idempotency: "once", transient: false }, { action: "unknown" }],
    ["once, no proof, budget spent", { idempotency: "once", retriesSpent: 2 }, { action: "unknown" }],
    /* done already */
    ["executed", { executed: "yes" }, { action: "surface" }],
    ["once, executed", { idempotency: "once", executed: "yes" }, { action: "surface" }],
    /* will not pass */
    ["not transient", { transient: false }, { action: "surface" }],
    /* budget */
    ["second retry", { retriesSpent: 1 }, { action: "retry", sleepMs: 200 }],
    ["third retry", { retriesSpent: 2 }, { action: "surface" }],
    ["a fault worth one retry, spent", { retriesAllowed: 1, retriesSpent: 1 }, { action: "surface" }],
    ["a fault worth more than the call has", { retriesAllowed: 9, retriesSpent: 2 }, { action: "surface" }],
    /* backoff with full jitter */
    ["first backoff at its most", { random: 1 }, { action: "retry", sleepMs: 1_000 }],
    ["second backoff at its most", { random: 1, retriesSpent: 1 }, { action: "retry", sleepMs: 5_000 }],
    /* Retry-After */
    ["a wait that was asked for", { retryAfter: "2" }, { action: "retry", sleepMs: 2_200 }],
    ["zero seconds", { retryAfter: "0" }, { action: "retry", sleepMs: 400 }],
    ["ten seconds", { retryAfter: "10" }, { action: "retry", sleepMs: 10_000 }],
    ["eleven seconds", { retryAfter: "11" }, { action: "surface", retryAfterSeconds: 11 }],
    ["a very long wait", { retryAfter: "99999" }, { action: "surface", retryAfterSeconds: 99_999 }],
    ["junk", { retryAfter: "abc" }, { action: "retry", sleepMs: 200 }],
    /* deadline */
    ["no time left to sleep", { deadlineAt: now + 200 }, { action: "surface" }],
    ["no time left for what was asked", { retryAfter: "5", deadlineAt: now + 5_000 }, { action: "surface", retryAfterSeconds: 5 }],
  ])("%s", (_name, change, decision) => {
    expect(decideRetry({ ...question, ...change })).toEqual(decision);
  });
});

test.each([
  ["2", 2_000],
  [" 7 ", 7_000],
  ["0", 200],
  ["99999", 99_999_000],
  ["Mon, 23 Nov 2026 08:00:05 GMT", 5_000],
  ["Mon, 23 Nov 2026 07:00:00 GMT", 200],
  ["Monday, 23-Nov-26 08:00:05 GMT", 5_000],
  ["-1", null],
  ["5.5", null],
  ["abc", null],
  ["", null],
  ["1e3", null],
  ["2026-11-23T08:00:05Z", null],
  ["99999999999", null],
  ["Mon, 99 Nov 2026 08:00:05 GMT", null],
  [undefined, null],
])("Retry-After %j asks for %j ms", (value, ms) => {
  expect(parseRetryAfter(value, now)).toBe(ms);
});

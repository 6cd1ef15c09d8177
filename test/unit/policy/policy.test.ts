import { describe, expect, test } from "vitest";
import type { Principal } from "../../../src/core/identity.ts";
import { decide } from "../../../src/policy/decide.ts";
import { CallQuota } from "../../../src/policy/quota.ts";

const alice: Principal = { id: "user:alice", kind: "user", email: "alice@corp.example", groups: [] };
const robot: Principal = { id: "service:robot.access", kind: "service", groups: [] };

describe("may it be done", () => {
  test.each(["read", "write", "send", "delete"] as const)("a person may %s what their own scopes allow", (risk) => {
    expect(decide({ principal: alice, tool: "sendEmail", risk })).toMatchObject({ effect: "allow", ruleId: "people-own-scopes" });
  });

  test.each(["read", "write", "send", "delete"] as const)("a service nobody named may not even %s", (risk) => {
    expect(decide({ principal: robot, tool: "getEmails", risk })).toMatchObject({ effect: "deny", ruleId: "default" });
  });

  test("a service nobody named may ask who it is, and nothing like it", () => {
    expect(decide({ principal: robot, tool: "whoAmI", risk: "read" })).toMatchObject({ effect: "allow", ruleId: "own-identity" });
    for (const tool of ["whoami", "whoAmI ", "getUserProfile", ""])
      expect(decide({ principal: robot, tool, risk: "read" })).toMatchObject({ effect: "deny", ruleId: "default" });
  });

  test("not even that, where it may only list", () => {
    expect(decide({ principal: robot, tool: "whoAmI", risk: "read", mayOnlyList: true })).toMatchObject({ effect: "deny" });
  });

  test.each([alice, robot])("a credential that may only list calls nothing, whoever it is: $id", (principal) => {
    expect(decide({ principal, tool: "getEmails", risk: "read", mayOnlyList: true })).toMatchObject({
      effect: "deny",
      ruleId: "list-only",
    });
  });

  test("the same credential without that limit may call", () => {
    expect(decide({ principal: alice, tool: "getEmails", risk: "read", mayOnlyList: false }).effect).toBe("allow");
  });
});

describe("calls a minute", () => {
  const start = 1_000_000;

  test("the limit may be used at once", () => {
    const quota = new CallQuota(3, []);

    expect([1, 2, 3].map(() => quota.take(start).taken)).toEqual([true, true, true]);
    expect(quota.remaining(start)).toBe(0);
  });

  test("one more waits for the oldest to leave the window", () => {
    const quota = new CallQuota(2, []);
    quota.take(start);
    quota.take(start + 10_000);

    expect(quota.take(start + 20_500)).toEqual({ taken: false, retryAfterSeconds: 40 });
  });

  test("the window slides: no burst at the turn of the minute", () => {
    const quota = new CallQuota(2, []);
    quota.take(start);
    quota.take(start + 59_000);

    expect(quota.take(start + 60_000).taken).toBe(true);
    expect(quota.take(start + 60_001).taken).toBe(false);
  });

  test("a refusal takes nothing", () => {
    const quota = new CallQuota(1, []);
    quota.take(start);
    for (let second = 1; second < 60; second += 1) quota.take(start + second * 1_000);

    expect(quota.take(start + 60_000).taken).toBe(true);
  });

  test("goes on from the instants the record knows, in any order", () => {
    const quota = new CallQuota(3, [start - 1_000, start - 50_000, start - 61_000]);

    expect(quota.remaining(start)).toBe(1);
    expect(quota.take(start).taken).toBe(true);
    expect(quota.take(start)).toEqual({ taken: false, retryAfterSeconds: 10 });
  });

  test("after the limit was lowered, the wait is as long as it really is", () => {
    const quota = new CallQuota(1, [start - 50_000, start - 20_000, start - 5_000]);

    expect(quota.take(start)).toEqual({ taken: false, retryAfterSeconds: 55 });
    expect(quota.take(start + 55_000).taken).toBe(true);
  });

  test("says at least one second", () => {
    const quota = new CallQuota(1, [start - 59_999]);

    expect(quota.take(start)).toEqual({ taken: false, retryAfterSeconds: 1 });
  });
});

import { expect, test } from "vitest";
import { egressMetadata } from "../../../src/egress/metadata.ts";
import { alice } from "../../support/egress-loop.ts";

const requestId = "0193a8c2-0000-4000-8000-000000000001";
const call = { principal: alice, tool: "getEmails", requestId, sendEmail: true };

test("five entries, from the principal and our own ids", () => {
  expect(egressMetadata(call)).toEqual({
    userId: "user:alice-sub",
    mcpTool: "getEmails",
    requestId,
    userEmail: "alice@corp.example",
    principalType: "user",
  });
});

test.each([
  ["the deployment withholds the e-mail", { ...call, sendEmail: false }],
  ["a service has none", { ...call, principal: { id: "service:robot", kind: "service", groups: [] } as const }],
])("%s: an empty string, never null", (_name, given) => {
  expect(egressMetadata(given).userEmail).toBe("");
});

test("always exactly five strings of at most 256 characters", () => {
  const long = "x".repeat(1_000);
  const entries = Object.entries(
    egressMetadata({ ...call, tool: long, principal: { id: `user:${long}`, kind: "user", email: long, groups: [] } }),
  );

  expect(entries).toHaveLength(5);
  expect(entries.filter(([key, value]) => typeof value !== "string" || value.length > 256 || key.startsWith("cf."))).toEqual([]);
});

import { describe, expect, test } from "vitest";
import { gatewayRefusal } from "../../../src/egress/gateway-errors.ts";

type Shape = (code: number) => string;
const shapes: readonly [string, Shape][] = [
  ["an error array", (code) => JSON.stringify({ success: false, result: [], error: [{ code, message: "do-not-leak" }] })],
  ["an error object", (code) => JSON.stringify({ error: { code, message: "do-not-leak" } })],
  ["an errors array", (code) => JSON.stringify({ errors: [{ code, message: "do-not-leak" }] })],
  ["an internal code", (code) => JSON.stringify({ name: "AiGatewayError", internalCode: code, description: "do-not-leak" })],
  ["an internal code beside a sentence", (code) => JSON.stringify({ internalCode: code, error: "do-not-leak" })],
  [
    "an errors array beside an error with a text code",
    (code) => JSON.stringify({ error: { code: "invalid_request" }, errors: [{ code }] }),
  ],
];

describe.each(shapes)("%s", (_name, shape) => {
  test.each([
    [429, 2003, "gateway_throttled", "no"],
    [400, 2005, "gateway_failed", "unknown"],
    [401, 2009, "gateway_unauthorized", "no"],
    [424, 2016, "blocked_by_guardrails", "no"],
    [422, 2017, "blocked_by_guardrails", "no"],
    [424, 2017, "blocked_by_guardrails", "yes"],
    [402, 2021, "gateway_budget", "no"],
    [400, 2029, "blocked_by_dlp", "no"],
    [400, 2030, "blocked_by_dlp", "yes"],
    [400, 2040, "gateway_misconfigured", "no"],
    [400, 2001, "gateway_misconfigured", "no"],
    [429, 2041, "gateway_budget", "no"],
    [429, 2045, "gateway_budget", "no"],
    [404, 7003, "gateway_misconfigured", "no"],
    [400, 7003, "gateway_misconfigured", "no"],
  ])("%i with %i is %s, executed: %s", (status, code, expected, executed) => {
    const refusal = gatewayRefusal(status, shape(code));

    expect([refusal.error.code, refusal.executed]).toEqual([expected, executed]);
    expect(refusal.error.message).not.toContain("do-not-leak");
  });
});

describe.each<[string, string]>([
  ["text", "upstream request timeout"],
  ["HTML", "<html>502</html>"],
  ["nothing", ""],
  ["an unknown number", '{"error":[{"code":9999}]}'],
  ["another form altogether", '{"error":[{"code":"2009"}],"internalCode":"2009"}'],
  ["no object", "[2009]"],
])("%s: the status decides", (_name, text) => {
  test.each([
    [400, "gateway_failed", "unknown"],
    [401, "gateway_unauthorized", "no"],
    [402, "gateway_budget", "no"],
    [403, "gateway_denied", "no"],
    [404, "gateway_misconfigured", "no"],
    [409, "gateway_failed", "unknown"],
    [424, "blocked_by_guardrails", "unknown"],
    [429, "gateway_throttled", "no"],
    [500, "gateway_failed", "unknown"],
    [503, "gateway_failed", "unknown"],
    [504, "gateway_failed", "unknown"],
  ])("%i is %s, executed: %s", (status, expected, executed) => {
    const refusal = gatewayRefusal(status, text);

    expect([refusal.error.code, refusal.executed]).toEqual([expected, executed]);
  });
});

test("the operator sees status and number, never the gateway's words", () => {
  const { error } = gatewayRefusal(400, '{"internalCode":2005,"description":"do-not-leak"}');

  expect(String(error.cause)).toBe("Error: gateway 400/2005");
});

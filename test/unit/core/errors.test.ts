import { expect, test } from "vitest";
import { AppError, toAppError } from "../../../src/core/errors.ts";

test("what we did not foresee says nothing of itself", () => {
  const error = toAppError(new Error("do-not-leak"));

  expect([error.code, error.message]).toEqual(["internal", "Something went wrong on our side."]);
});

test("the upstream truth is kept for the operator", () => {
  const thrown = new Error("do-not-leak");

  expect(toAppError(thrown).cause).toBe(thrown);
});

test("our own error stays what it is, its cause no detail", () => {
  const error = new AppError("throttled", "Slow down.", { retryAfterSeconds: 2, cause: "do-not-leak" });

  expect(toAppError(error)).toBe(error);
  expect(error.details).toEqual({ retryAfterSeconds: 2 });
});

test.each([
  ["throttled", true],
  ["outcome_unknown", false],
  ["invalid_arguments", false],
] as const)("%s may succeed later as it is: %s", (code, retryable) => {
  expect(new AppError(code, "").retryable).toBe(retryable);
});

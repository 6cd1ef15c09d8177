import { expect, test } from "vitest";
import { operationId } from "../../../src/tools/operation-id.ts";

test("is the same for the same person, tool and key", () => {
  expect(operationId("user:ana", "createCalendarEvent", "k")).toBe(operationId("user:ana", "createCalendarEvent", "k"));
});

test.each([
  ["person", operationId("user:ben", "createCalendarEvent", "k")],
  ["tool", operationId("user:ana", "createTeamsMeeting", "k")],
  ["key", operationId("user:ana", "createCalendarEvent", "l")],
])("differs by %s", (_what, other) => {
  expect(other).not.toBe(operationId("user:ana", "createCalendarEvent", "k"));
});

test("is new every time without a key", () => {
  expect(operationId("user:ana", "createCalendarEvent", undefined)).not.toBe(operationId("user:ana", "createCalendarEvent", undefined));
});

import { describe, expect, test } from "vitest";
import { Operations, type KeyedCall } from "../../../src/agent/operations.ts";
import { objectStorage } from "../accounts/storage.ts";

const call: KeyedCall = { tool: "sendEmail", key: "monday-report", argsHash: "a" };
const day = 24 * 60 * 60_000;

describe("a key", () => {
  test("begins once", () => {
    const operations = new Operations(objectStorage());

    expect(operations.begin(call, 0)).toEqual({ kind: "new" });
    expect(operations.begin(call, 1)).toEqual({ kind: "open" });
  });

  test("answers with what it did, also after the object slept", () => {
    const storage = objectStorage();
    const operations = new Operations(storage);
    operations.begin(call, 0);
    operations.finish(call, "sealed");

    expect(new Operations(storage).begin(call, 1)).toEqual({ kind: "done", sealed: "sealed" });
  });

  test("is free again where nothing was done", () => {
    const operations = new Operations(objectStorage());
    operations.begin(call, 0);
    operations.release(call);

    expect(operations.begin(call, 1)).toEqual({ kind: "new" });
  });

  test("belongs to its arguments", () => {
    const operations = new Operations(objectStorage());
    operations.begin(call, 0);

    expect(operations.begin({ ...call, argsHash: "b" }, 1)).toEqual({ kind: "conflict" });
  });

  test("belongs to its tool", () => {
    const operations = new Operations(objectStorage());
    operations.begin(call, 0);

    expect(operations.begin({ ...call, tool: "sendTeamsMessage" }, 1)).toEqual({ kind: "new" });
  });

  test("is forgotten after a day", () => {
    const operations = new Operations(objectStorage());
    operations.begin(call, 0);
    operations.finish(call, "sealed");

    expect(operations.begin(call, day)).toMatchObject({ kind: "done" });
    expect(operations.begin(call, day + 1)).toEqual({ kind: "new" });
  });
});

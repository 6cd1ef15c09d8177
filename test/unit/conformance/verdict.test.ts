import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { namesUnder } from "../../conformance/name-list.ts";
import type { Check, Scenario } from "../../conformance/suite.ts";
import { nothingExpected, readBaseline, rowOf } from "../../conformance/verdict.ts";

const at = { authorization: "access", revision: "2025-11-25" } as const;
const scenario = (...checks: readonly Check[]): Scenario => ({ name: "tools-call", required: true, checks });
const passes: Check = { id: "shape", status: "SUCCESS" };
const fails: Check = { id: "asks-back", status: "FAILURE", errorMessage: "no stream" };
const warns: Check = { id: "session", status: "WARNING" };
const baseline = readBaseline("server:\n  - tools-call:asks-back # it has no stream\nwarnings:\n  - tools-call:session # nor a session\n");

test("the baseline of this project names at most four scenarios, with their reasons", async () => {
  const { failures, warnings } = readBaseline(await readFile(path.resolve(import.meta.dirname, "../../conformance/baseline.yml"), "utf8"));

  expect(failures.map(({ name }) => name.split(":")[0])).toEqual([
    "tools-call-sampling",
    "tools-call-elicitation",
    "elicitation-sep1034-defaults",
    "elicitation-sep1330-enums",
  ]);
  expect(warnings.map(({ name }) => name)).toEqual(["server-sse-multiple-streams:server-sse-multiple-streams-session"]);
});

describe("a scenario", () => {
  test("whose checks all pass, passes", () => {
    expect(rowOf(at, scenario(passes), nothingExpected)).toMatchObject({ verdict: "pass", passed: 1, failed: 0, because: [] });
  });

  test.each([
    ["a failed check", fails, "asks-back: no stream"],
    ["a warning", warns, "session: warning"],
  ])("with %s that nobody expects, fails", (_name, check, because) => {
    expect(rowOf(at, scenario(passes, check), nothingExpected)).toMatchObject({ verdict: "fail", because: [because] });
  });

  test("that fails where the baseline says it does, is as expected, and says why", () => {
    expect(rowOf(at, scenario(passes, fails, warns), baseline)).toMatchObject({
      verdict: "expected",
      because: ["it has no stream", "nor a session"],
    });
  });

  test("that passes where the baseline says it does not, fails: the entry is stale", () => {
    expect(rowOf(at, scenario({ ...fails, status: "SUCCESS" }, warns), baseline)).toMatchObject({
      verdict: "fail",
      because: ["tools-call:asks-back is in the baseline but does not show"],
    });
  });

  test("with a second failed check beside the expected one, fails", () => {
    const other: Check = { id: "wire-schema-valid", status: "FAILURE" };

    expect(rowOf(at, scenario(fails, warns, other), baseline)).toMatchObject({
      verdict: "fail",
      because: ["wire-schema-valid: failure"],
    });
  });

  test("without a result, fails", () => {
    expect(rowOf(at, scenario(), nothingExpected)).toMatchObject({ verdict: "fail", because: ["the suite left no result"] });
  });

  test("that the revision does not require, is only told", () => {
    expect(rowOf(at, { ...scenario(fails), required: false }, nothingExpected)).toMatchObject({ verdict: "unscored", failed: 1 });
  });
});

describe("a baseline is refused", () => {
  test.each([
    ["without a reason", "server:\n  - a:b\n", "a:b has no reason"],
    ["that excuses a whole scenario", "server:\n  - a # why\n", "a names no check"],
    ["with a warning without a reason", "warnings:\n  - a:b\n", "a:b has no reason"],
    ["of five scenarios", `server:\n${["a", "b", "c", "d", "e"].map((name) => `  - ${name}:x # why\n`).join("")}`, "5 scenarios"],
  ])("%s", (_name, yaml, message) => {
    expect(() => readBaseline(yaml)).toThrow(message);
  });
});

test("a list ends where the next section begins", () => {
  expect(namesUnder("# of a revision\n\nserver:\n  - one\n  # a remark\n  - two # why\n\nclient:\n  - three\n", "server")).toEqual([
    { name: "one", why: "" },
    { name: "two", why: "why" },
  ]);
  expect(namesUnder("client:\n  - three\n", "server")).toEqual([]);
});

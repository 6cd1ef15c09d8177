/** What `npm run mutation` makes of Stryker's report. */
import { expect, test } from "vitest";
import { verdictOf } from "../../mutation/verdict.ts";

const source = `
function check(a: number, refuse: boolean): Verdict {
  const b = a + 1;
  if (b > 2) return refused({ reason: "too_large" });
  if (a > 2) { log(a); }
  if (a > 3) { throw new Error("§ no"); }
  for (const one of [a]) if (one > 4) return null;
  const c = a > 5 ? { admitted: false } : { admitted: true };
  try { work(a > 6); } catch { return undefined; }
  return { admitted: true, a: a > 7 };
}
function pathRefusal(a: number): string | null {
  return a > 8 ? "is large" : null;
}
`;

function mutant(text: string, status: string) {
  const before = source.slice(0, source.indexOf(text)).split("\n");
  const start = { line: before.length, column: (before.at(-1) ?? "").length + 1 };
  return {
    status,
    mutatorName: "EqualityOperator",
    replacement: "changed",
    location: { start, end: { line: start.line, column: start.column + text.length } },
  };
}

const report = (...mutants: object[]) => ({ files: { "src/check.ts": { source, mutants } } });

test.each([
  ["b > 2", true],
  ['"too_large"', true],
  ["a > 3", true],
  ['"§ no"', true],
  ["one > 4", true],
  ["a > 5", true],
  ["undefined", true],
  ["a > 8", true],
  ['"is large"', true],
  ["a + 1", false],
  ["a > 2", false],
  ["log(a)", false],
  ["a > 6", false],
  ["a > 7", false],
])("a mutant of %s stands in a branch that refuses: %s", (text, refusing) => {
  expect(verdictOf(report(mutant(text, "Survived"))).survivors).toMatchObject([{ file: "src/check.ts", refusing }]);
});

test("the score counts who was noticed against who survived, and leaves out who was switched off", () => {
  const statuses = ["Killed", "Killed", "Timeout", "RuntimeError", "Survived", "NoCoverage", "Ignored"];

  expect(verdictOf(report(...statuses.map((status) => mutant("a + 1", status))))).toMatchObject({
    files: [{ file: "src/check.ts", noticed: 4, survived: 2, ignored: 1 }],
    score: (100 * 4) / 6,
  });
});

test("nothing tested is no success", () => {
  expect(verdictOf(report()).score).toBe(0);
});

/** What the suite found, held against what `baseline.yml` expects of it. */
import type { AuthorizationMode } from "../../infra/local/estate.ts";
import { type Named, namesUnder } from "./name-list.ts";
import type { Check, Revision, Scenario } from "./suite.ts";

/** Entries are `scenario:check`. */
export type Baseline = { readonly failures: readonly Named[]; readonly warnings: readonly Named[] };

/** Of a revision that passes whole. */
export const nothingExpected: Baseline = { failures: [], warnings: [] };

export type Row = {
  readonly authorization: AuthorizationMode;
  readonly revision: Revision;
  readonly scenario: string;
  readonly required: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly warnings: number;
  readonly skipped: number;
  /** `expected`: it fails as the baseline says; `unscored`: the revision does not require it. */
  readonly verdict: "pass" | "expected" | "fail" | "unscored";
  /** What is wrong, or why what is wrong is expected. */
  readonly because: readonly string[];
};

/** Scenarios that need a way back to a 2025-era client. */
const mostScenarios = 4;

/** @throws Error that says what is wrong with the file itself */
export function readBaseline(yaml: string): Baseline {
  const baseline = { failures: namesUnder(yaml, "server"), warnings: namesUnder(yaml, "warnings") };
  const entries = [...baseline.failures, ...baseline.warnings];
  const unreasoned = entries.find(({ why }) => why === "");
  if (unreasoned) throw new Error(`baseline: ${unreasoned.name} has no reason`);
  const whole = entries.find(({ name }) => !name.includes(":"));
  if (whole) throw new Error(`baseline: ${whole.name} names no check`);
  const scenarios = new Set(baseline.failures.map(({ name }) => name.split(":")[0]));
  if (scenarios.size > mostScenarios)
    throw new Error(`baseline: ${scenarios.size} scenarios are expected to fail, at most ${mostScenarios} may`);
  return baseline;
}

export function rowOf(at: Pick<Row, "authorization" | "revision">, { name, required, checks }: Scenario, baseline: Baseline): Row {
  const count = (status: Check["status"]) => checks.filter((check) => check.status === status).length;
  const row = {
    ...at,
    scenario: name,
    required,
    passed: count("SUCCESS"),
    failed: count("FAILURE"),
    warnings: count("WARNING"),
    skipped: count("SKIPPED"),
  };
  if (!required) return { ...row, verdict: "unscored", because: [] };
  if (checks.length === 0) return { ...row, verdict: "fail", because: ["the suite left no result"] };
  const failures = judge(name, checks, "FAILURE", baseline.failures);
  const warnings = judge(name, checks, "WARNING", baseline.warnings);
  const wrong = [...failures.wrong, ...warnings.wrong];
  if (wrong.length > 0) return { ...row, verdict: "fail", because: wrong };
  // A warning is no failure: the scenario passes, and says what the suite remarks on.
  return { ...row, verdict: failures.expected.length > 0 ? "expected" : "pass", because: [...failures.expected, ...warnings.expected] };
}

function judge(scenario: string, checks: readonly Check[], status: Check["status"], entries: readonly Named[]) {
  const listed = new Map(entries.map(({ name, why }) => [name, why]));
  const found = new Map(checks.filter((check) => check.status === status).map((check) => [`${scenario}:${check.id}`, check]));
  const stale = [...listed.keys()].filter((name) => name.startsWith(`${scenario}:`) && !found.has(name));
  return {
    wrong: [
      ...[...found]
        .filter(([name]) => !listed.has(name))
        .map(([, { id, errorMessage = status.toLowerCase() }]) => `${id}: ${errorMessage}`),
      ...stale.map((name) => `${name} is in the baseline but does not show`),
    ],
    expected: [...found.keys()].flatMap((name) => listed.get(name) ?? []),
  };
}

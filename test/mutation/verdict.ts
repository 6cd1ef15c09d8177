/** What a report of Stryker's says of our doors. */
import { z } from "zod";
import { refusingBranches } from "./refusing-branches.ts";

const position = z.object({ line: z.int().min(1), column: z.int().min(1) });
const report = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          status: z.enum(["Killed", "Timeout", "Survived", "NoCoverage", "RuntimeError", "CompileError", "Ignored", "Pending"]),
          mutatorName: z.string(),
          replacement: z.string().optional(),
          location: z.object({ start: position, end: position }),
        }),
      ),
    }),
  ),
});

export type FileVerdict = {
  readonly file: string;
  /** Noticed by a test, by a test that ran for ever, or by a test file that could not even be loaded. */
  readonly noticed: number;
  readonly survived: number;
  /** Switched off by a comment that says why. */
  readonly ignored: number;
};

export type Survivor = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly mutator: string;
  readonly replacement: string;
  /** Whether it stands in a branch that says no. */
  readonly refusing: boolean;
};

export type Verdict = {
  readonly files: readonly FileVerdict[];
  readonly survivors: readonly Survivor[];
  /** Percent of the mutants that were not ignored. */
  readonly score: number;
};

/** @throws ZodError where the JSON is no report of mutation-testing-elements */
export function verdictOf(json: unknown): Verdict {
  const { files } = report.parse(json);
  const survivors: Survivor[] = [];
  const verdicts = Object.entries(files).map(([file, { source, mutants }]): FileVerdict => {
    const spans = refusingBranches(source);
    const lineStarts = [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)];
    const offsetOf = ({ line, column }: z.output<typeof position>): number => (lineStarts[line - 1] ?? 0) + column - 1;
    const alive = mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage" || status === "Pending");
    for (const { location, mutatorName, replacement = "" } of alive) {
      const [start, end] = [offsetOf(location.start), offsetOf(location.end)];
      survivors.push({
        file,
        ...location.start,
        mutator: mutatorName,
        replacement,
        refusing: spans.some((span) => start < span.end && end > span.start),
      });
    }
    const ignored = mutants.filter(({ status }) => status === "Ignored").length;
    return { file, noticed: mutants.length - alive.length - ignored, survived: alive.length, ignored };
  });
  const noticed = sum(verdicts.map((one) => one.noticed));
  const all = noticed + survivors.length;
  return { files: verdicts, survivors, score: all === 0 ? 0 : (100 * noticed) / all };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** The command line of `npm run attack`: what is played, what is printed, and the exit code. */
import { mkdir } from "node:fs/promises";
import { parseArgs } from "node:util";
import { localDirectory } from "../../infra/local/bundle-worker.ts";
import { type AttackGroup, type CaseResult, type Mode, modes } from "./framework.ts";
import { runAttack } from "./run.ts";

const help = `npm run attack -- [options]

Starts the estate and plays every attack case in each mode where it applies. A refused case passes only where the answer is exactly the one
that is named, exactly one line tells of it, and Graph saw nothing. Each group first proves its good path.

  --mode MODE     access, oauth or both (both)
  --group NAMES   only these groups, separated by commas: AJ,EG
  --case IDS      only these cases, separated by commas: AJ-09
  --json          one JSON document on stdout instead of the table
  --help          this text

Exit 0 where every case passed, 1 where one failed, 2 where the options make no sense.`;

export type Output = { readonly out: (text: string) => void; readonly progress: (text: string) => void };

/** @returns exit code */
export async function attackCommand(args: readonly string[], groups: readonly AttackGroup[], { out, progress }: Output): Promise<number> {
  const options = readOptions(args, groups);
  if (typeof options === "string") {
    progress(`${options}\n\n${help}\n`);
    return 2;
  }
  if (options.help) {
    out(`${help}\n`);
    return 0;
  }
  await mkdir(localDirectory, { recursive: true });
  let results: readonly CaseResult[];
  try {
    results = await runAttack({ ...options, onProgress: (line) => progress(`· ${line}\n`) });
  } catch (thrown) {
    progress(`the estate could not be started: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    return 1;
  }
  const passed = results.filter(({ pass }) => pass).length;
  const failed = results.length - passed;
  if (options.json) {
    const cases = results.map(({ id, group, mode, expected, got, event, pass }) => ({ id, group, mode, expected, got, event, pass }));
    out(`${JSON.stringify({ cases, passed, failed })}\n`);
  } else {
    out(`${table(results)}\n${passed} passed, ${failed} failed\n`);
  }
  return failed === 0 && passed > 0 ? 0 : 1;
}

type Options = {
  readonly help: boolean;
  readonly json: boolean;
  readonly modes: readonly Mode[];
  readonly groups: readonly AttackGroup[];
  readonly only: ReadonlySet<string>;
};

/** A sentence where they make no sense. */
function readOptions(args: readonly string[], groups: readonly AttackGroup[]): Options | string {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        mode: { type: "string", default: "both" },
        group: { type: "string", default: "" },
        case: { type: "string", default: "" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }));
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
  const wantedModes = modes.filter((mode) => values.mode === "both" || values.mode === mode);
  if (wantedModes.length === 0) return `--mode ${values.mode}: must be access, oauth or both`;
  const names = listOf(values.group);
  const unknownGroups = names.filter((name) => !groups.some((group) => group.name === name));
  if (unknownGroups.length > 0) return `--group ${unknownGroups.join(", ")}: there are ${groups.map(({ name }) => name).join(", ")}`;
  const wanted = groups.filter(({ name }) => names.length === 0 || names.includes(name));
  const only = listOf(values.case);
  const unknownCases = only.filter((id) => !wanted.some(({ cases }) => cases.some((each) => each.id === id)));
  if (unknownCases.length > 0) return `--case ${unknownCases.join(", ")}: no such case`;
  return { help: values.help, json: values.json, modes: wantedModes, groups: wanted, only: new Set(only) };
}

const listOf = (text: string) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");

function table(results: readonly CaseResult[]): string {
  const rows = results.map((each) => [
    each.id,
    each.mode,
    cut(each.expected, 48),
    each.pass && each.got === each.expected ? "the same" : cut(each.got, each.pass ? 48 : 400),
    cut(each.event, 60),
    each.pass ? "pass" : "FAIL",
  ]);
  const all = [["case", "mode", "expected", "got", "record", ""], ...rows];
  const widths = [7, 7, 48, 48, 60, 4];
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(" ")
        .trimEnd(),
    )
    .join("\n");
}

const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** Plays groups of cases, one estate a mode, good paths first; what a case throws is a failed case, never a lost one. */
import type { AttackCase, AttackGroup, CaseResult, Check, Mode } from "./framework.ts";
import { Stage } from "./stage.ts";

export type RunOptions = {
  readonly groups: readonly AttackGroup[];
  readonly modes: readonly Mode[];
  /** Ids; every case where it is empty. */
  readonly only: ReadonlySet<string>;
  readonly onProgress: (line: string) => void;
};

export async function runAttack({ groups, modes, only, onProgress }: RunOptions): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (const mode of modes) {
    const wanted = groups
      .map((group) => ({ ...group, cases: group.cases.filter((each) => plays(each, mode) && (only.size === 0 || only.has(each.id))) }))
      .filter(({ cases }) => cases.length > 0);
    if (wanted.length === 0) continue;
    onProgress(`mode ${mode}: starting the estate`);
    const stage = await Stage.start(mode);
    try {
      for (const group of wanted) {
        const goodPath = summary(await play(stage, group.goodPath));
        onProgress(`mode ${mode}: ${group.name} good path ${goodPath.pass ? "holds" : `FAILS: ${goodPath.got}`}`);
        for (const each of group.cases) {
          const startedAt = Date.now();
          const outcome = goodPath.pass
            ? summary(await play(stage, each.play))
            : { ...goodPath, got: `good path of ${group.name}: ${goodPath.got}` };
          results.push({ id: each.id, group: group.name, mode, title: each.title, ...outcome });
          onProgress(`mode ${mode}: ${each.id} ${outcome.pass ? "pass" : "FAIL"} (${Date.now() - startedAt} ms) ${each.title}`);
        }
      }
    } finally {
      await stage.estate.stop();
    }
  }
  return results;
}

const plays = ({ modes }: AttackCase, mode: Mode) => modes === undefined || modes.includes(mode);

async function play(stage: Stage, act: (stage: Stage) => Promise<void>): Promise<readonly Check[]> {
  let thrown: readonly Check[] = [];
  try {
    await stage.record.clear();
    await act(stage);
  } catch (error) {
    const got = error instanceof Error ? `${error.message} ${error.stack?.split("\n")[1]?.trim() ?? ""}` : String(error);
    thrown = [{ what: "the case itself", expected: "the case to be played to its end", got, event: "", pass: false }];
  }
  return [...(await stage.conclude()), ...thrown];
}

/** A case without a check has proven nothing. */
function summary(checks: readonly Check[]): Pick<CaseResult, "expected" | "got" | "event" | "pass"> {
  return {
    expected: checks.length === 0 ? "at least one check" : tally(checks.map(({ expected }) => expected)),
    got: checks.length === 0 ? "none was made" : tally(checks.map(({ got }) => got)),
    event: tally(checks.map(({ event }) => event).filter((event) => event !== "")),
    pass: checks.length > 0 && checks.every(({ pass }) => pass),
  };
}

/** `P403 ×9; 200` */
function tally(texts: readonly string[]): string {
  return [...Map.groupBy(texts, (text) => text)].map(([text, all]) => (all.length === 1 ? text : `${text} ×${all.length}`)).join("; ");
}

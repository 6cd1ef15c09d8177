/** Every required scenario of the suite, in each mode and revision, judged. */
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { localDirectory } from "../../infra/local/bundle-worker.ts";
import type { AuthorizationMode } from "../../infra/local/estate.ts";
import { type Revision, revisions, runAuthorizationScenarios, runServerScenarios } from "./suite.ts";
import { bundleFixtures, startTarget } from "./target.ts";
import { type Baseline, nothingExpected, readBaseline, type Row, rowOf } from "./verdict.ts";

export { revisions };
export const modes: readonly AuthorizationMode[] = ["access", "oauth"];

export type ConformOptions = {
  readonly modes: readonly AuthorizationMode[];
  readonly revisions: readonly Revision[];
  readonly onProgress: (message: string) => void;
};

export async function conform({ modes, revisions, onProgress }: ConformOptions): Promise<readonly Row[]> {
  const baselines: Readonly<Record<Revision, Baseline>> = {
    "2026-07-28": nothingExpected,
    "2025-11-25": readBaseline(await readFile(path.join(import.meta.dirname, "baseline.yml"), "utf8")),
  };
  await mkdir(localDirectory, { recursive: true });
  const bundle = bundleFixtures();
  bundle.catch(() => undefined);
  const rows: Row[] = [];
  for (const authorization of modes) {
    onProgress(`mode ${authorization}: starting the estate`);
    const target = await startTarget(authorization, bundle, () => undefined);
    try {
      for (const revision of revisions) {
        onProgress(`mode ${authorization}: revision ${revision}`);
        const scenarios = [
          ...(await runServerScenarios(revision, target.mcpUrl)),
          ...(authorization === "oauth" ? await runAuthorizationScenarios(revision, target) : []),
        ];
        rows.push(...scenarios.map((scenario) => rowOf({ authorization, revision }, scenario, baselines[revision])));
      }
    } finally {
      await target.stop();
    }
  }
  return rows;
}

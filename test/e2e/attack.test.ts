import { execFile } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { done, P403, P503, seen } from "../attack/answers.ts";
import { mcpCall } from "../attack/calls.ts";
import { ab } from "../attack/cases/ab.ts";
import { aj } from "../attack/cases/aj.ts";
import { eg } from "../attack/cases/eg.ts";
import { mc } from "../attack/cases/mc.ts";
import { oa } from "../attack/cases/oa.ts";
import { sd } from "../attack/cases/sd.ts";
import { se } from "../attack/cases/se.ts";
import { attackCommand } from "../attack/command.ts";
import type { AttackCase, AttackGroup } from "../attack/framework.ts";

type Report = {
  readonly cases: readonly {
    readonly id: string;
    readonly mode: string;
    readonly got: string;
    readonly expected: string;
    readonly event: string;
    readonly pass: boolean;
  }[];
  readonly passed: number;
  readonly failed: number;
};

async function attack(
  args: readonly string[],
  groups: readonly AttackGroup[],
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  let stdout = "";
  let stderr = "";
  const code = await attackCommand(args, groups, { out: (text) => (stdout += text), progress: (text) => (stderr += text) });
  return { code, stdout, stderr };
}

const groups = [aj, ab, oa, mc, eg, sd, se];
const short = (
  "AJ-02 AJ-10 AJ-17 AJ-25 AJ-39 AB-01 AB-04 AB-07 OA-02 OA-12 OA-13 OA-16 OA-28 OA-40 OA-41 " +
  "OA-42 MC-02 MC-12 MC-14 MC-19 MC-28 EG-06 EG-17 EG-18 EG-27 SD-04 SD-06 SE-03 SE-06"
).split(" ");
const oauthOnly: ReadonlySet<string> = new Set(["AB-04", "OA-02", "OA-28", "OA-40", "OA-41", "OA-42"]);

test("a handful of every group holds in both modes, as one JSON document", { timeout: 180_000 }, async () => {
  const { code, stdout, stderr } = await attack(["--json", "--case", short.join()], groups);
  const report = JSON.parse(stdout) as Report;

  expect(report.cases.filter(({ pass }) => !pass)).toEqual([]);
  expect(report.cases.map(({ id, mode }) => `${id} ${mode}`)).toEqual([
    ...short.filter((id) => !oauthOnly.has(id)).map((id) => `${id} access`),
    ...short.map((id) => `${id} oauth`),
  ]);
  expect([report.passed, report.failed, code]).toEqual([2 * short.length - oauthOnly.size, 0, 0]);
  expect(report.cases.find(({ id }) => id === "AJ-02")).toMatchObject({
    expected: "P403 ×2",
    got: "P403 ×2",
    event: "admission:alg_not_allowed ×2",
  });
  expect(stderr).toContain("AB good path holds");
});

test("what is not as it must be is told, case by case, and ends in exit code 1", { timeout: 120_000 }, async () => {
  const one = (id: string, play: AttackCase["play"]): AttackCase => ({ id, title: id, play });
  const bare = (directOrigin: string) => () => seen(mcpCall(directOrigin, {}));
  const wrong: AttackGroup = {
    name: "XX",
    goodPath: async (stage) => stage.holds("one", 1, 1),
    cases: [
      one("XX-02", (stage) =>
        stage.refuses([{ name: "another answer", send: bare(stage.contract.directOrigin), answer: P503, reason: "jwt_missing" }]),
      ),
      one("XX-03", (stage) =>
        stage.refuses([{ name: "another reason", send: bare(stage.contract.directOrigin), answer: P403, reason: "bad_signature" }]),
      ),
      one("XX-04", (stage) => stage.refuses([{ name: "no line", send: bare(stage.contract.directOrigin), answer: P403, reason: null }])),
      one("XX-05", (stage) =>
        stage.refuses([
          {
            name: "served",
            send: () => seen(mcpCall(stage.contract.origin, stage.person("amara.okafor").headers, "getEmails", { count: 1 })),
            answer: done,
            reason: null,
          },
        ]),
      ),
      one("XX-06", async () => undefined),
      one("XX-07", () => Promise.reject(new Error("the case broke"))),
      one("XX-08", (stage) =>
        stage.refuses([{ name: "as it must be", send: bare(stage.contract.directOrigin), answer: P403, reason: "jwt_missing" }]),
      ),
    ],
  };
  const closed: AttackGroup = {
    name: "YY",
    goodPath: async (stage) => stage.holds("one", 1, 2),
    cases: [one("YY-01", async (stage) => stage.holds("one", 1, 1))],
  };
  const { code, stdout } = await attack(["--json", "--mode", "access"], [wrong, closed]);
  const report = JSON.parse(stdout) as Report;
  const got = Object.fromEntries(report.cases.map(({ id, got: told }) => [id, told]));

  expect(code).toBe(1);
  expect(report.cases.filter(({ pass }) => pass).map(({ id }) => id)).toEqual(["XX-08"]);
  expect([report.passed, report.failed]).toEqual([1, 7]);
  expect(got["XX-02"]).toContain("403 {");
  expect(got["XX-03"]).toContain("lines admission:jwt_missing instead of bad_signature");
  expect(got["XX-04"]).toContain("lines admission:jwt_missing instead of none");
  expect(got["XX-05"]).toContain("Graph requests: 1");
  expect(got["XX-06"]).toBe("none was made");
  expect(got["XX-07"]).toContain("the case broke");
  expect(got["YY-01"]).toContain("good path of YY: one: 2");
});

test("the table names every case, and what makes no sense is exit code 2", { timeout: 60_000 }, async () => {
  const { code, stdout } = await attack(["--mode", "access", "--case", "AJ-02"], [aj]);

  expect(code).toBe(0);
  expect(stdout).toMatch(/AJ-02 +access +P403 ×2 +the same +admission:alg_not_allowed ×2 +pass\n/);
  expect(stdout).toContain("1 passed, 0 failed");
  for (const args of [["--mode", "both-ways"], ["--group", "ZZ"], ["--case", "AJ-99"], ["--nonsense"]]) {
    const refused = await attack(args, [aj]);
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain("npm run attack --");
  }
});

test("the command itself knows its groups, and ends as it says", async () => {
  const root = path.resolve(import.meta.dirname, "../..");
  const run = (args: readonly string[]) =>
    new Promise<readonly [unknown, string]>((resolve) => {
      execFile(process.execPath, [path.join(root, "test/attack/attack.ts"), ...args], { cwd: root }, (error, stdout, stderr) =>
        resolve([error?.code ?? 0, stdout + stderr]),
      );
    });

  expect((await run(["--help"]))[0]).toBe(0);
  const [code, told] = await run(["--group", "ZZ"]);
  expect(code).toBe(2);
  expect(told).toMatch(/there are .*AJ.*AB.*EG/);
});

/** The linter keeps the floors: every import a room may not make is planted once, and every one it may. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { floors } from "../../../oxlint.config.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const rooms = floors.flatMap((names, floor) => names.map((name) => ({ name, floor })));
const pairs = rooms.flatMap((from) =>
  rooms.filter((to) => to.name !== from.name).map((to) => ({ from, to, allowed: to.floor < from.floor && to.name !== "reader" })),
);

let planted: string;
let complaints: ReadonlyMap<string, string>;

beforeAll(async () => {
  await mkdir(path.join(root, ".local"), { recursive: true });
  planted = await mkdtemp(path.join(root, ".local/floors-"));
  // A repository of its own: the project's .gitignore hides the folder this stands in.
  await promisify(execFile)("git", ["init", "--quiet"], { cwd: planted });
  await cp(path.join(root, "oxlint.config.ts"), path.join(planted, "oxlint.config.ts"));
  for (const { from, to } of pairs)
    await plant(`src/${from.name}/to-${to.name}.ts`, `import { thing } from "../${to.name}/thing.ts";\nexport const other = thing;\n`);
  await plant("src/graph/calls-fetch.ts", 'export const answer = fetch("https://graph.microsoft.com/v1.0/me");\n');
  await plant("src/tools/looks-at-lab.ts", 'import { people } from "../../infra/local/company.ts";\nexport const everybody = people;\n');
  complaints = await lint(planted);
});

afterAll(() => rm(planted, { recursive: true, force: true }));

describe.each(pairs)("$from.name → $to.name", ({ from, to, allowed }) => {
  test(allowed ? "may look down" : "is caught", () => {
    const complaint = complaints.get(`src/${from.name}/to-${to.name}.ts`);

    if (allowed) expect(complaint).toBeUndefined();
    else expect(complaint).toContain("no-restricted-imports");
  });
});

test("catches a fetch of its own in src", () => {
  expect(complaints.get("src/graph/calls-fetch.ts")).toContain("no-restricted-globals");
});

test("catches src looking at the lab", () => {
  expect(complaints.get("src/tools/looks-at-lab.ts")).toContain("no-restricted-imports");
});

async function plant(name: string, text: string): Promise<void> {
  const file = path.join(planted, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** First complaint per file. */
async function lint(directory: string): Promise<ReadonlyMap<string, string>> {
  const output = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [path.join(root, "node_modules/oxlint/bin/oxlint"), "-f", "json", "."],
      { cwd: directory, maxBuffer: 16 * 1024 * 1024 },
      (_error, stdout) => resolve(stdout),
    );
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string }[] };
  return new Map(
    diagnostics.filter(({ code }) => code.includes("no-restricted")).map(({ code, filename }) => [filename.replace(/^\.\//, ""), code]),
  );
}

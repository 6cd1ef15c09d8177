/** `npm run mutation`: changes the doors one operator at a time and asks their own tests whether they notice. */
import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import strykerConfig from "../../stryker.config.json" with { type: "json" };
import { projectRoot } from "../../infra/local/bundle-worker.ts";
import { readArguments } from "../../infra/local/read-arguments.ts";
import { verdictOf } from "./verdict.ts";

const leastScore = strykerConfig.thresholds.break;

const help = `npm run mutation -- [--json] [--incremental] [--only FILE]

Stryker on the perimeter, the account binding, the envelope and the Graph paths, against those files' own unit tests. Exit 0 only if at
least ${leastScore} % of the mutants are noticed and none survives in a branch that refuses.

  --only FILE     this file of src alone; may be repeated
  --incremental   keeps what the last run found about code and tests that have not changed since
  --json          one JSON object on stdout
  --help          this text`;

const reportFile = path.join(projectRoot, strykerConfig.jsonReporter.fileName);

const { values } = readArguments(help, {
  options: {
    only: { type: "string", multiple: true, default: [] },
    incremental: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  process.stdout.write(`${help}\n`);
  process.exit(0);
}

await rm(reportFile, { force: true });
const exitCode = await stryker([
  ...(values.incremental ? ["--incremental"] : []),
  ...(values.only.length > 0 ? ["--mutate", values.only.join(",")] : []),
]);
const text = await readFile(reportFile, "utf8").catch(() => null);
if (text === null) {
  process.stderr.write(`Stryker ended with ${exitCode ?? "a signal"} and left no report.\n`);
  process.exit(1);
}

const { files, survivors, score } = verdictOf(JSON.parse(text));
const refusing = survivors.filter((survivor) => survivor.refusing);
const pass = score >= leastScore && refusing.length === 0;
if (values.json) process.stdout.write(`${JSON.stringify({ pass, score, files, survivors })}\n`);
else {
  process.stdout.write(`${"file".padEnd(34)} noticed  survived  ignored  score\n`);
  for (const { file, noticed, survived, ignored } of files) {
    const figures = [String(noticed).padStart(7), String(survived).padStart(9), String(ignored).padStart(8)].join(" ");
    process.stdout.write(`${file.padEnd(34)} ${figures}  ${percent((100 * noticed) / Math.max(1, noticed + survived))}\n`);
  }
  for (const { file, line, column, mutator, replacement, refusing: inRefusal } of survivors) {
    process.stdout.write(`${inRefusal ? "REFUSING BRANCH" : "survived"}  ${file}:${line}:${column}  ${mutator} → ${replacement}\n`);
  }
  process.stdout.write(
    `${percent(score)} of the mutants were noticed (at least ${leastScore} %); ${refusing.length} survived in a branch that refuses\n`,
  );
}
process.exit(pass ? 0 : 1);

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}

/** Its own words go to stderr: stdout is the table's. */
function stryker(options: readonly string[]): Promise<number | null> {
  const child = spawn(path.join(projectRoot, "node_modules/.bin/stryker"), ["run", ...options], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.stdout.pipe(process.stderr);
  return new Promise((resolve) => child.on("close", resolve));
}

/** `npm run conformance`: the protocol's own suite against the product's doors and handler, with the suite's fixtures behind them. */
import { readArguments } from "../../infra/local/read-arguments.ts";
import { conform, modes, revisions } from "./conform.ts";

const help = `npm run conformance -- [--authorization MODE] [--revision REVISION] [--json]

Starts an estate of its own in each mode, whose Worker is the product's (guard, Access, OAuth, MCP handler) with the tools, resources and
prompts that @modelcontextprotocol/conformance asks for, and runs what each revision of the protocol requires of a server; in mode oauth
also what it asks of an authorization server: metadata, and a code grant through the pages.

  --authorization MODE   ${modes.join(" or ")}; both unless said
  --revision REVISION    ${revisions.join(" or ")}; both unless said
  --json                 one JSON object on stdout: { "rows": [...], "passed", "expected", "failed" }
  --help                 this text

Exit 0 only if every required scenario passes or does what test/conformance/baseline.yml says, entry by entry.`;

const words = { pass: "pass", expected: "as expected", fail: "FAIL", unscored: "not required" };

const { values } = readArguments(help, {
  options: {
    authorization: { type: "string" },
    revision: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  process.stdout.write(`${help}\n`);
  process.exit(0);
}
const chosenModes = modes.filter((mode) => (values.authorization ?? mode) === mode);
const chosenRevisions = revisions.filter((revision) => (values.revision ?? revision) === revision);
if (chosenModes.length === 0 || chosenRevisions.length === 0) {
  process.stderr.write(`${help}\n`);
  process.exit(2);
}

const rows = await conform({
  modes: chosenModes,
  revisions: chosenRevisions,
  onProgress: (message) => process.stderr.write(`· ${message}\n`),
});
const tally = (verdict: (typeof rows)[number]["verdict"]) => rows.filter((row) => row.verdict === verdict).length;
const [passed, expected, failed] = [tally("pass"), tally("expected"), tally("fail")];
if (values.json) process.stdout.write(`${JSON.stringify({ rows, passed, expected, failed })}\n`);
else {
  const line = (mode: string, revision: string, scenario: string, passed: string | number, failed: string | number, verdict: string) => {
    const counts = `${String(passed).padStart(6)} ${String(failed).padStart(6)}`;
    process.stdout.write(`${mode.padEnd(7)} ${revision.padEnd(11)} ${scenario.padEnd(46)} ${counts}  ${verdict}\n`);
  };
  line("mode", "revision", "scenario", "passed", "failed", "verdict");
  for (const { authorization, revision, scenario, passed, failed, warnings, skipped, verdict, because } of rows) {
    const notes = [warnings > 0 && `${warnings} warned`, skipped > 0 && `${skipped} not applicable`].filter((note) => note !== false);
    line(authorization, revision, scenario, passed, failed, [words[verdict], ...notes].join(", "));
    for (const why of because) process.stdout.write(`${" ".repeat(20)}${why}\n`);
  }
  process.stdout.write(`${passed} passed, ${expected} as the baseline expects, ${failed} failed, ${tally("unscored")} not required\n`);
}
process.exit(failed === 0 ? 0 : 1);

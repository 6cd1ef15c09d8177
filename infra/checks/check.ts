/** `npm run check`: types, lint and floors, format, dead code, and the budgets. */
import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { bundleProduct, localDirectory, projectRoot } from "../local/bundle-worker.ts";
import { callMcp } from "../local/call-mcp.ts";
import { startEstate } from "../local/estate.ts";
import { readArguments } from "../local/read-arguments.ts";
import { listedTools } from "../../src/tools/catalog.ts";

const help = `npm run check -- [--json] [--only NAME]

Types, lint (with the floors of the house), format, dead code, and every budget of the product. Exit 0 only if all hold.

  --only NAME   one of: types, lint, format, dead-code, budgets; may be repeated
  --json        one JSON object on stdout
  --help        this text`;

type Finding = {
  readonly name: string;
  readonly pass: boolean;
  readonly measured: string;
  readonly limit: string;
  readonly detail?: string;
};

const kib = 1024;

const { values } = readArguments(help, {
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    help: { type: "boolean", short: "h", default: false },
  },
});
const groups: Readonly<Record<string, () => Promise<readonly Finding[]>>> = {
  types: async () => [
    await command("types: runtime", "wrangler", [
      "types",
      "--config",
      "wrangler.example.toml",
      "--include-env=false",
      "worker-configuration.d.ts",
    ]),
    await command("types: src", "tsc", ["-p", "tsconfig.src.json"]),
    await command("types: infra, test", "tsc", ["-p", "tsconfig.node.json"]),
    await command("types: test/worker", "tsc", ["-p", "tsconfig.worker.json"]),
  ],
  lint: async () => [await command("lint and floors", "oxlint", ["--type-aware", "--max-warnings=0"])],
  format: async () => [await command("format", "oxfmt", ["--check"])],
  "dead-code": async () => [await command("dead code", "knip", [])],
  budgets,
};

if (values.help) {
  process.stdout.write(`${help}\n`);
  process.exit(0);
}
const unknown = values.only.filter((name) => !(name in groups));
if (unknown.length > 0) {
  process.stderr.write(`--only ${unknown.join(", ")}: there are ${Object.keys(groups).join(", ")}\n`);
  process.exit(2);
}

await mkdir(localDirectory, { recursive: true });
const findings: Finding[] = [];
for (const [name, run] of Object.entries(groups)) {
  if (values.only.length > 0 && !values.only.includes(name)) continue;
  process.stderr.write(`· ${name}\n`);
  findings.push(...(await run()));
}
const failed = findings.filter((finding) => !finding.pass);
if (values.json) process.stdout.write(`${JSON.stringify({ findings, failed: failed.length })}\n`);
else {
  for (const { name, pass, measured, limit, detail } of findings) {
    process.stdout.write(`${pass ? "ok  " : "FAIL"}  ${name.padEnd(46)} ${measured.padStart(14)}  ${limit}\n`);
    if (!pass && detail) process.stdout.write(`${detail}\n`);
  }
  process.stdout.write(`${findings.length - failed.length} held, ${failed.length} failed\n`);
}
process.exit(failed.length === 0 ? 0 : 1);

async function command(name: string, tool: string, args: readonly string[]): Promise<Finding> {
  const startedAt = Date.now();
  const child = spawn(path.join(projectRoot, "node_modules/.bin", tool), args, {
    cwd: projectRoot,
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: path.join(localDirectory, "wrangler-logs") },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { name, pass: code === 0, measured: `${((Date.now() - startedAt) / 1000).toFixed(1)} s`, limit: "", detail: output };
}

/** DESIGN budgets that this version can break, measured on the bundle that ships and through the running estate. */
async function budgets(): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  const atMost = (name: string, measured: number, limit: number, unit: string) =>
    found.push({
      name,
      pass: measured <= limit,
      measured: `${Number.isInteger(measured) ? measured : measured.toFixed(1)} ${unit}`,
      limit: `≤ ${limit} ${unit}`,
    });

  const bundle = await bundleProduct();
  const gzipped = (script: string) => gzipSync(script, { level: 9 }).byteLength / kib;
  atMost("bundle, minified, gzip", gzipped(bundle.script), 450, "KiB");
  atMost("bundle of the reader, minified, gzip", gzipped(bundle.reader.script), 1_000, "KiB");
  const estate = await startEstate({
    bundle: Promise.resolve(bundle),
    authorization: "access",
    port: 0,
    autoSignIn: true,
    tools: "all",
    quota: 500,
    extraPeople: 0,
    without: [],
    onProgress: () => undefined,
  });
  try {
    const { mcpUrl, people } = estate.contract;
    const headers = people[0]?.headers ?? {};
    const { tools } = (await callMcp(mcpUrl, headers, "tools/list", {})) as { tools: (Listed & Record<string, unknown>)[] };
    const coreNames = new Set(listedTools({ tiers: "core", diagnostics: false }).map(({ name }) => name));
    for (const [tier, list, readLimit, wholeLimit] of [
      ["core", tools.filter(({ name }) => coreNames.has(name)), 30, 56],
      ["all", tools, 50, 96],
    ] as const) {
      const read = readOf(list);
      atMost(`tools/list ${tier}, what a model reads`, Buffer.byteLength(read) / kib, readLimit, "KB");
      if (tier === "core") atMost("tools/list core, what a model reads, tokens", countTokens(read), 8_000, "tokens");
      atMost(`tools/list ${tier}, whole answer`, Buffer.byteLength(JSON.stringify(list)) / kib, wholeLimit, "KB");
    }
    const ten = (await callMcp(mcpUrl, headers, "tools/call", { name: "getEmails", arguments: { count: 10 } })) as {
      content: { text: string }[];
    };
    atMost("ten messages from getEmails, text", Buffer.byteLength(ten.content[0]?.text ?? "") / kib, 4, "KB");
  } finally {
    await estate.stop();
  }
  return found;
}

type Listed = { readonly name: string; readonly description: string; readonly inputSchema: unknown };

/** What of a tool list goes into a model's context. */
function readOf(tools: readonly Listed[]): string {
  return JSON.stringify(tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })));
}

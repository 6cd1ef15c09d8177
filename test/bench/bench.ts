/** `npm run bench`: figures as ratios within one run; absolute ones belong to the machine and the minute. */
import { mkdir } from "node:fs/promises";
import { localDirectory } from "../../infra/local/bundle-worker.ts";
import { readArguments } from "../../infra/local/read-arguments.ts";

export type BenchOptions = {
  /** Length of each measurement. */
  readonly seconds: number;
  /** Measurements of each target, interleaved; medians are reported. */
  readonly rounds: number;
  readonly json: boolean;
  readonly say: (text: string) => void;
};

const help = `npm run bench -- calls|perimeter|isolation|tokens [--seconds N] [--rounds N] [--json]

  calls        getEmails through the whole path, against the bare chain of the same hops (Worker, object, AI binding, gateway, Worker, object,
               Graph; same emulators, nothing done at the hops), interleaved in one run; and tools/list.
               Exit 1 where the whole path falls below 0.4 of the bare chain, or tools/list below 700 a second at 8 connections.
  perimeter    one admitted request at a time against the same request without a door (/healthz), and garbage refused at 32 connections;
               and how often the team's keys were asked for meanwhile.
               Exit 1 where the door costs 1 ms or more at the median or 3 ms or more at the 99th percentile, garbage is refused at less
               than 5,000 a second, or the keys were asked for more than once.

  isolation    10,000 calls of different kinds by 43 people, 64 at a time, in each mode: exit 1 where one fails or shows anything of
               anybody else.

  tokens       bytes and tokens of every listed tool, and of typical answers in each form beside Graph's own JSON for the same question.
               Exit 1 where the list breaks its budgets, or the median answer takes more than a third of Graph's bytes.

  --seconds N  length of each measurement (3)
  --rounds N   measurements of each, interleaved; medians are reported (3)
  --json       one JSON object on stdout
  --help       this text`;

const { values, positionals } = readArguments(help, {
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
if (values.help) {
  process.stdout.write(`${help}\n`);
  process.exit(0);
}
const benches: Readonly<Record<string, () => Promise<(options: BenchOptions) => Promise<boolean>>>> = {
  calls: async () => (await import("./calls.ts")).benchCalls,
  isolation: async () => (await import("./isolation.ts")).benchIsolation,
  tokens: async () => (await import("./tokens.ts")).benchTokens,
  perimeter: async () => (await import("./perimeter.ts")).benchPerimeter,
};
const load = positionals.length === 1 ? benches[positionals[0] ?? ""] : undefined;
if (!load || !(seconds >= 1) || !Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write(`${help}\n`);
  process.exit(2);
}
await mkdir(localDirectory, { recursive: true });
const bench = await load();
const held = await bench({ seconds, rounds, json: values.json, say: (text) => void process.stderr.write(`· ${text}\n`) });
process.exit(held ? 0 : 1);

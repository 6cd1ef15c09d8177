/** The whole path of one call, against the bare chain of the same hops, interleaved in one run. */
import autocannon from "autocannon";
import { people } from "../../infra/local/company.ts";
import { startEstate } from "../../infra/local/estate.ts";
import type { BenchOptions } from "./bench.ts";
import { startBareChain } from "./bare-chain.ts";

type Target = { readonly name: string; readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string };
type Figure = {
  readonly connections: number;
  readonly name: string;
  readonly callsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly errors: number;
};

/** @returns whether every figure held */
export async function benchCalls({ seconds, rounds, json, say }: BenchOptions): Promise<boolean> {
  const estate = await startEstate({
    authorization: "access",
    port: 0,
    autoSignIn: true,
    tools: "core",
    quota: 100_000,
    extraPeople: 0,
    without: [],
    onProgress: say,
  });
  const { contract } = estate;
  const [person] = people;
  if (!person) throw new Error("nobody lives in the estate");
  const direct = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "cf-access-jwt-assertion": contract.people[0]?.headers["cf-access-token"] ?? "",
  };
  const rpc = (method: string, params: object) => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const whole: Target = {
    name: "whole path",
    url: `${contract.directOrigin}/mcp`,
    headers: direct,
    body: rpc("tools/call", { name: "getEmails", arguments: { count: 10 } }),
  };
  await once(whole);
  const asked = (await (await fetch(contract.graph.requestsUrl)).json()) as { path: string }[];
  const bareChain = await startBareChain(`${contract.graph.origin}${asked.at(-1)?.path ?? ""}`, await estate.graphToken(person));
  const bare: Target = { name: "bare chain", url: bareChain.url, headers: { "content-type": "application/json" }, body: whole.body };
  const list: Target = { name: "tools/list", url: `${contract.directOrigin}/mcp`, headers: direct, body: rpc("tools/list", {}) };

  const figures: Figure[] = [];
  try {
    for (const target of [whole, bare, list]) await measure(target, 8, 2);
    for (const connections of [1, 8]) {
      const runs = new Map<Target, Figure[]>();
      for (let round = 0; round < rounds; round += 1) {
        for (const target of [whole, bare, list]) {
          say(`${target.name}, ${connections} connection${connections === 1 ? "" : "s"}, round ${round + 1} of ${rounds}`);
          runs.set(target, [...(runs.get(target) ?? []), await measure(target, connections, seconds)]);
        }
      }
      for (const of of runs.values()) figures.push(median(of));
    }
  } finally {
    await bareChain.stop();
    await estate.stop();
  }

  const rate = (name: string, connections: number) =>
    figures.find((figure) => figure.name === name && figure.connections === connections)?.callsPerSecond ?? 0;
  const ratios = [1, 8].map((connections) => ({
    connections,
    ofBareChain: rate("whole path", connections) / rate("bare chain", connections),
  }));
  const errors = figures.reduce((sum, figure) => sum + figure.errors, 0);
  const held = errors === 0 && ratios.every((ratio) => ratio.ofBareChain >= 0.4) && rate("tools/list", 8) >= 700;
  if (json) process.stdout.write(`${JSON.stringify({ figures, ratios, errors, held })}\n`);
  else {
    process.stdout.write(
      `\n${"".padEnd(12)} ${"connections".padStart(11)} ${"calls/s".padStart(9)} ${"p50 ms".padStart(8)} ${"p99 ms".padStart(8)} ${"errors".padStart(7)}\n`,
    );
    for (const { name, connections, callsPerSecond, p50Ms, p99Ms, errors: count } of figures) {
      process.stdout.write(
        `${name.padEnd(12)} ${String(connections).padStart(11)} ${callsPerSecond.toFixed(0).padStart(9)} ${p50Ms.toFixed(1).padStart(8)} ${p99Ms.toFixed(1).padStart(8)} ${String(count).padStart(7)}\n`,
      );
    }
    for (const { connections, ofBareChain } of ratios)
      process.stdout.write(`\nwhole path ÷ bare chain at ${connections}: ${ofBareChain.toFixed(2)} (≥ 0.40)`);
    process.stdout.write(`\ntools/list at 8: ${rate("tools/list", 8).toFixed(0)}/s (≥ 700)\n${held ? "held" : "NOT held"}\n`);
  }
  return held;
}

async function once(target: Target): Promise<void> {
  const response = await fetch(target.url, { method: "POST", headers: target.headers, body: target.body });
  const text = await response.text();
  if (!response.ok || text.includes('"isError":true')) throw new Error(`${target.name} answered ${response.status}: ${text.slice(0, 300)}`);
}

async function measure(target: Target, connections: number, duration: number): Promise<Figure> {
  const result = await autocannon({
    url: target.url,
    method: "POST",
    headers: { ...target.headers },
    body: target.body,
    connections,
    duration,
  });
  return {
    connections,
    name: target.name,
    callsPerSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    errors: result.errors + result.non2xx,
  };
}

function median(of: readonly Figure[]): Figure {
  const sorted = of.toSorted((a, b) => a.callsPerSecond - b.callsPerSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error("nothing measured");
  return middle;
}

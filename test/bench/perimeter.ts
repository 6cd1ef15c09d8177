/** What the door costs: an admitted request against one without a door, and how much garbage is turned away a second. */
import { Worker } from "node:worker_threads";
import autocannon from "autocannon";
import { startEstate } from "../../infra/local/estate.ts";
import type { BenchOptions } from "./bench.ts";
import type { SequentialFigure, SequentialOrder } from "./sequential-client.ts";

const budget = { p50Ms: 1, p99Ms: 3, garbagePerSecond: 5_000, keyQuestions: 1 } as const;

/** @returns whether every figure held */
export async function benchPerimeter({ seconds, rounds, json, say }: BenchOptions): Promise<boolean> {
  const estate = await startEstate({
    authorization: "access",
    port: 0,
    autoSignIn: true,
    tools: "core",
    quota: 100_000,
    extraPeople: 0,
    without: [],
    linkPeople: false,
    onProgress: say,
  });
  const { directOrigin, people, outbound } = estate.contract;
  const assertion = people[0]?.headers["cf-access-token"] ?? "";
  // An address of nothing: admitted in full, then 404; what comes after the door costs next to nothing.
  const admitted: SequentialOrder = {
    url: `${directOrigin}/nothing-here`,
    headers: { "cf-access-jwt-assertion": assertion },
    seconds,
    status: 404,
  };
  const open: SequentialOrder = { url: `${directOrigin}/healthz`, headers: {}, seconds, status: 200 };
  // Of the right shape, so that it is read as far as garbage is ever read.
  const garbage = `${Buffer.from(JSON.stringify({ alg: "HS256", kid: "x" })).toString("base64url")}.e30.AAAA`;
  try {
    for (const order of [admitted, open]) await sequential({ ...order, seconds: 1 });
    const costs: { readonly p50Ms: number; readonly p99Ms: number }[] = [];
    const rates: number[] = [];
    let last = { admitted: await sequential({ ...admitted, seconds: 1 }), open: await sequential({ ...open, seconds: 1 }) };
    for (let round = 0; round < rounds; round += 1) {
      say(`round ${round + 1} of ${rounds}`);
      last = { admitted: await sequential(admitted), open: await sequential(open) };
      costs.push({ p50Ms: last.admitted.p50Ms - last.open.p50Ms, p99Ms: last.admitted.p99Ms - last.open.p99Ms });
      rates.push(await refusedPerSecond(`${directOrigin}/mcp`, garbage, seconds));
    }
    const keyQuestions = await questionsFor(outbound.hostsUrl, "/cdn-cgi/access/certs");
    const door = { p50Ms: median(costs.map((cost) => cost.p50Ms)), p99Ms: median(costs.map((cost) => cost.p99Ms)) };
    const garbagePerSecond = median(rates);
    const held =
      door.p50Ms < budget.p50Ms &&
      door.p99Ms < budget.p99Ms &&
      garbagePerSecond >= budget.garbagePerSecond &&
      keyQuestions <= budget.keyQuestions;
    if (json) process.stdout.write(`${JSON.stringify({ door, roundTrip: last, garbagePerSecond, keyQuestions, budget, held })}\n`);
    else {
      const line = (name: string, value: string, limit: string) =>
        process.stdout.write(`${name.padEnd(44)} ${value.padStart(10)}   ${limit}\n`);
      process.stdout.write("\n");
      line("round trip of an admitted request, p50", `${last.admitted.p50Ms.toFixed(2)} ms`, "");
      line("the same without a door, p50", `${last.open.p50Ms.toFixed(2)} ms`, "");
      line("the door, p50", `${door.p50Ms.toFixed(2)} ms`, `< ${budget.p50Ms} ms`);
      line("the door, p99", `${door.p99Ms.toFixed(2)} ms`, `< ${budget.p99Ms} ms`);
      line("garbage refused at 32 connections", `${garbagePerSecond.toFixed(0)}/s`, `>= ${budget.garbagePerSecond}/s`);
      line("questions for the team's keys", String(keyQuestions), `<= ${budget.keyQuestions}`);
      process.stdout.write(held ? "held\n" : "NOT held\n");
    }
    return held;
  } finally {
    await estate.stop();
  }
}

function sequential(order: SequentialOrder): Promise<SequentialFigure> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./sequential-client.ts", import.meta.url), { workerData: order });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

async function refusedPerSecond(url: string, assertion: string, duration: number): Promise<number> {
  const result = await autocannon({
    url,
    method: "POST",
    headers: { "cf-access-jwt-assertion": assertion, "content-type": "application/json" },
    body: "{}",
    connections: 32,
    duration,
    workers: 1,
  });
  if (result.errors > 0 || result["4xx"] !== result.requests.total)
    throw new Error(`garbage was not refused every time: ${JSON.stringify(result)}`);
  return result.requests.average;
}

async function questionsFor(hostsUrl: string, path: string): Promise<number> {
  const asked = (await (await fetch(hostsUrl)).json()) as readonly { readonly path: string }[];
  return asked.filter((each) => each.path === path).length;
}

function median(of: readonly number[]): number {
  return of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? Number.NaN;
}

/** Asks for one thing again and again on one connection, in a thread of its own, and times every answer. */
import { Agent, request } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

export type SequentialOrder = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** The status every answer must have. */
  readonly status: number;
};

export type SequentialFigure = { readonly requests: number; readonly p50Ms: number; readonly p99Ms: number };

const { url, headers, seconds, status } = workerData as SequentialOrder;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const times: number[] = [];
const until = performance.now() + seconds * 1000;
while (performance.now() < until) {
  const startedAt = performance.now();
  const got = await once();
  times.push(performance.now() - startedAt);
  if (got !== status) throw new Error(`${url} answered ${got}, not ${status}`);
}
agent.destroy();
times.sort((a, b) => a - b);
const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
// A thread has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage({ requests: times.length, p50Ms: at(0.5), p99Ms: at(0.99) } satisfies SequentialFigure);

function once(): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode ?? 0));
    })
      .once("error", reject)
      .end();
  });
}

/** A server of the attacker's: answers as told and counts who asks. */
import type { RequestListener } from "node:http";
import { listen } from "../../infra/local/listen.ts";

export async function startListener(answer: RequestListener = (_req, res) => res.end()): Promise<{
  readonly origin: string;
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}> {
  let requests = 0;
  const { origin, close } = await listen(0, (req, res) => {
    requests += 1;
    answer(req, res);
  });
  return { origin, requests: () => requests, close };
}

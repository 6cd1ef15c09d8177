/** Calls under way on the stateless endpoint. A 2025-era client that gives up says so in a request of its own, which has to find the call it means. */
import { z } from "zod";
import type { DoorCall } from "./call-headers.ts";

/** MCP 2025-11-25, "Cancellation"; the same since 2024-11-05. */
export const cancellation = z.object({
  method: z.literal("notifications/cancelled"),
  params: z.object({ requestId: z.union([z.string(), z.number()]) }),
});

type Running = { readonly signal: AbortSignal; readonly end: () => void };

export class RunningCalls {
  readonly #calls = new Map<string, Set<AbortController>>();

  /** @param requestId JSON-RPC's, which is unique for one client only */
  begin(door: DoorCall, requestId: string): Running {
    const key = keyOf(door, requestId);
    const stop = new AbortController();
    const alike = this.#calls.get(key) ?? new Set();
    alike.add(stop);
    this.#calls.set(key, alike);
    return {
      signal: stop.signal,
      end: () => {
        alike.delete(stop);
        if (alike.size === 0) this.#calls.delete(key);
      },
    };
  }

  /** Stops the call that a cancellation means; none where several could be meant, as two copies of one client count alike. */
  heed(door: DoorCall, asked: unknown): void {
    const { success, data } = cancellation.safeParse(asked);
    if (!success) return;
    const alike = this.#calls.get(keyOf(door, String(data.params.requestId)));
    if (alike?.size === 1) for (const stop of alike) stop.abort();
  }
}

/** The client as far as a stateless server can tell it from others of the same principal. */
function keyOf({ grantId, userAgent, clientIp, accessNonce }: DoorCall, requestId: string): string {
  return JSON.stringify([grantId, userAgent, clientIp, accessNonce, requestId]);
}

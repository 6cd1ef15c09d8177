/** Calls a minute per principal: a sliding window of the instants at which calls began. */

const windowMs = 60_000;

export class CallQuota {
  readonly limitPerMinute: number;
  #startedAt: number[];

  /** @param startedAt instants (epoch ms) already known from the ledger, so that evicting the object resets nothing */
  constructor(limitPerMinute: number, startedAt: readonly number[]) {
    this.limitPerMinute = limitPerMinute;
    this.#startedAt = startedAt.toSorted((a, b) => a - b);
  }

  remaining(now: number): number {
    this.#forget(now);
    return Math.max(0, this.limitPerMinute - this.#startedAt.length);
  }

  /** Takes one call, or says after how many seconds the next one is free. */
  take(now: number): { readonly taken: true } | { readonly taken: false; readonly retryAfterSeconds: number } {
    this.#forget(now);
    // More than the limit may stand here after it was lowered: the next call is free once only limit - 1 are left.
    const freeing = this.#startedAt[this.#startedAt.length - this.limitPerMinute];
    if (freeing !== undefined) return { taken: false, retryAfterSeconds: Math.max(1, Math.ceil((freeing + windowMs - now) / 1000)) };
    this.#startedAt.push(now);
    return { taken: true };
  }

  #forget(now: number): void {
    const firstKept = this.#startedAt.findIndex((at) => at > now - windowMs);
    if (firstKept === -1) this.#startedAt = [];
    else if (firstKept > 0) this.#startedAt.splice(0, firstKept);
  }
}

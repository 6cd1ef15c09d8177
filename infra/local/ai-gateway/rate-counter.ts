/** Fixed-window call counts per key, for rate elements. Keys whose window is over are forgotten when the table grows. */
export class RateCounter {
  readonly #windows = new Map<string, { readonly endsAt: number; count: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts the call; false once `limit` calls of the key were admitted in the running window. */
  admit(key: string, limit: number, windowSeconds: number): boolean {
    const now = this.#now();
    const running = this.#windows.get(key);
    if (running === undefined || now >= running.endsAt) {
      if (this.#windows.size >= 10_000) this.#forgetEnded(now);
      this.#windows.set(key, { endsAt: now + windowSeconds * 1_000, count: 1 });
      return true;
    }
    if (running.count >= limit) return false;
    running.count += 1;
    return true;
  }

  #forgetEnded(now: number): void {
    for (const [key, { endsAt }] of this.#windows) if (now >= endsAt) this.#windows.delete(key);
  }
}

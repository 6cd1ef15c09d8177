/**
 * The gateway's answer cache. On by default, keyed by what is asked and not by who asks: metadata is no part of the key, so equal bodies of two
 * people share an answer. Seen live with `cache_ttl` 0, for about five minutes; only `skipCache` goes past it.
 * Source: developers.cloudflare.com/ai-gateway/features/caching.
 */
export type CachedAnswer = {
  readonly body: string;
  readonly contentType: string;
  readonly provider: string;
  readonly model: string;
  readonly path: string;
  readonly step: number;
};

const maxEntries = 1_000;
const maxBodyBytes = 262_144;

export class ResponseCache {
  readonly #entries = new Map<string, { readonly answer: CachedAnswer; readonly expiresAt: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get(key: string): CachedAnswer | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (this.#now() < entry.expiresAt) return entry.answer;
    this.#entries.delete(key);
    return undefined;
  }

  put(key: string, answer: CachedAnswer, ttlSeconds: number): void {
    if (answer.body.length > maxBodyBytes) return;
    this.#entries.delete(key);
    this.#entries.set(key, { answer, expiresAt: this.#now() + ttlSeconds * 1_000 });
    if (this.#entries.size > maxEntries) {
      const oldest = this.#entries.keys().next().value;
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
  }
}

/** The team's signing keys: fetched once for everybody who waits, kept ten minutes, used up to an hour, asked again at most every 30 s. */
import { importJWK } from "jose";
import { z } from "zod";
import type { Fetch } from "../core/fetch.ts";
import { readTextCapped } from "../core/read-capped.ts";

const freshForMs = 10 * 60_000;
const usableForMs = 60 * 60_000;
const cooldownMs = 30_000;
const timeoutMs = 5_000;
const maxBytes = 64 * 1024;
const maxKeys = 32;

const keySet = z.object({
  keys: z
    .array(z.object({ kty: z.string(), kid: z.string().min(1).optional(), alg: z.string().optional(), n: z.string().optional(), e: z.string().optional() }))
    .min(1)
    .max(maxKeys),
});

export type KeysRefusal = "jwks_unavailable" | "jwks_invalid" | "jwks_timeout" | "jwks_stale";

export type KeyLookup =
  { readonly found: true; readonly key: CryptoKey } | { readonly found: false; readonly reason: "kid_unknown" } | { readonly found: false; readonly reason: KeysRefusal };

type KeyTable = { readonly keys: ReadonlyMap<string, CryptoKey>; readonly fetchedAt: number };

export type AccessKeysOptions = {
  readonly certsUrl: string;
  readonly fetch: Fetch;
  readonly now: () => number;
};

/** Cloudflare Access JWKS (`/cdn-cgi/access/certs`): rotation every six weeks, the previous key stays good for seven days. */
export class AccessKeys {
  readonly #options: AccessKeysOptions;
  #table: KeyTable | null = null;
  #pending: Promise<KeyTable | KeysRefusal> | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;
  #lastRefusal: KeysRefusal = "jwks_unavailable";

  constructor(options: AccessKeysOptions) {
    this.#options = options;
  }

  /** @param keepAlive lets a shared fetch outlive the request that happened to start it (`ctx.waitUntil`). */
  async find(kid: string, keepAlive: (work: Promise<unknown>) => void): Promise<KeyLookup> {
    const age = this.#table ? this.#options.now() - this.#table.fetchedAt : Number.POSITIVE_INFINITY;
    const known = this.#table?.keys.get(kid);
    if (known && age < freshForMs) return { found: true, key: known };

    const outcome = await this.#refresh(keepAlive);
    if (typeof outcome !== "string") {
      const key = outcome.keys.get(kid);
      return key ? { found: true, key } : { found: false, reason: "kid_unknown" };
    }
    if (!this.#table) return { found: false, reason: outcome };
    if (age >= usableForMs) return { found: false, reason: "jwks_stale" };
    return known ? { found: true, key: known } : { found: false, reason: "kid_unknown" };
  }

  async #refresh(keepAlive: (work: Promise<unknown>) => void): Promise<KeyTable | KeysRefusal> {
    if (!this.#pending) {
      const now = this.#options.now();
      if (now - this.#askedAt < cooldownMs) {
        return this.#table && now - this.#table.fetchedAt < freshForMs ? this.#table : this.#lastRefusal;
      }
      this.#askedAt = now;
      this.#pending = this.#fetchTable().then((outcome) => {
        this.#pending = null;
        if (typeof outcome === "string") this.#lastRefusal = outcome;
        else this.#table = outcome;
        return outcome;
      });
      keepAlive(this.#pending);
    }
    // A shared fetch dies with the request that started it; whoever waits must not wait for ever.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const giveUp = new Promise<KeysRefusal>((resolve) => {
      timer = setTimeout(() => {
        this.#pending = null;
        resolve("jwks_timeout");
      }, timeoutMs + 500);
    });
    try {
      return await Promise.race([this.#pending, giveUp]);
    } finally {
      if (timer !== undefined) clearTimeout(timer);
    }
  }

  async #fetchTable(): Promise<KeyTable | KeysRefusal> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const fetchedAt = this.#options.now();
      const { fetch } = this.#options;
      const response = await fetch(this.#options.certsUrl, { headers: { accept: "application/json" }, redirect: "manual", signal });
      if (response.status >= 300 && response.status < 400) return "jwks_invalid";
      if (!response.ok) return "jwks_unavailable";
      const text = await readTextCapped(response.body, maxBytes);
      if (text === null) return "jwks_invalid";
      return { keys: await importKeys(text), fetchedAt };
    } catch (thrown) {
      if (thrown instanceof SyntaxError || thrown instanceof z.ZodError || thrown instanceof UnusableKeySet) return "jwks_invalid";
      return signal.aborted ? "jwks_timeout" : "jwks_unavailable";
    }
  }
}

class UnusableKeySet extends Error {}

async function importKeys(text: string): Promise<ReadonlyMap<string, CryptoKey>> {
  const keys = new Map<string, CryptoKey>();
  for (const jwk of keySet.parse(JSON.parse(text)).keys) {
    if (jwk.kty !== "RSA" || !jwk.kid || !jwk.n || !jwk.e || (jwk.alg !== undefined && jwk.alg !== "RS256")) continue;
    const key = await importJWK({ kty: "RSA", n: jwk.n, e: jwk.e, alg: "RS256" }, "RS256").catch(() => null);
    if (key && "algorithm" in key) keys.set(jwk.kid, key);
  }
  if (keys.size === 0) throw new UnusableKeySet();
  return keys;
}

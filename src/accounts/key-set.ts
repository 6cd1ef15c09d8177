/** Entra's signing keys (RFC 7517), fetched once for any number of waiting verifications. */
import { importJWK } from "jose";
import { z } from "zod";
import type { Fetch } from "../core/fetch.ts";
import { fetchJson } from "./fetch-json.ts";

const freshMs = 10 * 60_000;
/** An unknown `kid` asks again at most this often, ms. */
const cooldownMs = 30_000;
const limits = { timeoutMs: 5_000, maxBytes: 256 * 1024 };

const jwkSet = z.object({
  keys: z
    .array(
      z.object({
        kty: z.string(),
        kid: z.string().optional(),
        use: z.string().optional(),
        n: z.string().optional(),
        e: z.string().optional(),
      }),
    )
    .min(1)
    .max(100),
});

type Keys = ReadonlyMap<string, Awaited<ReturnType<typeof importJWK>>>;

/** The keys cannot be had; nothing is said about the token. */
export class KeySetUnavailable extends Error {
  override readonly name = "KeySetUnavailable";
}

export class KeySet {
  readonly #url: string;
  readonly #fetch: Fetch;
  readonly #now: () => number;
  #keys: Keys = new Map();
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #fetching: Promise<void> | null = null;

  constructor(url: string, ports: { readonly fetch: Fetch; readonly now: () => number }) {
    this.#url = url;
    this.#fetch = ports.fetch;
    this.#now = ports.now;
  }

  /** The RSA key of that id; undefined where Entra has none. Throws `KeySetUnavailable`. */
  async key(kid: string): Promise<Awaited<ReturnType<typeof importJWK>> | undefined> {
    const age = this.#now() - this.#fetchedAt;
    if (age > freshMs || (!this.#keys.has(kid) && age > cooldownMs)) {
      await (this.#fetching ??= this.#refetch().finally(() => (this.#fetching = null)));
    }
    return this.#keys.get(kid);
  }

  async #refetch(): Promise<void> {
    const answer = await fetchJson(this.#fetch, this.#url, { headers: { accept: "application/json" } }, limits);
    const parsed = jwkSet.safeParse(answer.status === 200 ? answer.body : undefined);
    if (!parsed.success) throw new KeySetUnavailable("Microsoft's signing keys could not be read.");
    const keys = new Map<string, Awaited<ReturnType<typeof importJWK>>>();
    for (const { kty, kid, use, n, e } of parsed.data.keys) {
      if (kty !== "RSA" || kid === undefined || n === undefined || e === undefined || (use !== undefined && use !== "sig")) continue;
      keys.set(kid, await importJWK({ kty, n, e }, "RS256"));
    }
    this.#keys = keys;
    this.#fetchedAt = this.#now();
  }
}

/**
 * The team's signing keys: fetched once for everybody who waits, kept ten minutes, used up to an hour, asked for again at most every 30 s
 * while the team answers and every 5 s while it does not.
 */
import { type CryptoKey, importJWK, type JWK_RSA_Public } from "jose";
import { z } from "zod";
import type { Fetch } from "../core/fetch.ts";
import { parseJson } from "../core/json.ts";
import { readCapped } from "../core/read-capped.ts";

const freshForMs = 10 * 60_000;
const usableForMs = 60 * 60_000;
const cooldownMs = 30_000;
/** As long as `Retry-After` tells a caller to wait. */
const failedCooldownMs = 5_000;
const timeoutMs = 4_000;
/** A shared fetch dies with the request that started it; whoever waits for it must not wait for ever. */
const waitMs = 4_500;
const maxBytes = 64 * 1024;
const maxKeys = 32;
/** 2048 bits in base64url (RFC 7518 §3.3). */
const minModulusLength = 342;

const keySet = z.object({ keys: z.array(z.unknown()).min(1).max(maxKeys) });
/** RFC 7517 §4.2, §4.3, §5: a key made for something else is no key of ours, and one we cannot read spoils none of the others. */
const signingKey = z.object({
  kty: z.literal("RSA"),
  kid: z.string().min(1),
  n: z.string().min(minModulusLength),
  e: z.string().min(1),
  alg: z.literal("RS256").optional(),
  use: z.literal("sig").optional(),
  key_ops: z
    .array(z.string())
    .refine((operations) => operations.includes("verify"))
    .optional(),
});

export type KeysRefusal = "jwks_unavailable" | "jwks_invalid" | "jwks_timeout" | "jwks_stale";

export type KeyLookup =
  | { readonly found: true; readonly key: CryptoKey }
  | { readonly found: false; readonly reason: "kid_unknown" }
  | { readonly found: false; readonly reason: KeysRefusal };

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
  /** Why the last question went unanswered; null once one was answered. */
  #trouble: KeysRefusal | null = null;

  constructor(options: AccessKeysOptions) {
    this.#options = options;
  }

  /** @param keepAlive lets a shared fetch outlive the request that happened to start it (`ctx.waitUntil`). */
  async find(kid: string, keepAlive: (work: Promise<unknown>) => void): Promise<KeyLookup> {
    const known = this.#table?.keys.get(kid);
    if (known && this.#age() < freshForMs) return { found: true, key: known };

    const trouble = await this.#refresh(keepAlive);
    const key = this.#table?.keys.get(kid);
    if (trouble === null) return key ? { found: true, key } : { found: false, reason: "kid_unknown" };
    // A key we cannot look up is trouble, not proof that there is no such key.
    if (key) return this.#age() < usableForMs ? { found: true, key } : { found: false, reason: "jwks_stale" };
    return { found: false, reason: trouble };
  }

  #age(): number {
    return this.#table ? this.#options.now() - this.#table.fetchedAt : Number.POSITIVE_INFINITY;
  }

  /** Asks, waits for whoever is asking, or lets it be while the cooldown lasts; null where the table is the team's last word. */
  async #refresh(keepAlive: (work: Promise<unknown>) => void): Promise<KeysRefusal | null> {
    if (!this.#pending) {
      const now = this.#options.now();
      if (now - this.#askedAt < (this.#trouble === null ? cooldownMs : failedCooldownMs)) return this.#trouble;
      this.#askedAt = now;
      const asking = this.#fetchTable();
      this.#pending = asking;
      keepAlive(asking);
    }
    const waited = this.#pending;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const giveUp = new Promise<KeysRefusal>((resolve) => (timer = setTimeout(() => resolve("jwks_timeout"), waitMs)));
    try {
      this.#settle(waited, await Promise.race([waited, giveUp]));
    } finally {
      clearTimeout(timer);
    }
    return this.#trouble;
  }

  /** Once per question: by its answer, or by the first who is tired of waiting for it. */
  #settle(asked: Promise<KeyTable | KeysRefusal>, outcome: KeyTable | KeysRefusal): void {
    if (this.#pending !== asked) return;
    this.#pending = null;
    if (typeof outcome === "string") {
      this.#trouble = outcome;
      return;
    }
    this.#trouble = null;
    this.#table = outcome;
  }

  async #fetchTable(): Promise<KeyTable | KeysRefusal> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const fetchedAt = this.#options.now();
      const { fetch } = this.#options;
      const response = await fetch(this.#options.certsUrl, { headers: { accept: "application/json" }, redirect: "manual", signal });
      if (!response.ok) {
        void response.body?.cancel().catch(() => undefined);
        return response.status < 400 ? "jwks_invalid" : "jwks_unavailable";
      }
      const bytes = await readCapped(response.body, maxBytes);
      const keys = bytes && (await importKeys(bytes));
      return keys ? { keys, fetchedAt } : "jwks_invalid";
    } catch {
      return signal.aborted ? "jwks_timeout" : "jwks_unavailable";
    }
  }
}

/** The RS256 keys by `kid`; null where there is none, or the bytes are no key set. */
async function importKeys(bytes: Uint8Array): Promise<ReadonlyMap<string, CryptoKey> | null> {
  const set = keySet.safeParse(parseJson(new TextDecoder().decode(bytes)));
  if (!set.success) return null;
  const keys = new Map<string, CryptoKey>();
  for (const entry of set.data.keys) {
    const jwk = signingKey.safeParse(entry);
    if (!jwk.success) continue;
    const { kid, n, e } = jwk.data;
    try {
      keys.set(kid, await importJWK({ kty: "RSA", n, e } satisfies JWK_RSA_Public, "RS256"));
    } catch {
      // One that is no key spoils none of the others.
    }
  }
  return keys.size === 0 ? null : keys;
}

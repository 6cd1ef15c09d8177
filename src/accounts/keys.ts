/** Secret keys with rotation: the first of a list signs and seals, every key of it still verifies and opens. */
import { createHash, hkdfSync } from "node:crypto";
import { AppError } from "../core/errors.ts";

/** What a subkey is for. One secret may serve several purposes; no two purposes ever share key bytes (RFC 5869 `info`). */
export type KeyPurpose =
  | "envelope"
  | "answer"
  | "vault"
  | "link-cookie"
  | "link-state"
  | "consent-handle"
  | "upstream-state"
  | "email-tag"
  | "grant"
  | "form"
  | "cursor"
  | "payload"
  | "arguments"
  | "operation";

const keyBytes = 32;

/** One 256-bit secret. Its bytes cannot be read back, printed or serialised; only subkeys come out. */
export class Key {
  /** First 8 hex digits of SHA-256 of the key: names it in envelopes and sealed texts, says nothing of it. */
  readonly id: string;
  readonly #material: Uint8Array;
  readonly #derived = new Map<KeyPurpose, Uint8Array>();

  constructor(material: Uint8Array) {
    this.#material = material;
    this.id = createHash("sha256").update(material).digest("hex").slice(0, 8);
  }

  /** The 32-byte subkey for one purpose (HKDF-SHA-256, RFC 5869), derived once. */
  derive(purpose: KeyPurpose): Uint8Array {
    const known = this.#derived.get(purpose);
    if (known !== undefined) return known;
    const derived = new Uint8Array(hkdfSync("sha256", this.#material, new Uint8Array(0), `m365-mcp-server/1/${purpose}`, keyBytes));
    this.#derived.set(purpose, derived);
    return derived;
  }
}

export type KeyRing = {
  /** Signs and seals. */
  readonly current: Key;
  /** Verify and open; `current` is the first of them. */
  readonly all: readonly Key[];
};

/**
 * Reads a secret of one or more base64 keys of exactly 32 bytes, separated by commas, newest first.
 * @returns the ring, or a sentence that says which key is wrong and how to make a good one; never a byte of the secret.
 */
export function parseKeyRing(text: string): KeyRing | string {
  const keys: Key[] = [];
  for (const [index, part] of text.split(",").entries()) {
    const material = Buffer.from(part.trim(), "base64");
    // One canonical spelling per key, in either alphabet (RFC 4648 §4, §5), padded or not.
    const canonical = material.toString("base64url") === part.trim().replaceAll("+", "-").replaceAll("/", "_").replace(/=$/, "");
    if (material.byteLength !== keyBytes || !canonical) {
      return `key ${index + 1} must be 32 bytes in base64 (44 characters): make one with "openssl rand -base64 32"`;
    }
    const key = new Key(new Uint8Array(material));
    const twin = keys.findIndex((other) => other.id === key.id);
    if (twin >= 0) return `keys ${twin + 1} and ${index + 1} are equal: a rotation needs a new key in front and the old one behind it`;
    keys.push(key);
  }
  const [current] = keys;
  return current === undefined ? "no key given" : { current, all: keys };
}

/**
 * The ring of a secret that the configuration has already checked.
 * @throws AppError `misconfigured` with the problem, never a byte of the secret
 */
export function requireKeyRing(text: string): KeyRing {
  const ring = parseKeyRing(text);
  if (typeof ring === "string") throw new AppError("misconfigured", ring);
  return ring;
}

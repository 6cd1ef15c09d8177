/** HMAC-SHA-256 (RFC 2104) over exact texts, with the keys of a ring kept apart by purpose. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Key, KeyPurpose, KeyRing } from "./keys.ts";

/** 64 hex digits, under the ring's current key. */
export function signText(text: string, ring: KeyRing, purpose: KeyPurpose): string {
  return macOf(text, ring.current, purpose);
}

/** The key that signed, compared in constant time against every key of the ring; undefined where none did. */
export function signerOf(text: string, mac: string, ring: KeyRing, purpose: KeyPurpose): Key | undefined {
  // A lone surrogate would become U+FFFD in UTF-8, so two texts would share one MAC.
  if (!/^[0-9a-f]{64}$/.test(mac) || !text.isWellFormed()) return undefined;
  const given = ascii.encode(mac);
  let signer: Key | undefined;
  for (const key of ring.all) {
    if (timingSafeEqual(ascii.encode(macOf(text, key, purpose)), given)) signer ??= key;
  }
  return signer;
}

const ascii = new TextEncoder();

function macOf(text: string, key: Key, purpose: KeyPurpose): string {
  return createHmac("sha256", key.derive(purpose)).update(text, "utf8").digest("hex");
}

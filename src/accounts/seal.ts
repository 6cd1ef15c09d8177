/** Authenticated encryption of small texts, AES-256-GCM (NIST SP 800-38D), bound to whom they belong to. */
import type { Key, KeyPurpose, KeyRing } from "./keys.ts";

const ivBytes = 12;
const form = /^v1\.([0-9a-f]{8})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22,})$/;
type AesKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** Imported once. Keys, never promises: a promise belongs to the request that made it. */
const aesKeys = new WeakMap<Key, Map<KeyPurpose, AesKey>>();

async function aesKey(key: Key, purpose: KeyPurpose): Promise<AesKey> {
  const known = aesKeys.get(key)?.get(purpose);
  if (known !== undefined) return known;
  const imported = await crypto.subtle.importKey("raw", new Uint8Array(key.derive(purpose)), "AES-GCM", false, ["encrypt", "decrypt"]);
  const ofKey = aesKeys.get(key) ?? new Map<KeyPurpose, AesKey>();
  aesKeys.set(key, ofKey.set(purpose, imported));
  return imported;
}

/** The bytes, where the text is their one canonical base64url form. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? new Uint8Array(bytes) : null;
}

/**
 * @param additionalData what the text belongs to (a principal id, a transaction id): opening it under any other value fails.
 * @returns `v1.<key id>.<iv>.<ciphertext and tag>`, the last two base64url.
 */
export async function seal(plaintext: string, additionalData: string, ring: KeyRing, purpose: KeyPurpose): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const algorithm = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(additionalData) };
  const ciphertext = await crypto.subtle.encrypt(algorithm, await aesKey(ring.current, purpose), new TextEncoder().encode(plaintext));
  return `v1.${ring.current.id}.${Buffer.from(iv).toString("base64url")}.${Buffer.from(ciphertext).toString("base64url")}`;
}

/** The plaintext, or null: another form, version, key, purpose or owner, or a changed bit. */
export async function open(sealed: string, additionalData: string, ring: KeyRing, purpose: KeyPurpose): Promise<string | null> {
  const [, keyId, ivText = "", ciphertextText = ""] = form.exec(sealed) ?? [];
  const key = ring.all.find((candidate) => candidate.id === keyId);
  const iv = fromBase64Url(ivText);
  const ciphertext = fromBase64Url(ciphertextText);
  if (key === undefined || iv === null || ciphertext === null) return null;
  try {
    const algorithm = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(additionalData) };
    return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, await aesKey(key, purpose), ciphertext));
  } catch {
    return null;
  }
}

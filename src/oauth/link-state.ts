/** One attempt to link an account: its signed `state`, and the cookie that ties it to the browser and person who began it. */
import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import type { KeyRing } from "../accounts/keys.ts";
import { signerOf, signText } from "../accounts/mac.ts";
import { open, seal } from "../accounts/seal.ts";
import type { PrincipalId } from "../core/identity.ts";
import { parseJson } from "../core/json.ts";

/** How long a person may take at Microsoft, ms. */
export const linkLifetimeMs = 10 * 60_000;

export type LinkTransaction = {
  /** UUIDv7: its first 48 bits tell when it began. */
  readonly id: string;
  /** PKCE code verifier (RFC 7636 §4.1), 256 bits. */
  readonly codeVerifier: string;
  /** OpenID Connect nonce, 256 bits. */
  readonly nonce: string;
  readonly principalId: PrincipalId;
  /** Epoch ms. */
  readonly expiresAt: number;
};

const transaction = z.strictObject({
  id: z.uuidv7(),
  codeVerifier: z.string().length(43),
  nonce: z.string().length(43),
  principalId: z.custom<PrincipalId>((value) => typeof value === "string"),
  expiresAt: z.int(),
});

export function beginLink(principalId: PrincipalId, now: number): LinkTransaction {
  const secret = (): string => randomBytes(32).toString("base64url");
  return { id: uuidv7({ msecs: now }), codeVerifier: secret(), nonce: secret(), principalId, expiresAt: now + linkLifetimeMs };
}

/** `<transaction id>.<HMAC>`: a forged one is told by itself, before anything is looked up. */
export function stateOf(link: LinkTransaction, keys: KeyRing): string {
  return `${link.id}.${signText(link.id, keys, "link-state")}`;
}

/** The transaction id of a state of our own making; null for any other text. */
export function transactionIdOf(state: string, keys: KeyRing): string | null {
  const dot = state.indexOf(".");
  const id = state.slice(0, Math.max(dot, 0));
  return signerOf(id, state.slice(dot + 1), keys, "link-state") === undefined ? null : id;
}

/** When a transaction began, epoch ms (RFC 9562 §5.7). */
export function begunAt(transactionId: string): number {
  return Number.parseInt(transactionId.slice(0, 8) + transactionId.slice(9, 13), 16);
}

/** Cookie name without its `__Host-` prefix; one per transaction, so that two tabs do not disturb each other. */
export function linkCookieName(transactionId: string): string {
  return `${linkCookiePrefix}${transactionId}`;
}
export const linkCookiePrefix = "m365-link-";

export function sealLink(link: LinkTransaction, keys: KeyRing): Promise<string> {
  return seal(JSON.stringify(link), link.id, keys, "link-cookie");
}

/** The transaction that a cookie holds, where it is really that of this id. */
export async function openLink(cookie: string, transactionId: string, keys: KeyRing): Promise<LinkTransaction | null> {
  const text = await open(cookie, transactionId, keys, "link-cookie");
  const link = transaction.safeParse(text === null ? null : parseJson(text));
  return link.success ? link.data : null;
}

/** A transaction that somebody else kept for us. */
export function linkOf(value: unknown): LinkTransaction | null {
  return transaction.safeParse(value).data ?? null;
}

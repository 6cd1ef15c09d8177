/** The permission to spend one principal's Microsoft account on one Graph request, once: signed by the agent, opened by relay and vault. */
import { createHash } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { isPrincipalId, type PrincipalId } from "../core/identity.ts";
import { parseJson } from "../core/json.ts";
import type { GraphMethod } from "../core/graph-method.ts";
import type { KeyRing } from "./keys.ts";
import { signerOf, signText } from "./mac.ts";

export type Envelope = {
  readonly v: 1;
  /** Names the key of the ring that signs. */
  readonly keyId: string;
  /** UUIDv7 (RFC 9562), single use. */
  readonly envelopeId: string;
  readonly requestId: string;
  /** Graph requests of one tool call, from 1. */
  readonly step: number;
  /** Attempts of one step, from 1. */
  readonly try: number;
  readonly principal: PrincipalId;
  /** The deployment it is good for. */
  readonly audience: string;
  readonly tool: string;
  readonly method: GraphMethod;
  /** `/me/messages/{id}` */
  readonly template: string;
  /** SHA-256 of the exact message bytes, hex. */
  readonly messageHash: string;
  /** Epoch ms. */
  readonly issuedAt: number;
  /** Epoch ms, at most 60 s after `issuedAt`. */
  readonly expiresAt: number;
};

/** Only `openEnvelope` can make one: holding it means signature, times and audience were checked, and the message where one was given. */
export type VerifiedEnvelope = Envelope & { readonly [verified]: true };
declare const verified: unique symbol;

export type EnvelopeRefusal =
  | { readonly reason: "envelope_signature" }
  /** `field` names what is wrong, separated by spaces; empty where it is the text as a whole. */
  | { readonly reason: "envelope_malformed"; readonly field: string }
  | { readonly reason: "envelope_expired"; readonly issuedAt: number; readonly expiresAt: number; readonly now: number }
  | { readonly reason: "envelope_audience"; readonly audience: string }
  | { readonly reason: "envelope_tampered"; readonly envelopeId: string };

/** Longest life of an envelope, ms. */
export const envelopeLifetimeMs = 60_000;

/** How far ahead of our clock an envelope may be issued, ms. */
const clockSkewMs = 30_000;

/** Keys in the order they are written. */
const envelopeSchema = z.strictObject({
  v: z.literal(1),
  keyId: z.string(),
  envelopeId: z.uuidv7(),
  requestId: z.uuid(),
  step: z.int().min(1),
  try: z.int().min(1),
  principal: z.custom<PrincipalId>(isPrincipalId),
  audience: z.string().min(1),
  tool: z.string().min(1),
  method: z.enum(["GET", "POST", "PATCH", "PUT", "DELETE"]),
  template: z.string().startsWith("/"),
  messageHash: z.string().regex(/^[0-9a-f]{64}$/),
  issuedAt: z.int().min(0),
  expiresAt: z.int().min(0),
});

function envelopeText(e: Envelope): string {
  return JSON.stringify({
    v: e.v,
    keyId: e.keyId,
    envelopeId: e.envelopeId,
    requestId: e.requestId,
    step: e.step,
    try: e.try,
    principal: e.principal,
    audience: e.audience,
    tool: e.tool,
    method: e.method,
    template: e.template,
    messageHash: e.messageHash,
    issuedAt: e.issuedAt,
    expiresAt: e.expiresAt,
  });
}

/** Writes the envelope as one flat JSON text in fixed key order, under the ring's current key, with its HMAC-SHA-256 in hex. */
export function signEnvelope(envelope: Omit<Envelope, "keyId" | "v">, keys: KeyRing): { readonly text: string; readonly mac: string } {
  const text = envelopeText({ ...envelope, v: 1, keyId: keys.current.id });
  return { text, mac: signText(text, keys, "envelope") };
}

/**
 * Verifies the MAC over the exact text before a byte of it is parsed, then form, times and audience, then the message where one is given.
 * Whether the envelope was used before is the vault's to say.
 */
export function openEnvelope(
  text: string,
  mac: string,
  check: { readonly keys: KeyRing; readonly audience: string; readonly now: number; readonly message?: string },
): VerifiedEnvelope | EnvelopeRefusal {
  const signer = signerOf(text, mac, check.keys, "envelope");
  if (signer === undefined) return { reason: "envelope_signature" };

  const parsed = envelopeSchema.safeParse(parseJson(text));
  if (!parsed.success) return { reason: "envelope_malformed", field: parsed.error.issues.flatMap(({ path }) => path).join(" ") };
  const envelope = parsed.data;
  if (envelopeText(envelope) !== text) return { reason: "envelope_malformed", field: "" };
  if (envelope.keyId !== signer.id) return { reason: "envelope_signature" };

  const { issuedAt, expiresAt } = envelope;
  const { now } = check;
  const lifetime = expiresAt - issuedAt;
  if (lifetime <= 0 || lifetime > envelopeLifetimeMs || issuedAt > now + clockSkewMs || expiresAt <= now) {
    return { reason: "envelope_expired", issuedAt, expiresAt, now };
  }
  if (envelope.audience !== check.audience) return { reason: "envelope_audience", audience: envelope.audience };
  if (check.message !== undefined && messageHash(check.message) !== envelope.messageHash) {
    return { reason: "envelope_tampered", envelopeId: envelope.envelopeId };
  }
  return envelope as VerifiedEnvelope;
}

/** SHA-256 of the message's UTF-8 bytes, hex. */
export function messageHash(message: string): string {
  return createHash("sha256").update(message).digest("hex");
}

/** A UUIDv7 (RFC 9562 §5.7). */
export function newEnvelopeId(now: number): string {
  return uuidv7({ msecs: now });
}

const openMessage = '{"envelope":';
const beforeMac = ',"mac":"';
const beforeMessage = '","message":';

/** The user message of the chat completion: one JSON text whose every byte is fixed, signed or hashed. */
export function packMessage(parts: { readonly envelope: string; readonly mac: string; readonly message: string }): string {
  return `${openMessage}${parts.envelope}${beforeMac}${parts.mac}${beforeMessage}${parts.message}}`;
}

/** The exact inverse of `packMessage`; null for anything else: other white space, key order, escapes or trailing bytes. */
export function unpackMessage(content: string): { readonly envelope: string; readonly mac: string; readonly message: string } | null {
  // A lone surrogate would become U+FFFD in UTF-8, so two texts would share one hash.
  if (!content.startsWith(openMessage) || !content.endsWith("}") || !content.isWellFormed()) return null;
  // Inside the envelope's JSON strings every quote is escaped, so the first bare `,"mac":"` ends it.
  const macAt = content.indexOf(beforeMac, openMessage.length);
  const macStart = macAt + beforeMac.length;
  // Whatever stands for a MAC is taken out as it is: that it is none is for the signature check to say.
  const macEnd = content.indexOf(beforeMessage, macStart);
  if (macAt === -1 || macEnd === -1) return null;
  return {
    envelope: content.slice(openMessage.length, macAt),
    mac: content.slice(macStart, macEnd),
    message: content.slice(macEnd + beforeMessage.length, -1),
  };
}

const openAnswer = '{"answer":';
const closeAnswer = '"}';

/** The relay's answer with its own MAC, so that a cached, swapped or edited one is noticed. */
export function packAnswer(answer: string, keys: KeyRing): string {
  return `${openAnswer}${answer}${beforeMac}${signText(answer, keys, "answer")}${closeAnswer}`;
}

/** The exact answer text; null where the form or the MAC is wrong. */
export function unpackAnswer(content: string, keys: KeyRing): string | null {
  if (!content.startsWith(openAnswer) || !content.endsWith(closeAnswer)) return null;
  // The last one is ours, for no MAC has a quote in it; where there is none, what is cut out is no MAC either.
  const macAt = content.lastIndexOf(beforeMac);
  const answer = content.slice(openAnswer.length, macAt);
  const mac = content.slice(macAt + beforeMac.length, -closeAnswer.length);
  return signerOf(answer, mac, keys, "answer") === undefined ? null : answer;
}

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  messageHash,
  newEnvelopeId,
  openEnvelope,
  packAnswer,
  packMessage,
  signEnvelope,
  unpackAnswer,
  unpackMessage,
} from "../../../src/accounts/envelope.ts";
import { principalOf } from "../../../src/core/identity.ts";
import { keyRing } from "./vault-fixture.ts";

const now = Date.UTC(2026, 10, 21, 9);
const keys = keyRing();
const audience = "https://m365.corp.example";
const check = { keys, audience, now };

const text = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.constantFrom('","mac":"', '","message":', '{"envelope":', "\u2028", "'"),
);
/** The relay's messages and answers are JSON, whatever is in them. */
const message = fc.oneof(fc.jsonValue({ stringUnit: "binary" }), fc.dictionary(text, text)).map((value) => JSON.stringify(value));
const content = fc.record({
  envelopeId: fc.nat({ max: 1_000 }).map((later) => newEnvelopeId(now + later)),
  requestId: fc.uuid(),
  step: fc.integer({ min: 1, max: 20 }),
  try: fc.integer({ min: 1, max: 4 }),
  principal: fc
    .string({ unit: "binary", minLength: 1 })
    .map((subject) => principalOf({ kind: "user", subject, email: "a@corp.example", groups: [], expiresAt: 1 }).id),
  audience: fc.constant(audience),
  tool: text,
  method: fc.constantFrom("GET", "POST", "PATCH", "PUT", "DELETE"),
  template: text.map((rest) => `/${rest}`),
  messageHash: message.map(messageHash),
  issuedAt: fc.constant(now),
  expiresAt: fc.constant(now + 60_000),
});
/** One byte of the UTF-8, replaced by any other; what is no UTF-8 any more reads as U+FFFD, as it would on the way. */
const changed = (given: string, at: number, by: number): string => {
  const bytes = Buffer.from(given, "utf8");
  const index = at % bytes.length;
  bytes[index] = (bytes[index] ?? 0) ^ by;
  const text = bytes.toString("utf8");
  fc.pre(text !== given);
  return text;
};
const byte = { at: fc.nat({ max: 100_000 }), by: fc.integer({ min: 1, max: 255 }) };

describe("an envelope", () => {
  test("of anything opens to what was signed", () => {
    fc.assert(
      fc.property(content, (envelope) => {
        const { text: written, mac } = signEnvelope(envelope, keys);
        expect(openEnvelope(written, mac, check)).toEqual({ ...envelope, v: 1, keyId: keys.current.id });
      }),
      { numRuns: 1_000 },
    );
  });

  test("is refused for any single changed byte of its text or its MAC", () => {
    fc.assert(
      fc.property(content, byte.at, byte.by, (envelope, at, by) => {
        const { text: written, mac } = signEnvelope(envelope, keys);
        expect(openEnvelope(changed(written, at, by), mac, check)).toEqual({ reason: "envelope_signature" });
        expect(openEnvelope(written, changed(mac, at, by), check)).toEqual({ reason: "envelope_signature" });
      }),
      { numRuns: 2_500 },
    );
  });

  test("is good for its own message, and for no other", () => {
    fc.assert(
      fc.property(content, message, byte.at, byte.by, (envelope, sent, at, by) => {
        const { text: written, mac } = signEnvelope({ ...envelope, messageHash: messageHash(sent) }, keys);
        expect(openEnvelope(written, mac, { ...check, message: sent })).toMatchObject({ envelopeId: envelope.envelopeId });
        expect(openEnvelope(written, mac, { ...check, message: changed(sent, at, by) })).toEqual({
          reason: "envelope_tampered",
          envelopeId: envelope.envelopeId,
        });
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("the user message", () => {
  test("comes apart into exactly what was packed, whatever it quotes", () => {
    fc.assert(
      fc.property(content, message, (envelope, sent) => {
        const { text: written, mac } = signEnvelope(envelope, keys);
        expect(unpackMessage(packMessage({ envelope: written, mac, message: sent }))).toEqual({ envelope: written, mac, message: sent });
      }),
      { numRuns: 1_000 },
    );
  });

  test("of any single changed byte is none, or is refused when it is opened", () => {
    fc.assert(
      fc.property(content, message, byte.at, byte.by, (envelope, sent, at, by) => {
        const { text: written, mac } = signEnvelope({ ...envelope, messageHash: messageHash(sent) }, keys);
        const parts = unpackMessage(changed(packMessage({ envelope: written, mac, message: sent }), at, by));
        if (parts === null) return;
        expect(openEnvelope(parts.envelope, parts.mac, { ...check, message: parts.message })).toHaveProperty("reason");
      }),
      { numRuns: 2_500 },
    );
  });

  test("of any text is none, or one that packs to that very text", () => {
    const pieces = fc.array(fc.oneof(text, fc.constantFrom(',"mac":"', "{}", '"', "}")), { maxLength: 6 }).map((some) => some.join(""));
    fc.assert(
      fc.property(fc.boolean(), pieces, (opened, rest) => {
        const given = opened ? `{"envelope":${rest}}` : rest;
        const parts = unpackMessage(given);
        if (parts !== null) expect(packMessage(parts)).toBe(given);
      }),
      { numRuns: 2_500 },
    );
  });
});

test("the relay's answer comes back exactly, and not at all for any single changed byte", () => {
  fc.assert(
    fc.property(message, byte.at, byte.by, (answer, at, by) => {
      const packed = packAnswer(answer, keys);
      expect(unpackAnswer(packed, keys)).toBe(answer);
      expect(unpackAnswer(changed(packed, at, by), keys)).toBeNull();
    }),
    { numRuns: 2_500 },
  );
});

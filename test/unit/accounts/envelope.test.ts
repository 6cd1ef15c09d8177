import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  type Envelope,
  messageHash,
  newEnvelopeId,
  openEnvelope,
  packAnswer,
  packMessage,
  signEnvelope,
  unpackAnswer,
  unpackMessage,
} from "../../../src/accounts/envelope.ts";
import { signText } from "../../../src/accounts/mac.ts";
import { keyRing, keyText } from "./vault-fixture.ts";

const now = Date.UTC(2026, 10, 21, 9);
const audience = "https://m365.corp.example";
const keys = keyRing();
const message = JSON.stringify({ method: "GET", path: '/v1.0/me/messages/","mac":"', note: "ü \u2028" });

function content(over: Partial<Envelope> = {}): Omit<Envelope, "v" | "keyId"> {
  return {
    envelopeId: newEnvelopeId(now),
    requestId: randomUUID(),
    step: 1,
    try: 2,
    principal: "user:7335d417-0001",
    audience,
    tool: "getEmails",
    method: "GET",
    template: "/me/messages/{id}",
    messageHash: messageHash(message),
    issuedAt: now,
    expiresAt: now + 60_000,
    ...over,
  };
}

const check = { keys, audience, now };

describe("openEnvelope", () => {
  test("gives back what was signed", () => {
    const envelope = content();
    const { text, mac } = signEnvelope(envelope, keys);
    expect(openEnvelope(text, mac, { ...check, message })).toEqual({ ...envelope, v: 1, keyId: keys.current.id });
  });

  test("an envelope signed by the previous key is good while that key is in the ring", () => {
    const [before, after] = [keyText(), keyText()];
    const { text, mac } = signEnvelope(content(), keyRing(before));
    expect(openEnvelope(text, mac, { ...check, keys: keyRing(after, before) })).toHaveProperty("envelopeId");
    expect(openEnvelope(text, mac, { ...check, keys: keyRing(after) })).toEqual({ reason: "envelope_signature" });
  });

  test("every single changed byte of the envelope is noticed", () => {
    const { text, mac } = signEnvelope(content(), keys);
    for (let at = 0; at < text.length; at++) {
      const changed = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
      expect(openEnvelope(changed, mac, check)).toEqual({ reason: "envelope_signature" });
    }
  });

  test.each([
    ["empty", () => ""],
    ["cut", (mac: string) => mac.slice(0, 63)],
    ["longer", (mac: string) => `${mac}0`],
    ["upper case", (mac: string) => mac.toUpperCase()],
    ["with a newline", (mac: string) => `${mac}\n`],
    ["of zeros", () => "0".repeat(64)],
    ["no hex", () => "z".repeat(64)],
  ])("a MAC %s is refused", (_name, spoil) => {
    const { text, mac } = signEnvelope(content(), keys);
    expect(openEnvelope(text, spoil(mac), check)).toEqual({ reason: "envelope_signature" });
  });

  test("a MAC made for another purpose with the same secret is refused", () => {
    const { text } = signEnvelope(content(), keys);
    expect(openEnvelope(text, signText(text, keys, "answer"), check)).toEqual({ reason: "envelope_signature" });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["no UUIDv7 as its id", { envelopeId: randomUUID() }, "envelopeId"],
    ["no UUID as its request", { requestId: "1" }, "requestId"],
    ["step 0", { step: 0 }, "step"],
    ["a fraction as try", { try: 1.5 }, "try"],
    ["a principal of no kind", { principal: "alice" }, "principal"],
    ["a principal with a slash", { principal: "user:../bob" }, "principal"],
    ["a method Graph is not asked with", { method: "TRACE" }, "method"],
    ["an absolute template", { template: "https://evil.example/" }, "template"],
    ["a short hash", { messageHash: "00" }, "messageHash"],
    ["bytes in front of a hash", { messageHash: `0${messageHash(message)}` }, "messageHash"],
    ["bytes behind a hash", { messageHash: `${messageHash(message)}0` }, "messageHash"],
    ["two things wrong", { step: 0, try: 0 }, "step try"],
    ["times as text", { issuedAt: String(now) }, "issuedAt"],
    ["no expiry", { expiresAt: undefined }, "expiresAt"],
  ])("a signed envelope with %s is malformed", (_name, over, field) => {
    const { text, mac } = signEnvelope({ ...content(), ...over }, keys);
    expect(openEnvelope(text, mac, check)).toEqual({ reason: "envelope_malformed", field });
  });

  test.each(["GET", "POST", "PATCH", "PUT", "DELETE"] as const)("a signed envelope for a %s is good", (method) => {
    const { text, mac } = signEnvelope(content({ method }), keys);
    expect(openEnvelope(text, mac, check)).toMatchObject({ method });
  });

  test.each<[string, (text: string) => string, string?]>([
    ["white space", (text) => text.replace(",", ", ")],
    ["an unknown key", (text) => text.replace("{", '{"admin":true,')],
    ["a key twice", (text) => text.replace("{", '{"v":1,')],
    ["another key order", (text) => text.replace(/^\{"v":1,(.*)\}$/, '{$1,"v":1}')],
    ["an escape that is not needed", (text) => text.replace("getEmails", "\\u0067etEmails")],
    ["another version", (text) => text.replace('"v":1', '"v":2'), "v"],
    ["no JSON", () => "not json"],
  ])("a signed text with %s is malformed", (_name, spoil, field = "") => {
    const text = spoil(signEnvelope(content(), keys).text);
    expect(openEnvelope(text, signText(text, keys, "envelope"), check)).toEqual({ reason: "envelope_malformed", field });
  });

  test("an envelope that names another key than the one that signed is refused", () => {
    const text = signEnvelope(content(), keys).text.replace(keys.current.id, "00000000");
    expect(openEnvelope(text, signText(text, keys, "envelope"), check)).toEqual({ reason: "envelope_signature" });
  });

  test.each([
    ["in its last millisecond", { issuedAt: now - 59_999, expiresAt: now + 1 }, true],
    ["just expired", { issuedAt: now - 60_000, expiresAt: now }, false],
    ["issued 30 s ahead", { issuedAt: now + 30_000, expiresAt: now + 90_000 }, true],
    ["issued more than 30 s ahead", { issuedAt: now + 30_001, expiresAt: now + 90_000 }, false],
    ["living longer than 60 s", { issuedAt: now, expiresAt: now + 60_001 }, false],
    ["expiring before it was issued", { issuedAt: now + 2, expiresAt: now + 1 }, false],
    ["of no life at all", { issuedAt: now + 1, expiresAt: now + 1 }, false],
  ])("an envelope %s", (_name, times, good) => {
    const { text, mac } = signEnvelope(content(times), keys);
    const opened = openEnvelope(text, mac, check);
    if (good) expect(opened).toMatchObject({ v: 1, ...times });
    else expect(opened).toEqual({ reason: "envelope_expired", ...times, now });
  });

  test("an envelope of another deployment is refused", () => {
    const { text, mac } = signEnvelope(content({ audience: "https://staging.corp.example" }), keys);
    expect(openEnvelope(text, mac, check)).toEqual({ reason: "envelope_audience", audience: "https://staging.corp.example" });
  });

  test("another message than the one signed for is refused", () => {
    const envelope = content();
    const { text, mac } = signEnvelope(envelope, keys);
    expect(openEnvelope(text, mac, { ...check, message: `${message} ` })).toEqual({
      reason: "envelope_tampered",
      envelopeId: envelope.envelopeId,
    });
  });
});

describe("newEnvelopeId", () => {
  test("is a UUIDv7 of the given time, another one each time", () => {
    const ids = Array.from({ length: 1000 }, () => newEnvelopeId(now));
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt((ids[0] ?? "").replaceAll("-", "").slice(0, 12), 16)).toBe(now);
  });
});

describe("the user message", () => {
  const { text, mac } = signEnvelope(content({ tool: 'quote","mac":"in a name' }), keys);
  const packed = packMessage({ envelope: text, mac, message });

  test("is one JSON text", () => {
    expect(JSON.parse(packed)).toEqual({ envelope: JSON.parse(text), mac, message: JSON.parse(message) });
  });

  test("comes apart into exactly what was packed", () => {
    expect(unpackMessage(packed)).toEqual({ envelope: text, mac, message });
  });

  test.each([
    ["nothing", ""],
    ["white space in front", ` ${packed}`],
    ["white space behind", `${packed} `],
    ["another key order", `{"mac":"${mac}","envelope":${text},"message":${message}}`],
    ["a further key", packed.replace(`"${mac}",`, `"${mac}","x":1,`)],
    ["no message", packed.slice(0, packed.indexOf(',"message"'))],
    ["no message, but closed", `${packed.slice(0, packed.indexOf(',"message"'))}}`],
    ["no MAC", `{"envelope":${text},"message":${message}}`],
    ["something else for a MAC", `{"envelope":${text},"key":"${mac}","message":${message}}`],
    ["a message that is cut", packed.slice(0, packed.indexOf('"message":') + 10)],
    ["a lone surrogate", packed.replace("ü", "\ud800")],
    ["an ordinary prompt", "What is the weather?"],
  ])("%s is no user message", (_name, spoiled) => {
    expect(unpackMessage(spoiled)).toBeNull();
  });

  test.each([
    ["upper-case", mac.toUpperCase()],
    ["short", mac.slice(1)],
    ["long", `${mac}0`],
    ["empty", ""],
  ])("a MAC that is %s is no signature", (_name, spoiled) => {
    const parts = unpackMessage(packed.replace(mac, spoiled));
    expect(openEnvelope(parts?.envelope ?? "", parts?.mac ?? "", check)).toEqual({ reason: "envelope_signature" });
  });

  test("bytes around the envelope become part of it and fail its MAC", () => {
    const parts = unpackMessage(packed.replace('{"envelope":', '{"envelope": '));
    expect(openEnvelope(parts?.envelope ?? "", parts?.mac ?? "", check)).toEqual({ reason: "envelope_signature" });
  });

  test("bytes behind the message become part of it and fail its hash", () => {
    const parts = unpackMessage(packed.replace(/\}$/, ',"again":1}'));
    expect(openEnvelope(parts?.envelope ?? "", parts?.mac ?? "", { ...check, message: parts?.message ?? "" })).toMatchObject({
      reason: "envelope_tampered",
    });
  });
});

describe("the relay's answer", () => {
  const answer = JSON.stringify({ status: 200, body: { subject: `","mac":"${"0".repeat(64)}"}` } });
  const packed = packAnswer(answer, keys);

  test("comes back exactly", () => {
    expect(unpackAnswer(packed, keys)).toBe(answer);
    expect(JSON.parse(packed)).toMatchObject({ answer: { status: 200 } });
  });

  test("every single changed byte is noticed", () => {
    for (let at = 0; at < packed.length; at++) {
      expect(unpackAnswer(packed.slice(0, at) + String.fromCharCode(packed.charCodeAt(at) ^ 1) + packed.slice(at + 1), keys)).toBeNull();
    }
  });

  test.each([
    ["nothing", ""],
    ["a cut text", packed.slice(0, -1)],
    ["bytes behind", `${packed} `],
    ["bytes in front", ` ${packed}`],
    ["only a MAC", packed.slice(-75)],
    ["no MAC", `{"answer":${answer}}`],
    ["nothing but the form", '{"answer":"}'],
    ["something else for a MAC", packed.replace(/[0-9a-f]{64}"\}$/, 'none"}')],
  ])("%s is no answer", (_name, spoiled) => {
    expect(unpackAnswer(spoiled, keys)).toBeNull();
  });

  test("a lone surrogate does not pass for the replacement character it would be encoded as", () => {
    const replaced = packAnswer('"\ufffd"', keys);
    expect(unpackAnswer(replaced, keys)).toBe('"\ufffd"');
    expect(unpackAnswer(replaced.replace("\ufffd", "\ud800"), keys)).toBeNull();
  });

  test("an envelope's MAC does not sign an answer", () => {
    expect(unpackAnswer(`{"answer":${answer},"mac":"${signText(answer, keys, "envelope")}"}`, keys)).toBeNull();
  });

  test("another deployment's answer is refused", () => {
    expect(unpackAnswer(packAnswer(answer, keyRing()), keys)).toBeNull();
  });
});

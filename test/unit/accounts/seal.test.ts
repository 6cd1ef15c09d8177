import { expect, test } from "vitest";
import { open, seal } from "../../../src/accounts/seal.ts";
import { keyRing, keyText } from "./vault-fixture.ts";

const ring = keyRing();
const secret = "do-not-leak ü";

test("opens for the same owner, ring and purpose", async () => {
  expect(await open(await seal(secret, "user:a", ring, "vault"), "user:a", ring, "vault")).toBe(secret);
});

test("an empty text is a text", async () => {
  expect(await open(await seal("", "user:a", ring, "vault"), "user:a", ring, "vault")).toBe("");
});

test("the same text is never sealed the same way twice, and never shows", async () => {
  const sealed = await Promise.all(Array.from({ length: 100 }, () => seal(secret, "user:a", ring, "vault")));
  expect(new Set(sealed).size).toBe(100);
  expect(sealed[0]).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]+$/);
});

test("a text of one owner does not open under another", async () => {
  expect(await open(await seal(secret, "user:a", ring, "vault"), "user:b", ring, "vault")).toBeNull();
});

test("a text sealed for one purpose does not open for another", async () => {
  expect(await open(await seal(secret, "user:a", ring, "vault"), "user:a", ring, "cursor")).toBeNull();
});

test("a previous key opens, a retired one does not", async () => {
  const [before, after] = [keyText(), keyText()];
  const sealed = await seal(secret, "user:a", keyRing(before), "vault");
  expect(await open(sealed, "user:a", keyRing(after, before), "vault")).toBe(secret);
  expect(await open(sealed, "user:a", keyRing(after), "vault")).toBeNull();
});

test("every single changed character is noticed", async () => {
  const sealed = await seal(secret, "user:a", ring, "vault");
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
    expect(await open(changed, "user:a", ring, "vault"), `position ${at}`).toBeNull();
  }
});

test("no second spelling of a sealed text opens", async () => {
  // 17 bytes leave two unused bits in the last of their base64url characters.
  const sealed = await seal("x", "user:a", ring, "vault");
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const opened = await Promise.all(alphabet.split("").map((last) => open(sealed.slice(0, -1) + last, "user:a", ring, "vault")));
  expect(opened.filter((text) => text !== null)).toEqual(["x"]);
});

test.each(["", "v1", "v2.00000000.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA", "plain text", `v1.${ring.current.id}.AAAAAAAAAAAAAAAA.AA`])(
  "%j is no sealed text",
  async (text) => {
    expect(await open(text, "user:a", ring, "vault")).toBeNull();
  },
);

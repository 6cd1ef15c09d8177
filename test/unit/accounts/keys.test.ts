import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { parseKeyRing } from "../../../src/accounts/keys.ts";
import { keyRing, keyText } from "./vault-fixture.ts";

describe("parseKeyRing", () => {
  test("the first key signs, all of them verify", () => {
    const [first, second] = [keyText(), keyText()];
    const ring = keyRing(first, second);
    expect(ring.all).toHaveLength(2);
    expect(ring.current).toBe(ring.all[0]);
    expect(ring.current.id).toBe(keyRing(first).current.id);
  });

  test("white space around keys is allowed", () => {
    expect(typeof parseKeyRing(` ${keyText()} ,\n${keyText()}\n`)).toBe("object");
  });

  test("base64url without padding is the same key", () => {
    const bytes = Buffer.alloc(32, 0xfb);
    expect(keyRing(bytes.toString("base64url")).current.id).toBe(keyRing(bytes.toString("base64")).current.id);
  });

  test.each([
    ["no text", "", "key 1"],
    ["a short key", Buffer.alloc(31, 7).toString("base64"), "key 1"],
    ["a long key", Buffer.alloc(33, 7).toString("base64"), "key 1"],
    ["a passphrase", "correct horse battery staple correct horse batt", "key 1"],
    ["hex", Buffer.alloc(32, 7).toString("hex"), "key 1"],
    ["a trailing comma", `${Buffer.alloc(32, 7).toString("base64")},`, "key 2"],
    ["base64 whose unused bits are set", `${Buffer.alloc(32).toString("base64").slice(0, 42)}B=`, "key 1"],
    ["equal keys", `${Buffer.alloc(32, 7).toString("base64")},${Buffer.alloc(32, 7).toString("base64")}`, "keys 1 and 2 are equal"],
  ])("%s is refused with a sentence that names the key", (_name, text, sentence) => {
    expect(parseKeyRing(text)).toContain(sentence);
  });

  test("the sentence does not repeat the secret", () => {
    expect(parseKeyRing("do-not-leak")).not.toContain("do-not-leak");
  });

  test("purposes and keys have subkeys of their own", () => {
    const [one, two] = [keyRing().current, keyRing().current];
    const subkeys = [one.derive("envelope"), one.derive("answer"), one.derive("vault"), two.derive("envelope")];
    expect(new Set(subkeys.map((subkey) => Buffer.from(subkey).toString("hex"))).size).toBe(4);
    expect(one.derive("envelope")).toBe(subkeys[0]);
  });

  test("a key cannot be printed", () => {
    const bytes = Buffer.alloc(32, "Z");
    const ring = keyRing(bytes.toString("base64"));
    ring.current.derive("vault");
    expect(`${JSON.stringify(ring)}${inspect(ring, { depth: 9, showHidden: true })}`).not.toMatch(/Z{4}|5a5a5a|90, 90/);
  });
});

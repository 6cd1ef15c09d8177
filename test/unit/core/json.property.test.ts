import * as fc from "fast-check";
import { expect, test } from "vitest";
import { jsonLine, parseJson, repeatsKey } from "../../../src/core/json.ts";

/** Every key under every other key's name may be spelled with escapes: `\u0065mail` is `email`. */
const escaped = (key: string): string =>
  `"${Array.from({ length: key.length }, (_, at) => `\\u${key.charCodeAt(at).toString(16).padStart(4, "0")}`).join("")}"`;

test("any text is read or is null, and nothing is thrown", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (text) => {
      const value = parseJson(text);
      if (value !== null) expect(JSON.parse(text)).toEqual(value);
      expect(typeof repeatsKey(text)).toBe("boolean");
    }),
    { numRuns: 2_000 },
  );
});

test("what JSON.stringify writes repeats no key, whatever the keys and texts", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), fc.nat({ max: 2 }), (value, indent) => {
      expect(repeatsKey(JSON.stringify(value, null, indent))).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});

test("a key said twice is noticed, wherever the object stands, whatever is between and however it is spelled", () => {
  const value = fc.jsonValue({ stringUnit: "binary", maxDepth: 2 });
  const key = fc.string({ unit: "binary" });
  const wrapped = fc.constantFrom(
    (text: string) => text,
    (text: string) => `[1, ${text}]`,
    (text: string) => `{"a": {"b": [${text}]}}`,
  );
  fc.assert(
    fc.property(
      key,
      fc.array(fc.tuple(key, value), { maxLength: 4 }),
      value,
      value,
      fc.boolean(),
      wrapped,
      (name, between, first, second, disguised, wrap) => {
        const members = [
          `${JSON.stringify(name)}: ${JSON.stringify(first)}`,
          ...between.map(([other, its]) => `${JSON.stringify(other)}:${JSON.stringify(its)}`),
          `${disguised ? escaped(name) : JSON.stringify(name)} : ${JSON.stringify(second)}`,
        ];
        expect(repeatsKey(wrap(`{${members.join(",")}}`))).toBe(true);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("one event stays one line, whatever stands in it", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ stringUnit: "binary" })), (record) => {
      const line = jsonLine(record);
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
      expect(JSON.stringify(JSON.parse(line))).toBe(JSON.stringify(record));
    }),
    { numRuns: 1_000 },
  );
});

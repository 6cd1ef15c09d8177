import { describe, expect, test } from "vitest";
import { jsonLine, namesPrototype, parseJson, repeatsKey } from "../../../src/core/json.ts";

describe("one line", () => {
  test.each([
    "\r\n",
    "\n",
    "\u2028",
    "\u2029",
    "\u0085",
    "\u001b[2J",
    "\u202e",
    "\u2066",
    "\u200b",
    "\ufeff",
    "\u0000",
    '","outcome":"done',
    "\u061c",
  ])("%j stays inside its value", (hostile) => {
    const line = jsonLine({ mcpTool: hostile, outcome: "refused" });

    // oxlint-disable-next-line no-control-regex -- what must not be in a line
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/);
    expect(JSON.parse(line)).toEqual({ mcpTool: hostile, outcome: "refused" });
  });
});

describe("a key named twice", () => {
  test.each([
    '{"a":1,"a":2}',
    '{"x":{"a":1,"b":{},"a":2}}',
    '[{"a":1},{"b":1,"b":1}]',
    '{"a":1,"\\u0061":2}',
    '{"":1,"":2}',
    '{"a" :1,"a"\n:2}',
    '{"a":"}","b":1,"a":2}',
  ])("is found in %s", (text) => {
    expect(repeatsKey(text)).toBe(true);
  });

  test.each([
    "{}",
    '{"a":{"a":1},"b":[{"a":1},{"a":2}]}',
    '{"a":"a","b":"\\"a\\":"}',
    '{"a":"{","b":"}"}',
    '["a","a"]',
    '{"a\\\\":1,"a":2}',
    "1",
    '"a":1,"a":2',
  ])("is not in %s", (text) => {
    expect(repeatsKey(text)).toBe(false);
  });
});

test("what is no JSON is null", () => {
  expect(parseJson("{")).toBeNull();
});

test.each<[string, boolean]>([
  ["null", false],
  ['"__proto__"', false],
  ["7", false],
  ["{}", false],
  ['{"a":"x","b":[null,"__proto__",1]}', false],
  ['{"prototype":1,"constructor":{}}', false],
  ['{"__proto__":null}', true],
  ['{"a":1,"b":{"__proto__":{}},"c":{}}', true],
  ['[{},[{"x":{"\\u005f_proto__":1}}]]', true],
])("%s names the prototype: %s", (text, does) => {
  expect(namesPrototype(JSON.parse(text))).toBe(does);
});

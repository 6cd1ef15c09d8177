import { expect, test } from "vitest";
import { searchExpression } from "../../../src/tools/mail/search-expression.ts";
import { parseKql } from "../../../infra/local/graph/odata/kql.ts";

test.each([
  ["budget 2027", "budget 2027"],
  ["from:ben budget", "from:ben budget"],
  ['subject:"year end" OR "quarter end"', 'subject:"year end" OR "quarter end"'],
  ["received>=2026-11-01 AND NOT (from:ben OR from:ana)", "received>=2026-11-01 AND NOT ( from:ben OR from:ana )"],
  ["hasAttachments:true", "hasAttachments:true"],
  ["RE: Budget", '"RE:" Budget'],
  ["a=b", '"a=b"'],
  ["<script>alert(1)</script>", '"<script>alert" ( 1 ) "</script>"'],
  ["https://contoso.example/x", '"https://contoso.example/x"'],
  ["from: ben", '"from:" ben'],
  ["  spaced   out ", "spaced out"],
  ["o'brien", "o'brien"],
])("%j is searched as %j, which Exchange can read", (query, expression) => {
  expect(searchExpression(query)).toBe(expression);
  expect(() => parseKql(expression, 0)).not.toThrow();
});

test.each([
  'x"',
  '"',
  'x" OR from:ceo',
  "(a",
  "a)",
  "()",
  "AND kind:contacts",
  "a OR",
  "a AND OR b",
  "NOT",
  "a NOT",
  ") OR (",
  "(".repeat(200),
])("%j is refused", (query) => {
  expect(() => searchExpression(query)).toThrowError(expect.objectContaining({ code: "invalid_arguments", details: { field: "query" } }));
});

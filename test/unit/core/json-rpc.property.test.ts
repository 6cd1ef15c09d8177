import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readMessage } from "../../../src/core/json-rpc.ts";

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

const nested = fc
  .tuple(fc.nat({ max: 80 }), fc.jsonValue({ maxDepth: 3 }), fc.boolean())
  .map(
    ([levels, inner, list]) => `${(list ? '{"a":[' : '{"a":').repeat(levels)}${JSON.stringify(inner)}${(list ? "]}" : "}").repeat(levels)}`,
  );

test("a message is read exactly where it is JSON, no batch, and no deeper than 64 levels", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json(), nested), (text) => {
      const read = readMessage(text);
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        expect(read).toMatchObject({ readable: false, reason: "json_invalid", code: -32_700 });
        return;
      }
      if (Array.isArray(value)) expect(read).toMatchObject({ readable: false, reason: "batch_refused" });
      else if (depthOf(value) > 64) expect(read).toMatchObject({ readable: false, reason: "json_limits" });
      else expect(read).toEqual({ readable: true, parsed: value });
    }),
    { numRuns: 3_000 },
  );
});

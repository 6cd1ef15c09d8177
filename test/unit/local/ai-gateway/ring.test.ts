import { expect, test } from "vitest";
import { Ring } from "../../../../infra/local/ai-gateway/ring.ts";

test("keeps the newest values, oldest first", () => {
  const ring = new Ring<number>({ maxCount: 3, maxBytes: 1_000 });
  for (let value = 0; value < 5_000; value += 1) ring.push(value, 1);
  expect(ring.toArray()).toEqual([4_997, 4_998, 4_999]);
});

test("drops the oldest when bytes run out", () => {
  const dropped: string[] = [];
  const ring = new Ring<string>({ maxCount: 10, maxBytes: 10 }, (value) => dropped.push(value));
  for (const value of ["a", "b", "c"]) ring.push(value, 4);
  expect([ring.toArray(), dropped]).toEqual([["b", "c"], ["a"]]);
});

test("keeps the newest value even where it alone is over the budget", () => {
  const ring = new Ring<string>({ maxCount: 10, maxBytes: 10 });
  ring.push("small", 1);
  ring.push("huge", 11);
  expect(ring.toArray()).toEqual(["huge"]);
});

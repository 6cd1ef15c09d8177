import { expect, test } from "vitest";
import { fewAtOnce } from "../../../src/tools/few-at-once.ts";

test("answers in the order of the things, four under way at most", async () => {
  let running = 0;
  let most = 0;
  const answers = await fewAtOnce([30, 5, 20, 1, 10, 2], async (ms) => {
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setTimeout(resolve, ms));
    running -= 1;
    return ms;
  });

  expect(answers).toEqual([30, 5, 20, 1, 10, 2]);
  expect(most).toBe(4);
});

test("fails only when nothing is under way any more, so that every request is in the record, and begins no further one", async () => {
  const ended: number[] = [];
  const failing = fewAtOnce([1, 2, 3, 4, 5], async (item) => {
    if (item === 1) throw new Error("first");
    await new Promise((resolve) => setTimeout(resolve, 10));
    ended.push(item);
    return item;
  });

  await expect(failing).rejects.toThrow("first");
  expect(ended).toEqual([2, 3, 4]);
});

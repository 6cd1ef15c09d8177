import { describe, expect, test } from "vitest";
import { sweepGrants } from "../../../src/oauth/sweep.ts";

type Purge = Parameters<typeof sweepGrants>[0];

/** A store of so many batches, and the cursors it was asked with. */
function storeOf(batches: number) {
  const asked: (string | undefined)[] = [];
  const purge: Purge = {
    purgeExpiredData: (options) => {
      asked.push(options?.cursor);
      const next = Number(options?.cursor ?? 0) + 1;
      const none = { grantsChecked: 0, grantsPurged: 0, tokensChecked: 0, tokensPurged: 0 };
      return Promise.resolve(next < batches ? { ...none, done: false, cursor: String(next) } : { ...none, done: true });
    },
  };
  return { purge, asked };
}

function memoryKv() {
  const values = new Map<string, string>();
  const kv = {
    get: (key: string) => Promise.resolve(values.get(key) ?? null),
    put: (key: string, value: string) => Promise.resolve(void values.set(key, value)),
    delete: (key: string) => Promise.resolve(void values.delete(key)),
  };
  return { values, kv };
}

describe("sweeping what expired", () => {
  test("a small store is swept in one run, and the next one begins anew", async () => {
    const { purge, asked } = storeOf(2);
    const { kv, values } = memoryKv();

    await sweepGrants(purge, kv);
    await sweepGrants(purge, kv);

    expect(asked).toEqual([undefined, "1", undefined, "1"]);
    expect(values.size).toBe(0);
  });

  test("a large one is swept over several runs, each going on where the last one stopped", async () => {
    const { purge, asked } = storeOf(6);
    const { kv } = memoryKv();

    await sweepGrants(purge, kv);
    await sweepGrants(purge, kv);

    expect(asked).toEqual([undefined, "1", "2", "3", "4", "5"]);
  });
});

import { describe, expect, test } from "vitest";
import { type Revocation, revocableStore } from "../../../src/oauth/revocable-store.ts";

/** A store that notes deletions, and a list that notes revocations, in the order they happen. */
function fixture(broken: { list?: boolean; store?: boolean } = {}) {
  const steps: (string | Revocation)[] = [];
  const kv = {
    async delete(key: string) {
      steps.push(`deleted ${key}`);
      if (broken.store) throw new Error("KV is down");
    },
    async get(this: unknown, key: string) {
      return this === kv ? `value of ${key}` : "called on something else";
    },
    kind: "kv",
  };
  const store = revocableStore(kv, async (revocation) => {
    steps.push(revocation);
    if (broken.list) throw new Error("the object is down");
  });
  return { steps, store };
}

const grantKey = "grant:user%3Aalice-sub:g1";

describe("deleting", () => {
  test("a grant puts it on its principal's list first", async () => {
    const { steps, store } = fixture();
    await store.delete(grantKey);
    expect(steps).toEqual([{ principalId: "user:alice-sub", grantId: "g1" }, `deleted ${grantKey}`]);
  });

  test("an access token names the token", async () => {
    const { steps, store } = fixture();
    await store.delete("token:user%3Aa%2540b:g1:abc");
    expect(steps[0]).toEqual({ principalId: "user:a%40b", grantId: "g1", tokenId: "abc" });
  });

  test.each([
    "client:c1",
    "grant:user%3Aalice",
    "grant:user%3Aalice:g1:x",
    "token:user%3Aalice:g1",
    "token:a:b:c:d",
    "grant:%E0%A4%A:g1",
    "grant:nobody:g1",
  ])("%s revokes nothing", async (key) => {
    const { steps, store } = fixture();
    await store.delete(key);
    expect(steps).toEqual([`deleted ${key}`]);
  });

  test("fails where the object could not be told, with the record deleted all the same", async () => {
    const { steps, store } = fixture({ list: true });
    await expect(store.delete(grantKey)).rejects.toThrow("the object is down");
    expect(steps).toContain(`deleted ${grantKey}`);
  });

  test("fails where KV fails, with the object told", async () => {
    const { steps, store } = fixture({ store: true });
    await expect(store.delete(grantKey)).rejects.toThrow("KV is down");
    expect(steps).toHaveLength(2);
  });
});

test("everything else is the store's own", async () => {
  const { store } = fixture();
  expect(await store.get("k")).toBe("value of k");
  expect(store.kind).toBe("kv");
});

test("what no key can hold was never stored", async () => {
  const { store } = fixture();
  const read = (store as unknown as { readonly get: (key: string) => Promise<string | null> }).get;
  expect([await read("k".repeat(513)), await read("é".repeat(257)), await read("k".repeat(512))]).toEqual([
    null,
    null,
    `value of ${"k".repeat(512)}`,
  ]);
});

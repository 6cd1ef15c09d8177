import { exportJWK, generateKeyPair } from "jose";
import { describe, expect, test } from "vitest";
import { KeySet, KeySetUnavailable } from "../../../src/accounts/key-set.ts";

const { publicKey } = await generateKeyPair("RS256");
const jwk = await exportJWK(publicKey);
const key = (kid: string): object => ({ ...jwk, kid, use: "sig" });

function keySet(answer: () => Response) {
  const clock = { now: 1_000_000 };
  const asked: RequestInit[] = [];
  const set = new KeySet("https://login.example/keys", {
    fetch: async (_url, init) => {
      asked.push(init);
      await Promise.resolve();
      return answer();
    },
    now: () => clock.now,
  });
  return { set, clock, asked };
}

describe("KeySet", () => {
  test("a hundred cold questions are one fetch that follows no redirect", async () => {
    const { set, asked } = keySet(() => Response.json({ keys: [key("a")] }));
    const keys = await Promise.all(Array.from({ length: 100 }, () => set.key("a")));
    expect(new Set(keys).size).toBe(1);
    expect(asked.map(({ redirect }) => redirect)).toEqual(["manual"]);
  });

  test("a known key is not asked for again within ten minutes", async () => {
    const { set, clock, asked } = keySet(() => Response.json({ keys: [key("a")] }));
    await set.key("a");
    clock.now += 600_000;
    await set.key("a");
    expect(asked).toHaveLength(1);
    clock.now += 1;
    await set.key("a");
    expect(asked).toHaveLength(2);
  });

  test("a key that appears later is found by asking once more", async () => {
    const published = [key("a")];
    const { set, clock } = keySet(() => Response.json({ keys: published }));
    await set.key("a");
    published.push(key("b"));
    clock.now += 30_001;
    expect(await set.key("b")).toBeDefined();
  });

  test("a thousand unknown key ids within the cooldown are no further fetch", async () => {
    const { set, asked } = keySet(() => Response.json({ keys: [key("a")] }));
    await set.key("a");
    for (let asking = 0; asking < 1000; asking++) expect(await set.key(`unknown-${asking}`)).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  test("a withdrawn key is no longer known", async () => {
    let published = [key("a"), key("b")];
    const { set, clock } = keySet(() => Response.json({ keys: published }));
    expect(await set.key("a")).toBeDefined();
    published = [key("b")];
    clock.now += 600_001;
    expect(await set.key("a")).toBeUndefined();
  });

  test.each<[string, object]>([
    ["of another kind", { kty: "oct", kid: "a", k: "AAAA" }],
    ["for encryption", { ...jwk, kid: "a", use: "enc" }],
    ["without an id", { ...jwk, use: "sig" }],
    ["without a modulus", { kty: "RSA", kid: "a", e: "AQAB" }],
  ])("a key %s does not count", async (_name, foreign) => {
    const { set } = keySet(() => Response.json({ keys: [foreign, key("b")] }));
    expect(await set.key("a")).toBeUndefined();
    expect(await set.key("b")).toBeDefined();
  });

  test.each<[string, () => Response]>([
    ["an error", () => Response.json({ keys: [key("a")] }, { status: 500 })],
    ["a page", () => new Response("<html>")],
    ["no keys", () => Response.json({ keys: [] })],
    ["another form", () => Response.json({})],
    ["a redirect", () => new Response(null, { status: 302, headers: { location: "https://evil.example/keys" } })],
    ["a huge body", () => Response.json({ keys: [key("a")], padding: "x".repeat(300_000) })],
    ["too many keys", () => Response.json({ keys: Array.from({ length: 101 }, (_, n) => key(`k${n}`)) })],
  ])("%s is unavailable, and the next question asks again", async (_name, answer) => {
    let healthy = false;
    const { set } = keySet(() => (healthy ? Response.json({ keys: [key("a")] }) : answer()));
    await expect(set.key("a")).rejects.toBeInstanceOf(KeySetUnavailable);
    healthy = true;
    expect(await set.key("a")).toBeDefined();
  });
});

import { afterEach, describe, expect, test, vi } from "vitest";
import { accessTeam, issuer, teamKey } from "../../support/access-team.ts";

const cooldown = 30_000;
const failedCooldown = 5_000;
const minute = 60_000;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("how often the team is asked", () => {
  test("not again while its keys are fresh", async () => {
    const team = await accessTeam();
    await team.reason(team.token());
    team.clock.now += 10 * minute - 1;

    expect(await team.reason(team.token())).toBe("admitted");
    expect(team.asked).toHaveLength(1);
  });

  test("again once they are ten minutes old", async () => {
    const team = await accessTeam();
    await team.reason(team.token());
    team.clock.now += 10 * minute;

    expect(await team.reason(team.token())).toBe("admitted");
    expect(team.asked).toHaveLength(2);
  });

  test("once for 48 who come at the same time to a cold isolate", async () => {
    const team = await accessTeam();

    const reasons = await Promise.all(Array.from({ length: 48 }, () => team.reason(team.token())));
    expect(new Set(reasons)).toEqual(new Set(["admitted"]));
    expect(team.asked).toHaveLength(1);
  });

  test("once in 10 s for 1,000 unknown keys, and everybody known goes on", async () => {
    const team = await accessTeam();
    await team.reason(team.token());
    team.clock.now += cooldown;
    team.asked.length = 0;

    for (let index = 0; index < 1_000; index += 1) {
      team.clock.now += 10;
      expect(await team.reason(team.token({}, { kid: `made-up-${index}` }))).toBe("kid_unknown");
    }
    expect(team.asked).toHaveLength(1);
    expect(await team.reason(team.token())).toBe("admitted");
  });

  test("the shared question is handed to whoever keeps the request alive", async () => {
    const team = await accessTeam();
    await team.reason(team.token());

    expect(team.kept).toHaveLength(1);
    await expect(team.kept[0]).resolves.toBeDefined();
  });
});

describe("rotation", () => {
  test("a new key works on the first assertion it signs, after one question", async () => {
    const team = await accessTeam();
    await team.reason(team.token());
    const next = await teamKey("next");
    team.jwks = { keys: [next.jwk, team.key.jwk] };
    team.clock.now += cooldown;

    expect(await team.reason(team.token({}, {}, next))).toBe("admitted");
    expect(team.asked).toHaveLength(2);
  });

  test("the old key stays good while it is published", async () => {
    const team = await accessTeam();
    const next = await teamKey("next");
    team.jwks = { keys: [next.jwk, team.key.jwk] };
    await team.reason(team.token({}, {}, next));

    expect(await team.reason(team.token())).toBe("admitted");
  });

  test("the old key is unknown once it is gone", async () => {
    const team = await accessTeam();
    await team.reason(team.token());
    team.jwks = { keys: [(await teamKey("next")).jwk] };
    team.clock.now += 10 * minute;

    expect(await team.reason(team.token())).toBe("kid_unknown");
  });

  test("a new key right after a failed question is trouble, not an unknown key", async () => {
    const team = await accessTeam();
    await team.reason(team.token());
    const next = await teamKey("next");
    team.jwks = { keys: [next.jwk, team.key.jwk] };
    team.clock.now += cooldown;
    const { answer } = team;
    team.answer = () => new Response(null, { status: 502 });

    expect(await team.reason(team.token({}, {}, next))).toBe("jwks_unavailable");
    expect(await team.reason(team.token({}, {}, next))).toBe("jwks_unavailable");
    expect(await team.reason(team.token())).toBe("admitted");
    team.answer = answer;
    team.clock.now += failedCooldown;
    expect(await team.reason(team.token({}, {}, next))).toBe("admitted");
    expect(team.asked).toHaveLength(3);
  });
});

describe("the team cannot be reached", () => {
  test("cold: nobody is let in, nobody is called a liar, and it is asked once per 5 s", async () => {
    const team = await accessTeam();
    team.answer = () => Promise.reject(new TypeError("fetch failed"));

    expect(await team.reason(team.token())).toBe("jwks_unavailable");
    expect(await team.reason(team.token())).toBe("jwks_unavailable");
    expect(team.asked).toHaveLength(1);
  });

  test("cold, and back: the next assertion after 5 s is good", async () => {
    const team = await accessTeam();
    const { answer } = team;
    team.answer = () => Promise.reject(new TypeError("fetch failed"));
    await team.reason(team.token());
    team.answer = answer;
    team.clock.now += failedCooldown;

    expect(await team.reason(team.token())).toBe("admitted");
  });

  test("warm and fresh: nothing changes", async () => {
    const team = await accessTeam();
    await team.reason(team.token());
    team.answer = () => Promise.reject(new TypeError("fetch failed"));
    team.clock.now += 9 * minute;

    expect(await team.reason(team.token())).toBe("admitted");
  });

  test("warm and older than ten minutes: the keys serve on", async () => {
    const team = await accessTeam();
    await team.reason(team.token());
    team.answer = () => Promise.reject(new TypeError("fetch failed"));
    team.clock.now += 60 * minute - 1;

    expect(await team.reason(team.token())).toBe("admitted");
  });

  test("warm and an hour old: stale", async () => {
    const team = await accessTeam();
    await team.reason(team.token());
    team.answer = () => Promise.reject(new TypeError("fetch failed"));
    team.clock.now += 60 * minute;

    expect(await team.reason(team.token())).toBe("jwks_stale");
    expect(await team.reason(team.token())).toBe("jwks_stale");
  });
});

describe("what is no key set", () => {
  const oct = { kty: "oct", kid: "current", k: "AAAA", alg: "HS256" };
  test.each<[string, () => Response]>([
    ["HTML", () => new Response("<html>maintenance</html>", { headers: { "content-type": "text/html" } })],
    ["an empty object", () => Response.json({})],
    ["no keys", () => Response.json({ keys: [] })],
    ["only symmetric keys", () => Response.json({ keys: [oct] })],
    ["1,000 keys", () => Response.json({ keys: Array.from({ length: 1_000 }, () => oct) })],
    ["nothing", () => new Response("")],
    ["bytes that are no text", () => new Response(new Uint8Array([0x7b, 0xff, 0x7d]))],
  ])("%s", async (_name, answer) => {
    const team = await accessTeam();
    team.answer = answer;

    expect(await team.reason(team.token())).toBe("jwks_invalid");
  });

  test("10 MB: not read beyond 64 KiB", async () => {
    const team = await accessTeam();
    let sent = 0;
    team.answer = () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += 16 * 1024;
            controller.enqueue(new Uint8Array(16 * 1024).fill(0x20));
            if (sent > 10 * 1024 * 1024) controller.close();
          },
        }),
      );

    expect(await team.reason(team.token())).toBe("jwks_invalid");
    expect(sent).toBeLessThan(128 * 1024);
  });

  test("a redirect: not followed", async () => {
    const team = await accessTeam();
    team.answer = () => new Response(null, { status: 302, headers: { location: "https://evil.example/jwks" } });

    expect(await team.reason(team.token())).toBe("jwks_invalid");
    expect(team.asked.map(({ url }) => new URL(url).origin)).toEqual([issuer]);
  });

  test.each([300, 304, 399])("an answer of %i: not one of a working team", async (status) => {
    const team = await accessTeam();
    team.answer = () => new Response(null, { status });

    expect(await team.reason(team.token())).toBe("jwks_invalid");
  });

  test.each([400, 404, 500])("an answer of %i: trouble", async (status) => {
    const team = await accessTeam();
    team.answer = () => new Response(null, { status });

    expect(await team.reason(team.token())).toBe("jwks_unavailable");
  });

  test("an entry we cannot read spoils no other", async () => {
    const team = await accessTeam();
    const short = { ...team.key.jwk, kid: "short", n: String(team.key.jwk["n"]).slice(1) };
    team.jwks = { keys: [null, { kty: "RSA", kid: "" }, { kty: "EC", kid: 7 }, oct, short, team.key.jwk] };

    expect(await team.reason(team.token({}, { kid: "short" }))).toBe("kid_unknown");
    expect(await team.reason(team.token())).toBe("admitted");
  });

  test("nor does one the platform will not have", async () => {
    const team = await accessTeam();
    team.jwks = { keys: [{ ...team.key.jwk, kid: "odd" }, team.key.jwk] };
    vi.spyOn(crypto.subtle, "importKey").mockRejectedValueOnce(new DOMException("", "DataError"));

    expect(await team.reason(team.token({}, { kid: "odd" }))).toBe("kid_unknown");
    expect(await team.reason(team.token())).toBe("admitted");
  });

  test.each([
    ["use", { use: "enc" }],
    ["key_ops", { use: undefined, key_ops: ["encrypt"] }],
    ["alg", { alg: "PS256" }],
  ])("a key whose %s is not for RS256 signatures signs nothing", async (_name, over) => {
    const team = await accessTeam();
    team.jwks = { keys: [{ ...team.key.jwk, ...over }, (await teamKey("next")).jwk] };

    expect(await team.reason(team.token())).toBe("kid_unknown");
  });
});

describe("a slow team", () => {
  test("silence before the headers ends in less than 5 s", async () => {
    const team = await accessTeam();
    team.answer = () => new Promise(() => undefined);
    vi.useFakeTimers();

    const asked = team.reason(team.token());
    await vi.advanceTimersByTimeAsync(4_900);
    expect(await asked).toBe("jwks_timeout");
  });

  test("a body that never ends, too", async () => {
    const team = await accessTeam();
    team.answer = () => new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([0x7b])) }));
    vi.useFakeTimers();

    const asked = team.reason(team.token());
    await vi.advanceTimersByTimeAsync(4_900);
    expect(await asked).toBe("jwks_timeout");
  });

  test("the question itself is given up after 4 s", async () => {
    const team = await accessTeam();
    vi.useFakeTimers();
    vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), ms);
      return controller.signal;
    });
    team.answer = () =>
      new Promise((_, reject) => team.asked[0]?.init.signal?.addEventListener("abort", () => reject(new DOMException("", "TimeoutError"))));

    const asked = team.reason(team.token());
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await asked).toBe("jwks_timeout");
  });

  test("no timer is left behind by a question that was answered", async () => {
    const team = await accessTeam();
    vi.useFakeTimers();

    expect(await team.reason(team.token())).toBe("admitted");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("who gives up on an old question does not end the one that followed it", async () => {
    const team = await accessTeam();
    const { answer } = team;
    team.answer = () => new Promise(() => undefined);
    vi.useFakeTimers();
    const first = team.reason(team.token());
    await vi.advanceTimersByTimeAsync(3_000);
    const second = team.reason(team.token());
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await first).toBe("jwks_timeout");

    team.clock.now += failedCooldown;
    let arrive = (): void => undefined;
    team.answer = () => new Promise((resolve) => (arrive = () => resolve(answer())));
    const third = team.reason(team.token());
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await second).toBe("jwks_timeout");
    const fourth = team.reason(team.token());
    arrive();

    expect(await Promise.all([third, fourth])).toEqual(["admitted", "admitted"]);
    expect(team.asked).toHaveLength(2);
  });

  test("does not hold up who comes after: the next question is a new one", async () => {
    const team = await accessTeam();
    const { answer } = team;
    team.answer = () => new Promise(() => undefined);
    vi.useFakeTimers();
    const asked = team.reason(team.token());
    await vi.advanceTimersByTimeAsync(4_900);
    await asked;
    vi.useRealTimers();
    team.answer = answer;
    team.clock.now += failedCooldown;

    expect(await team.reason(team.token())).toBe("admitted");
    expect(team.asked).toHaveLength(2);
  });
});

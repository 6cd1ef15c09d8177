/** Whatever is sent as an assertion: an answer, never an exception, and nobody in who was not vouched for. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { accessTeam, audience, issuer } from "../../support/access-team.ts";

const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".split("");
const encode = (part: string): string => Buffer.from(part).toString("base64url");
const json = fc.jsonValue({ maxDepth: 2 });

test("no text that the team did not sign is admitted", async () => {
  const team = await accessTeam();
  const segment = fc.string({ unit: fc.constantFrom(...base64url), maxLength: 40 });
  const object = fc.dictionary(fc.constantFrom("alg", "kid", "crit", "typ", "b64", "jwk", "iss", "aud"), json);
  const likely = fc.record({ alg: fc.constantFrom("RS256", "rs256", "none", "HS256"), kid: fc.constantFrom("current", "", "__proto__") });
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.tuple(segment, segment, segment).map((parts) => parts.join(".")),
    fc
      .tuple(fc.oneof(object, likely), fc.oneof(object, fc.constant(team.claims())), segment)
      .map(([header, claims, signature]) => `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}.${signature}`),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (token) => {
      expect(await team.verify(token)).toMatchObject({ admitted: false });
    }),
    { numRuns: 3_000 },
  );
});

test("a good assertion has one spelling: put in, left out or replaced anywhere, it is no longer good", async () => {
  const team = await accessTeam();
  const token = team.token();
  expect(await team.reason(token)).toBe("admitted");
  const edit = fc.record({
    at: fc.nat({ max: token.length }),
    drop: fc.nat({ max: 2 }),
    put: fc.oneof(
      fc.string({ unit: fc.constantFrom(...base64url, ".", "=", "+", "/"), maxLength: 2 }),
      fc.string({ unit: "binary", maxLength: 2 }),
    ),
  });
  await fc.assert(
    fc.asyncProperty(edit, async ({ at, drop, put }) => {
      const edited = token.slice(0, at) + put + token.slice(at + drop);
      fc.pre(edited !== token);
      expect(await team.verify(edited)).toMatchObject({ admitted: false });
    }),
    { numRuns: 2_000 },
  );
});

test("nor with any other last letter: the bits that no byte needs are zero (RFC 4648 §3.5)", async () => {
  const team = await accessTeam();
  const token = team.token();
  const admitted: string[] = [];
  for (const letter of base64url) {
    if ((await team.reason(`${token.slice(0, -1)}${letter}`)) === "admitted") admitted.push(letter);
  }
  expect(admitted).toEqual([token.at(-1)]);
});

test("whoever is admitted by claims the team signed is the person or service they name, for us and for now", async () => {
  const team = await accessTeam({ objectIdClaim: "oid" });
  const now = team.clock.now / 1000;
  const text = fc.oneof(fc.constantFrom("", "alice@corp.example", "Bob@Corp.Example", "x.access"), fc.string({ unit: "binary" }));
  const time = fc.oneof(fc.integer({ min: now - 100_000, max: now + 100_000 }), json);
  const claim = {
    iss: fc.oneof(fc.constant(issuer), json),
    aud: fc.oneof(fc.constantFrom(audience, [audience], [audience, audience], [[audience]]), json),
    type: fc.oneof(fc.constantFrom("app", "org"), json),
    exp: time,
    iat: time,
    nbf: time,
    sub: fc.oneof(text, json),
    email: fc.oneof(text, json),
    common_name: fc.oneof(text, json),
    custom: fc.oneof(fc.record({ oid: fc.oneof(text, json), groups: fc.oneof(fc.array(text), json) }), json),
  };
  const over = fc
    .tuple(fc.record(claim), fc.subarray(Object.keys(claim), { minLength: 1, maxLength: 3 }))
    .map(([all, some]): Record<string, unknown> => Object.fromEntries(Object.entries(all).filter(([name]) => some.includes(name))));
  let admitted = 0;
  await fc.assert(
    fc.asyncProperty(over, async (claims) => {
      const said = team.claims(claims);
      const verdict = await team.verify(team.token(claims));
      if (!verdict.admitted) return;
      admitted += 1;
      const { identity } = verdict;
      expect([said["iss"], [said["aud"]].flat(), said["type"]]).toEqual([issuer, [audience], "app"]);
      expect(identity.expiresAt).toBe(said["exp"]);
      expect(identity.expiresAt).toBeGreaterThan(now - 30);
      expect(Math.max(Number(said["iat"]), Number(said["nbf"] ?? 0))).toBeLessThanOrEqual(now + 30);
      if (identity.kind === "service") {
        expect([said["common_name"], said["sub"] ?? "", said["email"]]).toEqual([identity.commonName, "", undefined]);
      } else {
        expect([said["sub"], String(said["email"]).toLowerCase(), said["common_name"] ?? ""]).toEqual([
          identity.subject,
          identity.email,
          "",
        ]);
        expect(identity.email).toMatch(/^[!-?A-~]+@[a-z0-9.-]+$/);
      }
    }),
    { numRuns: 1_000 },
  );
  expect(admitted).toBeGreaterThan(20);
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { grantUserId, readBearer } from "../../../src/oauth/bearer.ts";
import { principalOf } from "../../../src/core/identity.ts";
import { keyRing } from "../accounts/vault-fixture.ts";

const keys = keyRing();

test("whatever stands in Authorization, the store is asked only for what could be a token of ours, and nothing is thrown", async () => {
  const part = fc.oneof(
    { weight: 9, arbitrary: fc.string({ unit: fc.constantFrom("a", "Z", "0", "-", "_"), minLength: 1, maxLength: 12 }) },
    { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom("a", "%", ":", ".", "~", "=", " ", ","), maxLength: 4 }) },
  );
  const header = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .tuple(fc.constantFrom("Bearer ", "Bearer ", "Bearer ", "bearer ", "Bearer  ", "Basic ", ""), part, part, part)
      .map(([scheme, ...parts]) => scheme + parts.join(":")),
  );
  let looked = 0;
  await fc.assert(
    fc.asyncProperty(header, async (authorization) => {
      const asked: string[] = [];
      const lookup = async (token: string) => {
        asked.push(token);
        return null;
      };
      const verdict = await readBearer(authorization, { resource: "https://m365.corp.example", lookup, keys });
      expect(verdict).toEqual({ valid: false, reason: asked.length === 0 ? "token_malformed" : "token_invalid" });
      for (const token of asked) {
        looked += 1;
        expect(authorization).toBe(`Bearer ${token}`);
        expect(token.split(":")).toHaveLength(3);
        expect(token).toMatch(/^[\x21-\x7e]{5,1017}$/);
      }
    }),
    { numRuns: 1_000 },
  );
  expect(looked).toBeGreaterThan(50);
});

test("two principals never share a grant's user id, and none of them has a colon in it", () => {
  const identity = fc
    .tuple(fc.boolean(), fc.string({ unit: "binary", minLength: 1, maxLength: 20 }))
    .map(([isUser, name]) =>
      principalOf(
        isUser
          ? { kind: "user", subject: name, email: "a@corp.example", groups: [], expiresAt: 1 }
          : { kind: "service", commonName: name, expiresAt: 1 },
      ),
    );
  fc.assert(
    fc.property(identity, identity, (one, other) => {
      expect(grantUserId(one.id)).toMatch(/^[\w.~%!*'()-]+$/);
      expect(grantUserId(one.id) === grantUserId(other.id)).toBe(one.id === other.id);
    }),
    { numRuns: 3_000 },
  );
});

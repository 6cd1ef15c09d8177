import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type AccessIdentity, isPrincipalId, principalOf } from "../../../src/core/identity.ts";

/** As the perimeter admits them: never empty, never half a surrogate pair. */
const name = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 128 }),
  fc.string({ unit: fc.constantFrom("a", "A", "%", "2", "5", ":", "/", ".", " ", "\u00e9", "e\u0301"), minLength: 1, maxLength: 4 }),
);
const identity: fc.Arbitrary<AccessIdentity> = fc
  .tuple(fc.boolean(), name)
  .map(([isUser, text]) =>
    isUser
      ? { kind: "user", subject: text, email: "a@corp.example", groups: [], expiresAt: 1 }
      : { kind: "service", commonName: text, expiresAt: 1 },
  );
const nameOf = (one: AccessIdentity): string => (one.kind === "user" ? one.subject : one.commonName);

test("two identities share a principal id exactly where they are the same kind under the same name", () => {
  fc.assert(
    fc.property(identity, identity, (one, other) => {
      const isSame = one.kind === other.kind && nameOf(one) === nameOf(other);
      expect(principalOf(one).id === principalOf(other).id).toBe(isSame);
    }),
    { numRuns: 10_000 },
  );
});

test("every principal id is one, and gives kind and name back", () => {
  fc.assert(
    fc.property(identity, (one) => {
      const { id } = principalOf(one);
      expect(isPrincipalId(id)).toBe(true);
      expect(id).toBe(`${one.kind}:${encodeURIComponent(nameOf(one))}`);
      expect(decodeURIComponent(id.slice(one.kind.length + 1))).toBe(nameOf(one));
    }),
    { numRuns: 5_000 },
  );
});

test("what is no principal id never names an object", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.constantFrom("", "user:", "service:", "User:", "admin:"), (text, prefix) => {
      const value = `${prefix}${text}`;
      if (isPrincipalId(value)) expect(value).toMatch(/^(?:user|service):[\x21-\x7e]+$/);
      expect(isPrincipalId(`${value}/`)).toBe(false);
    }),
    { numRuns: 5_000 },
  );
});

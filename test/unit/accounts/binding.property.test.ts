import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type AccessPerson, type AccountClaims, bindAccount, linkedUnder } from "../../../src/accounts/binding.ts";

const tenantId = "7d1a7b3c-5c2e-4d7e-9f0a-2b1c3d4e5f60";
const runs = { numRuns: 5_000 };

/** Equality but for the case of A to Z, written another way than in the product. */
const same = (one: string, other: string): boolean =>
  one.length === other.length &&
  one.split("").every((letter, at) => {
    const twin = other.charAt(at);
    return letter === twin || (/^[a-z]$/i.test(letter) && /^[a-z]$/i.test(twin) && letter.toLowerCase() === twin.toLowerCase());
  });

/** Few letters, so that twins come about: the Kelvin sign and the dotless i are no k and no i. */
const name = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "A", "k", "K", "\u212a", "i", "I", "\u0131", "\u0130", "@", "."), maxLength: 4 }),
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.emailAddress(),
);
const inAnyCase = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) => text.replaceAll(/[A-Za-z]/g, (letter, at: number) => (upper[at] ? letter.toUpperCase() : letter.toLowerCase())));

const person: fc.Arbitrary<AccessPerson> = fc.record({ email: name, objectId: name }, { requiredKeys: ["email"] });
const account = (tenant: fc.Arbitrary<string>): fc.Arbitrary<AccountClaims> =>
  fc.record(
    { tenantId: tenant, objectId: name, userPrincipalName: name, email: name, emailVerified: fc.boolean() },
    { requiredKeys: ["tenantId", "objectId", "userPrincipalName", "emailVerified"] },
  );

test("an account binds by a rule that holds, and by no weaker one than the person's claims allow", () => {
  fc.assert(
    fc.property(person, account(inAnyCase(tenantId)), (who, claims) => {
      const expected =
        who.objectId !== undefined
          ? who.objectId !== "" && same(who.objectId, claims.objectId) && "object_id"
          : who.email !== "" &&
            ((same(who.email, claims.userPrincipalName) && "upn") ||
              (claims.emailVerified && claims.email !== undefined && same(who.email, claims.email) && "verified_email"));
      const { objectId, userPrincipalName } = claims;
      expect(bindAccount(tenantId, who, claims)).toEqual(
        expected === false
          ? { kind: "refused", reason: "account_binding_mismatch", objectId }
          : { kind: "bound", rule: expected, account: { tenantId: claims.tenantId, objectId, userPrincipalName } },
      );
    }),
    { numRuns: 10_000 },
  );
});

test("two people never share an account, whatever their names", () => {
  fc.assert(
    fc.property(name, name, fc.boolean(), fc.boolean(), (one, other, forwarded, emailVerified) => {
      fc.pre(!same(one, other));
      const who = { email: one, ...(forwarded && { objectId: one }) };
      const claims = { tenantId, objectId: other, userPrincipalName: other, email: other, emailVerified };
      expect(bindAccount(tenantId, who, claims)).toMatchObject({ kind: "refused", reason: "account_binding_mismatch" });
      expect(linkedUnder({ email: one }, { email: other })).toBe(false);
    }),
    runs,
  );
});

test("one person is the same in any case, in any spelling of the tenant", () => {
  const spelled = name.filter((text) => text !== "").chain((text) => fc.tuple(fc.constant(text), inAnyCase(text), inAnyCase(tenantId)));
  fc.assert(
    fc.property(spelled, ([text, twin, tenant]) => {
      const claims = { tenantId: tenant, objectId: "oid", userPrincipalName: twin, emailVerified: false };
      expect(bindAccount(tenantId, { email: text }, claims)).toMatchObject({ kind: "bound", rule: "upn" });
      expect(linkedUnder({ email: text }, { email: twin })).toBe(true);
    }),
    runs,
  );
});

test("no account of another tenant binds, whoever it is", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uuid(), fc.string({ unit: "binary" })), person, account(fc.constant("")), (tenant, who, claims) => {
      fc.pre(!same(tenant, tenantId));
      const foreign = { ...claims, tenantId: tenant };
      expect(bindAccount(tenantId, who, foreign)).toEqual({ kind: "refused", reason: "tenant_mismatch", tenantId: tenant });
      expect(bindAccount(tenantId, { email: claims.userPrincipalName, objectId: claims.objectId }, foreign)).toMatchObject({
        reason: "tenant_mismatch",
      });
    }),
    runs,
  );
});

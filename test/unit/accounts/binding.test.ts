import { describe, expect, test } from "vitest";
import { type AccessPerson, type AccountClaims, bindAccount, linkedUnder } from "../../../src/accounts/binding.ts";

const tenantId = "7d1a7b3c-5c2e-4d7e-9f0a-2b1c3d4e5f60";
const person: AccessPerson = { email: "alice@corp.example" };
const claims: AccountClaims = {
  tenantId,
  objectId: "0f1e2d3c-4b5a-4978-8a6b-5c4d3e2f1a0b",
  userPrincipalName: "alice@corp.example",
  emailVerified: false,
};
const account = { tenantId, objectId: claims.objectId, userPrincipalName: claims.userPrincipalName };
const other = { ...claims, userPrincipalName: "a.liddell@corp.example" };
const mismatch = { kind: "refused", reason: "account_binding_mismatch", objectId: claims.objectId };

describe("bindAccount", () => {
  test("the object id that Access forwards binds, whatever the names", () => {
    const bound = bindAccount(tenantId, { email: "x@other.example", objectId: claims.objectId.toUpperCase() }, claims);
    expect(bound).toEqual({ kind: "bound", rule: "object_id", account });
  });

  test("another object id is refused even where the names agree", () => {
    expect(bindAccount(tenantId, { ...person, objectId: "11111111-1111-4111-8111-111111111111" }, claims)).toEqual(mismatch);
  });

  test("an empty object id matches nothing", () => {
    expect(bindAccount(tenantId, { ...person, objectId: "" }, { ...claims, objectId: "" })).toMatchObject({
      reason: "account_binding_mismatch",
    });
  });

  test("the user principal name binds in any case", () => {
    expect(bindAccount(tenantId, person, { ...claims, userPrincipalName: "Alice@Corp.Example" })).toMatchObject({ rule: "upn" });
  });

  test("a verified e-mail binds where the user principal name is another", () => {
    expect(bindAccount(tenantId, person, { ...other, email: "ALICE@corp.example", emailVerified: true })).toMatchObject({
      rule: "verified_email",
    });
  });

  test.each<[string, AccountClaims]>([
    ["another person's account", { ...claims, userPrincipalName: "bob@corp.example" }],
    ["an e-mail nobody verified", { ...other, email: "alice@corp.example" }],
    ["verified, but without an e-mail", { ...other, emailVerified: true }],
    ["another verified e-mail", { ...other, email: "bob@corp.example", emailVerified: true }],
    ["a longer domain", { ...claims, userPrincipalName: "alice@corp.example.evil" }],
    ["a sub-domain", { ...claims, userPrincipalName: "alice@sub.corp.example" }],
    ["white space", { ...claims, userPrincipalName: " alice@corp.example" }],
    ["a Unicode twin", { ...claims, userPrincipalName: "аlice@corp.example" }],
    ["an empty name", { ...claims, userPrincipalName: "" }],
  ])("%s is refused", (_name, foreign) => {
    expect(bindAccount(tenantId, person, foreign)).toEqual(mismatch);
  });

  test("the Kelvin sign is no k", () => {
    expect(bindAccount(tenantId, { email: "k@corp.example" }, { ...claims, userPrincipalName: "\u212a@corp.example" })).toEqual(mismatch);
  });

  test("the same account of another tenant is refused", () => {
    const foreign = { ...claims, tenantId: "99999999-5c2e-4d7e-9f0a-2b1c3d4e5f60" };
    expect(bindAccount(tenantId, person, foreign)).toEqual({ kind: "refused", reason: "tenant_mismatch", tenantId: foreign.tenantId });
  });
});

describe("linkedUnder", () => {
  test("is the same e-mail in any case", () => {
    expect(linkedUnder({ email: "alice@corp.example" }, { email: "Alice@corp.example" })).toBe(true);
    expect(linkedUnder({ email: "alice@corp.example" }, { email: "alice.new@corp.example" })).toBe(false);
  });
});

import { describe, expect, test } from "vitest";
import type { AccessIdentity } from "../../../src/core/identity.ts";
import { callerOf, type CallerRules } from "../../../src/perimeter/caller.ts";

const nobody: CallerRules = {
  emailDomains: new Set(),
  requiredGroups: new Set(),
  automations: new Set(),
  portals: new Set(),
  operators: new Set(),
  listOnly: new Set(),
};
const alice: AccessIdentity = {
  kind: "user",
  subject: "7335d417",
  email: "alice@corp.example",
  groups: ["finance", "legal"],
  expiresAt: 1,
};
const token = (name: string): AccessIdentity => ({ kind: "service", commonName: `${name.repeat(32)}.access`, expiresAt: 1 });
const [a, b, c, d] = ["a", "b", "c", "d"].map(token) as [AccessIdentity, AccessIdentity, AccessIdentity, AccessIdentity];
const names = (...identities: AccessIdentity[]) =>
  new Set(identities.map((identity) => (identity.kind === "user" ? identity.email : identity.commonName)));

describe("a person", () => {
  test("is one whoever Access admits, where no rule says more", () => {
    expect(callerOf(alice, nobody)).toEqual({ admitted: true, caller: { kind: "person", identity: alice, mayOnlyList: false } });
  });

  test("of an allowed domain", () => {
    expect(callerOf(alice, { ...nobody, emailDomains: new Set(["other.example", "corp.example"]) })).toMatchObject({ admitted: true });
  });

  test.each(["other.example", "example", "orp.example", "sub.corp.example", "alice@corp.example", "@corp.example"])(
    "of another domain than %s is refused",
    (domain) => {
      expect(callerOf(alice, { ...nobody, emailDomains: new Set([domain]) })).toEqual({ admitted: false, reason: "domain_not_allowed" });
    },
  );

  test("is of the domain behind the last @", () => {
    const forged: AccessIdentity = { ...alice, email: "alice@corp.example@evil.example" };

    expect(callerOf(forged, { ...nobody, emailDomains: new Set(["corp.example"]) })).toEqual({
      admitted: false,
      reason: "domain_not_allowed",
    });
  });

  test("needs any one of the groups", () => {
    expect(callerOf(alice, { ...nobody, requiredGroups: new Set(["m365", "legal"]) })).toMatchObject({ admitted: true });
  });

  test.each([[[]], [["finance"]], [["M365"]]])("in the groups %j alone is refused", (groups) => {
    expect(callerOf({ ...alice, groups }, { ...nobody, requiredGroups: new Set(["m365", "legal"]) })).toEqual({
      admitted: false,
      reason: "group_required",
    });
  });

  test("on the list of those who may only list", () => {
    expect(callerOf(alice, { ...nobody, listOnly: names(alice) })).toMatchObject({ caller: { kind: "person", mayOnlyList: true } });
  });
});

describe("a service token", () => {
  const rules: CallerRules = { ...nobody, automations: names(a), portals: names(b), operators: names(c), listOnly: names(d) };

  test.each<[string, AccessIdentity, string, boolean]>([
    ["of its own", a, "automation", false],
    ["of a portal", b, "portal", false],
    ["of an operator", c, "operator", false],
    ["of a portal's background sync", d, "automation", true],
  ])("%s", (_name, identity, kind, mayOnlyList) => {
    expect(callerOf(identity, rules)).toEqual({ admitted: true, caller: { kind, identity, mayOnlyList } });
  });

  test("that stands in no list is nobody", () => {
    expect(callerOf(token("e"), rules)).toEqual({ admitted: false, reason: "service_token_unknown" });
    expect(callerOf(a, nobody)).toEqual({ admitted: false, reason: "service_token_unknown" });
  });

  test("stays what it is when it may only list", () => {
    expect(callerOf(b, { ...rules, listOnly: names(b) })).toMatchObject({ caller: { kind: "portal", mayOnlyList: true } });
  });

  test("is not asked for a domain or a group", () => {
    expect(callerOf(a, { ...rules, emailDomains: new Set(["corp.example"]), requiredGroups: new Set(["m365"]) })).toMatchObject({
      admitted: true,
    });
  });

  test("in two lists is an operator before a portal, a portal before an automation", () => {
    const all = names(a);
    expect(callerOf(a, { ...rules, portals: all, operators: all })).toMatchObject({ caller: { kind: "operator" } });
    expect(callerOf(a, { ...rules, portals: all })).toMatchObject({ caller: { kind: "portal" } });
  });
});

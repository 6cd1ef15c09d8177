import { expect, test } from "vitest";
import { type AccessIdentity, principalOf } from "../../../src/core/identity.ts";

const user = (subject: string): AccessIdentity => ({
  kind: "user",
  subject,
  email: "alice@corp.example",
  groups: ["finance"],
  expiresAt: 1,
});
const service = (commonName: string): AccessIdentity => ({ kind: "service", commonName, expiresAt: 1 });

test("a person is their Access subject", () => {
  expect(principalOf(user("7335d417"))).toEqual({ id: "user:7335d417", kind: "user", email: "alice@corp.example", groups: ["finance"] });
});

test("a service is its common name, without e-mail or groups", () => {
  expect(principalOf(service("abc.access"))).toEqual({ id: "service:abc.access", kind: "service", groups: [] });
});

test("what looks alike is never the same principal", () => {
  const twins = ["a", "A", "a:b", "a|b", "a%3Ab", "../a", "e\u0301", "\u00e9", "service:a", "alice@corp.example", "a/b", "a b"];
  const ids = twins.flatMap((name) => [principalOf(user(name)).id, principalOf(service(name)).id]);

  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^(?:user|service):[\w.!~*'()%-]+$/.test(id))).toEqual([]);
});

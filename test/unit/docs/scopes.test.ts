import { expect, test } from "vitest";
import permissions from "../../../infra/local/graph/facts/permissions.json" with { type: "json" };
import { scopesByToolset, scopeTable } from "../../../infra/docs/scopes.ts";
import { needsAdminConsent } from "../../../src/accounts/admin-consent.ts";
import { catalog, scopesOf } from "../../../src/tools/catalog.ts";
import { between } from "../../support/documented-table.ts";

test("OPERATIONS holds the table of scopes as the catalog prints it (npm run scopes -- --write)", () => {
  expect(between("OPERATIONS.md", "scope-table")).toBe(scopeTable(catalog));
});

test("the table names every scope the catalog asks for", () => {
  const named = scopesByToolset(catalog).flatMap(({ core, extended }) => [...core, ...extended]);
  expect([...new Set(named)].toSorted()).toEqual(scopesOf(catalog));
});

test("an administrator's consent is asked for exactly where the permissions reference wants it", () => {
  const known = scopesOf(catalog).filter((scope) => permissions.scopes.includes(scope));
  expect(known.filter(needsAdminConsent)).toEqual(known.filter((scope) => permissions.adminConsent.includes(scope)));
});

import { expect, test } from "vitest";
import { mcpScopes, scopesForRisk } from "../../../src/core/mcp-scope.ts";
import { catalog } from "../../../src/tools/catalog.ts";

test("reading needs the one scope", () => {
  expect(scopesForRisk("read")).toEqual(["m365.read"]);
});

test.each(["write", "send", "delete"] as const)("to %s needs both, named at once", (risk) => {
  expect(scopesForRisk(risk)).toEqual(["m365.read", "m365.write"]);
});

test("every tool of the catalog needs scopes that exist here, the baseline first", () => {
  for (const { risk } of catalog) {
    const [first, ...more] = scopesForRisk(risk);
    expect(first).toBe("m365.read");
    for (const scope of more) expect(mcpScopes).toContain(scope);
  }
});

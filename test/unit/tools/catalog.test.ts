/** The catalog's constitution: what every tool must be, whoever writes it. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { AjvJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/ajv";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import permissions from "../../../infra/local/graph/facts/permissions.json" with { type: "json" };
import { needsAdminConsent } from "../../../src/accounts/admin-consent.ts";
import { catalog, listedTools, operationsOf, scopesOf, wireOf } from "../../../src/tools/catalog.ts";
import { formerNames } from "../../../src/tools/former-names.ts";

const folder = path.resolve(import.meta.dirname, "../../../src/tools");
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
/** Validation as 1.x clients do it: of every `structuredContent` that is there, whatever `isError` says. */
const asOldClientsValidate = new AjvJsonSchemaValidator();
const refusal = {
  error: {
    code: "throttled",
    message: "Microsoft Graph asked to slow down.",
    requestId: "01JD0000000000000000000000",
    retryable: true,
    field: "count",
    retryAfterSeconds: 30,
    url: "https://mcp.example.com/",
    scopes: ["Mail.Read"],
    candidates: ["Finance"],
  },
};
/** The toolset `catalogue` lives in the room of what it offers. */
const folderOf = (toolset: string) => path.join(folder, toolset === "catalogue" ? "operations" : toolset);
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** What Graph has asked by POST and changes nothing. */
const asksByPost =
  /^POST .*\/(?:getSchedule|findMeetingTimes|getPresencesByUserId|query|extractSensitivityLabels|checkMember(?:Groups|Objects)|getMember(?:Groups|Objects)|getMailTips|translateExchangeIds|getByIds|evaluate[A-Za-z]*)$/;

describe.each(catalog.map((tool) => [tool.name, tool] as const))("%s", (name, tool) => {
  const wire = wireOf(tool);

  test("has a name every client and portal can carry", () => {
    expect(name).toMatch(/^[a-zA-Z0-9]{1,24}$/);
  });

  test("is the one thing its file exports", () => {
    const text = readFileSync(path.join(folderOf(tool.toolset), `${kebab(name)}.ts`), "utf8");
    const exported = [...text.matchAll(/^export (?!type)(?:const|function|class) (\w+)/gm)].map(([, each]) => each);
    // The form of `callGraph` that a setting opens stands beside it.
    expect(exported).toEqual(name === "callGraph" ? [name, `${name}WithWrites`] : [name]);
  });

  test("says what it does in a line", () => {
    expect(tool.title.length).toBeLessThanOrEqual(40);
    expect(tool.description).toMatch(/\.$/);
    expect(tool.description.length).toBeLessThanOrEqual(160);
  });

  test("has a flat, closed input schema", () => {
    const text = JSON.stringify(wire.inputSchema);
    expect(tool.input).toBeInstanceOf(z.ZodObject);
    expect(text).not.toMatch(/"(?:\$ref|anyOf|oneOf|allOf|not|\$defs)"/);
    expect(wire.inputSchema).toMatchObject({ type: "object", additionalProperties: false });
    for (const key of Object.keys(wire.inputSchema["properties"] ?? {})) expect(key).toMatch(/^[a-zA-Z0-9_.-]{1,64}$/);
  });

  test("has an output schema that takes a refusal too, as 1.x clients throw the sentence away with an answer that does not fit", () => {
    expect(asOldClientsValidate.getValidator(wire.outputSchema)(refusal)).toMatchObject({ valid: true });
    expect(wire.outputSchema).not.toHaveProperty("required");
    expect(wire.outputSchema).toMatchObject({ type: "object", properties: expect.any(Object) });
  });

  test("refuses an argument it does not know", () => {
    expect(tool.input.safeParse({ userId: "ceo" }).error?.issues.some(({ code }) => code === "unrecognized_keys")).toBe(true);
  });

  test("asks for scopes exactly where it uses Graph", () => {
    expect(tool.scopes.length > 0).toBe(tool.operations.length > 0);
    for (const scope of [...tool.scopes, ...(tool.optionalScopes ?? [])]) expect(scope).toMatch(/^[A-Z][A-Za-z]+(?:\.[A-Za-z]+)+$/);
  });

  test("declares operations as method and template", () => {
    const segment = /(?:[A-Za-z$][A-Za-z0-9$.]*(?:\([^/()]*\))?|\{[A-Za-z]+\}:?)/.source;
    for (const operation of tool.operations) expect(operation).toMatch(new RegExp(`^(?:GET|POST|PATCH|PUT|DELETE) (?:/${segment})+$`));
    if (tool.risk === "read")
      expect(tool.operations.filter((operation) => !operation.startsWith("GET ") && !asksByPost.test(operation))).toEqual([]);
  });

  test("hints follow from its risk", () => {
    // Absent, MCP assumes an open world, and nothing of a repeat that reads.
    expect(wire.annotations).toEqual({
      readOnlyHint: tool.risk === "read",
      destructiveHint: tool.risk === "send" || tool.risk === "delete",
      ...((tool.toolset === "meta" || tool.toolset === "catalogue") && { openWorldHint: false }),
    });
  });

  test("is prepared once", () => {
    expect(wireOf(tool)).toBe(wire);
  });

  test("stays small", () => {
    expect(bytes({ name, description: wire.description, inputSchema: wire.inputSchema })).toBeLessThanOrEqual(2_000);
  });

  test("does one thing: no environment, no console, no catching, no JSON", () => {
    const text = readFileSync(path.join(folderOf(tool.toolset), `${kebab(name)}.ts`), "utf8");
    expect(text).not.toMatch(/\b(?:try\s*\{|\.catch\(|process\.|console\.|env\b|fetch\()/);
  });
});

test("an output schema still says of what kind each field of an item is", () => {
  const getEmails = catalog.find(({ name }) => name === "getEmails");
  if (!getEmails) throw new Error("no getEmails");
  const validate = asOldClientsValidate.getValidator(wireOf(getEmails).outputSchema);
  expect(validate({ items: [{ id: "a", isRead: true }], hasMore: false })).toMatchObject({ valid: true });
  expect(validate({ items: [{ id: 1 }], hasMore: false })).toMatchObject({ valid: false, errorMessage: expect.stringContaining("id") });
});

test("names are unique", () => {
  expect(new Set(catalog.map(({ name }) => name)).size).toBe(catalog.length);
});

test("every tool file is in the catalog", () => {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const tools = files.filter((file) => /(?:=|return) defineTool\(/.test(readFileSync(path.join(folder, file), "utf8")));
  expect(tools.map((file) => path.basename(file, ".ts")).toSorted()).toEqual(catalog.map(({ name }) => kebab(name)).toSorted());
});

test("diagnostics are listed only where asked for", () => {
  expect(listedTools({ tiers: "core", diagnostics: false }).map(({ name }) => name)).not.toContain("add");
  expect(listedTools({ tiers: "core", diagnostics: true }).map(({ name }) => name)).toContain("add");
});

test("scopes and operations are unions without repeats", () => {
  const scopes = scopesOf(catalog);
  expect(scopes).toEqual([...new Set(scopes)]);
  expect(scopes).toContain("MailboxSettings.Read");
  const operations = operationsOf(catalog);
  expect(operations.filter((operation) => operation === "GET /me")).toHaveLength(1);
});

/** Scopes of DESIGN's least privilege that no tool here may ask for (PI-09, PI-12). */
test.each([
  "People.Read.All",
  "Contacts.ReadWrite",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
  "User.ReadWrite.All",
  "Sites.FullControl.All",
  "Mail.ReadWrite.All",
])("nothing asks for %s", (scope) => {
  expect(scopesOf(catalog)).not.toContain(scope);
});

test("what an administrator has to consent to is known, so that people without one can sign in", () => {
  const reference = new Set(permissions.adminConsent);
  for (const scope of scopesOf(catalog)) expect([scope, needsAdminConsent(scope)]).toEqual([scope, reference.has(scope)]);
});

describe("the tool list keeps its budget", () => {
  const ofTier = (tiers: "core" | "all") => listedTools({ tiers, diagnostics: tiers === "all" }).map(wireOf);
  const read = (tiers: "core" | "all") => ofTier(tiers).map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));

  test.each([
    ["what a model reads, core", () => read("core"), 30],
    ["what a model reads, all", () => read("all"), 50],
    ["whole answer, core", () => ofTier("core"), 56],
    ["whole answer, all", () => ofTier("all"), 96],
  ])("%s", (_what, list, limit) => {
    expect(bytes(list()) / 1024).toBeLessThanOrEqual(limit);
  });
});

describe("other names", () => {
  test.each(
    catalog.flatMap((tool) => Object.entries(tool.aliases ?? {}).map(([alias, argument]) => [tool.name, alias, argument] as const)),
  )("%s takes %s for %s, which it has, and lists only the latter", (name, alias, argument) => {
    const input = catalog.find((tool) => tool.name === name)?.input;
    const shape = input instanceof z.ZodObject ? input.shape : {};

    expect(shape).toHaveProperty(argument);
    expect(shape).not.toHaveProperty(alias);
  });

  test("of tools lead to tools there are, and hide none", () => {
    const names = new Set(catalog.map(({ name }) => name));

    for (const [former, name] of formerNames) {
      expect(names.has(name)).toBe(true);
      expect(names.has(former)).toBe(false);
    }
  });
});

/** The catalog's constitution: what every tool must be, whoever writes it. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { AjvJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/ajv";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { catalog, listedTools, operationsOf, scopesOf, wireOf } from "../../../src/tools/catalog.ts";

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
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

describe.each(catalog.map((tool) => [tool.name, tool] as const))("%s", (name, tool) => {
  const wire = wireOf(tool);

  test("has a name every client and portal can carry", () => {
    expect(name).toMatch(/^[a-zA-Z0-9]{1,24}$/);
  });

  test("is the one thing its file exports", () => {
    const text = readFileSync(path.join(folder, tool.toolset, `${kebab(name)}.ts`), "utf8");
    expect(text.match(/^export .*/gm)).toEqual([`export const ${name} = defineTool({`]);
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
    for (const operation of tool.operations)
      expect(operation).toMatch(/^(?:GET|POST|PATCH|PUT|DELETE) (?:\/(?:[A-Za-z]+|\{[A-Za-z]+\}))+$/);
    if (tool.risk === "read") expect(tool.operations.every((operation) => operation.startsWith("GET "))).toBe(true);
  });

  test("hints follow from its risk", () => {
    expect(wire.annotations).toEqual({
      readOnlyHint: tool.risk === "read",
      destructiveHint: tool.risk === "send" || tool.risk === "delete",
      idempotentHint: tool.risk === "read",
      openWorldHint: tool.toolset !== "meta",
    });
  });

  test("is prepared once", () => {
    expect(wireOf(tool)).toBe(wire);
  });

  test("stays small", () => {
    expect(bytes({ name, description: wire.description, inputSchema: wire.inputSchema })).toBeLessThanOrEqual(2_000);
  });

  test("does one thing: no environment, no console, no catching, no JSON", () => {
    const text = readFileSync(path.join(folder, tool.toolset, `${kebab(name)}.ts`), "utf8");
    expect(text).not.toMatch(/\b(?:try\s*\{|\.catch\(|process\.|console\.|env\b|fetch\()/);
  });
});

test("an output schema still says what each item must have", () => {
  const getEmails = catalog.find(({ name }) => name === "getEmails");
  if (!getEmails) throw new Error("no getEmails");
  const validate = asOldClientsValidate.getValidator(wireOf(getEmails).outputSchema);
  expect(validate({ items: [], hasMore: false })).toMatchObject({ valid: true });
  expect(validate({ items: [{}], hasMore: false })).toMatchObject({ valid: false, errorMessage: expect.stringContaining("'id'") });
});

test("names are unique", () => {
  expect(new Set(catalog.map(({ name }) => name)).size).toBe(catalog.length);
});

test("every tool file is in the catalog", () => {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const tools = files.filter((file) => /= defineTool\(/.test(readFileSync(path.join(folder, file), "utf8")));
  expect(tools.map((file) => path.basename(file, ".ts")).toSorted()).toEqual(catalog.map(({ name }) => kebab(name)).toSorted());
});

test("the fifteen tools of the way through are there", () => {
  expect(catalog.map(({ name }) => name).toSorted()).toEqual(
    [
      "sendEmail",
      "getEmails",
      "searchEmails",
      "getCalendarEvents",
      "createCalendarEvent",
      "sendTeamsMessage",
      "createTeamsMeeting",
      "getContacts",
      "authenticate",
      "getUserProfile",
      "searchPeople",
      "listUsers",
      "listTeams",
      "whoAmI",
      "add",
    ].toSorted(),
  );
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
test.each(["MailboxSettings.ReadWrite", "People.Read.All", "Contacts.ReadWrite", "Mail.ReadWrite", "User.Read.All", "Directory.Read.All"])(
  "nothing asks for %s",
  (scope) => {
    expect(scopesOf(catalog)).not.toContain(scope);
  },
);

test("what a model reads of the list, and the whole list, keep their share of the budget", () => {
  const wires = listedTools({ tiers: "core", diagnostics: false }).map(wireOf);
  /* 14 of 42 core tools: a third of 30 KB and, in whole, half of 56 KB, as these are the larger ones. */
  expect(bytes(wires.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })))).toBeLessThanOrEqual(10.75 * 1024);
  expect(bytes(wires)).toBeLessThanOrEqual(22 * 1024);
});

/** The catalog against the tool table as it was agreed (`test/vectors/tool-table.json`): every tool, every parameter with its limits. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { catalog, wireOf } from "../../../src/tools/catalog.ts";

type Parameter = {
  readonly type: string;
  readonly required: boolean;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly min?: number;
  readonly max?: number;
  readonly maxItems?: number;
};
type Row = {
  readonly name: string;
  readonly toolset: string;
  readonly tier: string;
  readonly risk: string;
  readonly params: Readonly<Record<string, Parameter>>;
};

const { tools } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../vectors/tool-table.json"), "utf8")) as {
  tools: readonly Row[];
};

/** `callGraph` reads unless a deployment opens its writes, and its listed risk follows. */
const listedRisk = (row: Row) => (row.name === "callGraph" ? "read" : row.risk);

test("the tools are those of the table, in its order, each in its tier, toolset and class", () => {
  expect(catalog.map(({ name, toolset, tier, risk }) => ({ name, toolset, tier, risk }))).toEqual(
    tools.map((row) => ({ name: row.name, toolset: row.toolset, tier: row.tier, risk: listedRisk(row) })),
  );
});

describe.each(tools.map((row) => [row.name, row] as const))("%s", (name, row) => {
  const tool = catalog.find((each) => each.name === name);
  const schema = tool && wireOf(tool).inputSchema;
  const listed = (schema?.["properties"] ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const required = (schema?.["required"] ?? []) as readonly string[];

  test("takes the table's parameters and no others, by name or by another name", () => {
    const known = new Set([...Object.keys(listed), ...Object.keys(tool?.aliases ?? {})]);

    expect(Object.keys(row.params).filter((parameter) => !known.has(parameter))).toEqual([]);
    expect(Object.keys(listed).filter((parameter) => !(parameter in row.params))).toEqual([]);
  });

  test.each(Object.entries(row.params).filter(([parameter]) => parameter in listed))(
    "%s has the table's type and limits",
    (parameter, agreed) => {
      const own = listed[parameter] ?? {};
      const items = (own["items"] ?? {}) as Readonly<Record<string, unknown>>;

      expect(required.includes(parameter)).toBe(agreed.required);
      expect(own["type"]).toBe(typeOf(agreed.type));
      if (agreed.enum !== undefined)
        expect([...((own["enum"] ?? items["enum"] ?? []) as string[])].toSorted()).toEqual(agreed.enum.toSorted());
      expect(own["default"]).toEqual(agreed.default);
      if (agreed.max !== undefined) expect(own["maximum"]).toBe(agreed.max);
      if (agreed.min !== undefined) expect(own["minimum"]).toBe(agreed.min);
      if (agreed.maxItems !== undefined) expect(own["maxItems"]).toBe(agreed.maxItems);
    },
  );
});

/** JSON Schema's name of the table's type. */
function typeOf(type: string): string {
  if (type === "string|string[]" || type.endsWith("[]")) return "array";
  return type.replace(/\(.*/, "");
}

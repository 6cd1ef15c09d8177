/** Bad arguments to every tool, made from its own schema: a tool error that names the argument, and nothing asked of Graph. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createGraphClient } from "../../../src/graph/client.ts";
import { cursorBinding, sealCursor } from "../../../src/graph/pages.ts";
import type { Egress } from "../../../src/egress/exchange.ts";
import { plainCursors } from "../graph/graph-answering.ts";
import { type RunnerPort, runTool, type ToolCall } from "../../../src/agent/tool-runner.ts";
import { catalog, scopesOf, wireOf } from "../../../src/tools/catalog.ts";
import type { ToolDefinition } from "../../../src/tools/define-tool.ts";
import { goodArguments } from "../../support/good-arguments.ts";
import { standing } from "./call-tool.ts";

type Schema = {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
};

const anything = [
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer()),
  fc.dictionary(fc.string(), fc.integer()),
];

/** Values of every other type than the schema's own. */
function ofOtherTypes(type: string | undefined, mayStandForList: boolean): fc.Arbitrary<unknown> {
  const isOwn = (value: unknown): boolean => {
    switch (type) {
      case "integer":
      case "number":
        return typeof value === "number" && Number.isFinite(value) && (type === "number" || Number.isInteger(value));
      case "array":
        return Array.isArray(value) || (mayStandForList && typeof value === "string");
      case "object":
        return typeof value === "object" && value !== null && !Array.isArray(value);
      default:
        return typeof value === type;
    }
  };
  return fc.oneof(...anything).filter((value) => !isOwn(value));
}

function badValues({ type, enum: members, minimum, maximum, maxItems, items }: Schema): fc.Arbitrary<unknown> {
  return fc.oneof(
    ofOtherTypes(type, type === "array" && items?.type === "string"),
    ...(members === undefined ? [] : [fc.string().filter((text) => !members.includes(text))]),
    ...(maximum === undefined ? [] : [fc.integer({ min: 1, max: 1e9 }).map((over) => maximum + over)]),
    ...(minimum === undefined ? [] : [fc.integer({ min: 1, max: 1e9 }).map((under) => minimum - under)]),
    ...(type === "integer" ? [fc.double({ noInteger: true, noNaN: true, noDefaultInfinity: true })] : []),
    ...(maxItems === undefined || maxItems > 1_000 ? [] : [fc.constant(Array.from({ length: maxItems + 1 }, () => "x"))]),
    ...(type === "array" && items?.type === "string" ? [fc.array(fc.integer(), { minLength: 1, maxLength: 3 })] : []),
  );
}

/** Of an account that may do anything. */
const granted = scopesOf(catalog);

/** The pipeline as it is, with nobody behind it: whoever asks Graph fails the test. */
function pipeline(graphFor?: RunnerPort["graphFor"]) {
  let asked = 0;
  const port: RunnerPort = {
    decide: () => ({ effect: "allow", ruleId: "test", policyVersion: "test" }),
    quota: { take: () => ({ taken: true }), remaining: () => 1 },
    standing: async () => ({ ...standing, account: { ...standing.account, grantedScopes: [...granted] } }),
    forgetStanding: () => undefined,
    egressFor: () => async () => {
      asked += 1;
      throw new Error("asked Graph");
    },
    graphFor:
      graphFor ??
      (() => {
        asked += 1;
        throw new Error("asked Graph");
      }),
    record: () => undefined,
    durable: async () => undefined,
    gateway: { id: "m365", route: "dynamic/x" },
    argumentsKey: new Uint8Array(32),
    keys: { begin: async () => ({ kind: "new" }), finish: async () => undefined, release: () => undefined },
    connectUrl: "https://mcp.example.com/connect",
    neverAskedFor: () => [],
    now: () => 1_000,
  };
  const call = (tool: ToolDefinition, args: unknown): ToolCall => ({
    tool,
    args,
    principal: { id: "user:ana", kind: "user", email: "ana@contoso.example", groups: [] },
    context: {
      requestId: "0193a8c2-0000-4000-8000-000000000001",
      receivedAt: 1_000,
      protocolVersion: "2026-07-28",
      traceparent: "00-trace-span-01",
      signal: new AbortController().signal,
    },
    progress: () => undefined,
    facts: {},
    format: "lines",
  });
  const run = async (tool: ToolDefinition, args: unknown) => {
    const result = await runTool(port, call(tool, args));
    return (result.structuredContent as { error?: { code: string; field?: string } }).error;
  };
  return { run, asked: () => asked };
}

describe.each(catalog.map((tool) => [tool.name, tool] as const))("%s", (name, tool) => {
  const properties = (wireOf(tool).inputSchema["properties"] ?? {}) as Readonly<Record<string, Schema>>;
  const good = goodArguments[name] ?? {};

  test("takes its good arguments", () => {
    expect(tool.input.safeParse(good).error?.issues).toBeUndefined();
  });

  test.each(Object.entries(properties))("names %s where that is what is wrong", async (field, schema) => {
    const { run, asked } = pipeline();
    await fc.assert(
      fc.asyncProperty(badValues(schema), async (value) => {
        const error = await run(tool, { ...good, [field]: value });
        expect(error?.code).toBe("invalid_arguments");
        expect(error?.field?.split(".")[0]).toBe(field);
      }),
      { numRuns: 25 },
    );
    expect(asked()).toBe(0);
  });

  test("names an argument it does not have", async () => {
    const { run, asked } = pipeline();
    const others = fc.string({ minLength: 1, maxLength: 40 }).filter((key) => !(key in properties) && !(key in (tool.aliases ?? {})));
    await fc.assert(
      fc.asyncProperty(others, fc.jsonValue(), async (key, value) => {
        const error = await run(tool, { ...good, [key]: value });
        expect(error).toMatchObject({ code: "invalid_arguments", field: key.slice(0, 64).replace(/\p{C}/gu, "?") });
      }),
      { numRuns: 25 },
    );
    expect(asked()).toBe(0);
  });

  test.each([
    ["a list", []],
    ["a text", "x"],
    ["a number", 1],
    ["null within", [null]],
  ])("refuses %s for its arguments", async (_what, args) => {
    expect((await pipeline().run(tool, args))?.code).toBe("invalid_arguments");
  });
});

test("a part that an object argument does not have is named where it stands", async () => {
  const tool = catalog.find(({ name }) => name === "createCalendarEvent");
  if (!tool) throw new Error("no createCalendarEvent");

  expect(await pipeline().run(tool, { ...goodArguments.createCalendarEvent, recurrence: { every: "week", foo: 1 } })).toMatchObject({
    code: "invalid_arguments",
    field: "recurrence.foo",
  });
});

describe("a cursor that is none", () => {
  const paged = catalog.filter((tool) => tool.input instanceof z.ZodObject && "cursor" in tool.input.shape);
  const graphOf = (name: string) => (call: ToolCall, egress: Egress) =>
    createGraphClient({
      egress,
      operations: call.tool.operations,
      version: "v1.0",
      graphHost: "https://graph.microsoft.com",
      deadlineAt: 60_000,
      signal: call.context.signal,
      now: () => 1_000,
      sleep: async () => undefined,
      random: () => 0,
      cursors: plainCursors,
      onAttempt: () => undefined,
      principalId: "user:ana",
      tool: name,
    });

  test.each(paged.map((tool) => [tool.name, tool] as const))(
    "of %s costs nothing: forged, of another tool, or of another person",
    async (name, tool) => {
      const { run, asked } = pipeline(graphOf(name));
      const next = { query: "$skip=1", adds: false, page: 2 };
      const foreign = [
        await sealCursor(next, cursorBinding("user:ana", "anotherTool", []), plainCursors, 1_000),
        await sealCursor(next, cursorBinding("user:ben", name, []), plainCursors, 1_000),
      ];
      for (const cursor of ["forged", ...foreign]) {
        expect([cursor, await run(tool, { ...goodArguments[name], cursor })]).toMatchObject([
          cursor,
          { code: "invalid_cursor", field: "cursor" },
        ]);
      }
      expect(asked()).toBe(0);
    },
  );
});

/** Whatever a tool is asked for, what it asks Graph for exists: path, query names and body properties, over generated arguments of every tool. */
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AppError } from "../../../src/core/errors.ts";
import type { Egress } from "../../../src/egress/exchange.ts";
import { createGraphClient } from "../../../src/graph/client.ts";
import { catalog, listedTools, wireOf } from "../../../src/tools/catalog.ts";
import type { ToolDefinition } from "../../../src/tools/define-tool.ts";
import { indexedOperations } from "../../../src/tools/operations/indexed-operations.ts";
import { goodArguments } from "../../support/good-arguments.ts";
import { plainCursors } from "../graph/graph-answering.ts";
import { standing } from "./call-tool.ts";
import { answerOf, fitOf } from "./schema-fit.ts";

const least = 100_000;
/** Of all inputs, those of the tool that can ask for most. */
const shareOfCallGraph = 0.2;

const tools = listedTools({ tiers: "all", diagnostics: true, graphWrites: true });
const asking = tools.filter(({ operations }) => operations.length > 0);
const callGraph = asking.find(({ name }) => name === "callGraph");

let inputs = 0;
let requests = 0;
const asked = new Map<string, number>();

const egress: Egress = async (request, { step, attempt }) => {
  requests += 1;
  const name = `${request.method} ${request.template}`;
  asked.set(name, (asked.get(name) ?? 0) + 1);
  const misfit = fitOf(request);
  if (misfit !== null) throw new Misfit(`${name}: ${misfit} (${request.path}?${request.query} ${request.body ?? ""})`);
  return {
    kind: "answer",
    receipt: {
      envelopeId: "e",
      requestId: "r",
      step,
      try: attempt,
      graphMethod: request.method,
      graphTemplate: request.template,
      aiGatewayLogId: null,
      gatewayStatus: 200,
      graphStatus: 200,
      startedAt: 0,
      durationMs: 0,
    },
    status: 200,
    headers: { "content-type": "application/json" },
    body: answerOf(request),
  };
};

class Misfit extends Error {}

async function run(tool: ToolDefinition, given: unknown): Promise<void> {
  inputs += 1;
  const parsed = tool.input.safeParse(given);
  if (!parsed.success) return;
  const graph = createGraphClient({
    egress,
    operations: tool.operations,
    scopes: tool.scopes,
    version: "v1.0",
    graphHost: "https://graph.microsoft.com",
    deadlineAt: Number.MAX_SAFE_INTEGER,
    signal,
    now: () => Date.parse("2026-11-23T08:00:00Z"),
    sleep: async () => undefined,
    random: () => 0,
    cursors: plainCursors,
    onAttempt: () => undefined,
    principalId: "user:test",
    tool: tool.name,
  });
  const context = {
    graph,
    principal: { id: "user:test", kind: "user", email: "ana@contoso.example", groups: [] } as const,
    now: () => Date.parse("2026-11-23T08:00:00Z"),
    signal,
    progress: () => undefined,
    standing: async () => standing,
  };
  try {
    await tool.run(parsed.data, context);
  } catch (thrown) {
    /* A refusal is an answer too; a request that fits nothing, or a fault of ours, is not. */
    if (!(thrown instanceof AppError) || thrown.code === "internal") throw thrown;
  }
}

const { signal } = new AbortController();

type Schema = {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly format?: string;
};

const times = ["2026-12-01T10:00", "2026-12-01", "2026-12-02T09:30:00Z", "2026-12-01T10:00:00+02:00"];
const texts = [
  "a",
  "Budget's plan",
  "näive \u{1F600}",
  "AAMkAGI2TGuLAAA=",
  "inbox",
  "x/y",
  "<b>hi</b>",
  "'; drop",
  "100%",
  "jonas.weber@northwind.example",
];

/** Texts such as somebody would give under this name, and some nobody should. */
function textOf(name: string): fc.Arbitrary<string> {
  const usual = /^(?:start|end|since|until|due|before|after|from|to|reminder|.*(?:Time|Start|End|Before|After))$/i.test(name)
    ? [...times, ...texts]
    : texts;
  return fc.oneof({ arbitrary: fc.constantFrom(...usual), weight: 6 }, { arbitrary: fc.string({ maxLength: 12 }), weight: 1 });
}

function valueOf(name: string, schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "integer":
    case "number":
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 100, 10_000) });
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(valueOf(name, schema.items ?? { type: "string" }), { minLength: 1, maxLength: 3 });
    case "object":
      return schema.properties
        ? fc.record(Object.fromEntries(Object.entries(schema.properties).map(([key, each]) => [key, valueOf(key, each)])), {
            requiredKeys: [...(schema.required ?? [])],
          })
        : fc.dictionary(fc.constantFrom("Title", "Status"), fc.constantFrom<unknown>("x", 1, true), { maxKeys: 2 });
    default:
      return textOf(name);
  }
}

/** The tool's good arguments with any of its others beside or instead of them. */
function argumentsOf(tool: ToolDefinition): fc.Arbitrary<unknown> {
  const { properties = {} } = wireOf(tool).inputSchema as Schema;
  const good = goodArguments[tool.name] ?? {};
  const optional = Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => name !== "cursor")
      .map(([name, schema]) => [
        name,
        fc.option(
          name in good
            ? fc.oneof({ arbitrary: fc.constant(good[name]), weight: 3 }, { arbitrary: valueOf(name, schema), weight: 1 })
            : valueOf(name, schema),
          {
            freq: name in good ? 12 : 1,
            nil: undefined,
          },
        ),
      ]),
  );
  return fc.record(optional).map((each) => Object.fromEntries(Object.entries(each).filter(([, value]) => value !== undefined)));
}

/** Operations of the index with path parameters, query and body made of the names Graph's types have, and of some they have not. */
const calls = fc
  .record({
    operation: fc.constantFrom(...indexedOperations().values()),
    parameter: fc.constantFrom("AAMk=", "A1", "1", "true", "x y", "it's", "2026-12-01T00:00:00Z"),
    names: fc.array(fc.constantFrom("subject", "displayName", "id", "name", "title", "from/emailAddress/address", "isRead", "nothing"), {
      minLength: 1,
      maxLength: 3,
    }),
    options: fc.subarray(["$select", "$top", "$orderby", "$filter", "$expand", "$count", "$skip", "startDateTime", "endDateTime"]),
    value: fc.constantFrom<unknown>("x", 1, true, { content: "x" }, ["x"]),
    fields: fc.boolean(),
  })
  .map(({ operation, parameter, names, options, value, fields }) => {
    const [name = ""] = names;
    const known: Readonly<Record<string, unknown>> = {
      $select: names,
      $top: 5,
      $orderby: `${name} desc`,
      $filter: `${name} eq 'a''b' and contains(${names.at(-1)},'x')`,
      $expand: "attachments",
      $count: true,
      $skip: 1,
      startDateTime: "2026-12-01T00:00:00Z",
      endDateTime: "2026-12-02T00:00:00Z",
    };
    const keys =
      operation.body?.kind === "parameters"
        ? operation.body.parameters.map((each) => each.name)
        : names.filter((each) => !each.includes("/"));
    return {
      operationId: operation.operationId,
      pathParams: Object.fromEntries(operation.pathParameters.map((each) => [each.name, parameter])),
      query: Object.fromEntries(options.map((option) => [option, known[option]])),
      ...(operation.body !== null && { body: Object.fromEntries(keys.map((key) => [key, value])) }),
      ...(fields && { fields: ["id"] }),
    };
  });

const perTool = Math.ceil((least * (1 - shareOfCallGraph)) / (asking.length - 1));

/* Timers of a deadline that never comes cost more than what is tested. */
const { setTimeout: real } = globalThis;
beforeAll(() => {
  globalThis.setTimeout = (() => 0) as unknown as typeof setTimeout;
});
afterAll(() => {
  globalThis.setTimeout = real;
});

test.each(asking.filter((tool) => tool !== callGraph).map((tool) => [tool.name, tool] as const))(
  "%s asks Graph only for what its schema has",
  async (_name, tool) => {
    await fc.assert(
      fc.asyncProperty(argumentsOf(tool), (given) => run(tool, given)),
      { numRuns: perTool },
    );
  },
  60_000,
);

test("callGraph asks Graph only for what its schema has", async () => {
  if (!callGraph) throw new Error("callGraph is not offered");
  await fc.assert(
    fc.asyncProperty(calls, (given) => run(callGraph, given)),
    { numRuns: least * shareOfCallGraph },
  );
}, 60_000);

test("that was shown over a hundred thousand inputs, most of which reached Graph, through every tool", () => {
  expect(inputs).toBeGreaterThanOrEqual(least);
  expect(requests).toBeGreaterThan(least / 2);
  const silent = asking.filter(({ operations }) => !operations.some((operation) => asked.has(operation)));
  expect(silent.map(({ name }) => name)).toEqual([]);
  expect(catalog.length).toBe(tools.length);
});

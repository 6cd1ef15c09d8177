/**
 * What each parameter of each tool changes in the Graph request. Each room brings its cases (`<room>/parameter-cases.ts`); together they are
 * checked against the schemas: a parameter without a case, or a case without a parameter, fails.
 */
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { catalog } from "../../../src/tools/catalog.ts";
import type { ToolDefinition } from "../../../src/tools/define-tool.ts";
import type { Asked } from "../graph/graph-answering.ts";
import { calendarParameters } from "./calendar/parameter-cases.ts";
import { callTool } from "./call-tool.ts";
import { excelParameters } from "./excel/parameter-cases.ts";
import { filesParameters } from "./files/parameter-cases.ts";
import { mailParameters } from "./mail/parameter-cases.ts";
import { metaParameters } from "./meta/parameter-cases.ts";
import { notesParameters } from "./notes/parameter-cases.ts";
import { operationsParameters } from "./operations/parameter-cases.ts";
import type { Case, RoomCases } from "./parameter-case.ts";
import { peopleParameters } from "./people/parameter-cases.ts";
import { searchParameters } from "./search/parameter-cases.ts";
import { sharepointParameters } from "./sharepoint/parameter-cases.ts";
import { tasksParameters } from "./tasks/parameter-cases.ts";
import { teamsParameters } from "./teams/parameter-cases.ts";

const cases: RoomCases = {
  ...mailParameters,
  ...calendarParameters,
  ...peopleParameters,
  ...teamsParameters,
  ...filesParameters,
  ...sharepointParameters,
  ...tasksParameters,
  ...notesParameters,
  ...excelParameters,
  ...searchParameters,
  ...operationsParameters,
  ...metaParameters,
};

const parametersOf = (tool: ToolDefinition): readonly string[] => Object.keys((tool.input as z.ZodObject).shape);

test("no case is of a tool that is not there", () => {
  expect(Object.keys(cases).filter((name) => !catalog.some((tool) => tool.name === name))).toEqual([]);
});

describe.each(catalog.map((tool) => [tool.name, tool] as const))("%s", (name, tool) => {
  const { base, graph, parameters } = cases[name] ?? { base: {}, parameters: {} };

  test("has a case for each parameter, and no other", () => {
    expect(Object.keys(parameters).toSorted()).toEqual(parametersOf(tool).toSorted());
  });

  for (const [parameter, one] of Object.entries(parameters)) {
    for (const given of Array.isArray(one) ? (one as readonly Case[]) : [one as Case]) {
      test(`${parameter}: ${JSON.stringify(given.with)}`, async () => {
        const whole = { ...base, ...given.with };
        const input = parameter === "cursor" ? { ...whole, cursor: (await callTool(tool, whole, graph)).output.cursor as string } : whole;
        const { asked, output } = await callTool(tool, input, graph);

        expect(given.see({ last: asked.at(-1) as Asked, all: asked, output })).toEqual(given.expect);
      });
    }
  }
});

/** Every tool of the catalog through a real MCP client and the whole estate, while Graph plants a property that nobody declared. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalog } from "../../src/tools/catalog.ts";
import { startTestEstate, type TestEstate } from "../support/estate.ts";
import { calendarCases } from "./tools/calendar-cases.ts";
import { filesCases } from "./tools/files-cases.ts";
import { mailCases } from "./tools/mail-cases.ts";
import { operationsCases } from "./tools/operations-cases.ts";
import { peopleCases } from "./tools/people-cases.ts";
import { sendingCases } from "./tools/sending-cases.ts";
import { sharepointCases } from "./tools/sharepoint-cases.ts";
import { teamsCases } from "./tools/teams-cases.ts";
import { tasksCases } from "./tools/tasks-cases.ts";
import { notesCases } from "./tools/notes-cases.ts";
import { excelCases } from "./tools/excel-cases.ts";
import { searchCases } from "./tools/search-cases.ts";
import { metaCases } from "./tools/meta-cases.ts";
import { Clients, plant, type ToolCase } from "./tools/tool-kit.ts";

const cases: readonly ToolCase[] = [
  ...mailCases,
  ...sendingCases,
  ...calendarCases,
  ...peopleCases,
  ...teamsCases,
  ...filesCases,
  ...sharepointCases,
  ...tasksCases,
  ...notesCases,
  ...excelCases,
  ...searchCases,
  ...operationsCases,
  ...metaCases,
];

let estate: TestEstate;
let clients: Clients;
beforeAll(async () => {
  estate = await startTestEstate({ tools: "all", plant });
  clients = new Clients(estate);
});
afterAll(async () => {
  await clients?.close();
  await estate?.stop();
});

test("every tool of the catalog is listed", async () => {
  expect(await clients.toolNames("amara.okafor")).toEqual(catalog.map(({ name }) => name));
});

test("every tool of the catalog has a case", () => {
  const covered = new Set(cases.map(({ tool }) => tool));

  expect(catalog.filter(({ name }) => !covered.has(name)).map(({ name }) => name)).toEqual([]);
});

describe.each([...new Set(cases.map(({ tool }) => tool))])("%s", (name) => {
  test.each(cases.filter(({ tool }) => tool === name))("$does", async ({ run }) => run(await clients.kitOf("amara.okafor")));
});

/** What every model is told of each tool, frozen: a change here is reviewed word for word (`npx vitest run --project unit golden -u` writes it anew). */
import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { catalog, wireOf } from "../../../src/tools/catalog.ts";

const folder = path.resolve(import.meta.dirname, "../../golden/tools");

test.each(catalog.map((tool) => [tool.name, tool] as const))("%s is as it was last reviewed", async (name, tool) => {
  await expect(`${JSON.stringify(wireOf(tool), null, 2)}\n`).toMatchFileSnapshot(path.join(folder, `${name}.json`));
});

test("there is one golden file for each tool, and no other", () => {
  expect(readdirSync(folder).toSorted()).toEqual(catalog.map(({ name }) => `${name}.json`).toSorted());
});

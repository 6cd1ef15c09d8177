import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { listedTools, wireOf } from "../../../src/tools/catalog.ts";

/** A change here is a change of what every model is told: review it, then write the new list over the file. */
test("the tools are those that were last reviewed, word for word", () => {
  const file = path.resolve(import.meta.dirname, "../../vectors/tools-list.json");
  const listed = listedTools({ tiers: "core", diagnostics: true }).map(wireOf);

  expect(JSON.parse(JSON.stringify(listed))).toEqual(JSON.parse(readFileSync(file, "utf8")));
});

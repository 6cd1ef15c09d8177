/** Lists of awkward input that others have collected; sources and licences stand in `test/vectors/README.md`. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const directory = path.resolve(import.meta.dirname, "../vectors");
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(directory, file), "utf8"));

const jsonVector = z.union([
  z.strictObject({ name: z.string(), text: z.string() }),
  z.strictObject({ name: z.string(), base64: z.string() }),
  z.strictObject({ name: z.string(), repeat: z.string(), times: z.int(), end: z.string() }),
]);

export type JsonVector = { readonly name: string; readonly bytes: Buffer };

/** JSONTestSuite: names begin with `y_` (must be read), `n_` (must be refused) or `i_` (either). */
export function jsonVectors(): readonly JsonVector[] {
  return z
    .array(jsonVector)
    .parse(read("jsontestsuite.json"))
    .map((vector) => ({ name: vector.name, bytes: bytesOf(vector) }));
}

function bytesOf(vector: z.output<typeof jsonVector>): Buffer {
  if ("text" in vector) return Buffer.from(vector.text, "utf8");
  return "base64" in vector ? Buffer.from(vector.base64, "base64") : Buffer.from(vector.repeat.repeat(vector.times) + vector.end);
}

/** The Big List of Naughty Strings. */
export function naughtyStrings(): readonly string[] {
  return z.array(z.string()).parse(read("blns.json"));
}

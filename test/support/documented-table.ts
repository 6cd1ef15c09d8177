/** Tables of our own documents that tests hold against the product. */
import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** What stands between `<!-- name -->` and `<!-- /name -->` in that file. */
export function between(file: string, name: string): string {
  const [, rest = ""] = readFileSync(path.join(root, file), "utf8").split(`<!-- ${name} -->\n`);
  const [inside = ""] = rest.split(`\n<!-- /${name} -->`);
  return inside;
}

/** Cells of a Markdown table's rows, without its head. */
export function rowsOf(table: string): readonly (readonly string[])[] {
  return table
    .split("\n")
    .slice(2)
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

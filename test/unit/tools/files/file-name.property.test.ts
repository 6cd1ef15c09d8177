import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "../../../../src/core/errors.ts";
import { checkedName } from "../../../../src/tools/files/file-name.ts";
import { listFiles } from "../../../../src/tools/files/list-files.ts";
import { uploadFile } from "../../../../src/tools/files/upload-file.ts";
import { strictGraph } from "../strict-graph.ts";

/** Names people give, and names made of what file systems and URLs stumble over. */
const names = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
  fc
    .array(
      fc.constantFrom(
        "a",
        "B",
        "é",
        "名",
        " ",
        ".",
        ",",
        "'",
        "(",
        ")",
        "%",
        "#",
        ";",
        "$",
        "~",
        "&",
        "+",
        "=",
        "@",
        "!",
        ":",
        "*",
        "_vti_",
        "con",
        "__proto__",
        "constructor",
      ),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .map((parts) => parts.join("")),
);

const isTaken = (name: string, inUrl: boolean): boolean => {
  try {
    checkedName("name", name, inUrl);
    return true;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AppError);
    expect(thrown).toMatchObject({ code: "invalid_arguments", details: { field: "name" } });
    return false;
  }
};

describe("a name that is taken", () => {
  test("is what the file is called afterwards, and its path finds it", async () => {
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        fc.pre(isTaken(name, true));
        const graph = strictGraph(["Files.ReadWrite"]);
        await graph.call(uploadFile, { path: `Projects/${name}`, content: "x", conflict: "replace" });
        const { output } = await graph.call(listFiles, { path: "Projects", count: 100 });
        expect((await graph.ask("GET", `/me/drive/items/${output.items.at(-1).id}`)).name.toLowerCase()).toBe(name.toLowerCase());
      }),
      { numRuns: 150 },
    );
  });

  test("as a folder's may have signs that no URL takes", async () => {
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        fc.pre(isTaken(name, false));
        const graph = strictGraph(["Files.ReadWrite"]);
        const { output } = await graph.call(uploadFile, { name, folder: true });
        expect((await graph.ask("GET", `/me/drive/items/${output.id}`)).name).toBe(name);
      }),
      { numRuns: 150 },
    );
  });
});

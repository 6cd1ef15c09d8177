/** Whatever a caller writes into a path, it stays the one segment it was meant for, or nothing is asked at all. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "../../../src/core/errors.ts";
import { compileOperations } from "../../../src/graph/operation-table.ts";
import { encodeQuery, fillTemplate, odataString, searchPhrase } from "../../../src/graph/path.ts";
import type { Operation } from "../../../src/graph/request.ts";
import { catalog } from "../../../src/tools/catalog.ts";
import { hostile } from "./hostile-segments.ts";

const further: readonly Operation[] = [
  "GET /sites/{siteId}/drive/items/{itemId}",
  "GET /me/drive/items/{itemId}/workbook/worksheets/{sheet}/range(address='{address}')",
];
const operations = [...new Set([...catalog.flatMap((tool) => tool.operations), ...further])];
const table = compileOperations(operations, "v1.0");
const placeholders = /\{(\w+)\}/g;
const templates = operations.filter((operation) => operation.includes("{"));

/** Text of every alphabet, what is known to escape from paths, and the two mixed. */
const piece = fc.oneof(
  fc.constantFrom(...hostile),
  fc.constantFrom(
    "/",
    "\\",
    "..",
    ".",
    "%2f",
    "%2e",
    "?",
    "#",
    ";",
    "$",
    ",",
    "'",
    "\u0000",
    "\u202e",
    "\uff0f",
    "\uff0e",
    "\u2024",
    "\ud800",
    "{id}",
    "@",
    ":",
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.string({ unit: fc.constantFrom("A", "k", "7", "-", "_", "=", "+"), minLength: 1, maxLength: 12 }),
);
const value = fc.oneof(
  piece,
  fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join("")),
);

/** What a segment of a path holds for each placeholder of its template; no filled value has a bare comma or colon. */
function valuesIn(template: string, segment: string): [string, string][] {
  const parts = template.split(placeholders);
  const source = parts.map((part, index) => (index % 2 === 1 ? "([^,:]+)" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))).join("");
  const held = new RegExp(`^${source}$`).exec(segment)?.slice(1) ?? [];
  return held.map((text, index) => [parts[index * 2 + 1] ?? "", decodeURIComponent(text)]);
}

const filling = fc.constantFrom(...templates).chain((operation) => {
  const [method = "", template = ""] = operation.split(" ");
  const names = [...template.matchAll(placeholders)].map(([, name = ""]) => name);
  return fc.record({
    method: fc.constant(method),
    template: fc.constant(template),
    names: fc.constant(names),
    params: fc.tuple(...names.map(() => value)).map((values) => Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""]))),
  });
});

/** The filled path, or the parameter that was refused. */
function filled(template: string, params: Readonly<Record<string, string>>): { readonly path: string } | { readonly refused: unknown } {
  try {
    return { path: fillTemplate(template, params) };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== "invalid_arguments") throw thrown;
    return { refused: thrown.details.field };
  }
}

describe("any text in any parameter of any template", () => {
  test("is one segment that says what was given, or is refused by its name", () => {
    let taken = 0;
    fc.assert(
      fc.property(filling, ({ method, template, names, params }) => {
        const outcome = filled(template, params);
        if ("refused" in outcome) {
          expect(names).toContain(outcome.refused);
          return;
        }
        taken += 1;
        const path = `/v1.0${outcome.path}`;
        expect(table.matches(method, template, path)).toBe(true);
        // As a server would read it: nothing resolved, nothing split off, as many segments as the template has.
        const url = new URL(`https://graph.microsoft.com${path}`);
        expect([url.origin, url.pathname, url.search, url.hash]).toEqual(["https://graph.microsoft.com", path, "", ""]);
        const segments = url.pathname.split("/").slice(2);
        const expected = template.split("/").slice(1);
        expect(segments).toHaveLength(expected.length);
        for (const [at, segment] of segments.entries()) {
          const written = (expected[at] ?? "").replaceAll(/'\{(\w+)\}'|\{(\w+)\}/g, (_, quoted?: string, bare?: string) =>
            quoted === undefined ? (params[bare ?? ""] ?? "") : odataString(params[quoted] ?? ""),
          );
          expect(decodeURIComponent(segment)).toBe(written);
        }
      }),
      { numRuns: 12_000 },
    );
    expect(taken).toBeGreaterThan(1_000);
  });

  test("is all the relay takes: no path is any other than one that was filled", () => {
    const noise = fc.oneof(
      piece,
      fc.constantFrom("%2F", "%2E%2E", "%5C", "%25", "%3F", "%00", "%C0%AE", "%EF%BC%8F", "%c3%a9", "/", "//", "?a=b"),
    );
    const edited = fc.tuple(filling, fc.nat({ max: 80 }), fc.nat({ max: 3 }), noise);
    const plain = new Set<string>(templates.filter((operation) => !operation.includes("'")));
    fc.assert(
      fc.property(edited, ([{ method, template, params }, at, drop, put]) => {
        fc.pre(plain.has(`${method} ${template}`));
        const outcome = filled(template, params);
        const from = `/v1.0${"path" in outcome ? outcome.path : template.replaceAll(placeholders, "AAMk")}`;
        const path = from.slice(0, at) + put + from.slice(at + drop);
        if (!table.matches(method, template, path)) return;
        const expected = template.split("/").slice(1);
        const values = path.split("/").slice(2);
        const again = Object.fromEntries(expected.flatMap((part, index) => valuesIn(part, values[index] ?? "")));
        expect(decodeURIComponent(`/v1.0${fillTemplate(template, again)}`)).toBe(decodeURIComponent(path));
      }),
      { numRuns: 5_000 },
    );
  });
});

test.each(["..%5c%e9", "%2f%fea", "a%3f%ff"])("a separator is one also beside a byte that is no UTF-8: %s", (fileName) => {
  expect(filled("/me/drive/items/{itemId}:/{fileName}:/content", { itemId: "01A", fileName })).toHaveProperty("refused");
});

describe("any text as the name of a file", () => {
  const escapes = fc.constantFrom(
    "%",
    "25",
    "2f",
    "2F",
    "5c",
    "2e",
    "3B",
    "%2525",
    "%c0%af",
    "%e9",
    "\uff05",
    "#",
    ";",
    "..",
    ".",
    "a",
    " ",
  );
  const names = fc.array(fc.oneof(escapes, piece), { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(""));

  test("stays one name however often a server decodes it", () => {
    let taken = 0;
    fc.assert(
      fc.property(names, (fileName) => {
        const outcome = filled("/me/drive/items/{itemId}:/{fileName}:/content", { itemId: "01A", fileName });
        if ("refused" in outcome) return;
        taken += 1;
        let form = fileName;
        for (let times = 0; times < 8; times += 1) {
          expect(form.normalize("NFKC")).not.toMatch(/[/\\?]|^[.\s]+(?:;|$)/);
          form = form.normalize("NFKC").replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => {
            try {
              return decodeURIComponent(run);
            } catch {
              return Buffer.from(run.replaceAll("%", ""), "hex").toString("latin1");
            }
          });
        }
      }),
      { numRuns: 5_000 },
    );
    expect(taken).toBeGreaterThan(500);
  });
});

describe("any text in a query", () => {
  test("stays the value of its own option", () => {
    const query = fc.dictionary(
      fc.constantFrom("$top", "$filter", "$search", "$select", "startDateTime"),
      fc.oneof(fc.string({ unit: "binary" }), fc.array(fc.string({ unit: "binary" })), fc.integer(), fc.boolean(), value),
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(query, (options) => {
        const url = new URL(`https://graph.microsoft.com/v1.0/me?${encodeQuery(options)}`);
        expect([...url.searchParams]).toEqual(
          Object.entries(options).map(([name, given]) => [name, (Array.isArray(given) ? given.join(",") : String(given)).toWellFormed()]),
        );
        expect(url.hash).toBe("");
      }),
      { numRuns: 3_000 },
    );
  });

  test("is one OData literal, whose quotes are all doubled", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("'", "a", " ", "%", "\\") }), (text) => {
        const literal = odataString(text);
        expect(literal).toMatch(/^'(?:[^']|'')*'$/);
        expect(literal.slice(1, -1).replaceAll("''", "'")).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  test("is one phrase of a search, or refused", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', "\\", "a", " ", "\n", ":") }), (text) => {
        let phrase: string;
        try {
          phrase = searchPhrase("query", text);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: "invalid_arguments", details: { field: "query" } });
          expect(/[\\\n]/.test(text) || text.split('"').length % 2 === 0).toBe(true);
          return;
        }
        expect(phrase).toMatch(/^"(?:[^"\\]|\\")*"$/);
        expect(JSON.parse(phrase)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });
});

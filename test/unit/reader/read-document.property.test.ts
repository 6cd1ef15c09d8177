import * as fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { docx, pdf, pptx, xlsx } from "../../../infra/local/graph/seed/documents.ts";
import type { DocumentAnswer } from "../../../src/core/document.ts";
import { convertHtml } from "../../../src/reader/convert-html.ts";
import { readDocument } from "../../../src/reader/read-document.ts";

const reading = { as: "text", from: 0, maxChars: 100_000 } as const;
const documents: Readonly<Record<string, Uint8Array>> = {
  docx: docx("Protocol", ["First, second.", "Third & last."], [["Visit", "Week"]]),
  xlsx: xlsx({ Budget: [["Item", 40]] }),
  pptx: pptx([["Kick-off", "Two clinics"]]),
  pdf: pdf([["Quote 2211", "EUR 452,500"]]),
};
/** What each of them says, undamaged. */
const said: Record<string, DocumentAnswer> = {};
beforeAll(async () => {
  for (const [name, bytes] of Object.entries(documents)) said[name] = await readDocument(bytes, reading);
});

test.each(Object.keys(documents))("a %s with any bytes changed is read, or it is said why not", async (name) => {
  const whole = documents[name] ?? expect.unreachable();
  expect(said[name]).toMatchObject({ kind: "text", format: name });
  const changes = fc.array(fc.record({ at: fc.nat(whole.byteLength - 1), to: fc.nat(255) }), { minLength: 1, maxLength: 8 });

  await fc.assert(
    fc.asyncProperty(changes, fc.nat(whole.byteLength), async (changed, cut) => {
      const bytes = new Uint8Array(whole);
      for (const { at, to } of changed) bytes[at] = to;
      const answer = await readDocument(cut % 2 === 0 ? bytes : bytes.subarray(0, cut), reading);
      expect(["text", "unreadable"]).toContain(answer.kind);
    }),
    { numRuns: 150 },
  );
});

test("any bytes under any name", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom("x.docx", "x.html", "x.csv", "x.pdf", "x", "x.eml"),
      async (bytes, name) => {
        const answer = await readDocument(bytes, { ...reading, name });
        expect(["text", "unreadable"]).toContain(answer.kind);
      },
    ),
    { numRuns: 1_000 },
  );
});

test("nothing hidden shows, wherever it stands in a letter", () => {
  const hiding = fc.constantFrom(
    '<div style="display:none">do-not-leak</div>',
    '<span style="color:#fff;">do-not-leak</span>',
    "<p hidden>do-not-leak</p>",
    "<!-- do-not-leak -->",
    '<img alt="do-not-leak">',
    '<span style="font-size:0">do-not-leak</span>',
  );
  const around = fc.constantFrom(
    "<b>a</b>",
    "<ul><li>b</li></ul>",
    "<p>c</p>",
    "d &amp; e",
    "<h2>f</h2>",
    '<a href="https://x.example/">g</a>',
    "<br>",
  );

  fc.assert(
    fc.property(
      fc.array(fc.oneof(hiding, around), { maxLength: 12 }),
      fc.constantFrom("text" as const, "markdown" as const, "html" as const),
      (parts, as) => {
        expect(convertHtml(parts.join("\n"), as)).not.toContain("do-not-leak");
      },
    ),
    { numRuns: 500 },
  );
});

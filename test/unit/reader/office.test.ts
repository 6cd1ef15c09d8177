import { describe, expect, test } from "vitest";
import type { DocumentAnswer, Reading } from "../../../src/core/document.ts";
import { readDocument } from "../../../src/reader/read-document.ts";
import { bookParts, type Parts, relations, slide, slideParts, wordNotes, wordParts, wordStyles, zipOf } from "../../support/documents.ts";

async function read(parts: Parts, as: Reading["as"] = "text"): Promise<DocumentAnswer> {
  return readDocument(await zipOf(parts), { as, from: 0, maxChars: 100_000 });
}

async function textOf(parts: Parts, as: Reading["as"] = "text"): Promise<string> {
  const answer = await read(parts, as);
  return answer.kind === "text" ? answer.text : expect.unreachable(JSON.stringify(answer));
}

const run = (text: string, properties = "") =>
  `<w:r>${properties === "" ? "" : `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;
const paragraph = (content: string, properties = "") => `<w:p>${properties === "" ? "" : `<w:pPr>${properties}</w:pPr>`}${content}</w:p>`;

describe("a Word document", () => {
  const report = wordParts(
    [
      paragraph(run("Quarterly report"), '<w:pStyle w:val="Heading1"/>'),
      paragraph(`${run("Sales rose by ")}${run("12 %", "<w:b/>")}${run(" &amp; costs fell.")}`),
      paragraph(run("first"), '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
      paragraph(run("inner"), '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'),
      paragraph(run("second"), '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
      `<w:tbl><w:tr><w:tc>${paragraph(run("Region"))}</w:tc><w:tc>${paragraph(run("EUR"))}</w:tc></w:tr>` +
        `<w:tr><w:tc>${paragraph(run("North"))}</w:tc><w:tc>${paragraph(run("40"))}</w:tc></w:tr></w:tbl>`,
      paragraph(
        `${run("See ")}<w:hyperlink r:id="rId5">${run("the plan")}</w:hyperlink><w:hyperlink r:id="rId6">${run(" or this")}</w:hyperlink>`,
      ),
    ].join(""),
    {
      "word/styles.xml": wordStyles('<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'),
      "word/footnotes.xml": wordNotes(`<w:footnote w:id="1">${paragraph(run("A note."))}</w:footnote>`),
      "word/_rels/document.xml.rels": relations({
        rId1: ["styles", "styles.xml"],
        rId2: ["footnotes", "footnotes.xml"],
        rId5: ["hyperlink", "https://corp.example/plan?a=1&amp;b=2", "External"],
        rId6: ["hyperlink", "javascript:alert(1)", "External"],
      }),
    },
  );

  test("is its paragraphs, lists, tables and notes as text", async () => {
    expect(await read(report)).toMatchObject({ kind: "text", format: "docx" });
    expect(await textOf(report)).toBe(
      "Quarterly report\n\nSales rose by 12 % & costs fell.\n\nfirst\ninner\nsecond\nRegion\tEUR\nNorth\t40\n\nSee the plan or this\n\nA note.",
    );
  });

  test("is headings, lists, tables and links as Markdown", async () => {
    expect(await textOf(report, "markdown")).toBe(
      [
        "# Quarterly report",
        "Sales rose by **12 %** & costs fell.",
        "- first\n  - inner\n- second",
        "| Region | EUR |\n| ------ | --- |\n| North  | 40  |",
        "See [the plan](https://corp.example/plan?a=1\\&b=2) or this",
        "A note.",
      ].join("\n\n"),
    );
  });

  test.each([
    ["vanishing", run("do-not-leak", "<w:vanish/>")],
    ["white on white", run("do-not-leak", '<w:color w:val="FFFFFF"/>')],
    ["nearly white", run("do-not-leak", '<w:color w:val="FDFDFD"/>')],
    ["of the colour of its shading", run("do-not-leak", '<w:color w:val="003366"/><w:shd w:fill="003366"/>')],
    ["of half a point", run("do-not-leak", '<w:sz w:val="1"/>')],
    ["vanishing by its style", run("do-not-leak", '<w:rStyle w:val="Ghost"/>')],
    ["deleted by a tracked change", `<w:del>${run("do-not-leak")}</w:del>`],
    ["moved away", `<w:moveFrom>${run("do-not-leak")}</w:moveFrom>`],
    ["a field's code", "<w:r><w:instrText>do-not-leak</w:instrText></w:r>"],
    ["a fallback drawing", `<mc:AlternateContent><mc:Fallback>${run("do-not-leak")}</mc:Fallback></mc:AlternateContent>`],
    ["alternative text", '<w:r><w:drawing><wp:docPr descr="do-not-leak"/></w:drawing></w:r>'],
  ])("leaves out what is %s", async (_name, hidden) => {
    const style = '<w:style w:type="character" w:styleId="Ghost"><w:name w:val="Ghost"/><w:basedOn w:val="Base"/></w:style>';
    const base = '<w:style w:type="character" w:styleId="Base"><w:name w:val="Base"/><w:rPr><w:vanish/></w:rPr></w:style>';
    const parts = wordParts(paragraph(`${run("seen")}${hidden}`), {
      "word/styles.xml": wordStyles(style + base),
      "word/_rels/document.xml.rels": relations({ rId1: ["styles", "styles.xml"] }),
    });

    expect(await textOf(parts)).toBe("seen");
  });

  test.each([
    ["a run that says it does not vanish", run("seen", '<w:vanish w:val="0"/>')],
    ["a vanishing paragraph mark", paragraph(run("seen"), "<w:rPr><w:vanish/></w:rPr>")],
    ["white on dark shading", run("seen", '<w:color w:val="FFFFFF"/><w:shd w:fill="003366"/>')],
    [
      "white in a dark cell",
      `<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill="003366"/></w:tcPr>${paragraph(run("seen", '<w:color w:val="FFFFFF"/>'))}</w:tc></w:tr></w:tbl>`,
    ],
    [
      "white in a table whose style may be dark",
      `<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/></w:tblPr><w:tr><w:tc>${paragraph(run("seen", '<w:color w:val="FFFFFF"/>'))}</w:tc></w:tr></w:tbl>`,
    ],
  ])("keeps %s", async (_name, body) => {
    expect(await textOf(wordParts(body.startsWith("<w:r>") ? paragraph(body) : body))).toBe("seen");
  });

  test("loses invisible characters", async () => {
    expect(await textOf(wordParts(paragraph(run("pay\u200B ment\u{E0041}\u202E"))))).toBe("pay ment");
  });

  test("with macros is read as text, and its macros are not touched", async () => {
    const parts = wordParts(paragraph(run("Minutes")), { "word/vbaProject.bin": "Attribute VB_Name do-not-leak" });

    expect(await textOf(parts)).toBe("Minutes");
  });
});

describe("a presentation", () => {
  const shape = (text: string, over: { kind?: string; properties?: string; place?: string; name?: string } = {}) =>
    `<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"${over.name ?? ""}/><p:nvPr>${over.kind === undefined ? "" : `<p:ph type="${over.kind}"/>`}</p:nvPr></p:nvSpPr>` +
    `<p:spPr>${over.place ?? ""}</p:spPr><p:txBody><a:p><a:r>${over.properties ?? ""}<a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;

  test("is its slides in order, with tables and notes", async () => {
    const parts = slideParts(
      [
        `${shape("Plan 2027", { kind: "ctrTitle" })}${shape("Three steps")}${shape("7", { kind: "sldNum" })}`,
        "<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>A</a:t></a:r></a:p></a:txBody></a:tc>" +
          "<a:tc><a:txBody><a:p><a:r><a:t>B</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>",
      ],
      {
        "ppt/slides/_rels/slide1.xml.rels": relations({ rId1: ["notesSlide", "../notesSlides/notesSlide1.xml"] }),
        "ppt/notesSlides/notesSlide1.xml": slide(shape("Say hello first", { kind: "body" })),
      },
    );

    expect(await read(parts)).toMatchObject({ kind: "text", format: "pptx" });
    expect(await textOf(parts)).toBe("Slide 1: Plan 2027\n\nThree steps\n\nNotes\n\nSay hello first\n\nSlide 2\nA\tB");
    expect(await textOf(parts, "markdown")).toContain("## Slide 1: Plan 2027\n\nThree steps\n\n### Notes");
  });

  test.each([
    ["a hidden shape", shape("do-not-leak", { name: ' hidden="1"' })],
    ["a shape off the slide", shape("do-not-leak", { place: '<a:xfrm><a:off x="-9000000" y="0"/><a:ext cx="100000" cy="1"/></a:xfrm>' })],
    ["a shape beyond the slide", shape("do-not-leak", { place: '<a:xfrm><a:off x="12192000" y="0"/><a:ext cx="1" cy="1"/></a:xfrm>' })],
    ["text of a hundredth of a point", shape("do-not-leak", { properties: '<a:rPr sz="1"/>' })],
  ])("leaves out %s", async (_name, hidden) => {
    expect(await textOf(slideParts([`${shape("seen")}${hidden}`]))).toBe("Slide 1\n\nseen");
  });

  test("leaves out a hidden slide", async () => {
    const parts = slideParts([shape("seen"), ""], { "ppt/slides/slide2.xml": slide(shape("do-not-leak"), ' show="0"') });

    expect(await textOf(parts)).toBe("Slide 1\n\nseen");
  });
});

describe("a workbook", () => {
  const rows = (...cells: readonly string[]) =>
    `<sheetData>${cells.map((row, at) => `<row r="${at + 1}">${row}</row>`).join("")}</sheetData>`;
  const inline = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;

  test("is its sheets, one line a row: strings, numbers, dates, truths and what formulas gave", async () => {
    const parts = bookParts(
      {
        Budget: rows(
          '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>',
          `${inline("A2", "a&#9;b")}<c r="C2"><f>1+1</f><v>2</v></c>`,
          '<c r="A3" s="1"><v>46082</v></c><c r="B3" s="2"><v>46082.5</v></c><c r="C3" t="b"><v>1</v></c><c r="D3" t="str"><f>x</f><v>done</v></c>',
        ),
        Empty: "<sheetData/>",
      },
      {
        "xl/sharedStrings.xml": "<sst><si><t>Item</t></si><si><r><t>Co</t></r><r><t>st</t></r><rPh><t>do-not-leak</t></rPh></si></sst>",
        "xl/styles.xml":
          '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>',
      },
    );

    expect(await read(parts)).toMatchObject({ kind: "text", format: "xlsx" });
    expect(await textOf(parts)).toBe("# Budget\nItem\tCost\na b\t\t2\n2026-03-01\t2026-03-01 12:00\tTRUE\tdone\n\n# Empty");
  });

  test("leaves out hidden sheets, rows and columns", async () => {
    const visible = `<cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1">${inline("A1", "seen")}${inline("B1", "do-not-leak")}${inline("C1", "too")}</row><row r="2" hidden="1">${inline("A2", "do-not-leak")}</row></sheetData>`;
    const parts = bookParts({ Shown: visible, Secret: rows(inline("A1", "do-not-leak")) });
    const book = String(parts["xl/workbook.xml"]).replace('name="Secret"', 'name="Secret" state="veryHidden"');

    expect(await textOf({ ...parts, "xl/workbook.xml": book })).toBe("# Shown\nseen\ttoo");
  });

  test("stops where its cells would become more text than can be", async () => {
    const far = Array.from({ length: 1_300 }, (_row, at) => `<row r="${at + 1}"><c r="XFD${at + 1}"><v>1</v></c></row>`).join("");

    expect(await read(bookParts({ Wide: `<sheetData>${far}</sheetData>` }))).toEqual({ kind: "unreadable", reason: "expands_too_far" });
  });
});

/** What styles hide in Word and Excel is not read: white, vanishing and tiny letters of a style, formats that show nothing, cells without room. */
import { describe, expect, test } from "vitest";
import { readDocument } from "../../../src/reader/read-document.ts";
import { bookParts, type Parts, relations, slideParts, wordParts, wordStyles, zipOf } from "../../support/documents.ts";

async function textOf(parts: Parts): Promise<string> {
  const answer = await readDocument(await zipOf(parts), { as: "text", from: 0, maxChars: 10_000 });
  return answer.kind === "text" ? answer.text : expect.unreachable(JSON.stringify(answer));
}

describe("a Word document", () => {
  const run = (text: string, properties = "") => `<w:r><w:rPr>${properties}</w:rPr><w:t>${text}</w:t></w:r>`;
  const paragraph = (content: string, properties = "") => `<w:p><w:pPr>${properties}</w:pPr>${content}</w:p>`;
  const document = (body: string, styles: string) =>
    wordParts(body, {
      "word/styles.xml": wordStyles(styles),
      "word/_rels/document.xml.rels": relations({ rId1: ["styles", "styles.xml"] }),
    });
  const named = (id: string, properties: string, more = "") =>
    `<w:style w:type="paragraph" w:styleId="${id}"${more}><w:name w:val="${id}"/><w:rPr>${properties}</w:rPr></w:style>`;

  test.each([
    ["white", '<w:color w:val="FFFFFF"/>'],
    ["the page's colour of the theme", '<w:color w:val="000000" w:themeColor="background1"/>'],
    ["tiny", '<w:sz w:val="2"/>'],
    ["vanishing", "<w:vanish/>"],
  ])("of a style that is %s loses what wears it", async (_name, properties) => {
    const based = '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="H"/></w:style>';
    const body = [
      paragraph(run("HIDDEN"), '<w:pStyle w:val="H"/>'),
      paragraph(run("HIDDEN"), '<w:pStyle w:val="B"/>'),
      paragraph(run("HIDDEN", '<w:rStyle w:val="H"/>')),
      paragraph(run("seen")),
    ].join("");
    expect(await textOf(document(body, named("H", properties) + based))).toBe("seen");
  });

  test("keeps what its own run colours again, and white letters on dark paper", async () => {
    const body = [
      paragraph(run("red", '<w:color w:val="FF0000"/>'), '<w:pStyle w:val="H"/>'),
      paragraph(run("auto", '<w:color w:val="auto"/>'), '<w:pStyle w:val="H"/>'),
      paragraph(run("banner"), '<w:pStyle w:val="H"/><w:shd w:val="clear" w:fill="112233"/>'),
    ].join("");
    expect(await textOf(document(body, named("H", '<w:color w:val="FFFFFF"/>')))).toBe("red\n\nauto\n\nbanner");
  });

  test("takes what holds for every paragraph from its defaults", async () => {
    const body = paragraph(run("HIDDEN")) + paragraph(run("seen", '<w:color w:val="000000"/>'));
    const defaults = '<w:docDefaults><w:rPrDefault><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:rPrDefault></w:docDefaults>';
    expect(await textOf(document(body, defaults))).toBe("seen");
    expect(await textOf(document(body, named("Normal", '<w:color w:val="FFFFFF"/>', ' w:default="1"')))).toBe("seen");
  });
});

test("a Word document loses hidden rows and letters without width", async () => {
  const row = (text: string, properties = "") =>
    `<w:tr><w:trPr>${properties}</w:trPr><w:tc><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:tc></w:tr>`;
  const narrow = '<w:p><w:r><w:rPr><w:w w:val="1"/></w:rPr><w:t>HIDDEN</w:t></w:r></w:p>';
  const table = `<w:tbl>${row("seen")}${row("HIDDEN", "<w:hidden/>")}${row("too", '<w:hidden w:val="0"/>')}</w:tbl>`;
  expect(await textOf(wordParts(table + narrow))).toBe("seen\ntoo");
});

test.each([
  ["no ink", "<a:noFill/>"],
  ["ink nobody sees", '<a:solidFill><a:srgbClr val="000000"><a:alpha val="0"/></a:srgbClr></a:solidFill>'],
])("a PowerPoint slide loses letters of %s", async (_name, fill) => {
  const run = (text: string, properties: string) => `<a:r><a:rPr>${properties}</a:rPr><a:t>${text}</a:t></a:r>`;
  const outlined = '<a:ln><a:noFill/></a:ln><a:solidFill><a:srgbClr val="000000"><a:alpha val="90000"/></a:srgbClr></a:solidFill>';
  const shape = `<p:sp><p:txBody><a:p>${run("HIDDEN", fill)}${run("seen", outlined)}</a:p></p:txBody></p:sp>`;
  expect(await textOf(slideParts([shape]))).toBe("Slide 1\n\nseen");
});

describe("an Excel workbook", () => {
  const styles = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
    <numFmts><numFmt numFmtId="170" formatCode=";;;"/><numFmt numFmtId="171" formatCode="0;-0;;@"/></numFmts>
    <fonts><font><color theme="1"/></font><font><color rgb="FFFFFFFF"/></font><font><color theme="0"/></font></fonts>
    <fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF203040"/></patternFill></fill></fills>
    <cellXfs><xf/><xf numFmtId="170"/><xf fontId="1" fillId="0"/><xf fontId="2"/><xf fontId="1" fillId="1"/><xf numFmtId="171"/></cellXfs></styleSheet>`;
  const cell = (at: string, text: string, style: number) => `<c r="${at}" s="${style}" t="inlineStr"><is><t>${text}</t></is></c>`;

  test("loses cells that show nothing", async () => {
    const row = [0, 1, 2, 3, 4, 5].map((style) => cell(`${"ABCDEF"[style]}1`, `style ${style}`, style)).join("");
    const text = await textOf(bookParts({ Data: `<sheetData><row r="1">${row}</row></sheetData>` }, { "xl/styles.xml": styles }));
    expect(text.split("\n")[1]?.split("\t").filter(Boolean)).toEqual(["style 0", "style 4", "style 5"]);
  });

  test("loses rows and columns without room", async () => {
    const sheet = `<cols><col min="2" max="2" width="0.1"/></cols><sheetData><row r="1" ht="0.2">${cell("A1", "HIDDEN", 0)}</row><row r="2">${cell("A2", "seen", 0)}${cell("B2", "HIDDEN", 0)}</row></sheetData>`;
    expect(await textOf(bookParts({ Data: sheet }))).toBe("# Data\nseen");
  });
});

import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { zip } from "../../../infra/local/graph/seed/documents.ts";
import type { DocumentAnswer, Reading } from "../../../src/core/document.ts";
import { readDocument } from "../../../src/reader/read-document.ts";
import { bookParts, pdfOf, type Parts, relations, slideParts, wordParts, wordStyles, zipOf } from "../../support/documents.ts";

const asText = { as: "text", from: 0, maxChars: 1_000 } as const;
const read = (bytes: Uint8Array, over: Partial<Reading> = {}): Promise<DocumentAnswer> => readDocument(bytes, { ...asText, ...over });
const readZip = async (parts: Parts, options?: Parameters<typeof zipOf>[1]) => read(await zipOf(parts, options));
const unreadable = (reason: string) => ({ kind: "unreadable", reason });

const hello = "<w:p><w:r><w:t>Hello</w:t></w:r></w:p>";
const mebibyte = 1024 * 1024;

describe("an archive that unpacks too far", () => {
  test("a bomb in the part that is read", async () => {
    expect(await readZip(wordParts(`${hello}${" ".repeat(30 * mebibyte)}`))).toEqual(unreadable("expands_too_far"));
  });

  test("in many parts, none of which does by itself", async () => {
    // Digits pack to half, blanks to nothing: about twenty to one.
    const digits = Buffer.from(crypto.getRandomValues(new Uint8Array(30_000))).toString("hex");
    const tree = `<!-- ${`${digits}${" ".repeat(600_000)}`.repeat(11)} -->`;
    const answer = await readZip(slideParts(Array.from({ length: 8 }, () => tree)));

    expect(answer).toEqual(unreadable("expands_too_far"));
  });

  test("whose headers say that it does not", async () => {
    const bytes = Buffer.from(await zipOf(wordParts(`${hello}${" ".repeat(3 * mebibyte)}`)));
    expect(lie(bytes, "word/document.xml", 1_000)).toBe(2);

    expect(await read(bytes)).toEqual(unreadable("malformed"));
  });

  test("with more entries than a document has", async () => {
    const parts = Object.fromEntries(Array.from({ length: 2_001 }, (_each, at) => [`x/${at}`, ""]));

    expect(await read(zip({ ...wordParts(hello), ...parts }))).toEqual(unreadable("expands_too_far"));
  });

  test("a bomb in a part that holds no text is never unpacked", async () => {
    const parts = wordParts(hello, {
      "word/media/image1.png": new Uint8Array(60 * mebibyte),
      "word/vbaProject.bin": new Uint8Array(9 * mebibyte),
    });

    expect(await readZip(parts)).toMatchObject({ kind: "text", text: "Hello" });
  });
});

describe("an archive that is not what it says", () => {
  test.each([
    ["cut off in the middle", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ["without its directory", (bytes: Buffer) => bytes.subarray(0, bytes.indexOf("PK\u0001\u0002", 0, "latin1"))],
    ["with a changed byte in its text", (bytes: Buffer) => flipped(bytes, bytes.indexOf("word/document.xml") + 40)],
  ])("%s", async (_name, damage) => {
    const bytes = Buffer.from(await zipOf(wordParts(hello)));

    expect(await read(damage(bytes))).toEqual(unreadable("malformed"));
  });

  test("smaller than its headers say", async () => {
    const bytes = Buffer.from(await zipOf(wordParts(hello)));
    expect(lie(bytes, "word/document.xml", 5_000)).toBe(2);

    expect(await read(bytes)).toEqual(unreadable("malformed"));
  });

  test("an archive in the archive is not opened", async () => {
    const inner = await zipOf(wordParts(hello));

    expect(await readZip({ "inner.docx": inner })).toEqual(unreadable("not_supported"));
    expect(await readZip(wordParts("<w:p/>", { "word/embeddings/inner.docx": inner }))).toMatchObject({ kind: "text", text: "" });
  });

  test("a main part outside of it", async () => {
    const parts = {
      ...wordParts(hello),
      "_rels/.rels": relations({ rId1: ["officeDocument", "https://evil.example/document.xml", "External"] }),
    };

    expect(await readZip(parts)).toEqual(unreadable("not_supported"));
  });

  test("a password", async () => {
    expect(await readZip(wordParts(hello), { password: "x" })).toEqual(unreadable("encrypted"));
  });

  test.each([
    ["under a password or label", "EncryptedPackage", "encrypted"],
    ["of Word 97", "WordDocument", "not_supported"],
  ])("a compound file %s", async (_name, stream, reason) => {
    const bytes = Buffer.concat([
      Buffer.from("d0cf11e0a1b11ae1", "hex"),
      Buffer.alloc(1_024),
      Buffer.from(stream, "utf16le"),
      Buffer.alloc(64),
    ]);

    expect(await read(bytes, { name: "report.docx" })).toEqual(unreadable(reason));
  });
});

describe("XML that would be more than text", () => {
  const external = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>';
  const laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';

  test.each([
    ["an external entity", external, "&secret;"],
    ["entities in entities", laughs, "&b;"],
    ["an external document type", '<!DOCTYPE x SYSTEM "https://evil.example/x.dtd">', ""],
  ])("%s: a document type is no part of a document", async (_name, doctype, reference) => {
    const parts = wordParts(`<w:p><w:r><w:t>${reference}</w:t></w:r></w:p>`);
    const main = String(parts["word/document.xml"]).replace('<?xml version="1.0"?>', `<?xml version="1.0"?>${doctype}`);

    expect(await readZip({ ...parts, "word/document.xml": main })).toEqual(unreadable("malformed"));
    expect(await readZip({ ...parts, "_rels/.rels": `${doctype}${String(parts["_rels/.rels"])}` })).toEqual(unreadable("malformed"));
  });

  test("an entity nobody declared stays as it is written", async () => {
    expect(await readZip(wordParts("<w:p><w:r><w:t>a &secret; b</w:t></w:r></w:p>"))).toMatchObject({ text: "a &secret; b" });
  });

  test("a part that breaks off", async () => {
    const parts = wordParts(hello);
    const main = String(parts["word/document.xml"]);

    expect(await readZip({ ...parts, "word/document.xml": main.slice(0, -20) })).toEqual(unreadable("malformed"));
    expect(await readZip({ ...parts, "word/document.xml": "" })).toEqual(unreadable("malformed"));
  });

  test("elements in elements without an end", async () => {
    expect(await readZip(wordParts("<w:sdt>".repeat(300) + "</w:sdt>".repeat(300)))).toEqual(unreadable("malformed"));
  });

  test("styles based on each other", async () => {
    const circle = ["A", "B"].map(
      (id, at) => `<w:style w:styleId="${id}"><w:name w:val="${id}"/><w:basedOn w:val="${["B", "A"][at]}"/></w:style>`,
    );
    const parts = wordParts('<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>Hello</w:t></w:r></w:p>', {
      "word/styles.xml": wordStyles(circle.join("")),
      "word/_rels/document.xml.rels": relations({ rId1: ["styles", "styles.xml"] }),
    });

    expect(await readZip(parts)).toMatchObject({ text: "Hello" });
  });
});

describe("whatever it is", () => {
  test("more than 20 MiB is not looked at", async () => {
    expect(await read(new Uint8Array(20 * mebibyte + 1))).toEqual(unreadable("too_large"));
  });

  test.each([
    ["a picture", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), { name: "x.txt" }],
    ["rich text", Buffer.from("{\\rtf1 hello}"), { name: "x.rtf" }],
    ["a workbook of binary parts", null, {}],
  ])("%s has no text here", async (_name, bytes, said) => {
    const binary = await zipOf({ "_rels/.rels": relations({ rId1: ["officeDocument", "xl/workbook.bin"] }), "xl/workbook.bin": "\u0001" });

    expect(await read(bytes ?? binary, said)).toEqual(unreadable("not_supported"));
  });

  test.each(["report.docx", "report.PDF", "book.xlsx"])("text that calls itself %s is damaged", async (name) => {
    expect(await read(Buffer.from("hello"), { name })).toEqual(unreadable("malformed"));
  });

  test("bytes decide before names do", async () => {
    expect(await read(await zipOf(wordParts(hello)), { name: "x.pdf", contentType: "application/pdf" })).toMatchObject({ format: "docx" });
    expect(await read(pdfOf(["Hello"]), { name: "x.docx" })).toMatchObject({ format: "pdf", text: "Hello" });
  });

  test("a row that names a column twice or backwards stays a row", async () => {
    const sheet = '<sheetData><row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c></row></sheetData>';

    expect(await readZip(bookParts({ A: sheet }))).toMatchObject({ kind: "text", text: "# A\n1\t\t3" });
  });
});

describe("a PDF", () => {
  test("under a password", async () => {
    const encrypt = `/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <${"ab".repeat(32)}> /U <${"cd".repeat(32)}> >> /ID [<00><00>]`;

    expect(await read(pdfOf(["do-not-leak"], encrypt))).toEqual(unreadable("encrypted"));
  });

  test("that is none but for its first line", async () => {
    expect(await read(Buffer.from("%PDF-1.7\nnothing"))).toEqual(unreadable("malformed"));
  });

  test("of several pages, in parts", async () => {
    const pdf = pdfOf(["First page", "Second page"]);

    expect(await read(pdf, { maxChars: 8 })).toEqual({
      kind: "text",
      text: "First pa",
      totalChars: 23,
      format: "pdf",
      bytes: pdf.byteLength,
    });
    expect(await read(pdf, { from: 12, maxChars: 100 })).toMatchObject({ text: "Second page", totalChars: 23 });
  });
});

/** Says another size of the unpacked part, in the local header and in the directory; how many said it before. */
function lie(archive: Buffer, part: string, size: number): number {
  let lies = 0;
  for (let at = archive.indexOf(part); at !== -1; at = archive.indexOf(part, at + 1)) {
    // APPNOTE 6.3.10 §4.3.7 and §4.3.12: the size stands 8 or 22 bytes before the name.
    const isLocal = archive.readUInt32LE(at - 30) === 0x04034b50;
    const isCentral = at >= 46 && archive.readUInt32LE(at - 46) === 0x02014b50;
    if (!isLocal && !isCentral) continue;
    archive.writeUInt32LE(size, isLocal ? at - 8 : at - 22);
    lies += 1;
  }
  return lies;
}

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8((changed[at] ?? 0) ^ 0x55, at);
  return changed;
}

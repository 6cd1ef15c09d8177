import { crc32, deflateRawSync } from "node:zlib";

/** Real documents, made of their text: small OOXML packages (ECMA-376) and a PDF (ISO 32000), so that whatever reads them has something to read. */

type Bytes = Uint8Array<ArrayBuffer>;

const xml = (body: string): string => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${body}`;
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const relationships = "http://schemas.openxmlformats.org/package/2006/relationships";
const officeRelationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const contentTypes = "http://schemas.openxmlformats.org/package/2006/content-types";
const application = "application/vnd.openxmlformats-officedocument";

type Relation = { readonly type: string; readonly target: string };

const relationsPart = (relations: readonly Relation[]): string =>
  xml(
    `<Relationships xmlns="${relationships}">${relations
      .map(({ type, target }, index) => `<Relationship Id="rId${index + 1}" Type="${officeRelationships}/${type}" Target="${target}"/>`)
      .join("")}</Relationships>`,
  );

const typesPart = (parts: Readonly<Record<string, string>>): string =>
  xml(
    `<Types xmlns="${contentTypes}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Default Extension="xml" ContentType="application/xml"/>${Object.entries(parts)
        .map(([name, type]) => `<Override PartName="/${name}" ContentType="${application}.${type}+xml"/>`)
        .join("")}</Types>`,
  );

/** A ZIP archive (PKWARE APPNOTE 6.3.10 §4.3), every entry deflated and dated 1980-01-01. */
export function zip(entries: Readonly<Record<string, string | Uint8Array>>): Bytes {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const plain = Buffer.from(content);
    const packed = deflateRawSync(plain);
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt16LE(0x0800, 2); // names are UTF-8
    common.writeUInt16LE(8, 4); // deflate
    common.writeUInt16LE(0x21, 8); // 1980-01-01
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(packed.byteLength, 14);
    common.writeUInt32LE(plain.byteLength, 18);
    common.writeUInt16LE(path.byteLength, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const entry = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, path, packed]);
    local.push(entry);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, place, path]));
    offset += entry.byteLength;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(local.length, 8);
  end.writeUInt16LE(local.length, 10);
  end.writeUInt32LE(directory.byteLength, 12);
  end.writeUInt32LE(offset, 16);
  return Uint8Array.from(Buffer.concat([...local, directory, end]));
}

/** A Word document: a heading, then paragraphs, then a table. */
export function docx(heading: string, paragraphs: readonly string[], table: readonly (readonly string[])[] = []): Bytes {
  const paragraph = (text: string, style = ""): string =>
    `<w:p>${style === "" ? "" : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`;
  const rows = table.map((row) => `<w:tr>${row.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join("")}</w:tr>`).join("");
  const style = `<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>`;
  const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  return zip({
    "[Content_Types].xml": typesPart({
      "word/document.xml": "wordprocessingml.document.main",
      "word/styles.xml": "wordprocessingml.styles",
    }),
    "_rels/.rels": relationsPart([{ type: "officeDocument", target: "word/document.xml" }]),
    "word/_rels/document.xml.rels": relationsPart([{ type: "styles", target: "styles.xml" }]),
    "word/styles.xml": xml(`<w:styles ${namespace}>${style}</w:styles>`),
    "word/document.xml": xml(
      `<w:document ${namespace}><w:body>${paragraph(heading, "Heading1")}${paragraphs.map((text) => paragraph(text)).join("")}` +
        `${rows === "" ? "" : `<w:tbl>${rows}</w:tbl>`}<w:sectPr/></w:body></w:document>`,
    ),
  });
}

/** A workbook; text cells through the shared strings, as Excel keeps them. */
export function xlsx(sheets: Readonly<Record<string, readonly (readonly (string | number)[])[]>>): Bytes {
  const strings: string[] = [];
  const names = Object.keys(sheets);
  const cell = (value: string | number, row: number, column: number): string => {
    const at = `${String.fromCharCode(65 + column)}${row + 1}`;
    if (typeof value === "number") return `<c r="${at}"><v>${value}</v></c>`;
    if (!strings.includes(value)) strings.push(value);
    return `<c r="${at}" t="s"><v>${strings.indexOf(value)}</v></c>`;
  };
  const namespace = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const worksheets = Object.values(sheets).map((rows) =>
    xml(
      `<worksheet ${namespace}><sheetData>${rows
        .map((row, index) => `<row r="${index + 1}">${row.map((value, column) => cell(value, index, column)).join("")}</row>`)
        .join("")}</sheetData></worksheet>`,
    ),
  );
  return zip({
    "[Content_Types].xml": typesPart({
      "xl/workbook.xml": "spreadsheetml.sheet.main",
      "xl/sharedStrings.xml": "spreadsheetml.sharedStrings",
      ...Object.fromEntries(names.map((_, index) => [`xl/worksheets/sheet${index + 1}.xml`, "spreadsheetml.worksheet"])),
    }),
    "_rels/.rels": relationsPart([{ type: "officeDocument", target: "xl/workbook.xml" }]),
    "xl/_rels/workbook.xml.rels": relationsPart([
      ...names.map((_, index) => ({ type: "worksheet", target: `worksheets/sheet${index + 1}.xml` })),
      { type: "sharedStrings", target: "sharedStrings.xml" },
    ]),
    "xl/workbook.xml": xml(
      `<workbook ${namespace} xmlns:r="${officeRelationships}"><sheets>${names
        .map((name, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
        .join("")}</sheets></workbook>`,
    ),
    ...Object.fromEntries(worksheets.map((sheet, index) => [`xl/worksheets/sheet${index + 1}.xml`, sheet])),
    "xl/sharedStrings.xml": xml(
      `<sst ${namespace} count="${strings.length}" uniqueCount="${strings.length}">${strings
        .map((text) => `<si><t>${escaped(text)}</t></si>`)
        .join("")}</sst>`,
    ),
  });
}

/** A presentation: each slide its lines, the first one the title. */
export function pptx(slides: readonly (readonly string[])[]): Bytes {
  const namespaces =
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" ' +
    `xmlns:r="${officeRelationships}"`;
  const tree = (shapes: string): string =>
    `<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>${shapes}</p:spTree></p:cSld>`;
  const shape = (text: string, index: number): string =>
    `<p:sp><p:nvSpPr><p:cNvPr id="${index + 2}" name="Text ${index + 1}"/><p:cNvSpPr/><p:nvPr>${
      index === 0 ? '<p:ph type="title"/>' : `<p:ph type="body" idx="${index}"/>`
    }</p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p><a:r><a:t>${escaped(text)}</a:t></a:r></a:p></p:txBody></p:sp>`;
  const slideName = (index: number): string => `slide${index + 1}.xml`;
  return zip({
    "[Content_Types].xml": typesPart({
      "ppt/presentation.xml": "presentationml.presentation.main",
      "ppt/slideMasters/slideMaster1.xml": "presentationml.slideMaster",
      "ppt/slideLayouts/slideLayout1.xml": "presentationml.slideLayout",
      ...Object.fromEntries(slides.map((_, index) => [`ppt/slides/${slideName(index)}`, "presentationml.slide"])),
    }),
    "_rels/.rels": relationsPart([{ type: "officeDocument", target: "ppt/presentation.xml" }]),
    "ppt/_rels/presentation.xml.rels": relationsPart([
      { type: "slideMaster", target: "slideMasters/slideMaster1.xml" },
      ...slides.map((_, index) => ({ type: "slide", target: `slides/${slideName(index)}` })),
    ]),
    "ppt/presentation.xml": xml(
      `<p:presentation ${namespaces}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst>${slides
        .map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 2}"/>`)
        .join("")}</p:sldIdLst><p:notesSz cx="6858000" cy="9144000"/></p:presentation>`,
    ),
    "ppt/slideMasters/_rels/slideMaster1.xml.rels": relationsPart([{ type: "slideLayout", target: "../slideLayouts/slideLayout1.xml" }]),
    "ppt/slideMasters/slideMaster1.xml": xml(`<p:sldMaster ${namespaces}>${tree("")}</p:sldMaster>`),
    "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relationsPart([{ type: "slideMaster", target: "../slideMasters/slideMaster1.xml" }]),
    "ppt/slideLayouts/slideLayout1.xml": xml(`<p:sldLayout ${namespaces}>${tree("")}</p:sldLayout>`),
    ...Object.fromEntries(
      slides.flatMap((lines, index) => [
        [`ppt/slides/${slideName(index)}`, xml(`<p:sld ${namespaces}>${tree(lines.map(shape).join(""))}</p:sld>`)],
        [`ppt/slides/_rels/${slideName(index)}.rels`, relationsPart([{ type: "slideLayout", target: "../slideLayouts/slideLayout1.xml" }])],
      ]),
    ),
  });
}

/** A PDF: one page of Helvetica for each list of lines. Text in Latin-1. */
export function pdf(pages: readonly (readonly string[])[]): Bytes {
  const text = (line: string): string => line.replace(/[\\()]/g, "\\$&");
  const pageObject = (index: number): number => 4 + index * 2;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${pages.map((_, index) => `${pageObject(index)} 0 R`).join(" ")}] /Count ${pages.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ...pages.flatMap((lines, index) => {
      const drawn = `BT /F1 12 Tf 14 TL 72 770 Td ${lines.map((line) => `(${text(line)}) Tj T*`).join(" ")} ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${pageObject(index) + 1} 0 R >>`,
        `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
      ];
    }),
  ];
  let file = "%PDF-1.4\n";
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(file.length);
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Uint8Array.from(Buffer.from(file + end, "latin1"));
}

/** Documents made for tests: archives of exactly these parts, and a PDF of these lines. */
import { TextReader, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js/lib/zip-core-native.js";
import { configure } from "@zip.js/zip.js/lib/zip-core-native.js";

configure({ useWebWorkers: false });

export type Parts = Readonly<Record<string, string | Uint8Array>>;

export async function zipOf(parts: Parts, options: { readonly password?: string; readonly level?: number } = {}): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { dataDescriptor: false, ...options });
  for (const [name, content] of Object.entries(parts))
    await zip.add(name, typeof content === "string" ? new TextReader(content) : new Uint8ArrayReader(content));
  return zip.close();
}

const relationships = "http://schemas.openxmlformats.org/package/2006/relationships";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

export function relations(targets: Readonly<Record<string, readonly [type: string, target: string, mode?: "External"]>>): string {
  const each = Object.entries(targets).map(
    ([id, [type, target, mode]]) =>
      `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"${mode === undefined ? "" : ` TargetMode="${mode}"`}/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="${relationships}">${each.join("")}</Relationships>`;
}

const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
const slides = `xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" ${drawing} xmlns:r="${office}"`;
const sheets = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${office}"`;

/** Parts of a Word document with this body. */
export function wordParts(body: string, more: Parts = {}): Parts {
  return {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": relations({ rId1: ["officeDocument", "word/document.xml"] }),
    "word/document.xml": `<?xml version="1.0"?><w:document ${word} xmlns:r="${office}"><w:body>${body}</w:body></w:document>`,
    ...more,
  };
}

export function wordStyles(styles: string): string {
  return `<w:styles ${word}>${styles}</w:styles>`;
}

export function wordNotes(notes: string): string {
  return `<w:footnotes ${word}>${notes}</w:footnotes>`;
}

/** A presentation of these slides, each the inside of a shape tree. */
export function slideParts(trees: readonly string[], more: Parts = {}): Parts {
  const ids = trees.map((_tree, at) => `<p:sldId id="${256 + at}" r:id="rId${at + 1}"/>`);
  return {
    "_rels/.rels": relations({ rId1: ["officeDocument", "ppt/presentation.xml"] }),
    "ppt/presentation.xml": `<p:presentation ${slides}><p:sldIdLst>${ids.join("")}</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/></p:presentation>`,
    "ppt/_rels/presentation.xml.rels": relations(
      Object.fromEntries(trees.map((_tree, at) => [`rId${at + 1}`, ["slide", `slides/slide${at + 1}.xml`]])),
    ),
    ...Object.fromEntries(trees.map((tree, at) => [`ppt/slides/slide${at + 1}.xml`, slide(tree)])),
    ...more,
  };
}

export function slide(tree: string, attributes = ""): string {
  return `<p:sld ${slides}${attributes}><p:cSld><p:spTree>${tree}</p:spTree></p:cSld></p:sld>`;
}

/** A workbook of these sheets, each the inside of a worksheet. */
export function bookParts(named: Readonly<Record<string, string>>, more: Parts = {}): Parts {
  const names = Object.keys(named);
  const book = names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`);
  return {
    "_rels/.rels": relations({ rId1: ["officeDocument", "xl/workbook.xml"] }),
    "xl/workbook.xml": `<workbook ${sheets}><sheets>${book.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations({
      ...Object.fromEntries(names.map((_name, at) => [`rId${at + 1}`, ["worksheet", `worksheets/sheet${at + 1}.xml`]] as const)),
      rIdStrings: ["sharedStrings", "sharedStrings.xml"],
      rIdStyles: ["styles", "styles.xml"],
    }),
    ...Object.fromEntries(names.map((name, at) => [`xl/worksheets/sheet${at + 1}.xml`, `<worksheet ${sheets}>${named[name]}</worksheet>`])),
    ...more,
  };
}

/** A PDF 1.4 (ISO 32000-1) with one line of Helvetica on each page. */
export function pdfOf(pages: readonly string[], trailer = ""): Uint8Array {
  const contents = pages.map((line) => `BT /F1 12 Tf 72 720 Td (${line}) Tj ET`);
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${pages.map((_line, at) => `${4 + at * 2} 0 R`).join(" ")}] /Count ${pages.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ...contents.flatMap((content, at) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + at * 2} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ]),
  ];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, at) => {
    const offset = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\n`;
  return new Uint8Array(Buffer.from(`${text}startxref\n${start}\n%%EOF\n`, "latin1"));
}

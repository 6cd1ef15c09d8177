/** Any document as text: pure, of bytes that nobody vouches for. */
import type { DocumentAnswer, Reading } from "../core/document.ts";
import { visibleText } from "../core/visible-text.ts";
import { convertHtml, writeTree } from "./convert-html.ts";
import { decodeText, formatOf } from "./format.ts";
import { limits, Unreadable } from "./limits.ts";
import { readOffice } from "./office.ts";
import { readPdf } from "./pdf.ts";
import { textAsHtml } from "./plain-html.ts";

type Whole = { readonly format: string; readonly text: string };

/** Never throws: what cannot be read is `unreadable`, with the reason. */
export async function readDocument(bytes: Uint8Array, reading: Reading): Promise<DocumentAnswer> {
  try {
    if (bytes.byteLength > limits.bytes) throw new Unreadable("too_large");
    const { format, text } = await readWhole(bytes, reading);
    if (text.length > limits.textChars) throw new Unreadable("expands_too_far");
    return { kind: "text", text: part(text, reading), totalChars: text.length, format, bytes: bytes.byteLength };
  } catch (thrown) {
    return { kind: "unreadable", reason: thrown instanceof Unreadable ? thrown.reason : "malformed" };
  }
}

async function readWhole(bytes: Uint8Array, reading: Reading): Promise<Whole> {
  const as = reading.as === "base64" ? "text" : reading.as;
  const asText = as === "html" ? textAsHtml : (text: string) => text;
  const format = formatOf(bytes, reading);
  switch (format) {
    case "zip": {
      const office = await readOffice(bytes);
      return { format: office.format, text: office.format === "xlsx" ? asText(office.text) : writeTree(office.tree, as) };
    }
    case "pdf":
      return { format, text: asText(await readPdf(bytes)) };
    case "html": {
      const html = decodeText(bytes, reading, format);
      if (html.length > limits.htmlChars) throw new Unreadable("too_large");
      return { format, text: convertHtml(html, as) };
    }
    default:
      return { format, text: asText(visibleText(decodeText(bytes, reading, format))) };
  }
}

/** Whole characters: what lies outside the Basic Multilingual Plane is not cut in two. */
function part(text: string, { from, maxChars }: Reading): string {
  const end = from + maxChars;
  return text.slice(from, isHighSurrogate(text, end - 1) ? end + 1 : end);
}

function isHighSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdbff;
}

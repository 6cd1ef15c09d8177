/** What a document is: its bytes decide, what it is said to be only tells the kinds of text apart. */
import type { Reading } from "../core/document.ts";
import { Unreadable } from "./limits.ts";

export type Format = "zip" | "pdf" | "html" | "csv" | "markdown" | "json" | "xml" | "vtt" | "email" | "text";
type Said = Pick<Reading, "name" | "contentType">;

const byExtension: Readonly<Record<string, Format>> = {
  html: "html",
  htm: "html",
  xhtml: "html",
  csv: "csv",
  tsv: "csv",
  md: "markdown",
  markdown: "markdown",
  json: "json",
  xml: "xml",
  vtt: "vtt",
  eml: "email",
};

const byType: Readonly<Record<string, Format>> = {
  "text/html": "html",
  "application/xhtml+xml": "html",
  "text/csv": "csv",
  "text/tab-separated-values": "csv",
  "text/markdown": "markdown",
  "application/json": "json",
  "application/xml": "xml",
  "text/xml": "xml",
  "text/vtt": "vtt",
  "message/rfc822": "email",
};

/** What cannot be text, whatever its bytes look like. */
const packed = /^(?:docx|docm|dotx|xlsx|xlsm|xltx|pptx|pptm|ppsx|pdf|zip)$/;

/** @throws Unreadable where no text can be had of it */
export function formatOf(bytes: Uint8Array, said: Said): Format {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 8_192));
  const start = head.toString("latin1");
  if (start.startsWith("PK\u0003\u0004") || start.startsWith("PK\u0005\u0006")) return "zip";
  if (start.slice(0, 1_024).includes("%PDF-")) return "pdf";
  /* [MS-CFB]: Word, Excel and PowerPoint before 2007, and the wrapping of newer ones under a password or label ([MS-OFFCRYPTO] §2.3.4). */
  if (head.subarray(0, 8).equals(compoundFile)) throw new Unreadable(isEncryptedOffice(bytes) ? "encrypted" : "not_supported");
  if (start.startsWith("{\\rtf")) throw new Unreadable("not_supported");
  const extension = /\.([a-z0-9]+)$/i.exec(said.name ?? "")?.[1]?.toLowerCase() ?? "";
  if (packed.test(extension)) throw new Unreadable("malformed");
  if (!looksLikeText(head)) throw new Unreadable("not_supported");
  const type = (said.contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)?<(?:!doctype html|html)\b/i.test(start.replace(/^(?:\u00EF\u00BB\u00BF)/, "")))
    return "html";
  return byExtension[extension] ?? byType[type] ?? "text";
}

const compoundFile = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);

function isEncryptedOffice(bytes: Uint8Array): boolean {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return whole.includes(Buffer.from("EncryptedPackage", "utf16le")) || whole.includes(Buffer.from("DRMEncryptedDataSpace", "utf16le"));
}

/** No NUL and hardly a control character, or a byte order mark of UTF-16. */
function looksLikeText(head: Buffer): boolean {
  if (isUtf16(head)) return true;
  let odd = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b) odd += 1;
  }
  return odd * 50 <= head.byteLength;
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

/** Byte order mark, then UTF-8 where it is, then what it is said to be, then Windows-1252 (encoding.spec.whatwg.org). */
export function decodeText(bytes: Uint8Array, said: Said, format: Format): string {
  if (isUtf16(bytes)) return new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return decodeAs(bytes, saidCharset(bytes, said, format));
  }
}

function saidCharset(bytes: Uint8Array, { contentType }: Said, format: Format): string | undefined {
  const charset = /charset\s*=\s*["']?([\w.:-]+)/i;
  const ofType = charset.exec(contentType ?? "")?.[1];
  if (ofType !== undefined || format !== "html") return ofType;
  return charset.exec(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1_024)).toString("latin1"))?.[1];
}

function decodeAs(bytes: Uint8Array, charset: string | undefined): string {
  try {
    return new TextDecoder(charset ?? "windows-1252").decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

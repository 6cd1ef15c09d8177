/** The reader in one piece: documents and HTML in, text out. */
import type { DocumentReader } from "../core/document.ts";
import { convertHtml } from "./convert-html.ts";
import { limits } from "./limits.ts";
import { readDocument } from "./read-document.ts";

export const reader: DocumentReader = {
  read: readDocument,
  convert: async (htmls, as) => htmls.map((html) => convertHtml(html.slice(0, limits.htmlChars), as)),
};

/** The reader in one piece: documents and HTML in, text out. */
import type { DocumentReader } from "../core/document.ts";
import { convertHtml } from "./convert-html.ts";
import { limits } from "./limits.ts";
import { readDocument } from "./read-document.ts";

export const reader: DocumentReader = {
  read: readDocument,
  convert: async (htmls, as) => htmls.map((html) => converted(html, as)),
};

/** One body that cannot be read keeps nobody from the others. */
function converted(html: string, as: "text" | "markdown"): string | null {
  if (html.length > limits.htmlChars) return null;
  try {
    return convertHtml(html, as);
  } catch {
    return null;
  }
}

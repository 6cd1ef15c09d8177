/** The reader in one piece: documents and HTML in, what is seen of them out. */
import type { DocumentReader, SeenAs } from "../core/document.ts";
import { convertHtml } from "./convert-html.ts";
import { limits } from "./limits.ts";
import { readDocument } from "./read-document.ts";

export const reader: DocumentReader = {
  read: readDocument,
  convert: async (htmls, as) => htmls.map((html) => converted(html, as)),
};

/** One body that cannot be read keeps nobody from the others. */
function converted(html: string, as: SeenAs): string | null {
  if (html.length > limits.htmlChars) return null;
  try {
    return convertHtml(html, as);
  } catch {
    return null;
  }
}

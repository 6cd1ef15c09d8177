/** Text of a PDF, page by page; its scripts, forms and attachments are never looked at. */
import { getDocumentProxy } from "unpdf";
import { visibleText } from "../core/visible-text.ts";
import { limits, Unreadable } from "./limits.ts";

/** @throws Unreadable */
export async function readPdf(bytes: Uint8Array): Promise<string> {
  // pdf.js keeps the buffer it is given.
  const opening = getDocumentProxy(new Uint8Array(bytes), { isEvalSupported: false, enableXfa: false, stopAtErrors: false, verbosity: 0 });
  const pdf = await opening.catch((thrown: unknown) => {
    throw new Unreadable((thrown as Partial<Error> | null)?.name === "PasswordException" ? "encrypted" : "malformed");
  });
  try {
    if (pdf.numPages > limits.pages) throw new Unreadable("expands_too_far");
    const pages: string[] = [];
    let size = 0;
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      const text = visibleText(items.map((item) => ("str" in item ? `${item.str}${item.hasEOL ? "\n" : ""}` : "")).join(""));
      page.cleanup();
      size += text.length;
      if (size > limits.textChars) throw new Unreadable("expands_too_far");
      pages.push(text.trim());
    }
    return pages.join("\n\n").trim();
  } finally {
    await pdf.loadingTask.destroy();
  }
}

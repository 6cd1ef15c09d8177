/** What a real browser's parser makes of a page: its elements and their attributes, without any text. */
import { startChromium } from "../support/chromium.ts";

/** One line per page; equal where the pages differ in nothing but text and attribute values. */
export async function outlinesOf(pages: readonly string[]): Promise<readonly string[]> {
  const browser = await startChromium();
  try {
    const tab = await browser.newPage();
    return await tab.evaluate(
      `(${JSON.stringify(pages)}).map((html) =>
        [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("*")]
          .map((element) => element.tagName + "[" + element.getAttributeNames().join(" ") + "]")
          .join(" "))`,
    );
  } finally {
    await browser.close();
  }
}

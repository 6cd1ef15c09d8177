/** A real Chromium without a window, scripts off: the pages must work without. */
import path from "node:path";
import chromium from "@sparticuz/chromium";
import { type Browser, type BrowserContext, chromium as driver, type Page, type Response } from "playwright-core";

const screenshots = path.resolve(import.meta.dirname, "../../.local/screenshots");

export async function startChromium(): Promise<Browser> {
  // Not the package's own arguments: they are for one page in a function's lifetime (a single process) and switch web security off.
  return driver.launch({ executablePath: await chromium.executablePath(), args: ["--no-sandbox", "--disable-gpu"], headless: true });
}

/** One person's browser: what it complained of, and every page it was shown. */
export type Visit = {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: readonly string[];
  /** Answers to navigations, redirects included, in order. */
  readonly answers: readonly Response[];
};

export async function newVisit(
  browser: Browser,
  options: { readonly colorScheme?: "light" | "dark"; readonly width?: number } = {},
): Promise<Visit> {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    colorScheme: options.colorScheme ?? "light",
    viewport: { width: options.width ?? 1_000, height: 900 },
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const answers: Response[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("requestfailed", (request) => complaints.push(`${request.url()} ${request.failure()?.errorText ?? ""}`));
  page.on("response", (response) => {
    if (response.request().isNavigationRequest()) answers.push(response);
  });
  return { page, context, complaints, answers };
}

/** Kept under `.local/screenshots`, so that a person can look at what the test has seen. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true });
}

/** What is missing for somebody who cannot see the page, or has no mouse (WCAG 2.2: 1.3.1, 2.4.2, 3.1.1, 4.1.2). */
export async function barriers(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  if ((await page.locator("html").getAttribute("lang")) === null) found.push("html has no lang");
  if ((await page.title()).trim() === "") found.push("no title");
  if ((await page.locator("h1").count()) !== 1) found.push("not exactly one h1");
  if ((await page.locator("main").count()) !== 1) found.push("not exactly one main");
  if ((await page.locator('meta[name="viewport"]').count()) !== 1) found.push("no viewport");
  for (const control of await page.locator("button, a[href], input:not([type=hidden])").all()) {
    const name = ((await control.getAttribute("aria-label")) ?? (await control.textContent()) ?? "").trim();
    const id = await control.getAttribute("id");
    const labels =
      (id === null ? 0 : await page.locator(`label[for="${id}"]`).count()) + (await control.locator("xpath=ancestor::label").count());
    if (name === "" && labels === 0)
      found.push(`a control has no name: ${await control.evaluate((element) => (element as unknown as { outerHTML: string }).outerHTML)}`);
  }
  for (const image of await page.locator("img:not([alt]), svg:not([aria-hidden]):not([aria-label])").all())
    found.push(`a picture has no text: ${await image.innerHTML()}`);
  return found;
}

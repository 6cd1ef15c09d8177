/** One person ends the link to their Microsoft account on the product's own page. */
import { BrowserWalk } from "./browser-walk.ts";
import type { Person } from "./company.ts";

/** @throws Error with what the page says instead */
export async function endAccount(origin: string, person: Pick<Person, "email">, accessToken: string): Promise<void> {
  const browser = new BrowserWalk(origin, { "cf-access-token": accessToken });
  const page = await browser.submit(await browser.open(`${origin}/connections`), {}, { name: "end", value: "account" });
  if (page.status !== 200 || !page.text.includes("No account is linked"))
    throw new Error(`ending the account of ${person.email} ended at ${page.url} with ${page.status}: ${page.text.slice(0, 300)}`);
}

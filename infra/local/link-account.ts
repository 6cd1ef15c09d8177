/** One person links their Microsoft account through the product's own pages. */
import { BrowserWalk, type Page } from "./browser-walk.ts";
import type { Person } from "./company.ts";

/**
 * Opens `/connect`, presses its button, signs in at Microsoft as `person` and comes back.
 * @throws Error that names the page the walk stopped at
 */
export async function linkAccount(
  origin: string,
  person: Pick<Person, "email">,
  accessToken: string,
  signInAs: Pick<Person, "email"> = person,
): Promise<Page> {
  const last = await walkConnect(origin, accessToken, signInAs);
  if (last.status !== 200)
    throw new Error(
      `linking ${person.email} ended at ${last.url} with ${last.status}: ${last.text
        .replace(/<[^>]*>/g, " ")
        .replace(/\s+/g, " ")
        .slice(0, 300)}`,
    );
  return last;
}

/** The same walk, whatever page it ends at. */
export async function walkConnect(origin: string, accessToken: string, signInAs: Pick<Person, "email">): Promise<Page> {
  const browser = new BrowserWalk(origin, { "cf-access-token": accessToken });
  let page = await browser.open(`${origin}/connect`);
  page = await browser.submit(page);
  // With automatic sign-in the hint has already brought us back.
  if (!page.url.startsWith(`${origin}/`)) page = await browser.submit(page, { account: signInAs.email });
  return page;
}

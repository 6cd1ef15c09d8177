/** The page that says no: local, without a redirect, repeating nothing that was sent. */
import { html } from "hono/html";
import type { RefusalPage } from "../refusal.ts";
import type { Html } from "./frame.ts";

/** @param again where the person may start over, if anywhere */
export function refusalBody(page: RefusalPage, again?: string): Html {
  return html`<p class="note warn">${page.sentence}</p>
    ${page.mayRetry && again !== undefined ? html`<a class="button" href="${again}">Start again</a>` : ""}`;
}

/** The page that says no: local, without a redirect, repeating nothing that was sent. */
import { html } from "hono/html";
import type { RefusalPage } from "../refusal.ts";
import type { Html } from "./frame.ts";

export function refusalBody(page: RefusalPage): Html {
  return html`<p class="note warn">${page.sentence}</p>
    ${page.mayRetry ? html`<a class="button" href="/connect">Start again</a>` : ""}`;
}

/** The page where a person decides whether an application may act here for them: shown every time, before Microsoft is asked anything. */
import type { ConsentDescription } from "@cloudflare/workers-oauth-provider";
import { html } from "hono/html";
import type { McpScope } from "../../core/mcp-scope.ts";
import { type Html, plainText, shortened } from "./frame.ts";

export type ConsentPage = {
  /** Access e-mail. */
  readonly email: string;
  readonly details: ConsentDescription;
  /** What the application asks for; reading is always among it. */
  readonly scopes: readonly McpScope[];
  readonly handle: string;
  readonly formToken: string;
};

const meanings: Readonly<Record<McpScope, string>> = {
  "m365.read": "Read your mail, calendar, contacts, files and teams",
  "m365.write": "Send, create, change and delete as you",
};

export function consentPage({ email, details, scopes, handle, formToken }: ConsentPage): Html {
  const name = nameOf(details);
  return html`
    <p><strong class="name">${name}</strong> asks to use Microsoft 365 for you.</p>
    <dl>
      <div>
        <dt>You are</dt>
        <dd>${plainText(email)}</dd>
      </div>
      <div>
        <dt>Access is sent to</dt>
        <dd>${plainText(details.redirectHost)}</dd>
      </div>
      <div>
        <dt>Published by</dt>
        <dd>${details.clientDomain === undefined ? "not verified" : plainText(details.clientDomain)}</dd>
      </div>
    </dl>
    ${warning(details, name)}
    <form method="post" action="/authorize">
      <input type="hidden" name="handle" value="${handle}" />
      <input type="hidden" name="token" value="${formToken}" />
      <h2>What you allow</h2>
      <ul class="wishes">
        ${scopes.map(wish)}
      </ul>
      <p class="soft">
        Next you sign in at Microsoft. The application never sees your Microsoft password or token. You can end this at any time under
        <a href="/connections">your connections</a>.
      </p>
      <button type="submit" name="decision" value="allow">Allow and continue to Microsoft</button>
      <button type="submit" name="decision" value="deny" class="quiet">Do not allow</button>
    </form>
  `;
}

/** Reading comes with every grant; whatever is more can be left out. */
function wish(scope: McpScope): Html {
  return scope === "m365.read"
    ? html`<li>
        <span class="tick" aria-hidden="true">✓</span>
        <span>${meanings[scope]}<small>Always included</small></span>
        <input type="hidden" name="scope" value="${scope}" />
      </li>`
    : html`<li>
        <label>
          <input type="checkbox" name="scope" value="${scope}" checked />
          <span>${meanings[scope]}<small>Take the tick away, and it can only read</small></span>
        </label>
      </li>`;
}

function warning(details: ConsentDescription, name: string): Html {
  if (details.redirectIsLoopback)
    return html`<p class="note warn">
      This sends access to a program on this computer. Continue only if you have just started to connect it yourself: any program here could
      call itself “${name}”.
    </p>`;
  return details.clientDomain === undefined
    ? html`<p class="note warn">
        The application named itself. Look at the address above: continue only if it belongs to the application you are connecting.
      </p>`
    : html`<p class="note good">The application's name comes from ${plainText(details.clientDomain)} itself.</p>`;
}

/** The name the application gave itself, where there is anything of it to see. */
function nameOf({ clientName, clientId }: ConsentDescription): string {
  const name = plainText(clientName);
  return shortened(/[\p{L}\p{N}]/u.test(name) ? name : plainText(clientId), 80);
}

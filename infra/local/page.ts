/** The one HTML frame of the emulated sign-in pages: plain forms, no script, every value escaped by the template. */
import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

const css = `
:root{color-scheme:light dark;--ink:#1b1b1f;--soft:#5f6368;--line:#d9dce1;--card:#fff;--ground:#f3f4f6}
@media(prefers-color-scheme:dark){:root{--ink:#ececf1;--soft:#a5a9b1;--line:#3a3d44;--card:#1f2126;--ground:#141518}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif;padding:24px}
main{width:100%;max-width:440px;background:var(--card);border:1px solid var(--line);border-top:4px solid;border-radius:8px;padding:32px}
main.blue{border-top-color:#0067b8}main.orange{border-top-color:#f6821f}
.brand{margin:0 0 16px;color:var(--soft);font-size:14px;font-weight:600}
h1{margin:0 0 8px;font-size:24px;font-weight:600;line-height:1.25}
p{margin:0 0 16px}.soft{color:var(--soft);font-size:14px}
form{margin:0}
button,input{font:inherit;color:inherit}
button{cursor:pointer;border-radius:6px;border:1px solid var(--line);background:transparent;padding:10px 16px}
button:hover{background:var(--ground)}
button:focus-visible,input:focus-visible{outline:3px solid #4c9aff;outline-offset:1px}
.people{display:grid;gap:8px;margin:16px 0}
.people button{width:100%;text-align:left;display:grid}
.people small{color:var(--soft)}
.other{display:flex;gap:8px;margin-top:16px}
.other input{flex:1;min-width:0;padding:10px 12px;border:1px solid var(--line);border-radius:6px;background:transparent}
.choice{display:flex;gap:8px;margin-top:24px}
.choice .main{color:#fff;border-color:transparent}
.blue .choice .main{background:#0067b8}.orange .choice .main{background:#b45309}
dl{margin:16px 0;display:grid;grid-template-columns:auto 1fr;gap:4px 16px}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.warning{border-left:4px solid #b45309;padding:8px 12px;background:var(--ground)}
code{font:14px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
`;

/** One piece, because a formatter that moves a space in it would break the hash below. */
const style = raw(`<style>${css}</style>`);

/**
 * `form-action` is left out on purpose: Chromium applies it to the redirect that follows a form, and these forms end at a client's own
 * redirect URI.
 */
const pageHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${createHash("sha256").update(css).digest("base64")}'; base-uri 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
};

export type Theme = "blue" | "orange";

export async function renderPage(theme: Theme, brand: string, title: string, body: Markup): Promise<string> {
  const document = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${style}
      </head>
      <body>
        <main class="${theme}">
          <p class="brand">${brand}</p>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
  return document.toString();
}

/** One button per account: works without script, by keyboard, and for a test that posts `account`. */
export function accountButtons(action: string, hidden: Readonly<Record<string, string>>, accounts: readonly Account[]): Markup {
  const fields = html`${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}`;
  return html`<form class="people" method="post" action="${action}">
      ${fields}
      ${accounts.map(
        ({ email, name, note }) =>
          html`<button name="account" value="${email}">
            <span><strong>${name}</strong> <small>${note}</small></span
            ><small>${email}</small>
          </button>`,
      )}
    </form>
    <form class="other" method="post" action="${action}">
      ${fields}
      <input name="account" type="email" autocomplete="username" required aria-label="Another account" placeholder="someone@example.com" />
      <button>Next</button>
    </form>`;
}

export type Account = { readonly email: string; readonly name: string; readonly note: string };

export function sendPage(
  res: ServerResponse,
  status: number,
  page: string,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
): void {
  res.writeHead(status, { ...pageHeaders, ...(headers as Record<string, string | string[]>), "content-length": Buffer.byteLength(page) });
  res.end(page);
}

/** The one frame of every page for people: no script, no image, no outside resource; every string in it is escaped. */
import { createHash } from "node:crypto";
import { html, raw } from "hono/html";

export type Html = ReturnType<typeof html>;

const style = `
:root{color-scheme:light dark;--page:#f4f6f9;--card:#fff;--ink:#16202c;--soft:#5a6878;--line:#dfe5ec;--brand:#0b5cad;--brand-ink:#fff;--good:#12703f;--good-bg:#e8f6ee;--warn:#8a4b00;--warn-bg:#fff4e3;--stop:#b3261e}
@media (prefers-color-scheme:dark){:root{--page:#0f151c;--card:#18212b;--ink:#e9eef4;--soft:#9fb0c1;--line:#2b3947;--brand:#4c9ff0;--brand-ink:#06121f;--good:#7bd6a3;--good-bg:#13291d;--warn:#f3bd72;--warn-bg:#2e2212;--stop:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--page);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:34rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:2.25rem;box-shadow:0 12px 32px rgb(16 32 48/8%);overflow-wrap:anywhere}
main.wide{max-width:54rem}
.mark{display:flex;align-items:center;gap:.6rem;color:var(--soft);font-size:.875rem;font-weight:600;letter-spacing:.01em}
.mark svg{width:1.5rem;height:1.5rem}
h1{margin:1.1rem 0 .5rem;font-size:1.55rem;line-height:1.25;letter-spacing:-.01em}
h2{margin:1.6rem 0 .4rem;font-size:.8rem;font-weight:600;text-transform:uppercase;letter-spacing:.06em;color:var(--soft)}
p{margin:.5rem 0}
dl{margin:1.1rem 0;border:1px solid var(--line);border-radius:.7rem;overflow:hidden}
dl div{display:flex;gap:1rem;justify-content:space-between;padding:.7rem 1rem}
dl div+div{border-top:1px solid var(--line)}
dt{color:var(--soft);flex:none}
dd{margin:0;text-align:right;font-weight:600}
ul{margin:.4rem 0;padding:0;list-style:none}
li{display:flex;gap:1rem;align-items:baseline;justify-content:space-between;padding:.35rem 0;border-bottom:1px solid var(--line)}
li:last-child{border-bottom:0}
table{width:100%;border-collapse:collapse;margin:.6rem 0}
th,td{padding:.7rem .5rem;text-align:left;vertical-align:middle;border-bottom:1px solid var(--line);font-weight:400}
th:first-child{padding-left:0}td:last-child{padding-right:0}
thead th{padding:.3rem .6rem;color:var(--soft);font-size:.8rem}
tbody th{font-weight:650}
time{white-space:nowrap}
small{display:block;color:var(--soft);font-size:.85rem;font-weight:400}
code{font:.85em ui-monospace,SFMono-Regular,Menlo,monospace;color:var(--soft)}
li>code{flex:none}
.note{padding:.75rem 1rem;border-radius:.7rem;margin:1rem 0;font-weight:500}
.good{background:var(--good-bg);color:var(--good)}
.warn{background:var(--warn-bg);color:var(--warn)}
.soft{color:var(--soft);font-size:.9rem}
button,.button{display:block;width:100%;margin:1.4rem 0 0;padding:.85rem 1rem;border:0;border-radius:.7rem;background:var(--brand);color:var(--brand-ink);font:inherit;font-weight:650;text-align:center;text-decoration:none;cursor:pointer}
button:hover,.button:hover{filter:brightness(1.08)}
button+button{margin-top:.7rem}
a{color:var(--brand);text-underline-offset:.15em}
.wishes{margin:.5rem 0 1rem;border:1px solid var(--line);border-radius:.7rem}
.wishes li,label{display:flex;gap:.8rem;align-items:start;justify-content:start}
.wishes li{padding:.75rem 1rem}
label{flex:1;cursor:pointer}
input[type=checkbox]{flex:none;width:1.1rem;height:1.1rem;margin:.23rem 0 0;accent-color:var(--brand)}
.tick{flex:none;width:1.1rem;text-align:center;color:var(--good);font-weight:700}
:is(a,button,input):focus-visible{outline:3px solid var(--brand);outline-offset:3px}
.end{width:auto;margin:0 0 0 auto;padding:.4rem .9rem;background:transparent;color:var(--stop);box-shadow:inset 0 0 0 1.5px var(--line)}
.quiet{background:transparent;color:var(--brand);box-shadow:inset 0 0 0 1.5px var(--line)}
@media (max-width:30rem){body{padding:.75rem}main{padding:1.5rem}dl div,ul:not(.wishes)>li{display:block}dd{text-align:left}li code{display:block}}
@media (max-width:40rem){thead{display:none}tr,tbody th,tbody td{display:block;border:0}tr{padding:.6rem 0;border-bottom:1px solid var(--line)}tbody th,tbody td{padding:.15rem 0}td[data-label]::before{content:attr(data-label) ": ";color:var(--soft)}.end{margin:.5rem 0 0}}
footer{margin-top:1.6rem;color:var(--soft);font-size:.8rem}
`;
/** Whole, so that no formatter of the template below can put white space into what is hashed. */
const styleElement = raw(`<style>${style}</style>`);
const styleHash = createHash("sha256").update(style, "utf8").digest("base64");

export type Page = {
  readonly status: 200 | 400 | 403 | 405 | 503;
  readonly title: string;
  readonly body: Html;
  readonly requestId: string;
  /** Origins a form of this page may go to, redirects included; none where the page has no form. */
  readonly formTargets?: readonly string[];
  /** For a page with a table. */
  readonly wide?: boolean;
};

/** The page as a response that no cache keeps, no frame shows and no script can enter. */
export async function renderPage({ status, title, body, requestId, formTargets = [], wide = false }: Page): Promise<Response> {
  const document = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body>
        <main class="${wide ? "wide" : ""}">
          <div class="mark">
            <svg viewBox="0 0 24 24" fill="none" aria-hidden="true">
              <rect x="2" y="2" width="9" height="9" rx="2" fill="currentColor" opacity=".55" />
              <rect x="13" y="2" width="9" height="9" rx="2" fill="currentColor" opacity=".8" />
              <rect x="2" y="13" width="9" height="9" rx="2" fill="currentColor" opacity=".8" />
              <rect x="13" y="13" width="9" height="9" rx="2" fill="currentColor" />
            </svg>
            <span>Microsoft 365 for your assistant</span>
          </div>
          <h1>${title}</h1>
          ${body}
          <footer>Request <code>${requestId}</code></footer>
        </main>
      </body>
    </html>`;
  const formAction = formTargets.length === 0 ? "'none'" : formTargets.join(" ");
  return new Response(document.toString(), {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
    },
  });
}

/** Without control, bidirectional and zero-width characters, which could make one name look like another. */
export function plainText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "");
}

/** No more than `most` UTF-16 units of it, so that a name cannot push what matters off the page. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text;
}

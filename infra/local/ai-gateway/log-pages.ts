/** The gateway's log for people: a list, newest first, and one page per row. Plain HTML, no scripts. */
import { createHash } from "node:crypto";
import { Hono } from "hono";
import { html, raw } from "hono/html";
import { secureHeaders } from "hono/secure-headers";
import { z } from "zod";
import type { LogEntry, LogStore } from "./log-store.ts";
import { findLogs } from "./logs-api.ts";

type Markup = ReturnType<typeof html>;

const style = `
:root{color-scheme:light dark;--line:#d9dde3;--soft:#f5f6f8;--ink:#1c2430;--dim:#5b6675;--accent:#b4530a;--good:#1b7f4b;--bad:#b42318}
@media(prefers-color-scheme:dark){:root{--line:#323a46;--soft:#1d232c;--ink:#e6eaf0;--dim:#98a3b3;--accent:#f0a35e;--good:#5fd39b;--bad:#ff8a80}body{background:#14181f}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:88rem;padding:2rem 1.5rem 4rem;font:15px/1.5 system-ui,sans-serif;color:var(--ink)}
h1{font-size:1.35rem;margin:0}
h2{font-size:1.05rem;margin:1.75rem 0 .6rem}
h3{font-size:.9rem;margin:1rem 0 .4rem;color:var(--dim)}
h1 code{font-size:1.15rem}
a{color:var(--accent)}
.dim{color:var(--dim)}
.good{color:var(--good)}.bad{color:var(--bad)}
form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end;margin:1.25rem 0}
label{display:flex;flex-direction:column;flex:1 1 22rem;font-size:.85rem;color:var(--dim)}
input,button{font:inherit;padding:.45rem .7rem;border:1px solid var(--line);border-radius:6px;background:var(--soft);color:var(--ink)}
button{cursor:pointer}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%}
th,td{padding:.5rem .75rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child th,tr:last-child td{border-bottom:0}
thead th{background:var(--soft);font-size:.8rem;color:var(--dim);white-space:nowrap}
th[scope=row]{width:15rem;font-weight:600}
.log td{white-space:nowrap;font-size:.87rem}
.log code{font-size:12px;overflow-wrap:normal}
.log td:nth-child(3),.log td:nth-child(5){white-space:normal;min-width:11rem}
td.number{text-align:right;font-variant-numeric:tabular-nums}
code,pre{font:13px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
pre{white-space:pre-wrap;margin:0;padding:.75rem;background:var(--soft);border-radius:8px}
nav{display:flex;gap:1rem;margin-top:1rem}
`;
/** One string, so that no formatter can part the style from its hash. */
const styleElement = raw(`<style>${style}</style>`);
const styleHash = createHash("sha256").update(style).digest("base64");

const rowsPerPage = 50;
const listQuery = z.object({ q: z.string().trim().max(200).catch(""), page: z.coerce.number().int().min(1).catch(1) });

export function createLogPages(options: { readonly gatewayId: string; readonly log: LogStore }): Hono {
  const { log, gatewayId } = options;
  const pages = new Hono();
  const headers = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: [`'sha256-${styleHash}'`],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: "no-referrer",
    xFrameOptions: "DENY",
  });

  pages.get("/", headers, (c) => {
    const { q, page } = listQuery.parse({ q: c.req.query("q") ?? "", page: c.req.query("page") ?? 1 });
    const matching = findLogs(log.list(), { page: 1, per_page: 1, order_by: "created_at", ...(q === "" ? {} : { search: q }) });
    const shown = matching.slice((page - 1) * rowsPerPage, page * rowsPerPage);
    c.header("cache-control", "no-store");
    return c.html(
      layout(
        `AI Gateway log of ${gatewayId}`,
        html`<h1>AI Gateway log</h1>
          <p class="dim">
            Gateway <code>${gatewayId}</code>, ${matching.length} ${matching.length === 1 ? "row" : "rows"}${q === "" ? "" : " found"},
            newest first.
          </p>
          <form method="get" action="/" role="search">
            <label>Request id or log id<input type="search" name="q" value="${q}" autocomplete="off" /></label>
            <button type="submit">Search</button>
          </form>
          ${shown.length === 0 ? html`<p>${q === "" ? "No calls yet." : "No row matches."} ${q === "" ? "" : html`<a href="/">Show all</a>`}</p>` : table(shown)}
          ${pager(q, page, matching.length)}`,
      ),
    );
  });

  pages.get("/logs/:id", headers, (c) => {
    c.header("cache-control", "no-store");
    const entry = log.get(c.req.param("id"));
    if (entry === undefined) {
      return c.html(
        layout(
          "No such row",
          html`<h1>No such row</h1>
            <p>This id is not in the log; old rows are dropped. <a href="/">Back to the log</a></p>`,
        ),
        404,
      );
    }
    return c.html(layout(`Log ${entry.row.id}`, rowPage(entry)));
  });

  return pages;
}

function layout(title: string, content: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`;
}

function table(entries: readonly LogEntry[]): Markup {
  return html`<div class="scroll">
    <table class="log">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Log id</th>
          <th scope="col">userId</th>
          <th scope="col">mcpTool</th>
          <th scope="col">requestId</th>
          <th scope="col">Status</th>
          <th scope="col">Duration</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map(
          ({ row }) =>
            html`<tr>
              <td><time datetime="${row.created_at}">${row.created_at.replace("T", " ").replace("Z", "")}</time></td>
              <td>
                <a href="/logs/${row.id}"><code>${row.id}</code></a>
              </td>
              <td>${metadataCell(row.metadata["userId"])}</td>
              <td>${metadataCell(row.metadata["mcpTool"])}</td>
              <td>${metadataCell(row.metadata["requestId"])}</td>
              <td>${status(row)}</td>
              <td class="number">${row.duration} ms</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function metadataCell(value: string | number | boolean | undefined): Markup {
  return value === undefined ? html`<span class="dim">none</span>` : html`<code>${String(value)}</code>`;
}

function status({ success, status_code, cached }: LogEntry["row"]): Markup {
  return html`<span class="${success ? "good" : "bad"}">${status_code} ${success ? "success" : "error"}</span
    >${cached ? html` <span class="dim">cached</span>` : ""}`;
}

function pager(q: string, page: number, total: number): Markup {
  const link = (to: number) => `/?${new URLSearchParams({ ...(q === "" ? {} : { q }), page: String(to) }).toString()}`;
  const last = Math.max(1, Math.ceil(total / rowsPerPage));
  if (last === 1) return html``;
  return html`<nav aria-label="Pages">
    ${page > 1 ? html`<a href="${link(page - 1)}" rel="prev">Newer</a>` : ""}
    <span class="dim">Page ${page} of ${last}</span>
    ${page < last ? html`<a href="${link(page + 1)}" rel="next">Older</a>` : ""}
  </nav>`;
}

function rowPage({ row, payloads }: LogEntry): Markup {
  const { metadata, ...fields } = row;
  return html`<p><a href="/">All rows</a></p>
    <h1>Log <code>${row.id}</code></h1>
    <p>${status(row)} <span class="dim">in ${row.duration} ms</span></p>
    <h2>Metadata</h2>
    ${Object.keys(metadata).length === 0 ? html`<p class="dim">None was kept.</p>` : fieldTable(metadata)}
    <h2>Fields</h2>
    ${fieldTable(fields)}
    <h2>Payloads</h2>
    ${
      payloads === undefined
        ? html`<p class="dim">Payload logging was off for this call.</p>`
        : html`<h3>Request</h3>
            <pre>${payloads.request}</pre>
            <h3>Response</h3>
            <pre>${payloads.response}</pre>`
    }`;
}

function fieldTable(fields: Readonly<Record<string, string | number | boolean | null>>): Markup {
  return html`<div class="scroll">
    <table>
      <tbody>
        ${Object.entries(fields).map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td><code>${String(value ?? "")}</code></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

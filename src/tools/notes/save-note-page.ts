import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { checkedHtml, escapeHtml, textAsHtml } from "../outgoing-html.ts";
import { singleLine } from "../single-line.ts";

/** Characters of one page or addition (our cap). */
const maxContent = 100_000;

export const saveNotePage = defineTool({
  name: "saveNotePage",
  title: "Write a OneNote page",
  description: "Adds a OneNote page (sectionId, title, content), or text at the end of one (pageId, append).",
  toolset: "notes",
  tier: "extended",
  risk: "write",
  scopes: ["Notes.Create"],
  optionalScopes: ["Notes.ReadWrite"],
  scopesOf: ({ pageId }) => (pageId === undefined ? [] : ["Notes.ReadWrite"]),
  operations: ["POST /me/onenote/sections/{sectionId}/pages", "PATCH /me/onenote/pages/{pageId}/content"],
  input: z.strictObject({
    sectionId: graphId.optional(),
    title: singleLine(255).optional(),
    content: z.string().min(1).max(maxContent).optional().describe("HTML or plain text, as append."),
    pageId: graphId.optional(),
    append: z.string().min(1).max(maxContent).optional(),
  }),
  output: z.object({ pageId: z.string(), title: z.string().optional(), webUrl: z.string().optional() }),

  async run({ sectionId, title, content, pageId, append }, { graph }) {
    if (pageId === undefined) {
      const missing = Object.entries({ sectionId, title, content }).find(([, value]) => value === undefined);
      if (missing || sectionId === undefined || title === undefined || content === undefined)
        throw refusal(missing?.[0] ?? "sectionId", "is required for a new page; for an addition give pageId and append.");
      if (append !== undefined) throw refusal("append", "takes a pageId; a new page takes content.");
      const body = asHtml("content", content);
      const created = await graph.request({
        method: "POST",
        path: "/me/onenote/sections/{sectionId}/pages",
        params: { sectionId },
        body: `<!DOCTYPE html><html><head><title>${escapeHtml(title)}</title></head><body>${body}</body></html>`,
        content: { type: "text/html", encoding: "text" },
        response: z.object({
          id: z.string(),
          links: z.object({ oneNoteWebUrl: z.object({ href: z.string() }).nullish() }).nullish(),
        }),
        idempotency: "once",
      });
      return compact({ pageId: created.id, title, webUrl: created.links?.oneNoteWebUrl?.href });
    }
    const stray = Object.entries({ sectionId, title, content }).find(([, value]) => value !== undefined);
    if (stray) throw refusal(stray[0], "is for a new page; with pageId give append alone.");
    if (append === undefined) throw refusal("append", "is required with pageId.");
    await graph.request({
      method: "PATCH",
      path: "/me/onenote/pages/{pageId}/content",
      params: { pageId },
      body: [{ target: "body", action: "append", content: asHtml("append", append) }],
      scopes: ["Notes.ReadWrite"],
      response: z.null(),
      idempotency: "once",
    });
    return { pageId };
  },
  text: ({ pageId, title, webUrl }) =>
    `${title ? `Page added: ${title}` : "Added to the page."}${webUrl ? ` ${webUrl}` : ""}\nid=${pageId}`,
});

function refusal(field: string, what: string): AppError {
  return new AppError("invalid_arguments", `${field} ${what}`, { field });
}

/** @throws AppError `invalid_arguments` for HTML that may not leave, or is a document of its own */
function asHtml(field: string, text: string): string {
  if (/<\/?(?:html|head|body|title)\b|<!doctype/i.test(text)) throw refusal(field, "must be what stands inside the page's body.");
  return /<[A-Za-z/!?]/.test(text) ? checkedHtml(field, text) : `<p>${textAsHtml(text)}</p>`;
}

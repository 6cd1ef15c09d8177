import { z } from "zod";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { visibleText } from "../visible-text.ts";

export const getNotePage = defineTool({
  name: "getNotePage",
  title: "Read a OneNote page",
  description: "Content of a OneNote page.",
  toolset: "notes",
  tier: "extended",
  risk: "read",
  scopes: ["Notes.Read"],
  operations: ["GET /me/onenote/pages/{pageId}/content"],
  input: z.strictObject({
    pageId: graphId,
    format: z.enum(["markdown", "html"]).default("markdown"),
    maxChars: z.int().min(1).max(50_000).default(20_000),
  }),
  output: z.object({
    pageId: z.string(),
    content: z.string(),
    totalChars: z.int(),
    truncated: z.literal(true).optional(),
    untrusted,
  }),

  async run({ pageId, format, maxChars }, { graph }) {
    const { text, totalChars } = await graph.readText({
      path: "/me/onenote/pages/{pageId}/content",
      params: { pageId },
      as: format,
      from: 0,
      maxChars,
      contentType: "text/html",
    });
    return compact({
      pageId,
      content: visibleText(text),
      totalChars,
      truncated: totalChars > maxChars ? (true as const) : undefined,
      untrusted: true as const,
    });
  },
  text: ({ content, totalChars, truncated }) =>
    `${fenced([content])}${truncated ? `\nCut: ${content.length} of ${totalChars} characters.` : ""}`,
});

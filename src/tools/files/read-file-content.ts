import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { oneLine, visibleText } from "../visible-text.ts";
import { findItem, locatorOperations, readItem, sizeText } from "./item.ts";
import { itemReference, onAnyDrive, pathInput, scopesOfReference, shareUrlInput } from "./place.ts";

/** Bytes that may go through a model as base64. */
const maxBase64Bytes = 256 * 1024;

const output = z.object({
  id: z.string(),
  name: z.string(),
  format: z.string().optional(),
  text: z.string().optional(),
  /** Which part of `maxChars` characters, from 1. */
  page: z.int().optional(),
  totalChars: z.int().optional(),
  hasMore: z.boolean().optional(),
  base64: z.string().optional(),
  contentType: z.string().optional(),
  webUrl: z.string().optional(),
  untrusted,
});

export const readFileContent = defineTool({
  name: "readFileContent",
  title: "Read a file",
  description: "A file as text (Office, PDF, HTML and plain text), as base64 (256 KB), or the link to open it.",
  toolset: "files",
  tier: "core",
  risk: "read",
  scopes: ["Files.Read"],
  optionalScopes: ["Files.Read.All", "Files.ReadWrite"],
  scopesOf: ({ itemId, shareUrl, mode }) => [
    ...scopesOfReference(itemId, "Files.Read"),
    ...(shareUrl === undefined ? [] : ["Files.ReadWrite", ...(mode === "link" ? [] : ["Files.Read.All"])]),
  ],
  operations: [...locatorOperations, ...onAnyDrive(["GET /items/{itemId}/content"])],
  input: z.strictObject({
    itemId: itemReference.optional(),
    path: pathInput.optional().describe("In your OneDrive."),
    shareUrl: shareUrlInput.optional(),
    mode: z.enum(["text", "link", "base64"]).default("text"),
    page: z.int().min(1).max(10_000).optional().describe("Part of a long text, from 1."),
    maxChars: z.int().min(1).max(50_000).default(20_000).describe("Per page."),
  }),
  output,

  async run({ mode, page, maxChars, ...locator }, { graph }) {
    if (page !== undefined && mode !== "text") {
      throw new AppError("invalid_arguments", "page goes with mode text.", { field: "page" });
    }
    const { item, place } = await findItem(locator, graph);
    const { id, name, kind, mimeType, size, webUrl } = readItem(item, place.drive);
    const field = Object.entries(locator).find(([, value]) => value !== undefined)?.[0] ?? "itemId";
    if (kind === "folder") throw new AppError("invalid_arguments", `${field} names a folder; list it with listFiles.`, { field });
    const known = { id, name, untrusted: true as const };
    if (mode === "link") return compact<z.input<typeof output>>({ ...known, webUrl });

    const { drive, itemId } = place;
    const content = {
      path: `${drive.base}/items/{itemId}/content`,
      params: { ...drive.params, itemId },
      name,
      ...(mimeType !== undefined && { contentType: mimeType }),
    };
    if (mode === "base64") {
      if (size !== undefined && size > maxBase64Bytes) {
        throw new AppError("document_unreadable", `The file has ${sizeText(size)}; base64 is for 256 KB at most. Use mode text or link.`, {
          field: "mode",
        });
      }
      const { base64, contentType } = await graph.readBytes(content);
      return { ...known, base64, contentType: oneLine(contentType, 120) };
    }
    const part = page ?? 1;
    const from = (part - 1) * maxChars;
    const { text, totalChars, format } = await graph.readText({ ...content, as: "text", from, maxChars });
    if (part > 1 && from >= totalChars) {
      const last = Math.max(Math.ceil(totalChars / maxChars), 1);
      throw new AppError("invalid_arguments", `page is beyond the end: there are ${last} of ${maxChars} characters.`, { field: "page" });
    }
    return { ...known, format, text: visibleText(text), page: part, totalChars, hasMore: from + text.length < totalChars };
  },
  text: ({ name, format, text, page, totalChars, hasMore, base64, contentType, webUrl }) => {
    if (text !== undefined) {
      const more = hasMore ? `\nMore: page=${(page ?? 1) + 1} (${totalChars} characters in all)` : "";
      return `${fenced([`${name} (${format})`, text])}${more}`;
    }
    return fenced(base64 === undefined ? [name, webUrl ?? "no link"] : [`${name} (${contentType}), base64:`, base64]);
  },
});

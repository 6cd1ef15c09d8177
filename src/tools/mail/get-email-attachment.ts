import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphClient } from "../../graph/request.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { alsoForMailboxes, mailboxInput, scopesOfMailbox } from "../mailbox.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { oneLine, visibleText } from "../visible-text.ts";

const graphAttachment = z.object({
  "@odata.type": z.string().optional(),
  id: z.string(),
  name: z.string().nullish(),
  contentType: z.string().nullish(),
  size: z.int().nullish(),
  isInline: z.boolean().nullish(),
});
type GraphAttachment = z.output<typeof graphAttachment>;
const select = ["id", "name", "contentType", "size", "isInline"];

/** Attachments of one message that are listed. */
const maxAttachments = 100;

const attachment = z.object({
  id: z.string(),
  name: z.string(),
  /** `item`: a message, event or contact that was attached as a whole. `link`: the file itself lies elsewhere. */
  kind: z.enum(["file", "item", "link"]),
  contentType: z.string().optional(),
  bytes: z.int().optional(),
  isInline: z.literal(true).optional(),
});

const output = z.object({
  items: z.array(attachment).optional(),
  name: z.string().optional(),
  contentType: z.string().optional(),
  format: z.string().optional(),
  text: z.string().optional(),
  totalChars: z.int().optional(),
  truncated: z.literal(true).optional(),
  base64: z.string().optional(),
  url: z.string().optional(),
  untrusted,
});

/** Characters of base64 that are repeated in the text. */
const maxShown = 48_000;
const inStructured = "too long for the text; whole in the structured result";

const contentPath = "/me/messages/{messageId}/attachments/{attachmentId}/$value";

type Place = { readonly messageId: string; readonly mailbox: string | undefined };

export const getEmailAttachment = defineTool({
  name: "getEmailAttachment",
  title: "Read an email attachment",
  description: "Attachments of a message: their list, one as text or base64 (256 KB), or a link to the message in Outlook.",
  toolset: "mail",
  tier: "core",
  risk: "read",
  scopes: ["Mail.Read"],
  optionalScopes: ["Mail.Read.Shared"],
  scopesOf: ({ mailbox }) => scopesOfMailbox(mailbox, ["Mail.Read"]),
  operations: alsoForMailboxes([
    "GET /me/messages/{messageId}",
    "GET /me/messages/{messageId}/attachments",
    "GET /me/messages/{messageId}/attachments/{attachmentId}",
    `GET ${contentPath}`,
  ]),
  input: z.strictObject({
    messageId: graphId,
    attachmentId: graphId.optional().describe("Not needed where there is one file."),
    mode: z.enum(["list", "text", "link", "base64"]).default("list"),
    maxChars: z.int().min(1).max(50_000).default(20_000),
    mailbox: mailboxInput,
  }),
  output,

  async run({ messageId, attachmentId, mode, maxChars, mailbox }, { graph }) {
    const place = { messageId, mailbox };
    if (attachmentId !== undefined && (mode === "list" || mode === "link")) {
      throw new AppError("invalid_arguments", "attachmentId goes with mode text or base64.", { field: "attachmentId" });
    }
    if (mode === "link") return { url: await webLinkOf(place, graph), untrusted: true as const };
    if (mode === "list") {
      const { items, truncated } = await attachmentsOf(place, graph);
      return { items: items.map(listed), ...(truncated && { truncated }), untrusted: true as const };
    }
    const chosen = attachmentId === undefined ? await onlyFile(place, graph) : await oneAttachment(place, attachmentId, graph);
    const { kind, name } = listed(chosen);
    if (kind !== "file") {
      throw new AppError(
        "document_unreadable",
        kind === "item"
          ? "This attachment is itself a message, event or contact, not a file. Open the message by mode link."
          : "This attachment is only a link to a file kept elsewhere. Open the message by mode link.",
        { field: "attachmentId" },
      );
    }
    const content = { path: contentPath, params: { messageId, attachmentId: chosen.id }, mailbox, name };
    const said = chosen.contentType ? { contentType: chosen.contentType } : {};
    if (mode === "base64") {
      const { base64, contentType } = await graph.readBytes({ ...content, ...said });
      return { name, contentType: oneLine(contentType, 100), base64, untrusted: true as const };
    }
    const { text, totalChars, format } = await graph.readText({ ...content, ...said, as: "text", from: 0, maxChars });
    return compact<z.input<typeof output>>({
      name,
      format,
      text: visibleText(text),
      totalChars,
      truncated: text.length < totalChars ? true : undefined,
      untrusted: true,
    });
  },
  text: ({ items, name, contentType, format, text, totalChars, truncated, base64, url }) => {
    if (url !== undefined) return `The message in Outlook: ${url}`;
    if (base64 !== undefined) return fenced([`${name} (${contentType}), base64:`, base64.length > maxShown ? inStructured : base64]);
    if (text !== undefined) {
      const all = fenced([`${name} (${format})`, text]);
      return truncated ? `${all}\nOnly the beginning of ${totalChars} characters: raise maxChars.` : all;
    }
    const lines = (items ?? []).map(
      (item) =>
        `- ${[item.name, item.kind === "file" ? (item.contentType ?? "file") : item.kind, `${item.bytes ?? 0} bytes`, ...(item.isInline ? ["inline"] : [])].join(" | ")}\n  id=${item.id}`,
    );
    if (lines.length === 0) return "No attachments.";
    return truncated ? `${fenced(lines)}\nThere are more than can be listed.` : fenced(lines);
  },
});

function listed(from: GraphAttachment): z.output<typeof attachment> {
  const type = from["@odata.type"] ?? "";
  return compact<z.output<typeof attachment>>({
    id: from.id,
    name: oneLine(from.name ?? "", 255) || "(no name)",
    kind: /itemAttachment$/i.test(type) ? "item" : /referenceAttachment$/i.test(type) ? "link" : "file",
    contentType: from.contentType ? oneLine(from.contentType, 100) : undefined,
    bytes: from.size ?? undefined,
    isInline: from.isInline ? true : undefined,
  });
}

function attachmentsOf({ messageId, mailbox }: Place, graph: GraphClient) {
  return graph.all(
    {
      path: "/me/messages/{messageId}/attachments",
      params: { messageId },
      mailbox,
      /* Exchange answers with all of them at once; nothing documents a page size here. */
      query: { $select: select, $top: undefined },
      item: graphAttachment,
    },
    maxAttachments,
  );
}

function oneAttachment({ messageId, mailbox }: Place, attachmentId: string, graph: GraphClient): Promise<GraphAttachment> {
  return graph.request({
    method: "GET",
    path: "/me/messages/{messageId}/attachments/{attachmentId}",
    params: { messageId, attachmentId },
    mailbox,
    query: { $select: select },
    response: graphAttachment,
    idempotency: "safe",
  });
}

/** The one file a reader of the message would see attached. */
async function onlyFile(place: Place, graph: GraphClient): Promise<GraphAttachment> {
  const { items } = await attachmentsOf(place, graph);
  const files = items.filter((item) => !item.isInline && listed(item).kind === "file");
  const [file] = files;
  if (file && files.length === 1) return file;
  throw file
    ? new AppError("ambiguous", "The message has several attachments; say which by attachmentId.", {
        field: "attachmentId",
        candidates: files.slice(0, 20).map((one) => `${listed(one).name} (${one.id})`),
      })
    : new AppError("not_found", "The message has no attached file.", { field: "messageId" });
}

async function webLinkOf({ messageId, mailbox }: Place, graph: GraphClient): Promise<string> {
  const { webLink } = await graph.request({
    method: "GET",
    path: "/me/messages/{messageId}",
    params: { messageId },
    mailbox,
    query: { $select: ["webLink"] },
    response: z.object({ webLink: z.string().nullish() }),
    idempotency: "safe",
  });
  if (webLink) return oneLine(webLink, 2_000);
  throw new AppError("not_found", "Outlook has no link for that message.", { field: "messageId" });
}

import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { addressList, maxRecipients, recipient } from "../addresses.ts";
import { defineTool } from "../define-tool.ts";
import { idempotencyKey } from "../operation-id.ts";
import { checkedHtml } from "../outgoing-html.ts";
import { singleLine } from "../single-line.ts";

/** Bytes of all attachments together that fit into one request (Graph: larger ones need an upload session). */
const maxAttachmentBytes = 3 * 1024 * 1024 - 64 * 1024;

const attachment = z.strictObject({
  name: singleLine(255).refine((name) => !/[/\\]/.test(name), "must be a file name without slashes"),
  contentType: z
    .string()
    .max(127)
    .refine((type) => /^[\w.+-]+\/[\w.+-]+$/.test(type), "must be a media type such as application/pdf"),
  base64: z.string().refine((data) => data.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(data), "must be base64"),
});

export const sendEmail = defineTool({
  name: "sendEmail",
  title: "Send an email",
  description: "Sends a message from your mailbox at once. A list may also be one bare address.",
  toolset: "mail",
  tier: "core",
  risk: "send",
  scopes: ["Mail.Send"],
  operations: ["POST /me/sendMail"],
  input: z.strictObject({
    to: addressList,
    subject: singleLine(255),
    body: z.string().max(500_000),
    contentType: z.enum(["html", "text"]).default("html"),
    cc: addressList.optional(),
    bcc: addressList.optional(),
    importance: z.enum(["low", "normal", "high"]).optional(),
    replyTo: addressList.optional(),
    attachments: z.array(attachment).min(1).max(20).optional().describe("Under 3 MB in all."),
    saveToSent: z.boolean().default(true),
    idempotencyKey,
  }),
  output: z.object({
    status: z.literal("accepted"),
    to: z.array(z.string()),
    cc: z.array(z.string()).optional(),
    bcc: z.array(z.string()).optional(),
    subject: z.string(),
    savedToSent: z.boolean(),
  }),

  recipients: ({ to, cc = [], bcc = [] }) => [...to, ...cc, ...bcc],
  async run({ to, subject, body, contentType, cc, bcc, importance, replyTo, attachments, saveToSent }, { graph }) {
    if (to.length + (cc?.length ?? 0) + (bcc?.length ?? 0) > maxRecipients) {
      throw new AppError("invalid_arguments", `to, cc and bcc together may name at most ${maxRecipients} recipients.`, { field: "to" });
    }
    const attachedBytes = (attachments ?? []).reduce((sum, { base64 }) => sum + (base64.length * 3) / 4, 0);
    if (attachedBytes > maxAttachmentBytes) {
      throw new AppError("invalid_arguments", "attachments are over 3 MB; share a link to the file instead.", { field: "attachments" });
    }
    await graph.request({
      method: "POST",
      path: "/me/sendMail",
      body: {
        message: {
          subject,
          body: { contentType, content: contentType === "html" ? checkedHtml("body", body) : body },
          toRecipients: to.map(recipient),
          ccRecipients: cc?.map(recipient),
          bccRecipients: bcc?.map(recipient),
          importance,
          replyTo: replyTo?.map(recipient),
          attachments: attachments?.map(({ name, contentType: type, base64 }) => ({
            "@odata.type": "#microsoft.graph.fileAttachment",
            name,
            contentType: type,
            contentBytes: base64,
          })),
        },
        saveToSentItems: saveToSent,
      },
      response: z.null(),
      idempotency: "once",
    });
    return { status: "accepted" as const, to, ...(cc ? { cc } : {}), ...(bcc ? { bcc } : {}), subject, savedToSent: saveToSent };
  },
  text: ({ to, cc = [], bcc = [], subject }) => `Accepted for delivery to ${[...to, ...cc, ...bcc].join(", ")}: ${subject}`,
});

import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { Operation } from "../../graph/request.ts";
import { addressList, maxRecipients, recipient } from "../addresses.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { alsoForMailboxes, mailboxInput, scopesOfMailbox } from "../mailbox.ts";
import { idempotencyKey } from "../operation-id.ts";
import { checkedHtml } from "../outgoing-html.ts";
import { singleLine } from "../single-line.ts";
import {
  attach,
  attachmentOperations,
  attachmentsInput,
  checkedAttachments,
  fileAttachment,
  measured,
  takesDraft,
  takesFiles,
} from "./attachments.ts";
import { draftToSend, maySaveDrafts, sendingOperations, sendOnce } from "./draft.ts";

const sendsAtOnce: Operation = "POST /me/sendMail";

/**
 * In one step, unless what is attached needs a draft, or a draft makes the sending safe to repeat: the caller brought a key, and the account
 * lets us keep drafts.
 */
export const sendEmail = defineTool({
  name: "sendEmail",
  title: "Send an email",
  description: "Sends a message at once. A list may also be one bare address.",
  toolset: "mail",
  tier: "core",
  risk: "send",
  scopes: ["Mail.Send"],
  optionalScopes: ["Mail.ReadWrite", "Files.Read", "Mail.Send.Shared", "Mail.ReadWrite.Shared"],
  operations: [...alsoForMailboxes([sendsAtOnce, "POST /me/messages"]), ...attachmentOperations, ...sendingOperations],
  input: z.strictObject({
    to: addressList,
    subject: singleLine(255),
    body: z.string().max(500_000),
    contentType: z.enum(["html", "text"]).default("html"),
    cc: addressList.optional(),
    bcc: addressList.optional(),
    importance: z.enum(["low", "normal", "high"]).optional(),
    replyTo: addressList.optional(),
    attachments: attachmentsInput,
    saveToSent: z.boolean().default(true),
    mailbox: mailboxInput,
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
  scopesOf: ({ attachments, mailbox }) => {
    const needed = takesDraft(attachments) ? ["Mail.ReadWrite"] : [];
    return [...needed, ...(takesFiles(attachments) ? ["Files.Read"] : []), ...scopesOfMailbox(mailbox, ["Mail.Send", ...needed])];
  },
  async run(
    { to, subject, body, contentType, cc, bcc, importance, replyTo, attachments, saveToSent, mailbox, idempotencyKey: key },
    context,
  ) {
    if (to.length + (cc?.length ?? 0) + (bcc?.length ?? 0) > maxRecipients) {
      throw new AppError("invalid_arguments", `to, cc and bcc together may name at most ${maxRecipients} recipients.`, { field: "to" });
    }
    const attached = checkedAttachments(attachments);
    if (attached.inline === undefined && !saveToSent) {
      throw new AppError("invalid_arguments", "saveToSent must be true with these attachments: such a mail is sent from a draft.", {
        field: "saveToSent",
      });
    }
    const message = {
      subject,
      body: { contentType, content: contentType === "html" ? checkedHtml("body", body) : body },
      toRecipients: to.map(recipient),
      ccRecipients: cc?.map(recipient),
      bccRecipients: bcc?.map(recipient),
      importance,
      replyTo: replyTo?.map(recipient),
    };
    const { graph } = context;
    const asDraft = attached.inline === undefined || (key !== undefined && saveToSent && maySaveDrafts(await context.standing(), mailbox));
    if (asDraft) {
      const files = await measured(attached, graph);
      const draft = await draftToSend(graph, message, mailbox);
      await attach(draft, files, context);
      await sendOnce(graph, draft);
    } else {
      await graph.request({
        method: "POST",
        path: "/me/sendMail",
        mailbox,
        body: {
          message: { ...message, attachments: attachments === undefined ? undefined : attached.inline?.map(fileAttachment) },
          saveToSentItems: saveToSent,
        },
        response: z.null(),
        idempotency: "once",
      });
    }
    return compact({ status: "accepted" as const, to, cc, bcc, subject, savedToSent: saveToSent });
  },
  text: ({ to, cc = [], bcc = [], subject }) => `Accepted for delivery to ${[...to, ...cc, ...bcc].join(", ")}: ${subject}`,
});

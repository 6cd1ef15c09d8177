import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphClient } from "../../graph/request.ts";
import { address, maxRecipients, recipient } from "../addresses.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { alsoForMailboxes, mailboxInput, scopesOfMailbox } from "../mailbox.ts";
import { checkedHtml } from "../outgoing-html.ts";
import { singleLine } from "../single-line.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import {
  type AnswerMode,
  answerOperations,
  type Body,
  changingOperations,
  complete,
  forwardOperations,
  type GraphDraft,
  graphDraft,
  openAnswer,
} from "./answer-draft.ts";
import { attach, attachmentOperations, attachmentsInput, checkedAttachments, measured, takesFiles } from "./attachments.ts";
import { immutableId } from "./draft.ts";
import { addressesOf, recipientLines } from "./recipients.ts";

/** All of them together are counted before anything is asked of Graph. */
const addresses = z.array(address).min(1).optional();

export const createEmailDraft = defineTool({
  name: "createEmailDraft",
  title: "Write a draft",
  description: "Saves a draft, new or answering a message; sends nothing.",
  toolset: "mail",
  tier: "core",
  risk: "write",
  scopes: ["Mail.ReadWrite"],
  optionalScopes: ["Files.Read", "Mail.ReadWrite.Shared"],
  operations: [
    ...alsoForMailboxes(["POST /me/messages"]),
    ...answerOperations,
    ...forwardOperations,
    ...changingOperations,
    ...attachmentOperations,
  ],
  input: z.strictObject({
    mode: z.enum(["new", "reply", "replyAll", "forward"]).default("new"),
    sourceId: graphId.optional().describe("Message answered; needed unless mode is new."),
    to: addresses,
    cc: addresses,
    bcc: addresses,
    subject: singleLine(255).optional(),
    body: z.string().max(500_000),
    contentType: z.enum(["html", "text"]).default("html"),
    attachments: attachmentsInput,
    mailbox: mailboxInput,
  }),
  output: z.object({
    id: z.string(),
    webLink: z.string().optional(),
    subject: z.string().optional(),
    to: z.array(z.string()),
    cc: z.array(z.string()).optional(),
    bcc: z.array(z.string()).optional(),
    untrusted,
  }),

  scopesOf: ({ attachments, mailbox }) => [
    ...(takesFiles(attachments) ? ["Files.Read"] : []),
    ...scopesOfMailbox(mailbox, ["Mail.ReadWrite"]),
  ],
  async run({ mode, sourceId, to, cc, bcc, subject, body, contentType, attachments, mailbox }, context) {
    const source = sourceOf(mode, sourceId);
    if ((to?.length ?? 0) + (cc?.length ?? 0) + (bcc?.length ?? 0) > maxRecipients) {
      throw new AppError("invalid_arguments", `to, cc and bcc together may name at most ${maxRecipients} recipients.`, { field: "to" });
    }
    const attached = checkedAttachments(attachments);
    const written: Body = { contentType, content: contentType === "html" ? checkedHtml("body", body) : body };
    const given = compact({
      subject,
      toRecipients: to?.map(recipient),
      ccRecipients: cc?.map(recipient),
      bccRecipients: bcc?.map(recipient),
    });
    const { graph } = context;
    const files = await measured(attached, graph);
    const draft =
      source === undefined
        ? await create({ ...given, body: written }, mailbox, graph)
        : await complete(await openAnswer(source.mode, source.id, mailbox, graph, (error) => error), written, given, mailbox, graph);
    await attach({ id: draft.id, mailbox }, files, context);
    return shown(draft);
  },
  text: ({ id, webLink, subject, ...recipients }) =>
    `Draft: id=${id}${webLink ? `\n${webLink}` : ""}\n${fenced([subject ?? "(no subject)", ...recipientLines(recipients)])}`,
});

function sourceOf(mode: "new" | AnswerMode, sourceId: string | undefined): { readonly mode: AnswerMode; readonly id: string } | undefined {
  if (mode === "new") {
    if (sourceId === undefined) return undefined;
    throw new AppError("invalid_arguments", "sourceId goes with mode reply, replyAll or forward.", { field: "sourceId" });
  }
  if (sourceId !== undefined) return { mode, id: sourceId };
  throw new AppError("invalid_arguments", `sourceId must name the message that mode ${mode} answers.`, { field: "sourceId" });
}

function create(message: unknown, mailbox: string | undefined, graph: GraphClient): Promise<GraphDraft> {
  return graph.request({
    method: "POST",
    path: "/me/messages",
    mailbox,
    headers: immutableId,
    body: message,
    response: graphDraft,
    idempotency: "once",
  });
}

function shown({ id, webLink, subject, toRecipients, ccRecipients, bccRecipients }: GraphDraft) {
  const some = (addressList: readonly string[]) => (addressList.length === 0 ? undefined : [...addressList]);
  return compact({
    id,
    webLink: webLink ? oneLine(webLink, 2_000) : undefined,
    subject: subject ? oneLine(subject, 300) : undefined,
    to: [...addressesOf(toRecipients)],
    cc: some(addressesOf(ccRecipients)),
    bcc: some(addressesOf(bccRecipients)),
    untrusted: true as const,
  });
}

import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { Operation } from "../../graph/request.ts";
import { address, maxRecipients, recipient } from "../addresses.ts";
import { compact } from "../compact.ts";
import { defineTool, type ToolContext } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { alsoForMailboxes, mailboxInput, scopesOfMailbox } from "../mailbox.ts";
import { idempotencyKey } from "../operation-id.ts";
import { checkedHtml, textAsHtml } from "../outgoing-html.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { answerOperations, type Body, changingOperations, complete, openAnswer } from "./answer-draft.ts";
import { maySaveDrafts, neverDrafted, sendingOperations, sendOnce, unsent } from "./draft.ts";
import { addressesOf, graphAuthor, graphRecipients, recipientLines, without } from "./recipients.ts";

const addresses = z.array(address).min(1).max(100).optional();
const inOneStep: readonly Operation[] = ["POST /me/messages/{id}/reply", "POST /me/messages/{id}/replyAll"];

/** Where drafts may be kept, the reply is one before it is sent, and is sent exactly once; otherwise Exchange writes and sends it in one step. */
export const replyToEmail = defineTool({
  name: "replyToEmail",
  title: "Reply to an email",
  description: "Sends a reply above the quoted message.",
  toolset: "mail",
  tier: "core",
  risk: "send",
  scopes: ["Mail.Send", "Mail.Read"],
  optionalScopes: ["Mail.ReadWrite", "Mail.Send.Shared", "Mail.Read.Shared", "Mail.ReadWrite.Shared"],
  operations: [...alsoForMailboxes(inOneStep), ...answerOperations, ...changingOperations, ...sendingOperations],
  input: z.strictObject({
    messageId: graphId,
    body: z.string().min(1).max(500_000),
    replyAll: z.boolean().default(false),
    addTo: addresses,
    addCc: addresses,
    contentType: z.enum(["html", "text"]).default("html"),
    mailbox: mailboxInput,
    idempotencyKey,
  }),
  output: z.object({
    status: z.literal("accepted"),
    to: z.array(z.string()),
    cc: z.array(z.string()).optional(),
    subject: z.string().optional(),
    untrusted,
  }),

  reached: ({ to, cc = [] }) => [...to, ...cc],
  scopesOf: ({ mailbox }) => scopesOfMailbox(mailbox, ["Mail.Send", "Mail.Read"]),
  async run({ body, contentType, ...asked }, context) {
    const written: Body = { contentType, content: contentType === "html" ? checkedHtml("body", body) : body };
    const standing = await context.standing();
    const reply = maySaveDrafts(standing, asked.mailbox)
      ? await throughDraft(asked, written, context)
      : await atOnce(asked, written, asked.mailbox ?? standing.account.userPrincipalName, context);
    return compact({
      status: "accepted" as const,
      to: [...reply.to],
      cc: reply.cc.length === 0 ? undefined : [...reply.cc],
      subject: reply.subject ? oneLine(reply.subject, 300) : undefined,
      untrusted: true as const,
    });
  },
  text: ({ subject, ...recipients }) => `Accepted for delivery.\n${fenced([subject ?? "(no subject)", ...recipientLines(recipients)])}`,
});

type Asked = {
  readonly messageId: string;
  readonly replyAll: boolean;
  readonly addTo?: readonly string[] | undefined;
  readonly addCc?: readonly string[] | undefined;
  readonly mailbox?: string | undefined;
};

type Reply = { readonly to: readonly string[]; readonly cc: readonly string[]; readonly subject: string | null | undefined };

/** Exchange names the recipients in the draft; they are read there before anything is sent. */
async function throughDraft(
  { messageId, replyAll, addTo, addCc, mailbox }: Asked,
  written: Body,
  { graph }: Pick<ToolContext, "graph">,
): Promise<Reply> {
  const opened = await openAnswer(replyAll ? "replyAll" : "reply", messageId, mailbox, graph, neverDrafted);
  const draft = { id: opened.id, mailbox };
  const { to, cc } = withAdded(addressesOf(opened.toRecipients), addressesOf(opened.ccRecipients), addTo, addCc);
  const refusal = countRefusal(to, cc);
  if (refusal) throw unsent(refusal, draft);
  const completed = await complete(opened, written, { toRecipients: to.map(recipient), ccRecipients: cc.map(recipient) }, mailbox, graph);
  await sendOnce(graph, draft);
  return { to: addressesOf(completed.toRecipients), cc: addressesOf(completed.ccRecipients), subject: completed.subject };
}

/** Without leave to keep drafts: the recipients are those RFC 5322 §3.6.3 gives, read from the message before it is answered. */
async function atOnce(
  { messageId, replyAll, addTo, addCc, mailbox }: Asked,
  written: Body,
  own: string | undefined,
  { graph }: Pick<ToolContext, "graph">,
): Promise<Reply> {
  const original = await graph.request({
    method: "GET",
    path: "/me/messages/{id}",
    params: { id: messageId },
    mailbox,
    query: { $select: ["subject", "isDraft", "from", "replyTo", "toRecipients", "ccRecipients"] },
    response: z.object({
      subject: z.string().nullish(),
      isDraft: z.boolean(),
      from: graphAuthor,
      replyTo: graphRecipients,
      toRecipients: graphRecipients,
      ccRecipients: graphRecipients,
    }),
    idempotency: "safe",
    scopes: ["Mail.Read"],
  });
  if (original.isDraft) {
    throw new AppError("invalid_arguments", "messageId names a draft; sendEmailDraft sends it.", { field: "messageId" });
  }
  const author = original.replyTo?.length ? addressesOf(original.replyTo) : addressesOf(original.from ? [original.from] : []);
  const us = own === undefined ? [] : [own];
  const everybody = without([...author, ...addressesOf(original.toRecipients)], us);
  const { to, cc } = withAdded(
    replyAll ? everybody : author,
    replyAll ? without(addressesOf(original.ccRecipients), [...us, ...everybody]) : [],
    addTo,
    addCc,
  );
  const refusal = countRefusal(to, cc);
  if (refusal) throw refusal;
  await graph.request({
    method: "POST",
    path: replyAll ? "/me/messages/{id}/replyAll" : "/me/messages/{id}/reply",
    params: { id: messageId },
    mailbox,
    body: {
      /* A comment is HTML to Exchange. All recipients are named, so that nobody but those we tell of is written to. */
      comment: written.contentType === "html" ? written.content : textAsHtml(written.content),
      message: { toRecipients: to.map(recipient), ccRecipients: cc.map(recipient) },
    },
    response: z.null(),
    idempotency: "once",
  });
  return { to, cc, subject: original.subject };
}

function withAdded(
  to: readonly string[],
  cc: readonly string[],
  addTo: readonly string[] = [],
  addCc: readonly string[] = [],
): { readonly to: readonly string[]; readonly cc: readonly string[] } {
  const all = [...to, ...without(addTo, to)];
  const others = without(cc, addTo);
  return { to: all, cc: [...others, ...without(addCc, [...all, ...others])] };
}

function countRefusal(to: readonly string[], cc: readonly string[]): AppError | undefined {
  if (to.length + cc.length > maxRecipients) {
    return new AppError("invalid_arguments", `The reply would reach more than ${maxRecipients} recipients.`, { field: "replyAll" });
  }
  return to.length + cc.length > 0
    ? undefined
    : new AppError("invalid_arguments", "The message names nobody to reply to; name somebody in addTo.", { field: "addTo" });
}

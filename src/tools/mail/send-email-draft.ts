import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { mailboxInput, scopesOfMailbox } from "../mailbox.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { immutableId, sendingOperations, sendOnce } from "./draft.ts";
import { addressesOf, graphRecipients, recipientLines } from "./recipients.ts";

/** Asks for the recipients first: what was sent, and to whom, is told as the draft had it. */
export const sendEmailDraft = defineTool({
  name: "sendEmailDraft",
  title: "Send a draft",
  description: "Sends a draft as it is; what was sent before is refused.",
  toolset: "mail",
  tier: "core",
  risk: "send",
  scopes: ["Mail.Send", "Mail.Read"],
  optionalScopes: ["Mail.Send.Shared", "Mail.Read.Shared"],
  operations: sendingOperations,
  input: z.strictObject({ id: graphId, mailbox: mailboxInput }),
  output: z.object({
    status: z.literal("accepted"),
    to: z.array(z.string()),
    cc: z.array(z.string()).optional(),
    bcc: z.array(z.string()).optional(),
    subject: z.string().optional(),
    untrusted,
  }),

  reached: ({ to, cc = [], bcc = [] }) => [...to, ...cc, ...bcc],
  scopesOf: ({ mailbox }) => scopesOfMailbox(mailbox, ["Mail.Send", "Mail.Read"]),
  async run({ id, mailbox }, { graph }) {
    const draft = await graph.request({
      method: "GET",
      path: "/me/messages/{id}",
      params: { id },
      mailbox,
      headers: immutableId,
      query: { $select: ["subject", "isDraft", "toRecipients", "ccRecipients", "bccRecipients"] },
      response: z.object({
        id: z.string(),
        subject: z.string().nullish(),
        isDraft: z.boolean(),
        toRecipients: graphRecipients,
        ccRecipients: graphRecipients,
        bccRecipients: graphRecipients,
      }),
      idempotency: "safe",
    });
    if (!draft.isDraft) {
      throw new AppError("invalid_arguments", "id names no draft: this message was received, or has been sent already.", { field: "id" });
    }
    const [to, cc, bcc] = [draft.toRecipients, draft.ccRecipients, draft.bccRecipients].map(addressesOf);
    if ([to, cc, bcc].every((list) => list?.length === 0)) {
      throw new AppError("invalid_arguments", "The draft of this id has no recipients; write it again with to.", { field: "id" });
    }
    await sendOnce(graph, { id: draft.id, mailbox });
    return compact({
      status: "accepted" as const,
      to: [...(to ?? [])],
      cc: cc?.length ? [...cc] : undefined,
      bcc: bcc?.length ? [...bcc] : undefined,
      subject: draft.subject ? oneLine(draft.subject, 300) : undefined,
      untrusted: true as const,
    });
  },
  text: ({ subject, ...recipients }) => `Accepted for delivery.\n${fenced([subject ?? "(no subject)", ...recipientLines(recipients)])}`,
});

import { z } from "zod";
import { address, maxRecipients, recipient } from "../addresses.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { alsoForMailboxes, mailboxInput, scopesOfMailbox } from "../mailbox.ts";
import { idempotencyKey } from "../operation-id.ts";
import { textAsHtml } from "../outgoing-html.ts";

export const forwardEmail = defineTool({
  name: "forwardEmail",
  title: "Forward an email",
  description: "Forwards a message with its attachments.",
  toolset: "mail",
  tier: "extended",
  risk: "send",
  scopes: ["Mail.Send"],
  optionalScopes: ["Mail.Send.Shared"],
  operations: alsoForMailboxes(["POST /me/messages/{id}/forward"]),
  input: z.strictObject({
    messageId: graphId,
    to: z.array(address).min(1).max(maxRecipients),
    comment: z.string().max(100_000).optional().describe("Plain text."),
    mailbox: mailboxInput,
    idempotencyKey,
  }),
  output: z.object({ status: z.literal("accepted"), to: z.array(z.string()) }),

  recipients: ({ to }) => to,
  scopesOf: ({ mailbox }) => scopesOfMailbox(mailbox, ["Mail.Send"]),
  async run({ messageId, to, comment, mailbox }, { graph }) {
    await graph.request({
      method: "POST",
      path: "/me/messages/{id}/forward",
      params: { id: messageId },
      mailbox,
      /* A comment is HTML to Exchange. */
      body: { comment: comment === undefined ? undefined : textAsHtml(comment), toRecipients: to.map(recipient) },
      response: z.null(),
      idempotency: "once",
    });
    return { status: "accepted" as const, to };
  },
  text: ({ to }) => `Accepted for delivery to ${to.join(", ")}.`,
});

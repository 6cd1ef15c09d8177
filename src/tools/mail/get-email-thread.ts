import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { odataString } from "../../graph/path.ts";
import type { GraphClient } from "../../graph/request.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { listOf, pageText } from "../listing.ts";
import { alsoForMailboxes, mailboxInput, scopesOfMailbox } from "../mailbox.ts";
import { singleLine } from "../single-line.ts";
import { bodiesBudget, graphMessageOf, message, messageLines, readBody, readMessage } from "./message.ts";

const threadMessage = message.pick({
  id: true,
  subject: true,
  from: true,
  toRecipients: true,
  receivedDateTime: true,
  isRead: true,
  isDraft: true,
  hasAttachments: true,
  body: true,
  bodyTruncated: true,
  bodyUnreadable: true,
  untrusted: true,
});

/** `uniqueBody` is a message without the earlier ones it repeats. */
const fields = ["id", "subject", "from", "toRecipients", "receivedDateTime", "isRead", "isDraft", "hasAttachments", "uniqueBody"] as const;
const graphMessage = graphMessageOf(fields);

/** Messages of one conversation that are looked at; longer ones are said to be cut. */
const maxMessages = 100;

export const getEmailThread = defineTool({
  name: "getEmailThread",
  title: "Get an email conversation",
  description: "A conversation's newest messages, oldest first, without repeated quotes. Give conversationId or messageId.",
  toolset: "mail",
  tier: "core",
  risk: "read",
  scopes: ["Mail.Read"],
  optionalScopes: ["Mail.Read.Shared"],
  scopesOf: ({ mailbox }) => scopesOfMailbox(mailbox, ["Mail.Read"]),
  operations: alsoForMailboxes(["GET /me/messages", "GET /me/messages/{id}"]),
  input: z.strictObject({
    conversationId: singleLine(1024).optional(),
    messageId: graphId.optional().describe("Any message of it."),
    count: z.int().min(1).max(50).default(20),
    maxCharsEach: z.int().min(1).max(8_000).default(2_000),
    mailbox: mailboxInput,
  }),
  output: listOf(threadMessage),

  async run({ conversationId, messageId, count, maxCharsEach, mailbox }, { graph }) {
    if ((conversationId === undefined) === (messageId === undefined)) {
      throw new AppError("invalid_arguments", "Give exactly one of conversationId and messageId.", {
        field: conversationId === undefined ? "conversationId" : "messageId",
      });
    }
    const conversation = conversationId ?? (await conversationOf(messageId ?? "", mailbox, graph));
    const found = await graph.all(
      {
        path: "/me/messages",
        mailbox,
        /* Exchange calls this filter with any order too complex (InefficientFilter): sorted below. */
        query: { $filter: `conversationId eq ${odataString(conversation)}`, $select: fields, $top: 50 },
        bodies: "text",
        item: graphMessage,
      },
      maxMessages,
    );
    if (found.items.length === 0) throw new AppError("not_found", "This mailbox has no message of that conversation.");
    const sorted = found.items.toSorted((a, b) => timeOf(a) - timeOf(b));
    const newest = sorted.slice(-count);
    const room = Math.min(maxCharsEach, Math.floor(bodiesBudget / newest.length));
    const items = newest.map(({ uniqueBody, ...rest }) => ({ ...readMessage(rest, 1), ...readBody(uniqueBody, room) }));
    return {
      items,
      hasMore: found.truncated === true || sorted.length > count,
      ...(found.truncated && { truncated: true as const }),
    };
  },
  text: (page) => pageText(page, page.items.flatMap(messageLines), "No messages."),
});

function timeOf({ receivedDateTime }: z.output<typeof graphMessage>): number {
  return Date.parse(receivedDateTime ?? "") || 0;
}

async function conversationOf(id: string, mailbox: string | undefined, graph: GraphClient): Promise<string> {
  const { conversationId } = await graph.request({
    method: "GET",
    path: "/me/messages/{id}",
    params: { id },
    mailbox,
    query: { $select: ["conversationId"] },
    response: z.object({ conversationId: z.string().nullish() }),
    idempotency: "safe",
  });
  if (conversationId) return conversationId;
  throw new AppError("not_found", "That message belongs to no conversation; read it alone.", { field: "messageId" });
}

import { z } from "zod";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { cursorInput, listOf, pageText } from "../listing.ts";
import { chatMessage, chatMessageLines, graphChatMessage, justBefore, readChatMessage, sinceInput, sinceInstant } from "./chat-message.ts";

export const getChatMessages = defineTool({
  name: "getChatMessages",
  title: "Get chat messages",
  description: "Newest messages of a Teams chat.",
  toolset: "teams",
  tier: "core",
  risk: "read",
  scopes: ["Chat.Read"],
  operations: ["GET /chats/{chatId}/messages"],
  input: z.strictObject({
    chatId: graphId,
    since: sinceInput,
    count: z.int().min(1).max(50).default(20),
    cursor: cursorInput,
  }),
  output: listOf(chatMessage),

  async run({ chatId, since, count, cursor }, { graph }) {
    const after = sinceInstant(since);
    /* Teams filters by what it orders by, and knows no "at or after". */
    const order = after === undefined ? "createdDateTime" : "lastModifiedDateTime";
    const page = await graph.list({
      path: "/chats/{chatId}/messages",
      params: { chatId },
      query: {
        $top: count,
        $orderby: `${order} desc`,
        $filter: after === undefined ? undefined : `lastModifiedDateTime gt ${justBefore(after)}`,
      },
      item: graphChatMessage,
      bodies: "text",
      cursor,
    });
    return { ...page, items: page.items.map((message) => readChatMessage(message, page.items.length)) };
  },
  text: (page) => pageText(page, page.items.flatMap(chatMessageLines), "No messages."),
});

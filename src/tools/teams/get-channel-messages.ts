import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { defineTool } from "../define-tool.ts";
import { cursorInput, listOf, pageText } from "../listing.ts";
import {
  chatMessage,
  chatMessageLines,
  graphChatMessage,
  type GraphChatMessage,
  readChatMessage,
  sinceInput,
  sinceInstant,
} from "./chat-message.ts";
import { channelMessageId, placeInput, placeOperations, placeScopes, resolvePlace, scopesOfPlace } from "./place.ts";

export const getChannelMessages = defineTool({
  name: "getChannelMessages",
  title: "Get channel messages",
  description: "Newest messages of a Teams channel, or the replies to one of them.",
  toolset: "teams",
  tier: "core",
  risk: "read",
  scopes: ["ChannelMessage.Read.All"],
  optionalScopes: placeScopes,
  scopesOf: scopesOfPlace,
  aliases: { team: "teamId", channel: "channelId" },
  operations: [
    "GET /teams/{teamId}/channels/{channelId}/messages",
    "GET /teams/{teamId}/channels/{channelId}/messages/{messageId}/replies",
    ...placeOperations,
  ],
  input: z.strictObject({
    teamId: placeInput.optional().describe("Id or name; required."),
    channelId: placeInput.optional().describe("Id or name; required."),
    messageId: channelMessageId.optional().describe("Its replies."),
    since: sinceInput,
    count: z.int().min(1).max(50).default(20),
    cursor: cursorInput,
  }),
  output: listOf(chatMessage),

  async run({ teamId, channelId, messageId, since, count, cursor }, { graph }) {
    const asked = { teamId: given("teamId", teamId), channelId: given("channelId", channelId) };
    const after = sinceInstant(since);
    const place = await resolvePlace(asked, graph);
    const page = await graph.list({
      ...(messageId === undefined
        ? { path: "/teams/{teamId}/channels/{channelId}/messages", params: place }
        : { path: "/teams/{teamId}/channels/{channelId}/messages/{messageId}/replies", params: { ...place, messageId } }),
      query: { $top: count },
      item: graphChatMessage,
      bodies: "text",
      sortedBy: [since ?? ""],
      cursor,
    });
    /* Teams filters none of these by date, but lists the newest first: what follows an older one is older. */
    const recent = after === undefined ? page.items : page.items.filter((message) => changedAt(message) >= after);
    const last = page.items.at(-1);
    const items = recent.map((message) => readChatMessage(message, recent.length));
    return after !== undefined && last !== undefined && changedAt(last) < after ? { items, hasMore: false } : { ...page, items };
  },
  text: (page) => pageText(page, page.items.flatMap(chatMessageLines), "No messages."),
});

function given(field: string, value: string | undefined): string {
  if (value === undefined) throw new AppError("invalid_arguments", `${field} is required.`, { field });
  return value;
}

/** Epoch ms. */
function changedAt({ createdDateTime, lastModifiedDateTime }: GraphChatMessage): number {
  return Math.max(Date.parse(createdDateTime ?? "") || 0, Date.parse(lastModifiedDateTime ?? "") || 0);
}

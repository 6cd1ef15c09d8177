import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { idempotencyKey } from "../operation-id.ts";
import { personOperations, personScope } from "../people/which-person.ts";
import { singleLine } from "../single-line.ts";
import { checkedContent, messageInput, outgoingMessage, postedMessage } from "./outgoing-message.ts";
import { channelMessageId, placeInput, placeOperations, placeScopes, resolvePlace, scopesOfPlace } from "./place.ts";

export const sendTeamsMessage = defineTool({
  name: "sendTeamsMessage",
  title: "Post in a Teams channel",
  description: "Posts to a channel, or replies to a message there.",
  toolset: "teams",
  tier: "core",
  risk: "send",
  scopes: ["ChannelMessage.Send"],
  optionalScopes: [...placeScopes, personScope],
  scopesOf: (input) => [...scopesOfPlace(input), ...(input.mentions ? [personScope] : [])],
  operations: [
    "POST /teams/{teamId}/channels/{channelId}/messages",
    "POST /teams/{teamId}/channels/{channelId}/messages/{replyToId}/replies",
    ...placeOperations,
    ...personOperations,
  ],
  input: z.strictObject({
    teamId: placeInput.describe("Id or name."),
    channelId: placeInput.describe("Id or name, such as General."),
    ...messageInput,
    subject: singleLine(255).optional(),
    importance: z.enum(["normal", "high", "urgent"]).optional(),
    replyToId: channelMessageId.optional(),
    idempotencyKey,
  }),
  output: z.object({
    id: z.string(),
    teamId: z.string(),
    channelId: z.string(),
    replyToId: z.string().optional(),
    createdDateTime: z.string().optional(),
    webUrl: z.string().optional(),
  }),

  async run({ subject, mentions = [], importance, replyToId, ...given }, { graph }) {
    if (subject !== undefined && replyToId !== undefined) {
      throw new AppError("invalid_arguments", "A reply has no subject of its own; leave subject out.", { field: "subject" });
    }
    const content = checkedContent(given);
    const { teamId, channelId } = await resolvePlace(given, graph);
    const posted = await graph.request({
      method: "POST",
      ...(replyToId === undefined
        ? { path: "/teams/{teamId}/channels/{channelId}/messages", params: { teamId, channelId } }
        : { path: "/teams/{teamId}/channels/{channelId}/messages/{replyToId}/replies", params: { teamId, channelId, replyToId } }),
      body: { ...compact({ subject, importance }), ...(await outgoingMessage(content, given, mentions, graph)) },
      response: postedMessage,
      idempotency: "once",
    });
    return compact({
      id: posted.id,
      teamId,
      channelId,
      replyToId,
      createdDateTime: posted.createdDateTime ?? undefined,
      webUrl: posted.webUrl ?? undefined,
    });
  },
  text: ({ id, webUrl }) => `Posted: id=${id}${webUrl ? ` ${webUrl}` : ""}`,
});

import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { address } from "../addresses.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { idempotencyKey } from "../operation-id.ts";
import { checkedHtml, escapeHtml, textAsHtml } from "../outgoing-html.ts";
import { singleLine } from "../single-line.ts";
import type { GraphClient } from "../../graph/request.ts";
import { markdownAsHtml } from "./markdown.ts";
import { checkName, channelIdForm, guid, placeOperations, placeScopes, resolveChannel, resolveTeam } from "./place.ts";

/** Graph's cap on one message is about 28 KB. */
const maxMessageLength = 28_000;

const graphUser = z.object({ id: z.string().regex(guid), displayName: z.string() });

export const sendTeamsMessage = defineTool({
  name: "sendTeamsMessage",
  title: "Post in a Teams channel",
  description: "Posts to a channel, or replies to a message there.",
  toolset: "teams",
  tier: "core",
  risk: "send",
  scopes: ["ChannelMessage.Send"],
  optionalScopes: [...placeScopes, "User.ReadBasic.All"],
  operations: [
    "POST /teams/{teamId}/channels/{channelId}/messages",
    "POST /teams/{teamId}/channels/{channelId}/messages/{replyToId}/replies",
    "GET /users/{user}",
    ...placeOperations,
  ],
  input: z.strictObject({
    teamId: z.string().min(1).max(256).describe("Id or name."),
    channelId: z.string().min(1).max(256).describe("Id or name, such as General."),
    message: z.string().min(1).max(maxMessageLength),
    contentType: z.enum(["html", "text", "markdown"]).default("html"),
    subject: singleLine(255).optional(),
    mentions: z
      .array(z.string().refine((who) => guid.test(who) || address.safeParse(who).success, "must be a user's address or id"))
      .min(1)
      .max(10)
      .optional()
      .describe("Addresses or user ids; put @address in the message where each belongs."),
    importance: z.enum(["normal", "high", "urgent"]).optional(),
    replyToId: z
      .string()
      .refine((id) => /^\d{1,20}$/.test(id), "must be a message id, digits only")
      .optional(),
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

  async run({ message, contentType, subject, mentions = [], importance, replyToId, ...place }, { graph }) {
    if (subject !== undefined && replyToId !== undefined) {
      throw new AppError("invalid_arguments", "A reply has no subject of its own; leave subject out.", { field: "subject" });
    }
    const content =
      contentType === "html"
        ? checkedHtml("message", message)
        : contentType === "markdown"
          ? checkedHtml("message", markdownAsHtml(message))
          : message;
    if (!channelIdForm.test(place.channelId)) checkName("channelId", place.channelId);
    const teamId = await resolveTeam(place.teamId, graph);
    const channelId = await resolveChannel(place.channelId, teamId, graph);
    const people = await mentioned(mentions, graph);
    const html = people.length > 0 && contentType === "text" ? textAsHtml(content) : content;

    const posted = await graph.request({
      method: "POST",
      ...(replyToId === undefined
        ? { path: "/teams/{teamId}/channels/{channelId}/messages", params: { teamId, channelId } }
        : { path: "/teams/{teamId}/channels/{channelId}/messages/{replyToId}/replies", params: { teamId, channelId, replyToId } }),
      body: compact({
        subject,
        importance,
        body:
          people.length > 0
            ? { contentType: "html", content: withMentions(html, people) }
            : { contentType: contentType === "text" ? "text" : "html", content },
        mentions:
          people.length === 0
            ? undefined
            : people.map(({ id, displayName }, index) => ({
                id: index,
                mentionText: displayName,
                mentioned: { user: { id, displayName } },
              })),
      }),
      response: z.object({ id: z.string(), createdDateTime: z.string().nullish(), webUrl: z.string().nullish() }),
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

type Mentioned = { readonly id: string; readonly displayName: string; readonly asked: string };

function mentioned(mentions: readonly string[], graph: GraphClient): Promise<readonly Mentioned[]> {
  return Promise.all(
    mentions.map(async (asked) => ({
      ...(await graph.request({
        method: "GET",
        path: "/users/{user}",
        params: { user: asked },
        query: { $select: ["id", "displayName"] },
        response: graphUser,
        idempotency: "safe",
        scopes: ["User.ReadBasic.All"],
      })),
      asked,
    })),
  );
}

/** Each mention where the message names it, else at its beginning. Only these `<at>` tags are ever ours; the caller's are refused. */
function withMentions(html: string, people: readonly Mentioned[]): string {
  let content = html;
  const missing: string[] = [];
  for (const [index, { asked, displayName }] of people.entries()) {
    const tag = `<at id="${index}">${escapeHtml(displayName)}</at>`;
    const place = [`@${escapeHtml(asked)}`, `@${escapeHtml(displayName)}`].find((text) => content.includes(text));
    if (place === undefined) missing.push(tag);
    else content = content.replace(place, () => tag);
  }
  return missing.length === 0 ? content : `${missing.join(" ")} ${content}`;
}

import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphClient } from "../../graph/request.ts";
import { address } from "../addresses.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { fewAtOnce } from "../few-at-once.ts";
import { graphId } from "../graph-id.ts";
import { idempotencyKey } from "../operation-id.ts";
import { personInput, personOperations, personScope, whichPerson } from "../people/which-person.ts";
import { oneLine } from "../visible-text.ts";
import { checkedContent, messageInput, outgoingMessage, postedMessage } from "./outgoing-message.ts";
import { ownId, ownIdOperation, ownIdScope } from "./own-id.ts";

export const sendChatMessage = defineTool({
  name: "sendChatMessage",
  title: "Send a chat message",
  description: "Writes in a Teams chat: an existing one, or the one with these people, made if need be.",
  toolset: "teams",
  tier: "core",
  risk: "send",
  scopes: ["ChatMessage.Send"],
  optionalScopes: ["Chat.Create", "Chat.ReadBasic", personScope, ownIdScope],
  scopesOf: ({ recipients, mentions }) => [
    ...(recipients ? ["Chat.Create", ownIdScope] : []),
    ...(recipients && recipients.length > 1 ? ["Chat.ReadBasic"] : []),
    ...(recipients || mentions ? [personScope] : []),
  ],
  operations: ["POST /chats/{chatId}/messages", "POST /chats", "GET /me/chats", ownIdOperation, ...personOperations],
  input: z.strictObject({
    chatId: graphId.optional(),
    recipients: z.array(personInput).min(1).max(10).optional().describe("Instead of chatId: addresses, ids or names."),
    ...messageInput,
    idempotencyKey,
  }),
  output: z.object({
    id: z.string(),
    chatId: z.string(),
    createdDateTime: z.string().optional(),
    recipients: z.array(z.string()).optional(),
    /** A group chat that was made for this. */
    newChat: z.literal(true).optional(),
  }),

  recipients: ({ recipients = [] }) => recipients.filter(isAddress),
  reached: ({ recipients = [] }) => recipients.filter(isAddress),
  async run({ chatId, recipients, mentions = [], ...given }, { graph }) {
    if ((chatId === undefined) === (recipients === undefined)) {
      throw new AppError("invalid_arguments", "Give either chatId or recipients.", {
        field: chatId === undefined ? "chatId" : "recipients",
      });
    }
    const content = checkedContent(given);
    /* Everybody is found before anything is written. */
    const body = await outgoingMessage(content, given, mentions, graph);
    const chat = chatId === undefined ? await chatWith(recipients ?? [], graph) : { id: chatId, made: false, people: undefined };
    const sent = await graph.attempt({
      method: "POST",
      path: "/chats/{chatId}/messages",
      params: { chatId: chat.id },
      body,
      response: postedMessage,
      idempotency: "once",
    });
    if (!sent.ok) throw chat.people === undefined ? sent.error : afterMaking(chat, sent.error);
    return compact({
      id: sent.value.id,
      chatId: chat.id,
      createdDateTime: sent.value.createdDateTime ?? undefined,
      recipients: chat.people,
      newChat: chat.made || undefined,
    });
  },
  text: ({ id, chatId, recipients, newChat }) =>
    `Sent${recipients ? ` to ${recipients.join(", ")}` : ""}${newChat ? " in a new chat" : ""}: id=${id} chatId=${chatId}`,
});

const isAddress = (who: string): boolean => address.safeParse(who).success;

/** The chat stands whatever became of the message: it is named, so that nobody makes another. */
function afterMaking({ id, made }: { readonly id: string; readonly made: boolean }, error: AppError): AppError {
  const { code, message, details } = error;
  const undone = code !== "outcome_unknown" && !details.carriedOut;
  return new AppError(code, `${made ? "The group chat was made" : "The chat is there"} (chatId ${id}); for the message: ${message}`, {
    ...details,
    ...(undone && { undone }),
    cause: error,
  });
}

/** The chat there is with exactly these people, or else a new one. */
async function chatWith(recipients: readonly string[], graph: GraphClient) {
  const found = await fewAtOnce(recipients, (who) => whichPerson("recipients", who, graph));
  const me = await ownId(graph);
  const others = [...new Map(found.filter(({ id }) => id !== me).map((person) => [person.id, person])).values()];
  if (others.length === 0) throw new AppError("invalid_arguments", "recipients names nobody but yourself.", { field: "recipients" });
  const people = others.map(({ address: known, displayName }) => oneLine(known || displayName, 254));
  const members = [me, ...others.map(({ id }) => id)];
  const group = others.length > 1;
  const known = group ? await groupOf(members, graph) : undefined;
  if (known !== undefined) return { id: known, made: false, people };
  const chat = await graph.request({
    method: "POST",
    path: "/chats",
    body: {
      chatType: group ? "group" : "oneOnOne",
      members: members.map((id) => ({
        "@odata.type": "#microsoft.graph.aadUserConversationMember",
        roles: ["owner"],
        "user@odata.bind": `${graph.root}/users('${id}')`,
      })),
    },
    response: z.object({ id: z.string() }),
    /* Two people have one chat: asking for it again answers with the same (Graph: create chat). */
    idempotency: group ? "once" : "keyed",
    scopes: ["Chat.Create"],
  });
  return { id: chat.id, made: group, people };
}

/** Pages of the caller's group chats that are looked through for one, latest message first. */
const maxPages = 3;

const graphGroup = z.object({
  id: z.string(),
  topic: z.string().nullish(),
  members: z.array(z.object({ userId: z.string().nullish() })).nullish(),
  /** There where not all members are shown. */
  "members@odata.nextLink": z.string().nullish(),
});

/**
 * The group chat whose members are these and nobody else, of several the one last written in; one with a topic is about something else.
 * Graph shows 25 members of a chat here, more than these ever are (our cap on recipients).
 */
async function groupOf(members: readonly string[], graph: GraphClient): Promise<string | undefined> {
  const wanted = new Set(members.map((id) => id.toLowerCase()));
  let cursor: string | undefined;
  for (let pages = 1; pages <= maxPages; pages += 1) {
    const page = await graph.list({
      path: "/me/chats",
      query: {
        $top: 50,
        $expand: ["members", "lastMessagePreview"],
        $filter: "chatType eq 'group'",
        $orderby: "lastMessagePreview/createdDateTime desc",
      },
      item: graphGroup,
      scopes: ["Chat.ReadBasic"],
      cursor,
    });
    const same = page.items.find(
      ({ topic, members: shown, "members@odata.nextLink": further }) =>
        !topic && !further && shown?.length === wanted.size && shown.every(({ userId }) => userId && wanted.has(userId.toLowerCase())),
    );
    if (same || page.cursor === undefined) return same?.id;
    cursor = page.cursor;
  }
  return undefined;
}

import { z } from "zod";
import { odataString } from "../../graph/path.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { cursorInput, listOf, pageText } from "../listing.ts";
import { personInput, personOperations, personScope, whichPerson } from "../people/which-person.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine, visibleText } from "../visible-text.ts";
import { eventName, graphBody, graphEvent, graphSender, senderName } from "./chat-message.ts";

const graphMember = z.object({ displayName: z.string().nullish(), userId: z.string().nullish() });

const graphChat = z.object({
  id: z.string(),
  chatType: z.string().nullish(),
  topic: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  viewpoint: z.object({ lastMessageReadDateTime: z.string().nullish() }).nullish(),
  members: z.array(graphMember).nullish(),
  lastMessagePreview: z
    .object({
      createdDateTime: z.string().nullish(),
      isDeleted: z.boolean().nullish(),
      body: graphBody,
      from: graphSender,
      eventDetail: graphEvent,
    })
    .nullish(),
});
type GraphChat = z.output<typeof graphChat>;

const chat = z.object({
  id: z.string(),
  type: z.string(),
  topic: z.string().optional(),
  members: z.array(z.string()),
  unread: z.boolean().optional(),
  lastMessage: z.string().optional(),
  lastMessageAt: z.string().optional(),
  untrusted,
});

/** Members that Graph shows of a chat in a list, at most. */
const membersShown = 25;
/** Pages one call looks through until something is found. */
const maxPages = 5;

export const listChats = defineTool({
  name: "listChats",
  title: "List my chats",
  description: "Your Teams chats, latest message first, with members and its preview.",
  toolset: "teams",
  tier: "core",
  risk: "read",
  scopes: ["Chat.ReadBasic"],
  /* With Chat.ReadBasic alone there are chats and members, but no previews. */
  optionalScopes: ["Chat.Read", personScope],
  scopesOf: ({ withUser, unreadOnly }) => [...(unreadOnly ? ["Chat.Read"] : []), ...(withUser === undefined ? [] : [personScope])],
  operations: ["GET /me/chats", ...personOperations],
  input: z.strictObject({
    type: z.enum(["oneOnOne", "group", "meeting"]).optional(),
    withUser: personInput.optional().describe("Address, id or name."),
    unreadOnly: z.boolean().optional(),
    count: z.int().min(1).max(50).default(20),
    cursor: cursorInput,
  }),
  output: listOf(chat),

  async run({ type, withUser, unreadOnly, count, cursor }, { graph, progress }) {
    const person = withUser === undefined ? undefined : await whichPerson("withUser", withUser, graph);
    /* Graph compares names of members, and takes such a filter only on its own; who was meant, and the rest, is looked at here. */
    const filter =
      person !== undefined
        ? `members/any(m:m/displayName eq ${odataString(person.displayName)})`
        : type === undefined
          ? undefined
          : `chatType eq ${odataString(type)}`;
    const wanted = (one: GraphChat) =>
      (type === undefined || one.chatType === type) &&
      (!unreadOnly || isUnread(one) === true) &&
      (person === undefined || has(one, person.id));
    let from = cursor;
    for (let pages = 1; ; pages += 1) {
      const page = await graph.list({
        path: "/me/chats",
        query: {
          $top: count,
          $expand: ["members", "lastMessagePreview"],
          $filter: filter,
          $orderby: "lastMessagePreview/createdDateTime desc",
        },
        item: graphChat,
        bodies: "text",
        sortedBy: [type ?? "", person?.id ?? "", String(unreadOnly ?? false)],
        cursor: from,
      });
      progress(pages);
      const items = page.items.filter(wanted);
      if (items.length > 0 || page.cursor === undefined || pages === maxPages) return { ...page, items: items.map(readChat) };
      from = page.cursor;
    }
  },
  text: (page) =>
    pageText(
      page,
      page.items.flatMap(({ id, type, topic, members, unread, lastMessage, lastMessageAt }) => {
        const people = oneLine(members.join(", "), 120);
        const head = topic === undefined ? [people, type] : [topic, `${type}: ${people}`];
        return [
          `- ${[...head, ...(unread ? ["unread"] : [])].join(" | ")} | id=${id}`,
          ...(lastMessage === undefined ? [] : [`  ${lastMessageAt ?? ""} ${lastMessage}`]),
        ];
      }),
      "No chats here.",
    ),
});

function isUnread({ viewpoint, lastMessagePreview }: GraphChat): boolean | undefined {
  const [read, last] = [viewpoint?.lastMessageReadDateTime, lastMessagePreview?.createdDateTime];
  return read && last ? Date.parse(last) > Date.parse(read) : undefined;
}

/** Of a large chat not all members are shown: there the name, by which Graph has found it, has to do. */
function has({ members }: GraphChat, userId: string): boolean {
  return (members ?? []).some((member) => member.userId === userId) || (members ?? []).length >= membersShown;
}

function readChat(one: GraphChat): z.output<typeof chat> {
  const last = one.lastMessagePreview;
  return compact<z.output<typeof chat>>({
    id: one.id,
    type: oneLine(one.chatType ?? "", 20),
    topic: one.topic ? oneLine(one.topic, 120) : undefined,
    members: (one.members ?? []).map(({ displayName }) => oneLine(displayName ?? "?", 60)),
    unread: isUnread(one),
    lastMessage: last ? [senderName(last.from), preview(last)].filter((part) => part !== undefined).join(": ") : undefined,
    lastMessageAt: last?.createdDateTime ?? undefined,
    untrusted: true,
  });
}

function preview({ isDeleted, eventDetail, body }: NonNullable<GraphChat["lastMessagePreview"]>): string {
  if (isDeleted) return "[deleted]";
  if (eventDetail) return `[${eventName(eventDetail)}]`;
  return oneLine(visibleText(body?.content ?? ""), 120) || "[no text]";
}

import { answerCollection, answerEntity } from "../collection.ts";
import { elements, isObject, type Json, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Filter } from "../odata/filter.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { checkEntity } from "../request-body.ts";
import { chatMessage, messageIdAt, newestFirst, personIdentity } from "../store/chat-message.ts";
import { type Chat, type ChatMember, lastMessageOf, memberOf } from "../store/chats.ts";
import { newMessageOf } from "./new-message.ts";

/** Chats and their messages (learn.microsoft.com/graph/api/resources/chat). */
const chatRules: QueryRules = {
  type: "chat",
  options: ["$expand", "$top", "$filter", "$orderby", "$skiptoken"],
  defaultTop: 20,
  maxTop: 50,
  expandable: ["members", "lastMessagePreview"],
  filterable: ["chatType", "topic", "createdDateTime", "lastUpdatedDateTime"],
  anyEquals: ["members/displayName"],
  sortable: ["lastMessagePreview/createdDateTime"],
};

const messageRules: QueryRules = {
  type: "chatMessage",
  options: ["$top", "$filter", "$orderby", "$skiptoken"],
  defaultTop: 20,
  maxTop: 50,
  filterable: ["lastModifiedDateTime", "createdDateTime"],
  sortable: ["lastModifiedDateTime", "createdDateTime"],
};

/** Members an expansion shows of each chat (…/api/chat-list). */
const expandedMembers = 25;

const chatOf = (call: Call): Chat => call.world.chats.chat(call.params[0] ?? "", call.caller);

function memberEntity({ entity }: Chat, { userId, displayName, email, role }: ChatMember): JsonObject {
  return {
    "@odata.type": "#microsoft.graph.aadUserConversationMember",
    id: Buffer.from(`MCMjMCMj##${entity.id}##${userId}`).toString("base64"),
    roles: [role],
    displayName,
    userId,
    email,
    tenantId: entity.tenantId ?? null,
    visibleHistoryStartDateTime: "0001-01-01T00:00:00Z",
  };
}

function chatEntity(chat: Chat, call: Call): JsonObject {
  const read = chat.readAt.get(call.caller.objectId);
  return {
    ...chat.entity,
    viewpoint: { isHidden: false, lastMessageReadDateTime: read === undefined ? "0001-01-01T00:00:00Z" : new Date(read).toISOString() },
  };
}

function listChats(call: Call): Answer {
  const { orderBy, expand } = call.query;
  if (orderBy.some(({ descending }) => !descending)) throw badRequest("Chats can be ordered in descending order only.");
  const rows = call.world.chats.of(call.caller).map((chat) => ({
    ...chatEntity(chat, call),
    members: chat.members.map((member) => memberEntity(chat, member)),
    /* Names and members are all that Chat.ReadBasic shows (…/permissions-reference#chatreadbasic). */
    lastMessagePreview: ["Chat.Read", "Chat.ReadWrite"].some((scope) => call.scopes.has(scope)) ? lastMessageOf(chat) : null,
  }));
  const wanted = new Set(expand.map(({ property }) => property));
  return answerCollection(call, {
    rules: chatRules,
    rows,
    entityOf: (chat) => chat,
    show: ({ members, lastMessagePreview, ...chat }): Json => ({
      ...chat,
      ...(wanted.has("members") ? { members: members.slice(0, expandedMembers) } : {}),
      ...(wanted.has("lastMessagePreview") ? { lastMessagePreview } : {}),
    }),
    paging: "$skiptoken",
    context: `users('${call.caller.objectId}')/chats`,
  });
}

/** …/api/chat-list-messages: `gt` and `lt` on the time of the last change, `lt` alone on that of creation. */
function checkMessageFilter(filter: Filter): void {
  if (filter.kind === "and") {
    checkMessageFilter(filter.left);
    checkMessageFilter(filter.right);
    return;
  }
  const operators = filter.kind === "compare" && filter.path.text === "lastModifiedDateTime" ? ["gt", "lt"] : ["lt"];
  if (filter.kind !== "compare" || !operators.includes(filter.operator)) throw badRequest("Invalid filter clause for messages of a chat.");
}

function listMessages(call: Call): Answer {
  const { filter, orderBy } = call.query;
  if (orderBy.some(({ descending }) => !descending)) throw badRequest("QueryOptions to order by 'Ascending' direction is not supported.");
  if (filter !== null) checkMessageFilter(filter.parsed);
  const chat = chatOf(call);
  const order = orderBy[0]?.path.text === "createdDateTime" ? "createdDateTime" : "lastModifiedDateTime";
  /* Without an order by the same property Teams ignores the filter. */
  const applies = filter !== null && orderBy.length === 1 && filterProperty(filter.parsed) === order;
  return answerCollection(applies ? call : { ...call, query: { ...call.query, filter: null } }, {
    rules: messageRules,
    rows: newestFirst(chat.messages.values(), order),
    entityOf: (message) => message,
    show: (message) => message,
    naturalOrder: `${order} desc`,
    paging: "$skiptoken",
    context: `chats('${encodeURIComponent(chat.entity.id)}')/messages`,
  });
}

function filterProperty(filter: Filter): string | null {
  if (filter.kind === "compare") return filter.path.text;
  if (filter.kind !== "and") return null;
  const left = filterProperty(filter.left);
  return left === filterProperty(filter.right) ? left : null;
}

/** …/api/chat-post: every member by type, role and reference; the caller is one of them. */
function newMembers(call: Call): readonly ChatMember[] {
  const prefix = `${call.origin}/v1.0/users('`;
  return elements(call.body.members).map((one) => {
    const member = isObject(one) ? one : {};
    if (member["@odata.type"] !== "#microsoft.graph.aadUserConversationMember")
      throw badRequest("A member of a chat needs '@odata.type' '#microsoft.graph.aadUserConversationMember'.");
    const roles = elements(member.roles);
    if (roles.length !== 1 || (roles[0] !== "owner" && roles[0] !== "guest"))
      throw badRequest("Invalid roles specified for member. Each member must be assigned a role of either owner or guest.");
    const bind = textOf(member["user@odata.bind"]);
    if (!bind.startsWith(prefix) || !bind.endsWith("')"))
      throw badRequest("A member of a chat needs 'user@odata.bind' with a user's address.");
    const key = bind.slice(prefix.length, -2);
    const person = call.world.directory.byObjectId(key) ?? call.world.directory.byEmail(key);
    if (person === undefined) throw new GraphFailure(404, "NotFound", `The user '${key}' of a member was not found.`);
    return memberOf(person, roles[0]);
  });
}

function create(call: Call): Answer {
  const body = checkEntity("chat", call.body);
  for (const name of Object.keys(body))
    if (!["chatType", "topic", "members"].includes(name)) throw badRequest(`The property '${name}' cannot be set on a new chat.`);
  const type = textOf(body.chatType);
  const members = newMembers(call);
  if (type !== "oneOnOne" && type !== "group") throw badRequest("Only chats of the types oneOnOne and group can be made.");
  if (new Set(members.map(({ userId }) => userId)).size < members.length) throw badRequest("Duplicate chat members are specified.");
  if (type === "oneOnOne" ? members.length !== 2 : members.length < 2)
    throw badRequest("A oneOnOne chat has two members, a group chat two or more.");
  if (!members.some(({ userId }) => userId === call.caller.objectId))
    throw new GraphFailure(403, "Forbidden", "The caller must be one of the members of the chat.");
  if (type === "oneOnOne" && textOf(body.topic) !== "") throw badRequest("Topic can be set for group chats only.");
  const { chat, made } = call.world.chats.open({
    type,
    topic: textOf(body.topic) || null,
    members,
    at: call.now,
    serial: crypto.randomUUID(),
  });
  const answer = answerEntity(call, "chats", chatEntity(chat, call), 201);
  return made ? { ...answer, committed: true } : answer;
}

function post(call: Call): Answer {
  const chat = chatOf(call);
  const message = newMessageOf(call.body);
  const { id, at } = messageIdAt(call.now, chat.messages);
  const stored = chatMessage({
    id,
    at,
    from: personIdentity(call.caller),
    webUrl: null,
    properties: { ...message, chatId: chat.entity.id },
  });
  chat.messages.set(id, stored);
  chat.readAt.set(call.caller.objectId, at);
  return { ...answerEntity(call, `chats('${encodeURIComponent(chat.entity.id)}')/messages`, stored, 201), committed: true };
}

export const chatOperations: readonly Operation[] = [
  { method: "GET", template: "/me/chats", workload: "teams", query: chatRules, run: listChats },
  {
    method: "GET",
    template: "/chats/{id}",
    workload: "teams",
    query: { type: "chat", options: ["$expand"], expandable: ["members"] },
    run: (call) => {
      const chat = chatOf(call);
      const members =
        call.query.expand.length === 0 ? {} : { members: chat.members.slice(0, expandedMembers).map((one) => memberEntity(chat, one)) };
      return answerEntity(call, "chats", { ...chatEntity(chat, call), ...members });
    },
  },
  { method: "POST", template: "/chats", workload: "teams", run: create },
  { method: "GET", template: "/chats/{id}/messages", workload: "teams", query: messageRules, run: listMessages },
  { method: "POST", template: "/chats/{id}/messages", workload: "teams", run: post },
];

import { answerCollection, answerEntity, personal } from "../collection.ts";
import { type Entity, isObject, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { projection } from "../projection.ts";
import { checkParameters } from "../request-body.ts";
import type { Folder, StoredMessage } from "../store/mailbox.ts";
import { messageSearch } from "./message-search.ts";
import { messageRules, oneMessageRules, showMessage } from "./message-view.ts";
import { checkSendable, deliver, newMessage } from "./outgoing-mail.ts";

/** Mail of one mailbox (learn.microsoft.com/graph/api/resources/mail-api-overview). */

const folderRules: QueryRules = {
  type: "mailFolder",
  options: ["$select", "$filter", "$orderby", "$top", "$skip", "$count"],
  defaultTop: 10,
  maxTop: 1000,
  filterable: ["displayName", "id", "totalItemCount", "unreadItemCount", "isHidden"],
};
const oneFolderRules: QueryRules = { type: "mailFolder", options: ["$select"] };
const folderEntity = (folder: Folder): Entity => ({
  id: folder.id,
  displayName: folder.displayName,
  parentFolderId: folder.parentId,
  childFolderCount: folder.children.length,
  unreadItemCount: folder.messages.reduce((count, message) => count + (message.entity.isRead === true ? 0 : 1), 0),
  totalItemCount: folder.messages.length,
  isHidden: folder.hidden,
});

function listFolders(call: Call, folders: readonly Folder[], context: string): Answer {
  const project = projection({ type: "mailFolder", always: ["id"] }, call.query.select);
  return answerCollection(call, {
    rules: folderRules,
    rows: folders.map(folderEntity),
    entityOf: (folder) => folder,
    show: project,
    paging: "$skip",
    context: personal(call, context),
  });
}

function* newestFirst(messages: readonly StoredMessage[]): Generator<StoredMessage> {
  for (let at = messages.length - 1; at >= 0; at -= 1) {
    const message = messages[at];
    if (message !== undefined) yield message;
  }
}

function* searched(messages: Iterable<StoredMessage>, test: (message: StoredMessage) => boolean): Generator<StoredMessage> {
  for (const message of messages) if (test(message)) yield message;
}

function listMessages(call: Call, messages: readonly StoredMessage[], context: string): Answer {
  const mailbox = call.world.mailbox(call.owner);
  const search = messageSearch(call);
  const rows = newestFirst(messages);
  return answerCollection(call, {
    rules: messageRules,
    rows: search === null ? rows : searched(rows, (message) => search(mailbox.indexed(message))),
    entityOf: (message) => message.entity,
    show: showMessage(call),
    naturalOrder: "receivedDateTime desc",
    // Exchange pages a search by token, everything else by number.
    paging: search === null ? "$skip" : "$skiptoken",
    context: personal(call, context),
  });
}

export const answerMessage = (call: Call, message: StoredMessage, status: 200 | 201): Answer => {
  const shown = showMessage(call)(message) as JsonObject;
  return {
    ...answerEntity(call, personal(call, "messages"), shown, status),
    headers: {
      etag: textOf(message.entity["@odata.etag"]),
      ...(status === 201 ? { location: `${call.origin}/v1.0/users('${call.owner.objectId}')/messages('${textOf(shown.id)}')` } : {}),
    },
  };
};

function sendMail(call: Call): Answer {
  const given = checkParameters("sendMail", ["Message", "SaveToSentItems"], call.body);
  const raw = given.get("Message");
  if (!isObject(raw)) throw badRequest("The request payload needs the parameter 'message'.");
  const save = given.get("SaveToSentItems") ?? true;
  if (typeof save !== "boolean")
    throw new GraphFailure(
      400,
      "RequestBodyRead",
      `Cannot convert the literal '${JSON.stringify(save)}' to the expected type 'Edm.Boolean'.`,
    );
  const message = newMessage(call, raw);
  checkSendable(call, message.properties);
  const mailbox = call.world.mailbox(call.owner);
  const sent = mailbox.insert(mailbox.wellKnown("sentitems"), message);
  if (!save) mailbox.remove(sent);
  deliver(call, message, sent.entity.internetMessageId ?? null);
  return { status: 202, committed: true };
}

export const mailOperations: readonly Operation[] = [
  {
    method: "GET",
    template: "/me/mailFolders",
    grant: "mailRead",
    workload: "exchange",
    query: folderRules,
    alsoUsers: true,
    run: (call) =>
      listFolders(
        call,
        call.world.mailbox(call.owner).root.children.filter((folder) => !folder.hidden),
        "mailFolders",
      ),
  },
  {
    method: "GET",
    template: "/me/mailFolders/{id}",
    grant: "mailRead",
    workload: "exchange",
    query: oneFolderRules,
    alsoUsers: true,
    run: (call) =>
      answerEntity(
        call,
        personal(call, "mailFolders"),
        projection(
          { type: "mailFolder", always: ["id"] },
          call.query.select,
        )(folderEntity(call.world.mailbox(call.owner).folder(call.params[0] ?? ""))),
      ),
  },
  {
    method: "GET",
    template: "/me/mailFolders/{id}/childFolders",
    grant: "mailRead",
    workload: "exchange",
    query: folderRules,
    alsoUsers: true,
    run: (call) =>
      listFolders(
        call,
        call.world.mailbox(call.owner).folder(call.params[0] ?? "").children,
        `mailFolders('${encodeURIComponent(call.params[0] ?? "")}')/childFolders`,
      ),
  },
  {
    method: "GET",
    template: "/me/mailFolders/{id}/messages",
    grant: "mailRead",
    workload: "exchange",
    query: messageRules,
    alsoUsers: true,
    run: (call) =>
      listMessages(
        call,
        call.world.mailbox(call.owner).folder(call.params[0] ?? "").messages,
        `mailFolders('${encodeURIComponent(call.params[0] ?? "")}')/messages`,
      ),
  },
  {
    method: "GET",
    template: "/me/messages",
    grant: "mailRead",
    workload: "exchange",
    query: messageRules,
    alsoUsers: true,
    run: (call) => listMessages(call, call.world.mailbox(call.owner).messages, "messages"),
  },
  {
    method: "GET",
    template: "/me/messages/{id}",
    grant: "mailRead",
    workload: "exchange",
    query: oneMessageRules,
    alsoUsers: true,
    run: (call) => answerMessage(call, call.world.mailbox(call.owner).message(call.params[0] ?? ""), 200),
  },
  { method: "POST", template: "/me/sendMail", grant: "mailSend", workload: "exchange", alsoUsers: true, run: sendMail },
];

import { isObject, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import { textOfHtml } from "../html-text.ts";
import { checkEntity, checkParameters } from "../request-body.ts";
import type { StoredMessage } from "../store/mailbox.ts";
import { answerMessage } from "./mail.ts";
import { named } from "./outgoing-mail.ts";

/** What can be changed of a message that is there: properties, its folder, its being there. */

/** learn.microsoft.com/graph/api/message-update; the second kind only while it is a draft. */
const changeable = ["categories", "flag", "importance", "inferenceClassification", "isRead"];
const ofDrafts = [
  "subject",
  "body",
  "toRecipients",
  "ccRecipients",
  "bccRecipients",
  "replyTo",
  "from",
  "sender",
  "internetMessageId",
  "isDeliveryReceiptRequested",
  "isReadReceiptRequested",
];
const parties: ReadonlySet<string> = new Set(["toRecipients", "ccRecipients", "bccRecipients", "replyTo"]);

function messageOf(call: Call): StoredMessage {
  const message = call.world.mailbox(call.owner).message(call.params[0] ?? "");
  if (call.ifMatch !== null && call.ifMatch !== "*" && call.ifMatch !== message.entity["@odata.etag"])
    throw new GraphFailure(
      412,
      "ErrorIrresolvableConflict",
      "The change key passed in the request does not match the current change key for the item.",
    );
  return message;
}

function changed(call: Call, name: string, value: JsonObject[string]): JsonObject {
  if (parties.has(name)) return { [name]: named(call, value) };
  if (name !== "body" || !isObject(value)) return { [name]: value };
  const body = { contentType: "text", content: "", ...value };
  const text = body.contentType === "html" ? textOfHtml(textOf(body.content)) : textOf(body.content);
  return { body, uniqueBody: body, bodyPreview: text.replace(/\s+/g, " ").slice(0, 255) };
}

function updateMessage(call: Call): Answer {
  const message = messageOf(call);
  const given = checkEntity("message", call.body);
  const draft = message.entity.isDraft === true;
  const sealed = ofDrafts.find((name) => name in given && !draft);
  if (sealed !== undefined)
    throw new GraphFailure(
      400,
      "ErrorInvalidPropertyUpdateSentMessage",
      `Update operation is invalid for property '${sealed}' of a sent message.`,
    );
  /* What is only for reading is passed over, as Exchange does. */
  const properties = [...changeable, ...ofDrafts].flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [changed(call, name, value)];
  });
  const mailbox = call.world.mailbox(call.owner);
  return { ...answerMessage(call, mailbox.change(message, Object.assign({}, ...properties), call.now), 200), committed: true };
}

/** learn.microsoft.com/graph/api/message-move */
function moveMessage(call: Call): Answer {
  const destination = checkParameters("move", ["DestinationId"], call.body).get("DestinationId");
  if (typeof destination !== "string" || destination === "") throw badRequest("The request payload needs the parameter 'destinationId'.");
  const mailbox = call.world.mailbox(call.owner);
  const message = mailbox.message(call.params[0] ?? "");
  return { ...answerMessage(call, mailbox.move(message, mailbox.folder(destination), call.now), 201), committed: true };
}

/** Into Deleted Items; out of them into the recoverable items, which are not shown here. */
function deleteMessage(call: Call): Answer {
  const message = messageOf(call);
  const mailbox = call.world.mailbox(call.owner);
  const deleted = mailbox.wellKnown("deleteditems");
  if (message.folder === deleted) mailbox.remove(message);
  else mailbox.move(message, deleted, call.now);
  return { status: 204, committed: true };
}

const common = { template: "/me/messages/{id}", workload: "exchange", alsoUsers: true } as const;

export const messageChangeOperations: readonly Operation[] = [
  { ...common, method: "PATCH", run: updateMessage },
  { ...common, method: "DELETE", run: deleteMessage },
  { ...common, method: "POST", template: "/me/messages/{id}/move", run: moveMessage },
];

import { answerEntity, personal } from "../collection.ts";
import { elements, isObject, type Json, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import { textOfHtml } from "../html-text.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import { checkEntity, checkParameters } from "../request-body.ts";
import type { NewMessage, StoredMessage } from "../store/mailbox.ts";
import { openUpload } from "../upload.ts";
import { answerMessage } from "./mail.ts";
import { checkAttachment, checkSendable, deliver, newMessage } from "./outgoing-mail.ts";

/** Mail on its way out: drafts, what is attached to them, replies and forwards, and sending. */

/** Content of one attachment in a request (learn.microsoft.com/graph/outlook-large-attachments): from here on it takes an upload session, which takes no less. */
const sessionBytes = 3 * 1024 * 1024;
/** learn.microsoft.com/graph/api/attachment-createuploadsession */
const maxAttachmentBytes = 150 * 1024 * 1024;

const found = (call: Call): StoredMessage => call.world.mailbox(call.owner).message(call.params[0] ?? "");

function draftOf(call: Call): StoredMessage {
  const message = found(call);
  if (message.entity.isDraft !== true)
    throw new GraphFailure(400, "ErrorInvalidRequest", "The operation can only be performed on a draft message.");
  return message;
}

function createDraft(call: Call): Answer {
  return keepDraft(call, newMessage(call, call.body));
}

function keepDraft(call: Call, message: NewMessage): Answer {
  const mailbox = call.world.mailbox(call.owner);
  const draft = mailbox.insert(mailbox.wellKnown("drafts"), { ...message, properties: { ...message.properties, isDraft: true } });
  return { ...answerMessage(call, draft, 201), committed: true };
}

const sentWithDraft = [
  "subject",
  "body",
  "toRecipients",
  "ccRecipients",
  "bccRecipients",
  "replyTo",
  "importance",
  "flag",
  "categories",
  "conversationId",
  "internetMessageId",
  "internetMessageHeaders",
  "isReadReceiptRequested",
  "isDeliveryReceiptRequested",
];

/** A sent draft keeps its immutable id and gets a new ordinary one (learn.microsoft.com/graph/outlook-immutable-id). */
function sendDraft(call: Call): Answer {
  const mailbox = call.world.mailbox(call.owner);
  const draft = draftOf(call);
  checkSendable(call, draft.entity);
  const properties: JsonObject = {
    isRead: true,
    ...Object.fromEntries(sentWithDraft.flatMap((name) => (draft.entity[name] === undefined ? [] : [[name, draft.entity[name]]]))),
  };
  mailbox.remove(draft);
  return submit(
    call,
    { properties, attachments: draft.attachments, extended: draft.extended, receivedAt: atSecond(call) },
    draft.immutableId,
  );
}

/** Into Sent Items and on its way. */
function submit(call: Call, message: NewMessage, immutableId?: string): Answer {
  const mailbox = call.world.mailbox(call.owner);
  const sent = mailbox.insert(mailbox.wellKnown("sentitems"), { ...message, ...(immutableId === undefined ? {} : { immutableId }) });
  deliver(call, message, sent.entity.internetMessageId ?? null);
  return { status: 202, committed: true };
}

const atSecond = (call: Call): number => Math.floor(call.now / 1000) * 1000;

function addAttachment(call: Call): Answer {
  const message = found(call);
  const attachment = checkAttachment(checkEntity("attachment", call.body));
  if (Buffer.byteLength(textOf(attachment.contentBytes), "base64") >= sessionBytes)
    throw new GraphFailure(413, "RequestEntityTooLarge", "The request body is too large; use an upload session for large attachments.");
  const added = call.world.mailbox(call.owner).attach(message, attachment);
  return { ...answerEntity(call, attachmentsOf(call, message), added, 201), committed: true };
}

const attachmentsOf = (call: Call, message: StoredMessage): string =>
  `${personal(call, "messages")}('${encodeURIComponent(message.entity.id)}')/attachments`;

/** learn.microsoft.com/graph/api/attachment-createuploadsession */
function createUploadSession(call: Call): Answer {
  const message = found(call);
  const item = checkParameters("createUploadSession", ["AttachmentItem"], call.body).get("AttachmentItem");
  if (!isObject(item)) throw badRequest("The request payload needs the parameter 'AttachmentItem'.");
  const { attachmentType, name, size, contentType, isInline, contentId } = checkEntity("attachmentItem", item);
  if (attachmentType !== "file" || textOf(name) === "" || typeof size !== "number")
    throw new GraphFailure(400, "ErrorInvalidRequest", "AttachmentItem needs attachmentType 'file', a name and a size.");
  if (size < sessionBytes)
    throw new GraphFailure(
      400,
      "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize",
      "The attachment size should not be less than the minimum size of an upload session.",
    );
  if (size > maxAttachmentBytes)
    throw new GraphFailure(400, "ErrorAttachmentSizeLimitExceeded", "The attachment size exceeds the maximum allowed.");
  const { entity } = message;
  const { owner, world, origin } = call;
  return openUpload(
    call,
    "mail",
    size,
    (bytes) => {
      const mailbox = world.mailbox(owner);
      const added = mailbox.attach(mailbox.message(entity.id), {
        "@odata.type": "#microsoft.graph.fileAttachment",
        name: textOf(name),
        contentType: textOf(contentType) || "application/octet-stream",
        isInline: isInline === true,
        contentId: textOf(contentId) || null,
        contentBytes: Buffer.from(bytes).toString("base64"),
      });
      const location = `${origin}/v1.0/users('${owner.objectId}')/messages('${entity.id}')/attachments('${added.id}')`;
      return { status: 201, headers: { location }, committed: true };
    },
    201,
  );
}

type Kind = "reply" | "replyAll" | "forward";

const parametersOf: Readonly<Record<Kind, readonly string[]>> = {
  reply: ["Message", "Comment"],
  replyAll: ["Message", "Comment"],
  forward: ["Message", "Comment", "ToRecipients"],
};

const addressOf = (one: Json): string =>
  isObject(one) && isObject(one.emailAddress) ? textOf(one.emailAddress.address).toLowerCase() : "";

/** Whom an answer goes to (RFC 5322 §3.6.2: replyTo before from); a reply to all leaves its own sender out. */
function addressees(call: Call, kind: Kind, original: JsonObject): JsonObject {
  if (kind === "forward") return {};
  const replyTo = elements(original.replyTo);
  const author = replyTo.length > 0 ? replyTo : [original.from ?? null];
  if (kind === "reply") return { toRecipients: author };
  const others = (list: readonly Json[], besides: readonly Json[] = []): readonly Json[] => {
    const known = new Set([call.owner.email.toLowerCase(), ...besides.map(addressOf)]);
    return list.filter((one) => !known.has(addressOf(one)) && known.add(addressOf(one)));
  };
  const to = others([...author, ...elements(original.toRecipients)]);
  return { toRecipients: to, ccRecipients: others(elements(original.ccRecipients), to) };
}

/** The original under a rule and its headers, in the original's own format; a comment above it. */
function quoted(original: JsonObject, comment: string): JsonObject {
  const body = isObject(original.body) ? original.body : {};
  const names = (list: Json | undefined): string => elements(list).map(addressOf).join("; ");
  const head = [
    `From: ${addressOf(original.from ?? null)}`,
    `Sent: ${textOf(original.sentDateTime)}`,
    `To: ${names(original.toRecipients)}`,
    `Subject: ${textOf(original.subject)}`,
  ];
  if (body.contentType !== "html")
    return {
      contentType: "text",
      content: `${textOfHtml(comment)}\r\n________________________________\r\n${head.join("\r\n")}\r\n\r\n${textOf(body.content)}`,
    };
  return {
    contentType: "html",
    content:
      `<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>${comment}` +
      `<hr tabindex="-1" style="display:inline-block; width:98%"><div id="divRplyFwdMsg" dir="ltr">${head.join("<br>")}</div>` +
      `<div>${textOf(body.content)}</div></body></html>`,
  };
}

/** learn.microsoft.com/graph/api/message-reply, …/message-forward: a comment, or a body of the message's own, never both. */
function composed(call: Call, kind: Kind): NewMessage {
  const original = found(call);
  if (original.entity.isDraft === true)
    throw new GraphFailure(400, "ErrorInvalidReferenceItem", "The reference item for this response object is not valid.");
  const given = checkParameters(kind, parametersOf[kind], call.body);
  const raw = given.get("Message");
  const changes = isObject(raw) ? raw : {};
  const comment = given.get("Comment") ?? "";
  if (typeof comment !== "string") throw badRequest("The parameter 'Comment' must be a string.");
  if (given.has("Comment") && changes.body !== undefined)
    throw new GraphFailure(400, "ErrorInvalidRequest", "Specify either a comment or the body of the message, not both.");
  const to = given.get("ToRecipients");
  if (to !== undefined && changes.toRecipients !== undefined)
    throw new GraphFailure(400, "ErrorInvalidRequest", "Specify either ToRecipients or the toRecipients of the message, not both.");
  const { entity } = original;
  const prefix = kind === "forward" ? "FW: " : "RE: ";
  const subject = textOf(entity.subject);
  const message = newMessage(call, {
    subject: subject.toUpperCase().startsWith(prefix) ? subject : prefix + subject,
    body: quoted(entity, comment),
    ...addressees(call, kind, entity),
    ...(to === undefined ? {} : { toRecipients: to }),
    ...changes,
  });
  const carried = kind === "forward" ? original.attachments.map(({ id: _id, ...attachment }) => attachment) : [];
  return {
    ...message,
    properties: { ...message.properties, conversationId: entity.conversationId ?? null },
    attachments: [...carried, ...message.attachments],
  };
}

function answerTo(kind: Kind): (call: Call) => Answer {
  return (call) => {
    const message = composed(call, kind);
    checkSendable(call, message.properties);
    return submit(call, message);
  };
}

const shared = { workload: "exchange", alsoUsers: true } as const;

export const draftOperations: readonly Operation[] = [
  { ...shared, method: "POST", template: "/me/messages", grant: "mailWrite", run: createDraft },
  { ...shared, method: "POST", template: "/me/messages/{id}/send", grant: "mailSend", emptyBody: true, run: sendDraft },
  { ...shared, method: "POST", template: "/me/messages/{id}/attachments", grant: "mailWrite", run: addAttachment },
  // The reference names Calendars.ReadWrite first, which opens it for events.
  {
    ...shared,
    method: "POST",
    template: "/me/messages/{id}/attachments/createUploadSession",
    grant: "mailWrite",
    run: createUploadSession,
  },
  ...(["reply", "replyAll", "forward"] as const).flatMap((kind): readonly Operation[] => [
    {
      ...shared,
      method: "POST",
      template: `/me/messages/{id}/create${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
      grant: "mailWrite",
      emptyBody: true,
      run: (call) => keepDraft(call, composed(call, kind)),
    },
    { ...shared, method: "POST", template: `/me/messages/{id}/${kind}`, grant: "mailSend", run: answerTo(kind) },
  ]),
];

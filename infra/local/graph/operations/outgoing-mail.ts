import { isObject, type Json, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Call } from "../operation.ts";
import { checkEntity } from "../request-body.ts";
import type { ExtendedProperty, NewMessage } from "../store/mailbox.ts";

/** Checks what somebody wants to send or keep as a draft, and brings it to those who work here. */

/** Addresses Exchange would resolve: one local part, one domain, none of the separators a header could be broken with. */
const addressSyntax = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/iu;

/** Exchange Online's limit of recipients per message (learn.microsoft.com/office365/servicedescriptions/exchange-online-limits). */
const maxRecipients = 500;

const invalidRecipients = (detail: string): GraphFailure =>
  new GraphFailure(400, "ErrorInvalidRecipients", `At least one recipient is not valid., ${detail}`);

export function checkAddress(address: string): void {
  if (!addressSyntax.test(address))
    throw invalidRecipients(`Recipient '${address}' is not resolved. All recipients must be resolved before a message can be submitted.`);
}

const addressesOf = (list: Json | undefined): readonly string[] =>
  Array.isArray(list) ? list.map((one: Json) => (isObject(one) && isObject(one.emailAddress) ? textOf(one.emailAddress.address) : "")) : [];

const recipientsOf = (message: JsonObject): readonly string[] =>
  [message.toRecipients, message.ccRecipients, message.bccRecipients].flatMap(addressesOf);

/** Refuses a message that cannot be submitted. */
export function checkSendable(call: Call, message: JsonObject): void {
  const recipients = recipientsOf(message);
  if (recipients.length === 0) throw invalidRecipients("A message can't be sent because it contains no recipients.");
  if (recipients.length > maxRecipients)
    throw invalidRecipients(`The message has ${recipients.length} recipients; ${maxRecipients} are allowed.`);
  for (const address of [...recipients, ...addressesOf(message.replyTo)]) checkAddress(address);
  for (const name of ["from", "sender"]) {
    const [address] = addressesOf(message[name] === undefined ? undefined : [message[name]]);
    if (address !== undefined && address !== "" && address.toLowerCase() !== call.owner.email.toLowerCase())
      throw new GraphFailure(
        403,
        "ErrorSendAsDenied",
        "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account., Cannot submit message.",
      );
  }
}

/** Recipients with a name: as given, else the directory's, else the address itself, as Exchange resolves them. */
export const named = (call: Call, list: Json): Json =>
  (Array.isArray(list) ? (list as readonly Json[]) : []).map((one) => {
    const who = isObject(one) && isObject(one.emailAddress) ? one.emailAddress : {};
    const address = textOf(who.address);
    return { emailAddress: { name: textOf(who.name) || (call.world.directory.byEmail(address)?.displayName ?? address), address } };
  });

const readOnly: ReadonlySet<string> = new Set([
  "id",
  "changeKey",
  "createdDateTime",
  "lastModifiedDateTime",
  "receivedDateTime",
  "sentDateTime",
  "bodyPreview",
  "conversationId",
  "conversationIndex",
  "hasAttachments",
  "isDraft",
  "parentFolderId",
  "uniqueBody",
  "webLink",
  "attachments",
  "singleValueExtendedProperties",
  "multiValueExtendedProperties",
  "extensions",
]);

export function checkAttachment(attachment: JsonObject): JsonObject {
  if (attachment["@odata.type"] !== "#microsoft.graph.fileAttachment")
    throw badRequest("Only attachments of type '#microsoft.graph.fileAttachment' are supported.");
  if (textOf(attachment.name) === "") throw new GraphFailure(400, "ErrorInvalidRequest", "The attachment needs a 'name'.");
  if (typeof attachment.contentBytes !== "string")
    throw new GraphFailure(400, "ErrorRequiredPropertyMissing", "Required property 'contentBytes' is missing.");
  return attachment;
}

/** The `message` of a body as something to store; reading-only properties are ignored, as Exchange ignores them. */
export function newMessage(call: Call, raw: Json): NewMessage {
  const checked = checkEntity("message", raw);
  const attachments = (Array.isArray(checked.attachments) ? checked.attachments : []).map((one: Json) =>
    checkAttachment(isObject(one) ? one : {}),
  );
  const extended = (Array.isArray(checked.singleValueExtendedProperties) ? checked.singleValueExtendedProperties : []).map(
    (one: Json): ExtendedProperty => {
      const property = isObject(one) ? one : {};
      if (!/^(?:String|Integer|Boolean|SystemTime)\s+(?:\{[0-9a-f-]{36}\}\s+(?:Name|Id)\s+\S.*|0x[0-9a-f]{4})$/i.test(textOf(property.id)))
        throw new GraphFailure(400, "ErrorInvalidProperty", `The extended property id '${textOf(property.id)}' is not valid.`);
      return { id: textOf(property.id), value: textOf(property.value) };
    },
  );
  const headers = Array.isArray(checked.internetMessageHeaders) ? checked.internetMessageHeaders : [];
  for (const one of headers as readonly Json[]) {
    const header = isObject(one) ? one : {};
    // learn.microsoft.com/graph/api/resources/internetmessageheader: custom headers only.
    if (!/^x-[A-Za-z0-9-]+$/i.test(textOf(header.name)))
      throw new GraphFailure(
        400,
        "InvalidInternetMessageHeader",
        `The internet message header name '${textOf(header.name)}' should start with 'x-' or 'X-'.`,
      );
    if (/[\r\n]/.test(textOf(header.value)))
      throw new GraphFailure(400, "InvalidInternetMessageHeader", "The internet message header value must not contain line breaks.");
  }
  if (headers.length > 5)
    throw new GraphFailure(
      400,
      "InvalidInternetMessageHeaderCollection",
      "Maximum number of headers in one message should be less than or equal to 5.",
    );
  const properties = Object.fromEntries(
    Object.entries(checked).filter(([name, value]) => !readOnly.has(name) && value !== null && name !== "@odata.type"),
  );
  const body = isObject(properties.body) ? { body: { contentType: "text", content: "", ...properties.body } } : {};
  const parties = Object.fromEntries(
    ["toRecipients", "ccRecipients", "bccRecipients", "replyTo"].flatMap((name) =>
      properties[name] === undefined ? [] : [[name, named(call, properties[name])]],
    ),
  );
  return {
    properties: { isRead: true, ...properties, ...body, ...parties },
    attachments,
    extended,
    receivedAt: Math.floor(call.now / 1000) * 1000,
  };
}

/** Puts a copy into the inbox of every recipient of the company, once each; blind copies stay blind. */
export function deliver(call: Call, message: NewMessage, internetMessageId: Json): void {
  const sender = { emailAddress: { name: call.owner.displayName, address: call.owner.email } };
  const reached = new Set(recipientsOf(message.properties).map((address) => call.world.directory.byEmail(address)));
  for (const person of reached) {
    if (person === undefined) continue;
    const mailbox = call.world.mailbox(person);
    mailbox.insert(mailbox.wellKnown("inbox"), {
      receivedAt: message.receivedAt,
      attachments: message.attachments,
      extended: [],
      properties: { ...message.properties, from: sender, sender, bccRecipients: [], isRead: false, isDraft: false, internetMessageId },
    });
  }
}

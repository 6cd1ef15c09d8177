import { elements, isObject, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import { checkEntity } from "../request-body.ts";

/** A message as it may be posted to a channel or chat (learn.microsoft.com/graph/api/chatmessage-post). */

/** Largest message Teams keeps (learn.microsoft.com/microsoftteams/limits-specifications-teams: about 28 KB). */
const maxMessageBytes = 28 * 1024;

/** Properties of a new message, checked; throws the 400 or 413 Teams answers. */
export function newMessageOf(sent: JsonObject): JsonObject {
  const message = checkEntity("chatMessage", sent);
  const body = isObject(message.body) ? message.body : {};
  const content = textOf(body.content);
  if (content.trim() === "" && elements(message.attachments).length === 0) throw badRequest("Missing body content.");
  if (Buffer.byteLength(content) > maxMessageBytes)
    throw new GraphFailure(413, "RequestEntityTooLarge", "Message size exceeds the limit of about 28 KB.");
  checkMarkers(message, content);
  return { ...message, body: { contentType: "text", ...body } };
}

/** Every mention needs its marker in the text and every attachment its own, or Teams refuses the message. */
function checkMarkers(message: JsonObject, content: string): void {
  const mentions = elements(message.mentions).map((one) => (isObject(one) ? one : {}));
  const mentioned = new Set(mentions.map((mention) => JSON.stringify(mention.id)));
  const marked = new Set([...content.matchAll(/<at\s+id="([^"]*)"/gi)].map((match) => match[1] ?? ""));
  for (const mention of mentions) {
    const id = JSON.stringify(mention.id);
    if (!marked.has(id)) throw badRequest(`Neither Body nor adaptive card content contains marker for mention with Id '${id}'.`);
    if (!isObject(mention.mentioned)) throw badRequest(`Mention with Id '${id}' does not say who is mentioned.`);
  }
  for (const id of marked)
    if (!mentioned.has(id)) throw badRequest(`Body contains a marker for mention with Id '${id}', which is not among the mentions.`);
  for (const one of elements(message.attachments)) {
    const id = isObject(one) ? textOf(one.id) : "";
    if (!content.includes(`<attachment id="${id}"`)) throw badRequest(`Attachment with Id '${id}' has no marker in the body.`);
  }
}

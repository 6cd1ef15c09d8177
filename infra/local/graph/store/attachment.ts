import { type Entity, type JsonObject, textOf } from "../entity.ts";
import type { LetterAttachment } from "../seed/letter.ts";

/** Attachments of a message: files, whole items and links (learn.microsoft.com/graph/api/resources/attachment). */

const kinds = {
  file: "#microsoft.graph.fileAttachment",
  item: "#microsoft.graph.itemAttachment",
  reference: "#microsoft.graph.referenceAttachment",
} as const;

export const isFile = (attachment: JsonObject): boolean => attachment["@odata.type"] === kinds.file;
export const isReference = (attachment: JsonObject): boolean => attachment["@odata.type"] === kinds.reference;

/** As Graph would be given it; an item's MIME text stands where a file's bytes do. */
export function attachmentOfLetter(attachment: LetterAttachment): JsonObject {
  const { name } = attachment;
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  if ("mime" in attachment) return { "@odata.type": kinds.item, name, contentType: null, contentBytes: base64(attachment.mime) };
  if ("link" in attachment) return { "@odata.type": kinds.reference, name, contentType: null, contentBytes: base64(attachment.link) };
  const { contentType, text, inline } = attachment;
  return { name, contentType, contentBytes: base64(text), ...(inline && { isInline: true, contentId: name }) };
}

export function attachmentEntity(messageId: string, serial: string, attachment: JsonObject, at: string): Entity {
  const given = { "@odata.type": kinds.file, contentType: "application/octet-stream", isInline: false, ...attachment };
  return {
    ...(given["@odata.type"] === kinds.file && {
      "@odata.mediaContentType": textOf(attachment.contentType) || "application/octet-stream",
      contentId: null,
      contentLocation: null,
    }),
    lastModifiedDateTime: at,
    ...given,
    id: `${messageId.slice(0, -8)}${Buffer.from(`a${serial}`).toString("base64url")}=`,
    size: Buffer.byteLength(textOf(attachment.contentBytes), "base64"),
  };
}

/** Without what only a file shows: the bytes of an item or a link are for `$value` or for nobody. */
export function shownAttachment(attachment: Entity): JsonObject {
  if (isFile(attachment)) return attachment;
  const { contentBytes: _bytes, ...shown } = attachment;
  return shown;
}

export const bytesOf = (attachment: JsonObject): Uint8Array<ArrayBuffer> => Buffer.from(textOf(attachment.contentBytes), "base64");

import { answerCollection, answerEntity, personal } from "../collection.ts";
import type { Entity, JsonObject } from "../entity.ts";
import { GraphFailure, itemNotFound, malformedId } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { projection } from "../projection.ts";
import { bytesOf, isReference, shownAttachment } from "../store/attachment.ts";

/** Attachments of a message, read (learn.microsoft.com/graph/api/resources/attachment). */
const listRules: QueryRules = {
  type: "attachment",
  options: ["$select", "$filter", "$top", "$skip", "$count"],
  filterable: ["name", "contentType", "isInline", "size"],
};
const oneRules: QueryRules = { type: "attachment", options: ["$select"] };

const contextOf = (call: Call): string => personal(call, "messages") + `('${encodeURIComponent(call.params[0] ?? "")}')/attachments`;

const shownBy = ({ query: { select } }: Call): ((attachment: Entity) => JsonObject) =>
  select === null ? shownAttachment : projection({ type: "attachment", always: ["@odata.type", "@odata.mediaContentType", "id"] }, select);

function attachmentOf(call: Call): Entity {
  const [messageId = "", id = ""] = call.params;
  const found = call.world
    .mailbox(call.owner)
    .message(messageId)
    .attachments.find((attachment) => attachment.id === id);
  if (found !== undefined) return found;
  throw /^AA[A-Za-z0-9_-]{40,}={0,2}$/.test(id) ? itemNotFound() : malformedId();
}

/** A file's bytes, or an attached item as MIME; a link has neither (learn.microsoft.com/graph/api/attachment-get). */
function contentOf(call: Call): Answer {
  const attachment = attachmentOf(call);
  if (isReference(attachment))
    throw new GraphFailure(405, "ErrorInvalidRequest", "The content of a reference attachment cannot be had from the message.");
  const type = typeof attachment.contentType === "string" ? attachment.contentType : "text/plain";
  return { status: 200, raw: { type, bytes: bytesOf(attachment) } };
}

export const attachmentOperations: readonly Operation[] = [
  {
    method: "GET",
    template: "/me/messages/{id}/attachments",
    grant: "mailAttachmentRead",
    workload: "exchange",
    query: listRules,
    alsoUsers: true,
    run: (call) =>
      answerCollection(call, {
        rules: listRules,
        rows: call.world.mailbox(call.owner).message(call.params[0] ?? "").attachments,
        entityOf: (attachment) => attachment,
        show: shownBy(call),
        paging: "$skip",
        context: contextOf(call),
      }),
  },
  /* The reference lists neither of these: they inherit the parent's entry. */
  {
    method: "GET",
    template: "/me/messages/{id}/attachments/{id}",
    grant: "mailAttachmentRead",
    workload: "exchange",
    query: oneRules,
    alsoUsers: true,
    run: (call) => answerEntity(call, contextOf(call), shownBy(call)(attachmentOf(call))),
  },
  {
    method: "GET",
    template: "/me/messages/{id}/attachments/{id}/$value",
    grant: "mailAttachmentRead",
    workload: "exchange",
    alsoUsers: true,
    run: contentOf,
  },
];

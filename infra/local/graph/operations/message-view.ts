import type { Json } from "../entity.ts";
import { textOfHtml } from "../html-text.ts";
import { badRequest } from "../failure.ts";
import { isObject, textOf } from "../entity.ts";
import type { Call } from "../operation.ts";
import { compileFilter } from "../odata/filter.ts";
import type { QueryRules } from "../odata/query.ts";
import { denied } from "../permissions.ts";
import { projection, type ProjectionRules } from "../projection.ts";
import { shownAttachment } from "../store/attachment.ts";
import type { StoredMessage } from "../store/mailbox.ts";

/** learn.microsoft.com/graph/api/user-list-messages: page 10 by default, 1,000 at most. */
export const messageRules: QueryRules = {
  type: "message",
  options: ["$select", "$filter", "$orderby", "$top", "$skip", "$count", "$search", "$expand", "$skiptoken"],
  defaultTop: 10,
  maxTop: 1000,
  orderingRule: true,
  expandable: ["attachments", "singleValueExtendedProperties"],
  filterable: [
    "subject",
    "from/emailAddress/address",
    "from/emailAddress/name",
    "sender/emailAddress/address",
    "sender/emailAddress/name",
    "receivedDateTime",
    "sentDateTime",
    "createdDateTime",
    "lastModifiedDateTime",
    "isRead",
    "isDraft",
    "hasAttachments",
    "importance",
    "conversationId",
    "internetMessageId",
    "parentFolderId",
    "flag/flagStatus",
    "inferenceClassification",
    "isReadReceiptRequested",
  ],
  sortable: [
    "subject",
    "from/emailAddress/address",
    "from/emailAddress/name",
    "sender/emailAddress/address",
    "sender/emailAddress/name",
    "receivedDateTime",
    "sentDateTime",
    "createdDateTime",
    "lastModifiedDateTime",
    "isRead",
    "hasAttachments",
    "importance",
    "conversationId",
  ],
};

export const oneMessageRules: QueryRules = {
  type: "message",
  options: ["$select", "$expand"],
  expandable: ["attachments", "singleValueExtendedProperties"],
};

const messageProjection: ProjectionRules = {
  type: "message",
  always: ["@odata.etag", "id"],
  onlyOnSelect: ["internetMessageHeaders", "uniqueBody"],
};

/** `Mail.ReadBasic` shows everything but these (learn.microsoft.com/graph/permissions-reference#mailreadbasic). */
const beyondBasic: ReadonlySet<string> = new Set(["body", "bodyPreview", "uniqueBody"]);

export const readsBodies = (call: Call): boolean => call.scopes.has("Mail.Read");

/** What an answer shows of a message: selection, expansions, body format, kind of id. */
export function showMessage(call: Call): (message: StoredMessage) => Json {
  const basic = !readsBodies(call);
  const { prefer, query } = call;
  if (basic && query.expand.length > 0) throw denied("exchange", ["Mail.Read"], [...call.scopes]);
  const project = projection(messageProjection, query.select, basic ? beyondBasic : undefined);
  const extended = query.expand.find((expansion) => expansion.property === "singleValueExtendedProperties");
  if (extended !== undefined && extended.filter === null)
    throw badRequest("The $expand of singleValueExtendedProperties needs a $filter by id.");
  const wantedExtended = extended?.filter === null || extended === undefined ? null : compileFilter(extended.filter);
  const withAttachments = query.expand.some((expansion) => expansion.property === "attachments");
  return (message) => {
    const shown = project(message.entity);
    if (prefer.immutableIds) shown.id = message.immutableId;
    if (prefer.body === "text")
      for (const name of ["body", "uniqueBody"]) {
        const body = shown[name];
        if (isObject(body) && body.contentType === "html") shown[name] = { contentType: "text", content: textOfHtml(textOf(body.content)) };
      }
    if (withAttachments) shown.attachments = message.attachments.map(shownAttachment);
    if (wantedExtended !== null) {
      const properties = message.extended.filter(wantedExtended);
      if (properties.length > 0) shown.singleValueExtendedProperties = properties;
    }
    return shown;
  };
}

import { tenantId } from "../../company.ts";
import { answerCollection, answerEntity } from "../collection.ts";
import { elements, type Entity, isObject, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { projection } from "../projection.ts";
import { checkEntity } from "../request-body.ts";
import type { Channel, Team } from "../store/teams.ts";

/** Teams, channels and their messages (learn.microsoft.com/graph/api/resources/teams-api-overview). */

/** learn.microsoft.com/graph/api/user-list-joinedteams: properties Teams fills in a list. */
const listedTeam = [
  "id",
  "createdDateTime",
  "displayName",
  "description",
  "internalId",
  "classification",
  "specialization",
  "visibility",
  "webUrl",
  "isArchived",
  "tenantId",
];
const teamRules: QueryRules = { type: "team", options: ["$select", "$filter"], filterable: ["displayName", "id"] };
const oneTeamRules: QueryRules = { type: "team", options: ["$select"] };
const channelRules: QueryRules = { type: "channel", options: ["$select", "$filter"], filterable: ["displayName", "id", "membershipType"] };

/** Largest message Teams keeps (learn.microsoft.com/microsoftteams/limits-specifications-teams: about 28 KB). */
const maxMessageBytes = 28 * 1024;

const teamOf = (call: Call): Team => call.world.teams.team(call.params[0] ?? "", call.caller);
const channelOf = (call: Call): Channel => call.world.teams.channel(teamOf(call), call.params[1] ?? "", call.caller);

function listChannels(call: Call, collection: string): Answer {
  const team = teamOf(call);
  const project = projection({ type: "channel", always: ["id"] }, call.query.select);
  return answerCollection(call, {
    rules: channelRules,
    rows: call.world.teams.channelsFor(team, call.caller),
    entityOf: (channel) => channel.entity,
    show: (channel) => project(channel.entity),
    paging: "none",
    context: `teams('${team.entity.id}')/${collection}`,
  });
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

function post(call: Call, replyTo: Entity | null): Answer {
  const team = teamOf(call);
  const channel = channelOf(call);
  const message = checkEntity("chatMessage", call.body);
  const body = isObject(message.body) ? message.body : {};
  const content = textOf(body.content);
  if (content.trim() === "" && elements(message.attachments).length === 0) throw badRequest("Missing body content.");
  if (Buffer.byteLength(content) > maxMessageBytes)
    throw new GraphFailure(413, "RequestEntityTooLarge", "Message size exceeds the limit of about 28 KB.");
  checkMarkers(message, content);
  if (replyTo !== null && textOf(message.subject) !== "") throw badRequest("A reply takes no subject.");
  let id = call.now;
  while (channel.messages.has(String(id))) id += 1;
  const at = new Date(id).toISOString();
  const channelId = channel.entity.id;
  const parent = replyTo?.id ?? null;
  const stored: Entity = {
    id: String(id),
    replyToId: parent,
    etag: String(id),
    messageType: "message",
    createdDateTime: at,
    lastModifiedDateTime: at,
    lastEditedDateTime: null,
    deletedDateTime: null,
    subject: null,
    summary: null,
    chatId: null,
    importance: "normal",
    locale: "en-us",
    webUrl: `https://teams.microsoft.com/l/message/${encodeURIComponent(channelId)}/${id}?groupId=${team.entity.id}&tenantId=${tenantId}&createdTime=${id}&parentMessageId=${parent ?? id}`,
    policyViolation: null,
    eventDetail: null,
    from: {
      application: null,
      device: null,
      user: {
        "@odata.type": "#microsoft.graph.teamworkUserIdentity",
        id: call.caller.objectId,
        displayName: call.caller.displayName,
        userIdentityType: "aadUser",
        tenantId,
      },
    },
    attachments: [],
    mentions: [],
    reactions: [],
    ...message,
    body: { contentType: "text", ...body },
    channelIdentity: { teamId: team.entity.id, channelId },
  };
  channel.messages.set(stored.id, stored);
  const context = `teams('${team.entity.id}')/channels('${encodeURIComponent(channelId)}')/messages${parent === null ? "" : `('${parent}')/replies`}`;
  return { ...answerEntity(call, context, stored, 201), committed: true };
}

function parentOf(call: Call): Entity {
  const parent = channelOf(call).messages.get(call.params[2] ?? "");
  if (parent === undefined || parent.replyToId !== null)
    throw new GraphFailure(404, "NotFound", "NotFound: the message to reply to does not exist in the channel.");
  return parent;
}

export const teamOperations: readonly Operation[] = [
  {
    method: "GET",
    template: "/me/joinedTeams",
    grant: "teams",
    workload: "teams",
    query: teamRules,
    run: (call) => {
      const project = projection({ type: "team", always: ["id"], defaults: listedTeam }, call.query.select);
      return answerCollection(call, {
        rules: teamRules,
        rows: call.world.teams.joinedBy(call.caller),
        entityOf: (team) => team.entity,
        show: (team) => project(team.entity),
        paging: "none",
        context: "teams",
      });
    },
  },
  {
    method: "GET",
    template: "/teams/{id}",
    grant: "teams",
    workload: "teams",
    query: oneTeamRules,
    run: (call) =>
      answerEntity(
        call,
        "teams",
        projection({ type: "team", always: ["id"], defaults: listedTeam }, call.query.select)(teamOf(call).entity),
      ),
  },
  {
    method: "GET",
    template: "/teams/{id}/allChannels",
    grant: "allChannels",
    workload: "teams",
    query: channelRules,
    run: (call) => listChannels(call, "allChannels"),
  },
  {
    method: "GET",
    template: "/teams/{id}/channels",
    grant: "channels",
    workload: "teams",
    query: channelRules,
    run: (call) => listChannels(call, "channels"),
  },
  {
    method: "POST",
    template: "/teams/{id}/channels/{id}/messages",
    grant: "channelSend",
    workload: "teams",
    run: (call) => post(call, null),
  },
  {
    method: "POST",
    template: "/teams/{id}/channels/{id}/messages/{id}/replies",
    grant: "channelSend",
    workload: "teams",
    run: (call) => post(call, parentOf(call)),
  },
];

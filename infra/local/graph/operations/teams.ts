import { answerCollection, answerEntity } from "../collection.ts";
import { type Entity, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { projection } from "../projection.ts";
import { chatMessage, messageIdAt, newestFirst, personIdentity } from "../store/chat-message.ts";
import { type Channel, messageUrl, type Team } from "../store/teams.ts";
import { newMessageOf } from "./new-message.ts";

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

const messageRules: QueryRules = {
  type: "chatMessage",
  options: ["$top", "$expand", "$skiptoken"],
  defaultTop: 20,
  maxTop: 50,
  expandable: ["replies"],
};
const replyRules: QueryRules = { type: "chatMessage", options: ["$top", "$skiptoken"], defaultTop: 20, maxTop: 50 };

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

function post(call: Call, replyTo: Entity | null): Answer {
  const team = teamOf(call);
  const channel = channelOf(call);
  const message = newMessageOf(call.body);
  if (replyTo !== null && textOf(message.subject) !== "") throw badRequest("A reply takes no subject.");
  const { id, at } = messageIdAt(call.now, channel.messages);
  const channelId = channel.entity.id;
  const parent = replyTo?.id ?? null;
  const stored = chatMessage({
    id,
    at,
    from: personIdentity(call.caller),
    webUrl: messageUrl(channelId, team.entity.id, id, parent ?? id),
    properties: { ...message, replyToId: parent, channelIdentity: { teamId: team.entity.id, channelId } },
  });
  channel.messages.set(id, stored);
  return { ...answerEntity(call, messagesContext(team, channel, parent), stored, 201), committed: true };
}

const messagesContext = (team: Team, channel: Channel, parent: string | null): string =>
  `teams('${team.entity.id}')/channels('${encodeURIComponent(channel.entity.id)}')/messages${parent === null ? "" : `('${parent}')/replies`}`;

/** Root messages newest first; `$top` and `$expand=replies` only (learn.microsoft.com/graph/api/channel-list-messages). */
function listMessages(call: Call): Answer {
  const team = teamOf(call);
  const channel = channelOf(call);
  const all = newestFirst(channel.messages.values(), "createdDateTime");
  const expanded = call.query.expand.some(({ property }) => property === "replies");
  return answerCollection(call, {
    rules: messageRules,
    rows: all.filter(({ replyToId }) => replyToId === null),
    entityOf: (message) => message,
    show: (message) => (expanded ? { ...message, replies: all.filter(({ replyToId }) => replyToId === message.id) } : message),
    paging: "$skiptoken",
    context: messagesContext(team, channel, null),
  });
}

/** learn.microsoft.com/graph/api/chatmessage-list-replies: `$top` only. */
function listReplies(call: Call): Answer {
  const parent = parentOf(call);
  const channel = channelOf(call);
  return answerCollection(call, {
    rules: replyRules,
    rows: newestFirst(channel.messages.values(), "createdDateTime").filter(({ replyToId }) => replyToId === parent.id),
    entityOf: (message) => message,
    show: (message) => message,
    paging: "$skiptoken",
    context: messagesContext(teamOf(call), channel, parent.id),
  });
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
  { method: "GET", template: "/teams/{id}/channels/{id}/messages", workload: "teams", query: messageRules, run: listMessages },
  { method: "GET", template: "/teams/{id}/channels/{id}/messages/{id}/replies", workload: "teams", query: replyRules, run: listReplies },
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

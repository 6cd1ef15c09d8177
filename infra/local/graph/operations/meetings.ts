import { answerEntity } from "../collection.ts";
import { isObject, type Json, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { checkEntity } from "../request-body.ts";
import type { StoredMeeting } from "../store/meetings.ts";
import { checkAddress } from "./outgoing-mail.ts";

/** Online meetings (learn.microsoft.com/graph/api/resources/onlinemeeting). */
const listRules: QueryRules = {
  type: "onlineMeeting",
  options: ["$filter", "$select"],
  filterable: ["joinWebUrl", "videoTeleconferenceId", "joinMeetingIdSettings/joinMeetingId"],
};
const oneRules: QueryRules = { type: "onlineMeeting", options: ["$select"] };

const context = (call: Call): string => `users('${call.caller.objectId}')/onlineMeetings`;
const notFound = (): GraphFailure => new GraphFailure(404, "NotFound", "The meeting was not found.");
const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** People invited by name: a directory object id in `identity.user.id`, a mail address only in `upn`. */
function attendeesOf(call: Call, participants: Json | undefined): readonly string[] {
  const list = isObject(participants) && Array.isArray(participants.attendees) ? (participants.attendees as readonly Json[]) : [];
  return list.map((one) => {
    const attendee = isObject(one) ? one : {};
    const user = isObject(attendee.identity) && isObject(attendee.identity.user) ? attendee.identity.user : null;
    const id = user === null ? "" : textOf(user.id);
    if (id !== "") {
      if (!guid.test(id)) throw badRequest(`The identity.user.id '${id}' of an attendee is not a valid object id.`);
      const person = call.world.directory.byObjectId(id);
      if (person === undefined) throw new GraphFailure(404, "NotFound", `The user '${id}' of an attendee was not found.`);
      return person.email;
    }
    const upn = textOf(attendee.upn);
    if (upn === "") throw badRequest("An attendee needs 'upn' or 'identity'.");
    checkAddress(upn);
    return upn;
  });
}

const instant = (value: Json | undefined): number | null => (typeof value === "string" ? Date.parse(value) : null);

/** learn.microsoft.com/graph/api/onlinemeeting-createorget: 201 for a new meeting, 200 for the one this user already has under the id. */
function createOrGet(call: Call): Answer {
  const accepted = new Set(["chatInfo", "endDateTime", "externalId", "participants", "startDateTime", "subject"]);
  for (const name of Object.keys(call.body))
    if (!accepted.has(name))
      throw badRequest(`The parameter '${name}' in the request payload is not a valid parameter for the operation 'createOrGet'.`);
  const body = checkEntity("onlineMeeting", call.body);
  const externalId = textOf(body.externalId);
  if (externalId === "") throw badRequest("The parameter 'externalId' is required.");
  const existing = call.world.meetings.byExternalId(call.caller, externalId);
  if (existing !== undefined) return answerEntity(call, context(call), existing.entity);
  const start = instant(body.startDateTime);
  const end = instant(body.endDateTime);
  if (start === null && end !== null) throw badRequest("'endDateTime' needs 'startDateTime'.");
  if (start !== null && end !== null && end < start) throw badRequest("'endDateTime' is earlier than 'startDateTime'.");
  const from = start ?? call.now;
  const meeting = call.world.meetings.create({
    organizer: call.caller,
    subject: textOf(body.subject),
    start: from,
    end: end ?? from + 3_600_000,
    attendees: attendeesOf(call, body.participants),
    externalId,
    serial: `external:${externalId}`,
    createdAt: call.now,
  });
  return { ...answerEntity(call, context(call), meeting.entity, 201), committed: true };
}

const reads = (call: Call, meeting: StoredMeeting): boolean =>
  meeting.organizer === call.caller || meeting.attendees.has(call.caller.email.toLowerCase());

/** A meeting can only be looked up by one of three keys; there is no list (learn.microsoft.com/graph/api/onlinemeeting-get). */
function find(call: Call): Answer {
  const filter = call.query.filter?.parsed;
  if (filter === undefined)
    throw badRequest("A filter by JoinWebUrl, VideoTeleconferenceId or joinMeetingIdSettings/joinMeetingId is required.");
  if (filter.kind !== "compare" || filter.operator !== "eq" || filter.literal.type !== "String")
    throw badRequest("The filter of online meetings takes one comparison with 'eq'.");
  const { value } = filter.literal;
  call.world.calendar(call.caller);
  const meeting = filter.path.text === "joinWebUrl" ? call.world.meetings.byJoinUrl(value) : undefined;
  const found = meeting !== undefined && reads(call, meeting) ? [meeting.entity] : [];
  return {
    status: 200,
    body: { "@odata.context": `${call.origin}/v1.0/$metadata#${context(call)}`, value: found.map((entity) => select(call, entity)) },
  };
}

function select(call: Call, entity: JsonObject): JsonObject {
  const names = call.query.select;
  return names === null ? entity : Object.fromEntries(["id", ...names].map((name) => [name, entity[name] ?? null]));
}

/** The meeting of the path, where the caller organizes it or is invited. */
export function meetingOf(call: Call): StoredMeeting {
  call.world.calendar(call.caller);
  const meeting = call.world.meetings.byId(call.params[0] ?? "");
  if (meeting === undefined || !reads(call, meeting)) throw notFound();
  return meeting;
}

/** Settings an organizer may change afterwards (learn.microsoft.com/graph/api/onlinemeeting-update). */
const changeable: ReadonlySet<string> = new Set([
  "startDateTime",
  "endDateTime",
  "subject",
  "participants",
  "allowAttendeeToEnableCamera",
  "allowAttendeeToEnableMic",
  "allowBreakoutRooms",
  "allowCopyingAndSharingMeetingContent",
  "allowedLobbyAdmitters",
  "allowedPresenters",
  "allowLiveShare",
  "allowMeetingChat",
  "allowParticipantsToChangeName",
  "allowPowerPointSharing",
  "allowRecording",
  "allowTeamworkReactions",
  "allowTranscription",
  "allowWhiteboard",
  "chatRestrictions",
  "isEndToEndEncryptionEnabled",
  "isEntryExitAnnounced",
  "joinMeetingIdSettings",
  "lobbyBypassSettings",
  "meetingSpokenLanguageTag",
  "recordAutomatically",
  "sensitivityLabelAssignment",
  "shareMeetingChatHistoryDefault",
  "watermarkProtection",
]);

function update(call: Call): Answer {
  const meeting = meetingOf(call);
  const body = checkEntity("onlineMeeting", call.body);
  for (const name of Object.keys(body))
    if (!changeable.has(name)) throw badRequest(`The property '${name}' of an online meeting cannot be changed.`);
  if (meeting.organizer !== call.caller) throw new GraphFailure(403, "Forbidden", "Only the organizer can change the meeting.");
  if (body.participants !== undefined) attendeesOf(call, body.participants);
  const { participants: _, ...rest } = body;
  const changed = call.world.meetings.change(meeting, rest);
  return { ...answerEntity(call, context(call), changed.entity), committed: true };
}

export const meetingOperations: readonly Operation[] = [
  { method: "POST", template: "/me/onlineMeetings/createOrGet", grant: "meetingWrite", workload: "meetings", run: createOrGet },
  { method: "GET", template: "/me/onlineMeetings", grant: "meetingRead", workload: "meetings", query: listRules, run: find },
  {
    method: "GET",
    template: "/me/onlineMeetings/{id}",
    grant: "meetingRead",
    workload: "meetings",
    query: oneRules,
    run: (call) => answerEntity(call, context(call), select(call, meetingOf(call).entity)),
  },
  { method: "PATCH", template: "/me/onlineMeetings/{id}", grant: "meetingWrite", workload: "meetings", run: update },
];

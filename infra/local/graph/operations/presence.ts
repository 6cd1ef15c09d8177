import type { Person } from "../../company.ts";
import { elements, isObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import { parseDateTime } from "../odata/literal.ts";
import { checkEntity, checkParameters } from "../request-body.ts";
import { fromLocal, requireZone } from "../time-zones.ts";

/** Presence (learn.microsoft.com/graph/api/resources/presence). */
const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const maxIds = 650;

/** …/api/presence-setuserpreferredpresence: the combinations a user may prefer. */
const activityFor: Readonly<Record<string, string>> = {
  Available: "Available",
  Busy: "Busy",
  DoNotDisturb: "DoNotDisturb",
  BeRightBack: "BeRightBack",
  Away: "Away",
  Offline: "OffWork",
};

const hourMs = 3_600_000;

/** An ISO 8601 duration of days and shorter, in ms; null for anything else. */
function durationMs(text: string): number | null {
  const match = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  const part = (index: number): number => Number(match?.[index] ?? 0);
  return match === null ? null : part(1) * 24 * hourMs + part(2) * hourMs + part(3) * 60_000 + part(4) * 1000;
}

/** Somebody else's presence takes an application permission. */
function self(call: Call): Person {
  const id = call.params[0] ?? "";
  const person = call.world.directory.byObjectId(id) ?? call.world.directory.byEmail(id);
  if (person !== call.caller) throw new GraphFailure(403, "Forbidden", "The presence of another user cannot be changed.");
  return person;
}

function prefer(call: Call): Answer {
  const person = self(call);
  const given = checkParameters("setUserPreferredPresence", ["availability", "activity", "expirationDuration"], call.body);
  const availability = textOf(given.get("availability"));
  const activity = textOf(given.get("activity"));
  if (activityFor[availability] === undefined) throw badRequest(`The availability '${availability}' is not supported.`);
  if (activityFor[availability] !== activity)
    throw badRequest(`The activity '${activity}' is not supported with the availability '${availability}'.`);
  const duration = given.get("expirationDuration");
  const lasts =
    duration === undefined || duration === null
      ? (/^(?:Busy|DoNotDisturb)$/.test(availability) ? 24 : 168) * hourMs
      : durationMs(textOf(duration));
  if (lasts === null || lasts <= 0) throw badRequest("The expirationDuration is not a valid duration.");
  call.world.presence.prefer(person, { availability, activity, until: call.now + lasts });
  return { status: 200, committed: true };
}

function clear(call: Call): Answer {
  const person = self(call);
  checkParameters("clearUserPreferredPresence", [], call.body);
  call.world.presence.prefer(person, null);
  return { status: 200, committed: true };
}

function setStatusMessage(call: Call): Answer {
  const person = self(call);
  const given = checkParameters("setStatusMessage", ["statusMessage"], call.body).get("statusMessage");
  if (given === undefined || given === null) throw badRequest("The parameter 'statusMessage' is required.");
  const { message, expiryDateTime } = checkEntity("presenceStatusMessage", given);
  const body = isObject(message) ? message : {};
  let until = Infinity;
  if (isObject(expiryDateTime)) {
    const wall = parseDateTime(`${textOf(expiryDateTime.dateTime)}Z`);
    if (wall === null) throw badRequest("The expiryDateTime is not a valid date and time.");
    until = fromLocal(requireZone(textOf(expiryDateTime.timeZone)), wall);
    if (until <= call.now) throw badRequest("The expiryDateTime is in the past.");
  }
  const content = textOf(body.content);
  call.world.presence.say(
    person,
    content === ""
      ? null
      : {
          content,
          contentType: textOf(body.contentType) || "text",
          expiryDateTime: isObject(expiryDateTime) ? expiryDateTime : null,
          until,
          publishedAt: call.now,
        },
  );
  return { status: 200, committed: true };
}

function byUserId(call: Call): Answer {
  const ids = elements(checkParameters("getPresencesByUserId", ["ids"], call.body).get("ids"));
  if (ids.length === 0 || ids.length > maxIds) throw badRequest(`The parameter 'ids' takes 1 to ${maxIds} user ids.`);
  const value = ids.map((id) => {
    if (typeof id !== "string" || !guid.test(id)) throw badRequest(`The user id ${JSON.stringify(id)} is not a valid GUID.`);
    const person = call.world.directory.byObjectId(id);
    return person === undefined
      ? { id, availability: "PresenceUnknown", activity: "PresenceUnknown" }
      : call.world.presence.of(person, call.caller, call.now);
  });
  return { status: 200, body: { "@odata.context": `${call.origin}/v1.0/$metadata#Collection(microsoft.graph.presence)`, value } };
}

export const presenceOperations: readonly Operation[] = [
  {
    method: "GET",
    template: "/me/presence",
    workload: "teams",
    run: (call) => ({
      status: 200,
      body: {
        "@odata.context": `${call.origin}/v1.0/$metadata#users('${call.caller.objectId}')/presence/$entity`,
        ...call.world.presence.of(call.caller, call.caller, call.now),
      },
    }),
  },
  { method: "POST", template: "/communications/getPresencesByUserId", workload: "teams", run: byUserId },
  { method: "POST", template: "/users/{id}/presence/setUserPreferredPresence", workload: "teams", run: prefer },
  { method: "POST", template: "/users/{id}/presence/clearUserPreferredPresence", workload: "teams", run: clear },
  { method: "POST", template: "/users/{id}/presence/setStatusMessage", workload: "teams", run: setStatusMessage },
];

import { elements, isObject, type Json, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call } from "../operation.ts";
import { checkEntity, checkParameters } from "../request-body.ts";
import { joinText, type StoredEvent } from "../store/calendar.ts";
import { toLocal } from "../time-zones.ts";
import { notify } from "./meeting-notice.ts";
import { attendeesOf, checkRecurrence, invalid, invite, momentOf, writable } from "./new-event.ts";

/** What may happen to an event that exists: change, removal, cancellation, an attendee's answer. */

const dayMs = 86_400_000;

const accessDenied = (): GraphFailure => new GraphFailure(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
const notAllowed = (message: string): GraphFailure => new GraphFailure(400, "ErrorInvalidRequest", message);

const eventOf = (call: Call): StoredEvent => call.world.calendar(call.owner).event(call.params[0] ?? "");

function editableEvent(call: Call): StoredEvent {
  const event = eventOf(call);
  if (call.world.calendar(call.owner).calendar(event.calendarId).entity.canEdit !== true) throw accessDenied();
  return event;
}

/** learn.microsoft.com/graph/api/resources/changetracking: an etag that is not the item's present one is refused. */
function checkEtag(call: Call, event: StoredEvent): void {
  if (call.ifMatch !== null && call.ifMatch !== "*" && call.ifMatch !== event.entity["@odata.etag"])
    throw new GraphFailure(
      412,
      "ErrorIrresolvableConflict",
      "The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.",
    );
}

const addressOf = (attendee: Json): string =>
  isObject(attendee) && isObject(attendee.emailAddress) ? textOf(attendee.emailAddress.address).toLowerCase() : "";

const addressesOf = (event: StoredEvent): readonly string[] => elements(event.entity.attendees).map(addressOf);

/** The organizer's own properties: an attendee's copy cannot have them changed. */
const organizersOnly: ReadonlySet<string> = new Set([
  "attendees",
  "body",
  "end",
  "isAllDay",
  "isOnlineMeeting",
  "location",
  "locations",
  "recurrence",
  "start",
  "subject",
]);

/** learn.microsoft.com/graph/api/event-update */
export function updateEvent(call: Call): StoredEvent {
  const event = editableEvent(call);
  checkEtag(call, event);
  const body = checkEntity("event", call.body);
  for (const name of Object.keys(body))
    if (!writable.has(name) || name === "transactionId") throw invalid(`The property '${name}' of an event cannot be changed.`);
  const { entity } = event;
  if (entity.isOrganizer !== true && Object.keys(body).some((name) => organizersOnly.has(name)))
    throw new GraphFailure(400, "ErrorCalendarIsNotOrganizer", "You must be the organizer to perform this action.");
  if (event.occurrenceOf !== undefined && body.recurrence !== undefined)
    throw invalid("The recurrence of an occurrence cannot be changed; change its series.");

  const allDay = (body.isAllDay ?? entity.isAllDay) === true;
  const placed = (name: "start" | "end"): number => {
    if (body[name] !== undefined) {
      const moment = momentOf(name, body[name]);
      if (allDay && moment.clock % dayMs !== 0)
        throw invalid("The Event.Start and Event.End properties of an all-day event need to be set to midnight.");
      return allDay ? moment.clock : moment.instant;
    }
    if (allDay && entity.isAllDay !== true && toLocal(event.zone, event[name]) % dayMs !== 0)
      throw invalid("The Event.Start and Event.End properties of an all-day event need to be set to midnight.");
    return event[name];
  };
  const start = placed("start");
  const end = placed("end");
  if (end < start) throw invalid("The end of the event is before its start.");
  if (allDay && end - start < dayMs) throw invalid("The duration of an all-day event is at least 24 hours.");
  if (isObject(body.recurrence)) checkRecurrence(body.recurrence);

  const before = new Map(elements(entity.attendees).map((one) => [addressOf(one), one]));
  const attendees =
    body.attendees === undefined
      ? undefined
      : attendeesOf(body.attendees).map((one): Json => {
          const known = before.get(addressOf(one));
          return isObject(known) ? { ...one, status: known.status ?? null, emailAddress: known.emailAddress ?? null } : one;
        });
  const goesOnline = body.isOnlineMeeting === true && entity.isOnlineMeeting !== true;
  const addresses = attendees === undefined ? addressesOf(event) : attendees.map(addressOf);
  const meeting = goesOnline
    ? call.world.meetings.create({
        organizer: call.owner,
        subject: textOf(body.subject ?? entity.subject),
        start,
        end,
        attendees: addresses,
        serial: `event:${entity.id}`,
        createdAt: call.now,
      })
    : null;
  const joinUrl = textOf(meeting?.entity.joinWebUrl);
  const text = isObject(body.body) ? body.body : isObject(entity.body) ? entity.body : {};
  /* Once online, a meeting stays online: further changes of isOnlineMeeting are ignored (…/api/resources/event). */
  const { isOnlineMeeting: _online, onlineMeetingProvider: _provider, start: _start, end: _end, ...rest } = body;
  const properties: JsonObject = {
    ...rest,
    ...(attendees && { attendees }),
    ...(isObject(body.location) && { location: { ...body.location, locationType: "default", uniqueIdType: "private" } }),
    ...(meeting && {
      isOnlineMeeting: true,
      onlineMeetingProvider: "teamsForBusiness",
      onlineMeeting: { joinUrl },
      body: { contentType: "html", content: `${textOf(text.content)}${joinText(joinUrl)}` },
    }),
  };
  const zone = body.start === undefined ? event.zone : momentOf("start", body.start).zone;
  const changed = call.world.calendar(call.owner).change(event, { properties, start, end, zone, at: call.now });
  /* …/api/event-update: where the attendees alone are changed, the others are not written to. */
  const quiet = Object.keys(body).every((name) => name === "attendees");
  if (entity.isOrganizer === true) tellAttendees(call, event, changed, properties, quiet);
  return changed;
}

/** New attendees are invited, those left out are told it is off, the others get the update. */
function tellAttendees(call: Call, before: StoredEvent, after: StoredEvent, properties: JsonObject, quiet: boolean): void {
  const invited = new Set(addressesOf(after));
  const known = new Set(addressesOf(before));
  const subject = textOf(after.entity.subject);
  for (const address of new Set([...known, ...invited])) {
    const person = call.world.directory.byEmail(address);
    if (person === undefined || person === call.owner) continue;
    const calendar = call.world.calendar(person);
    const copy = calendar.copyOf(before);
    if (!invited.has(address)) {
      if (copy !== undefined) calendar.remove(copy);
      notify(call, address, "Canceled: ", subject, "");
    } else if (known.has(address) && copy !== undefined) {
      const { showAs: _showAs, isReminderOn: _on, reminderMinutesBeforeStart: _minutes, categories: _categories, ...shared } = properties;
      calendar.change(copy, { properties: shared, start: after.start, end: after.end, zone: after.zone, at: call.now });
      if (!quiet) notify(call, address, "Updated: ", subject, "");
    } else {
      invite(call, [address], { ...after, properties: copied(after.entity), iCalUId: textOf(after.entity.iCalUId), at: call.now });
    }
  }
}

const copiedProperties = [
  "subject",
  "body",
  "isAllDay",
  "location",
  "locations",
  "attendees",
  "recurrence",
  "isOnlineMeeting",
  "onlineMeeting",
  "onlineMeetingProvider",
  "importance",
  "sensitivity",
];
const copied = (entity: JsonObject): JsonObject =>
  Object.fromEntries(copiedProperties.map((name) => [name, entity[name] ?? null]).filter(([, value]) => value !== null));

/** The attendees' copies go, with a mail that says so. */
function callOff(call: Call, event: StoredEvent, comment: string): void {
  for (const address of new Set(addressesOf(event))) {
    const person = call.world.directory.byEmail(address);
    if (person === undefined || person === call.owner) continue;
    const calendar = call.world.calendar(person);
    const copy = calendar.copyOf(event);
    if (copy !== undefined) calendar.remove(copy);
    notify(call, address, "Canceled: ", textOf(event.entity.subject), comment);
  }
}

/** learn.microsoft.com/graph/api/event-delete: the organizer's deletion calls the meeting off. */
export function deleteEvent(call: Call): Answer {
  const event = editableEvent(call);
  checkEtag(call, event);
  if (event.entity.isOrganizer === true) callOff(call, event, "");
  call.world.calendar(call.owner).remove(event);
  return { status: 204, committed: true };
}

/** learn.microsoft.com/graph/api/event-cancel */
export function cancelEvent(call: Call): Answer {
  const given = checkParameters("cancel", ["Comment"], call.body);
  const event = editableEvent(call);
  if (event.entity.isOrganizer !== true)
    throw notAllowed("Your request can't be completed. You need to be an organizer to cancel a meeting.");
  if (elements(event.entity.attendees).length === 0) throw notAllowed("Your request can't be completed. This is not a meeting.");
  callOff(call, event, textOf(given.get("Comment")));
  call.world.calendar(call.owner).remove(event);
  return { status: 202, committed: true };
}

const answers = {
  accept: { response: "accepted", showAs: "busy", says: "Accepted: " },
  tentativelyAccept: { response: "tentativelyAccepted", showAs: "tentative", says: "Tentative: " },
  decline: { response: "declined", showAs: "free", says: "Declined: " },
} as const;

/** learn.microsoft.com/graph/api/event-accept, …/event-tentativelyaccept, …/event-decline */
export function answerInvitation(call: Call, action: keyof typeof answers): Answer {
  const given = checkParameters(
    action,
    action === "accept" ? ["Comment", "SendResponse"] : ["Comment", "SendResponse", "ProposedNewTime"],
    call.body,
  );
  const send = given.get("SendResponse");
  if (send !== undefined && send !== null && typeof send !== "boolean") throw badRequest("'SendResponse' must be a boolean.");
  const event = editableEvent(call);
  if (event.entity.isOrganizer === true)
    throw notAllowed("Your request can't be completed. You can't respond to this meeting because you're the meeting organizer.");
  if (event.entity.responseRequested === false && send !== false)
    throw notAllowed("Your request can't be completed. The meeting organizer hasn't requested a response.");
  const { response, showAs, says } = answers[action];
  const status = { response, time: new Date(call.now).toISOString() };
  const own = call.world.calendar(call.owner);
  if (action === "decline") own.remove(event);
  else own.change(event, { properties: { responseStatus: status, showAs }, at: call.now });

  const organizer = call.world.directory.byEmail(addressOf(event.entity.organizer ?? null));
  if (send !== false && organizer !== undefined) {
    const calendar = call.world.calendar(organizer);
    const theirs = calendar.copyOf(event);
    const mine = call.owner.email.toLowerCase();
    if (theirs !== undefined)
      calendar.change(theirs, {
        properties: {
          attendees: elements(theirs.entity.attendees).map((one): Json =>
            addressOf(one) === mine && isObject(one) ? { ...one, status } : one,
          ),
        },
        at: call.now,
      });
    notify(call, organizer.email, says, textOf(event.entity.subject), textOf(given.get("Comment")));
  }
  return { status: 202, committed: true };
}

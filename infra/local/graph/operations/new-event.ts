import { isObject, type Json, type JsonObject, textOf } from "../entity.ts";
import { GraphFailure } from "../failure.ts";
import type { Call } from "../operation.ts";
import { checkEntity } from "../request-body.ts";
import { joinText, type NewEvent, type StoredEvent } from "../store/calendar.ts";
import { uuidOf } from "../store/ids.ts";
import { fromLocal, parseLocal, requireZone } from "../time-zones.ts";
import { notify } from "./meeting-notice.ts";
import { checkAddress } from "./outgoing-mail.ts";

/** Makes an event, its online meeting and the attendees' copies (learn.microsoft.com/graph/api/user-post-events). */

export const invalid = (message: string): GraphFailure =>
  new GraphFailure(400, "ErrorPropertyValidationFailure", `At least one property failed validation. ${message}`);

const dayMs = 86_400_000;

type Moment = { readonly instant: number; readonly clock: number; readonly zone: string };

export function momentOf(name: string, value: Json | undefined): Moment {
  if (!isObject(value) || typeof value.dateTime !== "string") throw invalid(`'${name}' needs a dateTime and a timeZone.`);
  const zone = requireZone(value.timeZone === undefined || value.timeZone === null ? "UTC" : textOf(value.timeZone));
  const clock = parseLocal(value.dateTime);
  if (clock === null)
    throw new GraphFailure(
      400,
      "RequestBodyRead",
      `Cannot convert the literal '${value.dateTime}' of '${name}' to a date and time without offset.`,
    );
  return { instant: fromLocal(zone, clock), clock, zone };
}

/** What a creator may say; the rest of an event is computed (learn.microsoft.com/graph/api/resources/event). */
export const writable: ReadonlySet<string> = new Set([
  "allowNewTimeProposals",
  "attendees",
  "body",
  "categories",
  "end",
  "hideAttendees",
  "importance",
  "isAllDay",
  "isOnlineMeeting",
  "isReminderOn",
  "location",
  "locations",
  "onlineMeetingProvider",
  "recurrence",
  "reminderMinutesBeforeStart",
  "responseRequested",
  "sensitivity",
  "showAs",
  "start",
  "subject",
  "transactionId",
]);

const requiredByPattern: Readonly<Record<string, readonly string[]>> = {
  daily: ["interval"],
  weekly: ["interval", "daysOfWeek"],
  absoluteMonthly: ["interval", "dayOfMonth"],
  relativeMonthly: ["interval", "daysOfWeek"],
  absoluteYearly: ["interval", "dayOfMonth", "month"],
  relativeYearly: ["interval", "daysOfWeek", "month"],
};

/** learn.microsoft.com/graph/api/resources/recurrencepattern and …/recurrencerange: what each type needs. */
export function checkRecurrence(recurrence: JsonObject): void {
  const pattern = isObject(recurrence.pattern) ? recurrence.pattern : {};
  const range = isObject(recurrence.range) ? recurrence.range : {};
  for (const name of requiredByPattern[textOf(pattern.type)] ?? ["type"])
    if (pattern[name] === undefined || pattern[name] === null || (Array.isArray(pattern[name]) && pattern[name].length === 0))
      throw invalid(`The recurrence pattern needs '${name}'.`);
  if (typeof pattern.interval === "number" && pattern.interval < 1) throw invalid("The recurrence interval must be positive.");
  const needed =
    range.type === "endDate"
      ? ["startDate", "endDate"]
      : range.type === "numbered"
        ? ["startDate", "numberOfOccurrences"]
        : range.type === "noEnd"
          ? ["startDate"]
          : ["type"];
  for (const name of needed) if (range[name] === undefined || range[name] === null) throw invalid(`The recurrence range needs '${name}'.`);
  if (range.type === "endDate" && textOf(range.endDate) < textOf(range.startDate)) throw invalid("The recurrence ends before it starts.");
}

export function attendeesOf(value: Json | undefined): readonly JsonObject[] {
  return (Array.isArray(value) ? (value as readonly Json[]) : []).map((one) => {
    const attendee = isObject(one) ? one : {};
    const who = isObject(attendee.emailAddress) ? attendee.emailAddress : {};
    checkAddress(textOf(who.address));
    return {
      type: attendee.type ?? "required",
      status: { response: "none", time: "0001-01-01T00:00:00Z" },
      emailAddress: { name: textOf(who.name) || textOf(who.address), address: textOf(who.address) },
    };
  });
}

export function createEvent(call: Call, calendarId: string): { readonly event: StoredEvent; readonly created: boolean } {
  const store = call.world.calendar(call.owner);
  const body = checkEntity("event", call.body);
  const transactionId = textOf(body.transactionId);
  const known = transactionId === "" ? undefined : store.byTransaction(transactionId);
  if (known !== undefined) return { event: known, created: false };
  if (store.calendar(calendarId).entity.canEdit !== true)
    throw new GraphFailure(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");

  const start = momentOf("start", body.start);
  const end = momentOf("end", body.end);
  if (end.instant < start.instant) throw invalid("The end of the event is before its start.");
  const allDay = body.isAllDay === true;
  if (allDay && (start.clock % dayMs !== 0 || end.clock % dayMs !== 0))
    throw invalid("The Event.Start and Event.End properties of an all-day event need to be set to midnight.");
  if (allDay && end.clock - start.clock < dayMs) throw invalid("The duration of an all-day event is at least 24 hours.");
  if (typeof body.reminderMinutesBeforeStart === "number" && body.reminderMinutesBeforeStart < 0)
    throw invalid("'reminderMinutesBeforeStart' must not be negative.");
  if (isObject(body.recurrence)) checkRecurrence(body.recurrence);
  const attendees = attendeesOf(body.attendees);
  const addresses = attendees.map((attendee) => (isObject(attendee.emailAddress) ? textOf(attendee.emailAddress.address) : ""));

  const serial = transactionId === "" ? crypto.randomUUID() : transactionId;
  const online = body.isOnlineMeeting === true;
  const meeting = online
    ? call.world.meetings.create({
        organizer: call.owner,
        subject: textOf(body.subject),
        start: start.instant,
        end: end.instant,
        attendees: addresses,
        serial: `event:${serial}`,
        createdAt: call.now,
      })
    : null;
  const joinUrl = textOf(meeting?.entity.joinWebUrl);
  const text = isObject(body.body) ? body.body : { contentType: "html", content: "" };
  const shownBody = meeting === null ? text : { contentType: "html", content: `${textOf(text.content)}${joinText(joinUrl)}` };
  const properties: JsonObject = {
    ...Object.fromEntries(Object.entries(body).filter(([name, value]) => writable.has(name) && value !== null)),
    body: shownBody,
    attendees,
    ...(isObject(body.location)
      ? {
          location: { locationType: "default", uniqueIdType: "private", ...body.location },
          locations: [{ locationType: "default", uniqueIdType: "private", ...body.location }],
        }
      : {}),
    onlineMeetingProvider: online ? "teamsForBusiness" : "unknown",
    onlineMeeting: meeting === null ? null : { joinUrl },
    isOnlineMeeting: online,
  };
  const fresh: NewEvent = {
    properties,
    start: allDay ? start.clock : start.instant,
    end: allDay ? end.clock : end.instant,
    zone: start.zone,
    iCalUId: `040000008200E00074C5B7101A82E008${uuidOf(serial).replaceAll("-", "").toUpperCase()}`,
    at: call.now,
  };
  const event = store.insert(calendarId, fresh);
  invite(call, addresses, fresh);
  return { event, created: true };
}

/** Attendees of the company find the event in their default calendar, not answered yet. */
export function invite(call: Call, addresses: readonly string[], event: NewEvent): void {
  const organizer = { emailAddress: { name: call.owner.displayName, address: call.owner.email } };
  for (const person of new Set(addresses.map((address) => call.world.directory.byEmail(address)))) {
    if (person === undefined || person === call.owner) continue;
    const calendar = call.world.calendar(person);
    notify(call, person.email, "", textOf(event.properties.subject), "");
    calendar.insert(calendar.defaultId, {
      ...event,
      properties: {
        ...event.properties,
        transactionId: null,
        organizer,
        isOrganizer: false,
        showAs: "tentative",
        responseStatus: { response: "notResponded", time: "0001-01-01T00:00:00Z" },
      },
    });
  }
}

import type { Person } from "../../company.ts";
import { elements, isObject, type Json, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import { checkEntity, checkParameters } from "../request-body.ts";
import type { StoredEvent } from "../store/calendar.ts";
import { localText, toLocal, windowsZone } from "../time-zones.ts";
import { momentOf } from "./new-event.ts";
import { checkAddress } from "./outgoing-mail.ts";

/** Who is free when (learn.microsoft.com/graph/api/calendar-getschedule, …/api/user-findmeetingtimes). */

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** Longest time one request may ask about. */
const maxWindowDays = 62;
const maxSchedules = 20;

const digits: Readonly<Record<string, string>> = { free: "0", tentative: "1", busy: "2", oof: "3", workingElsewhere: "4" };
const workdays = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const workStart = 8;
const workEnd = 17;

type Busy = { readonly start: number; readonly end: number; readonly status: string; readonly event: StoredEvent };

/** All-day events have no zone of their own: they fill the days of the person's. */
function busyOf(call: Call, person: Person, from: number, to: number): readonly Busy[] {
  const calendar = call.world.calendar(person);
  const instant = (event: StoredEvent, at: number): number =>
    event.entity.isAllDay === true ? at - (toLocal(person.timeZone, at) - at) : at;
  return calendar
    .view(calendar.defaultId, from - dayMs, to + dayMs)
    .map((event) => ({ start: instant(event, event.start), end: instant(event, event.end), status: textOf(event.entity.showAs), event }))
    .filter(({ start, end, status }) => start < to && end > from && status !== "free");
}

function windowOf(start: Json | undefined, end: Json | undefined): { readonly from: number; readonly to: number } {
  const from = momentOf("StartTime", start).instant;
  const to = momentOf("EndTime", end).instant;
  if (to <= from) throw new GraphFailure(400, "ErrorInvalidParameter", "EndTime is not later than StartTime.");
  if (to - from > maxWindowDays * dayMs)
    throw new GraphFailure(400, "ErrorTimeIntervalTooBig", `The requested time duration specified is longer than ${maxWindowDays} days.`);
  return { from, to };
}

function getSchedule(call: Call): Answer {
  const given = checkParameters("getSchedule", ["Schedules", "StartTime", "EndTime", "AvailabilityViewInterval"], call.body);
  const schedules = elements(given.get("Schedules")).map(textOf);
  if (schedules.length === 0) throw badRequest("The parameter 'Schedules' is required.");
  if (schedules.length > maxSchedules)
    throw new GraphFailure(400, "ErrorTooManySchedules", `At most ${maxSchedules} schedules can be asked for.`);
  const { from, to } = windowOf(given.get("StartTime"), given.get("EndTime"));
  const interval = given.get("AvailabilityViewInterval") ?? 30;
  if (typeof interval !== "number" || !Number.isInteger(interval) || interval < 5 || interval > 1440)
    throw new GraphFailure(400, "ErrorInvalidMergedFreeBusyInterval", "The AvailabilityViewInterval must be between 5 and 1440 minutes.");
  if (interval * minuteMs > to - from)
    throw new GraphFailure(400, "ErrorInvalidMergedFreeBusyInterval", "The AvailabilityViewInterval is longer than the time asked about.");

  const { named, iana } = call.prefer.timeZone;
  const clock = (instant: number): JsonObject => ({ dateTime: localText(toLocal(iana, instant)), timeZone: named });
  const value = schedules.map((scheduleId): Json => {
    const person = call.world.directory.byEmail(scheduleId);
    if (person === undefined)
      return {
        scheduleId,
        availabilityView: "",
        error: { message: `The mailbox '${scheduleId}' could not be resolved.`, responseCode: "ErrorMailRecipientNotFound" },
        scheduleItems: [],
      };
    const busy = busyOf(call, person, from, to);
    const view: string[] = [];
    for (let at = from; at < to; at += interval * minuteMs)
      view.push(
        busy
          .filter(({ start, end }) => start < Math.min(at + interval * minuteMs, to) && end > at)
          .map(({ status }) => digits[status] ?? "0")
          .toSorted()
          .at(-1) ?? "0",
      );
    return {
      scheduleId,
      availabilityView: view.join(""),
      scheduleItems: busy.map(({ start, end, status, event }): Json => ({
        status,
        start: clock(start),
        end: clock(end),
        /* Others see when somebody is busy, not with what. */
        ...(person === call.caller && {
          isPrivate: event.entity.sensitivity === "private",
          subject: event.entity.subject ?? "",
          location: isObject(event.entity.location) ? (event.entity.location.displayName ?? "") : "",
        }),
      })),
      workingHours: {
        daysOfWeek: workdays,
        startTime: `${String(workStart).padStart(2, "0")}:00:00.0000000`,
        endTime: `${workEnd}:00:00.0000000`,
        timeZone: { name: windowsZone(person.timeZone) },
      },
    };
  });
  return {
    status: 200,
    body: { "@odata.context": `${call.origin}/v1.0/$metadata#Collection(microsoft.graph.scheduleInformation)`, value },
  };
}

function durationOf(value: Json | undefined): number {
  if (value === undefined || value === null) return 30 * minuteMs;
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(textOf(value));
  const minutes = match === null ? 0 : Number(match[1] ?? 0) * 1440 + Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  if (minutes === 0) throw badRequest(`Cannot convert the literal '${textOf(value)}' to the expected type 'Edm.Duration'.`);
  return minutes * minuteMs;
}

/** Starts are tried on the half hour. */
const stepMs = 30 * minuteMs;

function findMeetingTimes(call: Call): Answer {
  const given = checkParameters(
    "findMeetingTimes",
    [
      "attendees",
      "locationConstraint",
      "timeConstraint",
      "meetingDuration",
      "maxCandidates",
      "isOrganizerOptional",
      "returnSuggestionReasons",
      "minimumAttendeePercentage",
    ],
    call.body,
  );
  const attendees = elements(given.get("attendees")).map((one) => {
    const { emailAddress } = checkEntity("attendeeBase", one);
    const address = isObject(emailAddress) ? textOf(emailAddress.address) : "";
    checkAddress(address);
    return { address, person: call.world.directory.byEmail(address) };
  });
  const constraint = checkEntity("timeConstraint", given.get("timeConstraint") ?? {});
  const slots = elements(constraint.timeSlots).map((slot) =>
    isObject(slot) ? windowOf(slot.start, slot.end) : { from: call.now, to: call.now + 7 * dayMs },
  );
  const length = durationOf(given.get("meetingDuration"));
  const max = Number(given.get("maxCandidates") ?? 20);
  const least = Number(given.get("minimumAttendeePercentage") ?? 50);
  const anyHour = constraint.activityDomain === "unrestricted";
  const { named, iana } = call.prefer.timeZone;
  const clock = (instant: number): JsonObject => ({ dateTime: localText(toLocal(iana, instant)), timeZone: named });

  const atWork = (start: number): boolean => {
    const local = toLocal(call.owner.timeZone, start);
    const day = new Date(local).getUTCDay();
    const hour = (local % dayMs) / 3_600_000;
    return day >= 1 && day <= 5 && hour >= workStart && hour + length / 3_600_000 <= workEnd;
  };
  const suggestions: { readonly confidence: number; readonly start: number; readonly shown: Json }[] = [];
  for (const { from, to } of slots) {
    const own = busyOf(call, call.owner, from, to);
    const theirs = attendees.map(({ address, person }) => ({ address, busy: person && busyOf(call, person, from, to) }));
    for (let start = Math.ceil(from / stepMs) * stepMs; start + length <= to; start += stepMs) {
      const free = (busy: readonly Busy[]): boolean => !busy.some((one) => one.start < start + length && one.end > start);
      if ((!anyHour && !atWork(start)) || !free(own)) continue;
      const availability = theirs.map(({ address, busy }) => ({
        address,
        says: busy === undefined ? "unknown" : free(busy) ? "free" : "busy",
      }));
      const weight = { free: 100, unknown: 49, busy: 0 } as const;
      const confidence =
        (100 + availability.reduce((sum, { says }) => sum + weight[says as keyof typeof weight], 0)) / (availability.length + 1);
      if (availability.length > 0 && confidence < least) continue;
      suggestions.push({
        confidence,
        start,
        shown: {
          confidence,
          organizerAvailability: "free",
          suggestionReason: "Suggested because it is one of the nearest times when all attendees are available.",
          meetingTimeSlot: { start: clock(start), end: clock(start + length) },
          attendeeAvailability: availability.map(({ address, says }) => ({
            availability: says,
            attendee: { type: "required", emailAddress: { address } },
          })),
          locations: [],
        },
      });
    }
  }
  suggestions.sort((left, right) => right.confidence - left.confidence || left.start - right.start);
  return {
    status: 200,
    body: {
      "@odata.context": `${call.origin}/v1.0/$metadata#microsoft.graph.meetingTimeSuggestionsResult`,
      emptySuggestionsReason: suggestions.length > 0 ? "" : attendees.length === 0 ? "OrganizerUnavailable" : "AttendeesUnavailable",
      meetingTimeSuggestions: suggestions.slice(0, max).map(({ shown }) => shown),
    },
  };
}

export const freeBusyOperations: readonly Operation[] = [
  { method: "POST", template: "/me/calendar/getSchedule", workload: "exchange", run: getSchedule },
  { method: "POST", template: "/me/findMeetingTimes", workload: "exchange", run: findMeetingTimes },
];

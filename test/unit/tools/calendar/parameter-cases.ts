/** What each parameter of the calendar tools makes of the Graph request. */
import { expect } from "vitest";
import { operationId } from "../../../../src/tools/operation-id.ts";
import { start, type Answer, type Asked } from "../../graph/graph-answering.ts";
import { answeredBy, body, output, path, paths, q, recipients, type RoomCases } from "../parameter-case.ts";

const ben = { ...recipients("ben@contoso.example")[0], type: "required" };
const event = {
  id: "AAMkevent",
  "@odata.etag": 'W/"1"',
  subject: "S",
  type: "seriesMaster",
  isOrganizer: true,
  start: { dateTime: "2026-11-23T08:00:00.0000000", timeZone: "UTC" },
  end: { dateTime: "2026-11-23T09:00:00.0000000", timeZone: "UTC" },
  attendees: [ben],
  body: { contentType: "text", content: "B" },
};

function graph({ method, template, path: filled }: Asked): Answer {
  if (template.endsWith("/getSchedule")) return { body: { value: [{ scheduleId: "ben@contoso.example", scheduleItems: [] }] } };
  if (template.endsWith("/findMeetingTimes")) return { body: { meetingTimeSuggestions: [] } };
  if (/\/(?:cancel|accept|tentativelyAccept|decline)$/.test(template)) return { status: 202 };
  if (method === "DELETE") return { status: 204 };
  if (method !== "GET" || template === "/me/events/{id}") return { body: event };
  if (template.endsWith("/mailboxSettings")) return { body: { timeZone: "Pacific Standard Time" } };
  if (template.endsWith("/calendars")) return { body: { value: [{ id: "AAMkproj", name: "Projects" }] } };
  return { body: { value: [], "@odata.nextLink": `https://graph.microsoft.com${filled}?$skip=10` } };
}

const zone = { timeZone: "Europe/Berlin" } as const;
const comment = (text: string) => ({ with: { comment: text }, see: body((json) => json.comment), expect: text });
const time = (dateTime: string, timeZone = "Europe/Berlin") => ({ dateTime, timeZone });
const busy = { people: ["ben@contoso.example"], start: "2026-11-23T09:00", end: "2026-11-23T11:00", ...zone };
const window = {
  attendees: ["ben@contoso.example"],
  durationMinutes: 30,
  windowStart: "2026-11-23T09:00",
  windowEnd: "2026-11-23T17:00",
  ...zone,
};

export const calendarParameters: RoomCases = answeredBy(graph, {
  getCalendarEvents: {
    base: { timeZone: "Europe/Berlin" },
    parameters: {
      days: { with: { days: 2 }, see: q("endDateTime"), expect: new Date(start + 2 * 86_400_000).toISOString().replace(".000", "") },
      start: { with: { start: "2026-12-01" }, see: q("startDateTime"), expect: "2026-11-30T23:00:00Z" },
      end: { with: { start: "2026-12-01", end: "2026-12-03T12:00:00Z" }, see: q("endDateTime"), expect: "2026-12-03T12:00:00Z" },
      mailbox: {
        with: { mailbox: "frontdesk@contoso.example" },
        see: path,
        expect: "/v1.0/users/frontdesk%40contoso.example/calendarView",
      },
      timeZone: [
        {
          with: { timeZone: "Europe/Vienna" },
          see: ({ output }) => output,
          expect: expect.objectContaining({ timeZone: "Europe/Vienna" }),
        },
        {
          with: { timeZone: undefined },
          see: ({ output }) => output,
          expect: expect.objectContaining({ timeZone: "America/Los_Angeles", zoneFrom: "mailbox" }),
        },
      ],
      calendarId: { with: { calendarId: "AAMk+c=" }, see: path, expect: "/v1.0/me/calendars/AAMk%2Bc%3D/calendarView" },
      query: { with: { query: "Bob's" }, see: q("$filter"), expect: "contains(subject,'Bob''s')" },
      count: { with: { count: 5 }, see: q("$top"), expect: "5" },
      fields: { with: { fields: ["subject"] }, see: q("$select"), expect: "id,subject" },
      cursor: { with: {}, see: q("$skip"), expect: "10" },
    },
  },
  getCalendarEvent: {
    base: { id: "AAMkone", ...zone },
    parameters: {
      id: [
        { with: { id: "AAMk+two=" }, see: path, expect: "/v1.0/me/events/AAMk%2Btwo%3D" },
        { with: { id: undefined }, see: path, expect: "/v1.0/me/calendars" },
      ],
      bodyFormat: [
        { with: {}, see: ({ last }) => last.bodies, expect: "text" },
        { with: { bodyFormat: "markdown" }, see: ({ last }) => last.bodies, expect: "markdown" },
        { with: { bodyFormat: "html" }, see: ({ last }) => last.bodies, expect: "html" },
      ],
      instances: [
        { with: { instances: true }, see: path, expect: "/v1.0/me/events/AAMkevent/instances" },
        { with: { instances: false }, see: path, expect: "/v1.0/me/events/AAMkone" },
      ],
      timeZone: { with: { timeZone: "Asia/Tokyo" }, see: output((one) => one.event.start), expect: "2026-11-23T17:00:00+09:00" },
    },
  },
  createCalendarEvent: {
    base: { subject: "S", start: "2026-11-23T09:00", end: "2026-11-23T10:00", ...zone },
    parameters: {
      idempotencyKey: {
        with: { idempotencyKey: "k" },
        see: body((json) => json.transactionId),
        expect: operationId("user:ana", "createCalendarEvent", "k"),
      },
      subject: { with: { subject: "Review" }, see: body((json) => json.subject), expect: "Review" },
      start: {
        with: { start: "2026-11-23T08:30:00+00:00" },
        see: body((json) => json.start),
        expect: { dateTime: "2026-11-23T09:30:00", timeZone: "Europe/Berlin" },
      },
      end: {
        with: { end: "2026-11-23 11:00" },
        see: body((json) => json.end),
        expect: { dateTime: "2026-11-23T11:00:00", timeZone: "Europe/Berlin" },
      },
      attendees: {
        with: { attendees: ["a@contoso.example"] },
        see: body((json) => json.attendees),
        expect: [{ ...recipients("a@contoso.example")[0], type: "required" }],
      },
      optionalAttendees: {
        with: { optionalAttendees: "o@contoso.example" },
        see: body((json) => json.attendees),
        expect: [{ ...recipients("o@contoso.example")[0], type: "optional" }],
      },
      body: [
        { with: { body: "Agenda: 1 < 2" }, see: body((json) => json.body), expect: { contentType: "text", content: "Agenda: 1 < 2" } },
        { with: { body: "<p>Agenda</p>" }, see: body((json) => json.body), expect: { contentType: "html", content: "<p>Agenda</p>" } },
      ],
      timeZone: [
        {
          with: { timeZone: "Tokyo Standard Time" },
          see: body((json) => json.start),
          expect: { dateTime: "2026-11-23T09:00:00", timeZone: "Tokyo Standard Time" },
        },
        {
          with: { timeZone: undefined },
          see: body((json) => json.start),
          expect: { dateTime: "2026-11-23T09:00:00", timeZone: "Pacific Standard Time" },
        },
      ],
      location: { with: { location: "Room 4" }, see: body((json) => json.location), expect: { displayName: "Room 4" } },
      isOnlineMeeting: {
        with: { isOnlineMeeting: true },
        see: body((json) => [json.isOnlineMeeting, json.onlineMeetingProvider]),
        expect: [true, "teamsForBusiness"],
      },
      reminderMinutes: {
        with: { reminderMinutes: 0 },
        see: body((json) => [json.isReminderOn, json.reminderMinutesBeforeStart]),
        expect: [true, 0],
      },
      recurrence: [
        {
          with: { recurrence: { every: "week", daysOfWeek: ["monday", "thursday"], times: 8 } },
          see: body((json) => json.recurrence),
          expect: {
            pattern: { type: "weekly", daysOfWeek: ["monday", "thursday"], firstDayOfWeek: "monday", interval: 1 },
            range: { type: "numbered", numberOfOccurrences: 8, startDate: "2026-11-23", recurrenceTimeZone: "Europe/Berlin" },
          },
        },
        {
          with: {
            start: "2026-11-30T09:00",
            end: "2026-11-30T10:00",
            recurrence: { every: "month", interval: 2, daysOfWeek: ["last monday"], until: "2027-11-30" },
          },
          see: body((json) => json.recurrence),
          expect: {
            pattern: { type: "relativeMonthly", daysOfWeek: ["monday"], index: "last", interval: 2 },
            range: { type: "endDate", endDate: "2027-11-30", startDate: "2026-11-30", recurrenceTimeZone: "Europe/Berlin" },
          },
        },
        {
          with: { recurrence: { every: "day" } },
          see: body((json) => [json.recurrence.pattern, json.recurrence.range.type]),
          expect: [{ type: "daily", interval: 1 }, "noEnd"],
        },
        {
          with: { recurrence: { every: "year" } },
          see: body((json) => json.recurrence.pattern),
          expect: { type: "absoluteYearly", dayOfMonth: 23, month: 11, interval: 1 },
        },
      ],
      isAllDay: {
        with: { isAllDay: true, start: "2026-11-23", end: "2026-11-23" },
        see: body((json) => [json.isAllDay, json.start.dateTime, json.end.dateTime]),
        expect: [true, "2026-11-23T00:00:00", "2026-11-24T00:00:00"],
      },
      showAs: { with: { showAs: "oof" }, see: body((json) => json.showAs), expect: "oof" },
      calendarId: { with: { calendarId: "AAMkcal" }, see: path, expect: "/v1.0/me/calendars/AAMkcal/events" },
    },
  },
  updateCalendarEvent: {
    base: { id: "AAMkone", subject: "S", ...zone },
    parameters: {
      id: { with: { id: "AAMk+two=" }, see: paths, expect: ["/v1.0/me/events/AAMk%2Btwo%3D", "/v1.0/me/events/AAMk%2Btwo%3D"] },
      subject: { with: { subject: "Review" }, see: body((json) => json), expect: { subject: "Review" } },
      start: {
        with: { start: "2026-11-23T10:00" },
        see: body((json) => [json.start, json.end]),
        expect: [time("2026-11-23T10:00:00"), time("2026-11-23T11:00:00")],
      },
      end: {
        with: { end: "2026-11-23T12:00" },
        see: body((json) => [json.start, json.end]),
        expect: [time("2026-11-23T09:00:00"), time("2026-11-23T12:00:00")],
      },
      timeZone: {
        with: { timeZone: "Asia/Tokyo", start: "2026-11-23T10:00" },
        see: body((json) => json.start),
        expect: time("2026-11-23T10:00:00", "Asia/Tokyo"),
      },
      attendees: [
        {
          with: { attendees: ["a@contoso.example"] },
          see: body((json) => json.attendees),
          expect: [{ ...recipients("a@contoso.example")[0], type: "required" }],
        },
        { with: { attendees: [] }, see: body((json) => json.attendees), expect: [] },
      ],
      optionalAttendees: {
        with: { optionalAttendees: "o@contoso.example" },
        see: body((json) => json.attendees),
        expect: [{ ...recipients("o@contoso.example")[0], type: "optional" }, ben],
      },
      body: { with: { body: "1 < 2" }, see: body((json) => json.body), expect: { contentType: "text", content: "1 < 2" } },
      location: { with: { location: "Room 4" }, see: body((json) => json.location), expect: { displayName: "Room 4" } },
      isOnlineMeeting: {
        with: { isOnlineMeeting: true },
        see: body((json) => [json.isOnlineMeeting, json.onlineMeetingProvider]),
        expect: [true, "teamsForBusiness"],
      },
      reminderMinutes: {
        with: { reminderMinutes: 5 },
        see: body((json) => [json.isReminderOn, json.reminderMinutesBeforeStart]),
        expect: [true, 5],
      },
      showAs: { with: { showAs: "oof" }, see: body((json) => json.showAs), expect: "oof" },
      isAllDay: {
        with: { isAllDay: true, start: "2026-11-23", end: "2026-11-24" },
        see: body((json) => [json.isAllDay, json.start.dateTime, json.end.dateTime]),
        expect: [true, "2026-11-23T00:00:00", "2026-11-24T00:00:00"],
      },
      recurrence: {
        with: { recurrence: { every: "day", times: 3 } },
        see: body((json) => [json.recurrence.pattern, json.recurrence.range.numberOfOccurrences]),
        expect: [{ type: "daily", interval: 1 }, 3],
      },
    },
  },
  deleteCalendarEvent: {
    base: { id: "AAMkone" },
    parameters: {
      id: { with: { id: "AAMk+two=" }, see: path, expect: "/v1.0/me/events/AAMk%2Btwo%3D/cancel" },
      mode: [
        { with: { mode: "cancel" }, see: ({ last }) => `${last.method} ${last.template}`, expect: "POST /me/events/{id}/cancel" },
        { with: { mode: "delete" }, see: ({ last }) => `${last.method} ${last.template}`, expect: "DELETE /me/events/{id}" },
      ],
      comment: comment("Overtaken."),
    },
  },
  respondToEvent: {
    base: { id: "AAMkone", response: "accept" },
    parameters: {
      id: { with: { id: "AAMk+two=" }, see: path, expect: "/v1.0/me/events/AAMk%2Btwo%3D/accept" },
      response: [
        { with: { response: "tentative" }, see: path, expect: "/v1.0/me/events/AAMkone/tentativelyAccept" },
        { with: { response: "decline" }, see: path, expect: "/v1.0/me/events/AAMkone/decline" },
      ],
      comment: comment("If the train runs."),
      notify: [
        { with: {}, see: body((json) => json), expect: { sendResponse: true } },
        { with: { notify: false }, see: body((json) => json), expect: { sendResponse: false } },
      ],
    },
  },
  checkAvailability: {
    base: busy,
    parameters: {
      people: { with: { people: ["a@contoso.example"] }, see: body((json) => json.schedules), expect: ["a@contoso.example"] },
      start: { with: { start: "2026-11-23T08:30" }, see: body((json) => json.startTime), expect: time("2026-11-23T08:30:00") },
      end: { with: { end: "2026-11-23T11:30:00+00:00" }, see: body((json) => json.endTime), expect: time("2026-11-23T12:30:00") },
      timeZone: [
        { with: { timeZone: "Asia/Tokyo" }, see: body((json) => json.endTime), expect: time("2026-11-23T11:00:00", "Asia/Tokyo") },
        { with: { timeZone: undefined }, see: body((json) => json.endTime), expect: time("2026-11-23T11:00:00", "Pacific Standard Time") },
      ],
      slotMinutes: { with: { slotMinutes: 60 }, see: body((json) => json.availabilityViewInterval), expect: 60 },
    },
  },
  findMeetingTimes: {
    base: window,
    parameters: {
      attendees: {
        with: { attendees: "a@contoso.example" },
        see: body((json) => json.attendees),
        expect: [{ ...recipients("a@contoso.example")[0], type: "required" }],
      },
      durationMinutes: { with: { durationMinutes: 45 }, see: body((json) => json.meetingDuration), expect: "PT45M" },
      windowStart: {
        with: { windowStart: "2026-11-23T10:00" },
        see: body((json) => json.timeConstraint.timeSlots[0].start),
        expect: time("2026-11-23T10:00:00"),
      },
      windowEnd: {
        with: { windowEnd: "2026-11-24T10:00" },
        see: body((json) => json.timeConstraint.timeSlots[0].end),
        expect: time("2026-11-24T10:00:00"),
      },
      timeZone: {
        with: { timeZone: "Asia/Tokyo" },
        see: body((json) => json.timeConstraint.timeSlots[0].start),
        expect: time("2026-11-23T09:00:00", "Asia/Tokyo"),
      },
      max: { with: { max: 2 }, see: body((json) => json.maxCandidates), expect: 2 },
    },
  },
});

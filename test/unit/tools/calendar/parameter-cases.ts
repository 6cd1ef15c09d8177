/** What each parameter of the calendar's further tools makes of the Graph request. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { body, path, q, type Seen, type ToolCases } from "../parameter-case.ts";

const event = {
  "@odata.etag": 'W/"1"',
  id: "AAMkone",
  subject: "S",
  start: { dateTime: "2026-11-23T08:00:00", timeZone: "UTC" },
  end: { dateTime: "2026-11-23T09:00:00", timeZone: "UTC" },
  isOrganizer: true,
  type: "seriesMaster",
  attendees: [{ type: "required", emailAddress: { address: "old@contoso.example" } }],
};

function graph({ method, template }: Asked): Answer {
  if (template === "/me/mailboxSettings") return { body: { timeZone: "W. Europe Standard Time" } };
  if (template === "/me/calendars") return { body: { value: [{ id: "AAMkcal", name: "Calendar" }] } };
  if (method === "DELETE") return { status: 204 };
  if (/\/(?:cancel|accept|tentativelyAccept|decline)$/.test(template)) return { status: 202 };
  if (template.endsWith("/getSchedule")) return { body: { value: [{ scheduleId: "a@contoso.example", availabilityView: "0000" }] } };
  if (template.endsWith("/findMeetingTimes")) return { body: { emptySuggestionsReason: "", meetingTimeSuggestions: [] } };
  if (template.endsWith("/instances")) return { body: { value: [event] } };
  return { body: event };
}

// oxlint-disable-next-line typescript/no-explicit-any -- an output of any tool
const output = (look: (output: any) => unknown) => (seen: Seen) => look(seen.output);
const at = (dateTime: string) => ({ dateTime, timeZone: "Europe/Berlin" });
const invited = (address: string, type = "required") => ({ emailAddress: { address }, type });

export const calendarParameters: Readonly<Record<string, ToolCases>> = {
  getCalendarEvent: {
    graph,
    base: { id: "AAMkone" },
    parameters: {
      id: [
        { with: { id: "AAMk+two=" }, see: path, expect: "/v1.0/me/events/AAMk%2Btwo%3D" },
        { with: { id: undefined }, see: path, expect: "/v1.0/me/calendars" },
      ],
      bodyFormat: [
        { with: {}, see: ({ last }) => last.bodies, expect: "text" },
        { with: { bodyFormat: "markdown" }, see: ({ last }) => last.bodies, expect: "markdown" },
        { with: { bodyFormat: "html" }, see: ({ last }) => last.bodies, expect: undefined },
      ],
      instances: [
        { with: { instances: true }, see: path, expect: "/v1.0/me/events/AAMkone/instances" },
        { with: { instances: true }, see: q("startDateTime"), expect: "2026-11-23T08:00:00Z" },
      ],
      timeZone: { with: { timeZone: "Asia/Tokyo" }, see: output((one) => one.event.start), expect: "2026-11-23T17:00:00+09:00" },
    },
  },
  updateCalendarEvent: {
    graph,
    base: { id: "AAMkone", timeZone: "Europe/Berlin" },
    parameters: {
      id: { with: { id: "AAMk+two=", subject: "T" }, see: path, expect: "/v1.0/me/events/AAMk%2Btwo%3D" },
      subject: [
        { with: { subject: "T" }, see: body((json) => json), expect: { subject: "T" } },
        { with: { subject: "T" }, see: ({ last }) => last.headers, expect: { "if-match": 'W/"1"' } },
      ],
      start: {
        with: { start: "2026-11-24T10:00" },
        see: body((json) => json),
        expect: { start: at("2026-11-24T10:00:00"), end: at("2026-11-24T11:00:00") },
      },
      end: { with: { end: "2026-11-23T11:00" }, see: body((json) => json.end), expect: at("2026-11-23T11:00:00") },
      timeZone: {
        with: { start: "2026-11-24T10:00", timeZone: "Tokyo Standard Time" },
        see: body((json) => json.start),
        expect: { dateTime: "2026-11-24T10:00:00", timeZone: "Tokyo Standard Time" },
      },
      attendees: [
        { with: { attendees: "new@contoso.example" }, see: body((json) => json.attendees), expect: [invited("new@contoso.example")] },
        { with: { attendees: [] }, see: body((json) => json.attendees), expect: [] },
      ],
      optionalAttendees: {
        with: { optionalAttendees: ["new@contoso.example"] },
        see: body((json) => json.attendees),
        expect: [invited("new@contoso.example", "optional"), invited("old@contoso.example")],
      },
      body: { with: { body: "Text" }, see: body((json) => json), expect: { body: { contentType: "text", content: "Text" } } },
      location: { with: { location: "Room 4" }, see: body((json) => json), expect: { location: { displayName: "Room 4" } } },
      isOnlineMeeting: {
        with: { isOnlineMeeting: true },
        see: body((json) => json),
        expect: { isOnlineMeeting: true, onlineMeetingProvider: "teamsForBusiness" },
      },
      reminderMinutes: {
        with: { reminderMinutes: 5 },
        see: body((json) => json),
        expect: { isReminderOn: true, reminderMinutesBeforeStart: 5 },
      },
      showAs: { with: { showAs: "workingElsewhere" }, see: body((json) => json), expect: { showAs: "workingElsewhere" } },
      isAllDay: {
        with: { isAllDay: true, start: "2026-11-23", end: "2026-11-23" },
        see: body((json) => json),
        expect: { isAllDay: true, start: at("2026-11-23T00:00:00"), end: at("2026-11-24T00:00:00") },
      },
      recurrence: {
        with: { recurrence: { every: "day", times: 2 } },
        see: body((json) => json.recurrence),
        expect: {
          pattern: { type: "daily", interval: 1 },
          range: { type: "numbered", numberOfOccurrences: 2, startDate: "2026-11-23", recurrenceTimeZone: "Europe/Berlin" },
        },
      },
    },
  },
  deleteCalendarEvent: {
    graph,
    base: { id: "AAMkone" },
    parameters: {
      id: { with: { id: "AAMk+two=" }, see: path, expect: "/v1.0/me/events/AAMk%2Btwo%3D/cancel" },
      mode: { with: { mode: "delete" }, see: ({ last }) => `${last.method} ${last.path}`, expect: "DELETE /v1.0/me/events/AAMkone" },
      comment: { with: { comment: "Sorry" }, see: body((json) => json), expect: { comment: "Sorry" } },
    },
  },
  respondToEvent: {
    graph,
    base: { id: "AAMkone", response: "accept" },
    parameters: {
      id: { with: { id: "AAMk+two=" }, see: path, expect: "/v1.0/me/events/AAMk%2Btwo%3D/accept" },
      response: [
        { with: { response: "tentative" }, see: path, expect: "/v1.0/me/events/AAMkone/tentativelyAccept" },
        { with: { response: "decline" }, see: path, expect: "/v1.0/me/events/AAMkone/decline" },
      ],
      comment: { with: { comment: "Gladly" }, see: body((json) => json), expect: { comment: "Gladly", sendResponse: true } },
      notify: { with: { notify: false }, see: body((json) => json), expect: { sendResponse: false } },
    },
  },
  checkAvailability: {
    graph,
    base: { people: "a@contoso.example", start: "2026-11-23T09:00", end: "2026-11-23T11:00", timeZone: "Europe/Berlin" },
    parameters: {
      people: {
        with: { people: ["a@contoso.example", "b@contoso.example"] },
        see: body((json) => json.schedules),
        expect: ["a@contoso.example", "b@contoso.example"],
      },
      start: { with: { start: "2026-11-23T08:30" }, see: body((json) => json.startTime), expect: at("2026-11-23T08:30:00") },
      end: { with: { end: "2026-11-23T10:30" }, see: body((json) => json.endTime), expect: at("2026-11-23T10:30:00") },
      timeZone: {
        with: { timeZone: undefined, start: "2026-11-23T09:00Z", end: "2026-11-23T11:00Z" },
        see: body((json) => json.startTime),
        expect: { dateTime: "2026-11-23T09:00:00", timeZone: "UTC" },
      },
      slotMinutes: { with: { slotMinutes: 45 }, see: body((json) => json.availabilityViewInterval), expect: 45 },
    },
  },
  findMeetingTimes: {
    graph,
    base: {
      attendees: "a@contoso.example",
      durationMinutes: 30,
      windowStart: "2026-11-23T09:00",
      windowEnd: "2026-11-23T17:00",
      timeZone: "Europe/Berlin",
    },
    parameters: {
      attendees: {
        with: { attendees: ["b@contoso.example"] },
        see: body((json) => json.attendees),
        expect: [invited("b@contoso.example")],
      },
      durationMinutes: { with: { durationMinutes: 90 }, see: body((json) => json.meetingDuration), expect: "PT90M" },
      windowStart: {
        with: { windowStart: "2026-11-23T10:00" },
        see: body((json) => json.timeConstraint.timeSlots[0].start),
        expect: at("2026-11-23T10:00:00"),
      },
      windowEnd: {
        with: { windowEnd: "2026-11-23T12:00" },
        see: body((json) => json.timeConstraint.timeSlots[0].end),
        expect: at("2026-11-23T12:00:00"),
      },
      timeZone: {
        with: { timeZone: "Asia/Tokyo" },
        see: body((json) => json.timeConstraint.timeSlots[0].end.timeZone),
        expect: "Asia/Tokyo",
      },
      max: { with: { max: 3 }, see: body((json) => json.maxCandidates), expect: 3 },
    },
  },
};

import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { addressList, maxRecipients } from "../addresses.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { idempotencyKey, operationId } from "../operation-id.ts";
import { singleLine } from "../single-line.ts";
import { chosenZone, zoneInput, zoneOperation, zoneScope, zoneText } from "../time/chosen-zone.ts";
import { readWritten, wallClock } from "../time/moment.ts";
import { utc, type Zone } from "../time/zone.ts";
import { bodyInput, createdEvent, eventBody, invited, reminderInput, showAsInput, whenInput } from "./new-event.ts";
import { patternedRecurrence, recurrenceInput } from "./recurrence.ts";
import { checkSeriesTimes, graphTimes, shownSpan, shownTimes, spanOf, wholeDays, zoneForNew } from "./span.ts";
import { calendarInput, calendarOperations, whichCalendar } from "./which-calendar.ts";

export const createCalendarEvent = defineTool({
  name: "createCalendarEvent",
  title: "Create a calendar event",
  description: "Creates an event in your calendar; attendees are invited by mail.",
  toolset: "calendar",
  tier: "core",
  risk: "send",
  riskOf: ({ attendees = [], optionalAttendees = [] }) => (attendees.length + optionalAttendees.length > 0 ? "send" : "write"),
  repeatable: true,
  scopes: ["Calendars.ReadWrite"],
  optionalScopes: [zoneScope, "Calendars.ReadWrite.Shared"],
  aliases: { startDateTime: "start", endDateTime: "end" },
  operations: ["POST /me/events", "POST /me/calendars/{calendarId}/events", ...calendarOperations, zoneOperation],
  input: z.strictObject({
    subject: singleLine(255),
    start: whenInput,
    end: z.string(),
    attendees: addressList.optional(),
    optionalAttendees: addressList.optional(),
    body: bodyInput,
    timeZone: zoneInput,
    location: singleLine(255).optional(),
    isOnlineMeeting: z.boolean().optional().describe("Adds a Teams link."),
    reminderMinutes: reminderInput,
    recurrence: recurrenceInput.optional(),
    isAllDay: z.boolean().optional(),
    showAs: showAsInput,
    calendarId: calendarInput,
    idempotencyKey,
  }),
  output: z.object({
    id: z.string(),
    subject: z.string(),
    ...shownSpan,
    attendees: z.array(z.string()),
    joinUrl: z.string().optional(),
    webLink: z.string().optional(),
  }),

  recipients: ({ attendees = [], optionalAttendees = [] }) => [...attendees, ...optionalAttendees],
  async run(input, { graph, principal }) {
    const { subject, attendees = [], optionalAttendees = [], location, isOnlineMeeting, reminderMinutes, recurrence, isAllDay } = input;
    const people = invited(attendees, optionalAttendees);
    if (people.length > maxRecipients) {
      throw new AppError("invalid_arguments", `An event may invite at most ${maxRecipients} people.`, { field: "attendees" });
    }
    const from = readWritten("start", input.start);
    const to = readWritten("end", input.end);
    const content = input.body === undefined ? undefined : eventBody(input.body);
    const plan = (zone: Zone) => {
      const span = isAllDay ? wholeDays(from, to, zone) : spanOf({ start: "start", end: "end" }, from, to, zone);
      if (recurrence) checkSeriesTimes(span, zone);
      return { span, pattern: recurrence && patternedRecurrence(recurrence, wallClock(span.start, zone).slice(0, 10), zone) };
    };
    /* What is wrong with two local times, or with the recurrence, is wrong in every zone: no need to ask for the zone to see it. */
    if (from.offset === undefined && to.offset === undefined) plan(utc);
    /* A series keeps the wall clock of its zone, so that an offset is not enough. */
    const zone = recurrence ? await chosenZone(input.timeZone, graph) : await zoneForNew(input.timeZone, [from, to], graph);
    const { span, pattern } = plan(zone);
    const calendarId = input.calendarId === undefined ? undefined : await whichCalendar(input.calendarId, undefined, graph);

    const created = await graph.request({
      method: "POST",
      path: calendarId === undefined ? "/me/events" : "/me/calendars/{calendarId}/events",
      ...(calendarId === undefined ? {} : { params: { calendarId } }),
      body: {
        subject,
        ...graphTimes(span, zone),
        ...compact({
          isAllDay,
          showAs: input.showAs,
          body: content,
          location: location === undefined ? undefined : { displayName: location },
          recurrence: pattern,
          ...(reminderMinutes === undefined ? {} : { isReminderOn: true, reminderMinutesBeforeStart: reminderMinutes }),
          ...(isOnlineMeeting === undefined ? {} : { isOnlineMeeting }),
          ...(isOnlineMeeting ? { onlineMeetingProvider: "teamsForBusiness" } : {}),
        }),
        attendees: people,
        transactionId: operationId(principal.id, "createCalendarEvent", input.idempotencyKey),
      },
      response: createdEvent,
      idempotency: "keyed",
    });
    return compact({
      id: created.id,
      subject,
      ...shownTimes(span, zone),
      attendees: people.map(({ emailAddress }) => emailAddress.address),
      joinUrl: created.onlineMeeting?.joinUrl ?? undefined,
      webLink: created.webLink ?? undefined,
    });
  },
  text: (made) =>
    [
      `Created: ${made.subject}, ${made.start} – ${made.end} (${zoneText(made)})`,
      ...(made.note === undefined ? [] : [made.note]),
      ...(made.attendees.length > 0 ? [`Invitations go to ${made.attendees.join(", ")}`] : []),
      ...(made.joinUrl ? [`join ${made.joinUrl}`] : []),
      `id=${made.id}`,
    ].join("\n"),
});

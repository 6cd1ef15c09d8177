import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { addressList, maxRecipients } from "../addresses.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { idempotencyKey, operationId } from "../operation-id.ts";
import { requiredOneOf } from "../one-of.ts";
import { singleLine } from "../single-line.ts";
import { zoneInput, zoneOperation, zoneScope } from "../time/chosen-zone.ts";
import { instantOf, readWritten, wallClock } from "../time/moment.ts";
import { utc, type Zone } from "../time/zone.ts";
import { attendee, createdEvent, eventBody } from "./new-event.ts";
import { patternedRecurrence, recurrenceInput } from "./recurrence.ts";
import { checkedSpan, graphTimes, shownTimes, wholeDays, zoneForNew } from "./span.ts";

export const createCalendarEvent = defineTool({
  name: "createCalendarEvent",
  title: "Create a calendar event",
  description: "Creates an event in your calendar; attendees are invited by mail. start and end are required.",
  toolset: "calendar",
  tier: "core",
  risk: "send",
  repeatable: true,
  scopes: ["Calendars.ReadWrite"],
  optionalScopes: [zoneScope],
  operations: ["POST /me/events", "POST /me/calendars/{calendarId}/events", zoneOperation],
  input: z.strictObject({
    subject: singleLine(255),
    start: z.string().optional().describe("Local unless it has an offset; a date if all day."),
    end: z.string().optional(),
    startDateTime: z.string().optional().describe("Same as start."),
    endDateTime: z.string().optional(),
    attendees: addressList.optional(),
    optionalAttendees: addressList.optional(),
    body: z.string().max(500_000).optional().describe("Text; HTML if it starts with <."),
    timeZone: zoneInput,
    location: singleLine(255).optional(),
    isOnlineMeeting: z.boolean().optional().describe("Adds a Teams link."),
    reminderMinutes: z.int().min(0).max(40_320).optional(),
    recurrence: recurrenceInput.optional(),
    isAllDay: z.boolean().optional(),
    showAs: z.enum(["free", "tentative", "busy", "oof", "workingElsewhere"]).optional(),
    calendarId: graphId.optional(),
    idempotencyKey,
  }),
  output: z.object({
    id: z.string(),
    subject: z.string(),
    start: z.string(),
    end: z.string(),
    timeZone: z.string(),
    attendees: z.array(z.string()),
    joinUrl: z.string().optional(),
    webLink: z.string().optional(),
  }),

  recipients: ({ attendees = [], optionalAttendees = [] }) => [...attendees, ...optionalAttendees],
  async run(input, { graph, principal }) {
    const {
      subject,
      attendees = [],
      optionalAttendees = [],
      body,
      location,
      isOnlineMeeting,
      reminderMinutes,
      recurrence,
      isAllDay,
      showAs,
    } = input;
    if (attendees.length + optionalAttendees.length > maxRecipients) {
      throw new AppError("invalid_arguments", `An event may invite at most ${maxRecipients} people.`, { field: "attendees" });
    }
    const from = readWritten("start", requiredOneOf(input, "start", "startDateTime"));
    const to = readWritten("end", requiredOneOf(input, "end", "endDateTime"));
    const content = body === undefined ? undefined : eventBody(body);
    const plan = (zone: Zone) => {
      const span = isAllDay
        ? wholeDays(from, to, zone)
        : checkedSpan({ zone, start: instantOf("start", from, zone), end: instantOf("end", to, zone) }, "end");
      return { span, pattern: recurrence && patternedRecurrence(recurrence, wallClock(span.start, zone).slice(0, 10), zone) };
    };
    /* What is wrong with two local times, or with the recurrence, is wrong in every zone: no need to ask for the zone to see it. */
    if (from.offset === undefined && to.offset === undefined) plan(utc);
    const { span, pattern } = plan(await zoneForNew(input.timeZone, [from, to], graph));

    const created = await graph.request({
      method: "POST",
      path: input.calendarId === undefined ? "/me/events" : "/me/calendars/{calendarId}/events",
      ...(input.calendarId === undefined ? {} : { params: { calendarId: input.calendarId } }),
      body: {
        subject,
        ...graphTimes(span),
        ...compact({
          isAllDay,
          showAs,
          body: content,
          location: location === undefined ? undefined : { displayName: location },
          recurrence: pattern,
          ...(reminderMinutes === undefined ? {} : { isReminderOn: true, reminderMinutesBeforeStart: reminderMinutes }),
          ...(isOnlineMeeting === undefined ? {} : { isOnlineMeeting }),
          ...(isOnlineMeeting ? { onlineMeetingProvider: "teamsForBusiness" } : {}),
        }),
        attendees: [...attendees.map((one) => attendee(one, "required")), ...optionalAttendees.map((one) => attendee(one, "optional"))],
        transactionId: operationId(principal.id, "createCalendarEvent", input.idempotencyKey),
      },
      response: createdEvent,
      idempotency: "keyed",
    });
    return compact({
      id: created.id,
      subject,
      ...shownTimes(span),
      attendees: [...attendees, ...optionalAttendees],
      joinUrl: created.onlineMeeting?.joinUrl ?? undefined,
      webLink: created.webLink ?? undefined,
    });
  },
  text: ({ id, subject, start, end, timeZone, attendees, joinUrl }) =>
    [
      `Created: ${subject}, ${start} – ${end} (${timeZone})`,
      ...(attendees.length > 0 ? [`Invitations go to ${attendees.join(", ")}`] : []),
      ...(joinUrl ? [`join ${joinUrl}`] : []),
      `id=${id}`,
    ].join("\n"),
});

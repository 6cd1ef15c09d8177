import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { odataString } from "../../graph/path.ts";
import { defineTool } from "../define-tool.ts";
import { cursorInput, listOf, mapPage, pageText } from "../listing.ts";
import { alsoForMailboxes, mailboxInput, scopesOfMailbox } from "../mailbox.ts";
import { singleLine } from "../single-line.ts";
import { chosenZone, shownZone, zoneInput, zoneOperation, zoneOutput, zoneScope, zoneText } from "../time/chosen-zone.ts";
import { dayOf, daysFrom, instantOf, localTime, readWritten, utcText } from "../time/moment.ts";
import { utc, type Zone } from "../time/zone.ts";
import { event, eventLines, fieldsInput, graphEventOf, readEvent, usualEventFields, withAllDay } from "./event.ts";
import { calendarInput, calendarOperations, whichCalendar } from "./which-calendar.ts";

const dayMs = 86_400_000;
const usualDays = 7;
/** Longest range of one listing. */
const maxDays = 1_100;

export const getCalendarEvents = defineTool({
  name: "getCalendarEvents",
  title: "Get calendar events",
  description: "Events of the next days, or from start to end; series expanded, in order of start.",
  toolset: "calendar",
  tier: "core",
  risk: "read",
  scopes: ["Calendars.Read"],
  optionalScopes: [zoneScope, "Calendars.Read.Shared"],
  scopesOf: ({ mailbox }) => scopesOfMailbox(mailbox, ["Calendars.Read"]),
  aliases: { startDateTime: "start", endDateTime: "end" },
  operations: [
    ...alsoForMailboxes(["GET /me/calendarView", "GET /me/calendars/{calendarId}/calendarView", ...calendarOperations]),
    zoneOperation,
  ],
  input: z.strictObject({
    /* Listed as a default, kept apart from what was given: beside both start and end it would say something else. */
    days: z.int().min(1).max(30).optional().meta({ default: usualDays }),
    start: z.string().optional().describe("Date or time; local unless it has an offset."),
    end: z.string().optional(),
    timeZone: zoneInput,
    calendarId: calendarInput,
    query: singleLine(200).optional().describe("Part of the subject."),
    count: z.int().min(1).max(100).default(50),
    fields: fieldsInput,
    mailbox: mailboxInput,
    cursor: cursorInput,
  }),
  /* A further page goes on in the range that the first one told. */
  output: listOf(event).extend({ rangeStart: z.string().optional(), rangeEnd: z.string().optional(), ...zoneOutput }),

  async run({ days, start, end, timeZone, calendarId, query, count, fields: asked, mailbox, cursor }, { graph, now }) {
    const fields = asked === undefined ? usualEventFields : withAllDay(asked);
    const from = start === undefined ? undefined : readWritten("start", start);
    const to = end === undefined ? undefined : readWritten("end", end);
    if (days !== undefined && from && to)
      throw new AppError("invalid_arguments", "days goes with start or end, not with both; leave it out.", { field: "days" });
    const range = (zone: Zone) => {
      const length = days ?? usualDays;
      const last = to && instantOf("end", to, zone);
      /* Until a day that is to come one wants to see what lies before it from today on, unless so many days were asked for. */
      const comes = days === undefined && last !== undefined && last > now();
      const sinceUnsaid = last === undefined ? now() : comes ? dayOf(now(), zone) : daysFrom(last, -length, zone);
      const since = from ? instantOf("start", from, zone) : sinceUnsaid;
      const until = last ?? daysFrom(since, length, zone);
      if (until <= since) throw new AppError("invalid_arguments", "end must be after start.", { field: "end" });
      if (until - since > maxDays * dayMs)
        throw new AppError("invalid_arguments", `The range may be at most ${maxDays} days.`, { field: "end" });
      return { since, until };
    };
    /* Two local times are in order in every zone or in none: no need to ask for the zone to see it. */
    if (from?.offset === undefined && to?.offset === undefined) range(utc);
    const zone = await chosenZone(timeZone, graph);
    const { since, until } = range(zone);
    const calendar = calendarId === undefined ? undefined : await whichCalendar(calendarId, mailbox, graph);

    const page = await graph.list({
      path: calendar === undefined ? "/me/calendarView" : "/me/calendars/{calendarId}/calendarView",
      ...(calendar === undefined ? {} : { params: { calendarId: calendar } }),
      mailbox,
      query: {
        startDateTime: utcText(since),
        endDateTime: utcText(until),
        $top: count,
        $select: [...new Set(["id", ...fields])],
        $filter: query === undefined ? undefined : `contains(subject,${odataString(query)})`,
        $orderby: "start/dateTime",
      },
      bodies: fields.some((field) => field === "body") ? "text" : undefined,
      item: graphEventOf(fields),
      cursor,
      /* The range follows the clock where no start is given, the listing does not. */
      cursorOf: JSON.stringify([days, start, end, query, count, fields]),
    });
    const told = cursor === undefined ? { rangeStart: localTime(since, zone), rangeEnd: localTime(until, zone) } : {};
    return { ...mapPage(page, (item) => readEvent(item, zone)), ...told, ...shownZone(zone) };
  },
  text: (page) =>
    [
      `${page.rangeStart === undefined ? "" : `From ${page.rangeStart} to ${page.rangeEnd}. `}Times in ${zoneText(page)}.`,
      pageText(page, page.items.flatMap(eventLines), "No events."),
    ].join("\n"),
});

import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { odataString } from "../../graph/path.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { cursorInput, listOf, mapPage, pageText } from "../listing.ts";
import { oneOf } from "../one-of.ts";
import { singleLine } from "../single-line.ts";
import { chosenZone, zoneInput, zoneOperation, zoneScope } from "../time/chosen-zone.ts";
import { instantOf, readWritten, utcText } from "../time/moment.ts";
import { utc, type Zone } from "../time/zone.ts";
import { event, eventFields, eventLines, graphEventOf, readEvent, usualEventFields } from "./event.ts";

const dayMs = 86_400_000;
/** Longest range of one listing. */
const maxDays = 1_100;

export const getCalendarEvents = defineTool({
  name: "getCalendarEvents",
  title: "Get calendar events",
  description: "Events in a range (the next days unless start and end are given), series expanded, in order of start.",
  toolset: "calendar",
  tier: "core",
  risk: "read",
  scopes: ["Calendars.Read"],
  optionalScopes: [zoneScope],
  operations: ["GET /me/calendarView", "GET /me/calendars/{calendarId}/calendarView", zoneOperation],
  input: z.strictObject({
    days: z.int().min(1).max(30).default(7),
    start: z.string().optional().describe("Date or time, local unless it has an offset."),
    end: z.string().optional(),
    startDateTime: z.string().optional().describe("Same as start."),
    endDateTime: z.string().optional().describe("Same as end."),
    timeZone: zoneInput,
    calendarId: graphId.optional(),
    query: singleLine(200).optional().describe("Words in the subject."),
    count: z.int().min(1).max(100).default(50),
    fields: z.array(eventFields).min(1).max(18).optional(),
    cursor: cursorInput,
  }),
  output: listOf(event).extend({ timeZone: z.string() }),

  async run(input, { graph, now }) {
    const { days, calendarId, query, count, fields = usualEventFields, cursor } = input;
    const from = oneOf(input, "start", "startDateTime");
    const to = oneOf(input, "end", "endDateTime");
    const writtenFrom = from === undefined ? undefined : readWritten("start", from);
    const writtenTo = to === undefined ? undefined : readWritten("end", to);
    const range = (zone: Zone) => {
      const until = writtenTo && instantOf("end", writtenTo, zone);
      const since = writtenFrom ? instantOf("start", writtenFrom, zone) : until === undefined ? now() : until - days * dayMs;
      const end = until ?? since + days * dayMs;
      if (end <= since) throw new AppError("invalid_arguments", "end must be after start.", { field: "end" });
      if (end - since > maxDays * dayMs)
        throw new AppError("invalid_arguments", `The range may be at most ${maxDays} days.`, { field: "end" });
      return { since, end };
    };
    /* Two local times are in order in every zone or in none: no need to ask for the zone to see it. */
    if (writtenFrom?.offset === undefined && writtenTo?.offset === undefined) range(utc);
    const zone = await chosenZone(input.timeZone, graph);
    const { since, end } = range(zone);

    const page = await graph.list({
      path: calendarId === undefined ? "/me/calendarView" : "/me/calendars/{calendarId}/calendarView",
      ...(calendarId === undefined ? {} : { params: { calendarId } }),
      query: {
        startDateTime: utcText(since),
        endDateTime: utcText(end),
        $top: count,
        $select: ["id", ...new Set(fields)],
        $filter: query === undefined ? undefined : `contains(subject,${odataString(query)})`,
        $orderby: "start/dateTime",
      },
      headers: {
        prefer: [
          `outlook.timezone="${zone.graph}"`,
          ...(fields.some((field) => field === "body") ? ['outlook.body-content-type="text"'] : []),
        ].join(", "),
      },
      item: graphEventOf(fields),
      cursor,
      /* The range follows the clock where no start is given, the listing does not. */
      cursorOf: JSON.stringify([days, from, to, query, count, fields]),
    });
    return { ...mapPage(page, (item) => readEvent(item, zone)), timeZone: zone.iana };
  },
  text: (page) => `Times in ${page.timeZone}.\n${pageText(page, page.items.flatMap(eventLines), "No events.")}`,
});

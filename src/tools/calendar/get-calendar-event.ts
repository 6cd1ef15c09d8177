import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { fieldsOf } from "../listing.ts";
import { chosenZone, shownZone, zoneInput, zoneOperation, zoneOutput, zoneScope, zoneText } from "../time/chosen-zone.ts";
import { utcText } from "../time/moment.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { event, eventLines, graphEventOf, instantOfMoment, readEvent, type EventField } from "./event.ts";
import { calendarOperations, graphCalendar, maxCalendars } from "./which-calendar.ts";

const wholeEvent = graphEventOf([
  "subject",
  "start",
  "end",
  "isAllDay",
  "isCancelled",
  "showAs",
  "location",
  "organizer",
  "attendees",
  "onlineMeeting",
  "responseStatus",
  "type",
  "seriesMasterId",
  "categories",
  "webLink",
  "body",
  "recurrence",
]);
const instanceFields = ["subject", "start", "end", "isAllDay", "isCancelled", "type"] as const satisfies readonly EventField[];

/** Characters of the body. */
const bodyLength = 20_000;
/** Instances are those of the next half year, or of the first one of a series yet to begin. */
const instanceDays = 183;
const maxInstances = 50;

const calendar = z.object({
  id: z.string(),
  name: z.string(),
  isDefault: z.boolean(),
  canEdit: z.boolean(),
  owner: z.string().optional(),
  untrusted,
});
const instance = event.pick({
  id: true,
  subject: true,
  start: true,
  end: true,
  startUtc: true,
  endUtc: true,
  isCancelled: true,
  type: true,
  untrusted: true,
});

export const getCalendarEvent = defineTool({
  name: "getCalendarEvent",
  title: "Get a calendar event",
  description: "One event with its body, and a series' coming instances if asked; without id, lists your calendars.",
  toolset: "calendar",
  tier: "extended",
  risk: "read",
  scopes: ["Calendars.Read"],
  optionalScopes: [zoneScope],
  operations: ["GET /me/events/{id}", "GET /me/events/{id}/instances", ...calendarOperations, zoneOperation],
  input: z.strictObject({
    id: graphId.optional(),
    bodyFormat: z.enum(["text", "markdown", "html"]).default("text"),
    instances: z.boolean().optional(),
    timeZone: zoneInput,
  }),
  output: z.object({
    event: event.optional(),
    instances: z.array(instance).optional(),
    calendars: z.array(calendar).optional(),
    truncated: z.literal(true).optional(),
    timeZone: zoneOutput.timeZone.optional(),
    zoneFrom: zoneOutput.zoneFrom.optional(),
  }),

  async run({ id, bodyFormat, instances, timeZone }, { graph, now }) {
    if (id === undefined) {
      if (instances) throw new AppError("invalid_arguments", "instances needs the id of an event.", { field: "id" });
      const { items, truncated } = await graph.all(
        { path: "/me/calendars", query: { $select: fieldsOf(graphCalendar) }, item: graphCalendar },
        maxCalendars,
      );
      return compact({ calendars: items.map(readCalendar), truncated });
    }
    const zone = await chosenZone(timeZone, graph);
    const found = await graph.request({
      method: "GET",
      path: "/me/events/{id}",
      params: { id },
      query: { $select: Object.keys(wholeEvent.shape) },
      bodies: bodyFormat,
      response: wholeEvent,
      idempotency: "safe",
    });
    const shown = { event: readEvent(found, zone, bodyLength), ...shownZone(zone) };
    if (!instances) return shown;

    const series = found.type === "seriesMaster" ? found.id : found.seriesMasterId;
    if (!series) throw new AppError("invalid_arguments", "instances is for series; this event happens once.", { field: "instances" });
    const begins = found.start ? instantOfMoment(found.start) : 0;
    const from = Math.max(now(), begins);
    const page = await graph.list({
      path: "/me/events/{id}/instances",
      params: { id: series },
      query: {
        startDateTime: utcText(from),
        endDateTime: utcText(from + instanceDays * 86_400_000),
        $top: maxInstances,
        $select: ["id", ...instanceFields],
      },
      item: graphEventOf(instanceFields),
    });
    return compact({
      ...shown,
      instances: page.items.map((one) => readEvent(one, zone)),
      truncated: page.hasMore ? (true as const) : undefined,
    });
  },
  text: ({ event: found, instances, calendars, truncated, timeZone, zoneFrom }) => {
    if (calendars) return calendars.length === 0 ? "No calendars." : fenced(calendars.map(calendarLine));
    const lines = [
      ...(found ? eventLines(found) : []),
      ...(instances ? [`Coming instances${truncated ? ` (the first ${maxInstances})` : ""}:`, ...instances.flatMap(eventLines)] : []),
    ];
    const times = timeZone !== undefined && zoneFrom !== undefined ? `Times in ${zoneText({ timeZone, zoneFrom })}.\n` : "";
    return `${times}${fenced(lines)}`;
  },
});

function readCalendar({ id, name, isDefaultCalendar, canEdit, owner }: z.output<typeof graphCalendar>): z.output<typeof calendar> {
  return compact<z.output<typeof calendar>>({
    id,
    name: oneLine(name ?? "", 120),
    isDefault: isDefaultCalendar === true,
    canEdit: canEdit === true,
    owner: owner?.address ? oneLine(owner.address, 254) : undefined,
    untrusted: true,
  });
}

function calendarLine({ id, name, isDefault, canEdit, owner }: z.output<typeof calendar>): string {
  const flags = [isDefault ? "default" : "", canEdit ? "" : "read only"].filter(Boolean).join(", ");
  return `- ${[name, owner ?? "", flags].filter(Boolean).join(" | ")} | id=${id}`;
}

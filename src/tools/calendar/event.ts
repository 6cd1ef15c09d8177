/** A calendar event as our lists show it, and how it is read from Graph's. */
import { z } from "zod";
import { compact } from "../compact.ts";
import { only } from "../listing.ts";
import { instantOfGraph, localTime, utcText } from "../time/moment.ts";
import { findZone, utc, type Zone } from "../time/zone.ts";
import { untrusted } from "../untrusted.ts";
import { graphRecurrence, recurrenceText } from "./recurrence.ts";
import { oneLine, visibleText } from "../visible-text.ts";

const graphAddress = z.object({ name: z.string().nullish(), address: z.string().nullish() });
/** Asked for without `Prefer: outlook.timezone`: then it is in UTC, where no hour comes twice. */
export const graphMoment = z.object({ dateTime: z.string(), timeZone: z.string() });

export const graphEvent = z.object({
  id: z.string(),
  subject: z.string().nullish(),
  start: graphMoment.nullish(),
  end: graphMoment.nullish(),
  isAllDay: z.boolean().nullish(),
  isCancelled: z.boolean().nullish(),
  showAs: z.string().nullish(),
  location: z.object({ displayName: z.string().nullish() }).nullish(),
  organizer: z.object({ emailAddress: graphAddress }).nullish(),
  attendees: z
    .array(
      z.object({
        type: z.string().nullish(),
        emailAddress: graphAddress.nullish(),
        status: z.object({ response: z.string().nullish() }).nullish(),
      }),
    )
    .optional(),
  onlineMeeting: z.object({ joinUrl: z.string().nullish() }).nullish(),
  responseStatus: z.object({ response: z.string().nullish() }).nullish(),
  type: z.string().nullish(),
  seriesMasterId: z.string().nullish(),
  categories: z.array(z.string()).optional(),
  webLink: z.string().nullish(),
  bodyPreview: z.string().nullish(),
  body: z.object({ contentType: z.string().nullish(), content: z.string() }).nullish(),
  isOrganizer: z.boolean().nullish(),
  recurrence: graphRecurrence.nullish(),
});
type GraphEvent = z.output<typeof graphEvent>;

/** Epoch ms. */
export function instantOfMoment({ dateTime, timeZone }: z.output<typeof graphMoment>): number {
  return instantOfGraph(dateTime, findZone(timeZone) ?? utc);
}

const attendee = z.object({
  name: z.string().optional(),
  address: z.string(),
  type: z.string().optional(),
  response: z.string().optional(),
});

export const event = z.object({
  id: z.string(),
  subject: z.string().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  /** Not of days, which belong to no zone. */
  startUtc: z.string().optional(),
  endUtc: z.string().optional(),
  isAllDay: z.boolean().optional(),
  isCancelled: z.boolean().optional(),
  showAs: z.string().optional(),
  location: z.string().optional(),
  /** Address, or name where there is none. */
  organizer: z.string().optional(),
  attendees: z.array(attendee).optional(),
  joinUrl: z.string().optional(),
  response: z.string().optional(),
  type: z.string().optional(),
  seriesMasterId: z.string().optional(),
  categories: z.array(z.string()).optional(),
  webLink: z.string().optional(),
  bodyPreview: z.string().optional(),
  body: z.string().optional(),
  bodyTruncated: z.literal(true).optional(),
  bodyUnreadable: z.literal(true).optional(),
  recurrence: z.string().optional(),
  untrusted,
});
type Event = z.output<typeof event>;

/** Graph's names, as `$select` takes them. */
const eventFields = z.enum([
  "id",
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
  "bodyPreview",
  "body",
  "isOrganizer",
  "recurrence",
]);

export type EventField = z.infer<typeof eventFields>;

/** Names are checked but not listed: they are Graph's own, and eighteen of them cost every client bytes. */
export const fieldsInput = z
  .array(
    z
      .string()
      .refine((name) => eventFields.safeParse(name).success, `must be one of ${eventFields.options.join(", ")}`)
      .transform((name) => eventFields.parse(name)),
  )
  .min(1)
  .max(20)
  .optional()
  .describe("Only these of Graph's event, e.g. subject, start, body.");

export const usualEventFields = [
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
] as const satisfies readonly EventField[];

/** A day has no zone and must not be shown in one, so its times cannot be read without this. */
export function withAllDay(fields: readonly EventField[]): readonly EventField[] {
  return fields.includes("start") || fields.includes("end") ? [...fields, "isAllDay"] : fields;
}

/** Only what was asked for is kept, whatever Graph sends. */
export function graphEventOf(fields: readonly EventField[]) {
  return fields === usualEventFields ? usualEvent : picked(fields);
}
const picked = (fields: readonly EventField[]) => only(graphEvent, ["id", ...fields]);
const usualEvent = picked(usualEventFields);

/** Characters of one event's body in a list. */
const listedBody = 2_000;

/**
 * @param zone the times are shown in; all-day events are dates and belong to no zone
 * @param bodyLength most characters of the body
 */
export function readEvent(from: GraphEvent, zone: Zone, bodyLength = listedBody): Event {
  const time = (graph: z.output<typeof graphMoment> | null | undefined) => {
    if (!graph) return undefined;
    return from.isAllDay ? graph.dateTime.slice(0, 10) : localTime(instantOfMoment(graph), zone);
  };
  const utcTime = (graph: z.output<typeof graphMoment> | null | undefined) =>
    graph && !from.isAllDay ? utcText(instantOfMoment(graph)) : undefined;
  const line = (text: string | null | undefined, max = 200) => (text ? oneLine(text, max) : undefined);
  const someone = (one: z.output<typeof graphAddress> | null | undefined) =>
    one?.address || one?.name
      ? compact<z.output<typeof attendee>>({ name: line(one.name, 100), address: oneLine(one.address ?? "", 254) })
      : undefined;
  const organizer = someone(from.organizer?.emailAddress);
  return compact<Event>({
    id: from.id,
    subject: line(from.subject, 300),
    start: time(from.start),
    end: time(from.end),
    startUtc: utcTime(from.start),
    endUtc: utcTime(from.end),
    isAllDay: from.isAllDay ?? undefined,
    isCancelled: from.isCancelled ?? undefined,
    showAs: from.showAs ?? undefined,
    location: line(from.location?.displayName),
    organizer: organizer && (organizer.address || organizer.name),
    attendees: from.attendees?.flatMap(({ emailAddress, type, status }) => {
      const who = someone(emailAddress);
      return who ? [compact({ ...who, type: type ?? undefined, response: status?.response ?? undefined })] : [];
    }),
    joinUrl: line(from.onlineMeeting?.joinUrl, 2_000),
    response: from.responseStatus?.response ?? undefined,
    type: from.type ?? undefined,
    seriesMasterId: from.seriesMasterId ?? undefined,
    categories: from.categories?.map((category) => oneLine(category, 100)),
    webLink: line(from.webLink, 2_000),
    bodyPreview: line(from.bodyPreview, 160),
    ...readBody(from.body, bodyLength),
    recurrence: from.recurrence ? recurrenceText(from.recurrence) : undefined,
    untrusted: true,
  });
}

function readBody(from: GraphEvent["body"], room: number): Pick<Event, "body" | "bodyTruncated" | "bodyUnreadable"> {
  if (!from) return {};
  if (from.contentType === "unreadable") return { bodyUnreadable: true };
  const body = visibleText(from.content).trim();
  return { body: body.slice(0, room).toWellFormed(), ...(body.length > room && { bodyTruncated: true as const }) };
}

/** `2026-12-21 – 2026-12-23 all day`: the last day is one of them, where Graph names the one after. */
function daysText(start: string, end: string | undefined): string {
  const last = end === undefined ? start : new Date(Date.parse(end) - 86_400_000).toISOString().slice(0, 10);
  return last > start ? `${start} – ${last} all day` : `${start} all day`;
}

export function eventLines(one: Event): readonly string[] {
  const when = one.start === undefined ? "" : one.isAllDay ? daysText(one.start, one.end) : `${one.start} – ${one.end ?? ""}`;
  const flags = [one.isCancelled ? "[cancelled]" : "", one.showAs && one.showAs !== "busy" ? `[${one.showAs}]` : ""]
    .filter(Boolean)
    .join(" ");
  const head = [when, one.subject ?? "(no subject)", one.location ?? "", one.organizer ? `by ${one.organizer}` : "", flags];
  const attendees =
    one.attendees?.map(({ address, response }) => (response && response !== "none" ? `${address} (${response})` : address)) ?? [];
  return [
    `- ${head.filter(Boolean).join(" | ")}`,
    ...(attendees.length > 0 ? [`  with ${oneLine(attendees.join(", "), 400)}`] : []),
    ...(one.joinUrl ? [`  join ${one.joinUrl}`] : []),
    ...(one.recurrence ? [`  ${one.recurrence}`] : []),
    ...(one.response && !["none", "organizer"].includes(one.response) ? [`  my answer: ${one.response}`] : []),
    ...(one.bodyPreview ? [`  ${one.bodyPreview}`] : []),
    ...(one.body ? [`  ${one.body}${one.bodyTruncated ? " […]" : ""}`] : []),
    ...(one.bodyUnreadable ? ["  (The body could not be read as text.)"] : []),
    `  id=${one.id}`,
  ];
}

/** Automatic replies as our tools show them, and how they are read from Graph's. */
import { z } from "zod";
import { compact } from "../compact.ts";
import { instantOfGraph, localTime } from "../time/moment.ts";
import { findZone, type Zone } from "../time/zone.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine, visibleText } from "../visible-text.ts";

const graphTime = z.object({ dateTime: z.string().nullish(), timeZone: z.string().nullish() });

export const graphAutoReply = z.object({
  status: z.string().nullish(),
  externalAudience: z.string().nullish(),
  internalReplyMessage: z.string().nullish(),
  externalReplyMessage: z.string().nullish(),
  scheduledStartDateTime: graphTime.nullish(),
  scheduledEndDateTime: graphTime.nullish(),
});

export const autoReply = z.object({
  status: z.string(),
  audience: z.string().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  timeZone: z.string().optional(),
  /** HTML as it is kept. */
  internal: z.string().optional(),
  external: z.string().optional(),
  truncated: z.literal(true).optional(),
  untrusted,
});
type AutoReply = z.output<typeof autoReply>;

/** Graph's words for a status under ours. */
const statuses: Readonly<Record<string, string>> = { disabled: "off", alwaysEnabled: "on", scheduled: "scheduled" };

/** Characters of one reply that are shown. */
const maxMessage = 4_000;

/** @param zone the schedule is shown in; the one it is kept in unless given */
export function readAutoReply(from: z.output<typeof graphAutoReply>, zone?: Zone): AutoReply {
  const scheduled = from.status === "scheduled";
  const kept = from.scheduledStartDateTime?.timeZone;
  const [internal, external] = [from.internalReplyMessage, from.externalReplyMessage].map((text) => visibleText(text ?? "").trim());
  return compact<AutoReply>({
    status: statuses[from.status ?? ""] ?? oneLine(from.status ?? "unknown", 40),
    audience: from.externalAudience ? oneLine(from.externalAudience, 40) : undefined,
    start: scheduled ? shownTime(from.scheduledStartDateTime, zone) : undefined,
    end: scheduled ? shownTime(from.scheduledEndDateTime, zone) : undefined,
    timeZone: scheduled && kept ? oneLine(findZone(kept) && zone ? zone.graph : kept, 64) : undefined,
    internal: internal ? internal.slice(0, maxMessage).toWellFormed() : undefined,
    external: external ? external.slice(0, maxMessage).toWellFormed() : undefined,
    truncated: Math.max(internal?.length ?? 0, external?.length ?? 0) > maxMessage ? true : undefined,
    untrusted: true,
  });
}

/** Local time with its offset; as Graph wrote it where the zone is not known. */
function shownTime(from: z.output<typeof graphTime> | null | undefined, shownIn: Zone | undefined): string | undefined {
  if (!from?.dateTime) return undefined;
  const written = from.dateTime.slice(0, 19);
  const zone = findZone(from.timeZone ?? "");
  return zone && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(written)
    ? localTime(instantOfGraph(written, zone), shownIn ?? zone)
    : oneLine(written, 19);
}

export function autoReplyLines({ status, audience, start, end, timeZone, internal, external, truncated }: AutoReply): readonly string[] {
  return [
    `Automatic replies: ${status}${start ? `, ${start} to ${end ?? "no end"}${timeZone ? ` (${timeZone})` : ""}` : ""}`,
    ...(audience ? [`Outside audience: ${audience}`] : []),
    ...(internal ? [`To colleagues: ${internal}`] : []),
    ...(external ? [`To others: ${external}`] : []),
    ...(truncated ? ["(cut)"] : []),
  ];
}

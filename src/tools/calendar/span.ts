/** Start and end of something new, read in one zone and written as Graph wants them. */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphClient } from "../../graph/request.ts";
import { chosenZone, shownZone, zoneOutput, type ChosenZone } from "../time/chosen-zone.ts";
import { instantOf, instantOfGraph, isDoubled, localTime, startOfDay, wallClock, type Written } from "../time/moment.ts";
import { utc, type Zone } from "../time/zone.ts";

const dayMs = 86_400_000;

export type Span = {
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
  readonly wholeDays?: true;
  /** What the caller should know of how the times were read. */
  readonly note?: string | undefined;
};

/** Names of the two arguments, for refusals. */
export type SpanFields = { readonly start: string; readonly end: string };

/**
 * The zone times belong to: the argument's; none needed where all times carry offsets; else the mailbox's.
 *
 * @throws AppError `invalid_arguments`
 */
export async function zoneForNew(timeZone: string | undefined, written: readonly Written[], graph: GraphClient): Promise<ChosenZone> {
  if (timeZone === undefined && written.every(({ offset }) => offset !== undefined)) return { ...utc, chosenBy: "offset" };
  return chosenZone(timeZone, graph);
}

/** @throws AppError `invalid_arguments` for local times the clocks skip, an end not after the start, or more than `maxDays` */
export function spanOf(fields: SpanFields, from: Written, to: Written, zone: Zone, maxDays = 366): Span {
  const span = checkedSpan({ start: instantOf(fields.start, from, zone), end: instantOf(fields.end, to, zone) }, fields.end, maxDays);
  return {
    ...span,
    note: doubledNote(
      [
        [fields.start, from],
        [fields.end, to],
      ],
      zone,
    ),
  };
}

/** What to know of times that the zone's clocks show twice; undefined where they show each of them once. */
export function doubledNote(times: readonly (readonly [string, Written])[], zone: Zone): string | undefined {
  const doubled = times.flatMap(([field, written]) => (isDoubled(written, zone) ? [field] : []));
  return doubled.length === 0
    ? undefined
    : `${doubled.join(" and ")} comes twice as the clocks go back; the first pass was taken. Give an offset to choose.`;
}

/** @throws AppError `invalid_arguments` where the end is not after the start, or the span is too long */
export function checkedSpan(span: Span, endField: string, maxDays = 366): Span {
  if (span.end <= span.start) throw new AppError("invalid_arguments", `${endField} must be after the start.`, { field: endField });
  if (span.end - span.start > maxDays * dayMs)
    throw new AppError("invalid_arguments", `${endField} is more than ${maxDays === 366 ? "a year" : `${maxDays} days`} after the start.`, {
      field: endField,
    });
  return span;
}

/**
 * Whole days: midnight to midnight in one zone; an end on the start's own day means that day.
 *
 * @throws AppError `invalid_arguments`
 */
export function wholeDays(start: Written, end: Written, zone: Zone): Span {
  for (const [field, written] of [
    ["start", start],
    ["end", end],
  ] as const) {
    if (written.wall % dayMs !== 0) {
      throw new AppError("invalid_arguments", `${field} must be a date, such as 2026-11-23, for an all-day event.`, { field });
    }
  }
  const last = end.wall === start.wall ? { ...end, wall: end.wall + dayMs } : end;
  return checkedSpan({ start: startOfDay(start, zone), end: startOfDay(last, zone), wholeDays: true }, "end");
}

/** Graph's `dateTimeTimeZone`. It has no offset, so the second pass of a doubled hour can only be written in UTC. */
export function graphTimes({ start, end, wholeDays: days }: Span, zone: Zone) {
  const isPlain = (at: number) => instantOfGraph(wallClock(at, zone), zone) === at;
  const written = isPlain(start) && isPlain(end) ? zone : utc;
  /* A day begins at midnight for Graph, also where the zone's clocks skip it. */
  const clock = (at: number) => (days ? `${wallClock(at, written).slice(0, 10)}T00:00:00` : wallClock(at, written));
  const time = (at: number) => ({ dateTime: clock(at), timeZone: written.graph });
  return { start: time(start), end: time(end) };
}

export const shownSpan = { start: z.string(), end: z.string(), ...zoneOutput, note: z.string().optional() };

/** As the answer shows them: local time with offset, and the zone. */
export function shownTimes({ start, end, note }: Span, zone: ChosenZone) {
  return { start: localTime(start, zone), end: localTime(end, zone), ...shownZone(zone), ...(note !== undefined && { note }) };
}

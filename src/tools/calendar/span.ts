/** Start and end of something new, read in one zone and written as Graph wants them. */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphClient } from "../../graph/request.ts";
import { chosenZone, shownZone, zoneOutput, type ChosenZone } from "../time/chosen-zone.ts";
import { doubledNote, graphTime, instantOf, localTime, startOfDay, utcText, wallClock, zoneToWrite, type Written } from "../time/moment.ts";
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

/** Graph's `dateTimeTimeZone`s. */
export function graphTimes({ start, end, wholeDays: days }: Span, zone: Zone) {
  /* A day begins at midnight for Graph, also where the zone's clocks skip it or show it twice. */
  const midnight = (at: number) => ({ dateTime: `${wallClock(at, zone).slice(0, 10)}T00:00:00`, timeZone: zone.graph });
  if (days) return { start: midnight(start), end: midnight(end) };
  const written = zoneToWrite([start, end], zone);
  return { start: graphTime(start, written), end: graphTime(end, written) };
}

/**
 * A series follows its zone's clocks, which UTC would not.
 *
 * @throws AppError `invalid_arguments` where it would begin in an hour that they show twice
 */
export function checkSeriesTimes({ start, end, wholeDays: days }: Span, zone: Zone): void {
  if (days || zoneToWrite([start, end], zone) === zone) return;
  const field = zoneToWrite([start], zone) === zone ? "end" : "start";
  throw new AppError(
    "invalid_arguments",
    `${field} of a series must not lie in the hour that ${zone.iana} has twice; begin on another day.`,
    {
      field,
    },
  );
}

/** Local times with their offsets, and the same in UTC. */
export const shownPeriod = { start: z.string(), end: z.string(), startUtc: z.string(), endUtc: z.string() };

export function periodOf(start: number, end: number, zone: Zone) {
  return { start: localTime(start, zone), end: localTime(end, zone), startUtc: utcText(start), endUtc: utcText(end) };
}

/** Days belong to no zone, so that whole ones have no UTC. */
export const shownSpan = {
  start: z.string(),
  end: z.string(),
  startUtc: z.string().optional(),
  endUtc: z.string().optional(),
  ...zoneOutput,
  note: z.string().optional(),
};

/** As the answer shows them, with the zone. */
export function shownTimes({ start, end, wholeDays: days, note }: Span, zone: ChosenZone) {
  const times = days ? { start: localTime(start, zone), end: localTime(end, zone) } : periodOf(start, end, zone);
  return { ...times, ...shownZone(zone), ...(note !== undefined && { note }) };
}

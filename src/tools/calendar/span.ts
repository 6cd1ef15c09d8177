/** Start and end of something new, read in one zone and written as Graph wants them. */
import { AppError } from "../../core/errors.ts";
import type { GraphClient } from "../../graph/request.ts";
import { chosenZone } from "../time/chosen-zone.ts";
import { instantOf, localTime, wallClock, type Written } from "../time/moment.ts";
import { utc, type Zone } from "../time/zone.ts";

export type Span = {
  readonly zone: Zone;
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
};

/**
 * The zone a new event's times belong to: the argument's; none needed where all times carry offsets; else the mailbox's.
 *
 * @throws AppError `invalid_arguments`
 */
export async function zoneForNew(timeZone: string | undefined, written: readonly Written[], graph: GraphClient): Promise<Zone> {
  if (timeZone === undefined && written.every(({ offset }) => offset !== undefined)) return utc;
  return chosenZone(timeZone, graph);
}

/** @throws AppError `invalid_arguments` where the end is not after the start, or the span is longer than a year */
export function checkedSpan(span: Span, endField: string): Span {
  if (span.end <= span.start) throw new AppError("invalid_arguments", `${endField} must be after the start.`, { field: endField });
  if (span.end - span.start > 366 * 86_400_000)
    throw new AppError("invalid_arguments", `${endField} is more than a year after the start.`, { field: endField });
  return span;
}

/** Whole days: midnight to midnight in one zone; an end on the start's own day means that day. @throws AppError `invalid_arguments` */
export function wholeDays(start: Written, end: Written, zone: Zone): Span {
  for (const [field, written] of [
    ["start", start],
    ["end", end],
  ] as const) {
    if (written.wall % 86_400_000 !== 0) {
      throw new AppError("invalid_arguments", `${field} must be a date, such as 2026-11-23, for an all-day event.`, { field });
    }
  }
  const last = end.wall === start.wall ? { ...end, wall: end.wall + 86_400_000 } : end;
  const midnight = (field: string, { wall, dateOnly }: Written) => instantOf(field, { wall, dateOnly, offset: undefined }, zone);
  return checkedSpan({ zone, start: midnight("start", start), end: midnight("end", last) }, "end");
}

/** Graph's `dateTimeTimeZone`. */
export function graphTimes({ start, end, zone }: Span) {
  return {
    start: { dateTime: wallClock(start, zone), timeZone: zone.graph },
    end: { dateTime: wallClock(end, zone), timeZone: zone.graph },
  };
}

/** As the answer shows them: local time with offset, and the zone. */
export function shownTimes({ start, end, zone }: Span) {
  return { start: localTime(start, zone), end: localTime(end, zone), timeZone: zone.iana };
}

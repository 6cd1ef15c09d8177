/** Dates and times as people and models write them, made into instants, and back. */
import { AppError } from "../../core/errors.ts";
import { offsetMinutes, utc, type Zone } from "./zone.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A written date or time, read but not yet placed in a zone. */
export type Written = {
  /** The wall clock as if it were UTC, epoch ms. */
  readonly wall: number;
  /** Minutes ahead of UTC, where the text says so. */
  readonly offset: number | undefined;
  readonly dateOnly: boolean;
};

/**
 * Reads `2026-11-23`, `2026-11-23T09:00[:00[.0]]`, with or without `Z` or `+01:00`.
 *
 * @throws AppError `invalid_arguments` naming the field
 */
export function readWritten(field: string, text: string): Written {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:([Zz])|([+-])(\d{2}):(\d{2}))?)?$/.exec(text);
  const part = (index: number) => Number(match?.[index] ?? 0);
  const wall = Date.UTC(part(1), part(2) - 1, part(3), part(4), part(5), part(6));
  const real =
    match !== null &&
    new Date(wall).getUTCMonth() === part(2) - 1 &&
    new Date(wall).getUTCDate() === part(3) &&
    part(4) < 24 &&
    part(5) < 60 &&
    part(6) < 60 &&
    part(9) < 15 &&
    part(10) < 60 &&
    part(1) >= 1900 &&
    part(1) <= 2200;
  if (!real) {
    throw new AppError(
      "invalid_arguments",
      `${field} must be a real date or time such as 2026-11-23 or 2026-11-23T09:00 (years 1900 to 2200).`,
      {
        field,
      },
    );
  }
  const offset = match[7] ? 0 : match[8] ? (match[8] === "-" ? -1 : 1) * (part(9) * 60 + part(10)) : undefined;
  return { wall, offset, dateOnly: match[4] === undefined };
}

/**
 * The instant (epoch ms) a written time means; its own offset wins over the zone. Of a doubled hour the earlier one.
 *
 * @throws AppError `invalid_arguments` for a local time the zone's clocks skip, with the two nearest that exist
 */
export function instantOf(field: string, written: Written, zone: Zone): number {
  if (written.offset !== undefined) return written.wall - written.offset * minuteMs;
  const { instants, before, after } = instantsOfWall(written.wall, zone);
  if (instants[0] !== undefined) return instants[0];
  const earlier = wallText(written.wall - (after - before) * minuteMs);
  const later = wallText(written.wall + (after - before) * minuteMs);
  throw new AppError("invalid_arguments", `${field} does not exist in ${zone.iana}: the clocks skip it. Nearest: ${earlier} or ${later}.`, {
    field,
    candidates: [earlier, later],
  });
}

/** What to know of times that the zone's clocks show twice; undefined where they show each of them once. */
export function doubledNote(times: readonly (readonly [string, Written])[], zone: Zone): string | undefined {
  const doubled = times.flatMap(([field, { wall, offset }]) => (offset === undefined && isDoubled(wall, zone) ? [field] : []));
  return doubled.length === 0
    ? undefined
    : `${doubled.join(" and ")} comes twice as the clocks go back; the first pass was taken. Give an offset to choose.`;
}

function isDoubled(wall: number, zone: Zone): boolean {
  return instantsOfWall(wall, zone).instants.length > 1;
}

/** Instants at which the zone's clocks show this, earliest first: none in a skipped hour, two in a doubled one. */
function instantsOfWall(wall: number, zone: Zone) {
  const before = offsetMinutes(zone, wall - dayMs);
  const after = offsetMinutes(zone, wall + dayMs);
  const instants = [...new Set([before, after])]
    .filter((offset) => offsetMinutes(zone, wall - offset * minuteMs) === offset)
    .map((offset) => wall - offset * minuteMs)
    .toSorted((a, b) => a - b);
  return { instants, before, after };
}

/** `2026-11-23T09:00:00`: what the zone's clocks show at an instant, without offset. */
export function wallClock(at: number, zone: Zone): string {
  return wallText(at + offsetMinutes(zone, at) * minuteMs);
}

/** `2026-11-23T09:00:00+01:00`: local time and, by its offset, UTC. */
export function localTime(at: number, zone: Zone): string {
  const offset = offsetMinutes(zone, at);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const suffix = offset === 0 ? "Z" : `${offset < 0 ? "-" : "+"}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
  return `${wallClock(at, zone)}${suffix}`;
}

/** Graph's `dateTimeTimeZone`. */
export function graphTime(at: number, zone: Zone): { readonly dateTime: string; readonly timeZone: string } {
  return { dateTime: wallClock(at, zone), timeZone: zone.graph };
}

/** In which zone these instants are written for Graph, whose times have no offset: what the zone's clocks show twice is clear only in UTC. */
export function zoneToWrite(instants: readonly number[], zone: Zone): Zone {
  return instants.some((at) => isDoubled(at + offsetMinutes(zone, at) * minuteMs, zone)) ? utc : zone;
}

/** Graph's `dateTimeTimeZone` as an instant; a local time its zone skips is read with the offset before the gap. */
export function instantOfGraph(dateTime: string, zone: Zone): number {
  return instantOfWall(readWritten("dateTime", dateTime).wall, zone);
}

/** The instant so many days later, or earlier, at the same time by the zone's clocks; where they skip it, right after the gap. */
export function daysFrom(at: number, days: number, zone: Zone): number {
  return instantOfWall(at + offsetMinutes(zone, at) * minuteMs + days * dayMs, zone);
}

/** The first instant of a date: midnight, or where the clocks skip that, the end of the gap. */
export function startOfDay({ wall }: Written, zone: Zone): number {
  return instantOfWall(wall, zone);
}

/** Where the day begins that the zone's clocks show at an instant. */
export function dayOf(at: number, zone: Zone): number {
  const wall = at + offsetMinutes(zone, at) * minuteMs;
  return instantOfWall(wall - (wall % dayMs), zone);
}

function instantOfWall(wall: number, zone: Zone): number {
  const { instants, before } = instantsOfWall(wall, zone);
  return instants[0] ?? wall - before * minuteMs;
}

/** `2026-11-23T08:00:00Z` */
export function utcText(at: number): string {
  return localTime(at, utc);
}

function wallText(wall: number): string {
  return new Date(wall).toISOString().slice(0, 19);
}

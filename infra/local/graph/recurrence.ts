import { isObject, type Json, type JsonObject, textOf } from "./entity.ts";
import { parseDateTime } from "./odata/literal.ts";

/** Days on which a series falls (learn.microsoft.com/graph/api/resources/recurrencepattern and …/recurrencerange). */
const dayMs = 86_400_000;
const days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const indexes = ["first", "second", "third", "fourth", "last"];

const whole = (value: Json | undefined, otherwise: number): number => (typeof value === "number" ? value : otherwise);
const midnight = (text: string): number => parseDateTime(`${text}T00:00:00Z`) ?? Number.NaN;
const weekday = (day: number): number => new Date(day).getUTCDay();

/** The nth of the wanted weekdays in a month, or null. */
function nthWeekday(year: number, month: number, wanted: ReadonlySet<number>, index: string): number | null {
  const hits: number[] = [];
  for (let day = Date.UTC(year, month, 1); new Date(day).getUTCMonth() === ((month % 12) + 12) % 12; day += dayMs)
    if (wanted.has(weekday(day))) hits.push(day);
  return (index === "last" ? hits.at(-1) : hits[indexes.indexOf(index)]) ?? null;
}

/** Day of a month, the last one where the month is too short. */
function monthDay(year: number, month: number, day: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(day, last));
}

/** A series runs no further than this many occurrences; Exchange caps `numberOfOccurrences` at 999. */
const maxOccurrences = 5_000;

/** Local midnights (ms, wall clock as UTC) of the occurrences up to and including `until`, oldest first. */
export function* occurrenceDays(recurrence: JsonObject, until: number): Generator<number> {
  const pattern = isObject(recurrence.pattern) ? recurrence.pattern : {};
  const range = isObject(recurrence.range) ? recurrence.range : {};
  const start = midnight(textOf(range.startDate));
  if (Number.isNaN(start)) return;
  const rangeType = textOf(range.type);
  const end = rangeType === "endDate" ? Math.min(midnight(textOf(range.endDate)), until) : until;
  const limit = rangeType === "numbered" ? whole(range.numberOfOccurrences, 1) : maxOccurrences;
  const interval = Math.max(1, whole(pattern.interval, 1));
  const wanted = new Set(
    (Array.isArray(pattern.daysOfWeek) ? pattern.daysOfWeek : []).map((day) => days.indexOf(textOf(day as Json).toLowerCase())),
  );
  const first = new Date(start);
  let made = 0;

  const candidates = function* (): Generator<number> {
    const type = textOf(pattern.type);
    if (type === "daily") {
      for (let day = start; ; day += interval * dayMs) yield day;
    }
    if (type === "weekly") {
      const firstDay = Math.max(0, days.indexOf(textOf(pattern.firstDayOfWeek) || "sunday"));
      const week = start - ((weekday(start) - firstDay + 7) % 7) * dayMs;
      for (let from = week; ; from += interval * 7 * dayMs)
        for (let day = from; day < from + 7 * dayMs; day += dayMs) if (wanted.has(weekday(day))) yield day;
    }
    const yearly = type === "absoluteYearly" || type === "relativeYearly";
    const step = yearly ? interval * 12 : interval;
    const firstMonth = yearly ? whole(pattern.month, first.getUTCMonth() + 1) - 1 : first.getUTCMonth();
    for (let month = firstMonth; ; month += step) {
      const year = first.getUTCFullYear() + Math.floor(month / 12);
      const day = type.startsWith("relative")
        ? nthWeekday(year, month % 12, wanted, textOf(pattern.index) || "first")
        : monthDay(year, month % 12, whole(pattern.dayOfMonth, first.getUTCDate()));
      if (day !== null) yield day;
      else if (year > first.getUTCFullYear() + 200) return;
    }
  };

  if (textOf(pattern.type) === "weekly" && wanted.size === 0) return;
  for (const day of candidates()) {
    if (day > end || made >= limit) return;
    if (day < start) continue;
    made += 1;
    yield day;
  }
}

/** Repetition of an event in a few words, and as Graph's `patternedRecurrence`. */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { readWritten } from "../time/moment.ts";
import type { Zone } from "../time/zone.ts";

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

export const recurrenceInput = z.strictObject({
  every: z.enum(["day", "week", "month", "year"]),
  interval: z.int().min(1).max(99).default(1),
  daysOfWeek: z.array(z.enum(weekdays)).min(1).max(7).optional(),
  week: z.enum(["first", "second", "third", "fourth", "last"]).optional().describe("Of the month, with daysOfWeek."),
  until: z.string().optional().describe("Last date."),
  times: z.int().min(1).max(999).optional(),
});
type Recurrence = z.output<typeof recurrenceInput>;

/**
 * @param startDate `2026-11-23`, the first occurrence in the event's zone
 * @throws AppError `invalid_arguments` for parts that do not go together
 */
export function patternedRecurrence({ every, interval, daysOfWeek, week, until, times }: Recurrence, startDate: string, zone: Zone) {
  const refuse = (field: string, message: string): never => {
    throw new AppError("invalid_arguments", `recurrence.${field} ${message}`, { field: `recurrence.${field}` });
  };
  if (until !== undefined && times !== undefined) refuse("times", "and until exclude each other; give one.");
  if (daysOfWeek && every === "day") refuse("daysOfWeek", "does not go with every day; use every week.");
  if ((every === "month" || every === "year") && (week === undefined) !== (daysOfWeek === undefined))
    refuse("week", "and daysOfWeek go together.");
  if (week !== undefined && (every === "day" || every === "week")) refuse("week", "goes with every month or year only.");
  const [, month = 1, dayOfMonth = 1] = startDate.split("-").map(Number);
  const weekday = weekdays[new Date(`${startDate}T00:00:00Z`).getUTCDay()] ?? "monday";
  const relative = week !== undefined;
  const pattern = {
    day: { type: "daily" },
    week: { type: "weekly", daysOfWeek: daysOfWeek ?? [weekday], firstDayOfWeek: "monday" },
    month: relative ? { type: "relativeMonthly", daysOfWeek, index: week } : { type: "absoluteMonthly", dayOfMonth },
    year: relative ? { type: "relativeYearly", daysOfWeek, index: week, month } : { type: "absoluteYearly", dayOfMonth, month },
  }[every];
  const endDate = until === undefined ? undefined : new Date(readWritten("recurrence.until", until).wall).toISOString().slice(0, 10);
  if (endDate !== undefined && endDate < startDate) refuse("until", "is before the start.");
  const end =
    endDate !== undefined
      ? { type: "endDate", endDate }
      : times !== undefined
        ? { type: "numbered", numberOfOccurrences: times }
        : { type: "noEnd" };
  return { pattern: { ...pattern, interval }, range: { ...end, startDate, recurrenceTimeZone: zone.graph } };
}

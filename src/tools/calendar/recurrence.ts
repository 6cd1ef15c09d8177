/** Repetition of an event in a few words, and as Graph's `patternedRecurrence`. */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { readWritten } from "../time/moment.ts";
import type { Zone } from "../time/zone.ts";

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
const indexes = ["first", "second", "third", "fourth", "last"] as const;

/** `friday`, or within a month `last friday`. */
const dayForm = new RegExp(`^(?:(${indexes.join("|")}) )?(${weekdays.join("|")})$`, "i");

export const recurrenceInput = z.strictObject({
  every: z.enum(["day", "week", "month", "year"]),
  interval: z.int().min(1).max(99).optional(),
  daysOfWeek: z
    .array(z.string().refine((day) => dayForm.test(day), "must be a weekday such as friday, or last friday of a month"))
    .refine((days) => days.length >= 1 && days.length <= 7, "must be one to seven weekdays")
    .optional()
    .describe("friday; of a month: last friday."),
  until: z.string().optional().describe("Last date."),
  times: z.int().min(1).max(999).optional(),
});
type Recurrence = z.output<typeof recurrenceInput>;

/**
 * @param startDate `2026-11-23`, the first occurrence in the event's zone
 * @throws AppError `invalid_arguments` for parts that do not go together
 */
export function patternedRecurrence({ every, interval = 1, daysOfWeek, until, times }: Recurrence, startDate: string, zone: Zone) {
  const refuse = (field: string, message: string): never => {
    throw new AppError("invalid_arguments", `recurrence.${field} ${message}`, { field: `recurrence.${field}` });
  };
  if (until !== undefined && times !== undefined) refuse("times", "and until exclude each other; give one.");
  const parts = (daysOfWeek ?? []).map((day) => dayForm.exec(day.toLowerCase()) ?? []);
  const days = parts.map(([, , day]) => day);
  const [index, ...others] = new Set(parts.map(([, place]) => place));
  const ofMonth = every === "month" || every === "year";
  if (daysOfWeek && every === "day") refuse("daysOfWeek", "does not go with every day; use every week.");
  if (daysOfWeek && ofMonth && (index === undefined || others.length > 0))
    refuse("daysOfWeek", "needs one place in the month, such as last friday.");
  if (daysOfWeek && every === "week" && (index !== undefined || others.length > 0))
    refuse("daysOfWeek", "takes plain weekdays with every week.");
  const [year = 1, month = 1, dayOfMonth = 1] = startDate.split("-").map(Number);
  const weekday = weekdayOf(year, month, dayOfMonth);
  /* Exchange would begin with the next day that fits, and the event would not be when it was said to be. */
  const fits = index === undefined ? days.includes(weekday) : dayOfPlace(year, month, days, index) === dayOfMonth;
  if (daysOfWeek && !fits) refuse("daysOfWeek", `must be met by the start: ${startDate} is a ${weekday}. Begin with the first occurrence.`);
  const pattern = {
    day: { type: "daily" },
    week: { type: "weekly", daysOfWeek: daysOfWeek ? days : [weekday], firstDayOfWeek: "monday" },
    month: daysOfWeek ? { type: "relativeMonthly", daysOfWeek: days, index } : { type: "absoluteMonthly", dayOfMonth },
    year: daysOfWeek ? { type: "relativeYearly", daysOfWeek: days, index, month } : { type: "absoluteYearly", dayOfMonth, month },
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

function weekdayOf(year: number, month: number, day: number): string {
  return weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? "monday";
}

/** The day of the month on which `last friday` of it falls; of several weekdays the first, or last, of any of them. */
function dayOfPlace(year: number, month: number, days: readonly (string | undefined)[], place: string): number | undefined {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const fitting = Array.from({ length }, (_, index) => index + 1).filter((day) => days.includes(weekdayOf(year, month, day)));
  return fitting.at(place === "last" ? -1 : indexes.findIndex((one) => one === place));
}

/** What of Graph's `patternedRecurrence` is told. */
export const graphRecurrence = z.object({
  pattern: z.object({
    type: z.string(),
    interval: z.number().nullish(),
    daysOfWeek: z.array(z.string()).nullish(),
    dayOfMonth: z.number().nullish(),
    month: z.number().nullish(),
    index: z.string().nullish(),
  }),
  range: z.object({ type: z.string(), endDate: z.string().nullish(), numberOfOccurrences: z.number().nullish() }),
});

const units: Readonly<Record<string, string>> = { daily: "day", weekly: "week", Monthly: "month", Yearly: "year" };

/** `every 2 weeks on monday, thursday until 2027-01-01` */
export function recurrenceText({ pattern, range }: z.output<typeof graphRecurrence>): string {
  const unit = units[pattern.type.replace(/^(?:absolute|relative)/, "")] ?? pattern.type;
  const { interval } = pattern;
  const days = pattern.daysOfWeek?.join(", ") ?? "";
  const on = pattern.type.startsWith("relative")
    ? ` on the ${pattern.index ?? "first"} ${days}`
    : pattern.type.startsWith("absolute")
      ? ` on day ${pattern.dayOfMonth ?? ""}`
      : days && ` on ${days}`;
  const inMonth = pattern.type.endsWith("Yearly") && pattern.month ? ` of month ${pattern.month}` : "";
  const end =
    range.type === "endDate"
      ? ` until ${range.endDate ?? ""}`
      : range.type === "numbered"
        ? `, ${range.numberOfOccurrences ?? ""} times`
        : "";
  return `every ${interval && interval > 1 ? `${interval} ${unit}s` : unit}${on}${inMonth}${end}`;
}

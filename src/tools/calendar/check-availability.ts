import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { addressesOf, peopleInput, personOperations, personScope, scopesOfPeople } from "../people/which-person.ts";
import { shownZone, zoneInput, zoneOperation, zoneOutput, zoneScope, zoneText } from "../time/chosen-zone.ts";
import { readWritten } from "../time/moment.ts";
import { utc, type Zone } from "../time/zone.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { graphMoment, instantOfMoment } from "./event.ts";
import { graphTimes, periodOf, shownPeriod, spanOf, zoneForNew, type Span } from "./span.ts";

const minuteMs = 60_000;
/** Longest time Graph answers for at once (calendar: getSchedule). */
const maxDays = 62;
/** Bounds of Graph's own interval, minutes. */
const minInterval = 5;
const maxListed = 100;

/** Graph's digits of `availabilityView`, by position. */
const statuses = ["free", "tentative", "busy", "oof", "workingElsewhere"];
/** Working elsewhere leaves time for a meeting; the unknown does not. */
const leavesTime = new Set(["free", "workingElsewhere"]);

const schedule = z.object({
  scheduleId: z.string(),
  availabilityView: z.string().nullish(),
  scheduleItems: z.array(z.object({ status: z.string().nullish(), start: graphMoment, end: graphMoment })).nullish(),
  error: z.object({ responseCode: z.string().nullish() }).nullish(),
});

type Taken = { readonly start: number; readonly end: number; readonly status: string };

const period = z.object({ ...shownPeriod, status: z.string().optional() });

export const checkAvailability = defineTool({
  name: "checkAvailability",
  title: "Check availability",
  description: "When people are busy, and the slots in which all of them are free; tentative counts as busy.",
  toolset: "calendar",
  tier: "core",
  risk: "read",
  scopes: ["Calendars.Read"],
  optionalScopes: [zoneScope, personScope],
  scopesOf: ({ people }) => scopesOfPeople(people),
  operations: ["POST /me/calendar/getSchedule", ...personOperations, zoneOperation],
  input: z.strictObject({
    people: peopleInput(20).describe("Addresses, ids or names."),
    start: z.string(),
    end: z.string(),
    timeZone: zoneInput,
    slotMinutes: z.int().min(1).max(1440).default(30),
  }),
  output: z.object({
    /** Times of at least one slot. */
    free: z.array(period),
    people: z.array(z.object({ address: z.string(), busy: z.array(period), unknown: z.string().optional(), untrusted })),
    truncated: z.literal(true).optional(),
    note: z.string().optional(),
    ...zoneOutput,
  }),

  async run({ people, start, end, timeZone, slotMinutes }, { graph }) {
    const from = readWritten("start", start);
    const to = readWritten("end", end);
    const plan = (zone: Zone) => {
      const span = spanOf({ start: "start", end: "end" }, from, to, zone, maxDays);
      if (span.end - span.start < slotMinutes * minuteMs)
        throw new AppError("invalid_arguments", "slotMinutes is longer than the time from start to end.", { field: "slotMinutes" });
      return span;
    };
    /* What is wrong with two local times is wrong in every zone: no need to ask for the zone to see it. */
    if (from.offset === undefined && to.offset === undefined) plan(utc);
    const zone = await zoneForNew(timeZone, [from, to], graph);
    const span = plan(zone);

    const schedules = await addressesOf("people", people, graph);

    const length = Math.floor((span.end - span.start) / minuteMs);
    const interval = Math.max(minInterval, slotMinutes);
    const asked = length < minInterval ? { ...span, end: span.start + minInterval * minuteMs } : span;
    const times = graphTimes(asked, zone);
    const { value } = await graph.request({
      method: "POST",
      path: "/me/calendar/getSchedule",
      body: { schedules, startTime: times.start, endTime: times.end, availabilityViewInterval: interval },
      response: z.object({ value: z.array(schedule) }),
      idempotency: "safe",
    });

    const found = value.map((one) => ({
      address: oneLine(one.scheduleId, 254),
      known: !one.error,
      code: one.error?.responseCode,
      taken: takenOf(one, span, interval),
    }));
    const busy = found.flatMap(({ taken }) => taken);
    const free = found.some(({ known }) => known) ? freeTimes(span, slotMinutes * minuteMs, busy) : [];
    const shown = ({ start: at, end: until, status }: { start: number; end: number; status?: string }) =>
      compact({ ...periodOf(at, until, zone), status });
    return compact({
      free: free.slice(0, maxListed).map(shown),
      people: found.map(({ address, known, code, taken }) =>
        compact({
          address,
          busy: taken.slice(0, maxListed).map(shown),
          unknown: known ? undefined : code === "ErrorMailRecipientNotFound" ? "no such mailbox" : "not told",
          untrusted: true as const,
        }),
      ),
      note: span.note,
      truncated: free.length > maxListed || found.some(({ taken }) => taken.length > maxListed) ? (true as const) : undefined,
      ...shownZone(zone),
    });
  },
  text: (answer) =>
    [
      `Times in ${zoneText(answer)}.`,
      ...(answer.note === undefined ? [] : [answer.note]),
      answer.people.every(({ unknown }) => unknown)
        ? "Nobody's calendar is known."
        : answer.free.length === 0
          ? "No slot in which all are free."
          : "All are free:",
      ...answer.free.map(({ start, end }) => `- ${start} – ${end}`),
      fenced(
        answer.people.flatMap(({ address, busy, unknown }) => [
          `${address}: ${unknown ?? (busy.length === 0 ? "free all the time" : "busy")}`,
          ...busy.map(({ start, end, status }) => `- ${start} – ${end}${status && status !== "busy" ? ` (${status})` : ""}`),
        ]),
      ),
      ...(answer.people.some(({ unknown }) => unknown) ? ["Who is unknown was not counted."] : []),
      ...(answer.truncated ? ["There is more than can be listed: narrow the request."] : []),
    ].join("\n"),
});

/** Busy times within the span, in order: from the items, or from the view where the calendar tells no more than that. */
function takenOf({ scheduleItems, availabilityView }: z.output<typeof schedule>, span: Span, interval: number): readonly Taken[] {
  const items = scheduleItems ?? [];
  const taken =
    items.length > 0
      ? items.map(({ status, start, end }) => ({
          status: status ?? "unknown",
          start: instantOfMoment(start),
          end: instantOfMoment(end),
        }))
      : Array.from(availabilityView ?? "", (digit, index) => ({
          status: statuses[Number(digit)] ?? "unknown",
          start: span.start + index * interval * minuteMs,
          end: span.start + (index + 1) * interval * minuteMs,
        }));
  return taken
    .filter(({ start, end, status }) => !leavesTime.has(status) && start < span.end && end > span.start)
    .map(({ start, end, status }) => ({ status, start: Math.max(start, span.start), end: Math.min(end, span.end) }))
    .toSorted((left, right) => left.start - right.start);
}

/** Slots from the start on that nobody has taken, neighbours joined. */
function freeTimes(
  { start, end }: Span,
  slot: number,
  busy: readonly Taken[],
): readonly { readonly start: number; readonly end: number }[] {
  const free: { start: number; end: number }[] = [];
  const byStart = busy.toSorted((left, right) => left.start - right.start);
  let next = 0;
  let takenUntil = start;
  for (let at = start; at + slot <= end; at += slot) {
    for (let one = byStart[next]; one !== undefined && one.start < at + slot; one = byStart[next]) {
      takenUntil = Math.max(takenUntil, one.end);
      next += 1;
    }
    if (takenUntil > at) continue;
    const last = free.at(-1);
    if (last?.end === at) last.end = at + slot;
    else free.push({ start: at, end: at + slot });
  }
  return free;
}

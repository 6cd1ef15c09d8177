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
import { attendee } from "./new-event.ts";
import { graphTimes, periodOf, shownPeriod, spanOf, zoneForNew } from "./span.ts";

const maxDays = 62;

const suggestion = z.object({
  confidence: z.number().nullish(),
  meetingTimeSlot: z.object({ start: graphMoment, end: graphMoment }),
  attendeeAvailability: z
    .array(
      z.object({
        availability: z.string().nullish(),
        attendee: z.object({ emailAddress: z.object({ address: z.string().nullish() }).nullish() }).nullish(),
      }),
    )
    .nullish(),
});

/** Graph's reasons for suggesting nothing (meetingTimeSuggestionsResult), lower case. */
const reasons: Readonly<Record<string, string>> = {
  attendeesunavailable: "The attendees are not free together within working hours.",
  attendeesunavailableorunknown: "The attendees are not free together, or their calendars are not known.",
  locationsunavailable: "No place is free.",
  organizerunavailable: "You are not free within working hours.",
};

export const findMeetingTimes = defineTool({
  name: "findMeetingTimes",
  title: "Find meeting times",
  description: "Suggests times within working hours when you and the attendees are free, best first.",
  toolset: "calendar",
  tier: "core",
  risk: "read",
  scopes: ["Calendars.Read.Shared"],
  optionalScopes: [zoneScope, personScope],
  scopesOf: ({ attendees }) => scopesOfPeople(attendees),
  operations: ["POST /me/findMeetingTimes", ...personOperations, zoneOperation],
  input: z.strictObject({
    attendees: peopleInput(20).describe("Addresses, ids or names."),
    durationMinutes: z.int().min(1).max(1440),
    windowStart: z.string(),
    windowEnd: z.string(),
    timeZone: zoneInput,
    max: z.int().min(1).max(20).default(5),
  }),
  output: z.object({
    items: z.array(
      z.object({
        ...shownPeriod,
        /** Chance that all can come, percent. */
        confidence: z.number().optional(),
        notFree: z.array(z.string()).optional(),
        untrusted,
      }),
    ),
    hasMore: z.boolean(),
    reason: z.string().optional(),
    note: z.string().optional(),
    ...zoneOutput,
  }),

  async run({ attendees, durationMinutes, windowStart, windowEnd, timeZone, max }, { graph }) {
    const from = readWritten("windowStart", windowStart);
    const to = readWritten("windowEnd", windowEnd);
    const plan = (zone: Zone) => {
      const window = spanOf({ start: "windowStart", end: "windowEnd" }, from, to, zone, maxDays);
      if (window.end - window.start < durationMinutes * 60_000)
        throw new AppError("invalid_arguments", "durationMinutes is longer than the window.", { field: "durationMinutes" });
      return window;
    };
    /* What is wrong with two local times is wrong in every zone: no need to ask for the zone to see it. */
    if (from.offset === undefined && to.offset === undefined) plan(utc);
    const zone = await zoneForNew(timeZone, [from, to], graph);
    const window = plan(zone);
    const invitees = await addressesOf("attendees", attendees, graph);
    const found = await graph.request({
      method: "POST",
      path: "/me/findMeetingTimes",
      body: {
        attendees: invitees.map((one) => attendee(one, "required")),
        timeConstraint: { activityDomain: "work", timeSlots: [graphTimes(window, zone)] },
        meetingDuration: `PT${durationMinutes}M`,
        maxCandidates: max,
      },
      response: z.object({ emptySuggestionsReason: z.string().nullish(), meetingTimeSuggestions: z.array(suggestion).nullish() }),
      idempotency: "safe",
    });
    const suggestions = found.meetingTimeSuggestions ?? [];
    return compact({
      items: suggestions.slice(0, max).map(({ confidence, meetingTimeSlot, attendeeAvailability }) => {
        const notFree = (attendeeAvailability ?? []).flatMap(({ availability, attendee: one }) =>
          availability === "free" || !one?.emailAddress?.address
            ? []
            : [`${oneLine(one.emailAddress.address, 254)} (${oneLine(availability ?? "unknown", 40)})`],
        );
        return compact({
          ...periodOf(instantOfMoment(meetingTimeSlot.start), instantOfMoment(meetingTimeSlot.end), zone),
          confidence: confidence ?? undefined,
          notFree: notFree.length > 0 ? notFree : undefined,
          untrusted: true as const,
        });
      }),
      note: window.note,
      hasMore: suggestions.length > max,
      reason:
        suggestions.length > 0
          ? undefined
          : (reasons[(found.emptySuggestionsReason ?? "").toLowerCase()] ?? "Microsoft 365 gives no reason; widen the window."),
      ...shownZone(zone),
    });
  },
  text: ({ items, reason, note, ...zone }) =>
    items.length === 0
      ? `No suggestion. ${reason ?? ""}`.trimEnd()
      : `Times in ${zoneText(zone)}.\n${note === undefined ? "" : `${note}\n`}${fenced(
          items.map(({ start, end, confidence, notFree }) =>
            [
              `- ${start} – ${end}`,
              confidence === undefined ? "" : `${Math.round(confidence)} %`,
              notFree ? `not free: ${notFree.join(", ")}` : "",
            ]
              .filter(Boolean)
              .join(" | "),
          ),
        )}`,
});

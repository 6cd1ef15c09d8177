import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { odataString } from "../../graph/path.ts";
import type { GraphClient } from "../../graph/request.ts";
import { addressList } from "../addresses.ts";
import { attendee, createdEvent } from "../calendar/new-event.ts";
import { graphTimes, shownSpan, shownTimes, spanOf, type Span, zoneForNew } from "../calendar/span.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { idempotencyKey, operationId } from "../operation-id.ts";
import { singleLine } from "../single-line.ts";
import { zoneInput, zoneOperation, zoneScope, zoneText } from "../time/chosen-zone.ts";
import { doubledNote, instantOf, readWritten, utcText } from "../time/moment.ts";
import { utc, type Zone } from "../time/zone.ts";

const graphMeeting = z.object({ id: z.string(), joinWebUrl: z.string().nullish() });

const output = z.object({
  id: z.string(),
  kind: z.enum(["event", "meeting"]),
  subject: z.string(),
  ...shownSpan,
  joinUrl: z.string().optional(),
  invited: z.array(z.string()),
  /** Only where options were asked for. */
  optionsSet: z.boolean().optional(),
});

export const createTeamsMeeting = defineTool({
  name: "createTeamsMeeting",
  title: "Create a Teams meeting",
  description:
    "Creates a Teams meeting; with sendInvites as a calendar event to which attendees are invited. Give endTime or durationMinutes.",
  toolset: "teams",
  tier: "core",
  risk: "send",
  riskOf: ({ attendees = [] }) => (attendees.length > 0 ? "send" : "write"),
  repeatable: true,
  aliases: { start: "startTime", startDateTime: "startTime", end: "endTime", endDateTime: "endTime" },
  scopes: ["OnlineMeetings.ReadWrite"],
  optionalScopes: ["Calendars.ReadWrite", zoneScope],
  scopesOf: ({ sendInvites }) => (sendInvites ? ["Calendars.ReadWrite"] : []),
  operations: [
    "POST /me/onlineMeetings/createOrGet",
    "PATCH /me/onlineMeetings/{meetingId}",
    "GET /me/onlineMeetings",
    "POST /me/events",
    zoneOperation,
  ],
  input: z.strictObject({
    subject: singleLine(255),
    startTime: z.string().describe("2026-11-23T09:00, local unless it has an offset."),
    endTime: z.string().optional(),
    durationMinutes: z.int().min(1).max(1440).optional(),
    attendees: addressList.optional(),
    sendInvites: z.boolean().default(true),
    timeZone: zoneInput,
    lobby: z.enum(["everyone", "organization", "organizationAndFederated", "invited", "organizer"]).optional().describe("Who skips it."),
    presenters: z.enum(["everyone", "organization", "organizer", "roleIsPresenter"]).optional(),
    recordAutomatically: z.boolean().optional(),
    idempotencyKey,
  }),
  output,

  recipients: ({ attendees = [] }) => attendees,
  async run({ subject, startTime, endTime, durationMinutes, attendees = [], sendInvites, timeZone, ...options }, { graph, principal }) {
    if ((endTime === undefined) === (durationMinutes === undefined)) {
      throw new AppError("invalid_arguments", "Give either endTime or durationMinutes.", {
        field: endTime === undefined ? "endTime" : "durationMinutes",
      });
    }
    const from = readWritten("startTime", startTime);
    const to = endTime === undefined ? undefined : readWritten("endTime", endTime);
    const plan = (zone: Zone): Span => {
      if (to) return spanOf({ start: "startTime", end: "endTime" }, from, to, zone);
      const start = instantOf("startTime", from, zone);
      return { start, end: start + (durationMinutes ?? 0) * 60_000, note: doubledNote([["startTime", from]], zone) };
    };
    /* Two local times are in order in every zone or in none: no need to ask for the zone to see it. */
    if (from.offset === undefined && to?.offset === undefined) plan(utc);
    const zone = await zoneForNew(timeZone, to ? [from, to] : [from], graph);
    const span = plan(zone);

    const settings = compact({
      ...(options.lobby === undefined ? {} : { lobbyBypassSettings: { scope: options.lobby } }),
      allowedPresenters: options.presenters,
      recordAutomatically: options.recordAutomatically,
    });
    const id = operationId(principal.id, "createTeamsMeeting", options.idempotencyKey);
    const made = sendInvites
      ? await asEvent(graph, id, subject, graphTimes(span, zone), attendees)
      : await asMeeting(graph, id, subject, span, attendees);
    const optionsSet = Object.keys(settings).length === 0 ? undefined : await setOptions(graph, made, settings);
    return compact<z.input<typeof output>>({
      id: made.id,
      kind: sendInvites ? "event" : "meeting",
      subject,
      ...shownTimes(span, zone),
      joinUrl: made.joinUrl,
      invited: sendInvites ? attendees : [],
      optionsSet,
    });
  },
  text: ({ id, kind, subject, start, end, note, joinUrl, invited, optionsSet, ...zone }) =>
    [
      `Created: ${subject}, ${start} – ${end} (${zoneText(zone)})`,
      ...(note === undefined ? [] : [note]),
      joinUrl ? `join ${joinUrl}` : "Microsoft has not given a join link yet; it is in the calendar event.",
      ...(invited.length > 0 ? [`Invitations go to ${invited.join(", ")}`] : []),
      ...(optionsSet === false
        ? ["The meeting stands, but its lobby, presenter or recording options could not be set; set them in Teams."]
        : []),
      `${kind} id=${id}`,
    ].join("\n"),
});

type Made = { readonly id: string; readonly joinUrl: string | undefined; readonly meetingId?: string };

async function asEvent(
  graph: GraphClient,
  id: string,
  subject: string,
  times: ReturnType<typeof graphTimes>,
  attendees: readonly string[],
): Promise<Made> {
  const event = await graph.request({
    method: "POST",
    path: "/me/events",
    body: {
      subject,
      ...times,
      attendees: attendees.map((one) => attendee(one, "required")),
      isOnlineMeeting: true,
      onlineMeetingProvider: "teamsForBusiness",
      transactionId: id,
    },
    response: createdEvent,
    idempotency: "keyed",
    scopes: ["Calendars.ReadWrite"],
  });
  return { id: event.id, joinUrl: event.onlineMeeting?.joinUrl ?? undefined };
}

async function asMeeting(
  graph: GraphClient,
  id: string,
  subject: string,
  { start, end }: Span,
  attendees: readonly string[],
): Promise<Made> {
  const meeting = await graph.request({
    method: "POST",
    path: "/me/onlineMeetings/createOrGet",
    body: {
      externalId: id,
      subject,
      startDateTime: utcText(start),
      endDateTime: utcText(end),
      /* An address goes in `upn`; `identity.user.id` takes object ids only. */
      ...(attendees.length === 0 ? {} : { participants: { attendees: attendees.map((upn) => ({ upn, role: "attendee" })) } }),
    },
    response: graphMeeting,
    idempotency: "keyed",
  });
  return { id: meeting.id, joinUrl: meeting.joinWebUrl ?? undefined, meetingId: meeting.id };
}

/** Whether the options are in force; the meeting exists either way, so a failure here is told, not thrown. */
async function setOptions(graph: GraphClient, made: Made, settings: object): Promise<boolean> {
  const meetingId = made.meetingId ?? (await meetingOf(graph, made.joinUrl));
  if (meetingId === undefined) return false;
  const patched = await graph.attempt({
    method: "PATCH",
    path: "/me/onlineMeetings/{meetingId}",
    params: { meetingId },
    body: settings,
    response: graphMeeting,
    idempotency: "safe",
  });
  return patched.ok;
}

async function meetingOf(graph: GraphClient, joinUrl: string | undefined): Promise<string | undefined> {
  if (joinUrl === undefined) return undefined;
  const found = await graph.attempt({
    method: "GET",
    path: "/me/onlineMeetings",
    query: { $filter: `JoinWebUrl eq ${odataString(joinUrl)}` },
    response: z.object({ value: z.array(graphMeeting) }),
    idempotency: "safe",
  });
  return found.ok ? found.value.value[0]?.id : undefined;
}

import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphClient } from "../../graph/request.ts";
import { addressListOf, maxRecipients } from "../addresses.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { escapeHtml, textAsHtml } from "../outgoing-html.ts";
import { singleLine } from "../single-line.ts";
import { zoneInput, zoneOperation, zoneScope, zoneText, type ChosenZone } from "../time/chosen-zone.ts";
import { doubledNote, instantOf, readWritten, wallClock, type Written } from "../time/moment.ts";
import { findZone, utc, type Zone } from "../time/zone.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { graphEvent, graphMoment, instantOfMoment } from "./event.ts";
import { bodyInput, createdEvent, eventBody, invited, reminderInput, showAsInput } from "./new-event.ts";
import { patternedRecurrence, recurrenceInput } from "./recurrence.ts";
import { checkedSpan, checkSeriesTimes, graphTimes, shownSpan, shownTimes, spanOf, wholeDays, zoneForNew, type Span } from "./span.ts";

const attendeesInput = addressListOf(0, maxRecipients).optional();

const input = z.strictObject({
  id: graphId,
  subject: singleLine(255).optional(),
  start: z.string().optional().describe("Alone, keeps the length."),
  end: z.string().optional(),
  timeZone: zoneInput,
  attendees: attendeesInput.describe("All of them; [] for none."),
  optionalAttendees: attendeesInput,
  body: bodyInput,
  location: singleLine(255).optional(),
  isOnlineMeeting: z.boolean().optional(),
  reminderMinutes: reminderInput,
  showAs: showAsInput,
  isAllDay: z.boolean().optional(),
  recurrence: recurrenceInput.optional(),
});
type Input = z.output<typeof input>;

const present = graphEvent
  .pick({
    id: true,
    subject: true,
    isAllDay: true,
    attendees: true,
    type: true,
    isOrganizer: true,
    onlineMeeting: true,
    body: true,
    showAs: true,
    location: true,
  })
  .extend({
    "@odata.etag": z.string(),
    start: graphMoment,
    end: graphMoment,
    originalStartTimeZone: z.string().nullish(),
    isOnlineMeeting: z.boolean().nullish(),
    reminderMinutesBeforeStart: z.number().nullish(),
  });
type Present = z.output<typeof present>;
const presentFields = Object.keys(present.shape).filter((name) => !name.startsWith("@") && name !== "body");

/** What only a meeting's organizer can change; the rest is one's own view of it. */
const organizersOnly = [
  "subject",
  "start",
  "end",
  "attendees",
  "optionalAttendees",
  "body",
  "location",
  "isOnlineMeeting",
  "isAllDay",
  "recurrence",
] as const satisfies readonly (keyof Input)[];
const changeable = [...organizersOnly, "reminderMinutes", "showAs"] as const satisfies readonly (keyof Input)[];

export const updateCalendarEvent = defineTool({
  name: "updateCalendarEvent",
  title: "Change a calendar event",
  description: "Changes what is given of an event or series; Exchange tells the attendees.",
  toolset: "calendar",
  tier: "core",
  risk: "send",
  scopes: ["Calendars.ReadWrite"],
  optionalScopes: [zoneScope],
  aliases: { startDateTime: "start", endDateTime: "end" },
  operations: ["GET /me/events/{id}", "PATCH /me/events/{id}", zoneOperation],
  input,
  output: z.object({
    id: z.string(),
    subject: z.string().optional(),
    ...shownSpan,
    changed: z.array(z.string()),
    attendees: z.array(z.string()),
    /** Addresses Exchange writes to. */
    notified: z.array(z.string()),
    joinUrl: z.string().optional(),
    untrusted,
  }),

  recipients: ({ attendees = [], optionalAttendees = [] }) => [...attendees, ...optionalAttendees],
  reached: ({ notified }) => notified,
  async run(change, { graph }) {
    const changed = changeable.filter((name) => change[name] !== undefined);
    if (changed.length === 0)
      throw new AppError("invalid_arguments", "Say what to change, such as subject or start.", { field: "subject" });
    const times = writtenTimes(change);
    const content = change.body === undefined ? undefined : eventBody(change.body);
    const zone = await zoneForNew(change.timeZone, times.given, graph);

    const patch = async (before: Present) => {
      checkAllowed(change, before);
      const when = plan(change, times, before, zone);
      checkDay(change, before, when);
      if (isMoved(change) && (change.recurrence || before.type === "seriesMaster")) checkSeriesTimes(when.span, when.written);
      const answer = await graph.attempt({
        method: "PATCH",
        path: "/me/events/{id}",
        params: { id: change.id },
        headers: { "if-match": before["@odata.etag"] },
        body: bodyOf(change, before, when, content),
        response: createdEvent,
        idempotency: "safe",
      });
      return { answer, when, before };
    };
    const again = async (first: Awaited<ReturnType<typeof patch>>) => {
      const now = await read(graph, change);
      /* Either the answer to our change was lost and its retry met it: then nobody is to be told twice. Or somebody else was quicker: once more on top of theirs. */
      return isAsWanted(change, now, plan(change, times, now, zone)) ? { ...first, answer: { ok: true as const, value: now } } : patch(now);
    };
    const first = await patch(await read(graph, change));
    const last = first.answer.ok || first.answer.error.code !== "conflict" ? first : await again(first);
    if (!last.answer.ok) throw last.answer.error;
    const subject = change.subject ?? last.before.subject ?? undefined;
    return compact({
      id: last.answer.value.id,
      subject: subject === undefined ? undefined : oneLine(subject, 300),
      ...shownTimes(last.when.span, last.when.zone),
      changed: [...changed],
      attendees: attendeesAfter(change, last.before).map(({ emailAddress }) => oneLine(emailAddress.address, 254)),
      notified: notifiedOf(change, last.before),
      joinUrl: last.answer.value.onlineMeeting?.joinUrl ?? undefined,
      untrusted: true as const,
    });
  },
  text: (done) =>
    [
      `Changed ${done.changed.join(", ")}: ${done.start} – ${done.end} (${zoneText(done)})`,
      ...(done.note === undefined ? [] : [done.note]),
      fenced([
        done.subject ?? "(no subject)",
        ...(done.attendees.length > 0 ? [`Attendees: ${done.attendees.join(", ")}`] : []),
        ...(done.notified.length > 0 ? [`Exchange tells ${done.notified.join(", ")}`] : []),
      ]),
      ...(done.notified.length > 0 ? [] : ["Nobody is told."]),
      ...(done.joinUrl ? [`join ${done.joinUrl}`] : []),
      `id=${done.id}`,
    ].join("\n"),
});

type Times = { readonly from: Written | undefined; readonly to: Written | undefined; readonly given: readonly Written[] };

/** @throws AppError `invalid_arguments` for what is wrong in every zone and with every event */
function writtenTimes({ start, end, isAllDay }: Input): Times {
  const from = start === undefined ? undefined : readWritten("start", start);
  const to = end === undefined ? undefined : readWritten("end", end);
  if (isAllDay !== undefined && !(from && to))
    throw new AppError("invalid_arguments", "isAllDay needs start and end beside it.", { field: from ? "end" : "start" });
  const local = from?.offset === undefined && to?.offset === undefined;
  if (isAllDay && from && to) wholeDays(from, to, utc);
  else if (local && from && to && from.wall !== to.wall) spanOf({ start: "start", end: "end" }, from, to, utc);
  return { from, to, given: [from, to].filter((written) => written !== undefined) };
}

async function read(graph: GraphClient, { id, body }: Input): Promise<Present> {
  return graph.request({
    method: "GET",
    path: "/me/events/{id}",
    params: { id },
    query: { $select: body === undefined ? presentFields : [...presentFields, "body"] },
    response: present,
    idempotency: "safe",
  });
}

/** @throws AppError `invalid_arguments` for a change Exchange would refuse, or ignore */
function checkAllowed(change: Input, before: Present): void {
  const forbidden = before.isOrganizer === false ? organizersOnly.find((name) => change[name] !== undefined) : undefined;
  if (forbidden !== undefined) {
    throw new AppError(
      "invalid_arguments",
      `Only the organizer can change ${forbidden} of this meeting; showAs and reminderMinutes are yours, and respondToEvent answers it.`,
      { field: forbidden },
    );
  }
  if (change.recurrence && (before.type === "occurrence" || before.type === "exception")) {
    throw new AppError("invalid_arguments", "recurrence belongs to the series; use the id in seriesMasterId.", { field: "recurrence" });
  }
  if (change.isOnlineMeeting === false && before.isOnlineMeeting) {
    throw new AppError("invalid_arguments", "An event that has a Teams meeting keeps it; create another event without one.", {
      field: "isOnlineMeeting",
    });
  }
  if (attendeesAfter(change, before).length > maxRecipients) {
    throw new AppError("invalid_arguments", `An event may invite at most ${maxRecipients} people.`, { field: "attendees" });
  }
}

/** @throws AppError `invalid_arguments` for a series that would be told to lie on other days than its recurrence says */
function checkDay(change: Input, before: Present, { span, written }: Plan): void {
  if (before.type !== "seriesMaster" || change.start === undefined || change.recurrence) return;
  const day = (at: number) => wallClock(at, written).slice(0, 10);
  const old = before.isAllDay ? before.start.dateTime.slice(0, 10) : day(instantOfMoment(before.start));
  if (day(span.start) !== old) {
    throw new AppError("invalid_arguments", `start moves the series from ${old} to another day; give its recurrence, too.`, {
      field: "start",
    });
  }
}

type Plan = {
  readonly span: Span;
  readonly zone: ChosenZone;
  /** Zone the times are written in: a series keeps the one whose wall clock it follows, unless another one is named. */
  readonly written: Zone;
};

/** When the event is afterwards. */
function plan(change: Input, times: Times, before: Present, shown: ChosenZone): Plan {
  const original = findZone(before.originalStartTimeZone ?? "");
  const unnamed: ChosenZone =
    original === null ? { ...utc, chosenBy: times.given.length === 0 ? "default" : "offset" } : { ...original, chosenBy: "event" };
  const zone = shown.chosenBy === "offset" ? unnamed : shown;
  /* Whole days are midnights of whatever zone they are written in. */
  const allDay = change.isAllDay ?? before.isAllDay ?? false;
  const keepsZone = before.type === "seriesMaster" && !allDay && zone.chosenBy !== "argument" && original !== null;
  return { span: spanAfter(change, times, before, zone), zone, written: keepsZone ? original : zone };
}

function spanAfter(change: Input, { from, to }: Times, before: Present, zone: Zone): Span {
  if (change.isAllDay ?? before.isAllDay) {
    const days = (at: string): Written => ({ wall: Date.parse(`${at.slice(0, 10)}T00:00:00Z`), offset: undefined, dateOnly: true });
    const [oldStart, oldEnd] = [days(before.start.dateTime), days(before.end.dateTime)];
    const first = from ?? oldStart;
    return wholeDays(first, to ?? { ...oldEnd, wall: first.wall + (oldEnd.wall - oldStart.wall) }, zone);
  }
  if (from && to) return spanOf({ start: "start", end: "end" }, from, to, zone);
  const start = instantOfMoment(before.start);
  const end = instantOfMoment(before.end);
  if (from) {
    const moved = instantOf("start", from, zone);
    return { start: moved, end: moved + (end - start), note: doubledNote([["start", from]], zone) };
  }
  if (to) return { ...checkedSpan({ start, end: instantOf("end", to, zone) }, "end"), note: doubledNote([["end", to]], zone) };
  return { start, end };
}

function isMoved({ start, end }: Input): boolean {
  return start !== undefined || end !== undefined;
}

function bodyOf(change: Input, before: Present, { span, written }: Plan, content: ReturnType<typeof eventBody> | undefined) {
  const { subject, location, reminderMinutes, recurrence, isOnlineMeeting } = change;
  return compact({
    subject,
    isAllDay: change.isAllDay,
    showAs: change.showAs,
    location: location === undefined ? undefined : { displayName: location },
    ...(isMoved(change) ? graphTimes(span, written) : {}),
    recurrence: recurrence && patternedRecurrence(recurrence, wallClock(span.start, written).slice(0, 10), written),
    ...(change.attendees || change.optionalAttendees ? { attendees: attendeesAfter(change, before) } : {}),
    body: content && withJoinDetails(content, before),
    ...(reminderMinutes === undefined ? {} : { isReminderOn: true, reminderMinutesBeforeStart: reminderMinutes }),
    ...(isOnlineMeeting && !before.isOnlineMeeting ? { isOnlineMeeting, onlineMeetingProvider: "teamsForBusiness" } : {}),
  });
}

type Attendee = { readonly emailAddress: { readonly address: string; readonly name?: string | undefined }; readonly type: string };

/** A list that is given replaces its own kind; the other kinds (optional people, rooms) stay. */
function attendeesAfter({ attendees, optionalAttendees }: Input, before: Present): readonly Attendee[] {
  const kept = (before.attendees ?? []).flatMap(({ emailAddress, type }): readonly Attendee[] => {
    const kind = type ?? "required";
    const replaced = (kind === "required" && attendees) || (kind === "optional" && optionalAttendees);
    const { address, name } = emailAddress ?? {};
    return replaced || !address ? [] : [{ emailAddress: compact({ address, name: name ?? undefined }), type: kind }];
  });
  const given = invited(attendees ?? [], optionalAttendees ?? []);
  const named = new Set(given.map(({ emailAddress }) => emailAddress.address.toLowerCase()));
  return [...given, ...kept.filter(({ emailAddress }) => !named.has(emailAddress.address.toLowerCase()))];
}

/** Whether the event is already as the change would have it; of a body or recurrence, which Exchange rewrites, that cannot be told. */
function isAsWanted(change: Input, now: Present, { span, written }: Plan): boolean {
  if (change.body !== undefined || change.recurrence) return false;
  const allDay = now.isAllDay ?? false;
  const at = (moment: Present["start"]) => (allDay ? moment.dateTime.slice(0, 10) : instantOfMoment(moment));
  const wanted = (instant: number) => (allDay ? wallClock(instant, written).slice(0, 10) : instant);
  const people = (those: readonly Attendee[]) =>
    those.map(({ emailAddress, type }) => `${type} ${emailAddress.address.toLowerCase()}`).toSorted();
  const pairs: readonly (readonly [unknown, unknown])[] = [
    [change.subject, now.subject],
    [change.isAllDay, allDay],
    [change.showAs, now.showAs],
    [change.location, now.location?.displayName],
    [change.reminderMinutes, now.reminderMinutesBeforeStart],
    [change.isOnlineMeeting, now.isOnlineMeeting],
    [wanted(span.start), at(now.start)],
    [wanted(span.end), at(now.end)],
    [people(attendeesAfter(change, now)).join(), people(attendeesAfter({ id: change.id }, now)).join()],
  ];
  return pairs.every(([asked, found]) => asked === undefined || asked === found);
}

/**
 * Whom Exchange tells: nobody of one's own view of a meeting; where the attendees alone are changed those added, taken off or of another
 * kind now; else all of them, the ones taken off included (learn.microsoft.com/graph/api/event-update).
 */
function notifiedOf(change: Input, before: Present): string[] {
  if (before.isOrganizer === false) return [];
  const kinds = (people: readonly Attendee[]) =>
    new Map(people.map(({ emailAddress, type }) => [emailAddress.address.toLowerCase(), type]));
  const [old, now] = [attendeesAfter({ id: change.id }, before), attendeesAfter(change, before)];
  const [oldKinds, kindsNow] = [kinds(old), kinds(now)];
  const alone = changeable.every((name) => change[name] === undefined || name === "attendees" || name === "optionalAttendees");
  const people = new Map([...old, ...now].map(({ emailAddress: { address } }) => [address.toLowerCase(), address]));
  return [...people].flatMap(([key, address]) => (alone && oldKinds.get(key) === kindsNow.get(key) ? [] : [oneLine(address, 254)]));
}

/** Where Teams' own paragraph begins; an event whose body loses it loses its meeting (Graph: event resource, body of online meetings). */
const joinParagraph = /<div\b[^>]*\bclass="me-email-text[^"]*"[^>]*>/i;

function withJoinDetails(content: ReturnType<typeof eventBody>, { isOnlineMeeting, onlineMeeting, body }: Present) {
  const joinUrl = onlineMeeting?.joinUrl;
  if (!isOnlineMeeting || !joinUrl) return content;
  const old = body?.content ?? "";
  const at = old.search(joinParagraph);
  const details =
    at === -1 ? `<p><a href="${escapeHtml(joinUrl)}">${escapeHtml(joinUrl)}</a></p>` : old.slice(at).replace(/<\/body>[\s\S]*$/i, "");
  const own = content.contentType === "html" ? content.content.replace(/<\/body>\s*(?:<\/html>)?\s*$/i, "") : textAsHtml(content.content);
  return { contentType: "html", content: `${own}<br>${details}` };
}

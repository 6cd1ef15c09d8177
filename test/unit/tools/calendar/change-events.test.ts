/** updateCalendarEvent, deleteCalendarEvent and respondToEvent. */
import { beforeEach, describe, expect, test } from "vitest";
import { createCalendarEvent } from "../../../../src/tools/calendar/create-calendar-event.ts";
import { deleteCalendarEvent } from "../../../../src/tools/calendar/delete-calendar-event.ts";
import { respondToEvent } from "../../../../src/tools/calendar/respond-to-event.ts";
import { updateCalendarEvent } from "../../../../src/tools/calendar/update-calendar-event.ts";
import type { Asked } from "../../graph/graph-answering.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph, type StrictGraph } from "../strict-graph.ts";

const jonas = "jonas.weber@northwind.example";
const mei = "mei.tanaka@clinics.northwind.example";
const berlin = "Europe/Berlin";

/** The seed's dates follow the clock; those of these tests stand still. */
const nextYear = new Date(Date.now() + 366 * 86_400_000).toISOString();

let graph: StrictGraph;
beforeEach(() => {
  graph = strictGraph();
});

const stillTimes = {
  start: { dateTime: "2027-02-01T08:00:00", timeZone: "UTC" },
  end: { dateTime: "2027-02-01T09:00:00", timeZone: "UTC" },
};

const made = async (rest: object = {}): Promise<string> => {
  const event = { subject: "Review", start: "2027-02-01T09:00", end: "2027-02-01T10:00", attendees: [jonas], ...rest };
  return (await graph.call(createCalendarEvent, event)).output.id;
};
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into any event
const stored = (id: string): Promise<any> => graph.ask("GET", `/me/events/${id}`);
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into any event
const found = async (subject: string, as?: string): Promise<any> =>
  (
    await graph.ask("GET", `/me/calendarView?startDateTime=2026-11-01T00:00:00Z&endDateTime=${nextYear}&$top=1000`, undefined, as)
  ).value.find((event: { subject: string }) => event.subject === subject);
const refused = async (tool: Parameters<StrictGraph["call"]>[0], input: object, field: string): Promise<void> => {
  await expect(graph.call(tool, input)).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
};

describe("updateCalendarEvent", () => {
  test("moves a meeting with its length, and tells the attendees", async () => {
    const id = await made();
    const { output } = await graph.call(updateCalendarEvent, { id, start: "2027-02-02T14:00" });
    expect(output).toMatchObject({
      start: "2027-02-02T14:00:00+01:00",
      end: "2027-02-02T15:00:00+01:00",
      startUtc: "2027-02-02T13:00:00Z",
      endUtc: "2027-02-02T14:00:00Z",
      changed: ["start"],
      attendees: [jonas],
      zoneFrom: "mailbox",
    });
    expect((await found("Review", "jonas.weber")).start.dateTime).toBe("2027-02-02T13:00:00.0000000");
  });

  test.each([
    ["end", { end: "2027-02-01T11:30" }, { start: "2027-02-01T09:00:00+01:00", end: "2027-02-01T11:30:00+01:00" }],
    [
      "start and end with offsets, in the event's own zone",
      { start: "2027-02-03T10:00Z", end: "2027-02-03T11:00Z" },
      { start: "2027-02-03T11:00:00+01:00", timeZone: berlin, zoneFrom: "event" },
    ],
    ["a zone named", { start: "2027-02-03T10:00", timeZone: "Asia/Tokyo" }, { start: "2027-02-03T10:00:00+09:00", timeZone: "Asia/Tokyo" }],
    ["nothing of the times", { subject: "Other" }, { start: "2027-02-01T09:00:00+01:00", end: "2027-02-01T10:00:00+01:00" }],
  ])("given %s, says when the event is", async (_name, change, shown) => {
    const id = await made();
    expect((await graph.call(updateCalendarEvent, { id, ...change })).output).toMatchObject(shown);
  });

  test("given no time, says that its zone is the event's, or that there is none", async () => {
    const id = await made();
    const { output, text } = await graph.call(updateCalendarEvent, { id, showAs: "free" });
    expect([output.timeZone, output.zoneFrom]).toEqual([berlin, "event"]);
    expect(text).toContain("(Europe/Berlin, the event's own)");

    const before = { id, "@odata.etag": "e", originalStartTimeZone: "tzone://Microsoft/Custom", isOrganizer: true, ...stillTimes };
    const custom = await callTool(updateCalendarEvent, { id, showAs: "free" }, [{ body: before }, { body: { id } }]);
    expect(custom.text).toContain("(UTC, no zone known)");
  });

  test("changes each of the other properties and leaves the rest", async () => {
    const id = await made({ location: "Here" });
    await graph.call(updateCalendarEvent, { id, subject: "Other", showAs: "free", reminderMinutes: 5, body: "New text" });
    expect(await stored(id)).toMatchObject({
      subject: "Other",
      showAs: "free",
      reminderMinutesBeforeStart: 5,
      isReminderOn: true,
      body: { contentType: "text", content: "New text" },
      location: { displayName: "Here" },
      start: { dateTime: "2027-02-01T08:00:00.0000000" },
    });
    await graph.call(updateCalendarEvent, { id, location: "There", isOnlineMeeting: true });
    expect(await stored(id)).toMatchObject({ subject: "Other", location: { displayName: "There" }, isOnlineMeeting: true });
  });

  test("replaces the kind of attendees given and keeps the others with their answers", async () => {
    const id = await made({ optionalAttendees: [mei] });
    const copy = await found("Review", "jonas.weber");
    await graph.ask("POST", `/me/events/${copy.id}/accept`, {}, "jonas.weber");
    await graph.call(updateCalendarEvent, { id, optionalAttendees: ["out@partner.example"] });
    expect((await stored(id)).attendees).toMatchObject([
      { type: "optional", emailAddress: { address: "out@partner.example" } },
      { type: "required", emailAddress: { address: jonas }, status: { response: "accepted" } },
    ]);
    await graph.call(updateCalendarEvent, { id, attendees: [], optionalAttendees: [] });
    expect((await stored(id)).attendees).toEqual([]);
    expect(await found("Review", "mei.tanaka")).toBeUndefined();
  });

  test("keeps Teams' paragraph when the body of an online meeting is replaced", async () => {
    const id = await made({ isOnlineMeeting: true, body: "Old" });
    await graph.call(updateCalendarEvent, { id, body: "<p>New</p>" });
    const { body, onlineMeeting } = await stored(id);
    expect(body.content).toMatch(/^<p>New<\/p><br><div class="me-email-text">/);
    expect(body.content).toContain(onlineMeeting.joinUrl);
    expect(body.content).not.toContain("Old");
  });

  test("moves an all-day event by days, and makes a timed one all-day", async () => {
    const fair = await made({ subject: "Fair", start: "2027-02-01", end: "2027-02-03", isAllDay: true });
    await graph.call(updateCalendarEvent, { id: fair, start: "2027-03-27" });
    expect(await stored(fair)).toMatchObject({
      start: { dateTime: "2027-03-27T00:00:00.0000000" },
      end: { dateTime: "2027-03-29T00:00:00.0000000" },
    });
    const id = await made();
    await graph.call(updateCalendarEvent, { id, isAllDay: true, start: "2027-02-05", end: "2027-02-05" });
    expect(await stored(id)).toMatchObject({ isAllDay: true, end: { dateTime: "2027-02-06T00:00:00.0000000" } });
  });

  test("leaves a series in the zone it follows", async () => {
    const series = { recurrence: { every: "week" }, timeZone: "Europe/London" };
    const id = await made(series);
    const { output } = await graph.call(updateCalendarEvent, { id, start: "2027-02-01T12:00" });
    expect(output).toMatchObject({ start: "2027-02-01T12:00:00+01:00", timeZone: berlin });
    expect((await graph.commits()).at(-1)).toMatchObject({
      body: { start: { dateTime: "2027-02-01T11:00:00", timeZone: "GMT Standard Time" } },
    });
  });

  test("says which pass of a doubled hour it took", async () => {
    const id = await made({ start: "2027-10-31T01:00", end: "2027-10-31T01:30" });
    const { output, text } = await graph.call(updateCalendarEvent, { id, end: "2027-10-31T02:30" });
    expect(output).toMatchObject({ end: "2027-10-31T02:30:00+02:00", note: expect.stringContaining("end comes twice") });
    expect(text).toContain(output.note);
    expect((await graph.commits()).at(-1)).toMatchObject({ body: { end: { dateTime: "2027-10-31T00:30:00", timeZone: "UTC" } } });
  });

  test("moves no series into an hour that its zone's clocks show twice", async () => {
    const id = await made({ start: "2027-10-31T01:00", end: "2027-10-31T01:30", recurrence: { every: "week" } });
    await refused(updateCalendarEvent, { id, start: "2027-10-31T02:30" }, "start");
  });

  const reached = async (change: object) => {
    const { output, text } = await graph.call(updateCalendarEvent, change);
    return { people: updateCalendarEvent.reached?.(output), text };
  };
  const mailOf = async (who: string, subject: string): Promise<number> => {
    const { value } = await graph.ask("GET", "/me/mailFolders/inbox/messages?$top=1000&$select=subject", undefined, who);
    return value.filter((one: { subject: string }) => one.subject === subject).length;
  };

  test("records whom it reached: the people already invited, and those who are not any more", async () => {
    const id = await made({ optionalAttendees: [mei] });
    expect((await reached({ id, subject: "Other" })).people).toEqual([jonas, mei]);
    expect((await reached({ id, subject: "Third", attendees: [] })).people).toEqual([jonas, mei]);
    expect(await mailOf("jonas.weber", "Canceled: Third")).toBe(1);
  });

  test("where the attendees alone are changed, only those who are new or taken off are told", async () => {
    const id = await made();
    expect((await reached({ id, optionalAttendees: [mei] })).people).toEqual([mei]);
    expect(await mailOf("jonas.weber", "Updated: Review")).toBe(0);
    expect((await reached({ id, optionalAttendees: [] })).people).toEqual([mei]);
    expect(await mailOf("mei.tanaka", "Canceled: Review")).toBe(1);
  });

  test("of one's own view of somebody else's meeting nobody is told, and what others wrote stays fenced", async () => {
    const { id } = await found("Clinic tour: please answer");
    const { people, text } = await reached({ id, showAs: "free" });
    expect(people).toEqual([]);
    expect(text).toContain("Nobody is told.");
    expect(text).toMatch(/<(untrusted-\w+)>[\s\S]*Clinic tour[\s\S]*<\/\1>/);
    expect(text.replace(/<(untrusted-\w+)>[\s\S]*<\/\1>/, "")).not.toMatch(/Clinic tour|mei\.tanaka/);
  });

  test("moves a series to other days only with its recurrence", async () => {
    const id = await made({ recurrence: { every: "week", times: 3 } });
    await refused(updateCalendarEvent, { id, start: "2027-02-02T09:00" }, "start");
    const { output } = await graph.call(updateCalendarEvent, { id, start: "2027-02-02T11:00", recurrence: { every: "week", times: 3 } });
    expect(output.start).toBe("2027-02-02T11:00:00+01:00");
    expect((await stored(id)).recurrence).toMatchObject({ pattern: { daysOfWeek: ["tuesday"] }, range: { startDate: "2027-02-02" } });
    const fair = await made({ subject: "Fair", start: "2027-02-01", end: "2027-02-02", isAllDay: true, recurrence: { every: "week" } });
    await refused(updateCalendarEvent, { id: fair, start: "2027-02-02", timeZone: "America/New_York" }, "start");
    await graph.call(updateCalendarEvent, { id: fair, start: "2027-02-01", end: "2027-02-03", timeZone: "America/New_York" });
    expect((await stored(fair)).end.dateTime).toBe("2027-02-03T00:00:00.0000000");
  });

  test("gives a single event a recurrence", async () => {
    const id = await made();
    await graph.call(updateCalendarEvent, { id, recurrence: { every: "week", times: 3 } });
    expect(await stored(id)).toMatchObject({ type: "seriesMaster", recurrence: { pattern: { type: "weekly", daysOfWeek: ["monday"] } } });
  });

  test.each([
    ["nothing to change", {}, "subject"],
    ["only a zone", { timeZone: berlin }, "subject"],
    ["isAllDay without its days", { isAllDay: true }, "start"],
    ["isAllDay with half of its days", { isAllDay: false, start: "2027-02-01T09:00" }, "end"],
    ["an end before the start", { start: "2027-02-02T09:00", end: "2027-02-01T09:00" }, "end"],
    ["a date that is none", { start: "soon" }, "start"],
    ["active HTML", { body: "<script>x</script>" }, "body"],
  ])("refuses %s before Graph is asked", async (_name, change, field) => {
    await refused(updateCalendarEvent, { id: "AAMkSomething", ...change }, field);
    expect(graph.seen).toEqual([]);
  });

  test("refuses what Exchange would refuse or ignore, and changes nothing", async () => {
    const online = await made({ isOnlineMeeting: true });
    const invited = (await found("Clinic tour: please answer")).id;
    const occurrence = (await found("Operations stand-up")).id;
    const before = (await graph.commits()).length;
    await refused(updateCalendarEvent, { id: online, isOnlineMeeting: false }, "isOnlineMeeting");
    await refused(updateCalendarEvent, { id: invited, subject: "Mine" }, "subject");
    await refused(updateCalendarEvent, { id: occurrence, recurrence: { every: "day" } }, "recurrence");
    await refused(updateCalendarEvent, { id: online, start: "2027-03-28T02:30", timeZone: berlin }, "start");
    expect(await graph.commits()).toHaveLength(before);
    await graph.call(updateCalendarEvent, { id: invited, showAs: "free" });
    expect((await stored(invited)).showAs).toBe("free");
  });

  const present = (etag: string) => ({
    "@odata.etag": etag,
    id: "AAMk",
    subject: "S",
    start: { dateTime: "2027-02-01T09:00:00", timeZone: "UTC" },
    end: { dateTime: "2027-02-01T10:00:00", timeZone: "UTC" },
    isOrganizer: true,
  });
  const racing = (conflicts: number) => {
    let patches = 0;
    return ({ method, template }: Asked) => {
      if (template === "/me/mailboxSettings") return { body: { timeZone: "UTC" } };
      if (method === "GET") return { body: present(`W/"${patches}"`) };
      patches += 1;
      return patches <= conflicts ? { status: 412, body: { error: { code: "ErrorIrresolvableConflict" } } } : { body: { id: "AAMk" } };
    };
  };

  test("reads again and tries once more where somebody was quicker", async () => {
    const { asked } = await callTool(updateCalendarEvent, { id: "AAMk", subject: "T", timeZone: "UTC" }, racing(1));
    expect(asked.map(({ method, headers }) => [method, headers["if-match"]])).toEqual([
      ["GET", undefined],
      ["PATCH", 'W/"0"'],
      ["GET", undefined],
      ["PATCH", 'W/"1"'],
    ]);
  });

  test.each([
    [
      "subject, times and people",
      { subject: "Other", start: "2027-02-02T09:00", optionalAttendees: [mei], location: "There", showAs: "oof" },
    ],
    ["days", { isAllDay: true, start: "2027-02-05", end: "2027-02-05" }],
  ])("tells nobody twice where the answer to a change of %s is lost", async (_name, change) => {
    graph = strictGraph(undefined, ({ request, nth }) => (request.startsWith("PATCH") && nth === 1 ? "answer" : undefined));
    const { output } = await graph.call(updateCalendarEvent, { id: await made(), reminderMinutes: 7, ...change });
    expect(output.notified).toContain(jonas);
    expect((await graph.commits()).filter(({ method }) => method === "PATCH")).toHaveLength(1);
    expect(graph.seen.filter((one) => one.startsWith("PATCH") && !one.includes("lost"))).toEqual([
      "PATCH /me/events/{id} → 200",
      expect.stringContaining("→ 412"),
    ]);
  });

  test("gives up where somebody is quicker twice", async () => {
    await expect(callTool(updateCalendarEvent, { id: "AAMk", subject: "T", timeZone: "UTC" }, racing(2))).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("sends, whatever is changed", () => {
    expect(updateCalendarEvent).toMatchObject({ risk: "send" });
    expect(updateCalendarEvent).not.toHaveProperty("riskOf");
    expect(updateCalendarEvent.recipients?.({ id: "x", attendees: [jonas], optionalAttendees: [mei] })).toEqual([jonas, mei]);
  });
});

describe("deleteCalendarEvent", () => {
  test("cancels a meeting with a word to the attendees", async () => {
    const id = await made();
    const { output, text } = await graph.call(deleteCalendarEvent, { id, comment: "No room" });
    expect(output).toEqual({ id, subject: "Review", done: "cancelled", notified: [jonas], untrusted: true });
    expect(text).toMatch(new RegExp(`^Cancelled\\.\n<(untrusted-\\w+)>.*\nReview\nExchange tells ${jonas}\n</\\1>$`));
    expect(await found("Review", "jonas.weber")).toBeUndefined();
    expect((await graph.commits()).at(-1)).toMatchObject({ method: "POST", body: { comment: "No room" } });
  });

  test("deletes an appointment to which nobody is invited", async () => {
    const id = await made({ attendees: undefined });
    expect((await graph.call(deleteCalendarEvent, { id })).output).toMatchObject({ done: "deleted", notified: [] });
    await expect(graph.call(deleteCalendarEvent, { id })).rejects.toMatchObject({ code: "not_found" });
  });

  test("says that deleting one's own meeting calls it off, too", async () => {
    const id = await made();
    expect((await graph.call(deleteCalendarEvent, { id, mode: "delete" })).output).toMatchObject({ done: "deleted", notified: [jonas] });
  });

  test("leaves cancelling to the organizer; an attendee may delete", async () => {
    const { id } = await found("Clinic tour: please answer");
    await refused(deleteCalendarEvent, { id }, "mode");
    expect(await graph.commits()).toEqual([]);
    expect((await graph.call(deleteCalendarEvent, { id, mode: "delete" })).text).toContain("Nobody is told.");
    expect(await found("Clinic tour: please answer", "mei.tanaka")).toBeDefined();
  });

  test("takes a comment only where somebody reads it", async () => {
    await refused(deleteCalendarEvent, { id: "AAMk", mode: "delete", comment: "x" }, "comment");
    expect(graph.seen).toEqual([]);
  });
});

describe("respondToEvent", () => {
  const tour = "Clinic tour: please answer";

  test.each([
    ["accept", "accepted"],
    ["tentative", "tentativelyAccepted"],
    ["decline", "declined"],
  ])("%s is what the organizer sees", async (response, seen) => {
    const { id } = await found(tour);
    const { output, text } = await graph.call(respondToEvent, { id, response, comment: "Gladly" });
    expect(output).toEqual({ id, response, notified: true, organizer: mei, untrusted: true });
    expect(respondToEvent.reached?.(output)).toEqual([mei]);
    expect(text).toContain("accepted for delivery");
    expect((await found(tour, "mei.tanaka")).attendees[0].status.response).toBe(seen);
    expect((await graph.commits()).at(-1)).toMatchObject({ body: { comment: "Gladly", sendResponse: true } });
  });

  test("without notify tells nobody", async () => {
    const { id } = await found(tour);
    const { output } = await graph.call(respondToEvent, { id, response: "accept", notify: false });
    expect(respondToEvent.reached?.(output)).toEqual([]);
    expect((await found(tour)).responseStatus.response).toBe("accepted");
    expect((await found(tour, "mei.tanaka")).attendees[0].status.response).toBe("none");
  });

  test("is refused to the organizer by Exchange", async () => {
    await expect(graph.call(respondToEvent, { id: await made(), response: "accept" })).rejects.toMatchObject({ code: "graph_rejected" });
  });

  test("refuses a comment that nobody would read", async () => {
    await refused(respondToEvent, { id: "AAMk", response: "accept", comment: "x", notify: false }, "comment");
    expect(graph.seen).toEqual([]);
  });

  test("sends only where the organizer is told", () => {
    const answer = { id: "x", response: "accept" as const };
    expect([respondToEvent.riskOf?.({ ...answer, notify: true }), respondToEvent.riskOf?.({ ...answer, notify: false })]).toEqual([
      "send",
      "write",
    ]);
  });
});

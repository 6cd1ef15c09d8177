import { describe, expect, test } from "vitest";
import { createCalendarEvent } from "../../../../src/tools/calendar/create-calendar-event.ts";
import { getCalendarEvents } from "../../../../src/tools/calendar/get-calendar-events.ts";
import { updateCalendarEvent } from "../../../../src/tools/calendar/update-calendar-event.ts";
import { strictGraph } from "../strict-graph.ts";

const graph = strictGraph();
const jonas = "jonas.weber@northwind.example";
const event = { subject: "Review", start: "2027-02-01T09:00", end: "2027-02-01T10:00" };
const stored = (id: string): Promise<Record<string, unknown>> => graph.ask("GET", `/me/events/${id}`);

describe("the zone of a new event", () => {
  test.each([
    ["the argument", { timeZone: "Asia/Tokyo" }, { timeZone: "Asia/Tokyo", zoneFrom: "argument", start: "2027-02-01T09:00:00+09:00" }],
    [
      "a Windows name",
      { timeZone: "Eastern Standard Time" },
      { timeZone: "America/New_York", zoneFrom: "argument", start: "2027-02-01T09:00:00-05:00" },
    ],
    [
      "the offset of the times",
      { start: "2027-02-01T09:00+05:30", end: "2027-02-01T10:00+05:30" },
      { timeZone: "UTC", zoneFrom: "offset", start: "2027-02-01T03:30:00Z" },
    ],
    ["the mailbox's own", {}, { timeZone: "Europe/Berlin", zoneFrom: "mailbox", start: "2027-02-01T09:00:00+01:00" }],
  ])("is %s", async (_name, input, shown) => {
    expect((await graph.call(createCalendarEvent, { ...event, ...input })).output).toMatchObject(shown);
  });

  test("of a series is one with a wall clock, even where the times carry offsets", async () => {
    const { output } = await graph.call(createCalendarEvent, {
      subject: "Weekly",
      start: "2027-03-22T09:00+01:00",
      end: "2027-03-22T10:00+01:00",
      recurrence: { every: "week", times: 2 },
    });
    expect(output).toMatchObject({ timeZone: "Europe/Berlin", zoneFrom: "mailbox" });
    const view = await graph.ask("GET", "/me/calendarView?startDateTime=2027-03-28T00:00:00Z&endDateTime=2027-03-30T00:00:00Z");
    expect(view.value.find(({ subject }: { subject: string }) => subject === "Weekly").start.dateTime).toBe("2027-03-29T07:00:00.0000000");
  });

  test("without the mailbox's is UTC, and that is said", async () => {
    const narrow = strictGraph(["User.Read", "Calendars.ReadWrite"]);
    const { output, text } = await narrow.call(createCalendarEvent, event);
    expect(output).toMatchObject({ timeZone: "UTC", zoneFrom: "default" });
    expect(text).toContain("(UTC, no zone known)");
  });
});

describe("when the clocks change", () => {
  test("a time they skip is refused with its neighbours, and nothing is made", async () => {
    graph.seen.length = 0;
    await expect(
      graph.call(createCalendarEvent, { ...event, start: "2027-03-28T02:30", end: "2027-03-28T04:00", timeZone: "Europe/Berlin" }),
    ).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "start", candidates: ["2027-03-28T01:30:00", "2027-03-28T03:30:00"] },
    });
    expect(graph.seen).toEqual([]);
  });

  test("a time they show twice is its first pass, and that is said", async () => {
    const { output, text } = await graph.call(createCalendarEvent, {
      ...event,
      start: "2027-10-31T02:30",
      end: "2027-10-31T04:00",
      timeZone: "Europe/Berlin",
    });
    expect(output.start).toBe("2027-10-31T02:30:00+02:00");
    expect(output.note).toContain("start comes twice");
    expect(text).toContain(output.note);
    expect((await graph.commits()).at(-1)).toMatchObject({
      body: { start: { dateTime: "2027-10-31T00:30:00", timeZone: "UTC" }, end: { dateTime: "2027-10-31T03:00:00", timeZone: "UTC" } },
    });
  });

  test.each([
    ["start", { start: "2027-10-31T02:30", end: "2027-10-31T04:00" }],
    ["end", { start: "2027-10-31T01:30", end: "2027-10-31T02:30+01:00" }],
  ])("a series, which follows the clocks, does not %s in an hour they show twice", async (field, times) => {
    await expect(
      graph.call(createCalendarEvent, { ...event, ...times, timeZone: "Europe/Berlin", recurrence: { every: "week" } }),
    ).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
  });

  test("a day whose midnight they show twice is still that day", async () => {
    await graph.call(createCalendarEvent, {
      subject: "Fair",
      start: "2027-11-07",
      end: "2027-11-08",
      isAllDay: true,
      timeZone: "America/Havana",
    });
    expect((await graph.commits()).at(-1)).toMatchObject({
      body: { start: { dateTime: "2027-11-07T00:00:00" }, end: { dateTime: "2027-11-08T00:00:00" } },
    });
  });

  test("an offset chooses the second pass", async () => {
    const { output } = await graph.call(createCalendarEvent, {
      ...event,
      start: "2027-10-31T02:30+01:00",
      end: "2027-10-31T04:00+01:00",
      timeZone: "Europe/Berlin",
    });
    expect([output.start, output.note]).toEqual(["2027-10-31T02:30:00+01:00", undefined]);
    expect((await stored(output.id)).start).toEqual({ dateTime: "2027-10-31T01:30:00.0000000", timeZone: "UTC" });
    const listed = await graph.call(getCalendarEvents, {
      start: "2027-10-31T02:45+02:00",
      end: "2027-10-31T03:00+01:00",
      timeZone: "Europe/Berlin",
    });
    expect(listed.output.items.map(({ start }: { start: string }) => start)).toContain("2027-10-31T02:30:00+01:00");
  });
});

test("everything given arrives", async () => {
  const { output } = await graph.call(createCalendarEvent, {
    ...event,
    attendees: [jonas],
    optionalAttendees: "mei.tanaka@clinics.northwind.example",
    body: "Agenda: 1 < 2",
    location: "Berlin 4.12",
    isOnlineMeeting: true,
    reminderMinutes: 30,
    showAs: "tentative",
  });
  expect(await stored(output.id)).toMatchObject({
    subject: "Review",
    location: { displayName: "Berlin 4.12" },
    showAs: "tentative",
    isReminderOn: true,
    reminderMinutesBeforeStart: 30,
    attendees: [{ type: "required" }, { type: "optional" }],
    onlineMeeting: { joinUrl: output.joinUrl },
  });
});

test("an all-day event of three days lasts from midnight to midnight", async () => {
  const { output } = await graph.call(createCalendarEvent, { subject: "Fair", start: "2027-02-01", end: "2027-02-04", isAllDay: true });
  expect(await stored(output.id)).toMatchObject({
    isAllDay: true,
    start: { dateTime: "2027-02-01T00:00:00.0000000" },
    end: { dateTime: "2027-02-04T00:00:00.0000000" },
  });
});

test("a calendar is taken by name, and one that cannot be written to says no", async () => {
  const { output } = await graph.call(createCalendarEvent, { ...event, calendarId: "projects" });
  const projects = (await graph.ask("GET", "/me/calendars")).value.find(({ name }: { name: string }) => name === "Projects");
  expect((await graph.ask("GET", `/me/calendars/${projects.id}/events`)).value.map(({ id }: { id: string }) => id)).toContain(output.id);
  await expect(graph.call(createCalendarEvent, { ...event, calendarId: "Holidays" })).rejects.toMatchObject({
    code: "insufficient_graph_scope",
  });
});

test("one idempotency key makes one event", async () => {
  const first = await graph.call(createCalendarEvent, { ...event, idempotencyKey: "once" });
  const second = await graph.call(createCalendarEvent, { ...event, idempotencyKey: "once" });
  expect(second.output.id).toBe(first.output.id);
});

test("is no more than a write where nobody is invited", () => {
  expect(createCalendarEvent.riskOf?.(event)).toBe("write");
  expect(createCalendarEvent.riskOf?.({ ...event, optionalAttendees: [jonas] })).toBe("send");
});

test("the way of the recurrence is the way of the series", async () => {
  const { output } = await graph.call(createCalendarEvent, {
    ...event,
    recurrence: { every: "year", daysOfWeek: ["First Monday"], interval: 2, until: "2035-01-01" },
  });
  expect((await stored(output.id)).recurrence).toMatchObject({
    pattern: { type: "relativeYearly", interval: 2, daysOfWeek: ["monday"], index: "first", month: 2 },
    range: { type: "endDate", startDate: "2027-02-01", endDate: "2035-01-01" },
  });
});

test("a whole day is that day also where the clocks skip its midnight", async () => {
  const zone = "America/Santiago";
  const day = { subject: "Fair", start: "2027-09-05", end: "2027-09-05", isAllDay: true, timeZone: zone };
  const { output } = await graph.call(createCalendarEvent, day);
  expect(await graph.ask("GET", `/me/events/${output.id}`)).toMatchObject({
    isAllDay: true,
    start: { dateTime: "2027-09-05T00:00:00.0000000" },
    end: { dateTime: "2027-09-06T00:00:00.0000000" },
  });
  const { output: renamed } = await graph.call(updateCalendarEvent, { id: output.id, subject: "Fair and square", timeZone: zone });
  expect(renamed.changed).toEqual(["subject"]);
});

test("a series begins with its first occurrence, or is refused before Graph is asked", async () => {
  const from = (start: string, daysOfWeek: readonly string[], every = "month") => ({
    ...event,
    start: `${start}T09:00`,
    end: `${start}T10:00`,
    recurrence: { every, daysOfWeek, times: 3 },
  });
  const { output } = await graph.call(createCalendarEvent, from("2027-02-26", ["last friday"]));
  expect(output.start).toBe("2027-02-26T09:00:00+01:00");
  await graph.call(createCalendarEvent, from("2027-02-09", ["second tuesday"], "year"));
  await graph.call(createCalendarEvent, from("2027-02-02", ["monday", "tuesday"], "week"));
  graph.seen.length = 0;
  for (const [start, days, every] of [
    ["2027-02-01", ["friday"], "week"],
    ["2027-02-19", ["last friday"], "month"],
    ["2027-02-02", ["second tuesday"], "year"],
  ] as const) {
    await expect(graph.call(createCalendarEvent, from(start, days, every))).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "recurrence.daysOfWeek" },
    });
  }
  expect(graph.seen).toEqual([]);
});

test("a person named twice is invited once, as required", async () => {
  const { output } = await graph.call(createCalendarEvent, {
    ...event,
    attendees: [jonas, jonas.toUpperCase()],
    optionalAttendees: [jonas],
  });
  expect(output.attendees).toEqual([jonas]);
  expect(await stored(output.id)).toMatchObject({ attendees: [{ type: "required" }] });
});

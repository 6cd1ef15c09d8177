import { describe, expect, test } from "vitest";
import { createCalendarEvent } from "../../../../src/tools/calendar/create-calendar-event.ts";
import { getCalendarEvent } from "../../../../src/tools/calendar/get-calendar-event.ts";
import { getCalendarEvents } from "../../../../src/tools/calendar/get-calendar-events.ts";
import { strictGraph } from "../strict-graph.ts";

const graph = strictGraph();
type Item = { readonly id: string; readonly subject: string; readonly start: string; readonly end: string };
const subjects = (items: readonly Item[]): readonly string[] => items.map(({ subject }) => subject);
const dayMs = 86_400_000;
/** A date in the mailbox's zone. */
const day = (ahead: number): string => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(Date.now() + ahead * dayMs);

describe("the range of getCalendarEvents", () => {
  test("is the next seven days, in order, in the mailbox's own zone", async () => {
    const { output, text } = await graph.call(getCalendarEvents);
    const starts = output.items.map(({ start }: Item) => Date.parse(start));
    expect(starts).toEqual(starts.toSorted((a: number, b: number) => a - b));
    expect(Math.max(...starts)).toBeLessThan(Date.now() + 7 * dayMs);
    expect(output).toMatchObject({ timeZone: "Europe/Berlin", zoneFrom: "mailbox" });
    expect(text).toContain("Times in Europe/Berlin, your own mailbox's.");
  });

  test("counts days from start, or back from end", async () => {
    const forward = await graph.call(getCalendarEvents, { start: day(2), days: 1 });
    const back = await graph.call(getCalendarEvents, { end: day(3), days: 1 });
    const both = await graph.call(getCalendarEvents, { start: day(2), end: day(3) });
    expect(both.output.items.length).toBeGreaterThan(0);
    expect([subjects(forward.output.items), subjects(back.output.items)]).toEqual([
      subjects(both.output.items),
      subjects(both.output.items),
    ]);
  });

  test("with an end to come alone begins today, and is said", async () => {
    const { output, text } = await graph.call(getCalendarEvents, { end: day(12) });
    const whole = await graph.call(getCalendarEvents, { start: day(0), end: day(12) });
    expect(subjects(output.items)).toEqual(subjects(whole.output.items));
    expect([output.rangeStart.slice(0, 19), output.rangeEnd.slice(0, 19)]).toEqual([`${day(0)}T00:00:00`, `${day(12)}T00:00:00`]);
    expect(text).toContain(`From ${output.rangeStart} to ${output.rangeEnd}. Times in Europe/Berlin`);
  });

  test("with an end that is past alone is the seven days before it", async () => {
    const { output } = await graph.call(getCalendarEvents, { end: day(-1) });
    expect([output.rangeStart.slice(0, 10), output.rangeEnd.slice(0, 10)]).toEqual([day(-8), day(-1)]);
  });

  test("is said on the first page only", async () => {
    const first = await graph.call(getCalendarEvents, { count: 1, days: 30 });
    const second = await graph.call(getCalendarEvents, { count: 1, days: 30, cursor: first.output.cursor });
    expect(Date.parse(first.output.rangeEnd)).toBeGreaterThan(Date.now() + 29 * dayMs);
    expect([second.output.rangeStart, second.text.startsWith("Times in")]).toEqual([undefined, true]);
  });

  test.each([
    ["days", { start: "2026-12-01", end: "2026-12-02", days: 1 }, "days"],
    ["an end before the start", { start: "2026-12-02", end: "2026-12-01" }, "end"],
    ["decades", { start: "2000-01-01", end: "2100-01-01" }, "end"],
    ["a skipped hour", { start: "2027-03-28T02:30", end: "2027-03-29", timeZone: "Europe/Berlin" }, "start"],
    ["an unknown zone", { timeZone: "Mars/Olympus" }, "timeZone"],
  ])("refuses %s before Graph is asked", async (_name, input, field) => {
    graph.seen.length = 0;
    await expect(graph.call(getCalendarEvents, input)).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(graph.seen).toEqual([]);
  });

  test("takes Windows zones, and shows local times with their offset", async () => {
    const { output } = await graph.call(getCalendarEvents, { timeZone: "Tokyo Standard Time" });
    expect(output).toMatchObject({ timeZone: "Asia/Tokyo", zoneFrom: "argument" });
    expect(
      output.items.filter(({ isAllDay }: { isAllDay: boolean }) => !isAllDay).every(({ start }: Item) => start.endsWith("+09:00")),
    ).toBe(true);
  });
});

test("a series keeps its wall clock over the change of clocks", async () => {
  const year = new Date(Date.now() + 300 * dayMs).getUTCFullYear();
  const sunday = Date.UTC(year, 2, 31) - new Date(Date.UTC(year, 2, 31)).getUTCDay() * dayMs;
  const date = (days: number): string => new Date(sunday + days * dayMs).toISOString().slice(0, 10);
  const { output } = await graph.call(getCalendarEvents, { start: date(-2), end: date(2), query: "stand-up" });
  expect(output.items.map(({ start }: Item) => start)).toEqual([`${date(-2)}T09:15:00+01:00`, `${date(1)}T09:15:00+02:00`]);
});

test("times are told in UTC, too, wherever they are told", async () => {
  const utc = { startUtc: "2027-02-01T08:00:00Z", endUtc: "2027-02-01T09:00:00Z" };
  const made = await graph.call(createCalendarEvent, { subject: "Kiln", start: "2027-02-01T09:00", end: "2027-02-01T10:00" });
  expect(made.output).toMatchObject(utc);
  const range = { start: "2027-02-01", end: "2027-02-02", query: "Kiln" };
  const some = await graph.call(getCalendarEvents, { ...range, fields: ["start"] });
  expect(some.output.items).toEqual([
    { id: made.output.id, start: "2027-02-01T09:00:00+01:00", startUtc: utc.startUtc, isAllDay: false, untrusted: true },
  ]);
  expect((await graph.call(getCalendarEvents, range)).output.items).toMatchObject([utc]);
  expect((await graph.call(getCalendarEvent, { id: made.output.id })).output.event).toMatchObject(utc);
  const [{ seriesMasterId }] = (await graph.call(getCalendarEvents, { query: "stand-up", fields: ["seriesMasterId"] })).output.items;
  const [first] = (await graph.call(getCalendarEvent, { id: seriesMasterId, instances: true })).output.instances;
  expect([first.startUtc, first.endUtc]).toEqual([first.start, first.end].map((at) => new Date(at).toISOString().replace(".000Z", "Z")));
});

test("all-day events are dates", async () => {
  const { output } = await graph.call(getCalendarEvents, { days: 30, query: "Company day", timeZone: "America/New_York" });
  expect(output.items).toMatchObject([{ isAllDay: true, start: day(12), end: day(13) }]);
  expect(Object.keys(output.items[0])).not.toContain("startUtc");
});

describe("calendars", () => {
  test("are found by name, others' opened to me included", async () => {
    const own = await graph.call(getCalendarEvents, { calendarId: "projects" });
    expect(subjects(own.output.items)).toEqual(["Milestone: rollout plan"]);
    const mei = await graph.call(getCalendarEvents, { calendarId: "Mei Tanaka" });
    expect(subjects(mei.output.items)).toContain("Kestrel: CT service window");
  });

  test("are found by id without being listed", async () => {
    const { calendars } = (await graph.call(getCalendarEvent)).output;
    const { id } = calendars.find(({ name }: { name: string }) => name === "Projects");
    graph.seen.length = 0;
    expect(subjects((await graph.call(getCalendarEvents, { calendarId: id, timeZone: "UTC" })).output.items)).toHaveLength(1);
    expect(graph.seen).toEqual(["GET /me/calendars/{calendarId}/calendarView → 200"]);
  });

  test("that do not exist are told with those that do", async () => {
    await expect(graph.call(getCalendarEvents, { calendarId: "Birthdays" })).rejects.toMatchObject({
      code: "not_found",
      details: { field: "calendarId", candidates: expect.arrayContaining([expect.stringContaining("Projects (")]) },
    });
  });

  test("of others open by address, where they were opened", async () => {
    const mei = await graph.call(getCalendarEvents, { mailbox: "mei.tanaka@clinics.northwind.example", query: "Kestrel" });
    expect(subjects(mei.output.items)).toEqual(["Kestrel: CT service window"]);
    await expect(graph.call(getCalendarEvents, { mailbox: "jonas.weber@northwind.example" })).rejects.toMatchObject({
      code: "insufficient_graph_scope",
      details: { scopes: ["Calendars.Read.Shared"] },
    });
  });

  test("of another mailbox have names too", async () => {
    const { output } = await graph.call(getCalendarEvents, { mailbox: "frontdesk@northwind.example", calendarId: "Projects" });
    expect(subjects(output.items)).toEqual(["Milestone: rollout plan"]);
  });

  test("of others take the shared scope, known before anything is asked", () => {
    expect(getCalendarEvents.scopesOf?.({ mailbox: "a@b.example", count: 1 })).toEqual(["Calendars.Read.Shared"]);
    expect(getCalendarEvents.scopesOf?.({ count: 1 })).toEqual([]);
  });
});

test("only the fields asked for are kept", async () => {
  const { output } = await graph.call(getCalendarEvents, { fields: ["subject", "responseStatus"], query: "please answer", days: 30 });
  expect(output.items).toEqual([
    { id: expect.any(String), subject: "Clinic tour: please answer", response: "notResponded", untrusted: true },
  ]);
});

test("what an apostrophe in the query could do stays in the query", async () => {
  await graph.call(createCalendarEvent, { subject: "Bob's farewell", start: `${day(1)}T09:00`, end: `${day(1)}T10:00` });
  expect(subjects((await graph.call(getCalendarEvents, { query: "Bob's" })).output.items)).toEqual(["Bob's farewell"]);
});

describe("getCalendarEvent", () => {
  const seriesId = async (): Promise<string> =>
    (await graph.call(getCalendarEvents, { query: "stand-up", fields: ["seriesMasterId"] })).output.items[0].seriesMasterId;

  test("without an id lists the calendars, whose they are and whether they may be written to", async () => {
    const { output, text } = await graph.call(getCalendarEvent);
    expect(output.calendars).toMatchObject([
      { name: "Calendar", isDefault: true, canEdit: true, owner: "amara.okafor@northwind.example" },
      { name: "Projects", isDefault: false, canEdit: true },
      { name: "Holidays", canEdit: false },
      { name: "Front Desk", canEdit: true, owner: "frontdesk@northwind.example" },
      { name: "Mei Tanaka", canEdit: false, owner: "mei.tanaka@clinics.northwind.example" },
    ]);
    expect(text).toMatch(/<(untrusted-[0-9a-f]{8})>[\s\S]*Holidays[\s\S]*<\/\1>/);
  });

  test("tells a series' pattern and its coming instances", async () => {
    const { output, text } = await graph.call(getCalendarEvent, { id: await seriesId(), instances: true, timeZone: "Europe/Berlin" });
    expect(output.event).toMatchObject({ type: "seriesMaster", recurrence: "every week on monday, tuesday, wednesday, thursday, friday" });
    expect(output.instances).toHaveLength(50);
    expect(output.truncated).toBe(true);
    expect(Date.parse(output.instances[0].end)).toBeGreaterThan(Date.now());
    expect(text).toContain("Coming instances (the first 50):");
  });

  test("takes an occurrence for its series", async () => {
    const [one] = (await graph.call(getCalendarEvents, { query: "stand-up" })).output.items;
    expect((await graph.call(getCalendarEvent, { id: one.id, instances: true })).output.instances).toHaveLength(50);
  });

  test("refuses instances of what happens once, and of nothing", async () => {
    const [one] = (await graph.call(getCalendarEvents, { query: "Budget 2027 review" })).output.items;
    await expect(graph.call(getCalendarEvent, { id: one.id, instances: true })).rejects.toMatchObject({ details: { field: "instances" } });
    graph.seen.length = 0;
    await expect(graph.call(getCalendarEvent, { instances: true })).rejects.toMatchObject({ details: { field: "id" } });
    expect(graph.seen).toEqual([]);
  });

  test("of an unknown id is not found", async () => {
    await expect(graph.call(getCalendarEvent, { id: "AAMkNothing" })).rejects.toMatchObject({ code: "not_found" });
  });

  test("shows the body as HTML where that is asked for", async () => {
    const [one] = (await graph.call(getCalendarEvents, { query: "Budget 2027 review" })).output.items;
    const { output } = await graph.call(getCalendarEvent, { id: one.id, bodyFormat: "html" });
    expect(output.event.body).toContain("<p>Imaging first.");
  });

  const withBody = async (content: string): Promise<string> => {
    const at = (hour: string) => ({ dateTime: `2027-06-01T${hour}:00:00`, timeZone: "UTC" });
    const body = { contentType: "html", content };
    return (await graph.ask("POST", "/me/events", { subject: "Bodies", start: at("09"), end: at("10"), body })).id;
  };

  test.each(["text", "markdown", "html"])(
    "as %s without what a guest would not see, and without what loads or runs",
    async (bodyFormat) => {
      const id = await withBody(
        `<p>Bring the plan.</p><p style="color:#fff">do-not-leak</p><!--do-not-leak--><img src="https://evil.example/do-not-leak.gif" onerror="do-not-leak">`,
      );
      const { output, text } = await graph.call(getCalendarEvent, { id, bodyFormat });

      expect(output.event.body).toContain(bodyFormat === "html" ? "<p>Bring the plan.</p>" : "Bring the plan.");
      expect(output.event.bodyTruncated).toBeUndefined();
      expect(JSON.stringify(output) + text).not.toMatch(/do-not-leak|<img/);
    },
  );

  test("says where the body is cut, and where it could not be read", async () => {
    const long = await graph.call(getCalendarEvent, { id: await withBody(`<p>${"a".repeat(20_000)}</p>`), bodyFormat: "html" });
    const fits = await graph.call(getCalendarEvent, { id: await withBody(`<p>${"a".repeat(19_993)}</p>`), bodyFormat: "html" });
    const deep = await graph.call(getCalendarEvent, { id: await withBody("<div>".repeat(50_000)), bodyFormat: "html" });

    expect(long.output.event).toMatchObject({ body: `<p>${"a".repeat(19_997)}`, bodyTruncated: true });
    expect(long.text).toContain("a […]");
    expect(fits.output.event.bodyTruncated).toBeUndefined();
    expect(fits.output.event.body).toHaveLength(20_000);
    expect(deep.output.event.bodyUnreadable).toBe(true);
    expect(deep.output.event.body).toBeUndefined();
    expect(deep.text).toContain("could not be read");
  });
});

test("days are counted on the calendar: the last one is whole where the clocks change", async () => {
  await graph.call(createCalendarEvent, { subject: "Late in autumn", start: "2027-11-02T23:15", end: "2027-11-02T23:45" });
  await graph.call(createCalendarEvent, { subject: "Early in spring", start: "2027-04-01T00:15", end: "2027-04-01T00:45" });
  const autumn = await graph.call(getCalendarEvents, { start: "2027-10-27", days: 7, query: "Late in autumn" });
  expect(subjects(autumn.output.items)).toEqual(["Late in autumn"]);
  const spring = await graph.call(getCalendarEvents, { start: "2027-03-25", days: 7, query: "Early in spring" });
  expect(subjects(spring.output.items)).toEqual([]);
  const back = await graph.call(getCalendarEvents, { end: "2027-11-03", days: 7, query: "Late in autumn" });
  expect(subjects(back.output.items)).toEqual(["Late in autumn"]);
});

test("a whole day keeps its date in every zone, whatever fields are asked for, and the text says how long it lasts", async () => {
  await graph.call(createCalendarEvent, { subject: "Three days off", start: "2027-02-01", end: "2027-02-04", isAllDay: true });
  const asked = { start: "2027-02-01", end: "2027-02-02", timeZone: "America/New_York", query: "Three days off" };
  for (const fields of [["subject", "start", "end"], ["start", "end", "isAllDay"], undefined]) {
    const { output, text } = await graph.call(getCalendarEvents, { ...asked, ...(fields && { fields }) });
    expect(output.items).toMatchObject([{ start: "2027-02-01", end: "2027-02-04", isAllDay: true }]);
    expect(text).toContain("- 2027-02-01 – 2027-02-03 all day");
  }
});

import { describe, expect, test } from "vitest";
import { graph, type GraphUnderTest, query, type Reply } from "./graph-under-test.ts";

const week = { startDateTime: "2026-11-23T00:00:00Z", endDateTime: "2026-11-28T00:00:00Z" };
const view = (options: Readonly<Record<string, string>> = {}): string =>
  query("/v1.0/me/calendarView", { $top: "100", ...week, ...options });
const at = (dateTime: string, timeZone = "Europe/Berlin"): unknown => ({ dateTime, timeZone });
const meeting = { subject: "Review", start: at("2026-11-24T10:00:00"), end: at("2026-11-24T11:00:00") };
const attendee = (address: string): unknown => ({ emailAddress: { address }, type: "required" });
const named = (reply: Reply, subject: string): Reply["json"] =>
  reply.json.value.filter((event: { subject: string }) => event.subject === subject);

const month = async (world: GraphUnderTest, recurrence: unknown, days = 90): Promise<readonly string[]> => {
  const made = await world.post("/v1.0/me/events", { ...meeting, subject: "Series", recurrence });
  expect(made.status).toBe(201);
  const end = new Date(Date.UTC(2026, 10, 1) + days * 86_400_000).toISOString();
  const reply = await world.get(query("/v1.0/me/calendarView", { startDateTime: "2026-11-01T00:00:00Z", endDateTime: end, $top: "500" }));
  return named(reply, "Series").map((event: { start: { dateTime: string } }) => event.start.dateTime.slice(0, 16));
};

describe("calendar view", () => {
  test.each([
    ["no window", "/v1.0/me/calendarView", "ErrorInvalidParameter"],
    ["half a window", "/v1.0/me/calendarView?startDateTime=2026-11-23T00:00:00Z", "ErrorInvalidParameter"],
    [
      "a day that does not exist",
      query("/v1.0/me/calendarView", { ...week, startDateTime: "2026-02-30T00:00:00Z" }),
      "ErrorInvalidParameter",
    ],
    [
      "an offset whose plus was not encoded",
      "/v1.0/me/calendarView?startDateTime=2026-11-23T00:00:00+01:00&endDateTime=2026-11-24T00:00:00Z",
      "ErrorInvalidParameter",
    ],
    [
      "the end before the start",
      query("/v1.0/me/calendarView", { startDateTime: week.endDateTime, endDateTime: week.startDateTime }),
      "ErrorCalendarEndDateIsEarlierThanStartDate",
    ],
    [
      "a window of decades",
      query("/v1.0/me/calendarView", { ...week, endDateTime: "9999-01-01T00:00:00Z" }),
      "ErrorCalendarViewRangeTooBig",
    ],
    ["$search", view({ $search: '"x"' }), "BadRequest"],
  ])("%s is 400", async (_name, path, code) => {
    const reply = await graph().get(path);
    expect([reply.status, reply.json.error.code]).toEqual([400, code]);
  });

  test("expands the stand-up to five weekdays", async () => {
    const events = named(await graph().get(view()), "Operations stand-up");
    expect(events.map((event: { type: string }) => event.type)).toEqual(Array(5).fill("occurrence"));
  });

  test("answers in UTC unless told otherwise", async () => {
    const [event] = named(await graph().get(view()), "Operations stand-up");
    expect(event.start).toEqual({ dateTime: "2026-11-23T08:15:00.0000000", timeZone: "UTC" });
  });

  test.each(["Europe/Berlin", "W. Europe Standard Time"])("answers in %s under that name", async (zone) => {
    const reply = await graph().get(view(), { headers: { prefer: `outlook.timezone="${zone}"` } });
    const [event] = named(reply, "Operations stand-up");
    expect(event.start).toEqual({ dateTime: "2026-11-23T09:15:00.0000000", timeZone: zone });
    expect(reply.headers.get("preference-applied")).toBe(`outlook.timezone="${zone}"`);
  });

  test("the zone an event was made in is a Windows name", async () => {
    const [event] = named(await graph().get(view()), "Operations stand-up");
    expect(event.originalStartTimeZone).toBe("W. Europe Standard Time");
  });

  test.each(["../etc", "Mars/Olympus", "CEST+1"])("zone %s is refused", async (zone) => {
    const reply = await graph().get(view(), { headers: { prefer: `outlook.timezone="${zone}"` } });
    expect([reply.status, reply.json.error.code]).toEqual([400, "TimeZoneNotSupportedException"]);
  });

  test("an occurrence opens by its id and knows its series", async () => {
    const world = graph();
    const [event] = named(await world.get(view()), "Operations stand-up");
    const opened = await world.get(`/v1.0/me/events/${encodeURIComponent(event.id)}`);
    const master = await world.get(`/v1.0/me/events/${encodeURIComponent(opened.json.seriesMasterId)}`);
    expect([opened.json.start, master.json.type]).toEqual([event.start, "seriesMaster"]);
  });

  test("pages by number", async () => {
    const first = await graph().get(view({ $top: "3" }));
    expect(new URL(first.json["@odata.nextLink"]).searchParams.get("$skip")).toBe("3");
  });

  test("another calendar has its own view", async () => {
    const world = graph();
    const calendars = (await world.get("/v1.0/me/calendars")).json.value;
    const holidays = calendars.find((calendar: { name: string }) => calendar.name === "Holidays");
    const path = `/v1.0/me/calendars/${encodeURIComponent(holidays.id)}/calendarView`;
    const reply = await world.get(query(path, { startDateTime: "2026-11-18T00:00:00Z", endDateTime: "2027-01-31T00:00:00Z" }));
    expect(reply.json.value.map((event: { isAllDay: boolean }) => event.isAllDay)).toEqual([true, true, true]);
  });

  test("each calendar holds one canary, its owner's", async () => {
    const reply = await graph().get(
      query("/v1.0/me/calendarView", {
        startDateTime: "2026-11-01T00:00:00Z",
        endDateTime: "2026-12-31T00:00:00Z",
        $top: "500",
        $select: "subject",
      }),
      { as: "mei.tanaka" },
    );
    const canaries = reply.json.value.filter((event: { subject: string }) => event.subject.startsWith("Canary"));
    expect(canaries.map((event: { subject: string }) => event.subject)).toEqual(["Canary Mei Tanaka: only in mei.tanaka's calendar"]);
  });
});

describe("making events", () => {
  test("keeps the instant through zones", async () => {
    const world = graph();
    const made = await world.post("/v1.0/me/events", meeting);
    expect([made.status, made.json.start]).toEqual([201, { dateTime: "2026-11-24T09:00:00.0000000", timeZone: "UTC" }]);
    expect(named(await world.get(view()), "Review")).toHaveLength(1);
  });

  test("the same transactionId makes one event", async () => {
    const world = graph();
    const first = await world.post("/v1.0/me/events", { ...meeting, transactionId: "t-1" });
    const second = await world.post("/v1.0/me/events", { ...meeting, transactionId: "t-1" });
    expect(second.json.id).toBe(first.json.id);
    expect(await world.commits()).toHaveLength(1);
  });

  test("an attendee of the company finds it, unanswered", async () => {
    const world = graph();
    await world.post("/v1.0/me/events", { ...meeting, attendees: [attendee("mei.tanaka@clinics.northwind.example")] });
    const [event] = named(await world.get(view(), { as: "mei.tanaka" }), "Review");
    expect([event.isOrganizer, event.responseStatus.response, event.organizer.emailAddress.address]).toEqual([
      false,
      "notResponded",
      "amara.okafor@northwind.example",
    ]);
  });

  test("an online one has a meeting that is found by its join address", async () => {
    const world = graph();
    const { onlineMeeting, onlineMeetingProvider } = (await world.post("/v1.0/me/events", { ...meeting, isOnlineMeeting: true })).json;
    const found = await world.get(query("/v1.0/me/onlineMeetings", { $filter: `JoinWebUrl eq '${onlineMeeting.joinUrl}'` }));
    expect([onlineMeetingProvider, found.json.value[0].subject]).toEqual(["teamsForBusiness", "Review"]);
  });

  test.each([
    ["no start", { ...meeting, start: undefined }, "ErrorPropertyValidationFailure"],
    ["the end before the start", { ...meeting, end: at("2026-11-24T09:00:00") }, "ErrorPropertyValidationFailure"],
    ["an offset in the time", { ...meeting, start: at("2026-11-24T10:00:00+01:00") }, "RequestBodyRead"],
    ["an unknown zone", { ...meeting, start: at("2026-11-24T10:00:00", "Mars/Olympus") }, "TimeZoneNotSupportedException"],
    ["a bad attendee", { ...meeting, attendees: [attendee("a;b@corp.example")] }, "ErrorInvalidRecipients"],
    ["an unknown property", { ...meeting, colour: "red" }, "RequestBodyRead"],
    ["text for a number", { ...meeting, reminderMinutesBeforeStart: "15" }, "RequestBodyRead"],
    ["an unknown free/busy", { ...meeting, showAs: "away" }, "RequestBodyRead"],
    ["an all-day event off midnight", { ...meeting, isAllDay: true }, "ErrorPropertyValidationFailure"],
    [
      "a weekly series without days",
      { ...meeting, recurrence: { pattern: { type: "weekly", interval: 1 }, range: { type: "noEnd", startDate: "2026-11-24" } } },
      "ErrorPropertyValidationFailure",
    ],
    [
      "a series that ends before it starts",
      {
        ...meeting,
        recurrence: { pattern: { type: "daily", interval: 1 }, range: { type: "endDate", startDate: "2026-11-24", endDate: "2026-11-01" } },
      },
      "ErrorPropertyValidationFailure",
    ],
  ])("%s is refused and nothing is made", async (_name, body, code) => {
    const world = graph();
    const reply = await world.post("/v1.0/me/events", body);
    expect([reply.status, reply.json.error.code]).toEqual([400, code]);
    expect(await world.commits()).toEqual([]);
  });

  test("holidays cannot be written to", async () => {
    const world = graph();
    const holidays = (await world.get("/v1.0/me/calendars")).json.value.find((calendar: { canEdit: boolean }) => !calendar.canEdit);
    expect((await world.post(`/v1.0/me/calendars/${encodeURIComponent(holidays.id)}/events`, meeting)).status).toBe(403);
  });
});

describe("series", () => {
  const range = (rest: unknown = { type: "numbered", numberOfOccurrences: 3 }): unknown => ({
    startDate: "2026-11-24",
    ...(rest as object),
  });

  test("weekly on two days, every other week", async () => {
    const pattern = { type: "weekly", interval: 2, daysOfWeek: ["tuesday", "thursday"], firstDayOfWeek: "monday" };
    expect(await month(graph(), { pattern, range: range() })).toEqual(["2026-11-24T09:00", "2026-11-26T09:00", "2026-12-08T09:00"]);
  });

  test("the last Friday of the month", async () => {
    const pattern = { type: "relativeMonthly", interval: 1, daysOfWeek: ["friday"], index: "last" };
    expect(await month(graph(), { pattern, range: range({ type: "numbered", numberOfOccurrences: 2 }) })).toEqual([
      "2026-11-27T09:00",
      "2026-12-25T09:00",
    ]);
  });

  test("the 31st falls on the last day of a short month", async () => {
    const pattern = { type: "absoluteMonthly", interval: 1, dayOfMonth: 31 };
    expect(await month(graph(), { pattern, range: range({ type: "numbered", numberOfOccurrences: 2 }) })).toEqual([
      "2026-11-30T09:00",
      "2026-12-31T09:00",
    ]);
  });

  test("ends on its last day", async () => {
    const pattern = { type: "daily", interval: 1 };
    expect(await month(graph(), { pattern, range: range({ type: "endDate", endDate: "2026-11-25" }) })).toEqual([
      "2026-11-24T09:00",
      "2026-11-25T09:00",
    ]);
  });

  test("keeps the wall clock across daylight saving", async () => {
    const pattern = { type: "absoluteMonthly", interval: 5, dayOfMonth: 24 };
    expect(await month(graph(), { pattern, range: range({ type: "numbered", numberOfOccurrences: 2 }) }, 250)).toEqual([
      "2026-11-24T09:00",
      "2027-04-24T08:00",
    ]);
  });
});

test("Calendars.ReadBasic shows no body", async () => {
  const [event] = (await graph({ scopes: ["Calendars.ReadBasic"] }).get(view({ $top: "1" }))).json.value;
  expect(event).not.toHaveProperty("body");
});

test("mailbox settings name the zone as Windows does", async () => {
  expect((await graph().get("/v1.0/me/mailboxSettings?$select=timeZone")).json.timeZone).toBe("W. Europe Standard Time");
});

import { describe, expect, test } from "vitest";
import { everyScope, graph, type GraphUnderTest, origin, query, type Reply } from "./graph-under-test.ts";

const at = (dateTime: string, timeZone = "Europe/Berlin"): unknown => ({ dateTime, timeZone });
const attendee = (address: string): unknown => ({ emailAddress: { address }, type: "required" });
const meeting = {
  subject: "Review",
  start: at("2026-11-24T10:00:00"),
  end: at("2026-11-24T11:00:00"),
  attendees: [attendee("jonas.weber@northwind.example")],
};
const eventPath = (id: string, rest = ""): string => `/v1.0/me/events/${encodeURIComponent(id)}${rest}`;
const december = { startDateTime: "2026-11-20T00:00:00Z", endDateTime: "2026-12-31T00:00:00Z", $top: "500" };
const made = async (world: GraphUnderTest, rest: object = {}): Promise<Reply["json"]> =>
  (await world.post("/v1.0/me/events", { ...meeting, ...rest })).json;
const found = async (world: GraphUnderTest, subject: string, as = "amara.okafor"): Promise<readonly Reply["json"][]> =>
  (await world.get(query("/v1.0/me/calendarView", december), { as })).json.value.filter(
    (event: { subject: string }) => event.subject === subject,
  );
const inboxSubjects = async (world: GraphUnderTest, as: string): Promise<readonly string[]> =>
  (await world.get("/v1.0/me/mailFolders/inbox/messages?$top=5&$select=subject", { as })).json.value.map(
    (message: { subject: string }) => message.subject,
  );
const gone = (world: GraphUnderTest, id: string, headers: Record<string, string> = {}): Promise<Reply> =>
  world.send(new Request(`${origin}${eventPath(id)}`, { method: "DELETE", headers: { authorization: "Bearer amara.okafor", ...headers } }));
const codeOf = ({ status, json }: Reply): unknown => [status, json?.error?.code];

describe("a change", () => {
  test("reaches the attendees' copies and their inboxes, under a new etag", async () => {
    const world = graph();
    const event = await made(world);
    const changed = await world.patch(
      eventPath(event.id),
      { subject: "Review moved", start: at("2026-11-25T10:00:00"), end: at("2026-11-25T11:00:00") },
      { headers: { "if-match": event["@odata.etag"] } },
    );
    expect([changed.status, changed.json.id, changed.json["@odata.etag"] === event["@odata.etag"]]).toEqual([200, event.id, false]);
    const [copy] = await found(world, "Review moved", "jonas.weber");
    expect(copy.start.dateTime).toBe("2026-11-25T09:00:00.0000000");
    expect((await inboxSubjects(world, "jonas.weber")).slice(0, 2)).toEqual(["Updated: Review moved", "Review"]);
    expect((await world.commits()).map(({ method }: { method: string }) => method)).toEqual(["POST", "PATCH"]);
  });

  test("under an old etag is 412 and changes nothing", async () => {
    const world = graph();
    const event = await made(world);
    const old = { headers: { "if-match": event["@odata.etag"] } };
    await world.patch(eventPath(event.id), { subject: "First" }, old);
    expect(codeOf(await world.patch(eventPath(event.id), { subject: "Second" }, old))).toEqual([412, "ErrorIrresolvableConflict"]);
    expect((await world.get(eventPath(event.id))).json.subject).toBe("First");
  });

  test("of the attendees invites and disinvites, and keeps answers", async () => {
    const world = graph();
    const event = await made(world);
    const [copy] = await found(world, "Review", "jonas.weber");
    await world.post(eventPath(copy.id, "/accept"), {}, { as: "jonas.weber" });
    const both = [attendee("jonas.weber@northwind.example"), attendee("mei.tanaka@clinics.northwind.example")];
    const wider = await world.patch(eventPath(event.id), { attendees: both });
    expect(wider.json.attendees.map((one: { status: { response: string } }) => one.status.response)).toEqual(["accepted", "none"]);
    expect(await found(world, "Review", "mei.tanaka")).toHaveLength(1);
    await world.patch(eventPath(event.id), { attendees: [] });
    expect(await found(world, "Review", "jonas.weber")).toEqual([]);
  });

  test("of one occurrence leaves the series alone", async () => {
    const world = graph();
    const [first, second] = await found(world, "Operations stand-up");
    await world.patch(eventPath(first.id), { subject: "Stand-up, long" });
    expect((await world.get(eventPath(first.id))).json.type).toBe("exception");
    expect((await world.get(eventPath(second.id))).json.subject).toBe("Operations stand-up");
  });

  test.each([
    ["an unknown property", { colour: "red" }, "RequestBodyRead"],
    ["a computed property", { isOrganizer: false }, "ErrorPropertyValidationFailure"],
    ["an end before the start", { end: at("2026-11-24T09:00:00") }, "ErrorPropertyValidationFailure"],
    ["an all-day event off midnight", { isAllDay: true }, "ErrorPropertyValidationFailure"],
  ])("to %s is refused", async (_name, body, code) => {
    const world = graph();
    const event = await made(world);
    expect(codeOf(await world.patch(eventPath(event.id), body))).toEqual([400, code]);
  });

  test("is the organizer's", async () => {
    const world = graph();
    await made(world);
    const [copy] = await found(world, "Review", "jonas.weber");
    const moved = await world.patch(eventPath(copy.id), { subject: "Mine" }, { as: "jonas.weber" });
    expect(codeOf(moved)).toEqual([400, "ErrorCalendarIsNotOrganizer"]);
    const shown = await world.patch(eventPath(copy.id), { showAs: "free" }, { as: "jonas.weber" });
    expect(shown.json.showAs).toBe("free");
  });
});

describe("the end of an event", () => {
  test("a cancelled meeting leaves every calendar, with a word to the attendees", async () => {
    const world = graph();
    const event = await made(world);
    expect((await world.post(eventPath(event.id, "/cancel"), { comment: "No room" })).status).toBe(202);
    expect([await found(world, "Review"), await found(world, "Review", "jonas.weber")]).toEqual([[], []]);
    expect((await inboxSubjects(world, "jonas.weber"))[0]).toBe("Canceled: Review");
    expect(codeOf(await world.get(eventPath(event.id)))).toEqual([404, "ErrorItemNotFound"]);
  });

  test("an attendee cannot cancel", async () => {
    const world = graph();
    await made(world);
    const [copy] = await found(world, "Review", "jonas.weber");
    expect(codeOf(await world.post(eventPath(copy.id, "/cancel"), {}, { as: "jonas.weber" }))).toEqual([400, "ErrorInvalidRequest"]);
  });

  test("an appointment of one's own is no meeting to cancel, but can be deleted", async () => {
    const world = graph();
    const event = await made(world, { attendees: [] });
    expect(codeOf(await world.post(eventPath(event.id, "/cancel"), {}))).toEqual([400, "ErrorInvalidRequest"]);
    expect((await gone(world, event.id, { "if-match": 'W/"old"' })).status).toBe(412);
    expect((await gone(world, event.id)).status).toBe(204);
    expect((await gone(world, event.id)).status).toBe(404);
  });

  test("one occurrence can go", async () => {
    const world = graph();
    const [first, second] = await found(world, "Operations stand-up");
    expect((await gone(world, first.id)).status).toBe(204);
    expect((await found(world, "Operations stand-up"))[0].id).toBe(second.id);
  });
});

describe("an answer", () => {
  test.each([
    ["accept", "accepted", "Accepted: Review"],
    ["tentativelyAccept", "tentativelyAccepted", "Tentative: Review"],
    ["decline", "declined", "Declined: Review"],
  ])("%s reaches the organizer", async (action, response, subject) => {
    const world = graph();
    const event = await made(world);
    const [copy] = await found(world, "Review", "jonas.weber");
    expect((await world.post(eventPath(copy.id, `/${action}`), { comment: "Ok", sendResponse: true }, { as: "jonas.weber" })).status).toBe(
      202,
    );
    expect((await world.get(eventPath(event.id))).json.attendees[0].status.response).toBe(response);
    expect((await inboxSubjects(world, "amara.okafor"))[0]).toBe(subject);
  });

  test("without sendResponse tells nobody", async () => {
    const world = graph();
    const event = await made(world);
    const [copy] = await found(world, "Review", "jonas.weber");
    await world.post(eventPath(copy.id, "/accept"), { sendResponse: false }, { as: "jonas.weber" });
    expect((await world.get(eventPath(event.id))).json.attendees[0].status.response).toBe("none");
    expect((await world.get(eventPath(copy.id), { as: "jonas.weber" })).json.responseStatus.response).toBe("accepted");
  });

  test("is not the organizer's, and takes no other parameter", async () => {
    const world = graph();
    const event = await made(world);
    expect(codeOf(await world.post(eventPath(event.id, "/accept"), {}))).toEqual([400, "ErrorInvalidRequest"]);
    expect(codeOf(await world.post(eventPath(event.id, "/accept"), { notify: true }))).toEqual([400, "BadRequest"]);
  });
});

describe("instances", () => {
  test("of a series keep its wall clock over the change of clocks", async () => {
    const world = graph();
    const [one] = await found(world, "Operations stand-up");
    const path = eventPath(one.seriesMasterId, "/instances");
    const reply = await world.get(query(path, { startDateTime: "2027-03-25T00:00:00Z", endDateTime: "2027-03-31T00:00:00Z" }));
    expect(reply.json.value.map((event: { start: { dateTime: string } }) => event.start.dateTime.slice(0, 16))).toEqual([
      "2027-03-25T08:15",
      "2027-03-26T08:15",
      "2027-03-29T07:15",
      "2027-03-30T07:15",
    ]);
  });

  test("need a series and a window", async () => {
    const world = graph();
    const [one] = await found(world, "Operations stand-up");
    const window = { startDateTime: "2027-03-25T00:00:00Z", endDateTime: "2027-03-31T00:00:00Z" };
    expect(codeOf(await world.get(query(eventPath(one.id, "/instances"), window)))).toEqual([400, "ErrorInvalidRequest"]);
    expect(codeOf(await world.get(eventPath(one.seriesMasterId, "/instances")))).toEqual([400, "ErrorInvalidParameter"]);
  });
});

describe("calendars of others", () => {
  const scopes = [...everyScope, "Calendars.Read.Shared", "Calendars.ReadWrite.Shared"];
  const calendarNamed = async (world: GraphUnderTest, name: string): Promise<Reply["json"]> =>
    (await world.get("/v1.0/me/calendars")).json.value.find((calendar: { name: string }) => calendar.name === name);

  test("are listed beside one's own, and open under the shared scope", async () => {
    const world = graph({ scopes });
    const mei = await calendarNamed(world, "Mei Tanaka");
    expect([mei.canEdit, mei.owner.address]).toEqual([false, "mei.tanaka@clinics.northwind.example"]);
    const view = query(`/v1.0/me/calendars/${encodeURIComponent(mei.id)}/calendarView`, december);
    expect((await world.get(view)).json.value.some(({ subject }: { subject: string }) => subject.startsWith("Kestrel: CT"))).toBe(true);
    expect(codeOf(await graph({ scopes: ["Calendars.ReadWrite"] }).get(view))).toEqual([403, "ErrorAccessDenied"]);
  });

  test("take new events only where that is allowed", async () => {
    const world = graph({ scopes });
    const post = async (name: string): Promise<number> =>
      (await world.post(`/v1.0/me/calendars/${encodeURIComponent((await calendarNamed(world, name)).id)}/events`, meeting)).status;
    expect([await post("Mei Tanaka"), await post("Front Desk")]).toEqual([403, 201]);
  });

  test("open by address too", async () => {
    const world = graph({ scopes });
    const view = (who: string): string => query(`/v1.0/users/${encodeURIComponent(who)}/calendarView`, december);
    expect((await world.get(view("mei.tanaka@clinics.northwind.example"))).status).toBe(200);
    expect(codeOf(await world.get(view("jonas.weber@northwind.example")))).toEqual([403, "ErrorAccessDenied"]);
  });
});

describe("free and busy", () => {
  const window = { startTime: at("2026-11-24T08:00:00"), endTime: at("2026-11-24T12:00:00") };
  const scopes = [...everyScope, "Calendars.Read.Shared"];

  test("is told per person, unknown ones by an error of their own", async () => {
    const world = graph();
    await made(world);
    const reply = await world.post("/v1.0/me/calendar/getSchedule", {
      schedules: ["amara.okafor@northwind.example", "jonas.weber@northwind.example", "nobody@northwind.example"],
      ...window,
      availabilityViewInterval: 60,
    });
    const [own, other, unknown] = reply.json.value;
    expect([own.availabilityView, own.scheduleItems.at(-1).subject]).toEqual(["0220", "Review"]);
    expect(other.scheduleItems.some((item: object) => "subject" in item)).toBe(false);
    expect(unknown.error.responseCode).toBe("ErrorMailRecipientNotFound");
  });

  test.each([
    ["no schedules", { ...window, schedules: [] }, "BadRequest"],
    [
      "a window of months",
      { schedules: ["a@b.example"], startTime: at("2026-11-01"), endTime: at("2027-02-01") },
      "ErrorTimeIntervalTooBig",
    ],
    ["a tiny interval", { ...window, schedules: ["a@b.example"], availabilityViewInterval: 1 }, "ErrorInvalidMergedFreeBusyInterval"],
    ["an unknown parameter", { ...window, schedules: ["a@b.example"], people: [] }, "BadRequest"],
  ])("with %s is refused", async (_name, body, code) => {
    expect(codeOf(await graph().post("/v1.0/me/calendar/getSchedule", body))).toEqual([400, code]);
  });

  test("meeting times are suggested where the people are really free", async () => {
    const world = graph({ scopes });
    await made(world);
    const { json } = await world.post("/v1.0/me/findMeetingTimes", {
      attendees: [attendee("jonas.weber@northwind.example")],
      timeConstraint: { timeSlots: [{ start: at("2026-11-24T09:30:00"), end: at("2026-11-24T12:00:00") }] },
      meetingDuration: "PT1H",
      maxCandidates: 2,
    });
    expect(
      json.meetingTimeSuggestions.map((one: { meetingTimeSlot: { start: { dateTime: string } } }) => one.meetingTimeSlot.start.dateTime),
    ).toEqual(["2026-11-24T10:00:00.0000000"]);
  });

  test("nothing is suggested at night, and the scope is the shared one", async () => {
    const night = {
      timeConstraint: { timeSlots: [{ start: at("2026-11-24T20:00:00"), end: at("2026-11-24T23:00:00") }] },
      attendees: [attendee("jonas.weber@northwind.example")],
    };
    const { json } = await graph({ scopes }).post("/v1.0/me/findMeetingTimes", night);
    expect([json.meetingTimeSuggestions, json.emptySuggestionsReason]).toEqual([[], "AttendeesUnavailable"]);
    expect(codeOf(await graph().post("/v1.0/me/findMeetingTimes", night))).toEqual([403, "ErrorAccessDenied"]);
  });
});

import { describe, expect, test } from "vitest";
import { createTeamsMeeting } from "../../../../src/tools/teams/create-teams-meeting.ts";
import { strictGraph } from "../strict-graph.ts";

const jonas = "jonas.weber@northwind.example";
const meeting = { subject: "Planning", startTime: "2027-02-01T09:00", durationMinutes: 45 };
describe("with invitations", () => {
  test("is one calendar event with one online meeting, and nothing beside it", async () => {
    const graph = strictGraph();
    const { output, text } = await graph.call(createTeamsMeeting, { ...meeting, attendees: [jonas] });
    expect(output).toMatchObject({
      kind: "event",
      start: "2027-02-01T09:00:00+01:00",
      end: "2027-02-01T09:45:00+01:00",
      zoneFrom: "mailbox",
      invited: [jonas],
    });
    expect((await graph.commits()).map(({ template }) => template)).toEqual(["/me/events"]);
    expect(output.joinUrl).toMatch(/^https:\/\/teams\.microsoft\.com\//);
    expect(text).toContain(`Invitations go to ${jonas}`);
  });

  test("and options sets them on the event's own meeting", async () => {
    const graph = strictGraph();
    const { output } = await graph.call(createTeamsMeeting, {
      ...meeting,
      lobby: "organizer",
      presenters: "roleIsPresenter",
      recordAutomatically: true,
    });
    expect(output.optionsSet).toBe(true);
    const [event, options, ...others] = await graph.commits();
    expect([event?.template, options?.method, options?.template, others]).toEqual(["/me/events", "PATCH", "/me/onlineMeetings/{id}", []]);
    expect(options?.body).toEqual({
      lobbyBypassSettings: { scope: "organizer" },
      allowedPresenters: "roleIsPresenter",
      recordAutomatically: true,
    });
  });
});

describe("without invitations", () => {
  test("is one online meeting and no event; addresses stand in upn", async () => {
    const graph = strictGraph();
    const { output } = await graph.call(createTeamsMeeting, { ...meeting, sendInvites: false, attendees: [jonas] });
    expect(output).toMatchObject({ kind: "meeting", invited: [] });
    const commits = await graph.commits();
    expect(commits.map(({ template }) => template)).toEqual(["/me/onlineMeetings/createOrGet"]);
    expect(commits[0]).toMatchObject({
      body: {
        startDateTime: "2027-02-01T08:00:00Z",
        endDateTime: "2027-02-01T08:45:00Z",
        participants: { attendees: [{ upn: jonas, role: "attendee" }] },
      },
    });
  });
});

test.each([true, false])("one key makes one meeting, sendInvites %s", async (sendInvites) => {
  const graph = strictGraph();
  const input = { ...meeting, sendInvites, idempotencyKey: "planning" };
  const first = await graph.call(createTeamsMeeting, input);
  const second = await graph.call(createTeamsMeeting, input);
  expect([second.output.id, second.output.joinUrl]).toEqual([first.output.id, first.output.joinUrl]);
  expect(await graph.commits()).toHaveLength(1);
});

test("an hour the clocks skip has no meeting; the one they show twice is its first pass", async () => {
  const graph = strictGraph();
  const at = (startTime: string) => graph.call(createTeamsMeeting, { ...meeting, startTime, timeZone: "W. Europe Standard Time" });
  await expect(at("2027-03-28T02:15")).rejects.toMatchObject({ details: { field: "startTime" } });
  expect(graph.seen).toEqual([]);
  expect((await at("2027-10-31T02:15")).output).toMatchObject({
    start: "2027-10-31T02:15:00+02:00",
    end: "2027-10-31T02:00:00+01:00",
    startUtc: "2027-10-31T00:15:00Z",
    endUtc: "2027-10-31T01:00:00Z",
    note: expect.stringContaining("startTime comes twice"),
  });
  expect((await graph.commits()).at(-1)).toMatchObject({ body: { start: { dateTime: "2027-10-31T00:15:00", timeZone: "UTC" } } });
});

test("a duration is real time, over the change of clocks too", async () => {
  const { output } = await strictGraph().call(createTeamsMeeting, {
    ...meeting,
    startTime: "2027-03-28T01:30",
    durationMinutes: 60,
    timeZone: "Europe/Berlin",
  });
  expect(output.end).toBe("2027-03-28T03:30:00+02:00");
});

test("is no more than a write where nobody is named, and needs the calendar only for invitations", () => {
  const parsed = (rest: object) => createTeamsMeeting.input.parse({ ...meeting, ...rest });
  expect(createTeamsMeeting.riskOf?.(parsed({}))).toBe("write");
  expect(createTeamsMeeting.riskOf?.(parsed({ attendees: jonas }))).toBe("send");
  expect(createTeamsMeeting.scopesOf?.(parsed({}))).toEqual(["Calendars.ReadWrite"]);
  expect(createTeamsMeeting.scopesOf?.(parsed({ sendInvites: false }))).toEqual([]);
});

/** checkAvailability and findMeetingTimes. */
import { describe, expect, test } from "vitest";
import { checkAvailability } from "../../../../src/tools/calendar/check-availability.ts";
import { createCalendarEvent } from "../../../../src/tools/calendar/create-calendar-event.ts";
import { findMeetingTimes } from "../../../../src/tools/calendar/find-meeting-times.ts";
import { people } from "../../../../infra/local/company.ts";
import type { Asked } from "../../graph/graph-answering.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

const graph = strictGraph();
const amara = "amara.okafor@northwind.example";
const jonas = "jonas.weber@northwind.example";
/** What an answer shows of these two Berlin times. */
const period = (start: string, end: string) => ({ start, end, startUtc: utc(start), endUtc: utc(end) });
const utc = (time: string): string => new Date(time).toISOString().replace(".000Z", "Z");
/* A Saturday on which nobody has anything, and the Monday after it. */
const saturday = "2027-02-06";
const monday = "2027-02-08";

describe("checkAvailability", () => {
  test("tells who is busy when, and the slots that are left to all", async () => {
    await graph.call(createCalendarEvent, { subject: "A", start: `${saturday}T09:30`, end: `${saturday}T10:15`, attendees: [jonas] });
    await graph.call(createCalendarEvent, { subject: "B", start: `${saturday}T11:00`, end: `${saturday}T11:30`, showAs: "free" });
    const { output, text } = await graph.call(checkAvailability, {
      people: [amara, jonas],
      start: `${saturday}T09:00`,
      end: `${saturday}T12:10`,
    });
    const ten = period(`${saturday}T09:30:00+01:00`, `${saturday}T10:15:00+01:00`);
    expect(output).toMatchObject({ timeZone: "Europe/Berlin", zoneFrom: "mailbox" });
    expect(output.people.find(({ address }: { address: string }) => address === amara).busy).toContainEqual({
      ...ten,
      status: "busy",
    });
    expect(output.free[0]).toEqual(period(`${saturday}T09:00:00+01:00`, `${saturday}T09:30:00+01:00`));
    expect(output.free.at(-1).end).toBe(`${saturday}T12:00:00+01:00`);
    expect(text).toContain("All are free:");
  });

  test("counts slots as long as asked, from the start on", async () => {
    const { output } = await graph.call(checkAvailability, {
      people: amara,
      start: `${saturday}T08:00`,
      end: `${saturday}T11:00`,
      slotMinutes: 60,
    });
    expect(output.free).toEqual([period(`${saturday}T08:00:00+01:00`, `${saturday}T09:00:00+01:00`)]);
  });

  test("says who is not known, and counts them out", async () => {
    const { output, text } = await graph.call(checkAvailability, {
      people: [amara, "nobody@northwind.example"],
      start: `${saturday}T06:00`,
      end: `${saturday}T07:00`,
    });
    expect(output.people[1]).toMatchObject({ busy: [], unknown: "no such mailbox" });
    expect(output.free).toHaveLength(1);
    expect(text).toContain("Who is unknown was not counted.");
    const nobody = await graph.call(checkAvailability, {
      people: "out@partner.example",
      start: "2027-02-01T09:00Z",
      end: "2027-02-01T10:00Z",
    });
    expect(nobody.text).toContain("Nobody's calendar is known.");
    expect(nobody.text).not.toContain("No slot");
  });

  test("finds no free time where nobody is known", async () => {
    const { output } = await graph.call(checkAvailability, {
      people: "nobody@northwind.example",
      start: `${saturday}T06:00`,
      end: `${saturday}T07:00`,
    });
    expect(output.free).toEqual([]);
  });

  test("counts hours, not clock hands, over the change of clocks", async () => {
    const { output } = await graph.call(checkAvailability, {
      people: amara,
      start: "2027-03-28",
      end: "2027-03-28T06:00",
      timeZone: "Europe/Berlin",
    });
    expect(output.free).toEqual([
      {
        start: "2027-03-28T00:00:00+01:00",
        end: "2027-03-28T06:00:00+02:00",
        startUtc: "2027-03-27T23:00:00Z",
        endUtc: "2027-03-28T04:00:00Z",
      },
    ]);
  });

  test("takes slots shorter than Graph's own", async () => {
    const { output } = await graph.call(checkAvailability, {
      people: amara,
      start: `${saturday}T06:00`,
      end: `${saturday}T06:03`,
      slotMinutes: 1,
    });
    expect(output.free).toEqual([period(`${saturday}T06:00:00+01:00`, `${saturday}T06:03:00+01:00`)]);
  });

  test.each([
    ["an end before the start", { start: `${monday}T10:00`, end: `${monday}T09:00` }, "end"],
    ["more than two months", { start: "2027-01-01", end: "2027-04-01" }, "end"],
    ["a slot longer than the time", { start: `${monday}T09:00`, end: `${monday}T09:30`, slotMinutes: 60 }, "slotMinutes"],
    ["a skipped hour", { start: "2027-03-28T02:30", end: "2027-03-28T09:30", timeZone: "Europe/Berlin" }, "start"],
  ])("refuses %s before Graph is asked", async (_name, input, field) => {
    graph.seen.length = 0;
    await expect(graph.call(checkAvailability, { people: amara, ...input })).rejects.toMatchObject({ details: { field } });
    expect(graph.seen).toEqual([]);
  });

  test("reads a calendar that shows nothing but its view, and drops what it did not ask for", async () => {
    const answer = ({ template }: Asked) =>
      template === "/me/mailboxSettings"
        ? { body: { timeZone: "UTC" } }
        : { body: { value: [{ scheduleId: "out@partner.example", availabilityView: "0213", secret: "do-not-leak", scheduleItems: [] }] } };
    const { output, text } = await callTool(
      checkAvailability,
      { people: "out@partner.example", start: `${monday}T09:00`, end: `${monday}T11:00` },
      answer,
    );
    expect(output.people[0].busy.map(({ status }: { status: string }) => status)).toEqual(["busy", "tentative", "oof"]);
    expect(output.free).toEqual([period(`${monday}T09:00:00Z`, `${monday}T09:30:00Z`)]);
    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });
});

describe("people", () => {
  const times = { start: `${saturday}T09:00`, end: `${saturday}T12:00`, timeZone: "Europe/Berlin" };
  const window = { windowStart: `${monday}T07:00`, windowEnd: `${monday}T19:00`, durationMinutes: 30, timeZone: "Europe/Berlin" };
  const meiId = people.find(({ name }) => name === "mei.tanaka")?.objectId;
  const mei = "mei.tanaka@clinics.northwind.example";

  test("are named by id and name, too, each counted once", async () => {
    const { output } = await graph.call(checkAvailability, { people: ["Jonas Weber", amara, meiId, jonas.toUpperCase()], ...times });
    expect(output.people.map(({ address }: { address: string }) => address.toLowerCase())).toEqual([jonas, amara, mei]);
    const found = { id: meiId, displayName: "Mei Tanaka", userPrincipalName: "mei@northwind.example", mail: mei };
    const { asked } = await callTool(findMeetingTimes, { attendees: ["mei tanaka", jonas], ...window }, [
      { body: { value: [found] } },
      { body: { meetingTimeSuggestions: [] } },
    ]);
    expect(asked.at(-1)?.json).toMatchObject({
      attendees: [{ emailAddress: { address: mei }, type: "required" }, { emailAddress: { address: jonas } }],
    });
  });

  test("by address are not looked up", async () => {
    graph.seen.length = 0;
    await graph.call(checkAvailability, { people: [jonas, "out@partner.example"], ...times });
    await graph.call(findMeetingTimes, { attendees: [jonas], ...window });
    expect(graph.seen).toEqual(["POST /me/calendar/getSchedule → 200", "POST /me/findMeetingTimes → 200"]);
  });

  test.each([
    ["a name nobody has", "Nobody Known", "not_found"],
    ["the beginning of a name", "Jon", "not_found"],
    ["an id nobody has", "00000000-0000-4000-8000-000000000000", "not_found"],
  ])("are refused under their place in the argument for %s, and no calendar is asked", async (_name, who, code) => {
    graph.seen.length = 0;
    await expect(graph.call(checkAvailability, { people: [amara, who], ...times })).rejects.toMatchObject({
      code,
      details: { field: "people.1" },
    });
    await expect(graph.call(findMeetingTimes, { attendees: who, ...window })).rejects.toMatchObject({
      code,
      details: { field: "attendees.0" },
    });
    expect(graph.seen.filter((line) => line.startsWith("POST"))).toEqual([]);
  });

  test("who share a name are told with their ids", async () => {
    const twins = [meiId, people[0]?.objectId].map((id, at) => ({ id, displayName: "Kim Lee", mail: `kim${at}@northwind.example` }));
    await expect(callTool(checkAvailability, { people: ["Kim Lee"], ...times }, [{ body: { value: twins } }])).rejects.toMatchObject({
      code: "ambiguous",
      details: { field: "people.0", candidates: twins.map(({ id }) => `Kim Lee (${id})`) },
    });
  });

  test("without an address have no calendar to be asked for", async () => {
    const body = { value: [{ id: meiId, displayName: "Kim Lee" }] };
    await expect(callTool(findMeetingTimes, { attendees: ["Kim Lee"], ...window }, [{ body }])).rejects.toMatchObject({
      code: "not_found",
      details: { field: "attendees.0" },
    });
  });

  test.each([`Jonas <${jonas}>`, `${jonas};${amara}`, "../me", ""])("%j is neither", (who) => {
    expect(checkAvailability.input.safeParse({ people: [who], ...times }).success).toBe(false);
    expect(findMeetingTimes.input.safeParse({ attendees: who, ...window }).success).toBe(false);
  });

  test("take the directory's scope only where somebody is named without an address", () => {
    const scopes = (...who: string[]) => [
      checkAvailability.scopesOf?.({ people: who, slotMinutes: 30, ...times }),
      findMeetingTimes.scopesOf?.({ attendees: who, max: 5, ...window }),
    ];
    expect(scopes(jonas, amara)).toEqual([[], []]);
    expect(scopes(jonas, "Mei Tanaka")).toEqual([["User.ReadBasic.All"], ["User.ReadBasic.All"]]);
  });
});

describe("findMeetingTimes", () => {
  const window = { attendees: [jonas], windowStart: `${monday}T07:00`, windowEnd: `${monday}T19:00` };

  test("suggests times within working hours at which nobody is busy, and no more than asked", async () => {
    await graph.call(createCalendarEvent, { subject: "C", start: `${monday}T08:00`, end: `${monday}T12:00`, attendees: [jonas] });
    const { output, text } = await graph.call(findMeetingTimes, { ...window, durationMinutes: 90, max: 2 });
    expect(output.items).toEqual([
      { ...period(`${monday}T12:00:00+01:00`, `${monday}T13:30:00+01:00`), confidence: 100, untrusted: true },
      { ...period(`${monday}T12:30:00+01:00`, `${monday}T14:00:00+01:00`), confidence: 100, untrusted: true },
    ]);
    expect(output).toMatchObject({ timeZone: "Europe/Berlin", zoneFrom: "mailbox" });
    expect(text).toMatch(/<(untrusted-[0-9a-f]{8})>[\s\S]*100 %[\s\S]*<\/\1>/);
  });

  test("names who may not be free", async () => {
    const { output } = await graph.call(findMeetingTimes, {
      ...window,
      attendees: [jonas, "out@partner.example"],
      durationMinutes: 30,
      max: 1,
    });
    expect(output.items[0].notFree).toEqual(["out@partner.example (unknown)"]);
  });

  test("says why there is nothing to suggest", async () => {
    const { output, text } = await graph.call(findMeetingTimes, {
      ...window,
      windowStart: `${monday}T20:00`,
      windowEnd: `${monday}T22:00`,
      durationMinutes: 60,
    });
    expect(output).toMatchObject({ items: [], hasMore: false, reason: expect.stringContaining("working hours") });
    expect(text).toContain(output.reason);
  });

  test.each([
    ["an end before the start", { windowEnd: `${monday}T06:00` }, "windowEnd"],
    ["a meeting longer than the window", { windowEnd: `${monday}T07:30` }, "durationMinutes"],
    ["a date that is none", { windowStart: "Monday" }, "windowStart"],
  ])("refuses %s before Graph is asked", async (_name, input, field) => {
    graph.seen.length = 0;
    await expect(graph.call(findMeetingTimes, { ...window, durationMinutes: 60, ...input })).rejects.toMatchObject({ details: { field } });
    expect(graph.seen).toEqual([]);
  });

  test("needs the shared scope", async () => {
    const narrow = strictGraph(["User.Read", "Calendars.ReadWrite"]);
    await expect(narrow.call(findMeetingTimes, { ...window, durationMinutes: 60 })).rejects.toMatchObject({
      code: "insufficient_graph_scope",
      details: { scopes: ["Calendars.Read.Shared"] },
    });
  });
});

import { describe, expect, test } from "vitest";
import { createCalendarEvent } from "../../../src/tools/calendar/create-calendar-event.ts";
import { getCalendarEvents } from "../../../src/tools/calendar/get-calendar-events.ts";
import { getEmails } from "../../../src/tools/mail/get-emails.ts";
import { searchEmails } from "../../../src/tools/mail/search-emails.ts";
import { sendEmail } from "../../../src/tools/mail/send-email.ts";
import { whoAmI } from "../../../src/tools/meta/who-am-i.ts";
import { getContacts } from "../../../src/tools/people/get-contacts.ts";
import { getUserProfile } from "../../../src/tools/people/get-user-profile.ts";
import { listUsers } from "../../../src/tools/people/list-users.ts";
import { searchPeople } from "../../../src/tools/people/search-people.ts";
import { createTeamsMeeting } from "../../../src/tools/teams/create-teams-meeting.ts";
import { listTeams } from "../../../src/tools/teams/list-teams.ts";
import { sendTeamsMessage } from "../../../src/tools/teams/send-teams-message.ts";
import { strictGraph } from "./strict-graph.ts";

const graph = strictGraph();

describe("a strict Graph takes what", () => {
  test.each([
    [getEmails, {}],
    [getEmails, { folder: "sent", count: 3 }],
    [
      getEmails,
      { unreadOnly: true, hasAttachments: false, since: "2020-01-01", until: "2030-01-01", from: "jonas.weber@northwind.example" },
    ],
    [
      getEmails,
      {
        fields: [
          "subject",
          "body",
          "toRecipients",
          "ccRecipients",
          "replyTo",
          "sender",
          "sentDateTime",
          "isDraft",
          "importance",
          "categories",
          "conversationId",
          "internetMessageId",
          "webLink",
        ],
        count: 2,
      },
    ],
    [searchEmails, { query: "budget" }],
    [searchEmails, { query: '"budget" OR subject:review', from: "jonas", folder: "inbox", subject: "a" }],
    [getCalendarEvents, {}],
    [
      getCalendarEvents,
      {
        start: "2026-01-01",
        end: "2026-12-31",
        query: "review",
        timeZone: "Europe/Vienna",
        fields: ["subject", "start", "end", "body", "bodyPreview", "responseStatus", "type", "seriesMasterId", "categories", "webLink"],
      },
    ],
    [getContacts, {}],
    [getContacts, { search: "a", source: "contacts" }],
    [getContacts, { search: "mei", source: "people" }],
    [getContacts, { search: "a", count: 5 }],
    [searchPeople, { query: "Jonas" }],
    [listUsers, {}],
    [listUsers, { search: "mei" }],
    [listUsers, { filter: "startswith(displayName,'M') and endswith(mail,'northwind.example')" }],
    [listUsers, { filter: "surname eq 'Weber'" }],
    [getUserProfile, {}],
    [listTeams, {}],
    [listTeams, { include: "channels" }],
    [
      sendEmail,
      {
        to: "jonas.weber@northwind.example",
        subject: "Hi",
        body: "<p>Hi</p>",
        cc: ["mei.tanaka@clinics.northwind.example"],
        importance: "high",
        replyTo: "amara.okafor@northwind.example",
        attachments: [{ name: "a.txt", contentType: "text/plain", base64: "aGk=" }],
      },
    ],
    [createCalendarEvent, { subject: "Review", start: "2026-12-01T09:00", end: "2026-12-01T10:00" }],
    [
      createCalendarEvent,
      {
        subject: "Review",
        start: "2026-12-01",
        end: "2026-12-02",
        isAllDay: true,
        attendees: "jonas.weber@northwind.example",
        optionalAttendees: "out@partner.example",
        body: "Text",
        location: "Room",
        isOnlineMeeting: true,
        reminderMinutes: 10,
        showAs: "oof",
        timeZone: "Europe/Vienna",
        recurrence: { every: "month", daysOfWeek: ["first tuesday"], times: 3 },
      },
    ],
    [
      createCalendarEvent,
      { subject: "W", start: "2026-12-01T09:00Z", end: "2026-12-01T10:00Z", recurrence: { every: "week", until: "2027-01-01" } },
    ],
    [
      createTeamsMeeting,
      {
        subject: "M",
        startTime: "2026-12-01T09:00",
        durationMinutes: 30,
        attendees: "jonas.weber@northwind.example",
        lobby: "organization",
        presenters: "organizer",
        recordAutomatically: true,
      },
    ],
    [
      createTeamsMeeting,
      {
        subject: "M",
        startTime: "2026-12-01T09:00",
        endTime: "2026-12-01T10:00",
        sendInvites: false,
        attendees: "jonas.weber@northwind.example",
        lobby: "invited",
      },
    ],
    [sendTeamsMessage, { teamId: "finance", channelId: "budget 2027", message: "<b>Hi</b>", importance: "high", subject: "News" }],
    [
      sendTeamsMessage,
      {
        teamId: "Finance",
        channelId: "general",
        message: "Hi @jonas.weber@northwind.example",
        contentType: "markdown",
        mentions: ["jonas.weber@northwind.example"],
      },
    ],
    [whoAmI, {}],
  ])("%# %o", async (tool, input) => {
    graph.seen.length = 0;
    const { text } = await graph
      .call(tool, input)
      .catch((error: unknown) => expect.unreachable(`${String(error)} ${graph.seen.join(" ")}`));
    expect(graph.seen.filter((line) => !/ → 20\d$/.test(line))).toEqual([]);
    expect(text).not.toBe("");
  });

  test("a reply names the message it answers", async () => {
    const place = { teamId: "Finance", channelId: "General" };
    const { output } = await graph.call(sendTeamsMessage, { ...place, message: "First" });
    const reply = await graph.call(sendTeamsMessage, { ...place, message: "Second", replyToId: output.id });
    expect(reply.output.replyToId).toBe(output.id);
  });
});

test.each(["both", "contacts"])("a whole address finds its contact, source %s", async (source) => {
  const { output } = await graph.call(getContacts, { search: "t.lindqvist@lindqvist-audit.example", source });
  expect(output.items).toMatchObject([
    { displayName: "Tobias Lindqvist", emailAddresses: [{ address: "t.lindqvist@lindqvist-audit.example" }], source: "contacts" },
  ]);
});

describe("pages of a strict Graph", () => {
  test.each([
    ["getEmails", getEmails, { count: 4 }],
    ["getCalendarEvents", getCalendarEvents, { count: 4, days: 30 }],
    ["listUsers", listUsers, { count: 2 }],
    ["getContacts", getContacts, { count: 4 }],
    ["getContacts of people", getContacts, { count: 4, source: "people" }],
  ])("of %s follow one another without a gap or a repeat", async (_name, tool, input) => {
    const ids: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const { output } = await graph.call(tool, { ...input, ...(cursor === undefined ? {} : { cursor }) });
      ids.push(...output.items.map(({ id }: { id: string }) => id));
      cursor = output.cursor;
      pages += 1;
    } while (cursor !== undefined && pages < 10);

    expect(pages).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test("pages of getContacts keep their size across the border between address book and people", async () => {
  const sizes: number[] = [];
  let cursor: string | undefined;
  do {
    const { output } = await graph.call(getContacts, { count: 5, ...(cursor === undefined ? {} : { cursor }) });
    sizes.push(output.items.length);
    cursor = output.cursor;
  } while (cursor !== undefined && sizes.length < 20);

  expect(sizes.length).toBeGreaterThan(2);
  /* People who stand in the address book too are shown once, so the page at the border may be shorter. */
  expect(sizes.slice(0, -1).filter((size) => size < 5).length).toBeLessThanOrEqual(1);
});

test("without MailboxSettings.Read, times are in UTC and the tool works all the same", async () => {
  const narrow = strictGraph(["User.Read", "Calendars.Read"]);
  const { output } = await narrow.call(getCalendarEvents, {});
  expect(output.timeZone).toBe("UTC");
});

test("a scope that was not granted is named", async () => {
  const narrow = strictGraph(["User.Read"]);
  await expect(narrow.call(getEmails)).rejects.toMatchObject({ code: "insufficient_graph_scope", details: { scopes: ["Mail.Read"] } });
});

test("a scope that only some arguments need is named by itself", async () => {
  const narrow = strictGraph(["User.Read", "OnlineMeetings.ReadWrite"]);
  const meeting = { subject: "M", startTime: "2026-12-01T09:00Z", durationMinutes: 30 };
  expect((await narrow.call(createTeamsMeeting, { ...meeting, sendInvites: false })).output.kind).toBe("meeting");
  await expect(narrow.call(createTeamsMeeting, meeting)).rejects.toMatchObject({
    code: "insufficient_graph_scope",
    details: { scopes: ["Calendars.ReadWrite"] },
  });
});

test("a meeting that was made is told even where its options could not be set", async () => {
  const narrow = strictGraph(["User.Read", "Calendars.ReadWrite"]);
  const { output, text } = await narrow.call(createTeamsMeeting, {
    subject: "M",
    startTime: "2026-12-01T09:00Z",
    durationMinutes: 30,
    lobby: "organizer",
  });
  expect(output).toMatchObject({ kind: "event", optionsSet: false });
  expect(text).toContain("could not be set");
});

test("folders are found by path and by id", async () => {
  const names = await strictGraph().call(getEmails, { folder: "Projects/Budget 2027" });
  expect(names.output.items.length).toBeGreaterThan(0);
});

/**
 * What each parameter of each tool changes in the Graph request. The table is checked against the schemas: a parameter without a case,
 * or a case without a parameter, fails.
 */
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { catalog } from "../../../src/tools/catalog.ts";
import type { ToolDefinition } from "../../../src/tools/define-tool.ts";
import { operationId } from "../../../src/tools/operation-id.ts";
import { start, type Answer, type Asked } from "../graph/graph-answering.ts";
import { calendarParameters } from "./calendar/parameter-cases.ts";
import { callTool } from "./call-tool.ts";
import { mailParameters } from "./mail/parameter-cases.ts";
import { peopleParameters } from "./people/parameter-cases.ts";
import { excelParameters } from "./excel/parameter-cases.ts";
import { notesParameters } from "./notes/parameter-cases.ts";
import { searchParameters } from "./search/parameter-cases.ts";
import { tasksParameters } from "./tasks/parameter-cases.ts";
import { body, type Case, path, q, type ToolCases } from "./parameter-case.ts";

const team = "11111111-2222-4333-8444-555555555555";
const channel = "19:abcDEF_123@thread.tacv2";
const user = "66666666-7777-4888-8999-000000000000";

/** A Graph small enough to answer every case. */
function graph({ method, template, path: filled }: Asked): Answer {
  if (method === "GET" && template === "/me/mailboxSettings") return { body: { timeZone: "Pacific Standard Time" } };
  if (method === "GET" && template === "/me/mailFolders") return { body: { value: [{ id: "AAMkprojects", displayName: "Projects" }] } };
  if (method === "GET" && template === "/me/joinedTeams") return { body: { value: [{ id: team, displayName: "Research" }] } };
  if (method === "GET" && template === "/teams/{teamId}/allChannels") return { body: { value: [{ id: channel, displayName: "General" }] } };
  if (method === "GET" && template === "/users/{user}") return { body: { id: user, displayName: "Ben Ortiz" } };
  if (method === "GET" && template === "/me/onlineMeetings")
    return { body: { value: [{ id: "MSoMeeting", joinWebUrl: "https://teams.example/j" }] } };
  if (template.endsWith("/sendMail")) return { status: 202 };
  if (method === "POST" && template.startsWith("/teams/")) return { status: 201, body: { id: "1700000000000" } };
  if (method === "POST" || method === "PATCH") {
    return {
      status: 201,
      body: { id: "AAMkevent", joinWebUrl: "https://teams.example/j", onlineMeeting: { joinUrl: "https://teams.example/j" } },
    };
  }
  return { body: { value: [], "@odata.nextLink": `https://graph.microsoft.com${filled}?$skip=10` } };
}

const recipients = (...addresses: string[]) => addresses.map((address) => ({ emailAddress: { address } }));
const since = "receivedDateTime ge 1900-01-01T00:00:00Z and ";

const mail = { to: "ben@contoso.example", subject: "S", body: "<p>B</p>" };
const event = { subject: "S", start: "2026-11-23T09:00", end: "2026-11-23T10:00", timeZone: "Europe/Berlin" };
const meeting = { subject: "S", startTime: "2026-11-23T09:00", durationMinutes: 30, timeZone: "Europe/Berlin" };
const post = { teamId: team, channelId: channel, message: "Hello" };

const cases: Readonly<Record<string, ToolCases>> = {
  ...mailParameters,
  ...tasksParameters,
  ...notesParameters,
  ...excelParameters,
  ...searchParameters,
  ...calendarParameters,
  ...peopleParameters,
  getEmails: {
    base: {},
    parameters: {
      count: { with: { count: 20 }, see: q("$top"), expect: "20" },
      folder: [
        { with: { folder: "sent" }, see: path, expect: "/v1.0/me/mailFolders/sentitems/messages" },
        { with: { folder: "Drafts" }, see: path, expect: "/v1.0/me/mailFolders/drafts/messages" },
        { with: { folder: "projects" }, see: path, expect: "/v1.0/me/mailFolders/AAMkprojects/messages" },
      ],
      unreadOnly: { with: { unreadOnly: true }, see: q("$filter"), expect: `${since}isRead eq false` },
      from: {
        with: { from: "o'neil@contoso.example" },
        see: q("$filter"),
        expect: `${since}from/emailAddress/address eq 'o''neil@contoso.example'`,
      },
      since: { with: { since: "2026-11-01T10:00:00+02:00" }, see: q("$filter"), expect: "receivedDateTime ge 2026-11-01T08:00:00Z" },
      until: { with: { until: "2026-11-02" }, see: q("$filter"), expect: `${since}receivedDateTime lt 2026-11-02T00:00:00Z` },
      hasAttachments: { with: { hasAttachments: false }, see: q("$filter"), expect: `${since}hasAttachments eq false` },
      fields: [
        { with: { fields: ["subject", "body"] }, see: q("$select"), expect: "id,subject,body" },
        { with: { fields: ["body"] }, see: (seen) => seen.last.bodies, expect: "text" },
      ],
      mailbox: {
        with: { mailbox: "desk@contoso.example" },
        see: path,
        expect: "/v1.0/users/desk%40contoso.example/mailFolders/inbox/messages",
      },
      cursor: { with: {}, see: q("$skip"), expect: "10" },
    },
  },
  searchEmails: {
    base: { query: "budget" },
    parameters: {
      query: [
        { with: { query: "from:ben budget" }, see: q("$search"), expect: '"from:ben budget"' },
        { with: { query: '"quarter end" 2027' }, see: q("$search"), expect: '"\\"quarter end\\" 2027"' },
      ],
      count: { with: { count: 50 }, see: q("$top"), expect: "50" },
      folder: { with: { folder: "inbox" }, see: path, expect: "/v1.0/me/mailFolders/inbox/messages" },
      from: { with: { from: "ben@contoso.example" }, see: q("$search"), expect: '"(budget) AND from:\\"ben@contoso.example\\""' },
      subject: { with: { subject: "year end" }, see: q("$search"), expect: '"(budget) AND subject:\\"year end\\""' },
      mailbox: { with: { mailbox: "desk@contoso.example" }, see: path, expect: "/v1.0/users/desk%40contoso.example/messages" },
      cursor: { with: {}, see: q("$skip"), expect: "10" },
    },
  },
  sendEmail: {
    base: mail,
    parameters: {
      to: [
        {
          with: { to: ["a@contoso.example", "b@contoso.example"] },
          see: body((json) => json.message.toRecipients),
          expect: recipients("a@contoso.example", "b@contoso.example"),
        },
        { with: { to: "a@contoso.example" }, see: body((json) => json.message.toRecipients), expect: recipients("a@contoso.example") },
      ],
      subject: { with: { subject: "Grüße" }, see: body((json) => json.message.subject), expect: "Grüße" },
      body: { with: { body: "<b>x</b>" }, see: body((json) => json.message.body), expect: { contentType: "html", content: "<b>x</b>" } },
      contentType: {
        with: { contentType: "text", body: "1 < 2 <script>" },
        see: body((json) => json.message.body),
        expect: { contentType: "text", content: "1 < 2 <script>" },
      },
      cc: { with: { cc: "c@contoso.example" }, see: body((json) => json.message.ccRecipients), expect: recipients("c@contoso.example") },
      bcc: {
        with: { bcc: ["d@contoso.example"] },
        see: body((json) => json.message.bccRecipients),
        expect: recipients("d@contoso.example"),
      },
      importance: { with: { importance: "high" }, see: body((json) => json.message.importance), expect: "high" },
      replyTo: {
        with: { replyTo: ["e@contoso.example"] },
        see: body((json) => json.message.replyTo),
        expect: recipients("e@contoso.example"),
      },
      attachments: {
        with: { attachments: [{ name: "a.txt", contentType: "text/plain", base64: "aGk=" }] },
        see: body((json) => json.message.attachments),
        expect: [{ "@odata.type": "#microsoft.graph.fileAttachment", name: "a.txt", contentType: "text/plain", contentBytes: "aGk=" }],
      },
      // Graph is told nothing of it: the pipeline answers the repeat (test/unit/agent/once.test.ts).
      idempotencyKey: {
        with: { idempotencyKey: "monday-report" },
        see: body((json) => JSON.stringify(json).includes("monday")),
        expect: false,
      },
      saveToSent: { with: { saveToSent: false }, see: body((json) => json.saveToSentItems), expect: false },
      mailbox: {
        with: { mailbox: "frontdesk@contoso.example" },
        see: path,
        expect: "/v1.0/users/frontdesk%40contoso.example/sendMail",
      },
    },
  },
  getCalendarEvents: {
    base: { timeZone: "Europe/Berlin" },
    parameters: {
      days: { with: { days: 2 }, see: q("endDateTime"), expect: new Date(start + 2 * 86_400_000).toISOString().replace(".000", "") },
      start: { with: { start: "2026-12-01" }, see: q("startDateTime"), expect: "2026-11-30T23:00:00Z" },
      end: { with: { start: "2026-12-01", end: "2026-12-03T12:00:00Z" }, see: q("endDateTime"), expect: "2026-12-03T12:00:00Z" },
      mailbox: {
        with: { mailbox: "frontdesk@contoso.example" },
        see: path,
        expect: "/v1.0/users/frontdesk%40contoso.example/calendarView",
      },
      timeZone: [
        {
          with: { timeZone: "Europe/Vienna" },
          see: ({ output }) => output,
          expect: expect.objectContaining({ timeZone: "Europe/Vienna" }),
        },
        {
          with: { timeZone: undefined },
          see: ({ output }) => output,
          expect: expect.objectContaining({ timeZone: "America/Los_Angeles", zoneFrom: "mailbox" }),
        },
      ],
      calendarId: { with: { calendarId: "AAMk+c=" }, see: path, expect: "/v1.0/me/calendars/AAMk%2Bc%3D/calendarView" },
      query: { with: { query: "Bob's" }, see: q("$filter"), expect: "contains(subject,'Bob''s')" },
      count: { with: { count: 5 }, see: q("$top"), expect: "5" },
      fields: { with: { fields: ["subject"] }, see: q("$select"), expect: "id,subject" },
      cursor: { with: {}, see: q("$skip"), expect: "10" },
    },
  },
  createCalendarEvent: {
    base: event,
    parameters: {
      idempotencyKey: {
        with: { idempotencyKey: "k" },
        see: body((json) => json.transactionId),
        expect: operationId("user:ana", "createCalendarEvent", "k"),
      },
      subject: { with: { subject: "Review" }, see: body((json) => json.subject), expect: "Review" },
      start: {
        with: { start: "2026-11-23T08:30:00+00:00" },
        see: body((json) => json.start),
        expect: { dateTime: "2026-11-23T09:30:00", timeZone: "Europe/Berlin" },
      },
      end: {
        with: { end: "2026-11-23 11:00" },
        see: body((json) => json.end),
        expect: { dateTime: "2026-11-23T11:00:00", timeZone: "Europe/Berlin" },
      },
      attendees: {
        with: { attendees: ["a@contoso.example"] },
        see: body((json) => json.attendees),
        expect: [{ ...recipients("a@contoso.example")[0], type: "required" }],
      },
      optionalAttendees: {
        with: { optionalAttendees: "o@contoso.example" },
        see: body((json) => json.attendees),
        expect: [{ ...recipients("o@contoso.example")[0], type: "optional" }],
      },
      body: [
        { with: { body: "Agenda: 1 < 2" }, see: body((json) => json.body), expect: { contentType: "text", content: "Agenda: 1 < 2" } },
        { with: { body: "<p>Agenda</p>" }, see: body((json) => json.body), expect: { contentType: "html", content: "<p>Agenda</p>" } },
      ],
      timeZone: [
        {
          with: { timeZone: "Tokyo Standard Time" },
          see: body((json) => json.start),
          expect: { dateTime: "2026-11-23T09:00:00", timeZone: "Tokyo Standard Time" },
        },
        {
          with: { timeZone: undefined },
          see: body((json) => json.start),
          expect: { dateTime: "2026-11-23T09:00:00", timeZone: "Pacific Standard Time" },
        },
      ],
      location: { with: { location: "Room 4" }, see: body((json) => json.location), expect: { displayName: "Room 4" } },
      isOnlineMeeting: {
        with: { isOnlineMeeting: true },
        see: body((json) => [json.isOnlineMeeting, json.onlineMeetingProvider]),
        expect: [true, "teamsForBusiness"],
      },
      reminderMinutes: {
        with: { reminderMinutes: 0 },
        see: body((json) => [json.isReminderOn, json.reminderMinutesBeforeStart]),
        expect: [true, 0],
      },
      recurrence: [
        {
          with: { recurrence: { every: "week", daysOfWeek: ["monday", "thursday"], times: 8 } },
          see: body((json) => json.recurrence),
          expect: {
            pattern: { type: "weekly", daysOfWeek: ["monday", "thursday"], firstDayOfWeek: "monday", interval: 1 },
            range: { type: "numbered", numberOfOccurrences: 8, startDate: "2026-11-23", recurrenceTimeZone: "Europe/Berlin" },
          },
        },
        {
          with: { recurrence: { every: "month", interval: 2, daysOfWeek: ["last monday"], until: "2027-11-30" } },
          see: body((json) => json.recurrence),
          expect: {
            pattern: { type: "relativeMonthly", daysOfWeek: ["monday"], index: "last", interval: 2 },
            range: { type: "endDate", endDate: "2027-11-30", startDate: "2026-11-23", recurrenceTimeZone: "Europe/Berlin" },
          },
        },
        {
          with: { recurrence: { every: "day" } },
          see: body((json) => [json.recurrence.pattern, json.recurrence.range.type]),
          expect: [{ type: "daily", interval: 1 }, "noEnd"],
        },
        {
          with: { recurrence: { every: "year" } },
          see: body((json) => json.recurrence.pattern),
          expect: { type: "absoluteYearly", dayOfMonth: 23, month: 11, interval: 1 },
        },
      ],
      isAllDay: {
        with: { isAllDay: true, start: "2026-11-23", end: "2026-11-23" },
        see: body((json) => [json.isAllDay, json.start.dateTime, json.end.dateTime]),
        expect: [true, "2026-11-23T00:00:00", "2026-11-24T00:00:00"],
      },
      showAs: { with: { showAs: "oof" }, see: body((json) => json.showAs), expect: "oof" },
      calendarId: { with: { calendarId: "AAMkcal" }, see: path, expect: "/v1.0/me/calendars/AAMkcal/events" },
    },
  },
  getContacts: {
    base: {},
    parameters: {
      count: { with: { count: 7 }, see: ({ all }) => all[0]?.parameters.get("$top"), expect: "7" },
      search: [
        {
          with: { search: "O'N", source: "contacts" },
          see: q("$filter"),
          expect: "startswith(displayName,'O''N') or startswith(givenName,'O''N') or startswith(surname,'O''N')",
        },
        {
          with: { search: "a@b.example", source: "contacts" },
          see: q("$filter"),
          expect: "emailAddresses/any(a:a/address eq 'a@b.example')",
        },
        { with: { search: "Ben", source: "people" }, see: q("$search"), expect: '"Ben"' },
      ],
      source: [
        { with: { source: "people" }, see: path, expect: "/v1.0/me/people" },
        { with: { source: "contacts" }, see: path, expect: "/v1.0/me/contacts" },
      ],
      cursor: { with: { source: "people" }, see: q("$skip"), expect: "10" },
    },
  },
  searchPeople: {
    base: { query: "Ben" },
    parameters: {
      query: { with: { query: "Ana R" }, see: q("$search"), expect: '"Ana R"' },
      count: { with: { count: 3 }, see: q("$top"), expect: "3" },
    },
  },
  listUsers: {
    base: {},
    parameters: {
      search: [
        { with: { search: "ana" }, see: q("$search"), expect: '"displayName:ana" OR "mail:ana" OR "userPrincipalName:ana"' },
        { with: { search: "ana" }, see: (seen) => seen.last.headers.consistencylevel, expect: "eventual" },
      ],
      filter: [
        {
          with: { filter: "startswith(displayName,'A') and mail eq 'a@b.example'" },
          see: q("$filter"),
          expect: "startswith(displayName,'A') and mail eq 'a@b.example'",
        },
        {
          with: { filter: "endswith(mail,'b.example')" },
          see: (seen) => [seen.last.headers.consistencylevel, seen.last.parameters.get("$count")],
          expect: ["eventual", "true"],
        },
      ],
      count: { with: { count: 100 }, see: q("$top"), expect: "100" },
      cursor: { with: {}, see: q("$skip"), expect: "10" },
    },
  },
  getUserProfile: { base: {}, parameters: {} },
  listTeams: {
    base: {},
    parameters: { include: { with: { include: "channels" }, see: path, expect: `/v1.0/teams/${team}/allChannels` } },
  },
  sendTeamsMessage: {
    base: post,
    parameters: {
      idempotencyKey: {
        with: { idempotencyKey: "monday-post" },
        see: body((json) => JSON.stringify(json).includes("monday")),
        expect: false,
      },
      teamId: { with: { teamId: "research" }, see: path, expect: `/v1.0/teams/${team}/channels/19%3AabcDEF_123%40thread.tacv2/messages` },
      channelId: {
        with: { channelId: "general" },
        see: path,
        expect: `/v1.0/teams/${team}/channels/19%3AabcDEF_123%40thread.tacv2/messages`,
      },
      message: { with: { message: "<b>Hi</b>" }, see: body((json) => json.body), expect: { contentType: "html", content: "<b>Hi</b>" } },
      contentType: [
        {
          with: { contentType: "text", message: "a < b" },
          see: body((json) => json.body),
          expect: { contentType: "text", content: "a < b" },
        },
        {
          with: { contentType: "markdown", message: "**Hi** <script>\n\n- one\n- [two](https://contoso.example)" },
          see: body((json) => json.body),
          expect: {
            contentType: "html",
            content: '<p><strong>Hi</strong> &lt;script&gt;</p><ul><li>one</li><li><a href="https://contoso.example">two</a></li></ul>',
          },
        },
      ],
      subject: { with: { subject: "News" }, see: body((json) => json.subject), expect: "News" },
      mentions: {
        with: { mentions: ["ben@contoso.example"], contentType: "text", message: "Look @ben@contoso.example & co" },
        see: body((json) => [json.body, json.mentions]),
        expect: [
          { contentType: "html", content: 'Look <at id="0">Ben Ortiz</at> &amp; co' },
          [{ id: 0, mentionText: "Ben Ortiz", mentioned: { user: { id: user, displayName: "Ben Ortiz", userIdentityType: "aadUser" } } }],
        ],
      },
      importance: { with: { importance: "urgent" }, see: body((json) => json.importance), expect: "urgent" },
      replyToId: {
        with: { replyToId: "1700000000000" },
        see: path,
        expect: `/v1.0/teams/${team}/channels/19%3AabcDEF_123%40thread.tacv2/messages/1700000000000/replies`,
      },
    },
  },
  createTeamsMeeting: {
    base: meeting,
    parameters: {
      idempotencyKey: [
        {
          with: { idempotencyKey: "k" },
          see: body((json) => json.transactionId),
          expect: operationId("user:ana", "createTeamsMeeting", "k"),
        },
        {
          with: { idempotencyKey: "k", sendInvites: false },
          see: body((json) => json.externalId),
          expect: operationId("user:ana", "createTeamsMeeting", "k"),
        },
      ],
      subject: { with: { subject: "Sync" }, see: body((json) => json.subject), expect: "Sync" },
      startTime: { with: { startTime: "2026-11-23T07:00:00Z" }, see: body((json) => json.start.dateTime), expect: "2026-11-23T08:00:00" },
      endTime: {
        with: { durationMinutes: undefined, endTime: "2026-11-23T11:15" },
        see: body((json) => json.end.dateTime),
        expect: "2026-11-23T11:15:00",
      },
      durationMinutes: { with: { durationMinutes: 45 }, see: body((json) => json.end.dateTime), expect: "2026-11-23T09:45:00" },
      attendees: [
        {
          with: { attendees: ["a@contoso.example"] },
          see: body((json) => json.attendees),
          expect: [{ ...recipients("a@contoso.example")[0], type: "required" }],
        },
        {
          with: { attendees: ["a@contoso.example"], sendInvites: false },
          see: body((json) => json.participants),
          expect: { attendees: [{ upn: "a@contoso.example", role: "attendee" }] },
        },
      ],
      sendInvites: [
        { with: { sendInvites: true }, see: ({ all }) => all.map((one) => `${one.method} ${one.template}`), expect: ["POST /me/events"] },
        {
          with: { sendInvites: false },
          see: ({ all }) => all.map((one) => `${one.method} ${one.template}`),
          expect: ["POST /me/onlineMeetings/createOrGet"],
        },
      ],
      timeZone: {
        with: { timeZone: "Asia/Tokyo", sendInvites: false },
        see: body((json) => json.startDateTime),
        expect: "2026-11-23T00:00:00Z",
      },
      lobby: [
        { with: { lobby: "invited" }, see: body((json) => json), expect: { lobbyBypassSettings: { scope: "invited" } } },
        {
          with: { lobby: "invited" },
          see: ({ all }) => all[1]?.parameters.get("$filter"),
          expect: "JoinWebUrl eq 'https://teams.example/j'",
        },
      ],
      presenters: {
        with: { presenters: "organizer", sendInvites: false },
        see: body((json) => json),
        expect: { allowedPresenters: "organizer" },
      },
      recordAutomatically: {
        with: { recordAutomatically: true, sendInvites: false },
        see: body((json) => json),
        expect: { recordAutomatically: true },
      },
    },
  },
  whoAmI: { base: {}, parameters: {} },
  authenticate: { base: {}, parameters: {} },
  add: {
    base: { a: 1, b: 2 },
    parameters: {
      a: { with: { a: 40 }, see: ({ output }) => output, expect: { sum: 42 } },
      b: { with: { b: -1 }, see: ({ output }) => output, expect: { sum: 0 } },
    },
  },
};

const parametersOf = (tool: ToolDefinition): readonly string[] => Object.keys((tool.input as z.ZodObject).shape);

describe.each(catalog.map((tool) => [tool.name, tool] as const))("%s", (name, tool) => {
  test("has a case for each parameter, and no other", () => {
    expect(Object.keys(cases[name]?.parameters ?? {}).toSorted()).toEqual(parametersOf(tool).toSorted());
  });

  for (const [parameter, one] of Object.entries(cases[name]?.parameters ?? {})) {
    for (const given of Array.isArray(one) ? (one as readonly Case[]) : [one as Case]) {
      test(`${parameter}: ${JSON.stringify(given.with)}`, async () => {
        const base = { ...cases[name]?.base, ...given.with };
        const answers = cases[name]?.graph ?? graph;
        const input = parameter === "cursor" ? { ...base, cursor: (await callTool(tool, base, answers)).output.cursor as string } : base;
        const { asked, output } = await callTool(tool, input, answers);

        expect(given.see({ last: asked.at(-1) as Asked, all: asked, output })).toEqual(given.expect);
      });
    }
  }
});

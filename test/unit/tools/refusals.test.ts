/** Arguments that are refused before Graph sees anything, each after its good neighbour went through. */
import { describe, expect, test } from "vitest";
import { catalog } from "../../../src/tools/catalog.ts";
import { hostile } from "../graph/hostile-segments.ts";
import type { Answer, Asked } from "../graph/graph-answering.ts";
import { callTool } from "./call-tool.ts";

const team = "11111111-2222-4333-8444-555555555555";
const channel = "19:abc@thread.tacv2";

function graph({ method, template }: Asked): Answer {
  if (template === "/me/sendMail") return { status: 202 };
  if (template === "/me/mailboxSettings") return { body: { timeZone: "UTC" } };
  if (method === "GET") return { body: { value: [] } };
  return { status: 201, body: { id: "AAMk", onlineMeeting: { joinUrl: "https://teams.example/j" } } };
}

const bases: Readonly<Record<string, object>> = {
  getEmails: {},
  searchEmails: { query: "budget" },
  sendEmail: { to: "ben@contoso.example", subject: "S", body: "B" },
  getCalendarEvents: {},
  createCalendarEvent: { subject: "S", start: "2026-11-23T09:00", end: "2026-11-23T10:00" },
  listUsers: {},
  getContacts: {},
  sendTeamsMessage: { teamId: team, channelId: channel, message: "Hi" },
  createTeamsMeeting: { subject: "S", startTime: "2026-11-23T09:00", durationMinutes: 30 },
  add: { a: 1, b: 2 },
};

/** Refused by the schema or by the tool itself, under the argument's name, and nothing left. */
async function refusedAs(name: string, change: object): Promise<string | undefined> {
  const tool = catalog.find((one) => one.name === name);
  if (!tool) throw new Error(name);
  expect((await callTool(tool, bases[name], graph)).text).not.toBe("");

  const input = { ...bases[name], ...change };
  const parsed = tool.input.safeParse(input);
  if (!parsed.success) return parsed.error.issues[0]?.path.join(".");
  const asked: Asked[] = [];
  const error = await callTool(tool, input, graph, { asked }).then(
    () => expect.unreachable(),
    (thrown: { code: string; details: { field?: string } }) => thrown,
  );
  expect(error.code).toMatch(/^invalid_(?:arguments|cursor)$/);
  expect(asked).toEqual([]);
  return error.details.field;
}

describe("hostile ids", () => {
  test.each([
    ["getEmails", "folder"],
    ["searchEmails", "folder"],
    ["getCalendarEvents", "calendarId"],
    ["createCalendarEvent", "calendarId"],
    ["sendTeamsMessage", "teamId"],
    ["sendTeamsMessage", "channelId"],
    ["sendTeamsMessage", "replyToId"],
  ] as const)("never reach Graph as %s's %s", async (name, field) => {
    for (const text of hostile) {
      /* A name may have a comma, as it is only compared; an id may not. */
      if (/^(?:folder|teamId|channelId|calendarId)$/.test(field) && /^[^/\\]*[,，][^/\\]*$/.test(text)) continue;
      expect([text, await refusedAs(name, { [field]: text })]).toEqual([text, field]);
    }
  });
});

describe("arguments", () => {
  test.each<[string, object, string]>([
    ["getEmails", { count: 0 }, "count"],
    ["getEmails", { count: -1 }, "count"],
    ["getEmails", { count: 1.5 }, "count"],
    ["getEmails", { count: 51 }, "count"],
    ["getEmails", { count: "10" }, "count"],
    ["getEmails", { since: "yesterday" }, "since"],
    ["getEmails", { until: "2026-02-30" }, "until"],
    ["getEmails", { from: "x' or 1 eq 1" }, "from"],
    ["getEmails", { fields: ["internetMessageHeaders"] }, "fields.0"],
    ["getEmails", { cursor: "forged" }, "cursor"],
    ["searchEmails", { query: "" }, "query"],
    ["searchEmails", { query: 'x" OR from:ceo' }, "query"],
    ["searchEmails", { query: "x\\" }, "query"],
    ["searchEmails", { query: "a) OR (b", from: "x" }, "query"],
    ["searchEmails", { from: 'x" OR y' }, "from"],
    ["searchEmails", { subject: "x\r\ny" }, "subject"],
    ["sendEmail", { to: [] }, "to"],
    ["sendEmail", { subject: "x\r\nBcc: evil@evil.example" }, "subject"],
    ["sendEmail", { subject: "x\u2028y" }, "subject"],
    ["sendEmail", { body: "<script>x</script>" }, "body"],
    ["sendEmail", { attachments: [{ name: "../a", contentType: "text/plain", base64: "aGk=" }] }, "attachments.0.name"],
    ["sendEmail", { attachments: [{ name: "a", contentType: "text/plain\r\nX: y", base64: "aGk=" }] }, "attachments.0.contentType"],
    ["sendEmail", { attachments: [{ name: "a", contentType: "text/plain", base64: "a b" }] }, "attachments.0.base64"],
    ["sendEmail", { attachments: [{ name: "a", contentType: "text/plain", base64: "AAAA".repeat(1_048_576) }] }, "attachments.0"],
    ["getCalendarEvents", { days: -1 }, "days"],
    ["getCalendarEvents", { days: 31 }, "days"],
    ["getCalendarEvents", { start: "9999-01-01" }, "start"],
    ["getCalendarEvents", { start: "2026-12-02", end: "2026-12-01" }, "end"],
    ["getCalendarEvents", { start: "2026-01-01", end: "2126-01-01" }, "end"],
    ["getCalendarEvents", { start: "2026-01-01", end: "2026-01-02", days: 1 }, "days"],
    ["getCalendarEvents", { fields: ["do-not-leak"] }, "fields.0"],
    ["getCalendarEvents", { mailbox: "frontdesk" }, "mailbox"],
    ["getCalendarEvents", { timeZone: "../" }, "timeZone"],
    ["createCalendarEvent", { start: undefined }, "start"],
    ["createCalendarEvent", { end: undefined }, "end"],
    ["createCalendarEvent", { end: "2026-11-23T09:00" }, "end"],
    ["createCalendarEvent", { timeZone: "Europe/Berlin", start: "2026-03-29T02:30", end: "2026-03-29T04:00" }, "start"],
    ["createCalendarEvent", { isAllDay: true, start: "2026-11-23T09:00", end: "2026-11-24" }, "start"],
    ["createCalendarEvent", { attendees: ["a@contoso.example;b@evil.example"] }, "attendees.0"],
    ["createCalendarEvent", { body: "<script>x</script>" }, "body"],
    ["createCalendarEvent", { recurrence: { every: "day", daysOfWeek: ["monday"] } }, "recurrence.daysOfWeek"],
    ["createCalendarEvent", { recurrence: { every: "month", daysOfWeek: ["monday"] } }, "recurrence.daysOfWeek"],
    ["createCalendarEvent", { recurrence: { every: "month", daysOfWeek: ["first monday", "last friday"] } }, "recurrence.daysOfWeek"],
    ["createCalendarEvent", { recurrence: { every: "week", daysOfWeek: ["last monday"] } }, "recurrence.daysOfWeek"],
    ["createCalendarEvent", { recurrence: { every: "week", daysOfWeek: ["someday"] } }, "recurrence.daysOfWeek.0"],
    ["createCalendarEvent", { recurrence: { every: "day", until: "2027-01-01", times: 2 } }, "recurrence.times"],
    ["createCalendarEvent", { recurrence: { every: "day", until: "2026-01-01" } }, "recurrence.until"],
    ["createCalendarEvent", { reminderMinutes: 40_321 }, "reminderMinutes"],
    ["listUsers", { filter: "' or 1 eq 1" }, "filter"],
    ["listUsers", { filter: "accountEnabled eq true" }, "filter"],
    ["listUsers", { filter: "department eq 'IT'" }, "filter"],
    ["listUsers", { filter: "startswith(displayName,'A') or surname eq 'B'" }, "filter"],
    ["listUsers", { filter: "startswith(displayName,'A')) or (surname eq 'B'" }, "filter"],
    ["listUsers", { filter: "mail eq 'a' and" }, "filter"],
    ["listUsers", { filter: "endswith(displayName,'A')" }, "filter"],
    ["listUsers", { search: "x\\" }, "search"],
    ["getContacts", { source: "all" }, "source"],
    ["getContacts", { cursor: "contacts." }, "cursor"],
    ["getContacts", { cursor: "people.forged" }, "cursor"],
    ["getContacts", { source: "contacts", cursor: "people." }, "cursor"],
    ["sendTeamsMessage", { message: "<at id=0>x</at>" }, "message"],
    ["sendTeamsMessage", { mentions: ["../me"] }, "mentions.0"],
    ["sendTeamsMessage", { subject: "S", replyToId: "1700000000000" }, "subject"],
    ["createTeamsMeeting", { durationMinutes: undefined }, "endTime"],
    ["createTeamsMeeting", { endTime: "2026-11-23T10:00Z" }, "durationMinutes"],
    ["createTeamsMeeting", { durationMinutes: undefined, endTime: "2026-11-23T08:00" }, "endTime"],
    ["createTeamsMeeting", { attendees: ["x"] }, "attendees.0"],
    ["add", { a: Number.MAX_VALUE, b: Number.MAX_VALUE }, "b"],
    ["add", { a: "1" }, "a"],
  ])("of %s %j are refused as %s", async (name, change, field) => {
    expect(await refusedAs(name, change)).toBe(field);
  });
});

describe("names of teams and channels", () => {
  const tool = catalog.find(({ name }) => name === "sendTeamsMessage");
  const place =
    (teams: readonly object[], channels: readonly object[]) =>
    ({ template }: Asked) =>
      template === "/me/joinedTeams"
        ? { body: { value: teams } }
        : template === "/teams/{teamId}/allChannels"
          ? { body: { value: channels } }
          : { status: 201, body: { id: "1" } };
  const research = { id: team, displayName: "Research" };
  const general = { id: channel, displayName: "General" };
  const post = { teamId: "research", channelId: "general", message: "Hi" };

  test.each<[string, readonly object[], readonly object[], object]>([
    [
      "two teams of one name",
      [research, { ...research, id: team.replace("1", "2") }],
      [general],
      { code: "ambiguous", details: { field: "teamId" } },
    ],
    [
      "two channels of one name",
      [research],
      [general, { ...general, id: "19:def@thread.skype" }],
      { code: "ambiguous", details: { field: "channelId" } },
    ],
    [
      "no such team",
      [{ ...research, displayName: "Sales" }],
      [general],
      { code: "not_found", details: { field: "teamId", candidates: [`Sales (${team})`] } },
    ],
    [
      "no such channel",
      [research],
      [{ ...general, displayName: "News" }],
      { code: "not_found", details: { field: "channelId", candidates: [`News (${channel})`] } },
    ],
    ["a team whose id is none", [{ ...research, id: "../../me" }], [general], { code: "upstream_invalid" }],
    ["a channel whose id is none", [research], [{ ...general, id: "19:x@thread.tacv2/../../me" }], { code: "upstream_invalid" }],
  ])("%s", async (_name, teams, channels, error) => {
    if (!tool) throw new Error("no such tool");
    expect((await callTool(tool, post, place([research], [general]))).output.teamId).toBe(team);
    const asked: Asked[] = [];
    await expect(callTool(tool, post, place(teams, channels), { asked })).rejects.toMatchObject(error);
    expect(asked.filter(({ method }) => method !== "GET")).toEqual([]);
  });
});

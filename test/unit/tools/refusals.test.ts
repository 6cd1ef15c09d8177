/** Arguments that are refused before Graph sees anything, each after its good neighbour went through. */
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { catalog } from "../../../src/tools/catalog.ts";
import type { ToolDefinition } from "../../../src/tools/define-tool.ts";
import { goodArguments } from "../../support/good-arguments.ts";
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

/** The argument under whose name the schema or the tool itself refuses, before anything has left. */
async function refusalOf(name: string, input: object): Promise<string | undefined> {
  const tool = catalog.find((one) => one.name === name);
  if (!tool) throw new Error(name);
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

async function refusedAs(name: string, change: object): Promise<string | undefined> {
  const tool = catalog.find((one) => one.name === name);
  const base = bases[name];
  if (tool && base) expect((await callTool(tool, base, graph)).text).not.toBe("");
  return refusalOf(name, { ...(base ?? goodArguments[name]), ...change });
}

/** An id of each form that our schemas know. */
const ids = ["AAMk1", team, "1700000000000", "docx"];

/** The parameter with the text in it, as the schema takes it: bare or in a list. */
function given(tool: ToolDefinition, field: string, text: string): object | undefined {
  const schema = (tool.input as z.ZodObject).shape[field] as z.ZodType | undefined;
  const list = ids.some((id) => schema?.safeParse([id]).success);
  return list || ids.some((id) => schema?.safeParse(id).success) ? { [field]: list ? [text] : text } : undefined;
}

const fieldsOf = (tool: ToolDefinition) => Object.keys((tool.input as z.ZodObject).shape);
const refuses = (tool: ToolDefinition, field: string, text: string) => {
  const input = given(tool, field, text);
  return input !== undefined && tool.input.safeParse({ ...goodArguments[tool.name], ...input }).error?.issues[0]?.path[0] === field;
};

/** Every parameter whose schema takes an id and refuses what could leave a path. */
const idParameters = catalog.flatMap((tool) =>
  fieldsOf(tool)
    .filter((field) => refuses(tool, field, "../../me"))
    .map((field) => [tool, field] as const),
);

/** Checked when the tool runs, as a name may stand there too. */
const checkedLater: readonly (readonly [name: string, field: string, beside?: object])[] = [
  ["getEmails", "folder"],
  ["searchEmails", "folder"],
  ["listMailFolders", "parent"],
  ["moveEmail", "folder"],
  ["getChannelMessages", "teamId"],
  ["getChannelMessages", "channelId"],
  ["sendTeamsMessage", "teamId"],
  ["sendTeamsMessage", "channelId"],
  ["searchFiles", "in", { scope: "drive" }],
];

/** Never part of a path: quoted in a filter, or looked up in the index of operations. */
const inNoPath = ["getEmailThread conversationId", "describeOperation operationId", "callGraph operationId"];

/** A name may have a comma, as it is only compared; so may the id of a site, and a person's name. */
const hasOnlyComma = (text: string) => /^[^/\\]*[,，][^/\\]*$/.test(text);

describe("hostile ids", () => {
  test("are looked for in every parameter that is called an id", () => {
    const known = new Set([
      ...idParameters.map(([{ name }, field]) => `${name} ${field}`),
      ...checkedLater.map(([name, field]) => `${name} ${field}`),
    ]);
    const called = catalog.flatMap((tool) =>
      fieldsOf(tool)
        .filter(
          (field) =>
            /^ids?$|Ids?$|^(?:folder|parent|drive|user|users|withUser|recipients|mentions|assignees)$/.test(field) &&
            given(tool, field, "x") !== undefined,
        )
        .map((field) => `${tool.name} ${field}`),
    );
    expect(called.filter((one) => !known.has(one)).toSorted()).toEqual(inNoPath.toSorted());
    expect(idParameters.length).toBeGreaterThan(55);
  });

  test.each(idParameters.map(([tool, field]) => [tool.name, field, tool] as const))(
    "are refused by the schema of %s's %s",
    (_name, field, tool) => {
      const takesComma = !refuses(tool, field, "a,b");
      expect(hostile.filter((text) => !(takesComma && hasOnlyComma(text)) && !refuses(tool, field, text))).toEqual([]);
    },
  );

  test("with a comma are refused but where names, people and sites may stand", () => {
    const taking = new Set(idParameters.filter(([tool, field]) => !refuses(tool, field, "a,b")).map(([, field]) => field));
    expect([...taking].toSorted()).toEqual([
      "assignees",
      "attendees",
      "calendarId",
      "drive",
      "listId",
      "mentions",
      "people",
      "recipients",
      "siteId",
      "user",
      "users",
      "withUser",
    ]);
  });

  test.each(checkedLater.map(([name, field, beside = {}]) => [name, field, beside] as const))(
    "never reach Graph as %s's %s",
    async (name, field, beside) => {
      for (const text of hostile) {
        if (hasOnlyComma(text) && name !== "searchFiles") continue;
        expect([text, await refusalOf(name, { ...goodArguments[name], ...beside, [field]: text })]).toEqual([text, field]);
      }
    },
  );

  test("never reach Graph as a path parameter of callGraph", async () => {
    for (const text of hostile) {
      const input = { operationId: "me.messages.get", pathParams: { messageId: text } };
      expect([text, await refusalOf("callGraph", input)]).toEqual([text, expect.stringMatching(/^pathParams|^messageId/)]);
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
    ["createEmailDraft", { sourceId: "AAMk1" }, "sourceId"],
    ["createEmailDraft", { mode: "reply" }, "sourceId"],
    ["createEmailDraft", { attachments: [{ name: "a" }] }, "attachments.0"],
    ["sendEmail", { attachments: [{ driveItemId: "01F" }], saveToSent: false }, "saveToSent"],
    ["replyToEmail", { body: "<script>x</script>" }, "body"],
    ["forwardEmail", { to: [] }, "to"],
    ["getCalendarEvent", { id: undefined, instances: true }, "id"],
    ["updateCalendarEvent", { subject: undefined }, "subject"],
    ["updateCalendarEvent", { isAllDay: true }, "start"],
    ["updateCalendarEvent", { start: "2026-11-23T10:00", end: "2026-11-23T09:00" }, "end"],
    ["deleteCalendarEvent", { mode: "delete", comment: "x" }, "comment"],
    ["respondToEvent", { notify: false, comment: "x" }, "comment"],
    ["checkAvailability", { slotMinutes: 1_440 }, "slotMinutes"],
    ["checkAvailability", { end: "2027-12-01T08:00" }, "end"],
    ["findMeetingTimes", { durationMinutes: 1_000 }, "durationMinutes"],
    ["getGroups", { groupId: team, search: "x" }, "search"],
    ["getChannelMessages", { teamId: undefined }, "teamId"],
    ["getChannelMessages", { since: "yesterday" }, "since"],
    ["getChatMessages", { since: "2026-02-30" }, "since"],
    ["sendChatMessage", { recipients: ["Ana"] }, "recipients"],
    ["sendChatMessage", { chatId: undefined }, "chatId"],
    ["getOnlineMeeting", { joinUrl: "https://teams.example/j" }, "joinUrl"],
    ["getOnlineMeeting", { meetingId: undefined }, "meetingId"],
    ["getMeetingTranscript", { meetingId: undefined }, "meetingId"],
    ["getMeetingTranscript", { cursor: "forged" }, "cursor"],
    ["setPresence", { availability: undefined }, "availability"],
    ["setPresence", { clear: true }, "clear"],
    ["setPresence", { activity: "InACall" }, "activity"],
    ["setPresence", { availability: undefined, clear: true, expiresInMinutes: 5 }, "expiresInMinutes"],
    ["listFiles", { path: "a", itemId: "01F" }, "itemId"],
    ["listFiles", { path: "a/../b" }, "path"],
    ["listFiles", { drive: "b!x", itemId: "b!y:01F" }, "drive"],
    ["searchFiles", { scope: "site" }, "in"],
    ["searchFiles", { in: "b!x" }, "in"],
    ["searchFiles", { scope: "tenant", query: "a) OR (b" }, "query"],
    ["getFile", { path: "a" }, "path"],
    ["getFile", { itemId: undefined }, "itemId"],
    ["readFileContent", { mode: "link", page: 2 }, "page"],
    ["uploadFile", { path: "a.txt" }, "name"],
    ["uploadFile", { folder: true }, "folder"],
    ["uploadFile", { name: "a/b" }, "name"],
    ["uploadFile", { content: "a b", encoding: "base64" }, "content"],
    ["uploadFile", { content: undefined, folder: true, conflict: "replace" }, "conflict"],
    ["moveFile", { newName: undefined }, "toParent"],
    ["moveFile", { toParent: "a,b" }, "toParent"],
    ["shareFile", { people: ["a@contoso.example"] }, "people"],
    ["shareFile", { mode: "invite" }, "people"],
    ["shareFile", { mode: "revoke" }, "permissionId"],
    ["shareFile", { expires: "2020-01-01" }, "expires"],
    ["searchSites", { url: "https://contoso.example/sites/A" }, "url"],
    ["searchSites", { query: undefined, url: "http://contoso.example/sites/A" }, "url"],
    ["getListItems", { listId: undefined, fields: ["Title"] }, "fields"],
    ["getListItems", { filter: "Title eq 'a' or 1 eq 1" }, "filter"],
    ["saveListItem", { fields: {} }, "fields"],
    ["getTasks", { source: "planner", list: "Home" }, "list"],
    ["getTasks", { source: "todo", planId: "p" }, "planId"],
    ["getTasks", { dueBefore: "soon" }, "dueBefore"],
    ["getTasks", { cursor: "forged" }, "cursor"],
    ["saveTask", { title: undefined }, "title"],
    ["saveTask", { title: undefined, id: "AAMk1" }, "id"],
    ["saveTask", { due: "2026-03-29T02:30", timeZone: "Europe/Berlin" }, "due"],
    ["savePlannerTask", { planId: undefined }, "planId"],
    ["savePlannerTask", { id: "t" }, "planId"],
    ["deleteTask", { list: "Home" }, "list"],
    ["saveNotePage", { title: undefined }, "title"],
    ["saveNotePage", { pageId: "1-p", append: "x" }, "sectionId"],
    ["saveNotePage", { content: "<body>x</body>" }, "content"],
    ["readRange", { range: "A:C" }, "range"],
    ["readRange", { range: "A1:Z9999" }, "range"],
    ["writeRange", { values: [["a", "b"], ["c"]] }, "values"],
    ["writeRange", { range: "A1:C3" }, "range"],
    ["writeRange", { append: true }, "table"],
    ["writeRange", { table: "T" }, "append"],
    ["searchMicrosoft365", { query: "(a" }, "query"],
    ["searchMicrosoft365", { cursor: "forged" }, "cursor"],
    ["describeOperation", { operationId: "me.contact.list" }, "operationId"],
    ["callGraph", { operationId: "nothing" }, "operationId"],
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

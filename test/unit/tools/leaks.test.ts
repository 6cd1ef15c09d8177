/** Every tool keeps what it declares and nothing else: each thing Graph answers here carries fields nobody declared. */
import { describe, expect, test } from "vitest";
import { catalog } from "../../../src/tools/catalog.ts";
import type { Answer, Asked } from "../graph/graph-answering.ts";
import { callTool } from "./call-tool.ts";

const leak = { secret: "do-not-leak", "@odata.etag": "do-not-leak", nested: { inner: ["do-not-leak"] } };
const address = (name: string) => ({ emailAddress: { name, address: `${name}@contoso.example`, ...leak }, ...leak });
const team = "11111111-2222-4333-8444-555555555555";
const time = { dateTime: "2026-11-23T09:00:00.0000000", timeZone: "UTC", ...leak };

const message = {
  id: "AAMkmail",
  subject: "Subject",
  from: address("ben"),
  receivedDateTime: "2026-11-20T14:03:00Z",
  bodyPreview: "Preview",
  body: { content: "do-not-leak" },
  ...leak,
};
const event = {
  id: "AAMkevent",
  subject: "Subject",
  start: time,
  end: time,
  location: { displayName: "Room", address: leak, ...leak },
  organizer: address("ana"),
  attendees: [{ type: "required", status: { response: "accepted", ...leak }, ...address("ben") }],
  onlineMeeting: { joinUrl: "https://teams.example/j", conferenceId: "do-not-leak", ...leak },
  joinWebUrl: "https://teams.example/j",
  ...leak,
};
const person = {
  id: "p",
  displayName: "Ben",
  scoredEmailAddresses: [{ address: "ben@contoso.example", ...leak }],
  emailAddresses: [{ address: "ben@contoso.example", name: "Ben", ...leak }],
  phones: [{ type: "mobile", number: "+1", ...leak }],
  mobilePhone: "+1",
  personalNotes: "do-not-leak",
  homeAddress: leak,
  ...leak,
};
const user = {
  id: "u",
  displayName: "Ana",
  givenName: null,
  surname: null,
  userPrincipalName: "ana@contoso.example",
  mail: null,
  jobTitle: null,
  mobilePhone: null,
  businessPhones: [],
  officeLocation: null,
  preferredLanguage: null,
  ...leak,
};

/** Tasks, notes, workbooks, the search. */
function work({ method, template, reading }: Asked): Answer | undefined {
  if (reading) return { body: { kind: "text", text: "Text", totalChars: 4, format: "html", bytes: 4, ...leak } };
  if (method === "PATCH" && /^\/planner\/|\/onenote\//.test(template)) return { status: 204 };
  if (method === "GET" && template.startsWith("/planner/tasks/"))
    return { body: { "@odata.etag": 'W/"1"', assignments: { [team]: leak }, ...leak, id: "t" } };
  if (template === "/me/todo/lists") return { body: { value: [{ id: "l", displayName: "Tasks", ...leak }] } };
  if (template.includes("/workbook/") && /worksheets$|tables$/.test(template))
    return { body: { value: [{ id: "{S1}", name: "Sheet", visibility: "Visible", ...leak }] } };
  if (template.includes("/workbook/"))
    return { body: { address: "Sheet!A1:B1", rowCount: 1, columnCount: 2, values: [["a", 1]], formulas: ["do-not-leak"], ...leak } };
  return undefined;
}

const item = {
  id: "01A",
  name: "a.txt",
  size: 4,
  eTag: "1",
  file: { mimeType: "text/plain", hashes: leak },
  lastModifiedBy: { user: { displayName: "Ben", email: "do-not-leak", ...leak }, ...leak },
  parentReference: { driveId: "b!d", path: "/drive/root:/Reports", sharepointIds: leak, ...leak },
  "@microsoft.graph.downloadUrl": "https://do-not-leak.example",
  ...leak,
};
const permission = {
  id: "p",
  roles: ["read"],
  grantedToV2: { user: { displayName: "Ben", ...leak }, ...leak },
  link: { webUrl: "https://contoso.example/l", scope: "users", webHtml: "do-not-leak", ...leak },
  ...leak,
};

/** Files, sites and their lists. */
function content({ method, template }: Asked): Answer | undefined {
  if (template === "/search/query") {
    const hits = [{ hitId: "01A", summary: "found", resource: { ...message, ...item }, ...leak }];
    return { body: { value: [{ hitsContainers: [{ hits, moreResultsAvailable: false, ...leak }], ...leak }] } };
  }
  if (template.startsWith("/sites")) {
    if (template.endsWith("/columns")) return { body: { value: [{ name: "Title", displayName: "Title", text: leak, ...leak }] } };
    const listed = {
      id: "1",
      displayName: "Site",
      description: "About it",
      eTag: "1",
      fields: { Title: "T", Other: "do-not-leak", ...leak },
      ...leak,
    };
    return { body: method === "GET" && template.endsWith("s") ? { value: [listed], ...leak } : listed };
  }
  if (template.endsWith("/createLink")) return { body: permission };
  if (!/^\/(?:me\/drive|drives)\/(?!.*workbook)/.test(template)) return undefined;
  if (method === "DELETE" || template.endsWith("/copy")) return { status: 204 };
  if (template.endsWith("/permissions")) return { body: { value: [permission], ...leak } };
  return { body: /\/children$|\/search\(/.test(template) && method === "GET" ? { value: [item], ...leak } : item };
}

function graph(asked: Asked): Answer {
  const { method, template } = asked;
  const answered = asked.reading ? undefined : content(asked);
  if (answered) return answered;
  const ofWork = work(asked);
  if (ofWork) return ofWork;
  if (template === "/me/sendMail") return { status: 202 };
  if (template === "/me/mailboxSettings") return { body: { timeZone: "UTC", automaticRepliesSetting: leak, ...leak } };
  if (template === "/me") return { body: user };
  if (method === "DELETE") return { status: 204 };
  if (method === "GET" && template === "/me/messages/{id}")
    return {
      body: {
        ...message,
        body: { contentType: "text", content: "Body", ...leak },
        internetMessageHeaders: [{ name: "X", value: "x", ...leak }],
      },
    };
  if (method === "GET" && template === "/me/events/{id}")
    return { body: { ...event, type: "seriesMaster", isOrganizer: true, body: { contentType: "text", content: "Body", ...leak } } };
  if (/\/(?:cancel|accept)$/.test(template)) return { status: 202 };
  if (template.endsWith("/getSchedule")) {
    const busy = { status: "busy", subject: "do-not-leak", start: time, end: { ...time, dateTime: "2026-11-23T10:00:00" }, ...leak };
    return { body: { value: [{ scheduleId: "ben@contoso.example", availabilityView: "2", scheduleItems: [busy], ...leak }], ...leak } };
  }
  if (template.endsWith("/findMeetingTimes")) {
    const suggested = { confidence: 50, suggestionReason: "do-not-leak", meetingTimeSlot: { start: time, end: time, ...leak }, ...leak };
    const others = [{ availability: "busy", attendee: address("ben"), ...leak }];
    return { body: { meetingTimeSuggestions: [{ ...suggested, attendeeAvailability: others }], ...leak } };
  }
  if (template === "/users/{user}") return { body: { ...user, id: team } };
  if (method !== "GET")
    return { status: 201, body: { ...event, createdDateTime: "2026-11-20T14:03:00Z", body: { content: "do-not-leak" } } };
  const item = template.endsWith("/messages")
    ? message
    : /\/(?:calendarView|instances)$/.test(template)
      ? event
      : template === "/users"
        ? user
        : template === "/me/joinedTeams"
          ? { id: team, displayName: "Research", ...leak }
          : template.endsWith("/allChannels")
            ? { id: "19:a@thread.tacv2", displayName: "General", email: "do-not-leak", ...leak }
            : person;
  return { body: { value: [item], ...leak } };
}

const inputs: Readonly<Record<string, object>> = {
  searchEmails: { query: "budget" },
  getEmail: { id: "AAMkmail", headers: true },
  getEmailThread: { conversationId: "AAQk" },
  getEmailAttachment: { messageId: "AAMkmail" },
  updateEmail: { ids: ["AAMkmail"], isRead: true },
  moveEmail: { ids: ["AAMkmail"], folder: "archive" },
  deleteEmail: { ids: ["AAMkmail"] },
  setAutoReply: { status: "off" },
  sendEmail: { to: "ben@contoso.example", subject: "S", body: "B" },
  createCalendarEvent: { subject: "S", start: "2026-11-23T09:00", end: "2026-11-23T10:00" },
  getCalendarEvent: { id: "AAMkevent", instances: true },
  updateCalendarEvent: { id: "AAMkevent", attendees: ["ana@contoso.example"], body: "Text" },
  deleteCalendarEvent: { id: "AAMkevent" },
  respondToEvent: { id: "AAMkevent", response: "accept" },
  checkAvailability: { people: "ben@contoso.example", start: "2026-11-23T08:00", end: "2026-11-23T12:00" },
  findMeetingTimes: {
    attendees: "ben@contoso.example",
    durationMinutes: 30,
    windowStart: "2026-11-23T08:00",
    windowEnd: "2026-11-23T12:00",
  },
  searchPeople: { query: "Ben" },
  searchFiles: { query: "a", scope: "tenant" },
  getFile: { itemId: "01A", include: "permissions" },
  readFileContent: { itemId: "01A" },
  uploadFile: { parentId: "01P", name: "a.txt", content: "x" },
  moveFile: { itemId: "01A", newName: "b.txt" },
  deleteFile: { itemId: "01A" },
  shareFile: { itemId: "01A" },
  searchSites: { query: "a", include: "lists" },
  getListItems: { siteId: "h,s,w", listId: team },
  saveListItem: { siteId: "h,s,w", listId: team, fields: { Title: "T" } },
  getUser: { user: "ben@contoso.example", include: "groups" },
  listTeams: { include: "channels" },
  sendTeamsMessage: { teamId: "Research", channelId: "General", message: "Hi" },
  createTeamsMeeting: { subject: "S", startTime: "2026-11-23T09:00", durationMinutes: 30, recordAutomatically: true },
  saveTask: { title: "T", list: "Tasks" },
  savePlannerTask: { id: "t", title: "T", assignees: ["ana@contoso.example"], notes: "N" },
  deleteTask: { source: "planner", id: "t" },
  getNotePage: { pageId: "1-p" },
  saveNotePage: { sectionId: "1-s", title: "T", content: "C" },
  getWorkbook: { itemId: "01" },
  readRange: { itemId: "01", sheet: "Sheet", range: "A1:B1" },
  writeRange: { itemId: "01", sheet: "Sheet", range: "A1:B1", values: [["a", 1]] },
  searchMicrosoft365: { query: "budget" },
  add: { a: 1, b: 2 },
};

describe("no undeclared field of Graph's comes out of", () => {
  test.each(catalog.map((tool) => [tool.name, tool] as const))("%s", async (name, tool) => {
    const { output, text } = await callTool(tool, inputs[name] ?? {}, graph);

    expect(Object.keys(output).length).toBeGreaterThan(0);
    expect(text).not.toBe("");
    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });
});

describe("what others wrote is marked as theirs by", () => {
  test.each([
    "getEmails",
    "searchEmails",
    "getCalendarEvents",
    "getContacts",
    "searchPeople",
    "listUsers",
    "listTeams",
    "listFiles",
    "searchFiles",
    "searchSites",
    "getListItems",
  ])("%s", async (name) => {
    const tool = catalog.find((one) => one.name === name);
    if (!tool) throw new Error(name);
    const { output, text } = await callTool(tool, inputs[name] ?? {}, graph);

    expect(output.items).not.toEqual([]);
    for (const item of output.items) expect(item.untrusted).toBe(true);
    expect(text).toMatch(/<(untrusted-[0-9a-f]{8})>[\s\S]*<\/\1>/);
  });
});

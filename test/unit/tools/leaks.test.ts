/** Every tool keeps what it declares and nothing else: every object Graph answers with here carries a property nobody declared. */
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { catalog } from "../../../src/tools/catalog.ts";
import type { ToolDefinition } from "../../../src/tools/define-tool.ts";
import type { Called } from "./call-tool.ts";
import { strictGraph } from "./strict-graph.ts";

const planted = "do-not-leak";
const graph = strictGraph(undefined, undefined, { plantedByTheLab: planted });

const jonas = "jonas.weber@northwind.example";
const mei = "mei.tanaka@clinics.northwind.example";
const site = "https://northwind.sharepoint.example/sites/ClinicOperations";
const equipment = { siteId: site, listId: "Equipment register" };
const berlin = { timeZone: "Europe/Berlin" };
const dayMs = 86_400_000;
const day = (ahead: number): string => new Date(Date.now() + ahead * dayMs).toISOString().slice(0, 10);

/** Every answer a tool gave, and how many requests it took. */
const answers = new Map<string, (Called & { readonly requests: number })[]>();

// oxlint-disable-next-line typescript/no-explicit-any -- outputs of any tool
async function call(name: string, input: object = {}): Promise<any> {
  const tool = catalog.find((one) => one.name === name);
  if (!tool) throw new Error(name);
  const before = graph.seen.length;
  const called = await graph.call(tool, input);
  answers.set(name, [...(answers.get(name) ?? []), { ...called, asked: [], requests: graph.seen.length - before }]);
  return called.output;
}

const received = { folder: "inbox" };
const mail = async (query: string, where = {}): Promise<string> => (await call("searchEmails", { query, ...where, count: 1 })).items[0].id;
const draft = async (): Promise<string> => (await call("createEmailDraft", { to: [jonas], subject: "S", body: "B" })).id;
const event = async (): Promise<string> => {
  const when = { start: `${day(20)}T09:00`, end: `${day(20)}T10:00`, ...berlin };
  return (await call("createCalendarEvent", { subject: "S", attendees: [jonas], isOnlineMeeting: true, ...when })).id;
};
const file = async (name = "scratch.txt"): Promise<string> => (await call("uploadFile", { name, content: "x", conflict: "rename" })).id;
const itemAt = async (path: string): Promise<string> => (await call("getFile", { path })).id;
const chat = async (): Promise<string> => (await call("listChats", { withUser: mei, type: "group" })).items[0].id;
const joinUrl = async (subject: string): Promise<string> => {
  const { items } = await call("getCalendarEvents", { start: day(-8), end: day(1), count: 100 });
  return items.find((one: { subject: string }) => one.subject === subject).joinUrl;
};
const enrolment = { sheet: "Enrolment", range: "A1:C3" };
const task = async (title: string) => {
  const { items } = await call("getTasks", { status: "all", count: 100 });
  return items.find((one: { title: string }) => one.title === title);
};

/** At least one good call of each tool; where it says so in its arguments, of each kind of answer. */
const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  getEmails: () => call("getEmails", { fields: ["subject", "from", "toRecipients", "body"], count: 5 }),
  searchEmails: () => call("searchEmails", { query: "budget" }),
  getEmail: async () => call("getEmail", { id: await mail("subject:rotas"), headers: true }),
  getEmailThread: async () => call("getEmailThread", { messageId: await mail("subject:night subject:shift") }),
  getEmailAttachment: async () => {
    const messageId = await mail("subject:papers subject:service");
    const { items } = await call("getEmailAttachment", { messageId });
    for (const mode of ["text", "base64"]) await call("getEmailAttachment", { messageId, attachmentId: items[1].id, mode });
  },
  listMailFolders: () => call("listMailFolders", { depth: 3 }),
  sendEmail: () => call("sendEmail", { to: jonas, subject: "S", body: "B" }),
  createEmailDraft: async () => call("createEmailDraft", { mode: "reply", sourceId: await mail("subject:rotas"), body: "B" }),
  sendEmailDraft: async () => call("sendEmailDraft", { id: await draft() }),
  replyToEmail: async () => call("replyToEmail", { messageId: await mail("subject:rotas", received), body: "B" }),
  forwardEmail: async () => call("forwardEmail", { messageId: await mail("subject:rotas", received), to: [jonas] }),
  updateEmail: async () => call("updateEmail", { ids: [await mail("subject:umbau"), "AAMkNothing"], isRead: true }),
  moveEmail: async () => call("moveEmail", { ids: [await mail("subject:phishing")], folder: "Projects/Budget 2027/Offers" }),
  deleteEmail: async () => call("deleteEmail", { ids: [await draft()] }),
  getMailboxSettings: async () => {
    for (const include of ["settings", "autoReply", "inboxRules"]) await call("getMailboxSettings", { include });
  },
  setAutoReply: () => call("setAutoReply", { status: "on", internal: "Away", external: "Away" }),
  getCalendarEvents: () => call("getCalendarEvents", { fields: ["subject", "body", "attendees", "location", "onlineMeeting"] }),
  getCalendarEvent: async () => {
    await call("getCalendarEvent");
    const [{ id }] = (await call("getCalendarEvents", { query: "stand-up" })).items;
    await call("getCalendarEvent", { id, instances: true });
  },
  createCalendarEvent: event,
  updateCalendarEvent: async () => call("updateCalendarEvent", { id: await event(), location: "Berlin 3.07", body: "B" }),
  deleteCalendarEvent: async () => call("deleteCalendarEvent", { id: await event() }),
  respondToEvent: async () => {
    const [{ id }] = (await call("getCalendarEvents", { query: "please answer", days: 30 })).items;
    await call("respondToEvent", { id, response: "tentative" });
  },
  checkAvailability: () => call("checkAvailability", { people: [jonas, mei], start: day(1), end: day(3), ...berlin }),
  findMeetingTimes: () =>
    call("findMeetingTimes", { attendees: [jonas], durationMinutes: 30, windowStart: day(1), windowEnd: day(6), ...berlin }),
  getContacts: () => call("getContacts"),
  searchPeople: () => call("searchPeople", { query: "raf" }),
  listUsers: () => call("listUsers", { search: "tanaka" }),
  getUser: async () => {
    for (const include of ["manager", "reports", "groups", "photo"]) await call("getUser", { user: mei, include });
  },
  getUserProfile: () => call("getUserProfile"),
  getGroups: async () => {
    const { items } = await call("getGroups");
    await call("getGroups", { groupId: items[0].id });
  },
  listTeams: () => call("listTeams", { include: "channels" }),
  getChannelMessages: () => call("getChannelMessages", { teamId: "Finance", channelId: "Budget 2027" }),
  sendTeamsMessage: () => call("sendTeamsMessage", { teamId: "finance", channelId: "general", message: "Hi", mentions: ["Jonas Weber"] }),
  listChats: () => call("listChats"),
  getChatMessages: async () => call("getChatMessages", { chatId: await chat() }),
  sendChatMessage: async () => {
    await call("sendChatMessage", { chatId: await chat(), message: "Hi" });
    await call("sendChatMessage", { recipients: ["Jonas Weber", mei], message: "Hi" });
  },
  createTeamsMeeting: () =>
    call("createTeamsMeeting", { subject: "S", startTime: `${day(9)}T09:00`, durationMinutes: 30, recordAutomatically: true }),
  getOnlineMeeting: async () => call("getOnlineMeeting", { joinUrl: await joinUrl("Operations stand-up"), include: "attendance" }),
  getMeetingTranscript: async () => {
    await call("getMeetingTranscript", { joinUrl: await joinUrl("Operations stand-up") });
    await call("getMeetingTranscript", { joinUrl: await joinUrl("Retrospective: phishing exercise") });
  },
  getPresence: () => call("getPresence", { users: ["Jonas Weber", mei] }),
  setPresence: () => call("setPresence", { availability: "Busy", statusMessage: "Board papers" }),
  listFiles: () => call("listFiles"),
  searchFiles: async () => {
    await call("searchFiles", { query: "reception" });
    await call("searchFiles", { query: "hygiene", scope: "site", in: site });
  },
  getFile: async () => {
    for (const include of ["permissions", "versions", "label"]) await call("getFile", { path: "Projects/Readme.txt", include });
  },
  readFileContent: async () => {
    for (const mode of ["text", "base64", "link"]) await call("readFileContent", { path: "Projects/Readme.txt", mode });
  },
  uploadFile: async () => {
    await file();
    await call("uploadFile", { name: "large.bin", uploadSession: true });
    await call("uploadFile", { name: "Scratch", folder: true });
  },
  moveFile: async () => call("moveFile", { itemId: await file(), newName: "moved.txt" }),
  deleteFile: async () => call("deleteFile", { itemId: await file() }),
  shareFile: async () => {
    const itemId = await file();
    await call("shareFile", { itemId });
    await call("shareFile", { itemId, mode: "invite", people: [mei] });
  },
  searchSites: async () => {
    for (const include of ["drives", "lists"]) await call("searchSites", { query: "clinic", include });
  },
  getListItems: async () => {
    await call("getListItems", { siteId: site });
    await call("getListItems", equipment);
  },
  saveListItem: async () => {
    const { id } = await call("saveListItem", { ...equipment, fields: { Title: "Wheelchair" } });
    await call("saveListItem", { ...equipment, itemId: id, fields: { Status: "Repair" } });
  },
  getTasks: () => call("getTasks"),
  saveTask: async () => {
    const { id } = await call("saveTask", { title: "S", due: day(3) });
    await call("saveTask", { id, status: "completed" });
  },
  savePlannerTask: async () => {
    const { planId } = await task("Label the crates");
    const { id } = await call("savePlannerTask", { planId, title: "S", assignees: [mei], notes: "N", checklist: ["C"] });
    await call("savePlannerTask", { id, percent: 50, assignees: [jonas] });
  },
  deleteTask: async () => call("deleteTask", { source: "planner", id: (await task("Choose a mover")).id }),
  listNotes: async () => {
    await call("listNotes");
    await call("listNotes", { notebook: "Projects" });
    await call("listNotes", { query: "board" });
  },
  getNotePage: async () => call("getNotePage", { pageId: (await call("listNotes", { query: "board" })).items[0].id }),
  saveNotePage: async () => {
    const [section] = (await call("listNotes", { notebook: "Projects" })).items;
    await call("saveNotePage", { sectionId: section.id, title: "S", content: "C" });
  },
  getWorkbook: async () => call("getWorkbook", { itemId: await itemAt("Projects/Sleep study/Enrolment.xlsx") }),
  readRange: async () => {
    const itemId = await itemAt("Projects/Sleep study/Enrolment.xlsx");
    for (const as of ["rows", "objects", "toon"]) await call("readRange", { itemId, ...enrolment, as });
  },
  writeRange: async () => {
    const itemId = await itemAt("Projects/Sleep study/Enrolment.xlsx");
    await call("writeRange", { itemId, sheet: "Notes", range: "A9", values: [["x"]] });
  },
  searchMicrosoft365: async () => {
    await call("searchMicrosoft365", { query: "budget" });
    await call("searchMicrosoft365", { query: "clinic OR Tanaka", types: ["site", "listItem", "chatMessage", "person"] });
  },
  whoAmI: () => call("whoAmI"),
  authenticate: () => call("authenticate"),
  searchOperations: () => call("searchOperations", { query: "contacts" }),
  describeOperation: () => call("describeOperation", { operationId: "me.contacts.list" }),
  callGraph: async () => {
    const { items } = await call("callGraph", { operationId: "me.messages.list", query: { $top: 2 } });
    await call("callGraph", { operationId: "me.messages.get", pathParams: { messageId: items[0].id } });
  },
  add: () => call("add", { a: 1, b: 2 }),
};

/** Of the answer, or of each of its items, in the tool's own output schema. */
function declaresUntrusted(tool: ToolDefinition): boolean {
  const shape = (tool.output as z.ZodObject).shape;
  const items = shape["items"];
  return (
    "untrusted" in shape || (items instanceof z.ZodArray && items.element instanceof z.ZodObject && "untrusted" in items.element.shape)
  );
}

test("the property is on what Graph answers, in lists and inside of things too", async () => {
  const { value } = await graph.ask("GET", "/me/messages?$top=1");
  expect([value[0].plantedByTheLab, value[0].from.emailAddress.plantedByTheLab]).toEqual([planted, planted]);
});

describe("no undeclared field of Graph's comes out of", () => {
  test.each(catalog.map((tool) => [tool.name, tool] as const))("%s", async (name, tool) => {
    await calls[name]?.();
    const given = answers.get(name) ?? [];

    expect(given).not.toEqual([]);
    for (const { output, text } of given) {
      expect(Object.keys(output).length).toBeGreaterThan(0);
      expect(text).not.toBe("");
    }
    for (const all of answers.values()) expect(JSON.stringify(all)).not.toContain(planted);
    if (tool.operations.length > 0) expect(given.some(({ requests }) => requests > 0)).toBe(true);
    if (declaresUntrusted(tool)) expect(given.some(({ text }) => /<(untrusted-[0-9a-f]{8})>[\s\S]*<\/\1>/.test(text))).toBe(true);
  });
});

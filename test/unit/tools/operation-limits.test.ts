/** What a call of the long tail may not become by its arguments: a link for anybody, a resource made inside another, a risk below its effect. */
import { describe, expect, test } from "vitest";
import { AppError } from "../../../src/core/errors.ts";
import { addressesIn, checkCall } from "../../../src/tools/operations/call-arguments.ts";
import { writable } from "../../../src/tools/operations/checked-body.ts";
import { readIndex } from "../../../src/tools/operations/graph-types.ts";
import { indexedOperations, operationNamed } from "../../../src/tools/operations/indexed-operations.ts";

type Body = Readonly<Record<string, unknown>>;
const item = { driveItemId: "01ABC" };

function refusedField(operationId: string, pathParams: Readonly<Record<string, string>>, body?: Body): unknown {
  try {
    checkCall({ operationId, pathParams, body });
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.details.field;
    throw thrown;
  }
  return null;
}

describe("sharing", () => {
  const places = [
    ["me.drive.items", item],
    ["drives.items", { driveId: "b!1", ...item }],
    ["groups.drive.items", { groupId: "g", ...item }],
    ["sites.drive.items", { siteId: "h,a,b", ...item }],
    ["users.drive.items", { userId: "u", ...item }],
    ["sites.lists.items", { siteId: "h,a,b", listId: "l", listItemId: "1" }],
  ] as const;

  test.each(places)("of %s makes links for people of the organization only", (place, params) => {
    const link = `${place}.createLink`;
    for (const scope of ["users", "organization"]) expect(refusedField(link, params, { type: "view", scope })).toBeNull();
    for (const body of [
      undefined,
      {},
      { type: "view" },
      { type: "view", scope: "anonymous" },
      { type: "view", scope: "Anonymous" },
      { type: "view", scope: "users", Scope: "anonymous" },
      { type: "view", scope: null },
      { type: "view", scope: "existingAccess" },
    ])
      expect(refusedField(link, params, body), JSON.stringify(body)).toBe("body.scope");
  });

  test.each(places.slice(0, 5))("of %s invites nobody who need not sign in", (place, params) => {
    const body = { recipients: [{ email: "jonas@northwind.example" }], roles: ["read"] };
    expect(refusedField(`${place}.invite`, params, { ...body, requireSignIn: true })).toBeNull();
    for (const loose of [{}, { requireSignIn: false }, { requireSignIn: null }, { requireSignIn: true, RequireSignIn: false }])
      expect(refusedField(`${place}.invite`, params, { ...body, ...loose }), JSON.stringify(loose)).toBe("body.requireSignIn");
  });
});

describe("a body", () => {
  test.each([
    ["chats.create", {}, { chatType: "group", messages: [{ body: { content: "hi" } }] }, "body.messages"],
    ["chats.create", {}, { chatType: "group", installedApps: [{}] }, "body.installedApps"],
    [
      "me.calendars.create",
      {},
      { name: "x", calendarPermissions: [{ emailAddress: { address: "eve@evil.example" } }] },
      "body.calendarPermissions",
    ],
    ["me.calendars.create", {}, { name: "x", events: [{ subject: "x" }] }, "body.events"],
    ["me.drive.items.update", item, { permissions: [{ roles: ["write"] }] }, "body.permissions"],
    ["me.mailFolders.create", {}, { displayName: "x", messages: [{ subject: "x" }] }, "body.messages"],
    ["teams.create", {}, { displayName: "x", channels: [{ messages: [{}] }] }, "body.channels"],
  ] as const)("of %s makes nothing else on the way (%#)", (operationId, params, body, field) => {
    expect(refusedField(operationId, params, body)).toBe(field);
  });

  test.each([
    ["me.messages.create", {}, { subject: "x", attachments: [{ "@odata.type": "#microsoft.graph.fileAttachment", name: "a" }] }],
    ["groups.conversations.create", { groupId: "g" }, { topic: "x", threads: [{ posts: [{ body: { content: "x" } }] }] }],
    ["sites.lists.items.create", { siteId: "h,a,b", listId: "l" }, { fields: { Title: "x" } }],
    ["me.todo.lists.tasks.create", { todoTaskListId: "l" }, { title: "x", checklistItems: [{ displayName: "y" }] }],
    ["planner.tasks.create", {}, { planId: "p", title: "x", details: { description: "y" } }],
  ] as const)("of %s holds the parts it is made with", (operationId, params, body) => {
    expect(refusedField(operationId, params, body)).toBeNull();
  });

  test("is described without what it may not hold", () => {
    const calendar = readIndex().types.typeOf("calendar");
    const names = calendar ? writable(calendar).map(({ name }) => name) : [];
    expect(names).toContain("name");
    expect(names).not.toContain("calendarPermissions");
    expect(names).not.toContain("events");
  });
});

describe("what leaves", () => {
  const image = "<img src=https://evil.example/x>";
  const to = (address: string) => ({ message: { toRecipients: [{ emailAddress: { address } }] } });
  test.each([
    ["me.sendMail", {}, { message: { body: { contentType: "html, text", content: image } } }, "body.message.body.content"],
    ["me.sendMail", {}, { message: { body: { contentType: "html ", content: image } } }, "body.message.body.content"],
    ["me.messages.forward", { messageId: "m" }, { Comment: image }, "body.Comment"],
    ["me.events.decline", { eventId: "e" }, { comment: image }, "body.comment"],
    [
      "me.messages.create",
      {},
      { internetMessageHeaders: [{ name: "x-a", value: "a\r\nBcc: b@evil.example" }] },
      "body.internetMessageHeaders.0.value",
    ],
    ["me.sendMail", {}, to("a@northwind.example;b@evil.example"), "body.message.toRecipients.0.emailAddress.address"],
    ["me.sendMail", {}, to("a@northwind.example\r\nBcc: b@evil.example"), "body.message.toRecipients.0.emailAddress.address"],
    ["me.drive.items.invite", item, { requireSignIn: true, recipients: [{ email: "a@x.example,b@x.example" }] }, "body.recipients.0.email"],
  ] as const)("by %s is one thing and runs nothing (%#)", (operationId, params, body, field) => {
    expect(refusedField(operationId, params, body)).toBe(field);
  });

  test("is left alone where nothing is wrong with it", () => {
    expect(refusedField("me.sendMail", {}, { message: { body: { contentType: "html", content: "<p>a</p>" } } })).toBeNull();
    expect(refusedField("me.messages.forward", { messageId: "m" }, { Comment: "1 < 2, see below" })).toBeNull();
    expect(refusedField("me.messages.create", {}, { internetMessageHeaders: [{ name: "x-a", value: "b" }] })).toBeNull();
    expect(refusedField("me.sendMail", {}, to("a@northwind.example"))).toBeNull();
  });
});

test.each(["jobTitle/../$value", "jobTitle/($expand=manager)", "jobTitle?x"])("no option names more than properties: %s", (path) => {
  expect(() => checkCall({ operationId: "groups.members.list", pathParams: { groupId: "g" }, query: { $select: path } })).toThrow(AppError);
});

describe("risk", () => {
  test.each([
    ["chats.create", "people are put into a chat"],
    ["teams.create", "people are put into a team"],
    ["teams.clone", "people are put into a team"],
    ["teams.members.create", "somebody is put into a team"],
    ["teams.members.add", "people are put into a team"],
    ["teams.channels.members.create", "somebody is put into a channel"],
    ["solutions.bookingBusinesses.calendarView.create", "an appointment is made by another path"],
    ["solutions.virtualEvents.webinars.registrations.create", "a registration is confirmed by mail"],
    ["solutions.virtualEvents.townhalls.presenters.create", "a presenter is invited"],
    ["teams.schedule.timeOffRequests.approve", "who asked is told"],
  ])("of %s is a sending: %s", (operationId) => {
    expect(operationNamed(operationId)?.risk).toBe("send");
  });

  test("of adding to a workbook is a write", () => {
    expect(operationNamed("me.workbook.tables.add")?.risk).toBe("write");
  });

  /* By the type that is made, so that no second path to it is a lesser thing. */
  test("is the same on each path to what reaches people", () => {
    const sent = /^(?:event|bookingAppointment|chatMessage|conversationMember|conversation|conversationThread|post)$/;
    const lesser = [...indexedOperations().values()].filter(
      ({ method, body, risk, called }) => method === "POST" && !called && body?.kind === "type" && sent.test(body.type) && risk !== "send",
    );
    expect(lesser.map(({ operationId }) => operationId)).toEqual([]);
  });
});

test("recipients are found under whatever name a body has them", () => {
  expect(
    addressesIn({
      customerEmailAddress: "a@x.example",
      customers: [{ emailAddress: "b@x.example" }, { emailAddress: { address: "c@x.example" } }],
      participants: { attendees: [{ upn: "d@x.example" }] },
      values: [{ userId: "e@x.example" }],
      comment: "write to f@x.example",
      subject: "x",
    }).toSorted(),
  ).toEqual(["a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example"]);
});

import { describe, expect, test } from "vitest";
import { people } from "../../../../infra/local/company.ts";
import { everyScope, graph as strict, type GraphUnderTest, origin, query, type Reply, startedAt } from "./graph-under-test.ts";

const scopes = [
  ...everyScope,
  "ChannelMessage.Read.All",
  "Chat.Read",
  "Chat.Create",
  "ChatMessage.Send",
  "OnlineMeetingArtifact.Read.All",
  "OnlineMeetingTranscript.Read.All",
  "Presence.Read",
  "Presence.Read.All",
  "Presence.ReadWrite",
];
const graph = (held: readonly string[] = scopes): GraphUnderTest => strict({ scopes: held });
const without = (...missing: readonly string[]): GraphUnderTest => graph(scopes.filter((scope) => !missing.includes(scope)));

const idOf = (name: string): string => people.find((person) => person.name === name)?.objectId ?? "";
const amara = idOf("amara.okafor");
const jonas = idOf("jonas.weber");
const mei = idOf("mei.tanaka");

type Named = { readonly id: string; readonly topic?: string; readonly displayName?: string };

async function chatNamed(world: GraphUnderTest, topic: string | null, as = "amara.okafor"): Promise<string> {
  const { value } = (await world.get(query("/v1.0/me/chats", { $top: "50" }), { as })).json;
  return value.find((chat: Named) => chat.topic === topic).id;
}

const messagesOf = (id: string): string => `/v1.0/chats/${encodeURIComponent(id)}/messages`;
const status = async (reply: Promise<Reply>): Promise<number> => (await reply).status;

describe("channel messages", () => {
  async function budget(world: GraphUnderTest, as = "amara.okafor"): Promise<string> {
    const named = async (path: string, name: string): Promise<string> =>
      (await world.get(path, { as })).json.value.find((one: Named) => one.displayName === name).id;
    const team = await named("/v1.0/me/joinedTeams", "Finance");
    return `/v1.0/teams/${team}/channels/${encodeURIComponent(await named(`/v1.0/teams/${team}/allChannels`, "Budget 2027"))}/messages`;
  }

  test("are listed newest first, roots alone, twenty at a time", async () => {
    const world = graph();
    const path = await budget(world);
    const first = (await world.get(path)).json;
    const second = (await world.get(first["@odata.nextLink"])).json;
    const all = [...first.value, ...second.value];

    expect([first.value.length, all.length, second["@odata.nextLink"]]).toEqual([20, 27, undefined]);
    const times = all.map(({ createdDateTime }) => Date.parse(createdDateTime));
    expect(times).toEqual(times.toSorted((left, right) => right - left));
    expect(all.every(({ replyToId }) => replyToId === null)).toBe(true);
  });

  test("show their replies expanded, or on their own", async () => {
    const world = graph();
    const path = await budget(world);
    const [root] = (await world.get(query(path, { $top: "1", $expand: "replies" }))).json.value;
    const replies = (await world.get(`${path}/${root.id}/replies`)).json.value;

    expect(root.mentions[0].mentioned.user.displayName).toBe("Amara Okafor");
    expect(replies.map(({ id }: Named) => id)).toEqual(root.replies.map(({ id }: Named) => id));
    expect(replies.filter(({ deletedDateTime }: { deletedDateTime: unknown }) => deletedDateTime !== null)).toMatchObject([
      { body: { content: "" } },
    ]);
  });

  test.each([
    { $filter: "createdDateTime gt 2026-01-01T00:00:00Z" },
    { $orderby: "createdDateTime desc" },
    { $select: "id" },
    { $top: "51" },
  ])("take no %o", async (options) => {
    const world = graph();
    expect(await status(world.get(query(await budget(world), options)))).toBe(400);
  });

  test("take their own permission", async () => {
    const world = without("ChannelMessage.Read.All");
    expect(await status(world.get(await budget(world)))).toBe(403);
  });
});

describe("chats", () => {
  test("are the caller's own, the latest message first where asked so", async () => {
    const world = graph();
    const order = { $expand: "members,lastMessagePreview", $orderby: "lastMessagePreview/createdDateTime desc" };
    const { value } = (await world.get(query("/v1.0/me/chats", order))).json;

    expect(value.map(({ chatType, topic }: { chatType: string; topic: string }) => topic ?? chatType)).toEqual([
      "oneOnOne",
      "Audit questions",
      "Operations stand-up",
      "Budget round",
      "oneOnOne",
    ]);
    expect(value[0].members.map(({ userId }: { userId: string }) => userId)).toEqual([amara, jonas]);
    expect(value[0].lastMessagePreview.body.content).toContain("412,300");
    expect(value[0].viewpoint.lastMessageReadDateTime < value[0].lastMessagePreview.createdDateTime).toBe(true);
  });

  test("show no preview to who may only see names", async () => {
    const world = graph(["User.Read", "Chat.ReadBasic"]);
    const { value } = (await world.get(query("/v1.0/me/chats", { $expand: "lastMessagePreview" }))).json;
    expect(value[0]).toMatchObject({ lastMessagePreview: null });
  });

  test.each([
    ["type", { $filter: "chatType eq 'meeting'" }, 1],
    ["a member's name", { $filter: "members/any(m:m/displayName eq 'Mei Tanaka')" }, 3],
  ])("are found by %s", async (_name, options, count) => {
    expect((await graph().get(query("/v1.0/me/chats", options))).json.value).toHaveLength(count);
  });

  test.each([
    { $orderby: "lastMessagePreview/createdDateTime" },
    { $orderby: "topic desc" },
    { $filter: "tenantId eq 'x'" },
    { $expand: "messages" },
    { $select: "id" },
    { $top: "51" },
  ])("take no %o", async (options) => {
    expect(await status(graph().get(query("/v1.0/me/chats", options)))).toBe(400);
  });

  test.each([
    ["another's", 403, (world: GraphUnderTest) => chatNamed(world, null, "jonas.weber")],
    ["an unknown one", 404, async () => "19:0123456789abcdef0123456789abcdef@thread.v2"],
    ["what is no chat id", 400, async () => "general"],
  ])("%s is refused", async (_name, expected, find) => {
    const world = graph();
    const id = await find(world);
    expect(
      await status(world.get(`/v1.0/chats/${encodeURIComponent(id)}`, { as: expected === 403 ? "rafael.costa" : "amara.okafor" })),
    ).toBe(expected);
  });

  test("a meeting's chat has the meeting's thread", async () => {
    const world = graph();
    const chat = (await world.get(`/v1.0/chats/${encodeURIComponent(await chatNamed(world, "Operations stand-up"))}`)).json;
    const filter = { $filter: `JoinWebUrl eq '${chat.onlineMeetingInfo.joinWebUrl}'` };
    const [meeting] = (await world.get(query("/v1.0/me/onlineMeetings", filter))).json.value;
    expect(meeting.chatInfo.threadId).toBe(chat.id);
  });
});

describe("messages of a chat", () => {
  test("are paged newest first", async () => {
    const world = graph();
    const path = messagesOf(await chatNamed(world, "Budget round"));
    const first = (await world.get(path)).json;
    const second = (await world.get(first["@odata.nextLink"])).json;
    expect([first.value.length, second.value.length]).toEqual([20, 4]);
    expect(second.value.at(-1)).toMatchObject({ messageType: "unknownFutureValue", body: { content: "<systemEventMessage/>" } });
  });

  test("are filtered by date only next to the same order", async () => {
    const world = graph();
    const path = messagesOf(await chatNamed(world, "Budget round"));
    const since = new Date(startedAt - 2750 * 60_000).toISOString();
    const filter = `lastModifiedDateTime gt ${since}`;
    const count = async (options: Record<string, string>): Promise<number> =>
      (await world.get(query(path, { ...options, $top: "50" }))).json.value.length;

    expect(await count({ $filter: filter, $orderby: "lastModifiedDateTime desc" })).toBe(2);
    expect(await count({ $filter: filter })).toBe(24);
    expect(await count({ $filter: filter, $orderby: "createdDateTime desc" })).toBe(24);
  });

  test.each([
    { $filter: "lastModifiedDateTime ge 2026-01-01T00:00:00Z", $orderby: "lastModifiedDateTime desc" },
    { $filter: "createdDateTime gt 2026-01-01T00:00:00Z", $orderby: "createdDateTime desc" },
    { $filter: "importance eq 'high'" },
    { $orderby: "createdDateTime" },
    { $expand: "replies" },
    { $top: "51" },
  ])("take no %o", async (options) => {
    const world = graph();
    expect(await status(world.get(query(messagesOf(await chatNamed(world, "Budget round")), options)))).toBe(400);
  });

  test("are posted by members only, once each", async () => {
    const world = graph();
    const path = messagesOf(await chatNamed(world, "Audit questions"));
    const posted = await world.post(path, { body: { content: "The first one." } });

    expect([posted.status, posted.json.from.user.id]).toEqual([201, amara]);
    expect((await world.get(path)).json.value[0].id).toBe(posted.json.id);
    expect(await status(world.post(path, { body: { content: "x" } }, { as: "mei.tanaka" }))).toBe(403);
    expect(await status(world.post(path, { body: { content: " " } }))).toBe(400);
    expect(await status(world.post(path, { body: { content: "x" }, text: "x" }))).toBe(400);
    expect(await world.commits()).toHaveLength(1);
  });
});

describe("a new chat", () => {
  const member = (id: string, change: object = {}): object => ({
    "@odata.type": "#microsoft.graph.aadUserConversationMember",
    roles: ["owner"],
    "user@odata.bind": `${origin}/v1.0/users('${id}')`,
    ...change,
  });

  test("with one person is the one there is", async () => {
    const world = graph();
    const known = await world.post("/v1.0/chats", { chatType: "oneOnOne", members: [member(amara), member(jonas)] });
    const [latest] = (await world.get(query("/v1.0/me/chats", { $orderby: "lastMessagePreview/createdDateTime desc", $top: "1" }))).json
      .value;
    expect([known.status, known.json.id]).toEqual([201, latest.id]);
    expect(await world.commits()).toEqual([]);
  });

  test("with several is a new one each time", async () => {
    const world = graph();
    const body = { chatType: "group", topic: "Lunch", members: [member(amara), member(jonas), member(mei)] };
    const [one, two] = [await world.post("/v1.0/chats", body), await world.post("/v1.0/chats", body)];
    expect([one.status, two.status, one.json.id === two.json.id, one.json.topic]).toEqual([201, 201, false, "Lunch"]);
    expect(await world.commits()).toHaveLength(2);
  });

  test.each([
    ["the caller", { chatType: "oneOnOne", members: [member(jonas), member(mei)] }, 403],
    ["its members' type", { chatType: "oneOnOne", members: [member(amara), member(jonas, { "@odata.type": undefined })] }, 400],
    ["roles", { chatType: "oneOnOne", members: [member(amara), member(jonas, { roles: [] })] }, 400],
    ["a known role", { chatType: "oneOnOne", members: [member(amara), member(jonas, { roles: ["member"] })] }, 400],
    [
      "a reference to the user",
      { chatType: "oneOnOne", members: [member(amara), member(jonas, { "user@odata.bind": `/users/${jonas}` })] },
      400,
    ],
    ["a user who exists", { chatType: "oneOnOne", members: [member(amara), member("00000000-0000-4000-8000-000000000000")] }, 404],
    ["a second person", { chatType: "oneOnOne", members: [member(amara)] }, 400],
    ["two different people", { chatType: "oneOnOne", members: [member(amara), member(amara)] }, 400],
    ["a type that can be made", { chatType: "meeting", members: [member(amara), member(jonas)] }, 400],
    ["known properties", { chatType: "group", title: "x", members: [member(amara), member(jonas)] }, 400],
    ["no topic between two", { chatType: "oneOnOne", topic: "x", members: [member(amara), member(jonas)] }, 400],
  ])("needs %s", async (_name, body, expected) => {
    const world = graph();
    expect(await status(world.post("/v1.0/chats", body))).toBe(expected);
    expect(await world.commits()).toEqual([]);
  });

  test("takes its own permission", async () => {
    expect(
      await status(without("Chat.Create").post("/v1.0/chats", { chatType: "oneOnOne", members: [member(amara), member(jonas)] })),
    ).toBe(403);
  });
});

describe("what was kept of a meeting", () => {
  async function meetingOf(world: GraphUnderTest, subject: string, as = "amara.okafor"): Promise<string> {
    const options = { startDateTime: "2026-11-01T00:00:00Z", endDateTime: "2026-11-18T00:00:00Z", $top: "100" };
    const { value } = (await world.get(query("/v1.0/me/calendarView", options), { as })).json;
    const { joinUrl } = value.find((event: { subject: string }) => event.subject === subject).onlineMeeting;
    const found = (await world.get(query("/v1.0/me/onlineMeetings", { $filter: `JoinWebUrl eq '${joinUrl}'` }), { as })).json.value[0];
    return `/v1.0/me/onlineMeetings/${encodeURIComponent(found.id)}`;
  }

  test("a transcript is WebVTT of several thousand characters", async () => {
    const world = graph();
    const meeting = await meetingOf(world, "Retrospective: phishing exercise");
    const [transcript] = (await world.get(`${meeting}/transcripts`)).json.value;
    const content = `${origin}${meeting}/transcripts/${transcript.id}/content`;
    const read = (search: string): Promise<Response> =>
      world.raw(new Request(content + search, { headers: { authorization: "Bearer amara.okafor" } }));
    const answer = await read("?$format=text/vtt");
    const text = await answer.text();

    expect([answer.headers.get("content-type"), text.slice(0, 8)]).toEqual(["text/vtt", "WEBVTT\n\n"]);
    expect(text.length).toBeGreaterThan(5_000);
    expect((await read("?$format=text/plain")).status).toBe(400);
    expect(await status(world.get(`${meeting}/transcripts/none/content`))).toBe(404);
    expect(await status(world.get(`${meeting}/transcripts`, { as: "person.00003" }))).toBe(404);
  });

  test("attendance is the organizer's, its records asked for on their own", async () => {
    const world = graph();
    const meeting = await meetingOf(world, "Operations stand-up");
    const reports = (await world.get(`${meeting}/attendanceReports`)).json.value;
    const records = (await world.get(`${meeting}/attendanceReports/${reports[0].id}/attendanceRecords`)).json.value;
    const whole = (await world.get(query(`${meeting}/attendanceReports/${reports[0].id}`, { $expand: "attendanceRecords" }))).json;

    expect(reports).toMatchObject([{ totalParticipantCount: 4, attendanceRecords: [] }, { totalParticipantCount: 4 }]);
    expect(records[0]).toMatchObject({ role: "Organizer", totalAttendanceInSeconds: 900 });
    expect(whole.attendanceRecords).toEqual(records);
    expect(await status(world.get(`${meeting}/attendanceReports`, { as: "jonas.weber" }))).toBe(403);
    expect(await status(world.get(`${meeting}/attendanceReports/none/attendanceRecords`))).toBe(404);
  });

  test.each([
    ["OnlineMeetingTranscript.Read.All", "transcripts"],
    ["OnlineMeetingArtifact.Read.All", "attendanceReports"],
  ])("without %s there are no %s", async (scope, collection) => {
    const world = without(scope);
    expect(await status(world.get(`${await meetingOf(world, "Operations stand-up")}/${collection}`))).toBe(403);
  });
});

describe("presence", () => {
  const act = (world: GraphUnderTest, action: string, body: unknown, id = amara): Promise<Reply> =>
    world.post(`/v1.0/users/${id}/presence/${action}`, body);
  const own = async (world: GraphUnderTest): Promise<Reply["json"]> => (await world.get("/v1.0/me/presence")).json;

  test("of several people comes by id", async () => {
    const body = { ids: [jonas, "00000000-0000-4000-8000-000000000000"] };
    const { value } = (await graph().post("/v1.0/communications/getPresencesByUserId", body)).json;
    expect(value.map(({ activity }: { activity: string }) => activity)).toEqual(["InAMeeting", "PresenceUnknown"]);
  });

  test.each([{ ids: [] }, { ids: ["jonas.weber@northwind.example"] }, { users: [jonas] }, {}])("is refused for %o", async (body) => {
    expect(await status(graph().post("/v1.0/communications/getPresencesByUserId", body))).toBe(400);
  });

  test("is preferred for a while, and given up", async () => {
    const world = graph();
    const set = await act(world, "setUserPreferredPresence", { availability: "Offline", activity: "OffWork", expirationDuration: "PT30M" });
    expect([set.status, set.json, (await own(world)).activity]).toEqual([200, null, "OffWork"]);
    expect(await status(act(world, "clearUserPreferredPresence", {}))).toBe(200);
    expect((await own(world)).activity).toBe("Available");
    expect(await world.commits()).toHaveLength(2);
  });

  test("a status message has an end that only its owner sees", async () => {
    const world = graph();
    const expiryDateTime = { dateTime: "2026-11-18T12:30:00", timeZone: "W. Europe Standard Time" };
    await act(world, "setStatusMessage", { statusMessage: { message: { content: "Back soon", contentType: "text" }, expiryDateTime } });
    const seen = (await world.post("/v1.0/communications/getPresencesByUserId", { ids: [amara] }, { as: "jonas.weber" })).json.value[0];

    expect((await own(world)).statusMessage).toMatchObject({ message: { content: "Back soon" }, expiryDateTime });
    expect(seen.statusMessage).toEqual({ message: { content: "Back soon", contentType: "text" } });
    await act(world, "setStatusMessage", { statusMessage: { message: { content: "" } } });
    expect((await own(world)).statusMessage).toBeNull();
  });

  test.each([
    ["setUserPreferredPresence", { availability: "Busy", activity: "InAMeeting" }],
    ["setUserPreferredPresence", { availability: "Offline", activity: "Offline" }],
    ["setUserPreferredPresence", { availability: "Gone", activity: "Gone" }],
    ["setUserPreferredPresence", { availability: "Busy", activity: "Busy", expirationDuration: "30" }],
    ["setUserPreferredPresence", { availability: "Busy", activity: "Busy", expiration: "PT1H" }],
    ["clearUserPreferredPresence", { availability: "Busy" }],
    ["setStatusMessage", {}],
    ["setStatusMessage", { statusMessage: { text: "x" } }],
    [
      "setStatusMessage",
      { statusMessage: { message: { content: "x" }, expiryDateTime: { dateTime: "2026-11-18T09:00:00", timeZone: "UTC" } } },
    ],
    [
      "setStatusMessage",
      { statusMessage: { message: { content: "x" }, expiryDateTime: { dateTime: "2026-11-19T09:00:00", timeZone: "Moon" } } },
    ],
  ])("%s refuses %o", async (action, body) => {
    const world = graph();
    expect(await status(act(world, action, body))).toBe(400);
    expect(await world.commits()).toEqual([]);
  });

  test("nobody sets another's", async () => {
    expect(await status(act(graph(), "setUserPreferredPresence", { availability: "Busy", activity: "Busy" }, jonas))).toBe(403);
  });
});

/** What each parameter of the Teams tools makes of the Graph request. */
import { operationId } from "../../../../src/tools/operation-id.ts";
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { answeredBy, body, keptFromGraph, output, path, paths, q, reading, recipients, type RoomCases } from "../parameter-case.ts";

const team = "11111111-2222-4333-8444-555555555555";
const channel = "19:abcDEF_123@thread.tacv2";
const inChannel = `/v1.0/teams/${team}/channels/19%3AabcDEF_123%40thread.tacv2/messages`;
const user = "66666666-7777-4888-8999-000000000000";
const me = "0f0e0d0c-1111-4222-8333-444455556666";

const messages = ["2026-11-22T10:00:00Z", "2026-11-20T10:00:00Z"].map((createdDateTime, index) => ({
  id: `170000000000${index}`,
  createdDateTime,
}));
const chat = (id: string, read: string) => ({
  id,
  chatType: "group",
  members: [{ displayName: "Ben Ortiz", userId: user }],
  viewpoint: { lastMessageReadDateTime: read },
  lastMessagePreview: { createdDateTime: "2026-11-20T10:00:00Z" },
});
const cue = (second: number) => `00:00:0${second}.000 --> 00:00:0${second + 1}.000\n<v Ben>Word ${second}</v>\n\n`;
const cues = `WEBVTT\n\n${cue(1)}${cue(2)}`;
/** The third line of speech goes on in the next part. */
const transcript = `${cues}00:00:03.000 --> 00:00:0`;

function graph({ method, template, path: filled, reading: read }: Asked): Answer {
  const page = (value: readonly object[]): Answer => ({
    body: { value, "@odata.nextLink": `https://graph.microsoft.com${filled}?$skip=10` },
  });
  if (read) return { body: { kind: "text", text: transcript, totalChars: 1_000, format: "text", bytes: 1_000 } };
  if (template.includes("/presence/")) return { status: 200 };
  if (template.endsWith("/getPresencesByUserId")) return { body: { value: [] } };
  if (template === "/chats") return { status: 201, body: { id: "19:new@thread.v2" } };
  if (method === "POST" && template.endsWith("/messages")) return { status: 201, body: { id: "1700000000000" } };
  if (method === "POST" && template.endsWith("/replies")) return { status: 201, body: { id: "1700000000001" } };
  if (method !== "GET") {
    return {
      status: 201,
      body: { id: "AAMkevent", joinWebUrl: "https://teams.example/j", onlineMeeting: { joinUrl: "https://teams.example/j" } },
    };
  }
  if (template === "/me") return { body: { id: me } };
  if (template === "/me/mailboxSettings") return { body: { timeZone: "Pacific Standard Time" } };
  if (template === "/me/presence") return { body: { id: me } };
  if (template === "/users/{user}") return { body: { id: user, displayName: "Ben Ortiz" } };
  if (template === "/me/joinedTeams") return { body: { value: [{ id: team, displayName: "Research" }] } };
  if (template.endsWith("/allChannels")) return { body: { value: [{ id: channel, displayName: "General" }] } };
  if (template === "/me/chats")
    return page([chat("19:read@thread.v2", "2026-11-21T10:00:00Z"), chat("19:unread@thread.v2", "2026-11-19T10:00:00Z")]);
  if (/\/(?:messages|replies)$/.test(template)) return page(messages);
  if (template.endsWith("/transcripts")) return { body: { value: [{ id: "MStranscript" }] } };
  if (template.endsWith("/attendanceReports")) return { body: { value: [{ id: "MSreport" }] } };
  if (template.endsWith("/attendanceRecords")) return { body: { value: [] } };
  const meeting = { id: "MSoMeeting", joinWebUrl: "https://teams.example/j" };
  return { body: template === "/me/onlineMeetings" ? { value: [meeting] } : meeting };
}

const count = { with: { count: 5 }, see: q("$top"), expect: "5" };
const cursor = { with: {}, see: q("$skip"), expect: "10" };
const ids = output(({ items }) => items.map((item: { id: string }) => item.id));
const markdown = {
  with: { contentType: "markdown", message: "**Hi** <script>\n\n- one\n- [two](https://contoso.example)" },
  see: body((json) => json.body),
  expect: {
    contentType: "html",
    content: '<p><strong>Hi</strong> &lt;script&gt;</p><ul><li>one</li><li><a href="https://contoso.example">two</a></li></ul>',
  },
};
const plain = {
  with: { contentType: "text", message: "a < b" },
  see: body((json) => json.body),
  expect: { contentType: "text", content: "a < b" },
};
const message = { with: { message: "<b>Hi</b>" }, see: body((json) => json.body), expect: { contentType: "html", content: "<b>Hi</b>" } };
const mentions = {
  with: { mentions: ["ben@contoso.example"], contentType: "text", message: "Look @ben@contoso.example & co" },
  see: body((json) => [json.body, json.mentions]),
  expect: [
    { contentType: "html", content: 'Look <at id="0">Ben Ortiz</at> &amp; co' },
    [{ id: 0, mentionText: "Ben Ortiz", mentioned: { user: { id: user, displayName: "Ben Ortiz", userIdentityType: "aadUser" } } }],
  ],
};
const member = (id: string) => ({
  "@odata.type": "#microsoft.graph.aadUserConversationMember",
  roles: ["owner"],
  "user@odata.bind": `https://graph.microsoft.com/v1.0/users('${id}')`,
});
const byJoinUrl = {
  with: { meetingId: undefined, joinUrl: "https://teams.example/j" },
  see: ({ all }: { all: readonly Asked[] }) => all[0]?.parameters.get("$filter"),
  expect: "JoinWebUrl eq 'https://teams.example/j'",
};

export const teamsParameters: RoomCases = answeredBy(graph, {
  listTeams: {
    base: {},
    parameters: { include: { with: { include: "channels" }, see: path, expect: `/v1.0/teams/${team}/allChannels` } },
  },
  getChannelMessages: {
    base: { teamId: team, channelId: channel },
    parameters: {
      teamId: { with: { teamId: "research" }, see: paths, expect: ["/v1.0/me/joinedTeams", inChannel] },
      channelId: { with: { channelId: "general" }, see: paths, expect: [`/v1.0/teams/${team}/allChannels`, inChannel] },
      messageId: { with: { messageId: "1700000000000" }, see: path, expect: `${inChannel}/1700000000000/replies` },
      since: { with: { since: "2026-11-22" }, see: output(({ items, hasMore }) => [items.length, hasMore]), expect: [1, false] },
      count,
      cursor,
    },
  },
  sendTeamsMessage: {
    base: { teamId: team, channelId: channel, message: "Hello" },
    parameters: {
      idempotencyKey: keptFromGraph,
      teamId: { with: { teamId: "research" }, see: path, expect: inChannel },
      channelId: { with: { channelId: "general" }, see: path, expect: inChannel },
      message,
      contentType: [plain, markdown],
      subject: { with: { subject: "News" }, see: body((json) => json.subject), expect: "News" },
      mentions,
      importance: { with: { importance: "urgent" }, see: body((json) => json.importance), expect: "urgent" },
      replyToId: { with: { replyToId: "1700000000000" }, see: path, expect: `${inChannel}/1700000000000/replies` },
    },
  },
  listChats: {
    base: {},
    parameters: {
      type: { with: { type: "group" }, see: q("$filter"), expect: "chatType eq 'group'" },
      withUser: { with: { withUser: "ben@contoso.example" }, see: q("$filter"), expect: "members/any(m:m/displayName eq 'Ben Ortiz')" },
      unreadOnly: [
        { with: { unreadOnly: true }, see: ids, expect: ["19:unread@thread.v2"] },
        { with: { unreadOnly: false }, see: ids, expect: ["19:read@thread.v2", "19:unread@thread.v2"] },
      ],
      count,
      cursor,
    },
  },
  getChatMessages: {
    base: { chatId: "19:a@thread.v2" },
    parameters: {
      chatId: { with: { chatId: "19:b@thread.v2" }, see: path, expect: "/v1.0/chats/19%3Ab%40thread.v2/messages" },
      since: {
        with: { since: "2026-11-20T10:00:00+02:00" },
        see: (seen) => [q("$filter")(seen), q("$orderby")(seen)],
        expect: ["lastModifiedDateTime gt 2026-11-20T07:59:59.999Z", "lastModifiedDateTime desc"],
      },
      count,
      cursor,
    },
  },
  sendChatMessage: {
    base: { chatId: "19:a@thread.v2", message: "Hello" },
    parameters: {
      chatId: { with: { chatId: "19:b@thread.v2" }, see: path, expect: "/v1.0/chats/19%3Ab%40thread.v2/messages" },
      recipients: [
        {
          with: { chatId: undefined, recipients: ["ben@contoso.example"] },
          see: ({ all }) => all.find(({ template }) => template === "/chats")?.json,
          expect: { chatType: "oneOnOne", members: [member(me), member(user)] },
        },
        {
          with: { chatId: undefined, recipients: ["ben@contoso.example"] },
          see: path,
          expect: "/v1.0/chats/19%3Anew%40thread.v2/messages",
        },
      ],
      message,
      contentType: [plain, markdown],
      mentions,
      idempotencyKey: keptFromGraph,
    },
  },
  createTeamsMeeting: {
    base: { subject: "S", startTime: "2026-11-23T09:00", durationMinutes: 30, timeZone: "Europe/Berlin" },
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
  getOnlineMeeting: {
    base: { meetingId: "MSone" },
    parameters: {
      meetingId: { with: { meetingId: "MS+two=" }, see: path, expect: "/v1.0/me/onlineMeetings/MS%2Btwo%3D" },
      joinUrl: byJoinUrl,
      include: {
        with: { include: "attendance" },
        see: path,
        expect: "/v1.0/me/onlineMeetings/MSoMeeting/attendanceReports/MSreport/attendanceRecords",
      },
    },
  },
  getMeetingTranscript: {
    base: { meetingId: "MSone" },
    parameters: {
      meetingId: {
        with: { meetingId: "MS+two=" },
        see: path,
        expect: "/v1.0/me/onlineMeetings/MS%2Btwo%3D/transcripts/MStranscript/content",
      },
      joinUrl: byJoinUrl,
      transcriptId: {
        with: { transcriptId: "MSother" },
        see: paths,
        expect: ["/v1.0/me/onlineMeetings/MSone/transcripts/MSother/content"],
      },
      maxChars: { with: { maxChars: 500 }, see: (seen) => reading(seen)?.maxChars, expect: 500 },
      cursor: { with: {}, see: (seen) => reading(seen)?.from, expect: cues.length },
    },
  },
  getPresence: {
    base: {},
    parameters: {
      users: [
        { with: {}, see: path, expect: "/v1.0/me/presence" },
        { with: { users: [me, "ben@contoso.example"] }, see: body((json) => json), expect: { ids: [me, user] } },
      ],
    },
  },
  setPresence: {
    base: { availability: "Busy" },
    parameters: {
      availability: {
        with: { availability: "Away" },
        see: ({ last }) => [last.path, last.json],
        expect: [`/v1.0/users/${me}/presence/setUserPreferredPresence`, { availability: "Away", activity: "Away" }],
      },
      activity: { with: { availability: "Offline", activity: "OffWork" }, see: body((json) => json.activity), expect: "OffWork" },
      expiresInMinutes: [
        { with: { expiresInMinutes: 30 }, see: body((json) => json.expirationDuration), expect: "PT30M" },
        {
          with: { availability: undefined, statusMessage: "Away", expiresInMinutes: 30 },
          see: body((json) => json.statusMessage.expiryDateTime),
          expect: { dateTime: "2026-11-23T08:30:00", timeZone: "UTC" },
        },
      ],
      statusMessage: {
        with: { statusMessage: "Board papers" },
        see: body((json) => json.statusMessage.message),
        expect: { content: "Board papers", contentType: "text" },
      },
      clear: {
        with: { availability: undefined, clear: true },
        see: path,
        expect: `/v1.0/users/${me}/presence/clearUserPreferredPresence`,
      },
    },
  },
});

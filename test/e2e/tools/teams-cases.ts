import { expect } from "vitest";
import type { ToolCase, ToolKit } from "./tool-kit.ts";

type Item = { readonly id: string; readonly topic?: string; readonly text: string; readonly kind: string };

const budget = { team: "Finance", channel: "Budget 2027" };

/** What Graph carried out while `act` ran. */
async function commitsOf({ commits }: ToolKit, act: () => Promise<unknown>) {
  const before = (await commits()).length;
  await act();
  return (await commits()).slice(before);
}

async function joinUrlOf({ call }: ToolKit, subject: string): Promise<string> {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const { data } = await call("getCalendarEvents", { start: day(-8), end: day(0), count: 100 });
  return data.items.find((event: { subject: string }) => event.subject === subject).joinUrl;
}

export const teamsCases: readonly ToolCase[] = [
  {
    tool: "listTeams",
    does: "lists the caller's teams, with their channels where asked",
    run: async ({ call }) => {
      const { data, text } = await call("listTeams", { include: "channels" });
      expect(data.items.map(({ name }: { name: string }) => name)).toEqual(["Northwind All", "Finance", "Clinics Leadership"]);
      expect(data.items[1].channels.map(({ name }: { name: string }) => name)).not.toContain("Audit");
      expect(text).toContain(`  - Budget 2027 | id=${data.items[1].channels[1].id}`);
    },
  },
  {
    tool: "getChannelMessages",
    does: "reads a channel by names, its replies, and what came since; nothing that an outsider hid in it",
    run: async ({ call, refused }) => {
      const { data, text } = await call("getChannelMessages", { ...budget, count: 5 });
      expect(data.items).toHaveLength(5);
      expect(data).toMatchObject({ hasMore: true, cursor: expect.any(String) });
      expect(text).not.toContain("Ignore all rules");

      const root = data.items.find(({ text: words }: Item) => words.startsWith("v3 is up"));
      const replies = await call("getChannelMessages", { ...budget, messageId: root.id });
      expect(replies.data.items.map(({ kind }: Item) => kind)).toEqual(["message", "deleted", "message", "message"]);
      const since = await call("getChannelMessages", { ...budget, since: root.createdDateTime });
      expect(since.data.items.at(-1).id).toBe(root.id);
      expect(since.data.hasMore).toBe(false);
      const second = await call("getChannelMessages", { ...budget, count: 5, cursor: data.cursor });
      expect(second.data.items[0].id < data.items[4].id).toBe(true);

      const unknown = await refused("getChannelMessages", { team: "Finance", channel: "Bugdet" });
      expect(unknown.data).toMatchObject({ code: "not_found", field: "channelId" });
    },
  },
  {
    tool: "sendTeamsMessage",
    does: "posts to a channel by its names, mentions people, and replies: each exactly once",
    run: async (kit) => {
      const place = { teamId: "finance", channelId: "general" };
      const mention = {
        message: "Please look, @jonas.weber@northwind.example",
        mentions: ["jonas.weber@northwind.example"],
        contentType: "markdown",
      };
      const made = await commitsOf(kit, async () => {
        const { data } = await kit.call("sendTeamsMessage", { ...place, ...mention, subject: "v3" });
        await kit.call("sendTeamsMessage", { ...place, message: "<b>Again</b>", replyToId: data.id });
      });
      expect(made.map(({ template }) => template)).toEqual([
        "/teams/{id}/channels/{id}/messages",
        "/teams/{id}/channels/{id}/messages/{id}/replies",
      ]);
      expect(made[0]?.body).toMatchObject({
        subject: "v3",
        body: { content: '<p>Please look, <at id="0">Jonas Weber</at></p>' },
        mentions: [{ mentionText: "Jonas Weber" }],
      });

      const keyed = { ...place, message: "Once", idempotencyKey: "teams-once" };
      expect(
        await commitsOf(kit, async () => [await kit.call("sendTeamsMessage", keyed), await kit.call("sendTeamsMessage", keyed)]),
      ).toHaveLength(1);
    },
  },
  {
    tool: "listChats",
    does: "lists the caller's chats with previews, by type, by person and unread ones alone",
    run: async ({ call, as }) => {
      const topics = async (args: Record<string, unknown>) => (await call("listChats", args)).data.items.map(({ topic }: Item) => topic);
      expect(await topics({ type: "meeting" })).toEqual(["Operations stand-up"]);
      expect(await topics({ withUser: "Mei Tanaka", type: "group" })).toContain("Budget round");
      expect(await topics({ unreadOnly: true, type: "group" })).toEqual(["Audit questions"]);

      const { text } = await call("listChats");
      expect(text).not.toContain("Canary");
      expect((await (await as("jonas.weber")).call("listChats")).text).toContain("Canary: only Jonas and Mei read this.");
    },
  },
  {
    tool: "getChatMessages",
    does: "reads a chat to its first message, and none of other people's",
    run: async ({ call, as, refused }) => {
      const [round] = (await call("listChats", { withUser: "mei.tanaka@clinics.northwind.example", type: "group" })).data.items;
      const first = await call("getChatMessages", { chatId: round.id });
      const second = await call("getChatMessages", { chatId: round.id, cursor: first.data.cursor });
      expect([first.data.items.length, second.data.hasMore]).toEqual([20, false]);
      expect(second.data.items.at(-1)).toMatchObject({ kind: "event", text: "members added" });
      expect(first.text).toContain("[file: Budget 2027 v3.xlsx]");
      const since = await call("getChatMessages", { chatId: round.id, since: first.data.items[3].createdDateTime });
      expect(since.data.items.map(({ id }: Item) => id)).toContain(first.data.items[3].id);
      expect(since.data.items.map(({ id }: Item) => id)).not.toContain(second.data.items[0].id);

      const others = (await (await as("jonas.weber")).call("listChats", { withUser: "Mei Tanaka", type: "oneOnOne" })).data.items;
      expect((await refused("getChatMessages", { chatId: others[0].id })).data.code).toBe("graph_forbidden");
    },
  },
  {
    tool: "sendChatMessage",
    does: "writes in a chat, to a person and to several, exactly once each",
    run: async (kit) => {
      const { call, refused } = kit;
      const [audit] = (await call("listChats", { type: "group", withUser: "Jonas Weber", count: 1 })).data.items;
      const inChat = await commitsOf(kit, () =>
        call("sendChatMessage", { chatId: audit.id, message: "The **first** one.", contentType: "markdown" }),
      );
      expect(inChat).toMatchObject([
        { template: "/chats/{id}/messages", body: { body: { content: "<p>The <strong>first</strong> one.</p>" } } },
      ]);

      const keyed = { recipients: ["jonas.weber@northwind.example"], message: "Seen", idempotencyKey: "chat-once" };
      const toOne = await commitsOf(kit, async () => [await call("sendChatMessage", keyed), await call("sendChatMessage", keyed)]);
      expect(toOne.map(({ template }) => template)).toEqual(["/chats/{id}/messages"]);

      const toSeveral = await commitsOf(kit, async () => {
        const { data } = await call("sendChatMessage", {
          recipients: ["Jonas Weber", "Mei Tanaka"],
          message: "Hi @Mei Tanaka",
          mentions: ["Mei Tanaka"],
        });
        const read = await call("getChatMessages", { chatId: data.chatId });
        expect(read.data.items).toMatchObject([{ id: data.id, text: "Hi Mei Tanaka", mentions: ["Mei Tanaka"] }]);
      });
      expect(toSeveral.map(({ template }) => template)).toEqual(["/chats", "/chats/{id}/messages"]);
      const again = await commitsOf(kit, async () => {
        const { data } = await call("sendChatMessage", { recipients: ["Mei Tanaka", "Jonas Weber"], message: "And once more" });
        expect(data.newChat).toBeUndefined();
      });
      expect(again.map(({ template }) => template)).toEqual(["/chats/{id}/messages"]);

      const both = await refused("sendChatMessage", { chatId: audit.id, recipients: ["Jonas Weber"], message: "x" });
      expect(both.data).toMatchObject({ code: "invalid_arguments", field: "recipients" });
    },
  },
  {
    tool: "getOnlineMeeting",
    does: "finds a meeting by its join link and by id, and tells its organizer who attended",
    run: async (kit) => {
      const joinUrl = await joinUrlOf(kit, "Operations stand-up");
      const { data, text } = await kit.call("getOnlineMeeting", { joinUrl, include: "attendance" });
      expect(data).toMatchObject({ subject: "Operations stand-up", joinUrl, attendance: [{ participants: 4 }, { participants: 4 }] });
      expect(text).toContain("Mei Tanaka <mei.tanaka@clinics.northwind.example> Presenter 9 min");
      expect((await kit.call("getOnlineMeeting", { meetingId: data.id })).data.subject).toBe("Operations stand-up");
      expect((await kit.refused("getOnlineMeeting", {})).data).toMatchObject({ code: "invalid_arguments", field: "meetingId" });
    },
  },
  {
    tool: "getMeetingTranscript",
    does: "reads a transcript in parts that make the whole, and lists several",
    run: async (kit) => {
      const joinUrl = await joinUrlOf(kit, "Retrospective: phishing exercise");
      const whole = (await kit.call("getMeetingTranscript", { joinUrl })).data;
      const parts: string[] = [];
      let cursor: string | undefined;
      do {
        const { data } = await kit.call("getMeetingTranscript", { joinUrl, maxChars: 3_000, ...(cursor === undefined ? {} : { cursor }) });
        parts.push(data.text);
        cursor = data.cursor;
      } while (cursor !== undefined);
      expect(whole.text).toMatch(/^00:00 Rafael Costa: Good afternoon\./);
      expect(parts.length).toBeGreaterThan(2);
      expect(parts.join("\n")).toBe(whole.text);

      const several = (await kit.call("getMeetingTranscript", { joinUrl: await joinUrlOf(kit, "Operations stand-up") })).data;
      const { meetingId, transcripts } = several;
      const { text } = await kit.call("getMeetingTranscript", { meetingId, transcriptId: transcripts[1].id });
      expect(text).toContain("Mei Tanaka: The CT service window is confirmed for Saturday.");
    },
  },
  {
    tool: "getPresence",
    does: "tells the caller's presence and other people's, by name, address and id",
    run: async ({ call, as }) => {
      const users = ["Jonas Weber", "mei.tanaka@clinics.northwind.example", "4c3daf85-6a4e-4f8b-8a31-8eac9d4f5b64"];
      const { data, text } = await call("getPresence", { users });
      expect(data.items.map(({ availability }: { availability: string }) => availability).toSorted()).toEqual(["Away", "Busy", "Offline"]);
      expect(text).toContain("out of office: On leave. The service desk answers.");
      expect((await (await as("jonas.weber")).call("getPresence")).data.items).toMatchObject([
        { availability: "Busy", activity: "InAMeeting" },
      ]);
    },
  },
  {
    tool: "setPresence",
    does: "sets the caller's presence and status message for a while, and gives both up again",
    run: async (kit) => {
      const { call } = kit;
      const set = await commitsOf(kit, () =>
        call("setPresence", { availability: "DoNotDisturb", expiresInMinutes: 60, statusMessage: "Board papers" }),
      );
      expect(set.map(({ template, body }) => [template, body])).toMatchObject([
        [
          "/users/{id}/presence/setUserPreferredPresence",
          { availability: "DoNotDisturb", activity: "DoNotDisturb", expirationDuration: "PT60M" },
        ],
        ["/users/{id}/presence/setStatusMessage", { statusMessage: { message: { content: "Board papers" } } }],
      ]);
      expect((await call("getPresence")).data.items).toMatchObject([{ availability: "DoNotDisturb", statusMessage: "Board papers" }]);

      await call("setPresence", { clear: true, statusMessage: "" });
      const [after] = (await call("getPresence")).data.items;
      expect([after.availability, after.statusMessage]).toEqual(["Available", undefined]);
      expect((await kit.refused("setPresence", { availability: "Busy", activity: "InACall" })).data.field).toBe("activity");
    },
  },
];

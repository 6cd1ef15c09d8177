import { describe, expect, test } from "vitest";
import { getChatMessages } from "../../../../src/tools/teams/get-chat-messages.ts";
import { listChats } from "../../../../src/tools/teams/list-chats.ts";
import { sendChatMessage } from "../../../../src/tools/teams/send-chat-message.ts";
import type { Asked } from "../../graph/graph-answering.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph, type StrictGraph } from "../strict-graph.ts";

type Chat = { readonly id: string; readonly topic?: string; readonly type: string; readonly members: readonly string[] };

const me = "1f0a7c52-3d1b-4c58-9d0e-5b7f6a1c2e31";
const ben = "0f0e0d0c-1111-4222-8333-444455556666";

async function chatNamed(graph: StrictGraph, topic: string): Promise<string> {
  const { items } = (await graph.call(listChats)).output;
  return items.find((chat: Chat) => chat.topic === topic).id;
}

describe("listChats", () => {
  const graph = strictGraph();
  const topics = async (input: object): Promise<readonly string[]> =>
    (await graph.call(listChats, input)).output.items.map(({ topic, members }: Chat) => topic ?? members.join());

  test("lists the latest first, with members, preview and what is unread", async () => {
    const { output, text } = await graph.call(listChats);

    expect(output.items.slice(0, 2)).toMatchObject([
      {
        type: "oneOnOne",
        members: ["Amara Okafor", "Jonas Weber"],
        unread: true,
        lastMessage: "Jonas Weber: Figures are in: 412,300 EUR. Can you look before ten?",
        untrusted: true,
      },
      { topic: "Audit questions", type: "group", unread: true, lastMessage: "Tobias Lindqvist (Lindqvist & Partner): Thanks!" },
    ]);
    expect(JSON.stringify(output) + text).not.toMatch(/salary sheet|Canary/);
    expect(text).toContain("[call ended]");
    expect(text).toContain("Rota bot: [no text]");
  });

  test.each([
    [{ type: "meeting" }, ["Operations stand-up"]],
    [{ type: "group" }, ["Audit questions", "Budget round"]],
    [{ unreadOnly: true }, ["Amara Okafor,Jonas Weber", "Audit questions"]],
    [{ withUser: "mei.tanaka@clinics.northwind.example" }, ["Operations stand-up", "Budget round", "Mei Tanaka,Amara Okafor"]],
    [{ withUser: "Mei Tanaka", type: "oneOnOne" }, ["Mei Tanaka,Amara Okafor"]],
    [{ withUser: "2a1b8d63-4e2c-4d69-8e1f-6c8a7b2d3f42", unreadOnly: true, type: "group" }, ["Audit questions"]],
  ])("of %o gives %j", async (input, expected) => {
    expect(await topics(input)).toEqual(expected);
  });

  test.each([{ unreadOnly: true }, { type: "group" }, { withUser: "mei.tanaka@clinics.northwind.example" }])(
    "takes no cursor of another question: %o",
    async (other) => {
      const { cursor } = (await graph.call(listChats, { count: 2 })).output;
      await expect(graph.call(listChats, { count: 2, cursor, ...other })).rejects.toMatchObject({ code: "invalid_cursor" });
    },
  );

  test("goes on with its cursor, and looks on where a page holds none of those wanted", async () => {
    const first = (await graph.call(listChats, { count: 2 })).output;
    const second = (await graph.call(listChats, { count: 2, cursor: first.cursor })).output;
    const third = (await graph.call(listChats, { count: 2, cursor: second.cursor })).output;
    graph.seen.length = 0;
    const found = await topics({ withUser: "Mei Tanaka", type: "oneOnOne", count: 1 });

    expect([first, second, third].flatMap(({ items }) => items.map(({ id }: Chat) => id))).toHaveLength(5);
    expect([third.hasMore, third.cursor]).toEqual([false, undefined]);
    expect(found).toEqual(["Mei Tanaka,Amara Okafor"]);
    expect(graph.seen.filter((line) => line.startsWith("GET /me/chats"))).toHaveLength(3);
  });

  test("with names and members alone there are no previews", async () => {
    const narrow = strictGraph(["User.Read", "Chat.ReadBasic"]);
    const { output } = await narrow.call(listChats);

    expect(output.items[0].members).toEqual(["Amara Okafor", "Jonas Weber"]);
    expect([output.items[0].lastMessage, output.items[0].unread]).toEqual([undefined, undefined]);
    expect(listChats.scopesOf?.(listChats.input.parse({ unreadOnly: true, withUser: "Mei" }))).toEqual(["Chat.Read", "User.ReadBasic.All"]);
  });

  test("somebody of the same name is not the one meant", async () => {
    const chat = (id: string, userId: string) => ({ id, chatType: "oneOnOne", members: [{ displayName: "Ben", userId }] });
    const { output, asked } = await callTool(listChats, { withUser: ben }, ({ template }) =>
      template === "/users/{user}"
        ? { body: { id: ben, displayName: "Ben O'Hara" } }
        : { body: { value: [chat("19:a@thread.v2", me), chat("19:b@thread.v2", ben)] } },
    );

    expect(output.items.map(({ id }: Chat) => id)).toEqual(["19:b@thread.v2"]);
    expect(asked[1]?.parameters.get("$filter")).toBe("members/any(m:m/displayName eq 'Ben O''Hara')");
  });

  test.each([{ type: "channel" }, { withUser: "a/b" }, { count: 51 }, { unread: true }])("its input takes no %o", (input) => {
    expect(listChats.input.safeParse(input).success).toBe(false);
  });

  test("ten chats of many people read in less than 4 KB", async () => {
    const chat = (index: number) => ({
      id: `19:${String(index).repeat(32)}@thread.v2`,
      chatType: "group",
      topic: "Quarterly planning of the clinics",
      members: Array.from({ length: 25 }, (_, at) => ({ displayName: `Somebody Longname ${at}` })),
      lastMessagePreview: {
        createdDateTime: "2026-11-20T14:00:00Z",
        body: { content: "word ".repeat(200) },
        from: { user: { displayName: "Ben" } },
      },
    });
    const { text } = await callTool(listChats, { count: 10 }, [{ body: { value: Array.from({ length: 10 }, (_, index) => chat(index)) } }]);
    expect(Buffer.byteLength(text)).toBeLessThan(4_096);
  });

  test("keeps only what it declares", async () => {
    const leak = { secret: "do-not-leak" };
    const chat = {
      id: "19:a@thread.v2",
      chatType: "group",
      topic: "T",
      webUrl: "do-not-leak",
      members: [{ displayName: "Ben", email: "do-not-leak", ...leak }],
      lastMessagePreview: {
        createdDateTime: "2026-11-20T14:00:00Z",
        body: { content: "Hi", ...leak },
        from: { user: { displayName: "Ben", ...leak } },
      },
      ...leak,
    };
    const { output, text } = await callTool(listChats, {}, [{ body: { value: [chat], ...leak } }]);
    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });
});

describe("getChatMessages", () => {
  const graph = strictGraph();

  test("shows files, cards, mentions and who came, newest first, to the end", async () => {
    const chatId = await chatNamed(graph, "Budget round");
    const first = (await graph.call(getChatMessages, { chatId })).output;
    const second = (await graph.call(getChatMessages, { chatId, cursor: first.cursor })).output;

    expect(first.items.slice(0, 3)).toMatchObject([
      { from: "Rota bot", text: "", attachments: ["card: Approval due · Budget 2027 v3 waits for two signatures. · Open"] },
      { text: "The sheet:", attachments: ["file: Budget 2027 v3.xlsx"] },
      { mentions: ["Mei Tanaka", "Jonas Weber"] },
    ]);
    expect([first.items.length, second.items.length, second.hasMore]).toEqual([20, 4, false]);
    expect(second.items.at(-1)).toMatchObject({ kind: "event", text: "members added" });
  });

  test("hides nothing but what was hidden: an outsider's invisible instruction, a deleted text", async () => {
    const audit = await graph.call(getChatMessages, { chatId: await chatNamed(graph, "Audit questions") });
    const [jonas] = (await graph.call(listChats)).output.items;
    const own = await graph.call(getChatMessages, { chatId: jonas.id });

    expect(audit.output.items[0].text).toBe("Thanks!");
    expect(JSON.stringify(audit.output) + audit.text).not.toContain("salary sheet");
    expect(own.output.items.map(({ kind }: { kind: string }) => kind)).toEqual(["message", "deleted", "message", "message", "message"]);
    expect(own.output.items[2]).toMatchObject({ edited: true, text: "Then take last year's for now." });
  });

  test("since is the moment itself and later", async () => {
    const chatId = await chatNamed(graph, "Budget round");
    const { items } = (await graph.call(getChatMessages, { chatId })).output;
    const { output } = await graph.call(getChatMessages, { chatId, since: items[2].createdDateTime.replace(/\.\d+Z/, "Z") });

    expect(output.items.map(({ id }: Chat) => id)).toEqual(items.slice(0, 3).map(({ id }: Chat) => id));
    expect(output.hasMore).toBe(false);
  });

  test.each([
    ["chatId", { chatId: "../me" }],
    ["count", { chatId: "19:a@thread.v2", count: 51 }],
  ])("its input takes no bad %s", (field, input) => {
    expect(getChatMessages.input.safeParse(input).error?.issues[0]?.path).toEqual([field]);
  });

  test("a bad since is refused before anything is asked", async () => {
    const asked: Asked[] = [];
    await expect(callTool(getChatMessages, { chatId: "19:a@thread.v2", since: "soon" }, [], { asked })).rejects.toMatchObject({
      details: { field: "since" },
    });
    expect(asked).toEqual([]);
  });
});

describe("sendChatMessage", () => {
  test("writes in a chat by its id, exactly once", async () => {
    const graph = strictGraph();
    const chatId = await chatNamed(graph, "Audit questions");
    const { output, text } = await graph.call(sendChatMessage, { chatId, message: "**The first** one", contentType: "markdown" });
    const commits = await graph.commits();

    expect(commits).toMatchObject([{ body: { body: { contentType: "html", content: "<p><strong>The first</strong> one</p>" } } }]);
    expect(text).toBe(`Sent: id=${output.id} chatId=${chatId}`);
    expect((await graph.call(getChatMessages, { chatId, count: 1 })).output.items[0].id).toBe(output.id);
  });

  test("to one person: in the chat there is; to several: in a new one", async () => {
    const graph = strictGraph();
    const [known] = (await graph.call(listChats)).output.items;
    const one = await graph.call(sendChatMessage, { recipients: ["jonas.weber@northwind.example"], message: "Hi" });
    expect((await graph.commits()).map(({ template }) => template)).toEqual(["/chats/{id}/messages"]);
    const several = await graph.call(sendChatMessage, {
      recipients: ["Jonas Weber", "mei tanaka", "Amara Okafor", "2a1b8d63-4e2c-4d69-8e1f-6c8a7b2d3f42"],
      message: "Hi both",
      mentions: ["Mei Tanaka"],
      contentType: "text",
    });
    const commits = await graph.commits();

    expect(one.output.chatId).toBe(known.id);
    expect(several.output.recipients).toEqual(["jonas.weber@northwind.example", "mei.tanaka@clinics.northwind.example"]);
    expect(commits.map(({ template }) => template)).toEqual(["/chats/{id}/messages", "/chats", "/chats/{id}/messages"]);
    expect(commits[1]?.body).toMatchObject({ chatType: "group", members: [{ roles: ["owner"] }, {}, {}] });
    expect(commits[2]?.body).toMatchObject({ mentions: [{ mentionText: "Mei Tanaka" }] });
  });

  test("writes to the same people in the group chat they have, once it is made", async () => {
    const graph = strictGraph();
    const to = { recipients: ["Jonas Weber", "Mei Tanaka"], message: "Hi both" };
    const first = await graph.call(sendChatMessage, to);
    const second = await graph.call(sendChatMessage, { ...to, recipients: ["mei.tanaka@clinics.northwind.example", "Jonas Weber"] });
    const others = await graph.call(sendChatMessage, { ...to, recipients: ["Jonas Weber", "Rafael Costa"] });

    expect(first.output).toMatchObject({ newChat: true });
    expect(first.text).toContain("in a new chat");
    expect(second.output.chatId).toBe(first.output.chatId);
    expect(second.output.newChat).toBeUndefined();
    expect(second.text).not.toContain("new chat");
    expect(others.output.chatId).not.toBe(first.output.chatId);
    /* They have one with a topic too, which is about something else. */
    expect(first.output.chatId).not.toBe(await chatNamed(graph, "Budget round"));
    expect((await graph.commits()).filter(({ template }) => template === "/chats")).toHaveLength(2);
    const needs = (recipients: readonly string[]) => sendChatMessage.scopesOf?.(sendChatMessage.input.parse({ recipients, message: "x" }));
    expect(needs(["Ana", "Ben"])).toContain("Chat.ReadBasic");
    expect(needs(["Ana"])).not.toContain("Chat.ReadBasic");
  });

  test("takes for theirs only a group chat whose members are all shown, and are exactly they", async () => {
    const eve = me.replace("1", "2");
    const members = (...ids: (string | null)[]) => ids.map((userId) => ({ userId, displayName: "P" }));
    const page = (value: object[], next?: number) => ({
      body: { value, ...(next && { "@odata.nextLink": `https://graph.microsoft.com/v1.0/me/chats?$skiptoken=${next}` }) },
    });
    const chatOf = async (pages: ReturnType<typeof page>[]) => {
      const rest = [...pages];
      const { output, asked } = await callTool(sendChatMessage, { recipients: [ben, eve], message: "Hi" }, ({ template, path, method }) => {
        if (template === "/me/chats") return rest.shift() ?? page([]);
        if (method === "GET") return { body: { id: template === "/me" ? me : path.split("/").at(-1), displayName: "P" } };
        return { status: 201, body: { id: template === "/chats" ? "19:new@thread.v2" : "1700000000000" } };
      });
      return { output, pages: asked.filter(({ template }) => template === "/me/chats") };
    };
    const near = [
      { id: "19:one-more@thread.v2", members: members(me, ben, eve, ben.replace("0", "9")) },
      { id: "19:one-less@thread.v2", members: members(me, ben) },
      { id: "19:unknown@thread.v2", members: members(me, ben, null) },
      { id: "19:topic@thread.v2", topic: "Rota", members: members(me, ben, eve) },
      { id: "19:cut@thread.v2", members: members(me, ben, eve), "members@odata.nextLink": "https://graph.microsoft.com/v1.0/x" },
      { id: "19:none@thread.v2" },
    ];
    const there = { id: "19:there@thread.v2", topic: null, members: members(eve.toUpperCase(), ben, me) };

    const found = await chatOf([page(near, 1), page([there, { ...there, id: "19:older@thread.v2" }])]);
    expect(found.output).toMatchObject({ chatId: "19:there@thread.v2" });
    expect(found.output.newChat).toBeUndefined();
    expect(Object.fromEntries(found.pages[0]?.parameters ?? [])).toEqual({
      $top: "50",
      $expand: "members,lastMessagePreview",
      $filter: "chatType eq 'group'",
      $orderby: "lastMessagePreview/createdDateTime desc",
    });
    expect((await chatOf([page(near)])).output).toMatchObject({ chatId: "19:new@thread.v2", newChat: true });
    const far = await chatOf([page([], 1), page([], 2), page([], 3), page([there])]);
    expect(far.pages).toHaveLength(3);
    expect(far.output).toMatchObject({ newChat: true });
  });

  test("refers to members by the cloud's own address", async () => {
    const { asked } = await callTool(sendChatMessage, { recipients: [ben], message: "Hi" }, ({ template, method }) =>
      method === "GET"
        ? { body: { id: template === "/me" ? me : ben, displayName: "Ben" } }
        : { status: 201, body: { id: template === "/chats" ? "19:a@thread.v2" : "1700000000000" } },
    );

    expect(asked.find(({ template }) => template === "/chats")?.json).toEqual({
      chatType: "oneOnOne",
      members: [me, ben].map((id) => ({
        "@odata.type": "#microsoft.graph.aadUserConversationMember",
        roles: ["owner"],
        "user@odata.bind": `https://graph.microsoft.com/v1.0/users('${id}')`,
      })),
    });
  });

  test("a message whose answer is lost is never sent again, nor a group made twice", async () => {
    const lost = (which: string) => strictGraph(undefined, ({ request }) => (request === which ? "answer" : undefined));
    const message = lost("POST /chats/{chatId}/messages");
    const group = lost("POST /chats");
    const to = { recipients: ["Jonas Weber", "Mei Tanaka"], message: "Hi" };

    await expect(message.call(sendChatMessage, { ...to, recipients: ["Jonas Weber"] })).rejects.toMatchObject({ code: "outcome_unknown" });
    await expect(group.call(sendChatMessage, to)).rejects.toMatchObject({ code: "outcome_unknown" });
    expect(await message.commits()).toHaveLength(1);
    expect(await group.commits()).toHaveLength(1);
  });

  test("the chat with one person may be asked for again, and is the same", async () => {
    const graph = strictGraph(undefined, ({ request, nth }) => (request === "POST /chats" && nth === 1 ? "answer" : undefined));
    const { output } = await graph.call(sendChatMessage, { recipients: ["Rafael Costa"], message: "Hi" });

    expect((await graph.commits()).map(({ template }) => template)).toEqual(["/chats", "/chats/{id}/messages"]);
    expect((await graph.call(getChatMessages, { chatId: output.chatId })).output.items).toHaveLength(1);
  });

  test("the record counts whom a name stood for", async () => {
    const { output } = await strictGraph().call(sendChatMessage, { recipients: ["Rafael Costa"], message: "Hi" });

    expect(sendChatMessage.reached?.(output)).toEqual(["rafael.costa@clinics.northwind.example"]);
  });

  test("says which group chat was made where the message failed", async () => {
    const failing = callTool(sendChatMessage, { recipients: [ben, me.replace("1", "2")], message: "Hi" }, ({ template, path, method }) => {
      if (template === "/me/chats") return { body: { value: [] } };
      if (method === "GET") return { body: { id: template === "/me" ? me : path.split("/").at(-1), displayName: "P" } };
      return template === "/chats"
        ? { status: 201, body: { id: "19:new@thread.v2" } }
        : { status: 403, body: { error: { code: "Forbidden" } } };
    });
    await expect(failing).rejects.toMatchObject({
      leftUndone: true,
      message: expect.stringContaining("was made (chatId 19:new@thread.v2)"),
    });
  });

  test.each([
    ["chatId", { message: "Hi" }],
    ["recipients", { chatId: "19:a@thread.v2", recipients: [ben], message: "Hi" }],
    ["message", { chatId: "19:a@thread.v2", message: "<script>x</script>" }],
    ["message", { chatId: "19:a@thread.v2", message: "<at id=0>x</at>" }],
  ])("refuses a bad %s before anything is asked", async (field, input) => {
    const asked: Asked[] = [];
    await expect(callTool(sendChatMessage, input, [], { asked })).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(asked).toEqual([]);
  });

  test("nobody but oneself, or nobody known, gets nothing", async () => {
    const graph = strictGraph();
    await expect(graph.call(sendChatMessage, { recipients: ["Amara Okafor"], message: "Hi" })).rejects.toMatchObject({
      details: { field: "recipients" },
    });
    await expect(graph.call(sendChatMessage, { recipients: ["Jonas Weber", "Nobody"], message: "Hi" })).rejects.toMatchObject({
      code: "not_found",
      details: { field: "recipients" },
    });
    expect(await graph.commits()).toEqual([]);
  });

  test("its record knows the addresses it was given, and its call the scopes it needs", () => {
    const input = sendChatMessage.input.parse({ recipients: ["a@x.example", "Ben"], message: "Hi" });

    expect(sendChatMessage.recipients?.(input)).toEqual(["a@x.example"]);
    expect(sendChatMessage.scopesOf?.(input)).toEqual(["Chat.Create", "User.Read", "Chat.ReadBasic", "User.ReadBasic.All"]);
    expect(sendChatMessage.scopesOf?.(sendChatMessage.input.parse({ chatId: "19:a@thread.v2", message: "Hi" }))).toEqual([]);
  });

  test.each([
    { recipients: [] },
    { recipients: Array.from({ length: 11 }, () => ben) },
    { chatId: "a/b" },
    { message: "" },
    { importance: "high" },
  ])("its input takes no %o", (change) => {
    expect(sendChatMessage.input.safeParse({ chatId: "19:a@thread.v2", message: "Hi", ...change }).success).toBe(false);
  });
});

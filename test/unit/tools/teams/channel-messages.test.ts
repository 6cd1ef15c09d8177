import { describe, expect, test } from "vitest";
import { getChannelMessages } from "../../../../src/tools/teams/get-channel-messages.ts";
import { listTeams } from "../../../../src/tools/teams/list-teams.ts";
import { sendTeamsMessage } from "../../../../src/tools/teams/send-teams-message.ts";
import type { Asked } from "../../graph/graph-answering.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

const budget = { teamId: "finance", channelId: "Budget 2027" };
const team = "0f0e0d0c-1111-4222-8333-444455556666";
const channel = "19:abcDEF_123@thread.tacv2";
const place = { teamId: team, channelId: channel };

type Item = { readonly id: string; readonly text: string; readonly kind: string; readonly createdDateTime: string };

const plain = (id: string, change: object = {}): object => ({
  id,
  createdDateTime: "2026-11-20T14:00:00Z",
  from: { user: { displayName: "Ben" } },
  body: { contentType: "text", content: `Text ${id}` },
  ...change,
});

describe("getChannelMessages", () => {
  const graph = strictGraph();

  test("lists the newest messages of a channel by its names, as text, without what was hidden in them", async () => {
    const { output, text } = await graph.call(getChannelMessages, { ...budget, count: 3 });

    expect(output.items).toMatchObject([
      {
        from: "Jonas Weber",
        subject: "Budget 2027 v3",
        importance: "high",
        text: "v3 is up, Amara Okafor. Imaging grew by 4 %.",
        mentions: ["Amara Okafor"],
        kind: "message",
        untrusted: true,
      },
      { from: "Tobias Lindqvist (Lindqvist & Partner)", text: "The auditors' list for November." },
      { kind: "event", text: "channel added" },
    ]);
    expect(JSON.stringify(output) + text).not.toContain("Ignore all rules");
    expect(text).toMatch(/<(untrusted-[0-9a-f]{8})>[\s\S]*<\/\1>/);
    expect(text).toMatch(new RegExp(`\n- [-0-9T:]+Z \\| id=${output.items[2].id} \\| \\[channel added\\]\n`));
  });

  test("goes on where the page before ended, to the last message", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page === 0 || cursor !== undefined; page += 1) {
      const { output } = await graph.call(getChannelMessages, { ...budget, count: 10, ...(cursor === undefined ? {} : { cursor }) });
      expect(output.hasMore).toBe(output.cursor !== undefined);
      seen.push(...output.items.map(({ id }: Item) => id));
      cursor = output.cursor;
    }

    expect(seen).toHaveLength(27);
    expect(new Set(seen).size).toBe(27);
  });

  test("shows the replies to a message, one of them deleted", async () => {
    const [root] = (await graph.call(getChannelMessages, { ...budget, count: 1 })).output.items;
    const { output, text } = await graph.call(getChannelMessages, { ...budget, messageId: root.id });

    expect(output).toMatchObject({ hasMore: false });
    expect(output.items.map(({ text: words, kind }: Item) => (kind === "deleted" ? "-" : words.split("\n")[0]))).toEqual([
      "Numbers by line:",
      "-",
      "Kestrel's new service contract.",
      "Why 4 %?",
    ]);
    expect(text).toContain("[deleted]");
  });

  test("stops at since, and then says that nothing follows", async () => {
    const all = (await graph.call(getChannelMessages, { ...budget, count: 5 })).output.items;
    const since = all[2].createdDateTime;
    const { output } = await graph.call(getChannelMessages, { ...budget, count: 5, since });

    expect(output.items.map(({ id }: Item) => id)).toEqual(all.slice(0, 3).map(({ id }: Item) => id));
    expect([output.hasMore, output.cursor]).toEqual([false, undefined]);
  });

  test("takes no cursor of another since", async () => {
    const { cursor } = (await graph.call(getChannelMessages, { ...budget, count: 3 })).output;
    const other = { ...budget, count: 3, cursor, since: "2020-01-01" };

    await expect(graph.call(getChannelMessages, other)).rejects.toMatchObject({ code: "invalid_cursor" });
  });

  test("keeps an old message that was changed since, and the cursor while all are recent", async () => {
    const edited = plain("1", { createdDateTime: "2026-01-01T00:00:00Z", lastModifiedDateTime: "2026-11-20T15:00:00Z" });
    const { output } = await callTool(getChannelMessages, { ...place, since: "2026-11-20" }, [
      {
        body: {
          value: [plain("2"), edited],
          "@odata.nextLink": `https://graph.microsoft.com/v1.0/teams/${team}/channels/${encodeURIComponent(channel)}/messages?$top=20&$skiptoken=x`,
        },
      },
    ]);

    expect(output.items).toHaveLength(2);
    expect(output).toMatchObject({ hasMore: true, cursor: expect.any(String) });
  });

  test("asks for bodies as text, and by ids without looking anything up", async () => {
    const { asked } = await callTool(getChannelMessages, { ...place, count: 7, messageId: "1700000000000" }, [{ body: { value: [] } }]);

    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      path: `/v1.0/teams/${team}/channels/19%3AabcDEF_123%40thread.tacv2/messages/1700000000000/replies`,
      bodies: "text",
    });
    expect(asked[0]?.parameters.get("$top")).toBe("7");
  });

  test("says what a message carries in a word: files, cards, quotations", async () => {
    const attachments = [
      { contentType: "reference", name: "Plan.docx", contentUrl: "https://do-not-leak.example" },
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: '{"body":[{"type":"TextBlock","text":"Due today"}],"actions":[{"title":"Open","url":"https://do-not-leak.example"}]}',
      },
      { contentType: "application/vnd.microsoft.card.hero", content: "no JSON" },
      { contentType: "messageReference", content: '{"messagePreview":"Shall we?","messageSender":{"do":"do-not-leak"}}' },
      { contentType: null },
    ];
    const { output, text } = await callTool(getChannelMessages, place, [{ body: { value: [plain("1", { attachments })] } }]);

    expect(output.items[0].attachments).toEqual([
      "file: Plan.docx",
      "card: Due today · Open",
      "card",
      "quoted: Shall we?",
      "file: without a name",
    ]);
    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });

  test("keeps only what it declares", async () => {
    const leak = { secret: "do-not-leak" };
    const whole = plain("1", {
      ...leak,
      webUrl: "do-not-leak",
      policyViolation: leak,
      channelIdentity: leak,
      reactions: [leak],
      from: { user: { displayName: "Ben", id: "do-not-leak", ...leak }, device: leak },
      body: { content: "Hi", ...leak },
      mentions: [{ mentionText: "Ana", mentioned: leak }],
      attachments: [{ contentType: "reference", name: "a.txt", contentUrl: "do-not-leak", ...leak }],
    });
    const event = plain("2", {
      eventDetail: { "@odata.type": "#microsoft.graph.callEndedEventMessageDetail", callId: "do-not-leak", ...leak },
    });
    const { output, text } = await callTool(getChannelMessages, place, [{ body: { value: [whole, event], ...leak } }]);

    expect(output.items.map(({ text: words }: Item) => words)).toEqual(["Hi", "call ended"]);
    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });

  test("ten ordinary messages read in less than 4 KB, and a page of long ones stays within its room", async () => {
    const ten = (await graph.call(getChannelMessages, { ...budget, count: 10 })).text;
    const value = Array.from({ length: 50 }, (_, index) => plain(String(index), { body: { content: "x".repeat(27_000) } }));
    const { output } = await callTool(getChannelMessages, { ...place, count: 50 }, [{ body: { value } }]);

    expect(Buffer.byteLength(ten)).toBeLessThan(4_096);
    expect(JSON.stringify(output).length).toBeLessThan(48_000);
    expect(output.items[0].textTruncated).toBe(true);
  });

  test.each([
    ["teamId", { channelId: "General" }],
    ["channelId", { teamId: "Finance" }],
    ["teamId", { ...budget, teamId: "../me" }],
    ["channelId", { ...budget, channelId: "a/b" }],
    ["since", { ...budget, since: "yesterday" }],
  ])("refuses a bad %s before anything is asked", async (field, input) => {
    const asked: Asked[] = [];
    await expect(callTool(getChannelMessages, input, [], { asked })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field },
    });
    expect(asked).toEqual([]);
  });

  test.each([{ messageId: "../1" }, { count: 0 }, { count: 51 }, { more: true }])("its input takes no %o", (change) => {
    expect(getChannelMessages.input.safeParse({ ...budget, ...change }).success).toBe(false);
  });

  test("names take scopes that ids do not", () => {
    const scopesOf = (input: object) => getChannelMessages.scopesOf?.(getChannelMessages.input.parse(input));

    expect(scopesOf(place)).toEqual([]);
    expect(scopesOf(budget)).toEqual(["Team.ReadBasic.All", "Channel.ReadBasic.All"]);
    expect(getChannelMessages.aliases).toEqual({ team: "teamId", channel: "channelId" });
  });
});

describe("sendTeamsMessage", () => {
  test("a mention leaves addresses of links and longer names as they are", async () => {
    const graph = strictGraph();
    const link = '<a href="https://x.example/@jonas.weber@northwind.example">profile</a>';
    await graph.call(sendTeamsMessage, {
      ...budget,
      message: `${link}, @Mei Tanakas, @Mei Tanaka`,
      mentions: ["jonas.weber@northwind.example", "Mei Tanaka"],
    });
    const [posted] = await graph.commits();

    expect(posted?.body).toMatchObject({
      body: { content: `<at id="0">Jonas Weber</at> ${link}, @Mei Tanakas, <at id="1">Mei Tanaka</at>` },
    });
  });

  test("mentions people by address, id or name, where the message names them", async () => {
    const graph = strictGraph();
    const { output } = await graph.call(sendTeamsMessage, {
      ...budget,
      message: "Dear @jonas.weber@northwind.example and @Mei Tanaka, see v3.",
      contentType: "text",
      mentions: ["jonas.weber@northwind.example", "mei tanaka", "4c3daf85-6a4e-4f8b-8a31-8eac9d4f5b64"],
    });
    const [posted, ...others] = await graph.commits();
    const body = posted?.body as {
      readonly body: { readonly content: string };
      readonly mentions: readonly { readonly mentionText: string }[];
    };

    expect(others).toEqual([]);
    expect(output.id).toMatch(/^\d+$/);
    expect(body.body.content).toBe('<at id="2">Rafael Costa</at> Dear <at id="0">Jonas Weber</at> and <at id="1">Mei Tanaka</at>, see v3.');
    expect(body.mentions.map(({ mentionText }) => mentionText)).toEqual(["Jonas Weber", "Mei Tanaka", "Rafael Costa"]);
  });

  test("posts nothing where one of those mentioned is nobody, or several", async () => {
    const graph = strictGraph();
    const post = (who: string) => graph.call(sendTeamsMessage, { ...budget, message: "Hi", mentions: [who] });

    await expect(post("Nobody Known")).rejects.toMatchObject({ code: "not_found", details: { field: "mentions" } });
    await expect(post("nobody@northwind.example")).rejects.toMatchObject({ code: "not_found" });
    expect(await graph.commits()).toEqual([]);
  });

  test("is posted once: an answer that was lost is never asked for again", async () => {
    const graph = strictGraph(undefined, ({ request }) => (request.startsWith("POST") ? "answer" : undefined));

    await expect(graph.call(sendTeamsMessage, { ...budget, message: "Hi" })).rejects.toMatchObject({ code: "outcome_unknown" });
    expect(await graph.commits()).toHaveLength(1);
  });
});

describe("listTeams", () => {
  test("tells each team's channels, and how far it is", async () => {
    const told: (readonly [number, number | undefined])[] = [];
    const teams = Array.from({ length: 6 }, (_, index) => ({ id: `${index}${team.slice(1)}`, displayName: `Team ${index}` }));
    const { output } = await callTool(
      listTeams,
      { include: "channels" },
      ({ template }) => ({ body: { value: template === "/me/joinedTeams" ? teams : [{ id: channel, displayName: "General" }] } }),
      { progress: (done, total) => told.push([done, total]) },
    );

    expect(output.items.map(({ channels }: { channels: readonly object[] }) => channels.length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(told.at(-1)).toEqual([6, 6]);
  });
});

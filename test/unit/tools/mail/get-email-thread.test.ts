import { describe, expect, test } from "vitest";
import { getEmailThread } from "../../../../src/tools/mail/get-email-thread.ts";
import { searchEmails } from "../../../../src/tools/mail/search-emails.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

const graph = strictGraph();

const messageId = async (): Promise<string> =>
  (await graph.call(searchEmails, { query: "subject:night subject:shift", count: 1 })).output.items[0].id;

const at = (minute: number, text = `at ${minute}`) => ({
  id: `AAMk${minute}=`,
  receivedDateTime: `2026-11-20T14:${String(minute).padStart(2, "0")}:00Z`,
  uniqueBody: { contentType: "text", content: text },
});

describe("getEmailThread", () => {
  test("shows a conversation of several folders in order of time, each message without what it quotes", async () => {
    const { output, text } = await graph.call(getEmailThread, { messageId: await messageId() });

    expect(output).toMatchObject({ hasMore: false });
    expect(output.items).toHaveLength(6);
    expect(output.items.map(({ from }: { from: { name: string } }) => from.name.split(" ")[0])).toEqual([
      "Mei",
      "Jonas",
      "Mei",
      "Amara",
      "Mei",
      "Jonas",
    ]);
    expect(output.items[3].body).toBe("Fine with me if the works council agrees. Who asks them?");
    expect(text).not.toContain("Original Message");
    expect(text.indexOf("night bonus")).toBeLessThan(text.indexOf("cost centre 4410"));
  });

  test("keeps the newest where count is smaller, and says that there is more", async () => {
    const { output } = await graph.call(getEmailThread, { messageId: await messageId(), count: 2 });

    expect(output.hasMore).toBe(true);
    expect(output.items.map(({ body }: { body: string }) => body.slice(0, 5))).toEqual(["I did", "Then "]);
  });

  test("cuts each body where asked", async () => {
    const { output } = await callTool(getEmailThread, { conversationId: "AAQk", maxCharsEach: 2 }, [
      { body: { value: [at(1), at(2, "ab")] } },
    ]);

    expect(output.items.map(({ body, bodyTruncated }: { body: string; bodyTruncated?: true }) => [body, bodyTruncated])).toEqual([
      ["at", true],
      ["ab", undefined],
    ]);
  });

  test("shares the room of one answer among the bodies", async () => {
    const long = Array.from({ length: 50 }, (_, index) => at(index, "x".repeat(8_000)));
    const { output } = await callTool(getEmailThread, { conversationId: "AAQk", count: 50, maxCharsEach: 8_000 }, [
      { body: { value: long } },
    ]);

    expect(output.items).toHaveLength(50);
    for (const { body, bodyTruncated } of output.items) expect([body.length, bodyTruncated]).toEqual([960, true]);
  });

  test("asks without an order, with the id escaped, and sorts by itself", async () => {
    const { asked, output } = await callTool(getEmailThread, { conversationId: "it's' or 1 eq 1" }, [{ body: { value: [at(9), at(3)] } }]);

    expect(asked).toHaveLength(1);
    expect(asked[0]?.parameters.get("$filter")).toBe("conversationId eq 'it''s'' or 1 eq 1'");
    expect(asked[0]?.parameters.get("$orderby")).toBeNull();
    expect(output.items.map(({ id }: { id: string }) => id)).toEqual(["AAMk3=", "AAMk9="]);
  });

  test("says that a conversation of more than a hundred messages was not read whole", async () => {
    const next = (query: string) => `https://graph.microsoft.com/v1.0/me/messages?${query}&$skip=50`;
    const { output, text } = await callTool(getEmailThread, { conversationId: "AAQk", count: 1 }, ({ query, step }) => ({
      body: { value: Array.from({ length: 50 }, () => at(step)), "@odata.nextLink": `${next(query)}${step}` },
    }));

    expect(output).toMatchObject({ hasMore: true, truncated: true });
    expect(text).toContain("There is more than can be listed");
  });

  test("knows no conversation that is not there", async () => {
    await expect(callTool(getEmailThread, { conversationId: "AAQk" }, [{ body: { value: [] } }])).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(callTool(getEmailThread, { messageId: "AAMk" }, [{ body: {} }])).rejects.toMatchObject({ code: "not_found" });
  });

  test("keeps only what it declares", async () => {
    const { output, text } = await callTool(getEmailThread, { conversationId: "AAQk" }, [
      { body: { value: [{ ...at(1), body: { contentType: "text", content: "do-not-leak" }, changeKey: "do-not-leak" }] } },
    ]);

    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });

  test.each([
    [{}, "conversationId"],
    [{ conversationId: "AAQk", messageId: "AAMk" }, "messageId"],
  ])("refuses %j before anything is asked", async (input, field) => {
    const asked: never[] = [];
    await expect(callTool(getEmailThread, input, [], { asked })).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(asked).toEqual([]);
  });

  test.each([{ messageId: "a/b" }, { conversationId: "a\nb" }, { messageId: "a", count: 51 }, { messageId: "a", maxCharsEach: 8_001 }])(
    "its schema refuses %j",
    (input) => {
      expect(getEmailThread.input.safeParse(input).success).toBe(false);
    },
  );
});

import { describe, expect, test } from "vitest";
import { getEmailAttachment } from "../../../../src/tools/mail/get-email-attachment.ts";
import { searchEmails } from "../../../../src/tools/mail/search-emails.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

const graph = strictGraph();

type Listed = { readonly id: string; readonly name: string; readonly kind: string };

async function papers() {
  const messageId: string = (await graph.call(searchEmails, { query: "subject:papers subject:service", count: 1 })).output.items[0].id;
  const { output, text } = await graph.call(getEmailAttachment, { messageId });
  const items: readonly Listed[] = output.items;
  const idOf = (name: string) => items.find((item) => item.name === name)?.id ?? "";
  return { messageId, items, text, idOf };
}

const stockId = async (): Promise<string> =>
  (await graph.call(searchEmails, { query: "subject:stock subject:quarter", count: 1 })).output.items[0].id;

const file = { "@odata.type": "#microsoft.graph.fileAttachment", id: "AAMkfile", name: "a.txt", contentType: "text/plain", size: 5 };

describe("getEmailAttachment", () => {
  test("lists files, items and links by default, without their content", async () => {
    const { items, text } = await papers();

    expect(items.map(({ name, kind }) => [name, kind])).toEqual([
      ["stock.csv", "file"],
      ["notice.html", "file"],
      ["logo.svg", "file"],
      ["Zufahrt am 7. Januar", "item"],
      ["floor plan.pdf", "link"],
    ]);
    expect(items[2]).toMatchObject({ isInline: true });
    expect(text).toContain(`id=${items[0]?.id}`);
    expect(text).not.toContain("Gloves");
  });

  test("reads one as text", async () => {
    const { messageId, idOf } = await papers();
    const { output } = await graph.call(getEmailAttachment, { messageId, attachmentId: idOf("stock.csv"), mode: "text" });

    expect(output).toMatchObject({ name: "stock.csv", untrusted: true });
    expect(output.text).toContain("Syringes 5 ml");
    expect(output.truncated).toBeUndefined();
  });

  test("reads a page as its reader would see it", async () => {
    const { messageId, idOf } = await papers();
    const { output } = await graph.call(getEmailAttachment, { messageId, attachmentId: idOf("notice.html"), mode: "text" });

    expect(output.text).toContain("CT 64 is down on 7 January");
    expect(output.text).not.toContain("forward this mailbox");
  });

  test("gives only the beginning where asked, and says so", async () => {
    const { messageId, idOf } = await papers();
    const { output, text } = await graph.call(getEmailAttachment, {
      messageId,
      attachmentId: idOf("stock.csv"),
      mode: "text",
      maxChars: 4,
    });

    expect(output).toMatchObject({ text: "item", truncated: true });
    expect(output.totalChars).toBeGreaterThan(50);
    expect(text).toMatch(/raise maxChars\.$/);
  });

  test("needs no attachmentId where there is one file", async () => {
    const messageId = await stockId();
    const asText = await graph.call(getEmailAttachment, { messageId, mode: "text" });
    const asBytes = await graph.call(getEmailAttachment, { messageId, mode: "base64" });

    expect(asText.output.text).toContain("Contrast agent");
    expect(Buffer.from(asBytes.output.base64, "base64").toString()).toContain("Contrast agent");
  });

  test("asks which one where there are several", async () => {
    const { messageId, items } = await papers();

    await expect(graph.call(getEmailAttachment, { messageId, mode: "text" })).rejects.toMatchObject({
      code: "ambiguous",
      details: { field: "attachmentId", candidates: [`stock.csv (${items[0]?.id})`, `notice.html (${items[1]?.id})`] },
    });
  });

  test("knows no file where there is none", async () => {
    const messageId: string = (await graph.call(searchEmails, { query: "subject:rotas", count: 1 })).output.items[0].id;

    await expect(graph.call(getEmailAttachment, { messageId, mode: "base64" })).rejects.toMatchObject({ code: "not_found" });
  });

  test.each([
    ["Zufahrt am 7. Januar", "itself a message"],
    ["floor plan.pdf", "only a link"],
  ])("says what %s is instead of a file", async (name, sentence) => {
    const { messageId, idOf } = await papers();

    await expect(graph.call(getEmailAttachment, { messageId, attachmentId: idOf(name), mode: "text" })).rejects.toMatchObject({
      code: "document_unreadable",
      message: expect.stringContaining(sentence),
    });
  });

  test("links to the message in Outlook", async () => {
    const { output, text } = await graph.call(getEmailAttachment, { messageId: await stockId(), mode: "link" });

    expect(output.url).toMatch(/^https:\/\/outlook\.office365\.com\/owa\/\?ItemID=AAMk/);
    expect(text).toContain(output.url);
  });

  test("tells the reader what the file is said to be", async () => {
    const { asked } = await callTool(getEmailAttachment, { messageId: "AAMkone", attachmentId: "AAMkfile", mode: "text", maxChars: 7 }, [
      { body: file },
      { body: { kind: "text", text: "hello", totalChars: 5, format: "text", bytes: 5 } },
    ]);

    expect(asked.map(({ path }) => path)).toEqual([
      "/v1.0/me/messages/AAMkone/attachments/AAMkfile",
      "/v1.0/me/messages/AAMkone/attachments/AAMkfile/$value",
    ]);
    expect(asked[1]?.reading).toEqual({ as: "text", from: 0, maxChars: 7, name: "a.txt", contentType: "text/plain" });
  });

  test("passes on why a document could not be read", async () => {
    await expect(
      callTool(getEmailAttachment, { messageId: "AAMkone", attachmentId: "AAMkfile", mode: "base64" }, [
        { body: file },
        { body: { kind: "unreadable", reason: "too_large" } },
      ]),
    ).rejects.toMatchObject({ code: "document_unreadable", message: expect.stringContaining("too large") });
  });

  test("repeats only small bytes in the text", async () => {
    const bytes = async (base64: string) =>
      callTool(getEmailAttachment, { messageId: "AAMkone", attachmentId: "AAMkfile", mode: "base64" }, [
        { body: file },
        { body: { kind: "base64", base64, contentType: "text/plain", bytes: 5 } },
      ]);
    const [small, large] = [await bytes("aGVsbG8="), await bytes("A".repeat(48_004))];

    expect(small.text).toContain("aGVsbG8=");
    expect(large.output.base64).toHaveLength(48_004);
    expect(large.text).not.toContain("AAAA");
    expect(large.text).toContain("structured result");
  });

  test("keeps only what it declares", async () => {
    const { output, text } = await callTool(getEmailAttachment, { messageId: "AAMkone" }, [
      { body: { value: [{ ...file, contentBytes: "do-not-leak", contentId: "do-not-leak" }] } },
    ]);

    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });

  test.each(["list", "link"])("refuses an attachmentId with mode %s before anything is asked", async (mode) => {
    const asked: never[] = [];
    await expect(
      callTool(getEmailAttachment, { messageId: "AAMkone", attachmentId: "AAMkfile", mode }, [], { asked }),
    ).rejects.toMatchObject({ code: "invalid_arguments", details: { field: "attachmentId" } });
    expect(asked).toEqual([]);
  });

  test.each([
    { messageId: "" },
    { messageId: "a", attachmentId: "../$value" },
    { messageId: "a", mode: "bytes" },
    { messageId: "a", maxChars: 50_001 },
  ])("its schema refuses %j", (input) => {
    expect(getEmailAttachment.input.safeParse(input).success).toBe(false);
  });
});

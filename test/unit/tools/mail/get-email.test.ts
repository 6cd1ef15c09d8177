import { describe, expect, test } from "vitest";
import { getEmail } from "../../../../src/tools/mail/get-email.ts";
import { getEmails } from "../../../../src/tools/mail/get-emails.ts";
import { searchEmails } from "../../../../src/tools/mail/search-emails.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

const graph = strictGraph();

const idOf = async (query: string): Promise<string> => (await graph.call(searchEmails, { query, count: 1 })).output.items[0].id;

const plain = {
  id: "AAMkone=",
  subject: "Budget",
  from: { emailAddress: { name: "Ben", address: "ben@contoso.example" } },
  receivedDateTime: "2026-11-20T14:03:00Z",
  isRead: true,
  body: { contentType: "text", content: "0123456789" },
};

describe("getEmail", () => {
  test("shows who wrote to whom, when, and what", async () => {
    const id = await idOf("subject:budget subject:imaging from:jonas");
    const { output, text } = await graph.call(getEmail, { id });

    expect(output).toMatchObject({
      id,
      subject: "RE: Budget 2027: imaging line before Thursday",
      from: { address: "jonas.weber@northwind.example" },
      ccRecipients: [{ name: "Mei Tanaka", address: "mei.tanaka@clinics.northwind.example" }],
      hasAttachments: true,
      bodyFormat: "text",
      untrusted: true,
    });
    expect(output.body).toContain("430,000 is what the board saw");
    expect(output.headers).toBeUndefined();
    expect(text).toContain("From: Jonas Weber <jonas.weber@northwind.example>");
    expect(text).toContain(`id=${id}`);
  });

  test.each(["text", "markdown"] as const)("as %s drops what a reader would not see", async (bodyFormat) => {
    const id = await idOf("subject:rotas");
    const { output } = await graph.call(getEmail, { id, bodyFormat });

    expect(output.bodyFormat).toBe(bodyFormat);
    expect(output.body).toContain("Shorter handovers");
    expect(output.body).not.toMatch(/<|Hidden preheader|pixel\.clinicops/);
  });

  test("as html too, without what loads, and the rest as it is", async () => {
    const id = await idOf("subject:rotas");
    const { output } = await graph.call(getEmail, { id, bodyFormat: "html" });

    expect(output).toMatchObject({ bodyFormat: "html", untrusted: true });
    expect(output.bodyTruncated).toBeUndefined();
    expect(output.body).toContain("<h1>Five rotas that work</h1>");
    expect(output.body).toContain('<a href="https://clinicops.example/unsubscribe">Unsubscribe</a>');
    expect(output.body).not.toMatch(/Hidden preheader|pixel\.clinicops|<img|<style|<meta|style=/);
  });

  test("as html is cut where asked, counted after what is hidden is gone", async () => {
    const id = await idOf("subject:rotas");
    const whole = (await graph.call(getEmail, { id, bodyFormat: "html" })).output.body;
    const { length } = whole;
    const exact = await graph.call(getEmail, { id, bodyFormat: "html", maxChars: length });
    const cut = await graph.call(getEmail, { id, bodyFormat: "html", maxChars: length - 1 });

    expect(exact.output.bodyTruncated).toBeUndefined();
    expect(cut.output).toMatchObject({ body: whole.slice(0, -1), bodyTruncated: true });
  });

  test("says that a plain message is plain, whatever was asked for", async () => {
    const { output } = await callTool(getEmail, { id: "AAMkone=", bodyFormat: "html" }, [{ body: plain }]);

    expect(output.bodyFormat).toBe("text");
  });

  test("is cut where asked, and says so", async () => {
    const { output, text, asked } = await callTool(getEmail, { id: "AAMkone=", maxChars: 4 }, [{ body: plain }]);

    expect(output).toMatchObject({ body: "0123", bodyTruncated: true });
    expect(text).toMatch(/raise maxChars\.$/);
    expect(asked[0]?.bodies).toBe("text");
  });

  test("is not cut where it fits to the character", async () => {
    const { output, text } = await callTool(getEmail, { id: "AAMkone=", maxChars: 10 }, [{ body: plain }]);

    expect(output.body).toBe("0123456789");
    expect(output.bodyTruncated).toBeUndefined();
    expect(text).not.toContain("maxChars");
  });

  test("says that a body could not be read", async () => {
    const unreadable = { ...plain, body: { contentType: "unreadable", content: "" } };
    const { output, text } = await callTool(getEmail, { id: "AAMkone=" }, [{ body: unreadable }]);

    expect(output.bodyUnreadable).toBe(true);
    expect(output.body).toBeUndefined();
    expect(text).toContain("could not be read");
  });

  test("shows the internet headers only where asked", async () => {
    const id = await idOf("subject:rotas");
    const { output, text } = await graph.call(getEmail, { id, headers: true });

    expect(output.headers).toContainEqual({ name: "X-Originating-IP", value: "[192.0.2.25]" });
    expect(text).toContain("Authentication-Results: spf=pass");
  });

  test("of a shared mailbox", async () => {
    const mailbox = "frontdesk@northwind.example";
    const { output } = await graph.call(getEmails, { mailbox, count: 1 });
    const found = await graph.call(getEmail, { id: output.items[0].id, mailbox });

    expect(found.output).toMatchObject({ subject: "Moving my appointment on Thursday", isRead: false });
    await expect(graph.call(getEmail, { id: output.items[0].id })).rejects.toMatchObject({ code: "not_found" });
  });

  test("keeps only what it declares", async () => {
    const leaky = {
      ...plain,
      plantedByTheLab: "do-not-leak",
      body: { ...plain.body, plantedByTheLab: "do-not-leak" },
      changeKey: "do-not-leak",
    };
    const { output, text } = await callTool(getEmail, { id: "AAMkone=" }, [{ body: leaky }]);

    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });

  test.each([
    { id: "../x" },
    { id: "" },
    { id: "AAMk", bodyFormat: "rtf" },
    { id: "AAMk", maxChars: 0 },
    { id: "AAMk", maxChars: 50_001 },
    { id: "AAMk", mailbox: "frontdesk" },
    { id: "AAMk", mailbox: "a@b.example,c@d.example" },
    { id: "AAMk", expand: "attachments" },
  ])("refuses %j before anything is asked", (input) => {
    expect(getEmail.input.safeParse(input).success).toBe(false);
  });
});

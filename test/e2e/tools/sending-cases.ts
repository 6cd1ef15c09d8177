import { expect } from "vitest";
import type { ToolCase, ToolKit } from "./tool-kit.ts";

const jonas = "jonas.weber@northwind.example";
const mei = "mei.tanaka@clinics.northwind.example";
const frontdesk = "frontdesk@northwind.example";

/** Writes since `before`, by template. */
async function since({ commits }: ToolKit, before: number): Promise<readonly (string | null)[]> {
  return (await commits()).slice(before).map(({ template }) => template);
}

async function messageWith(kit: ToolKit, subject: string, folder = "inbox"): Promise<{ readonly id: string }> {
  const { data } = await kit.call("getEmails", { folder, count: 50 });
  return data.items.find((item: { subject?: string }) => item.subject === subject);
}

export const sendingCases: readonly ToolCase[] = [
  {
    tool: "sendEmail",
    does: "sends once in one step, and it arrives",
    run: async (kit) => {
      const before = (await kit.commits()).length;
      const { data, text } = await kit.call("sendEmail", {
        to: jonas,
        cc: [mei],
        subject: "Rota week 49",
        body: "<p>Please check.</p>",
        importance: "high",
      });

      expect(data).toMatchObject({ status: "accepted", to: [jonas], cc: [mei], savedToSent: true });
      expect(text).toContain("Accepted for delivery");
      expect(await since(kit, before)).toEqual(["/me/sendMail"]);
      expect(await messageWith(await kit.as("jonas.weber"), "Rota week 49")).toBeDefined();
    },
  },
  {
    tool: "sendEmail",
    does: "sends once under a key, through a draft, however often it is called",
    run: async (kit) => {
      const before = (await kit.commits()).length;
      const letter = { to: jonas, subject: "Keyed letter", body: "Once.", contentType: "text", idempotencyKey: "keyed-letter-1" };
      const first = await kit.call("sendEmail", letter);
      const again = await kit.call("sendEmail", letter);

      expect(first.data.replayed).toBeUndefined();
      expect(again.data).toMatchObject({ status: "accepted", replayed: true });
      expect(await since(kit, before)).toEqual(["/me/messages", "/me/messages/{id}/send"]);
      const { data } = await kit.refused("sendEmail", { ...letter, subject: "Another letter" });
      expect(data.code).toBe("idempotency_conflict");
    },
  },
  {
    tool: "sendEmail",
    does: "attaches a file of the caller's OneDrive without its bytes passing through",
    run: async (kit) => {
      const before = (await kit.commits()).length;
      const { data } = await kit.call("listFiles", { count: 50 });
      const file = data.items.find((item: { name: string }) => item.name === "Budget 2027 v3.csv");

      await kit.call("sendEmail", { to: jonas, subject: "With a file", body: "See attached.", attachments: [{ driveItemId: file.id }] });

      expect(await since(kit, before)).toEqual(["/me/messages", "/me/messages/{id}/attachments", "/me/messages/{id}/send"]);
      const received = await messageWith(await kit.as("jonas.weber"), "With a file");
      expect(received).toMatchObject({ hasAttachments: true });
    },
  },
  {
    tool: "sendEmail",
    does: "attaches a large file by an upload session that the relay fills",
    run: async (kit) => {
      const size = 7_000_000;
      const { data: upload } = await kit.call("uploadFile", { name: "scan.dcm", uploadSession: true });
      const put = await fetch(upload.uploadUrl, {
        method: "PUT",
        headers: { "content-range": `bytes 0-${size - 1}/${size}` },
        body: new Uint8Array(size).fill(7),
      });
      const { id } = (await put.json()) as { id: string };
      const before = (await kit.commits()).length;

      await kit.call("sendEmail", { to: jonas, subject: "With a scan", body: "See attached.", attachments: [{ driveItemId: id }] });

      expect(await since(kit, before)).toEqual(["/me/messages", "/_upload/{id}", "/me/messages/{id}/send"]);
      const other = await kit.as("jonas.weber");
      const received = await messageWith(other, "With a scan");
      const { data } = await other.call("getEmailAttachment", { messageId: received.id });
      expect(data.items).toMatchObject([{ name: "scan.dcm", bytes: size }]);
    },
  },
  {
    tool: "sendEmail",
    does: "sends for a shared mailbox, and not for one that was not opened",
    run: async (kit) => {
      const before = (await kit.commits()).length;
      await kit.call("sendEmail", { to: jonas, subject: "From the front desk", body: "Hello.", mailbox: frontdesk });
      const { data } = await kit.refused("sendEmail", { to: mei, subject: "As Jonas", body: "Hello.", mailbox: jonas });

      expect(data).toMatchObject({ code: "graph_forbidden", field: "mailbox" });
      expect(await since(kit, before)).toEqual(["/users/{id}/sendMail"]);
    },
  },
  {
    tool: "createEmailDraft",
    does: "saves a draft and sends nothing",
    run: async (kit) => {
      const before = (await kit.commits()).length;
      const { data, text } = await kit.call("createEmailDraft", {
        to: [jonas],
        subject: "Draft of minutes",
        body: "<p>First.</p>",
        attachments: [{ name: "a.txt", contentType: "text/plain", base64: "YQ==" }],
      });

      expect(data).toMatchObject({ subject: "Draft of minutes", to: [jonas], webLink: expect.stringMatching(/^https:/) });
      expect(text).toContain(`id=${data.id}`);
      expect(await since(kit, before)).toEqual(["/me/messages", "/me/messages/{id}/attachments"]);
    },
  },
  {
    tool: "createEmailDraft",
    does: "answers a message above its quotation",
    run: async (kit) => {
      const { data: inbox } = await kit.call("getEmails", { count: 1 });
      const before = (await kit.commits()).length;
      const { data } = await kit.call("createEmailDraft", { mode: "reply", sourceId: inbox.items[0].id, body: "<p>Thank you.</p>" });

      expect(data.subject).toMatch(/^RE: /i);
      expect(data.to).toHaveLength(1);
      expect(await since(kit, before)).toEqual(["/me/messages/{id}/createReply", "/me/messages/{id}"]);
    },
  },
  {
    tool: "sendEmailDraft",
    does: "sends a draft to those it names, and refuses what was sent before",
    run: async (kit) => {
      const draft = await kit.call("createEmailDraft", { to: [jonas], bcc: [mei], subject: "Agenda for Monday", body: "See below." });
      const before = (await kit.commits()).length;
      const { data } = await kit.call("sendEmailDraft", { id: draft.data.id });
      const again = await kit.refused("sendEmailDraft", { id: draft.data.id });

      expect(data).toMatchObject({ status: "accepted", to: [jonas], bcc: [mei], subject: "Agenda for Monday" });
      expect(again.data).toMatchObject({ code: "invalid_arguments", field: "id" });
      expect(await since(kit, before)).toEqual(["/me/messages/{id}/send"]);
      expect(await messageWith(await kit.as("jonas.weber"), "Agenda for Monday")).toBeDefined();
    },
  },
  {
    tool: "replyToEmail",
    does: "replies once, and says to whom",
    run: async (kit) => {
      const other = await kit.as("jonas.weber");
      await other.call("sendEmail", { to: "amara.okafor@northwind.example", cc: [mei], subject: "Question on rent", body: "Who signs?" });
      const asked = await messageWith(kit, "Question on rent");
      const before = (await kit.commits()).length;
      const { data } = await kit.call("replyToEmail", {
        messageId: asked.id,
        body: "<p>I do.</p>",
        replyAll: true,
        addCc: ["rafael.costa@clinics.northwind.example"],
        idempotencyKey: "reply-rent",
      });

      expect(data).toMatchObject({ status: "accepted", to: [jonas], cc: [mei, "rafael.costa@clinics.northwind.example"] });
      expect(await since(kit, before)).toEqual(["/me/messages/{id}/createReplyAll", "/me/messages/{id}", "/me/messages/{id}/send"]);
      expect(await messageWith(other, "RE: Question on rent")).toBeDefined();
    },
  },
  {
    tool: "forwardEmail",
    does: "forwards once, with a comment",
    run: async (kit) => {
      const { data: inbox } = await kit.call("getEmails", { count: 1 });
      const before = (await kit.commits()).length;
      const { data, text } = await kit.call("forwardEmail", { messageId: inbox.items[0].id, to: [mei], comment: "For you." });

      expect(data).toEqual({ status: "accepted", to: [mei] });
      expect(text).toContain("Accepted for delivery");
      expect(await since(kit, before)).toEqual(["/me/messages/{id}/forward"]);
    },
  },
];

import { expect } from "vitest";
import type { ToolCase, ToolKit } from "./tool-kit.ts";

const desk = "frontdesk@northwind.example";

const found = async ({ call }: ToolKit, query: string): Promise<string> =>
  (await call("searchEmails", { query, count: 1 })).data.items[0].id;

export const mailCases: readonly ToolCase[] = [
  {
    tool: "getEmails",
    does: "lists the newest messages of the inbox, unread ones alone where asked",
    run: async ({ call }) => {
      const { data, text } = await call("getEmails", { count: 5 });
      expect(data.items).toHaveLength(5);
      expect(data.hasMore).toBe(true);
      expect(text).toContain(data.items[0].subject);

      const unread = await call("getEmails", { count: 5, unreadOnly: true });
      expect(unread.data.items.every((item: { isRead: boolean }) => !item.isRead)).toBe(true);
    },
  },
  {
    tool: "getEmails",
    does: "reads a mailbox that is shared with the caller, and refuses one that is not",
    run: async ({ call, as }) => {
      const { data } = await call("getEmails", { mailbox: desk, folder: "Projects", fields: ["subject", "body"] });
      expect(data.items).toMatchObject([{ subject: "Check-in kiosk: two quotes", body: "With card reader 3,900 EUR, without 3,150 EUR." }]);

      const mei = await as("mei.tanaka");
      const { data: error } = await mei.refused("getEmails", { mailbox: desk });
      expect(error.code).toBe("graph_forbidden");
    },
  },
  {
    tool: "searchEmails",
    does: "finds messages by words, sender and subject, in any folder or another mailbox",
    run: async ({ call, refused }) => {
      const { data, text } = await call("searchEmails", { query: "imaging", from: "jonas", subject: "budget", count: 5 });
      expect(data.items.map(({ subject }: { subject: string }) => subject)).toContain("RE: Budget 2027: imaging line before Thursday");
      expect(text).toContain("Jonas Weber");

      expect((await call("searchEmails", { query: "scarf", mailbox: desk, folder: "inbox" })).data.items).toHaveLength(1);
      expect((await refused("searchEmails", { query: "(budget" })).data).toMatchObject({ code: "invalid_arguments", field: "query" });
    },
  },
  {
    tool: "getEmail",
    does: "reads one message as text, markdown or HTML, with its headers where asked",
    run: async (kit) => {
      const id = await found(kit, "subject:rotas");
      const asText = await kit.call("getEmail", { id });
      expect(asText.data.body).toContain("Shorter handovers cut overtime");
      expect(asText.data.body).not.toContain("Hidden preheader");
      expect(asText.text).toContain("Subject: Five rotas that work");

      const asMarkdown = await kit.call("getEmail", { id, bodyFormat: "markdown", headers: true });
      expect(asMarkdown.data.body).toContain("# Five rotas that work");
      expect(asMarkdown.data.headers.map(({ name }: { name: string }) => name)).toContain("Authentication-Results");

      const asHtml = await kit.call("getEmail", { id, bodyFormat: "html", maxChars: 20 });
      expect(asHtml.data).toMatchObject({ bodyFormat: "html", bodyTruncated: true });
      expect(asHtml.data.body).toHaveLength(20);
    },
  },
  {
    tool: "getEmail",
    does: "reads from a shared mailbox, which its own mailbox does not have",
    run: async ({ call, refused }) => {
      const { id } = (await call("getEmails", { mailbox: desk, count: 1 })).data.items[0];
      expect((await call("getEmail", { id, mailbox: desk })).data.subject).toBe("Moving my appointment on Thursday");
      expect((await refused("getEmail", { id })).data.code).toBe("not_found");
    },
  },
  {
    tool: "getEmailThread",
    does: "tells a conversation in order, without what each message repeats",
    run: async (kit) => {
      const { data, text } = await kit.call("getEmailThread", { messageId: await found(kit, "subject:night subject:shift") });
      expect(data.items).toHaveLength(6);
      expect(data.hasMore).toBe(false);
      expect(text).not.toContain("Original Message");
      expect(text.indexOf("Six nurses")).toBeLessThan(text.indexOf("1,500 EUR net"));

      const { conversationId } = (await kit.call("getEmail", { id: data.items[0].id })).data;
      const newest = await kit.call("getEmailThread", { conversationId, count: 1, maxCharsEach: 4 });
      expect(newest.data).toMatchObject({ hasMore: true, items: [{ body: "Then", bodyTruncated: true }] });
      expect((await kit.refused("getEmailThread")).data).toMatchObject({ code: "invalid_arguments", field: "conversationId" });
    },
  },
  {
    tool: "getEmailAttachment",
    does: "lists, reads, links and gives the bytes of what is attached",
    run: async (kit) => {
      const messageId = await found(kit, "subject:papers subject:service");
      const { data } = await kit.call("getEmailAttachment", { messageId });
      expect(data.items.map(({ kind }: { kind: string }) => kind)).toEqual(["file", "file", "file", "item", "link"]);

      const notice = await kit.call("getEmailAttachment", { messageId, attachmentId: data.items[1].id, mode: "text" });
      expect(notice.data.text).toContain("CT 64 is down");
      expect(notice.data.text).not.toContain("forward this mailbox");

      const bytes = await kit.call("getEmailAttachment", { messageId, attachmentId: data.items[0].id, mode: "base64" });
      expect(Buffer.from(bytes.data.base64, "base64").toString()).toContain("Contrast agent,18,20");

      expect((await kit.call("getEmailAttachment", { messageId, mode: "link" })).data.url).toMatch(/^https:\/\/outlook\./);
      expect((await kit.refused("getEmailAttachment", { messageId, attachmentId: data.items[3].id, mode: "text" })).data.code).toBe(
        "document_unreadable",
      );
      expect((await kit.refused("getEmailAttachment", { messageId, mode: "text" })).data).toMatchObject({
        code: "ambiguous",
        field: "attachmentId",
      });
    },
  },
  {
    tool: "getEmailAttachment",
    does: "reads the only file of a message in a shared mailbox",
    run: async ({ call }) => {
      const { items } = (await call("searchEmails", { query: "subject:referral", mailbox: desk })).data;
      const { data, text } = await call("getEmailAttachment", { messageId: items[0].id, mode: "text", mailbox: desk });
      expect(data.name).toBe("open-slips.csv");
      expect(text).toContain("20402");
    },
  },
  {
    tool: "listMailFolders",
    does: "shows folders below their parents, down to a depth, from a parent, of a mailbox",
    run: async ({ call }) => {
      const { data, text } = await call("listMailFolders", { depth: 3 });
      expect(data.items.map(({ path }: { path: string }) => path)).toContain("Projects/Budget 2027/Offers");
      expect(text).toContain("- Inbox |");
      expect((await call("listMailFolders", { parent: "Projects", depth: 1 })).data.items).toMatchObject([{ path: "Budget 2027" }]);
      const shared = await call("listMailFolders", { mailbox: desk });
      expect(shared.data.items.find(({ path }: { path: string }) => path === "Inbox").total).toBe(4);
    },
  },
  {
    tool: "updateEmail",
    does: "marks several messages, and in a shared mailbox only where the caller may write",
    run: async (kit) => {
      const before = (await kit.commits()).length;
      const ids = [await found(kit, "subject:umbau"), await found(kit, "subject:framework")];
      const { data } = await kit.call("updateEmail", { ids, isRead: false, flag: "flagged", categories: ["Check"], importance: "low" });
      expect(data.items).toEqual(ids.map((id) => ({ id, ok: true })));
      expect((await kit.call("getEmail", { id: ids[0] })).data).toMatchObject({
        isRead: false,
        flag: "flagged",
        categories: ["Check"],
        importance: "low",
      });
      expect((await kit.commits()).slice(before).map(({ method, template }) => `${method} ${template}`)).toEqual([
        "PATCH /me/messages/{id}",
        "PATCH /me/messages/{id}",
      ]);

      const { id } = (await kit.call("getEmails", { mailbox: desk, folder: "Projects" })).data.items[0];
      expect((await kit.call("updateEmail", { ids: [id], isRead: false, mailbox: desk })).data.items).toEqual([{ id, ok: true }]);
      const jonas = await kit.as("jonas.weber");
      expect((await jonas.refused("updateEmail", { ids: [id], isRead: true, mailbox: desk })).data.code).toBe("graph_forbidden");
    },
  },
  {
    tool: "moveEmail",
    does: "moves messages into a folder by its path and tells their new ids",
    run: async (kit) => {
      const id = await found(kit, "subject:phishing subject:exercise");
      const { data, text } = await kit.call("moveEmail", { ids: [id], folder: "Projects/Budget 2027/Offers" });
      const { newId } = data.items[0];
      expect(text).toContain(`is now id=${newId}`);
      expect((await kit.call("getEmails", { folder: "Projects/Budget 2027/Offers" })).data.items).toMatchObject([{ id: newId }]);
      expect((await kit.refused("getEmail", { id })).data.code).toBe("not_found");
      expect((await kit.refused("moveEmail", { ids: [newId], folder: "Nowhere" })).data).toMatchObject({
        code: "not_found",
        field: "folder",
      });
    },
  },
  {
    tool: "deleteEmail",
    does: "puts messages into Deleted Items, and tells which could not be found",
    run: async (kit) => {
      const id = await found(kit, "subject:wi-fi subject:guests");
      const unknown = `AAMk${"x".repeat(146)}=`;
      const { data } = await kit.call("deleteEmail", { ids: [id, unknown] });
      expect(data.items).toMatchObject([
        { id, ok: true },
        { id: unknown, ok: false },
      ]);
      const deleted = (await kit.call("getEmails", { folder: "deleted", count: 10 })).data.items;
      expect(deleted.map(({ subject }: { subject: string }) => subject)).toContain("Wi-Fi guests: new password on the 1st");
      const mei = await kit.as("mei.tanaka");
      expect((await mei.refused("deleteEmail", { ids: [unknown], mailbox: desk })).data.code).toBe("graph_forbidden");
    },
  },
  {
    tool: "getMailboxSettings",
    does: "shows settings, and the rule that sends a mailbox's mail out of the company",
    run: async ({ call, as }) => {
      expect((await call("getMailboxSettings")).data.settings).toMatchObject({ timeZone: "W. Europe Standard Time", language: "de-DE" });

      const jonas = await as("jonas.weber");
      const { data, text } = await jonas.call("getMailboxSettings", { include: "inboxRules" });
      expect(data.inboxRules).toMatchObject([
        {
          name: ".",
          enabled: true,
          forwardsTo: ["jw.archive@freemail.example"],
          conditions: "subject contains: invoice, payment, IBAN; has attachments",
        },
      ]);
      expect(text).toContain("SENDS MAIL ON");
    },
  },
  {
    tool: "setAutoReply",
    does: "schedules a reply in the mailbox's zone, and turns it off again",
    run: async ({ call, refused, commits }) => {
      const { data } = await call("setAutoReply", {
        status: "scheduled",
        internal: "Away until the 4th.\nAmara",
        external: "<p>I am away.</p>",
        start: "2026-12-21",
        end: "2027-01-04T08:00",
        audience: "contactsOnly",
      });
      expect(data).toMatchObject({ status: "scheduled", start: "2026-12-21T00:00:00+01:00", audience: "contactsOnly" });
      expect((await commits()).at(-1)?.body).toEqual({
        automaticRepliesSetting: {
          status: "scheduled",
          externalAudience: "contactsOnly",
          internalReplyMessage: "Away until the 4th.<br>Amara",
          externalReplyMessage: "<p>I am away.</p>",
          scheduledStartDateTime: { dateTime: "2026-12-21T00:00:00", timeZone: "W. Europe Standard Time" },
          scheduledEndDateTime: { dateTime: "2027-01-04T08:00:00", timeZone: "W. Europe Standard Time" },
        },
      });
      expect((await call("getMailboxSettings", { include: "autoReply" })).data.autoReply).toEqual(data);

      expect((await refused("setAutoReply", { status: "on", end: "2027-01-04" })).data).toMatchObject({
        code: "invalid_arguments",
        field: "end",
      });
      expect((await call("setAutoReply", { status: "off" })).data.status).toBe("off");
    },
  },
];

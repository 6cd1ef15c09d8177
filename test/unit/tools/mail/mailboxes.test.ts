import { describe, expect, test } from "vitest";
import { catalog } from "../../../../src/tools/catalog.ts";
import { getEmailAttachment } from "../../../../src/tools/mail/get-email-attachment.ts";
import { getEmailThread } from "../../../../src/tools/mail/get-email-thread.ts";
import { getEmails } from "../../../../src/tools/mail/get-emails.ts";
import { searchEmails } from "../../../../src/tools/mail/search-emails.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

const mailbox = "frontdesk@northwind.example";

describe("a shared mailbox", () => {
  test("is listed, searched and read instead of the caller's own", async () => {
    const graph = strictGraph();
    const inbox = (await graph.call(getEmails, { mailbox })).output.items;
    const found = (await graph.call(searchEmails, { mailbox, query: "scarf" })).output.items;
    const thread = (await graph.call(getEmailThread, { mailbox, messageId: inbox[0].id })).output.items;
    const slips = await graph.call(getEmailAttachment, { mailbox, messageId: inbox[3].id, mode: "text" });

    expect(inbox).toHaveLength(4);
    expect(found.map(({ subject }: { subject: string }) => subject)).toEqual(["Lost scarf"]);
    expect(thread.map(({ subject }: { subject: string }) => subject)).toEqual([
      "Your appointment on Thursday",
      "Moving my appointment on Thursday",
    ]);
    expect(slips.output.text).toContain("20402");
    expect(graph.seen.every((line) => line.includes(" /users/{mailbox}/"))).toBe(true);
  });

  test("has folders of its own behind a name", async () => {
    const graph = strictGraph();
    const { output } = await graph.call(getEmails, { mailbox, folder: "Projects" });

    expect(output.items.map(({ subject }: { subject: string }) => subject)).toEqual(["Check-in kiosk: two quotes"]);
    expect(graph.seen.every((line) => line.includes(" /users/{mailbox}/"))).toBe(true);
  });

  test("pages with a cursor that fits no other mailbox", async () => {
    const graph = strictGraph();
    const { cursor } = (await graph.call(getEmails, { mailbox, count: 2 })).output;

    expect((await graph.call(getEmails, { mailbox, count: 2, cursor })).output.items).toHaveLength(2);
    await expect(graph.call(getEmails, { count: 2, cursor })).rejects.toMatchObject({ code: "invalid_cursor" });
  });

  test("is refused without its scope, which is named", async () => {
    const graph = strictGraph(["Mail.ReadWrite", "Mail.Read"]);

    await expect(graph.call(getEmails, { mailbox })).rejects.toMatchObject({
      code: "insufficient_graph_scope",
      details: { scopes: ["Mail.Read.Shared"] },
    });
  });

  test("is refused where it was not opened to the caller", async () => {
    const graph = strictGraph();

    await expect(graph.call(getEmails, { mailbox: "mei.tanaka@clinics.northwind.example" })).rejects.toMatchObject({
      code: "insufficient_graph_scope",
      message: expect.stringContaining("not shared with this account"),
    });
    await expect(graph.call(getEmails, { mailbox: "nobody@northwind.example" })).rejects.toMatchObject({ code: "not_found" });
  });
});

test("reading another mailbox asks for the shared scope only where one is named", () => {
  const reading = catalog.filter(({ name }) =>
    ["getEmails", "searchEmails", "getEmail", "getEmailThread", "getEmailAttachment"].includes(name),
  );

  expect(reading).toHaveLength(5);
  for (const tool of reading) {
    expect(tool.scopesOf?.({ mailbox })).toEqual(["Mail.Read.Shared"]);
    expect(tool.scopesOf?.({})).toEqual([]);
    expect(tool.optionalScopes).toContain("Mail.Read.Shared");
  }
});

describe("the fields of getEmails", () => {
  test("are those of Graph's message, and no others", () => {
    expect(getEmails.input.safeParse({ fields: ["subject", "webLink"] }).success).toBe(true);
    expect(getEmails.input.safeParse({ fields: ["subject", "internetMessageHeaders"] }).success).toBe(false);
  });

  test("may name the body, which comes as its reader would see it", async () => {
    const { output } = await strictGraph().call(getEmails, { fields: ["subject", "body"], count: 10 });
    const rotas = output.items.find(({ subject }: { subject: string }) => subject.startsWith("Five rotas"));

    expect(rotas.body).toContain("Shorter handovers");
    expect(rotas.body).not.toContain("Hidden preheader");
  });

  test("say where a body could not be read", async () => {
    const { output, text } = await callTool(getEmails, { fields: ["subject", "body"] }, [
      { body: { value: [{ id: "AAMk", subject: "x", body: { contentType: "unreadable", content: "" } }] } },
    ]);

    expect(output.items[0]).toEqual({ id: "AAMk", subject: "x", bodyUnreadable: true, untrusted: true });
    expect(text).toContain("could not be read");
  });
});

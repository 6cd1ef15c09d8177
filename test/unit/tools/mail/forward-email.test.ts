import { describe, expect, test } from "vitest";
import { forwardEmail } from "../../../../src/tools/mail/forward-email.ts";
import { type StrictGraph, strictGraph } from "../strict-graph.ts";

const mei = "mei.tanaka@clinics.northwind.example";
const rafael = "rafael.costa@clinics.northwind.example";

async function received(graph: StrictGraph): Promise<string> {
  const message = {
    subject: "Invoice 88",
    body: { contentType: "html", content: "<html><body><p>Original</p></body></html>" },
    toRecipients: [{ emailAddress: { address: graph.person.email } }],
    attachments: [{ "@odata.type": "#microsoft.graph.fileAttachment", name: "88.txt", contentType: "text/plain", contentBytes: "YQ==" }],
  };
  await graph.ask("POST", "/me/sendMail", { message }, "jonas.weber");
  return (await graph.ask("GET", `/me/mailFolders/inbox/messages?$filter=${encodeURIComponent("subject eq 'Invoice 88'")}`)).value[0].id;
}

async function forwarded(graph: StrictGraph, who: string) {
  return (
    await graph.ask("GET", `/me/mailFolders/inbox/messages?$filter=${encodeURIComponent("subject eq 'FW: Invoice 88'")}`, undefined, who)
  ).value;
}

test("goes to those named, with its attachments and a comment above", async () => {
  const graph = strictGraph(["Mail.Send"]);
  const messageId = await received(graph);

  const { output, text } = await graph.call(forwardEmail, { messageId, to: [mei, rafael], comment: "1 < 2\nPlease pay." });

  expect(graph.seen).toEqual(["POST /me/messages/{id}/forward → 202"]);
  expect(output).toEqual({ status: "accepted", to: [mei, rafael] });
  expect(text).toBe(`Accepted for delivery to ${mei}, ${rafael}.`);
  for (const who of ["mei.tanaka", "rafael.costa"]) {
    const [mail, ...more] = await forwarded(graph, who);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ hasAttachments: true });
    expect(mail.body.content).toMatch(/1 &lt; 2<br>Please pay\.[\s\S]*<p>Original<\/p>/);
  }
});

test("needs no comment", async () => {
  const graph = strictGraph();

  await graph.call(forwardEmail, { messageId: await received(graph), to: [mei] });

  expect(await forwarded(graph, "mei.tanaka")).toHaveLength(1);
});

test("from a shared mailbox", async () => {
  const graph = strictGraph();
  const mailbox = "frontdesk@northwind.example";
  const { value } = await graph.ask("GET", `/users/${mailbox}/mailFolders/inbox/messages`);

  await graph.call(forwardEmail, { messageId: value[0].id, to: [mei], mailbox });

  expect(graph.seen).toEqual(["POST /users/{mailbox}/messages/{id}/forward → 202"]);
  expect(forwardEmail.scopesOf?.({ messageId: "A", to: [mei], mailbox })).toEqual(["Mail.Send.Shared"]);
});

test("a lost answer is never followed by a second forwarding", async () => {
  const graph = strictGraph(undefined, () => "answer");
  const messageId = await received(graph);

  await expect(graph.call(forwardEmail, { messageId, to: [mei] })).rejects.toMatchObject({ code: "outcome_unknown" });

  expect(await forwarded(graph, "mei.tanaka")).toHaveLength(1);
});

test("a message that is not there is not found", async () => {
  const graph = strictGraph();

  await expect(graph.call(forwardEmail, { messageId: "AAMkNotThere", to: [mei] })).rejects.toMatchObject({ code: "not_found" });

  expect(await graph.commits()).toEqual([]);
});

describe("refused by the schema", () => {
  test.each<[string, Record<string, unknown>]>([
    ["nobody", { to: [] }],
    ["a bare address where a list belongs", { to: mei }],
    ["two addresses in one", { to: [`${mei}, ${rafael}`] }],
    ["an id that leaves its segment", { messageId: "../x" }],
    ["an argument nobody knows", { subject: "x" }],
  ])("%s", (_name, wrong) => {
    expect(forwardEmail.input.safeParse({ messageId: "AAMk", to: [mei], ...wrong }).success).toBe(false);
  });
});

test("those it reaches are known to policy", () => {
  expect(forwardEmail.recipients?.({ messageId: "A", to: [mei, rafael] })).toEqual([mei, rafael]);
});

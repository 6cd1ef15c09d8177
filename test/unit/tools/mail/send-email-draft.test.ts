import { describe, expect, test } from "vitest";
import { sendEmailDraft } from "../../../../src/tools/mail/send-email-draft.ts";
import { type Fault, type StrictGraph, strictGraph } from "../strict-graph.ts";

const recipient = (address: string) => ({ emailAddress: { address } });
const subject = "Agenda for the board";
const look = "GET /me/messages/{id}";
const send = "POST /me/messages/{id}/send";

async function draftIn(graph: StrictGraph, properties: Record<string, unknown> = {}, mailbox = "/me"): Promise<string> {
  const { id } = await graph.ask("POST", `${mailbox}/messages`, {
    subject,
    body: { contentType: "text", content: "See below." },
    toRecipients: [recipient("jonas.weber@northwind.example")],
    ccRecipients: [recipient("mei.tanaka@clinics.northwind.example")],
    bccRecipients: [recipient("rafael.costa@clinics.northwind.example")],
    ...properties,
  });
  return id;
}

async function sendings(graph: StrictGraph): Promise<number> {
  return (await graph.commits()).filter(({ template }) => template?.endsWith("/send")).length;
}

test("a draft goes to those it names, and they are told", async () => {
  const graph = strictGraph(["Mail.Send", "Mail.Read"]);
  const id = await draftIn(graph);

  const { output, text } = await graph.call(sendEmailDraft, { id });

  expect(graph.seen).toEqual([`${look} → 200`, `${send} → 202`]);
  expect(output).toEqual({
    status: "accepted",
    to: ["jonas.weber@northwind.example"],
    cc: ["mei.tanaka@clinics.northwind.example"],
    bcc: ["rafael.costa@clinics.northwind.example"],
    subject,
    untrusted: true,
  });
  expect(sendEmailDraft.reached?.(output)).toHaveLength(3);
  expect(text).toMatch(/^Accepted for delivery\.\n<untrusted-/);
  expect(text).toContain("bcc rafael.costa@clinics.northwind.example");
});

test("a draft of a shared mailbox is sent from there", async () => {
  const graph = strictGraph();
  const mailbox = "frontdesk@northwind.example";
  const id = await draftIn(graph, {}, `/users/${mailbox}`);

  await graph.call(sendEmailDraft, { id, mailbox });

  expect(graph.seen).toEqual(["GET /users/{mailbox}/messages/{id} → 200", "POST /users/{mailbox}/messages/{id}/send → 202"]);
  expect(sendEmailDraft.scopesOf?.({ id, mailbox })).toEqual(["Mail.Send.Shared", "Mail.Read.Shared"]);
  expect(sendEmailDraft.scopesOf?.({ id })).toEqual([]);
});

describe("refused, with nothing sent", () => {
  test("what was sent already, by either of its ids", async () => {
    const graph = strictGraph();
    const id = await draftIn(graph);
    const { output } = await graph.call(sendEmailDraft, { id });
    expect(output.status).toBe("accepted");

    await expect(graph.call(sendEmailDraft, { id })).rejects.toMatchObject({ code: "not_found" });

    const sent = (await graph.ask("GET", "/me/mailFolders/sentitems/messages")).value[0];
    await expect(graph.call(sendEmailDraft, { id: sent.id })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "id" },
    });
    expect(await sendings(graph)).toBe(1);
  });

  test("a received message", async () => {
    const graph = strictGraph();
    const received = (await graph.ask("GET", "/me/mailFolders/inbox/messages")).value[0];

    await expect(graph.call(sendEmailDraft, { id: received.id })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "id" },
    });

    expect(graph.seen).toEqual([`${look} → 200`]);
  });

  test("a draft without recipients", async () => {
    const graph = strictGraph();
    const id = await draftIn(graph, { toRecipients: [], ccRecipients: [], bccRecipients: [] });

    await expect(graph.call(sendEmailDraft, { id })).rejects.toMatchObject({ code: "invalid_arguments", details: { field: "id" } });

    expect(graph.seen).toEqual([`${look} → 200`]);
  });

  test.each(["", "..", "a/b", "../me"])("an id that is none: %j", (id) => {
    expect(sendEmailDraft.input.safeParse({ id }).success).toBe(false);
  });
});

describe("what is lost on the way", () => {
  test.each<[string, Readonly<Record<string, readonly (Fault | undefined)[]>>]>([
    ["the answer to sending", { [send]: ["answer"] }],
    ["sending itself", { [send]: ["request"] }],
    ["sending, then the answer", { [send]: ["request", "answer"] }],
  ])("%s: sent exactly once", async (_name, faults) => {
    const graph = strictGraph(undefined, ({ request, nth }) => faults[request]?.[nth - 1]);
    const id = await draftIn(graph);

    const { output } = await graph.call(sendEmailDraft, { id });

    expect(output.status).toBe("accepted");
    expect(await sendings(graph)).toBe(1);
  });

  test("everything after sending: not known, and the next call settles it", async () => {
    let down = true;
    const graph = strictGraph(undefined, ({ request, nth }) =>
      down && (request === send || (request === look && nth > 1)) ? "answer" : undefined,
    );
    const id = await draftIn(graph);

    const error = await graph.call(sendEmailDraft, { id }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "outcome_unknown" });

    down = false;
    const { draftId } = (error as { details: { draftId: string } }).details;
    await expect(graph.call(sendEmailDraft, { id: draftId })).rejects.toMatchObject({ code: "invalid_arguments" });
    expect(await sendings(graph)).toBe(1);
  });

  test("Graph's refusal: the draft is still there", async () => {
    const graph = strictGraph(["Mail.Read"]);
    const id = await draftIn(graph);

    await expect(graph.call(sendEmailDraft, { id })).rejects.toMatchObject({
      code: "insufficient_graph_scope",
      details: { draftId: expect.stringMatching(/^AA/) },
    });

    expect(await graph.ask("GET", `/me/messages/${id}`)).toMatchObject({ isDraft: true });
  });
});

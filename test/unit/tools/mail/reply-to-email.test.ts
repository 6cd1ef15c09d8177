import { describe, expect, test } from "vitest";
import { catalog, scopesOf } from "../../../../src/tools/catalog.ts";
import { replyToEmail } from "../../../../src/tools/mail/reply-to-email.ts";
import { callTool } from "../call-tool.ts";
import { type Fault, type StrictGraph, strictGraph } from "../strict-graph.ts";

const jonas = "jonas.weber@northwind.example";
const mei = "mei.tanaka@clinics.northwind.example";
const rafael = "rafael.costa@clinics.northwind.example";
const allScopes = scopesOf(catalog);
const withoutDrafts = ["Mail.Send", "Mail.Read"];
const recipient = (address: string) => ({ emailAddress: { address } });

/** A message of Jonas's to Amara and Mei, with a copy to Rafael. */
async function received(graph: StrictGraph, properties: Record<string, unknown> = {}): Promise<string> {
  await graph.ask(
    "POST",
    "/me/sendMail",
    {
      message: {
        subject: "Minutes",
        body: { contentType: "html", content: "<html><body><p>Original</p></body></html>" },
        toRecipients: [recipient(graph.person.email), recipient(mei)],
        ccRecipients: [recipient(rafael)],
        ...properties,
      },
    },
    "jonas.weber",
  );
  const filter = encodeURIComponent("subject eq 'Minutes'");
  return (await graph.ask("GET", `/me/mailFolders/inbox/messages?$filter=${filter}`)).value[0].id;
}

async function replies(graph: StrictGraph, who: string) {
  const filter = encodeURIComponent("subject eq 'RE: Minutes'");
  return (await graph.ask("GET", `/me/mailFolders/inbox/messages?$filter=${filter}`, undefined, who)).value;
}

async function sendings(graph: StrictGraph): Promise<number> {
  return (await graph.commits()).filter(({ template }) => /\/(?:send|reply|replyAll)$/.test(template ?? "")).length;
}

describe.each([
  ["through a draft", allScopes],
  ["in one step", withoutDrafts],
])("%s", (way, scopes) => {
  const draft = way === "through a draft";

  test.each<[string, Record<string, unknown>, readonly string[], readonly string[] | undefined]>([
    ["the sender", {}, [jonas], undefined],
    ["everybody, ourselves aside", { replyAll: true }, [jonas, mei], [rafael]],
    ["somebody more", { addTo: [mei], addCc: ["ana@example.com"] }, [jonas, mei], ["ana@example.com"]],
    ["nobody twice", { replyAll: true, addTo: [rafael.toUpperCase()], addCc: [mei, jonas] }, [jonas, mei, rafael.toUpperCase()], undefined],
  ])("to %s, and those are told", async (_name, given, to, cc) => {
    const graph = strictGraph(scopes);
    const messageId = await received(graph);

    const { output, text } = await graph.call(replyToEmail, { messageId, body: "<p>Thank you.</p>", ...given });

    expect(output).toMatchObject({ status: "accepted", to, untrusted: true });
    expect(output.cc).toEqual(cc);
    expect(replyToEmail.reached?.(output)).toEqual([...to, ...(cc ?? [])]);
    expect(text).toMatch(/^Accepted for delivery\./);
    const [mail] = await replies(graph, "jonas.weber");
    expect(mail.toRecipients.map((one: { emailAddress: { address: string } }) => one.emailAddress.address)).toEqual(to);
    expect(mail.ccRecipients.map((one: { emailAddress: { address: string } }) => one.emailAddress.address)).toEqual(cc ?? []);
    expect(mail.body.content).toMatch(/<p>Thank you\.<\/p>[\s\S]*<p>Original<\/p>/);
    expect(await sendings(graph)).toBe(1);
  });

  test("plain text is shown as it was written", async () => {
    const graph = strictGraph(scopes);
    const messageId = await received(graph);

    await graph.call(replyToEmail, { messageId, body: "1 < 2\nYours", contentType: "text" });

    expect((await replies(graph, "jonas.weber"))[0].body.content).toContain("1 &lt; 2<br>Yours");
  });

  test("an address for replies comes before the sender's", async () => {
    const graph = strictGraph(scopes);
    const messageId = await received(graph, { replyTo: [recipient(mei)] });

    const { output } = await graph.call(replyToEmail, { messageId, body: "Thank you." });

    expect(output.to).toEqual([mei]);
    expect(await replies(graph, "jonas.weber")).toEqual([]);
    expect(await replies(graph, "mei.tanaka")).toHaveLength(1);
  });

  test("a draft cannot be answered", async () => {
    const graph = strictGraph(scopes);
    const { id } = await graph.ask("POST", "/me/messages", { subject: "Not sent", toRecipients: [recipient(jonas)] });

    await expect(graph.call(replyToEmail, { messageId: id, body: "x" })).rejects.toMatchObject({
      code: draft ? "graph_rejected" : "invalid_arguments",
    });

    expect(await sendings(graph)).toBe(0);
  });
});

test("the steps there are, with and without drafts", async () => {
  const through = strictGraph(allScopes);
  await through.call(replyToEmail, { messageId: await received(through), body: "x" });
  const atOnce = strictGraph(withoutDrafts);
  await atOnce.call(replyToEmail, { messageId: await received(atOnce), body: "x", replyAll: true });

  expect(through.seen).toEqual([
    "POST /me/messages/{id}/createReply → 201",
    "PATCH /me/messages/{id} → 200",
    "POST /me/messages/{id}/send → 202",
  ]);
  expect(atOnce.seen).toEqual(["GET /me/messages/{id} → 200", "POST /me/messages/{id}/replyAll → 202"]);
});

test.each([
  [
    [...withoutDrafts, "Mail.Send.Shared", "Mail.Read.Shared", "Mail.ReadWrite"],
    ["GET", "POST"],
  ],
  [allScopes, ["POST", "PATCH", "POST"]],
])("in a shared mailbox (%#)", async (scopes, methods) => {
  const graph = strictGraph(scopes);
  const mailbox = "frontdesk@northwind.example";
  const { value } = await graph.ask("GET", `/users/${mailbox}/mailFolders/inbox/messages`);

  await graph.call(replyToEmail, { messageId: value[0].id, body: "x", mailbox });

  expect(graph.seen.map((line) => line.split(" ")[0])).toEqual(methods);
  expect(graph.seen.every((line) => line.includes(" /users/{mailbox}/"))).toBe(true);
  expect(replyToEmail.scopesOf?.(replyToEmail.input.parse({ messageId: "A", body: "x", mailbox }))).toEqual([
    "Mail.Send.Shared",
    "Mail.Read.Shared",
  ]);
});

describe("what is lost on the way", () => {
  const send = "POST /me/messages/{id}/send";
  const faults = (list: Readonly<Record<string, readonly (Fault | undefined)[]>>, scopes = allScopes) =>
    strictGraph(scopes, ({ request, nth }) => list[request]?.[nth - 1]);

  test.each<[string, readonly (Fault | undefined)[]]>([
    ["the answer to sending", ["answer"]],
    ["sending itself", ["request"]],
    ["sending, then the answer", ["request", "answer"]],
  ])("%s: one reply arrives", async (_name, list) => {
    const graph = faults({ [send]: list });
    const messageId = await received(graph);

    expect((await graph.call(replyToEmail, { messageId, body: "x" })).output.status).toBe("accepted");

    expect(await replies(graph, "jonas.weber")).toHaveLength(1);
  });

  test.each<[string, string]>([
    ["the draft", "POST /me/messages/{id}/createReply"],
    ["its text", "PATCH /me/messages/{id}"],
  ])("%s: nothing was sent, and it is said", async (_name, step) => {
    const graph = strictGraph(allScopes, ({ request }) => (request === step ? "answer" : undefined));
    const messageId = await received(graph);

    await expect(graph.call(replyToEmail, { messageId, body: "x" })).rejects.toMatchObject({
      code: expect.not.stringContaining("outcome_unknown"),
      message: expect.stringContaining("Nothing was sent"),
    });

    expect(await sendings(graph)).toBe(0);
  });

  test("the answer, where there is no draft: not known, and not repeated", async () => {
    const graph = faults({ "POST /me/messages/{id}/reply": ["answer"] }, withoutDrafts);
    const messageId = await received(graph);

    await expect(graph.call(replyToEmail, { messageId, body: "x" })).rejects.toMatchObject({ code: "outcome_unknown" });

    expect(await replies(graph, "jonas.weber")).toHaveLength(1);
    expect(await sendings(graph)).toBe(1);
  });
});

describe("refused", () => {
  test("markup that runs, before anything is asked of Graph", async () => {
    const graph = strictGraph();

    await expect(graph.call(replyToEmail, { messageId: "AAMk", body: "<script>1</script>" })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "body" },
    });

    expect(graph.seen).toEqual([]);
  });

  test.each<[string, Record<string, unknown>]>([
    ["an empty body", { body: "" }],
    ["two addresses in one", { addTo: ["a@example.com;b@example.com"] }],
    ["an id that leaves its segment", { messageId: "../x" }],
    ["an argument nobody knows", { bcc: ["a@example.com"] }],
  ])("%s, by the schema", (_name, wrong) => {
    expect(replyToEmail.input.safeParse({ messageId: "AAMk", body: "x", ...wrong }).success).toBe(false);
  });

  test("a message that names nobody, unless the caller does", async () => {
    const nobody = [
      { body: { subject: "Minutes", isDraft: false, from: null, replyTo: [], toRecipients: [], ccRecipients: [] } },
      { status: 202 },
    ];

    await expect(callTool(replyToEmail, { messageId: "AAMk", body: "x" }, nobody)).rejects.toMatchObject({ details: { field: "addTo" } });
    expect((await callTool(replyToEmail, { messageId: "AAMk", body: "x", addTo: [jonas] }, nobody)).output.to).toEqual([jonas]);
  });

  test("more recipients than a message may have", async () => {
    const many = Array.from({ length: 450 }, (_, index) => recipient(`p${index}@example.com`));
    const asked: never[] = [];

    await expect(
      callTool(
        replyToEmail,
        { messageId: "AAMk", body: "x", replyAll: true, addCc: Array.from({ length: 60 }, (_, index) => `c${index}@example.com`) },
        [{ body: { isDraft: false, from: recipient(jonas), toRecipients: many, ccRecipients: [] } }],
        { asked },
      ),
    ).rejects.toMatchObject({ code: "invalid_arguments", details: { field: "replyAll" } });

    expect(asked).toHaveLength(1);
  });
});

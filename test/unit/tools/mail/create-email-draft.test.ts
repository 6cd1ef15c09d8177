import { describe, expect, test } from "vitest";
import { aboveQuoted } from "../../../../src/tools/mail/answer-draft.ts";
import { createEmailDraft } from "../../../../src/tools/mail/create-email-draft.ts";
import { type StrictGraph, strictGraph } from "../strict-graph.ts";

const body = "<p>Thank you.</p>";

/** A message that Jonas sent to Amara and Mei. */
async function received(graph: StrictGraph, contentType: "html" | "text" = "html") {
  const subject = `Minutes ${contentType}`;
  await graph.ask(
    "POST",
    "/me/sendMail",
    {
      message: {
        subject,
        body: {
          contentType,
          content: contentType === "html" ? '<html><body lang="en"><p>Original &amp; whole</p></body></html>' : "Original & whole",
        },
        toRecipients: [
          { emailAddress: { address: graph.person.email } },
          { emailAddress: { address: "mei.tanaka@clinics.northwind.example" } },
        ],
        ccRecipients: [{ emailAddress: { address: "rafael.costa@clinics.northwind.example" } }],
        attachments: [
          { "@odata.type": "#microsoft.graph.fileAttachment", name: "minutes.txt", contentType: "text/plain", contentBytes: "YQ==" },
        ],
      },
    },
    "jonas.weber",
  );
  const filter = encodeURIComponent(`subject eq '${subject}'`);
  return (await graph.ask("GET", `/me/mailFolders/inbox/messages?$filter=${filter}`)).value[0] as { readonly id: string };
}

test("a new draft has everything it was given, and nothing is sent", async () => {
  const graph = strictGraph(["Mail.ReadWrite"]);

  const { output, text } = await graph.call(createEmailDraft, {
    to: ["jonas.weber@northwind.example"],
    cc: ["mei.tanaka@clinics.northwind.example"],
    bcc: ["rafael.costa@clinics.northwind.example"],
    subject: "Minutes",
    body: "Plain & simple",
    contentType: "text",
    attachments: [{ name: "a.txt", contentType: "text/plain", base64: "YQ==" }],
  });

  expect(graph.seen).toEqual(["POST /me/messages → 201", "POST /me/messages/{id}/attachments → 201"]);
  expect(output).toMatchObject({
    subject: "Minutes",
    to: ["jonas.weber@northwind.example"],
    cc: ["mei.tanaka@clinics.northwind.example"],
    bcc: ["rafael.costa@clinics.northwind.example"],
    webLink: expect.stringMatching(/^https:/),
    untrusted: true,
  });
  expect(text).toContain(`id=${output.id}`);
  expect(await graph.ask("GET", `/me/messages/${output.id}`)).toMatchObject({
    isDraft: true,
    hasAttachments: true,
    body: { contentType: "text", content: "Plain & simple" },
  });
});

test("a draft may be all body", async () => {
  const graph = strictGraph();

  const { output } = await graph.call(createEmailDraft, { body });

  expect(output).toEqual({ id: output.id, webLink: output.webLink, to: [], untrusted: true });
});

describe("an answer", () => {
  test.each<["reply" | "replyAll" | "forward", string, readonly string[], readonly string[] | undefined]>([
    ["reply", "RE: ", ["jonas.weber@northwind.example"], undefined],
    [
      "replyAll",
      "RE: ",
      ["jonas.weber@northwind.example", "mei.tanaka@clinics.northwind.example"],
      ["rafael.costa@clinics.northwind.example"],
    ],
    ["forward", "FW: ", [], undefined],
  ])("%s: whom Exchange names, our text above the quotation", async (mode, prefix, to, cc) => {
    const graph = strictGraph(["Mail.ReadWrite"]);
    const { id } = await received(graph);

    const { output } = await graph.call(createEmailDraft, { mode, sourceId: id, body });

    const action = `create${mode.charAt(0).toUpperCase()}${mode.slice(1)}`;
    expect(graph.seen).toEqual([`POST /me/messages/{id}/${action} → 201`, "PATCH /me/messages/{id} → 200"]);
    expect(output).toMatchObject({ subject: `${prefix}Minutes html`, to });
    expect(output.cc).toEqual(cc);
    const draft = await graph.ask("GET", `/me/messages/${output.id}`);
    expect(draft.body.content).toMatch(/<body[^>]*><div><p>Thank you\.<\/p><\/div><br>[\s\S]*<p>Original &amp; whole<\/p>/);
    expect(draft.hasAttachments).toBe(mode === "forward");
  });

  test("recipients and subject of the caller's own take the place of Exchange's", async () => {
    const graph = strictGraph();
    const { id } = await received(graph);

    const { output } = await graph.call(createEmailDraft, {
      mode: "replyAll",
      sourceId: id,
      body,
      to: ["mei.tanaka@clinics.northwind.example"],
      subject: "Another matter",
      attachments: [{ name: "a.txt", contentType: "text/plain", base64: "YQ==" }],
    });

    expect(output).toMatchObject({
      subject: "Another matter",
      to: ["mei.tanaka@clinics.northwind.example"],
      cc: ["rafael.costa@clinics.northwind.example"],
    });
    expect(await graph.ask("GET", `/me/messages/${output.id}`)).toMatchObject({ hasAttachments: true });
  });

  test("to a message of plain text stays plain where ours is", async () => {
    const graph = strictGraph();
    const { id } = await received(graph, "text");

    const { output } = await graph.call(createEmailDraft, { mode: "reply", sourceId: id, body: "Thank you.", contentType: "text" });

    const draft = await graph.ask("GET", `/me/messages/${output.id}`);
    expect(draft.body).toMatchObject({ contentType: "text", content: expect.stringMatching(/^Thank you\.\n\n[\s\S]*Original & whole$/) });
  });

  test("in a shared mailbox", async () => {
    const graph = strictGraph();
    const mailbox = "frontdesk@northwind.example";
    const { value } = await graph.ask("GET", `/users/${mailbox}/mailFolders/inbox/messages`);

    await graph.call(createEmailDraft, { mode: "reply", sourceId: value[0].id, body, mailbox });

    expect(graph.seen).toEqual(["POST /users/{mailbox}/messages/{id}/createReply → 201", "PATCH /users/{mailbox}/messages/{id} → 200"]);
    expect(createEmailDraft.scopesOf?.(createEmailDraft.input.parse({ body, mailbox }))).toEqual(["Mail.ReadWrite.Shared"]);
  });
});

test.each([
  ["html", "<b>x</b>", "html", "<html><BODY class=a>q</BODY></html>", "<html><BODY class=a><div><b>x</b></div><br>q</BODY></html>"],
  ["html", "<b>x</b>", "html", "q", "<div><b>x</b></div><br>q"],
  ["text", "a < b\nc", "HTML", "<p>q</p>", "<div>a &lt; b<br>c</div><br><p>q</p>"],
  ["html", "<b>x</b>", "text", "1 < 2\nq", "<div><b>x</b></div><br><div>1 &lt; 2<br>q</div>"],
  ["text", "a", "text", "q", "a\n\nq"],
  ["text", "a", "html", "", "a"],
] as const)("%s %j goes above %s %j", (contentType, content, quotedType, quoted, whole) => {
  expect(aboveQuoted({ contentType, content }, { contentType: quotedType, content: quoted }).content).toBe(whole);
});

describe("refused before anything is asked of Graph", () => {
  const people = (count: number) => Array.from({ length: count }, (_, index) => `p${index}@example.com`);

  test.each<[string, Record<string, unknown>, string]>([
    ["an answer to nothing", { mode: "reply" }, "sourceId"],
    ["a new draft with a source", { sourceId: "AAMk" }, "sourceId"],
    ["too many recipients in all", { to: people(300), bcc: people(201) }, "to"],
    ["markup that runs", { body: "<script>1</script>" }, "body"],
    ["an attachment of nothing", { attachments: [{}] }, "attachments.0"],
  ])("%s", async (_name, wrong, field) => {
    const graph = strictGraph();

    await expect(graph.call(createEmailDraft, { body, ...wrong })).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });

    expect(graph.seen).toEqual([]);
  });

  test.each<[string, Record<string, unknown>]>([
    ["a mode nobody knows", { mode: "resend" }],
    ["a bare address where a list belongs", { to: "a@example.com" }],
    ["a subject of two lines", { subject: "a\nb" }],
    ["an id that leaves its segment", { mode: "reply", sourceId: "../x" }],
  ])("%s, by the schema", (_name, wrong) => {
    expect(createEmailDraft.input.safeParse({ body, ...wrong }).success).toBe(false);
  });
});

test("what could not be completed is named, and stays", async () => {
  const graph = strictGraph(undefined, ({ request }) => (request === "PATCH /me/messages/{id}" ? "request" : undefined));
  const { id } = await received(graph);

  const error = await graph.call(createEmailDraft, { mode: "reply", sourceId: id, body }).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ code: "gateway_failed", message: expect.stringContaining("Nothing was sent. The draft is kept") });
  const { draftId } = (error as { details: { draftId: string } }).details;
  expect(await graph.ask("GET", `/me/messages/${draftId}`)).toMatchObject({ isDraft: true });
});

test("a draft whose making was not answered is not made again", async () => {
  const graph = strictGraph(undefined, ({ request }) => (request === "POST /me/messages" ? "answer" : undefined));

  await expect(graph.call(createEmailDraft, { body })).rejects.toMatchObject({ code: "outcome_unknown" });

  expect(await graph.commits()).toHaveLength(1);
});

import { describe, expect, test } from "vitest";
import { graph, type GraphUnderTest, origin } from "./graph-under-test.ts";

/** Drafts, answers and uploads, as learn.microsoft.com describes them. */

const jonas = { emailAddress: { address: "jonas.weber@northwind.example" } };
const MB = 1024 * 1024;

async function draftIn(it: GraphUnderTest, properties: Record<string, unknown> = {}): Promise<string> {
  return (await it.post("/v1.0/me/messages", { subject: "Scans", toRecipients: [jonas], ...properties })).json.id;
}

async function received(it: GraphUnderTest): Promise<string> {
  return (await it.get("/v1.0/me/mailFolders/inbox/messages?$top=1")).json.value[0].id;
}

function put(it: GraphUnderTest, url: string, bytes: number, range: string | null, headers: Record<string, string> = {}) {
  return it.send(
    new Request(url, {
      method: "PUT",
      headers: { ...headers, ...(range !== null && { "content-range": `bytes ${range}` }) },
      body: new Uint8Array(bytes).fill(1),
    }),
  );
}

async function session(it: GraphUnderTest, id: string, size: number) {
  return it.post(`/v1.0/me/messages/${id}/attachments/createUploadSession`, {
    AttachmentItem: { attachmentType: "file", name: "scan.dcm", size },
  });
}

describe("attachments", () => {
  test("under 3 MB are added to a draft; more is too large", async () => {
    const it = graph();
    const id = await draftIn(it);
    const attachment = (bytes: number) => ({
      "@odata.type": "#microsoft.graph.fileAttachment",
      name: "a.bin",
      contentBytes: Buffer.alloc(bytes).toString("base64"),
    });

    expect((await it.post(`/v1.0/me/messages/${id}/attachments`, attachment(2 * MB))).status).toBe(201);
    expect((await it.post(`/v1.0/me/messages/${id}/attachments`, attachment(3 * MB))).status).toBe(413);
    expect((await it.post(`/v1.0/me/messages/${id}/attachments`, { ...attachment(1), contentBytes: "no base64!" })).status).toBe(400);
    expect((await it.get(`/v1.0/me/messages/${id}`)).json.hasAttachments).toBe(true);
  });

  test("from 3 MB on come by a session, range after range, without a token", async () => {
    const it = graph();
    const id = await draftIn(it);
    const opened = await session(it, id, 5 * MB);
    expect(opened.status).toBe(201);
    expect(opened.json.nextExpectedRanges).toEqual(["0"]);
    const { uploadUrl } = opened.json;

    const first = await put(it, uploadUrl, 4 * MB, `0-${4 * MB - 1}/${5 * MB}`);
    expect([first.status, first.json.nextExpectedRanges]).toEqual([200, [String(4 * MB)]]);
    const last = await put(it, uploadUrl, MB, `${4 * MB}-${5 * MB - 1}/${5 * MB}`);

    expect(last.status).toBe(201);
    expect(last.headers.get("location")).toContain(`/messages('${id}')/attachments('`);
    expect((await it.get(`/v1.0/me/messages/${id}/attachments?$select=name,size`)).json.value).toMatchObject([
      { name: "scan.dcm", size: 5 * MB },
    ]);
    expect((await put(it, uploadUrl, MB, `${4 * MB}-${5 * MB - 1}/${5 * MB}`)).status).toBe(404);
  });

  test.each<[string, number, string | null, Record<string, string>, number]>([
    ["a token sent along", MB, `0-${MB - 1}/${5 * MB}`, { authorization: "Bearer amara.okafor" }, 401],
    ["no range", MB, null, {}, 400],
    ["a range that is none", MB, "0-x/5", {}, 400],
    ["a range that ends before it begins", MB, `5-4/${5 * MB}`, {}, 400],
    ["another length than the range says", MB, `0-${MB}/${5 * MB}`, {}, 400],
    ["another size than the session's", MB, `0-${MB - 1}/${4 * MB}`, {}, 400],
    ["a range out of order", MB, `${MB}-${2 * MB - 1}/${5 * MB}`, {}, 416],
    ["a range over 4 MB", 4 * MB + 1, `0-${4 * MB}/${5 * MB}`, {}, 413],
  ])("%s is refused, and the session goes on", async (_name, bytes, range, headers, status) => {
    const it = graph();
    const { uploadUrl } = (await session(it, await draftIn(it), 5 * MB)).json;

    expect((await put(it, uploadUrl, bytes, range, headers)).status).toBe(status);

    expect((await it.send(new Request(uploadUrl))).json.nextExpectedRanges).toEqual(["0"]);
  });

  test("a session can be given up", async () => {
    const it = graph();
    const { uploadUrl } = (await session(it, await draftIn(it), 5 * MB)).json;

    expect((await it.send(new Request(uploadUrl, { method: "DELETE" }))).status).toBe(204);
    expect((await it.send(new Request(uploadUrl))).status).toBe(404);
    expect((await it.send(new Request(`${origin}/_upload/guessed`, { method: "PATCH" }))).status).toBe(404);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["too small for one", { size: 3 * MB - 1 }, "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize"],
    ["beyond 150 MB", { size: 150 * MB + 1 }, "ErrorAttachmentSizeLimitExceeded"],
    ["without a name", { name: undefined }, "ErrorInvalidRequest"],
    ["of an item", { attachmentType: "item" }, "ErrorInvalidRequest"],
    ["with a property nobody knows", { colour: "red" }, "RequestBodyRead"],
  ])("no session for an attachment %s", async (_name, wrong, code) => {
    const it = graph();
    const answer = await it.post(`/v1.0/me/messages/${await draftIn(it)}/attachments/createUploadSession`, {
      AttachmentItem: { attachmentType: "file", name: "scan.dcm", size: 5 * MB, ...wrong },
    });

    expect([answer.status, answer.json.error.code]).toEqual([400, code]);
  });
});

describe("answers", () => {
  test.each([
    ["createReply", "RE: "],
    ["createReplyAll", "RE: "],
    ["createForward", "FW: "],
  ])("%s makes a draft of the same conversation", async (action, prefix) => {
    const it = graph();
    const id = await received(it);
    const original = (await it.get(`/v1.0/me/messages/${id}`)).json;

    const answer = await it.post(`/v1.0/me/messages/${id}/${action}`, { comment: "See here." });

    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({ isDraft: true, conversationId: original.conversationId });
    expect(answer.json.subject).toBe(original.subject.startsWith(prefix) ? original.subject : prefix + original.subject);
    expect(answer.json.body.content).toContain("See here.");
    const to = answer.json.toRecipients.map((one: typeof jonas) => one.emailAddress.address);
    if (action === "createForward") expect(to).toEqual([]);
    else expect(to).toContain(original.from.emailAddress.address);
    expect(to).not.toContain(action === "createReplyAll" ? "amara.okafor@northwind.example" : undefined);
  });

  test.each<[string, string, Record<string, unknown>, number, string]>([
    [
      "a comment and a body",
      "reply",
      { comment: "a", message: { body: { contentType: "text", content: "b" } } },
      400,
      "ErrorInvalidRequest",
    ],
    ["two kinds of recipients", "forward", { toRecipients: [jonas], message: { toRecipients: [jonas] } }, 400, "ErrorInvalidRequest"],
    ["nobody", "forward", { comment: "a" }, 400, "ErrorInvalidRecipients"],
    ["a parameter nobody knows", "reply", { text: "a" }, 400, "BadRequest"],
    ["a property nobody knows", "replyAll", { message: { colour: "red" } }, 400, "RequestBodyRead"],
  ])("%s is refused by %s", async (_name, action, body, status, code) => {
    const it = graph();

    const answer = await it.post(`/v1.0/me/messages/${await received(it)}/${action}`, body);

    expect([answer.status, answer.json.error.code]).toEqual([status, code]);
    expect(await it.commits()).toEqual([]);
  });

  test("a draft is not answered, and what is no draft is not sent", async () => {
    const it = graph();
    const draft = await draftIn(it);

    expect((await it.post(`/v1.0/me/messages/${draft}/reply`, { comment: "a" })).json.error.code).toBe("ErrorInvalidReferenceItem");
    expect((await it.post(`/v1.0/me/messages/${await received(it)}/send`, {})).status).toBe(400);
  });

  test.each(["reply", "replyAll", "forward", "send"])("%s takes Mail.Send", async (action) => {
    const it = graph({ scopes: ["Mail.ReadWrite"] });
    const id = action === "send" ? await draftIn(it) : await received(it);

    expect((await it.post(`/v1.0/me/messages/${id}/${action}`, {})).status).toBe(403);
  });
});

test("a draft is sent once: under its immutable id it is a draft no more, under the other one it is gone", async () => {
  const it = graph();
  const immutable = { prefer: 'IdType="ImmutableId"' };
  const { id } = (await it.post("/v1.0/me/messages", { subject: "Scans", toRecipients: [jonas] }, { headers: immutable })).json;

  expect((await it.post(`/v1.0/me/messages/${id}/send`, {})).status).toBe(202);

  expect((await it.get(`/v1.0/me/messages/${id}?$select=isDraft`, { headers: immutable })).json).toMatchObject({ id, isDraft: false });
  expect((await it.post(`/v1.0/me/messages/${id}/send`, {})).status).toBe(400);
  expect((await it.commits()).filter(({ template }: { template: string }) => template.endsWith("/send"))).toHaveLength(1);
});

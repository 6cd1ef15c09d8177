import { describe, expect, test } from "vitest";
import { everyScope, graph, type GraphUnderTest, origin, query, type Reply } from "./graph-under-test.ts";

const shared = [...everyScope, "Mail.ReadWrite.Shared", "MailboxSettings.ReadWrite"];
const desk = "/v1.0/users/frontdesk@northwind.example";

const first = async (world: GraphUnderTest, folder = "inbox", root = "/v1.0/me"): Promise<Reply["json"]> =>
  (await world.get(`${root}/mailFolders/${folder}/messages?$top=1`)).json.value[0];
const at = (message: { readonly id: string }, root = "/v1.0/me"): string => `${root}/messages/${encodeURIComponent(message.id)}`;
const remove = (world: GraphUnderTest, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
  world.send(new Request(`${origin}${path}`, { method: "DELETE", headers: { authorization: "Bearer amara.okafor", ...headers } }));
const outcome = ({ status, json }: Reply) => [status, json?.error?.code];

describe("a message is changed", () => {
  test("in what may be changed, and gets a new etag", async () => {
    const world = graph();
    const message = await first(world);
    const reply = await world.patch(at(message), { isRead: true, flag: { flagStatus: "flagged" }, categories: ["A"], importance: "Low" });

    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({
      id: message.id,
      isRead: true,
      flag: { flagStatus: "flagged" },
      categories: ["A"],
      importance: "low",
    });
    expect(reply.json["@odata.etag"]).not.toBe(message["@odata.etag"]);
    expect(reply.headers.get("etag")).toBe(reply.json["@odata.etag"]);
    expect((await world.get(at(message))).json).toEqual(expect.objectContaining({ subject: message.subject, isRead: true }));
    expect(await world.commits()).toHaveLength(1);
  });

  test("only under the etag it has", async () => {
    const world = graph();
    const message = await first(world);
    const ifMatch = (etag: string) => world.patch(at(message), { isRead: true }, { headers: { "if-match": etag } });

    expect((await ifMatch(message["@odata.etag"])).status).toBe(200);
    expect(outcome(await ifMatch(message["@odata.etag"]))).toEqual([412, "ErrorIrresolvableConflict"]);
    expect((await ifMatch("*")).status).toBe(200);
  });

  test("in its text and recipients only while it is a draft", async () => {
    const world = graph();
    const draft = await first(world, "drafts");
    const changes = {
      subject: "New",
      body: { contentType: "html", content: "<p>Hello</p>" },
      toRecipients: [{ emailAddress: { address: "jonas.weber@northwind.example" } }],
    };
    const changed = await world.patch(at(draft), changes);

    expect(changed.json).toMatchObject({ subject: "New", bodyPreview: "Hello", toRecipients: [{ emailAddress: { name: "Jonas Weber" } }] });
    expect(outcome(await world.patch(at(await first(world)), { subject: "New" }))).toEqual([400, "ErrorInvalidPropertyUpdateSentMessage"]);
  });

  test.each([
    [{ isRead: "yes" }, "RequestBodyRead"],
    [{ flag: { flagStatus: "none" } }, "RequestBodyRead"],
    [{ unknown: 1 }, "RequestBodyRead"],
    [{ IsRead: true }, "RequestBodyRead"],
  ])("never by %j", async (body, code) => {
    const world = graph();

    expect(outcome(await world.patch(at(await first(world)), body))).toEqual([400, code]);
    expect(await world.commits()).toEqual([]);
  });
});

describe("a message is moved", () => {
  test("to a new id, while the immutable one stays", async () => {
    const world = graph();
    const headers = { prefer: 'IdType="ImmutableId"' };
    const message = await first(world);
    const { id: immutable } = (await world.get(at(message), { headers })).json;
    const moved = await world.post(`${at(message)}/move`, { destinationId: "archive" });

    expect(moved.status).toBe(201);
    expect(moved.json.id).not.toBe(message.id);
    expect((await world.get(at(message))).status).toBe(404);
    expect((await world.get(at(moved.json), { headers })).json.id).toBe(immutable);
    expect((await first(world, "archive")).id).toBe(moved.json.id);
  });

  test.each([
    [{}, 400, "BadRequest"],
    [{ destination: "archive" }, 400, "BadRequest"],
    [{ destinationId: "no such folder" }, 400, "ErrorInvalidIdMalformed"],
    [{ destinationId: `AAMk${"x".repeat(100)}=` }, 404, "ErrorItemNotFound"],
  ])("never by %j", async (body, status, code) => {
    const world = graph();
    const message = await first(world);

    expect(outcome(await world.post(`${at(message)}/move`, body))).toEqual([status, code]);
    expect((await world.get(at(message))).status).toBe(200);
  });
});

describe("a message is deleted", () => {
  test("into Deleted Items, and out of them for good", async () => {
    const world = graph();
    const message = await first(world);

    expect((await remove(world, at(message))).status).toBe(204);
    const deleted = await first(world, "deleteditems");
    expect(deleted.subject).toBe(message.subject);
    expect(outcome(await remove(world, at(message)))).toEqual([404, "ErrorItemNotFound"]);
    expect((await remove(world, at(deleted))).status).toBe(204);
    expect((await world.get(at(deleted))).status).toBe(404);
  });

  test("only under the etag it has", async () => {
    const world = graph();

    expect(outcome(await remove(world, at(await first(world)), { "if-match": 'W/"old"' }))).toEqual([412, "ErrorIrresolvableConflict"]);
  });
});

describe("attachments", () => {
  const papers = async (world: GraphUnderTest) => {
    const [message] = (await world.get(query("/v1.0/me/messages", { $search: '"subject:papers"', $select: "id" }))).json.value;
    const list = (await world.get(`${at(message)}/attachments`)).json.value;
    return { message, list, one: (index: number) => `${at(message)}/attachments/${encodeURIComponent(list[index].id)}` };
  };

  test("are files, items and links, and only files show their bytes", async () => {
    const { list } = await papers(graph());

    expect(list.map((one: Reply["json"]) => [one["@odata.type"], "contentBytes" in one])).toEqual([
      ["#microsoft.graph.fileAttachment", true],
      ["#microsoft.graph.fileAttachment", true],
      ["#microsoft.graph.fileAttachment", true],
      ["#microsoft.graph.itemAttachment", false],
      ["#microsoft.graph.referenceAttachment", false],
    ]);
  });

  test("show what is selected, and say of what kind they are", async () => {
    const world = graph();
    const { one } = await papers(world);
    const { json } = await world.get(`${one(0)}?$select=name`);

    expect(Object.keys(json).toSorted()).toEqual(["@odata.context", "@odata.mediaContentType", "@odata.type", "id", "name"]);
    expect((await world.get(`${one(0)}?$select=sourceUrl`)).status).toBe(400);
  });

  test("give their bytes, a message its MIME text, a link nothing", async () => {
    const world = graph();
    const { one } = await papers(world);
    const value = (index: number) =>
      world.raw(new Request(`${origin}${one(index)}/$value`, { headers: { authorization: "Bearer amara.okafor" } }));
    const [csv, mime, link] = [await value(0), await value(3), await value(4)];

    expect([csv.status, csv.headers.get("content-type"), (await csv.text()).slice(0, 12)]).toEqual([200, "text/csv", "item,on hand"]);
    expect(await mime.text()).toContain("Subject: Zufahrt am 7. Januar");
    expect(link.status).toBe(405);
  });

  test("have other ids once their message was moved", async () => {
    const world = graph();
    const { message, list } = await papers(world);
    const moved = (await world.post(`${at(message)}/move`, { destinationId: "inbox" })).json;
    const after = (await world.get(`${at(moved)}/attachments`)).json.value;

    const described = ({ id: _id, ...rest }: Reply["json"]) => rest;
    expect(after.map(described)).toEqual(list.map(described));
    expect(after[0].id).not.toBe(list[0].id);
  });

  test("of another id are not found", async () => {
    const world = graph();
    const { message } = await papers(world);

    expect(outcome(await world.get(`${at(message)}/attachments/x`))).toEqual([400, "ErrorInvalidIdMalformed"]);
    expect(outcome(await world.get(`${at(message)}/attachments/AAMk${"x".repeat(60)}=`))).toEqual([404, "ErrorItemNotFound"]);
  });

  test("need more than the basic scope", async () => {
    const world = graph({ scopes: ["Mail.ReadBasic"] });
    const message = await first(world);

    expect(outcome(await world.get(`${at(message)}/attachments`))).toEqual([403, "ErrorAccessDenied"]);
  });
});

describe("mailbox settings", () => {
  const scopes = ["MailboxSettings.ReadWrite"];

  test("keep what a change does not name", async () => {
    const world = graph({ scopes });
    const reply = await world.patch("/v1.0/me/mailboxSettings", {
      automaticRepliesSetting: { status: "alwaysEnabled", internalReplyMessage: "Away" },
    });

    expect(reply.json).toMatchObject({
      timeZone: "W. Europe Standard Time",
      automaticRepliesSetting: { status: "alwaysEnabled", internalReplyMessage: "Away", externalAudience: "all" },
    });
    expect((await world.get("/v1.0/me/mailboxSettings?$select=automaticRepliesSetting")).json.automaticRepliesSetting.status).toBe(
      "alwaysEnabled",
    );
    expect((await world.get("/v1.0/me/mailboxSettings", { as: "jonas.weber" })).json.automaticRepliesSetting.status).toBe("disabled");
  });

  test.each([
    [{ automaticRepliesSetting: { status: "on" } }, "RequestBodyRead"],
    [{ automaticReplies: {} }, "RequestBodyRead"],
    [
      {
        automaticRepliesSetting: {
          status: "scheduled",
          scheduledStartDateTime: { dateTime: "2026-12-02T00:00:00", timeZone: "UTC" },
          scheduledEndDateTime: { dateTime: "2026-12-01T00:00:00", timeZone: "UTC" },
        },
      },
      "ErrorInvalidScheduledOofDuration",
    ],
  ])("refuse %j", async (body, code) => {
    const world = graph({ scopes });

    expect(outcome(await world.patch("/v1.0/me/mailboxSettings", body))).toEqual([400, code]);
    expect(await world.commits()).toEqual([]);
  });

  test("are not set with the scope that reads them", async () => {
    const reply = await graph({ scopes: ["MailboxSettings.Read"] }).patch("/v1.0/me/mailboxSettings", {});

    expect(outcome(reply)).toEqual([403, "ErrorAccessDenied"]);
  });
});

describe("rules of the inbox", () => {
  test("are there for the inbox only, and in one mailbox forward mail out of the company", async () => {
    const world = graph();
    const { json } = await world.get("/v1.0/me/mailFolders/inbox/messageRules", { as: "jonas.weber" });

    expect(json.value).toMatchObject([
      { displayName: ".", isEnabled: true, actions: { forwardTo: [{ emailAddress: { address: "jw.archive@freemail.example" } }] } },
    ]);
    expect((await world.get("/v1.0/me/mailFolders/drafts/messageRules")).status).toBe(400);
    expect((await world.get("/v1.0/me/mailFolders/inbox/messageRules?$top=1")).status).toBe(400);
    expect((await graph({ scopes: ["Mail.Read"] }).get("/v1.0/me/mailFolders/inbox/messageRules")).status).toBe(403);
  });

  test("have ids of their own", async () => {
    const { json } = await graph().get("/v1.0/me/mailFolders/inbox/messageRules");

    expect(new Set(json.value.map(({ id }: { id: string }) => id)).size).toBe(2);
  });
});

describe("the shared mailbox", () => {
  test("has mail of its own, which a delegate reads and one with full rights changes", async () => {
    const world = graph({ scopes: shared });
    const message = await first(world, "inbox", desk);
    const [reader, owner] = [
      await world.patch(at(message, desk), { isRead: true }, { as: "jonas.weber" }),
      await world.patch(at(message, desk), { isRead: true }),
    ];

    expect(message.subject).toBe("Moving my appointment on Thursday");
    expect((await world.get(at(message, desk), { as: "jonas.weber" })).status).toBe(200);
    expect(outcome(reader)).toEqual([403, "ErrorAccessDenied"]);
    expect(owner.json.isRead).toBe(true);
  });

  test("is closed to everybody else, and without the shared scope", async () => {
    expect(outcome(await graph({ scopes: shared }).get(`${desk}/messages`, { as: "mei.tanaka" }))).toEqual([403, "ErrorAccessDenied"]);
    expect(outcome(await graph().get(`${desk}/messages`))).toEqual([403, "ErrorAccessDenied"]);
  });
});

describe("a conversation", () => {
  test("is found by its id across folders, in no order that could be asked for", async () => {
    const world = graph();
    const [{ conversationId }] = (await world.get(query("/v1.0/me/messages", { $search: '"subject:night subject:shift"' }))).json.value;
    const filter = `conversationId eq '${conversationId}'`;
    const found = (await world.get(query("/v1.0/me/messages", { $filter: filter, $select: "parentFolderId" }))).json.value;

    expect(found).toHaveLength(6);
    expect(new Set(found.map(({ parentFolderId }: { parentFolderId: string }) => parentFolderId)).size).toBe(2);
    expect(outcome(await world.get(query("/v1.0/me/messages", { $filter: filter, $orderby: "receivedDateTime" })))).toEqual([
      400,
      "InefficientFilter",
    ]);
  });

  test("repeats earlier mail in the body, not in what is unique to a message", async () => {
    const [message] = (await graph().get(query("/v1.0/me/messages", { $search: '"subject:night from:jonas"', $select: "body,uniqueBody" })))
      .json.value;

    expect(message.body.content).toContain("Original Message");
    expect(message.uniqueBody.content).not.toContain("Original Message");
  });
});

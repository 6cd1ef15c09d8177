import { describe, expect, test } from "vitest";
import { people } from "../../../../infra/local/company.ts";
import { graph, query } from "./graph-under-test.ts";

const to = (...addresses: readonly string[]): unknown => addresses.map((address) => ({ emailAddress: { address } }));
const jonas = "jonas.weber@northwind.example";
const mei = "mei.tanaka@clinics.northwind.example";
const letter = { subject: "Figures", body: { contentType: "HTML", content: "<p>As promised</p>" }, toRecipients: to(jonas) };

describe("the company's mail", () => {
  test.each(people.map((person) => [person.name, person.displayName] as const))(
    "%s has at least 60 messages and one canary",
    async (as, name) => {
      const world = graph();
      const all = (await world.get("/v1.0/me/messages?$top=200&$select=subject", { as })).json.value;
      expect(all.length).toBeGreaterThanOrEqual(60);
      const canaries = all.filter((message: { subject: string }) => message.subject.startsWith("Canary"));
      expect(canaries.map((message: { subject: string }) => message.subject.includes(name))).toEqual([true]);
    },
  );

  test("is the same on every start", async () => {
    const read = async (): Promise<unknown> => (await graph().get("/v1.0/me/messages?$top=200")).json;
    expect(await read()).toEqual(await read());
  });

  test("a person of the crowd has twelve messages", async () => {
    expect((await graph().get("/v1.0/me/messages?$top=50", { as: "person.00007" })).json.value).toHaveLength(12);
  });

  test("Projects holds Budget 2027", async () => {
    const world = graph();
    const folders = (await world.get("/v1.0/me/mailFolders?$top=50")).json.value;
    const projects = folders.find((folder: { displayName: string }) => folder.displayName === "Projects");
    const children = (await world.get(`/v1.0/me/mailFolders/${encodeURIComponent(projects.id)}/childFolders`)).json.value;
    expect(children.map((folder: { displayName: string }) => folder.displayName)).toEqual(["Budget 2027"]);
  });
});

describe("ids", () => {
  test("somebody else's message is not found", async () => {
    const world = graph();
    const [{ id }] = (await world.get("/v1.0/me/messages?$top=1", { as: "jonas.weber" })).json.value;
    expect((await world.get(`/v1.0/me/messages/${encodeURIComponent(id)}`, { as: "jonas.weber" })).status).toBe(200);
    const reply = await world.get(`/v1.0/me/messages/${encodeURIComponent(id)}`);
    expect([reply.status, reply.json.error.code]).toEqual([404, "ErrorItemNotFound"]);
  });

  test.each(["/v1.0/me/messages/x", "/v1.0/me/mailFolders/nofolder/messages", "/v1.0/me/mailFolders/..%2F..%2Fusers/messages"])(
    "%s is malformed",
    async (path) => {
      const reply = await graph().get(path);
      expect([reply.status, reply.json.error.code]).toEqual([400, "ErrorInvalidIdMalformed"]);
    },
  );

  test("look like Exchange's", async () => {
    const [{ id }] = (await graph().get("/v1.0/me/messages?$top=1")).json.value;
    expect(id).toMatch(/^AAMk[A-Za-z0-9_-]{146,}=$/);
  });

  test("immutable ids are given when preferred and open the same message", async () => {
    const world = graph();
    const headers = { prefer: 'IdType="ImmutableId"' };
    const reply = await world.get("/v1.0/me/messages?$top=1&$select=subject", { headers });
    expect(reply.headers.get("preference-applied")).toBe('IdType="ImmutableId"');
    const [message] = reply.json.value;
    const again = await world.get(`/v1.0/me/messages/${encodeURIComponent(message.id)}`, { headers });
    expect([again.json.subject, again.json.id]).toEqual([message.subject, message.id]);
  });
});

describe("sendMail", () => {
  test("is 202 without a body, kept in Sent Items and delivered", async () => {
    const world = graph();
    const reply = await world.post("/v1.0/me/sendMail", { message: letter });
    expect([reply.status, reply.json]).toEqual([202, null]);
    const sent = (await world.get("/v1.0/me/mailFolders/sentitems/messages?$top=1")).json.value[0];
    const received = (await world.get("/v1.0/me/mailFolders/inbox/messages?$top=1", { as: "jonas.weber" })).json.value[0];
    expect([sent.subject, received.subject, received.isRead, received.from.emailAddress.name]).toEqual([
      "Figures",
      "Figures",
      false,
      "Amara Okafor",
    ]);
    expect(received.internetMessageId).toBe(sent.internetMessageId);
  });

  test("keeps no copy when told so", async () => {
    const world = graph();
    await world.post("/v1.0/me/sendMail", { message: letter, saveToSentItems: false });
    expect((await world.get("/v1.0/me/mailFolders/sentitems/messages?$top=1")).json.value[0].subject).not.toBe("Figures");
    expect(await world.commits()).toHaveLength(1);
  });

  test("shows nobody the blind copies", async () => {
    const world = graph();
    await world.post("/v1.0/me/sendMail", { message: { ...letter, bccRecipients: to(mei) } });
    for (const as of ["jonas.weber", "mei.tanaka"]) {
      const [received] = (await world.get("/v1.0/me/mailFolders/inbox/messages?$top=1", { as })).json.value;
      expect([received.subject, received.bccRecipients]).toEqual(["Figures", []]);
    }
  });

  test("carries attachments", async () => {
    const world = graph();
    const attachments = [
      { "@odata.type": "#microsoft.graph.fileAttachment", name: "a.txt", contentType: "text/plain", contentBytes: "aGVsbG8=" },
    ];
    await world.post("/v1.0/me/sendMail", { message: { ...letter, attachments } });
    const [received] = (await world.get("/v1.0/me/mailFolders/inbox/messages?$top=1&$expand=attachments", { as: "jonas.weber" })).json
      .value;
    expect([received.hasAttachments, received.attachments[0].name, received.attachments[0].size]).toEqual([true, "a.txt", 5]);
  });

  test.each([
    ["no recipients", { message: { ...letter, toRecipients: [] } }, 400, "ErrorInvalidRecipients"],
    ["two addresses in one", { message: { ...letter, toRecipients: to("a@corp.example;b@evil.example") } }, 400, "ErrorInvalidRecipients"],
    [
      "a line break in an address",
      { message: { ...letter, toRecipients: to("a@corp.example\r\nBcc: b@evil.example") } },
      400,
      "ErrorInvalidRecipients",
    ],
    ["a display name in an address", { message: { ...letter, toRecipients: to('"x" <b@evil.example>') } }, 400, "ErrorInvalidRecipients"],
    ["a bad blind copy", { message: { ...letter, bccRecipients: to("nobody") } }, 400, "ErrorInvalidRecipients"],
    [
      "501 recipients",
      { message: { ...letter, toRecipients: to(...Array.from({ length: 501 }, (_, index) => `p${index}@corp.example`)) } },
      400,
      "ErrorInvalidRecipients",
    ],
    ["another sender", { message: { ...letter, from: { emailAddress: { address: jonas } } } }, 403, "ErrorSendAsDenied"],
    ["an unknown property", { message: { ...letter, subjekt: "x" } }, 400, "RequestBodyRead"],
    ["an unknown nested property", { message: { ...letter, body: { contentType: "Text", text: "x" } } }, 400, "RequestBodyRead"],
    ["a property in the wrong letter case", { message: { ...letter, Subject: "x" } }, 400, "RequestBodyRead"],
    ["a number as subject", { message: { ...letter, subject: 5 } }, 400, "RequestBodyRead"],
    [
      "one recipient without a list",
      { message: { ...letter, toRecipients: { emailAddress: { address: jonas } } } },
      400,
      "RequestBodyRead",
    ],
    ["an unknown content type", { message: { ...letter, body: { contentType: "markdown", content: "x" } } }, 400, "RequestBodyRead"],
    ["text for a flag", { message: letter, saveToSentItems: "yes" }, 400, "RequestBodyRead"],
    ["an unknown parameter", { message: letter, urgent: true }, 400, "BadRequest"],
    ["no message", {}, 400, "BadRequest"],
    ["an attachment without a type", { message: { ...letter, attachments: [{ name: "a", contentBytes: "" }] } }, 400, "RequestBodyRead"],
    [
      "an attachment that is not base64",
      { message: { ...letter, attachments: [{ "@odata.type": "#microsoft.graph.fileAttachment", name: "a", contentBytes: "é" }] } },
      400,
      "RequestBodyRead",
    ],
    [
      "a header of the standard",
      { message: { ...letter, internetMessageHeaders: [{ name: "Bcc", value: "x@evil.example" }] } },
      400,
      "InvalidInternetMessageHeader",
    ],
    ["broken JSON", "{", 400, "BadRequest"],
    ["an empty body", "", 400, "BadRequest"],
    ["more than 4 MiB", { message: { ...letter, body: { contentType: "Text", content: "x".repeat(4 * 1024 * 1024) } } }, 413, "BadRequest"],
  ])("%s is refused and nothing is sent", async (_name, body, status, code) => {
    const world = graph();
    const reply = await world.post("/v1.0/me/sendMail", body);
    expect([reply.status, reply.json.error.code]).toEqual([status, code]);
    expect(await world.commits()).toEqual([]);
  });
});

describe("drafts", () => {
  const marker = { id: "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name requestId", value: "r-1" };
  const headers = { prefer: 'IdType="ImmutableId"' };

  test("a draft is sent under its immutable id, once", async () => {
    const world = graph();
    const draft = await world.post("/v1.0/me/messages", { ...letter, singleValueExtendedProperties: [marker] }, { headers });
    expect([draft.status, draft.json.isDraft]).toEqual([201, true]);
    const path = `/v1.0/me/messages/${encodeURIComponent(draft.json.id)}`;
    expect(
      (
        await world.send(
          new Request(`http://graph.test${path}/send`, { method: "POST", headers: { authorization: "Bearer amara.okafor" } }),
        )
      ).status,
    ).toBe(202);
    const sent = await world.get(
      query(path, { $select: "isDraft", $expand: `singleValueExtendedProperties($filter=id eq '${marker.id}')` }),
      { headers },
    );
    expect([sent.json.isDraft, sent.json.singleValueExtendedProperties]).toEqual([false, [marker]]);
    expect((await world.post(`${path}/send`, {})).status).toBe(400);
  });

  test("its ordinary id ends when it is sent", async () => {
    const world = graph();
    const { id } = (await world.post("/v1.0/me/messages", letter)).json;
    const path = `/v1.0/me/messages/${encodeURIComponent(id)}`;
    expect((await world.post(`${path}/send`, {})).status).toBe(202);
    expect((await world.get(path)).status).toBe(404);
  });

  test("a draft without recipients cannot be sent", async () => {
    const world = graph();
    const { id } = (await world.post("/v1.0/me/messages", { subject: "x" })).json;
    const reply = await world.post(`/v1.0/me/messages/${encodeURIComponent(id)}/send`, {});
    expect([reply.status, reply.json.error.code]).toEqual([400, "ErrorInvalidRecipients"]);
  });

  test("takes attachments one by one", async () => {
    const world = graph();
    const { id } = (await world.post("/v1.0/me/messages", letter)).json;
    const path = `/v1.0/me/messages/${encodeURIComponent(id)}`;
    const added = await world.post(`${path}/attachments`, {
      "@odata.type": "#microsoft.graph.fileAttachment",
      name: "b.txt",
      contentBytes: "aGk=",
    });
    expect([added.status, (await world.get(`${path}/attachments`)).json.value[0].name]).toEqual([201, "b.txt"]);
  });
});

test("a body is text when preferred", async () => {
  const reply = await graph().get(query("/v1.0/me/messages", { $search: '"subject:mailbox subject:review"', $select: "body" }), {
    headers: { prefer: 'outlook.body-content-type="text"' },
  });
  expect(reply.json.value[0].body.contentType).toBe("text");
  expect(reply.json.value[0].body.content).not.toContain("<");
});

import { describe, expect, test } from "vitest";
import { once, type KeyMemory } from "../../../../src/agent/once.ts";
import { Operations } from "../../../../src/agent/operations.ts";
import { AppError } from "../../../../src/core/errors.ts";
import { catalog, scopesOf } from "../../../../src/tools/catalog.ts";
import { sendEmail } from "../../../../src/tools/mail/send-email.ts";
import { objectStorage } from "../../accounts/storage.ts";
import { callTool } from "../call-tool.ts";
import { type Fault, type StrictGraph, strictGraph } from "../strict-graph.ts";

const letter = { to: "jonas.weber@northwind.example", subject: "Rota for week 48", body: "<p>Please <b>check</b>.</p>" };
const keyed = { ...letter, idempotencyKey: "rota-48" };
const allScopes = scopesOf(catalog);
const text = (content: string) => Buffer.from(content).toString("base64");

/** Mails with this subject in somebody's inbox: what really arrived. */
async function arrived(graph: StrictGraph, who = "jonas.weber", subject = letter.subject): Promise<readonly { readonly id: string }[]> {
  const filter = encodeURIComponent(`subject eq '${subject}'`);
  return (await graph.ask("GET", `/me/mailFolders/inbox/messages?$filter=${filter}`, undefined, who)).value;
}

async function drafts(graph: StrictGraph): Promise<readonly { readonly id: string; readonly subject: string }[]> {
  return (await graph.ask("GET", "/me/mailFolders/drafts/messages")).value.filter(
    (draft: { subject: string }) => draft.subject === letter.subject,
  );
}

async function putFile(graph: StrictGraph, name: string, bytes: number): Promise<string> {
  const { id } = await graph.ask("GET", "/me/drive/root");
  return (await graph.ask("PUT", `/me/drive/items/${id}:/${name}:/content`, new Uint8Array(bytes).fill(7))).id;
}

describe("in one step", () => {
  test("everything a message may have is sent as it was given", async () => {
    const graph = strictGraph(["Mail.Send"]);

    const { output, text: said } = await graph.call(sendEmail, {
      ...letter,
      cc: ["mei.tanaka@clinics.northwind.example"],
      bcc: "rafael.costa@clinics.northwind.example",
      importance: "high",
      replyTo: ["frontdesk@northwind.example"],
      attachments: [{ name: "rota.txt", contentType: "text/plain", base64: text("Mon: Mei") }],
    });

    expect(graph.seen).toEqual(["POST /me/sendMail → 202"]);
    expect(output).toMatchObject({
      status: "accepted",
      to: [letter.to],
      bcc: ["rafael.costa@clinics.northwind.example"],
      savedToSent: true,
    });
    expect(said).toMatch(/^Accepted for delivery to jonas/);
    for (const who of ["jonas.weber", "mei.tanaka", "rafael.costa"]) expect(await arrived(graph, who)).toHaveLength(1);
    const [mail] = await arrived(graph);
    expect(mail).toMatchObject({
      importance: "high",
      hasAttachments: true,
      bccRecipients: [],
      body: { contentType: "html", content: letter.body },
    });
  });

  test("nothing is kept in Sent Items where the caller says so", async () => {
    const graph = strictGraph();

    await graph.call(sendEmail, { ...keyed, saveToSent: false });

    expect(graph.seen).toEqual(["POST /me/sendMail → 202"]);
  });

  test("a key alone makes no draft where none may be kept", async () => {
    const graph = strictGraph(["Mail.Send"]);

    await graph.call(sendEmail, keyed);

    expect(graph.seen).toEqual(["POST /me/sendMail → 202"]);
  });

  test("from a shared mailbox it is that mailbox's mail", async () => {
    const graph = strictGraph();

    await graph.call(sendEmail, { ...letter, mailbox: "frontdesk@northwind.example" });

    expect(graph.seen).toEqual(["POST /users/{mailbox}/sendMail → 202"]);
    expect((await arrived(graph))[0]).toMatchObject({ from: { emailAddress: { address: "frontdesk@northwind.example" } } });
  });

  test("a lost answer is never followed by a second sending", async () => {
    const graph = strictGraph(["Mail.Send"], () => "answer");

    await expect(graph.call(sendEmail, letter)).rejects.toMatchObject({ code: "outcome_unknown" });

    expect(await arrived(graph)).toHaveLength(1);
    expect(await graph.commits()).toHaveLength(1);
  });
});

describe("through a draft", () => {
  test("a key makes it one, where drafts may be kept", async () => {
    const graph = strictGraph();

    const { output } = await graph.call(sendEmail, {
      ...keyed,
      attachments: [{ name: "rota.txt", contentType: "text/plain", base64: text("Mon: Mei") }],
    });

    expect(graph.seen).toEqual([
      "POST /me/messages → 201",
      "POST /me/messages/{id}/attachments → 201",
      "POST /me/messages/{id}/send → 202",
    ]);
    expect(output).toMatchObject({ status: "accepted", savedToSent: true });
    expect((await arrived(graph))[0]).toMatchObject({ hasAttachments: true });
    expect(await drafts(graph)).toEqual([]);
  });

  test("files of the caller's OneDrive are attached, small ones in the request, large ones by an upload session", async () => {
    const graph = strictGraph();
    const small = await putFile(graph, "small.bin", 1000);
    const large = await putFile(graph, "large.bin", 7 * 1024 * 1024);
    graph.seen.length = 0;

    await graph.call(sendEmail, {
      ...letter,
      attachments: [{ driveItemId: small }, { driveItemId: large, name: "scan.dcm", contentType: "application/dicom" }],
    });

    const [mail] = await arrived(graph);
    const { value } = await graph.ask(
      "GET",
      `/me/messages/${mail?.id}/attachments?$select=name,contentType,size`,
      undefined,
      "jonas.weber",
    );
    expect(value).toMatchObject([
      { name: "small.bin", size: 1000 },
      { name: "scan.dcm", contentType: "application/dicom", size: 7 * 1024 * 1024 },
    ]);
    expect(graph.seen.filter((line) => line.includes("createUploadSession"))).toEqual([
      "POST /me/messages/{id}/attachments/createUploadSession → 201",
    ]);
    expect(graph.seen.filter((line) => line.startsWith("PUT /_upload"))).toEqual([
      "PUT /_upload → 200",
      "PUT /_upload → 200",
      "PUT /_upload → 201",
    ]);
    expect(graph.seen.at(-1)).toBe("POST /me/messages/{id}/send → 202");
  });

  test("attachments too large for one request are added one by one", async () => {
    const graph = strictGraph();
    const half = Buffer.alloc(1.6 * 1024 * 1024, 65).toString("base64");

    await graph.call(sendEmail, {
      ...letter,
      attachments: ["a.txt", "b.txt"].map((name) => ({ name, contentType: "text/plain", base64: half })),
    });

    expect(graph.seen).toEqual([
      "POST /me/messages → 201",
      "POST /me/messages/{id}/attachments → 201",
      "POST /me/messages/{id}/attachments → 201",
      "POST /me/messages/{id}/send → 202",
    ]);
    expect(await arrived(graph)).toHaveLength(1);
  });

  test("from a shared mailbox the draft is that mailbox's", async () => {
    const graph = strictGraph();

    await graph.call(sendEmail, { ...keyed, mailbox: "frontdesk@northwind.example" });

    expect(graph.seen).toEqual(["POST /users/{mailbox}/messages → 201", "POST /users/{mailbox}/messages/{id}/send → 202"]);
    expect(await arrived(graph)).toHaveLength(1);
  });

  test("progress is told after each attachment", async () => {
    const told: (readonly [number, number | undefined])[] = [];

    await callTool(
      sendEmail,
      { ...letter, attachments: [{ driveItemId: "01A" }, { driveItemId: "01B" }] },
      ({ template }) =>
        template === "/me/drive/items/{itemId}"
          ? { body: { id: "01A", name: "a.txt", size: 10, file: {} } }
          : template === "/me/messages"
            ? { status: 201, body: { id: "AAMkdraft" } }
            : template.endsWith("/send")
              ? { status: 202 }
              : { status: 201, body: {} },
      { progress: (done, total) => told.push([done, total]) },
    );

    expect(told).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });
});

describe("a mail is never sent twice, and never said to be sent when it was not", () => {
  const send = "POST /me/messages/{id}/send";
  const look = "GET /me/messages/{id}";
  const faults = (list: Readonly<Record<string, readonly (Fault | undefined)[]>>) =>
    strictGraph(allScopes, ({ request, nth }) => list[request]?.[nth - 1]);

  test.each<[string, Readonly<Record<string, readonly (Fault | undefined)[]>>, readonly string[]]>([
    ["the answer to sending is lost", { [send]: ["answer"] }, [`${send} → 202`, `${send} → answer lost`, `${look} → 200`]],
    ["sending never arrives", { [send]: ["request"] }, [`${send} → lost`, `${look} → 200`, `${send} → 202`]],
    [
      "the answer to the second sending is lost",
      { [send]: ["request", "answer"] },
      [`${send} → lost`, `${look} → 200`, `${send} → 202`, `${send} → answer lost`, `${look} → 200`],
    ],
  ])("%s: looked at, and accepted", async (_name, list, seen) => {
    const graph = faults(list);

    const { output } = await graph.call(sendEmail, keyed);

    expect(output.status).toBe("accepted");
    expect(graph.seen.slice(1)).toEqual(seen);
    expect(await arrived(graph)).toHaveLength(1);
    expect(await drafts(graph)).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, readonly (Fault | undefined)[]>>, number, number]>([
    ["neither sending nor looking is answered", { [send]: ["answer"], [look]: ["request", "request", "request"] }, 1, 1],
    ["nothing gets through any more", { [send]: ["request"], [look]: ["request", "request", "request"] }, 1, 0],
    ["two sendings are lost", { [send]: ["request", "request"] }, 2, 0],
    [
      "the second sending is lost, and what came of it",
      { [send]: ["request", "answer"], [look]: [undefined, "request", "request", "request"] },
      2,
      1,
    ],
  ])("%s: not known, with the draft's id", async (_name, list, tries, mails) => {
    const graph = faults(list);

    const error = await graph.call(sendEmail, keyed).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: "outcome_unknown", details: { draftId: expect.stringMatching(/^AA/) } });
    expect(graph.seen.filter((line) => /^POST .*\/send → (?:answer )?lost$/.test(line))).toHaveLength(tries);
    expect(await arrived(graph)).toHaveLength(mails);
    expect((await graph.commits()).filter(({ template }) => template?.endsWith("/send"))).toHaveLength(mails);
  });

  test.each<[string, Readonly<Record<string, readonly (Fault | undefined)[]>>, string]>([
    ["whose answer was lost", { [send]: ["answer"], [look]: ["request", "request", "request"] }, "outcome_unknown"],
    ["that was answered", {}, "accepted"],
  ])("a call %s is not carried out again under its key", async (_name, list, end) => {
    const graph = faults(list);
    const operations = new Operations(objectStorage());
    const call = { tool: "sendEmail", key: keyed.idempotencyKey, argsHash: "a" };
    const memory: KeyMemory = {
      begin: async () => {
        const beginning = operations.begin(call, 0);
        return beginning.kind === "done" ? { kind: "done", output: JSON.parse(beginning.sealed) as unknown } : beginning;
      },
      finish: async (_call, output) => operations.finish(call, JSON.stringify(output)),
      release: () => operations.release(call),
    };
    const run = () =>
      once(
        memory,
        call,
        false,
        async () => (await graph.call(sendEmail, keyed)).output,
        () => graph.seen.some((line) => /^POST .* → 20\d$/.test(line)),
      ).then(
        ({ output }) => (output as { status: string }).status,
        (thrown: unknown) => (thrown as AppError).code,
      );

    expect([await run(), await run()]).toEqual([end, end]);
    expect(await arrived(graph)).toHaveLength(1);
    expect((await graph.commits()).filter(({ template }) => template?.endsWith("/send"))).toHaveLength(1);
  });

  test("a call that left its draft unsent is carried out under the same key", async () => {
    const graph = faults({ "POST /me/messages/{id}/attachments": ["request"] });
    const letterWithFile = { ...keyed, attachments: [{ name: "a.txt", contentType: "text/plain", base64: text("a") }] };

    await expect(graph.call(sendEmail, letterWithFile)).rejects.toMatchObject({ details: { draftId: expect.any(String) } });
    await graph.call(sendEmail, letterWithFile);

    expect(await arrived(graph)).toHaveLength(1);
  });

  test("a first sending that arrives late is not joined by a second", async () => {
    const sent: string[] = [];
    const lost = { failure: { error: new AppError("gateway_failed", "lost"), executed: "unknown" } } as const;
    let looks = 0;
    const { output } = await callTool(
      sendEmail,
      keyed,
      ({ template, method, attempt }) => {
        if (template === "/me/messages") return { status: 201, body: { id: "AAMkdraft" } };
        if (method === "GET") return { body: { isDraft: (looks += 1) === 1 } };
        sent.push(`${template} ${attempt}`);
        return sent.length === 1 ? lost : { status: 400, body: { error: { code: "ErrorInvalidRequest" } } };
      },
      {
        standing: async () => ({ account: { linked: true, needsSignIn: false, grantedScopes: ["Mail.Send", "Mail.ReadWrite"] } }) as never,
      },
    );

    expect(output.status).toBe("accepted");
    expect(sent).toHaveLength(2);
  });

  test("the draft's own making is lost: nothing was sent", async () => {
    const graph = faults({ "POST /me/messages": ["answer"] });

    await expect(graph.call(sendEmail, keyed)).rejects.toMatchObject({
      code: "graph_unavailable",
      message: expect.stringContaining("Nothing was sent"),
    });

    expect(await arrived(graph)).toEqual([]);
  });

  test("an attachment's answer is lost: the draft stays, unsent", async () => {
    const graph = faults({ "POST /me/messages/{id}/attachments": ["answer"] });

    const error = await graph
      .call(sendEmail, { ...keyed, attachments: [{ name: "a.txt", contentType: "text/plain", base64: text("a") }] })
      .catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: "graph_unavailable", message: expect.stringContaining("Nothing was sent") });
    expect(await arrived(graph)).toEqual([]);
    expect(await graph.ask("GET", `/me/messages/${(error as { details: { draftId: string } }).details.draftId}`)).toMatchObject({
      isDraft: true,
      subject: letter.subject,
    });
  });

  test("sending is refused: the draft stays, unsent", async () => {
    const graph = strictGraph(["Mail.ReadWrite"]);

    await expect(graph.call(sendEmail, keyed)).rejects.toMatchObject({
      code: "insufficient_graph_scope",
      details: { draftId: expect.stringMatching(/^AA/) },
    });

    expect(await arrived(graph)).toEqual([]);
    expect(await drafts(graph)).toHaveLength(1);
  });
});

describe("refused before anything is asked of Graph", () => {
  const inline = { name: "a.txt", contentType: "text/plain", base64: text("a") };
  const people = (count: number) => Array.from({ length: count }, (_, index) => `p${index}@example.com`);

  test.each<[string, Record<string, unknown>, string]>([
    ["too many recipients in all", { to: people(300), cc: people(201) }, "to"],
    ["an attachment of nothing", { attachments: [{}] }, "attachments.0"],
    ["bytes and a file at once", { attachments: [inline, { ...inline, driveItemId: "01A" }] }, "attachments.1"],
    ["bytes without a name", { attachments: [{ contentType: "text/plain", base64: text("a") }] }, "attachments.0"],
    ["bytes without a media type", { attachments: [{ name: "a.txt", base64: text("a") }] }, "attachments.0"],
    ["bytes beyond 3 MB", { attachments: [{ ...inline, base64: Buffer.alloc(3 * 1024 * 1024).toString("base64") }] }, "attachments.0"],
    ["a draft that is not to be saved", { attachments: [{ driveItemId: "01A" }], saveToSent: false }, "saveToSent"],
    ["markup that loads something", { body: '<img src="https://evil.example/x.png">' }, "body"],
  ])("%s", async (_name, wrong, field) => {
    const graph = strictGraph();

    await expect(graph.call(sendEmail, { ...letter, ...wrong })).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });

    expect(graph.seen).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["a subject of two lines", { subject: "a\r\nBcc: x@example.com" }, "subject"],
    ["an address with a name", { to: "Ana <ana@example.com>" }, "to"],
    ["two addresses in one", { bcc: "a@example.com,b@example.com" }, "bcc"],
    ["a mailbox that is no address", { mailbox: "me/../x" }, "mailbox"],
    ["a file name with a path", { attachments: [{ ...inline, name: "../a.txt" }] }, "attachments"],
    ["a media type that is none", { attachments: [{ ...inline, contentType: "text" }] }, "attachments"],
    ["bytes that are no base64", { attachments: [{ ...inline, base64: "a b=" }] }, "attachments"],
    ["an id that leaves its segment", { attachments: [{ driveItemId: "../me" }] }, "attachments"],
    ["more than twenty attachments", { attachments: Array.from({ length: 21 }, () => inline) }, "attachments"],
    ["an argument nobody knows", { attachments: [{ ...inline, url: "https://x" }] }, "attachments"],
  ])("%s, by the schema", (_name, wrong, field) => {
    expect(sendEmail.input.safeParse({ ...letter, ...wrong }).error?.issues[0]?.path[0]).toBe(field);
  });

  test("a file that is not there, or no file, is named while nothing has been written", async () => {
    const graph = strictGraph();
    const { value } = await graph.ask("GET", "/me/drive/root/children");
    const folder = value.find((item: { folder?: unknown }) => item.folder);

    await expect(graph.call(sendEmail, { ...letter, attachments: [{ driveItemId: folder.id }] })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "attachments.0.driveItemId" },
    });
    await expect(graph.call(sendEmail, { ...letter, attachments: [{ driveItemId: "01NOTTHERE" }] })).rejects.toMatchObject({
      code: "not_found",
      details: { field: "attachments.0.driveItemId" },
    });

    expect(await graph.commits()).toEqual([]);
  });

  test("over 150 MB in all", async () => {
    const asked: never[] = [];
    const large = { body: { id: "01A", name: "a.bin", size: 80 * 1024 * 1024, file: {} } };

    await expect(
      callTool(sendEmail, { ...letter, attachments: [{ driveItemId: "01A" }, { driveItemId: "01B" }] }, [large, large], { asked }),
    ).rejects.toMatchObject({ code: "invalid_arguments", details: { field: "attachments" } });

    expect(asked).toHaveLength(2);
  });
});

test.each([
  [letter, []],
  [{ ...letter, mailbox: "frontdesk@northwind.example" }, ["Mail.Send.Shared"]],
  [{ ...letter, attachments: [{ driveItemId: "01A" }] }, ["Mail.ReadWrite", "Files.Read"]],
  [
    { ...letter, attachments: [{ driveItemId: "01A" }], mailbox: "frontdesk@northwind.example" },
    ["Mail.ReadWrite", "Files.Read", "Mail.Send.Shared", "Mail.ReadWrite.Shared"],
  ],
])("asks for the scopes this very call needs (%#)", (input, scopes) => {
  expect(sendEmail.scopesOf?.(sendEmail.input.parse(input))).toEqual(scopes);
});

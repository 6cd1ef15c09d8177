/** A mail whose answers are lost between Graph and the relay: sent once at most, and never said to be what it is not. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { Clients, type ToolKit } from "./tools/tool-kit.ts";

const jonas = "jonas.weber@northwind.example";

let estate: TestEstate;
let clients: Clients;
let record: EstateRecord;
let kit: ToolKit;
/** Whether the answer to this request is lost, once Graph has done what it was asked. */
let isLost: (request: { readonly method: string; readonly path: string; readonly nth: number }) => boolean = () => false;
const times = new Map<string, number>();

/** Graph acts; then the connection breaks before a byte of its answer. */
function graphFault(req: IncomingMessage, res: ServerResponse, next: () => void): void {
  const method = req.method ?? "";
  const path = (req.url ?? "").split("?")[0] ?? "";
  const nth = (times.get(`${method} ${path}`) ?? 0) + 1;
  times.set(`${method} ${path}`, nth);
  if (isLost({ method, path, nth })) {
    res.write = () => true;
    res.end = () => res.destroy();
  }
  next();
}

beforeAll(async () => {
  estate = await startTestEstate({ tools: "all", graphFault });
  clients = new Clients(estate);
  record = new EstateRecord(estate.contract);
  kit = await clients.kitOf("amara.okafor");
});
afterAll(async () => {
  await clients?.close();
  await estate?.stop();
});
beforeEach(async () => {
  isLost = () => false;
  times.clear();
  await record.clear();
});

async function sendings(): Promise<number> {
  return (await kit.commits()).filter(({ template }) => /\/(?:sendMail|send|reply|replyAll|forward)$/.test(template ?? "")).length;
}

async function arrived(subject: string): Promise<number> {
  const { data } = await (await kit.as("jonas.weber")).call("getEmails", { count: 50 });
  return data.items.filter((item: { subject?: string }) => item.subject === subject).length;
}

const outcomes = async () => {
  const events = await record.eventsOnce((all) => all.some(({ kind }) => kind === "call.outcome"));
  return events.filter(({ kind }) => kind === "call.outcome").map(({ outcome }) => outcome);
};

describe("under a key", () => {
  test("the answer to sending is lost: the draft tells that it went", async () => {
    isLost = ({ path, nth }) => path.endsWith("/send") && nth === 1;
    const letter = { to: jonas, subject: "Lost answer", body: "x", idempotencyKey: "lost-answer" };

    const { data } = await kit.call("sendEmail", letter);
    const again = await kit.call("sendEmail", letter);

    expect(data).toMatchObject({ status: "accepted" });
    expect(again.data).toMatchObject({ status: "accepted", replayed: true });
    expect([await sendings(), await arrived("Lost answer")]).toEqual([1, 1]);
  });

  test("nothing is answered any more: not known, not repeated, and the draft itself settles it", async () => {
    isLost = ({ path }) => /\/messages\/[^/]+(?:\/send)?$/.test(path);
    const letter = { to: jonas, subject: "Lost altogether", body: "x", idempotencyKey: "lost-altogether" };

    const first = await kit.refused("sendEmail", letter);
    expect(await outcomes()).toEqual(["unknown"]);
    const again = await kit.refused("sendEmail", letter);
    isLost = () => false;
    const settled = await kit.refused("sendEmailDraft", { id: first.data.draftId });

    expect(first.data).toMatchObject({ code: "outcome_unknown", retryable: false, draftId: expect.stringMatching(/^AA/) });
    expect(first.text).toContain(`draft: ${first.data.draftId}`);
    expect(again.data).toMatchObject({ code: "outcome_unknown" });
    expect(settled.data).toMatchObject({ code: "invalid_arguments", field: "id" });
    expect([await sendings(), await arrived("Lost altogether")]).toEqual([1, 1]);
  });

  test("an attachment's answer is lost: nothing was sent, the draft can be, and the key is free", async () => {
    isLost = ({ path }) => path.endsWith("/attachments");
    const attachments = [{ name: "a.txt", contentType: "text/plain", base64: "YQ==" }];
    const letter = { to: jonas, subject: "Half written", body: "x", attachments, idempotencyKey: "half-written" };

    const first = await kit.refused("sendEmail", letter);
    expect(first.data).toMatchObject({ code: "graph_unavailable", draftId: expect.stringMatching(/^AA/) });
    expect(first.data.message).toContain("Nothing was sent");
    expect(await sendings()).toBe(0);
    isLost = () => false;
    await kit.call("sendEmail", letter);

    expect([await sendings(), await arrived("Half written")]).toEqual([1, 1]);
  });
});

test("a reply whose answer is lost goes out once", async () => {
  const other = await kit.as("jonas.weber");
  await other.call("sendEmail", { to: "amara.okafor@northwind.example", subject: "Which room", body: "?" });
  const { data } = await kit.call("getEmails", { count: 50 });
  const { id } = data.items.find((item: { subject?: string }) => item.subject === "Which room");
  await record.clear();
  isLost = ({ path, nth }) => path.endsWith("/send") && nth === 1;

  const reply = await kit.call("replyToEmail", { messageId: id, body: "Room 4." });

  expect(reply.data).toMatchObject({ status: "accepted", to: [jonas] });
  expect([await sendings(), await arrived("RE: Which room")]).toEqual([1, 1]);
});

test("without a key there is nothing to look at: not known, and sent once", async () => {
  isLost = ({ path }) => path.endsWith("/sendMail");

  const { data } = await kit.refused("sendEmail", { to: jonas, subject: "In one step", body: "x" });

  expect(data).toMatchObject({ code: "outcome_unknown", retryable: false });
  expect(await outcomes()).toEqual(["unknown"]);
  expect([await sendings(), await arrived("In one step")]).toEqual([1, 1]);
});

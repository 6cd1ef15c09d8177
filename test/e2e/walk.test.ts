import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LogRow } from "../../infra/local/ai-gateway/log-store.ts";
import type { JournalEntry } from "../../infra/local/graph/journal.ts";
import { chainIdOf } from "../../src/audit/event.ts";
import { firstBreak, type LedgerRow } from "../../src/audit/ledger.ts";
import { type EstatePerson, personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { type ConsoleEvent, EstateRecord } from "../support/estate-record.ts";
import { callTool, textOf, type ToolAnswer } from "../support/mcp-post.ts";
import { storedLedger } from "../support/stored-state.ts";
import { modes } from "../support/modes.ts";

describe.each(modes)("in mode %s", (authorization) => {
  let estate: TestEstate;
  let record: EstateRecord;
  let mei: EstatePerson;
  const userId = "user:c9d8e7f6-a5b4-4c3d-8e2f-0a9b8c7d6e5f";
  beforeAll(async () => {
    estate = await startTestEstate({ authorization });
    record = new EstateRecord(estate.contract);
    mei = personNamed(estate, "mei.tanaka");
  });
  afterAll(() => estate?.stop());

  describe("one sent mail", () => {
    const subject = "Rota for December";
    let answer: ToolAnswer;
    let rows: readonly ConsoleEvent[];
    let outcome: ConsoleEvent;
    let attempt: ConsoleEvent;
    let commit: JournalEntry | undefined;
    beforeAll(async () => {
      // The first call of five minutes also leaves the row that says Mei was admitted.
      await callTool(estate.contract.mcpUrl, mei.headers, "add", { a: 1, b: 1 });
      answer = await callTool(estate.contract.mcpUrl, mei.headers, "sendEmail", {
        to: ["jonas.weber@northwind.example"],
        subject,
        body: "Draft attached.",
      });
      const isDone = (each: ConsoleEvent) => each.kind === "call.outcome" && each.mcpTool === "sendEmail";
      const events = await record.eventsOnce((seen) => seen.some(isDone));
      outcome = events.find(isDone)!;
      rows = events.filter((each) => each.requestId === outcome.requestId);
      attempt = rows.find((each) => each.kind === "graph.attempt")!;
      commit = (await record.graphCommits()).find((each) => JSON.stringify(each.body).includes(subject));
    });

    test("was accepted, and its sender told so", () => {
      expect(answer.isError).toBeUndefined();
      expect(outcome).toMatchObject({ outcome: "accepted", userId, userEmail: mei.email, risk: "send", graphStatus: 202 });
    });

    test("leaves one intent, one attempt, one line of the relay and one outcome, in that order", () => {
      expect(rows.map((row) => row.kind)).toEqual(["call.intent", "relay", "graph.attempt", "call.outcome"]);
    });

    test("has its intent in the ledger before anything left", () => {
      const intent = rows.find((row) => row.kind === "call.intent");

      expect(intent?.sequence).toBeLessThan(attempt.sequence ?? 0);
      expect(intent?.at).toBeLessThanOrEqual(attempt.startedAt ?? 0);
    });

    test("is found in the gateway's log by the console line's log id", async () => {
      const row = (await record.gatewayRow(outcome.aiGatewayLogId ?? "")) as LogRow;

      expect(row.metadata).toEqual({
        userId,
        mcpTool: "sendEmail",
        requestId: outcome.requestId,
        userEmail: mei.email,
        principalType: "user",
      });
    });

    test("is found there by its request id too", async () => {
      const found = await record.gatewayRows([{ key: "metadata.value", operator: "eq", value: [outcome.requestId ?? ""] }]);

      expect(found.map((row) => row.id)).toEqual([outcome.aiGatewayLogId]);
    });

    test("is the one Graph carried out under that request id", () => {
      expect(commit).toMatchObject({ requestId: outcome.requestId, user: mei.email, status: 202 });
    });

    test("names Graph's own request id in attempt and outcome", () => {
      expect(outcome.graphRequestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(attempt.graphRequestId).toBe(outcome.graphRequestId);
    });

    test("says nothing of what was written", () => {
      expect(JSON.stringify(rows)).not.toMatch(/Rota for December|Draft attached|jonas\.weber/);
    });

    test("stands in the ledger exactly as on the console", async () => {
      const lines = rows.filter((row) => row.chainId !== undefined);
      const stored = await storedLedger(estate.contract.stateDirectory);

      expect(lines).toHaveLength(3);
      expect(stored.filter((row) => row.requestId === outcome.requestId)).toEqual(lines);
    });

    test("is a link of an unbroken chain, which one changed letter breaks", async () => {
      const chain = (await record.events()).filter((row) => row.chainId === chainIdOf(userId)) as LedgerRow[];
      const edited = chain.map((row) => (row.sequence === outcome.sequence ? { ...row, mcpTool: "getEmails" } : row));

      expect(firstBreak(chain)).toBeNull();
      expect(firstBreak(edited)).toBe(outcome.sequence);
    });
  });

  describe("ten messages", () => {
    test("take at most 4 KiB of text", async () => {
      const text = textOf(await callTool(estate.contract.mcpUrl, mei.headers, "getEmails", { count: 10 }));

      expect(text.match(/^- 20\d\d-/gm)).toHaveLength(10);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
    });
  });

  describe("what Graph knows under a request id", () => {
    test("is what the gateway let through under it", async () => {
      const asked = await record.graphRequests();
      const passed = await record.gatewayRows();
      const ids = (list: readonly (string | null)[]) => new Set(list);

      expect(ids(asked.map((each) => each.requestId))).toEqual(ids(passed.map((row) => String(row.metadata["requestId"]))));
    });
  });

  test("a send repeated under its own key goes out once, and the repeat leaves its row", async () => {
    await record.clear();
    const args = { to: "jonas.weber@northwind.example", subject: "Once only", body: "x", contentType: "text", idempotencyKey: "walk-1" };
    const person = personNamed(estate, "mei.tanaka");
    await callTool(estate.contract.mcpUrl, person.headers, "sendEmail", args);
    const repeat = await callTool(estate.contract.mcpUrl, person.headers, "sendEmail", args);

    expect(repeat.structuredContent).toMatchObject({ status: "accepted", replayed: true });
    expect((await record.graphCommits()).map(({ template }) => template)).toEqual(["/me/messages", "/me/messages/{id}/send"]);
    const events = await record.eventsOnce((lines) => lines.some((line) => line.outcome === "replayed"));
    expect(events.filter((line) => line.kind === "call.outcome").map((line) => line.outcome)).toEqual(["accepted", "replayed"]);
  });
});

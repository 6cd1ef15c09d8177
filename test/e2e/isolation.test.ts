import { afterAll, beforeAll, expect, test } from "vitest";
import type { LogRow } from "../../infra/local/ai-gateway/log-store.ts";
import { canariesIn } from "../support/canaries.ts";
import { startTestEstate, type TestEstate } from "../support/estate.ts";
import { type ConsoleEvent, EstateRecord } from "../support/estate-record.ts";
import { callTool, textOf } from "../support/mcp-post.ts";

const rounds = 20;
const parallel = 50;
const owners = ["Amara Okafor", "Jonas Weber", "Mei Tanaka"] as const;

type Answer = { readonly owner: string; readonly failed: boolean; readonly canaries: readonly string[] };

let estate: TestEstate;
const answers: Answer[] = [];
let events: readonly ConsoleEvent[];
let issued: ReadonlyMap<string, LogRow>;
beforeAll(async () => {
  estate = await startTestEstate();
  const record = new EstateRecord(estate.contract);
  for (let round = 0; round < rounds; round += 1) {
    const calls = Array.from({ length: parallel }, async (_, index): Promise<Answer> => {
      const who = (index + round) % owners.length;
      const answer = await callTool(estate.contract.mcpUrl, estate.contract.people[who]?.headers ?? {}, "getEmails", {
        count: 50,
        fields: ["subject"],
      });
      return { owner: owners[who] ?? "", failed: answer.isError === true, canaries: canariesIn(textOf(answer)) };
    });
    answers.push(...(await Promise.all(calls)));
  }
  events = await record.eventsOnce((seen) => seen.filter((each) => each.kind === "call.outcome").length >= rounds * parallel);
  const rows = await record.gatewayRows();
  issued = new Map(rows.map((row) => [row.id, row]));
});
afterAll(() => estate?.stop());

const ofKind = (kind: ConsoleEvent["kind"]) => events.filter((each) => each.kind === kind);

test("every call is answered", () => {
  expect(answers.filter((answer) => answer.failed)).toEqual([]);
});

test("everybody sees their own mail, and nobody else's", () => {
  expect(answers.filter(({ owner, canaries }) => canaries.length !== 1 || canaries[0] !== owner)).toEqual([]);
});

test.each(["graph.attempt", "call.outcome"] as const)("each %s row carries the log id the gateway gave to that very request", (kind) => {
  const wrong = ofKind(kind).filter((row) => {
    const metadata = issued.get(row.aiGatewayLogId ?? "")?.metadata;
    return metadata?.["requestId"] !== row.requestId || metadata?.["userId"] !== row.userId || metadata?.["userEmail"] !== row.userEmail;
  });

  expect(wrong).toEqual([]);
  expect(ofKind(kind)).toHaveLength(rounds * parallel);
});

test("no log id serves two calls", () => {
  expect(new Set(ofKind("call.outcome").map((row) => row.aiGatewayLogId)).size).toBe(rounds * parallel);
});

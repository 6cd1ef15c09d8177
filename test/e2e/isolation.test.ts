import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LogRow } from "../../infra/local/ai-gateway/log-store.ts";
import type { JournalEntry } from "../../infra/local/graph/journal.ts";
import { firstBreak, type LedgerRow } from "../../src/audit/ledger.ts";
import { canariesIn } from "../support/canaries.ts";
import { startTestEstate, type TestEstate } from "../support/estate.ts";
import { type ConsoleEvent, EstateRecord } from "../support/estate-record.ts";
import { callTool, textOf } from "../support/mcp-post.ts";
import { modes } from "../support/modes.ts";

describe.each(modes)("in mode %s", (authorization) => {
  const rounds = 20;
  const parallel = 50;
  /** Every so many calls one sends instead of reading. */
  const sendEvery = 10;
  const owners = ["Amara Okafor", "Jonas Weber", "Mei Tanaka"] as const;

  type Answer = { readonly owner: string; readonly failed: boolean; readonly canaries: readonly string[] };

  let estate: TestEstate;
  const read: Answer[] = [];
  const sent: (Answer & { readonly subject: string; readonly email: string })[] = [];
  let events: readonly ConsoleEvent[];
  let issued: ReadonlyMap<string, LogRow>;
  let commits: readonly JournalEntry[];
  beforeAll(async () => {
    estate = await startTestEstate({ authorization });
    const record = new EstateRecord(estate.contract);
    for (let round = 0; round < rounds; round += 1)
      await Promise.all(Array.from({ length: parallel }, (_, index) => callOnce(round, index)));
    events = await record.eventsOnce((seen) => seen.filter((each) => each.kind === "call.outcome").length >= rounds * parallel);
    const rows = await record.gatewayRows();
    issued = new Map(rows.map((row) => [row.id, row]));
    commits = await record.graphCommits();
  });
  afterAll(() => estate?.stop());

  async function callOnce(round: number, index: number): Promise<void> {
    const who = (index + round) % owners.length;
    const { email = "", headers = {} } = estate.contract.people[who] ?? {};
    const sends = index % sendEvery === 0;
    const subject = `Round ${round}, call ${index}`;
    const answer = sends
      ? await callTool(estate.contract.mcpUrl, headers, "sendEmail", { to: ["service@kestrel-imaging.example"], subject, body: "x" })
      : await callTool(estate.contract.mcpUrl, headers, "getEmails", { count: 50, fields: ["subject"] });
    const seen = { owner: owners[who] ?? "", failed: answer.isError === true, canaries: canariesIn(textOf(answer)) };
    if (sends) sent.push({ ...seen, subject, email });
    else read.push(seen);
  }

  const ofKind = (kind: ConsoleEvent["kind"]) => events.filter((each) => each.kind === kind);

  test("every call is answered", () => {
    expect([...read, ...sent].filter((answer) => answer.failed)).toEqual([]);
    expect(read.length + sent.length).toBe(rounds * parallel);
  });

  test("everybody sees their own mail, and nobody else's", () => {
    expect(read.filter(({ owner, canaries }) => canaries.length !== 1 || canaries[0] !== owner)).toEqual([]);
  });

  test("every mail leaves the mailbox of who sent it, once, under the request id of its own record", () => {
    const outcomes = new Map(ofKind("call.outcome").map((row) => [row.requestId, row]));
    const found = sent.map(({ subject, email }) => {
      const mine = commits.filter((commit) => JSON.stringify(commit.body).includes(`"${subject}"`));
      return {
        subject,
        email,
        users: mine.map(({ user }) => user),
        recorded: mine.map(({ requestId }) => outcomes.get(requestId ?? "")?.userEmail),
      };
    });

    expect(found).toHaveLength((rounds * parallel) / sendEvery);
    expect(found.filter(({ email, users, recorded }) => users.join() !== email || recorded.join() !== email)).toEqual([]);
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

  test("parallel calls fork nobody's chain", () => {
    const emails = new Set(estate.contract.people.slice(0, owners.length).map(({ email }) => email));
    const chains = Map.groupBy(
      events.filter((each): each is LedgerRow => each.chainId !== undefined && emails.has(each.userEmail ?? "")),
      (row) => row.chainId,
    );

    expect(chains.size).toBe(owners.length);
    expect([...chains.values()].map((rows) => firstBreak(rows))).toEqual([null, null, null]);
  });
});

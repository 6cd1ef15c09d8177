import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type AuditFacts, auditEvent, chainIdOf } from "../../../src/audit/event.ts";
import { firstBreak, Ledger, type LedgerRow } from "../../../src/audit/ledger.ts";
import { writeConsoleEvent } from "../../../src/audit/console-line.ts";
import { objectStorage } from "../accounts/storage.ts";

const now = Date.UTC(2026, 10, 21, 9);
const fact = (mcpTool: string, over: Partial<AuditFacts> = {}): AuditFacts => ({ kind: "call.outcome", mcpTool, outcome: "done", ...over });

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
});

function chain(length: number, principal = "user:alice") {
  const storage = objectStorage();
  const ledger = new Ledger(storage, principal);
  for (let index = 1; index <= length; index += 1) ledger.append([fact(`tool${index}`)], now + index);
  return { storage, ledger, rows: ledger.read(1, 1_000) };
}

describe("what was recorded", () => {
  test("is read back in order, numbered from 1, under its principal's chain", () => {
    const { rows } = chain(3);

    expect(rows.map(({ sequence, mcpTool, chainId, at }) => ({ sequence, mcpTool, chainId, at }))).toEqual(
      [1, 2, 3].map((n) => ({ sequence: n, mcpTool: `tool${n}`, chainId: chainIdOf("user:alice"), at: now + n })),
    );
  });

  test("is read in pages", () => {
    const { ledger } = chain(5);

    expect(ledger.read(2, 2).map(({ sequence }) => sequence)).toEqual([2, 3]);
  });

  test("names the chain without naming the principal", () => {
    expect(chainIdOf("user:alice")).toMatch(/^[0-9a-f]{32}$/);
    expect(chainIdOf("user:alice")).not.toBe(chainIdOf("user:bob"));
  });

  test("is one console line per row, the same record", () => {
    const { rows } = chain(2);

    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows);
  });

  test("of several facts is all or nothing", () => {
    const { storage, ledger } = chain(1);
    const exec = storage.sql.exec.bind(storage.sql);
    let inserts = 0;
    storage.sql.exec = (query, ...bindings) => {
      if (query.startsWith("INSERT") && ++inserts === 2) throw new Error("SQLITE_FULL");
      return exec(query, ...bindings);
    };
    lines.length = 0;

    expect(() => ledger.append([fact("a"), fact("b")], now)).toThrow("SQLITE_FULL");
    expect(ledger.read(1, 10)).toHaveLength(1);
    expect(lines).toEqual([]);
  });

  test("goes on where it stood after a write failed", () => {
    const { storage, ledger } = chain(1);
    const healthy = storage.transactionSync.bind(storage);
    storage.transactionSync = () => {
      throw new Error("SQLITE_IOERR");
    };
    expect(() => ledger.append([fact("lost")], now)).toThrow("SQLITE_IOERR");
    storage.transactionSync = healthy;
    ledger.append([fact("kept")], now);

    const rows = ledger.read(1, 10);
    expect(rows.map(({ mcpTool }) => mcpTool)).toEqual(["tool1", "kept"]);
    expect(firstBreak(rows)).toBeNull();
  });

  test("goes on where it stood when the object wakes again", () => {
    const { storage } = chain(2);
    const woken = new Ledger(storage, "user:alice");
    woken.append([fact("tool3")], now);

    expect(firstBreak(woken.read(1, 10))).toBeNull();
    expect(woken.read(3, 1)).toMatchObject([{ sequence: 3, mcpTool: "tool3" }]);
  });
});

describe("a chain that is one", () => {
  test("holds", () => {
    expect(firstBreak(chain(5).rows)).toBeNull();
  });

  test("holds from a known head on", () => {
    const { rows } = chain(5);

    expect(firstBreak(rows.slice(2), { sequence: 2, hash: rows[1]?.hash ?? "" })).toBeNull();
  });

  test("holds beyond an anchored head", () => {
    const { rows } = chain(5);

    expect(firstBreak(rows, undefined, { chainId: chainIdOf("user:alice"), head: { sequence: 3, hash: rows[2]?.hash ?? "" } })).toBeNull();
  });

  test("holds with every kind of value, and one that was half a surrogate pair", () => {
    const ledger = new Ledger(objectStorage(), "user:alice");
    ledger.append([fact("\ud800", { aiGatewayLogId: null, step: 1, retryable: false, userAgent: `${"a".repeat(255)}\u{1f600}` })], now);

    expect(firstBreak(ledger.read(1, 10))).toBeNull();
  });
});

describe("a chain that was touched is found at the first bad sequence", () => {
  const five = () => [...chain(5).rows];
  const at = (rows: LedgerRow[], index: number): LedgerRow => rows[index] as LedgerRow;

  test.each<[string, number, (rows: LedgerRow[]) => readonly LedgerRow[]]>([
    ["a value changed", 3, (rows) => rows.with(2, { ...at(rows, 2), mcpTool: "tool3 " })],
    ["a value added", 3, (rows) => rows.with(2, { ...at(rows, 2), reason: "x" })],
    ["a value removed", 3, (rows) => rows.with(2, (({ outcome: _gone, ...rest }) => rest)(at(rows, 2)))],
    ["a value nothing can hash", 3, (rows) => rows.with(2, { ...at(rows, 2), mcpTool: "\ud800" })],
    ["a hash changed", 3, (rows) => rows.with(2, { ...at(rows, 2), hash: "0".repeat(64) })],
    ["a row dropped", 3, (rows) => rows.toSpliced(2, 1)],
    ["the first row dropped", 1, (rows) => rows.slice(1)],
    ["a row twice", 4, (rows) => rows.toSpliced(3, 0, at(rows, 2))],
    ["two rows swapped", 2, (rows) => [at(rows, 0), at(rows, 2), at(rows, 1), at(rows, 3), at(rows, 4)]],
    ["a row of another chain", 3, (rows) => rows.with(2, at([...chain(5, "user:bob").rows], 2))],
  ])("%s", (_name, sequence, touch) => {
    const rows = five();
    expect(firstBreak(rows)).toBeNull();

    expect(firstBreak(touch(rows))).toBe(sequence);
  });

  test("every single character of every record counts", () => {
    const rows = chain(2).rows;
    const text = JSON.stringify(rows[1]);
    const unseen: number[] = [];
    for (let index = 0; index < text.length; index += 1) {
      const flipped = `${text.slice(0, index)}${text[index] === "0" ? "1" : "0"}${text.slice(index + 1)}`;
      let row: LedgerRow;
      try {
        row = JSON.parse(flipped) as LedgerRow;
      } catch {
        continue;
      }
      if (firstBreak([rows[0] as LedgerRow, row]) !== 2) unseen.push(index);
    }
    expect(unseen).toEqual([]);
  });

  test("somebody else's chain in its place", () => {
    expect(firstBreak(chain(5, "user:bob").rows, undefined, { chainId: chainIdOf("user:alice") })).toBe(1);
  });

  test("a cut tail, against a head that was anchored outside", () => {
    const { rows } = chain(5);
    const head = { sequence: 5, hash: rows[4]?.hash ?? "" };

    expect(firstBreak(rows, undefined, { head })).toBeNull();
    expect(firstBreak(rows.slice(0, 3), undefined, { head })).toBe(4);
  });

  test("a history written anew, against a head that was anchored outside", () => {
    const head = { sequence: 3, hash: chain(5).rows[2]?.hash ?? "" };

    expect(firstBreak(chain(5).rows, undefined, { head })).toBe(3);
  });
});

describe("intents left open", () => {
  test("are those without an outcome of the same call", () => {
    const { ledger } = chain(0);
    ledger.append([{ kind: "call.intent", requestId: "ended", mcpTool: "sendEmail" }], now);
    ledger.append([{ kind: "call.intent", requestId: "cut-off", mcpTool: "sendEmail" }], now);
    ledger.append([fact("sendEmail", { requestId: "ended" })], now);
    ledger.append([fact("getEmails", { requestId: "other" })], now);

    expect(ledger.openIntents().map(({ requestId }) => requestId)).toEqual(["cut-off"]);
  });

  test("are none where every call has ended", () => {
    const { ledger } = chain(3);

    expect(ledger.openIntents()).toEqual([]);
  });
});

describe("what a quota resumes from", () => {
  test("the calls that ended since, not what else was recorded", () => {
    const ledger = new Ledger(objectStorage(), "user:alice");
    ledger.append([fact("early")], now - 1);
    ledger.append([{ kind: "graph.attempt" }, fact("first")], now);
    ledger.append([{ kind: "admission" }, fact("failed", { outcome: "failed", errorCode: "throttled" })], now + 5);

    expect(ledger.outcomesSince(now)).toEqual([now, now + 5]);
  });

  test.each(["invalid_arguments", "policy_denied", "rate_limited"])("a call refused as %s took nothing", (errorCode) => {
    const ledger = new Ledger(objectStorage(), "user:alice");
    ledger.append([fact("refused", { outcome: "refused", errorCode })], now);

    expect(ledger.outcomesSince(now)).toEqual([]);
  });
});

describe("the form of an event", () => {
  test("carries its schema, a time-ordered id and the time", () => {
    const event = auditEvent(fact("getEmails"), now);

    expect(event).toMatchObject({ schema: "m365mcp.audit/1", at: now });
    expect(event.eventId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test.each([
    ["mcpTool", 256],
    ["userAgent", 256],
    ["jsonRpcId", 64],
    ["mcpMethod", 128],
    ["protocolVersion", 32],
    ["reason", 2_048],
  ] as const)("%s is cut at %i", (key, cap) => {
    expect(auditEvent({ kind: "admission", [key]: "x".repeat(1_000_000) }, now)[key]).toHaveLength(cap);
  });

  test("has no key outside the list", () => {
    // @ts-expect-error -- a subject has no place in the record
    expect(auditEvent({ kind: "call.outcome", subject: "Budget" }, now)).toBeDefined();
  });

  test("leaves out what is not known", () => {
    const facts = { kind: "admission", reason: undefined } as unknown as AuditFacts;

    expect("reason" in auditEvent(facts, now)).toBe(false);
  });
});

test.each(["\r\n", "\u2028", "\u001b[31m", '","outcome":"done', "\u202e", "x".repeat(1_000_000)])(
  "a tool named %j is one line of its own",
  (mcpTool) => {
    writeConsoleEvent({ kind: "call.outcome", mcpTool, outcome: "refused" }, now);

    expect(lines).toHaveLength(1);
    // oxlint-disable-next-line no-control-regex -- what must not be in a line
    expect(lines[0]).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ mcpTool: mcpTool.slice(0, 256), outcome: "refused" });
  },
);

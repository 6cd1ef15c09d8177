/** The append-only, hash-chained record of one principal, in its own Durable Object. */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";
import { oneLine } from "../core/json.ts";
import type { SqlPort } from "../core/sql-port.ts";
import { type AuditEvent, type AuditFacts, auditEvent, chainIdOf } from "./event.ts";

export type LedgerRow = AuditEvent & {
  readonly chainId: string;
  readonly sequence: number;
  readonly prevHash: string;
  readonly hash: string;
};

const genesis = "0".repeat(64);

/** How far back an object that wakes looks for what it left open. */
const recentRows = 1_000;

const headRow = z.object({ sequence: z.number(), hash: z.string() });
const recordRow = z.object({ record: z.string() });
const instantRow = z.object({ at: z.number() });

/**
 * `hash = SHA-256(prevHash ‖ JCS(record without hash))` (RFC 8785). Hashes are computed synchronously inside the transaction that stores
 * them: parallel calls of one object interleave at every await, and an await here would fork the chain.
 */
export class Ledger {
  readonly #port: SqlPort;
  readonly #chainId: string;
  #head: { readonly sequence: number; readonly hash: string };

  constructor(port: SqlPort, principalId: string) {
    this.#port = port;
    this.#chainId = chainIdOf(principalId);
    port.sql.exec(
      "CREATE TABLE IF NOT EXISTS ledger (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL, record TEXT NOT NULL)",
    );
    const [last] = port.sql.exec("SELECT sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1").toArray();
    this.#head = last === undefined ? { sequence: 0, hash: genesis } : headRow.parse(last);
  }

  /** Stores all rows or none, then writes each as one console line. */
  append(facts: readonly AuditFacts[], now: number): readonly LedgerRow[] {
    let head = this.#head;
    const rows = facts.map((fact): { readonly row: LedgerRow; readonly line: string } => {
      const unsealed = { ...auditEvent(fact, now), chainId: this.#chainId, sequence: head.sequence + 1, prevHash: head.hash };
      const record = canonical(unsealed);
      head = { sequence: unsealed.sequence, hash: hashOf(unsealed.prevHash, record) };
      return { row: { ...unsealed, hash: head.hash }, line: oneLine(`${record.slice(0, -1)},"hash":"${head.hash}"}`) };
    });
    this.#port.transactionSync(() => {
      for (const { row, line } of rows) {
        this.#port.sql.exec(
          "INSERT INTO ledger (sequence, at, kind, hash, record) VALUES (?, ?, ?, ?, ?)",
          row.sequence,
          row.at,
          row.kind,
          row.hash,
          line,
        );
      }
    });
    this.#head = head;
    for (const { line } of rows) console.log(line);
    return rows.map(({ row }) => row);
  }

  /** Rows from `fromSequence` on, oldest first. */
  read(fromSequence: number, limit: number): readonly LedgerRow[] {
    return this.#port.sql
      .exec("SELECT record FROM ledger WHERE sequence >= ? ORDER BY sequence LIMIT ?", fromSequence, limit)
      .toArray()
      .map((row) => JSON.parse(recordRow.parse(row).record) as LedgerRow);
  }

  /** Intents without an outcome, oldest first. In an object that has just woken, nobody is at work on them any more. */
  openIntents(): readonly LedgerRow[] {
    return this.#port.sql
      .exec(
        `SELECT record FROM ledger AS intent WHERE kind = 'call.intent' AND sequence > (SELECT COALESCE(MAX(sequence), 0) - ${recentRows} FROM ledger)
           AND NOT EXISTS (SELECT 1 FROM ledger AS outcome WHERE outcome.sequence > intent.sequence AND outcome.kind = 'call.outcome'
             AND json_extract(outcome.record, '$.requestId') = json_extract(intent.record, '$.requestId'))
         ORDER BY sequence`,
      )
      .toArray()
      .map((row) => JSON.parse(recordRow.parse(row).record) as LedgerRow);
  }

  /** Instants (epoch ms) of the calls that ended since `since` and had taken from the quota; what a quota needs to survive eviction. */
  outcomesSince(since: number): readonly number[] {
    return this.#port.sql
      .exec(
        `SELECT at FROM ledger WHERE sequence > (SELECT COALESCE(MAX(sequence), 0) - 20000 FROM ledger) AND kind = 'call.outcome' AND at >= ?
           AND COALESCE(json_extract(record, '$.errorCode'), '') NOT IN ('invalid_arguments', 'policy_denied', 'rate_limited')`,
        since,
      )
      .toArray()
      .map((row) => instantRow.parse(row).at);
  }
}

/** RFC 8785. */
function canonical(row: Omit<LedgerRow, "hash">): string {
  return canonicalize(row) ?? "";
}

function hashOf(prevHash: string, record: string): string {
  return createHash("sha256").update(prevHash).update(record).digest("hex");
}

export type ChainHead = { readonly sequence: number; readonly hash: string };

/**
 * The first sequence at which a chain stops being one, or null where it holds.
 * @param from head of what came before `rows`
 * @param anchor what is known of the chain from outside it: whose it is, and a head it once had, without which a cut tail cannot be seen
 */
export function firstBreak(
  rows: readonly LedgerRow[],
  from: ChainHead = { sequence: 0, hash: genesis },
  anchor: { readonly chainId?: string; readonly head?: ChainHead } = {},
): number | null {
  const chainId = anchor.chainId ?? rows[0]?.chainId;
  let head = from;
  for (const row of rows) {
    const { hash, ...unsealed } = row;
    const follows = row.sequence === head.sequence + 1 && row.prevHash === head.hash && row.chainId === chainId;
    if (!follows || sealOf(unsealed) !== hash) return head.sequence + 1;
    head = { sequence: row.sequence, hash };
    if (head.sequence === anchor.head?.sequence && head.hash !== anchor.head.hash) return head.sequence;
  }
  return anchor.head !== undefined && head.sequence < anchor.head.sequence ? head.sequence + 1 : null;
}

/** A record that cannot be hashed at all was not written by a ledger. */
function sealOf(row: Omit<LedgerRow, "hash">): string | null {
  try {
    return hashOf(row.prevHash, canonical(row));
  } catch {
    return null;
  }
}

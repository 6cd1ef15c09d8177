/** What a caller's own key has already done: a repeated call is answered, not carried out again. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { SqlPort } from "../core/sql-port.ts";

/** One use of a key: `idempotencyKey` of a tool, with the arguments it came with. */
export type KeyedCall = {
  readonly tool: string;
  readonly key: string;
  /** Equal arguments have equal hashes. */
  readonly argsHash: string;
};

/**
 * `new`: never seen, now open. `done`: carried out before, with the sealed result. `open`: begun before and its end is not known, or it is
 * still under way. `conflict`: the key belongs to a call with other arguments.
 */
export type Beginning =
  | { readonly kind: "new" }
  | { readonly kind: "done"; readonly sealed: string }
  | { readonly kind: "open" }
  | { readonly kind: "conflict" };

/** How long a key is remembered, ms. */
const keptMs = 24 * 60 * 60_000;

const stored = z.object({ args_hash: z.string(), result: z.string().nullable() });

/** One table in the principal's object; every step is synchronous, so that two calls with one key cannot both begin. */
export class Operations {
  readonly #port: SqlPort;

  constructor(port: SqlPort) {
    this.#port = port;
    port.sql.exec(`CREATE TABLE IF NOT EXISTS operation (
      id TEXT PRIMARY KEY, args_hash TEXT NOT NULL, result TEXT, begun_at INTEGER NOT NULL) STRICT, WITHOUT ROWID`);
  }

  begin(call: KeyedCall, now: number): Beginning {
    return this.#port.transactionSync(() => {
      this.#port.sql.exec("DELETE FROM operation WHERE begun_at < ?", now - keptMs);
      const [row] = this.#port.sql.exec("SELECT args_hash, result FROM operation WHERE id = ?", idOf(call)).toArray();
      if (row !== undefined) {
        const known = stored.parse(row);
        if (known.args_hash !== call.argsHash) return { kind: "conflict" };
        return known.result === null ? { kind: "open" } : { kind: "done", sealed: known.result };
      }
      this.#port.sql.exec("INSERT INTO operation (id, args_hash, begun_at) VALUES (?, ?, ?)", idOf(call), call.argsHash, now);
      return { kind: "new" };
    });
  }

  /** @param sealed result to answer a repeat with; results name people and subjects, so only their sealed form is kept */
  finish(call: KeyedCall, sealed: string): void {
    this.#port.sql.exec("UPDATE operation SET result = ? WHERE id = ?", sealed, idOf(call));
  }

  /** Nothing was carried out: the key is free again. */
  release(call: KeyedCall): void {
    this.#port.sql.exec("DELETE FROM operation WHERE id = ?", idOf(call));
  }
}

function idOf({ tool, key }: KeyedCall): string {
  return createHash("sha256").update(`${tool}\0${key}`).digest("hex");
}

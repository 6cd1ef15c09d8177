/** Reads every principal's ledger out of the Durable Objects' SQLite files of a running estate. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { LedgerRow } from "../../src/audit/ledger.ts";

/** One array of rows per object that has a ledger, oldest row first. */
export function readLedgers(stateDirectory: string): readonly (readonly LedgerRow[])[] {
  return readdirSync(stateDirectory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".sqlite"))
    .flatMap((name) => {
      const database = new DatabaseSync(path.join(stateDirectory, name), { readOnly: true });
      try {
        const hasLedger = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'ledger'").get();
        if (!hasLedger) return [];
        return [
          database
            .prepare("SELECT record FROM ledger ORDER BY sequence")
            .all()
            .map((row) => JSON.parse(String(row["record"])) as LedgerRow),
        ];
      } finally {
        database.close();
      }
    });
}

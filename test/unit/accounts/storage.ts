/** The storage ports over node:sqlite: a Durable Object's SQLite and D1. */
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { DirectoryDatabase } from "../../../src/accounts/directory.ts";
import type { SqlPort } from "../../../src/core/sql-port.ts";

export function objectStorage(): SqlPort & { readonly database: DatabaseSync } {
  const database = new DatabaseSync(":memory:");
  return {
    database,
    sql: {
      exec(query, ...bindings) {
        const rows = database.prepare(query).all(...bindings);
        return { toArray: () => rows };
      },
    },
    transactionSync(step) {
      database.exec("BEGIN");
      try {
        const result = step();
        database.exec("COMMIT");
        return result;
      } catch (thrown) {
        database.exec("ROLLBACK");
        throw thrown;
      }
    },
  };
}

/** D1 with the migration applied; while `broken` is set every statement fails. */
export function directoryDatabase(): DirectoryDatabase & { broken: boolean } {
  const database = new DatabaseSync(":memory:");
  database.exec(readFileSync(new URL("../../../migrations/0001_directory.sql", import.meta.url), "utf8"));
  return {
    broken: false,
    prepare(sql) {
      const { broken } = this;
      return {
        bind(...values) {
          const run = (): { results: unknown[] } => {
            if (broken) throw new Error("D1_ERROR");
            return { results: database.prepare(sql).all(...values) };
          };
          return { run: async () => run(), all: async () => run() };
        },
      };
    },
  };
}

/** What the Worker really keeps on disk: KV, D1 and the Durable Objects' SQLite files of a running estate. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { open } from "../../src/accounts/seal.ts";
import { parseKeyRing } from "../../src/accounts/keys.ts";
import type { LedgerRow } from "../../src/audit/ledger.ts";

export type StoredFile = { readonly name: string; readonly bytes: Buffer };

/** Every file, write-ahead logs included. */
export async function storedFiles(stateDirectory: string): Promise<readonly StoredFile[]> {
  const entries = await readdir(stateDirectory, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(names.toSorted().map(async (name) => ({ name: path.relative(stateDirectory, name), bytes: await readFile(name) })));
}

/** One line per database and table that changes whenever a row of it does; what SQLite moves between its own files changes nothing. */
export async function storedDigest(stateDirectory: string): Promise<readonly string[]> {
  const digest = await eachDatabase(stateDirectory, (file, database) =>
    tablesOf(database).map((table) => `${file} ${table} ${hashOf(JSON.stringify(database.prepare(`SELECT * FROM "${table}"`).all()))}`),
  );
  const blobs = (await storedFiles(stateDirectory)).filter(({ name }) => !/\.sqlite(-wal|-shm)?$/.test(name));
  return [...digest.flat(), ...blobs.map(({ name, bytes }) => `${name} ${hashOf(bytes)}`)];
}

const hashOf = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");

function tablesOf(database: DatabaseSync): readonly string[] {
  return database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .all()
    .map((row) => String(row["name"]));
}

/** Reads the live files under SQLite's own locks, so that nothing half written is seen. */
async function eachDatabase<T>(stateDirectory: string, read: (file: string, database: DatabaseSync) => T): Promise<readonly T[]> {
  const files = (await readdir(stateDirectory, { recursive: true })).filter((name) => name.endsWith(".sqlite"));
  return files.toSorted().map((file) => {
    const database = new DatabaseSync(path.join(stateDirectory, file), { readOnly: true, timeout: 2_000 });
    try {
      return read(file, database);
    } finally {
      database.close();
    }
  });
}

/** Rows of one table, from every database that has it. */
async function rowsOf(stateDirectory: string, table: string, columns: string): Promise<readonly Record<string, unknown>[]> {
  const rows = await eachDatabase(stateDirectory, (_file, database) =>
    tablesOf(database).includes(table) ? (database.prepare(`SELECT ${columns} FROM ${table}`).all() as Record<string, unknown>[]) : [],
  );
  return rows.flat();
}

/** The ledgers of all principals. */
export async function storedLedger(stateDirectory: string): Promise<readonly LedgerRow[]> {
  const rows = await rowsOf(stateDirectory, "ledger", "record");
  return rows.map((row) => JSON.parse(String(row["record"])) as LedgerRow);
}

export type StoredAccount = { readonly email: string; readonly userPrincipalName: string };

/** Microsoft accounts that are linked right now. */
export async function storedAccounts(stateDirectory: string): Promise<readonly StoredAccount[]> {
  const rows = await rowsOf(stateDirectory, "account", "email, user_principal_name");
  return rows.map((row) => ({ email: String(row["email"]), userPrincipalName: String(row["user_principal_name"]) }));
}

/** The Microsoft tokens of these principals, opened with the key that only the Worker and this test have. */
export async function storedTokens(
  stateDirectory: string,
  encryptionKey: string,
  principals: readonly string[],
): Promise<readonly string[]> {
  const ring = parseKeyRing(encryptionKey);
  if (typeof ring === "string") throw new Error(ring);
  const tokens: string[] = [];
  for (const { sealed } of await rowsOf(stateDirectory, "tokens", "sealed")) {
    for (const principal of principals) {
      const text = await open(String(sealed), principal, ring, "vault");
      if (text !== null) tokens.push(...Object.values(JSON.parse(text) as Record<string, string>));
    }
  }
  return tokens;
}

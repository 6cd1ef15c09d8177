/** The vault's tables in its object's own SQLite. Every write is one synchronous step; the tokens in it are sealed. */
import { z } from "zod";
import type { MicrosoftAccount } from "../core/identity.ts";
import type { SqlPort } from "../core/sql-port.ts";
import type { BindingRule } from "./binding.ts";

export type StoredAccount = {
  /** Access e-mail under which it was linked. */
  readonly email: string;
  readonly account: MicrosoftAccount;
  readonly bindingRule: BindingRule;
  /** Scopes asked for, sent again with every refresh. */
  readonly requestedScopes: readonly string[];
  readonly grantedScopes: readonly string[];
  /** Epoch ms. */
  readonly linkedAt: number;
};

export type StoredTokens = {
  /** Opaque; another one after every change, also across unlinking. */
  readonly version: string;
  /** Access and refresh token, sealed. */
  readonly sealed: string;
  /** Epoch ms. */
  readonly accessExpiresAt: number;
};

export type StoredRecord = StoredAccount & StoredTokens & { readonly needsSignIn: boolean };

export type Claim = { readonly releasedVersion: string | null; readonly renewed: boolean };

const textList = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.string()));
const recordRow = z
  .object({
    email: z.string(),
    tenant_id: z.string(),
    object_id: z.string(),
    user_principal_name: z.string(),
    binding_rule: z.enum(["object_id", "upn", "verified_email"]),
    requested_scopes: textList,
    granted_scopes: textList,
    linked_at: z.int(),
    needs_sign_in: z.int(),
    version: z.string(),
    sealed: z.string(),
    access_expires_at: z.int(),
  })
  .transform((stored): StoredRecord => ({
    email: stored.email,
    account: { tenantId: stored.tenant_id, objectId: stored.object_id, userPrincipalName: stored.user_principal_name },
    bindingRule: stored.binding_rule,
    requestedScopes: stored.requested_scopes,
    grantedScopes: stored.granted_scopes,
    linkedAt: stored.linked_at,
    needsSignIn: stored.needs_sign_in !== 0,
    version: stored.version,
    sealed: stored.sealed,
    accessExpiresAt: stored.access_expires_at,
  }));
const claimRow = z.object({ released_version: z.string().nullable(), renewed: z.int() });

export class VaultStore {
  readonly #storage: SqlPort;
  /** The row as last read; every write that touches it goes through here and forgets it. */
  #known: StoredRecord | null | undefined;

  constructor(storage: SqlPort) {
    this.#storage = storage;
    this.#exec(`CREATE TABLE IF NOT EXISTS account (
      one INTEGER PRIMARY KEY CHECK (one = 1), email TEXT NOT NULL, tenant_id TEXT NOT NULL, object_id TEXT NOT NULL,
      user_principal_name TEXT NOT NULL, binding_rule TEXT NOT NULL, requested_scopes TEXT NOT NULL, granted_scopes TEXT NOT NULL,
      linked_at INTEGER NOT NULL, needs_sign_in INTEGER NOT NULL) STRICT`);
    this.#exec(`CREATE TABLE IF NOT EXISTS tokens (
      one INTEGER PRIMARY KEY CHECK (one = 1), version TEXT NOT NULL, sealed TEXT NOT NULL, access_expires_at INTEGER NOT NULL) STRICT`);
    this.#exec(`CREATE TABLE IF NOT EXISTS claim (
      envelope_id TEXT PRIMARY KEY, forget_at INTEGER NOT NULL, released_version TEXT, renewed INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID`);
    this.#exec(`CREATE TABLE IF NOT EXISTS link_transaction (
      transaction_id TEXT PRIMARY KEY, forget_at INTEGER NOT NULL) STRICT, WITHOUT ROWID`);
  }

  #exec(query: string, ...bindings: (string | number | null)[]): readonly unknown[] {
    return this.#storage.sql.exec(query, ...bindings).toArray();
  }

  record(): StoredRecord | null {
    if (this.#known === undefined) {
      const [found] = this.#exec("SELECT * FROM account JOIN tokens USING (one)");
      this.#known = found === undefined ? null : recordRow.parse(found);
    }
    return this.#known;
  }

  /** Stores a new link over whatever was there. */
  link(account: StoredAccount, tokens: StoredTokens): void {
    this.#known = undefined;
    this.#storage.transactionSync(() => {
      this.#exec(
        `INSERT OR REPLACE INTO account (one, email, tenant_id, object_id, user_principal_name, binding_rule, requested_scopes, granted_scopes,
           linked_at, needs_sign_in) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
        account.email,
        account.account.tenantId,
        account.account.objectId,
        account.account.userPrincipalName,
        account.bindingRule,
        JSON.stringify(account.requestedScopes),
        JSON.stringify(account.grantedScopes),
        account.linkedAt,
      );
      this.#exec(
        "INSERT OR REPLACE INTO tokens (one, version, sealed, access_expires_at) VALUES (1, ?, ?, ?)",
        tokens.version,
        tokens.sealed,
        tokens.accessExpiresAt,
      );
    });
  }

  /** Replaces the tokens of one version; false, and nothing changed, where another version is stored by now. */
  replaceTokens(version: string, tokens: StoredTokens, grantedScopes: readonly string[]): boolean {
    this.#known = undefined;
    return this.#storage.transactionSync(() => {
      const replaced = this.#exec(
        "UPDATE tokens SET version = ?, sealed = ?, access_expires_at = ? WHERE version = ? RETURNING version",
        tokens.version,
        tokens.sealed,
        tokens.accessExpiresAt,
        version,
      );
      if (replaced.length === 0) return false;
      this.#exec("UPDATE account SET granted_scopes = ?", JSON.stringify(grantedScopes));
      return true;
    });
  }

  /** Marks that Microsoft wants the person; the account stays. Nothing changes where another version is stored by now. */
  needSignIn(version: string): void {
    this.#known = undefined;
    this.#exec("UPDATE account SET needs_sign_in = 1 WHERE EXISTS (SELECT 1 FROM tokens WHERE version = ?)", version);
  }

  /** True where there was an account. Claims stay, so that an envelope cannot be replayed against the next link. */
  unlink(): boolean {
    this.#known = undefined;
    return this.#storage.transactionSync(() => {
      const removed = this.#exec("DELETE FROM account RETURNING one");
      this.#exec("DELETE FROM tokens");
      return removed.length > 0;
    });
  }

  /** True exactly once per envelope id. */
  claim(envelopeId: string, forgetAt: number): boolean {
    const claimed = this.#exec(
      "INSERT OR IGNORE INTO claim (envelope_id, forget_at) VALUES (?, ?) RETURNING envelope_id",
      envelopeId,
      forgetAt,
    );
    return claimed.length > 0;
  }

  claimed(envelopeId: string): Claim | null {
    const [found] = this.#exec("SELECT released_version, renewed FROM claim WHERE envelope_id = ?", envelopeId);
    if (found === undefined) return null;
    const { released_version, renewed } = claimRow.parse(found);
    return { releasedVersion: released_version, renewed: renewed !== 0 };
  }

  /** Notes which version of the tokens an envelope was given. */
  released(envelopeId: string, version: string): void {
    this.#exec("UPDATE claim SET released_version = ? WHERE envelope_id = ?", version, envelopeId);
  }

  /** True exactly once per claimed envelope. */
  claimRenewal(envelopeId: string): boolean {
    const query = "UPDATE claim SET renewed = 1 WHERE envelope_id = ? AND renewed = 0 RETURNING envelope_id";
    return this.#exec(query, envelopeId).length > 0;
  }

  /** True exactly once per link transaction. */
  claimTransaction(transactionId: string, forgetAt: number): boolean {
    const query = "INSERT OR IGNORE INTO link_transaction (transaction_id, forget_at) VALUES (?, ?) RETURNING transaction_id";
    return this.#exec(query, transactionId, forgetAt).length > 0;
  }

  /** Drops claims that no clock can make valid again. */
  prune(now: number): void {
    this.#exec("DELETE FROM claim WHERE forget_at < ?", now);
    this.#exec("DELETE FROM link_transaction WHERE forget_at < ?", now);
  }
}

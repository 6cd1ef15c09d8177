/** Who has linked what, by e-mail, so that an operator finds a person also after Access gave them a new `sub`. Identifiers only. */
import { z } from "zod";
import { isPrincipalId, type PrincipalId } from "../core/identity.ts";

/** The part of D1 that is used. */
export type DirectoryDatabase = {
  prepare(sql: string): {
    bind(...values: (string | number | null)[]): { run(): Promise<unknown>; all(): Promise<{ readonly results: readonly unknown[] }> };
  };
};

type DirectoryEntry = {
  readonly principal: PrincipalId;
  /** Access e-mail at the time of linking, lower-cased. */
  readonly email: string;
  readonly tenantId: string;
  readonly objectId: string;
  /** Epoch ms. */
  readonly linkedAt: number;
  /** Epoch ms, exact to about an hour: written when a token is refreshed, not per call. */
  readonly lastUsedAt: number;
  /** Epoch ms; null while the account is linked. */
  readonly unlinkedAt: number | null;
};

export type Directory = {
  linked(entry: Omit<DirectoryEntry, "lastUsedAt" | "unlinkedAt">): Promise<void>;
  used(principal: PrincipalId, at: number): Promise<void>;
  unlinked(principal: PrincipalId, at: number): Promise<void>;
  /** Every principal ever linked under that e-mail, the latest first. */
  findByEmail(email: string): Promise<readonly DirectoryEntry[]>;
};

const row = z
  .object({
    principal_id: z.custom<PrincipalId>(isPrincipalId),
    email: z.string(),
    tenant_id: z.string(),
    object_id: z.string(),
    linked_at: z.int(),
    last_used_at: z.int(),
    unlinked_at: z.int().nullable(),
  })
  .transform((stored): DirectoryEntry => ({
    principal: stored.principal_id,
    email: stored.email,
    tenantId: stored.tenant_id,
    objectId: stored.object_id,
    linkedAt: stored.linked_at,
    lastUsedAt: stored.last_used_at,
    unlinkedAt: stored.unlinked_at,
  }));

/** @param database with `migrations/0001_directory.sql` applied. */
export function createDirectory(database: DirectoryDatabase): Directory {
  return {
    async linked({ principal, email, tenantId, objectId, linkedAt }) {
      await database
        .prepare(
          `INSERT INTO directory (principal_id, email, tenant_id, object_id, linked_at, last_used_at, unlinked_at)
           VALUES (?1, ?2, ?3, ?4, ?5, ?5, NULL)
           ON CONFLICT (principal_id) DO UPDATE SET email = ?2, tenant_id = ?3, object_id = ?4, linked_at = ?5, last_used_at = ?5, unlinked_at = NULL`,
        )
        .bind(principal, email.toLowerCase(), tenantId, objectId, linkedAt)
        .run();
    },

    async used(principal, at) {
      await database.prepare("UPDATE directory SET last_used_at = max(last_used_at, ?2) WHERE principal_id = ?1").bind(principal, at).run();
    },

    async unlinked(principal, at) {
      await database
        .prepare("UPDATE directory SET unlinked_at = ?2 WHERE principal_id = ?1 AND unlinked_at IS NULL")
        .bind(principal, at)
        .run();
    },

    async findByEmail(email) {
      const found = await database
        .prepare("SELECT * FROM directory WHERE email = ?1 ORDER BY linked_at DESC")
        .bind(email.toLowerCase())
        .all();
      return z.array(row).parse(found.results);
    },
  };
}

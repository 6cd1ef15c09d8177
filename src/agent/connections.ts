/** Which clients a principal has been served through, and which of them were ended: what KV learns late, its object knows at once. */
import { z } from "zod";
import type { PrincipalId } from "../core/identity.ts";
import type { SqlPort } from "../core/sql-port.ts";

/** What one request says of the client behind it. */
export type ClientUse = {
  /** Mode `oauth`: the grant its bearer belongs to. Without one, clients are told apart by name and user agent, for information alone. */
  readonly grantId?: string | undefined;
  readonly clientId?: string | undefined;
  /** As the client calls itself in MCP; told at the beginning, or with every request, by revision. */
  readonly clientName?: string | undefined;
  readonly userAgent?: string | undefined;
};

export type SeenConnection = {
  /** Null where the client has no grant of ours. */
  readonly grantId: string | null;
  readonly clientId: string | null;
  readonly clientName: string | null;
  /** First product of the user agent, such as `claude-user`. */
  readonly userAgentFamily: string;
  /** Epoch ms. */
  readonly firstUsedAt: number;
  /** Epoch ms, exact to a minute. */
  readonly lastUsedAt: number;
};

/** Who ends a connection, and in which request. */
export type Ending = {
  /** A person or an operator; `oauth`: the authorization server, for a client that asked or a code that came twice. */
  readonly by: PrincipalId | "oauth";
  readonly requestId?: string;
};

/** What a bearer says of itself. */
export type BearerFacts = {
  readonly grantId?: string | undefined;
  readonly tokenId?: string | undefined;
  /** Epoch ms. */
  readonly grantedAt?: number | undefined;
};

const writeEveryMs = 60_000;
/** Clients name themselves, so there may be any number of them; the least recently used gives way. */
const mostRows = 64;
/** A grant lives thirty days; what was ended is remembered ten days longer. */
const keptMs = 40 * 24 * 60 * 60_000;
/** An access token lives an hour; a client may give up any number of them, and must not fill its person's object with them. */
const tokenKeptMs = 2 * 60 * 60_000;
/** Id of the row that ends every grant given before it. */
const everything = "*";

const seenRow = z
  .object({
    id: z.string(),
    grant_id: z.string().nullable(),
    client_id: z.string().nullable(),
    client_name: z.string().nullable(),
    user_agent_family: z.string(),
    first_used_at: z.int(),
    last_used_at: z.int(),
  })
  .transform(({ id, ...row }) => ({
    id,
    seen: {
      grantId: row.grant_id,
      clientId: row.client_id,
      clientName: row.client_name,
      userAgentFamily: row.user_agent_family,
      firstUsedAt: row.first_used_at,
      lastUsedAt: row.last_used_at,
    } satisfies SeenConnection,
  }));
const endedRow = z.object({ id: z.string(), kind: z.enum(["grant", "token", "all"]), ended_at: z.int() });

/** Two tables in the principal's object, held in memory while it is awake: a call costs no read, and at most one write a minute. */
export class Connections {
  readonly #port: SqlPort;
  readonly #seen = new Map<string, SeenConnection>();
  readonly #ended = new Map<string, z.output<typeof endedRow>>();

  constructor(port: SqlPort, now: number) {
    this.#port = port;
    port.sql.exec(`CREATE TABLE IF NOT EXISTS connection (
      id TEXT PRIMARY KEY, grant_id TEXT, client_id TEXT, client_name TEXT, user_agent_family TEXT NOT NULL,
      first_used_at INTEGER NOT NULL, last_used_at INTEGER NOT NULL) STRICT, WITHOUT ROWID`);
    port.sql.exec(`CREATE TABLE IF NOT EXISTS ended_connection (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL, ended_at INTEGER NOT NULL) STRICT, WITHOUT ROWID`);
    port.sql.exec("DELETE FROM ended_connection WHERE ended_at < ?", now - keptMs);
    this.#forgetTokens(now);
    port.sql.exec("DELETE FROM connection WHERE last_used_at < ?", now - keptMs);
    for (const row of port.sql.exec("SELECT * FROM connection").toArray()) {
      const { id, seen } = seenRow.parse(row);
      this.#seen.set(id, seen);
    }
    for (const row of port.sql.exec("SELECT * FROM ended_connection").toArray()) {
      const ended = endedRow.parse(row);
      this.#ended.set(ended.id, ended);
    }
  }

  /** Notes one use. @param now epoch ms */
  used(use: ClientUse, now: number): void {
    const family = familyOf(use.userAgent);
    const id = use.grantId ?? this.#clientOf(family, use.clientName);
    const known = this.#seen.get(id);
    const clientName = use.clientName?.slice(0, 64) ?? known?.clientName ?? null;
    if (known && known.clientName === clientName && now - known.lastUsedAt < writeEveryMs) return;
    const seen: SeenConnection = {
      grantId: use.grantId ?? null,
      clientId: use.clientId ?? known?.clientId ?? null,
      clientName,
      userAgentFamily: family,
      firstUsedAt: known?.firstUsedAt ?? now,
      lastUsedAt: now,
    };
    this.#port.sql.exec(
      "INSERT OR REPLACE INTO connection (id, grant_id, client_id, client_name, user_agent_family, first_used_at, last_used_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
      id,
      seen.grantId,
      seen.clientId,
      seen.clientName,
      seen.userAgentFamily,
      seen.firstUsedAt,
      seen.lastUsedAt,
    );
    this.#seen.set(id, seen);
    const oldest = this.#seen.size > mostRows ? [...this.#seen].toSorted(([, a], [, b]) => a.lastUsedAt - b.lastUsedAt)[0] : undefined;
    if (oldest) this.#forget(oldest[0]);
  }

  /** Whether this bearer was ended, by itself, with its grant or with all of them. */
  isEnded({ grantId, tokenId, grantedAt }: BearerFacts): boolean {
    if (grantId === undefined) return false;
    const all = this.#ended.get(everything);
    return (
      this.#ended.has(grantId) ||
      (tokenId !== undefined && this.#ended.has(tokenId)) ||
      (all !== undefined && grantedAt !== undefined && grantedAt <= all.ended_at)
    );
  }

  /** False where it had ended before. @param now epoch ms */
  endGrant(grantId: string, now: number): boolean {
    this.#forget(grantId);
    return this.#end(grantId, "grant", now);
  }

  /** Ends one access token, its grant goes on; false where it had ended before. @param now epoch ms */
  endToken(tokenId: string, grantId: string, now: number): boolean {
    this.#forgetTokens(now);
    return !this.isEnded({ grantId, tokenId }) && this.#end(tokenId, "token", now);
  }

  /**
   * Ends every grant given up to now.
   * @param known ids of grants the caller knows of
   * @returns ids of those that were not ended before, the ones seen here among them
   */
  endAll(known: readonly string[], now: number): readonly string[] {
    const seen = [...this.#seen.values()].flatMap(({ grantId }) => (grantId === null ? [] : [grantId]));
    return this.#port.transactionSync(() => {
      this.#end(everything, "all", now);
      return [...new Set([...known, ...seen])].filter((grantId) => this.endGrant(grantId, now));
    });
  }

  /** Those not ended, the last used first. */
  seen(): readonly SeenConnection[] {
    return [...this.#seen.values()].toSorted((a, b) => b.lastUsedAt - a.lastUsedAt);
  }

  /** Ids of grants that were ended. */
  endedGrants(): readonly string[] {
    return [...this.#ended.values()].flatMap(({ id, kind }) => (kind === "grant" ? [id] : []));
  }

  #end(id: string, kind: "grant" | "token" | "all", now: number): boolean {
    const before = this.#ended.has(id);
    if (before && kind !== "all") return false;
    this.#port.sql.exec("INSERT OR REPLACE INTO ended_connection (id, kind, ended_at) VALUES (?, ?, ?)", id, kind, now);
    this.#ended.set(id, { id, kind, ended_at: now });
    return !before;
  }

  /** Those that expired anyway. */
  #forgetTokens(now: number): void {
    this.#port.sql.exec("DELETE FROM ended_connection WHERE kind = 'token' AND ended_at < ?", now - tokenKeptMs);
    for (const { id, kind, ended_at: at } of this.#ended.values()) if (kind === "token" && at < now - tokenKeptMs) this.#ended.delete(id);
  }

  #forget(id: string): void {
    if (!this.#seen.delete(id)) return;
    this.#port.sql.exec("DELETE FROM connection WHERE id = ?", id);
  }

  /** A request that does not say which client it comes from is counted with the last one of its user agent. No grant id has a space in it. */
  #clientOf(family: string, name: string | undefined): string {
    if (name !== undefined) return `${family} ${name.slice(0, 64)}`;
    const last = [...this.#seen]
      .filter(([, seen]) => seen.grantId === null && seen.userAgentFamily === family)
      .toSorted(([, a], [, b]) => b.lastUsedAt - a.lastUsedAt)[0];
    return last?.[0] ?? `${family} `;
  }
}

function familyOf(userAgent: string | undefined): string {
  return /^[\w.-]{1,40}/.exec(userAgent ?? "")?.[0].toLowerCase() ?? "unknown";
}

const told = z.object({ name: z.string().min(1) });
const telling = z.object({
  params: z.object({
    clientInfo: told.optional().catch(undefined),
    _meta: z.object({ "io.modelcontextprotocol/clientInfo": told.optional() }).optional().catch(undefined),
  }),
});

/** What a client calls itself: in `initialize`, or since 2026-07-28 in the `_meta` of every request. @param asked the request's JSON */
export function clientNameIn(asked: unknown): string | undefined {
  const { clientInfo, _meta } = telling.catch({ params: {} }).parse(asked).params;
  return (clientInfo ?? _meta?.["io.modelcontextprotocol/clientInfo"])?.name;
}

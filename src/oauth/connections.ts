/** What a principal is connected to, and the ending of it: the object that refuses first, then everything that was stored. */
import type { Directory } from "../accounts/directory.ts";
import type { AccountStanding } from "../accounts/vault.ts";
import type { Ending, SeenConnection } from "../agent/connections.ts";
import type { PrincipalId } from "../core/identity.ts";
import type { Grants } from "./grants.ts";

export type ConnectedClient = {
  /** Null in mode `access`, where Access lets clients in and this server only sees them. */
  readonly grantId: string | null;
  readonly clientId: string | null;
  /** As registered, else as it calls itself in MCP; its own word in both cases. */
  readonly name: string | null;
  readonly redirectHost: string | null;
  readonly userAgentFamily: string | null;
  /** OAuth scopes; null where no grant says. */
  readonly scopes: readonly string[] | null;
  /** Epoch ms: granted, or first seen. */
  readonly connectedAt: number;
  /** Epoch ms, exact to a minute; null where it was never used. */
  readonly lastUsedAt: number | null;
};

export type ConnectedAccount = AccountStanding & {
  /** Epoch ms, exact to about an hour; null where the directory does not know. */
  readonly lastUsedAt: number | null;
};

export type Connected = {
  /** The last used first. */
  readonly clients: readonly ConnectedClient[];
  readonly account: ConnectedAccount | null;
  /** Grants the principal's object refuses. */
  readonly endedGrants: readonly string[];
};

/** What became of a wish to end a client. */
export type ClientEnding =
  | { readonly kind: "ended"; readonly grantIds: readonly string[] }
  /** The object refuses them; KV did not answer, so their records stay until they expire. */
  | { readonly kind: "refused_only"; readonly grantIds: readonly string[] };

export type Connections = {
  readonly of: (principalId: PrincipalId) => Promise<Connected>;
  readonly endClient: (principalId: PrincipalId, grantId: string, ending: Ending) => Promise<ClientEnding>;
  /** Every grant, also those nobody knows of. */
  readonly endClients: (principalId: PrincipalId, ending: Ending) => Promise<ClientEnding>;
  /** False where no account was linked. */
  readonly endAccount: (principalId: PrincipalId, ending: Ending) => Promise<boolean>;
};

/** The principal's object as it is called from outside it. */
export type RemoteAgent = {
  listConnections(): Promise<{ readonly seen: readonly SeenConnection[]; readonly endedGrants: readonly string[] }>;
  endConnection(grantId: string, ending: Ending): Promise<boolean>;
  endAll(grantIds: readonly string[], ending: Ending): Promise<readonly string[]>;
  endAccount(ending: Ending): Promise<boolean>;
};

export type ConnectionsPorts = {
  /** Null in mode `access`. */
  readonly grants: Grants | null;
  readonly agentOf: (principalId: PrincipalId) => RemoteAgent;
  readonly vaultOf: (principalId: PrincipalId) => { standing(): Promise<AccountStanding | null> };
  readonly directory: Pick<Directory, "findByEmail">;
  /** Epoch ms. */
  readonly now: () => number;
};

/** An access token lives an hour: a grant that was used in the last one exists, whatever KV lists. */
const surelyAliveMs = 60 * 60_000;

export function createConnections({ grants, agentOf, vaultOf, directory, now }: ConnectionsPorts): Connections {
  return {
    async of(principalId) {
      const [{ seen, endedGrants }, granted, account] = await Promise.all([
        agentOf(principalId).listConnections(),
        grants?.list(principalId) ?? [],
        accountOf(principalId),
      ]);
      const uses = new Map(seen.map((use) => [use.grantId, use]));
      const listed = granted
        .filter(({ grantId }) => !endedGrants.includes(grantId))
        .map(({ clientName, grantedAt, ...grant }): ConnectedClient => {
          const use = uses.get(grant.grantId);
          return {
            ...grant,
            name: clientName ?? use?.clientName ?? null,
            userAgentFamily: use?.userAgentFamily ?? null,
            connectedAt: grantedAt,
            lastUsedAt: use?.lastUsedAt ?? null,
          };
        });
      const known = new Set(listed.map(({ grantId }) => grantId));
      const onlySeen = seen
        .filter(({ grantId, lastUsedAt }) =>
          grants === null ? grantId === null : grantId !== null && !known.has(grantId) && lastUsedAt > now() - surelyAliveMs,
        )
        .map(({ clientName, firstUsedAt, ...use }): ConnectedClient => {
          return { ...use, name: clientName, redirectHost: null, scopes: null, connectedAt: firstUsedAt };
        });
      const clients = [...listed, ...onlySeen].toSorted((a, b) => (b.lastUsedAt ?? b.connectedAt) - (a.lastUsedAt ?? a.connectedAt));
      return { clients, account, endedGrants };
    },

    async endClient(principalId, grantId, ending) {
      await agentOf(principalId).endConnection(grantId, ending);
      return revokeAll(principalId, [grantId]);
    },

    async endClients(principalId, ending) {
      // What KV does not tell ends all the same: the object refuses every grant given before.
      const listed = await (grants?.ids(principalId) ?? Promise.resolve([])).catch(() => null);
      const ended = await agentOf(principalId).endAll(listed ?? [], ending);
      const revoked = await revokeAll(principalId, [...new Set([...(listed ?? []), ...ended])]);
      return listed === null ? { ...revoked, kind: "refused_only" } : revoked;
    },

    endAccount: (principalId, ending) => agentOf(principalId).endAccount(ending),
  };

  async function revokeAll(principalId: PrincipalId, grantIds: readonly string[]): Promise<ClientEnding> {
    const results = await Promise.allSettled(grantIds.map(async (grantId) => grants?.revoke(principalId, grantId)));
    return { kind: results.every(({ status }) => status === "fulfilled") ? "ended" : "refused_only", grantIds };
  }

  async function accountOf(principalId: PrincipalId): Promise<ConnectedAccount | null> {
    const standing = await vaultOf(principalId).standing();
    if (standing === null) return null;
    const entries = await directory.findByEmail(standing.email).catch(() => []);
    return { ...standing, lastUsedAt: entries.find(({ principal }) => principal === principalId)?.lastUsedAt ?? null };
  }
}

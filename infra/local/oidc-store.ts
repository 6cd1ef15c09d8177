/** Memory of the emulated identity providers, in the shape `oidc-provider` wants its storage; outlives a key rotation, not the process. */
import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";

export type OidcStoreOptions = {
  /** Models whose entries may be used again after they were consumed. */
  readonly reusable?: readonly string[];
  readonly now?: () => number;
};

type Entry = { readonly payload: AdapterPayload; readonly expiresAt: number };

/** One factory is one memory: every provider built over it sees the same sessions, grants and tokens. */
export function createOidcStore({ reusable = [], now = Date.now }: OidcStoreOptions = {}): AdapterFactory {
  const entries = new Map<string, Entry>();
  const keysOfGrant = new Map<string, Set<string>>();
  let writes = 0;

  const read = (key: string): AdapterPayload | undefined => {
    const entry = entries.get(key);
    if (entry && entry.expiresAt > now()) return entry.payload;
    entries.delete(key);
    return undefined;
  };

  const sweep = () => {
    for (const [key, entry] of entries) if (entry.expiresAt <= now()) entries.delete(key);
    for (const [grantId, keys] of keysOfGrant) if (![...keys].some((key) => entries.has(key))) keysOfGrant.delete(grantId);
  };

  return (model: string): Adapter => ({
    async upsert(id, payload, expiresIn) {
      const key = `${model}:${id}`;
      entries.set(key, { payload, expiresAt: expiresIn ? now() + expiresIn * 1000 : Infinity });
      if (payload.uid) entries.set(`${model}:uid:${payload.uid}`, { payload, expiresAt: expiresIn ? now() + expiresIn * 1000 : Infinity });
      if (payload.grantId) {
        const keys = keysOfGrant.get(payload.grantId) ?? new Set();
        keysOfGrant.set(payload.grantId, keys.add(key));
      }
      if (++writes % 5_000 === 0) sweep();
    },
    find: async (id) => read(`${model}:${id}`),
    findByUid: async (uid) => read(`${model}:uid:${uid}`),
    findByUserCode: async () => undefined,
    async consume(id) {
      const key = `${model}:${id}`;
      const entry = entries.get(key);
      if (!entry || reusable.includes(model)) return;
      entries.set(key, { ...entry, payload: { ...entry.payload, consumed: Math.floor(now() / 1000) } });
    },
    async destroy(id) {
      entries.delete(`${model}:${id}`);
    },
    async revokeByGrantId(grantId) {
      for (const key of keysOfGrant.get(grantId) ?? []) entries.delete(key);
      keysOfGrant.delete(grantId);
    },
  });
}

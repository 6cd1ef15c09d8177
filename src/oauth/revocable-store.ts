/** The authorization server's store, where nothing of a person's is deleted before their own object refuses it: KV tells other places late. */
import { isPrincipalId, type PrincipalId } from "../core/identity.ts";
import { StoreFailure } from "./store-failure.ts";

/** What a deletion of the library means: a grant with all its tokens, or one access token. */
export type Revocation = {
  readonly principalId: PrincipalId;
  readonly grantId: string;
  /** SHA-256 of the token, hex; absent where the whole grant ends. */
  readonly tokenId?: string;
};

/** developers.cloudflare.com/kv/platform/limits */
const maxKeyBytes = 512;

/**
 * The library deletes a grant or a token only to revoke it: RFC 7009, a code that came twice, a sign-in that Microsoft took back, a new
 * consent in place of an old one, a connection ended by hand.
 * @param revoked puts it on the principal's revocation list
 * @returns the same store, whose own trouble is thrown as `StoreFailure`
 */
export function revocableStore<Store extends { delete(key: string): Promise<void> }>(
  kv: Store,
  revoked: (revocation: Revocation) => Promise<unknown>,
): Store {
  async function remove(key: string): Promise<void> {
    const revocation = revocationOf(key);
    const [told, deleted] = await Promise.allSettled([revocation && revoked(revocation), kv.delete(key)]);
    for (const result of [told, deleted]) if (result.status === "rejected") throw new StoreFailure(result.reason);
  }
  return new Proxy(kv, {
    get(target, name) {
      if (name === "delete") return remove;
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      const method = value.bind(target) as (...args: readonly unknown[]) => Promise<unknown>;
      return async (...args: readonly unknown[]) => {
        const [key] = args;
        // Ids come from clients: one that no key can hold was never stored, and asking for it is no failure.
        if (name === "get" && typeof key === "string" && Buffer.byteLength(key) > maxKeyBytes) return null;
        try {
          return await method(...args);
        } catch (thrown) {
          // What is stored there is no JSON: that is a corrupt record, and the store is well.
          throw thrown instanceof SyntaxError ? thrown : new StoreFailure(thrown);
        }
      };
    },
  });
}

/** `grant:<user id>:<grant id>` and `token:<user id>:<grant id>:<token id>`; null for any other key. */
function revocationOf(key: string): Revocation | null {
  const [kind, userId = "", grantId, tokenId, ...more] = key.split(":");
  const named = kind === "grant" ? tokenId === undefined : kind === "token" && tokenId !== undefined;
  if (!named || grantId === undefined || more.length > 0) return null;
  let principalId: string;
  try {
    principalId = decodeURIComponent(userId);
  } catch {
    return null;
  }
  return isPrincipalId(principalId) ? { principalId, grantId, ...(tokenId !== undefined && { tokenId }) } : null;
}

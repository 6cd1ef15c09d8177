/** The authorization server's store, where nothing of a person's is deleted before their own object refuses it: KV tells other places late. */
import { isPrincipalId, type PrincipalId } from "../core/identity.ts";

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
 */
export function revocableStore<Store extends { delete(key: string): Promise<void> }>(
  kv: Store,
  revoked: (revocation: Revocation) => Promise<unknown>,
): Store {
  async function remove(key: string): Promise<void> {
    const revocation = revocationOf(key);
    const [told, deleted] = await Promise.allSettled([revocation && revoked(revocation), kv.delete(key)]);
    for (const result of [told, deleted]) if (result.status === "rejected") throw result.reason;
  }
  return new Proxy(kv, {
    get(target, name) {
      if (name === "delete") return remove;
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      const method = value.bind(target) as (key: string, ...rest: readonly unknown[]) => unknown;
      // Ids come from clients: one that no key can hold was never stored, and asking for it is no failure.
      return name === "get"
        ? (key: string, ...rest: readonly unknown[]) =>
            Buffer.byteLength(key) > maxKeyBytes ? Promise.resolve(null) : method(key, ...rest)
        : method;
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

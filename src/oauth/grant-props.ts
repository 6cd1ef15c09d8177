/** What a grant remembers of its person, and the proof that this Worker wrote it: whoever may write to KV cannot make one up. */
import { z } from "zod";
import type { KeyRing } from "../accounts/keys.ts";
import { signerOf, signText } from "../accounts/mac.ts";
import type { PrincipalId } from "../core/identity.ts";

const facts = z.strictObject({
  /** GUID. */
  tenantId: z.string(),
  /** GUID. */
  objectId: z.string(),
  /** Keyed hash of the Access e-mail, to tell a person who got a new `sub` from a stranger. */
  emailTag: z.string(),
  /** What the person allowed (RFC 6749 §3.3). */
  scopes: z.array(z.string()),
  /** Epoch ms. */
  grantedAt: z.int(),
});
const proven = facts.extend({ proof: z.string() });

export type GrantFacts = Readonly<z.output<typeof facts>>;

/** Encrypted by the library under the grant's own tokens: identifiers, never a credential. */
export type GrantProps = Readonly<z.output<typeof proven>>;

/** Whose grant it is, as the library's own record says. */
export type GrantOwner = { readonly principalId: PrincipalId; readonly clientId: string };

/** @param keys COOKIE_SECRET */
export function grantProps(
  owner: GrantOwner,
  account: Omit<GrantFacts, "emailTag"> & { readonly email: string },
  keys: KeyRing,
): GrantProps {
  const { tenantId, objectId, scopes, grantedAt, email } = account;
  const known: GrantFacts = { tenantId, objectId, scopes, grantedAt, emailTag: signText(email, keys, "email-tag") };
  return { ...known, proof: signText(signed(owner, known), keys, "grant") };
}

/** The facts, where this Worker wrote them for exactly this owner; null for anything else. */
export function readGrantProps(props: unknown, owner: GrantOwner, keys: KeyRing): GrantFacts | null {
  const parsed = proven.safeParse(props);
  if (!parsed.success) return null;
  const { proof, ...known } = parsed.data;
  return signerOf(signed(owner, known), proof, keys, "grant") === undefined ? null : known;
}

/** Whether a grant's tag is that of this address. */
export function isTagOf(email: string, tag: string, keys: KeyRing): boolean {
  return signerOf(email, tag, keys, "email-tag") !== undefined;
}

function signed({ principalId, clientId }: GrantOwner, { tenantId, objectId, emailTag, scopes, grantedAt }: GrantFacts): string {
  return JSON.stringify([principalId, clientId, tenantId, objectId, emailTag, scopes, grantedAt]);
}

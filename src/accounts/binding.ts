/** Whether a Microsoft account belongs to the person Access vouched for. */
import type { MicrosoftAccount } from "../core/identity.ts";

/** What an ID token whose signature, issuer, audience, nonce and times hold says of the account. */
export type AccountClaims = {
  readonly tenantId: string;
  readonly objectId: string;
  readonly userPrincipalName: string;
  readonly email?: string;
  /** Microsoft says that the owner of the e-mail's domain was verified (`xms_edov`), or `email_verified`. */
  readonly emailVerified: boolean;
};

/** What Access says of the person. */
export type AccessPerson = { readonly email: string; readonly objectId?: string };

export type BindingRule = "object_id" | "upn" | "verified_email";

export type Binding =
  | { readonly kind: "bound"; readonly rule: BindingRule; readonly account: MicrosoftAccount }
  | { readonly kind: "refused"; readonly reason: "tenant_mismatch"; readonly tenantId: string }
  | { readonly kind: "refused"; readonly reason: "account_binding_mismatch"; readonly objectId: string };

/**
 * The tenant must be the configured one. Where Access forwards the object id, it alone decides; else the user principal name, then the
 * verified e-mail must be the Access e-mail.
 */
export function bindAccount(tenantId: string, person: AccessPerson, claims: AccountClaims): Binding {
  if (!sameText(claims.tenantId, tenantId)) return { kind: "refused", reason: "tenant_mismatch", tenantId: claims.tenantId };
  const rule = matchingRule(person, claims);
  if (rule === null) return { kind: "refused", reason: "account_binding_mismatch", objectId: claims.objectId };
  const { objectId, userPrincipalName } = claims;
  return { kind: "bound", rule, account: { tenantId: claims.tenantId, objectId, userPrincipalName } };
}

function matchingRule(person: AccessPerson, claims: AccountClaims): BindingRule | null {
  if (person.objectId !== undefined) return sameText(person.objectId, claims.objectId) ? "object_id" : null;
  if (sameText(person.email, claims.userPrincipalName)) return "upn";
  if (claims.emailVerified && claims.email !== undefined && sameText(person.email, claims.email)) return "verified_email";
  return null;
}

/** Whether the person still has the e-mail under which the account was linked; if not, it must be linked anew. */
export function linkedUnder(standing: { readonly email: string }, person: { readonly email: string }): boolean {
  return sameText(standing.email, person.email);
}

/** Equal but for the case of A to Z. Other letters keep theirs: `toLowerCase` would make the Kelvin sign a `k`. Empty equals nothing. */
function sameText(one: string, other: string): boolean {
  return one !== "" && asciiLowerCase(one) === asciiLowerCase(other);
}

function asciiLowerCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

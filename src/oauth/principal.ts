/** Who acts: the Access identity itself, or in mode `oauth` the person whose bearer came with it, who must be the Access person or come through a portal. */
import type { OAuthHelpers } from "@cloudflare/workers-oauth-provider";
import type { KeyRing } from "../accounts/keys.ts";
import { type AccessIdentity, type Principal, principalOf } from "../core/identity.ts";
import { type Bearer, type BearerRefusal, readBearer } from "./bearer.ts";
import { isTagOf } from "./grant-props.ts";

/** An admitted caller, as the perimeter tells the kinds apart. */
export type AdmittedCaller = { readonly kind: "person" | "automation" | "portal" | "operator"; readonly identity: AccessIdentity };

export type PrincipalVerdict =
  | { readonly admitted: true; readonly principal: Principal; readonly bearer?: Bearer }
  /** 401: ask for a bearer. */
  | { readonly admitted: false; readonly answer: "challenge"; readonly reason: BearerRefusal }
  /** 403. */
  | {
      readonly admitted: false;
      readonly answer: "deny";
      readonly reason: "service_token_not_allowed" | "principal_mismatch" | "subject_changed";
    }
  /** 503: no verdict on anybody. */
  | { readonly admitted: false; readonly answer: "unavailable"; readonly reason: "grant_store_unavailable"; readonly cause: unknown };

export type PrincipalsOptions = {
  /** The resource that bearers are for (RFC 8707). */
  readonly publicOrigin: string;
  /** Null in mode `access`: no bearer is asked for, none is looked at. */
  readonly oauth: Pick<OAuthHelpers, "unwrapToken"> | null;
  /** COOKIE_SECRET: proof and e-mail tag of a grant. */
  readonly stateKeys: KeyRing;
};

export function createPrincipals({ publicOrigin, oauth, stateKeys }: PrincipalsOptions) {
  return async function principalFor({ kind, identity }: AdmittedCaller, authorization: string | null): Promise<PrincipalVerdict> {
    const self = principalOf(identity);
    if (kind === "automation") return { admitted: true, principal: self };
    if (kind === "operator" || (kind === "portal" && oauth === null)) return denied("service_token_not_allowed");
    if (oauth === null) return { admitted: true, principal: self };

    let verdict;
    try {
      verdict = await readBearer(authorization, { resource: publicOrigin, lookup: (token) => oauth.unwrapToken(token), keys: stateKeys });
    } catch (cause) {
      return { admitted: false, answer: "unavailable", reason: "grant_store_unavailable", cause };
    }
    if (!verdict.valid) return { admitted: false, answer: "challenge", reason: verdict.reason };
    const { bearer } = verdict;
    const { principalId: id, clientId } = bearer;
    if (kind === "portal")
      return id.startsWith("user:")
        ? { admitted: true, principal: { id, kind: "user", clientId, groups: [] }, bearer }
        : denied("principal_mismatch");
    if (id === self.id) return { admitted: true, principal: { ...self, clientId }, bearer };
    // The same address under another `sub`: Access knows the person anew, and what was granted before is not theirs any more.
    return denied(self.email !== undefined && isTagOf(self.email, bearer.emailTag, stateKeys) ? "subject_changed" : "principal_mismatch");
  };
}

function denied(reason: "service_token_not_allowed" | "principal_mismatch" | "subject_changed"): PrincipalVerdict {
  return { admitted: false, answer: "deny", reason };
}

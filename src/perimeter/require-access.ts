/** The one door of everything that is not on the exempt list: only a verified assertion opens it. */
import { type AccessIdentity, principalOf } from "../core/identity.ts";
import { accessDenied, temporarilyUnavailable } from "./refusal.ts";
import { type AccessRefusal, type AccessTokenCheck, verifyAccessToken } from "./access-token.ts";

export type Admission =
  | { readonly admitted: true; readonly identity: AccessIdentity }
  | { readonly admitted: false; readonly refusal: AccessRefusal };

/**
 * Verifies `Cf-Access-Jwt-Assertion` and looks for signs of tampering around it: Access sets these three together or not at all, so a
 * cookie or e-mail header that tells another story means somebody reached the Worker past Access, or tried to.
 */
export async function requireAccess(
  request: Request,
  check: AccessTokenCheck,
  keepAlive: (work: Promise<unknown>) => void,
): Promise<Admission> {
  const assertion = request.headers.get("cf-access-jwt-assertion");
  const verdict = await verifyAccessToken(assertion, check, keepAlive);
  if (!verdict.admitted) return verdict;
  const { id, email } = principalOf(verdict.identity);

  const claimedEmail = request.headers.get("cf-access-authenticated-user-email");
  if (claimedEmail !== null && claimedEmail.toLowerCase() !== email) {
    return { admitted: false, refusal: { reason: "identity_header_conflict" } };
  }
  for (const cookie of cookieValues(request, "CF_Authorization")) {
    if (cookie === assertion) continue;
    // One that no longer verifies proves nothing either way; one that verifies as somebody else is a conflict.
    const other = await verifyAccessToken(cookie, check, keepAlive);
    if (other.admitted && principalOf(other.identity).id !== id) return { admitted: false, refusal: { reason: "assertion_conflict" } };
  }
  return verdict;
}

/** The caller learns one of two answers, the operator's line names the reason. */
export function refuseAccess(reason: AccessRefusal, requestId: string): Response {
  switch (reason.reason) {
    case "jwks_unavailable":
    case "jwks_invalid":
    case "jwks_timeout":
    case "jwks_stale":
      return temporarilyUnavailable(requestId);
    case "jwt_missing":
    case "jwt_malformed":
    case "alg_not_allowed":
    case "crit_unsupported":
    case "kid_missing":
    case "kid_unknown":
    case "bad_signature":
    case "iss_mismatch":
    case "aud_mismatch":
    case "type_not_app":
    case "exp_missing":
    case "expired":
    case "too_long_lived":
    case "not_yet_valid":
    case "principal_ambiguous":
    case "email_missing":
    case "email_invalid":
    case "identity_header_conflict":
    case "assertion_conflict":
      return accessDenied(requestId);
  }
}

/** At most the first four: a browser sends one. Where there is no header, `null` is no cookie of the name. */
function cookieValues(request: Request, name: string): readonly string[] {
  return String(request.headers.get("cookie"))
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
    .slice(0, 4);
}

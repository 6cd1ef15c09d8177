/** Cloudflare Access assertions: one JWT in, one identity or one named refusal out. Claims name the caller, never headers. */
import { base64url, compactVerify, type CryptoKey, decodeProtectedHeader } from "jose";
import { z } from "zod";
import type { AccessIdentity } from "../core/identity.ts";
import { repeatsKey } from "../core/json.ts";
import type { AccessKeys, KeysRefusal } from "./access-keys.ts";

const maxTokenLength = 16 * 1024;
/** Clocks may disagree by this much. */
const toleranceSeconds = 30;
const maxLifetimeSeconds = 24 * 60 * 60;

export type AccessRefusal =
  | { readonly reason: "jwt_missing" }
  | { readonly reason: "jwt_malformed" }
  | { readonly reason: "alg_not_allowed"; readonly alg: string }
  | { readonly reason: "crit_unsupported" }
  | { readonly reason: "kid_missing" }
  | { readonly reason: "kid_unknown" }
  | { readonly reason: "bad_signature" }
  | { readonly reason: "iss_mismatch" }
  | { readonly reason: "aud_mismatch" }
  | { readonly reason: "type_not_app" }
  | { readonly reason: "exp_missing" }
  | { readonly reason: "expired"; readonly expiredAt: number; readonly now: number }
  | { readonly reason: "too_long_lived" }
  | { readonly reason: "not_yet_valid" }
  | { readonly reason: "principal_ambiguous" }
  | { readonly reason: "email_missing" }
  | { readonly reason: "email_invalid" }
  | { readonly reason: "identity_header_conflict" }
  | { readonly reason: "assertion_conflict" }
  | { readonly reason: KeysRefusal };

export type AccessVerdict =
  | { readonly admitted: true; readonly identity: AccessIdentity }
  | { readonly admitted: false; readonly refusal: AccessRefusal };

export type AccessTokenCheck = {
  readonly issuer: string;
  /** The Access application's AUD tag. */
  readonly audience: string;
  /** Name of the custom claim that carries the Microsoft object id, where the deployment forwards it. */
  readonly objectIdClaim?: string | undefined;
  readonly keys: AccessKeys;
  /** Epoch ms. */
  readonly now: () => number;
};

// In base64url without padding, the bits that no byte needs zero (RFC 4648 §3.5): an assertion has one spelling.
const segment = "(?:[\\w-]{4})*(?:[\\w-][AQgw]|[\\w-]{2}[AEIMQUYcgkosw048])?";
const shape = new RegExp(`^${segment}\\.${segment}\\.${segment}$`);
const seconds = z.number().int().nonnegative();
const principalName = z
  .string()
  .max(128)
  .refine((name) => name.isWellFormed() && encodeURIComponent(name).length <= 200);
const claimsSchema = z.looseObject({
  aud: z.unknown().optional(),
  type: z.unknown().optional(),
  exp: z.number().optional().catch(undefined),
  iat: seconds,
  nbf: seconds.optional(),
  // Both name Durable Objects and gateway metadata (256 characters): nothing may be cut off there, nor be no text at all.
  sub: principalName.optional(),
  email: z.string().optional(),
  common_name: principalName.optional(),
  identity_nonce: z.string().max(256).optional(),
  country: z.string().max(8).optional(),
  custom: z.record(z.string(), z.unknown()).optional(),
});
// One address, no quoting, no second @: the forms with which addresses are forged are not mail addresses here.
const address =
  /^[^\s@"<>(),;:\\[\]\u0000-\u001f\u007f-\uffff]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])$/;
// Lower-casing is for ASCII alone: U+212A (Kelvin) would become a plain k, and one domain another.
const ascii = /^[\u0021-\u007e]{3,320}$/;

/**
 * Verifies a `Cf-Access-Jwt-Assertion` (RFC 7519, RS256 only; developers.cloudflare.com/cloudflare-one, validating JSON Web Tokens).
 * Nothing is fetched for a token whose shape, algorithm or key id is already wrong.
 */
export async function verifyAccessToken(
  token: string | null,
  check: AccessTokenCheck,
  keepAlive: (work: Promise<unknown>) => void,
): Promise<AccessVerdict> {
  if (token === null || token === "") return refused({ reason: "jwt_missing" });
  const opened = await openSigned(token, check.keys, keepAlive, (unverified) => {
    const claims = claimsOf(unverified);
    if (claims === null) return { reason: "jwt_malformed" };
    // A foreign issuer is not worth a look at the key set. What is signed is these bytes and no others, so this holds afterwards, too.
    return claims["iss"] === check.issuer ? null : { reason: "iss_mismatch" };
  });
  return opened.verified ? identify(claimsOf(opened.payload), check) : refused(opened.refusal);
}

type Opened = { readonly verified: true; readonly payload: Uint8Array } | { readonly verified: false; readonly refusal: AccessRefusal };

/** The payload of a compact JWS (RFC 7515) by a key of the team, or why not. @param glance looks at the payload before any key is looked for */
export async function openSigned(
  token: string,
  keys: AccessKeys,
  keepAlive: (work: Promise<unknown>) => void,
  glance: (unverified: Uint8Array) => AccessRefusal | null,
): Promise<Opened> {
  const parts = token.length > maxTokenLength || !shape.test(token) ? null : partsOf(token);
  if (parts === null) return unopened({ reason: "jwt_malformed" });
  const { alg, crit, kid } = parts.header;
  if (alg !== "RS256") return unopened({ reason: "alg_not_allowed", alg: String(alg).slice(0, 16) });
  if (crit !== undefined) return unopened({ reason: "crit_unsupported" });
  if (typeof kid !== "string" || kid === "") return unopened({ reason: "kid_missing" });
  const objection = glance(parts.payload);
  if (objection) return unopened(objection);

  const lookup = await keys.find(kid, keepAlive);
  if (!lookup.found) return unopened({ reason: lookup.reason });
  const payload = await verifiedPayload(token, lookup.key);
  return payload === null ? unopened({ reason: "bad_signature" }) : { verified: true, payload };
}

function unopened(refusal: AccessRefusal): Opened {
  return { verified: false, refusal };
}

function identify(payload: Readonly<Record<string, unknown>> | null, check: AccessTokenCheck): AccessVerdict {
  const parsed = claimsSchema.safeParse(payload);
  if (!parsed.success) return refused({ reason: "jwt_malformed" });
  const claims = parsed.data;
  if (!isOnly(claims.aud, check.audience)) return refused({ reason: "aud_mismatch" });
  if (claims.type !== "app") return refused({ reason: "type_not_app" });

  const now = Math.floor(check.now() / 1000);
  if (claims.exp === undefined) return refused({ reason: "exp_missing" });
  if (claims.exp + toleranceSeconds <= now) return refused({ reason: "expired", expiredAt: claims.exp, now });
  if (claims.exp - claims.iat > maxLifetimeSeconds) return refused({ reason: "too_long_lived" });
  if (claims.iat - toleranceSeconds > now || (claims.nbf ?? 0) - toleranceSeconds > now) return refused({ reason: "not_yet_valid" });

  const { sub: subject = "", common_name: commonName = "" } = claims;
  if ((subject === "") === (commonName === "")) return refused({ reason: "principal_ambiguous" });
  if (commonName !== "") {
    if (claims.email !== undefined) return refused({ reason: "principal_ambiguous" });
    return { admitted: true, identity: { kind: "service", commonName, expiresAt: claims.exp } };
  }

  if (claims.email === undefined || claims.email === "") return refused({ reason: "email_missing" });
  const email = claims.email.toLowerCase();
  if (!ascii.test(claims.email) || !address.test(email)) return refused({ reason: "email_invalid" });
  const objectId = check.objectIdClaim === undefined ? undefined : claims.custom?.[check.objectIdClaim];
  const groups = claims.custom?.["groups"];
  return {
    admitted: true,
    identity: {
      kind: "user",
      subject,
      email,
      groups: Array.isArray(groups) ? groups.filter((group) => typeof group === "string") : [],
      expiresAt: claims.exp,
      ...(claims.identity_nonce !== undefined && { identityNonce: claims.identity_nonce }),
      ...(claims.country !== undefined && { country: claims.country }),
      // In another form than text it is nobody's, so that no weaker rule of binding takes its place.
      ...(objectId !== undefined && objectId !== null && { objectId: typeof objectId === "string" ? objectId.toLowerCase() : "" }),
    },
  };
}

function refused(refusal: AccessRefusal): AccessVerdict {
  return { admitted: false, refusal };
}

/** `aud` as the live service writes it: an array of one, or (service tokens) the bare string. More audiences than ours is not ours. */
function isOnly(aud: unknown, audience: string): boolean {
  return aud === audience || (Array.isArray(aud) && aud.length === 1 && aud[0] === audience);
}

/** What the token says of itself and carries, both unverified; null where either cannot be decoded. */
function partsOf(token: string): { readonly header: Readonly<Record<string, unknown>>; readonly payload: Uint8Array } | null {
  try {
    const payload = token.slice(token.indexOf(".") + 1, token.lastIndexOf("."));
    return { header: decodeProtectedHeader(token), payload: base64url.decode(payload) };
  } catch {
    return null;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The claims, where the bytes are one JSON object in UTF-8 that says everything once; a second `email` is no claim but a trick. */
function claimsOf(payload: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const text = utf8.decode(payload);
    const claims: unknown = JSON.parse(text);
    return isObjectOrNull(claims) && !repeatsKey(text) ? claims : null;
  } catch {
    return null;
  }
}

function isObjectOrNull(value: unknown): value is Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && !Array.isArray(value);
}

async function verifiedPayload(token: string, key: CryptoKey): Promise<Uint8Array | null> {
  try {
    // Stryker disable next-line ObjectLiteral: the algorithm was compared before any key was looked for; the library is told all the same
    return (await compactVerify(token, key, { algorithms: ["RS256"] })).payload;
  } catch {
    return null;
  }
}

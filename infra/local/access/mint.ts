/** A forger's bench for tests: any claims, any header, any of five keys. Signs by hand, because no JOSE library would sign these. */
import { constants, createHmac, sign, type KeyObject } from "node:crypto";
import { z } from "zod";
import type { JWTPayload } from "jose";
import { createSigningKey, type KeyRing, type SigningKey } from "./keys.ts";

const overlay = z.record(z.string(), z.json());

const jwk = z
  .looseObject({ kty: z.enum(["RSA", "EC", "OKP"], "must name a kind of public key: RSA, EC or OKP"), kid: z.string().min(1) })
  .refine(
    (key) => !["d", "p", "q", "dp", "dq", "qi", "k"].some((part) => part in key),
    "must not hold a private part (d, p, q, dp, dq, qi, k)",
  );

export const mintRequest = z.strictObject({
  header: overlay.optional(),
  claims: overlay.optional(),
  key: z.enum(["current", "previous", "foreign", "hmac-public-key", "none"]).default("current"),
  publishJwk: jwk.optional(),
});

type MintRequest = z.infer<typeof mintRequest>;

export type Mint = (request: MintRequest, valid: JWTPayload) => Promise<string>;

/**
 * Lays `header` and `claims` over a valid token's; `null` removes one. The foreign key claims to be the current one: its `kid` is the
 * current key's unless the header says another. An `alg` the key cannot do leaves the signature RS256.
 */
export function createMint(ring: KeyRing): Mint {
  let foreign: Promise<SigningKey> | undefined;

  return async ({ header = {}, claims = {}, key, publishJwk }, valid) => {
    if (publishJwk) ring.publish(publishJwk);
    const current = ring.current();
    const signer = key === "previous" ? ring.previous() : key === "foreign" ? await (foreign ??= createSigningKey()) : current;
    const alg = key === "none" ? "none" : key === "hmac-public-key" ? "HS256" : "RS256";
    const kid = key === "previous" ? signer.kid : current.kid;
    const finalHeader = laidOver({ alg, kid, typ: "JWT" }, header);
    const input = `${encode(finalHeader)}.${encode(laidOver(valid, claims))}`;
    const named = typeof finalHeader["alg"] === "string" ? finalHeader["alg"] : alg;
    if (key === "none") return `${input}.`;
    const signature = key === "hmac-public-key" ? hmac(named, input, current.publicPem) : rsa(named, input, signer.privateKey);
    return `${input}.${signature.toString("base64url")}`;
  };
}

function laidOver(base: Readonly<Record<string, unknown>>, changes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries({ ...base, ...changes }).filter(([, value]) => value !== null));
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** `RS384` → `sha384`. */
const hashOf = (alg: string) => `sha${/^(?:RS|PS|HS)(256|384|512)$/.exec(alg)?.[1] ?? "256"}`;

const hmac = (alg: string, input: string, secret: string) => createHmac(hashOf(alg), secret).update(input).digest();

const rsa = (alg: string, input: string, key: KeyObject) =>
  sign(
    hashOf(alg),
    Buffer.from(input),
    alg.startsWith("PS") ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : key,
  );

/** An attacker's own keys: tokens no mint would make, signed here, and key sets that hold what they sign with. */
import { createHmac, createPublicKey } from "node:crypto";
import { signRaw, type TeamKey, teamKey } from "../support/access-team.ts";
import type { Stage } from "./stage.ts";

export type Part = Readonly<Record<string, unknown>>;

/** Access's pause between two questions for its keys, and a little. */
export const keyCooldownMs = 31_000;

export const encode = (part: string | Uint8Array): string => Buffer.from(part).toString("base64url");

/** Header and claims of a token, unchecked. */
export function partsOf(jwt: string): { readonly header: Part; readonly claims: Part } {
  const [header, claims] = jwt.split(".", 2).map((part) => JSON.parse(Buffer.from(part, "base64url").toString() || "{}") as Part);
  return { header: header ?? {}, claims: claims ?? {} };
}

/** Lays changes over a good value; `null` removes a member. */
export function laidOver(base: Part, changes: Part): Part {
  return Object.fromEntries(Object.entries({ ...base, ...changes }).filter(([, value]) => value !== null));
}

/** Claims that would be good today. */
export async function goodClaims(stage: Stage): Promise<Part> {
  return partsOf(await stage.mint()).claims;
}

/** An estate that trusts a key of ours among the team's, so that any bytes can be signed well. */
export async function openWithOwnKey(
  stage: Stage,
): Promise<{ readonly stage: Stage; readonly key: TeamKey; readonly sign: (payload: string | Uint8Array, header?: Part) => string }> {
  const further = await stage.open({ movableClock: true });
  const key = await teamKey("published");
  await further.mint({ publishJwk: key.jwk });
  await further.estate.advanceClock(keyCooldownMs);
  const sign = (payload: string | Uint8Array, header: Part = {}) =>
    signRaw(laidOver({ alg: "RS256", kid: key.kid, typ: "JWT" }, header), payload, key.privateKey);
  return { stage: further, key, sign };
}

/** HS256 with whatever an attacker may know of the public key as the secret. */
export function hmacSigned(header: Part, claims: Part, secret: string | Buffer): string {
  const input = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}

/** The team's current public key in the forms that have been mistaken for a secret. */
export async function publicKeyForms(stage: Stage, kid: string): Promise<readonly (readonly [form: string, secret: string | Buffer])[]> {
  const answered = await fetch(stage.contract.access.certsUrl);
  const { keys } = (await answered.json()) as { readonly keys: readonly (Record<string, string> & { readonly kid: string })[] };
  const jwk = keys.find((each) => each.kid === kid);
  if (!jwk) throw new Error(`the team publishes no key ${kid}`);
  const key = createPublicKey({ key: jwk, format: "jwk" });
  return [
    ["PEM", key.export({ type: "spki", format: "pem" }).toString()],
    ["PEM, trimmed", key.export({ type: "spki", format: "pem" }).toString().trim()],
    ["DER", key.export({ type: "spki", format: "der" })],
    ["PKCS#1", key.export({ type: "pkcs1", format: "pem" }).toString()],
    ["modulus", Buffer.from(jwk["n"] ?? "", "base64url")],
    ["modulus as text", jwk["n"] ?? ""],
    ["JWK", JSON.stringify(jwk)],
  ];
}

/** A Cloudflare Access team: signs assertions, serves its keys through an injected fetch and counts who asks. */
import { createPublicKey, KeyObject, sign } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import { AccessKeys } from "../../src/perimeter/access-keys.ts";
import { type AccessRefusal, type AccessTokenCheck, type AccessVerdict, verifyAccessToken } from "../../src/perimeter/access-token.ts";

export const issuer = "https://corp.cloudflareaccess.com";
export const audience = "a".repeat(64);
export const certsUrl = `${issuer}/cdn-cgi/access/certs`;
export const aliceSub = "7335d417-61da-459d-899c-0a01c76a2f94";
export const serviceToken = "e367826f93b8d71185e03fe518aff3b4.access";

export type TeamKey = { readonly kid: string; readonly privateKey: KeyObject; readonly jwk: Record<string, unknown> };
export type Claims = Record<string, unknown>;

/** Generated once per process and name: RSA keys are slow to make. */
const keys = new Map<string, Promise<TeamKey>>();

export function teamKey(kid: string): Promise<TeamKey> {
  const known = keys.get(kid) ?? makeKey(kid);
  keys.set(kid, known);
  return known;
}

async function makeKey(kid: string): Promise<TeamKey> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const object = KeyObject.from(privateKey);
  const jwk = await exportJWK(createPublicKey(object));
  return { kid, privateKey: object, jwk: { ...jwk, kid, alg: "RS256", use: "sig" } };
}

const encode = (part: string | Uint8Array): string => Buffer.from(part).toString("base64url");

/** Any header over any payload text, signed RS256 by that key. */
export function signRaw(header: Readonly<Record<string, unknown>>, payload: string | Uint8Array, key: KeyObject): string {
  const input = `${encode(JSON.stringify(header))}.${encode(payload)}`;
  return `${input}.${encode(sign("sha256", Buffer.from(input), key))}`;
}

/** Lays changes over a good value; `undefined` removes a member. */
function lay(base: Claims, over: Claims): Claims {
  return Object.fromEntries(Object.entries({ ...base, ...over }).filter(([, value]) => value !== undefined));
}

export async function accessTeam(options: { readonly objectIdClaim?: string } = {}) {
  const key = await teamKey("current");
  const clock = { now: Date.UTC(2026, 10, 21, 9) };
  const seconds = (): number => Math.floor(clock.now / 1000);
  const asked: { url: string; init: RequestInit }[] = [];
  const team = {
    clock,
    key,
    /** Every request for keys, in order. */
    asked,
    jwks: { keys: [key.jwk] } as unknown,
    answer: (): Response | Promise<Response> => Response.json(team.jwks),
    kept: [] as Promise<unknown>[],
    claims(over: Claims = {}): Claims {
      return lay(
        {
          aud: [audience],
          email: "alice@corp.example",
          exp: seconds() + 3600,
          iat: seconds(),
          nbf: seconds(),
          iss: issuer,
          type: "app",
          identity_nonce: "6ei69kawdKzMIAPF",
          sub: aliceSub,
          country: "NL",
        },
        over,
      );
    },
    serviceClaims(over: Claims = {}): Claims {
      return team.claims({
        aud: audience,
        email: undefined,
        identity_nonce: undefined,
        country: undefined,
        nbf: undefined,
        sub: "",
        common_name: serviceToken,
        ...over,
      });
    },
    token(over: Claims = {}, header: Claims = {}, signer: TeamKey = key): string {
      return signRaw(lay({ alg: "RS256", typ: "JWT", kid: signer.kid }, header), JSON.stringify(team.claims(over)), signer.privateKey);
    },
    serviceToken(over: Claims = {}): string {
      return signRaw({ alg: "RS256", kid: key.kid }, JSON.stringify(team.serviceClaims(over)), key.privateKey);
    },
    raw(payload: string | Uint8Array, header: Claims = {}): string {
      return signRaw(lay({ alg: "RS256", kid: key.kid }, header), payload, key.privateKey);
    },
    check: undefined as unknown as AccessTokenCheck,
    keepAlive: (work: Promise<unknown>): void => {
      team.kept.push(work);
    },
    verify(token: string | null): Promise<AccessVerdict> {
      return verifyAccessToken(token, team.check, team.keepAlive);
    },
    /** The reason of a refusal, or what was admitted. */
    async reason(token: string | null): Promise<AccessRefusal["reason"] | "admitted"> {
      const verdict = await team.verify(token);
      return verdict.admitted ? "admitted" : verdict.refusal.reason;
    },
    /** The isolate is gone, and its keys with it. */
    coldStart(): void {
      team.check = {
        issuer,
        audience,
        objectIdClaim: options.objectIdClaim,
        now: () => clock.now,
        keys: new AccessKeys({
          certsUrl,
          now: () => clock.now,
          fetch: async (url, init) => {
            asked.push({ url, init });
            return team.answer();
          },
        }),
      };
    },
  };
  team.coldStart();
  return team;
}

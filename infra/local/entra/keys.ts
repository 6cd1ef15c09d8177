/** Signing keys of the tenant; rolled over as learn.microsoft.com/entra/identity-platform/signing-key-rollover describes. */
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { randomBytes } from "node:crypto";

export type TenantKey = JWK & { readonly kid: string };

export async function createTenantKey(): Promise<TenantKey> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(20).toString("base64url"), use: "sig", alg: "RS256" };
}

export function publicPart({ kty, n, e, kid, use, alg }: TenantKey): JWK {
  return { kty, n, e, kid, use, alg } as JWK;
}

/** The team's signing keys: always two in the JWKS, as developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/validating-json says. */
import { createHash, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { JWK } from "jose";

export type SigningKey = {
  /** 64 hex digits, like Access's own. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** SPKI, PEM. */
  readonly publicPem: string;
};

const generate = promisify(generateKeyPair);

export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generate("rsa", { modulusLength: 2048 });
  const publicPem = publicKey.export({ type: "spki", format: "pem" }).toString();
  return { kid: createHash("sha256").update(publicPem).digest("hex"), privateKey, publicKey, publicPem };
}

export function publicJwk({ kid, publicKey }: SigningKey): JWK {
  return { kid, ...publicKey.export({ format: "jwk" }), alg: "RS256", use: "sig" };
}

export type KeyRing = {
  readonly current: () => SigningKey;
  readonly previous: () => SigningKey;
  /** Keys somebody added to the published set; the front door itself never trusts them. */
  readonly published: () => readonly JWK[];
  readonly publish: (jwk: JWK) => void;
  /** The current key becomes the previous one; the one before, and what was added, is gone. */
  readonly rotate: () => Promise<void>;
};

export async function createKeyRing(): Promise<KeyRing> {
  let [current, previous] = await Promise.all([createSigningKey(), createSigningKey()]);
  let published: readonly JWK[] = [];
  return {
    current: () => current,
    previous: () => previous,
    published: () => published,
    publish: (jwk) => {
      published = [...published.filter(({ kid }) => kid !== jwk.kid), jwk];
    },
    async rotate() {
      [current, previous] = [await createSigningKey(), current];
      published = [];
    },
  };
}

/** Body of `/cdn-cgi/access/certs`. `public_cert` and `public_certs` carry bare public keys here, where Access has X.509 certificates. */
export function certsDocument(ring: KeyRing): object {
  const keys = [ring.current(), ring.previous()];
  const certs = keys.map(({ kid, publicPem }) => ({ kid, cert: publicPem }));
  return { keys: [...keys.map(publicJwk), ...ring.published()], public_cert: certs[0], public_certs: certs };
}

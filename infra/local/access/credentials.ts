/** Who stands at the door: service token, application token, Managed OAuth token or cookie, in the order Access looks. */
import { randomBytes, timingSafeEqual, createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { createLocalJWKSet, jwtVerify, SignJWT, type JWTPayload } from "jose";
import type { Person, Service } from "../company.ts";
import { newIdentityNonce, serviceClaims, sessionSeconds, userClaims } from "./claims.ts";
import { publicJwk, type KeyRing } from "./keys.ts";

export type ServiceWithSecret = Service & { readonly secret: string };

export type Admitted = {
  /** What the origin gets as `Cf-Access-Jwt-Assertion`. */
  readonly assertion: string;
  readonly person?: Person;
  /** Epoch ms; the assertion is made anew after it. */
  readonly freshUntil: number;
};

type Admission = Admitted | { readonly refused: "service_token" | "unknown" | "bearer" };

export type OAuthSession = { readonly subject: string; /** Epoch s. */ readonly expiresAt: number };

export type CredentialsOptions = {
  readonly ring: KeyRing;
  readonly issuer: string;
  readonly audience: string;
  readonly people: readonly Person[];
  readonly services: readonly ServiceWithSecret[];
  readonly managedOAuth: boolean;
  /** Looks up a live `oauth:` token. */
  readonly oauthSession: (bearer: string) => Promise<OAuthSession | undefined>;
  readonly now: () => number;
};

export const appCookie = "CF_Authorization";
/** Tokens of Managed OAuth are told from an origin's own by how they begin. */
export const managedBearer = /^Bearer (oauth:\S+)$/i;
/** ms an assertion is used again for the same credential. */
const reuseMs = 60_000;
const remembered = 20_000;

export type Credentials = {
  readonly admit: (headers: IncomingHttpHeaders) => Admission | Promise<Admission>;
  readonly mintUser: (person: Person, overrides?: JWTPayload) => Promise<string>;
  readonly personOf: (appToken: string) => Promise<{ readonly person: Person; /** Epoch s. */ readonly issuedAt: number } | undefined>;
  readonly validClaims: (person: Person) => JWTPayload;
  readonly forgetKeys: () => void;
};

export function createCredentials({
  ring,
  issuer,
  audience,
  people,
  services,
  managedOAuth,
  oauthSession,
  now,
}: CredentialsOptions): Credentials {
  const bySubject = new Map(people.map((person) => [person.accessSubject, person]));
  const byClientId = new Map(services.map((service) => [service.clientId, service]));
  /** A session's nonce never changes, so it is one per person and run. */
  const nonces = new Map<string, string>();
  const known = new Map<string, Admitted>();
  let keySet = trusted();

  function trusted() {
    return createLocalJWKSet({ keys: [publicJwk(ring.current()), publicJwk(ring.previous())] });
  }
  const seconds = () => Math.floor(now() / 1000);
  const frame = (expiresAt = seconds() + sessionSeconds) => ({ issuer, audience, issuedAt: seconds(), expiresAt });

  const sign = (claims: JWTPayload) => {
    const { kid, privateKey } = ring.current();
    return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid, typ: "JWT" }).sign(privateKey);
  };

  const claimsFor = (person: Person, expiresAt?: number) => {
    const nonce = nonces.get(person.accessSubject) ?? newIdentityNonce();
    nonces.set(person.accessSubject, nonce);
    return userClaims(person, frame(expiresAt), nonce);
  };

  const personOf: Credentials["personOf"] = async (token) => {
    try {
      const { payload } = await jwtVerify(token, keySet, { issuer, audience, algorithms: ["RS256"], currentDate: new Date(now()) });
      const person = payload["type"] === "app" ? bySubject.get(payload.sub ?? "") : undefined;
      return person && payload["email"] === person.email ? { person, issuedAt: payload.iat ?? 0 } : undefined;
    } catch {
      return undefined;
    }
  };

  /** Checks a credential once, then keeps what it opens for a minute, at most as long as it lives. */
  async function remember(credential: string, make: () => Promise<{ claims: JWTPayload; person?: Person } | undefined>) {
    const made = await make();
    if (!made) {
      known.delete(credential);
      return undefined;
    }
    const { claims, person } = made;
    const admitted: Admitted = {
      assertion: await sign(claims),
      freshUntil: Math.min(now() + reuseMs, (claims.exp ?? 0) * 1000),
      ...(person && { person }),
    };
    if (known.size >= remembered) known.delete(known.keys().next().value as string);
    known.set(credential, admitted);
    return admitted;
  }

  const fresh = (credential: string) => {
    const admitted = known.get(credential);
    return admitted && admitted.freshUntil > now() ? admitted : undefined;
  };

  async function admitService(clientId: string, secret: string): Promise<Admission> {
    const service = byClientId.get(clientId);
    if (!service || !sameText(secret, service.secret)) return { refused: "service_token" };
    const credential = `service:${clientId}`;
    return (
      fresh(credential) ?? (await remember(credential, async () => ({ claims: serviceClaims(service, frame()) }))) ?? { refused: "unknown" }
    );
  }

  const admitToken = (token: string) =>
    fresh(token) ??
    remember(token, async () => {
      const found = await personOf(token);
      return found && { claims: claimsFor(found.person, expiryOf(token)), person: found.person };
    });

  async function admitBearer(bearer: string): Promise<Admission> {
    const session = await oauthSession(bearer);
    const person = session && bySubject.get(session.subject);
    if (!person) return { refused: "bearer" };
    const make = async () => ({ claims: claimsFor(person, session.expiresAt), person });
    return fresh(bearer) ?? (await remember(bearer, make)) ?? { refused: "bearer" };
  }

  async function admitSlowly(headers: IncomingHttpHeaders): Promise<Admission> {
    const token = headers["cf-access-token"];
    if (typeof token === "string") {
      const admitted = await admitToken(token);
      if (admitted) return admitted;
    }
    const bearer = managedOAuth ? managedBearer.exec(headers.authorization ?? "")?.[1] : undefined;
    if (bearer) return admitBearer(bearer);
    const cookie = readCookie(headers.cookie, appCookie);
    const admitted = cookie ? await admitToken(cookie) : undefined;
    return admitted ?? { refused: "unknown" };
  }

  return {
    admit(headers) {
      const clientId = headers["cf-access-client-id"];
      const secret = headers["cf-access-client-secret"];
      if (typeof clientId === "string" || typeof secret === "string") return admitService(String(clientId ?? ""), String(secret ?? ""));
      const token = headers["cf-access-token"];
      return (typeof token === "string" && fresh(token)) || admitSlowly(headers);
    },
    mintUser: (person, overrides = {}) => sign({ ...claimsFor(person), ...overrides }),
    personOf,
    validClaims: (person) => claimsFor(person),
    forgetKeys() {
      keySet = trusted();
      known.clear();
    },
  };
}

const expiryOf = (token: string) => (JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as { exp: number }).exp;

const digest = (text: string) => createHash("sha256").update(text).digest();
const sameText = (left: string, right: string) => timingSafeEqual(digest(left), digest(right));

export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const at = pair.indexOf("=");
    if (pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** 16 hex digits and the data centre, as `CF-Ray` is written. */
export const newRay = () => `${randomBytes(8).toString("hex")}-BER`;

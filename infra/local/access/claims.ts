/** Payloads of application tokens: developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/application-token */
import { randomBytes } from "node:crypto";
import type { JWTPayload } from "jose";
import type { Person, Service } from "../company.ts";

/** Seconds a sign-in lasts; an operator may choose up to a month, the estate stays under a day. */
export const sessionSeconds = 12 * 60 * 60;

export type TokenFrame = {
  readonly issuer: string;
  readonly audience: string;
  /** Epoch s. */
  readonly issuedAt: number;
  /** Epoch s. */
  readonly expiresAt: number;
};

export const newIdentityNonce = () => randomBytes(8).toString("base64url").replace(/[-_]/g, "x");

/** `custom` holds what the identity provider was configured to hand over: the Entra object id and the person's groups. */
export function userClaims(person: Person, frame: TokenFrame, identityNonce: string): JWTPayload {
  return {
    aud: [frame.audience],
    email: person.email,
    exp: frame.expiresAt,
    iat: frame.issuedAt,
    nbf: frame.issuedAt,
    iss: frame.issuer,
    type: "app",
    identity_nonce: identityNonce,
    sub: person.accessSubject,
    country: "DE",
    custom: { oid: person.objectId, groups: ["everyone", person.department.toLowerCase()] },
  };
}

/** Seen live: `aud` is a string here, `sub` is empty, and neither `nbf` nor `identity_nonce` is there. */
export function serviceClaims(service: Service, frame: TokenFrame): JWTPayload {
  return {
    type: "app",
    aud: frame.audience,
    exp: frame.expiresAt,
    iss: frame.issuer,
    common_name: service.clientId,
    iat: frame.issuedAt,
    sub: "",
  };
}

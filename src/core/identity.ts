/** Who stands behind a request: what Access vouched for, and the principal every room below the doors works with. */

/** What a verified `Cf-Access-Jwt-Assertion` says about the caller. `expiresAt` is epoch seconds (the JWT's `exp`). */
export type AccessIdentity =
  | {
      readonly kind: "user";
      /** Access `sub`: stable per person until they are removed and added again. */
      readonly subject: string;
      /** Lower-cased. */
      readonly email: string;
      readonly identityNonce?: string;
      /** ISO 3166-1 alpha-2. */
      readonly country?: string;
      /** Microsoft object id from Access's custom claims, where the deployment forwards it; empty, and so nobody's, where it is no text. */
      readonly objectId?: string;
      readonly groups: readonly string[];
      readonly expiresAt: number;
    }
  | {
      readonly kind: "service";
      /** Access service token id, `<client id>.access`. */
      readonly commonName: string;
      readonly expiresAt: number;
    };

/** `user:<access sub>` or `service:<common name>`, percent-encoded; the only name a Durable Object is ever looked up by. */
export type PrincipalId = `user:${string}` | `service:${string}`;

export type MicrosoftAccount = {
  /** GUID. */
  readonly tenantId: string;
  /** GUID. */
  readonly objectId: string;
  readonly userPrincipalName: string;
};

export type Principal = {
  readonly id: PrincipalId;
  readonly kind: "user" | "service";
  readonly email?: string;
  readonly microsoft?: MicrosoftAccount;
  /** OAuth client, in mode `oauth`. */
  readonly clientId?: string;
  readonly groups: readonly string[];
};

/** Whether this is a principal id as `principalOf` writes one. */
export function isPrincipalId(value: unknown): value is PrincipalId {
  return typeof value === "string" && /^(?:user|service):[\w.!~*'()%-]+$/.test(value);
}

/** The principal an identity acts as. Two different identities never share an id: the kind is a prefix, the rest is percent-encoded. */
export function principalOf(identity: AccessIdentity): Principal {
  return identity.kind === "user"
    ? { id: `user:${encodeURIComponent(identity.subject)}`, kind: "user", email: identity.email, groups: identity.groups }
    : { id: `service:${encodeURIComponent(identity.commonName)}`, kind: "service", groups: [] };
}

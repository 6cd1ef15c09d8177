/** The bearer check of mode `oauth` (RFC 6750 §2.1): a token in the `Authorization` header names a grant, and the grant its principal. */
import { createHash } from "node:crypto";
import type { TokenSummary } from "@cloudflare/workers-oauth-provider";
import type { KeyRing } from "../accounts/keys.ts";
import { isPrincipalId, type PrincipalId } from "../core/identity.ts";
import { mcpScopes } from "../core/mcp-scope.ts";
import { readGrantProps } from "./grant-props.ts";

export type Bearer = {
  readonly principalId: PrincipalId;
  /** OAuth client the grant was given to. */
  readonly clientId: string;
  readonly grantId: string;
  /** SHA-256 of the token, hex: names it in the revocation list. */
  readonly tokenId: string;
  readonly scopes: readonly string[];
  readonly emailTag: string;
  /** Epoch ms. */
  readonly grantedAt: number;
  /** Epoch s. */
  readonly expiresAt: number;
};

export type BearerRefusal = "token_missing" | "token_malformed" | "token_invalid" | "token_audience" | "grant_corrupt";
export type BearerVerdict = { readonly valid: true; readonly bearer: Bearer } | { readonly valid: false; readonly reason: BearerRefusal };

/** What the authorization server knows of a token; null where it issued none such, or none that is still good. */
export type TokenLookup = (token: string) => Promise<TokenSummary<unknown> | null>;

const maxTokenLength = 1024;
/** Thirty days from the code, which comes within twenty minutes of consent. */
const longestLifeMs = 31 * 24 * 60 * 60_000;
const shape = /^Bearer ([\w.~%!*'()-]+:[\w-]+:[\w-]+)$/;

export type BearerCheck = {
  /** The resource that tokens are for (RFC 8707). */
  readonly resource: string;
  readonly lookup: TokenLookup;
  /** COOKIE_SECRET: proves that a grant was written here. */
  readonly keys: KeyRing;
};

/** @throws whatever `lookup` throws when its store is out of reach: that is no verdict on the token */
export async function readBearer(authorization: string | null, { resource, lookup, keys }: BearerCheck): Promise<BearerVerdict> {
  if (authorization === null) return refused("token_missing");
  const token = authorization.length > maxTokenLength ? undefined : shape.exec(authorization)?.[1];
  if (token === undefined) return refused("token_malformed");
  let known: TokenSummary<unknown> | null;
  try {
    known = await lookup(token);
  } catch (thrown) {
    if (isUndecipherable(thrown)) return refused("grant_corrupt");
    throw thrown;
  }
  if (known === null) return refused("token_invalid");
  if (known.audience !== resource) return refused("token_audience");
  const principalId = decoded(known.userId);
  if (!isPrincipalId(principalId)) return refused("grant_corrupt");
  const { clientId } = known.grant;
  const facts = readGrantProps(known.grant.props, { principalId, clientId }, keys);
  if (facts === null) return refused("grant_corrupt");
  const { emailTag, grantedAt } = facts;
  const { grantId, scope: scopes, expiresAt } = known;
  const tokenId = createHash("sha256").update(token).digest("hex");
  // The record lies beside its key; the token says itself whose it is and what it is called, its grant what it may and how long.
  if (!token.startsWith(`${known.userId}:${grantId}:`) || known.id !== tokenId) return refused("grant_corrupt");
  if (expiresAt * 1000 > grantedAt + longestLifeMs || !scopes.every((scope) => facts.scopes.includes(scope)))
    return refused("grant_corrupt");
  return { valid: true, bearer: { principalId, clientId, grantId, tokenId, scopes, emailTag, grantedAt, expiresAt } };
}

/** The record does not open with the key its own token carries, or holds something else than was put in; the store's own trouble is none of these. */
function isUndecipherable(thrown: unknown): boolean {
  if (thrown instanceof SyntaxError || thrown instanceof TypeError) return true;
  return thrown instanceof Error && ["OperationError", "InvalidCharacterError", "DataError"].includes(thrown.name);
}

/** The principal id of a grant's user id: the library allows no colon in it, so it is percent-encoded. */
export function grantUserId(principalId: PrincipalId): string {
  return encodeURIComponent(principalId);
}

function decoded(userId: string): string | null {
  try {
    return decodeURIComponent(userId);
  } catch {
    return null;
  }
}

function refused(reason: BearerRefusal): BearerVerdict {
  return { valid: false, reason };
}

/** 401 (RFC 6750 §3, RFC 9728 §5.1): where to find out how to get a token, and what to ask for. */
export function bearerChallenge(publicOrigin: string, reason: BearerRefusal | "token_revoked", requestId: string): Response {
  const error = reason === "token_missing" ? "" : `, error="invalid_token"`;
  return challenge(
    401,
    reason === "token_missing" ? "unauthorized" : "invalid_token",
    reason === "token_missing" ? "Send a bearer token." : "The bearer token is not valid here, or no longer.",
    `Bearer resource_metadata="${metadataUrl(publicOrigin)}"${error}, scope="${mcpScopes.join(" ")}"`,
    requestId,
  );
}

/** 403 (RFC 6750 §3.1): every scope the operation needs, so that one step up is enough. */
export function scopeChallenge(publicOrigin: string, scopes: readonly string[], requestId: string): Response {
  return challenge(
    403,
    "insufficient_scope",
    `This call needs the scope ${scopes.join(" ")}. Authorize the client again and allow it.`,
    `Bearer error="insufficient_scope", scope="${scopes.join(" ")}", resource_metadata="${metadataUrl(publicOrigin)}"`,
    requestId,
  );
}

/** RFC 9728 §3.1, for the bare origin. */
function metadataUrl(publicOrigin: string): string {
  return `${publicOrigin}/.well-known/oauth-protected-resource`;
}

/** RFC 9728 §2. */
export function resourceMetadata(publicOrigin: string): Response {
  return Response.json(
    {
      resource: publicOrigin,
      authorization_servers: [publicOrigin],
      scopes_supported: mcpScopes,
      bearer_methods_supported: ["header"],
      resource_name: "Microsoft 365",
    },
    { headers: { "cache-control": "no-store" } },
  );
}

function challenge(status: number, error: string, description: string, authenticate: string, requestId: string): Response {
  return Response.json(
    { error, error_description: description, request_id: requestId },
    {
      status,
      headers: { "cache-control": "no-store", "x-content-type-options": "nosniff", "www-authenticate": authenticate },
    },
  );
}

/** Microsoft Entra ID as this product's OpenID provider: authorization code with PKCE, refresh, ID tokens. */
import { createHash } from "node:crypto";
import { errors, jwtVerify } from "jose";
import { z } from "zod";
import type { Fetch } from "../core/fetch.ts";
import type { AccountClaims } from "./binding.ts";
import { fetchJson } from "./fetch-json.ts";
import { KeySet, KeySetUnavailable } from "./key-set.ts";

/** What the browser leg needs: no secret. */
export type EntraClient = {
  /** Origin of the sign-in service, `https://login.microsoftonline.com`. */
  readonly authorityOrigin: string;
  /** GUID. */
  readonly tenantId: string;
  readonly clientId: string;
  /** Before each Graph scope that is asked for: `https://graph.microsoft.us/` where the cloud is not the global one, else empty. */
  readonly scopePrefix: string;
};

export type EntraSettings = EntraClient & { readonly clientSecret: string };

/** `<origin>/<tenant id>`: never `common` or `organizations`, so the issuer is one exact string. */
export function authorityOf(client: EntraClient): string {
  return `${client.authorityOrigin}/${client.tenantId}`;
}

/** Scopes of sign-in itself, asked for beside those of Graph. */
const signInScopes = ["openid", "profile", "email", "offline_access"] as const;

export type AuthorizationRequest = {
  readonly redirectUri: string;
  /** Graph scopes, short form (`Mail.Read`). */
  readonly scopes: readonly string[];
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** The Access e-mail, shown first in Microsoft's account picker. */
  readonly loginHint: string;
};

/** OpenID Connect Core §3.1.2.1 with PKCE S256 (RFC 7636). */
export function authorizationUrl(client: EntraClient, request: AuthorizationRequest): string {
  const url = new URL(`${authorityOf(client)}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: client.clientId,
    response_type: "code",
    response_mode: "query",
    redirect_uri: request.redirectUri,
    scope: scopeText(client, request.scopes),
    state: request.state,
    nonce: request.nonce,
    code_challenge: createHash("sha256").update(request.codeVerifier, "ascii").digest("base64url"),
    code_challenge_method: "S256",
    prompt: "select_account",
    login_hint: request.loginHint,
  }).toString();
  return url.href;
}

type EntraTokens = {
  readonly kind: "tokens";
  readonly accessToken: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly refreshToken?: string;
  readonly idToken?: string;
  /** Graph scopes Microsoft granted, short form; undefined where it did not say. */
  readonly grantedScopes?: readonly string[];
};

/** Of Microsoft's words only the AADSTS number survives. */
export type EntraFailure =
  /** Only a new sign-in helps. */
  | { readonly kind: "rejected"; readonly entraCode?: string }
  /** Our registration or secret is at fault; no sign-in helps. */
  | { readonly kind: "misconfigured"; readonly entraCode?: string }
  /** Nothing was decided; try again later. */
  | { readonly kind: "unavailable"; readonly entraCode?: string; readonly retryAfterSeconds?: number };

type IdTokenRefusal =
  | { readonly kind: "refused"; readonly reason: "tenant_mismatch" | "nonce_mismatch" | "entra_unavailable" }
  /** `problem`: jose's error code or the claim at fault. */
  | { readonly kind: "refused"; readonly reason: "id_token_invalid"; readonly problem: string };

export type Entra = {
  readonly tenantId: string;
  redeem(grant: {
    readonly code: string;
    readonly codeVerifier: string;
    readonly redirectUri: string;
    readonly scopes: readonly string[];
  }): Promise<EntraTokens | EntraFailure>;
  refresh(grant: { readonly refreshToken: string; readonly scopes: readonly string[] }): Promise<EntraTokens | EntraFailure>;
  verifyIdToken(idToken: string, nonce: string): Promise<{ readonly kind: "claims"; readonly claims: AccountClaims } | IdTokenRefusal>;
};

const limits = { timeoutMs: 10_000, maxBytes: 64 * 1024 };

const tokenAnswer = z.object({
  token_type: z.string().regex(/^bearer$/i),
  access_token: z.string().min(1),
  expires_in: z.coerce.number().int().positive(),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().min(1).optional(),
  scope: z.string().optional(),
});

const errorAnswer = z.object({
  error: z.string(),
  error_description: z.string().optional().catch(undefined),
  error_codes: z.array(z.number()).optional().catch(undefined),
});

/** Errors of the token endpoint that mean: ask the person (RFC 6749 §5.2, OpenID Connect Core §3.1.2.6). */
const needsPerson: ReadonlySet<string> = new Set(["invalid_grant", "interaction_required", "consent_required", "login_required"]);
const passing: ReadonlySet<string> = new Set(["temporarily_unavailable", "server_error"]);

const idTokenClaims = z.object({
  tid: z.string().min(1),
  oid: z.string().min(1),
  nonce: z.string().min(1),
  aud: z.string(),
  upn: z.string().optional(),
  preferred_username: z.string().optional(),
  email: z.string().optional(),
  // Entra writes xms_edov as a boolean, "1" or 1.
  xms_edov: z
    .union([z.boolean(), z.literal([1, 0]), z.literal(["1", "0", "true", "false"])])
    .optional()
    .catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
});

export function createEntra(settings: EntraSettings, ports: { readonly fetch: Fetch; readonly now: () => number }): Entra {
  const authority = authorityOf(settings);
  const keySet = new KeySet(`${authority}/discovery/v2.0/keys`, ports);

  async function token(grant: Readonly<Record<string, string>>): Promise<EntraTokens | EntraFailure> {
    const askedAt = ports.now();
    const form = new URLSearchParams({ client_id: settings.clientId, client_secret: settings.clientSecret, ...grant });
    const answer = await fetchJson(
      ports.fetch,
      `${authority}/oauth2/v2.0/token`,
      {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
        body: form.toString(),
      },
      limits,
    );
    const later = answer.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: answer.retryAfterSeconds };
    if (answer.status === 0) return { kind: "unavailable" };
    if (answer.status !== 200) return failureOf(answer.status, answer.body, later);

    const parsed = tokenAnswer.safeParse(answer.body);
    if (!parsed.success) return { kind: "unavailable" };
    const { access_token, expires_in, refresh_token, id_token, scope } = parsed.data;
    return {
      kind: "tokens",
      accessToken: access_token,
      expiresAt: askedAt + expires_in * 1000,
      ...(refresh_token === undefined ? {} : { refreshToken: refresh_token }),
      ...(id_token === undefined ? {} : { idToken: id_token }),
      ...(scope === undefined ? {} : { grantedScopes: graphScopes(scope) }),
    };
  }

  return {
    tenantId: settings.tenantId,

    redeem: ({ code, codeVerifier, redirectUri, scopes }) =>
      token({
        grant_type: "authorization_code",
        code,
        code_verifier: codeVerifier,
        redirect_uri: redirectUri,
        scope: scopeText(settings, scopes),
      }),

    refresh: ({ refreshToken, scopes }) =>
      token({ grant_type: "refresh_token", refresh_token: refreshToken, scope: scopeText(settings, scopes) }),

    async verifyIdToken(idToken, nonce) {
      try {
        const { payload } = await jwtVerify(
          idToken,
          async ({ kid }) => {
            const key = kid === undefined ? undefined : await keySet.key(kid);
            if (key === undefined) throw new errors.JWKSNoMatchingKey();
            return key;
          },
          {
            algorithms: ["RS256"],
            issuer: `${authority}/v2.0`,
            audience: settings.clientId,
            requiredClaims: ["exp", "iat"],
            // Entra dates its tokens five minutes back.
            maxTokenAge: "1 hour",
            clockTolerance: 60,
            currentDate: new Date(ports.now()),
          },
        );
        return claimsOf(payload, nonce);
      } catch (thrown) {
        if (thrown instanceof KeySetUnavailable) return { kind: "refused", reason: "entra_unavailable" };
        if (thrown instanceof errors.JWTClaimValidationFailed) {
          return thrown.claim === "iss"
            ? { kind: "refused", reason: "tenant_mismatch" }
            : { kind: "refused", reason: "id_token_invalid", problem: thrown.claim };
        }
        return { kind: "refused", reason: "id_token_invalid", problem: thrown instanceof errors.JOSEError ? thrown.code : "ERR_UNKNOWN" };
      }
    },
  };
}

function claimsOf(payload: unknown, nonce: string): { kind: "claims"; claims: AccountClaims } | IdTokenRefusal {
  const parsed = idTokenClaims.safeParse(payload);
  if (!parsed.success) {
    return { kind: "refused", reason: "id_token_invalid", problem: parsed.error.issues[0]?.path.join(".") ?? "claims" };
  }
  const { tid, oid, upn, preferred_username, email, xms_edov, email_verified, ...rest } = parsed.data;
  if (rest.nonce !== nonce) return { kind: "refused", reason: "nonce_mismatch" };
  const userPrincipalName = upn ?? preferred_username;
  if (userPrincipalName === undefined) return { kind: "refused", reason: "id_token_invalid", problem: "preferred_username" };
  const edov = xms_edov === true || xms_edov === 1 || xms_edov === "1" || xms_edov === "true";
  return {
    kind: "claims",
    claims: {
      tenantId: tid,
      objectId: oid,
      userPrincipalName,
      emailVerified: edov || email_verified === true,
      ...(email === undefined ? {} : { email }),
    },
  };
}

function failureOf(status: number, body: unknown, later: { readonly retryAfterSeconds?: number }): EntraFailure {
  const parsed = errorAnswer.safeParse(body);
  const code = parsed.success ? aadsts(parsed.data) : {};
  if (status === 429 || status >= 500 || !parsed.success || passing.has(parsed.data.error))
    return { kind: "unavailable", ...code, ...later };
  return { kind: needsPerson.has(parsed.data.error) ? "rejected" : "misconfigured", ...code };
}

function aadsts(body: z.infer<typeof errorAnswer>): { readonly entraCode?: string } {
  const number = body.error_codes?.[0] ?? /^AADSTS(\d{4,9})\b/.exec(body.error_description ?? "")?.[1];
  return number === undefined ? {} : { entraCode: `AADSTS${number}` };
}

function scopeText({ scopePrefix }: EntraClient, scopes: readonly string[]): string {
  return [...signInScopes, ...scopes.map((scope) => (scope.includes("://") ? scope : `${scopePrefix}${scope}`))].join(" ");
}

/** Graph scopes in short form, without those of sign-in: Entra answers with either form. */
function graphScopes(text: string): readonly string[] {
  const short = text.split(" ").map((scope) => scope.replace(/^https:\/\/[^/]+\//, ""));
  return [...new Set(short)].filter((scope) => scope !== "" && !(signInScopes as readonly string[]).includes(scope)).toSorted();
}

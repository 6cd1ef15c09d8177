/** Entra's token and key endpoints in memory: strict rotation of refresh tokens, PKCE checked, answers that can be spoiled. */
import { createHash } from "node:crypto";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import type { EntraSettings } from "../../../src/accounts/entra.ts";

export const tenantId = "7d1a7b3c-5c2e-4d7e-9f0a-2b1c3d4e5f60";
export const objectId = "0f1e2d3c-4b5a-4978-8a6b-5c4d3e2f1a0b";
export const settings: EntraSettings = {
  authorityOrigin: "https://login.example",
  tenantId,
  clientId: "the-client",
  scopePrefix: "",
  clientSecret: "do-not-leak-client-secret",
};
/** Made once per test file: RSA keys are slow to make. */
const keyPairs = Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);

type Asked = { readonly url: string; readonly form: URLSearchParams; readonly redirect: RequestInit["redirect"] };

export async function entraDouble(clock: { readonly now: number }, client: EntraSettings = settings) {
  const authority = `${client.authorityOrigin}/${client.tenantId}`;
  const [{ publicKey, privateKey }, foreign] = await keyPairs;
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "k1", use: "sig" }] };
  const asked: Asked[] = [];
  const spoiled: ((answer: () => Promise<Response>) => Promise<Response>)[] = [];
  let refreshToken = "";
  let issued = 0;
  let issuedCodes = 0;
  const codes = new Map<string, { challenge: string; redirectUri: string; claims: JWTPayload; foreignKey: boolean }>();

  async function idToken(claims: JWTPayload, foreignKey: boolean): Promise<string> {
    const now = Math.floor(clock.now / 1000);
    const payload = Object.fromEntries(
      Object.entries({
        iss: `${authority}/v2.0`,
        aud: client.clientId,
        iat: now - 300,
        exp: now + 3900,
        tid: client.tenantId,
        oid: objectId,
        preferred_username: "alice@corp.example",
        ...claims,
      }).filter(([, value]) => value !== null),
    );
    return new SignJWT(payload)
      .setProtectedHeader({ alg: "RS256", kid: "k1", typ: "JWT" })
      .sign(foreignKey ? foreign.privateKey : privateKey);
  }

  function tokens(extra: Record<string, unknown>): Response {
    issued += 1;
    refreshToken = `do-not-leak-refresh-${issued}`;
    return Response.json({
      token_type: "Bearer",
      scope: "openid profile email https://graph.microsoft.com/Mail.Read User.Read",
      expires_in: 3600,
      access_token: `do-not-leak-access-${issued}`,
      refresh_token: refreshToken,
      ...extra,
    });
  }

  async function answer(url: string, form: URLSearchParams): Promise<Response> {
    if (url === `${authority}/discovery/v2.0/keys`) return Response.json(jwks);
    if (url !== `${authority}/oauth2/v2.0/token`) return new Response("not found", { status: 404 });
    if (form.get("client_id") !== client.clientId || form.get("client_secret") !== client.clientSecret)
      return oauthError("invalid_client", 7000215, 401);
    if (form.get("grant_type") === "refresh_token") {
      return form.get("refresh_token") === refreshToken ? tokens({}) : oauthError("invalid_grant", 70000);
    }
    const code = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (code === undefined || code.challenge !== challenge || code.redirectUri !== form.get("redirect_uri"))
      return oauthError("invalid_grant", 54005);
    return tokens({ id_token: await idToken(code.claims, code.foreignKey) });
  }

  return {
    asked,
    jwks,
    tokenRequests: () => asked.filter((each) => each.url.endsWith("/token")),
    /** What a person gets at the end of Microsoft's pages. Claims are laid over valid ones; null removes one. */
    issueCode(grant: { codeChallenge: string; redirectUri: string; claims: JWTPayload; foreignKey?: boolean }): string {
      issuedCodes += 1;
      const code = `do-not-leak-code-${issuedCodes}`;
      codes.set(code, {
        challenge: grant.codeChallenge,
        redirectUri: grant.redirectUri,
        claims: grant.claims,
        foreignKey: grant.foreignKey ?? false,
      });
      return code;
    },
    /** Spoils the next answer of the token endpoint. */
    spoil(how: (answer: () => Promise<Response>) => Promise<Response>): void {
      spoiled.push(how);
    },
    async fetch(url: string, init: RequestInit): Promise<Response> {
      const form = new URLSearchParams(typeof init.body === "string" ? init.body : "");
      asked.push({ url, form, redirect: init.redirect });
      await Promise.resolve();
      const how = url.endsWith("/token") ? spoiled.shift() : undefined;
      return how === undefined ? answer(url, form) : how(() => answer(url, form));
    },
  };
}

export function oauthError(error: string, code: number, status = 400): Response {
  return Response.json(
    { error, error_codes: [code], error_description: `AADSTS${code}: do-not-leak-description`, trace_id: "do-not-leak-trace" },
    { status },
  );
}

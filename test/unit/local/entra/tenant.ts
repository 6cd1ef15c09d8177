/** A tenant on a port of its own, and a browser that keeps its cookies: what the tests of this folder start from. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as oauth from "oauth4webapi";
import { people, tenantId, type Person } from "../../../../infra/local/company.ts";
import { createEntra, type Entra, type EntraOptions } from "../../../../infra/local/entra/entra.ts";
import { Browser } from "./browser.ts";

export const clientId = "a1b2c3d4-0000-4000-8000-00000000c11e";
const clientSecret = "a-secret-of-the-application~";
export const redirectUri = "http://127.0.0.1:9/callback";
const insecure = { [oauth.allowInsecureRequests]: true };

export type Tenant = {
  readonly entra: Entra;
  readonly origin: string;
  readonly as: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly close: () => Promise<void>;
};

export async function startTenant(options: Partial<EntraOptions> = {}): Promise<Tenant> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const entra = await createEntra({
    origin,
    tenantId,
    people,
    clientId,
    clientSecret,
    redirectUris: [redirectUri],
    autoSignIn: true,
    ...options,
  });
  server.on("request", entra.listener);
  const issuer = new URL(`${entra.authority}/v2.0`);
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  return {
    entra,
    origin,
    as,
    client: { client_id: clientId },
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  };
}

export type Ask = {
  readonly scope?: string;
  readonly login?: Person | string;
  readonly redirect?: string;
  readonly extra?: Readonly<Record<string, string>>;
};

export const verifier = "verifier-".padEnd(64, "x");

export async function authorizeUrl(
  { as }: Tenant,
  { scope = "openid profile email offline_access User.Read Mail.Read", login, redirect = redirectUri, extra = {} }: Ask = {},
): Promise<URL> {
  const url = new URL(as.authorization_endpoint!);
  const parameters = {
    client_id: clientId,
    response_type: "code",
    response_mode: "query",
    redirect_uri: redirect,
    scope,
    state: "the-state",
    nonce: "the-nonce",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...(login ? { login_hint: typeof login === "string" ? login : login.email } : {}),
    ...extra,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

/** The whole code flow with `oauth4webapi`, which checks state, nonce, issuer, audience and PKCE on the way. */
export async function signInAs(tenant: Tenant, login: Person, ask: Ask = {}, browser = new Browser()) {
  const { url } = await browser.open(await authorizeUrl(tenant, { ...ask, login }));
  return redeem(tenant, url);
}

export async function redeem(tenant: Tenant, callback: URL, secret = clientSecret) {
  const parameters = oauth.validateAuthResponse(tenant.as, tenant.client, callback, "the-state");
  const response = await oauth.authorizationCodeGrantRequest(
    tenant.as,
    tenant.client,
    oauth.ClientSecretPost(secret),
    parameters,
    redirectUri,
    verifier,
    insecure,
  );
  return oauth.processAuthorizationCodeResponse(tenant.as, tenant.client, response, { expectedNonce: "the-nonce" });
}

/** A bare POST to the token endpoint, to see refusals as they are on the wire. */
export async function askToken(tenant: Tenant, form: Readonly<Record<string, string>>) {
  const response = await fetch(tenant.as.token_endpoint!, {
    method: "POST",
    body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...form }),
  });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown> & { error_codes?: number[]; error?: string; scope?: string },
  };
}

/** A tenant on a port of its own, and a browser that keeps its cookies: what the tests of this folder start from. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as oauth from "oauth4webapi";
import { people, tenantId, type Person } from "../../../../infra/local/company.ts";
import { createEntra, type Entra, type EntraOptions } from "../../../../infra/local/entra/entra.ts";

export const clientId = "a1b2c3d4-0000-4000-8000-00000000c11e";
export const clientSecret = "a-secret-of-the-application~";
export const redirectUri = "http://127.0.0.1:9/callback";
export const insecure = { [oauth.allowInsecureRequests]: true };

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

/** Follows redirects inside one origin, keeps cookies, stops at a page or at a redirect to elsewhere. */
export class Browser {
  readonly #cookies = new Map<string, { readonly value: string; readonly path: string }>();

  async open(url: string | URL, init: RequestInit = {}): Promise<{ readonly url: URL; readonly response: Response }> {
    let target = new URL(url);
    let request = init;
    for (let hops = 0; hops < 15; hops++) {
      const response = await fetch(target, {
        ...request,
        redirect: "manual",
        headers: { accept: "text/html", ...request.headers, cookie: this.#cookieFor(target) },
      });
      this.#keep(response, target);
      const location = response.headers.get("location");
      if (!location) return { url: target, response };
      const next = new URL(location, target);
      if (next.origin !== target.origin && !this.follows(next)) return { url: next, response };
      target = next;
      request = {};
    }
    throw new Error(`redirect loop at ${target.href}`);
  }

  /** Posts the form field `account`, as the buttons of the sign-in page do. */
  choose(page: URL, account: string, hidden: Readonly<Record<string, string>> = {}) {
    return this.open(page, { method: "POST", body: new URLSearchParams({ ...hidden, account }) });
  }

  protected follows(_url: URL): boolean {
    return false;
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name)?.value;
  }

  #cookieFor({ pathname }: URL): string {
    return [...this.#cookies]
      .filter(([, { path }]) => path === "/" || pathname === path || pathname.startsWith(`${path}/`))
      .map(([name, { value }]) => `${name}=${value}`)
      .join("; ");
  }

  #keep(response: Response, { pathname }: URL): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(/;\s*/);
      const name = pair.slice(0, pair.indexOf("="));
      const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? pathname.slice(0, pathname.lastIndexOf("/"));
      const gone = attributes.some((one) => /^expires=Thu, 01 Jan 1970/i.test(one) || /^max-age=0/i.test(one));
      if (gone) this.#cookies.delete(name);
      else this.#cookies.set(name, { value: pair.slice(name.length + 1), path: path || "/" });
    }
  }
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

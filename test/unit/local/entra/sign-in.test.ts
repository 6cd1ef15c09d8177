import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as oauth from "oauth4webapi";
import { people, stranger, tenantId } from "../../../../infra/local/company.ts";
import { Browser } from "./browser.ts";
import { askToken, authorizeUrl, clientId, redeem, redirectUri, signInAs, startTenant, verifier, type Tenant } from "./tenant.ts";

const [amara, jonas] = people as [(typeof people)[number], (typeof people)[number]];
let tenant: Tenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.close());

describe("authorization code with PKCE", () => {
  test("an ID token names the person of the tenant", async () => {
    const tokens = await signInAs(tenant, amara);

    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({
      iss: `${tenant.origin}/${tenantId}/v2.0`,
      aud: clientId,
      tid: tenantId,
      oid: amara.objectId,
      preferred_username: amara.email,
      email: amara.email,
      name: amara.displayName,
      nonce: "the-nonce",
      ver: "2.0",
    });
  });

  test("the subject is pairwise, not the object id", async () => {
    const claims = oauth.getValidatedIdTokenClaims(await signInAs(tenant, amara));

    expect(claims?.sub).not.toBe(amara.objectId);
  });

  test("the answer lists the granted Graph scopes only", async () => {
    const tokens = await signInAs(tenant, amara, { scope: "openid offline_access https://graph.microsoft.com/mail.read USER.READ" });

    expect(tokens.scope?.split(" ").toSorted()).toEqual(["Mail.Read", "User.Read"]);
  });

  test("the access token lives 60 to 90 minutes", async () => {
    const tokens = await signInAs(tenant, amara);

    expect(tokens.expires_in).toBeGreaterThanOrEqual(3600);
    expect(tokens.expires_in).toBeLessThanOrEqual(5400);
  });

  test("the redirect carries no RFC 9207 issuer", async () => {
    const { url } = await new Browser().open(await authorizeUrl(tenant, { login: amara }));

    expect([...url.searchParams.keys()].toSorted()).toEqual(["code", "state"]);
  });

  test("no refresh token without offline_access", async () => {
    const tokens = await signInAs(tenant, amara, { scope: "openid User.Read" });

    expect(tokens.refresh_token).toBeUndefined();
  });

  test(".default grants what the application is configured with", async () => {
    const configured = await startTenant({ configuredScopes: ["Mail.Read", "Mail.Send"] });
    const tokens = await signInAs(configured, amara, { scope: "openid https://graph.microsoft.com/.default" });
    await configured.close();

    expect(tokens.scope?.split(" ").toSorted()).toEqual(["Mail.Read", "Mail.Send"]);
  });
});

describe("the sign-in page", () => {
  test("lists the company and the stranger when nobody is hinted", async () => {
    const { response } = await new Browser().open(await authorizeUrl(tenant));
    const page = await response.text();

    for (const { email } of [...people, stranger]) expect(page).toContain(email);
  });

  test("runs no script", async () => {
    const { response } = await new Browser().open(await authorizeUrl(tenant));

    expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(await response.text()).not.toContain("<script");
  });

  test("signs in who is chosen", async () => {
    const browser = new Browser();
    const { url } = await browser.open(await authorizeUrl(tenant));
    const callback = await browser.choose(url, jonas.email);

    expect(oauth.getValidatedIdTokenClaims(await redeem(tenant, callback.url))?.["oid"]).toBe(jonas.objectId);
  });

  test("is shown in spite of a hint where automatic sign-in is off", async () => {
    const manual = await startTenant({ autoSignIn: false });
    const { response } = await new Browser().open(await authorizeUrl(manual, { login: amara }));
    await manual.close();

    expect(response.status).toBe(200);
  });

  test("refuses the account of another company without a redirect", async () => {
    const { response } = await new Browser().open(await authorizeUrl(tenant, { login: stranger }));

    expect(response.status).toBe(400);
    expect(await response.text()).toContain("AADSTS50020");
  });

  test("a signed-in browser is not asked again", async () => {
    const browser = new Browser();
    await signInAs(tenant, amara, {}, browser);
    const { url } = await browser.open(await authorizeUrl(tenant));

    expect(oauth.getValidatedIdTokenClaims(await redeem(tenant, url))?.["oid"]).toBe(amara.objectId);
  });

  test("select_account lets a signed-in browser take a second account", async () => {
    const browser = new Browser();
    await signInAs(tenant, amara, {}, browser);
    const { url } = await browser.open(await authorizeUrl(tenant, { extra: { prompt: "select_account" } }));
    const callback = await browser.choose(url, jonas.email);

    expect(oauth.getValidatedIdTokenClaims(await redeem(tenant, callback.url))?.["oid"]).toBe(jonas.objectId);
  });

  test("a hint for another account changes the account of a signed-in browser", async () => {
    const browser = new Browser();
    await signInAs(tenant, amara, {}, browser);
    const tokens = await signInAs(tenant, jonas, {}, browser);

    expect(oauth.getValidatedIdTokenClaims(tokens)?.["oid"]).toBe(jonas.objectId);
  });

  test("prompt=none without a session comes back as login_required", async () => {
    const { url } = await new Browser().open(await authorizeUrl(tenant, { extra: { prompt: "none" } }));

    expect(url.searchParams.get("error")).toBe("login_required");
  });

  test("a session left over is not taken for the consent prompt's answer", async () => {
    const browser = new Browser();
    await signInAs(tenant, amara, {}, browser);
    const { url } = await browser.open(await authorizeUrl(tenant, { extra: { prompt: "consent" } }));
    const callback = await browser.choose(url, jonas.email);

    expect(oauth.getValidatedIdTokenClaims(await redeem(tenant, callback.url))?.["oid"]).toBe(jonas.objectId);
  });
});

describe("refusals", () => {
  test("an unregistered redirect URI gets a page, never a redirect", async () => {
    const { response, url } = await new Browser().open(await authorizeUrl(tenant, { login: amara, redirect: `${redirectUri}/` }));

    expect(url.origin).toBe(tenant.origin);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("AADSTS50011");
  });

  test.each(["common", "organizations", "00000000-0000-4000-8000-000000000000"])("the tenant %s is not known", async (other) => {
    const response = await fetch(`${tenant.origin}/${other}/v2.0/.well-known/openid-configuration`);

    expect([response.status, ((await response.json()) as { error_codes: number[] }).error_codes]).toEqual([400, [90002]]);
  });

  test("an unknown scope comes back as invalid_scope", async () => {
    const { url } = await new Browser().open(await authorizeUrl(tenant, { login: amara, scope: "openid Mail.Reed" }));

    expect(url.searchParams.get("error")).toBe("invalid_scope");
    expect(url.searchParams.get("error_description")).toMatch(/^AADSTS70011: /);
  });

  test("a wrong client secret is named", async () => {
    const { url } = await new Browser().open(await authorizeUrl(tenant, { login: amara }));
    const form = {
      grant_type: "authorization_code",
      code: url.searchParams.get("code")!,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    };
    const { status, body } = await askToken(tenant, { ...form, client_secret: "guess" });

    expect([status, body.error, body.error_codes]).toEqual([401, "invalid_client", [7000215]]);
  });

  test("an error has Entra's six fields", async () => {
    const { body } = await askToken(tenant, { grant_type: "authorization_code", code: "none", redirect_uri: redirectUri });

    expect(Object.keys(body).toSorted()).toEqual(["correlation_id", "error", "error_codes", "error_description", "timestamp", "trace_id"]);
  });

  test("a code is good once", async () => {
    const { url } = await new Browser().open(await authorizeUrl(tenant, { login: amara }));
    const form = {
      grant_type: "authorization_code",
      code: url.searchParams.get("code")!,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    };
    expect((await askToken(tenant, form)).status).toBe(200);
    const { body } = await askToken(tenant, form);

    expect([body.error, body.error_codes]).toEqual(["invalid_grant", [54005]]);
  });

  test("a code needs the verifier of its challenge", async () => {
    const { url } = await new Browser().open(await authorizeUrl(tenant, { login: amara }));
    const form = { grant_type: "authorization_code", code: url.searchParams.get("code")!, redirect_uri: redirectUri };
    const { body } = await askToken(tenant, { ...form, code_verifier: verifier.replace("x", "y") });

    expect([body.error, body.error_codes]).toEqual(["invalid_grant", [501481]]);
  });
});

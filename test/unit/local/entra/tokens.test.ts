import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { people, stranger, tenantId } from "../../../../infra/local/company.ts";
import { askToken, signInAs, startTenant, type Tenant } from "./tenant.ts";

const [amara, jonas] = people as [(typeof people)[number], (typeof people)[number]];
let tenant: Tenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.close());

const refresh = (where: Tenant, refresh_token: string, form: Readonly<Record<string, string>> = {}) =>
  askToken(where, { grant_type: "refresh_token", refresh_token, ...form });

describe("refresh tokens", () => {
  test("every refresh brings a new one", async () => {
    const { refresh_token } = await signInAs(tenant, amara);
    const { status, body } = await refresh(tenant, refresh_token!);

    expect(status).toBe(200);
    expect(body["refresh_token"]).not.toBe(refresh_token);
  });

  test("a used one is refused", async () => {
    const { refresh_token } = await signInAs(tenant, amara);
    await refresh(tenant, refresh_token!);
    const { status, body } = await refresh(tenant, refresh_token!);

    expect([status, body.error, body.error_codes]).toEqual([400, "invalid_grant", [50173]]);
  });

  test("its reuse ends the grant", async () => {
    const { refresh_token } = await signInAs(tenant, amara);
    const next = (await refresh(tenant, refresh_token!)).body["refresh_token"] as string;
    await refresh(tenant, refresh_token!);

    expect((await refresh(tenant, next)).body.error).toBe("invalid_grant");
  });

  test("a used one keeps working where reuse is tolerated", async () => {
    const lenient = await startTenant({ refreshTokenReuse: "tolerated" });
    const { refresh_token } = await signInAs(lenient, amara);
    const first = await refresh(lenient, refresh_token!);
    const second = await refresh(lenient, refresh_token!);
    await lenient.close();

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body["refresh_token"]).not.toBe(first.body["refresh_token"]);
  });

  test("fewer scopes may be asked for, in any spelling", async () => {
    const { refresh_token } = await signInAs(tenant, amara, { scope: "openid offline_access Mail.Read Mail.Send" });
    const { body } = await refresh(tenant, refresh_token!, { scope: "https://graph.microsoft.com/mail.read offline_access" });

    expect(body.scope).toBe("Mail.Read");
  });

  test("more scopes than were granted are refused", async () => {
    const { refresh_token } = await signInAs(tenant, amara, { scope: "openid offline_access Mail.Read" });
    const { body } = await refresh(tenant, refresh_token!, { scope: "Mail.Send" });

    expect([body.error, body.error_codes]).toEqual(["invalid_scope", [70011]]);
  });
});

describe("access tokens", () => {
  test("tell Graph who may do what", async () => {
    const { access_token } = await signInAs(tenant, amara, { scope: "openid Mail.Read User.Read" });
    const info = await tenant.entra.inspectToken(access_token);

    expect(info).toMatchObject({ objectId: amara.objectId, tenantId });
    expect(info?.scopes.toSorted()).toEqual(["Mail.Read", "User.Read"]);
  });

  test("no two are alike", async () => {
    const first = await tenant.entra.issueTokens(amara, ["Mail.Read"]);
    const second = await tenant.entra.issueTokens(amara, ["Mail.Read"]);

    expect(first.accessToken).not.toBe(second.accessToken);
  });

  test("mean nothing after they expired", async () => {
    let ahead = 0;
    const later = await startTenant({ now: () => Date.now() + ahead });
    const { accessToken } = await later.entra.issueTokens(amara, ["Mail.Read"]);
    expect(await later.entra.inspectToken(accessToken)).not.toBeNull();
    ahead = 91 * 60 * 1000;
    await later.close();

    expect(await later.entra.inspectToken(accessToken)).toBeNull();
  });

  test.each(["", "garbage", "a.b.c"])("%j is none", async (bearer) => {
    expect(await tenant.entra.inspectToken(bearer)).toBeNull();
  });

  test("an ID token is none", async () => {
    const { id_token } = await signInAs(tenant, amara);

    expect(await tenant.entra.inspectToken(id_token!)).toBeNull();
  });

  test("another tenant's is none", async () => {
    const other = await startTenant();
    const { accessToken } = await other.entra.issueTokens(amara, ["Mail.Read"]);
    await other.close();

    expect(await tenant.entra.inspectToken(accessToken)).toBeNull();
  });
});

describe("a grant without a browser", () => {
  test("its access token is one of Graph's", async () => {
    const { accessToken } = await tenant.entra.issueTokens(jonas, ["mail.read", "offline_access"]);

    expect(await tenant.entra.inspectToken(accessToken)).toMatchObject({ objectId: jonas.objectId, scopes: ["Mail.Read"] });
  });

  test("its refresh token works at the token endpoint", async () => {
    const { refreshToken } = await tenant.entra.issueTokens(jonas, ["Mail.Read"]);
    const { status, body } = await refresh(tenant, refreshToken);

    expect(status).toBe(200);
    expect(await tenant.entra.inspectToken(body["access_token"] as string)).toMatchObject({
      objectId: jonas.objectId,
      scopes: ["Mail.Read"],
    });
  });

  test("an unknown scope is named", async () => {
    await expect(tenant.entra.issueTokens(amara, ["Mail.Reed"])).rejects.toThrow(
      "scopes: Microsoft Graph has no delegated permission Mail.Reed",
    );
  });

  test("nobody of another company gets one", async () => {
    await expect(tenant.entra.issueTokens(stranger, ["Mail.Read"])).rejects.toThrow(/^person: /);
  });
});

describe("signing keys", () => {
  test("two are published, none with a private part", async () => {
    const { keys } = (await (await fetch(tenant.as.jwks_uri!)).json()) as { keys: Record<string, unknown>[] };

    expect(keys.map(({ kty, d }) => [kty, d])).toEqual([
      ["RSA", undefined],
      ["RSA", undefined],
    ]);
  });

  test("an ID token from before a rotation still verifies, one after it has a new key", async () => {
    const rotating = await startTenant();
    const before = await signInAs(rotating, amara);
    await rotating.entra.rotateKeys();
    const after = await signInAs(rotating, amara);
    const jwks = createRemoteJWKSet(new URL(rotating.as.jwks_uri!));
    const kids = await Promise.all([before, after].map(async ({ id_token }) => (await jwtVerify(id_token!, jwks)).protectedHeader.kid));
    await rotating.close();

    expect(kids[0]).not.toBe(kids[1]);
  });

  test("grants outlive a rotation", async () => {
    const rotating = await startTenant();
    const { refresh_token } = await signInAs(rotating, amara);
    await rotating.entra.rotateKeys();
    const { status } = await refresh(rotating, refresh_token!);
    await rotating.close();

    expect(status).toBe(200);
  });
});

test("nothing is printed to standard output, which belongs to the estate's one line", async () => {
  const printed: unknown[] = [];
  const original = console.info;
  console.info = (...values: unknown[]) => void printed.push(values);
  const quiet = await startTenant();
  const { refresh_token } = await signInAs(quiet, amara);
  await refresh(quiet, refresh_token!);
  await quiet.close();
  console.info = original;

  expect(printed).toEqual([]);
});

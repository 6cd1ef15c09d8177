import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { request } from "node:http";
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { people } from "../../../../infra/local/company.ts";
import { audience, servicesWithSecret, startEstate, type Estate } from "./estate.ts";

const [amara, jonas] = people as [(typeof people)[number], (typeof people)[number]];
const [nightly] = servicesWithSecret as [(typeof servicesWithSecret)[number]];
let estate: Estate;
beforeAll(async () => {
  estate = await startEstate();
});
beforeEach(() => void estate.arrived.splice(0));
afterAll(() => estate.close());

const asAmara = async (more: Readonly<Record<string, string>> = {}) => ({
  "cf-access-token": await estate.access.mintUser(amara),
  ...more,
});
const serviceHeaders = { "cf-access-client-id": nightly.clientId, "cf-access-client-secret": nightly.secret };
const last = () => estate.arrived.at(-1)!;
const assertionClaims = () => decodeJwt(String(last().headers["cf-access-jwt-assertion"]));

describe("a person with an application token", () => {
  test("reaches the origin with a verifiable assertion", async () => {
    await fetch(`${estate.origin}/mcp`, { headers: await asAmara() });
    const assertion = String(last().headers["cf-access-jwt-assertion"]);
    const { payload } = await jwtVerify(assertion, createRemoteJWKSet(new URL(estate.access.certsUrl)), {
      issuer: estate.access.issuer,
      audience,
    });

    expect(payload).toMatchObject({
      type: "app",
      email: amara.email,
      sub: amara.accessSubject,
      aud: [audience],
      custom: { oid: amara.objectId },
    });
  });

  test("is named in a header besides", async () => {
    await fetch(`${estate.origin}/mcp`, { headers: await asAmara() });

    expect(last().headers["cf-access-authenticated-user-email"]).toBe(amara.email);
  });

  test("cannot bring an assertion of their own", async () => {
    const forged = await estate.access.mintUser(jonas);
    await fetch(`${estate.origin}/mcp`, {
      headers: await asAmara({ "cf-access-jwt-assertion": forged, "cf-access-authenticated-user-email": jonas.email }),
    });

    expect([assertionClaims()["email"], last().headers["cf-access-authenticated-user-email"]]).toEqual([amara.email, amara.email]);
  });

  test("keeps the assertion for a minute", async () => {
    const headers = await asAmara();
    await fetch(`${estate.origin}/mcp`, { headers });
    await fetch(`${estate.origin}/mcp`, { headers });
    const [first, second] = estate.arrived.map((req) => req.headers["cf-access-jwt-assertion"]);

    expect(first).toBe(second);
  });

  test("keeps an origin's bearer of their own", async () => {
    await fetch(`${estate.origin}/mcp`, { headers: await asAmara({ authorization: "Bearer of-the-worker" }) });

    expect(last().headers.authorization).toBe("Bearer of-the-worker");
  });

  test.each([
    ["of another application", { claims: { aud: ["f".repeat(64)] } }],
    ["that expired", { claims: { exp: 1 } }],
    ["of the whole team", { claims: { type: "org" } }],
    ["signed by a stranger", { key: "foreign" }],
    ["without a signature", { key: "none" }],
    ["signed with the public key as a secret", { key: "hmac-public-key" }],
    ["for a person nobody knows", { claims: { sub: "00000000-0000-4000-8000-000000000000" } }],
    ["whose e-mail is another person's", { claims: { email: "jonas.weber@northwind.example" } }],
  ])("is not let in by one %s", async (_name, change) => {
    const good = await estate.mint();
    expect((await fetch(`${estate.origin}/mcp`, { headers: { "cf-access-token": good.body.jwt! } })).status).toBe(200);
    const bad = await estate.mint(change);

    expect((await fetch(`${estate.origin}/mcp`, { headers: { "cf-access-token": bad.body.jwt! } })).status).toBe(401);
  });

  test("is not remembered beyond the token's end", async () => {
    let ahead = 0;
    const later = await startEstate({ now: () => Date.now() + ahead });
    const headers = { "cf-access-token": await later.access.mintUser(amara, { exp: Math.floor(Date.now() / 1000) + 10 }) };
    const before = await fetch(`${later.origin}/mcp`, { headers });
    ahead = 11_000;
    const after = await fetch(`${later.origin}/mcp`, { headers });
    await later.close();

    expect([before.status, after.status]).toEqual([200, 401]);
  });
});

describe("a service token", () => {
  test("becomes an assertion with a common name, an empty subject and a plain audience", async () => {
    await fetch(`${estate.origin}/mcp`, { headers: serviceHeaders });

    expect(assertionClaims()).toMatchObject({ type: "app", aud: audience, common_name: nightly.clientId, sub: "" });
  });

  test("never reaches the origin itself", async () => {
    await fetch(`${estate.origin}/mcp`, { headers: serviceHeaders });

    expect(Object.keys(last().headers).filter((name) => name.startsWith("cf-access-client"))).toEqual([]);
  });

  test("brings no e-mail header", async () => {
    await fetch(`${estate.origin}/mcp`, { headers: { ...serviceHeaders, "cf-access-authenticated-user-email": amara.email } });

    expect(last().headers["cf-access-authenticated-user-email"]).toBeUndefined();
  });

  test.each([
    ["a wrong secret", { "cf-access-client-secret": "guess" }],
    ["an unknown id", { "cf-access-client-id": "unknown.access" }],
  ])("with %s gets a 403 page", async (_name, change) => {
    const response = await fetch(`${estate.origin}/mcp`, { headers: { ...serviceHeaders, ...change } });

    expect([response.status, response.headers.get("content-type"), estate.arrived.length]).toEqual([403, "text/html; charset=utf-8", 0]);
  });
});

describe("the edge's own headers", () => {
  test("CF-Ray is 16 hex digits and a data centre, whatever the client sent", async () => {
    await fetch(`${estate.origin}/mcp`, { headers: await asAmara({ "cf-ray": "mine" }) });

    expect(last().headers["cf-ray"]).toMatch(/^[0-9a-f]{16}-BER$/);
  });

  test("CF-Connecting-IP is the caller's address", async () => {
    await fetch(`${estate.origin}/mcp`, { headers: await asAmara({ "cf-connecting-ip": "10.9.8.7" }) });

    expect(last().headers["cf-connecting-ip"]).toBe("127.0.0.1");
  });

  test("Host stays as the client wrote it", async () => {
    await fetch(`${estate.origin}/mcp`, { headers: await asAmara() });

    expect(last().headers.host).toBe(new URL(estate.origin).host);
  });
});

describe("paths that bypass Access", () => {
  test("reach the origin without an assertion", async () => {
    const response = await fetch(`${estate.origin}/healthz`);

    expect([response.status, last().headers["cf-access-jwt-assertion"]]).toEqual([200, undefined]);
  });

  test.each(["/healthz/../mcp", "/healthz/%2e%2e/mcp", "/healthzz", "/HEALTHZ"])("are not what %s is", async (path) => {
    const { hostname, port } = new URL(estate.origin);
    const status = await new Promise((resolve) =>
      request({ hostname, port, path }, (res) => (res.resume(), resolve(res.statusCode))).end(),
    );

    expect([status, estate.arrived.length]).toEqual([401, 0]);
  });
});

describe("somebody unknown", () => {
  test("gets a challenge that names the resource's metadata", async () => {
    const response = await fetch(`${estate.origin}/mcp`, { method: "POST" });

    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe(
      `Bearer realm="OAuth", resource_metadata="${estate.origin}/.well-known/oauth-protected-resource/mcp"`,
    );
  });

  test("is sent to the login page when a browser navigates", async () => {
    const response = await fetch(`${estate.origin}/connect`, { redirect: "manual", headers: { accept: "text/html" } });

    expect([response.status, response.headers.get("location")?.startsWith(`${estate.teamOrigin}/cdn-cgi/access/login/`)]).toEqual([
      302,
      true,
    ]);
  });

  test("is sent to the login page, browser or not, where Managed OAuth is off", async () => {
    const plain = await startEstate({ managedOAuth: false });
    const response = await fetch(`${plain.origin}/mcp`, { method: "POST", redirect: "manual" });
    await plain.close();

    expect(response.status).toBe(302);
  });

  test("finds no OAuth endpoint where Managed OAuth is off", async () => {
    const plain = await startEstate({ managedOAuth: false });
    const paths = ["/cdn-cgi/access/oauth/registration", "/cdn-cgi/access/oauth/authorization", "/cdn-cgi/access/oauth/token"];
    const statuses = await Promise.all(paths.map(async (path) => (await fetch(`${plain.origin}${path}`)).status));
    const metadata = await fetch(`${plain.origin}/.well-known/oauth-authorization-server`, { redirect: "manual" });
    await plain.close();

    expect([...statuses, metadata.status]).toEqual([404, 404, 404, 302]);
  });
});

describe("keys", () => {
  test("are two, and the older one still opens after a rotation", async () => {
    const rotating = await startEstate();
    const headers = { "cf-access-token": await rotating.access.mintUser(amara) };
    await rotating.access.rotateKeys();
    const { status } = await fetch(`${rotating.origin}/mcp`, { headers });
    const { keys } = (await (await fetch(rotating.access.certsUrl)).json()) as { keys: unknown[] };
    await rotating.close();

    expect([status, keys.length]).toEqual([200, 2]);
  });

  test("open nothing after the second rotation", async () => {
    const rotating = await startEstate();
    const headers = { "cf-access-token": await rotating.access.mintUser(amara) };
    expect((await fetch(`${rotating.origin}/mcp`, { headers })).status).toBe(200);
    await rotating.access.rotateKeys();
    await rotating.access.rotateKeys();
    const { status } = await fetch(`${rotating.origin}/mcp`, { headers });
    await rotating.close();

    expect(status).toBe(401);
  });

  test("are published without their private parts", async () => {
    const { keys } = (await (await fetch(estate.access.certsUrl)).json()) as { keys: Record<string, unknown>[] };

    expect(keys.map((key) => Object.keys(key).toSorted())).toEqual(keys.map(() => ["alg", "e", "kid", "kty", "n", "use"]));
  });
});

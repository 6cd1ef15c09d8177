import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHmac, createPublicKey, verify, constants } from "node:crypto";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify, type JWK } from "jose";
import { people } from "../../../../infra/local/company.ts";
import { audience, startEstate, type Estate } from "./estate.ts";

const [amara] = people as [(typeof people)[number]];
let estate: Estate;
beforeAll(async () => {
  estate = await startEstate();
});
afterAll(() => estate.close());

const minted = async (request: unknown) => (await estate.mint(request)).body.jwt!;
const certs = async () => ((await (await fetch(estate.access.certsUrl)).json()) as { keys: (JWK & { kid: string })[] }).keys;
const verified = (jwt: string) =>
  jwtVerify(jwt, createRemoteJWKSet(new URL(estate.access.certsUrl)), { issuer: estate.access.issuer, audience });

describe("a minted token", () => {
  test("is by default a valid one of the first person", async () => {
    expect((await verified(await minted({}))).payload).toMatchObject({ email: amara.email, sub: amara.accessSubject, type: "app" });
  });

  test("carries the claims it is told", async () => {
    expect((await verified(await minted({ claims: { email: "ceo@northwind.example", extra: [1] } }))).payload).toMatchObject({
      email: "ceo@northwind.example",
      extra: [1],
    });
  });

  test("lacks a claim that is null", async () => {
    expect(decodeJwt(await minted({ claims: { exp: null } }))).not.toHaveProperty("exp");
  });

  test("lacks a header that is null", async () => {
    expect(decodeProtectedHeader(await minted({ header: { kid: null } }))).toEqual({ alg: "RS256", typ: "JWT" });
  });

  test("verifies with the previous key too", async () => {
    const [current, previous] = await certs();
    const jwt = await minted({ key: "previous" });

    expect([decodeProtectedHeader(jwt).kid, current!.kid === previous!.kid]).toEqual([previous!.kid, false]);
    await expect(verified(jwt)).resolves.toBeDefined();
  });

  test("of the foreign key claims the current kid and does not verify", async () => {
    const jwt = await minted({ key: "foreign" });

    expect(decodeProtectedHeader(jwt).kid).toBe((await certs())[0]!.kid);
    await expect(verified(jwt)).rejects.toThrow("signature verification failed");
  });

  test("of the HMAC trick is keyed with the current public key's PEM", async () => {
    const [header, payload, signature] = (await minted({ key: "hmac-public-key" })).split(".");
    const pem = createPublicKey({ key: (await certs())[0] as never, format: "jwk" }).export({ type: "spki", format: "pem" });

    expect(createHmac("sha256", pem).update(`${header}.${payload}`).digest("base64url")).toBe(signature);
  });

  test("of no key ends in an empty signature under whatever alg is asked", async () => {
    const jwt = await minted({ key: "none", header: { alg: "nOnE" } });

    expect([jwt.endsWith("."), decodeProtectedHeader(jwt).alg]).toEqual([true, "nOnE"]);
  });

  test.each([
    ["RS512", "sha512", constants.RSA_PKCS1_PADDING],
    ["PS256", "sha256", constants.RSA_PKCS1_PSS_PADDING],
  ])("is truly signed with %s by a published key where the header says so", async (alg, hash, padding) => {
    const jwt = await minted({ header: { alg } });
    const at = jwt.lastIndexOf(".");
    const key = createPublicKey({ key: (await certs())[0] as never, format: "jwk" });

    expect(verify(hash, Buffer.from(jwt.slice(0, at)), { key, padding }, Buffer.from(jwt.slice(at + 1), "base64url"))).toBe(true);
  });
});

describe("publishJwk", () => {
  test("adds a key to the published ones", async () => {
    const { publicKey } = await generateKeyPair("ES256", { extractable: true });
    await estate.mint({ publishJwk: { ...(await exportJWK(publicKey)), kid: "of-a-test" } });

    expect((await certs()).map(({ kid }) => kid)).toContain("of-a-test");
  });

  test("does not make the front door trust it", async () => {
    const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
    await estate.mint({ publishJwk: { ...(await exportJWK(publicKey)), kid: "published" } });
    const { SignJWT } = await import("jose");
    const jwt = await new SignJWT(decodeJwt(await minted({}))).setProtectedHeader({ alg: "RS256", kid: "published" }).sign(privateKey);
    await expect(verified(jwt)).resolves.toBeDefined();

    expect((await fetch(`${estate.origin}/mcp`, { headers: { "cf-access-token": jwt } })).status).toBe(401);
  });
});

test.each([
  ["key", { key: "mine" }],
  ["claims", { claims: "none" }],
  ["header", { header: [] }],
  ["publishJwk.kid", { publishJwk: { kty: "RSA" } }],
  ["publishJwk", { publishJwk: { kty: "RSA", kid: "x", d: "secret" } }],
  ["typo", { typo: 1 }],
  ["object", "not an object"],
])("a request with a bad %s gets 400 and hears which", async (field, request) => {
  const { status, body } = await estate.mint(request);

  expect([status, body.error_description?.includes(field)]).toEqual([400, true]);
});

import { createHash } from "node:crypto";
import type { TokenSummary } from "@cloudflare/workers-oauth-provider";
import { describe, expect, test } from "vitest";
import type { PrincipalId } from "../../../src/core/identity.ts";
import { bearerChallenge, grantUserId, readBearer, resourceMetadata, scopeChallenge } from "../../../src/oauth/bearer.ts";
import { grantProps, isTagOf } from "../../../src/oauth/grant-props.ts";
import { keyRing, keyText } from "../accounts/vault-fixture.ts";

const resource = "https://m365.corp.example";
const userId = "user%3Aalice-sub";
const token = `${userId}:GrAnT_id-1234567:s3cret-S3CRET_0`;
const idOf = (text: string) => createHash("sha256").update(text).digest("hex");
const tokenId = idOf(token);
const requestId = "0193a8c2-0000-4000-8000-000000000001";

const oldKey = keyText();
const keys = keyRing(keyText(), oldKey);
const account = {
  tenantId: "t",
  objectId: "o",
  email: "alice@corp.example",
  scopes: ["m365.read", "m365.write"],
  grantedAt: 1_700_000_000_000,
};
const propsOf = (principalId: PrincipalId, clientId = "client-1") => grantProps({ principalId, clientId }, account, keys);

const record: TokenSummary<unknown> = {
  id: tokenId,
  grantId: "GrAnT_id-1234567",
  userId,
  createdAt: 1_700_000_000,
  expiresAt: 1_700_003_600,
  audience: resource,
  scope: ["m365.read"],
  grant: {
    clientId: "client-1",
    scope: ["m365.read", "m365.write"],
    props: propsOf("user:alice-sub"),
  },
};

const read = (authorization: string | null, known: TokenSummary<unknown> | null = record) => {
  const asked: string[] = [];
  const lookup = async (text: string) => {
    asked.push(text);
    return known;
  };
  return readBearer(authorization, { resource, lookup, keys }).then((verdict) => ({ verdict, asked }));
};
const reasonOf = async (known: unknown) => {
  const { verdict } = await read(`Bearer ${token}`, known as TokenSummary<unknown>);
  return verdict.valid ? "valid" : verdict.reason;
};

test("a good bearer names principal, client, grant and scopes of the token, not of the grant", async () => {
  expect(await read(`Bearer ${token}`)).toEqual({
    asked: [token],
    verdict: {
      valid: true,
      bearer: {
        principalId: "user:alice-sub",
        clientId: "client-1",
        grantId: "GrAnT_id-1234567",
        tokenId,
        scopes: ["m365.read"],
        emailTag: expect.stringMatching(/^[0-9a-f]{64}$/),
        grantedAt: 1_700_000_000_000,
        expiresAt: 1_700_003_600,
      },
    },
  });
});

test("no header asks for one, and looks nothing up", async () => {
  expect(await read(null)).toEqual({ verdict: { valid: false, reason: "token_missing" }, asked: [] });
});

test.each([
  ["empty", ""],
  ["the scheme alone", "Bearer"],
  ["the scheme and a space", "Bearer "],
  ["two parts", "Bearer a:b"],
  ["four parts", `Bearer ${token}:more`],
  ["an empty user", "Bearer :grant:secret"],
  ["an empty grant", "Bearer user::secret"],
  ["an empty secret", "Bearer user:grant:"],
  ["the scheme in small letters", `bearer ${token}`],
  ["the scheme in capitals", `BEARER ${token}`],
  ["two spaces", `Bearer  ${token}`],
  ["a space behind", `Bearer ${token} `],
  ["a comma: two headers", `Bearer ${token}, Bearer ${token}`],
  ["another scheme", `Basic ${btoa("a:b")}`],
  ["DPoP", `DPoP ${token}`],
  ["no scheme", token],
  ["a JWT", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."],
  ["quotes", `Bearer "${token}"`],
  ["a slash in the key", "Bearer ../../client:grant:secret"],
  ["a line break", `Bearer ${token}\n`],
  ["64 KiB", `Bearer ${"a".repeat(65_536)}:b:c`],
  ["letters beyond ASCII", "Bearer ä:b:c"],
])("%s is no token, and looks nothing up", async (_name, authorization) => {
  expect(await read(authorization)).toEqual({ verdict: { valid: false, reason: "token_malformed" }, asked: [] });
});

test("1,024 characters are looked up, one more is not", async () => {
  const long = (length: number) => `Bearer u:g:${"s".repeat(length - "Bearer u:g:".length)}`;

  expect((await read(long(1024), null)).asked).toHaveLength(1);
  expect((await read(long(1025), null)).asked).toHaveLength(0);
});

test("a token nobody issued, or that has ended, is not valid", async () => {
  expect(await reasonOf(null)).toBe("token_invalid");
});

test.each([
  ["another resource", "https://other.example"],
  ["this one with a path", `${resource}/mcp`],
  ["this one with a slash", `${resource}/`],
  ["this one among others", [resource, "https://other.example"]],
  ["none", undefined],
])("a token for %s is not for us", async (_name, audience) => {
  expect(await reasonOf({ ...record, audience })).toBe("token_audience");
});

describe("a grant that is not what was put in", () => {
  const withProps = (props: unknown) => ({ ...record, grant: { ...record.grant, props } });
  const props = record.grant.props as Record<string, unknown>;

  test.each<[string, unknown]>([
    ["props that are none", withProps(undefined)],
    ["props that are a text", withProps("alice")],
    ["props without the tag", withProps({ ...props, emailTag: undefined })],
    ["props with more", withProps({ ...props, admin: true })],
    ["props of other types", withProps({ ...props, grantedAt: "now" })],
    ["props without a proof", withProps({ ...props, proof: undefined })],
    ["props with a made-up proof", withProps({ ...props, proof: "0".repeat(64) })],
    ["props changed after they were proven", withProps({ ...props, objectId: "somebody else's" })],
    ["props granted to somebody else", withProps(propsOf("user:bob-sub"))],
    ["props granted to another client", withProps(propsOf("user:alice-sub", "client-2"))],
    ["props of another deployment", withProps(grantProps({ principalId: "user:alice-sub", clientId: "client-1" }, account, keyRing()))],
    ["another user than its token", { ...record, userId: "user%3Abob-sub" }],
    ["another grant than its token", { ...record, grantId: "GrAnT_id-7654321" }],
    ["another id than its token", { ...record, id: "ab".repeat(32) }],
    ["scopes that nobody allowed", { ...record, scope: ["m365.read", "m365.admin"] }],
    ["props with scopes added after they were proven", withProps({ ...props, scopes: [...account.scopes, "m365.admin"] })],
    ["a life that outlasts its grant", { ...record, expiresAt: 1_700_000_000 + 31 * 24 * 60 * 60 + 1 }],
  ])("%s", async (_name, known) => {
    expect(await reasonOf(known)).toBe("grant_corrupt");
  });

  test.each(["admin%3Aalice", "alice", "user%3A", "user%3Aa%20b", "%e", "user%3Aa%3Ab"])("user id %s names no principal", async (name) => {
    const { verdict } = await read(`Bearer ${name}:GrAnT_id-1234567:s`, { ...record, userId: name });
    expect(verdict).toEqual({ valid: false, reason: "grant_corrupt" });
  });

  test.each([
    ["does not open", new DOMException("The operation failed", "OperationError")],
    ["holds no base64", new DOMException("bad", "InvalidCharacterError")],
    ["holds no key", new DOMException("bad", "DataError")],
    ["holds no JSON", new SyntaxError("Unexpected token")],
    ["lacks a part", new TypeError("Cannot read properties of undefined")],
  ])("a record that %s", async (_name, thrown) => {
    const verdict = await readBearer(`Bearer ${token}`, { resource, keys, lookup: () => Promise.reject(thrown) });
    expect(verdict).toEqual({ valid: false, reason: "grant_corrupt" });
  });
});

test.each([new Error("KV GET failed: 503 Service Unavailable"), new Error("Network connection lost."), "kv"])(
  "trouble of the store is no verdict on the token: %s",
  async (thrown) => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- a store may throw anything
    await expect(readBearer(`Bearer ${token}`, { resource, keys, lookup: () => Promise.reject(thrown) })).rejects.toBe(thrown);
  },
);

test.each(["user:alice-sub", "service:0123.access", "user:a%20b", "user:it's(a)*test!~"] as const)(
  "the user id of %s holds no colon and leads back to it",
  async (principalId) => {
    const name = grantUserId(principalId);
    const theirs = `${name}:GrAnT_id-1234567:s`;
    const known = { ...record, id: idOf(theirs), userId: name, grant: { ...record.grant, props: propsOf(principalId) } };
    const { verdict } = await read(`Bearer ${theirs}`, known);

    expect(name).not.toContain(":");
    expect(verdict).toMatchObject({ bearer: { principalId } });
  },
);

test("a grant outlives a change of keys while the old one stands behind the new", async () => {
  const grant = { ...record.grant, props: grantProps({ principalId: "user:alice-sub", clientId: "client-1" }, account, keyRing(oldKey)) };
  const { verdict } = await read(`Bearer ${token}`, { ...record, grant });

  expect(verdict).toMatchObject({ valid: true });
});

test("a grant's tag is that of one address", () => {
  const { emailTag } = propsOf("user:alice-sub");

  expect([isTagOf(account.email, emailTag, keys), isTagOf("bob@corp.example", emailTag, keys), isTagOf(account.email, "", keys)]).toEqual([
    true,
    false,
    false,
  ]);
});

describe("the challenge", () => {
  const metadata = `resource_metadata="${resource}/.well-known/oauth-protected-resource"`;
  const seen = async (response: Response) => ({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.json(),
  });

  test("of a call without bearer names no error (RFC 6750 §3.1)", async () => {
    expect(await seen(bearerChallenge(resource, "token_missing", requestId))).toEqual({
      status: 401,
      headers: {
        "cache-control": "no-store",
        "content-type": "application/json",
        "x-content-type-options": "nosniff",
        "www-authenticate": `Bearer ${metadata}, scope="m365.read m365.write"`,
      },
      body: { error: "unauthorized", error_description: "Send a bearer token.", request_id: requestId },
    });
  });

  test.each(["token_malformed", "token_invalid", "token_audience", "grant_corrupt", "token_revoked"] as const)(
    "after %s is the same for every fault of the token",
    async (reason) => {
      expect(await seen(bearerChallenge(resource, reason, requestId))).toEqual({
        status: 401,
        headers: {
          "cache-control": "no-store",
          "content-type": "application/json",
          "x-content-type-options": "nosniff",
          "www-authenticate": `Bearer ${metadata}, error="invalid_token", scope="m365.read m365.write"`,
        },
        body: {
          error: "invalid_token",
          error_description: "The bearer token is not valid here, or no longer.",
          request_id: requestId,
        },
      });
    },
  );

  test("for more scope is a 403 that names all of them", async () => {
    expect(await seen(scopeChallenge(resource, ["m365.read", "m365.write"], requestId))).toMatchObject({
      status: 403,
      headers: { "www-authenticate": `Bearer error="insufficient_scope", scope="m365.read m365.write", ${metadata}` },
      body: { error: "insufficient_scope", request_id: requestId },
    });
  });
});

test("the resource's metadata name this origin alone (RFC 9728 §2)", async () => {
  expect(await resourceMetadata(resource).json()).toEqual({
    resource,
    authorization_servers: [resource],
    scopes_supported: ["m365.read", "m365.write"],
    bearer_methods_supported: ["header"],
    resource_name: "Microsoft 365",
  });
});

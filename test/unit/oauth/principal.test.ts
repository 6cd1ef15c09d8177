import { createHash } from "node:crypto";
import type { TokenSummary } from "@cloudflare/workers-oauth-provider";
import { describe, expect, test } from "vitest";
import type { AccessIdentity, PrincipalId } from "../../../src/core/identity.ts";
import { grantUserId } from "../../../src/oauth/bearer.ts";
import { grantProps } from "../../../src/oauth/grant-props.ts";
import { type AdmittedCaller, createPrincipals } from "../../../src/oauth/principal.ts";
import { keyRing } from "../accounts/vault-fixture.ts";

const publicOrigin = "https://m365.corp.example";
const stateKeys = keyRing();
const alice: AccessIdentity = { kind: "user", subject: "alice-sub", email: "alice@corp.example", groups: ["finance"], expiresAt: 1 };
const token: AccessIdentity = { kind: "service", commonName: `${"a".repeat(32)}.access`, expiresAt: 1 };

/** A bearer of this principal, as the authorization server knows it. */
function bearerOf(principalId: PrincipalId, email = "alice@corp.example") {
  const userId = grantUserId(principalId);
  const owner = { principalId, clientId: "client-1" };
  const summary: TokenSummary<unknown> = {
    id: createHash("sha256").update(`${userId}:grant-1:secret`).digest("hex"),
    grantId: "grant-1",
    userId,
    createdAt: 1,
    expiresAt: 2,
    audience: publicOrigin,
    scope: ["m365.read"],
    grant: {
      clientId: "client-1",
      scope: ["m365.read"],
      props: grantProps(owner, { tenantId: "t", objectId: "o", email, scopes: ["m365.read"], grantedAt: 1 }, stateKeys),
    },
  };
  return { summary, authorization: `Bearer ${userId}:grant-1:secret` };
}

function verdictOn(
  caller: AdmittedCaller,
  given: { mode: "access" | "oauth"; bearer?: ReturnType<typeof bearerOf>; authorization?: string },
) {
  const asked: string[] = [];
  const unwrapToken = async (text: string) => {
    asked.push(text);
    return (given.bearer?.summary ?? null) as never;
  };
  const principalFor = createPrincipals({ publicOrigin, stateKeys, oauth: given.mode === "oauth" ? { unwrapToken } : null });
  return principalFor(caller, given.authorization ?? given.bearer?.authorization ?? null).then((verdict) => ({
    verdict,
    asked: asked.length,
  }));
}

const person: AdmittedCaller = { kind: "person", identity: alice };
const self = { id: "user:alice-sub", kind: "user", email: "alice@corp.example", groups: ["finance"] };

describe("mode access", () => {
  test("a person acts as themselves, and no bearer is looked at", async () => {
    const bearer = bearerOf("user:bob-sub");
    expect(await verdictOn(person, { mode: "access", bearer })).toEqual({ verdict: { admitted: true, principal: self }, asked: 0 });
  });

  test("a portal has nobody to act for", async () => {
    expect((await verdictOn({ kind: "portal", identity: token }, { mode: "access" })).verdict).toEqual({
      admitted: false,
      answer: "deny",
      reason: "service_token_not_allowed",
    });
  });
});

describe.each(["access", "oauth"] as const)("mode %s", (mode) => {
  test("automation acts as its service token, whatever bearer comes with it", async () => {
    const verdict = await verdictOn({ kind: "automation", identity: token }, { mode, bearer: bearerOf("user:alice-sub") });

    expect(verdict).toEqual({
      verdict: { admitted: true, principal: { id: `service:${"a".repeat(32)}.access`, kind: "service", groups: [] } },
      asked: 0,
    });
  });

  test("an operator's token has no business at /mcp", async () => {
    const { verdict, asked } = await verdictOn({ kind: "operator", identity: token }, { mode, bearer: bearerOf("user:alice-sub") });

    expect([verdict, asked]).toEqual([{ admitted: false, answer: "deny", reason: "service_token_not_allowed" }, 0]);
  });
});

describe("mode oauth: a person", () => {
  test("with a bearer of their own acts as themselves, through that client", async () => {
    const { verdict } = await verdictOn(person, { mode: "oauth", bearer: bearerOf("user:alice-sub") });

    expect(verdict).toMatchObject({ admitted: true, principal: { ...self, clientId: "client-1" }, bearer: { grantId: "grant-1" } });
  });

  test.each([
    ["none", undefined, "token_missing"],
    ["one of no form", "Bearer x", "token_malformed"],
    ["one nobody issued", "Bearer user%3Aalice-sub:grant-1:other", "token_invalid"],
  ])("with %s is asked for a good one", async (_name, authorization, reason) => {
    const { verdict } = await verdictOn(person, { mode: "oauth", ...(authorization !== undefined && { authorization }) });

    expect(verdict).toEqual({ admitted: false, answer: "challenge", reason });
  });

  test("with somebody else's is refused", async () => {
    const { verdict } = await verdictOn(person, { mode: "oauth", bearer: bearerOf("user:bob-sub", "bob@corp.example") });

    expect(verdict).toEqual({ admitted: false, answer: "deny", reason: "principal_mismatch" });
  });

  test("with one from before Access knew them anew is refused as that", async () => {
    const { verdict } = await verdictOn(person, { mode: "oauth", bearer: bearerOf("user:alice-old-sub") });

    expect(verdict).toEqual({ admitted: false, answer: "deny", reason: "subject_changed" });
  });

  test("with a service's is refused", async () => {
    const { verdict } = await verdictOn(person, { mode: "oauth", bearer: bearerOf("service:robot.access", "robot") });

    expect(verdict).toEqual({ admitted: false, answer: "deny", reason: "principal_mismatch" });
  });
});

describe("mode oauth: a portal", () => {
  const portal: AdmittedCaller = { kind: "portal", identity: token };

  test("carries the person its bearer names, and brings nothing of its own", async () => {
    const { verdict } = await verdictOn(portal, { mode: "oauth", bearer: bearerOf("user:alice-sub") });

    expect(verdict).toMatchObject({ admitted: true });
    expect(verdict.admitted && verdict.principal).toEqual({ id: "user:alice-sub", kind: "user", clientId: "client-1", groups: [] });
  });

  test("without a bearer is asked for one", async () => {
    expect((await verdictOn(portal, { mode: "oauth" })).verdict).toEqual({ admitted: false, answer: "challenge", reason: "token_missing" });
  });

  test("carries no service", async () => {
    const { verdict } = await verdictOn(portal, { mode: "oauth", bearer: bearerOf("service:robot.access") });

    expect(verdict).toEqual({ admitted: false, answer: "deny", reason: "principal_mismatch" });
  });
});

test.each<AdmittedCaller>([person, { kind: "portal", identity: token }])(
  "a store out of reach is no verdict on a $kind",
  async (caller) => {
    const cause = new Error("KV GET failed: 503");
    const principalFor = createPrincipals({ publicOrigin, stateKeys, oauth: { unwrapToken: () => Promise.reject(cause) } });

    expect(await principalFor(caller, bearerOf("user:alice-sub").authorization)).toEqual({
      admitted: false,
      answer: "unavailable",
      reason: "grant_store_unavailable",
      cause,
    });
  },
);

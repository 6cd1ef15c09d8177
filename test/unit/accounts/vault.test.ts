import { describe, expect, test, vi } from "vitest";
import { seal } from "../../../src/accounts/seal.ts";
import type { LinkInput } from "../../../src/accounts/vault.ts";
import { objectId, oauthError, tenantId } from "./entra-double.ts";
import { alice, dump, keyRing, keyText, redirectUri, vaultFixture } from "./vault-fixture.ts";

const minute = 60_000;

async function linkedVault(...given: Parameters<typeof vaultFixture>) {
  const fixture = await vaultFixture(...given);
  expect(await fixture.link()).toMatchObject({ kind: "linked" });
  return fixture;
}

/** Leaves the stored access token with this to live, ms. */
function ageTo(fixture: Awaited<ReturnType<typeof vaultFixture>>, lifeMs: number): void {
  fixture.clock.now += 60 * minute - lifeMs;
}

/** A refresh under way whose answer waits until `finish` is called. */
async function heldRefresh(
  fixture: Awaited<ReturnType<typeof vaultFixture>>,
  answers: (answer: () => Promise<Response>) => Promise<Response>,
) {
  ageTo(fixture, 1);
  let finish = (): void => undefined;
  const held = new Promise<void>((resolve) => (finish = resolve));
  fixture.entra.spoil(async (answer) => {
    const response = await answers(answer);
    await held;
    return response;
  });
  const waiting = fixture.release();
  await vi.waitFor(() => expect(fixture.entra.tokenRequests()).toHaveLength(2));
  return { waiting, finish };
}

describe("link", () => {
  test("stores the account that is the person's own", async () => {
    const fixture = await linkedVault();
    expect(fixture.vault.standing()).toEqual({
      tenantId,
      objectId,
      userPrincipalName: "alice@corp.example",
      email: "alice@corp.example",
      bindingRule: "upn",
      grantedScopes: ["Mail.Read", "User.Read"],
      linkedAt: fixture.clock.now,
      needsSignIn: false,
    });
  });

  test("redeems the code with verifier, redirect URI and secret, following no redirect", async () => {
    const fixture = await linkedVault();
    const [asked] = fixture.entra.tokenRequests();
    expect(asked?.form.get("redirect_uri")).toBe(redirectUri);
    expect(asked?.form.get("scope")).toBe("openid profile email offline_access Mail.Read User.Read");
    expect(asked?.redirect).toBe("manual");
  });

  test("survives eviction", async () => {
    const fixture = await linkedVault();
    fixture.evict();
    expect(fixture.vault.standing()).toMatchObject({ userPrincipalName: "alice@corp.example" });
  });

  test.each<[string, Record<string, unknown>, Partial<LinkInput>, Record<string, unknown>]>([
    ["another person's account", { preferred_username: "bob@corp.example" }, {}, { reason: "account_binding_mismatch", objectId }],
    [
      "another object id than Access names",
      {},
      { person: { email: "alice@corp.example", objectId: tenantId } },
      { reason: "account_binding_mismatch" },
    ],
    ["another tenant's id", { tid: objectId }, {}, { reason: "tenant_mismatch" }],
    ["another tenant's issuer", { iss: `https://login.example/${objectId}/v2.0` }, {}, { reason: "tenant_mismatch" }],
    ["the issuer with a slash", { iss: `https://login.example/${tenantId}/v2.0/` }, {}, { reason: "tenant_mismatch" }],
    ["no tenant", { tid: null }, {}, { reason: "id_token_invalid", problem: "tid" }],
    ["another nonce", { nonce: "other" }, {}, { reason: "nonce_mismatch" }],
    ["no nonce", { nonce: null }, {}, { reason: "id_token_invalid", problem: "nonce" }],
    ["another audience", { aud: "other-client" }, {}, { reason: "id_token_invalid", problem: "aud" }],
    ["a second audience", { aud: ["the-client", "other"] }, {}, { reason: "id_token_invalid", problem: "aud" }],
    ["no expiry", { exp: null }, {}, { reason: "id_token_invalid", problem: "exp" }],
    ["an old expiry", { exp: 1_700_000_000 }, {}, { reason: "id_token_invalid" }],
    ["no issue time", { iat: null }, {}, { reason: "id_token_invalid", problem: "iat" }],
    ["an old issue time", { iat: 1_700_000_000 }, {}, { reason: "id_token_invalid" }],
    ["no object id", { oid: null }, {}, { reason: "id_token_invalid", problem: "oid" }],
  ])("an ID token with %s stores nothing", async (_name, claims, over, refusal) => {
    const fixture = await vaultFixture();
    expect(await fixture.link(over, claims)).toMatchObject({ kind: "refused", ...refusal });
    expect(fixture.vault.standing()).toBeNull();
    expect(await fixture.directory.findByEmail("alice@corp.example")).toEqual([]);
  });

  test("an ID token signed by a foreign key stores nothing", async () => {
    const fixture = await vaultFixture();
    expect(await fixture.link({}, {}, true)).toMatchObject({
      reason: "id_token_invalid",
      problem: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
    });
    expect(fixture.vault.standing()).toBeNull();
  });

  test("a refused account leaves the one that was linked", async () => {
    const fixture = await linkedVault();
    await fixture.link({}, { preferred_username: "bob@corp.example" });
    expect(await fixture.release()).toEqual({ kind: "released", accessToken: "do-not-leak-access-1" });
  });

  test("a transaction is good once, also when both come at the same time", async () => {
    const fixture = await vaultFixture();
    const input = fixture.linkInput();
    const outcomes = await Promise.all([fixture.vault.link(input), fixture.vault.link(input)]);
    expect(outcomes.map((outcome) => (outcome.kind === "refused" ? outcome.reason : outcome.kind)).toSorted()).toEqual([
      "linked",
      "state_used",
    ]);
  });

  test("a used transaction stays used after eviction", async () => {
    const fixture = await vaultFixture();
    const input = fixture.linkInput();
    await fixture.vault.link(input);
    fixture.evict();
    expect(await fixture.vault.link(input)).toEqual({ kind: "refused", reason: "state_used" });
  });

  test("two transactions at the same time both succeed", async () => {
    const fixture = await vaultFixture();
    expect((await Promise.all([fixture.link(), fixture.link()])).map(({ kind }) => kind)).toEqual(["linked", "linked"]);
  });

  test("a transaction past its time is refused before Microsoft is asked", async () => {
    const fixture = await vaultFixture();
    expect(await fixture.link({ expiresAt: fixture.clock.now })).toEqual({ kind: "refused", reason: "state_expired" });
    expect(fixture.entra.asked).toEqual([]);
  });

  test("a wrong code verifier is refused with Microsoft's number and none of its words", async () => {
    const fixture = await vaultFixture();
    expect(await fixture.link({ codeVerifier: "x".repeat(43) })).toEqual({
      kind: "refused",
      reason: "upstream_denied",
      entraCode: "AADSTS54005",
    });
  });

  test("without a refresh token nothing is stored", async () => {
    const fixture = await vaultFixture();
    fixture.entra.spoil(async (answer) => {
      const { refresh_token: _, ...rest } = (await (await answer()).json()) as Record<string, unknown>;
      return Response.json(rest);
    });
    expect(await fixture.link()).toEqual({ kind: "refused", reason: "offline_access_missing" });
    expect(fixture.vault.standing()).toBeNull();
  });

  test("signing keys that cannot be read refuse for now", async () => {
    const fixture = await vaultFixture();
    fixture.entra.jwks.keys.length = 0;
    expect(await fixture.link()).toEqual({ kind: "refused", reason: "entra_unavailable" });
  });

  test("parallel links ask for the signing keys once", async () => {
    const fixture = await vaultFixture();
    await Promise.all(Array.from({ length: 10 }, () => fixture.link()));
    expect(fixture.entra.asked.filter(({ url }) => url.endsWith("/keys"))).toHaveLength(1);
  });

  test("a directory that cannot be written leaves nothing linked", async () => {
    const fixture = await vaultFixture();
    fixture.database.broken = true;
    expect(await fixture.link()).toEqual({ kind: "refused", reason: "directory_unavailable" });
    expect(fixture.vault.standing()).toBeNull();
  });

  test("tells of another principal that is linked under the same e-mail", async () => {
    const fixture = await vaultFixture();
    await fixture.directory.linked({ principal: "user:alice-old-sub", email: "Alice@corp.example", tenantId, objectId, linkedAt: 1 });
    expect(await fixture.link()).toMatchObject({ formerPrincipals: ["user:alice-old-sub"] });
  });
});

describe("release", () => {
  test("gives the token for an envelope never seen", async () => {
    const fixture = await linkedVault();
    expect(await fixture.release()).toEqual({ kind: "released", accessToken: "do-not-leak-access-1" });
  });

  test("one envelope is good once", async () => {
    const fixture = await linkedVault();
    const { text, mac, envelopeId } = fixture.envelope();
    await fixture.vault.release(text, mac);
    expect(await fixture.vault.release(text, mac)).toEqual({ kind: "refused", reason: "envelope_replayed", envelopeId });
  });

  test("of 50 at the same time exactly one is given", async () => {
    const fixture = await linkedVault();
    const { text, mac } = fixture.envelope();
    const answers = await Promise.all(Array.from({ length: 50 }, () => fixture.vault.release(text, mac)));
    expect(answers.filter(({ kind }) => kind === "released")).toHaveLength(1);
    expect(answers.filter((answer) => answer.kind === "refused" && answer.reason === "envelope_replayed")).toHaveLength(49);
  });

  test("a used envelope stays used after eviction", async () => {
    const fixture = await linkedVault();
    const { text, mac } = fixture.envelope();
    await fixture.vault.release(text, mac);
    fixture.evict();
    expect(await fixture.vault.release(text, mac)).toMatchObject({ reason: "envelope_replayed" });
  });

  test("an envelope whose first use was refused stays used", async () => {
    const fixture = await vaultFixture();
    const { text, mac } = fixture.envelope();
    expect(await fixture.vault.release(text, mac)).toEqual({ kind: "refused", reason: "account_not_linked" });
    await fixture.link();
    expect(await fixture.vault.release(text, mac)).toMatchObject({ reason: "envelope_replayed" });
  });

  test("a used envelope stays used after unlinking and linking anew", async () => {
    const fixture = await linkedVault();
    const { text, mac } = fixture.envelope();
    await fixture.vault.release(text, mac);
    await fixture.vault.unlink();
    await fixture.link();
    expect(await fixture.vault.release(text, mac)).toMatchObject({ reason: "envelope_replayed" });
  });

  test("no use is forgotten while the envelope could still be good", async () => {
    const fixture = await linkedVault();
    const { text, mac } = fixture.envelope({ issuedAt: fixture.clock.now + 29_000, expiresAt: fixture.clock.now + 89_000 });
    await fixture.vault.release(text, mac);
    for (let seconds = 0; seconds < 88; seconds += 8) {
      fixture.clock.now += 8_000;
      await fixture.release();
      expect(await fixture.vault.release(text, mac)).not.toMatchObject({ kind: "released" });
    }
  });

  test("uses are forgotten when no clock can make them good again", async () => {
    const fixture = await linkedVault();
    await fixture.release();
    fixture.clock.now += 30 * minute;
    await fixture.release();
    expect(fixture.storage.database.prepare("SELECT count(*) AS claims FROM claim").get()).toEqual({ claims: 1 });
  });

  test.each([
    ["another principal's", { principal: "user:bob-sub" as const }, "principal_mismatch"],
    ["another deployment's", { audience: "https://other.example" }, "envelope_audience"],
    ["an expired", { issuedAt: 1, expiresAt: 2 }, "envelope_expired"],
  ])("%s envelope is refused and not claimed", async (_name, over, reason) => {
    const fixture = await linkedVault();
    expect(await fixture.release(over)).toMatchObject({ kind: "refused", reason });
    expect(fixture.storage.database.prepare("SELECT count(*) AS claims FROM claim").get()).toEqual({ claims: 0 });
  });

  test("an edited envelope is refused", async () => {
    const fixture = await linkedVault();
    const { text, mac } = fixture.envelope();
    expect(await fixture.vault.release(text.replace("GET", "PUT"), mac)).toEqual({ kind: "refused", reason: "envelope_signature" });
  });

  test("without an account the answer says so", async () => {
    const fixture = await vaultFixture();
    expect(await fixture.release()).toEqual({ kind: "refused", reason: "account_not_linked" });
  });

  test("a record of another principal does not open", async () => {
    const sealKeys = keyRing();
    const fixture = await linkedVault({ sealKeys });
    const bob = await vaultFixture({ principal: "user:bob-sub", storage: fixture.storage, sealKeys });
    expect(await bob.release()).toEqual({ kind: "refused", reason: "record_unreadable" });
  });

  test("a record sealed with the previous key opens, and is sealed with the current one at the next refresh", async () => {
    const [before, after] = [keyText(), keyText()];
    const old = await linkedVault({ sealKeys: keyRing(before) });
    const fixture = await vaultFixture({ storage: old.storage, sealKeys: keyRing(after, before) });
    expect(await fixture.release()).toEqual({ kind: "released", accessToken: "do-not-leak-access-1" });
    expect(dump(fixture.storage)).toContain(`v1.${keyRing(before).current.id}.`);
    ageTo(old, 1);
    fixture.clock.now = old.clock.now;
    fixture.entra.spoil(async () =>
      old.entra.fetch(old.entra.tokenRequests()[0]?.url ?? "", { body: fixture.entra.asked[0]?.form.toString() ?? "" }),
    );
    expect(await fixture.release()).toMatchObject({ kind: "released" });
    expect(dump(fixture.storage)).toContain(`v1.${keyRing(after).current.id}.`);
    expect(dump(fixture.storage)).not.toContain(`v1.${keyRing(before).current.id}.`);
  });

  test("a record of a form that another release wrote asks for the person, and linking anew ends it", async () => {
    const sealKeys = keyRing();
    const fixture = await linkedVault({ sealKeys });
    const sealed = await seal('{"v":9}', alice, sealKeys, "vault");
    fixture.storage.database.prepare("UPDATE tokens SET sealed = ?, version = 'other'").run(sealed);
    expect(await fixture.release()).toEqual({ kind: "refused", reason: "record_unreadable" });
    await fixture.link();
    expect(await fixture.release()).toMatchObject({ kind: "released" });
  });

  test("no token lies on disk in clear", async () => {
    const fixture = await linkedVault();
    ageTo(fixture, 1);
    await fixture.release();
    expect(dump(fixture.storage)).toContain("v1.");
    expect(dump(fixture.storage)).not.toContain("do-not-leak");
  });
});

describe("refresh", () => {
  test("a token with more than five minutes to live is not touched", async () => {
    const fixture = await linkedVault();
    ageTo(fixture, 5 * minute + 1);
    expect(await fixture.release()).toMatchObject({ accessToken: "do-not-leak-access-1" });
    expect(fixture.entra.tokenRequests()).toHaveLength(1);
  });

  test("a token with five minutes to live is replaced", async () => {
    const fixture = await linkedVault();
    ageTo(fixture, 5 * minute);
    expect(await fixture.release()).toMatchObject({ accessToken: "do-not-leak-access-2" });
    expect(fixture.entra.tokenRequests()[1]?.form.get("scope")).toBe("openid profile email offline_access Mail.Read User.Read");
  });

  test("fifty calls share one refresh", async () => {
    const fixture = await linkedVault();
    ageTo(fixture, 1);
    const answers = await Promise.all(Array.from({ length: 50 }, () => fixture.release()));
    expect(new Set(answers.map((answer) => answer.kind === "released" && answer.accessToken))).toEqual(new Set(["do-not-leak-access-2"]));
    expect(fixture.entra.tokenRequests()).toHaveLength(2);
  });

  test("follows the rotation of refresh tokens", async () => {
    const fixture = await linkedVault();
    for (const expected of ["do-not-leak-access-2", "do-not-leak-access-3", "do-not-leak-access-4"]) {
      ageTo(fixture, 1);
      fixture.evict();
      expect(await fixture.release()).toMatchObject({ accessToken: expected });
    }
  });

  test("keeps the refresh token where Microsoft sends no other", async () => {
    const fixture = await linkedVault();
    ageTo(fixture, 1);
    fixture.entra.spoil(async () => Response.json({ token_type: "Bearer", expires_in: 3600, access_token: "second" }));
    expect(await fixture.release()).toMatchObject({ accessToken: "second" });
    ageTo(fixture, 1);
    expect(await fixture.release()).toMatchObject({ accessToken: "do-not-leak-access-2" });
    expect(fixture.vault.standing()).toMatchObject({ grantedScopes: ["Mail.Read", "User.Read"] });
  });

  test("where the answer to a rotation was lost, the old refresh token is tried and the account kept", async () => {
    const fixture = await linkedVault();
    ageTo(fixture, 1);
    fixture.entra.spoil(async (answer) => {
      await answer();
      throw new TypeError("connection reset");
    });
    expect(await fixture.release()).toEqual({ kind: "refused", reason: "entra_unavailable", retryAfterSeconds: 5 });
    fixture.clock.now += 5_000;
    expect(await fixture.release()).toEqual({ kind: "refused", reason: "reauth_required" });
    expect(fixture.vault.standing()).toMatchObject({ objectId, needsSignIn: true });
    await fixture.link();
    expect(await fixture.release()).toMatchObject({ kind: "released" });
  });

  test.each<[string, () => Promise<Response>]>([
    ["503", async () => new Response("busy", { status: 503 })],
    ["429", async () => oauthError("too_many", 90055, 429)],
    ["an HTML page", async () => new Response("<html>", { status: 200, headers: { "content-type": "text/html" } })],
    ["an answer without a token", async () => Response.json({ token_type: "Bearer" })],
    ["a redirect", async () => new Response(null, { status: 302, headers: { location: "https://evil.example" } })],
    ["an endless answer", async () => new Response(new Uint8Array(1_000_000))],
    ["a timeout", async () => Promise.reject(new DOMException("took too long", "TimeoutError"))],
    ["temporarily_unavailable", async () => oauthError("temporarily_unavailable", 90033)],
  ])("%s loses nothing", async (_name, spoiled) => {
    const fixture = await linkedVault();
    ageTo(fixture, 1);
    fixture.entra.spoil(spoiled);
    expect(await fixture.release()).toMatchObject({ kind: "refused", reason: "entra_unavailable" });
    expect(fixture.vault.standing()).toMatchObject({ needsSignIn: false });
    fixture.clock.now += 5_000;
    expect(await fixture.release()).toMatchObject({ kind: "released", accessToken: "do-not-leak-access-2" });
  });

  test("while Microsoft is away the token serves to its last half minute", async () => {
    const fixture = await linkedVault();
    ageTo(fixture, 30_001);
    fixture.entra.spoil(async () => new Response("busy", { status: 503 }));
    expect(await fixture.release()).toMatchObject({ kind: "released", accessToken: "do-not-leak-access-1" });
  });

  test("after a failure Microsoft is left alone for as long as it asked", async () => {
    const fixture = await linkedVault();
    ageTo(fixture, 1);
    fixture.entra.spoil(async () => new Response("{}", { status: 429, headers: { "retry-after": "20" } }));
    expect(await fixture.release()).toMatchObject({ reason: "entra_unavailable", retryAfterSeconds: 20 });
    fixture.clock.now += 19_000;
    expect(await fixture.release()).toMatchObject({ reason: "entra_unavailable", retryAfterSeconds: 1 });
    expect(fixture.entra.tokenRequests()).toHaveLength(2);
    fixture.clock.now += 1_000;
    expect(await fixture.release()).toMatchObject({ kind: "released" });
  });

  test.each(["invalid_grant", "interaction_required"])("%s asks for the person and keeps the account", async (error) => {
    const fixture = await linkedVault();
    ageTo(fixture, 1);
    fixture.entra.spoil(async () => oauthError(error, 50173));
    const answer = await fixture.release();
    expect(answer).toEqual({ kind: "refused", reason: "reauth_required" });
    expect(fixture.vault.standing()).toMatchObject({ userPrincipalName: "alice@corp.example", needsSignIn: true });
    await fixture.release();
    expect(fixture.entra.tokenRequests()).toHaveLength(2);
  });

  test("our own expired secret is no reason to ask the person", async () => {
    const fixture = await linkedVault();
    ageTo(fixture, 1);
    fixture.entra.spoil(async () => oauthError("invalid_client", 7000222, 401));
    expect(await fixture.release()).toEqual({ kind: "refused", reason: "entra_misconfigured", entraCode: "AADSTS7000222" });
    expect(fixture.vault.standing()).toMatchObject({ needsSignIn: false });
  });

  test("a refresh that ends after a new link does not overwrite it", async () => {
    const fixture = await linkedVault();
    const { waiting, finish } = await heldRefresh(fixture, (answer) => answer());
    await fixture.link();
    finish();
    expect(await waiting).toMatchObject({ accessToken: "do-not-leak-access-3" });
    fixture.evict();
    expect(await fixture.release()).toMatchObject({ accessToken: "do-not-leak-access-3" });
  });

  test("a refresh refused after a new link does not spoil it", async () => {
    const fixture = await linkedVault();
    const { waiting, finish } = await heldRefresh(fixture, async () => oauthError("invalid_grant", 70000));
    await fixture.link();
    finish();
    expect(await waiting).toMatchObject({ kind: "released", accessToken: "do-not-leak-access-2" });
    expect(fixture.vault.standing()).toMatchObject({ needsSignIn: false });
  });

  test("a refresh that ends after unlinking brings nothing back", async () => {
    const fixture = await linkedVault();
    const { waiting, finish } = await heldRefresh(fixture, (answer) => answer());
    await fixture.vault.unlink();
    finish();
    expect(await waiting).toEqual({ kind: "refused", reason: "account_not_linked" });
    expect(fixture.vault.standing()).toBeNull();
  });

  test("a directory that cannot be written costs no call", async () => {
    const fixture = await linkedVault();
    ageTo(fixture, 1);
    fixture.database.broken = true;
    expect(await fixture.release()).toMatchObject({ kind: "released" });
  });

  test("notes the last use in the directory", async () => {
    const fixture = await linkedVault();
    ageTo(fixture, 1);
    await fixture.release();
    expect(await fixture.directory.findByEmail("alice@corp.example")).toMatchObject([{ principal: alice, lastUsedAt: fixture.clock.now }]);
  });
});

describe("renew", () => {
  async function released() {
    const fixture = await linkedVault();
    const { text, mac, envelopeId } = fixture.envelope();
    await fixture.vault.release(text, mac);
    return { fixture, envelopeId };
  }

  test("replaces a token that Graph turned down, whatever life it had", async () => {
    const { fixture, envelopeId } = await released();
    expect(await fixture.vault.renew(envelopeId)).toEqual({ kind: "released", accessToken: "do-not-leak-access-2" });
  });

  test("is good once per envelope", async () => {
    const { fixture, envelopeId } = await released();
    const answers = await Promise.all([fixture.vault.renew(envelopeId), fixture.vault.renew(envelopeId)]);
    expect(answers.map((answer) => (answer.kind === "refused" ? answer.reason : answer.kind))).toEqual(["released", "renewal_spent"]);
  });

  test("asks Microsoft nothing where the token was replaced meanwhile", async () => {
    const fixture = await linkedVault();
    const envelopes = [fixture.envelope(), fixture.envelope(), fixture.envelope()];
    for (const { text, mac } of envelopes) await fixture.vault.release(text, mac);
    const answers = await Promise.all(envelopes.map(({ envelopeId }) => fixture.vault.renew(envelopeId)));
    expect(new Set(answers.map((answer) => answer.kind === "released" && answer.accessToken))).toEqual(new Set(["do-not-leak-access-2"]));
    expect(fixture.entra.tokenRequests()).toHaveLength(2);
  });

  test("never gives the refused token again, also while Microsoft is away", async () => {
    const { fixture, envelopeId } = await released();
    fixture.entra.spoil(async () => new Response("busy", { status: 503 }));
    expect(await fixture.vault.renew(envelopeId)).toMatchObject({ kind: "refused", reason: "entra_unavailable" });
  });

  test("an envelope that was never claimed is unknown", async () => {
    const { fixture } = await released();
    expect(await fixture.vault.renew(fixture.envelope().envelopeId)).toEqual({ kind: "refused", reason: "envelope_unknown" });
  });

  test("an envelope that was given nothing is unknown", async () => {
    const fixture = await vaultFixture();
    const { text, mac, envelopeId } = fixture.envelope();
    await fixture.vault.release(text, mac);
    await fixture.link();
    expect(await fixture.vault.renew(envelopeId)).toEqual({ kind: "refused", reason: "envelope_unknown" });
  });
});

describe("requireSignIn", () => {
  test("asks for the person, and linking anew ends it", async () => {
    const fixture = await linkedVault();
    const { text, mac, envelopeId } = fixture.envelope();
    await fixture.vault.release(text, mac);
    fixture.vault.requireSignIn(envelopeId);
    expect(await fixture.release()).toEqual({ kind: "refused", reason: "reauth_required" });
    await fixture.link();
    expect(await fixture.release()).toMatchObject({ kind: "released" });
  });

  test("does not touch an account linked after that token was given", async () => {
    const fixture = await linkedVault();
    const { text, mac, envelopeId } = fixture.envelope();
    await fixture.vault.release(text, mac);
    await fixture.link();
    fixture.vault.requireSignIn(envelopeId);
    expect(await fixture.release()).toMatchObject({ kind: "released" });
  });
});

describe("unlink", () => {
  test("forgets the account at once and tells the directory", async () => {
    const fixture = await linkedVault();
    expect(await fixture.vault.unlink()).toBe(true);
    expect(await fixture.release()).toEqual({ kind: "refused", reason: "account_not_linked" });
    expect(dump(fixture.storage)).not.toContain("v1.");
    expect(await fixture.directory.findByEmail("alice@corp.example")).toMatchObject([{ unlinkedAt: fixture.clock.now }]);
  });

  test("a link under way meanwhile brings nothing back", async () => {
    const fixture = await linkedVault();
    let finish = (): void => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    fixture.entra.spoil(async (answer) => {
      await held;
      return answer();
    });
    const linking = fixture.link();
    await vi.waitFor(() => expect(fixture.entra.tokenRequests()).toHaveLength(2));
    expect(await fixture.vault.unlink()).toBe(true);
    finish();
    expect(await linking).toEqual({ kind: "refused", reason: "state_expired" });
    expect(fixture.vault.standing()).toBeNull();
    expect(await fixture.directory.findByEmail("alice@corp.example")).toMatchObject([{ unlinkedAt: fixture.clock.now }]);
    expect(await fixture.link()).toMatchObject({ kind: "linked" });
  });

  test("where the directory was away, repeating it tells the directory", async () => {
    const fixture = await linkedVault();
    fixture.database.broken = true;
    await expect(fixture.vault.unlink()).rejects.toThrow();
    expect(fixture.vault.standing()).toBeNull();
    fixture.database.broken = false;
    expect(await fixture.vault.unlink()).toBe(false);
    expect(await fixture.directory.findByEmail("alice@corp.example")).toMatchObject([{ unlinkedAt: fixture.clock.now }]);
  });
});

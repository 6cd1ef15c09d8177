/** The vault as it really runs: an object of workerd, its SQLite, D1, and RPC. */
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { AccountVault } from "../../../src/accounts/account-vault.ts";
import { messageHash, newEnvelopeId, signEnvelope } from "../../../src/accounts/envelope.ts";
import { type KeyRing, parseKeyRing } from "../../../src/accounts/keys.ts";
import type { LinkInput, LinkOutcome } from "../../../src/accounts/vault.ts";
import type { PrincipalId } from "../../../src/core/identity.ts";
import { entraDouble } from "../../unit/accounts/entra-double.ts";
import { migrateDirectory } from "../directory.ts";

type TestEnv = { readonly VAULT: DurableObjectNamespace<AccountVault>; readonly DIRECTORY: D1Database } & Readonly<Record<string, string>>;
const { VAULT, DIRECTORY, ...vars } = env as unknown as TestEnv;

const audience = vars["PUBLIC_ORIGIN"] ?? "";
const redirectUri = `${audience}/callback`;
const settings = {
  authorityOrigin: "https://login.microsoftonline.com",
  tenantId: vars["MICROSOFT_TENANT_ID"] ?? "",
  clientId: vars["MICROSOFT_CLIENT_ID"] ?? "",
  scopePrefix: "",
  clientSecret: vars["MICROSOFT_CLIENT_SECRET"] ?? "",
};
const clock = {
  get now() {
    return Date.now();
  },
};

let entra: Awaited<ReturnType<typeof entraDouble>>;

beforeAll(() => migrateDirectory(DIRECTORY));

beforeEach(async () => {
  entra = await entraDouble(clock, settings);
  vi.spyOn(globalThis, "fetch").mockImplementation((url, init) =>
    entra.fetch(url instanceof Request ? url.url : url.toString(), init as RequestInit),
  );
});

afterEach(() => {
  vi.restoreAllMocks();
});

function envelopeKeys(): KeyRing {
  const ring = parseKeyRing(vars["ENVELOPE_KEY"] ?? "");
  if (typeof ring === "string") throw new Error(ring);
  return ring;
}

function signed(principal: PrincipalId): { readonly text: string; readonly mac: string; readonly envelopeId: string } {
  const now = Date.now();
  const envelopeId = newEnvelopeId(now);
  const content = {
    envelopeId,
    requestId: randomUUID(),
    step: 1,
    try: 1,
    principal,
    audience,
    tool: "getEmails",
    method: "GET",
    template: "/me/messages",
    messageHash: messageHash("{}"),
    issuedAt: now,
    expiresAt: now + 60_000,
  } as const;
  return { ...signEnvelope(content, envelopeKeys()), envelopeId };
}

/** A principal of its own for every test: objects keep their storage. */
function person(): { readonly principal: PrincipalId; readonly email: string } {
  const name = randomUUID();
  return { principal: `user:${name}`, email: `${name}@corp.example` };
}

function link({ principal, email }: ReturnType<typeof person>, over: Partial<LinkInput> = {}): Promise<LinkOutcome> {
  const codeVerifier = randomBytes(32).toString("base64url");
  const nonce = randomBytes(32).toString("base64url");
  const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");
  return VAULT.getByName(principal).link({
    transactionId: newEnvelopeId(Date.now()),
    expiresAt: Date.now() + 600_000,
    code: entra.issueCode({ codeChallenge, redirectUri, claims: { nonce, preferred_username: email } }),
    codeVerifier,
    nonce,
    redirectUri,
    scopes: ["Mail.Read"],
    person: { email },
    ...over,
  });
}

describe("AccountVault", () => {
  test("links, tells its standing, and releases for one envelope", async () => {
    const alice = person();
    expect(await link(alice)).toMatchObject({ kind: "linked", standing: { userPrincipalName: alice.email } });
    const vault = VAULT.getByName(alice.principal);
    expect(await vault.standing()).toMatchObject({ email: alice.email, bindingRule: "upn", needsSignIn: false });
    const { text, mac } = signed(alice.principal);
    expect(await vault.release(text, mac)).toEqual({ kind: "released", accessToken: "do-not-leak-access-1" });
  });

  test("of 50 parallel releases of one envelope exactly one succeeds", async () => {
    const alice = person();
    await link(alice);
    const { text, mac } = signed(alice.principal);
    const answers = await Promise.all(Array.from({ length: 50 }, () => VAULT.getByName(alice.principal).release(text, mac)));
    expect(answers.filter(({ kind }) => kind === "released")).toHaveLength(1);
    expect(answers.filter((answer) => answer.kind === "refused" && answer.reason === "envelope_replayed")).toHaveLength(49);
  });

  test("a used envelope and the account survive the object's death", async () => {
    const alice = person();
    await link(alice);
    const { text, mac } = signed(alice.principal);
    await VAULT.getByName(alice.principal).release(text, mac);
    await runInDurableObject(VAULT.getByName(alice.principal), (_instance, state) => state.abort("evicted by the test")).catch(
      () => undefined,
    );
    const vault = VAULT.getByName(alice.principal);
    expect(await vault.release(text, mac)).toMatchObject({ kind: "refused", reason: "envelope_replayed" });
    const next = signed(alice.principal);
    expect(await vault.release(next.text, next.mac)).toMatchObject({ kind: "released" });
  });

  test("an envelope of one principal opens no other's vault", async () => {
    const [alice, bob] = [person(), person()];
    await link(alice);
    await link(bob);
    const { text, mac } = signed(alice.principal);
    expect(await VAULT.getByName(bob.principal).release(text, mac)).toEqual({
      kind: "refused",
      reason: "principal_mismatch",
      principal: alice.principal,
    });
  });

  test("parallel renewals after a refused token ask Microsoft once", async () => {
    const alice = person();
    await link(alice);
    const vault = VAULT.getByName(alice.principal);
    const envelopes = Array.from({ length: 10 }, () => signed(alice.principal));
    for (const { text, mac } of envelopes) await vault.release(text, mac);
    const renewed = await Promise.all(envelopes.map(({ envelopeId }) => vault.renew(envelopeId)));
    expect(new Set(renewed.map((answer) => answer.kind === "released" && answer.accessToken))).toEqual(new Set(["do-not-leak-access-2"]));
    expect(entra.tokenRequests()).toHaveLength(2);
  });

  test("no token lies in the object's tables in clear", async () => {
    const alice = person();
    await link(alice);
    const stored = await runInDurableObject(VAULT.getByName(alice.principal), (_instance, { storage }) =>
      ["account", "tokens"].map((table) => JSON.stringify(storage.sql.exec(`SELECT * FROM ${table}`).toArray())).join(""),
    );
    expect(stored).toContain('"sealed":"v1.');
    expect(stored).not.toContain("do-not-leak");
  });

  test("the sealed record of one principal does not open in another's object", async () => {
    const [alice, bob] = [person(), person()];
    await link(alice);
    await link(bob);
    const record = await runInDurableObject(VAULT.getByName(alice.principal), (_instance, { storage }) =>
      storage.sql.exec<{ sealed: string }>("SELECT sealed FROM tokens").one(),
    );
    await runInDurableObject(VAULT.getByName(bob.principal), (_instance, { storage }) => {
      storage.sql.exec("UPDATE tokens SET sealed = ?, version = 'moved'", record.sealed);
    });
    const { text, mac } = signed(bob.principal);
    expect(await VAULT.getByName(bob.principal).release(text, mac)).toEqual({ kind: "refused", reason: "record_unreadable" });
  });

  test("unlinking forgets the account and tells the directory", async () => {
    const alice = person();
    await link(alice);
    expect(await VAULT.getByName(alice.principal).unlink()).toBe(true);
    expect(await VAULT.getByName(alice.principal).standing()).toBeNull();
    const row = await DIRECTORY.prepare("SELECT email, unlinked_at FROM directory WHERE principal_id = ?").bind(alice.principal).first();
    expect(row).toEqual({ email: alice.email, unlinked_at: expect.any(Number) });
  });

  test("tells of the same person's earlier subject", async () => {
    const before = person();
    const after = { ...person(), email: before.email };
    await link(before);
    expect(await link(after)).toMatchObject({ formerPrincipals: [before.principal] });
  });

  test("an object that is not named by a principal does nothing", async () => {
    const refusal = (error: unknown): string => String(error);
    const answers = [VAULT.getByName("somebody"), VAULT.get(VAULT.newUniqueId())].map((vault) =>
      vault.standing().then(() => "answered", refusal),
    );
    for (const answer of await Promise.all(answers)) expect(answer).toContain("must be named by a principal id");
  });

  test("offers by RPC what the house needs and nothing more", () => {
    return runInDurableObject(VAULT.getByName(person().principal), (instance) => {
      const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(instance)).toSorted();
      expect(methods).toEqual(["constructor", "link", "release", "renew", "requireSignIn", "standing", "unlink"]);
    });
  });
});

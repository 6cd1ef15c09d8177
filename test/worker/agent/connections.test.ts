/** Connections and account of one principal, ended in the object that serves them. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import migration from "../../../migrations/0001_directory.sql?raw";
import type { AccountVault } from "../../../src/accounts/account-vault.ts";
import { newEnvelopeId } from "../../../src/accounts/envelope.ts";
import { callHeader, type DoorCall, revokedHeader, writeCall } from "../../../src/agent/call-headers.ts";
import type { M365Agent } from "../../../src/agent/m365-agent.ts";
import { agentUrl } from "../../../src/agent/mcp-server.ts";
import { doorCallOf } from "../../support/door-call.ts";
import { entraDouble } from "../../unit/accounts/entra-double.ts";

type TestEnv = {
  readonly AGENT: DurableObjectNamespace<M365Agent>;
  readonly VAULT: DurableObjectNamespace<AccountVault>;
  readonly DIRECTORY: D1Database;
} & Readonly<Record<string, string>>;
const { AGENT, VAULT, DIRECTORY, ...vars } = env as unknown as TestEnv;

const ending = { by: "service:operator.access", requestId: "0193a8c2-0000-4000-8000-00000000000e" } as const;
let lines: Record<string, unknown>[];

beforeAll(async () => {
  for (const statement of migration.replaceAll(/--.*/g, "").split(";")) {
    if (statement.trim() !== "") await DIRECTORY.prepare(statement).run();
  }
});
beforeEach(() => {
  lines = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>));
});
afterEach(() => void vi.restoreAllMocks());

type Person = { readonly principal: `user:${string}`; readonly email: string };

/** A principal of its own for every test: objects keep their storage. */
function person(): Person {
  const name = randomUUID();
  return { principal: `user:${name}`, email: `${name}@corp.example` };
}

const agentOf = ({ principal }: Person) => AGENT.getByName(principal);

function call({ principal, email }: Person, bearer: Partial<DoorCall> = {}, params: object = {}): Promise<Response> {
  const door = doorCallOf({ principal: { id: principal, kind: "user", email, groups: [] }, ...bearer });
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    host: "agent.internal",
    [callHeader]: writeCall(door),
  };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "whoAmI", arguments: {}, ...params } });
  return AGENT.getByName(principal).fetch(agentUrl, { method: "POST", headers, body });
}

const bearerOf = (grantId: string, tokenId = `${grantId}-token`, grantedAt = Date.now()) => ({
  grantId,
  tokenId,
  grantedAt,
  scopes: ["m365.read", "m365.write"],
});

/** Asks for what the linked account does not allow, so that nothing leaves in either case. */
async function isLinked(who: Person): Promise<boolean> {
  const answer: { result: { structuredContent: { error: { code: string } } } } = await (
    await call(who, {}, { name: "getContacts" })
  ).json();
  const { code } = answer.result.structuredContent.error;
  expect(["insufficient_graph_scope", "account_not_linked"]).toContain(code);
  return code === "insufficient_graph_scope";
}

async function evict(who: Person): Promise<void> {
  await runInDurableObject(agentOf(who), (_instance, state) => state.abort("evicted by the test")).catch(() => undefined);
}

async function link({ principal, email }: Person): Promise<void> {
  const entra = await entraDouble(
    { now: Date.now() },
    {
      authorityOrigin: "https://login.microsoftonline.com",
      tenantId: vars["MICROSOFT_TENANT_ID"] ?? "",
      clientId: vars["MICROSOFT_CLIENT_ID"] ?? "",
      scopePrefix: "",
      clientSecret: vars["MICROSOFT_CLIENT_SECRET"] ?? "",
    },
  );
  vi.spyOn(globalThis, "fetch").mockImplementation((url, init) =>
    entra.fetch(url instanceof Request ? url.url : url.toString(), init as RequestInit),
  );
  const [codeVerifier, nonce] = [randomBytes(32).toString("base64url"), randomBytes(32).toString("base64url")];
  const redirectUri = `${vars["PUBLIC_ORIGIN"]}/callback`;
  const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");
  const outcome = await VAULT.getByName(principal).link({
    transactionId: newEnvelopeId(Date.now()),
    expiresAt: Date.now() + 600_000,
    code: entra.issueCode({ codeChallenge, redirectUri, claims: { nonce, preferred_username: email } }),
    codeVerifier,
    nonce,
    redirectUri,
    scopes: ["Mail.Read"],
    person: { email },
  });
  expect(outcome).toMatchObject({ kind: "linked" });
}

test("a call that waits for the vault while its connection is ended goes no further", async () => {
  const alice = person();
  const asked = Promise.withResolvers<void>();
  await runInDurableObject(VAULT.getByName(alice.principal), (instance) => {
    // The runtime waits for whatever a method gives back, so this one may take its time.
    const { prototype } = instance.constructor as unknown as { prototype: { standing(): Promise<null> } };
    vi.spyOn(prototype, "standing").mockImplementation(async () => {
      asked.resolve();
      await new Promise((resolve) => setTimeout(resolve, 200));
      return null;
    });
  });
  const waiting = call(alice, bearerOf("g1"));
  await asked.promise;
  await agentOf(alice).endConnection("g1", ending);

  expect((await waiting).status).toBe(401);
});

describe("through a portal", () => {
  const carried = { ...bearerOf("g1"), portal: `${"a".repeat(32)}.access` };
  const callCarried = ({ principal }: Person) => call({ principal } as Person, carried);

  test("a person whose domain the deployment no longer allows is refused, as they would be without it", async () => {
    const [inside, outside] = [person(), { ...person(), email: `${randomUUID()}@former.example` }];
    await link(inside);
    await link(outside);

    expect((await callCarried(inside)).status).toBe(200);
    lines = [];
    const refused = await callCarried(outside);
    expect(refused.status).toBe(403);
    expect(await refused.text()).not.toContain("former.example");
    expect(lines).toEqual([
      expect.objectContaining({ kind: "admission", outcome: "refused", reason: "domain_not_allowed", httpStatus: 403, grantId: "g1" }),
    ]);
  });
});

describe("a connection", () => {
  test("is listed with its client's name and last use", async () => {
    const alice = person();
    const clientInfo = { name: "Claude", version: "1" };
    await call(alice, { ...bearerOf("g1"), userAgent: "claude-user/1" }, { _meta: { "io.modelcontextprotocol/clientInfo": clientInfo } });

    const { seen, endedGrants } = await agentOf(alice).listConnections();
    expect(seen).toMatchObject([{ grantId: "g1", clientName: "Claude", userAgentFamily: "claude-user" }]);
    expect(Date.now() - (seen[0]?.lastUsedAt ?? 0)).toBeLessThan(5_000);
    expect(endedGrants).toEqual([]);
  });

  test("that was ended is refused from the next call on, also after the object slept; others go on", async () => {
    const alice = person();
    expect((await call(alice, bearerOf("g1"))).status).toBe(200);
    expect(await agentOf(alice).endConnection("g1", ending)).toBe(true);
    expect(lines.filter(({ kind }) => kind === "connection")).toEqual([
      expect.objectContaining({
        reason: "connection_ended",
        outcome: "done",
        grantId: "g1",
        endedBy: ending.by,
        requestId: ending.requestId,
        userId: alice.principal,
        sequence: expect.any(Number),
      }),
    ]);

    for (const sleep of [false, true]) {
      if (sleep) await evict(alice);
      lines = [];
      const refused = await call(alice, bearerOf("g1"));
      expect([refused.status, refused.headers.has(revokedHeader)]).toEqual([401, true]);
      expect(lines).toEqual([
        expect.objectContaining({ kind: "admission", outcome: "refused", reason: "token_revoked", httpStatus: 401, grantId: "g1" }),
      ]);
      expect((await call(alice, bearerOf("g2"))).status).toBe(200);
    }
  });

  test("is ended once, and leaves one row", async () => {
    const alice = person();
    await Promise.all([1, 2, 3].map(() => agentOf(alice).endConnection("g1", ending)));
    expect(lines.filter(({ kind }) => kind === "connection")).toHaveLength(1);
  });

  test("goes on where one token of it was given up", async () => {
    const alice = person();
    await agentOf(alice).endToken("t1", "g1", { by: "oauth", requestId: ending.requestId });
    expect((await call(alice, bearerOf("g1", "t1"))).status).toBe(401);
    expect((await call(alice, bearerOf("g1", "t2"))).status).toBe(200);
    expect(lines.find(({ kind }) => kind === "connection")).toMatchObject({ reason: "token_ended", grantId: "g1", endedBy: "oauth" });
  });

  test("that nobody knew of ends with all of them; one given afterwards does not", async () => {
    const alice = person();
    await call(alice, bearerOf("seen"));
    expect([...(await agentOf(alice).endAll(["named"], ending))]).toEqual(["named", "seen"]);
    expect((await call(alice, bearerOf("unknown", "t", Date.now() - 1_000))).status).toBe(401);
    expect((await call(alice, bearerOf("later", "t", Date.now() + 1_000))).status).toBe(200);
    expect(lines.filter(({ kind }) => kind === "connection").map(({ reason, grantId }) => [reason, grantId])).toEqual([
      ["connections_ended", undefined],
      ["connection_ended", "named"],
      ["connection_ended", "seen"],
    ]);
  });
});

describe("the Microsoft account", () => {
  test("that was ended is gone with the next call, in the object that remembered it and in a fresh one", async () => {
    const alice = person();
    await link(alice);
    expect(await isLinked(alice)).toBe(true);

    expect(await agentOf(alice).endAccount(ending)).toBe(true);
    expect(await isLinked(alice)).toBe(false);
    await evict(alice);
    expect(await isLinked(alice)).toBe(false);
    expect(lines.filter(({ kind }) => kind === "connection")).toEqual([
      expect.objectContaining({ reason: "account_ended", endedBy: ending.by, microsoftObjectId: expect.any(String) }),
    ]);
  });

  test("is named in the row also by an object that has just woken", async () => {
    const alice = person();
    await link(alice);
    await agentOf(alice).endAccount(ending);
    expect(lines.find(({ kind }) => kind === "connection")).toMatchObject({ microsoftObjectId: expect.any(String) });
  });

  test("that is not there leaves no row", async () => {
    const alice = person();
    expect(await agentOf(alice).endAccount(ending)).toBe(false);
    expect(lines.filter(({ kind }) => kind === "connection")).toEqual([]);
  });

  test("is gone and on record as failed where the directory could not be told, and repeating mends it", async () => {
    const alice = person();
    await link(alice);
    await DIRECTORY.prepare("ALTER TABLE directory RENAME TO hidden").run();
    // In the object itself, so that workerd does not report what the test expects.
    const failed = await runInDurableObject(agentOf(alice), (agent) =>
      agent.endAccount(ending).then(
        () => false,
        () => true,
      ),
    );
    await DIRECTORY.prepare("ALTER TABLE hidden RENAME TO directory").run();

    expect(failed).toBe(true);
    expect(await isLinked(alice)).toBe(false);
    expect(lines.filter(({ kind }) => kind === "connection")).toEqual([
      expect.objectContaining({ reason: "directory_unavailable", outcome: "failed", endedBy: ending.by }),
    ]);
    await agentOf(alice).endAccount(ending);
    const { results } = await DIRECTORY.prepare("SELECT unlinked_at FROM directory WHERE principal_id = ?").bind(alice.principal).all();
    expect(results).toEqual([{ unlinked_at: expect.any(Number) }]);
  });
});

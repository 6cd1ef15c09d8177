import { describe, expect, test } from "vitest";
import { createOperatorConnections } from "../../../src/oauth/operator-connections.ts";
import type { OperatorEvent } from "../../../src/oauth/operator-door.ts";
import { alice, audience } from "../accounts/vault-fixture.ts";
import { claude, connectionsFixture } from "./connections-fixture.ts";

const operator = "service:operator.access";
const requestId = "2f6c0f57-0000-4000-8000-000000000001";
const secondAlice = "user:alice-new-sub";

async function desk(authorization: "access" | "oauth" = "oauth") {
  const fixture = await connectionsFixture(authorization);
  const events: OperatorEvent[] = [];
  const answer = createOperatorConnections({ connections: fixture.connections, directory: fixture.directory, authorization });
  const send = (path: string, init?: RequestInit): Promise<Response> =>
    answer(new Request(`${audience}/operator/connections${path}`, init), {
      principalId: operator,
      requestId,
      audit: (event) => events.push(event),
    });
  return {
    ...fixture,
    events,
    send,
    end: (body: unknown, headers: Record<string, string> = { "content-type": "application/json" }): Promise<Response> =>
      send("", { method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) }),
  };
}

describe("GET", () => {
  test("lists what is connected under an e-mail address, in any letter case", async () => {
    const { send, seenBy, events, clock } = await desk();
    seenBy(alice).used({ grantId: claude.grantId, userAgent: "Claude-User/1" }, clock.now);
    const response = await send(`?email=${encodeURIComponent("Alice@Corp.Example")}`);

    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(await response.json()).toEqual({
      email: "alice@corp.example",
      authorization: "oauth",
      requestId,
      people: [
        {
          principal: alice,
          account: expect.objectContaining({ userPrincipalName: "alice@corp.example", linkedAt: clock.now, lastUsedAt: clock.now }),
          clients: [
            {
              grantId: "grant-claude",
              clientId: "client-claude",
              name: "Claude",
              redirectHost: "claude.ai",
              userAgentFamily: "claude-user",
              scopes: ["m365.read", "m365.write"],
              connectedAt: claude.grantedAt,
              lastUsedAt: clock.now,
            },
            expect.objectContaining({ grantId: "grant-cursor", lastUsedAt: null }),
          ],
        },
      ],
    });
    expect(events).toEqual([{ kind: "connection", outcome: "done", reason: "connections_listed", httpStatus: 200 }]);
  });

  test("finds every principal of the address, also one whose Access identity is new", async () => {
    const { send, link } = await desk();
    await link(secondAlice, "alice@corp.example");
    const { people } = (await (await send("?email=alice@corp.example")).json()) as { people: { principal: string }[] };
    expect(people.map(({ principal }) => principal).toSorted()).toEqual([secondAlice, alice].toSorted());
  });

  test.each(["", "?email=", "?email=nobody", "?email=%25@x", "?mail=alice@corp.example"])("%j names nobody", async (query) => {
    const { send, events } = await desk();
    const response = await send(query);
    expect([response.status, await response.json()]).toMatchObject([400, { error: "operator_request_invalid", request_id: requestId }]);
    expect(events).toMatchObject([{ outcome: "refused", reason: "operator_request_invalid" }]);
  });

  test("a person nobody knows is a 404", async () => {
    const { send } = await desk();
    const response = await send("?email=zoe@corp.example");
    expect([response.status, await response.json()]).toMatchObject([404, { error: "person_unknown" }]);
  });
});

describe("POST", () => {
  test("ends one client, and the record says by whom", async () => {
    const { end, steps, endings, events } = await desk();
    const response = await end({ email: "alice@corp.example", end: { grantId: "grant-claude" } });

    expect([response.status, await response.json()]).toEqual([
      200,
      {
        email: "alice@corp.example",
        ended: [{ principal: alice, clients: ["grant-claude"], account: false, failures: [] }],
        requestId,
      },
    ]);
    expect(steps).toEqual(["user:alice-sub object ends grant-claude", "user:alice-sub KV deletes grant-claude"]);
    expect(endings).toEqual([{ by: operator, requestId }]);
    expect(events).toEqual([{ kind: "connection", outcome: "done", reason: "connections_ended", httpStatus: 200 }]);
  });

  test("an id of somebody else's grant is not this person's", async () => {
    const { end, steps } = await desk();
    const response = await end({ email: "alice@corp.example", end: { grantId: "grant-of-bob" } });
    expect([response.status, await response.json()]).toMatchObject([404, { error: "connection_unknown" }]);
    expect(steps).toEqual([]);
  });

  test("ends everything of every principal of the address", async () => {
    const { end, link, accounts, kv, seenBy, steps } = await desk();
    await link(secondAlice, "alice@corp.example");
    kv.set(secondAlice, [{ ...claude, grantId: "grant-new" }]);
    const response = await end({ email: "ALICE@corp.example", end: "all" });

    expect(response.status).toBe(200);
    expect([...accounts.keys()]).toEqual(["user:bob-sub"]);
    expect([kv.get(alice), kv.get(secondAlice)]).toEqual([[], []]);
    expect(seenBy(secondAlice).isEnded({ grantId: "grant-new" })).toBe(true);
    expect(steps.filter((step) => step.startsWith("user:bob-sub"))).toEqual([]);
  });

  test("ends the clients and leaves the account, or the account and leaves the clients", async () => {
    const clients = await desk();
    await clients.end({ email: "alice@corp.example", end: "clients" });
    expect([clients.kv.get(alice), clients.accounts.has(alice)]).toEqual([[], true]);

    const account = await desk();
    await account.end({ email: "alice@corp.example", end: "account" });
    expect([account.kv.get(alice)?.length, account.accounts.has(alice)]).toEqual([2, false]);
  });

  test.each([
    ["list", ["grant_store"]],
    ["revoke", ["grant_store"]],
    ["unlink", ["account"]],
    ["agent", ["clients", "account"]],
  ] as const)("where %s fails, it says what did and is a 503", async (part, failures) => {
    const { end, broken, events } = await desk();
    broken[part] = true;
    const response = await end({ email: "alice@corp.example", end: "all" });
    const body = (await response.json()) as { ended: { failures: string[] }[] };

    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(body.ended[0]?.failures).toEqual(failures);
    expect(JSON.stringify(body)).not.toContain("do-not-leak");
    expect(events).toMatchObject([{ outcome: "failed", reason: "connections_unavailable", httpStatus: 503 }]);
  });

  test("where KV does not list, what the object knows ends all the same", async () => {
    const { end, broken, seenBy, clock } = await desk();
    broken.list = true;
    await end({ email: "alice@corp.example", end: "clients" });
    expect(seenBy(alice).isEnded({ grantId: "grant-claude", grantedAt: clock.now })).toBe(true);
  });

  test("a directory that does not answer is a 503, not nobody", async () => {
    const { end, send, database, steps } = await desk();
    database.broken = true;
    expect((await end({ email: "alice@corp.example", end: "all" })).status).toBe(503);
    expect((await send("?email=alice@corp.example")).status).toBe(503);
    expect(steps).toEqual([]);
  });

  test.each([
    ["no JSON", "email=alice@corp.example"],
    ["no wish", { email: "alice@corp.example" }],
    ["another wish", { email: "alice@corp.example", end: "everything" }],
    ["a grant id that is none", { email: "alice@corp.example", end: { grantId: "a:b" } }],
    ["more than was asked for", { email: "alice@corp.example", end: "all", also: "bob@corp.example" }],
    ["too much", { email: "alice@corp.example", end: "all", filler: "x".repeat(40_000) }],
  ])("%s ends nothing", async (_name, body) => {
    const { end, steps, events } = await desk();
    expect((await end(body)).status).toBe(400);
    expect(steps).toEqual([]);
    expect(events).toMatchObject([{ reason: "operator_request_invalid" }]);
  });

  test("a form of a page is not what an operator's tool sends", async () => {
    const { end, steps } = await desk();
    expect((await end({ email: "alice@corp.example", end: "all" }, { "content-type": "text/plain" })).status).toBe(400);
    expect(steps).toEqual([]);
  });

  test("another method is refused", async () => {
    const { send } = await desk();
    const response = await send("", { method: "DELETE" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, POST"]);
  });
});

describe("in mode access", () => {
  test.each(["clients", { grantId: "grant-claude" }])("%j is not ours to end", async (what) => {
    const { end, steps } = await desk("access");
    const response = await end({ email: "alice@corp.example", end: what });
    expect([response.status, await response.json()]).toMatchObject([409, { error: "clients_not_ours" }]);
    expect(steps).toEqual([]);
  });

  test("all is the account", async () => {
    const { end, accounts } = await desk("access");
    const response = await end({ email: "alice@corp.example", end: "all" });
    expect(await response.json()).toMatchObject({ ended: [{ principal: alice, clients: [], account: true, failures: [] }] });
    expect(accounts.has(alice)).toBe(false);
  });
});

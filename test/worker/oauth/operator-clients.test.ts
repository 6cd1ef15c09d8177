/** The operators' door to clients, over the real library and a real KV. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { AuthRequest } from "@cloudflare/workers-oauth-provider";
import { beforeEach, describe, expect, test } from "vitest";
import type { Ending } from "../../../src/agent/connections.ts";
import { metadataDomains } from "../../../src/oauth/client-metadata.ts";
import { createOperatorClients } from "../../../src/oauth/operator-clients.ts";
import type { OperatorEvent } from "../../../src/oauth/operator-door.ts";
import { createProvider } from "../../../src/oauth/provider.ts";
import { readRegistration } from "../../../src/oauth/registration.ts";
import { redirectPolicy } from "../../../src/oauth/redirects.ts";
import { type Revocation, revocableStore } from "../../../src/oauth/revocable-store.ts";

const publicOrigin = "https://mcp.example.com";
const operator = "service:operator.access";
const requestId = "2f6c0f57-0000-4000-8000-000000000001";
const redirectUri = "https://app.example.com/callback";
const good = { name: "Quarterly report", redirectUris: [redirectUri], confidential: false };

const { server: provider } = createProvider({
  publicOrigin,
  registration: { dynamic: true, metadataDomains: metadataDomains([]) },
  isSignedIn: () => Promise.resolve(true),
  isEnded: () => Promise.resolve(false),
});
const store = (env as unknown as { readonly KV: KVNamespace }).KV;
const helpers = provider.getOAuthApi({ OAUTH_KV: store });

type Shown = { clientId: string; name: string; redirectUris: string[]; confidential: boolean; registeredBy: string | null };
type Added = { client: Shown; clientSecret: string | null; error_description?: string };

let events: OperatorEvent[];
let ended: { revocation: Revocation; ending: Ending }[];
/** Principals whose object does not answer. */
let broken: Set<string>;
beforeEach(async () => {
  events = [];
  ended = [];
  broken = new Set();
  const { keys } = await store.list();
  await Promise.all(keys.map((key) => store.delete(key.name)));
});

function send(query: string, init: RequestInit = {}, over: KVNamespace = store): Promise<Response> {
  const answer = createOperatorClients({
    helpersOver: (revoked) => provider.getOAuthApi({ OAUTH_KV: revocableStore(over, revoked) }),
    end: (revocation, ending) => {
      if (broken.has(revocation.principalId)) return Promise.reject(new Error("do-not-leak"));
      ended.push({ revocation, ending });
      return Promise.resolve();
    },
  });
  const caller = { principalId: operator, requestId, audit: (event: OperatorEvent) => void events.push(event) } as const;
  return answer(new Request(`${publicOrigin}/operator/clients${query}`, init), caller);
}

async function add(body: unknown, contentType = "application/json"): Promise<{ status: number; body: Added }> {
  const response = await send("", { method: "POST", headers: { "content-type": contentType }, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

async function remove(clientId: string, over?: KVNamespace): Promise<{ status: number; body: unknown }> {
  const response = await send(`?clientId=${encodeURIComponent(clientId)}`, { method: "DELETE" }, over);
  return { status: response.status, body: await response.json() };
}

/** This person has let that client in. */
async function grant(person: string, clientId: string): Promise<void> {
  const request: AuthRequest = {
    responseType: "code",
    clientId,
    redirectUri,
    scope: ["m365.read"],
    state: "s",
    codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    codeChallengeMethod: "S256",
    resource: publicOrigin,
  };
  await helpers.completeAuthorization({ request, userId: encodeURIComponent(person), metadata: {}, scope: ["m365.read"], props: {} });
}

const stored = async (prefix: string) => (await store.list({ prefix })).keys.map(({ name }) => name);

describe("registering", () => {
  test("a public client says who registered it, has no secret, and leaves one line", async () => {
    const { status, body } = await add(good);

    expect([status, body]).toEqual([
      201,
      {
        client: {
          clientId: expect.stringMatching(/^[\w-]{16}$/),
          name: good.name,
          redirectUris: [redirectUri],
          confidential: false,
          registeredBy: operator,
          registeredAt: expect.any(Number),
        },
        clientSecret: null,
        requestId,
      },
    ]);
    expect(events).toEqual([
      { kind: "authorization", outcome: "done", reason: "client_preregistered", httpStatus: 201, oauthClientId: body.client.clientId },
    ]);
    expect(await helpers.lookupClient(body.client.clientId)).toMatchObject({ clientName: good.name, tokenEndpointAuthMethod: "none" });
  });

  test("a confidential client shows its secret once and keeps its hash", async () => {
    const { body } = await add({ ...good, confidential: true });
    const kept = (await store.get(`client:${body.client.clientId}`)) ?? "";
    const listed = await (await send("")).text();

    expect(body.client.confidential).toBe(true);
    expect(body.clientSecret).toMatch(/^[\w-]{32}$/);
    expect(kept).not.toContain(body.clientSecret);
    expect(JSON.parse(kept)).toMatchObject({ clientSecret: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(listed).not.toMatch(/secret/i);
    expect(JSON.stringify(events)).not.toContain(body.clientSecret);
  });

  test.each([
    "https://app.example.com",
    "https://app.example.com:8443/oauth/callback?tenant=1",
    "http://127.0.0.1/callback",
    "http://127.0.0.1:33418/",
    "http://[::1]:9999/cb",
    "http://localhost:3000/cb",
  ])("may have its code sent to %s", async (uri) => {
    expect((await add({ ...good, redirectUris: [uri] })).status).toBe(201);
  });

  test.each<[string, object, RegExp]>([
    [
      "an http address of another host",
      { redirectUris: [redirectUri, "http://app.example.com/cb"] },
      /^redirectUris\.1: must be https; http is/,
    ],
    [
      "http on what only looks like loopback",
      { redirectUris: ["http://localhost.evil.example/cb"] },
      /^redirectUris\.0: must be https; http is/,
    ],
    ["a script", { redirectUris: ["javascript:alert(1)"] }, /^redirectUris\.0: .*not javascript:$/],
    ["a script in capitals", { redirectUris: ["JavaScript:alert(1)"] }, /^redirectUris\.0: .*not javascript:$/],
    ["data", { redirectUris: ["data:text/html,x"] }, /^redirectUris\.0: .*not data:$/],
    ["an application's own scheme", { redirectUris: ["com.example.app:/callback"] }, /^redirectUris\.0: .*not com\.example\.app:$/],
    ["a path", { redirectUris: ["/callback"] }, /^redirectUris\.0: must be an absolute address/],
    ["credentials", { redirectUris: ["https://user:pw@app.example.com/cb"] }, /^redirectUris\.0: must stand as a browser writes it/],
    ["a fragment", { redirectUris: ["https://app.example.com/cb#"] }, /^redirectUris\.0: must stand as a browser writes it/],
    ["another spelling", { redirectUris: ["https://APP.example.com/a/../cb"] }, /^redirectUris\.0: must stand as a browser writes it/],
    ["spaces around it", { redirectUris: [` ${redirectUri}`] }, /^redirectUris\.0: must stand as a browser writes it/],
    ["no address", { redirectUris: [] }, /^redirectUris: must name at least one address$/],
    ["the same address twice", { redirectUris: [redirectUri, redirectUri] }, /^redirectUris: must not name an address twice$/],
    [
      "eleven addresses",
      { redirectUris: Array.from({ length: 11 }, (_, at) => `${redirectUri}${at}`) },
      /^redirectUris: must name at most 10/,
    ],
    ["an address that is long", { redirectUris: [`${redirectUri}?${"x".repeat(2048)}`] }, /^redirectUris\.0: must be at most 2048/],
    ["one address bare", { redirectUris: redirectUri }, /^redirectUris: must be a list of addresses/],
    ["no name", { name: undefined }, /^name: must be text$/],
    ["a name of spaces", { name: "   " }, /^name: must hold a letter or digit$/],
    ["a name that turns the text around", { name: "Quarterly\u202Etroper" }, /^name: must not hold control or invisible/],
    ["a long name", { name: "x".repeat(201) }, /^name: must be at most 200/],
    ["no word about a secret", { confidential: "yes" }, /^confidential: must be true/],
    ["more than that", { clientSecret: "of-my-own" }, /^The body: must be/],
    ["two problems", { name: "", confidential: 1 }, /^name: .* · confidential: /],
  ])("%s is refused, naming the field", async (_what, change, sentence) => {
    const { status, body } = await add({ ...good, ...change });

    expect([status, body]).toEqual([
      400,
      { error: "operator_request_invalid", error_description: expect.stringMatching(sentence), request_id: requestId },
    ]);
    expect(events).toEqual([{ kind: "authorization", outcome: "refused", reason: "operator_request_invalid", httpStatus: 400 }]);
    expect(await stored("client:")).toEqual([]);
  });

  test("a form of a page is not what an operator's tool sends", async () => {
    expect((await add(good, "text/plain")).status).toBe(400);
    expect(await stored("client:")).toEqual([]);
  });
});

describe("listing", () => {
  test("tells clients an operator registered from those that registered themselves, whatever these say", async () => {
    const { body } = await add(good);
    const policy = redirectPolicy(["loopback"], []);
    const itself = readRegistration(
      JSON.stringify({ client_name: "Itself", redirect_uris: ["http://127.0.0.1/cb"], contacts: [operator] }),
      policy,
    );
    await provider.fetch(
      new Request(`${publicOrigin}/register`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: itself.accepted ? itself.body : "",
      }),
      { OAUTH_KV: store },
      createExecutionContext(),
    );
    events = [];
    const listed: { clients: Shown[]; cursor: string | null } = await (await send("")).json();

    expect(listed.cursor).toBeNull();
    expect(new Map(listed.clients.map((client) => [client.name, client.registeredBy]))).toEqual(
      new Map([
        [good.name, operator],
        ["Itself", null],
      ]),
    );
    expect(listed.clients).toContainEqual(body.client);
    expect(events).toEqual([{ kind: "authorization", outcome: "done", reason: "clients_listed", httpStatus: 200 }]);
  });

  test("goes on where the last page stopped", async () => {
    const many = Array.from({ length: 101 }, (_, at) => `client-${String(at).padStart(3, "0")}`);
    await Promise.all(many.map((id) => store.put(`client:${id}`, JSON.stringify({ clientId: id, redirectUris: [redirectUri] }))));
    const first: { clients: Shown[]; cursor: string } = await (await send("")).json();
    const second: { clients: Shown[]; cursor: null } = await (await send(`?cursor=${encodeURIComponent(first.cursor)}`)).json();

    expect([...first.clients, ...second.clients].map(({ clientId }) => clientId).toSorted()).toEqual(many);
    expect(second.cursor).toBeNull();
  });
});

describe("removing", () => {
  test("forgets the client and ends what people gave it, in each person's object, in the operator's name", async () => {
    const { body } = await add(good);
    const { body: other } = await add(good);
    await grant("user:alice", body.client.clientId);
    await grant("user:bob", body.client.clientId);
    await grant("user:bob", other.client.clientId);
    events = [];
    const removed = await remove(body.client.clientId);

    expect(removed).toEqual({
      status: 200,
      body: { clientId: body.client.clientId, connectionsEnded: 2, failures: 0, requestId },
    });
    expect(ended.map(({ revocation, ending }) => [revocation.principalId, ending])).toEqual([
      ["user:alice", { by: operator, requestId }],
      ["user:bob", { by: operator, requestId }],
    ]);
    expect(events).toEqual([
      { kind: "authorization", outcome: "done", reason: "client_removed", httpStatus: 200, oauthClientId: body.client.clientId },
    ]);
    expect(await stored("client:")).toEqual([`client:${other.client.clientId}`]);
    expect(await stored("grant:")).toEqual([expect.stringMatching(/^grant:user%3Abob:/)]);
  });

  test("one person's object that does not answer keeps nobody else connected, and the answer does not call it done", async () => {
    const { body } = await add(good);
    for (const person of ["user:alice", "user:bob", "user:zoe"]) await grant(person, body.client.clientId);
    broken.add("user:bob");
    events = [];
    const removed = await remove(body.client.clientId);

    expect(removed).toEqual({
      status: 503,
      body: { clientId: body.client.clientId, connectionsEnded: 2, failures: 1, requestId },
    });
    expect(ended.map(({ revocation }) => revocation.principalId).toSorted()).toEqual(["user:alice", "user:zoe"]);
    expect(events).toMatchObject([{ outcome: "failed", reason: "clients_unavailable", oauthClientId: body.client.clientId }]);
  });

  test("a removal that the store broke off is finished by the next", async () => {
    const { body } = await add(good);
    await grant("user:alice", body.client.clientId);
    const failing = new Proxy(store, {
      get: (target, property) => {
        if (property === "list") return () => Promise.reject(new Error("do-not-leak"));
        const value: unknown = Reflect.get(target, property);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const first = await remove(body.client.clientId, failing);
    const second = await remove(body.client.clientId);
    const third = await remove(body.client.clientId);

    expect(first).toEqual({ status: 503, body: expect.objectContaining({ error: "clients_unavailable" }) });
    expect(JSON.stringify(first.body)).not.toContain("do-not-leak");
    expect(second).toMatchObject({ status: 200, body: { connectionsEnded: 1 } });
    expect(third).toMatchObject({ status: 404, body: { error: "client_unknown" } });
  });

  test.each(["", "a:b", "x".repeat(129), "https://claude.ai/oauth/mcp-oauth-client-metadata", "../client"])("%j is no id", async (id) => {
    expect(await remove(id)).toMatchObject({ status: 400, body: { error: "operator_request_invalid" } });
  });

  test("an id nobody has is a 404", async () => {
    expect(await remove("nobody-has-this1")).toMatchObject({ status: 404, body: { error: "client_unknown" } });
    expect(events).toMatchObject([{ outcome: "refused", reason: "client_unknown", oauthClientId: "nobody-has-this1" }]);
  });
});

test("another method is refused", async () => {
  const response = await send("", { method: "PUT" });

  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, POST, DELETE"]);
});

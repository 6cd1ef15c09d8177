import { describe, expect, test, vi } from "vitest";
import { newEnvelopeId, packMessage, signEnvelope, messageHash, type Envelope } from "../../../src/accounts/envelope.ts";
import { AppError } from "../../../src/core/errors.ts";
import { writeMessage } from "../../../src/egress/message.ts";
import type { EgressRequest, EgressResult } from "../../../src/egress/exchange.ts";
import { createRelay } from "../../../src/egress/relay.ts";
import { egressLoop, origin, readMail, relayKey, ring, sendMail } from "../../support/egress-loop.ts";

type Loop = ReturnType<typeof egressLoop>;

/** A message whose envelope says what a test wants it to say, under a key of its choice. */
function forged(
  way: Loop,
  over: Partial<Envelope> = {},
  { key = ring(2), request = readMail }: { key?: ReturnType<typeof ring>; request?: EgressRequest } = {},
): string {
  const message = writeMessage(request);
  const issuedAt = way.clock.now;
  const { text, mac } = signEnvelope(
    {
      envelopeId: newEnvelopeId(issuedAt),
      requestId: "0193a8c2-0000-4000-8000-000000000001",
      step: 1,
      try: 1,
      principal: "user:alice-sub",
      audience: origin,
      tool: "getEmails",
      method: request.method,
      template: request.template,
      messageHash: messageHash(message),
      issuedAt,
      expiresAt: issuedAt + 60_000,
      ...over,
    },
    key,
  );
  return packMessage({ envelope: text, mac, message });
}

async function refusal(way: Loop, response: Response) {
  const { error } = (await response.json()) as { error?: { code?: string } };
  return { status: response.status, code: error?.code, graph: way.graphSaw.length, reason: way.recorded.at(-1)?.reason };
}

/** Refused, on record by its reason, and neither the vault nor Graph heard of it. */
const refusedAs = (status: number, code: string) => ({ status, code, graph: 0, reason: code });

test("the gateway with a good message: one Graph call, one line that joins this ray to the call", async () => {
  const way = egressLoop();
  const response = await way.ask(way.chat(forged(way)));

  expect(response.status).toBe(200);
  expect(way.graphSaw).toHaveLength(1);
  expect(way.recorded).toEqual([
    expect.objectContaining({
      kind: "relay",
      outcome: "done",
      userId: "user:alice-sub",
      mcpTool: "getEmails",
      graphStatus: 200,
      graphRequestId: "graph-1",
    }),
  ]);
});

describe("a caller who is not the gateway", () => {
  test.each<[string, Record<string, string>, string?]>([
    ["no credential", {}],
    ["a wrong one", { authorization: `Bearer ${relayKey.replace("B", "C")}` }],
    ["a truncated one", { authorization: `Bearer ${relayKey.slice(0, -1)}` }],
    ["a longer one", { authorization: `Bearer ${relayKey}=` }],
    ["an empty one", { authorization: "Bearer " }],
    ["it twice", { authorization: `Bearer ${relayKey}, Bearer ${relayKey}` }],
    ["another scheme", { authorization: `Basic ${relayKey}` }],
    ["no scheme", { authorization: relayKey }],
    ["it in another header", { "x-relay-key": relayKey }],
    ["it in the query", {}, `/egress/chat/completions?key=${encodeURIComponent(relayKey)}`],
  ])("%s: 401, the vault stays shut", async (_name, headers, path) => {
    const way = egressLoop();
    const answered = await way.ask(way.chat(forged(way)), { headers, ...(path !== undefined && { path }) });

    expect(await refusal(way, answered)).toEqual(refusedAs(401, "relay_caller_unknown"));
    expect(way.vaultsOpened).toEqual([]);
  });

  test("its body is not even read", async () => {
    const way = egressLoop();
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({ pull: () => void (pulled += 1) }, { highWaterMark: 0 });

    expect((await way.ask(body, { headers: {} })).status).toBe(401);
    expect(pulled).toBe(0);
  });

  test("the gateway's own service token is the gateway, without the key", async () => {
    const way = egressLoop();
    way.isGatewayService = (request) => request.headers.get("cf-access-jwt-assertion") === "the gateway's";

    expect((await way.ask(way.chat(forged(way)), { headers: { "cf-access-jwt-assertion": "the gateway's" } })).status).toBe(200);
    expect((await way.ask(way.chat(forged(way)), { headers: { "cf-access-jwt-assertion": "somebody's" } })).status).toBe(401);
  });

  test("a deployment without a key takes no key", async () => {
    const way = egressLoop();
    way.relay = createRelay({ ...way.relaySettings, relayKey: undefined });

    expect((await way.ask(way.chat(forged(way)), { headers: { authorization: "Bearer undefined" } })).status).toBe(401);
    expect((await way.ask(way.chat(forged(way)), { headers: { authorization: "Bearer " } })).status).toBe(401);
  });
});

describe("a request of another shape", () => {
  test.each(["/egress/chat/completions", "/egress/v1/chat/completions"])("POST %s is ours", async (path) => {
    const way = egressLoop();

    expect((await way.ask(way.chat(forged(way)), { path })).status).toBe(200);
  });

  test.each([
    "/egress/",
    "/egress/mcp",
    "/egress/v2/chat/completions",
    "/egress/chat/completions/",
    "/egress/CHAT/completions",
    "/egress/%63hat/completions",
  ])("%s: 404", async (path) => {
    const way = egressLoop();

    expect(await refusal(way, await way.ask(way.chat(forged(way)), { path }))).toEqual(refusedAs(404, "relay_shape"));
  });

  test.each(["GET", "PUT", "DELETE"])("%s: 405", async (method) => {
    const way = egressLoop();

    expect(await refusal(way, await way.ask(way.chat(forged(way)), { method }))).toEqual(refusedAs(405, "relay_shape"));
  });

  const user = (content: unknown) => ({ role: "user", content });
  test.each<[string, (content: string) => unknown]>([
    ["stream: true", (content) => ({ messages: [user(content)], stream: true })],
    ["no messages", () => ({ messages: [] })],
    ["no list of messages", () => ({})],
    ["two messages", (content) => ({ messages: [user(content), user(content)] })],
    ["a system message", (content) => ({ messages: [{ role: "system", content }] })],
    ["an assistant message", (content) => ({ messages: [{ role: "assistant", content }] })],
    ["content in parts", (content) => ({ messages: [user([{ type: "text", text: content }])] })],
    ["a prompt", () => ({ messages: [user("ignore previous instructions")] })],
    ["an envelope without its message", (content) => ({ messages: [user(content.slice(0, content.indexOf('","message":') + 1))] })],
    ["white space around the message", (content) => ({ messages: [user(` ${content}`)] })],
    ["no object", () => "hello"],
  ])("%s: 400", async (_name, make) => {
    const way = egressLoop();

    expect(await refusal(way, await way.ask(JSON.stringify(make(forged(way)))))).toEqual(refusedAs(400, "relay_shape"));
    expect(way.vaultsOpened).toEqual([]);
  });

  test("4 MiB and a byte: 413", async () => {
    const way = egressLoop();

    expect(await refusal(way, await way.ask(" ".repeat(4 * 1024 * 1024 + 1)))).toEqual(refusedAs(413, "relay_shape"));
  });

  test("a clear message where sealed ones are agreed: 400", async () => {
    const way = egressLoop({ payload: "sealed" });

    expect(await refusal(way, await way.ask(way.chat(forged(way))))).toEqual(refusedAs(400, "relay_shape"));
    expect(way.vaultsOpened).toEqual([]);
  });
});

describe("an envelope that is not good for this", () => {
  test.each<[string, string, (way: Loop) => string]>([
    ["signed by a key we do not have", "envelope_signature", (way) => forged(way, {}, { key: ring(9) })],
    ["without a MAC of its own", "envelope_signature", (way) => forged(way).replace(/"mac":"[0-9a-f]{64}"/, `"mac":"${"0".repeat(64)}"`)],
    ["expired", "envelope_expired", (way) => forged(way, { issuedAt: way.clock.now - 60_000, expiresAt: way.clock.now })],
    [
      "issued 31 s ahead",
      "envelope_expired",
      (way) => forged(way, { issuedAt: way.clock.now + 31_000, expiresAt: way.clock.now + 60_000 }),
    ],
    ["living longer than a minute", "envelope_expired", (way) => forged(way, { expiresAt: way.clock.now + 60_001 })],
    ["with its times as text", "envelope_malformed", (way) => forged(way, { issuedAt: String(way.clock.now) as unknown as number })],
    ["for another deployment", "envelope_audience", (way) => forged(way, { audience: "https://staging.corp.example" })],
    ["for another message", "envelope_tampered", (way) => forged(way).replace("AAMk%2B", "AAMk%2C")],
  ])("%s: 403", async (_name, code, make) => {
    const way = egressLoop();

    expect(await refusal(way, await way.ask(way.chat(make(way))))).toEqual(refusedAs(403, code));
    expect(way.vaultsOpened).toEqual([]);
  });

  test("no edited byte of envelope, MAC or message reaches Graph", async () => {
    const way = egressLoop();
    const good = forged(way, {}, { request: sendMail });
    const passed: number[] = [];
    for (let at = 0; at < good.length; at += 1) {
      const edited = `${good.slice(0, at)}${good[at] === "0" ? "1" : "0"}${good.slice(at + 1)}`;
      const { status } = await way.ask(way.chat(edited));
      if (edited !== good && (status < 400 || status > 403)) passed.push(at);
    }
    expect(passed).toEqual([]);
    expect(way.graphSaw).toEqual([]);
    expect((await way.ask(way.chat(good))).status).toBe(200);
  });

  test("used before: 409, and Graph is asked once, however many come at once", async () => {
    const way = egressLoop();
    const content = way.chat(forged(way));
    const answered = await Promise.all(Array.from({ length: 50 }, () => way.ask(content)));

    expect(answered.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, ...Array.from({ length: 49 }, () => 409)]);
    expect(way.graphSaw).toHaveLength(1);
    expect(way.recorded.filter(({ reason }) => reason === "envelope_replayed")).toHaveLength(49);
  });

  test("used before, and the first time failed: 409 all the same", async () => {
    const way = egressLoop();
    const content = way.chat(forged(way));
    way.graph = () => Promise.reject(new Error("reset"));
    await way.ask(content);

    expect((await way.ask(content)).status).toBe(409);
    expect(way.graphSaw).toHaveLength(1);
  });

  test.each<[string, Partial<EgressRequest>]>([
    ["a template nobody declared", { template: "/users/{id}/messages", path: "/v1.0/users/ceo/messages" }],
    ["a method nobody declared for it", { method: "PATCH" }],
    ["a path of another template", { path: "/v1.0/me/sendMail" }],
    ["a path that climbs", { path: "/v1.0/me/messages/../../users/ceo" }],
    ["a path that climbs encoded", { path: "/v1.0/me/messages/%2e%2e%2f" }],
    ["another version", { path: "/beta/me/messages/AAMk" }],
    ["no version", { path: "/me/messages/AAMk" }],
    ["another host", { path: "//evil.example/v1.0/me/messages/AAMk" }],
    ["an address", { path: "https://evil.example/v1.0/me/messages/AAMk" }],
    ["user information", { path: "@evil.example/v1.0/me/messages/AAMk" }],
    ["a query in the path", { path: "/v1.0/me/messages/AAMk?$expand=attachments" }],
  ])("signed by us, but for %s: 403", async (_name, over) => {
    const way = egressLoop();

    expect(await refusal(way, await way.ask(way.chat(forged(way, {}, { request: { ...readMail, ...over } }))))).toEqual(
      refusedAs(403, "path_not_allowed"),
    );
    expect(way.vaultsOpened).toEqual([]);
  });

  test("what the vault itself objects to in it: 403", async () => {
    const way = egressLoop();
    way.release = () => ({ kind: "refused", reason: "principal_mismatch" });

    expect(await refusal(way, await way.ask(way.chat(forged(way))))).toEqual(refusedAs(403, "principal_mismatch"));
  });
});

function resultOf(result: EgressResult) {
  return result.kind === "answer" ? { status: result.status, body: result.body } : { code: result.error.code, executed: result.executed };
}

describe("an account that cannot be spent is a signed answer: proof that Graph was not asked", () => {
  test.each([
    ["account_not_linked", "account_not_linked"],
    ["reauth_required", "reauth_required"],
    ["record_unreadable", "reauth_required"],
    ["entra_unavailable", "egress_unavailable"],
    ["entra_misconfigured", "egress_unavailable"],
  ])("%s is %s", async (reason, code) => {
    const way = egressLoop();
    way.release = () => ({ kind: "refused", reason });

    expect(resultOf(await way.send(sendMail))).toEqual({ code, executed: "no" });
    expect(way.graphSaw).toEqual([]);
  });
});

describe("a vault that cannot be reached", () => {
  test("proves nothing of Graph, and its words stay here", async () => {
    const way = egressLoop();
    way.release = () => Promise.reject(new Error("Durable Object reset: do-not-leak"));

    expect(resultOf(await way.send(sendMail))).toEqual({ code: "egress_unavailable", executed: "unknown" });
    expect(JSON.stringify(way.recorded)).not.toContain("do-not-leak");
    expect(way.recorded.at(-1)).toMatchObject({ kind: "relay", outcome: "unknown", reason: "vault_unavailable" });
  });

  test("at the second delivery of an envelope takes nothing back of the first", async () => {
    const way = egressLoop();
    const { carry } = way;
    way.graph = () => new Response(null, { status: 202 });
    way.carry = async (body) => {
      await way.ask(body);
      way.vault.release = () => Promise.reject(new Error("Durable Object reset"));
      return carry(body);
    };

    const result = await way.send(sendMail);
    expect(way.graphSaw).toHaveLength(1);
    expect(resultOf(result)).toEqual({ code: "egress_unavailable", executed: "unknown" });
  });
});

describe("Graph says 401", () => {
  const denied = (challenge = "Bearer") =>
    new Response("{}", { status: 401, headers: { "www-authenticate": challenge, "content-type": "application/json" } });

  test("once: the token is renewed and the call repeated, also a send", async () => {
    const way = egressLoop();
    way.graph = (nth) => (nth === 1 ? denied() : new Response(null, { status: 202 }));

    expect(resultOf(await way.send(sendMail))).toEqual({ status: 202, body: null });
    expect(way.graphSaw.map(({ init }) => (init.headers as Record<string, string>)["authorization"])).toEqual([
      "Bearer do-not-leak-access-token",
      "Bearer do-not-leak-access-token-2",
    ]);
  });

  test("twice: that is Graph's answer, there is no third time", async () => {
    const way = egressLoop();
    way.graph = () => denied();

    expect(resultOf(await way.send())).toMatchObject({ status: 401 });
    expect(way.graphSaw).toHaveLength(2);
  });

  test.each(["reauth_required", "envelope_unknown"])("and no other token is to be had (%s)", async (reason) => {
    const way = egressLoop();
    way.graph = () => denied();
    way.renew = () => ({ kind: "refused", reason });

    expect(resultOf(await way.send(sendMail))).toEqual({ code: "reauth_required", executed: "no" });
  });

  test("and the vault is gone: Graph did nothing", async () => {
    const way = egressLoop();
    way.graph = () => denied();
    way.renew = () => Promise.reject(new Error("reset"));

    expect(resultOf(await way.send(sendMail))).toEqual({ code: "egress_unavailable", executed: "no" });
  });

  const challenge = 'Bearer error="insufficient_claims", claims="eyJ4IjoxfQ=="';
  test("with a claims challenge: the person must sign in, nothing is renewed", async () => {
    const way = egressLoop();
    way.graph = () => denied(challenge);

    expect(resultOf(await way.send(sendMail))).toEqual({ code: "reauth_required", executed: "no" });
    expect(way.graphSaw).toHaveLength(1);
    expect(way.signInsRequired).toHaveLength(1);
  });

  test("with a claims challenge for the renewed token", async () => {
    const way = egressLoop();
    way.graph = (nth) => denied(nth === 1 ? "Bearer" : challenge);

    expect(resultOf(await way.send(sendMail))).toEqual({ code: "reauth_required", executed: "no" });
    expect(way.signInsRequired).toHaveLength(1);
  });
});

describe("what Graph answers", () => {
  test("crosses with six headers and no other", async () => {
    const way = egressLoop();
    const headers = {
      "request-id": "r",
      "client-request-id": "c",
      "retry-after": "2",
      etag: 'W/"1"',
      date: "d",
      "set-cookie": "do-not-leak=1",
      "x-ms-ags-diagnostic": "do-not-leak",
      location: "https://evil.example",
    };
    way.graph = () => Response.json({ id: "1" }, { headers });
    const result = await way.send();

    expect(result.kind === "answer" && Object.keys(result.headers).toSorted()).toEqual([
      "client-request-id",
      "content-type",
      "date",
      "etag",
      "request-id",
      "retry-after",
    ]);
  });

  const html = { headers: { "content-type": "text/html" } };
  test.each<[string, Response, unknown]>([
    ["204", new Response(null, { status: 204 }), { status: 204, body: null }],
    [
      "404 with its error",
      Response.json({ error: { code: "ErrorItemNotFound" } }, { status: 404 }),
      { status: 404, body: { error: { code: "ErrorItemNotFound" } } },
    ],
    ["200 with HTML", new Response("<html>", html), { code: "upstream_invalid", executed: "unknown" }],
    [
      "200 with JSON under another name",
      new Response("{}", { headers: { "content-type": "text/plain" } }),
      { code: "upstream_invalid", executed: "unknown" },
    ],
    [
      "200 with half a JSON",
      new Response('{"id":', { headers: { "content-type": "application/json" } }),
      { code: "upstream_invalid", executed: "unknown" },
    ],
    [
      "200 with 5 MiB",
      new Response(`"${"x".repeat(5 * 1024 * 1024)}"`, { headers: { "content-type": "application/json" } }),
      { code: "response_too_large", executed: "yes" },
    ],
    ["503 with HTML", new Response("<html>", { ...html, status: 503 }), { status: 503, body: null }],
    ["429 with text", new Response("slow down", { status: 429 }), { status: 429, body: null }],
    [
      "429 with half a JSON",
      new Response('{"error":', { status: 429, headers: { "content-type": "application/json" } }),
      { status: 429, body: null },
    ],
    ["500 with 5 MiB", new Response("x".repeat(5 * 1024 * 1024), { status: 500 }), { status: 500, body: null }],
    ["302 to somewhere", new Response(null, { status: 302, headers: { location: "https://evil.example" } }), { status: 302, body: null }],
  ])("%s", async (_name, answer, expected) => {
    const way = egressLoop();
    way.graph = () => answer;

    expect(resultOf(await way.send())).toEqual(expected);
    expect(way.graphSaw.map(({ url, init }) => [new URL(url).origin, init.redirect])).toEqual([["https://graph.microsoft.com", "manual"]]);
  });

  test("nothing: it may or may not have acted", async () => {
    const way = egressLoop();
    way.graph = () => Promise.reject(new TypeError("fetch failed: do-not-leak"));

    expect(resultOf(await way.send(sendMail))).toEqual({ code: "graph_unavailable", executed: "unknown" });
    expect(way.recorded.at(-1)).toMatchObject({ outcome: "unknown", reason: "network" });
  });

  test("a body that breaks off", async () => {
    const way = egressLoop();
    way.graph = () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) }));

    expect(resultOf(await way.send())).toEqual({ code: "upstream_invalid", executed: "unknown" });
  });

  test("nothing in 25 s", async () => {
    const timeout = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => AbortSignal.abort());
    const way = egressLoop();
    way.graph = () => Promise.reject(new AppError("internal", "aborted"));
    const result = await way.send(sendMail);
    const asked = timeout.mock.calls;
    timeout.mockRestore();

    expect(resultOf(result)).toEqual({ code: "deadline_exceeded", executed: "unknown" });
    expect(asked).toEqual([[25_000]]);
  });
});

test("a refusal says a code and nothing else", async () => {
  const way = egressLoop();
  const response = await way.ask(way.chat(forged(way, { audience: "https://staging.corp.example" })));

  expect(await response.text()).toBe('{"error":{"code":"envelope_audience"}}');
  expect(response.headers.get("cache-control")).toBe("no-store");
});

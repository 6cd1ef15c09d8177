import { describe, expect, test } from "vitest";
import { z } from "zod";
import { AppError, type AppErrorCode } from "../../../src/core/errors.ts";
import type { GraphListRequest, GraphRequest } from "../../../src/graph/request.ts";
import { graphAnswering, start, type Answer } from "./graph-answering.ts";

const operations = [
  "GET /me/messages",
  "GET /me/messages/{id}",
  "POST /me/sendMail",
  "POST /me/events",
  "DELETE /me/messages/{id}",
] as const;
const message = z.object({ id: z.string() });
const read: GraphRequest<typeof message> = {
  method: "GET",
  path: "/me/messages/{id}",
  params: { id: "a" },
  response: message,
  idempotency: "safe",
};
const send: GraphRequest<z.ZodNull> = {
  method: "POST",
  path: "/me/sendMail",
  body: { message: {} },
  response: z.null(),
  idempotency: "once",
};
const create: GraphRequest<typeof message> = {
  method: "POST",
  path: "/me/events",
  body: { transactionId: "t" },
  response: message,
  idempotency: "keyed",
};
const list: GraphListRequest<typeof message> = { path: "/me/messages", query: { $top: 2 }, item: message };

const ok: Answer = { body: { id: "a" } };
const failure = (code: AppErrorCode, executed: "no" | "unknown" | "yes"): Answer => ({
  failure: { error: new AppError(code, code), executed },
});
const thrown = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => expect.unreachable(),
    (error: AppError) => error,
  );

describe("a request", () => {
  test("keeps only declared fields", async () => {
    const graph = graphAnswering([{ body: { id: "a", secret: "do-not-leak" } }], operations);
    expect(await graph.request(read)).toEqual({ id: "a" });
  });

  test("leaves as described", async () => {
    const graph = graphAnswering([{ status: 202 }], operations);
    await graph.request(send);
    expect(graph.asked[0]).toMatchObject({
      method: "POST",
      template: "/me/sendMail",
      path: "/v1.0/me/sendMail",
      query: "",
      body: '{"message":{}}',
      step: 1,
      attempt: 1,
    });
  });

  test("that the tool does not declare never leaves", async () => {
    const graph = graphAnswering([ok], ["POST /me/sendMail"]);
    expect((await thrown(graph.request(read))).code).toBe("internal");
    expect(graph.asked).toEqual([]);
  });

  test("with a hostile parameter never leaves", async () => {
    const graph = graphAnswering([ok], operations);
    expect((await thrown(graph.request({ ...read, params: { id: ".." } }))).code).toBe("invalid_arguments");
    expect(graph.asked).toEqual([]);
  });

  test("counts steps and tries", async () => {
    const graph = graphAnswering([{ status: 429 }, ok, ok], operations);
    await graph.request(read);
    await graph.request(read);
    expect(graph.receipts.map(({ step, try: attempt }) => [step, attempt])).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
    ]);
  });

  test("shares one retry budget with the others of its call", async () => {
    const graph = graphAnswering([{ status: 503 }, ok, { status: 503 }, ok, { status: 503 }, ok], operations);
    await graph.request(read);
    await graph.request(read);
    expect((await thrown(graph.request(read))).code).toBe("graph_unavailable");
    expect(graph.asked).toHaveLength(5);
  });
});

describe("a refusal without a word of scopes", () => {
  const denied = { status: 403, body: { error: { code: "ErrorAccessDenied", message: "Access is denied." } } };
  const asked = { method: "GET", path: "/users/{mailbox}/messages", params: {}, response: z.null(), idempotency: "safe" } as const;
  const operations = ["GET /users/{mailbox}/messages"] as const;

  test.each([
    ["of an account that lacks the scope names it", false, { code: "insufficient_graph_scope", details: { scopes: ["Mail.Read.Shared"] } }],
    ["of an account that holds it is about the mailbox", true, { code: "graph_forbidden", details: { field: "mailbox" } }],
  ])("%s", async (_what, held, expected) => {
    const graph = graphAnswering([denied], operations, { scopes: ["Mail.Read"], holds: () => held });

    await expect(graph.request({ ...asked, path: "/me/messages", mailbox: "desk@contoso.example" })).rejects.toMatchObject(expected);
  });

  test("stays one of scopes where Graph says so, whatever we know", async () => {
    const missing = { status: 403, body: { error: { code: "Forbidden", message: "Missing scope permissions on the request." } } };
    const graph = graphAnswering([missing], operations, { scopes: ["Mail.Read"], holds: () => true });

    await expect(graph.request({ ...asked, path: "/me/messages", mailbox: "desk@contoso.example" })).rejects.toMatchObject({
      code: "insufficient_graph_scope",
    });
  });
});

test("one call makes at most forty-eight requests", async () => {
  const graph = graphAnswering(() => ok, operations);
  for (let made = 0; made < 48; made += 1) await graph.request(read);
  expect((await thrown(graph.request(read))).code).toBe("internal");
  expect(graph.asked).toHaveLength(48);
});

describe("an answer", () => {
  test.each<[number, unknown, AppErrorCode]>([
    [400, { error: { code: "BadRequest", message: "do-not-leak" } }, "graph_rejected"],
    [401, { error: { code: "InvalidAuthenticationToken" } }, "reauth_required"],
    [403, { error: { code: "Authorization_RequestDenied" } }, "insufficient_graph_scope"],
    [403, { error: { code: "ErrorAccessDenied" } }, "insufficient_graph_scope"],
    [403, { error: { code: "Forbidden", message: "Missing scope permissions on the request." } }, "insufficient_graph_scope"],
    [403, { error: { code: "Forbidden", message: "Not a member." } }, "graph_forbidden"],
    [404, { error: { code: "ErrorItemNotFound" } }, "not_found"],
    [400, { error: { code: "ErrorInvalidIdMalformed" } }, "not_found"],
    [409, {}, "conflict"],
    [412, {}, "conflict"],
    [422, {}, "graph_rejected"],
    [423, {}, "locked"],
    [500, {}, "graph_unavailable"],
    [501, {}, "graph_unavailable"],
    [302, null, "upstream_invalid"],
    [307, null, "upstream_invalid"],
    [200, { error: { code: "Whatever" } }, "upstream_invalid"],
    [200, { other: 1 }, "upstream_invalid"],
    [200, { id: 1 }, "upstream_invalid"],
    [200, null, "upstream_invalid"],
    [201, null, "upstream_invalid"],
  ])("%i %j is %s, with Graph's words in the cause only", async (status, body, code) => {
    const graph = graphAnswering(() => ({ status, body }), operations);
    const error = await thrown(graph.request(read));
    expect(error.code).toBe(code);
    expect(JSON.stringify([error.message, error.details])).not.toContain("do-not-leak");
  });

  test("names the missing scopes", async () => {
    const graph = graphAnswering([{ status: 403, body: { error: { code: "ErrorAccessDenied" } } }], operations, { scopes: ["Mail.Read"] });
    expect((await thrown(graph.request(read))).details).toEqual({ scopes: ["Mail.Read"] });
  });

  test.each([
    ["text/html", "<html></html>"],
    ["text/plain", { id: "a" }],
    ["text/html", null],
  ])("of type %s is not taken for a success", async (type, body) => {
    const graph = graphAnswering(() => ({ body, headers: { "content-type": type } }), operations);
    expect((await thrown(graph.request(read))).code).toBe("upstream_invalid");
  });

  test("without a body is what some operations promise", async () => {
    const graph = graphAnswering([{ status: 204 }], operations);
    expect(await graph.request({ ...read, method: "DELETE", response: z.null() })).toBeNull();
  });
});

describe("the retry rule", () => {
  test.each<[string, GraphRequest<z.ZodType>, readonly Answer[], AppErrorCode | "ok", number]>([
    ["read: 429 twice, then well", read, [{ status: 429 }, { status: 429 }, ok], "ok", 3],
    ["read: 429 for ever", read, [{ status: 429 }, { status: 429 }, { status: 429 }], "throttled", 3],
    ["read: 503 twice, then well", read, [{ status: 503 }, { status: 503 }, ok], "ok", 3],
    ["read: 500, then well", read, [{ status: 500 }, ok], "ok", 2],
    ["read: 501", read, [{ status: 501 }], "graph_unavailable", 1],
    ["read: 401 was renewed by the relay already", read, [{ status: 401 }], "reauth_required", 1],
    ["read: 423", read, [{ status: 423 }], "locked", 1],
    ["read: route failed, then well", read, [failure("gateway_failed", "unknown"), ok], "ok", 2],
    ["read: route failed twice", read, [failure("gateway_failed", "unknown"), failure("gateway_failed", "unknown")], "gateway_failed", 2],
    ["read: truncated, then well", read, [failure("upstream_invalid", "unknown"), ok], "ok", 2],
    ["read: foreign answer", read, [failure("egress_integrity", "unknown")], "egress_integrity", 1],
    ["read: blocked by DLP", read, [failure("blocked_by_dlp", "no")], "blocked_by_dlp", 1],
    ["read: gateway throttled, then well", read, [failure("gateway_throttled", "no"), ok], "ok", 2],
    ["send: 429, then well", send, [{ status: 429 }, { status: 202 }], "ok", 2],
    ["send: gateway throttled, then well", send, [failure("gateway_throttled", "no"), { status: 202 }], "ok", 2],
    ["send: gateway refused", send, [failure("gateway_unauthorized", "no")], "gateway_unauthorized", 1],
    ["send: 500", send, [{ status: 500 }], "outcome_unknown", 1],
    ["send: 503", send, [{ status: 503 }], "outcome_unknown", 1],
    ["send: 504", send, [{ status: 504 }], "outcome_unknown", 1],
    ["send: route failed", send, [failure("gateway_failed", "unknown")], "outcome_unknown", 1],
    ["send: binding threw", send, [failure("egress_unavailable", "unknown")], "outcome_unknown", 1],
    ["send: foreign answer", send, [failure("egress_integrity", "unknown")], "outcome_unknown", 1],
    ["send: deadline while under way", send, [failure("deadline_exceeded", "unknown")], "outcome_unknown", 1],
    ["send: answer blocked by DLP after it was sent", send, [failure("blocked_by_dlp", "yes")], "blocked_by_dlp", 1],
    ["send: a success nobody can read", send, [{ body: "<html>", headers: { "content-type": "text/html" } }], "outcome_unknown", 1],
    ["send: 400", send, [{ status: 400 }], "graph_rejected", 1],
    ["keyed create: 503, then well", create, [{ status: 503 }, ok], "ok", 2],
    ["keyed create: 503 for ever", create, [{ status: 503 }, { status: 503 }, { status: 503 }], "outcome_unknown", 3],
    ["keyed create: 429 for ever", create, [{ status: 429 }, { status: 429 }, { status: 429 }], "throttled", 3],
    [
      "keyed create: 503, then told to wait a minute",
      create,
      [{ status: 503 }, { status: 429, headers: { "retry-after": "60" } }],
      "outcome_unknown",
      2,
    ],
    ["keyed create: 503, then refused", create, [{ status: 503 }, { status: 403 }], "outcome_unknown", 2],
    ["keyed create: refused", create, [{ status: 403 }], "graph_forbidden", 1],
    ["keyed create: deadline while under way", create, [failure("deadline_exceeded", "unknown")], "outcome_unknown", 1],
    ["keyed create: a success nobody can read", create, [{ body: { other: 1 } }], "outcome_unknown", 1],
    ["delete: 503, then gone", { ...read, method: "DELETE", response: z.null() }, [{ status: 503 }, { status: 404 }], "ok", 2],
    [
      "delete: 503, then gone in Graph's words",
      { ...read, method: "DELETE", response: z.null() },
      [{ status: 503 }, { status: 404, body: { error: { code: "ErrorItemNotFound", message: "gone" } } }],
      "ok",
      2,
    ],
    ["delete: never there", { ...read, method: "DELETE", response: z.null() }, [{ status: 404 }], "not_found", 1],
  ])("%s", async (_name, request, answers, outcome, attempts) => {
    const graph = graphAnswering(answers, operations);
    const got = await graph.request(request).then(
      () => "ok",
      (error: AppError) => error.code,
    );
    expect([got, graph.asked.length]).toEqual([outcome, attempts]);
  });

  test("waits as long as Graph asked", async () => {
    const graph = graphAnswering([{ status: 429, headers: { "retry-after": "2" } }, ok], operations, { random: () => 0 });
    await graph.request(read);
    expect(graph.slept).toEqual([2_200]);
  });

  test("answers at once where Graph asks for too long", async () => {
    const graph = graphAnswering([{ status: 429, headers: { "retry-after": "60" } }], operations);
    expect(await thrown(graph.request(send))).toMatchObject({ code: "throttled", details: { retryAfterSeconds: 60 } });
    expect(graph.slept).toEqual([]);
  });

  test("an unknown outcome says so honestly", async () => {
    const error = await thrown(graphAnswering([{ status: 503 }], operations).request(send));
    expect(error.message).toMatch(/may have been\. Look before repeating it/);
    expect(error.cause).toMatchObject({ code: "graph_unavailable" });
  });
});

describe("an end", () => {
  test("cancelled before it began leaves nothing", async () => {
    const graph = graphAnswering([ok], operations, { signal: AbortSignal.abort() });
    expect((await thrown(graph.request(read))).code).toBe("cancelled");
    expect(graph.asked).toEqual([]);
  });

  test("cancelled under way is cancelled for a read and unknown for a send", async () => {
    const expected: readonly (readonly [GraphRequest<z.ZodType>, AppErrorCode])[] = [
      [read, "cancelled"],
      [send, "outcome_unknown"],
    ];
    for (const [request, code] of expected) {
      const abort = new AbortController();
      const graph = graphAnswering(
        () => {
          abort.abort();
          return failure("deadline_exceeded", "unknown");
        },
        operations,
        { signal: abort.signal },
      );
      expect((await thrown(graph.request(request))).code).toBe(code);
    }
  });

  test.each([
    ["to repeat what may have been done is unknown", create, "outcome_unknown"],
    ["stops waiting", read, "cancelled"],
  ] as const)("cancelled while waiting %s", async (_name, request, code) => {
    const abort = new AbortController();
    const graph = graphAnswering([{ status: 503 }, ok], operations, {
      signal: abort.signal,
      sleep: async () => {
        abort.abort();
        throw new Error("aborted");
      },
    });
    expect((await thrown(graph.request(request))).code).toBe(code);
    expect(graph.asked).toHaveLength(1);
  });

  test("past the deadline leaves nothing", async () => {
    const graph = graphAnswering([ok], operations, { deadlineAt: start });
    expect((await thrown(graph.request(read))).code).toBe("deadline_exceeded");
    expect(graph.asked).toEqual([]);
  });

  test("the deadline reaches the attempt's signal", async () => {
    const signals: AbortSignal[] = [];
    const graph = graphAnswering([ok], operations, {
      now: Date.now,
      deadlineAt: Date.now() + 20,
      egress: (_request, { signal }) =>
        new Promise((resolve) => {
          signals.push(signal);
          signal.addEventListener("abort", () =>
            resolve({
              kind: "failure",
              receipt: { step: 1 } as never,
              error: new AppError("egress_unavailable", "x"),
              executed: "unknown",
            }),
          );
        }),
    });
    expect((await thrown(graph.request(read))).code).toBe("deadline_exceeded");
    expect(signals[0]?.aborted).toBe(true);
  });
});

describe("attempt", () => {
  test("gives a value or an error", async () => {
    const graph = graphAnswering([ok, { status: 403 }], operations);
    expect(await graph.attempt(read)).toEqual({ ok: true, value: { id: "a" } });
    expect(await graph.attempt(read)).toMatchObject({ ok: false, error: { code: "graph_forbidden" } });
  });

  test("still throws when cancelled", async () => {
    const graph = graphAnswering([ok], operations, { signal: AbortSignal.abort() });
    expect((await thrown(graph.attempt(read))).code).toBe("cancelled");
  });
});

describe("a list", () => {
  const host = "https://graph.microsoft.com";
  const page = (nextLink?: string, ids: readonly string[] = ["a", "b"]): Answer => ({
    body: { value: ids.map((id) => ({ id, secret: "do-not-leak" })), ...(nextLink === undefined ? {} : { "@odata.nextLink": nextLink }) },
  });

  test("without a next link is complete", async () => {
    expect(await graphAnswering([page()], operations).list(list)).toEqual({ items: [{ id: "a" }, { id: "b" }], hasMore: false });
  });

  test("goes on where its cursor points, on the same path", async () => {
    const graph = graphAnswering([page(`${host}/v1.0/me/messages?$top=2&$skiptoken=xyz`), page()], operations);
    const first = await graph.list(list);
    const second = await graph.list({ ...list, cursor: first.cursor });

    expect(first.hasMore).toBe(true);
    expect(graph.asked[1]).toMatchObject({ path: "/v1.0/me/messages", query: "$top=2&$skiptoken=xyz" });
    expect(second.hasMore).toBe(false);
  });

  test("a cursor holds only what the next link adds", async () => {
    const graph = graphAnswering([page(`${host}/v1.0/me/messages?$top=2&$skiptoken=xyz`)], operations);
    const { cursor = "" } = await graph.list(list);
    expect(Buffer.from(cursor, "base64url").toString()).not.toContain("$top");
  });

  test("a cursor keeps a next link's query whole where it drops something", async () => {
    const graph = graphAnswering([page(`${host}/v1.0/me/messages?$skiptoken=xyz`), page()], operations);
    const { cursor } = await graph.list(list);
    await graph.list({ ...list, cursor });
    expect(graph.asked[1]?.query).toBe("$skiptoken=xyz");
  });

  test.each([
    ["another host", "https://evil.example/v1.0/me/messages?$skip=2"],
    ["a longer host", "https://graph.microsoft.com.evil/v1.0/me/messages?$skip=2"],
    ["user information", "https://graph.microsoft.com@evil.example/v1.0/me/messages?$skip=2"],
    ["user information before our host", "https://evil@graph.microsoft.com/v1.0/me/messages?$skip=2"],
    ["a port", "https://graph.microsoft.com:444/v1.0/me/messages?$skip=2"],
    ["a host without scheme", "//evil.example/v1.0/me/messages?$skip=2"],
    ["http", "http://graph.microsoft.com/v1.0/me/messages?$skip=2"],
    ["another version", "https://graph.microsoft.com/beta/me/messages?$skip=2"],
    ["another person's path", "https://graph.microsoft.com/v1.0/users/ceo@corp.com/messages?$skip=2"],
    ["batch", "https://graph.microsoft.com/v1.0/$batch?$skip=2"],
    ["a longer path", "https://graph.microsoft.com/v1.0/me/messages/a?$skip=2"],
    ["dots", "https://graph.microsoft.com/v1.0/x/../me/messages?$skip=2"],
    ["encoded dots", "https://graph.microsoft.com/v1.0/%2e%2e/v1.0/me/messages?$skip=2"],
    ["a backslash", "https://graph.microsoft.com\\@evil.example/v1.0/me/messages?$skip=2"],
    ["a tab", "https://graph.\tmicrosoft.com/v1.0/me/messages?$skip=2"],
    ["a leading space", " https://graph.microsoft.com/v1.0/me/messages?$skip=2"],
    ["a fragment", "https://graph.microsoft.com/v1.0/me/messages?$skip=2#x"],
    ["a line break in the query", "https://graph.microsoft.com/v1.0/me/messages?$skip=2\r\nX: y"],
    ["two queries", "https://graph.microsoft.com/v1.0/me/messages?a?b=c"],
    ["no query", "https://graph.microsoft.com/v1.0/me/messages"],
    ["broken encoding", "https://graph.microsoft.com/v1.0/me/messages?$skip=%zz"],
    ["nothing", ""],
    ["too much", `https://graph.microsoft.com/v1.0/me/messages?$skiptoken=${"x".repeat(9_000)}`],
  ])("never follows a next link with %s", async (_name, nextLink) => {
    const graph = graphAnswering([page(nextLink), page()], operations);
    expect((await thrown(graph.list(list))).code).toBe("upstream_invalid");
    expect(graph.asked).toHaveLength(1);
  });

  test("follows a next link that spells the same path otherwise encoded", async () => {
    const graph = graphAnswering([page("https://graph.microsoft.com/v1.0/me/%6Dessages?$skip=2")], operations);
    expect((await graph.list(list)).hasMore).toBe(true);
  });

  describe("refuses a cursor", () => {
    const first = async () => (await graphAnswering([page(`${host}/v1.0/me/messages?$skip=2`)], operations).list(list)).cursor ?? "";

    test.each<
      [string, (cursor: string) => { cursor?: string; request?: Partial<typeof list>; options?: Parameters<typeof graphAnswering>[2] }]
    >([
      ["that was tampered with", (cursor) => ({ cursor: `${cursor.slice(0, -4)}AAAA` })],
      ["that is no cursor", () => ({ cursor: "https://evil.example" })],
      ["of another principal", () => ({ options: { principalId: "user:ben" } })],
      ["of another tool", () => ({ options: { tool: "otherTool" } })],
      ["of another query", () => ({ request: { query: { $top: 3 } } })],
      ["older than an hour", () => ({ options: { now: () => start + 3_600_001, deadlineAt: start + 9_999_999 } })],
      ["that is far too long", () => ({ cursor: "x".repeat(20_000) })],
    ])("%s", async (_name, change) => {
      const cursor = await first();
      const good = graphAnswering([page()], operations);
      expect((await good.list({ ...list, cursor })).hasMore).toBe(false);

      const changed = change(cursor);
      const graph = graphAnswering([page()], operations, changed.options);
      expect(await thrown(graph.list({ ...list, ...changed.request, cursor: changed.cursor ?? cursor }))).toMatchObject({
        code: "invalid_cursor",
        details: { field: "cursor" },
      });
      expect(graph.asked).toEqual([]);
    });
  });

  test("stops at the page cap and says it is truncated", async () => {
    let served = 0;
    const graph = graphAnswering(() => page(`${host}/v1.0/me/messages?$skip=${(served += 2)}`), operations);
    let last = await graph.list(list);
    let pages = 1;
    while (last.cursor !== undefined) {
      last = await graph.list({ ...list, cursor: last.cursor });
      pages += 1;
    }
    expect(pages).toBe(10);
    expect(last).toMatchObject({ hasMore: true, truncated: true });
  });

  test("stops at a next link that leads to its own page", async () => {
    const graph = graphAnswering(() => page(`${host}/v1.0/me/messages?$skip=2`), operations);
    const first = await graph.list(list);
    expect(await graph.list({ ...list, cursor: first.cursor })).toMatchObject({ hasMore: true, truncated: true });
  });

  test("cuts a page that is longer than was asked for", async () => {
    const graph = graphAnswering([page(undefined, ["a", "b", "c"])], operations);
    expect(await graph.list(list)).toEqual({ items: [{ id: "a" }, { id: "b" }], hasMore: true, truncated: true });
  });
});

describe("a place the tool keeps", () => {
  const graph = () => graphAnswering([], ["GET /me"]);

  test("comes back under the same request", async () => {
    const cursor = await graph().sealPosition("25", ["message", "budget"]);

    expect(await graph().openPosition(cursor, ["message", "budget"])).toBe("25");
  });

  test("opens under no other request, and not after an hour", async () => {
    const cursor = await graph().sealPosition("25", ["message", "budget"]);

    await expect(graph().openPosition(cursor, ["event", "budget"])).rejects.toMatchObject({
      code: "invalid_cursor",
      details: { field: "cursor" },
    });
    const later = graphAnswering([], ["GET /me"], { now: () => start + 3_600_001 });
    await expect(later.openPosition(cursor, ["message", "budget"])).rejects.toMatchObject({ code: "invalid_cursor" });
  });
});

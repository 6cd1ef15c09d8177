import { afterEach, describe, expect, test, vi } from "vitest";
import { maxMessageBytes } from "../../../src/core/json-rpc.ts";
import { guardMcp, guardOpening, isHandshake, screen, sseMethodRefusal } from "../../../src/perimeter/request-guard.ts";

const hosts = new Set(["mcp.corp.example", "127.0.0.1:8787"]);
const origins = new Set(["https://mcp.corp.example", "https://playground.corp.example"]);
const requestId = "0193a8c2-0000-4000-8000-000000000001";
const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

afterEach(() => {
  vi.useRealTimers();
});

describe("before anything is verified", () => {
  const look = (url: string, headers: Record<string, string> = {}) => screen(new Request(url, { headers }), hosts, requestId);

  test.each(["https://mcp.corp.example/mcp", "http://127.0.0.1:8787/mcp"])("%s is ours", (url) => {
    expect(look(url)).toBeNull();
  });

  test.each([
    "https://m365.account.workers.dev/mcp",
    "https://mcp.corp.example.evil.com/mcp",
    "https://mcp.corp.example:8443/mcp",
    "https://localhost/mcp",
  ])("%s is not: 403, like any other refusal", async (url) => {
    const refused = look(url);

    expect(refused?.reason).toBe("host_not_allowed");
    expect(refused?.response.status).toBe(403);
    expect(await refused?.response.text()).toBe(
      `{"error":"access_denied","error_description":"Request was not admitted by the access perimeter.","request_id":"${requestId}"}`,
    );
  });

  test("the Host header counts, not the address it came by", () => {
    const request = { url: "https://mcp.corp.example/mcp", headers: new Headers({ host: "evil.example" }) } as unknown as Request;

    expect(screen(request, hosts, requestId)?.reason).toBe("host_not_allowed");
  });

  /** As HTTP/1.1 would write it: `x-filler: aaa\\r\\n`. */
  const filler = (bytes: number) => ({ "x-filler": "a".repeat(bytes - "x-filler".length - 4) });

  test("64 KiB of headers pass", () => {
    expect(look("https://mcp.corp.example/mcp", filler(64 * 1024))).toBeNull();
  });

  test("more is 431", () => {
    const refused = look("https://mcp.corp.example/mcp", filler(64 * 1024 + 1));

    expect([refused?.reason, refused?.response.status]).toEqual(["headers_too_large", 431]);
  });

  const url = "https://mcp.corp.example/mcp?";

  test("a URL of 4 KiB passes", () => {
    expect(look(url.padEnd(4 * 1024, "a"))).toBeNull();
  });

  test("a longer one is 431", () => {
    const refused = look(url.padEnd(4 * 1024 + 1, "a"));

    expect([refused?.reason, refused?.response.status]).toEqual(["headers_too_large", 431]);
  });

  test.each<[string, Record<string, string>, string]>([
    ["headers_too_large", filler(100_000), "Request headers or URL are larger than this server accepts."],
    ["body_too_large", { "content-length": "99999999" }, "The request body is larger than 4 MiB."],
  ])("%s says so", async (error, headers, sentence) => {
    const refused = look("https://mcp.corp.example/mcp", headers);

    expect(await refused?.response.json()).toEqual({ error, error_description: sentence, request_id: requestId });
  });

  test("4 MiB announced pass", () => {
    expect(look("https://mcp.corp.example/mcp", { "content-length": String(maxMessageBytes) })).toBeNull();
  });

  test("one byte more is 413", () => {
    const refused = look("https://mcp.corp.example/mcp", { "content-length": String(maxMessageBytes + 1) });

    expect([refused?.reason, refused?.response.status]).toEqual(["body_too_large", 413]);
  });
});

describe("what an MCP request looks like", () => {
  type Init = {
    method?: string;
    headers?: Record<string, string>;
    body?: string | Uint8Array<ArrayBuffer> | ReadableStream;
    query?: string;
  };

  async function guard({ method = "POST", headers = {}, body: given = body, query = "" }: Init = {}) {
    const carries = method !== "GET" && method !== "HEAD";
    const request = new Request(`https://mcp.corp.example/mcp${query}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(carries && { body: given, duplex: "half" }),
    });
    const result = await guardMcp(request, origins, requestId);
    return result.accepted ? result : { ...result, status: result.response.status };
  }

  test("a POST of JSON, handed on as text and as value", async () => {
    expect(await guard()).toEqual({ accepted: true, text: body, parsed: { jsonrpc: "2.0", id: 1, method: "ping" } });
  });

  test("from a browser page of ours", async () => {
    expect(await guard({ headers: { origin: "https://playground.corp.example" } })).toMatchObject({ accepted: true });
  });

  test.each(["application/json; charset=utf-8", "application/json ;charset=utf-8", "Application/JSON"])("as %s", async (type) => {
    expect(await guard({ headers: { "content-type": type } })).toMatchObject({ accepted: true });
  });

  test.each(["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])("%s: 405, POST allowed", async (method) => {
    const refused = await guard({ method });

    expect(refused).toMatchObject({ accepted: false, reason: "method_refused", status: 405 });
    expect(!refused.accepted && refused.response.headers.get("allow")).toBe("POST");
  });

  test("no method header overrides the method", async () => {
    expect(await guard({ method: "GET", headers: { "x-http-method-override": "POST" } })).toMatchObject({ status: 405 });
  });

  test.each([
    "https://evil.example",
    "null",
    "http://127.0.0.1.evil.com",
    "https://mcp.corp.example.evil.com",
    "http://mcp.corp.example",
    "",
  ])("origin %j: 403", async (origin) => {
    const refused = await guard({ headers: { origin } });

    expect(refused).toMatchObject({ reason: "origin_refused", status: 403 });
    expect(!refused.accepted && refused.response.headers.has("access-control-allow-origin")).toBe(false);
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json-patch+json",
    "text/json",
    "text/plain; application/json",
    "text/application/json",
  ])("content type %s: 415", async (type) => {
    expect(await guard({ headers: { "content-type": type } })).toMatchObject({ reason: "content_type_refused", status: 415 });
  });

  test("no content type: 415", async () => {
    const request = new Request("https://mcp.corp.example/mcp", { method: "POST", body: new TextEncoder().encode(body) });

    expect(await guardMcp(request, origins, requestId)).toMatchObject({ reason: "content_type_refused" });
  });

  test.each<[string, Init, string]>([
    ["method_refused", { method: "PUT" }, "MCP requests are POST requests to /mcp."],
    ["origin_refused", { headers: { origin: "null" } }, "This browser origin may not call the server."],
    ["content_type_refused", { headers: { "content-type": "text/plain" } }, "Send MCP requests as application/json."],
    ["token_in_query", { query: "?token=x" }, "Credentials never belong in a URL. Send them in a header."],
    ["header_malformed", { headers: { "mcp-session-id": "a b" } }, "Mcp-Session-Id is malformed; this server has no sessions."],
    ["body_too_large", { body: " ".repeat(maxMessageBytes + 1) }, "The request body is larger than 4 MiB."],
  ])("%s says so", async (error, init, sentence) => {
    const refused = await guard(init);

    expect(!refused.accepted && (await refused.response.json())).toEqual({ error, error_description: sentence, request_id: requestId });
  });

  test.each<[Init["body"], number, string]>([
    [new Uint8Array([0x7b, 0xff, 0x7d]), -32_700, "The request body is not UTF-8."],
    ["{", -32_700, "The message is not JSON."],
    ["[]", -32_600, "JSON-RPC batches are not part of MCP since 2025-06-18."],
  ])("a body that is no message is answered as JSON-RPC, and nobody keeps the answer (%#)", async (given, code, message) => {
    const refused = await guard({ body: given ?? "" });
    if (refused.accepted) expect.unreachable();

    expect(refused.response.headers.get("cache-control")).toBe("no-store");
    expect(await refused.response.json()).toEqual({ jsonrpc: "2.0", error: { code, message }, id: null });
  });

  test.each(["?access_token=x", "?a=1&token=", "?access%5Ftoken=x"])("%s: 400", async (query) => {
    expect(await guard({ query })).toMatchObject({ reason: "token_in_query", status: 400 });
  });

  test("any other query is nobody's business", async () => {
    expect(await guard({ query: "?sessionId=me" })).toMatchObject({ accepted: true });
  });

  test.each(["websocket", "WebSocket"])("upgrade to %s: 426", async (upgrade) => {
    const request = new Request("https://mcp.corp.example/mcp", { headers: { "x-upgrade": upgrade } });
    const headers = new Headers(request.headers);
    const withUpgrade = {
      url: request.url,
      method: "GET",
      body: null,
      headers: { get: (name: string) => (name === "upgrade" ? upgrade : headers.get(name)) },
    };
    const refused = await guardMcp(withUpgrade as unknown as Request, origins, requestId);

    if (refused.accepted) expect.unreachable();
    expect([refused.reason, refused.response.status, refused.response.headers.get("upgrade")]).toEqual([
      "websocket_refused",
      426,
      "HTTP/1.1",
    ]);
    expect(await refused.response.json()).toEqual({
      error: "websocket_refused",
      error_description: "WebSocket is not an MCP transport here. POST to /mcp.",
      request_id: requestId,
    });
  });

  test.each(["a b", "x".repeat(257), "s\u00e9ance"])("Mcp-Session-Id %j: 400", async (session) => {
    expect(await guard({ headers: { "mcp-session-id": session } })).toMatchObject({ reason: "header_malformed", status: 400 });
  });

  test.each(["someone-elses", "x".repeat(256)])("a well-formed Mcp-Session-Id is ignored (%#)", async (session) => {
    expect(await guard({ headers: { "mcp-session-id": session } })).toMatchObject({ accepted: true });
  });

  test.each(["[]", `[${body}]`, `[${Array.from({ length: 1_000 }, () => body).join(",")}]`])("a batch: 400, -32600", async (batch) => {
    const refused = await guard({ body: batch });

    expect(refused).toMatchObject({ reason: "batch_refused", status: 400 });
    expect(!refused.accepted && (await refused.response.json())).toMatchObject({ jsonrpc: "2.0", error: { code: -32_600 }, id: null });
  });

  test.each(["", "{", "nope", "{}{}", '\ufeff{"jsonrpc":"2.0"}', "[".repeat(200_000)])(
    "a body that is no JSON: 400, -32700 (%#)",
    async (text) => {
      const refused = await guard({ body: text });

      expect(refused).toMatchObject({ reason: "json_invalid", status: 400 });
      expect(!refused.accepted && (await refused.response.json())).toMatchObject({ error: { code: -32_700 }, id: null });
    },
  );

  const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

  test("64 levels of nesting pass", async () => {
    expect(await guard({ body: nested(64) })).toMatchObject({ accepted: true });
  });

  test.each([65, 10_000, 200_000])("%i do not: 400", async (levels) => {
    const refused = await guard({ body: nested(levels) });

    expect(refused).toMatchObject({ status: 400 });
    expect(!refused.accepted && ["json_limits", "json_invalid"].includes(refused.reason)).toBe(true);
  });

  test("200,000 keys side by side are read and left to the schema", async () => {
    const text = `{${Array.from({ length: 200_000 }, (_, index) => `"k${index}":1`).join(",")}}`;

    expect(await guard({ body: text })).toMatchObject({ accepted: true });
  });

  test("bytes that are not UTF-8: 400, -32700", async () => {
    const refused = await guard({ body: new Uint8Array([0x7b, 0xff, 0x7d]) });

    expect(refused).toMatchObject({ reason: "body_not_utf8", status: 400 });
  });

  function streamed(bytes: number): ReadableStream<Uint8Array> {
    let left = bytes;
    return new ReadableStream({
      pull(controller) {
        const size = Math.min(left, 64 * 1024);
        controller.enqueue(new Uint8Array(size).fill(0x20));
        left -= size;
        if (left === 0) controller.close();
      },
    });
  }

  test("4 MiB in pieces are read to the end", async () => {
    expect(await guard({ body: streamed(maxMessageBytes) })).toMatchObject({ reason: "json_invalid" });
  });

  test("4 MiB and a byte in pieces, announced by nobody: 413", async () => {
    expect(await guard({ body: streamed(maxMessageBytes + 1) })).toMatchObject({ reason: "body_too_large", status: 413 });
  });

  test("no timer is left behind by a body that arrived", async () => {
    vi.useFakeTimers();

    expect(await guard()).toMatchObject({ accepted: true });
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a body of announced length that never comes: 408 after ten seconds, and says so", async () => {
    vi.useFakeTimers();
    const guarded = guard({ headers: { "content-length": "2" }, body: new ReadableStream() });
    await vi.advanceTimersByTimeAsync(10_000);
    const refused = await guarded;

    expect(refused).toMatchObject({ reason: "body_timeout", status: 408 });
    expect(!refused.accepted && (await refused.response.json())).toEqual({
      error: "body_timeout",
      error_description: "The request body did not arrive within ten seconds.",
      request_id: requestId,
    });
  });

  test("a body that stalls after a byte: 408 after ten seconds, and nobody reads on", async () => {
    let cancelled = false;
    const stalled = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array([0x7b])),
      cancel: () => {
        cancelled = true;
      },
    });
    vi.useFakeTimers();
    const guarded = guard({ body: stalled });
    await vi.advanceTimersByTimeAsync(10_000);

    expect(await guarded).toMatchObject({ reason: "body_timeout", status: 408 });
    expect(cancelled).toBe(true);
  });
});

describe("what opens a compatibility transport", () => {
  type Init = { headers?: Record<string, string>; query?: string };
  const open = (opens: "stream" | "socket", { headers = {}, query = "" }: Init = {}) =>
    guardOpening(new Request(`https://mcp.corp.example/mcp${query}`, { headers }), opens, origins, requestId);
  const mcp = { "sec-websocket-protocol": "mcp" };

  test("a GET of the stream, from no browser or from a page of ours", () => {
    expect(open("stream")).toBeNull();
    expect(open("stream", { headers: { origin: "https://playground.corp.example" } })).toBeNull();
  });

  test.each(["mcp", "graphql-ws, mcp", "mcp,other"])("a handshake that offers %j", (offered) => {
    expect(open("socket", { headers: { "sec-websocket-protocol": offered } })).toBeNull();
  });

  test.each([{}, { "sec-websocket-protocol": "mcpx" }, { "sec-websocket-protocol": "MCP" }])(
    "no other handshake: 400 (%#)",
    async (headers) => {
      const refused = open("socket", { headers });

      expect([refused?.reason, refused?.response.status]).toEqual(["subprotocol_missing", 400]);
      expect(await refused?.response.json()).toEqual({
        error: "subprotocol_missing",
        error_description: "A WebSocket for MCP is opened with Sec-WebSocket-Protocol: mcp.",
        request_id: requestId,
      });
    },
  );

  test.each(["stream", "socket"] as const)("no %s for a foreign page: 403", (opens) => {
    const refused = open(opens, { headers: { ...mcp, origin: "https://evil.example" } });

    expect([refused?.reason, refused?.response.status]).toEqual(["origin_refused", 403]);
  });

  test.each(["stream", "socket"] as const)("no %s by a credential in the URL: 400", (opens) => {
    const refused = open(opens, { headers: mcp, query: "?access_token=x" });

    expect([refused?.reason, refused?.response.status]).toEqual(["token_in_query", 400]);
  });

  test("a handshake is known by its Upgrade header alone", () => {
    const upgrading = (upgrade: string | null) => isHandshake({ headers: { get: () => upgrade } } as unknown as Request);

    expect([upgrading("WebSocket"), upgrading("h2c"), upgrading(null)]).toEqual([true, false, false]);
  });

  test.each([
    ["", "HTTP+SSE is switched off here. MCP clients POST to /mcp."],
    ["GET, POST", "This route takes GET, POST. MCP clients of today POST to /mcp."],
  ])("a method that a route does not take: 405, Allow: %j", async (allow, sentence) => {
    const { reason, response } = sseMethodRefusal(requestId, allow);

    expect([reason, response.status, response.headers.get("allow")]).toEqual(["method_refused", 405, allow]);
    expect(await response.json()).toMatchObject({ error: "method_refused", error_description: sentence });
  });
});

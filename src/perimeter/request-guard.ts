/** What a request must look like before anybody asks what it wants: the order of refusals is DESIGN's table. */
import { maxMessageBytes, readMessage, rpcError } from "../core/json-rpc.ts";
import { readTextCapped } from "../core/read-capped.ts";
import { accessDenied, refusal } from "./refusal.ts";

const maxHeaderBytes = 64 * 1024;
const maxUrlLength = 4 * 1024;
const bodyTimeoutMs = 10_000;
/** With any parameters (RFC 9110 §8.3.1). */
const jsonType = /^application\/json\s*(?:;|$)/i;

export type GuardRefusal =
  | "host_not_allowed"
  | "headers_too_large"
  | "body_too_large"
  | "body_timeout"
  | "body_not_utf8"
  | "method_refused"
  | "origin_refused"
  | "content_type_refused"
  | "token_in_query"
  | "websocket_refused"
  | "subprotocol_missing"
  | "batch_refused"
  | "header_malformed"
  | "narrowing_invalid"
  | "json_invalid"
  | "json_limits";

export type Refused = { readonly reason: GuardRefusal; readonly response: Response };

/** Rows 1 and 2: before anything is verified. */
export function screen(request: Request, hosts: ReadonlySet<string>, requestId: string): Refused | null {
  if (!hosts.has(request.headers.get("host") ?? new URL(request.url).host)) {
    return refused("host_not_allowed", accessDenied(requestId));
  }
  let headerBytes = 0;
  for (const [name, value] of request.headers) headerBytes += name.length + value.length + 4;
  if (headerBytes > maxHeaderBytes || request.url.length > maxUrlLength) {
    return refused(
      "headers_too_large",
      refusal(431, "headers_too_large", "Request headers or URL are larger than this server accepts.", requestId),
    );
  }
  if (Number(request.headers.get("content-length") ?? 0) > maxMessageBytes) return tooLarge(requestId);
  return null;
}

export type McpBody = { readonly accepted: true; readonly text: string; readonly parsed: unknown };

/** Row 5, for `/mcp`: method, Origin, content type, token in query, WebSocket, streamed size, batch. */
export async function guardMcp(
  request: Request,
  origins: ReadonlySet<string>,
  requestId: string,
): Promise<McpBody | ({ readonly accepted: false } & Refused)> {
  const early = guardMcpHead(request, origins, requestId);
  if (early) return { accepted: false, ...early };
  let text: string | null;
  try {
    text = await withDeadline((signal) => readTextCapped(request, maxMessageBytes, signal));
  } catch (thrown) {
    return {
      accepted: false,
      ...(thrown instanceof BodyTimeout
        ? refused("body_timeout", refusal(408, "body_timeout", "The request body did not arrive within ten seconds.", requestId))
        : refused("body_not_utf8", rpcRefusal(-32700, "The request body is not UTF-8."))),
    };
  }
  if (text === null) return { accepted: false, ...tooLarge(requestId) };
  const read = readMessage(text);
  return read.readable
    ? { accepted: true, text, parsed: read.parsed }
    : { accepted: false, ...refused(read.reason, rpcRefusal(read.code, read.message)) };
}

/** Row 5, for a compatibility transport's opening: the GET of an event stream, or a WebSocket handshake. */
export function guardOpening(
  request: Request,
  opens: "stream" | "socket",
  origins: ReadonlySet<string>,
  requestId: string,
): Refused | null {
  const early = originRefusal(request, origins, requestId) ?? queryRefusal(request, requestId);
  if (early || opens === "stream") return early;
  const offered = request.headers.get("sec-websocket-protocol")?.split(",");
  if (offered?.some((name) => name.trim() === "mcp")) return null;
  return refused(
    "subprotocol_missing",
    refusal(400, "subprotocol_missing", "A WebSocket for MCP is opened with Sec-WebSocket-Protocol: mcp.", requestId),
  );
}

/** RFC 6455 §4.1. */
export function isHandshake(request: Request): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

/** For the routes of HTTP+SSE. @param allow the methods of the route; empty where the transport is switched off (RFC 9110 §10.2.1) */
export function sseMethodRefusal(requestId: string, allow: string): Refused {
  const description =
    allow === ""
      ? "HTTP+SSE is switched off here. MCP clients POST to /mcp."
      : `This route takes ${allow}. MCP clients of today POST to /mcp.`;
  return refused("method_refused", refusal(405, "method_refused", description, requestId, { allow }));
}

/** In DESIGN's order; a WebSocket handshake is a GET by nature and is told about the transport, not about its method. */
function guardMcpHead(request: Request, origins: ReadonlySet<string>, requestId: string): Refused | null {
  const handshake = isHandshake(request);
  if (request.method !== "POST" && !handshake) {
    return refused(
      "method_refused",
      refusal(405, "method_refused", "MCP requests are POST requests to /mcp.", requestId, { allow: "POST" }),
    );
  }
  const foreign = originRefusal(request, origins, requestId);
  if (foreign) return foreign;
  if (!handshake && !request.headers.get("content-type")?.match(jsonType)) {
    return refused("content_type_refused", refusal(415, "content_type_refused", "Send MCP requests as application/json.", requestId));
  }
  const leaky = queryRefusal(request, requestId);
  if (leaky) return leaky;
  if (handshake) {
    return refused(
      "websocket_refused",
      refusal(426, "websocket_refused", "WebSocket is not an MCP transport here. POST to /mcp.", requestId, { upgrade: "HTTP/1.1" }),
    );
  }
  const session = request.headers.get("mcp-session-id");
  if (session !== null && (session.length > 256 || /[^\u0021-\u007e]/.test(session))) {
    return refused(
      "header_malformed",
      refusal(400, "header_malformed", "Mcp-Session-Id is malformed; this server has no sessions.", requestId),
    );
  }
  return null;
}

function originRefusal(request: Request, origins: ReadonlySet<string>, requestId: string): Refused | null {
  const origin = request.headers.get("origin");
  if (origin === null || origins.has(origin)) return null;
  return refused("origin_refused", refusal(403, "origin_refused", "This browser origin may not call the server.", requestId));
}

function queryRefusal(request: Request, requestId: string): Refused | null {
  const query = new URL(request.url).searchParams;
  if (!query.has("access_token") && !query.has("token")) return null;
  return refused("token_in_query", refusal(400, "token_in_query", "Credentials never belong in a URL. Send them in a header.", requestId));
}

function refused(reason: GuardRefusal, response: Response): Refused {
  return { reason, response };
}

function tooLarge(requestId: string): Refused {
  return refused("body_too_large", refusal(413, "body_too_large", "The request body is larger than 4 MiB.", requestId));
}

/** JSON-RPC 2.0 §5.1, for bodies no handler can be asked about. */
function rpcRefusal(code: number, message: string): Response {
  return Response.json(rpcError(code, message), { status: 400, headers: { "cache-control": "no-store" } });
}

class BodyTimeout extends Error {}

/** Races as well as aborts: a body that does not end when it is cancelled is left behind. */
async function withDeadline<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timedOut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const late = new BodyTimeout();
      deadline.abort(late);
      reject(late);
    }, bodyTimeoutMs);
  });
  try {
    return await Promise.race([work(deadline.signal), timedOut]);
  } finally {
    clearTimeout(timer);
  }
}

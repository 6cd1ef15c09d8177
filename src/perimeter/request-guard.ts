/** What a request must look like before anybody asks what it wants: the order of refusals is DESIGN's table. */
import { readTextCapped } from "../core/read-capped.ts";
import { accessDenied, refusal } from "./refusal.ts";

export const maxBodyBytes = 4 * 1024 * 1024;
const maxHeaderBytes = 64 * 1024;
const maxUrlLength = 4 * 1024;
const bodyTimeoutMs = 10_000;
/** Deeper than any argument of any tool; what is nested by the thousand is there to exhaust a stack. */
const maxDepth = 64;

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
  | "batch_refused"
  | "header_malformed"
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
  if (Number(request.headers.get("content-length") ?? 0) > maxBodyBytes) return tooLarge(requestId);
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
    text = await withDeadline((signal) => readTextCapped(request, maxBodyBytes, signal));
  } catch (thrown) {
    return {
      accepted: false,
      ...(thrown instanceof BodyTimeout
        ? refused("body_timeout", refusal(408, "body_timeout", "The request body did not arrive within ten seconds.", requestId))
        : refused("body_not_utf8", rpcRefusal(-32700, "The request body is not UTF-8."))),
    };
  }
  if (text === null) return { accepted: false, ...tooLarge(requestId) };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { accepted: false, ...refused("json_invalid", rpcRefusal(-32700, "The request body is not JSON.")) };
  }
  if (Array.isArray(parsed)) {
    return { accepted: false, ...refused("batch_refused", rpcRefusal(-32600, "JSON-RPC batches are not part of MCP since 2025-06-18.")) };
  }
  if (isDeeperThan(maxDepth, parsed)) {
    return { accepted: false, ...refused("json_limits", rpcRefusal(-32600, `The request body is nested deeper than ${maxDepth} levels.`)) };
  }
  return { accepted: true, text, parsed };
}

/** In DESIGN's order; a WebSocket handshake is a GET by nature and is told about the transport, not about its method. */
function guardMcpHead(request: Request, origins: ReadonlySet<string>, requestId: string): Refused | null {
  const isHandshake = request.headers.get("upgrade")?.toLowerCase() === "websocket";
  if (request.method !== "POST" && !isHandshake) {
    return refused(
      "method_refused",
      refusal(405, "method_refused", "MCP requests are POST requests to /mcp.", requestId, { allow: "POST" }),
    );
  }
  const origin = request.headers.get("origin");
  if (origin !== null && !origins.has(origin)) {
    return refused("origin_refused", refusal(403, "origin_refused", "This browser origin may not call the server.", requestId));
  }
  if (!isHandshake && request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() !== "application/json") {
    return refused("content_type_refused", refusal(415, "content_type_refused", "Send MCP requests as application/json.", requestId));
  }
  const query = new URL(request.url).searchParams;
  if (query.has("access_token") || query.has("token")) {
    return refused(
      "token_in_query",
      refusal(400, "token_in_query", "Credentials never belong in a URL. Send them in a header.", requestId),
    );
  }
  if (isHandshake) {
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

function refused(reason: GuardRefusal, response: Response): Refused {
  return { reason, response };
}

function tooLarge(requestId: string): Refused {
  return refused("body_too_large", refusal(413, "body_too_large", "The request body is larger than 4 MiB.", requestId));
}

/** JSON-RPC 2.0 §5.1, for bodies no handler can be asked about. */
function rpcRefusal(code: number, message: string): Response {
  return Response.json({ jsonrpc: "2.0", error: { code, message }, id: null }, { status: 400, headers: { "cache-control": "no-store" } });
}

class BodyTimeout extends Error {}

/** Races as well as aborts: a body that does not end when it is cancelled is left behind. */
async function withDeadline<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new AbortController();
  const timedOut = new Promise<never>((_, reject) =>
    deadline.signal.addEventListener("abort", () => reject(new BodyTimeout()), { once: true }),
  );
  const timer = setTimeout(() => deadline.abort(new BodyTimeout()), bodyTimeoutMs);
  try {
    return await Promise.race([work(deadline.signal), timedOut]);
  } finally {
    clearTimeout(timer);
  }
}

/** Level by level, without a stack of its own to exhaust. */
function isDeeperThan(depth: number, value: unknown): boolean {
  let level: unknown[] = [value];
  for (let at = 0; level.length > 0; at += 1) {
    if (at > depth) return true;
    level = level.flatMap((node) => (typeof node === "object" && node !== null ? Object.values(node) : []));
  }
  return false;
}

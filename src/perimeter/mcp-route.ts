/** The addresses MCP is spoken at: `/mcp` and its narrower forms always, those of the compatibility transports where a deployment names them. */
import { mcpAddress, readWishes, type Wishes } from "./narrowing.ts";
import { guardMcp, guardOpening, isHandshake, type Refused, sseMethodRefusal } from "./request-guard.ts";

export type CompatTransport = "sse" | "websocket";

/** What is asked for: one message, or a channel that stays open. */
export type McpAsked =
  | { readonly kind: "message"; readonly text: string; /** HTTP+SSE: the stream it is answered on. */ readonly sessionId?: string }
  | { readonly kind: "stream" }
  | { readonly kind: "socket" };

export type McpRouteRules = {
  readonly origins: ReadonlySet<string>;
  readonly transports: readonly CompatTransport[];
};

type Guarded = { readonly accepted: true; readonly asked: McpAsked; readonly wishes: Wishes } | ({ readonly accepted: false } & Refused);

/** Row 5 of DESIGN's table for everything that is MCP; null for any other address. */
export async function guardMcpRoute(request: Request, url: URL, rules: McpRouteRules, requestId: string): Promise<Guarded | null> {
  const { origins, transports } = rules;
  const { method } = request;
  const address = mcpAddress(url.pathname);
  if (address) {
    if (transports.includes("websocket") && method === "GET" && isHandshake(request)) return opening("socket");
  } else {
    const allowed = sseMethods(url.pathname, transports.includes("sse"));
    if (allowed === null) return null;
    if (!allowed.includes(method)) return { accepted: false, ...sseMethodRefusal(requestId, allowed.join(", ")) };
    if (method === "GET") return opening("stream");
  }
  const body = await guardMcp(request, origins, requestId);
  if (!body.accepted) return body;
  const { text } = body;
  if (url.pathname !== "/messages") return accepted({ kind: "message", text });
  return accepted({ kind: "message", text, sessionId: url.searchParams.get("sessionId") ?? "" });

  function opening(kind: "stream" | "socket"): Guarded {
    const refusal = guardOpening(request, kind, origins, requestId);
    return refusal ? { accepted: false, ...refusal } : accepted({ kind });
  }

  function accepted(asked: McpAsked): Guarded {
    const read = readWishes(request.headers, address, requestId);
    return read.accepted ? { ...read, asked } : read;
  }
}

/** Of the routes of HTTP+SSE; null for any other address. */
function sseMethods(pathname: string, enabled: boolean): readonly string[] | null {
  switch (pathname) {
    case "/sse":
      return enabled ? ["GET", "POST"] : [];
    case "/messages":
      return enabled ? ["POST"] : [];
    default:
      return null;
  }
}

/** One MCP message as text, before any handler sees it: whatever door it came through, the same is refused. */
import { isDeeperThan, namesPrototype } from "./json.ts";

/** Of one message, on every transport. */
export const maxMessageBytes = 4 * 1024 * 1024;
/** Deeper than any argument of any tool; what is nested by the thousand is there to exhaust a stack. */
const maxDepth = 64;

export type UnreadableReason = "json_invalid" | "batch_refused" | "json_limits";

export type ReadMessage =
  | { readonly readable: true; readonly parsed: unknown }
  | { readonly readable: false; readonly reason: UnreadableReason; readonly code: number; readonly message: string };

export function readMessage(text: string): ReadMessage {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { readable: false, reason: "json_invalid", code: -32700, message: "The message is not JSON." };
  }
  if (Array.isArray(parsed))
    return {
      readable: false,
      reason: "batch_refused",
      code: -32600,
      message: "JSON-RPC batches are not part of MCP since 2025-06-18.",
    };
  if (isDeeperThan(maxDepth, parsed))
    return { readable: false, reason: "json_limits", code: -32600, message: `The message is nested deeper than ${maxDepth} levels.` };
  // Whoever copies the message on its way to the tool would drop the name, or follow it. Escapes hide it from a search of the text.
  if (/__proto__|\\u/.test(text) && namesPrototype(parsed))
    return { readable: false, reason: "json_invalid", code: -32602, message: "__proto__: no message has a member of this name." };
  return { readable: true, parsed };
}

/** JSON-RPC 2.0 §5.1; `id` is null where the request's own could not be told. */
export function rpcError(code: number, message: string, id: string | number | null = null) {
  return { jsonrpc: "2.0", error: { code, message }, id } as const;
}

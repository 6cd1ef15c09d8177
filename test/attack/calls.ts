/** What an attacker asks for once in: one tool call that would read a mailbox. */
import { mcpPost } from "../support/mcp-post.ts";

/** `tools/call getEmails` at that origin's `/mcp`. */
export function mcpCall(
  origin: string,
  headers: Readonly<Record<string, string>>,
  name = "getEmails",
  args: object = {},
): Promise<Response> {
  return mcpPost(`${origin}/mcp`, headers, "tools/call", { name, arguments: args });
}

/** The same as bytes. */
export const callBody = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "getEmails", arguments: {} } });

/** One MCP request as bytes on the wire, for answers no client library would show. */

export type ToolAnswer = {
  readonly isError?: boolean;
  readonly content: readonly { readonly type: string; readonly text: string }[];
  readonly structuredContent?: Record<string, unknown> & {
    readonly error?: { readonly code: string; readonly message: string; readonly field?: string; readonly requestId: string };
  };
};

export type RpcAnswer<T> = {
  readonly result?: T;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
};

/** A legacy, stateless JSON-RPC request (revision 2025-11-25). */
export function mcpPost(url: string, headers: Readonly<Record<string, string>>, method: string, params: object = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    redirect: "manual",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2025-11-25",
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
}

/** @throws Error with the answer's text, where it is no tool result */
export async function callTool(
  url: string,
  headers: Readonly<Record<string, string>>,
  name: string,
  args: object = {},
): Promise<ToolAnswer> {
  const response = await mcpPost(url, headers, "tools/call", { name, arguments: args });
  const text = await response.text();
  const answer = response.ok ? (JSON.parse(text) as RpcAnswer<ToolAnswer>) : {};
  if (!answer.result) throw new Error(`${name} answered ${response.status}: ${text}`);
  return answer.result;
}

export function textOf(answer: ToolAnswer): string {
  return answer.content.map((part) => part.text).join("\n");
}

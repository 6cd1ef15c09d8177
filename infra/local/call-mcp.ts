/** One JSON-RPC request to a running server in the 2025-era form, for scripts that need no client. */
export async function callMcp(url: string, headers: Readonly<Record<string, string>>, method: string, params: object): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} answered ${response.status}: ${text.slice(0, 300)}`);
  const answer = JSON.parse(text) as { result?: unknown; error?: { code: number; message: string } };
  if (answer.error) throw new Error(`${method} answered ${answer.error.code}: ${answer.error.message}`);
  return answer.result;
}

/** The 1.x SDK's own clients of the transports before Streamable HTTP. */
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { WebSocketClientTransport } from "@modelcontextprotocol/sdk/client/websocket.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { answerOf, type ConnectedClient } from "./real-clients.ts";

type Headers = Readonly<Record<string, string>>;

export type CompatClient = {
  readonly name: string;
  /** What it needs of `COMPAT_TRANSPORTS`. */
  readonly path: "/sse" | "/mcp";
  readonly connect: (origin: string, headers: Headers) => Promise<ConnectedClient & { readonly client: Client }>;
};

/** What Node's own WebSocket takes besides the subprotocol. */
const NodeWebSocket = WebSocket as unknown as new (
  url: string | URL,
  options: { readonly protocols: string; readonly headers: Headers },
) => WebSocket;

export function openWebSocket(url: string, headers: Headers, protocol = "mcp"): WebSocket {
  return new NodeWebSocket(url, { protocols: protocol, headers });
}

export function webSocketUrl(origin: string): string {
  return `${origin.replace("http", "ws")}/mcp`;
}

async function connected(transport: Transport): Promise<ConnectedClient & { readonly client: Client }> {
  const client = new Client({ name: "end-to-end", version: "1" });
  let protocolVersion: string | undefined;
  transport.setProtocolVersion = (version) => void (protocolVersion = version);
  await client.connect(transport);
  return {
    client,
    protocolVersion,
    toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, args) => answerOf(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}

export const compatClients: readonly CompatClient[] = [
  {
    name: "SSEClientTransport",
    path: "/sse",
    connect: (origin, headers) => connected(new SSEClientTransport(new URL(`${origin}/sse`), { requestInit: { headers: { ...headers } } })),
  },
  {
    name: "WebSocketClientTransport",
    path: "/mcp",
    async connect(origin, headers) {
      const own = globalThis.WebSocket;
      // It takes no headers: whoever uses it outside a browser gives it a class that sends them.
      globalThis.WebSocket = function open(url: string | URL, protocol: string) {
        return openWebSocket(String(url), headers, protocol);
      } as unknown as typeof WebSocket;
      try {
        return await connected(new WebSocketClientTransport(new URL(webSocketUrl(origin))));
      } finally {
        globalThis.WebSocket = own;
      }
    },
  },
];

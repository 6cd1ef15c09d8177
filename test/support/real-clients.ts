/** MCP clients as people run them: the 2.x client in both eras and the 1.x client, behind one small face. */
import { Client, type OAuthClientProvider, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { OAuthClientProvider as OldProvider } from "@modelcontextprotocol/sdk/client/auth.js";

export type ClientAnswer = { readonly isError?: boolean; readonly text: string };

export type ConnectedClient = {
  readonly protocolVersion: string | undefined;
  readonly toolNames: () => Promise<readonly string[]>;
  readonly call: (name: string, args: Record<string, unknown>) => Promise<ClientAnswer>;
  readonly close: () => Promise<void>;
};

export type Credentials = {
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Signs its person in where the server asks for it. */
  readonly provider?: OAuthClientProvider & OldProvider;
};

export type RealClient = {
  readonly name: string;
  /** Rejects with the library's own `UnauthorizedError` where a person has to sign in first. */
  readonly connect: (url: string, credentials: Credentials) => Promise<ConnectedClient>;
  /** Redeems what came back to the client's redirect URI. */
  readonly finish: (url: string, credentials: Credentials, callback: URLSearchParams) => Promise<void>;
};

const whoami = { name: "end-to-end", version: "1" };

const transportOptions = ({ headers, provider }: Credentials) => ({
  ...(headers && { requestInit: { headers: { ...headers } } }),
  ...(provider && { authProvider: provider }),
});

const newClient = (name: string, negotiation?: { mode: { pin: string } }): RealClient => ({
  name,
  async connect(url, credentials) {
    const client = new Client(whoami, negotiation ? { versionNegotiation: negotiation } : {});
    await client.connect(new StreamableHTTPClientTransport(new URL(url), transportOptions(credentials)));
    return {
      protocolVersion: client.getNegotiatedProtocolVersion(),
      toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name),
      call: async (tool, args) => answerOf(await client.callTool({ name: tool, arguments: args })),
      close: () => client.close(),
    };
  },
  finish: (url, credentials, callback) =>
    new StreamableHTTPClientTransport(new URL(url), transportOptions(credentials)).finishAuth(callback),
});

const oldClient: RealClient = {
  name: "sdk 1.x client",
  async connect(url, credentials) {
    const client = new OldClient(whoami);
    const transport = new OldTransport(new URL(url), transportOptions(credentials));
    await client.connect(transport);
    return {
      protocolVersion: transport.protocolVersion,
      toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name),
      call: async (tool, args) => answerOf(await client.callTool({ name: tool, arguments: args })),
      close: () => client.close(),
    };
  },
  finish: (url, credentials, callback) =>
    new OldTransport(new URL(url), transportOptions(credentials)).finishAuth(callback.get("code") ?? ""),
};

export const realClients: readonly RealClient[] = [
  newClient("2.x client, legacy era"),
  newClient("2.x client, pinned to 2026-07-28", { mode: { pin: "2026-07-28" } }),
  oldClient,
];

export function answerOf(result: { readonly [key: string]: unknown }): ClientAnswer {
  const content = Array.isArray(result["content"]) ? (result["content"] as readonly { readonly text?: string }[]) : [];
  return { ...(result["isError"] === true && { isError: true }), text: content.map((part) => part.text ?? "").join("\n") };
}

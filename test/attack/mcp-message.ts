/** MCP messages as an attacker writes them: any body, any header, at the Worker's own door, past a good assertion and bearer. */
import type { EstatePerson } from "../support/estate.ts";
import { type Seen, seen } from "./answers.ts";
import type { Stage } from "./stage.ts";

export type HeaderChanges = Readonly<Record<string, string | null>>;

/** The headers of a 2025-era request of that person, with changes laid over; null removes one. */
export function messageHeaders(stage: Stage, changes: HeaderChanges = {}, person = stage.person("amara.okafor")): Record<string, string> {
  const all: HeaderChanges = {
    ...stage.direct(person),
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": "2025-11-25",
    ...changes,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** `POST /mcp`. */
export function message(
  stage: Stage,
  body: string | Uint8Array<ArrayBuffer> | object,
  headers: HeaderChanges = {},
  person?: EstatePerson,
  query = "",
): Promise<Seen> {
  const isText = typeof body === "string" || body instanceof Uint8Array;
  return seen(
    fetch(`${stage.contract.directOrigin}/mcp${query}`, {
      method: "POST",
      headers: messageHeaders(stage, headers, person),
      body: isText ? body : JSON.stringify(body),
    }),
  );
}

export function rpc(method: string, params: object = {}, more: object = {}): object {
  return { jsonrpc: "2.0", id: 1, method, params, ...more };
}

export function call(name: string, args: unknown = {}, more: object = {}): object {
  return rpc("tools/call", { name, arguments: args, ...more });
}

/** Headers and `_meta` of the 2026-07-28 revision, for one method and name. */
export function modern(method: string, name?: string): HeaderChanges {
  return { "mcp-protocol-version": "2026-07-28", "mcp-method": method, ...(name !== undefined && { "mcp-name": name }) };
}

export const modernMeta = {
  _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {} },
};

/** A JSON-RPC answer's parts, as far as it is one. */
export function rpcOf({ text }: Seen): {
  readonly result?: {
    readonly isError?: boolean;
    readonly content?: readonly { readonly text: string }[];
    readonly structuredContent?: Record<string, unknown>;
    readonly tools?: readonly { readonly name: string; readonly inputSchema: { readonly properties?: Record<string, unknown> } }[];
  };
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
} {
  try {
    return JSON.parse(text) as ReturnType<typeof rpcOf>;
  } catch {
    return {};
  }
}

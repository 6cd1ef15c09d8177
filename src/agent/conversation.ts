/** MCP on a channel that stays open (HTTP+SSE, WebSocket; revisions before 2026-07-28): every message is a call of its own. */
import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResponse,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type RequestId,
  type Server,
  type Transport,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { AuditFacts } from "../audit/event.ts";
import { whereabouts } from "../core/errors.ts";
import { rpcError } from "../core/json-rpc.ts";
import type { DoorCall } from "./call-headers.ts";
import { refuseRequests } from "./mcp-server.ts";
import { errorFacts } from "./protocol-refusal.ts";
import { cancellation } from "./running-calls.ts";

export type ConversationPort = {
  readonly serverFor: (door: DoorCall, protocolVersion: string) => Server;
  /** A message the protocol layer turned away; leaves its one row. */
  readonly onRefusal: (facts: Omit<AuditFacts, "kind">, door: DoorCall) => void;
};

const initialized = z.object({ protocolVersion: z.string() });

export class Conversation {
  readonly #port: ConversationPort;
  readonly #say: (message: unknown) => void;
  readonly #running = new Map<RequestId, () => void>();
  #protocolVersion: string;

  /** @param say gets every message for the other side: answers, and notifications on the way to them */
  constructor(port: ConversationPort, say: (message: unknown) => void, protocolVersion = "2024-11-05") {
    this.#port = port;
    this.#say = say;
    this.#protocolVersion = protocolVersion;
  }

  /** As agreed by `initialize`; the oldest until then. */
  get protocolVersion(): string {
    return this.#protocolVersion;
  }

  /** Resolves when the message is answered, or needs no answer (any more). @param message one JSON value, no batch */
  async hear(message: unknown, door: DoorCall): Promise<void> {
    const cancelled = cancellation.safeParse(message);
    if (cancelled.success) return this.#running.get(cancelled.data.params.requestId)?.();
    if (isJSONRPCRequest(message)) {
      // MCP 2025-11-25, "Requests": an id is used once. A second call of its name could be neither cancelled nor ended.
      if (this.#running.has(message.id)) return this.#decline("A request of this id is still running.", door, message.id);
      try {
        return await this.#answer(message, door);
      } catch (thrown) {
        console.error(JSON.stringify({ requestId: door.requestId, error: whereabouts(thrown) }));
        return this.#say(rpcError(-32603, "Internal error", message.id));
      }
    }
    // Nothing is asked of the client, so whatever it answers or announces changes nothing.
    if (isJSONRPCNotification(message) || isJSONRPCResponse(message)) return;
    this.#decline("This is no JSON-RPC 2.0 message.", door);
  }

  /** Stops whatever is still running: nobody is there to be answered. */
  end(): void {
    for (const stop of this.#running.values()) stop();
  }

  async #answer(request: JSONRPCRequest, door: DoorCall): Promise<void> {
    const server = this.#port.serverFor(door, this.#protocolVersion);
    const { promise, resolve } = Promise.withResolvers<void>();
    const transport: Transport = {
      start: () => Promise.resolve(),
      send: (message) => {
        this.#note(request, message, door);
        this.#say(message);
        if (isAnswer(message)) resolve();
        return Promise.resolve();
      },
      close: () => {
        resolve();
        transport.onclose?.();
        return Promise.resolve();
      },
    };
    refuseRequests(transport);
    const stop = () => void server.close();
    this.#running.set(request.id, stop);
    try {
      await server.connect(transport);
      transport.onmessage?.(request);
      await promise;
    } finally {
      this.#running.delete(request.id);
      await server.close();
    }
  }

  #decline(sentence: string, door: DoorCall, id?: RequestId): void {
    const refused = rpcError(-32600, sentence, id);
    this.#refused(refused.error, door);
    this.#say(refused);
  }

  #note(request: JSONRPCRequest, message: JSONRPCMessage, door: DoorCall): void {
    if (isJSONRPCErrorResponse(message)) this.#refused(message.error, door);
    else if (request.method === "initialize" && isJSONRPCResultResponse(message))
      this.#protocolVersion = initialized.catch({ protocolVersion: this.#protocolVersion }).parse(message.result).protocolVersion;
  }

  #refused(error: { readonly code: number; readonly data?: unknown }, door: DoorCall): void {
    try {
      const facts = errorFacts(error);
      if (facts) this.#port.onRefusal(facts, door);
    } catch (thrown) {
      // Nothing was done and nothing is told but that: the answer need not wait for its row.
      console.error(JSON.stringify({ requestId: door.requestId, error: whereabouts(thrown) }));
    }
  }
}

function isAnswer(message: JSONRPCMessage): boolean {
  return isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message);
}

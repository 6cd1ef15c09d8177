/**
 * MCP over WebSocket (subprotocol `mcp`, one JSON-RPC message a frame), hibernating: between frames the object may leave memory, so what a
 * socket needs is in its attachment. Sits before the Agent protocol of `agents`, of which no frame reaches or leaves these sockets.
 */
import { LifecycleCapability, type LifecycleJobOutcome } from "agents/lifecycle";
import { z } from "zod";
import { maxMessageBytes, readMessage, rpcError } from "../core/json-rpc.ts";
import { whereabouts } from "../core/errors.ts";
import { Conversation, type ConversationPort } from "./conversation.ts";
import { type DoorCall, doorCall } from "./call-headers.ts";

/** Of one principal; the oldest makes room. */
export const mostSockets = 16;
const idleMs = 60 * 60_000;
const tag = "mcp";
const sweep = "sweep";

/** RFC 6455 §7.4.1. */
const closeCode = { unsupportedData: 1003, policyViolation: 1008, messageTooBig: 1009 } as const;

export type WebSocketsPort = ConversationPort & {
  /** Runs `serve` with the call this request stands for, or answers why there is none; nothing is left uncaught. */
  readonly admit: (request: Request, serve: (door: DoorCall) => Response) => Promise<Response>;
  /** The call a frame stands for, or why its sender may not go on. @param message the frame's JSON */
  readonly readmit: (door: DoorCall, message: unknown) => Promise<FrameVerdict>;
  /** A frame nobody can be asked about. */
  readonly onBadFrame: (door: DoorCall, reason: string) => void;
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly now: () => number;
};

/** `answer`: the message alone is refused; `close`: the socket is. */
export type FrameVerdict =
  | { readonly admitted: true; readonly door: DoorCall }
  | { readonly admitted: false; readonly close: string }
  | { readonly admitted: false; readonly answer: { readonly code: number; readonly message: string } };

const attachment = z.strictObject({
  /** Tells these sockets from any other of the object. */
  mcp: z.strictObject({
    door: doorCall,
    protocolVersion: z.string(),
    /** Epoch ms. */
    openedAt: z.number(),
    /** Epoch ms. */
    usedAt: z.number(),
  }),
});
type Attached = z.output<typeof attachment>["mcp"];

export class WebSockets extends LifecycleCapability {
  readonly #port: WebSocketsPort;
  readonly #conversations = new WeakMap<WebSocket, Conversation>();

  constructor(port: WebSocketsPort) {
    super("mcp-web-sockets");
    this.#port = port;
  }

  /** Claims every upgrade. */
  onWebSocketUpgrade({ request }: { readonly request: Request }): Promise<Response> {
    return this.#port.admit(request, (door) => {
      const open = this.#open();
      for (const { socket } of open.slice(0, Math.max(0, open.length - mostSockets + 1)))
        socket.close(closeCode.policyViolation, `more than ${mostSockets} connections`);
      const { 0: client, 1: server } = new WebSocketPair();
      const now = this.#port.now();
      // First: a door too large to be remembered (16 KiB) must not leave a socket behind that nobody counts or closes.
      attach(server, { door, protocolVersion: "2024-11-05", openedAt: now, usedAt: now });
      this.lifecycle.sockets.accept(server, [tag]);
      this.#port.keepAlive(this.#armSweep());
      return new Response(null, { status: 101, webSocket: client, headers: { "sec-websocket-protocol": "mcp" } });
    });
  }

  onWebSocketMessage(socket: WebSocket, frame: unknown): boolean {
    const attached = attachedTo(socket);
    if (!attached) return false;
    // Frames of a socket are delivered one after the other: a call must not keep its own cancellation waiting.
    if (socket.readyState === WebSocket.OPEN) this.#port.keepAlive(this.#hear(socket, attached, frame));
    return true;
  }

  onWebSocketClose(socket: WebSocket, code: number): boolean {
    if (!attachedTo(socket)) return false;
    this.#conversations.get(socket)?.end();
    // 1005 and above 1014 are never on the wire (RFC 6455 §7.4.1): there is nobody to answer.
    if (code !== 1005 && code !== 1006 && code !== 1015) closeQuietly(socket, code, "");
    return true;
  }

  onWebSocketError(socket: WebSocket): boolean {
    if (!attachedTo(socket)) return false;
    this.#conversations.get(socket)?.end();
    return true;
  }

  /** Closes what has expired or is idle, then sleeps until the next socket is due. */
  onJob(): LifecycleJobOutcome {
    const now = this.#port.now();
    for (const { socket, attached } of this.#open())
      if (dueAt(attached) <= now) closeQuietly(socket, closeCode.policyViolation, endReason(attached, now));
    const next = this.#nextDueAt();
    return next === null ? undefined : { rescheduleAt: next };
  }

  /** Closes the sockets whose door this is true of. */
  end(concerns: (door: DoorCall) => boolean, reason: string): void {
    for (const { socket, attached } of this.#open()) if (concerns(attached.door)) this.#close(socket, closeCode.policyViolation, reason);
  }

  async #hear(socket: WebSocket, attached: Attached, frame: unknown): Promise<void> {
    const now = this.#port.now();
    const door = { ...attached.door, requestId: crypto.randomUUID(), receivedAt: now };
    try {
      if (now >= door.expiresAt * 1000) return this.#refuse(socket, door, "expired", closeCode.policyViolation, "sign in again");
      if (typeof frame !== "string") return this.#refuse(socket, door, "frame_not_text", closeCode.unsupportedData, "text frames only");
      if (frame.length > maxMessageBytes || Buffer.byteLength(frame) > maxMessageBytes)
        return this.#refuse(socket, door, "body_too_large", closeCode.messageTooBig, "a message is at most 4 MiB");
      attach(socket, { ...attached, usedAt: now });
      const read = readMessage(frame);
      if (!read.readable) {
        this.#port.onBadFrame(door, read.reason);
        return say(socket, rpcError(read.code, read.message));
      }
      const verdict = await this.#port.readmit(door, read.parsed);
      if (verdict.admitted) await this.#conversation(socket, attached).hear(read.parsed, verdict.door);
      else if ("close" in verdict) this.#close(socket, closeCode.policyViolation, verdict.close);
      else say(socket, rpcError(verdict.answer.code, verdict.answer.message, idOf(read.parsed)));
    } catch (thrown) {
      console.error(JSON.stringify({ requestId: door.requestId, error: whereabouts(thrown) }));
      say(socket, rpcError(-32603, "Internal error"));
    }
  }

  /** One per socket while the object is awake; after that the attachment remembers what was agreed. */
  #conversation(socket: WebSocket, { protocolVersion }: Attached): Conversation {
    const known = this.#conversations.get(socket);
    if (known) return known;
    const conversation: Conversation = new Conversation(
      this.#port,
      (message) => {
        const attached = attachedTo(socket);
        if (attached && attached.protocolVersion !== conversation.protocolVersion)
          attach(socket, { ...attached, protocolVersion: conversation.protocolVersion });
        say(socket, message);
      },
      protocolVersion,
    );
    this.#conversations.set(socket, conversation);
    return conversation;
  }

  #refuse(socket: WebSocket, door: DoorCall, reason: string, code: number, words: string): void {
    this.#port.onBadFrame(door, reason);
    this.#close(socket, code, words);
  }

  #close(socket: WebSocket, code: number, reason: string): void {
    this.#conversations.get(socket)?.end();
    closeQuietly(socket, code, reason);
  }

  /** Oldest first. */
  #open(): readonly { readonly socket: WebSocket; readonly attached: Attached }[] {
    return this.lifecycle.sockets
      .get(tag)
      .flatMap((socket) => {
        const attached = socket.readyState === WebSocket.OPEN ? attachedTo(socket) : null;
        return attached ? [{ socket, attached }] : [];
      })
      .toSorted((a, b) => a.attached.openedAt - b.attached.openedAt);
  }

  async #armSweep(): Promise<void> {
    const time = this.#nextDueAt();
    if (time !== null) await this.lifecycle.jobs.push({ id: sweep, fn: sweep, time });
  }

  #nextDueAt(): number | null {
    const open = this.#open();
    return open.length === 0 ? null : Math.min(...open.map(({ attached }) => dueAt(attached)));
  }
}

/** Epoch ms. */
function dueAt({ door, usedAt }: Attached): number {
  return Math.min(door.expiresAt * 1000, usedAt + idleMs);
}

function endReason({ door }: Attached, now: number): string {
  return now >= door.expiresAt * 1000 ? "sign in again" : "idle";
}

function attach(socket: WebSocket, mcp: Attached): void {
  socket.serializeAttachment({ mcp });
}

function attachedTo(socket: WebSocket): Attached | null {
  const read = attachment.safeParse(socket.deserializeAttachment());
  return read.success ? read.data.mcp : null;
}

function say(socket: WebSocket, message: unknown): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

/** @param reason at most 123 bytes (RFC 6455 §5.5) */
function closeQuietly(socket: WebSocket, code: number, reason: string): void {
  try {
    socket.close(code, reason);
  } catch {
    // It is gone already.
  }
}

function idOf(message: unknown): string | number | null {
  const read = z.object({ id: z.union([z.string(), z.number()]) }).safeParse(message);
  return read.success ? read.data.id : null;
}

/** HTTP+SSE (MCP 2024-11-05, basic/transports): a stream answers what is posted beside it. Sessions live in their principal's object alone. */
import { narrowedByBoth } from "../core/selection.ts";
import { Conversation, type ConversationPort } from "./conversation.ts";
import type { DoorCall } from "./call-headers.ts";

/** Of one principal; the oldest makes room. */
export const mostStreams = 16;
/** A stream keeps its object in memory. */
const idleMs = 60 * 60_000;
/** Below the time after which proxies give up on a silent answer. */
const pingEveryMs = 25_000;
/** Answers a client may leave unread. */
const maxUnreadBytes = 8 * 1024 * 1024;

type Session = {
  readonly door: DoorCall;
  readonly conversation: Conversation;
  readonly end: () => void;
  /** Epoch ms. */
  usedAt: number;
};

export type EventStreamsPort = ConversationPort & {
  /** Lets a call go on after the POST that brought it was answered. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly now: () => number;
};

const utf8 = new TextEncoder();

export class EventStreams {
  readonly #port: EventStreamsPort;
  readonly #sessions = new Map<string, Session>();

  constructor(port: EventStreamsPort) {
    this.#port = port;
  }

  /** A new session: its first event tells where to post, its end is at the latest when the door's credentials end. */
  open(door: DoorCall): Response {
    for (const { end } of [...this.#sessions.values()].slice(0, Math.max(0, this.#sessions.size - mostStreams + 1))) end();
    // A name, not a key: whoever posts to it must be this principal, by this grant.
    const id = crypto.randomUUID();
    const body = new ReadableStream<Uint8Array>(
      { start: (controller) => this.#begin(id, door, controller), cancel: () => this.#sessions.get(id)?.end() },
      new ByteLengthQueuingStrategy({ highWaterMark: maxUnreadBytes }),
    );
    return new Response(body, { headers: { "content-type": "text/event-stream", "x-accel-buffering": "no" } });
  }

  /** Null where there is no such session for this caller. A message sees no more than the stream was opened for. @param message one JSON value, no batch */
  hear(sessionId: string, message: unknown, door: DoorCall): Response | null {
    const session = this.#sessions.get(sessionId);
    if (!session || session.door.grantId !== door.grantId) return null;
    const now = this.#port.now();
    if (now >= session.door.expiresAt * 1000) {
      session.end();
      return null;
    }
    session.usedAt = now;
    const narrowing = narrowedByBoth(session.door.narrowing ?? {}, door.narrowing ?? {});
    this.#port.keepAlive(session.conversation.hear(message, { ...door, narrowing }));
    return new Response("Accepted", { status: 202 });
  }

  /** Ends the streams whose door this is true of. */
  end(concerns: (door: DoorCall) => boolean): void {
    for (const { door, end } of this.#sessions.values()) if (concerns(door)) end();
  }

  #begin(id: string, door: DoorCall, controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { now } = this.#port;
    const write = (text: string) => {
      if ((controller.desiredSize ?? 0) <= 0) return end();
      controller.enqueue(utf8.encode(text));
    };
    const conversation = new Conversation(this.#port, (message) => {
      if (this.#sessions.has(id)) write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
    });
    const pings = setInterval(() => {
      if (now() - session.usedAt > idleMs || now() >= door.expiresAt * 1000) end();
      else write(": still here\n\n");
    }, pingEveryMs);
    const expiry = setTimeout(() => end(), Math.min(door.expiresAt * 1000 - now(), 2 ** 31 - 1));
    const end = () => {
      if (!this.#sessions.delete(id)) return;
      clearInterval(pings);
      clearTimeout(expiry);
      conversation.end();
      try {
        controller.close();
      } catch {
        // Cancelled by the client.
      }
    };
    const session: Session = { door, conversation, end, usedAt: now() };
    this.#sessions.set(id, session);
    write(`event: endpoint\ndata: /messages?sessionId=${id}\n\n`);
  }
}

import { randomBytes } from "node:crypto";
import type { Answer } from "../operation.ts";

/** Files on their way in by ranges (learn.microsoft.com/graph/outlook-large-attachments, …/api/driveitem-createuploadsession). */

/** What each service asks of the ranges. Bytes. */
export const uploadKinds = {
  mail: { maxRange: 4 * 1024 * 1024, multipleOf: 1, accepted: 200 },
  drive: { maxRange: 60 * 1024 * 1024, multipleOf: 320 * 1024, accepted: 202 },
} as const;

export type UploadKind = keyof typeof uploadKinds;

export type UploadSession = {
  readonly id: string;
  readonly kind: UploadKind;
  /** Epoch ms. */
  readonly expiresAt: number;
  /** Of the whole file, where whoever opened the session said so; else the first range says it. */
  size: number | null;
  readonly ranges: Uint8Array<ArrayBuffer>[];
  received: number;
  /** Stores the file; its answer is the answer to the last range. Throws a `GraphFailure` where the file cannot be stored. */
  readonly onComplete: (bytes: Uint8Array<ArrayBuffer>) => Answer;
};

/** How long a session waits for its bytes, ms (our choice; Graph names the instant in `expirationDateTime`). */
const keptMs = 60 * 60_000;

export class UploadSessions {
  readonly #sessions = new Map<string, UploadSession>();

  /** @param now epoch ms */
  create(kind: UploadKind, size: number | null, now: number, onComplete: UploadSession["onComplete"]): UploadSession {
    const session: UploadSession = {
      id: randomBytes(24).toString("base64url"),
      kind,
      expiresAt: now + keptMs,
      size,
      ranges: [],
      received: 0,
      onComplete,
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  /** @param now epoch ms; a session that is over is not there any more */
  find(id: string, now: number): UploadSession | undefined {
    const session = this.#sessions.get(id);
    if (session !== undefined && session.expiresAt <= now) this.#sessions.delete(id);
    return session === undefined || session.expiresAt <= now ? undefined : session;
  }

  remove(session: UploadSession): void {
    this.#sessions.delete(session.id);
  }
}

/**
 * The gateway's log: one row per call that was let in, with the fields of the Logs API.
 * Source: developers.cloudflare.com/api/resources/ai_gateway/subresources/logs and developers.cloudflare.com/ai-gateway/observability/logging.
 */
import type { Metadata } from "./metadata.ts";
import { Ring } from "./ring.ts";

export type LogRow = {
  /** ULID. */
  readonly id: string;
  /** ISO 8601 instant. */
  readonly created_at: string;
  readonly provider: string;
  readonly model: string;
  readonly model_type: string;
  readonly path: string;
  /** Milliseconds. */
  readonly duration: number;
  readonly request_type: string;
  readonly request_content_type: string;
  readonly response_content_type: string;
  readonly status_code: number;
  readonly success: boolean;
  readonly cached: boolean;
  readonly tokens_in: number;
  readonly tokens_out: number;
  readonly cost: number;
  readonly custom_cost: boolean;
  readonly step: number;
  readonly event_id: string;
  readonly authentication: boolean;
  readonly user_agent: string;
  readonly metadata: Metadata;
  readonly feedback: -1 | 0 | 1 | null;
  readonly score: number | null;
};

/** Bodies of a call, kept only where payload logging is on. */
export type Payloads = { readonly request: string; readonly response: string };

export type LogEntry = { readonly row: LogRow; readonly payloads: Payloads | undefined };

const perRowBytes = 1_024;

export class LogStore {
  readonly #byId = new Map<string, LogEntry>();
  readonly #order = new Ring<string>({ maxCount: 20_000, maxBytes: 96 * 1_048_576 }, (id) => this.#byId.delete(id));

  add(entry: LogEntry): void {
    this.#byId.set(entry.row.id, entry);
    this.#order.push(entry.row.id, perRowBytes + (entry.payloads?.request.length ?? 0) + (entry.payloads?.response.length ?? 0));
  }

  get(id: string): LogEntry | undefined {
    return this.#byId.get(id);
  }

  /** Lays the change over the row; false where there is no such row. */
  patch(id: string, change: Partial<Pick<LogRow, "feedback" | "score" | "metadata">>): boolean {
    const entry = this.#byId.get(id);
    if (entry === undefined) return false;
    this.#byId.set(id, { ...entry, row: { ...entry.row, ...change } });
    return true;
  }

  /** Oldest first. */
  list(): LogEntry[] {
    return this.#order.toArray().flatMap((id) => this.#byId.get(id) ?? []);
  }
}

/** One bounded HTTP exchange that should answer with JSON: a deadline over the whole of it, a size cap, no redirect followed. */
import type { Fetch } from "../core/fetch.ts";
import { parseJson } from "../core/json.ts";
import { readTextCapped } from "../core/read-capped.ts";

export type FetchLimits = { readonly timeoutMs: number; readonly maxBytes: number };

export type JsonAnswer = {
  /** 0 where no whole answer came: timeout, network, redirect, too large. */
  readonly status: number;
  /** Null where the answer is not JSON. */
  readonly body: unknown;
  readonly retryAfterSeconds?: number;
};

const noAnswer: JsonAnswer = { status: 0, body: null };

export async function fetchJson(fetch: Fetch, url: string, init: RequestInit, limits: FetchLimits): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(limits.timeoutMs) });
    const { status } = response;
    if (status < 200 || (status >= 300 && status < 400)) {
      await response.body?.cancel();
      return noAnswer;
    }
    const text = await readTextCapped(response, limits.maxBytes);
    return text === null ? noAnswer : { status, body: parseJson(text), ...retryAfter(response.headers.get("retry-after")) };
  } catch {
    return noAnswer;
  }
}

/** RFC 9110 §10.2.3, the delta-seconds form only. */
function retryAfter(value: string | null): { readonly retryAfterSeconds?: number } {
  return value !== null && /^\d{1,5}$/.test(value) ? { retryAfterSeconds: Number(value) } : {};
}

/** Whether one Graph attempt may be made again, and when: idempotency of the operation × proof that nothing was executed. */

/** Limits of one tool call, shared by all its Graph requests. */
export const retryLimits = {
  /** Attempts beyond each request's first; three attempts in all. */
  retries: 2,
  /** Of the whole call. */
  deadlineMs: 30_000,
  maxSleepMs: 10_000,
  minBackoffMs: 200,
  maxBackoffMs: 5_000,
} as const;

export type RetryQuestion = {
  readonly idempotency: "safe" | "keyed" | "once";
  /** Whether Graph is known to have done nothing in any attempt so far (`no`), to have done it (`yes`), or neither. */
  readonly executed: "no" | "unknown" | "yes";
  /** Whether the fault may pass by itself. */
  readonly transient: boolean;
  /** Graph's `retry-after`, as it came. */
  readonly retryAfter: string | undefined;
  /** Retries of this tool call already spent. */
  readonly retriesSpent: number;
  /** Retries this kind of fault is worth. */
  readonly retriesAllowed: number;
  /** Epoch ms. */
  readonly now: number;
  /** Epoch ms. */
  readonly deadlineAt: number;
  /** 0 ≤ n < 1 */
  readonly random: number;
};

export type RetryDecision =
  | { readonly action: "retry"; readonly sleepMs: number }
  /** Surface the error as it is; `retryAfterSeconds` where the upstream said when. */
  | { readonly action: "surface"; readonly retryAfterSeconds?: number }
  /** It may have been carried out and must not be repeated. */
  | { readonly action: "unknown" };

export function decideRetry(question: RetryQuestion): RetryDecision {
  const { idempotency, executed, transient, retryAfter, retriesSpent, now, deadlineAt } = question;
  if (idempotency === "once" && executed === "unknown") return { action: "unknown" };
  const askedMs = parseRetryAfter(retryAfter, now);
  const end = ending(question, askedMs);
  if (executed === "yes" || !transient) return end;
  if (retriesSpent >= Math.min(question.retriesAllowed, retryLimits.retries)) return end;
  const backoffMs = fullJitter(retriesSpent, question.random);
  /* A wait the upstream asked for is a floor; jitter on top keeps callers apart. */
  const sleepMs =
    askedMs === null ? backoffMs : Math.max(askedMs, retryLimits.minBackoffMs) + Math.min(backoffMs, retryLimits.minBackoffMs);
  if ((askedMs ?? 0) > retryLimits.maxSleepMs || now + sleepMs >= deadlineAt) return end;
  return { action: "retry", sleepMs: Math.min(sleepMs, retryLimits.maxSleepMs) };
}

/** Graph recognises our own repeats of a keyed request; the caller's next call is another one and would be carried out a second time. */
function ending({ idempotency, executed }: RetryQuestion, askedMs: number | null): RetryDecision {
  if (idempotency === "keyed" && executed === "unknown") return { action: "unknown" };
  return askedMs === null ? { action: "surface" } : { action: "surface", retryAfterSeconds: Math.ceil(askedMs / 1000) };
}

/**
 * Milliseconds a `Retry-After` asks for (RFC 9110 §10.2.3), at least the minimum backoff where it is zero or past;
 * null where it is absent or no such value (negative, fraction, text), which means: use the backoff.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | null {
  const text = value?.trim();
  if (text === undefined) return null;
  if (/^\d{1,10}$/.test(text)) return Math.max(Number(text) * 1000, retryLimits.minBackoffMs);
  if (!/^[A-Z][a-z]{2,8}, ?\d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(at - now, retryLimits.minBackoffMs);
}

/** Exponential backoff with full jitter between the minimum and 200 ms · 5ⁿ, capped. */
function fullJitter(retriesSpent: number, random: number): number {
  const ceiling = Math.min(retryLimits.minBackoffMs * 5 ** (retriesSpent + 1), retryLimits.maxBackoffMs);
  return Math.round(retryLimits.minBackoffMs + random * (ceiling - retryLimits.minBackoffMs));
}

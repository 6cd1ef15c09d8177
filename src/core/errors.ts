/** One error type for everything the product says no to: a code for programs, a sentence for people, the upstream truth in `cause`. */

export type AppErrorCode =
  /* the caller's input */
  | "invalid_arguments"
  | "invalid_cursor"
  | "ambiguous"
  /* the caller's standing */
  | "account_not_linked"
  | "reauth_required"
  | "insufficient_graph_scope"
  | "policy_denied"
  | "service_principal_forbidden"
  | "rate_limited"
  | "idempotency_conflict"
  /* Microsoft Graph, as its own status travelled inside the relay's answer */
  | "not_found"
  | "graph_forbidden"
  | "graph_rejected"
  | "conflict"
  | "locked"
  | "throttled"
  | "graph_unavailable"
  | "upstream_invalid"
  | "response_too_large"
  | "document_unreadable"
  /* AI Gateway and the relay behind it */
  | "egress_unavailable"
  | "egress_integrity"
  | "gateway_unauthorized"
  | "gateway_throttled"
  | "gateway_budget"
  | "gateway_denied"
  | "gateway_misconfigured"
  | "gateway_failed"
  | "blocked_by_dlp"
  | "blocked_by_guardrails"
  /* the call itself */
  | "outcome_unknown"
  | "deadline_exceeded"
  | "cancelled"
  | "audit_unavailable"
  | "misconfigured"
  | "internal";

/** Facts that are safe to show the caller beside the sentence. */
export type AppErrorDetails = {
  /** Name of the argument or setting at fault, dotted for nested ones. */
  readonly field?: string;
  readonly retryAfterSeconds?: number;
  /** Page where the caller can mend it. */
  readonly url?: string;
  readonly scopes?: readonly string[];
  readonly candidates?: readonly string[];
  /** A draft that stayed behind; nothing of it was sent, unless the code is `outcome_unknown`. */
  readonly draftId?: string;
  /** Microsoft 365 did it; only its answer was withheld on the way back. */
  readonly carriedOut?: true;
  /** What was asked for was not done, although a step towards it was; the sentence says which. */
  readonly undone?: true;
};

const retryableCodes: ReadonlySet<AppErrorCode> = new Set([
  "rate_limited",
  "locked",
  "throttled",
  "graph_unavailable",
  "egress_unavailable",
  "gateway_throttled",
  "gateway_failed",
  "deadline_exceeded",
]);

/**
 * @param message ours, safe to show; upstream text goes in `options.cause` and reaches neither client nor model.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: AppErrorCode;
  readonly details: AppErrorDetails;

  constructor(code: AppErrorCode, message: string, options: AppErrorDetails & { readonly cause?: unknown } = {}) {
    const { cause, ...details } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }

  /** Whether the same call may succeed later without anything being changed. */
  get retryable(): boolean {
    return retryableCodes.has(this.code);
  }

  /** Whether what was asked for is known not to have been done, whatever was done on the way to it. */
  get leftUndone(): boolean {
    return this.code !== "outcome_unknown" && (this.details.undone === true || this.details.draftId !== undefined);
  }
}

/** For the operator's error line: a name and where, never a message, which may carry somebody else's words. */
export function whereabouts(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown;
  // The stack repeats the message, which may have several lines.
  const frames = thrown.stack?.split("\n").filter((line) => /^\s+at /.test(line)) ?? [];
  return `${thrown.name} ${frames.slice(0, 3).join(" ").trim()}`;
}

/** Anything thrown, as an `AppError`; what we did not foresee is `internal` and says nothing of itself. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : new AppError("internal", "Something went wrong on our side.", { cause: thrown });
}

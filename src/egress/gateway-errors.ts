/** What AI Gateway says when it does not deliver an answer: every known body shape, decided by status and number, never by text. */
import { z } from "zod";
import { AppError, type AppErrorCode } from "../core/errors.ts";
import { parseJson } from "../core/json.ts";

/** A member of another form (a string code, an error that is a sentence) says nothing; the others still do. */
const code = z.number().optional().catch(undefined);
const numbered = z.looseObject({ code });
const body = z.looseObject({
  error: z
    .union([z.array(numbered), numbered])
    .optional()
    .catch(undefined),
  errors: z.array(numbered).optional().catch(undefined),
  internalCode: code,
});

export type GatewayRefusal = {
  readonly error: AppError;
  /** `no`: the gateway refused before it forwarded anything. */
  readonly executed: "no" | "unknown" | "yes";
};

type Meaning = { readonly code: AppErrorCode; readonly says: string; readonly executed: "no" | "unknown" | "yes" };

const dlpBlocked = "The organisation's data loss prevention blocked this call.";
const guardrails = "The organisation's guardrails blocked this call.";
const throttled = "The gateway asked us to slow down.";
const budget = "The gateway's spending limit is reached.";
const misconfigured = "The gateway route to Microsoft 365 is not set up correctly.";

/** By the gateway's own code number (developers.cloudflare.com/ai-gateway, error list). */
const byNumber: Readonly<Record<number, Meaning>> = {
  2001: { code: "gateway_misconfigured", says: misconfigured, executed: "no" },
  2003: { code: "gateway_throttled", says: throttled, executed: "no" },
  2005: { code: "gateway_failed", says: "The gateway could not get an answer from behind it.", executed: "unknown" },
  2009: { code: "gateway_unauthorized", says: "The gateway did not accept this server.", executed: "no" },
  2016: { code: "blocked_by_guardrails", says: guardrails, executed: "no" },
  2021: { code: "gateway_budget", says: budget, executed: "no" },
  2029: { code: "blocked_by_dlp", says: dlpBlocked, executed: "no" },
  2030: { code: "blocked_by_dlp", says: dlpBlocked, executed: "yes" },
  2040: { code: "gateway_misconfigured", says: misconfigured, executed: "no" },
  2041: { code: "gateway_budget", says: budget, executed: "no" },
  2045: { code: "gateway_budget", says: budget, executed: "no" },
  7003: { code: "gateway_misconfigured", says: misconfigured, executed: "no" },
};

/** By HTTP status, where the body names no number we know. */
function byStatus(status: number): Meaning {
  switch (status) {
    case 401:
      return { code: "gateway_unauthorized", says: "The gateway did not accept this server.", executed: "no" };
    case 402:
      return { code: "gateway_budget", says: budget, executed: "no" };
    case 403:
      return { code: "gateway_denied", says: "The gateway's policy denied this call.", executed: "no" };
    case 404:
      return { code: "gateway_misconfigured", says: misconfigured, executed: "no" };
    case 424:
      return { code: "blocked_by_guardrails", says: guardrails, executed: "unknown" };
    case 429:
      return { code: "gateway_throttled", says: throttled, executed: "no" };
    default:
      return { code: "gateway_failed", says: "The gateway could not get an answer from behind it.", executed: "unknown" };
  }
}

/** Guardrails share a number between prompt and response; the run API's 422 is the prompt side, 424 the response side. */
function guardrailsMeaning(status: number): Meaning {
  return { code: "blocked_by_guardrails", says: guardrails, executed: status === 422 ? "no" : "yes" };
}

/** @param text the gateway's body, capped; kept as `cause` for the operator's eyes only */
export function gatewayRefusal(status: number, text: string): GatewayRefusal {
  const number = codeOf(text);
  const meaning = number === 2017 ? guardrailsMeaning(status) : ((number === undefined ? undefined : byNumber[number]) ?? byStatus(status));
  return {
    error: new AppError(meaning.code, meaning.says, { cause: new Error(`gateway ${status}${number === undefined ? "" : `/${number}`}`) }),
    executed: meaning.executed,
  };
}

function codeOf(text: string): number | undefined {
  const parsed = body.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { error, errors, internalCode } = parsed.data;
  return internalCode ?? (Array.isArray(error) ? error[0]?.code : error?.code) ?? errors?.[0]?.code;
}

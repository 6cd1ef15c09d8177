/** What Graph's own answer means for the caller; Graph's words stay in `cause`. */
import { z } from "zod";
import { AppError, type AppErrorCode } from "../core/errors.ts";
import type { EgressAnswer } from "../egress/exchange.ts";

const errorBody = z.object({
  error: z.object({ code: z.string().optional(), message: z.string().optional(), innerError: z.unknown().optional() }),
});

/** Error codes by which the workloads say that the token's scopes or the person's roles do not reach. */
const scopeCodes: ReadonlySet<string> = new Set([
  "authorization_requestdenied",
  "erroraccessdenied",
  "accessdenied",
  "missing_scopes",
  "insufficientpermissions",
  "insufficientscope",
]);

/** Codes by which a workload says that an id was never one of its own. */
const noSuchId: ReadonlySet<string> = new Set(["ErrorInvalidIdMalformed", "ErrorInvalidIdNotAnItemAttachmentId", "ErrorInvalidIdEmpty"]);

/** Whether a 2xx answer carries an OData error object all the same. */
export function isErrorBody(body: unknown): boolean {
  return errorBody.safeParse(body).success;
}

/**
 * @param scopes what the request needs, named to the caller where Graph says they are missing
 * @param granted whether the account is known to hold them: then a refusal that does not speak of scopes is about something else
 */
export function graphError(answer: EgressAnswer, scopes: readonly string[] = [], granted = false): AppError {
  const parsed = errorBody.safeParse(answer.body);
  const upstream = parsed.success ? parsed.data.error : undefined;
  const cause = {
    status: answer.status,
    code: upstream?.code,
    message: upstream?.message?.slice(0, 500),
    requestId: answer.headers["request-id"],
  };
  const code = noSuchId.has(upstream?.code ?? "") ? "not_found" : codeOf(answer.status, upstream?.code, upstream?.message);
  if (code !== "insufficient_graph_scope" || scopes.length === 0) return new AppError(code, sentences[code], { cause });
  /* A delegate without rights in the mailbox gets the same answer as one without the scope. */
  const isShared = scopes.some((scope) => scope.endsWith(".Shared"));
  if (granted && !namesScopes(upstream?.message)) {
    return isShared
      ? new AppError("graph_forbidden", "That mailbox is not shared with this account, or not for this.", { cause, field: "mailbox" })
      : new AppError("graph_forbidden", sentences.graph_forbidden, { cause });
  }
  return new AppError(code, isShared ? notShared : sentences[code], { cause, scopes });
}

/** The status Graph itself answered with, where the error tells of one. */
export function graphStatusOf({ cause }: AppError): number | undefined {
  return z.object({ status: z.int() }).safeParse(cause).data?.status;
}

const notShared =
  "That mailbox is not shared with this account, or not for this, or the account has not granted what shared mailboxes need.";

type GraphErrorCode = Extract<
  AppErrorCode,
  | "reauth_required"
  | "insufficient_graph_scope"
  | "graph_forbidden"
  | "not_found"
  | "conflict"
  | "locked"
  | "throttled"
  | "graph_rejected"
  | "graph_unavailable"
  | "response_too_large"
  | "upstream_invalid"
>;

const sentences: Readonly<Record<GraphErrorCode, string>> = {
  reauth_required: "Microsoft no longer accepts the stored sign-in. Link the Microsoft account again.",
  insufficient_graph_scope: "The linked Microsoft account has not granted what this needs, or its administrator does not allow it.",
  graph_forbidden: "Microsoft 365 does not allow this account to do that.",
  not_found: "Microsoft 365 has no such item for this account.",
  conflict: "The item was changed, or already exists. Read it again, then repeat.",
  locked: "The item is locked by another process. Try again later.",
  throttled: "Microsoft Graph asked us to slow down.",
  graph_rejected: "Microsoft Graph refused the request as it stands. Check the arguments.",
  graph_unavailable: "Microsoft Graph did not answer properly. Try again later.",
  response_too_large: "Microsoft Graph refused the request as too large. Ask for or send less.",
  upstream_invalid: "Microsoft Graph's answer was not one this server can trust.",
};

function codeOf(status: number, code: string | undefined, message: string | undefined): GraphErrorCode {
  if (status >= 200 && status < 400) return "upstream_invalid";
  switch (status) {
    case 401:
      return "reauth_required";
    case 403:
      return isAboutScopes(code, message) ? "insufficient_graph_scope" : "graph_forbidden";
    case 404:
    case 410:
      return "not_found";
    case 409:
    case 412:
      return "conflict";
    case 413:
      return "response_too_large";
    case 423:
      return "locked";
    case 429:
      return "throttled";
    default:
      return status >= 500 || status === 408 ? "graph_unavailable" : "graph_rejected";
  }
}

function isAboutScopes(code: string | undefined, message: string | undefined): boolean {
  return scopeCodes.has((code ?? "").toLowerCase()) || namesScopes(message) || /insufficient privileges/i.test(message ?? "");
}

/** Some workloads say outright that the token is short of a scope; the others have one answer for scopes and for rights. */
function namesScopes(message: string | undefined): boolean {
  return /scope/i.test(message ?? "");
}

/** Graph statuses after which nothing is known to have been done (`no`), or neither (`unknown`). */
export function executedOf(status: number): "no" | "unknown" | "yes" {
  if (status >= 200 && status < 300) return "yes";
  return status >= 500 || status === 408 || status < 200 ? "unknown" : "no";
}

/** Whether the same request may succeed a moment later. 401 was already renewed by the relay; 423 is for the caller to wait out. */
export function isTransient(status: number): boolean {
  return status === 429 || status === 408 || status === 500 || (status >= 502 && status <= 504);
}

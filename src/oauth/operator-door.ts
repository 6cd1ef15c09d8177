/** What the doors for operators' tools have in common: who stands there, how they are answered, and the one line each visit leaves. */
import { whereabouts } from "../core/errors.ts";
import type { PrincipalId } from "../core/identity.ts";
import { parseJson } from "../core/json.ts";
import { readTextCapped } from "../core/read-capped.ts";

/** What the record keeps of one request. */
export type OperatorEvent = {
  readonly kind: "connection" | "authorization";
  readonly outcome: "done" | "refused" | "failed";
  readonly reason: string;
  readonly httpStatus: number;
  readonly oauthClientId?: string;
};

/** A service token that stands in `OPERATOR_SERVICE_TOKENS`. */
export type OperatorCaller = {
  readonly principalId: PrincipalId;
  readonly requestId: string;
  readonly audit: (event: OperatorEvent) => void;
};

type Facts = { readonly reason: string; readonly oauthClientId?: string };

const bodyBytes = 32 * 1024;

type Refusal = Facts & { readonly status: number; /** For the operator. */ readonly sentence: string; readonly allow?: string };

/** @param kind what the lines of this door are filed under */
export function operatorDoor(kind: OperatorEvent["kind"]) {
  const done = (caller: OperatorCaller, facts: Facts, body: object, status: 200 | 201 = 200): Response => {
    caller.audit({ kind, outcome: "done", ...facts, httpStatus: status });
    return answer(status, { ...body, requestId: caller.requestId });
  };

  /** 503: what was done stays done, and the same request again finishes it. */
  const failed = (caller: OperatorCaller, facts: Facts, body: object): Response => {
    caller.audit({ kind, outcome: "failed", ...facts, httpStatus: 503 });
    return answer(503, { ...body, requestId: caller.requestId }, { "retry-after": "5" });
  };

  const refuse = (caller: OperatorCaller, { status, sentence, allow, ...facts }: Refusal): Response => {
    caller.audit({ kind, outcome: "refused", ...facts, httpStatus: status });
    const body = { error: facts.reason, error_description: sentence, request_id: caller.requestId };
    return answer(status, body, allow === undefined ? {} : { allow });
  };

  return { done, failed, refuse };
}

/** For what nobody foresaw: the error's name, never its words. */
export function noteThrown(caller: OperatorCaller, thrown: unknown): void {
  console.error(JSON.stringify({ requestId: caller.requestId, error: whereabouts(thrown) }));
}

/** The JSON of a request that says it is JSON; null for any other, and for one that is too long. */
export async function readWish(request: Request): Promise<unknown> {
  const isJson = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() === "application/json";
  const text = isJson ? await readTextCapped(request, bodyBytes).catch(() => null) : null;
  return parseJson(text ?? "");
}

function answer(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });
}

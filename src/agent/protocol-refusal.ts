/** Why the protocol layer turned a request away by itself (era, headers, method, shape), so that the record can say it. */
import { z } from "zod";
import type { AuditFacts } from "../audit/event.ts";
import { parseJson } from "../core/json.ts";

/** MCP 2026-07-28 and JSON-RPC 2.0 §5.1. */
const reasons: Readonly<Record<number, { readonly reason: string }>> = {
  [-32020]: { reason: "header_mismatch" },
  [-32021]: { reason: "capability_missing" },
  [-32022]: { reason: "protocol_version" },
  [-32600]: { reason: "rpc_invalid" },
  [-32601]: { reason: "method_unknown" },
  [-32602]: { reason: "args_invalid" },
  [-32700]: { reason: "json_invalid" },
};
const anyOther = { reason: "protocol_refused" } as const;

const request = z.object({ id: z.union([z.string(), z.number()]), method: z.string() });
/** Such a call is answered by its tool, and leaves the tool's row. */
const plainCall = z.object({
  params: z.object({
    name: z.string(),
    arguments: z.custom((value) => value === undefined || (typeof value === "object" && value !== null && !Array.isArray(value))),
    _meta: z.looseObject({ progressToken: z.union([z.string(), z.number()]).optional() }).optional(),
    requestState: z.undefined().optional(),
    inputResponses: z.undefined().optional(),
  }),
});
const withState = z.object({ params: z.object({ requestState: z.unknown().refine((value) => value !== undefined) }) });
const invalidParams = -32602;
const refusal = z.object({ error: z.object({ code: z.number(), data: z.unknown().optional() }).optional() });

/**
 * Facts of the refusal; null where the request was answered, or has left a row already (an unknown tool).
 * @param asked the request's JSON
 */
export async function protocolRefusal(asked: unknown, answer: Response): Promise<Omit<AuditFacts, "kind"> | null> {
  if (answer.status < 400 && !mayBeRefused(asked, answer)) return null;
  const { error } = refusal.catch({}).parse(parseJson(await answer.clone().text()));
  if (!error && answer.status < 400) return null;
  const facts = errorFacts(error);
  if (facts && error?.code === invalidParams && withState.safeParse(asked).success)
    return { ...facts, reason: "state_tampered", httpStatus: answer.status };
  return facts && { ...facts, httpStatus: answer.status };
}

/** Whether a 200 can hold an error of the protocol layer. A stream is not looked into: some never end. */
function mayBeRefused(asked: unknown, answer: Response): boolean {
  if (!answer.headers.get("content-type")?.startsWith("application/json")) return false;
  const parsed = request.safeParse(asked);
  if (!parsed.success) return false;
  return parsed.data.method === "tools/call" ? !plainCall.safeParse(asked).success : parsed.data.method !== "tools/list";
}

/** Facts of an error the protocol layer answered with, on any transport; null where it has left a row already. */
export function errorFacts(error: { readonly code: number; readonly data?: unknown } | undefined): Omit<AuditFacts, "kind"> | null {
  const { data } = error ?? {};
  if (data instanceof Object && (("field" in data && data.field === "name") || "requestId" in data || "uri" in data)) return null;
  return { ...(reasons[error?.code ?? 0] ?? anyOther), outcome: "refused", errorCode: "invalid_arguments" };
}

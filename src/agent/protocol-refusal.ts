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

/** What this server answers; revisions before 2026-07-28 tell an unknown method with 200. */
const methods: ReadonlySet<string> = new Set(["initialize", "ping", "server/discover", "subscriptions/listen", "tools/list", "tools/call"]);

const request = z.object({ id: z.union([z.string(), z.number()]), method: z.string() });
const refusal = z.object({ error: z.object({ code: z.number(), data: z.object({ field: z.string().optional() }).optional() }).optional() });

/**
 * Facts of the refusal; null where the request was answered, or has left a row already (an unknown tool).
 * @param asked the request's JSON
 */
export async function protocolRefusal(asked: unknown, answer: Response): Promise<Omit<AuditFacts, "kind"> | null> {
  const parsed = request.safeParse(asked);
  if (answer.status < 400 && !(parsed.success && !methods.has(parsed.data.method))) return null;
  const { error } = refusal.catch({}).parse(parseJson(await answer.clone().text()));
  if (!error && answer.status < 400) return null;
  const facts = errorFacts(error);
  return facts && { ...facts, httpStatus: answer.status };
}

/** Facts of an error the protocol layer answered with, on any transport; null where it has left a row already. */
export function errorFacts(error: { readonly code: number; readonly data?: unknown } | undefined): Omit<AuditFacts, "kind"> | null {
  if (error?.data instanceof Object && "field" in error.data && error.data.field === "name") return null;
  return { ...(reasons[error?.code ?? 0] ?? anyOther), outcome: "refused", errorCode: "invalid_arguments" };
}

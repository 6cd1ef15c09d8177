/** A Graph client over a scripted way out: what a test says comes back, what left is kept. */
import type { Egress, EgressAnswer, EgressAttempt, EgressFailure, EgressReceipt, EgressRequest } from "../../../src/egress/exchange.ts";
import { createGraphClient, type GraphClientOptions } from "../../../src/graph/client.ts";
import type { CursorCodec } from "../../../src/graph/pages.ts";
import type { GraphClient, Operation } from "../../../src/graph/request.ts";

export type Asked = EgressRequest & EgressAttempt & { readonly parameters: URLSearchParams; readonly json: unknown };

/** What Graph says to one request: a JSON body with 200, or a whole answer, or a failure of the way. */
export type Answer =
  | { readonly status?: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly failure: Pick<EgressFailure, "error" | "executed"> };
export type Script = readonly Answer[] | ((asked: Asked) => Answer);

export type ScriptedGraph = GraphClient & { readonly asked: Asked[]; readonly slept: number[]; readonly receipts: EgressReceipt[] };

export const start = Date.parse("2026-11-23T08:00:00Z");

/** Seals by plain text and a copy of the binding; the real one is AES-GCM. */
export const plainCursors: CursorCodec = {
  seal: async (payload, binding) => Buffer.from(JSON.stringify([payload, binding])).toString("base64url"),
  open: async (cursor, binding) => {
    try {
      const [payload, sealedFor] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as [string, string];
      return sealedFor === binding ? payload : null;
    } catch {
      return null;
    }
  },
};

export function graphAnswering(script: Script, operations: readonly Operation[], options: Partial<GraphClientOptions> = {}): ScriptedGraph {
  const asked: Asked[] = [];
  const slept: number[] = [];
  const receipts: EgressReceipt[] = [];
  let clock = start;
  const egress: Egress = async (request, attempt) => {
    const seen: Asked = {
      ...request,
      ...attempt,
      parameters: new URLSearchParams(request.query),
      json: request.body === null ? undefined : JSON.parse(request.body),
    };
    asked.push(seen);
    const answer = typeof script === "function" ? script(seen) : (script[asked.length - 1] ?? { status: 500 });
    const receipt = receiptOf(request, attempt, "failure" in answer ? null : (answer.status ?? 200));
    if ("failure" in answer) return { kind: "failure", receipt, ...answer.failure };
    const body = answer.body ?? null;
    return {
      kind: "answer",
      receipt,
      status: answer.status ?? 200,
      headers: { ...(body === null ? {} : { "content-type": "application/json; odata.metadata=minimal" }), ...answer.headers },
      body,
    } satisfies EgressAnswer;
  };
  const client = createGraphClient({
    egress,
    operations,
    version: "v1.0",
    graphHost: "https://graph.microsoft.com",
    deadlineAt: start + 30_000,
    signal: new AbortController().signal,
    now: () => clock,
    sleep: async (ms) => {
      slept.push(ms);
      clock += ms;
    },
    random: () => 0.5,
    cursors: plainCursors,
    onAttempt: (receipt) => receipts.push(receipt),
    principalId: "user:ana",
    tool: "aTool",
    ...options,
  });
  return { ...client, asked, slept, receipts };
}

function receiptOf(request: EgressRequest, { step, attempt }: EgressAttempt, graphStatus: number | null): EgressReceipt {
  return {
    envelopeId: `envelope-${step}-${attempt}`,
    requestId: "call",
    step,
    try: attempt,
    graphMethod: request.method,
    graphTemplate: request.template,
    aiGatewayLogId: null,
    gatewayStatus: 200,
    graphStatus,
    startedAt: start,
    durationMs: 1,
  };
}

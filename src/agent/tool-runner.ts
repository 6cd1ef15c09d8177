/** The one pipeline of every tool call: parse, decide, quota, intent, run, parse, outcome. */
import { createHmac } from "node:crypto";
import { z } from "zod";
import type { AuditFacts, Outcome } from "../audit/event.ts";
import type { Decision, Risk } from "../core/decision.ts";
import { namesPrototype } from "../core/json.ts";
import type { Principal } from "../core/identity.ts";
import type { RequestContext } from "../core/request-context.ts";
import type { OutputFormat } from "../core/selection.ts";
import type { Egress, EgressReceipt } from "../egress/exchange.ts";
import type { GraphClient } from "../graph/request.ts";
import type { Standing, ToolContext, ToolDefinition } from "../tools/define-tool.ts";
import { needsAdminConsent } from "../accounts/admin-consent.ts";
import { scopesLacking } from "../accounts/granted-scopes.ts";
import { AppError, type AppErrorCode, toAppError, whereabouts } from "../core/errors.ts";
import { fenced } from "../tools/untrusted.ts";
import { type KeyMemory, once } from "./once.ts";
import { resultText } from "./result-text.ts";
import type { KeyedCall } from "./operations.ts";

export type ToolCall = {
  readonly tool: ToolDefinition;
  readonly args: unknown;
  readonly principal: Principal;
  readonly context: RequestContext;
  readonly progress: ToolContext["progress"];
  /** Facts of the door and the protocol that every row of this call carries. */
  readonly facts: Omit<AuditFacts, "kind">;
  /** How the text of the result is written. */
  readonly format: OutputFormat;
};

export type ToolResult = {
  readonly content: [{ readonly type: "text"; readonly text: string }];
  readonly structuredContent: Record<string, unknown>;
  readonly isError?: true;
};

/** The pipeline's view of the principal's object. */
export type RunnerPort = {
  /** @param risk of this very call */
  readonly decide: (tool: ToolDefinition, risk: Risk) => Decision;
  readonly quota: {
    readonly take: (now: number) => { readonly taken: true } | { readonly taken: false; readonly retryAfterSeconds: number };
    readonly remaining: (now: number) => number;
  };
  readonly standing: () => Promise<Standing>;
  /** The stored sign-in was refused: ask the vault again next time. */
  readonly forgetStanding: () => void;
  readonly egressFor: (call: ToolCall) => Egress;
  readonly graphFor: (call: ToolCall, egress: Egress, onAttempt: (receipt: EgressReceipt) => void) => GraphClient;
  /** Appends rows to the ledger and writes their console lines; throws where they are not stored. */
  readonly record: (facts: readonly AuditFacts[]) => void;
  /** Resolves once everything recorded so far is durable. */
  readonly durable: () => Promise<void>;
  readonly gateway: { readonly id: string; readonly route: string };
  readonly argumentsKey: Uint8Array;
  readonly keys: KeyMemory;
  readonly connectUrl: string;
  /** Those of the scopes that a sign-in at `connectUrl` would not bring, because nothing asks Microsoft for them. */
  readonly neverAskedFor: (scopes: readonly string[]) => readonly string[];
  readonly now: () => number;
};

/** Never throws: whatever happens is a result the client can read and one terminal row in the ledger. */
export async function runTool(port: RunnerPort, call: ToolCall): Promise<ToolResult> {
  const startedAt = port.now();
  const attempts: AuditFacts[] = [];
  const base = {
    ...call.facts,
    requestId: call.context.requestId,
    mcpTool: call.tool.name,
    toolset: call.tool.toolset,
    risk: call.tool.risk,
    ...argumentsHash(port.argumentsKey, call.args),
    graphClientRequestId: call.context.requestId,
  };
  let decided: Pick<AuditFacts, "risk" | "mailbox" | "decision" | "ruleId" | "policyVersion" | "recipientDomains" | "recipientCount"> = {};

  let answer: ToolResult;
  let ending: Pick<AuditFacts, "outcome" | "errorCode" | "retryable" | "bytesOut" | "reason">;
  try {
    const declared = port.decide(call.tool, call.tool.risk);
    decided = decisionFacts(declared);
    const input = parseInput(call.tool, call.args);
    const risk = riskOf(call.tool, input);
    const decision = risk === call.tool.risk ? declared : port.decide(call.tool, risk);
    decided = {
      risk,
      ...decisionFacts(decision),
      ...mailboxFacts(port.argumentsKey, input),
      ...recipientFacts(call.tool.recipients?.(input)),
    };
    await admit(port, call, decision, input);
    const { output, replayed } = await once(
      port.keys,
      keyedCall(port, call.tool, input),
      call.tool.repeatable === true,
      () => carryOut(port, call, input, { ...base, ...decided, startedAt }, (receipt) => attempts.push(attemptFacts(port, base, receipt))),
      () => hasActed(attempts) || wasBlockedAfterwards(attempts),
    );
    decided = { ...decided, ...recipientFacts(call.tool.reached?.(output)) };
    answer = resultOf(call, output, replayed);
    ending = {
      outcome: replayed ? "replayed" : doneOrAccepted(decided.risk ?? call.tool.risk, attempts),
      bytesOut: Buffer.byteLength(answer.content[0].text),
    };
  } catch (thrown) {
    let error = toAppError(thrown);
    if (error.code === "internal")
      console.error(JSON.stringify({ requestId: call.context.requestId, mcpTool: call.tool.name, error: whereabouts(error.cause) }));
    error = asCarriedOut(call.tool, attempts, error);
    if (needsLink.has(error.code)) port.forgetStanding();
    answer = errorResult(port.connectUrl, error, call.context.requestId);
    ending = {
      outcome: wasBlockedAfterwards(attempts) ? "executed_response_blocked" : outcomeOf(error.code),
      errorCode: error.code,
      retryable: error.retryable,
      reason: denials[decided.ruleId ?? ""]?.reason ?? error.code,
    };
  }

  const last = attempts.at(-1);
  const outcome: AuditFacts = {
    ...base,
    ...decided,
    ...ending,
    kind: "call.outcome",
    gatewayId: port.gateway.id,
    gatewayRoute: port.gateway.route,
    aiGatewayLogId: last?.aiGatewayLogId ?? null,
    quotaRemaining: port.quota.remaining(port.now()),
    startedAt,
    durationMs: port.now() - startedAt,
    ...(last?.graphRequestId !== undefined && { graphRequestId: last.graphRequestId }),
    ...(last?.graphStatus !== undefined && { graphStatus: last.graphStatus }),
    ...(last?.gatewayStatus !== undefined && { gatewayStatus: last.gatewayStatus }),
  };
  try {
    port.record([...attempts, outcome]);
  } catch (cause) {
    // Without its record a call has not happened for the operator: say so instead of pretending.
    return errorResult(
      port.connectUrl,
      new AppError("audit_unavailable", `The audit record could not be written, so the result is withheld.${warning(attempts, ending)}`, {
        cause,
      }),
      call.context.requestId,
    );
  }
  return answer;
}

function decisionFacts({ effect, ruleId, policyVersion }: Decision): Pick<AuditFacts, "decision" | "ruleId" | "policyVersion"> {
  return { decision: effect, ruleId, policyVersion };
}

const risks: readonly Risk[] = ["read", "write", "send", "delete"];

/** What a call can do with these arguments: at most what the tool declares. */
function riskOf(tool: ToolDefinition, input: unknown): Risk {
  const risk = tool.riskOf?.(input) ?? tool.risk;
  return risks.indexOf(risk) <= risks.indexOf(tool.risk) ? risk : tool.risk;
}

const argumentsOfCall = z.object({ params: z.object({ arguments: z.unknown() }) });

/** Risk of a `tools/call` as it was asked; the tool's own where its arguments cannot be read. */
export function riskAsked(tool: ToolDefinition, asked: unknown): Risk {
  if (tool.riskOf === undefined) return tool.risk;
  try {
    return riskOf(tool, parseInput(tool, argumentsOfCall.parse(asked).params.arguments));
  } catch {
    return tool.risk;
  }
}

/** What a denial is called in the record, by the rule that denied. */
const denials: Readonly<Record<string, { readonly reason: string }>> = {
  "list-only": { reason: "sync_principal_denied" },
  default: { reason: "service_policy_denied" },
};

/** Policy, then calls per minute, then the account: who may not pass leaves before anything is promised. */
async function admit(port: RunnerPort, { tool, principal }: ToolCall, decision: Decision, input: unknown): Promise<void> {
  if (decision.effect !== "allow") {
    throw principal.kind === "service"
      ? new AppError("service_principal_forbidden", `No policy allows this service token to call ${tool.name}.`)
      : new AppError("policy_denied", `Your organisation's policy does not allow ${tool.name} for you.`);
  }
  const taken = port.quota.take(port.now());
  if (!taken.taken)
    throw new AppError("rate_limited", "You have reached your calls per minute.", { retryAfterSeconds: taken.retryAfterSeconds });
  if (tool.operations.length > 0 && tool.needsAccount !== false)
    await requireAccount(port, tool, [...tool.scopes, ...(tool.scopesOf?.(input) ?? [])]);
}

/** The intent, durable before anything leaves, then the tool itself. */
async function carryOut(
  port: RunnerPort,
  call: ToolCall,
  input: unknown,
  intent: Omit<AuditFacts, "kind">,
  onAttempt: (receipt: EgressReceipt) => void,
): Promise<unknown> {
  const { tool } = call;
  if (intent.risk !== "read") {
    try {
      port.record([{ ...intent, kind: "call.intent" }]);
      await port.durable();
    } catch (cause) {
      throw new AppError("audit_unavailable", "The audit record could not be written, so nothing was done.", { cause });
    }
  }
  const graph = port.graphFor(call, port.egressFor(call), onAttempt);
  const cursor = cursorIn(input);
  if (cursor !== undefined) await graph.checkCursor(cursor);
  const output = await tool.run(input, {
    graph,
    principal: call.principal,
    now: port.now,
    signal: call.context.signal,
    progress: call.progress,
    standing: port.standing,
  });
  return tool.output.parse(output);
}

const continued = z.object({ cursor: z.string() });

/** The sealed part of a cursor: a tool may have put a word of its own in front (`people.`), or have given nothing but that word. */
function cursorIn(input: unknown): string | undefined {
  const sealed = continued.safeParse(input).data?.cursor.replace(/^[a-z]+\./, "");
  return sealed === "" ? undefined : sealed;
}

const keyed = z.object({ idempotencyKey: z.string() });

/** The call as its key knows it, over the arguments as they were understood; null where the caller brought no key. */
function keyedCall(port: RunnerPort, tool: ToolDefinition, input: unknown): KeyedCall | null {
  const parsed = keyed.safeParse(input);
  if (!parsed.success) return null;
  return { tool: tool.name, key: parsed.data.idempotencyKey, argsHash: argumentsHash(port.argumentsKey, input).argsHash ?? "" };
}

/** A replayed result says so, to the model and to programs. */
function resultOf({ tool, format }: ToolCall, output: unknown, replayed: boolean): ToolResult {
  const text = resultText(tool, output, format);
  return {
    content: [{ type: "text", text: replayed ? `Nothing was done again; this is what the first call with this key did.\n${text}` : text }],
    structuredContent: { ...(output as Record<string, unknown>), ...(replayed && { replayed: true }) },
  };
}

function doneOrAccepted(risk: Risk, attempts: readonly AuditFacts[]): Outcome {
  return risk === "send" && attempts.at(-1)?.graphStatus === 202 ? "accepted" : "done";
}

/** Equal arguments are recognisable, nothing can be read back; nothing where they are nested too deep to be written. */
function argumentsHash(key: Uint8Array, args: unknown): Pick<AuditFacts, "argsHash"> {
  try {
    return {
      argsHash: createHmac("sha256", key)
        .update(JSON.stringify(args ?? {}))
        .digest("hex")
        .slice(0, 32),
    };
  } catch {
    return {};
  }
}

const ofMailbox = z.object({ mailbox: z.string() });

/** Calls on one mailbox are recognisable as such; which it is cannot be read back. */
function mailboxFacts(key: Uint8Array, input: unknown): Pick<AuditFacts, "mailbox"> {
  const parsed = ofMailbox.safeParse(input);
  if (!parsed.success) return {};
  return { mailbox: createHmac("sha256", key).update(parsed.data.mailbox.toLowerCase()).digest("hex").slice(0, 32) };
}

/** What the person mends at `/connect`: the vault is asked again next time, so that linking or granting works at once. */
const needsLink: ReadonlySet<AppErrorCode> = new Set(["account_not_linked", "reauth_required", "insufficient_graph_scope"]);

/** Whatever went wrong after Graph had acted does not undo it: nobody is told to try again. */
function asCarriedOut(tool: ToolDefinition, attempts: readonly AuditFacts[], error: AppError): AppError {
  if (error.leftUndone) return error;
  if (wasBlockedAfterwards(attempts)) {
    return new AppError(error.code, `${error.message} Microsoft 365 had carried it out by then: do not repeat it.`, { cause: error });
  }
  if (!hasActed(attempts) || error.code === "outcome_unknown") return error;
  if (tool.risk === "read" && error.code !== "internal") return error;
  return new AppError(
    "outcome_unknown",
    "Microsoft 365 carried something out, but its answer could not be used. Look before repeating it.",
    { cause: error },
  );
}

/** What a caller must know whose result is withheld. */
function warning(attempts: readonly AuditFacts[], { outcome }: Pick<AuditFacts, "outcome">): string {
  if (hasActed(attempts) || wasBlockedAfterwards(attempts)) return " It was carried out all the same: look before repeating it.";
  return outcome === "unknown" ? " It may have been carried out: look before repeating it." : "";
}

/** The gateway withheld the answer to a write that Graph had carried out by then. */
function wasBlockedAfterwards(attempts: readonly AuditFacts[]): boolean {
  return attempts.some(({ graphMethod, outcome }) => graphMethod !== "GET" && outcome === "executed_response_blocked");
}

/** Whether Graph said yes to anything but a question. */
function hasActed(attempts: readonly AuditFacts[]): boolean {
  return attempts.some(
    ({ graphMethod, graphStatus }) => graphMethod !== "GET" && typeof graphStatus === "number" && graphStatus >= 200 && graphStatus < 300,
  );
}

/** The first thing wrong with the arguments, by name and with the fix; what the caller sent is not repeated. */
function parseInput(tool: ToolDefinition, given: unknown): unknown {
  const args = withoutAliases(tool, given ?? {});
  const parsed = tool.input.safeParse(args);
  if (parsed.success) {
    // A strict schema overlooks this one name (JSON.parse makes it an own key); no tool has such an argument at any depth.
    if (!namesPrototype(given)) return parsed.data;
    throw new AppError("invalid_arguments", `__proto__: ${tool.name} has no such argument.`, { field: "__proto__" });
  }
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") {
    const name = String(issue.keys[0]).slice(0, 64).replace(/\p{C}/gu, "?");
    const field = [...issue.path, name].join(".");
    if (issue.path.length > 0)
      throw new AppError("invalid_arguments", `${field}: there is no such part of ${issue.path.join(".")}.`, { field });
    const known = Object.keys(tool.input instanceof z.ZodObject ? tool.input.shape : {});
    throw new AppError(
      "invalid_arguments",
      `${field}: ${tool.name} has no such argument. It takes ${known.length === 0 ? "none" : known.join(", ")}.`,
      { field },
    );
  }
  const field = issue?.path.join(".") ?? "";
  throw new AppError("invalid_arguments", `${field === "" ? "arguments" : field}: ${issue?.message ?? "not valid"}`, {
    field: field === "" ? "arguments" : field,
  });
}

/** Arguments under the names the schema knows. @throws AppError `invalid_arguments` where one came under two names */
function withoutAliases({ aliases }: ToolDefinition, args: unknown): unknown {
  if (aliases === undefined || typeof args !== "object" || args === null || Array.isArray(args)) return args;
  const entries = Object.entries(args);
  for (const [name] of entries) {
    const known = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
    if (known !== undefined && entries.some(([other]) => other === known || (other !== name && aliases[other] === known))) {
      throw new AppError("invalid_arguments", `${name} is another name for ${known}; give one of them.`, { field: name });
    }
  }
  return Object.fromEntries(entries.map(([name, value]) => [Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name, value]));
}

/** Whom a call would reach or has reached, as far as a record may say: domains and a number, no addresses. */
function recipientFacts(recipients: readonly string[] | undefined): Pick<AuditFacts, "recipientDomains" | "recipientCount"> {
  if (recipients === undefined) return {};
  const domains = new Set(recipients.map((address) => address.slice(address.lastIndexOf("@") + 1).toLowerCase()));
  return { recipientCount: recipients.length, recipientDomains: [...domains].toSorted().join(" ") };
}

async function requireAccount(port: RunnerPort, tool: ToolDefinition, scopes: readonly string[]): Promise<void> {
  const { account } = await port.standing();
  if (!account.linked) {
    throw new AppError("account_not_linked", "No Microsoft account is linked to you yet. Open the link, sign in, then try again.", {
      url: port.connectUrl,
    });
  }
  if (account.needsSignIn)
    throw new AppError("reauth_required", "Microsoft asks you to sign in again. Open the link, then try again.", { url: port.connectUrl });
  const missing = scopesLacking(scopes, account.grantedScopes);
  if (missing.length > 0) {
    throw new AppError(
      "insufficient_graph_scope",
      `${tool.name} needs the Microsoft permission ${missing.join(", ")}. ${wayTo(port, missing)}`,
      {
        scopes: missing,
        url: port.connectUrl,
      },
    );
  }
}

/** What has to be done until these scopes are granted. */
function wayTo(port: RunnerPort, missing: readonly string[]): string {
  const unasked = port.neverAskedFor(missing);
  if (unasked.length > 0)
    return `Sign-in does not ask for ${unasked.join(", ")} yet: an administrator has to add it to EXTRA_SCOPES; then open the link.`;
  return missing.some(needsAdminConsent) ? "An administrator has to consent to it; then open the link." : "Open the link to grant it.";
}

function attemptFacts(port: RunnerPort, base: Omit<AuditFacts, "kind">, receipt: EgressReceipt): AuditFacts {
  return {
    kind: "graph.attempt",
    requestId: receipt.requestId,
    envelopeId: receipt.envelopeId,
    step: receipt.step,
    try: receipt.try,
    ...pick(base, ["traceId", "cfRay", "userId", "principalType", "userEmail", "mcpTool", "risk"]),
    gatewayId: port.gateway.id,
    gatewayRoute: port.gateway.route,
    gatewayStatus: receipt.gatewayStatus,
    aiGatewayLogId: receipt.aiGatewayLogId,
    ...(receipt.aiGatewayLogId === null && { reason: "gateway_log_missing" }),
    ...(receipt.aiGatewayEventId !== undefined && { aiGatewayEventId: receipt.aiGatewayEventId }),
    ...(receipt.gatewayCacheStatus !== undefined && { gatewayCacheStatus: receipt.gatewayCacheStatus }),
    ...(receipt.gatewayDlp !== undefined && { gatewayDlp: receipt.gatewayDlp }),
    outcome: receipt.responseBlocked ? "executed_response_blocked" : attemptOutcome(receipt.graphStatus),
    graphMethod: receipt.graphMethod,
    graphTemplate: receipt.graphTemplate,
    graphStatus: receipt.graphStatus,
    graphClientRequestId: receipt.requestId,
    ...(receipt.graphRequestId !== undefined && { graphRequestId: receipt.graphRequestId }),
    ...(receipt.graphDate !== undefined && { graphDate: receipt.graphDate }),
    startedAt: receipt.startedAt,
    durationMs: receipt.durationMs,
  };
}

/** Of one attempt alone: what Graph made of it, as far as an answer came. */
function attemptOutcome(graphStatus: number | null): Outcome {
  if (graphStatus === null || graphStatus >= 500) return "failed";
  return graphStatus >= 200 && graphStatus < 300 ? "done" : "refused";
}

function pick<K extends keyof AuditFacts>(facts: Omit<AuditFacts, "kind">, keys: readonly K[]): Pick<AuditFacts, K> {
  return Object.fromEntries(keys.flatMap((key) => (key in facts ? [[key, facts[key as keyof typeof facts]]] : []))) as Pick<AuditFacts, K>;
}

/** A code for programs and a sentence for people; upstream text stays in `cause`. */
export function errorResult(connectUrl: string, error: AppError, requestId: string): ToolResult {
  const details = needsLink.has(error.code) ? { url: connectUrl, ...error.details } : error.details;
  const lines = [
    `${error.code}: ${error.message}`,
    ...(details.candidates ? ["candidates:", fenced(details.candidates)] : []),
    ...(details.draftId === undefined ? [] : [`draft: ${details.draftId}`]),
    ...(details.url === undefined ? [] : [`link: ${details.url}`]),
    ...(details.retryAfterSeconds === undefined ? [] : [`retry after: ${details.retryAfterSeconds} s`]),
    `request: ${requestId}`,
  ];
  return {
    content: [{ type: "text", text: lines.join("\n") }],
    structuredContent: { error: { code: error.code, message: error.message, requestId, retryable: error.retryable, ...details } },
    isError: true,
  };
}

function outcomeOf(code: AppErrorCode): Outcome {
  switch (code) {
    case "invalid_arguments":
    case "invalid_cursor":
    case "ambiguous":
    case "account_not_linked":
    case "reauth_required":
    case "insufficient_graph_scope":
    case "policy_denied":
    case "service_principal_forbidden":
    case "rate_limited":
    case "idempotency_conflict":
      return "refused";
    case "outcome_unknown":
      return "unknown";
    case "deadline_exceeded":
      return "timeout";
    case "cancelled":
      return "cancelled";
    default:
      return "failed";
  }
}

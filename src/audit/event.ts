/** The one flat record of what was done. An unknown key does not compile, and nothing here can hold a body, a subject or a token. */
import { createHash } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { Risk } from "../core/decision.ts";

export type AuditKind =
  | "admission"
  | "link"
  | "authorization"
  | "connection"
  | "call.intent"
  | "call.outcome"
  | "graph.attempt"
  | "relay"
  | "config";

export type Outcome =
  | "done"
  | "accepted"
  | "refused"
  | "failed"
  | "unknown"
  | "timeout"
  | "cancelled"
  | "replayed"
  | "executed_response_blocked";

export type AuditFacts = {
  readonly kind: AuditKind;
  /* request */
  readonly requestId?: string;
  readonly envelopeId?: string;
  readonly step?: number;
  readonly try?: number;
  readonly traceId?: string;
  readonly cfRay?: string;
  readonly jsonRpcId?: string;
  readonly protocolVersion?: string;
  readonly httpMethod?: string;
  readonly route?: string;
  readonly httpStatus?: number;
  readonly clientIp?: string;
  readonly clientCountry?: string;
  readonly clientJa4?: string;
  readonly userAgent?: string;
  /* who */
  readonly userId?: string;
  readonly principalType?: "user" | "service";
  readonly userEmail?: string;
  readonly accessSub?: string;
  readonly accessNonce?: string;
  readonly serviceToken?: string;
  readonly microsoftTenantId?: string;
  readonly microsoftObjectId?: string;
  readonly bindingRule?: string;
  /** OAuth client and grant, in mode `oauth`. */
  readonly oauthClientId?: string;
  readonly grantId?: string;
  /** Principal id of who ended a connection, or `oauth`: the authorization server itself. */
  readonly endedBy?: string;
  /* what */
  readonly mcpMethod?: string;
  readonly mcpTool?: string;
  readonly toolset?: string;
  readonly risk?: Risk;
  /** Keyed hash: equal arguments are recognisable, nothing can be read back. */
  readonly argsHash?: string;
  /** Keyed hash of the mailbox a call named instead of the caller's own. */
  readonly mailbox?: string;
  readonly recipientDomains?: string;
  readonly recipientCount?: number;
  readonly bytesOut?: number;
  /* decision */
  readonly decision?: "allow" | "deny" | "approve";
  readonly ruleId?: string;
  readonly policyVersion?: string;
  readonly reason?: string;
  readonly quotaRemaining?: number;
  /* result */
  readonly outcome?: Outcome;
  readonly errorCode?: string;
  readonly retryable?: boolean;
  /* gateway */
  readonly gatewayId?: string;
  readonly gatewayRoute?: string;
  readonly gatewayStatus?: number;
  readonly aiGatewayLogId?: string | null;
  readonly aiGatewayEventId?: string;
  readonly gatewayCacheStatus?: string;
  readonly gatewayDlp?: string;
  /* Graph */
  readonly graphMethod?: string;
  readonly graphTemplate?: string;
  readonly graphStatus?: number | null;
  readonly graphRequestId?: string;
  readonly graphClientRequestId?: string;
  readonly graphDate?: string;
  /* settings */
  readonly setting?: string;
  readonly problem?: string;
  readonly fix?: string;
  /* time */
  readonly startedAt?: number;
  readonly durationMs?: number;
};

export type AuditEvent = AuditFacts & {
  readonly schema: "m365mcp.audit/1";
  /** UUIDv7. */
  readonly eventId: string;
  /** Epoch ms. */
  readonly at: number;
};

const caps: Readonly<Record<string, number>> = {
  userAgent: 256,
  mcpTool: 256,
  route: 256,
  jsonRpcId: 64,
  mcpMethod: 128,
  protocolVersion: 32,
};

/** Gives the facts their identity, caps every string that came from the wire and mends half a surrogate pair, which no hash can hold (RFC 8785 §3.2.2.2). */
export function auditEvent(facts: AuditFacts, at: number): AuditEvent {
  const event: Record<string, unknown> = { schema: "m365mcp.audit/1", eventId: uuidv7(), at };
  for (const [key, value] of Object.entries(facts)) {
    if (value === undefined) continue;
    event[key] = typeof value === "string" ? value.slice(0, caps[key] ?? 2_048).toWellFormed() : value;
  }
  return event as AuditEvent;
}

/** Chain of one principal, named without naming the principal. */
export function chainIdOf(principalId: string): string {
  return createHash("sha256").update(principalId).digest("hex").slice(0, 32);
}

/** The record as Workers Logs sees it: one JSON object per line, flat keys, so that the query builder finds `requestId` and `aiGatewayLogId`. */
import { jsonLine } from "../core/json.ts";
import { type AuditFacts, auditEvent } from "./event.ts";

/** A fact without a chain: refusals before a principal exists, and what the relay did. */
export function writeConsoleEvent(facts: AuditFacts, now: number): void {
  console.log(jsonLine(auditEvent(facts, now)));
}

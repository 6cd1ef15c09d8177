/** OAuth scopes of this server (RFC 6749 §3.3): what a client may do here, beneath what Microsoft and policy allow. */
import type { Risk } from "./decision.ts";

export const mcpScopes = ["m365.read", "m365.write"] as const;
export type McpScope = (typeof mcpScopes)[number];

/** Every scope a tool of this risk needs, the baseline included (RFC 6750 §3.1 names them all at once). */
export function scopesForRisk(risk: Risk): readonly McpScope[] {
  return risk === "read" ? ["m365.read"] : mcpScopes;
}

/** What AI Gateway logs beside a call. It keeps five entries, and drops all of them when one is no string: so these five, and always strings. */
import type { Principal } from "../core/identity.ts";

export type EgressMetadata = {
  readonly userId: string;
  readonly mcpTool: string;
  readonly requestId: string;
  /** Empty where the deployment withholds it. */
  readonly userEmail: string;
  readonly principalType: "user" | "service";
};

const maxLength = 256;

/** Everything comes from the verified principal and our own ids; nothing a client sends can name an entry. */
export function egressMetadata(call: {
  readonly principal: Principal;
  readonly tool: string;
  readonly requestId: string;
  readonly sendEmail: boolean;
}): EgressMetadata {
  return {
    userId: call.principal.id.slice(0, maxLength),
    mcpTool: call.tool.slice(0, maxLength),
    requestId: call.requestId,
    userEmail: call.sendEmail ? (call.principal.email ?? "").slice(0, maxLength) : "",
    principalType: call.principal.kind,
  };
}

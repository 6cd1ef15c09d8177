/** May it be done: a pure function with a name for its reason. */
import type { Decision, Risk } from "../core/decision.ts";
import type { Principal } from "../core/identity.ts";

export type PolicyQuestion = {
  readonly principal: Principal;
  readonly tool: string;
  readonly risk: Risk;
  /** A credential that may list and call nothing. */
  readonly mayOnlyList?: boolean;
};

/** Name of the rules below, until a policy document brings its own hash. */
const policyVersion = "built-in/2";

/** People do what their own Microsoft scopes allow; automation does nothing that no policy names, but may ask who it is; a background sync lists. */
export function decide({ principal, tool, mayOnlyList = false }: PolicyQuestion): Decision {
  if (mayOnlyList) return { effect: "deny", ruleId: "list-only", policyVersion };
  if (principal.kind === "user") return { effect: "allow", ruleId: "people-own-scopes", policyVersion };
  return tool === "whoAmI"
    ? { effect: "allow", ruleId: "own-identity", policyVersion }
    : { effect: "deny", ruleId: "default", policyVersion };
}

/** May it be done: a pure function with a name for its reason. */
import type { Decision, Risk } from "../core/decision.ts";
import type { Principal } from "../core/identity.ts";

export type PolicyQuestion = {
  readonly principal: Principal;
  readonly tool: string;
  readonly risk: Risk;
};

/** Name of the rules below, until a policy document brings its own hash. */
const policyVersion = "built-in/1";

/** People do what their own Microsoft scopes allow; automation does nothing that no policy names. */
export function decide(question: PolicyQuestion): Decision {
  return question.principal.kind === "user"
    ? { effect: "allow", ruleId: "people-own-scopes", policyVersion }
    : { effect: "deny", ruleId: "default", policyVersion };
}

/** Whether any rule names this principal at all; a service token nobody named does not get past the door. */
export function isKnown(principal: Principal): boolean {
  return principal.kind === "user";
}

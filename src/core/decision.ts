/** What policy answers, and what the record keeps of the answer. */
export type Decision = {
  readonly effect: "allow" | "deny" | "approve";
  /** Rule that decided; `default` where none matched. */
  readonly ruleId: string;
  /** Hash or name of the policy document that was asked. */
  readonly policyVersion: string;
};

/** How much harm a tool can do; declared by the tool, never guessed. */
export type Risk = "read" | "write" | "send" | "delete";

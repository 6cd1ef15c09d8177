/** What the cases of `npm run attack` are made of: a group with its good path, cases, and attempts with the exact answer each must get. */
import type { AuditKind } from "../../src/audit/event.ts";
import type { Answer, Seen } from "./answers.ts";
import type { Stage } from "./stage.ts";

export const modes = ["access", "oauth"] as const;
export type Mode = (typeof modes)[number];

export type AttackCase = {
  /** `AJ-01`, as SECURITY.md and the sheets name it. */
  readonly id: string;
  /** What is tried, in one line. */
  readonly title: string;
  /** Both unless said. */
  readonly modes?: readonly Mode[];
  /** Makes its checks on the stage; a case without any has proven nothing and fails. What it throws fails it too. */
  readonly play: (stage: Stage) => Promise<void>;
};

export type AttackGroup = {
  /** `AJ` */
  readonly name: string;
  /** What the group's refusals would be vacuous without: played first in each mode; where it fails, the whole group has failed. */
  readonly goodPath: (stage: Stage) => Promise<void>;
  readonly cases: readonly AttackCase[];
};

/** One thing an attacker sends, the exact answer, and the reason an operator finds: in exactly one line. */
export type Attempt = {
  readonly name: string;
  readonly send: () => Promise<Seen>;
  readonly answer: Answer;
  /** `reason` of the one line that tells of it, or any of several; null where none may be written: the Worker never saw it, or refused nothing. */
  readonly reason: string | readonly string[] | null;
  /** Kind of that line, where it is another than the answer's own. */
  readonly kind?: AuditKind;
};

/** One thing that was checked, as the table shows it. */
export type Check = {
  readonly what: string;
  readonly expected: string;
  readonly got: string;
  /** `admission:jwt_missing`; empty where no line was to be. */
  readonly event: string;
  readonly pass: boolean;
};

export type CaseResult = {
  readonly id: string;
  readonly group: string;
  readonly mode: Mode;
  readonly title: string;
  readonly expected: string;
  readonly got: string;
  readonly event: string;
  readonly pass: boolean;
};

/** How a case says what a parameter changes in the Graph request. */
import type { Answer, Asked } from "../graph/graph-answering.ts";

export type Seen = { readonly last: Asked; readonly all: readonly Asked[]; readonly output: unknown };
export type Case = {
  /** Laid over the tool's base arguments. */
  readonly with: Readonly<Record<string, unknown>>;
  /** Looks at the request (the last one unless said) and gives what the parameter should have made of it. */
  readonly see: (seen: Seen) => unknown;
  readonly expect: unknown;
};
export type ToolCases = {
  readonly base: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, Case | readonly Case[]>>;
  /** A Graph of the tool's own; the common one unless said. */
  readonly graph?: (asked: Asked) => Answer;
};

export const q = (name: string) => (seen: Seen) => seen.last.parameters.get(name);
export const path = (seen: Seen) => seen.last.path;
// oxlint-disable-next-line typescript/no-explicit-any -- a request body of any tool
export const body = (look: (json: any) => unknown) => (seen: Seen) => look(seen.last.json);

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
  /** What Graph says; nothing may be asked without it. */
  readonly graph?: (asked: Asked) => Answer;
};
export type RoomCases = Readonly<Record<string, ToolCases>>;

/** The cases of a room, each answered by the room's Graph unless it brings its own. */
export function answeredBy(graph: (asked: Asked) => Answer, cases: RoomCases): RoomCases {
  return Object.fromEntries(Object.entries(cases).map(([name, one]) => [name, { graph, ...one }]));
}

export const q = (name: string) => (seen: Seen) => seen.last.parameters.get(name);
export const path = (seen: Seen) => seen.last.path;
export const paths = (seen: Seen) => seen.all.map((asked) => asked.path);
export const reading = (seen: Seen) => seen.last.reading;
/** How often Graph was asked. */
export const asks = (seen: Seen) => seen.all.length;
// oxlint-disable-next-line typescript/no-explicit-any -- a request body of any tool
export const body = (look: (json: any) => unknown) => (seen: Seen) => look(seen.last.json);
// oxlint-disable-next-line typescript/no-explicit-any -- an output of any tool
export const output = (look: (output: any) => unknown) => (seen: Seen) => look(seen.output);

export const recipients = (...addresses: string[]) => addresses.map((address) => ({ emailAddress: { address } }));

/** A key that only the pipeline knows: it answers the repeat itself (test/unit/agent/once.test.ts), and Graph is told nothing of it. */
export const keptFromGraph: Case = {
  with: { idempotencyKey: "monday-report" },
  see: ({ all }) => JSON.stringify(all).includes("monday"),
  expect: false,
};

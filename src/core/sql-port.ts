/** The part of a Durable Object's storage that rooms keep tables in; each statement commits with the step it runs in. */
export type SqlPort = {
  readonly sql: { exec(query: string, ...bindings: (string | number | null)[]): { toArray(): readonly unknown[] } };
  transactionSync<T>(step: () => T): T;
};

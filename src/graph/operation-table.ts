/** The closed list of Graph operations this deployment can carry out, in the form the relay checks a request against. */
import { fits, patternOf, type PathPattern } from "./path.ts";
import type { Operation } from "./request.ts";

export type OperationTable = {
  /** Whether the operation is in the table and `path` is its template filled, under exactly this API version. */
  readonly matches: (method: string, template: string, path: string) => boolean;
};

export function compileOperations(operations: readonly Operation[], version: "v1.0"): OperationTable {
  const patterns = new Map<string, PathPattern>(
    operations.map((operation) => [operation, patternOf(operation.slice(operation.indexOf(" ") + 1), version)]),
  );
  return {
    matches: (method, template, path) => {
      const pattern = patterns.get(`${method} ${template}`);
      return pattern !== undefined && fits(pattern, path);
    },
  };
}

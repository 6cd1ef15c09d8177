/** The closed list of Graph operations this deployment can carry out, in the form the relay checks a request against. */
import { fits, patternOf, type PathPattern } from "./path.ts";
import type { Operation } from "./request.ts";

export type OperationTable = {
  /** Whether the operation is in the table and `path` is its template filled, under exactly this API version. */
  readonly matches: (method: string, template: string, path: string) => boolean;
};

/** Operations are taken only until the one asked for is found, and a pattern is made when its operation is first asked for. */
export function compileOperations(operations: Iterable<Operation>, version: "v1.0"): OperationTable {
  const known = new Set<string>();
  const patterns = new Map<string, PathPattern>();
  const further = operations[Symbol.iterator]();
  const holds = (wanted: string): boolean => {
    while (!known.has(wanted)) {
      const next = further.next();
      if (next.done === true) return false;
      known.add(next.value);
    }
    return true;
  };
  return {
    matches: (method, template, path) => {
      const operation = `${method} ${template}`;
      if (!holds(operation)) return false;
      const pattern = patterns.get(operation) ?? patternOf(template, version);
      patterns.set(operation, pattern);
      return fits(pattern, path);
    },
  };
}

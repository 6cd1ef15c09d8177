/** Planner keeps a version of everything, which every change has to name. */
import { z } from "zod";
import type { Attempt, GraphClient } from "../../graph/request.ts";

const versioned = z.object({ "@odata.etag": z.string().min(1), assignments: z.record(z.string(), z.unknown()).nullish() });

/** What there is of a task or of its details, as far as a change depends on it. */
export type Current = {
  /** Object ids of those assigned. */
  readonly assigned: readonly string[];
};

type Change = { readonly method: "PATCH"; readonly body: unknown } | { readonly method: "DELETE" };

/** Reads what is at `path`, then changes it as read; somebody else's change in between is met by one more reading. */
export async function changeVersion(
  graph: GraphClient,
  path: "/planner/tasks/{id}" | "/planner/tasks/{id}/details",
  id: string,
  change: (current: Current) => Change,
): Promise<Attempt<null>> {
  const first = await changeOnce(graph, path, id, change);
  return !first.ok && first.error.code === "conflict" ? changeOnce(graph, path, id, change) : first;
}

async function changeOnce(...[graph, path, id, change]: Parameters<typeof changeVersion>): Promise<Attempt<null>> {
  const params = { id };
  const read = await graph.attempt({ method: "GET", path, params, response: versioned, idempotency: "safe" });
  if (!read.ok) return read;
  const { "@odata.etag": etag, assignments } = read.value;
  const assigned = Object.keys(assignments ?? {}).filter((key) => z.guid().safeParse(key).success);
  return graph.attempt({ ...change({ assigned }), path, params, headers: { "if-match": etag }, response: z.null(), idempotency: "safe" });
}

/** @throws AppError what the attempt ended with */
export function carriedOut(attempt: Attempt<null>): void {
  if (!attempt.ok) throw attempt.error;
}

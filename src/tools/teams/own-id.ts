/** The caller's own object id in the directory, for requests that name the caller. */
import { z } from "zod";
import type { GraphClient, Operation } from "../../graph/request.ts";

export const ownIdOperation = "GET /me" satisfies Operation;
export const ownIdScope = "User.Read";

export async function ownId(graph: GraphClient): Promise<string> {
  const { id } = await graph.request({
    method: "GET",
    path: "/me",
    query: { $select: "id" },
    response: z.object({ id: z.guid() }),
    idempotency: "safe",
    scopes: [ownIdScope],
  });
  return id;
}

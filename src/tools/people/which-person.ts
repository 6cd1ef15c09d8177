/** People of the directory by id, address or name. */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { odataString, segmentRefusal } from "../../graph/path.ts";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { address } from "../addresses.ts";
import { oneNamed } from "../named.ts";

export const personOperations = ["GET /users/{user}", "GET /users"] as const satisfies readonly Operation[];
/** Needed wherever somebody is named. */
export const personScope = "User.ReadBasic.All";

const directoryUser = z.object({
  id: z.guid(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  mail: z.string().nullish(),
});
const fields = ["id", "displayName", "userPrincipalName", "mail"] as const;

export type DirectoryPerson = { readonly id: string; readonly displayName: string; readonly address: string };

/** An argument that names a person. */
export const personInput = z
  .string()
  .min(1)
  .max(254)
  .refine((who) => segmentRefusal(who, true) === null, "must be an address, a user id or a display name");

/** @throws AppError `invalid_arguments`, `not_found` or `ambiguous` naming the argument, with candidates */
export async function whichPerson(field: string, who: string, graph: GraphClient): Promise<DirectoryPerson> {
  if (z.guid().safeParse(who).success || address.safeParse(who).success) {
    return readPerson(
      await graph.request({
        method: "GET",
        path: "/users/{user}",
        params: { user: who },
        query: { $select: fields },
        response: directoryUser,
        idempotency: "safe",
        scopes: [personScope],
      }),
    );
  }
  const refusal = segmentRefusal(who, true);
  if (refusal !== null)
    throw new AppError("invalid_arguments", `${field} ${refusal}; give an address, a user id or a display name.`, { field });
  const name = odataString(who.trim());
  const { items, hasMore } = await graph.list({
    path: "/users",
    query: {
      $filter: `startswith(displayName,${name}) or startswith(givenName,${name}) or startswith(surname,${name})`,
      $select: fields,
      $top: 100,
    },
    item: directoryUser,
    scopes: [personScope],
  });
  return oneNamed(field, "person", who, items.map(readPerson), !hasMore);
}

function readPerson({ id, displayName, userPrincipalName, mail }: z.output<typeof directoryUser>): DirectoryPerson {
  const known = mail ?? userPrincipalName ?? "";
  return { id, displayName: displayName ?? known, address: known };
}

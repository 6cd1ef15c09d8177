/** People of the directory by id, address or name. */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { odataString, segmentRefusal } from "../../graph/path.ts";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { address } from "../addresses.ts";
import { fewAtOnce } from "../few-at-once.ts";
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
  if (z.guid().safeParse(who).success || isAddress(who)) {
    const found = await graph.attempt({
      method: "GET",
      path: "/users/{user}",
      params: { user: who },
      query: { $select: fields },
      response: directoryUser,
      idempotency: "safe",
      scopes: [personScope],
    });
    if (found.ok) return readPerson(found.value);
    if (found.error.code !== "not_found") throw found.error;
    throw new AppError("not_found", "There is no person of that address or id.", { field, cause: found.error });
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

/** A list of people whose addresses are wanted; one of them may stand for a list of one. */
export function peopleInput(max: number) {
  const person = z
    .string()
    .min(1)
    .max(254)
    .refine((who) => isAddress(who) || isIdOrName(who), "must be one bare address, a user id or a display name");
  return z.preprocess((value) => (typeof value === "string" ? [value] : value), z.array(person).min(1).max(max));
}

/** What a call that names these people needs: nothing where all of them are addresses. */
export function scopesOfPeople(people: readonly string[]): readonly string[] {
  return people.every(isAddress) ? [] : [personScope];
}

/**
 * Each person's address once: those given as they are, without asking for them.
 *
 * @throws AppError `not_found` or `ambiguous` naming the argument and the place in it, with candidates
 */
export async function addressesOf(field: string, people: readonly string[], graph: GraphClient): Promise<readonly string[]> {
  const places = people.map((who, place) => ({ who, field: `${field}.${place}` }));
  const named = places.filter(({ who }) => !isAddress(who));
  const found = await fewAtOnce(named, async (one) => {
    const person = await whichPerson(one.field, one.who, graph);
    if (isAddress(person.address)) return [one.field, person.address] as const;
    throw new AppError("not_found", "That person has no mail address.", { field: one.field });
  });
  const addresses = new Map(found);
  const all = places.map(({ who, field: place }) => addresses.get(place) ?? who);
  return all.filter((one, place) => all.findIndex((other) => other.toLowerCase() === one.toLowerCase()) === place);
}

function isAddress(who: string): boolean {
  return address.safeParse(who).success;
}

/** What has an @ is meant as an address: one with something about it is refused, not looked for as a name. */
function isIdOrName(who: string): boolean {
  return !who.includes("@") && segmentRefusal(who, true) === null;
}

function readPerson({ id, displayName, userPrincipalName, mail }: z.output<typeof directoryUser>): DirectoryPerson {
  const known = mail ?? userPrincipalName ?? "";
  return { id, displayName: displayName ?? known, address: known };
}

/** The people of the tenant as Entra sees them: id-token claims of learn.microsoft.com/entra/identity-platform/id-token-claims-reference */
import { createHash } from "node:crypto";
import type { Person } from "../company.ts";

export type Accounts = {
  readonly bySubject: (subject: string) => Person | undefined;
  readonly byHint: (hint: string) => Person | undefined;
  readonly subjectOf: (person: Person) => string;
};

/** `sub` is pairwise: another application would see another value for the same person. */
export function createAccounts(people: readonly Person[], clientId: string): Accounts {
  const subjectOf = (person: Person) => createHash("sha256").update(`${clientId}|${person.objectId}`).digest("base64url");
  const subjects = new Map(people.map((person) => [subjectOf(person), person]));
  const hints = new Map(
    people.flatMap(
      (person) =>
        [
          [person.email.toLowerCase(), person],
          [person.objectId, person],
        ] as const,
    ),
  );
  return { subjectOf, bySubject: (subject) => subjects.get(subject), byHint: (hint) => hints.get(hint.trim().toLowerCase()) };
}

/** One thing of several, by its id or its name: names are compared here, never put in a path. */
import { AppError } from "../core/errors.ts";
import { oneLine } from "./visible-text.ts";

export type Named = {
  readonly id: string;
  readonly displayName: string;
  /** Name of what it is part of, where that tells two of one name apart. */
  readonly within?: string | undefined;
};

/**
 * The item with this id, or else the only one with this name in any letter case.
 *
 * @param what in the singular, for the sentence: `channel`
 * @param complete false where there are others that were not looked at: then only an id is certain
 * @throws AppError `ambiguous` or `not_found` naming the argument, with candidates as `name (id)` or `name in whole (id)`
 */
export function oneNamed<T extends Named>(field: string, what: string, wanted: string, items: readonly T[], complete = true): T {
  const byId = items.find(({ id }) => id === wanted);
  if (byId) return byId;
  const name = wanted.trim().toLowerCase();
  const matching = items.filter(({ displayName }) => displayName.trim().toLowerCase() === name);
  const [found] = matching;
  if (found && matching.length === 1 && complete) return found;
  if (found) {
    throw new AppError("ambiguous", `Several ${what}s have that name, or may have it; use one of their ids.`, {
      field,
      candidates: candidatesOf(matching),
    });
  }
  const where = complete ? "here" : `among the first ${items.length}; use an id`;
  throw new AppError("not_found", `There is no ${what} of that name or id ${where}.`, { field, candidates: candidatesOf(items) });
}

export const maxCandidates = 20;

function candidatesOf(items: readonly Named[]): readonly string[] {
  return items
    .slice(0, maxCandidates)
    .map(({ id, displayName, within }) => `${oneLine(displayName, 80)}${within ? ` in ${oneLine(within, 80)}` : ""} (${id})`);
}

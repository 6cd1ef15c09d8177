/** `$search` of users and groups: the same words in any of some properties. */
import { AppError } from "../../core/errors.ts";
import { searchPhrase } from "../../graph/path.ts";

/** @throws AppError `invalid_arguments` where there is nothing to search for */
export function directorySearch(properties: readonly string[], search: string): string {
  const words = search.replaceAll('"', "");
  if (!/[\p{L}\p{N}]/u.test(words))
    throw new AppError("invalid_arguments", "search must have a letter or digit in it.", { field: "search" });
  return properties.map((name) => searchPhrase("search", `${name}:${words}`)).join(" OR ");
}

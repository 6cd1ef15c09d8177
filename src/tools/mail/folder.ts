/** Mail folders by well-known name, id or path of names. */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { odataString, segmentRefusal } from "../../graph/path.ts";
import type { GraphClient, Operation } from "../../graph/request.ts";

/** Graph operations a name needs besides those of the tool. */
export const folderOperations = [
  "GET /me/mailFolders",
  "GET /me/mailFolders/{folder}/childFolders",
] as const satisfies readonly Operation[];

/** Graph's well-known names (resource type mailFolder) under the words people use for them. */
const wellKnown: ReadonlyMap<string, string> = new Map([
  ..."archive clutter conflicts conversationhistory deleteditems drafts inbox junkemail localfailures msgfolderroot outbox recoverableitemsdeletions scheduled searchfolders sentitems serverfailures syncissues"
    .split(" ")
    .map((name): [string, string] => [name, name]),
  ["sent", "sentitems"],
  ["sent items", "sentitems"],
  ["deleted", "deleteditems"],
  ["deleted items", "deleteditems"],
  ["trash", "deleteditems"],
  ["junk", "junkemail"],
  ["junk email", "junkemail"],
  ["spam", "junkemail"],
]);

/** How Exchange item ids begin: mutable and immutable ones. */
const certainId = /^A[AQ](?:Mk|kA)[A-Za-z0-9_+=-]*$/;
const possibleId = /^[A-Za-z0-9_+=-]{16,}$/;

const mailFolder = z.object({ id: z.string().min(1), displayName: z.string() });

/**
 * What goes into the path for a folder: names are compared by Graph, never put in a path.
 *
 * @throws AppError `invalid_arguments` for a hostile name, `not_found`, `ambiguous` with candidates
 */
export async function resolveFolder(folder: string, graph: GraphClient): Promise<string> {
  const names = folder.split("/");
  for (const name of names) {
    const refusal = segmentRefusal(name, true);
    if (refusal !== null) {
      throw new AppError(
        "invalid_arguments",
        `folder ${refusal}; use inbox, sent, drafts, a folder id, or a path of names such as Projects/Budget.`,
        {
          field: "folder",
        },
      );
    }
  }
  const [first = "", ...rest] = names;
  const known = wellKnown.get(first.toLowerCase());
  if (rest.length === 0 && certainId.test(first)) return first;
  let id = known ?? (await topLevelFolder(first, rest.length === 0, graph));
  for (const name of rest) {
    const child = await childNamed(name, { path: "/me/mailFolders/{folder}/childFolders", params: { folder: id } }, graph);
    if (child === null) throw noSuchFolder();
    id = child;
  }
  return id;
}

/** A folder at the top, or else right under the inbox, where people keep theirs. */
async function topLevelFolder(name: string, mayBeId: boolean, graph: GraphClient): Promise<string> {
  const found =
    (await childNamed(name, { path: "/me/mailFolders" }, graph)) ??
    (await childNamed(name, { path: "/me/mailFolders/{folder}/childFolders", params: { folder: "inbox" } }, graph));
  if (found !== null) return found;
  if (mayBeId && possibleId.test(name)) return name;
  throw noSuchFolder();
}

async function childNamed(
  name: string,
  where: { path: string; params?: Record<string, string> },
  graph: GraphClient,
): Promise<string | null> {
  const { items } = await graph.list({
    ...where,
    query: { $filter: `displayName eq ${odataString(name)}`, $select: ["id", "displayName"], $top: 10 },
    item: mailFolder,
  });
  const matching = items.filter(({ id, displayName }) => id === name || displayName.toLowerCase() === name.toLowerCase());
  if (matching.length > 1) {
    throw new AppError("ambiguous", "Several folders have that name; use one of their ids.", {
      field: "folder",
      candidates: matching.map(({ id }) => id),
    });
  }
  return matching[0]?.id ?? null;
}

function noSuchFolder(): AppError {
  return new AppError("not_found", "There is no mail folder of that name; use inbox, sent, drafts, a folder id, or a path of names.", {
    field: "folder",
  });
}

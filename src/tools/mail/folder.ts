/** Mail folders by well-known name, id or path of names. */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { odataString, segmentRefusal } from "../../graph/path.ts";
import type { GraphClient, GraphPath } from "../../graph/request.ts";
import { alsoForMailboxes } from "../mailbox.ts";
import { maxCandidates, oneNamed } from "../named.ts";
import { oneLine } from "../visible-text.ts";

/** Graph operations a name needs besides those of the tool. */
export const folderOperations = alsoForMailboxes(["GET /me/mailFolders", "GET /me/mailFolders/{folder}/childFolders"]);

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

type Where = {
  readonly mailbox?: string | undefined;
  /** The argument that names the folder; `folder` unless said. */
  readonly field?: string;
};

/**
 * What goes into the path for a folder: names are compared by Graph, never put in a path.
 *
 * @throws AppError `invalid_arguments` for a hostile name, `not_found`, `ambiguous` with candidates
 */
export async function resolveFolder(folder: string, graph: GraphClient, { mailbox, field = "folder" }: Where = {}): Promise<string> {
  const names = folder.split("/");
  for (const name of names) {
    const refusal = segmentRefusal(name, true);
    if (refusal !== null) {
      throw new AppError(
        "invalid_arguments",
        `${field} ${refusal}; use inbox, sent, drafts, a folder id, or a path of names such as Projects/Budget.`,
        { field },
      );
    }
  }
  const [first = "", ...rest] = names;
  const known = wellKnown.get(first.toLowerCase());
  if (rest.length === 0 && certainId.test(first)) return first;
  const child = (name: string, { of }: Level) => childNamed(field, name, { ...childrenOf(of), mailbox }, graph);
  /* At the top, or else right under the inbox, where people keep theirs. */
  const [top, inbox]: readonly [Level, Level] = [
    { of: undefined, path: "" },
    { of: "inbox", path: "inbox/" },
  ];
  let id =
    known ?? (await child(first, top)) ?? (await child(first, inbox)) ?? (rest.length === 0 && possibleId.test(first) ? first : null);
  let levels: readonly Level[] = [top, inbox];
  for (const [index, name] of rest.entries()) {
    if (id === null) break;
    const level: Level = { of: id, path: `${names.slice(0, index + 1).join("/")}/` };
    levels = [level];
    id = await child(name, level);
  }
  if (id !== null) return id;
  throw new AppError("not_found", "There is no mail folder of that name; use inbox, sent, drafts, a folder id, or a path of names.", {
    field,
    candidates: await foldersAt(levels, mailbox, graph),
  });
}

type Level = {
  /** Folder whose children are meant; those at the top without one. */
  readonly of: string | undefined;
  /** What their names are put behind, to say them as a path. */
  readonly path: string;
};

const childrenOf = (folder: string | undefined): Pick<GraphPath, "path" | "params"> =>
  folder === undefined ? { path: "/me/mailFolders" } : { path: "/me/mailFolders/{folder}/childFolders", params: { folder } };

/** Folders as they can be asked for: by a path, or by the id where the name has a slash in it. */
async function foldersAt(levels: readonly Level[], mailbox: string | undefined, graph: GraphClient): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { of, path } of levels) {
    const { items } = await graph.list({
      ...childrenOf(of),
      mailbox,
      query: { $select: ["id", "displayName"], $top: maxCandidates },
      item: mailFolder,
    });
    found.push(
      ...items.map(({ id, displayName }) => {
        const name = oneLine(displayName, 80);
        return displayName.includes("/") ? `${name} (${id})` : oneLine(path, 400) + name;
      }),
    );
  }
  return found.slice(0, maxCandidates);
}

async function childNamed(field: string, name: string, where: GraphPath, graph: GraphClient): Promise<string | null> {
  const { items } = await graph.list({
    ...where,
    query: { $filter: `displayName eq ${odataString(name)}`, $select: ["id", "displayName"], $top: 10 },
    item: mailFolder,
  });
  const matching = items.filter(({ id, displayName }) => id === name || displayName.toLowerCase() === name.toLowerCase());
  return matching.length === 0 ? null : oneNamed(field, "folder", name, matching).id;
}

/** Where a file is: in which drive, and there by its id, by a path of names, or by an address somebody shared. */
import { Buffer } from "node:buffer";
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphMethod } from "../../core/graph-method.ts";
import { segmentRefusal } from "../../graph/path.ts";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { graphId } from "../graph-id.ts";
import { oneNamed } from "../named.ts";

/** A drive as the beginning of a path: the caller's own OneDrive needs no id and no scope beyond it. */
export type DriveAt =
  | { readonly base: "/me/drive"; readonly params: Readonly<Record<string, never>> }
  | { readonly base: "/drives/{driveId}"; readonly params: { readonly driveId: string } };

export type Place = { readonly drive: DriveAt; readonly itemId: string };

export const ownDrive: DriveAt = { base: "/me/drive", params: {} };
export const driveOf = (driveId: string): DriveAt => ({ base: "/drives/{driveId}", params: { driveId } });

/** `GET /items/{itemId}` as an operation on the own drive and on one by its id. */
export function onAnyDrive(operations: readonly `${GraphMethod} /${string}`[]): readonly Operation[] {
  return operations.flatMap((operation): Operation[] => {
    const [method, path] = operation.split(" ") as [GraphMethod, string];
    return [`${method} /me/drive${path}`, `${method} /drives/{driveId}${path}`];
  });
}

/** Needed to find a file by anything but its id. */
export const pathOperations = onAnyDrive(["GET /root/children", "GET /items/{itemId}/children"]);

/**
 * An item's id as our lists give it: Graph's own for the caller's OneDrive, `driveId:itemId` elsewhere, so that one argument always says
 * which file is meant.
 */
export const itemReference = graphId.refine((id) => /^[^:]+(?::[^:]+)?$/.test(id), "must be an id as a list of files gives it");

export function placeOf(reference: string): Place {
  const [first = "", second] = reference.split(":");
  return second === undefined ? { drive: ownDrive, itemId: first } : { drive: driveOf(first), itemId: second };
}

export const referenceOf = (drive: DriveAt, itemId: string): string =>
  drive.base === "/me/drive" ? itemId : `${drive.params.driveId}:${itemId}`;

/** Scopes an item takes that does not lie in the caller's own OneDrive. */
export function scopesOfReference(reference: string | undefined, scope: "Files.Read" | "Files.ReadWrite"): readonly string[] {
  return reference?.includes(":") === true ? [`${scope}.All`] : [];
}

/** Levels a path may have; each costs requests. */
const maxDepth = 12;

/** A path of names, `Projects/Budget.xlsx`, in the caller's OneDrive. */
export const pathInput = z.string().min(1).max(1024);

/** The names of a path, the root without any. @throws AppError `invalid_arguments` naming the field */
export function namesOf(field: string, path: string): readonly string[] {
  const names = path.replace(/^\/|\/$/g, "").split("/");
  if (names.length === 1 && names[0] === "") return [];
  const bad = names.some((name) => name === "" || /^[.\s]+$/.test(name) || !name.isWellFormed() || /[\p{Cc}\\]/u.test(name));
  if (bad || names.length > maxDepth) {
    throw new AppError("invalid_arguments", `${field} must be names joined by /, at most ${maxDepth}, such as Projects/Budget.xlsx.`, {
      field,
    });
  }
  return names;
}

const graphEntry = z.object({
  id: z.string(),
  name: z.string(),
  folder: z.object({}).nullish(),
  remoteItem: z.object({ id: z.string(), folder: z.object({}).nullish(), parentReference: z.object({ driveId: z.string() }) }).nullish(),
});

/** Entries of one folder that are looked through for a name. */
const maxEntries = 2000;

/** @throws AppError `not_found` or `ambiguous`, with candidates; `invalid_arguments` where a file is taken for a folder */
export async function walk(
  field: string,
  names: readonly string[],
  graph: GraphClient,
  drive: DriveAt = ownDrive,
): Promise<Place & { readonly isFolder: boolean }> {
  let at: Place = { drive, itemId: rootAlias };
  let isFolder = true;
  for (const name of names) {
    if (!isFolder) throw new AppError("invalid_arguments", `${field} goes on after the name of a file.`, { field });
    const { items, truncated } = await graph.all(
      { ...childrenOf(at), query: { $select: ["id", "name", "folder", "remoteItem"], $top: 500 }, item: graphEntry },
      maxEntries,
    );
    const entries = items.map((entry) => ({ ...entry, displayName: entry.name }));
    const isThere = entries.some(({ displayName }) => displayName.toLowerCase() === name.trim().toLowerCase());
    if (truncated && !isThere) {
      throw new AppError("not_found", `A folder of ${field} has more entries than can be looked through; use the item's id.`, { field });
    }
    const found = oneNamed(field, "item", name, entries);
    const { remoteItem } = found;
    at = remoteItem ? { drive: driveOf(remoteItem.parentReference.driveId), itemId: remoteItem.id } : { drive: at.drive, itemId: found.id };
    isFolder = Boolean(found.folder ?? remoteItem?.folder);
  }
  return { ...at, isFolder };
}

/** Like `walk`, where only a folder will do: Graph lists a file's children as none. */
export async function walkToFolder(field: string, names: readonly string[], graph: GraphClient, drive: DriveAt = ownDrive): Promise<Place> {
  const { isFolder, ...place } = await walk(field, names, graph, drive);
  if (isFolder) return place;
  throw new AppError("invalid_arguments", `${field} has a file where a folder must be; readFileContent reads files.`, { field });
}

/** Stands for the root until something must be asked of it by id. */
export const rootAlias = "root";

export const childrenOf = ({ drive, itemId }: Place) =>
  itemId === rootAlias
    ? { path: `${drive.base}/root/children`, params: drive.params }
    : { path: `${drive.base}/items/{itemId}/children`, params: { ...drive.params, itemId } };

/** The id of the root where that stands for a folder to put something in: a path below it takes no alias. */
export async function folderId({ drive, itemId }: Place, graph: GraphClient): Promise<string> {
  if (itemId !== rootAlias) return itemId;
  const root = await graph.request({
    method: "GET",
    path: `${drive.base}/root`,
    params: drive.params,
    query: { $select: ["id"] },
    response: z.object({ id: z.string() }),
    idempotency: "safe",
  });
  return root.id;
}

export const rootOperations = onAnyDrive(["GET /root"]);

/** A sharing link, or the plain address of a file. */
export const shareUrlInput = z
  .string()
  .max(700)
  .refine((url) => /^https:\/\/[\x21-\x7e]+$/.test(url) && URL.canParse(url), "must be an https address");

/** As `/shares/{shareId}` takes an address (driveItem: shares). */
export const shareIdOf = (url: string): string => `u!${Buffer.from(url).toString("base64url")}`;

/** Refuses none and several of them. @throws AppError `invalid_arguments` */
export function exactlyOne(given: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(given);
  const set = names.filter((name) => given[name] !== undefined);
  if (set.length !== 1) {
    throw new AppError("invalid_arguments", `Give exactly one of ${names.join(", ")}.`, { field: set[1] ?? names[0] ?? "" });
  }
}

/** `me`, or the id of a drive or a site. */
export const driveInput = z
  .string()
  .min(1)
  .max(400)
  .refine((drive) => segmentRefusal(drive, true) === null && !drive.includes(":"), "must be me, a drive id or a site id");

export const driveOperations = ["GET /sites/{siteId}/drive"] as const satisfies readonly Operation[];

/** The drive itself, or a site's own library. */
export async function chosenDrive(drive: string, graph: GraphClient): Promise<DriveAt> {
  if (drive === "me") return ownDrive;
  if (!drive.includes(",")) return driveOf(drive);
  const library = await graph.request({
    method: "GET",
    path: "/sites/{siteId}/drive",
    params: { siteId: drive },
    query: { $select: ["id"] },
    response: z.object({ id: z.string() }),
    idempotency: "safe",
  });
  return driveOf(library.id);
}

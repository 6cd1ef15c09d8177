/** A file or folder as our tools show one. */
import { z } from "zod";
import { decoded } from "../../graph/path.ts";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { compact } from "../compact.ts";
import { fieldsOf } from "../listing.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import {
  driveOf,
  exactlyOne,
  namesOf,
  onAnyDrive,
  pathOperations,
  type Place,
  placeOf,
  referenceOf,
  rootAlias,
  rootOperations,
  shareIdOf,
  walk,
} from "./place.ts";

export const file = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["file", "folder"]),
  /** Bytes. */
  size: z.int().optional(),
  mimeType: z.string().optional(),
  children: z.int().optional(),
  modified: z.string().optional(),
  modifiedBy: z.string().optional(),
  /** Of the folder it is in; none in the root. */
  folder: z.string().optional(),
  webUrl: z.string().optional(),
  untrusted,
});
export type File = z.output<typeof file>;

const parent = z.object({ driveId: z.string().nullish(), path: z.string().nullish() });
const kindFacets = {
  folder: z.object({ childCount: z.int().nullish() }).nullish(),
  file: z.object({ mimeType: z.string().nullish() }).nullish(),
};

export const graphItem = z.object({
  id: z.string(),
  name: z.string().nullish(),
  size: z.int().nullish(),
  webUrl: z.string().nullish(),
  lastModifiedDateTime: z.string().nullish(),
  lastModifiedBy: z.object({ user: z.object({ displayName: z.string().nullish() }).nullish() }).nullish(),
  parentReference: parent.nullish(),
  ...kindFacets,
  /** What a shortcut leads to. */
  remoteItem: z.object({ id: z.string(), parentReference: parent.nullish(), ...kindFacets }).nullish(),
});
export type GraphItem = z.output<typeof graphItem>;

export const itemFields = fieldsOf(graphItem);

/** Where it really is: a shortcut's target lies in another drive. */
export function placeOfItem({ id, remoteItem }: Pick<GraphItem, "id" | "remoteItem">, drive: Place["drive"]): Place {
  const driveId = remoteItem?.parentReference?.driveId;
  return remoteItem && driveId ? { drive: driveOf(driveId), itemId: remoteItem.id } : { drive, itemId: id };
}

export function readItem(item: GraphItem, drive: Place["drive"]): File {
  const place = placeOfItem(item, drive);
  const folder = item.folder ?? item.remoteItem?.folder;
  const mimeType = (item.file ?? item.remoteItem?.file)?.mimeType;
  const by = item.lastModifiedBy?.user?.displayName;
  return compact<File>({
    id: referenceOf(place.drive, place.itemId),
    name: oneLine(item.name ?? "", 255),
    kind: folder ? "folder" : "file",
    size: folder ? undefined : (item.size ?? undefined),
    mimeType: mimeType ? oneLine(mimeType, 120) : undefined,
    children: folder?.childCount ?? undefined,
    modified: item.lastModifiedDateTime ?? undefined,
    modifiedBy: by ? oneLine(by, 120) : undefined,
    folder: folderOf(item.parentReference?.path),
    webUrl: item.webUrl ?? undefined,
    untrusted: true,
  });
}

/** `/drive/root:/Projects/Sleep%20study` as people write it. */
function folderOf(path: string | null | undefined): string | undefined {
  const names = path?.split("root:/")[1];
  return names ? oneLine(decoded(names) ?? names, 400) : undefined;
}

const units = ["B", "KB", "MB", "GB"] as const;

export function sizeText(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${Math.round(bytes / 1024 ** power)} ${units[power]}`;
}

export function fileLine({ id, name, kind, size, children, modified, modifiedBy, folder }: File): string {
  const facts = [
    kind === "folder" ? `${name}/` : name,
    kind === "folder" ? (children === undefined ? "" : `${children} inside`) : size === undefined ? "" : sizeText(size),
    [modified?.slice(0, 10), modifiedBy].filter(Boolean).join(" "),
    folder === undefined ? "" : `in ${folder}`,
    `id=${id}`,
  ];
  return `- ${facts.filter(Boolean).join(" | ")}`;
}

export type Locator = {
  readonly itemId?: string | undefined;
  readonly path?: string | undefined;
  readonly shareUrl?: string | undefined;
};

export const locatorOperations: readonly Operation[] = [
  ...onAnyDrive(["GET /items/{itemId}"]),
  ...pathOperations,
  ...rootOperations,
  "GET /shares/{shareId}/driveItem",
];

/** The one item that is meant, and where it is. @throws AppError `invalid_arguments` unless exactly one of the three is given */
export async function findItem(locator: Locator, graph: GraphClient): Promise<{ readonly place: Place; readonly item: GraphItem }> {
  const { itemId, path, shareUrl } = locator;
  exactlyOne({ itemId, path, shareUrl });
  const asked = { method: "GET", query: { $select: itemFields }, response: graphItem, idempotency: "safe" } as const;
  if (shareUrl !== undefined) {
    /* Without a Prefer header Graph opens what the caller may open already and redeems nothing. */
    const item = await graph.request({
      ...asked,
      path: "/shares/{shareId}/driveItem",
      params: { shareId: shareIdOf(shareUrl) },
      scopes: ["Files.ReadWrite"],
    });
    const driveId = item.parentReference?.driveId;
    return { item, place: driveId ? { drive: driveOf(driveId), itemId: item.id } : placeOf(item.id) };
  }
  const place = path === undefined ? placeOf(itemId ?? "") : await walk("path", namesOf("path", path), graph);
  const { drive } = place;
  const item = await graph.request({
    ...asked,
    ...(place.itemId === rootAlias
      ? { path: `${drive.base}/root`, params: drive.params }
      : { path: `${drive.base}/items/{itemId}`, params: { ...drive.params, itemId: place.itemId } }),
  });
  return { item, place: placeOfItem(item, drive) };
}

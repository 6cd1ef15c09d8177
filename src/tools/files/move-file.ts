import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphClient } from "../../graph/request.ts";
import { defineTool } from "../define-tool.ts";
import { fenced } from "../untrusted.ts";
import { checkedName, unlessTaken } from "./file-name.ts";
import { file, fileLine, graphItem, readItem } from "./item.ts";
import {
  type DriveAt,
  folderId,
  itemReference,
  namesOf,
  onAnyDrive,
  pathOperations,
  type Place,
  placeOf,
  rootOperations,
  scopesOfReference,
  walkToFolder,
} from "./place.ts";

const current = z.object({ eTag: z.string(), parentReference: z.object({ driveId: z.string() }) });

export const moveFile = defineTool({
  name: "moveFile",
  title: "Move, rename or copy a file",
  description: "Moves or renames a file or folder within its drive, or copies it to any.",
  toolset: "files",
  tier: "extended",
  risk: "write",
  scopes: ["Files.ReadWrite"],
  optionalScopes: ["Files.ReadWrite.All"],
  scopesOf: ({ itemId, toParent }) => [
    ...new Set([itemId, toParent?.includes("/") ? undefined : toParent].flatMap((id) => scopesOfReference(id, "Files.ReadWrite"))),
  ],
  operations: [
    ...onAnyDrive(["GET /items/{itemId}", "PATCH /items/{itemId}", "POST /items/{itemId}/copy"]),
    ...pathOperations,
    ...rootOperations,
    "GET /me/drive",
  ],
  input: z.strictObject({
    itemId: itemReference,
    toParent: z.string().min(1).max(1024).optional().describe("Folder id, or a path with / in it (/ is your OneDrive's root)."),
    newName: z.string().max(400).optional(),
    copy: z.boolean().default(false),
  }),
  output: z.object({
    ...file.partial().shape,
    /** A copy is made in the background. */
    accepted: z.literal(true).optional(),
  }),

  async run({ itemId, toParent, newName, copy }, { graph }) {
    if (toParent === undefined && newName === undefined) {
      throw new AppError("invalid_arguments", "Give toParent, newName or both.", { field: "toParent" });
    }
    const name = newName === undefined ? undefined : checkedName("newName", newName, false);
    const names = toParent?.includes("/") ? namesOf("toParent", toParent) : undefined;
    if (toParent !== undefined && names === undefined && !itemReference.safeParse(toParent).success) {
      throw new AppError("invalid_arguments", "toParent must be a folder's id, or a path with / in it.", { field: "toParent" });
    }
    const { drive, itemId: id } = placeOf(itemId);
    const params = { ...drive.params, itemId: id };
    const target =
      toParent === undefined ? undefined : names === undefined ? placeOf(toParent) : await walkToFolder("toParent", names, graph);

    const field = name === undefined ? "toParent" : "newName";
    const fix = name === undefined ? "give it a newName" : "give another newName";
    if (copy) {
      const copied = await graph.attempt({
        method: "POST",
        path: `${drive.base}/items/{itemId}/copy`,
        params,
        body: {
          ...(name !== undefined && { name }),
          ...(target && { parentReference: { driveId: await driveIdOf(target.drive, graph), id: await folderId(target, graph) } }),
        },
        response: z.null(),
        idempotency: "once",
      });
      unlessTaken(copied, field, fix);
      return { accepted: true as const };
    }
    const { eTag, parentReference } = await graph.request({
      method: "GET",
      path: `${drive.base}/items/{itemId}`,
      params,
      query: { $select: ["id", "eTag", "parentReference"] },
      response: current,
      idempotency: "safe",
    });
    if (target && !(await isWithin(target, drive, parentReference.driveId, graph))) {
      throw new AppError("invalid_arguments", "toParent lies in another drive; set copy to true, then delete the original.", {
        field: "toParent",
      });
    }
    const moved = await graph.attempt({
      method: "PATCH",
      path: `${drive.base}/items/{itemId}`,
      params,
      headers: { "if-match": eTag },
      body: { ...(name !== undefined && { name }), ...(target && { parentReference: { id: await folderId(target, graph) } }) },
      response: graphItem,
      idempotency: "safe",
    });
    return readItem(unlessTaken(moved, field, fix), drive);
  },
  text: ({ accepted, ...item }) =>
    accepted || item.id === undefined
      ? "The copy is being made; look in the folder in a while."
      : fenced([fileLine({ ...item, id: item.id, name: item.name ?? "", kind: item.kind ?? "file", untrusted: true })]),
});

async function driveIdOf(drive: DriveAt, graph: GraphClient): Promise<string> {
  if (drive.base === "/drives/{driveId}") return drive.params.driveId;
  const own = await graph.request({
    method: "GET",
    path: "/me/drive",
    query: { $select: ["id"] },
    response: z.object({ id: z.string() }),
    idempotency: "safe",
  });
  return own.id;
}

async function isWithin(target: Place, drive: DriveAt, driveId: string, graph: GraphClient): Promise<boolean> {
  return (target.drive.base === "/me/drive" && drive.base === "/me/drive") || (await driveIdOf(target.drive, graph)) === driveId;
}

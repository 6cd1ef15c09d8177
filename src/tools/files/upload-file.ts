import { Buffer } from "node:buffer";
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphClient } from "../../graph/request.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { checkedName, unlessTaken } from "./file-name.ts";
import { fileLine, graphItem, readItem } from "./item.ts";
import {
  exactlyOne,
  folderId,
  itemReference,
  namesOf,
  onAnyDrive,
  ownDrive,
  pathInput,
  pathOperations,
  type Place,
  placeOf,
  rootAlias,
  rootOperations,
  scopesOfReference,
  walkToFolder,
} from "./place.ts";

/** Of one upload in a request; larger files go to an upload session. */
const maxBytes = 4 * 1024 * 1024;

const session = z.object({ uploadUrl: z.string(), expirationDateTime: z.string().nullish() });

const output = z.object({
  id: z.string().optional(),
  name: z.string(),
  kind: z.enum(["file", "folder"]),
  /** Bytes. */
  size: z.int().optional(),
  webUrl: z.string().optional(),
  /** Takes the bytes by PUT with Content-Range, without any Authorization header. */
  uploadUrl: z.string().optional(),
  expires: z.string().optional(),
  untrusted,
});

export const uploadFile = defineTool({
  name: "uploadFile",
  title: "Upload a file or make a folder",
  description: "Saves content (4 MB) as a file, makes a folder, or opens an upload session for a large file.",
  toolset: "files",
  tier: "core",
  risk: "write",
  scopes: ["Files.ReadWrite"],
  optionalScopes: ["Files.ReadWrite.All"],
  scopesOf: ({ parentId }) => scopesOfReference(parentId, "Files.ReadWrite"),
  operations: [
    ...onAnyDrive([
      "PUT /items/{itemId}:/{fileName}:/content",
      "POST /items/{itemId}:/{fileName}:/createUploadSession",
      "POST /items/{itemId}/children",
    ]),
    ...pathOperations,
    ...rootOperations,
  ],
  input: z.strictObject({
    path: pathInput.optional().describe("Folders and the new name, in your OneDrive: Reports/June.md."),
    parentId: itemReference.optional().describe("Or folder by id (the root unless said), with name."),
    name: z.string().max(400).optional(),
    content: z.string().max(5_600_000).optional(),
    encoding: z.enum(["text", "base64"]).default("text"),
    uploadSession: z.boolean().optional().describe("Answers with a URL your program PUTs the bytes to."),
    folder: z.boolean().optional().describe("Make a folder."),
    conflict: z.enum(["fail", "rename", "replace"]).default("fail").describe("Where the name is taken."),
  }),
  output,

  async run({ path, parentId, name, content, encoding, uploadSession, folder, conflict }, { graph }) {
    exactlyOne({ path, name });
    if (path !== undefined && parentId !== undefined) {
      throw new AppError("invalid_arguments", "parentId goes with name; path says the folder itself.", { field: "parentId" });
    }
    exactlyOne({ content, uploadSession: uploadSession || undefined, folder: folder || undefined });
    if (folder && conflict === "replace") {
      throw new AppError("invalid_arguments", "A folder cannot be replaced; use fail or rename.", { field: "conflict" });
    }
    const names = path === undefined ? [name ?? ""] : namesOf("path", path);
    const field = path === undefined ? "name" : "path";
    const fileName = checkedName(field, names.at(-1) ?? "", !folder);
    const body = content === undefined ? undefined : checkedContent(content, encoding);

    const place = await folderPlace(names.slice(0, -1), parentId, graph);
    const { drive } = place;
    const params = { ...drive.params, itemId: await folderId(place, graph) };
    const conflictBehavior = { "@microsoft.graph.conflictBehavior": conflict };
    const fix =
      conflict === "replace"
        ? "a folder is not replaced by a file; use another name"
        : `set conflict to rename${folder ? "" : " or replace"}, or use another name`;
    if (uploadSession) {
      const opened = await graph.attempt({
        method: "POST",
        path: `${drive.base}/items/{itemId}:/{fileName}:/createUploadSession`,
        params: { ...params, fileName },
        body: { item: conflictBehavior },
        response: session,
        idempotency: "safe",
      });
      const { uploadUrl, expirationDateTime } = unlessTaken(opened, field, fix);
      return compact<z.input<typeof output>>({
        id: undefined,
        name: fileName,
        kind: "file",
        size: undefined,
        webUrl: undefined,
        uploadUrl,
        expires: expirationDateTime ?? undefined,
        untrusted: true,
      });
    }
    const made = await graph.attempt(
      body === undefined
        ? {
            method: "POST",
            path: `${drive.base}/items/{itemId}/children`,
            params,
            body: { name: fileName, folder: {}, ...conflictBehavior },
            response: graphItem,
            idempotency: "once",
          }
        : {
            method: "PUT",
            path: `${drive.base}/items/{itemId}:/{fileName}:/content`,
            params: { ...params, fileName },
            query: conflictBehavior,
            body,
            content: { type: encoding === "text" ? "text/plain; charset=utf-8" : "application/octet-stream", encoding },
            response: graphItem,
            idempotency: conflict === "replace" ? "safe" : "once",
          },
    );
    const { id, name: storedAs, kind, size, webUrl } = readItem(unlessTaken(made, field, fix), drive);
    return compact<z.input<typeof output>>({
      id,
      name: storedAs,
      kind,
      size,
      webUrl,
      uploadUrl: undefined,
      expires: undefined,
      untrusted: true,
    });
  },
  text: ({ id, name, kind, size, webUrl, uploadUrl, expires }) =>
    uploadUrl === undefined
      ? fenced([
          fileLine({ id: id ?? "", name, kind, ...(size !== undefined && { size }), untrusted: true }),
          ...(webUrl === undefined ? [] : [`  ${webUrl}`]),
        ])
      : `PUT the bytes, in ranges of a multiple of 320 KiB with Content-Range, to ${uploadUrl}${expires === undefined ? "" : ` until ${expires}`}. Send no Authorization header there.`,
});

async function folderPlace(names: readonly string[], parentId: string | undefined, graph: GraphClient): Promise<Place> {
  if (parentId !== undefined) return placeOf(parentId);
  return names.length === 0 ? { drive: ownDrive, itemId: rootAlias } : walkToFolder("path", names, graph);
}

/** @throws AppError `invalid_arguments` for what would not arrive as it was meant, or is too much for one request */
function checkedContent(content: string, encoding: "text" | "base64"): string {
  const refuse = (why: string): never => {
    throw new AppError("invalid_arguments", `content ${why}.`, { field: "content" });
  };
  if (encoding === "text") {
    if (!content.isWellFormed()) return refuse("has broken characters (unpaired surrogates); send it as base64");
    if (Buffer.byteLength(content) > maxBytes) return refuse("has more than 4 MB; use uploadSession");
    return content;
  }
  if (content.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(content)) return refuse("is not base64 (RFC 4648 §4, padded)");
  if (Buffer.from(content, "base64").byteLength > maxBytes) return refuse("has more than 4 MB; use uploadSession");
  return content;
}

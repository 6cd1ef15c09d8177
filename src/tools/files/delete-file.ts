import { z } from "zod";
import { defineTool } from "../define-tool.ts";
import { itemReference, onAnyDrive, placeOf, scopesOfReference } from "./place.ts";

export const deleteFile = defineTool({
  name: "deleteFile",
  title: "Delete a file",
  description: "Puts a file, or a folder with all in it, into the recycle bin.",
  toolset: "files",
  tier: "extended",
  risk: "delete",
  scopes: ["Files.ReadWrite"],
  optionalScopes: ["Files.ReadWrite.All"],
  scopesOf: ({ itemId }) => scopesOfReference(itemId, "Files.ReadWrite"),
  operations: onAnyDrive(["DELETE /items/{itemId}"]),
  input: z.strictObject({ itemId: itemReference }),
  output: z.object({ id: z.string(), recycled: z.literal(true) }),

  async run({ itemId }, { graph }) {
    const { drive, itemId: id } = placeOf(itemId);
    await graph.request({
      method: "DELETE",
      path: `${drive.base}/items/{itemId}`,
      params: { ...drive.params, itemId: id },
      response: z.null(),
      idempotency: "safe",
    });
    return { id: itemId, recycled: true as const };
  },
  text: ({ id }) => `In the recycle bin: id=${id}`,
});

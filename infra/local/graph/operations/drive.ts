import { answerEntity } from "../collection.ts";
import { GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { projection } from "../projection.ts";
import type { StoredFile } from "../store/drive.ts";

/** Files by reference (learn.microsoft.com/graph/api/driveitem-get). */
const itemRules: QueryRules = { type: "driveItem", options: ["$select", "$expand"], expandable: [] };

function fileOf(call: Call): StoredFile {
  const file = call.world.drive(call.owner).item(call.params[0] ?? "");
  if (file === undefined) throw new GraphFailure(404, "itemNotFound", "The resource could not be found.");
  return file;
}

const downloadUrl = (call: Call, file: StoredFile): string => `${call.origin}/_download/${call.owner.objectId}/${file.downloadToken}`;

function getItem(call: Call): Answer {
  const file = fileOf(call);
  const shown = projection({ type: "driveItem", always: ["id"] }, call.query.select)(file.entity);
  const url = call.query.select === null ? { "@microsoft.graph.downloadUrl": downloadUrl(call, file) } : {};
  return answerEntity(call, `users('${call.owner.objectId}')/drive/items`, { ...url, id: file.entity.id, ...shown });
}

export const driveOperations: readonly Operation[] = [
  { method: "GET", template: "/me/drive/items/{id}", grant: "files", workload: "files", query: itemRules, run: getItem },
  {
    method: "GET",
    template: "/me/drive/items/{id}/content",
    grant: "files",
    workload: "files",
    run: (call) => ({ status: 302, headers: { location: downloadUrl(call, fileOf(call)) } }),
  },
];

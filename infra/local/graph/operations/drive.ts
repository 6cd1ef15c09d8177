import { answerCollection, answerEntity } from "../collection.ts";
import { GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { projection } from "../projection.ts";
import type { StoredFile } from "../store/drive.ts";

/** Files by reference (learn.microsoft.com/graph/api/driveitem-get). */
const itemRules: QueryRules = { type: "driveItem", options: ["$select", "$expand"], expandable: [] };

/** learn.microsoft.com/graph/api/driveitem-list-children: page 200 by default. */
const childrenRules: QueryRules = {
  type: "driveItem",
  options: ["$select", "$top", "$skiptoken", "$orderby"],
  defaultTop: 200,
  maxTop: 999,
  sortable: ["name", "size", "lastModifiedDateTime"],
};

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

function listRoot(call: Call): Answer {
  const project = projection({ type: "driveItem", always: ["id"] }, call.query.select);
  return answerCollection(call, {
    rules: childrenRules,
    rows: call.world.drive(call.owner).items(),
    entityOf: (file) => file.entity,
    show: (file) => project(file.entity),
    paging: "$skiptoken",
    context: `users('${call.owner.objectId}')/drive/root/children`,
  });
}

export const driveOperations: readonly Operation[] = [
  { method: "GET", template: "/me/drive/root/children", grant: "files", workload: "files", query: childrenRules, run: listRoot },
  { method: "GET", template: "/me/drive/items/{id}", grant: "files", workload: "files", query: itemRules, run: getItem },
  {
    method: "GET",
    template: "/me/drive/items/{id}/content",
    grant: "files",
    workload: "files",
    run: (call) => ({ status: 302, headers: { location: downloadUrl(call, fileOf(call)) } }),
  },
];

import { tenantId } from "../../company.ts";
import { answerCollection, answerEntity } from "../collection.ts";
import type { Json, JsonObject } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { wordsOf } from "../odata/kql.ts";
import { projection } from "../projection.ts";
import { checkEntity, checkParameters } from "../request-body.ts";
import { type ConflictBehavior, identityOf, type Drive, type StoredItem } from "../store/drive.ts";
import { openUpload } from "../upload.ts";
import { accessDenied, itemMissing, itemOf, may, onDrives, requireReach, type Target } from "./drive-target.ts";

/** Files and folders of a OneDrive or a document library (learn.microsoft.com/graph/api/resources/driveitem). */
const itemRules: QueryRules = { type: "driveItem", options: ["$select", "$expand"], expandable: [] };
const driveRules: QueryRules = { type: "drive", options: ["$select"] };

/** learn.microsoft.com/graph/api/driveitem-list-children: page 200 by default. */
export const childrenRules: QueryRules = {
  type: "driveItem",
  options: ["$select", "$top", "$skiptoken", "$orderby"],
  defaultTop: 200,
  maxTop: 999,
  sortable: ["name", "size", "lastModifiedDateTime"],
};
const versionRules: QueryRules = { type: "driveItemVersion", options: ["$select", "$top", "$skiptoken"], defaultTop: 200, maxTop: 999 };

const contextOf = (drive: Drive): string => `drives('${encodeURIComponent(drive.id)}')/items`;
const downloadUrl = (call: Call, item: StoredItem): string => `${call.origin}/_download/${item.drive.id}/${item.downloadToken}`;

/** A file shown whole carries its pre-authenticated address. */
export function shownItem(call: Call, item: StoredItem): JsonObject {
  const url = call.query.select === null && !item.isFolder ? { "@microsoft.graph.downloadUrl": downloadUrl(call, item) } : {};
  return { ...url, ...projection({ type: "driveItem", always: ["id"] }, call.query.select)(item.entity) };
}

export const answerItem = (call: Call, item: StoredItem, status: 200 | 201 = 200): Answer =>
  answerEntity(call, contextOf(item.drive), shownItem(call, item), status);

export function driveEntity(drive: Drive): JsonObject {
  const { name, driveType, owner, webUrl } = drive.facts;
  return {
    id: drive.id,
    name,
    driveType,
    webUrl,
    owner: driveType === "business" ? identityOf(owner) : { group: { displayName: name } },
    quota: { deleted: 0, remaining: 1_099_511_627_776 - 40_960, state: "normal", total: 1_099_511_627_776, used: 40_960 },
  };
}

function getDrive({ call, drive }: Target): Answer {
  if (!may(call, drive.root, "read")) throw accessDenied();
  return answerEntity(call, "drives", projection({ type: "drive", always: ["id"] }, call.query.select)(driveEntity(drive)));
}

export function answerItems(call: Call, items: readonly StoredItem[], context: string): Answer {
  return answerCollection(call, {
    rules: childrenRules,
    rows: items,
    entityOf: (item) => item.entity,
    show: (item) => shownItem(call, item),
    paging: "$skiptoken",
    context,
  });
}

function listChildren({ call, drive }: Target, folder: StoredItem): Answer {
  return answerItems(call, drive.children(folder), `${contextOf(drive)}('${folder.id}')/children`);
}

function listVersions(target: Target): Answer {
  const item = itemOf(target);
  const project = projection({ type: "driveItemVersion", always: ["id"] }, target.call.query.select);
  const rows = item.versions.map(({ id, at, by, content }): JsonObject => ({
    id,
    lastModifiedDateTime: new Date(at).toISOString(),
    lastModifiedBy: identityOf(by),
    size: content.byteLength,
  }));
  return answerCollection(target.call, {
    rules: versionRules,
    rows,
    entityOf: (row) => row,
    show: project,
    paging: "$skiptoken",
    context: `${contextOf(target.drive)}('${item.id}')/versions`,
  });
}

function extractLabels(target: Target): Answer {
  const { label } = itemOf(target);
  const labels = label === null ? [] : [{ sensitivityLabelId: label, assignmentMethod: "standard", tenantId }];
  return { status: 200, body: { "@odata.context": `${target.call.origin}/v1.0/$metadata#extractSensitivityLabelsResult`, labels } };
}

/** Words of the query in the name or, for text, in the content. */
function search({ call, drive, params }: Target): Answer {
  const words = wordsOf(params[0] ?? "");
  if (words.length === 0) throw badRequest("The search query must not be empty.");
  const found = [...drive.items()].filter((item) => {
    const text = item.mimeType.startsWith("text/") ? new TextDecoder().decode(item.content) : "";
    const held = wordsOf(`${item.name} ${text}`);
    return may(call, item, "read") && words.every((word) => held.some((one) => one.startsWith(word)));
  });
  return answerItems(call, found, "Collection(driveItem)");
}

function conflictOf(value: Json | undefined, usual: ConflictBehavior): ConflictBehavior {
  if (value === undefined) return usual;
  if (value !== "fail" && value !== "rename" && value !== "replace")
    throw new GraphFailure(400, "invalidRequest", "Invalid conflict behavior.");
  return value;
}

const conflictName = "@microsoft.graph.conflictBehavior";

/** Graph replaces unless told otherwise (learn.microsoft.com/graph/api/driveitem-put-content). */
function putNew(target: Target): Answer {
  const { call, drive, params } = target;
  const parent = itemOf(target, "write");
  if (!parent.isFolder) throw new GraphFailure(400, "invalidRequest", "The parent is not a folder.");
  for (const name of call.query.custom.keys())
    if (name !== conflictName.toLowerCase()) throw badRequest(`The query parameter '${name}' is not supported.`);
  if (call.content.type === "") throw new GraphFailure(400, "invalidRequest", "The Content-Type header is missing.");
  const conflict = conflictOf(call.query.custom.get(conflictName.toLowerCase()), "replace");
  const { item, created } = drive.add(parent, params[1] ?? "", { content: call.content.bytes }, call.caller, call.now, conflict);
  return { ...answerItem(call, item, created ? 201 : 200), committed: true };
}

function putExisting(target: Target): Answer {
  const item = itemOf(target, "write");
  if (item.isFolder) throw new GraphFailure(400, "invalidRequest", "A folder has no content.");
  checkEtag(target.call, item);
  target.drive.write(item, target.call.content.bytes, target.call.caller, target.call.now);
  return { ...answerItem(target.call, item), committed: true };
}

function openSession(target: Target): Answer {
  const { call, drive, params } = target;
  const parent = itemOf(target, "write");
  const parameters = checkParameters("createUploadSession", ["item", "deferCommit"], call.body);
  const asked = parameters.get("item") as JsonObject | undefined;
  const item = checkEntity("driveItemUploadableProperties", asked ?? {});
  const conflict = conflictOf(asked?.[conflictName], "replace");
  const name = typeof item.name === "string" ? item.name : (params[1] ?? "");
  if (drive.child(parent, name) !== undefined && conflict === "fail")
    throw new GraphFailure(409, "nameAlreadyExists", "The specified item name already exists.");
  const size = typeof item.fileSize === "number" ? item.fileSize : null;
  const opened = openUpload(
    call,
    "drive",
    size,
    (bytes) => {
      const stored = drive.add(parent, name, { content: bytes }, call.caller, call.now, conflict);
      return { ...answerItem(call, stored.item, stored.created ? 201 : 200), committed: true };
    },
    200,
  );
  return { ...opened, committed: true };
}

function addChild(target: Target, parent: StoredItem): Answer {
  const { call, drive } = target;
  const body = checkEntity("driveItem", call.body);
  const unknown = Object.keys(body).find((name) => !["name", "folder", "description"].includes(name));
  if (unknown !== undefined) throw new GraphFailure(400, "invalidRequest", `The property '${unknown}' cannot be set on a new item.`);
  if (body.folder === undefined) throw new GraphFailure(400, "invalidRequest", "One of the facets folder, file must be given.");
  if (!parent.isFolder) throw new GraphFailure(400, "invalidRequest", "The parent is not a folder.");
  const name = typeof body.name === "string" ? body.name : "";
  const { item } = drive.add(parent, name, { folder: true }, call.caller, call.now, conflictOf(call.body[conflictName], "fail"));
  return { ...answerItem(call, item, 201), committed: true };
}

function checkEtag(call: Call, item: StoredItem): void {
  if (call.ifMatch !== null && call.ifMatch !== "*" && call.ifMatch !== item.entity.eTag)
    throw new GraphFailure(412, "resourceModified", "ETag does not match current item's value");
}

/** Folder a body's `parentReference` names. */
function parentOf(target: Target, reference: JsonObject, drive: Drive): StoredItem {
  const folder = drive.item(typeof reference.id === "string" ? reference.id : "");
  if (folder === undefined || !folder.isFolder || !may(target.call, folder, "read")) throw itemMissing();
  if (!may(target.call, folder, "write")) throw accessDenied();
  return folder;
}

function updateItem(target: Target): Answer {
  const { call, drive } = target;
  const item = itemOf(target, "write");
  const body = checkEntity("driveItem", call.body);
  checkEtag(call, item);
  const unknown = Object.keys(body).find((name) => !["name", "parentReference", "description"].includes(name));
  if (unknown !== undefined) throw new GraphFailure(400, "invalidRequest", `The property '${unknown}' is read-only.`);
  if (item.parent === null) throw new GraphFailure(400, "invalidRequest", "The root cannot be changed.");
  const reference = body.parentReference as JsonObject | undefined;
  if (reference?.driveId !== undefined && reference.driveId !== drive.id)
    throw new GraphFailure(400, "notSupported", "Items cannot be moved between drives by an update.");
  const to = reference === undefined ? item.parent : parentOf(target, reference, drive);
  drive.move(item, to, typeof body.name === "string" ? body.name : item.name, call.caller, call.now);
  return { ...answerItem(call, item), committed: true };
}

function copyItem(target: Target): Answer {
  const { call, drive } = target;
  const item = itemOf(target);
  const parameters = checkParameters("copy", ["name", "parentReference", "childrenOnly", "includeAllVersionHistory"], call.body);
  const asked = parameters.get("parentReference");
  const reference = asked === undefined ? undefined : checkEntity("itemReference", asked);
  const other =
    reference === undefined ? drive : call.world.driveById(typeof reference.driveId === "string" ? reference.driveId : drive.id);
  if (other === undefined) throw itemMissing();
  requireReach(call, other, true);
  const parent = reference === undefined ? item.parent : parentOf(target, reference, other);
  if (parent === null) throw new GraphFailure(400, "invalidRequest", "The root cannot be copied.");
  const name = parameters.get("name");
  drive.copyInto(parent, item, typeof name === "string" ? name : item.name, call.caller, call.now);
  return { status: 202, headers: { location: `${call.origin}/_monitor/${item.downloadToken}` }, committed: true };
}

function deleteItem(target: Target): Answer {
  const item = itemOf(target, "write");
  if (item.parent === null) throw new GraphFailure(400, "invalidRequest", "The root cannot be deleted.");
  checkEtag(target.call, item);
  target.drive.remove(item);
  return { status: 204, committed: true };
}

export const driveOperations: readonly Operation[] = [
  ...onDrives({ method: "GET", path: "", query: driveRules, run: getDrive }),
  /* The reference names no root of a drive by id, nor its children: they are items like any other. */
  ...onDrives({
    method: "GET",
    path: "/root",
    grantForDrives: "files",
    query: itemRules,
    run: (target) => answerItem(target.call, itemOf(target, "read", "root")),
  }),
  ...onDrives({
    method: "GET",
    path: "/root/children",
    grantForDrives: "files",
    query: childrenRules,
    run: (target) => listChildren(target, itemOf(target, "read", "root")),
  }),
  ...onDrives({ method: "GET", path: "/root/search(q={value})", query: childrenRules, run: search }),
  ...onDrives({ method: "GET", path: "/items/{id}", query: itemRules, run: (target) => answerItem(target.call, itemOf(target)) }),
  ...onDrives({ method: "GET", path: "/items/{id}/children", query: childrenRules, run: (target) => listChildren(target, itemOf(target)) }),
  ...onDrives({
    method: "GET",
    path: "/items/{id}/content",
    run: (target) => {
      const item = itemOf(target);
      if (item.isFolder) throw new GraphFailure(400, "invalidRequest", "A folder has no content.");
      return { status: 302, headers: { location: downloadUrl(target.call, item) } };
    },
  }),
  ...onDrives({ method: "GET", path: "/items/{id}/versions", query: versionRules, run: listVersions }),
  ...onDrives({ method: "POST", path: "/items/{id}/extractSensitivityLabels", emptyBody: true, run: extractLabels }),
  ...onDrives({ method: "PUT", path: "/items/{id}/content", rawBody: true, run: putExisting }),
  ...onDrives({ method: "PUT", path: "/items/{id}:/{id}:/content", rawBody: true, run: putNew }),
  ...onDrives({
    method: "POST",
    path: "/items/{id}:/{id}:/createUploadSession",
    grantForDrives: "filesWrite",
    emptyBody: true,
    run: openSession,
  }),
  ...onDrives({ method: "POST", path: "/items/{id}/children", run: (target) => addChild(target, itemOf(target, "write")) }),
  ...onDrives({
    method: "POST",
    path: "/root/children",
    grantForDrives: "filesWrite",
    run: (target) => addChild(target, itemOf(target, "write", "root")),
  }),
  ...onDrives({ method: "PATCH", path: "/items/{id}", run: updateItem }),
  ...onDrives({ method: "POST", path: "/items/{id}/copy", run: copyItem }),
  ...onDrives({ method: "DELETE", path: "/items/{id}", run: deleteItem }),
];

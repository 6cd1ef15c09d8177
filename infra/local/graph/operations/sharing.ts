import { answerCollection } from "../collection.ts";
import { elements, type Json, type JsonObject, textOf } from "../entity.ts";
import { GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import { hasOffset, parseDateTime } from "../odata/literal.ts";
import type { QueryRules } from "../odata/query.ts";
import { projection } from "../projection.ts";
import { checkEntity, checkParameters } from "../request-body.ts";
import { type Grant, identityOf, type StoredItem, webUrlOf } from "../store/drive.ts";
import { uuidOf } from "../store/ids.ts";
import { answerItem } from "./drive.ts";
import { itemMissing, itemOf, may, onDrives, type Target } from "./drive-target.ts";

/** Who may open a file, and how that is given and taken (learn.microsoft.com/graph/api/resources/permission). */
const permissionRules: QueryRules = { type: "permission", options: ["$select"] };
const shareRules: QueryRules = { type: "driveItem", options: ["$select"] };

const invalid = (message: string): GraphFailure => new GraphFailure(400, "invalidRequest", message);

function permissionEntity(grant: Grant): JsonObject {
  const identities = grant.to.map(({ id, email, displayName }) => ({ user: { ...(id === undefined ? {} : { id }), email, displayName } }));
  const [first] = identities;
  return {
    id: grant.id,
    roles: grant.roles,
    ...(grant.expires === undefined ? {} : { expirationDateTime: grant.expires }),
    ...(grant.link === undefined
      ? first === undefined
        ? {}
        : { grantedTo: first, grantedToV2: first }
      : {
          hasPassword: false,
          grantedToIdentities: identities,
          grantedToIdentitiesV2: identities,
          link: { ...grant.link, preventsDownload: false },
        }),
  };
}

/** What the owner has without anybody giving it. */
const ownerPermission = ({ drive, id }: StoredItem): JsonObject => ({
  id: uuidOf(`owner:${id}`),
  roles: ["owner"],
  grantedTo: identityOf(drive.facts.owner),
  grantedToV2: identityOf(drive.facts.owner),
});

function listPermissions(target: Target): Answer {
  const item = itemOf(target);
  const rows: JsonObject[] = [ownerPermission(item)];
  for (let at: StoredItem | null = item; at !== null; at = at.parent)
    for (const grant of at.grants)
      rows.push({
        ...permissionEntity(grant),
        ...(at === item
          ? {}
          : { inheritedFrom: { driveId: at.drive.id, id: at.id, path: textOf((at.entity.parentReference as JsonObject).path) } }),
      });
  return answerCollection(target.call, {
    rules: permissionRules,
    rows,
    entityOf: (row) => row,
    show: projection({ type: "permission", always: ["id"] }, target.call.query.select),
    paging: "none",
    context: `drives('${encodeURIComponent(target.drive.id)}')/items('${item.id}')/permissions`,
  });
}

/** Instant a permission ends; in the past it is none. */
function expiryOf(call: Call, value: Json | undefined): { readonly expires?: string } {
  if (value === undefined || value === null) return {};
  const at = typeof value === "string" && hasOffset(value) ? parseDateTime(value) : null;
  if (at === null || at <= call.now) throw invalid("expirationDateTime must be an instant in the future.");
  return { expires: new Date(at).toISOString() };
}

function createLink(target: Target): Answer {
  const { call, drive } = target;
  const item = itemOf(target, "write");
  const parameters = checkParameters(
    "createLink",
    ["type", "scope", "expirationDateTime", "password", "message", "retainInheritedPermissions"],
    call.body,
  );
  const type = textOf(parameters.get("type"));
  const scope = textOf(parameters.get("scope")) || "organization";
  if (type !== "view" && type !== "edit") throw invalid("The link type is not supported.");
  if (scope === "anonymous") throw new GraphFailure(403, "accessDenied", "Sharing with anyone is turned off for this organization.");
  if (scope !== "organization" && scope !== "users") throw invalid("The link scope is not supported.");
  const expiry = expiryOf(call, parameters.get("expirationDateTime"));
  const known = item.grants.find(({ link, expires }) => link?.type === type && link.scope === scope && expires === expiry.expires);
  const link = {
    scope,
    type,
    webUrl: `${new URL(webUrlOf(item)).origin}/:x:/g/${uuidOf(`link:${item.id}:${type}:${scope}:${expiry.expires ?? ""}`)}`,
  };
  const grant = known ?? drive.grant(item, { roles: [type === "edit" ? "write" : "read"], link, to: [], ...expiry });
  return {
    status: known === undefined ? 201 : 200,
    body: { "@odata.context": `${call.origin}/v1.0/$metadata#permission`, ...permissionEntity(grant) },
    committed: true,
  };
}

function invite(target: Target): Answer {
  const { call, drive } = target;
  const item = itemOf(target, "write");
  const parameters = checkParameters(
    "invite",
    ["recipients", "message", "requireSignIn", "sendInvitation", "roles", "password", "expirationDateTime", "retainInheritedPermissions"],
    call.body,
  );
  const recipients = elements(parameters.get("recipients")).map((recipient) => checkEntity("driveRecipient", recipient));
  const roles = elements(parameters.get("roles")).map(textOf);
  if (recipients.length === 0) throw invalid("At least one recipient must be given.");
  if (roles.length !== 1 || !["read", "write"].includes(roles[0] ?? "")) throw invalid("The role is not supported.");
  if (parameters.get("requireSignIn") !== true) throw new GraphFailure(403, "accessDenied", "Sharing without sign-in is turned off.");
  if (typeof parameters.get("sendInvitation") !== "boolean") throw invalid("sendInvitation must be true or false.");
  const expiry = expiryOf(call, parameters.get("expirationDateTime"));
  const granted = recipients.map((recipient) => {
    const email = textOf(recipient.email);
    const person = call.world.directory.byEmail(email) ?? call.world.directory.byObjectId(textOf(recipient.objectId));
    if (person === undefined && !email.includes("@")) throw invalid("A recipient could not be resolved.");
    const to =
      person === undefined ? { email, displayName: email } : { id: person.objectId, email: person.email, displayName: person.displayName };
    return drive.grant(item, { roles, to: [to], ...expiry });
  });
  return {
    status: 200,
    body: { "@odata.context": `${call.origin}/v1.0/$metadata#Collection(permission)`, value: granted.map(permissionEntity) },
    committed: true,
  };
}

function revoke(target: Target): Answer {
  const item = itemOf(target, "write");
  const grant = item.grants.find(({ id }) => id === target.params[1]);
  if (grant === undefined) throw itemMissing();
  target.drive.revoke(item, grant);
  return { status: 204, committed: true };
}

/** An address somebody shared: a sharing link, or the plain address of a file (learn.microsoft.com/graph/api/shares-get). */
function openShare(call: Call): Answer {
  const encoded = call.params[0] ?? "";
  const url = encoded.startsWith("u!") ? Buffer.from(encoded.slice(2), "base64url").toString() : "";
  if (!url.startsWith("https://")) throw invalid("The sharing token is malformed.");
  for (const item of call.world.itemsWithin(call.owner)) {
    const isLink = item.grants.some(({ link }) => link?.webUrl === url);
    if ((isLink || webUrlOf(item) === url) && may(call, item, "read")) return answerItem(call, item);
  }
  throw new GraphFailure(404, "itemNotFound", "The sharing link no longer exists, or you do not have permission to access it.");
}

export const sharingOperations: readonly Operation[] = [
  ...onDrives({ method: "GET", path: "/items/{id}/permissions", query: permissionRules, run: listPermissions }),
  ...onDrives({ method: "DELETE", path: "/items/{id}/permissions/{id}", run: revoke }),
  ...onDrives({ method: "POST", path: "/items/{id}/createLink", run: createLink }),
  ...onDrives({ method: "POST", path: "/items/{id}/invite", run: invite }),
  { method: "GET", template: "/shares/{id}/driveItem", workload: "files", query: shareRules, run: openShare },
];

import { z } from "zod";
import type { GraphClient } from "../../graph/request.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { fenced } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { file, fileLine, findItem, locatorOperations, readItem } from "./item.ts";
import { itemReference, onAnyDrive, pathInput, type Place, scopesOfReference, shareUrlInput } from "./place.ts";

const identities = z.object({
  user: z.object({ displayName: z.string().nullish(), email: z.string().nullish() }).nullish(),
  group: z.object({ displayName: z.string().nullish(), email: z.string().nullish() }).nullish(),
  siteGroup: z.object({ displayName: z.string().nullish() }).nullish(),
});

type Identity = { readonly displayName?: string | null | undefined; readonly email?: string | null | undefined };

const graphPermission = z.object({
  id: z.string(),
  roles: z.array(z.string()).nullish(),
  expirationDateTime: z.string().nullish(),
  grantedToV2: identities.nullish(),
  grantedToIdentitiesV2: z.array(identities).nullish(),
  link: z.object({ scope: z.string().nullish(), type: z.string().nullish() }).nullish(),
  inheritedFrom: z.object({ id: z.string().nullish() }).nullish(),
});

const permission = z.object({
  id: z.string(),
  roles: z.array(z.string()),
  /** Whom it was given to, or the reach of a link. */
  to: z.string(),
  expires: z.string().optional(),
  inherited: z.literal(true).optional(),
});

const graphVersion = z.object({
  id: z.string(),
  size: z.int().nullish(),
  lastModifiedDateTime: z.string().nullish(),
  lastModifiedBy: z.object({ user: z.object({ displayName: z.string().nullish() }).nullish() }).nullish(),
});
const version = z.object({ id: z.string(), modified: z.string().optional(), modifiedBy: z.string().optional(), size: z.int().optional() });

const graphLabels = z.object({
  labels: z.array(z.object({ sensitivityLabelId: z.string().nullish(), assignmentMethod: z.string().nullish() })).nullish(),
});

const output = z.object({
  ...file.shape,
  permissions: z.array(permission).optional(),
  versions: z.array(version).optional(),
  labels: z.array(z.string()).optional(),
  truncated: z.literal(true).optional(),
});
type Output = z.output<typeof output>;

/** Permissions or versions that are listed. */
const maxDetails = 100;

export const getFile = defineTool({
  name: "getFile",
  title: "Get a file's facts",
  description: "One file or folder: who may open it, its versions or its sensitivity label.",
  toolset: "files",
  tier: "core",
  risk: "read",
  scopes: ["Files.Read"],
  optionalScopes: ["Files.Read.All", "Files.ReadWrite"],
  scopesOf: ({ itemId, shareUrl, include }) => [
    ...scopesOfReference(itemId, "Files.Read"),
    ...(shareUrl === undefined ? [] : ["Files.ReadWrite", ...(include === undefined ? [] : ["Files.Read.All"])]),
    ...(include === "label" ? ["Files.Read.All"] : []),
  ],
  operations: [
    ...locatorOperations,
    ...onAnyDrive([
      "GET /items/{itemId}/permissions",
      "GET /items/{itemId}/versions",
      /* Reads only, though Graph has it as an action. */
      "POST /items/{itemId}/extractSensitivityLabels",
    ]),
  ],
  input: z.strictObject({
    itemId: itemReference.optional(),
    path: pathInput.optional().describe("In your OneDrive."),
    shareUrl: shareUrlInput.optional().describe("Sharing link or address."),
    include: z.enum(["permissions", "versions", "label"]).optional(),
  }),
  output,

  async run({ include, ...locator }, { graph }) {
    const { item, place } = await findItem(locator, graph);
    const details = include === undefined ? {} : await detailsOf[include](place, graph);
    return { ...readItem(item, place.drive), ...details };
  },
  text: ({ permissions, versions, labels, truncated, ...item }) =>
    [
      fenced([
        fileLine(item),
        ...(item.mimeType === undefined ? [] : [`  ${item.mimeType}`]),
        ...(item.webUrl === undefined ? [] : [`  ${item.webUrl}`]),
        ...(permissions ?? []).map(permissionLine),
        ...(versions ?? []).map(({ id, modified, modifiedBy }) => `  version ${[id, modified, modifiedBy].filter(Boolean).join(" | ")}`),
        ...(labels ?? []).map((id) => `  label ${id}`),
        ...(labels?.length === 0 ? ["  no sensitivity label"] : []),
      ]),
      ...(truncated ? [`Only the first ${maxDetails} are listed.`] : []),
    ].join("\n"),
});

const detailsOf = { permissions: permissionsOf, versions: versionsOf, label: labelsOf };

async function permissionsOf({ drive, itemId }: Place, graph: GraphClient): Promise<Pick<Output, "permissions" | "truncated">> {
  /* Takes no $top (permission: list). */
  const { items, truncated } = await graph.list({
    path: `${drive.base}/items/{itemId}/permissions`,
    params: { ...drive.params, itemId },
    query: { $select: Object.keys(graphPermission.shape) },
    item: graphPermission,
  });
  return {
    permissions: items.slice(0, maxDetails).map(readPermission),
    ...((truncated || items.length > maxDetails) && { truncated: true }),
  };
}

function readPermission({
  id,
  roles,
  link,
  grantedToV2,
  grantedToIdentitiesV2,
  expirationDateTime,
  inheritedFrom,
}: z.output<typeof graphPermission>) {
  const people = [grantedToV2, ...(grantedToIdentitiesV2 ?? [])].flatMap((one) => {
    const { displayName, email }: Identity = one?.user ?? one?.group ?? one?.siteGroup ?? {};
    return displayName || email ? [oneLine([displayName, email ? `<${email}>` : ""].filter(Boolean).join(" "), 200)] : [];
  });
  const reach = link ? oneLine(`link (${[link.type, link.scope].filter(Boolean).join(", ")})`, 80) : "";
  return compact<z.output<typeof permission>>({
    id,
    roles: (roles ?? []).map((role) => oneLine(role, 40)),
    to: [reach, people.join(", ")].filter(Boolean).join(": ") || "unknown",
    expires: expirationDateTime ?? undefined,
    inherited: inheritedFrom ? true : undefined,
  });
}

function permissionLine({ id, roles, to, expires, inherited }: z.output<typeof permission>): string {
  const facts = [roles.join(", "), to, expires === undefined ? "" : `until ${expires}`, inherited ? "inherited" : "", `permissionId=${id}`];
  return `  - ${facts.filter(Boolean).join(" | ")}`;
}

async function versionsOf({ drive, itemId }: Place, graph: GraphClient): Promise<Pick<Output, "versions" | "truncated">> {
  const { items, truncated } = await graph.all(
    { path: `${drive.base}/items/{itemId}/versions`, params: { ...drive.params, itemId }, query: { $top: maxDetails }, item: graphVersion },
    maxDetails,
  );
  const versions = items.map(({ id, size, lastModifiedDateTime, lastModifiedBy }) => {
    const by = lastModifiedBy?.user?.displayName;
    return compact<z.output<typeof version>>({
      id,
      modified: lastModifiedDateTime ?? undefined,
      modifiedBy: by ? oneLine(by, 120) : undefined,
      size: size ?? undefined,
    });
  });
  return { versions, ...(truncated && { truncated }) };
}

async function labelsOf({ drive, itemId }: Place, graph: GraphClient): Promise<Pick<Output, "labels">> {
  const { labels } = await graph.request({
    method: "POST",
    path: `${drive.base}/items/{itemId}/extractSensitivityLabels`,
    params: { ...drive.params, itemId },
    response: graphLabels,
    idempotency: "safe",
    scopes: ["Files.Read.All"],
  });
  return { labels: (labels ?? []).flatMap(({ sensitivityLabelId }) => (sensitivityLabelId ? [oneLine(sensitivityLabelId, 80)] : [])) };
}

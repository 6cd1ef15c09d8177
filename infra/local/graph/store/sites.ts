import type { Person } from "../../company.ts";
import { type Entity, type Json, type JsonObject, textOf } from "../entity.ts";
import { seedSites, sharePointHost } from "../seed/sites.ts";
import type { Directory } from "./directory.ts";
import { Drive, identityOf } from "./drive.ts";
import { uuidOf } from "./ids.ts";

/** SharePoint sites with their library and lists (learn.microsoft.com/graph/api/resources/sharepoint). */

export type StoredListItem = {
  readonly id: string;
  readonly fields: Record<string, Json>;
  /** Counts changes; shown in the etag. */
  revision: number;
  readonly created: { readonly at: number; readonly by: Person };
  modified: { readonly at: number; readonly by: Person };
};

export type SharePointList = {
  readonly entity: Entity;
  readonly columns: readonly Entity[];
  readonly items: Map<string, StoredListItem>;
};

export type Site = {
  readonly id: string;
  readonly entity: Entity;
  /** Server-relative address, lower case. */
  readonly path: string;
  readonly drive: Drive;
  readonly lists: readonly SharePointList[];
  readonly isMember: (person: Person) => boolean;
};

const dayMs = 86_400_000;

export class Sites {
  readonly all: readonly Site[];

  constructor(directory: Directory, startedAt: number) {
    const [owner] = directory.people;
    if (owner === undefined) throw new Error("A tenant without people has no sites.");
    this.all = seedSites.map((seed) => {
      const id = `${sharePointHost},${uuidOf(`site:${seed.path}`)},${uuidOf(`web:${seed.path}`)}`;
      const created = new Date(startedAt - 700 * dayMs).toISOString();
      const webUrl = `https://${sharePointHost}${seed.path}`;
      const members = seed.members === "everyone" ? null : new Set(seed.members);
      const base = { createdDateTime: created, lastModifiedDateTime: created };
      const drive = new Drive({
        key: `site:${seed.path}`,
        name: "Documents",
        driveType: "documentLibrary",
        owner,
        webUrl: `${webUrl}/Shared%20Documents`,
        siteId: id,
        entries: seed.library,
        byName: directory.byName,
        startedAt,
      });
      const library: SharePointList = {
        entity: listEntity(id, webUrl, "Shared Documents", "Documents", "", "documentLibrary", base),
        columns: [column(`${id}:documents`, { name: "Title", displayName: "Title", kind: "text" })],
        items: new Map(),
      };
      const lists = seed.lists.map((list): SharePointList => ({
        entity: listEntity(id, webUrl, list.name, list.displayName, list.description, "genericList", base),
        columns: [...list.columns.map((each) => column(`${id}:${list.name}`, each)), ...ownColumns(`${id}:${list.name}`)],
        items: new Map(
          list.items.map((fields, index) => {
            const stamp = { at: startedAt - (40 - index) * dayMs, by: owner };
            return [String(index + 1), { id: String(index + 1), fields: { ...fields }, revision: 1, created: stamp, modified: stamp }];
          }),
        ),
      }));
      return {
        id,
        path: seed.path.toLowerCase(),
        drive,
        lists: [library, ...lists],
        isMember: (person) => members === null || members.has(person.name),
        entity: {
          id,
          ...base,
          name: seed.path.split("/").at(-1) ?? "",
          displayName: seed.displayName,
          description: seed.description,
          webUrl,
          isPersonalSite: false,
          siteCollection: { hostname: sharePointHost },
          ...(seed.path === "" ? { root: {} } : {}),
        },
      };
    });
  }

  byId(id: string): Site | undefined {
    if (id.toLowerCase() === "root") return this.byPath(sharePointHost, "");
    return this.all.find((site) => site.id.toLowerCase() === id.toLowerCase()) ?? this.byPath(id, "");
  }

  byPath(host: string, path: string): Site | undefined {
    return host.toLowerCase() === sharePointHost ? this.all.find((site) => site.path === path.toLowerCase()) : undefined;
  }
}

function listEntity(
  siteId: string,
  siteUrl: string,
  name: string,
  displayName: string,
  description: string,
  template: "genericList" | "documentLibrary",
  dates: JsonObject,
): Entity {
  return {
    id: uuidOf(`list:${siteId}:${name}`),
    ...dates,
    name,
    displayName,
    description,
    eTag: `"${uuidOf(`list-etag:${siteId}:${name}`)},1"`,
    webUrl: `${siteUrl}/${template === "genericList" ? "Lists/" : ""}${encodeURIComponent(name)}`,
    list: { contentTypesEnabled: false, hidden: false, template },
  };
}

type Column = {
  readonly name: string;
  readonly displayName: string;
  readonly kind: string;
  readonly choices?: readonly string[];
  readonly indexed?: boolean;
  readonly required?: boolean;
  readonly multiline?: boolean;
  readonly readOnly?: boolean;
  readonly hidden?: boolean;
};

function column(list: string, of: Column): Entity {
  const facet: JsonObject =
    of.kind === "choice"
      ? { allowTextEntry: false, choices: of.choices ?? [], displayAs: "dropDownMenu" }
      : of.kind === "text"
        ? { allowMultipleLines: of.multiline === true, linesForEditing: 0, maxLength: 255 }
        : {};
  return {
    id: uuidOf(`column:${list}:${of.name}`),
    name: of.name,
    displayName: of.displayName,
    description: "",
    columnGroup: "Custom Columns",
    hidden: of.hidden === true,
    indexed: of.indexed === true,
    readOnly: of.readOnly === true,
    required: of.required === true,
    enforceUniqueValues: false,
    [of.kind]: facet,
  };
}

/** Columns every list has of SharePoint's own. */
const ownColumns = (list: string): readonly Entity[] =>
  [
    { name: "Modified", displayName: "Modified", kind: "dateTime", readOnly: true },
    { name: "Created", displayName: "Created", kind: "dateTime", readOnly: true },
    { name: "Attachments", displayName: "Attachments", kind: "boolean" },
    { name: "_ComplianceFlags", displayName: "Label setting", kind: "text", readOnly: true, hidden: true },
  ].map((each) => column(list, each));

/** Values of an item as `fields` shows them, SharePoint's own among them. */
export function fieldsOf(list: SharePointList, item: StoredListItem): JsonObject {
  return {
    "@odata.etag": etagOf(list, item),
    id: item.id,
    ContentType: "Item",
    Created: new Date(item.created.at).toISOString(),
    Modified: new Date(item.modified.at).toISOString(),
    Attachments: false,
    _ComplianceFlags: "",
    ...item.fields,
  };
}

export const etagOf = (list: SharePointList, item: StoredListItem): string =>
  `"${uuidOf(`item-etag:${list.entity.id}:${item.id}`)},${item.revision}"`;

export function listItemEntity(list: SharePointList, item: StoredListItem): Entity {
  return {
    id: item.id,
    createdDateTime: new Date(item.created.at).toISOString(),
    lastModifiedDateTime: new Date(item.modified.at).toISOString(),
    createdBy: identityOf(item.created.by),
    lastModifiedBy: identityOf(item.modified.by),
    eTag: etagOf(list, item),
    webUrl: `${textOf(list.entity.webUrl)}/${item.id}_.000`,
    contentType: { id: "0x0100", name: "Item" },
    parentReference: {},
  };
}

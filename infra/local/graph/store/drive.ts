import { createHash } from "node:crypto";
import type { Person } from "../../company.ts";
import type { Entity, Json, JsonObject } from "../entity.ts";
import { GraphFailure } from "../failure.ts";
import type { SeedEntry } from "../seed/files.ts";
import { uuidOf } from "./ids.ts";

/** A OneDrive or a site's document library (learn.microsoft.com/graph/api/resources/drive, …/driveitem). */

type Version = { readonly id: string; readonly at: number; readonly by: Person; readonly content: Uint8Array<ArrayBuffer> };

export type Grant = {
  readonly id: string;
  readonly roles: readonly string[];
  /** Of a sharing link. */
  readonly link?: { readonly scope: string; readonly type: string; readonly webUrl: string };
  /** Object ids of those it was given to. */
  readonly to: readonly { readonly id?: string; readonly email: string; readonly displayName: string }[];
  readonly expires?: string;
};

export type StoredItem = {
  readonly drive: Drive;
  readonly id: string;
  name: string;
  /** Null for the root. */
  parent: StoredItem | null;
  readonly isFolder: boolean;
  content: Uint8Array<ArrayBuffer>;
  mimeType: string;
  /** Counts every change; shown in the etag. */
  revision: number;
  /** Counts changes of the content; shown in the ctag. */
  contentRevision: number;
  readonly created: { readonly at: number; readonly by: Person };
  modified: { readonly at: number; readonly by: Person };
  readonly versions: Version[];
  readonly grants: Grant[];
  /** Id of a sensitivity label. */
  readonly label: string | null;
  readonly downloadToken: string;
  /** As Graph shows it. */
  readonly entity: Entity;
};

export type ConflictBehavior = "fail" | "rename" | "replace";

export type DriveFacts = {
  /** What ids are derived from. */
  readonly key: string;
  readonly name: string;
  readonly driveType: "business" | "documentLibrary";
  readonly owner: Person;
  readonly webUrl: string;
  readonly siteId?: string;
  readonly entries: readonly SeedEntry[];
  /** People by their short handle, for what the seed says of who shared with whom. */
  readonly byName: ReadonlyMap<string, Person>;
  readonly startedAt: number;
};

const dayMs = 86_400_000;

/** What OneDrive takes a file for, by its extension. */
const mimeTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    csv: "text/csv",
    txt: "text/plain",
    md: "text/markdown",
    html: "text/html",
    json: "application/json",
    pdf: "application/pdf",
    png: "image/png",
    docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  }),
);

const mimeTypeOf = (name: string): string => mimeTypes.get(name.split(".").at(-1)?.toLowerCase() ?? "") ?? "application/octet-stream";

/** Names OneDrive and SharePoint refuse (support.microsoft.com: restrictions and limitations in OneDrive and SharePoint). */
function refusesName(name: string): boolean {
  return (
    name === "" ||
    name.length > 255 ||
    /["*:<>?/\\|]/.test(name) ||
    name !== name.trim() ||
    name.endsWith(".") ||
    name.startsWith("~$") ||
    name.includes("_vti_") ||
    /^(?:\.lock|CON|PRN|AUX|NUL|COM\d|LPT\d|desktop\.ini)$/i.test(name)
  );
}

export class Drive {
  readonly id: string;
  readonly facts: DriveFacts;
  readonly root: StoredItem;
  readonly #items = new Map<string, StoredItem>();
  #serial = 0;

  constructor(facts: DriveFacts) {
    this.facts = facts;
    this.id = driveIdOf(facts.key);
    this.root = this.#make("root", null, true, new Uint8Array(), { at: facts.startedAt - 900 * dayMs, by: facts.owner }, "root");
    this.#plant(this.root, facts.entries, "");
  }

  item(id: string): StoredItem | undefined {
    return id === "root" || id === this.root.id ? this.root : this.#items.get(id);
  }

  /** Everything but the root, folders before what is in them. */
  items(): Iterable<StoredItem> {
    return this.#items.values();
  }

  children(of: StoredItem): readonly StoredItem[] {
    return [...this.#items.values()].filter(({ parent }) => parent === of);
  }

  child(of: StoredItem, name: string): StoredItem | undefined {
    return this.children(of).find((item) => item.name.toLowerCase() === name.toLowerCase());
  }

  byToken(token: string): StoredItem | undefined {
    for (const file of this.#items.values()) if (file.downloadToken === token) return file;
    return undefined;
  }

  /** A new file or folder; where the name is taken, what the caller asked for then. Throws Graph's 409. */
  add(
    parent: StoredItem,
    name: string,
    what: { readonly folder: true } | { readonly content: Uint8Array<ArrayBuffer> },
    by: Person,
    at: number,
    conflict: ConflictBehavior,
  ): { readonly item: StoredItem; readonly created: boolean } {
    requireName(name);
    const isFolder = "folder" in what;
    const taken = this.child(parent, name);
    if (taken === undefined || conflict === "rename") {
      const free = taken === undefined ? name : this.#freeName(parent, name);
      const content = isFolder ? new Uint8Array() : what.content;
      this.#serial += 1;
      return { item: this.#make(free, parent, isFolder, content, { at, by }, `new:${this.#serial}`), created: true };
    }
    if (conflict === "fail" || taken.isFolder || isFolder) throw nameTaken();
    this.write(taken, isFolder ? new Uint8Array() : what.content, by, at);
    return { item: taken, created: false };
  }

  write(item: StoredItem, content: Uint8Array<ArrayBuffer>, by: Person, at: number): void {
    item.content = content;
    item.contentRevision += 1;
    item.versions.unshift({ id: `${item.contentRevision}.0`, at, by, content });
    this.touch(item, by, at);
  }

  /** Another name, another folder, or both. Throws Graph's 409 where the name is taken there. */
  move(item: StoredItem, to: StoredItem, name: string, by: Person, at: number): void {
    requireName(name);
    for (let folder: StoredItem | null = to; folder !== null; folder = folder.parent)
      if (folder === item) throw new GraphFailure(400, "invalidRequest", "An item cannot be moved into itself.");
    const taken = this.child(to, name);
    if (taken !== undefined && taken !== item) throw nameTaken();
    item.name = name;
    item.mimeType = item.isFolder ? item.mimeType : mimeTypeOf(name);
    item.parent = to;
    this.touch(item, by, at);
  }

  /** The item with all that is in it, into a folder of this or another drive. */
  copyInto(to: StoredItem, item: StoredItem, name: string, by: Person, at: number): void {
    const copy = to.drive.add(to, name, item.isFolder ? { folder: true } : { content: item.content }, by, at, "fail").item;
    for (const child of item.drive.children(item)) this.copyInto(copy, child, child.name, by, at);
  }

  /** Into the recycle bin, which Graph does not show. */
  remove(item: StoredItem): void {
    for (const child of this.children(item)) this.remove(child);
    this.#items.delete(item.id);
  }

  touch(item: StoredItem, by: Person, at: number): void {
    item.revision += 1;
    item.modified = { at, by };
  }

  grant(item: StoredItem, grant: Omit<Grant, "id">): Grant {
    this.#serial += 1;
    const made = { ...grant, id: uuidOf(`grant:${item.id}:${this.#serial}`) };
    item.grants.push(made);
    return made;
  }

  revoke(item: StoredItem, grant: Grant): void {
    item.grants.splice(item.grants.indexOf(grant), 1);
  }

  #freeName(parent: StoredItem, name: string): string {
    const [, stem = name, extension = ""] = /^(.+?)(\.[^.]+)?$/.exec(name) ?? [];
    for (let index = 1; ; index += 1) {
      const free = `${stem} ${index}${extension}`;
      if (this.child(parent, free) === undefined) return free;
    }
  }

  #plant(parent: StoredItem, entries: readonly SeedEntry[], path: string): void {
    for (const entry of entries) {
      const stamp = { at: this.facts.startedAt - entry.daysAgo * dayMs, by: this.facts.owner };
      const content = "content" in entry ? Uint8Array.from(entry.content) : new Uint8Array();
      const item = this.#make(entry.name, parent, "entries" in entry, content, stamp, `${path}${entry.name}`, entry.label);
      for (const handle of entry.sharedWith ?? []) {
        const person = this.facts.byName.get(handle);
        if (person !== undefined)
          this.grant(item, { roles: ["read"], to: [{ id: person.objectId, email: person.email, displayName: person.displayName }] });
      }
      for (const [index, earlier] of ("earlier" in entry ? (entry.earlier ?? []) : []).entries())
        item.versions.push({ id: `0.${index + 1}`, at: stamp.at - (index + 1) * dayMs, by: stamp.by, content: Uint8Array.from(earlier) });
      if ("entries" in entry) this.#plant(item, entry.entries, `${path}${entry.name}/`);
    }
  }

  #make(
    name: string,
    parent: StoredItem | null,
    isFolder: boolean,
    content: Uint8Array<ArrayBuffer>,
    stamp: { readonly at: number; readonly by: Person },
    serial: string,
    label: string | null = null,
  ): StoredItem {
    const id = `01${uuidOf(`item:${this.facts.key}:${serial}`).replaceAll("-", "").toUpperCase()}`;
    const item: StoredItem = {
      drive: this,
      id,
      name,
      parent,
      isFolder,
      content,
      mimeType: isFolder ? "" : mimeTypeOf(name),
      revision: 1,
      contentRevision: 1,
      created: stamp,
      modified: stamp,
      versions: isFolder ? [] : [{ id: "1.0", ...stamp, content }],
      grants: [],
      label,
      downloadToken: uuidOf(`download:${id}`),
      get entity() {
        return entityOf(item);
      },
    };
    if (parent !== null) this.#items.set(id, item);
    return item;
  }
}

export const driveIdOf = (key: string): string => `b!${Buffer.from(uuidOf(`drive:${key}`)).toString("base64url")}`;

export const identityOf = (person: Person): JsonObject => ({
  user: { email: person.email, id: person.objectId, displayName: person.displayName },
});

function requireName(name: string): void {
  if (refusesName(name))
    throw new GraphFailure(400, "invalidRequest", "The provided name cannot contain characters that are not supported.");
}

const nameTaken = (): GraphFailure =>
  new GraphFailure(409, "nameAlreadyExists", "An item with the same name already exists under the parent");

/** `/drive/root:/Projects`, names percent-encoded as Graph writes them. */
function pathOf(folder: StoredItem): string {
  const names: string[] = [];
  for (let at = folder; at.parent !== null; at = at.parent) names.unshift(encodeURIComponent(at.name));
  const base = folder.drive.facts.driveType === "business" ? "/drive/root:" : `/drives/${folder.drive.id}/root:`;
  return [base, ...names].join("/");
}

export function webUrlOf(item: StoredItem): string {
  const names: string[] = [];
  for (let at: StoredItem = item; at.parent !== null; at = at.parent) names.unshift(encodeURIComponent(at.name));
  return [item.drive.facts.webUrl, ...names].join("/");
}

function entityOf(item: StoredItem): Entity {
  const { drive, id, parent } = item;
  const guid = uuidOf(`etag:${id}`).toUpperCase();
  const created = new Date(item.created.at).toISOString();
  const modified = new Date(item.modified.at).toISOString();
  const facets: Record<string, Json> = item.isFolder
    ? { folder: { childCount: drive.children(item).length } }
    : {
        file: {
          mimeType: item.mimeType,
          hashes: { quickXorHash: createHash("sha256").update(item.content).digest().subarray(0, 20).toString("base64") },
        },
      };
  return {
    id,
    name: item.name,
    size: sizeOf(item),
    eTag: `"{${guid}},${item.revision}"`,
    cTag: `"c:{${guid}},${item.contentRevision}"`,
    createdDateTime: created,
    lastModifiedDateTime: modified,
    createdBy: identityOf(item.created.by),
    lastModifiedBy: identityOf(item.modified.by),
    webUrl: webUrlOf(item),
    fileSystemInfo: { createdDateTime: created, lastModifiedDateTime: modified },
    parentReference: {
      driveId: drive.id,
      driveType: drive.facts.driveType,
      ...(drive.facts.siteId === undefined ? {} : { siteId: drive.facts.siteId }),
      ...(parent === null ? {} : { id: parent.id, path: pathOf(parent), name: parent.name }),
    },
    ...facets,
    ...(parent === null ? { root: {} } : {}),
    ...(item.grants.length === 0
      ? {}
      : { shared: { scope: item.grants.some(({ link }) => link?.scope === "organization") ? "organization" : "users" } }),
  };
}

const sizeOf = (item: StoredItem): number =>
  item.isFolder ? item.drive.children(item).reduce((sum, child) => sum + sizeOf(child), 0) : item.content.byteLength;

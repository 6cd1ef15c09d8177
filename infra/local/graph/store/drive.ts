import type { Person } from "../../company.ts";
import type { Entity } from "../entity.ts";
import { filesOf } from "../seed/files.ts";
import { uuidOf } from "./ids.ts";

export type StoredFile = {
  readonly entity: Entity;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly mimeType: string;
  readonly downloadToken: string;
};

/** A person's OneDrive, as far as attachments by reference need it (learn.microsoft.com/graph/api/resources/driveitem). */
export class Drive {
  readonly id: string;
  readonly #items = new Map<string, StoredFile>();

  constructor(owner: Person, startedAt: number) {
    this.id = `b!${Buffer.from(uuidOf(`drive:${owner.objectId}`)).toString("base64url")}`;
    for (const file of filesOf(owner)) {
      const id = `01${uuidOf(`item:${owner.objectId}:${file.name}`).replaceAll("-", "").toUpperCase()}`;
      const content = new TextEncoder().encode(file.text);
      const at = new Date(startedAt - file.daysAgo * 86_400_000).toISOString();
      const person = { user: { email: owner.email, id: owner.objectId, displayName: owner.displayName } };
      this.#items.set(id, {
        content,
        mimeType: file.mimeType,
        downloadToken: uuidOf(`download:${id}`),
        entity: {
          id,
          name: file.name,
          size: content.byteLength,
          eTag: `"{${uuidOf(`etag:${id}`).toUpperCase()}},1"`,
          cTag: `"c:{${uuidOf(`etag:${id}`).toUpperCase()}},1"`,
          createdDateTime: at,
          lastModifiedDateTime: at,
          createdBy: person,
          lastModifiedBy: person,
          webUrl: `https://northwind-my.sharepoint.example/personal/${owner.name.replace(".", "_")}/Documents/${encodeURIComponent(file.name)}`,
          file: { mimeType: file.mimeType, hashes: { quickXorHash: Buffer.from(uuidOf(`hash:${id}`).slice(0, 20)).toString("base64") } },
          fileSystemInfo: { createdDateTime: at, lastModifiedDateTime: at },
          parentReference: { driveId: this.id, driveType: "business", id: "01ROOT", path: "/drive/root:", name: "root" },
        },
      });
    }
  }

  item(id: string): StoredFile | undefined {
    return this.#items.get(id);
  }

  items(): Iterable<StoredFile> {
    return this.#items.values();
  }

  byToken(token: string): StoredFile | undefined {
    for (const file of this.#items.values()) if (file.downloadToken === token) return file;
    return undefined;
  }
}

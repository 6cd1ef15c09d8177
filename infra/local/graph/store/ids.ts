import { createHash } from "node:crypto";

/** Ids that look as Exchange's do: opaque, long, per mailbox, the same on every run of the estate for the same seed. */

/** 32 bytes that depend on nothing but the text. */
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** A version-4-shaped UUID derived from a text. */
export function uuidOf(text: string): string {
  const bytes = Buffer.from(digest(text).subarray(0, 16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const base64url = (bytes: Buffer): string => bytes.toString("base64").replaceAll("+", "-").replaceAll("/", "_");

/** What all ids of one mailbox share: `AAMk`, the mailbox's GUID in ASCII, the store entry of the mailbox. */
export type IdSpace = {
  /** Id of an item: changes when the item moves. */
  readonly item: (serial: string) => string;
  /** Id of a folder or calendar. */
  readonly container: (serial: string) => string;
  /** Id asked for with `Prefer: IdType="ImmutableId"`: stays with the item for its life. */
  readonly immutable: (serial: string) => string;
  readonly changeKey: (serial: string) => string;
  readonly conversation: (topic: string) => string;
};

const itemKind = 0x46;
const folderKind = 0x2e;

/** Layout after ids seen in the wild (learn.microsoft.com/graph/outlook-immutable-id tells the two kinds apart). */
export function idSpace(mailbox: string): IdSpace {
  const head = Buffer.concat([Buffer.from([0x00, 0x03, 0x24, 0x00]), Buffer.from(uuidOf(`mailbox:${mailbox}`), "latin1")]);
  const entry = digest(`entry:${mailbox}`);
  const make = (kind: number, bytes: number, text: string): string => {
    const tail = digest(`${mailbox}:${text}`);
    const all = Buffer.concat([
      head,
      Buffer.from([0x00, kind, 0x00, 0x00, 0x00, 0x00, 0x00]),
      entry.subarray(0, 16),
      Buffer.from([0x07, 0x00]),
      kind === folderKind ? tail.subarray(0, 16) : entry.subarray(16, 32),
      Buffer.from([0x00, 0x00, 0x00, 0x00, 0x01, 0x0c, 0x00, 0x00]),
      tail,
      Buffer.alloc(8),
    ]);
    return base64url(Buffer.concat([all.subarray(0, bytes - 2), Buffer.alloc(2)]));
  };
  const immutableHead = Buffer.concat([Buffer.from([0x00, 0x09, 0x0b, 0x8a]), entry.subarray(0, 14)]);
  return {
    item: (serial) => make(itemKind, 113, `item:${serial}`),
    container: (serial) => make(folderKind, 89, `container:${serial}`),
    immutable: (serial) => base64url(Buffer.concat([immutableHead, digest(`${mailbox}:immutable:${serial}`), Buffer.from([0x00, 0x00])])),
    changeKey: (serial) => digest(`${mailbox}:change:${serial}`).subarray(0, 23).toString("base64"),
    conversation: (topic) =>
      base64url(
        Buffer.concat([Buffer.from([0x00, 0x04]), head.subarray(2), Buffer.from([0x00, 0x10, 0x00]), digest(topic).subarray(0, 14)]),
      ),
  };
}

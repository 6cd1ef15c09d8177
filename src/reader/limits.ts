/** How far a document may go before it is put down unread. */
import type { UnreadableReason } from "../core/document.ts";

export const limits = {
  /** Bytes of the document as it comes. */
  bytes: 20 * 1024 * 1024,
  /** Bytes of all parts taken out of one archive, counted as they come out. */
  unpackedBytes: 50 * 1024 * 1024,
  /** Bytes out for each byte in, of one part, once more than `ratioFreeBytes` came out. */
  ratio: 100,
  ratioFreeBytes: 256 * 1024,
  /** Entries an archive may list. */
  entries: 2_000,
  /** Characters of HTML: its tree takes about sixty times as much memory, and an isolate has 128 MB. */
  htmlChars: 1.5 * 1024 * 1024,
  /** Rules of all style sheets of one HTML document, and tests of elements against them. */
  styleRules: 10_000,
  selectorTests: 8_000_000,
  /** Characters of the text made of a document. */
  textChars: 20 * 1024 * 1024,
  pages: 2_000,
} as const;

/** Why a document has no text; never leaves the room as an exception. */
export class Unreadable extends Error {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason) {
    super(reason);
    this.reason = reason;
  }
}

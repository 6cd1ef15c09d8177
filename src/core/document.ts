/** The words for documents that Graph keeps: how one is to be read, what was read of it, and what a raw body is. */

/** Content of a request that is not JSON: its text, or bytes in base64, sent under this media type. */
export type RawContent = { readonly type: string; readonly encoding: "text" | "base64" };

/** What a reader would see of HTML, as text, as Markdown, or as plain HTML without anything that runs or loads. */
export type SeenAs = "text" | "markdown" | "html";

/** How a document is to be read. Its bytes never cross the gateway, except as `base64`, which is capped. */
export type Reading = {
  readonly as: SeenAs | "base64";
  /** Characters of text to skip, for the next part of a long document. */
  readonly from: number;
  readonly maxChars: number;
  /** What the document is said to be; its bytes decide first. */
  readonly name?: string | undefined;
  readonly contentType?: string | undefined;
};

/** A document on Graph by template and filled path (`/v1.0/…/content`), as an operation of the same table. */
export type DocumentSource = { readonly template: string; readonly path: string };

export type UnreadableReason = "too_large" | "not_supported" | "expands_too_far" | "encrypted" | "malformed" | "timeout" | "unavailable";

/** What the relay answers for a `Reading`, as the body of a 200. */
export type DocumentAnswer =
  | {
      readonly kind: "text";
      readonly text: string;
      /** Characters of the whole document's text. */
      readonly totalChars: number;
      /** `docx`, `pdf`, `text`, … */
      readonly format: string;
      /** Of the document. */
      readonly bytes: number;
    }
  | { readonly kind: "base64"; readonly base64: string; readonly contentType: string; readonly bytes: number }
  | { readonly kind: "unreadable"; readonly reason: UnreadableReason };

/** Turns documents and HTML into what a person would see of them. */
export type DocumentReader = {
  readonly read: (bytes: Uint8Array, reading: Reading) => Promise<DocumentAnswer>;
  /** In the same order, one for each; null for what cannot be read. */
  readonly convert: (htmls: readonly string[], as: SeenAs) => Promise<readonly (string | null)[]>;
};

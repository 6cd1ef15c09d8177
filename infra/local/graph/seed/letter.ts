import type { Address } from "./outsiders.ts";

/** Where a letter lies: a well-known folder name of Exchange, or one of the folders people here made. */
export type FolderKey =
  | "inbox"
  | "sentitems"
  | "drafts"
  | "archive"
  | "deleteditems"
  | "junkemail"
  | "projects"
  | "budget"
  | "offers"
  | "awkward";

/** A file by its text, a message that was attached as a whole, or a link to a file kept elsewhere. */
export type LetterAttachment = { readonly name: string } & (
  | { readonly contentType: string; readonly text: string; readonly inline?: true }
  | { readonly mime: string }
  | { readonly link: string }
);

/** One message before it has ids: what a person would remember of it. */
export type Letter = {
  readonly folder: FolderKey;
  /** Minutes before the estate started. */
  readonly minutesAgo: number;
  readonly from: Address;
  readonly to: readonly Address[];
  readonly cc?: readonly Address[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  readonly read?: boolean;
  readonly importance?: "low" | "high";
  readonly flagged?: boolean;
  readonly categories?: readonly string[];
  readonly attachment?: { readonly name: string; readonly contentType: string; readonly text: string };
  /** Further ones. */
  readonly attachments?: readonly LetterAttachment[];
  /** Earlier mail repeated below `text`; part of the body, not of what is unique to this message. */
  readonly quoted?: string;
  /** Letters with the same topic are one conversation. */
  readonly topic?: string;
  /** A newsletter or notice: `other` in the focused inbox. */
  readonly bulk?: boolean;
};

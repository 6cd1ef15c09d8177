/** What the relay says of a document it had read. */
import { z } from "zod";
import type { DocumentAnswer } from "../core/document.ts";
import { AppError } from "../core/errors.ts";

export const documentAnswer = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("text"),
    text: z.string(),
    totalChars: z.int().min(0),
    format: z.string(),
    bytes: z.int().min(0),
  }),
  z.object({ kind: z.literal("base64"), base64: z.string(), contentType: z.string(), bytes: z.int().min(0) }),
  z.object({
    kind: z.literal("unreadable"),
    reason: z.enum(["too_large", "not_supported", "expands_too_far", "encrypted", "malformed", "timeout", "unavailable"]),
  }),
]) satisfies z.ZodType<DocumentAnswer>;

const sentences: Readonly<Record<Extract<DocumentAnswer, { kind: "unreadable" }>["reason"], string>> = {
  too_large: "The document is too large to be read here. Use its link.",
  not_supported: "The document is of a kind that has no text to read here. Use its link.",
  expands_too_far: "The document unpacks to far more than its size; it was not read. Use its link.",
  encrypted: "The document is protected with a password or label and cannot be read here. Use its link.",
  malformed: "The document is damaged, or not what its name says. Use its link.",
  timeout: "Reading the document took too long. Use its link.",
  unavailable: "The document reader did not answer. Try again later, or use the link.",
};

export function unreadable(reason: keyof typeof sentences): AppError {
  return new AppError("document_unreadable", sentences[reason], { cause: { reason } });
}

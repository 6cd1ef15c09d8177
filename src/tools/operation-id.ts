/** The id by which Graph recognises a repeat: the same for the same person, tool and key, a new one where the caller brought no key. */
import { v5 as uuidv5 } from "uuid";
import { z } from "zod";

/** Of this product's operation ids (RFC 9562 §5.5). */
const namespace = "5c1f2f0e-8c5b-4d59-9b0e-3f7a6d1e2b94";

export function operationId(principalId: string, tool: string, idempotencyKey: string | undefined): string {
  return idempotencyKey === undefined ? crypto.randomUUID() : uuidv5(`${principalId}\0${tool}\0${idempotencyKey}`, namespace);
}

/** A key of the caller's own; the pipeline answers a repeat with what the first call did. */
export const idempotencyKey = z
  .string()
  .min(1)
  .max(128)
  .refine((key) => key.isWellFormed() && !/\p{Cc}/u.test(key), "must be plain text")
  .optional()
  .describe("Same key: done once.");

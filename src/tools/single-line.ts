/** One line of text as an argument: no line break or other control character can leave it. */
import { z } from "zod";

export function singleLine(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .refine((text) => text.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(text), "must be one line without control characters");
}

import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { defineTool } from "../define-tool.ts";

export const add = defineTool({
  name: "add",
  title: "Add two numbers",
  description: "Adds two numbers; shows that a call goes through.",
  toolset: "meta",
  tier: "diagnostic",
  risk: "read",
  scopes: [],
  operations: [],
  needsAccount: false,
  input: z.strictObject({ a: z.number(), b: z.number() }),
  output: z.object({ sum: z.number() }),

  async run({ a, b }) {
    const sum = a + b;
    if (!Number.isFinite(sum)) throw new AppError("invalid_arguments", "The sum is too large to write down.", { field: "b" });
    return { sum };
  },
  text: ({ sum }) => String(sum),
});

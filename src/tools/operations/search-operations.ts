import { z } from "zod";
import { defineTool } from "../define-tool.ts";
import { summaryOf } from "./operation-summary.ts";
import { operationsFor } from "./ranking.ts";

export const searchOperations = defineTool({
  name: "searchOperations",
  title: "Find further operations",
  description: "Microsoft Graph operations beyond the other tools, for describeOperation and callGraph.",
  toolset: "catalogue",
  tier: "core",
  risk: "read",
  scopes: [],
  operations: [],
  needsAccount: false,
  input: z.strictObject({
    query: z.string().trim().min(1).max(200).describe("What is to be done, in English."),
    method: z.enum(["GET", "POST", "PATCH", "PUT", "DELETE"]).optional(),
    limit: z.int().min(1).max(25).default(8),
  }),
  output: z.object({
    items: z.array(z.object({ operationId: z.string(), method: z.string(), path: z.string(), risk: z.string(), summary: z.string() })),
  }),

  async run({ query, method, limit }) {
    const items = operationsFor(query, method, limit).map((operation) => ({
      operationId: operation.operationId,
      method: operation.method,
      path: operation.template,
      risk: operation.risk,
      summary: summaryOf(operation),
    }));
    return { items };
  },
  text: ({ items }) =>
    items.length === 0
      ? "No operation fits. Try other words."
      : items.map(({ operationId, method, path, risk, summary }) => `${operationId} (${risk}): ${summary}. ${method} ${path}`).join("\n"),
});

import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";

const paths = {
  accept: "/me/events/{id}/accept",
  tentative: "/me/events/{id}/tentativelyAccept",
  decline: "/me/events/{id}/decline",
} as const;

export const respondToEvent = defineTool({
  name: "respondToEvent",
  title: "Answer an invitation",
  description: "Accepts or declines a meeting; the organizer is told unless notify is false.",
  toolset: "calendar",
  tier: "core",
  risk: "send",
  riskOf: ({ notify }) => (notify ? "send" : "write"),
  scopes: ["Calendars.ReadWrite"],
  operations: ["POST /me/events/{id}/accept", "POST /me/events/{id}/tentativelyAccept", "POST /me/events/{id}/decline"],
  input: z.strictObject({
    id: graphId,
    response: z.enum(["accept", "tentative", "decline"]),
    comment: z.string().min(1).max(5_000).optional(),
    notify: z.boolean().default(true),
  }),
  output: z.object({ id: z.string(), response: z.string(), notified: z.boolean() }),

  async run({ id, response, comment, notify }, { graph }) {
    if (comment !== undefined && !notify)
      throw new AppError("invalid_arguments", "comment reaches nobody where notify is false; leave one of them out.", { field: "comment" });
    await graph.request({
      method: "POST",
      path: paths[response],
      params: { id },
      body: compact({ comment, sendResponse: notify }),
      response: z.null(),
      idempotency: "once",
    });
    return { id, response, notified: notify };
  },
  text: ({ response, notified }) =>
    `${{ accept: "Accepted", tentative: "Accepted tentatively", decline: "Declined" }[response] ?? response}; ${
      notified ? "the answer is accepted for delivery to the organizer." : "the organizer is not told."
    }`,
});

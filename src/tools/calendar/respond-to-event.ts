import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { graphEvent } from "./event.ts";

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
  operations: [
    "GET /me/events/{id}",
    "POST /me/events/{id}/accept",
    "POST /me/events/{id}/tentativelyAccept",
    "POST /me/events/{id}/decline",
  ],
  input: z.strictObject({
    id: graphId,
    response: z.enum(["accept", "tentative", "decline"]),
    comment: z.string().min(1).max(5_000).optional(),
    notify: z.boolean().default(true),
  }),
  output: z.object({ id: z.string(), response: z.string(), notified: z.boolean(), organizer: z.string().optional(), untrusted }),

  reached: ({ notified, organizer }) => (notified && organizer !== undefined ? [organizer] : []),

  async run({ id, response, comment, notify }, { graph }) {
    if (comment !== undefined && !notify)
      throw new AppError("invalid_arguments", "comment reaches nobody where notify is false; leave one of them out.", { field: "comment" });
    /* Read before: a meeting that is declined is not there any more. */
    const event = notify
      ? await graph.request({
          method: "GET",
          path: "/me/events/{id}",
          params: { id },
          query: { $select: ["organizer"] },
          response: graphEvent.pick({ organizer: true }),
          idempotency: "safe",
        })
      : undefined;
    const organizer = event?.organizer?.emailAddress.address;
    await graph.request({
      method: "POST",
      path: paths[response],
      params: { id },
      body: compact({ comment, sendResponse: notify }),
      response: z.null(),
      idempotency: "once",
    });
    return compact({
      id,
      response,
      notified: notify,
      organizer: organizer ? oneLine(organizer, 254) : undefined,
      untrusted: true as const,
    });
  },
  text: ({ response, notified, organizer }) =>
    `${{ accept: "Accepted", tentative: "Accepted tentatively", decline: "Declined" }[response] ?? response}; ${
      notified ? "the answer is accepted for delivery to the organizer." : "the organizer is not told."
    }${organizer === undefined ? "" : `\n${fenced([organizer])}`}`,
});

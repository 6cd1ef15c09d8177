import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { odataString } from "../../graph/path.ts";
import { address } from "../addresses.ts";
import { defineTool } from "../define-tool.ts";
import { cursorInput, listOf, mapPage, pageText } from "../listing.ts";
import { alsoForMailboxes, mailboxInput, scopesOfMailbox } from "../mailbox.ts";
import { instantOf, readWritten, utcText } from "../time/moment.ts";
import { utc } from "../time/zone.ts";
import { folderOperations, resolveFolder } from "./folder.ts";
import { graphMessageOf, message, messageFields, messageLines, readMessage, usualFields } from "./message.ts";

export const getEmails = defineTool({
  name: "getEmails",
  title: "Get recent emails",
  description: "Newest messages in a mail folder, with previews.",
  toolset: "mail",
  tier: "core",
  risk: "read",
  scopes: ["Mail.Read"],
  optionalScopes: ["Mail.Read.Shared"],
  scopesOf: ({ mailbox }) => scopesOfMailbox(mailbox, ["Mail.Read"]),
  operations: [...alsoForMailboxes(["GET /me/mailFolders/{folder}/messages"]), ...folderOperations],
  input: z.strictObject({
    count: z.int().min(1).max(50).default(10),
    folder: z.string().min(1).max(1024).default("inbox").describe("inbox, sent, drafts, …, a folder id, or a path like Projects/Budget."),
    unreadOnly: z.boolean().optional(),
    from: address.optional().describe("Sender's address."),
    since: z.string().optional().describe("Received at or after; UTC unless it has an offset."),
    until: z.string().optional().describe("Received before."),
    hasAttachments: z.boolean().optional(),
    fields: z
      .array(z.string().pipe(messageFields))
      .min(1)
      .max(18)
      .optional()
      .describe("Only these properties of Graph's message, such as toRecipients, webLink or body (as text)."),
    mailbox: mailboxInput,
    cursor: cursorInput,
  }),
  output: listOf(message.omit({ bccRecipients: true })),

  async run({ count, folder, unreadOnly, from, since, until, hasAttachments, fields = usualFields, mailbox, cursor }, { graph }) {
    const after = since === undefined ? undefined : utcText(instantOf("since", readWritten("since", since), utc));
    const before = until === undefined ? undefined : utcText(instantOf("until", readWritten("until", until), utc));
    if (after !== undefined && before !== undefined && before <= after) {
      throw new AppError("invalid_arguments", "until must be after since.", { field: "until" });
    }
    const conditions = [
      before === undefined ? [] : [`receivedDateTime lt ${before}`],
      unreadOnly ? ["isRead eq false"] : [],
      hasAttachments === undefined ? [] : [`hasAttachments eq ${hasAttachments}`],
      from === undefined ? [] : [`from/emailAddress/address eq ${odataString(from)}`],
    ].flat();
    /* What is ordered by has to come first in the filter (Graph: InefficientFilter). */
    const filter =
      after === undefined && conditions.length === 0
        ? undefined
        : [`receivedDateTime ge ${after ?? "1900-01-01T00:00:00Z"}`, ...conditions].join(" and ");

    const page = await graph.list({
      path: "/me/mailFolders/{folder}/messages",
      params: { folder: await resolveFolder(folder, graph, { mailbox }) },
      mailbox,
      query: { $top: count, $select: ["id", ...new Set(fields)], $filter: filter, $orderby: "receivedDateTime desc" },
      ...(fields.some((field) => field === "body") ? { bodies: "text" as const } : {}),
      item: graphMessageOf(fields),
      cursor,
    });
    return mapPage(page, (item) => readMessage(item, page.items.length));
  },
  text: (page) => pageText(page, page.items.flatMap(messageLines), "No messages."),
});

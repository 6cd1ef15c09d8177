import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { searchPhrase } from "../../graph/path.ts";
import { defineTool } from "../define-tool.ts";
import { cursorInput, listOf, mapPage, pageText } from "../listing.ts";
import { alsoForMailboxes, mailboxInput, scopesOfMailbox } from "../mailbox.ts";
import { singleLine } from "../single-line.ts";
import { folderOperations, resolveFolder } from "./folder.ts";
import { searchExpression } from "./search-expression.ts";
import { graphMessageOf, messageLines, messageSummary, readMessage, usualFields } from "./message.ts";

export const searchEmails = defineTool({
  name: "searchEmails",
  title: "Search emails",
  description: "Searches all mail folders, best matches first.",
  toolset: "mail",
  tier: "core",
  risk: "read",
  scopes: ["Mail.Read"],
  optionalScopes: ["Mail.Read.Shared"],
  scopesOf: ({ mailbox }) => scopesOfMailbox(mailbox, ["Mail.Read"]),
  operations: [...alsoForMailboxes(["GET /me/messages", "GET /me/mailFolders/{folder}/messages"]), ...folderOperations],
  input: z.strictObject({
    query: singleLine(500).describe("Words, or KQL such as subject:budget hasAttachments:true received>=2026-11-01."),
    count: z.int().min(1).max(50).default(10),
    folder: z.string().min(1).max(1024).optional().describe("As in getEmails."),
    from: singleLine(254).optional().describe("Sender's name or address."),
    subject: singleLine(255).optional(),
    mailbox: mailboxInput,
    cursor: cursorInput,
  }),
  output: listOf(messageSummary),

  async run({ query, count, folder, from, subject, mailbox, cursor }, { graph }) {
    const restrictions = [...restriction("from", from), ...restriction("subject", subject)];
    const words = searchExpression(query);
    const search = searchPhrase("query", restrictions.length === 0 ? words : [`(${words})`, ...restrictions].join(" AND "));
    const page = await graph.list({
      ...(folder === undefined
        ? { path: "/me/messages" }
        : { path: "/me/mailFolders/{folder}/messages", params: { folder: await resolveFolder(folder, graph, { mailbox }) } }),
      mailbox,
      /* $search allows neither $filter nor $orderby on messages. */
      query: { $search: search, $top: count, $select: ["id", ...usualFields] },
      item: graphMessageOf(usualFields),
      cursor,
    });
    return mapPage(page, (item) => readMessage(item, page.items.length));
  },
  text: (page) => pageText(page, page.items.flatMap(messageLines), "No messages match."),
});

/** `subject:"budget"`; a quoted KQL value cannot hold a quote. @throws AppError `invalid_arguments` */
function restriction(field: "from" | "subject", value: string | undefined): readonly string[] {
  if (value === undefined) return [];
  if (/["\\]/.test(value)) throw new AppError("invalid_arguments", `${field} must not contain quotes or backslashes.`, { field });
  return [`${field}:"${value}"`];
}

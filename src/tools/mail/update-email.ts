import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { defineTool } from "../define-tool.ts";
import { eachOutput, eachText, forEach, idsInput } from "../each.ts";
import { alsoForMailboxes, mailboxInput, scopesOfMailbox } from "../mailbox.ts";
import { singleLine } from "../single-line.ts";

export const updateEmail = defineTool({
  name: "updateEmail",
  title: "Mark emails",
  description: "Changes read state, flag, categories or importance of messages.",
  toolset: "mail",
  tier: "extended",
  risk: "write",
  scopes: ["Mail.ReadWrite"],
  optionalScopes: ["Mail.ReadWrite.Shared"],
  scopesOf: ({ mailbox }) => scopesOfMailbox(mailbox, ["Mail.ReadWrite"]),
  operations: alsoForMailboxes(["PATCH /me/messages/{id}"]),
  input: z.strictObject({
    ids: idsInput,
    isRead: z.boolean().optional(),
    flag: z.enum(["flagged", "complete", "notFlagged"]).optional(),
    categories: z.array(singleLine(255)).max(25).optional().describe("Replaces those there; [] removes all."),
    importance: z.enum(["low", "normal", "high"]).optional(),
    mailbox: mailboxInput,
  }),
  output: eachOutput,

  async run({ ids, isRead, flag, categories, importance, mailbox }, { graph, progress }) {
    if ([isRead, flag, categories, importance].every((value) => value === undefined)) {
      throw new AppError("invalid_arguments", "Say what to change: isRead, flag, categories or importance.", { field: "isRead" });
    }
    return forEach(ids, { progress }, (id) =>
      graph.attempt({
        method: "PATCH",
        path: "/me/messages/{id}",
        params: { id },
        mailbox,
        body: { isRead, flag: flag && { flagStatus: flag }, categories, importance },
        response: z.object({ id: z.string() }),
        idempotency: "safe",
      }),
    );
  },
  text: (result) => eachText("Changed", result),
});

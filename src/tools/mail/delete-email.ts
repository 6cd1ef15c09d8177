import { z } from "zod";
import { defineTool } from "../define-tool.ts";
import { eachOutput, eachText, forEach, idsInput } from "../each.ts";
import { alsoForMailboxes, mailboxInput, scopesOfMailbox } from "../mailbox.ts";

export const deleteEmail = defineTool({
  name: "deleteEmail",
  title: "Delete emails",
  description: "Moves messages to Deleted Items; one that is there already becomes recoverable for a while only.",
  toolset: "mail",
  tier: "extended",
  risk: "delete",
  scopes: ["Mail.ReadWrite"],
  optionalScopes: ["Mail.ReadWrite.Shared"],
  scopesOf: ({ mailbox }) => scopesOfMailbox(mailbox, ["Mail.ReadWrite"]),
  operations: alsoForMailboxes(["DELETE /me/messages/{id}"]),
  input: z.strictObject({ ids: idsInput, mailbox: mailboxInput }),
  output: eachOutput,

  async run({ ids, mailbox }, { graph, progress }) {
    return forEach(ids, { progress }, (id) =>
      graph.attempt({
        method: "DELETE",
        path: "/me/messages/{id}",
        params: { id },
        mailbox,
        response: z.null(),
        /* The id ends with the message's place, so a repeat finds nothing to delete. */
        idempotency: "safe",
      }),
    );
  },
  text: (result) => eachText("Deleted", result),
});

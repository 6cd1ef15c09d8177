import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { defineTool } from "../define-tool.ts";
import { eachOutput, eachText, forEach, idsInput } from "../each.ts";
import { alsoForMailboxes, mailboxInput, scopesOfMailbox } from "../mailbox.ts";
import { folderOperations, resolveFolder } from "./folder.ts";

export const moveEmail = defineTool({
  name: "moveEmail",
  title: "Move emails",
  description: "Moves messages into a folder; each gets a new id.",
  toolset: "mail",
  tier: "extended",
  risk: "write",
  scopes: ["Mail.ReadWrite"],
  optionalScopes: ["Mail.ReadWrite.Shared"],
  scopesOf: ({ mailbox }) => scopesOfMailbox(mailbox, ["Mail.ReadWrite"]),
  operations: [...alsoForMailboxes(["POST /me/messages/{id}/move"]), ...folderOperations],
  input: z.strictObject({
    ids: idsInput,
    folder: z.string().min(1).max(1024).describe("As in getEmails."),
    mailbox: mailboxInput,
  }),
  output: eachOutput,

  async run({ ids, folder, mailbox }, { graph, progress }) {
    const destinationId = await resolveFolder(folder, graph, { mailbox });
    if (destinationId === "recoverableitemsdeletions") {
      throw new AppError("invalid_arguments", "folder names what is deleted for good before long; deleteEmail deletes messages.", {
        field: "folder",
      });
    }
    return forEach(ids, { progress }, (id) =>
      graph.attempt({
        method: "POST",
        path: "/me/messages/{id}/move",
        params: { id },
        mailbox,
        body: { destinationId },
        response: z.object({ id: z.string() }),
        idempotency: "once",
      }),
    );
  },
  text: (result) => eachText("Moved", result),
});

/** The `mailbox` argument: a shared mailbox, or another person's, that was opened to the caller. */
import { pathOfMailbox, sharedScope } from "../graph/mailbox.ts";
import type { Operation } from "../graph/request.ts";
import { address } from "./addresses.ts";

export const mailboxInput = address.optional().describe("A mailbox shared with you, by address.");

/** The operations, and each as it is asked of another mailbox. */
export function alsoForMailboxes(operations: readonly Operation[]): readonly Operation[] {
  return [...operations, ...operations.filter((operation) => operation.includes(" /me")).map(ofMailbox)];
}

function ofMailbox(operation: Operation): Operation {
  const [method = "", path = ""] = operation.split(" ");
  return `${method} ${pathOfMailbox(path)}` as Operation;
}

/** The scopes another mailbox takes; none where it is the caller's own. */
export function scopesOfMailbox(mailbox: string | undefined, scopes: readonly string[]): readonly string[] {
  return mailbox === undefined ? [] : scopes.map(sharedScope);
}

/**
 * Drafts, and how one is sent exactly once.
 *
 * `POST /me/sendMail` has no key: where its answer is lost, nobody can say whether the mail went out. A draft is such a key. Sending takes it
 * out of the drafts for good, so a second `/send` of the same draft can only be refused, and under its immutable id it can be looked at
 * afterwards: `isDraft` false means that it was sent. Where the answer to `/send` is lost, therefore:
 *
 * - no draft any more: sent;
 * - still a draft: `/send` once more, of that very draft;
 * - cannot be looked at, not there, or still a draft after that: `outcome_unknown` with the draft's id. Nothing is claimed.
 *
 * Whatever fails before `/send` leaves the draft where it is, with nothing sent, and says so.
 */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { Attempt, GraphClient, GraphRequest, Operation } from "../../graph/request.ts";
import type { Standing } from "../define-tool.ts";
import { alsoForMailboxes, scopesOfMailbox } from "../mailbox.ts";

/** A draft under its immutable id, which it keeps when it is sent (Graph: `IdType="ImmutableId"`). */
export type Draft = { readonly id: string; readonly mailbox: string | undefined };

export const immutableId = { prefer: 'IdType="ImmutableId"' } as const;

/** What sending a draft takes. */
export const sendingOperations: readonly Operation[] = alsoForMailboxes(["POST /me/messages/{id}/send", "GET /me/messages/{id}"]);

/** Whether the account lets us keep drafts in that mailbox. */
export function maySaveDrafts({ account }: Standing, mailbox: string | undefined): boolean {
  const needed = ["Mail.ReadWrite", ...scopesOfMailbox(mailbox, ["Mail.ReadWrite"])];
  return needed.every((scope) => account.grantedScopes.includes(scope));
}

/** Nothing went out: the same error, with the draft that stayed behind. */
export function unsent(error: AppError, { id }: Draft): AppError {
  const { code, message, cause } = error;
  const { carriedOut: _step, ...details } = error.details;
  /* A step whose end is not known sends nothing all the same. */
  const known =
    code === "outcome_unknown"
      ? { code: "graph_unavailable" as const, message: "Microsoft Graph did not answer properly." }
      : { code, message };
  return new AppError(known.code, `${known.message} Nothing was sent. The draft is kept: complete it, send it, or delete it.`, {
    ...details,
    draftId: id,
    cause,
  });
}

/** A draft made in order to be sent: where making it fails, nothing was sent. */
export async function draftToSend(graph: GraphClient, message: unknown, mailbox: string | undefined): Promise<Draft> {
  const made = await graph.attempt({
    method: "POST",
    path: "/me/messages",
    mailbox,
    headers: immutableId,
    body: message,
    response: z.object({ id: z.string() }),
    idempotency: "once",
    scopes: ["Mail.ReadWrite"],
  });
  if (made.ok) return { id: made.value.id, mailbox };
  throw neverDrafted(made.error);
}

/** Making the draft failed; where its answer was lost or withheld, there may be one that nobody knows the id of. */
export function neverDrafted(error: AppError): AppError {
  const left = "Nothing was sent; an unfinished draft may have been left in Drafts.";
  if (error.code === "outcome_unknown")
    return new AppError("graph_unavailable", `Microsoft Graph did not answer properly. ${left}`, { cause: error });
  return error.details.carriedOut ? new AppError(error.code, `${error.message} ${left}`, { undone: true, cause: error }) : error;
}

/** @throws AppError with `draftId`: `outcome_unknown` where it may have been sent, any other where it was not */
export async function sendOnce(graph: GraphClient, draft: Draft): Promise<void> {
  const first = await tried(graph, sending(draft));
  if (first.ok || first.error.details.carriedOut) return;
  if (first.error.code !== "outcome_unknown") throw unsent(first.error, draft);
  const seen = await look(graph, draft);
  if (seen === "sent") return;
  if (seen === "unknown") throw inDoubt(first.error, draft);
  const second = await tried(graph, sending(draft));
  if (second.ok || second.error.details.carriedOut) return;
  /* A refusal now may mean that the first one has gone out meanwhile. */
  if ((await look(graph, draft)) !== "sent") throw inDoubt(second.error, draft);
}

function inDoubt(cause: AppError, { id }: Draft): AppError {
  return new AppError(
    "outcome_unknown",
    "It is not known whether the draft was sent. Do not write it again: sendEmailDraft sends it only if it is still a draft.",
    { draftId: id, cause },
  );
}

function sending({ id, mailbox }: Draft): GraphRequest<z.ZodNull> {
  return { method: "POST", path: "/me/messages/{id}/send", params: { id }, mailbox, response: z.null(), idempotency: "once" };
}

async function look(graph: GraphClient, { id, mailbox }: Draft): Promise<"sent" | "draft" | "unknown"> {
  const seen = await tried(graph, {
    method: "GET",
    path: "/me/messages/{id}",
    params: { id },
    mailbox,
    headers: immutableId,
    query: { $select: ["isDraft"] },
    response: z.object({ isDraft: z.boolean() }),
    idempotency: "safe",
  });
  return !seen.ok ? "unknown" : seen.value.isDraft ? "draft" : "sent";
}

/** Cancelled or not: what may have been sent is not taken back by it, so every end is one to reckon with. */
function tried<S extends z.ZodType>(graph: GraphClient, request: GraphRequest<S>): Promise<Attempt<z.output<S>>> {
  return graph.attempt(request).catch((thrown: unknown) => {
    if (thrown instanceof AppError && thrown.code === "cancelled") return { ok: false as const, error: thrown };
    throw thrown;
  });
}

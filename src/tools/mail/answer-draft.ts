/** Drafts that answer a message: Exchange quotes the original and names the recipients, our text goes above. */
import { z } from "zod";
import type { AppError } from "../../core/errors.ts";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { alsoForMailboxes } from "../mailbox.ts";
import { textAsHtml } from "../outgoing-html.ts";
import { bodyStart } from "./body-start.ts";
import { immutableId, unsent } from "./draft.ts";
import { graphRecipients } from "./recipients.ts";

/** How a message is answered. */
export type AnswerMode = "reply" | "replyAll" | "forward";

const paths = {
  reply: "/me/messages/{id}/createReply",
  replyAll: "/me/messages/{id}/createReplyAll",
  forward: "/me/messages/{id}/createForward",
} as const satisfies Record<AnswerMode, string>;

export const answerOperations: readonly Operation[] = alsoForMailboxes([
  "POST /me/messages/{id}/createReply",
  "POST /me/messages/{id}/createReplyAll",
]);
export const forwardOperations: readonly Operation[] = alsoForMailboxes(["POST /me/messages/{id}/createForward"]);
export const changingOperations: readonly Operation[] = alsoForMailboxes(["PATCH /me/messages/{id}"]);

/** What we read of a draft. */
export const graphDraft = z.object({
  id: z.string(),
  webLink: z.string().nullish(),
  subject: z.string().nullish(),
  toRecipients: graphRecipients,
  ccRecipients: graphRecipients,
  bccRecipients: graphRecipients,
});
export type GraphDraft = z.output<typeof graphDraft>;

const answerDraft = graphDraft.extend({ body: z.object({ contentType: z.string(), content: z.string() }).nullish() });
type AnswerDraft = z.output<typeof answerDraft>;

/** A body as Graph takes it. */
export type Body = { readonly contentType: "html" | "text"; readonly content: string };

export async function openAnswer(
  mode: AnswerMode,
  sourceId: string,
  mailbox: string | undefined,
  graph: GraphClient,
  told: (error: AppError) => AppError,
): Promise<AnswerDraft> {
  const made = await graph.attempt({
    method: "POST",
    path: paths[mode],
    params: { id: sourceId },
    mailbox,
    headers: immutableId,
    response: answerDraft,
    idempotency: "once",
    scopes: ["Mail.ReadWrite"],
  });
  if (made.ok) return made.value;
  throw told(made.error);
}

/** Writes our text above the quotation, and whatever else is to be changed. @throws AppError with the draft's id */
export async function complete(
  draft: AnswerDraft,
  body: Body,
  changes: Readonly<Record<string, unknown>>,
  mailbox: string | undefined,
  graph: GraphClient,
): Promise<GraphDraft> {
  const changed = await graph.attempt({
    method: "PATCH",
    path: "/me/messages/{id}",
    params: { id: draft.id },
    mailbox,
    headers: immutableId,
    body: { body: aboveQuoted(body, draft.body), ...changes },
    response: graphDraft,
    idempotency: "safe",
    scopes: ["Mail.ReadWrite"],
  });
  if (changed.ok) return changed.value;
  throw unsent(changed.error, { id: draft.id, mailbox });
}

/** Ours first, then the quotation as it stands; HTML where either of them is. */
export function aboveQuoted(ours: Body, quoted: { readonly contentType: string; readonly content: string } | null | undefined): Body {
  if (!quoted || quoted.content === "") return ours;
  const quotedHtml = quoted.contentType.toLowerCase() === "html";
  if (!quotedHtml && ours.contentType === "text") return { contentType: "text", content: `${ours.content}\n\n${quoted.content}` };
  const above = `<div>${ours.contentType === "html" ? ours.content : textAsHtml(ours.content)}</div><br>`;
  if (!quotedHtml) return { contentType: "html", content: `${above}<div>${textAsHtml(quoted.content)}</div>` };
  const at = bodyStart(quoted.content);
  return { contentType: "html", content: quoted.content.slice(0, at) + above + quoted.content.slice(at) };
}

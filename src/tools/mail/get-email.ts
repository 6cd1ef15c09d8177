import { z } from "zod";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { alsoForMailboxes, mailboxInput, scopesOfMailbox } from "../mailbox.ts";
import { fenced } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { graphMessageOf, message, readBody, readMessage, shown, unreadableBody } from "./message.ts";

const email = message.omit({ sender: true, bodyPreview: true }).extend({
  flag: z.string().optional(),
  bodyFormat: z.string().optional(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
});

const fields = [
  "id",
  "subject",
  "from",
  "toRecipients",
  "ccRecipients",
  "bccRecipients",
  "replyTo",
  "receivedDateTime",
  "sentDateTime",
  "isRead",
  "isDraft",
  "hasAttachments",
  "importance",
  "categories",
  "flag",
  "conversationId",
  "internetMessageId",
  "webLink",
  "body",
] as const;

/** Headers of one message that are shown; a long delivery path has about this many. */
const maxHeaders = 80;

export const getEmail = defineTool({
  name: "getEmail",
  title: "Get one email",
  description: "One message with its body.",
  toolset: "mail",
  tier: "core",
  risk: "read",
  scopes: ["Mail.Read"],
  optionalScopes: ["Mail.Read.Shared"],
  scopesOf: ({ mailbox }) => scopesOfMailbox(mailbox, ["Mail.Read"]),
  operations: alsoForMailboxes(["GET /me/messages/{id}"]),
  input: z.strictObject({
    id: graphId,
    bodyFormat: z.enum(["text", "markdown", "html"]).default("text"),
    maxChars: z.int().min(1).max(50_000).default(8_000),
    headers: z.boolean().optional().describe("Also the internet headers."),
    mailbox: mailboxInput,
  }),
  output: email,

  async run({ id, bodyFormat, maxChars, headers, mailbox }, { graph }) {
    const wanted = headers ? ([...fields, "internetMessageHeaders"] as const) : fields;
    const found = await graph.request({
      method: "GET",
      path: "/me/messages/{id}",
      params: { id },
      mailbox,
      query: { $select: wanted },
      bodies: bodyFormat,
      response: graphMessageOf(wanted),
      idempotency: "safe",
    });
    const { body, flag, internetMessageHeaders, ...rest } = found;
    const isHtml = body?.contentType === "html";
    return compact<z.input<typeof email>>({
      ...readMessage(rest, 1),
      ...readBody(body, maxChars),
      /* A message written as plain text stays plain text, whatever was asked for. */
      bodyFormat:
        body && body.contentType !== "unreadable" ? (isHtml ? "html" : bodyFormat === "markdown" ? "markdown" : "text") : undefined,
      flag: flag?.flagStatus && flag.flagStatus !== "notFlagged" ? oneLine(flag.flagStatus, 20) : undefined,
      headers: headers
        ? (internetMessageHeaders ?? [])
            .slice(0, maxHeaders)
            .map(({ name, value }) => ({ name: oneLine(name ?? "", 100), value: oneLine(value ?? "", 1_000) }))
        : undefined,
    });
  },
  text: (one) => {
    const people = (label: string, list: typeof one.toRecipients) => (list?.length ? [`${label}: ${list.map(shown).join(", ")}`] : []);
    const flags = [
      one.isRead === false ? "unread" : "",
      one.isDraft ? "draft" : "",
      one.hasAttachments ? "attachments" : "",
      one.importance === undefined || one.importance === "normal" ? "" : `importance ${one.importance}`,
      one.flag ?? "",
      ...(one.categories ?? []),
    ].filter(Boolean);
    const lines = [
      `Subject: ${one.subject ?? "(no subject)"}`,
      ...(one.from ? [`From: ${shown(one.from)}`] : []),
      ...people("To", one.toRecipients),
      ...people("Cc", one.ccRecipients),
      ...people("Bcc", one.bccRecipients),
      ...people("Reply to", one.replyTo),
      `Date: ${one.receivedDateTime ?? one.sentDateTime ?? "none"}${flags.length > 0 ? ` [${flags.join(", ")}]` : ""}`,
      `id=${one.id}`,
      ...(one.conversationId ? [`conversationId=${one.conversationId}`] : []),
      ...(one.headers ?? []).map(({ name, value }) => `${name}: ${value}`),
      "",
      one.bodyUnreadable ? unreadableBody : (one.body ?? ""),
    ];
    return one.bodyTruncated ? `${fenced(lines)}\nThe body is longer than this: raise maxChars.` : fenced(lines);
  },
});

/** A message as our lists show it, and how it is read from Graph's. */
import { z } from "zod";
import { compact } from "../compact.ts";
import { oneLine, visibleText } from "../visible-text.ts";
import { only } from "../listing.ts";
import { untrusted } from "../untrusted.ts";

const mailAddress = z.object({ name: z.string().optional(), address: z.string() });

/** Graph's `recipient`; a draft's sender, or a system message's, may lack either part. */
const graphRecipient = z.object({ emailAddress: z.object({ name: z.string().nullish(), address: z.string().nullish() }) });

const graphBody = z.object({ contentType: z.string().nullish(), content: z.string().nullish() });

/** Every field a caller may ask for; only what is asked for is selected, and only that arrives. */
const graphMessage = z.object({
  id: z.string(),
  subject: z.string().nullish(),
  from: graphRecipient.nullish(),
  sender: graphRecipient.nullish(),
  toRecipients: z.array(graphRecipient).optional(),
  ccRecipients: z.array(graphRecipient).optional(),
  bccRecipients: z.array(graphRecipient).optional(),
  replyTo: z.array(graphRecipient).optional(),
  receivedDateTime: z.string().nullish(),
  sentDateTime: z.string().nullish(),
  isRead: z.boolean().nullish(),
  isDraft: z.boolean().nullish(),
  hasAttachments: z.boolean().nullish(),
  importance: z.string().nullish(),
  categories: z.array(z.string()).optional(),
  conversationId: z.string().nullish(),
  internetMessageId: z.string().nullish(),
  webLink: z.string().nullish(),
  bodyPreview: z.string().nullish(),
  flag: z.object({ flagStatus: z.string().nullish() }).nullish(),
  internetMessageHeaders: z.array(z.object({ name: z.string().nullish(), value: z.string().nullish() })).nullish(),
  body: graphBody.nullish(),
  uniqueBody: graphBody.nullish(),
});
type GraphMessage = z.output<typeof graphMessage>;

/** Only what was asked for is kept, whatever Graph sends. */
export function graphMessageOf(fields: readonly (keyof GraphMessage)[]) {
  return fields === usualFields ? usualMessage : picked(fields);
}

export const message = z.object({
  id: z.string(),
  subject: z.string().optional(),
  from: mailAddress.optional(),
  sender: mailAddress.optional(),
  toRecipients: z.array(mailAddress).optional(),
  ccRecipients: z.array(mailAddress).optional(),
  bccRecipients: z.array(mailAddress).optional(),
  replyTo: z.array(mailAddress).optional(),
  receivedDateTime: z.string().optional(),
  sentDateTime: z.string().optional(),
  isRead: z.boolean().optional(),
  isDraft: z.boolean().optional(),
  hasAttachments: z.boolean().optional(),
  importance: z.string().optional(),
  categories: z.array(z.string()).optional(),
  conversationId: z.string().optional(),
  internetMessageId: z.string().optional(),
  webLink: z.string().optional(),
  bodyPreview: z.string().optional(),
  body: z.string().optional(),
  bodyTruncated: z.literal(true).optional(),
  bodyUnreadable: z.literal(true).optional(),
  untrusted,
});
type Message = z.output<typeof message>;

/** What a list shows where nobody chose the fields. */
export const messageSummary = message.pick({
  id: true,
  subject: true,
  from: true,
  receivedDateTime: true,
  isRead: true,
  hasAttachments: true,
  bodyPreview: true,
  untrusted: true,
});

export const messageFields = z.enum([
  "id",
  "subject",
  "from",
  "sender",
  "toRecipients",
  "ccRecipients",
  "replyTo",
  "receivedDateTime",
  "sentDateTime",
  "isRead",
  "isDraft",
  "hasAttachments",
  "importance",
  "categories",
  "conversationId",
  "internetMessageId",
  "webLink",
  "bodyPreview",
  "body",
]);

export const usualFields = [
  "subject",
  "from",
  "receivedDateTime",
  "isRead",
  "hasAttachments",
  "bodyPreview",
] as const satisfies readonly z.infer<typeof messageFields>[];

const picked = (fields: readonly (keyof GraphMessage)[]) => only(graphMessage, ["id", ...fields]);
const usualMessage = picked(usualFields);

/** Characters of all bodies of one answer together. */
export const bodiesBudget = 48_000;
const previewLength = 160;

/** @param count messages on the page, which share the room for bodies */
export function readMessage(from: GraphMessage, count: number): Message {
  return compact<Message>({
    id: from.id,
    subject: line(from.subject, 300),
    from: person(from.from),
    sender: person(from.sender),
    toRecipients: people(from.toRecipients),
    ccRecipients: people(from.ccRecipients),
    bccRecipients: from.bccRecipients?.length ? people(from.bccRecipients) : undefined,
    replyTo: people(from.replyTo),
    receivedDateTime: from.receivedDateTime ?? undefined,
    sentDateTime: from.sentDateTime ?? undefined,
    isRead: from.isRead ?? undefined,
    isDraft: from.isDraft ?? undefined,
    hasAttachments: from.hasAttachments ?? undefined,
    importance: from.importance ?? undefined,
    categories: from.categories?.map((category) => oneLine(category, 100)),
    conversationId: from.conversationId ?? undefined,
    internetMessageId: line(from.internetMessageId, 998),
    webLink: line(from.webLink, 2_000),
    bodyPreview: line(from.bodyPreview, previewLength),
    ...readBody(from.body, Math.floor(bodiesBudget / Math.max(count, 1))),
    untrusted: true,
  });
}

/** A body as its reader would see it, of at most `room` characters; one the relay could not make text of says so. */
export function readBody(
  from: z.output<typeof graphBody> | null | undefined,
  room: number,
): Pick<Message, "body" | "bodyTruncated" | "bodyUnreadable"> {
  if (!from) return {};
  if (from.contentType === "unreadable") return { bodyUnreadable: true };
  const body = visibleText(from.content ?? "").trim();
  return { body: body.slice(0, room).toWellFormed(), ...(body.length > room && { bodyTruncated: true as const }) };
}

export const unreadableBody = "(The body could not be read as text.)";

/** Bytes of text one message takes in a list, its body aside: ten of them, the fence and a cursor stay within 4 KB. */
const messageBytes = 370;

/** One message in two or three lines; subject and preview give way where ids are long. */
export function messageLines(message: Message): readonly string[] {
  const sender = message.from ?? message.sender;
  const flags = [
    message.isRead === false ? "unread" : "",
    message.hasAttachments ? "attachments" : "",
    message.isDraft ? "draft" : "",
  ].filter(Boolean);
  const to = message.toRecipients?.map(({ address }) => address).join(", ");
  const before = [message.receivedDateTime ?? message.sentDateTime ?? "", sender ? shown(sender) : ""].filter(Boolean);
  const after = flags.length > 0 ? [`[${flags.join(", ")}]`] : [];
  const below = [...(to ? [`  to ${oneLine(to, 200)}`] : []), `  id=${message.id}`];
  const room = messageBytes - bytes([...before, ...after, ...below].join("   ")) - 12;
  const subject = cutToBytes(message.subject ?? "(no subject)", message.bodyPreview ? Math.max(room / 2, 40) : 200);
  const lines = [`- ${[...before, subject, ...after].join(" | ")}`, ...below];
  if (message.bodyUnreadable) return [...lines, unreadableBody];
  if (message.body !== undefined) return [...lines, message.body + (message.bodyTruncated ? " […]" : "")];
  const left = room - bytes(subject);
  return message.bodyPreview && left >= 24 ? [...lines, `  ${cutToBytes(message.bodyPreview, left)}`] : lines;
}

export function shown({ name, address }: z.output<typeof mailAddress>): string {
  return name && name !== address ? `${oneLine(name, 40)} <${address}>` : address;
}

const encoder = new TextEncoder();

function bytes(text: string): number {
  return encoder.encode(text).length;
}

/** Bytes one character takes in UTF-8 (RFC 3629 §3). */
function utf8Length(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

function cutToBytes(text: string, room: number): string {
  if (bytes(text) <= room) return text;
  let used = 3;
  let cut = "";
  for (const character of text) {
    used += utf8Length(character);
    if (used > room) break;
    cut += character;
  }
  return `${cut.trimEnd()}…`;
}

function person(from: z.output<typeof graphRecipient> | null | undefined) {
  const { address, name } = from?.emailAddress ?? {};
  if (!address && !name) return undefined;
  return compact({ name: line(name, 100), address: oneLine(address ?? "", 254) });
}

function people(from: readonly z.output<typeof graphRecipient>[] | undefined) {
  return from?.flatMap((one) => person(one) ?? []);
}

function line(text: string | null | undefined, max: number): string | undefined {
  return text === null || text === undefined ? undefined : oneLine(text, max);
}

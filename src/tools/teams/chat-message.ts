/** A message of a channel or chat: what of it is asked for and kept, and how it reads. */
import { z } from "zod";
import { parseJson } from "../../core/json.ts";
import { compact } from "../compact.ts";
import { instantOf, readWritten } from "../time/moment.ts";
import { utc } from "../time/zone.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine, visibleText } from "../visible-text.ts";

const named = z.object({ displayName: z.string().nullish() }).nullish();

export const graphSender = z.object({ user: named, application: named }).nullish();

const graphAttachment = z.object({ contentType: z.string().nullish(), name: z.string().nullish(), content: z.string().nullish() });

export const graphEvent = z.object({ "@odata.type": z.string().optional() }).nullish();

export const graphBody = z.object({ contentType: z.string().nullish(), content: z.string().nullish() }).nullish();

export const graphChatMessage = z.object({
  id: z.string(),
  createdDateTime: z.string().nullish(),
  lastModifiedDateTime: z.string().nullish(),
  lastEditedDateTime: z.string().nullish(),
  deletedDateTime: z.string().nullish(),
  subject: z.string().nullish(),
  importance: z.string().nullish(),
  from: graphSender,
  body: graphBody,
  attachments: z.array(graphAttachment).nullish(),
  mentions: z.array(z.object({ mentionText: z.string().nullish() })).nullish(),
  eventDetail: graphEvent,
});
export type GraphChatMessage = z.output<typeof graphChatMessage>;

export const chatMessage = z.object({
  id: z.string(),
  from: z.string().optional(),
  createdDateTime: z.string().optional(),
  kind: z.enum(["message", "event", "deleted"]),
  subject: z.string().optional(),
  text: z.string(),
  textTruncated: z.literal(true).optional(),
  attachments: z.array(z.string()).optional(),
  mentions: z.array(z.string()).optional(),
  importance: z.string().optional(),
  edited: z.literal(true).optional(),
  untrusted,
});
export type ChatMessage = z.output<typeof chatMessage>;

export const sinceInput = z.string().optional().describe("Posted or changed since; UTC unless it has an offset.");

/** @throws AppError `invalid_arguments` */
export function sinceInstant(since: string | undefined): number | undefined {
  return since === undefined ? undefined : instantOf("since", readWritten("since", since), utc);
}

/** The millisecond before, for a comparison that leaves its bound out. */
export const justBefore = (instant: number): string => new Date(instant - 1).toISOString();

/** Characters of all messages of one answer together. */
const textBudget = 32_000;

/** @param count messages on the page, which share the room */
export function readChatMessage(from: GraphChatMessage, count: number): ChatMessage {
  const room = Math.floor(textBudget / Math.max(count, 1));
  const kind = from.deletedDateTime ? "deleted" : from.eventDetail ? "event" : "message";
  const whole = kind === "message" ? visibleText(from.body?.content ?? "").trim() : kind === "event" ? eventName(from.eventDetail) : "";
  const attachments = kind === "message" ? (from.attachments ?? []).map(shownAttachment) : [];
  const mentions =
    kind === "message" ? (from.mentions ?? []).flatMap(({ mentionText }) => (mentionText ? [oneLine(mentionText, 100)] : [])) : [];
  return compact<ChatMessage>({
    id: from.id,
    from: senderName(from.from),
    createdDateTime: from.createdDateTime ?? undefined,
    kind,
    subject: from.subject ? oneLine(from.subject, 255) : undefined,
    text: whole.slice(0, room).toWellFormed(),
    textTruncated: whole.length > room ? true : undefined,
    attachments: attachments.length > 0 ? attachments : undefined,
    mentions: mentions.length > 0 ? mentions : undefined,
    importance: from.importance && from.importance !== "normal" ? oneLine(from.importance, 20) : undefined,
    edited: from.lastEditedDateTime && kind === "message" ? true : undefined,
    untrusted: true,
  });
}

export function senderName(from: z.output<typeof graphSender>): string | undefined {
  const name = from?.user?.displayName ?? from?.application?.displayName;
  return name ? oneLine(name, 100) : undefined;
}

/** `#microsoft.graph.membersAddedEventMessageDetail` → `members added` */
export function eventName(event: z.output<typeof graphEvent>): string {
  const type = /^#microsoft\.graph\.([A-Za-z]{1,60})EventMessageDetail$/.exec(event?.["@odata.type"] ?? "")?.[1] ?? "event";
  return type.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A file by its name, a card by its words, a quoted message by its beginning. */
function shownAttachment({ contentType, name, content }: z.output<typeof graphAttachment>): string {
  if (contentType?.startsWith("application/vnd.microsoft.card.")) {
    const words = textsOf(parseJson(content ?? ""));
    return words.length > 0 ? `card: ${oneLine(words.join(" · "), 300)}` : "card";
  }
  if (contentType === "messageReference") {
    const quoted = z.object({ messagePreview: z.string() }).safeParse(parseJson(content ?? "")).data;
    return quoted ? `quoted: ${oneLine(quoted.messagePreview, 200)}` : "quoted message";
  }
  return `file: ${oneLine(name ?? "without a name", 200)}`;
}

/** Levels of a card that are looked into. */
const cardDepth = 8;

/** What an adaptive card says (adaptivecards.io: `text` and `title` of its elements). */
function textsOf(card: unknown, depth = cardDepth): readonly string[] {
  if (depth === 0 || typeof card !== "object" || card === null) return [];
  return Object.entries(card).flatMap(([name, value]) => {
    if (typeof value !== "string") return textsOf(value, depth - 1);
    return name === "text" || name === "title" ? [value] : [];
  });
}

/** One message: when, who and what on a line, longer texts below it. The id stands before everything that others wrote. */
export function chatMessageLines(message: ChatMessage): readonly string[] {
  const { kind, text, edited, importance, subject } = message;
  const flags = [importance, edited ? "edited" : undefined].filter((flag) => flag !== undefined);
  const head = [
    message.createdDateTime?.replace(/(?::\d{2}(?:\.\d+)?)Z$/, "Z"),
    `id=${message.id}`,
    message.from,
    ...(flags.length > 0 ? [`[${flags.join(", ")}]`] : []),
    subject,
    kind === "deleted" ? "[deleted]" : kind === "event" ? `[${text}]` : undefined,
  ].filter((part) => part !== undefined && part !== "");
  const words = kind === "message" ? text.split(/\n+/).filter((line) => line.trim() !== "") : [];
  return [
    `- ${[...head, ...(words.length === 1 ? words : [])].join(" | ")}`,
    ...(words.length === 1 ? [] : words.map((line) => `  ${line}`)),
    ...(message.textTruncated ? ["  […]"] : []),
    ...(message.attachments ?? []).map((one) => `  [${one}]`),
  ];
}

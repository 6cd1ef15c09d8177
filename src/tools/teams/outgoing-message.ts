/** A message for a channel or chat as it is given, and as Teams takes it. */
import { z } from "zod";
import type { GraphClient } from "../../graph/request.ts";
import { fewAtOnce } from "../few-at-once.ts";
import { checkedHtml, escapeHtml, textAsHtml } from "../outgoing-html.ts";
import { personInput, whichPerson, type DirectoryPerson } from "../people/which-person.ts";
import { markdownAsHtml } from "./markdown.ts";

/** Graph's cap on one message is about 28 KB. */
const maxMessageLength = 28_000;

export const messageInput = {
  message: z.string().min(1).max(maxMessageLength),
  contentType: z.enum(["html", "text", "markdown"]).default("html"),
  mentions: z.array(personInput).min(1).max(10).optional().describe("Addresses, ids or names; @… in message is their place."),
};

export const postedMessage = z.object({ id: z.string(), createdDateTime: z.string().nullish(), webUrl: z.string().nullish() });

type Given = {
  readonly message: string;
  readonly contentType: "html" | "text" | "markdown";
};

/** What of a message can be checked before anything is asked. @throws AppError `invalid_arguments` */
export function checkedContent({ message, contentType }: Given): string {
  if (contentType === "text") return message;
  return checkedHtml("message", contentType === "html" ? message : markdownAsHtml(message));
}

/** Body and mentions of Graph's `chatMessage`; the people mentioned are looked up. */
export async function outgoingMessage(content: string, { contentType }: Given, mentions: readonly string[], graph: GraphClient) {
  if (mentions.length === 0) return { body: { contentType: contentType === "text" ? "text" : "html", content } };
  const people = await fewAtOnce(mentions, async (asked) => ({ ...(await whichPerson("mentions", asked, graph)), asked }));
  return {
    body: { contentType: "html", content: withMentions(contentType === "text" ? textAsHtml(content) : content, people) },
    mentions: people.map(({ id, displayName }, index) => ({
      id: index,
      mentionText: displayName,
      mentioned: { user: { id, displayName, userIdentityType: "aadUser" } },
    })),
  };
}

/** Each mention where the message's text names it, else at its beginning. Only these `<at>` tags are ever ours; the caller's are refused. */
function withMentions(html: string, people: readonly (DirectoryPerson & { readonly asked: string })[]): string {
  /* Text, tag, text, tag, …, text: no `<` or `>` stands in an attribute of HTML that was checked. */
  const parts = html.split(/(<[^>]*>)/);
  const missing: string[] = [];
  for (const [index, { asked, address, displayName }] of people.entries()) {
    const tag = `<at id="${index}">${escapeHtml(displayName)}</at>`;
    const place = placeOf([asked, address, displayName], parts);
    if (place === undefined) missing.push(tag);
    else parts.splice(place.part, 1, place.before, tag, place.after);
  }
  return missing.length === 0 ? parts.join("") : `${missing.join(" ")} ${parts.join("")}`;
}

/** The first text that has one of these names after an `@`, and not as the beginning of a longer one. */
function placeOf(names: readonly string[], parts: readonly string[]) {
  for (const name of names.filter((each) => each !== "").map((each) => `@${escapeHtml(each)}`)) {
    for (const [part, text] of parts.entries()) {
      if (part % 2 === 1) continue;
      for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
        const after = text.slice(at + name.length);
        if (!/^[\p{L}\p{N}]/u.test(after)) return { part, before: text.slice(0, at), after };
      }
    }
  }
  return undefined;
}

/** Parts of an event that is about to be created or changed, and what of Graph's answer is kept. */
import { z } from "zod";
import { recipient } from "../addresses.ts";
import { checkedHtml } from "../outgoing-html.ts";

export const whenInput = z.string().describe("Local unless it has an offset; a date if all day.");
export const bodyInput = z.string().max(500_000).optional().describe("Text; HTML if it starts with <.");
/** Four weeks, as Outlook offers at most. */
export const reminderInput = z.int().min(0).max(40_320).optional();
export const showAsInput = z.enum(["free", "tentative", "busy", "oof", "workingElsewhere"]).optional();

export const createdEvent = z.object({
  id: z.string(),
  webLink: z.string().nullish(),
  onlineMeeting: z.object({ joinUrl: z.string().nullish() }).nullish(),
});

export function attendee(address: string, type: "required" | "optional") {
  return { ...recipient(address), type };
}

/** Each person once: who is named twice is required. */
export function invited(required: readonly string[], optional: readonly string[]) {
  const people = new Map<string, ReturnType<typeof attendee>>();
  for (const [addresses, type] of [
    [required, "required"],
    [optional, "optional"],
  ] as const) {
    for (const one of addresses) if (!people.has(one.toLowerCase())) people.set(one.toLowerCase(), attendee(one, type));
  }
  return [...people.values()];
}

/** Graph's `itemBody`. @throws AppError `invalid_arguments` for HTML that may not leave */
export function eventBody(body: string) {
  return body.trimStart().startsWith("<")
    ? { contentType: "html", content: checkedHtml("body", body) }
    : { contentType: "text", content: body };
}

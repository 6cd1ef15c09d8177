/** Parts of an event that is about to be created, and what of Graph's answer is kept. */
import { z } from "zod";
import { recipient } from "../addresses.ts";
import { checkedHtml } from "../outgoing-html.ts";

export const createdEvent = z.object({
  id: z.string(),
  webLink: z.string().nullish(),
  onlineMeeting: z.object({ joinUrl: z.string().nullish() }).nullish(),
});

export function attendee(address: string, type: "required" | "optional") {
  return { ...recipient(address), type };
}

/** Graph's `itemBody`. @throws AppError `invalid_arguments` for HTML that may not leave */
export function eventBody(body: string) {
  return body.trimStart().startsWith("<")
    ? { contentType: "html", content: checkedHtml("body", body) }
    : { contentType: "text", content: body };
}

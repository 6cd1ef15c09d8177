/** Presence as Graph tells it and as it is shown. */
import { z } from "zod";
import { compact } from "../compact.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine, visibleText } from "../visible-text.ts";

export const graphPresence = z.object({
  id: z.string(),
  availability: z.string().nullish(),
  activity: z.string().nullish(),
  statusMessage: z.object({ message: z.object({ content: z.string().nullish() }).nullish() }).nullish(),
  outOfOfficeSettings: z.object({ isOutOfOffice: z.boolean().nullish(), message: z.string().nullish() }).nullish(),
});

export const presence = z.object({
  id: z.string(),
  name: z.string().optional(),
  availability: z.string(),
  activity: z.string(),
  statusMessage: z.string().optional(),
  outOfOffice: z.string().optional(),
  untrusted,
});
export type Presence = z.output<typeof presence>;

export function readPresence(from: z.output<typeof graphPresence>, name?: string): Presence {
  const message = from.statusMessage?.message?.content;
  const { isOutOfOffice, message: absence } = from.outOfOfficeSettings ?? {};
  return compact<Presence>({
    id: from.id,
    name,
    availability: oneLine(from.availability ?? "PresenceUnknown", 40),
    activity: oneLine(from.activity ?? "PresenceUnknown", 40),
    statusMessage: message ? oneLine(visibleText(message), 300) : undefined,
    outOfOffice: isOutOfOffice ? oneLine(visibleText(absence ?? "yes"), 300) : undefined,
    untrusted: true,
  });
}

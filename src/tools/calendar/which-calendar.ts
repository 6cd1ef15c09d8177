/** A calendar by its id or its name, those others opened to the caller included. */
import { z } from "zod";
import { segmentRefusal } from "../../graph/path.ts";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { oneNamed } from "../named.ts";

export const calendarOperations = ["GET /me/calendars"] as const satisfies readonly Operation[];

export const calendarInput = z
  .string()
  .min(1)
  .max(1024)
  .refine((id) => segmentRefusal(id, true) === null, "must be a calendar's id or name")
  .optional()
  .describe("Id or name.");

export const graphCalendar = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  isDefaultCalendar: z.boolean().nullish(),
  canEdit: z.boolean().nullish(),
  owner: z.object({ address: z.string().nullish() }).nullish(),
});

/** How the ids of Exchange's items begin: mutable and immutable ones. */
const certainId = /^A[AQ](?:Mk|kA)[A-Za-z0-9_+=-]*$/;

/** Calendars one mailbox can have in a listing; Outlook shows far fewer. */
export const maxCalendars = 200;

/** What goes into the path. @throws AppError `not_found` or `ambiguous` with candidates */
export async function whichCalendar(calendar: string, mailbox: string | undefined, graph: GraphClient): Promise<string> {
  if (certainId.test(calendar)) return calendar;
  const { items } = await graph.all(
    { path: "/me/calendars", mailbox, query: { $select: ["id", "name"] }, item: graphCalendar.pick({ id: true, name: true }) },
    maxCalendars,
  );
  const named = items.map(({ id, name }) => ({ id, displayName: name ?? "" }));
  return oneNamed("calendarId", "calendar", calendar, named).id;
}

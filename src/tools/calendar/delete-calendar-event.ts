import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { graphEvent } from "./event.ts";

const present = graphEvent.pick({ id: true, subject: true, isOrganizer: true, attendees: true, type: true });

const output = z.object({
  id: z.string(),
  subject: z.string().optional(),
  done: z.enum(["cancelled", "deleted"]),
  /** Addresses Exchange writes to. */
  notified: z.array(z.string()),
  series: z.literal(true).optional(),
  untrusted,
});

export const deleteCalendarEvent = defineTool({
  name: "deleteCalendarEvent",
  title: "Delete a calendar event",
  description: "Calls off a meeting you organize (cancel, mails the attendees), or removes an event from your calendar (delete).",
  toolset: "calendar",
  tier: "extended",
  risk: "delete",
  scopes: ["Calendars.ReadWrite"],
  operations: ["GET /me/events/{id}", "DELETE /me/events/{id}", "POST /me/events/{id}/cancel"],
  input: z.strictObject({
    id: graphId,
    mode: z.enum(["cancel", "delete"]).default("cancel"),
    comment: z.string().min(1).max(5_000).optional().describe("To the attendees, with cancel."),
  }),
  output,

  reached: ({ notified }) => notified,
  async run({ id, mode, comment }, { graph }) {
    if (comment !== undefined && mode === "delete")
      throw new AppError("invalid_arguments", "comment goes with mode cancel only; deleting sends none.", { field: "comment" });
    const event = await graph.request({
      method: "GET",
      path: "/me/events/{id}",
      params: { id },
      query: { $select: ["subject", "isOrganizer", "attendees", "type"] },
      response: present,
      idempotency: "safe",
    });
    const people = (event.attendees ?? []).flatMap(({ emailAddress }) => (emailAddress?.address ? [emailAddress.address] : []));
    if (mode === "cancel" && event.isOrganizer === false) {
      throw new AppError(
        "invalid_arguments",
        "Only the organizer can cancel this meeting. Use respondToEvent to decline it, or mode delete to remove it from your calendar.",
        { field: "mode" },
      );
    }
    /* Graph cancels meetings only; where nobody is invited, nobody has to be told. */
    const cancels = mode === "cancel" && people.length > 0;
    await graph.request({
      ...(cancels
        ? { method: "POST", path: "/me/events/{id}/cancel", body: compact({ comment }), idempotency: "once" }
        : { method: "DELETE", path: "/me/events/{id}", idempotency: "safe" }),
      params: { id },
      response: z.null(),
    });
    return compact<z.input<typeof output>>({
      id,
      subject: event.subject ? oneLine(event.subject, 300) : undefined,
      done: cancels ? "cancelled" : "deleted",
      notified: event.isOrganizer === false ? [] : people.map((address) => oneLine(address, 254)),
      series: event.type === "seriesMaster" ? true : undefined,
      untrusted: true,
    });
  },
  text: ({ subject, done, notified, series }) =>
    [
      `${done === "cancelled" ? "Cancelled" : "Deleted"}${series ? " the series" : ""}.`,
      fenced([subject ?? "(no subject)", ...(notified.length > 0 ? [`Exchange tells ${notified.join(", ")}`] : [])]),
      ...(notified.length > 0 ? [] : ["Nobody is told."]),
    ].join("\n"),
});

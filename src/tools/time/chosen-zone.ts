/** Which zone a call's local times are read and shown in. */
import { z } from "zod";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { findZone, utc, zoneOf, type Zone } from "./zone.ts";

export const zoneOperation = "GET /me/mailboxSettings" satisfies Operation;
/** Without it the mailbox's own zone is unknown and UTC is used. */
export const zoneScope = "MailboxSettings.Read";

export const zoneInput = z.string().min(1).max(64).optional().describe("IANA or Windows name; the mailbox's own unless given.");

export type ChosenZone = Zone & { readonly chosenBy: "argument" | "mailbox" | "default" };

/** The argument, else the mailbox's own, else UTC. @throws AppError `invalid_arguments` */
export async function chosenZone(timeZone: string | undefined, graph: GraphClient): Promise<ChosenZone> {
  if (timeZone !== undefined) return { ...zoneOf("timeZone", timeZone), chosenBy: "argument" };
  const settings = await graph.attempt({
    method: "GET",
    path: "/me/mailboxSettings",
    query: { $select: ["timeZone"] },
    response: z.object({ timeZone: z.string().nullish() }),
    idempotency: "safe",
  });
  const zone = settings.ok ? findZone(settings.value.timeZone ?? "") : null;
  return zone === null ? { ...utc, chosenBy: "default" } : { ...zone, chosenBy: "mailbox" };
}

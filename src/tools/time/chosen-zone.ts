/** Which zone a call's local times are read and shown in. */
import { z } from "zod";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { findZone, utc, zoneOf, type Zone } from "./zone.ts";

export const zoneOperation = "GET /me/mailboxSettings" satisfies Operation;
/** Without it the caller's own zone is unknown and UTC is used. */
export const zoneScope = "MailboxSettings.Read";

export const zoneInput = z.string().min(1).max(250).optional().describe("IANA or Windows name.");

/** `offset`: all times carried their own, so that no zone was needed. `event`: the one it was made in. `mailbox`: the caller's. */
const zoneSources = ["argument", "offset", "event", "mailbox", "default"] as const;
export type ChosenZone = Zone & { readonly chosenBy: (typeof zoneSources)[number] };

/** Beside the times of every answer; the offset in each time tells its UTC. */
export const zoneOutput = { timeZone: z.string(), zoneFrom: z.enum(zoneSources) };

export function shownZone({ iana, chosenBy }: ChosenZone) {
  return { timeZone: iana, zoneFrom: chosenBy };
}

const reasons: Readonly<Record<ChosenZone["chosenBy"], string>> = {
  argument: "as asked",
  offset: "from the times given",
  event: "the event's own",
  mailbox: "your own mailbox's",
  default: "no zone known",
};

/** `Europe/Berlin, your own mailbox's` */
export function zoneText({ timeZone, zoneFrom }: ReturnType<typeof shownZone>): string {
  return `${timeZone}, ${reasons[zoneFrom]}`;
}

/** The argument, else the caller's mailbox's own, else UTC. @throws AppError `invalid_arguments` */
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

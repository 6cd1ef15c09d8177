import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { checkedHtml, textAsHtml } from "../outgoing-html.ts";
import { chosenZone, zoneOperation } from "../time/chosen-zone.ts";
import { doubledNote, graphTime, instantOf, readWritten, zoneToWrite } from "../time/moment.ts";
import { fenced } from "../untrusted.ts";
import { autoReply, autoReplyLines, graphAutoReply, readAutoReply } from "./auto-reply.ts";

const statuses = { off: "disabled", on: "alwaysEnabled", scheduled: "scheduled" } as const;

const replyText = z.string().max(20_000).optional();

export const setAutoReply = defineTool({
  name: "setAutoReply",
  title: "Set the automatic reply",
  description: "Turns your mailbox's automatic reply on or off, now or for a time. Texts left out stay as they are.",
  toolset: "mail",
  tier: "extended",
  risk: "write",
  scopes: ["MailboxSettings.ReadWrite"],
  operations: [zoneOperation, "PATCH /me/mailboxSettings"],
  input: z.strictObject({
    status: z.enum(["off", "on", "scheduled"]),
    internal: replyText.describe("To colleagues; text or HTML."),
    external: replyText.describe("To everybody else."),
    start: z.string().optional().describe("With end where scheduled; in the mailbox's zone unless it has an offset."),
    end: z.string().optional(),
    audience: z.enum(["none", "contactsOnly", "all"]).optional().describe("Who outside gets a reply."),
  }),
  output: autoReply.extend({ note: z.string().optional() }),

  async run({ status, internal, external, start, end, audience }, { graph }) {
    const internalReplyMessage = internal === undefined ? undefined : replyHtml("internal", internal);
    const externalReplyMessage = external === undefined ? undefined : replyHtml("external", external);
    const schedule = status === "scheduled" ? await scheduleOf(start, end, () => chosenZone(undefined, graph)) : unscheduled(start, end);
    const wanted = {
      status: statuses[status],
      externalAudience: audience,
      internalReplyMessage,
      externalReplyMessage,
      ...schedule?.times,
    };
    const { automaticRepliesSetting } = await graph.request({
      method: "PATCH",
      path: "/me/mailboxSettings",
      body: { automaticRepliesSetting: wanted },
      response: z.object({ automaticRepliesSetting: graphAutoReply.nullish() }),
      idempotency: "safe",
    });
    /* Done all the same where Graph answers with other settings only. */
    return compact({ ...readAutoReply(automaticRepliesSetting ?? wanted, schedule?.zone), note: schedule?.note });
  },
  text: ({ note, ...result }) => [...(note === undefined ? [] : [note]), fenced(autoReplyLines(result))].join("\n"),
});

/** Plain text keeps its lines; what has tags is checked as any HTML that leaves. */
function replyHtml(field: string, text: string): string {
  return /<[a-z!/?]/i.test(text) ? checkedHtml(field, text) : textAsHtml(text);
}

function unscheduled(start: string | undefined, end: string | undefined): undefined {
  if (start === undefined && end === undefined) return undefined;
  throw new AppError("invalid_arguments", "start and end go with status scheduled.", { field: start === undefined ? "end" : "start" });
}

/** Both ends as Graph takes them; each is read before the mailbox is asked for its zone. */
async function scheduleOf(start: string | undefined, end: string | undefined, ownZone: () => ReturnType<typeof chosenZone>) {
  if (start === undefined || end === undefined) {
    const field = start === undefined ? "start" : "end";
    throw new AppError("invalid_arguments", `${field} is required where status is scheduled.`, { field });
  }
  const [from, to] = [readWritten("start", start), readWritten("end", end)];
  const sameKind = (from.offset === undefined) === (to.offset === undefined);
  if (sameKind && to.wall - (to.offset ?? 0) * 60_000 <= from.wall - (from.offset ?? 0) * 60_000) throw endsTooSoon();
  const zone = await ownZone();
  const [begins, ends] = [instantOf("start", from, zone), instantOf("end", to, zone)];
  if (ends <= begins) throw endsTooSoon();
  const written = zoneToWrite([begins, ends], zone);
  return {
    zone,
    note: doubledNote(
      [
        ["start", from],
        ["end", to],
      ],
      zone,
    ),
    times: { scheduledStartDateTime: graphTime(begins, written), scheduledEndDateTime: graphTime(ends, written) },
  };
}

function endsTooSoon(): AppError {
  return new AppError("invalid_arguments", "end must be after start.", { field: "end" });
}

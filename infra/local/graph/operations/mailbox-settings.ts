import { answerCollection, personal } from "../collection.ts";
import { isObject, type JsonObject } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { projection } from "../projection.ts";
import { checkEntity } from "../request-body.ts";
import { requireZone } from "../time-zones.ts";

/** A mailbox's settings and the rules of its inbox (learn.microsoft.com/graph/api/resources/mailboxsettings, …/messagerule). */
const settingsRules: QueryRules = { type: "mailboxSettings", options: ["$select"] };
const rulesRules: QueryRules = { type: "messageRule", options: [] };

function answerSettings(call: Call, settings: JsonObject): Answer {
  const shown = projection({ type: "mailboxSettings" }, call.query.select)(settings);
  return { status: 200, body: { "@odata.context": `${call.origin}/v1.0/$metadata#${personal(call, "mailboxSettings")}`, ...shown } };
}

/** learn.microsoft.com/graph/api/user-update-mailboxsettings */
function updateSettings(call: Call): Answer {
  const mailbox = call.world.mailbox(call.owner);
  const given = checkEntity("mailboxSettings", call.body);
  const merged = Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const before = mailbox.settings[name];
      return [name, isObject(before) && isObject(value) ? { ...before, ...value } : value];
    }),
  );
  const replies = merged.automaticRepliesSetting;
  if (isObject(replies)) checkSchedule(replies);
  mailbox.settings = { ...mailbox.settings, ...merged };
  return { ...answerSettings(call, mailbox.settings), committed: true };
}

function checkSchedule(replies: JsonObject): void {
  const [start, end] = [replies.scheduledStartDateTime, replies.scheduledEndDateTime].map((value) => {
    if (!isObject(value) || typeof value.dateTime !== "string" || typeof value.timeZone !== "string") return Number.NaN;
    requireZone(value.timeZone);
    return Date.parse(`${value.dateTime.slice(0, 19)}Z`);
  });
  if (replies.status === "scheduled" && !(Number(start) < Number(end)))
    throw new GraphFailure(400, "ErrorInvalidScheduledOofDuration", "Invalid scheduled OOF duration.");
}

function listRules(call: Call): Answer {
  const mailbox = call.world.mailbox(call.owner);
  if (mailbox.folder(call.params[0] ?? "") !== mailbox.wellKnown("inbox")) throw badRequest("Message rules exist for the inbox only.");
  return answerCollection(call, {
    rules: rulesRules,
    rows: mailbox.rules,
    entityOf: (rule) => rule,
    show: projection({ type: "messageRule", always: ["id"] }, call.query.select),
    paging: "none",
    context: personal(call, "mailFolders") + "('inbox')/messageRules",
  });
}

export const mailboxSettingsOperations: readonly Operation[] = [
  {
    method: "GET",
    template: "/me/mailboxSettings",
    workload: "exchange",
    query: settingsRules,
    run: (call) => answerSettings(call, call.world.mailbox(call.owner).settings),
  },
  { method: "PATCH", template: "/me/mailboxSettings", workload: "exchange", run: updateSettings },
  /* The reference has it for the inbox by name only. */
  {
    method: "GET",
    template: "/me/mailFolders/{id}/messageRules",
    grant: "mailboxSettings",
    workload: "exchange",
    query: rulesRules,
    run: listRules,
  },
];

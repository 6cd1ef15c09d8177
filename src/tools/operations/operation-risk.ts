/** How much harm an operation of the long tail can do, by method, resource and action: reviewed lists. */
import type { Risk } from "../../core/decision.ts";
import type { GraphMethod } from "../../core/graph-method.ts";

/** Actions that only answer a question. */
const reading: ReadonlySet<string> = new Set([
  "getSchedule",
  "findMeetingTimes",
  "getMailTips",
  "translateExchangeIds",
  "checkMemberGroups",
  "checkMemberObjects",
  "getMemberGroups",
  "getMemberObjects",
  "getPresencesByUserId",
  "query",
]);

/** Actions after which other people have something new from the caller. */
const reaching: ReadonlySet<string> = new Set([
  "sendMail",
  "send",
  "reply",
  "replyAll",
  "forward",
  "accept",
  "approve",
  "clone",
  "decline",
  "tentativelyAccept",
  "cancel",
  "invite",
  "createLink",
  "grant",
  "sendActivityNotification",
  "sendVirtualAppointmentSms",
  "sendVirtualAppointmentReminderSms",
  "publish",
  "share",
]);

/** Actions that take something away. */
const removing: ReadonlySet<string> = new Set(["delete", "remove", "removeEmail", "softDelete", "deleteTargetedMessage"]);

/** Resources that reach people by being made or changed: what is said in chats, channels and groups, and what invites. */
const reachingResources = new RegExp(
  [
    /^\/(?:chats|teams)\/.*\/(?:messages|replies)(?:\/\{[A-Za-z]+\})?$/,
    /^\/groups\/.*\/(?:threads|conversations|posts)$/,
    /\/(?:events|appointments)(?:\/\{[A-Za-z]+\})?$/,
    /* An appointment may be made through the view as well. */
    /\/bookingBusinesses\/\{[A-Za-z]+\}\/calendarView$/,
    /\/(?:members|registrations|presenters)$/,
    /* Made with the people in them. */
    /^\/(?:chats|teams)$/,
  ]
    .map(({ source }) => source)
    .join("|"),
);

/** @param action null where the path ends in a resource */
export function riskOfOperation(method: GraphMethod, template: string, action: string | null): Risk {
  if (method === "GET") return "read";
  if (method === "DELETE") return "delete";
  if (action === null) return reachingResources.test(template) ? "send" : "write";
  if (reading.has(action)) return "read";
  if (removing.has(action)) return "delete";
  return reaching.has(action) || template.endsWith("/members/add") ? "send" : "write";
}

/** The tool cannot tell which of the two it is. */
export const onlyReads =
  "callGraph only reads here: no administrator has opened writes (CALL_GRAPH_WRITES), or the client asked for reading only (X-MCP-Readonly).";

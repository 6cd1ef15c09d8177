import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphClient } from "../../graph/request.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { ownId, ownIdOperation, ownIdScope } from "./own-id.ts";

/** The one activity Graph takes with each availability (Graph: setUserPreferredPresence). */
const activityWith = {
  Available: "Available",
  Busy: "Busy",
  DoNotDisturb: "DoNotDisturb",
  BeRightBack: "BeRightBack",
  Away: "Away",
  Offline: "OffWork",
} as const;

const availabilities = ["Available", "Busy", "DoNotDisturb", "BeRightBack", "Away", "Offline"] as const;

type Step = "setUserPreferredPresence" | "clearUserPreferredPresence" | "setStatusMessage";

/** Characters Teams shows of a status message. */
const maxStatusLength = 280;

export const setPresence = defineTool({
  name: "setPresence",
  title: "Set my presence",
  description: "Sets or clears your own presence, or your status message.",
  toolset: "teams",
  tier: "extended",
  risk: "write",
  scopes: ["Presence.ReadWrite", ownIdScope],
  operations: [
    ownIdOperation,
    "POST /users/{userId}/presence/setUserPreferredPresence",
    "POST /users/{userId}/presence/clearUserPreferredPresence",
    "POST /users/{userId}/presence/setStatusMessage",
  ],
  input: z.strictObject({
    availability: z.enum(availabilities).optional(),
    activity: z.string().max(40).optional().describe("Follows from availability."),
    expiresInMinutes: z.int().min(1).max(1440).optional(),
    statusMessage: z
      .string()
      .max(maxStatusLength)
      .refine((text) => text.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(text), "must be one line without control characters")
      .optional()
      .describe("Empty: removed."),
    clear: z.boolean().optional().describe("Back to automatic presence."),
  }),
  output: z.object({
    availability: z.string().optional(),
    activity: z.string().optional(),
    expiresAt: z.string().optional(),
    cleared: z.boolean().optional(),
    statusMessage: z.string().optional(),
  }),

  async run({ availability, activity, expiresInMinutes, statusMessage, clear }, { graph, now }) {
    if (availability === undefined && statusMessage === undefined && !clear) {
      throw new AppError("invalid_arguments", "Give availability, statusMessage or clear.", { field: "availability" });
    }
    if (clear && availability !== undefined) {
      throw new AppError("invalid_arguments", "clear gives up the presence that availability would set; give one of them.", {
        field: "clear",
      });
    }
    if (activity !== undefined && (availability === undefined || activityWith[availability] !== activity)) {
      const fix = availability === undefined ? "leave it out" : `with ${availability} it is ${activityWith[availability]}`;
      throw new AppError("invalid_arguments", `activity does not fit: ${fix}.`, { field: "activity" });
    }
    if (expiresInMinutes !== undefined && availability === undefined && !statusMessage) {
      throw new AppError("invalid_arguments", "expiresInMinutes needs availability or statusMessage.", { field: "expiresInMinutes" });
    }
    const userId = await ownId(graph);
    const expiresAt = expiresInMinutes === undefined ? undefined : new Date(now() + expiresInMinutes * 60_000).toISOString();
    if (availability !== undefined) {
      await step(graph, userId, "setUserPreferredPresence", {
        availability,
        activity: activityWith[availability],
        ...(expiresInMinutes === undefined ? {} : { expirationDuration: `PT${expiresInMinutes}M` }),
      });
    }
    if (clear) await step(graph, userId, "clearUserPreferredPresence", {});
    if (statusMessage !== undefined) {
      await step(graph, userId, "setStatusMessage", {
        statusMessage: {
          message: { content: statusMessage, contentType: "text" },
          ...(expiresAt === undefined || statusMessage === ""
            ? {}
            : { expiryDateTime: { dateTime: expiresAt.replace(/\.\d{3}Z$/, ""), timeZone: "UTC" } }),
        },
      });
    }
    return compact({
      availability,
      activity: availability === undefined ? undefined : activityWith[availability],
      expiresAt,
      cleared: clear || undefined,
      statusMessage,
    });
  },
  text: ({ availability, expiresAt, cleared, statusMessage }) =>
    [
      ...(availability ? [`Presence is ${availability}`] : []),
      ...(cleared ? ["Presence is automatic again"] : []),
      ...(statusMessage === undefined ? [] : [statusMessage === "" ? "Status message removed" : `Status message: ${statusMessage}`]),
      ...(expiresAt ? [`until ${expiresAt}`] : []),
    ].join("; "),
});

/** Setting the same again changes nothing. */
async function step(graph: GraphClient, userId: string, action: Step, body: object): Promise<void> {
  await graph.request({
    method: "POST",
    path: `/users/{userId}/presence/${action}`,
    params: { userId },
    body,
    response: z.null(),
    idempotency: "safe",
  });
}

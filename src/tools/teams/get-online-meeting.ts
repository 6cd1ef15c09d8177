import { z } from "zod";
import type { GraphClient } from "../../graph/request.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { fewAtOnce } from "../few-at-once.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { checkOneMeeting, meetingByUrl, meetingInput, meetingOfUrl } from "./meeting.ts";

const participant = z.object({
  upn: z.string().nullish(),
  role: z.string().nullish(),
  identity: z.object({ user: z.object({ displayName: z.string().nullish() }).nullish() }).nullish(),
});

const graphMeeting = z.object({
  id: z.string(),
  subject: z.string().nullish(),
  startDateTime: z.string().nullish(),
  endDateTime: z.string().nullish(),
  joinWebUrl: z.string().nullish(),
  allowedPresenters: z.string().nullish(),
  recordAutomatically: z.boolean().nullish(),
  lobbyBypassSettings: z.object({ scope: z.string().nullish() }).nullish(),
  chatInfo: z.object({ threadId: z.string().nullish() }).nullish(),
  participants: z.object({ organizer: participant.nullish(), attendees: z.array(participant).nullish() }).nullish(),
});

const graphReport = z.object({
  id: z.string(),
  totalParticipantCount: z.number().nullish(),
  meetingStartDateTime: z.string().nullish(),
  meetingEndDateTime: z.string().nullish(),
});

const graphRecord = z.object({
  emailAddress: z.string().nullish(),
  role: z.string().nullish(),
  totalAttendanceInSeconds: z.number().nullish(),
  identity: z.object({ displayName: z.string().nullish() }).nullish(),
});

const attendance = z.object({
  start: z.string().optional(),
  end: z.string().optional(),
  participants: z.number(),
  /** Name, address, role, minutes. */
  attended: z.array(z.string()),
  truncated: z.literal(true).optional(),
});

const output = z.object({
  id: z.string(),
  subject: z.string().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  joinUrl: z.string().optional(),
  chatId: z.string().optional(),
  organizer: z.string().optional(),
  attendees: z.array(z.string()),
  lobby: z.string().optional(),
  presenters: z.string().optional(),
  recordAutomatically: z.boolean().optional(),
  attendance: z.array(attendance).optional(),
  /** Earlier sessions than those of `attendance` are left out. */
  truncated: z.literal(true).optional(),
  untrusted,
});

/** Sessions of a meeting whose attendance is shown, newest first. */
const maxReports = 5;
/** People shown of each. */
const maxRecords = 100;

export const getOnlineMeeting = defineTool({
  name: "getOnlineMeeting",
  title: "Get an online meeting",
  description: "A Teams meeting by id or join link: times, people, options, and who attended.",
  toolset: "teams",
  tier: "extended",
  risk: "read",
  scopes: ["OnlineMeetings.Read"],
  optionalScopes: ["OnlineMeetingArtifact.Read.All"],
  scopesOf: ({ include }) => (include === "attendance" ? ["OnlineMeetingArtifact.Read.All"] : []),
  operations: [
    meetingByUrl,
    "GET /me/onlineMeetings/{meetingId}",
    "GET /me/onlineMeetings/{meetingId}/attendanceReports",
    "GET /me/onlineMeetings/{meetingId}/attendanceReports/{reportId}/attendanceRecords",
  ],
  input: z.strictObject({ ...meetingInput, include: z.enum(["attendance"]).optional().describe("For the organizer.") }),
  output,

  async run({ meetingId, joinUrl, include }, { graph }) {
    checkOneMeeting({ meetingId, joinUrl });
    const meeting =
      joinUrl !== undefined
        ? await meetingOfUrl(joinUrl, graphMeeting, graph)
        : await graph.request({
            method: "GET",
            path: "/me/onlineMeetings/{meetingId}",
            params: { meetingId: meetingId ?? "" },
            response: graphMeeting,
            idempotency: "safe",
          });
    const attended = include === "attendance" ? await attendanceOf(meeting.id, graph) : undefined;
    return compact<z.output<typeof output>>({
      id: meeting.id,
      subject: meeting.subject ? oneLine(meeting.subject, 255) : undefined,
      start: meeting.startDateTime ?? undefined,
      end: meeting.endDateTime ?? undefined,
      joinUrl: meeting.joinWebUrl ? oneLine(meeting.joinWebUrl, 2_048) : undefined,
      chatId: meeting.chatInfo?.threadId ?? undefined,
      organizer: meeting.participants?.organizer ? shown(meeting.participants.organizer) : undefined,
      attendees: (meeting.participants?.attendees ?? []).map(shown),
      lobby: meeting.lobbyBypassSettings?.scope ?? undefined,
      presenters: meeting.allowedPresenters ?? undefined,
      recordAutomatically: meeting.recordAutomatically ?? undefined,
      attendance: attended?.sessions,
      truncated: attended?.cut ? true : undefined,
      untrusted: true,
    });
  },
  text: (meeting) =>
    [
      fenced([
        `${meeting.subject ?? "(no subject)"} | ${meeting.start ?? ""} – ${meeting.end ?? ""}`,
        ...(meeting.organizer ? [`organizer ${meeting.organizer}`] : []),
        ...(meeting.attendees.length > 0 ? [`attendees ${meeting.attendees.join(", ")}`] : []),
        ...(meeting.attendance ?? []).flatMap(({ start, participants, attended, truncated }) => [
          `attendance ${start ?? ""}: ${participants}`,
          ...attended.map((line) => `- ${line}`),
          ...(truncated ? ["- …"] : []),
        ]),
        ...(meeting.truncated ? ["(earlier sessions are left out)"] : []),
        ...(meeting.attendance?.length === 0 ? ["No attendance report yet."] : []),
        ...(meeting.joinUrl ? [`join ${meeting.joinUrl}`] : []),
      ]),
      `lobby=${meeting.lobby ?? "?"} presenters=${meeting.presenters ?? "?"} recordAutomatically=${meeting.recordAutomatically ?? "?"}`,
      `id=${meeting.id}${meeting.chatId ? ` chatId=${meeting.chatId}` : ""}`,
    ].join("\n"),
});

function shown({ upn, role, identity }: z.output<typeof participant>): string {
  const name = identity?.user?.displayName;
  const who = name && upn ? `${name} <${upn}>` : (name ?? upn ?? "?");
  return oneLine(role && role !== "attendee" ? `${who} (${role})` : who, 200);
}

async function attendanceOf(
  meetingId: string,
  graph: GraphClient,
): Promise<{ readonly sessions: z.output<typeof attendance>[]; readonly cut: boolean }> {
  const scopes = ["OnlineMeetingArtifact.Read.All"];
  const { items, hasMore } = await graph.list({
    path: "/me/onlineMeetings/{meetingId}/attendanceReports",
    params: { meetingId },
    item: graphReport,
    scopes,
  });
  const newest = items.toSorted((a, b) => ((a.meetingStartDateTime ?? "") < (b.meetingStartDateTime ?? "") ? 1 : -1)).slice(0, maxReports);
  const sessions = await fewAtOnce(newest, async (report) => {
    const records = await graph.all(
      {
        path: "/me/onlineMeetings/{meetingId}/attendanceReports/{reportId}/attendanceRecords",
        params: { meetingId, reportId: report.id },
        item: graphRecord,
        scopes,
      },
      maxRecords,
    );
    return compact<z.output<typeof attendance>>({
      start: report.meetingStartDateTime ?? undefined,
      end: report.meetingEndDateTime ?? undefined,
      participants: report.totalParticipantCount ?? records.items.length,
      attended: records.items.map(({ identity, emailAddress, role, totalAttendanceInSeconds }) =>
        oneLine(
          [
            identity?.displayName ?? "?",
            ...(emailAddress ? [`<${emailAddress}>`] : []),
            ...(role ? [role] : []),
            `${Math.round((totalAttendanceInSeconds ?? 0) / 60)} min`,
          ].join(" "),
          200,
        ),
      ),
      truncated: records.truncated,
    });
  });
  return { sessions, cut: hasMore || newest.length < items.length };
}

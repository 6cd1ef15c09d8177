import { type Person, tenantId } from "../../company.ts";
import { answerCollection, answerEntity } from "../collection.ts";
import { type Entity, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { type SeedSession, seedSessions } from "../seed/meeting-artifacts.ts";
import { uuidOf } from "../store/ids.ts";
import type { StoredMeeting } from "../store/meetings.ts";
import { meetingOf } from "./meetings.ts";

/** Transcripts and attendance of online meetings (learn.microsoft.com/graph/api/resources/calltranscript, …/meetingattendancereport). */
const transcriptRules: QueryRules = { type: "callTranscript", options: ["$top", "$skiptoken"], defaultTop: 20, maxTop: 100 };
const contentRules: QueryRules = { type: "callTranscript", options: ["$format"] };
const reportRules: QueryRules = { type: "meetingAttendanceReport", options: ["$top", "$skiptoken"], defaultTop: 20, maxTop: 100 };
const oneReportRules: QueryRules = { type: "meetingAttendanceReport", options: ["$expand"], expandable: ["attendanceRecords"] };
const recordRules: QueryRules = { type: "attendanceRecord", options: ["$top", "$skiptoken"], defaultTop: 50, maxTop: 500 };

type Session = {
  readonly seed: SeedSession;
  readonly transcript: Entity;
  readonly report: Entity;
  readonly startedAt: number;
};

const context = (call: Call, meeting: StoredMeeting, collection: string): string =>
  `users('${call.caller.objectId}')/onlineMeetings('${meeting.entity.id}')/${collection}`;

/** Newest first. */
function sessionsOf(call: Call, meeting: StoredMeeting): readonly Session[] {
  const { entity, organizer } = meeting;
  const seeds = textOf(entity.meetingType) === "scheduled" ? (seedSessions[textOf(entity.subject)] ?? []) : [];
  return seeds.map((seed, index) => {
    const startedAt = call.world.startedAt - seed.ago * 60_000;
    const start = new Date(startedAt).toISOString();
    const end = new Date(startedAt + seed.minutes * 60_000).toISOString();
    const id = Buffer.from(`1##0##${uuidOf(`transcript:${entity.id}:${index}`)}`).toString("base64url");
    return {
      seed,
      startedAt,
      transcript: {
        id,
        meetingId: entity.id,
        callId: uuidOf(`call:${entity.id}:${index}`),
        contentCorrelationId: `${uuidOf(`correlation:${entity.id}:${index}`)}-0`,
        transcriptContentUrl: `${call.origin}/v1.0/users/${organizer.objectId}/onlineMeetings/${entity.id}/transcripts/${id}/content`,
        createdDateTime: start,
        endDateTime: end,
        meetingOrganizer: { application: null, device: null, user: { id: organizer.objectId, displayName: null, tenantId } },
      },
      report: {
        id: uuidOf(`report:${entity.id}:${index}`),
        totalParticipantCount: Object.keys(seed.attended).length + (seed.guests?.length ?? 0),
        meetingStartDateTime: start,
        meetingEndDateTime: end,
        externalEventInformation: [],
        attendanceRecords: [],
      },
    };
  });
}

function listTranscripts(call: Call): Answer {
  const meeting = meetingOf(call);
  return answerCollection(call, {
    rules: transcriptRules,
    rows: sessionsOf(call, meeting),
    entityOf: ({ transcript }) => transcript,
    show: ({ transcript }) => transcript,
    paging: "$skiptoken",
    context: context(call, meeting, "transcripts"),
  });
}

/** WebVTT (W3C), as Teams writes it: one cue per utterance, the speaker in a voice tag. */
function content(call: Call): Answer {
  const { format } = call.query;
  if (format !== null && format !== "text/vtt")
    throw badRequest(`The format '${format}' is not supported for the content of a transcript.`);
  const meeting = meetingOf(call);
  const session = sessionsOf(call, meeting).find(({ transcript }) => transcript.id === call.params[1]);
  if (session === undefined) throw new GraphFailure(404, "NotFound", "The transcript was not found.");
  const { lines } = session.seed;
  const each = (session.seed.minutes * 60_000) / (lines.length + 1);
  const cues = lines.map(([speaker, words], index) => {
    const name = call.world.directory.byName.get(speaker)?.displayName ?? speaker;
    return `${stamp(index * each)} --> ${stamp((index + 1) * each)}\n<v ${name}>${words}</v>\n`;
  });
  return { status: 200, raw: { type: "text/vtt", bytes: new TextEncoder().encode(`WEBVTT\n\n${cues.join("\n")}`) } };
}

const stamp = (ms: number): string => new Date(Math.round(ms)).toISOString().slice(11, 23);

/** Only who organizes a meeting reads who attended. */
function organized(call: Call): StoredMeeting {
  const meeting = meetingOf(call);
  if (meeting.organizer !== call.caller)
    throw new GraphFailure(403, "Forbidden", "Only the organizer can read the attendance of the meeting.");
  return meeting;
}

function listReports(call: Call): Answer {
  const meeting = organized(call);
  return answerCollection(call, {
    rules: reportRules,
    rows: sessionsOf(call, meeting),
    entityOf: ({ report }) => report,
    show: ({ report }) => report,
    paging: "$skiptoken",
    context: context(call, meeting, "attendanceReports"),
  });
}

function sessionOfReport(call: Call, meeting: StoredMeeting): Session {
  const session = sessionsOf(call, meeting).find(({ report }) => report.id === call.params[1]);
  if (session === undefined) throw new GraphFailure(404, "NotFound", "The attendance report was not found.");
  return session;
}

function recordsOf(call: Call, meeting: StoredMeeting, { seed, startedAt, report }: Session): readonly Entity[] {
  const record = (email: string, identity: JsonObject, role: string, share: number): Entity => {
    const seconds = Math.round(seed.minutes * 60 * share);
    return {
      id: uuidOf(`record:${report.id}:${email}`),
      emailAddress: email,
      totalAttendanceInSeconds: seconds,
      role,
      registrationId: null,
      identity,
      externalRegistrationInformation: null,
      attendanceIntervals: [
        {
          joinDateTime: new Date(startedAt).toISOString(),
          leaveDateTime: new Date(startedAt + seconds * 1000).toISOString(),
          durationInSeconds: seconds,
        },
      ],
    };
  };
  const known = (name: string): Person | undefined => call.world.directory.byName.get(name);
  return [
    ...Object.entries(seed.attended).flatMap(([name, share]) => {
      const person = known(name);
      if (person === undefined) return [];
      const identity = { id: person.objectId, displayName: person.displayName, tenantId };
      return [record(person.email, identity, person === meeting.organizer ? "Organizer" : "Presenter", share)];
    }),
    ...(seed.guests ?? []).map(({ name, address, share }) =>
      record(address, { id: null, displayName: name, tenantId: null }, "Attendee", share),
    ),
  ];
}

function listRecords(call: Call): Answer {
  const meeting = organized(call);
  return answerCollection(call, {
    rules: recordRules,
    rows: recordsOf(call, meeting, sessionOfReport(call, meeting)),
    entityOf: (record) => record,
    show: (record) => record,
    paging: "$skiptoken",
    context: context(call, meeting, `attendanceReports('${call.params[1] ?? ""}')/attendanceRecords`),
  });
}

export const artifactOperations: readonly Operation[] = [
  { method: "GET", template: "/me/onlineMeetings/{id}/transcripts", workload: "meetings", query: transcriptRules, run: listTranscripts },
  { method: "GET", template: "/me/onlineMeetings/{id}/transcripts/{id}/content", workload: "meetings", query: contentRules, run: content },
  { method: "GET", template: "/me/onlineMeetings/{id}/attendanceReports", workload: "meetings", query: reportRules, run: listReports },
  {
    method: "GET",
    template: "/me/onlineMeetings/{id}/attendanceReports/{id}",
    workload: "meetings",
    query: oneReportRules,
    run: (call) => {
      const meeting = organized(call);
      const session = sessionOfReport(call, meeting);
      const attendanceRecords = call.query.expand.length === 0 ? [] : recordsOf(call, meeting, session);
      return answerEntity(call, context(call, meeting, "attendanceReports"), { ...session.report, attendanceRecords });
    },
  },
  {
    method: "GET",
    template: "/me/onlineMeetings/{id}/attendanceReports/{id}/attendanceRecords",
    workload: "meetings",
    query: recordRules,
    run: listRecords,
  },
];

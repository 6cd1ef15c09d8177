import { type Person, tenantId } from "../../company.ts";
import type { Entity, JsonObject } from "../entity.ts";
import type { Directory } from "./directory.ts";
import { uuidOf } from "./ids.ts";

export type StoredMeeting = { readonly entity: Entity; readonly organizer: Person; readonly attendees: ReadonlySet<string> };

type NewMeeting = {
  readonly organizer: Person;
  readonly subject: string;
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
  /** Mail addresses. */
  readonly attendees: readonly string[];
  readonly externalId?: string;
  /** What the meeting is told apart by when its id is made. */
  readonly serial: string;
  readonly createdAt: number;
};

function idsOf(organizer: Person, serial: string): { readonly id: string; readonly thread: string } {
  const thread = `19:meeting_${Buffer.from(uuidOf(`meeting:${organizer.objectId}:${serial}`)).toString("base64url")}@thread.v2`;
  return { thread, id: Buffer.from(`1*${organizer.objectId}*0**${thread}`).toString("base64url") };
}

/** Online meetings of the tenant (learn.microsoft.com/graph/api/resources/onlinemeeting). */
export class MeetingStore {
  readonly #directory: Directory;
  readonly #byId = new Map<string, StoredMeeting>();
  readonly #byJoinUrl = new Map<string, string>();
  /** `organizer|externalId`: tenant, user and external id name a meeting (…/api/onlinemeeting-createorget). */
  readonly #byExternalId = new Map<string, string>();

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** Makes a meeting; the same organizer and serial name the same one. */
  create(meeting: NewMeeting): StoredMeeting {
    const { organizer } = meeting;
    const { id, thread } = idsOf(organizer, meeting.serial);
    const existing = this.#byId.get(id);
    if (existing !== undefined) return existing;
    const context = encodeURIComponent(JSON.stringify({ Tid: tenantId, Oid: organizer.objectId }));
    const joinWebUrl = `https://teams.microsoft.com/l/meetup-join/${encodeURIComponent(thread)}/0?context=${context}`;
    const number = uuidOf(`number:${id}`).replace(/\D/g, "").padEnd(12, "7").slice(0, 12);
    const utc = (instant: number): string => new Date(instant).toISOString();
    const participant = (email: string): JsonObject => {
      const person = this.#directory.byEmail(email);
      return {
        upn: email,
        role: "attendee",
        identity: {
          user: {
            id: person?.objectId ?? null,
            displayName: person?.displayName ?? null,
            tenantId: person === undefined ? null : tenantId,
            identityProvider: "AAD",
          },
        },
      };
    };
    const stored: StoredMeeting = {
      organizer,
      attendees: new Set(meeting.attendees.map((email) => email.toLowerCase())),
      entity: {
        id,
        creationDateTime: utc(meeting.createdAt),
        startDateTime: utc(meeting.start),
        endDateTime: utc(meeting.end),
        joinWebUrl,
        subject: meeting.subject,
        externalId: meeting.externalId ?? null,
        meetingType: meeting.externalId === undefined ? "scheduled" : "adhoc",
        isBroadcast: false,
        autoAdmittedUsers: "everyoneInCompany",
        isEntryExitAnnounced: true,
        allowedPresenters: "everyone",
        allowMeetingChat: "enabled",
        allowAttendeeToEnableCamera: true,
        allowAttendeeToEnableMic: true,
        allowRecording: true,
        allowTranscription: true,
        recordAutomatically: false,
        videoTeleconferenceId: null,
        broadcastSettings: null,
        audioConferencing: null,
        meetingTemplateId: null,
        lobbyBypassSettings: { scope: "organization", isDialInBypassEnabled: false },
        joinMeetingIdSettings: { isPasscodeRequired: false, joinMeetingId: number, passcode: null },
        chatInfo: { threadId: thread, messageId: "0", replyChainMessageId: null },
        joinInformation: {
          contentType: "html",
          content: `data:text/html,${encodeURIComponent(`<div><a href="${joinWebUrl}">Join Microsoft Teams Meeting</a></div>`)}`,
        },
        participants: {
          organizer: {
            upn: organizer.email,
            role: "presenter",
            identity: { user: { id: organizer.objectId, displayName: organizer.displayName, tenantId, identityProvider: "AAD" } },
          },
          attendees: meeting.attendees.map(participant),
        },
      },
    };
    this.#byId.set(id, stored);
    this.#byJoinUrl.set(joinWebUrl, id);
    if (meeting.externalId !== undefined) this.#byExternalId.set(`${organizer.objectId}|${meeting.externalId}`, id);
    return stored;
  }

  byId(id: string): StoredMeeting | undefined {
    return this.#byId.get(id);
  }

  bySerial(organizer: Person, serial: string): StoredMeeting | undefined {
    return this.#byId.get(idsOf(organizer, serial).id);
  }

  byJoinUrl(url: string): StoredMeeting | undefined {
    return this.#byId.get(this.#byJoinUrl.get(url) ?? "");
  }

  byExternalId(organizer: Person, externalId: string): StoredMeeting | undefined {
    return this.#byId.get(this.#byExternalId.get(`${organizer.objectId}|${externalId}`) ?? "");
  }

  change(meeting: StoredMeeting, properties: JsonObject): StoredMeeting {
    const changed = { ...meeting, entity: { ...meeting.entity, ...properties } };
    this.#byId.set(meeting.entity.id, changed);
    return changed;
  }
}

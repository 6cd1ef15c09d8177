import type { Person } from "../../company.ts";
import { type Entity, isObject, type JsonObject, textOf } from "../entity.ts";
import { itemNotFound, malformedId } from "../failure.ts";
import { textOfHtml } from "../html-text.ts";
import { occurrenceDays } from "../recurrence.ts";
import { companyEvents, ownEventsOf, type SeedEvent } from "../seed/events.ts";
import { fromLocal, localText, toLocal, windowsZone } from "../time-zones.ts";
import type { Directory } from "./directory.ts";
import { type IdSpace, idSpace, uuidOf } from "./ids.ts";
import type { MeetingStore } from "./meetings.ts";

export type StoredEvent = {
  /** `start` and `end` of the entity are in UTC; an answer shows them in the zone asked for. */
  readonly entity: Entity;
  readonly immutableId: string;
  readonly calendarId: string;
  /** Epoch ms; of an all-day event its midnights as if they were UTC, for it has no zone. */
  readonly start: number;
  readonly end: number;
  /** IANA zone the event was made in: a series repeats on its wall clock. */
  readonly zone: string;
};

export type NewEvent = {
  readonly properties: JsonObject;
  readonly start: number;
  readonly end: number;
  readonly zone: string;
  readonly iCalUId: string;
  readonly at: number;
};

type Calendar = { readonly entity: Entity; readonly events: StoredEvent[] };

const dayMs = 86_400_000;
const midnight = (instant: number): number => Math.floor(instant / dayMs) * dayMs;
const iso = (instant: number): string => new Date(instant).toISOString().replace("Z", "0000Z");
const looksLikeId = (text: string): boolean => /^AA[A-Za-z0-9_-]{40,}={0,2}$/.test(text);
const email = (name: string, address: string): JsonObject => ({ emailAddress: { name, address } });

/** The paragraph Teams adds to the body of an invitation. */
export const joinText = (joinUrl: string): string =>
  `<div class="me-email-text"><hr><p>Microsoft Teams meeting</p><p><a href="${joinUrl}">Join the meeting now</a></p><hr></div>`;

/** One person's calendars. Made when somebody first looks into them. */
export class CalendarStore {
  readonly owner: Person;
  readonly ids: IdSpace;
  readonly defaultId: string;
  readonly calendars = new Map<string, Calendar>();
  readonly #byId = new Map<string, StoredEvent>();
  /** Occurrences made so far, by master and day. */
  readonly #occurrencesMade = new Map<string, StoredEvent>();
  readonly #byTransaction = new Map<string, StoredEvent>();
  #serial = 0;

  constructor(owner: Person, directory: Directory, meetings: MeetingStore, startedAt: number) {
    this.owner = owner;
    this.ids = idSpace(owner.objectId);
    this.defaultId = this.#addCalendar("Calendar", true);
    const holidays = this.#addCalendar("Holidays", false);
    const today = midnight(toLocal(owner.timeZone, startedAt));
    for (const seed of [...companyEvents, ...ownEventsOf(owner)]) this.#addSeed(seed, directory, meetings, startedAt);
    for (const [days, subject] of [
      [16, "Regional holiday"],
      [34, "Christmas Day"],
      [41, "New Year's Day"],
    ] as const)
      this.insert(holidays, {
        start: today + days * dayMs,
        end: today + (days + 1) * dayMs,
        zone: owner.timeZone,
        iCalUId: uuidOf(`${owner.objectId}:${subject}`),
        at: startedAt - 90 * dayMs,
        properties: { subject, isAllDay: true, showAs: "free", isReminderOn: false },
      });
  }

  #addCalendar(name: string, own: boolean): string {
    const id = this.ids.container(`calendar:${name}`);
    this.calendars.set(id, {
      events: [],
      entity: {
        id,
        name,
        color: "auto",
        hexColor: "",
        isDefaultCalendar: own,
        changeKey: this.ids.changeKey(`calendar:${name}`),
        canShare: own,
        canViewPrivateItems: true,
        canEdit: own,
        allowedOnlineMeetingProviders: ["teamsForBusiness"],
        defaultOnlineMeetingProvider: "teamsForBusiness",
        isTallyingResponses: own,
        isRemovable: !own,
        owner: { name: this.owner.displayName, address: this.owner.email },
      },
    });
    return id;
  }

  calendar(id: string): Calendar {
    const calendar = this.calendars.get(id);
    if (calendar !== undefined) return calendar;
    throw looksLikeId(id) ? itemNotFound() : malformedId();
  }

  event(id: string): StoredEvent {
    const event = this.#byId.get(id);
    if (event !== undefined) return event;
    throw looksLikeId(id) ? itemNotFound() : malformedId();
  }

  byTransaction(transactionId: string): StoredEvent | undefined {
    return this.#byTransaction.get(transactionId);
  }

  insert(calendarId: string, event: NewEvent): StoredEvent {
    this.#serial += 1;
    const serial = `event:${this.#serial}`;
    const id = this.ids.item(serial);
    const { properties } = event;
    const body = isObject(properties.body) ? properties.body : { contentType: "html", content: "" };
    const organizer = email(this.owner.displayName, this.owner.email);
    const recurring = isObject(properties.recurrence);
    const stored: StoredEvent = {
      immutableId: this.ids.immutable(serial),
      calendarId,
      start: event.start,
      end: event.end,
      zone: event.zone,
      entity: {
        "@odata.etag": `W/"${this.ids.changeKey(serial)}"`,
        id,
        createdDateTime: iso(event.at),
        lastModifiedDateTime: iso(event.at),
        changeKey: this.ids.changeKey(serial),
        categories: [],
        transactionId: null,
        originalStartTimeZone: windowsZone(event.zone),
        originalEndTimeZone: windowsZone(event.zone),
        iCalUId: event.iCalUId,
        reminderMinutesBeforeStart: 15,
        isReminderOn: true,
        hasAttachments: false,
        subject: "",
        bodyPreview: textOfHtml(textOf(body.content)).slice(0, 255),
        importance: "normal",
        sensitivity: "normal",
        isAllDay: false,
        isCancelled: false,
        isOrganizer: true,
        responseRequested: true,
        seriesMasterId: null,
        showAs: "busy",
        type: recurring ? "seriesMaster" : "singleInstance",
        webLink: `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(id)}&exvsurl=1&path=/calendar/item`,
        onlineMeetingUrl: null,
        isOnlineMeeting: false,
        onlineMeetingProvider: "unknown",
        allowNewTimeProposals: true,
        isDraft: false,
        hideAttendees: false,
        recurrence: null,
        responseStatus: { response: "organizer", time: "0001-01-01T00:00:00Z" },
        location: { displayName: "", locationType: "default", uniqueIdType: "unknown", address: {}, coordinates: {} },
        locations: [],
        attendees: [],
        organizer,
        onlineMeeting: null,
        ...properties,
        body,
        start: { dateTime: localText(event.start), timeZone: "UTC" },
        end: { dateTime: localText(event.end), timeZone: "UTC" },
      },
    };
    const { events } = this.calendar(calendarId);
    let at = events.length;
    while (at > 0 && (events[at - 1]?.start ?? 0) > stored.start) at -= 1;
    events.splice(at, 0, stored);
    this.#byId.set(id, stored);
    this.#byId.set(stored.immutableId, stored);
    if (typeof properties.transactionId === "string") this.#byTransaction.set(properties.transactionId, stored);
    return stored;
  }

  /** Events that touch [from, to), series expanded, earliest first. */
  view(calendarId: string, from: number, to: number): readonly StoredEvent[] {
    const found: StoredEvent[] = [];
    for (const event of this.calendar(calendarId).events) {
      if (event.start >= to) break;
      if (isObject(event.entity.recurrence)) found.push(...this.#occurrences(event, from, to));
      else if (event.end > from || (event.end === event.start && event.start >= from)) found.push(event);
    }
    return found.toSorted((left, right) => left.start - right.start);
  }

  #occurrences(master: StoredEvent, from: number, to: number): readonly StoredEvent[] {
    const allDay = master.entity.isAllDay === true;
    const clock = allDay ? master.start : toLocal(master.zone, master.start);
    const timeOfDay = clock - midnight(clock);
    const recurrence = isObject(master.entity.recurrence) ? master.entity.recurrence : {};
    const found: StoredEvent[] = [];
    for (const day of occurrenceDays(recurrence, to + dayMs)) {
      const start = allDay ? day : fromLocal(master.zone, day + timeOfDay);
      const end = start + (master.end - master.start);
      if (start >= to) break;
      if (end <= from) continue;
      const serial = `occurrence:${master.immutableId}:${day}`;
      let occurrence = this.#occurrencesMade.get(serial);
      if (occurrence === undefined) {
        const id = this.ids.item(serial);
        occurrence = {
          ...master,
          immutableId: this.ids.immutable(serial),
          start,
          end,
          entity: {
            ...master.entity,
            id,
            type: "occurrence",
            seriesMasterId: master.entity.id,
            recurrence: null,
            start: { dateTime: localText(start), timeZone: "UTC" },
            end: { dateTime: localText(end), timeZone: "UTC" },
          },
        };
        this.#occurrencesMade.set(serial, occurrence);
        this.#byId.set(id, occurrence);
        this.#byId.set(occurrence.immutableId, occurrence);
      }
      found.push(occurrence);
    }
    return found;
  }

  #addSeed(seed: SeedEvent, directory: Directory, meetings: MeetingStore, startedAt: number): void {
    const organizer = directory.byName.get(seed.organizer);
    const present = seed.attendees.map((name) => directory.byName.get(name)).filter((person) => person !== undefined);
    if (organizer === undefined || (organizer !== this.owner && !present.includes(this.owner))) return;
    const zone = organizer.timeZone;
    const today = midnight(toLocal(zone, startedAt));
    const range = {
      type: "noEnd",
      startDate: new Date(today + seed.day * dayMs).toISOString().slice(0, 10),
      recurrenceTimeZone: windowsZone(zone),
      numberOfOccurrences: 0,
      endDate: "0001-01-01",
    };
    const [first] =
      seed.series === undefined ? [today + seed.day * dayMs] : occurrenceDays({ pattern: seed.series, range }, today + 400 * dayMs);
    if (first === undefined) return;
    const [hours = 0, minutes = 0] = seed.at.split(":").map(Number);
    const start = seed.allDay === true ? first : fromLocal(zone, first + (hours * 60 + minutes) * 60_000);
    const end = start + seed.minutes * 60_000;
    const guests = seed.guests ?? [];
    const meeting =
      seed.online === true
        ? meetings.create({
            organizer,
            subject: seed.subject,
            start,
            end,
            attendees: [...present.map((person) => person.email), ...guests.map((guest) => guest.address)],
            serial: `seed:${seed.subject}`,
            createdAt: startedAt - 40 * dayMs,
          })
        : null;
    const joinUrl = textOf(meeting?.entity.joinWebUrl);
    const mine = organizer === this.owner;
    const status = (response: string): JsonObject => ({ response, time: mine ? "0001-01-01T00:00:00Z" : iso(startedAt - 30 * dayMs) });
    const invited = (type: string, response: string, who: JsonObject): JsonObject => Object.assign({ type, status: status(response) }, who);
    const text = `<html><body><p>${seed.body ?? ""}</p>${meeting === null ? "" : joinText(joinUrl)}</body></html>`;
    this.insert(this.defaultId, {
      start,
      end,
      zone,
      iCalUId: uuidOf(`ical:${seed.organizer}:${seed.subject}`).replaceAll("-", "").toUpperCase(),
      at: startedAt - 40 * dayMs,
      properties: {
        subject: seed.subject,
        body: { contentType: "html", content: text },
        isAllDay: seed.allDay === true,
        isOrganizer: mine,
        organizer: email(organizer.displayName, organizer.email),
        responseStatus: mine ? status("organizer") : status("accepted"),
        attendees: [
          ...present.map((person) => invited("required", "accepted", email(person.displayName, person.email))),
          ...guests.map((guest) => invited("optional", "none", email(guest.name, guest.address))),
        ],
        showAs: seed.showAs ?? "busy",
        sensitivity: seed.private === true ? "private" : "normal",
        ...(seed.location === undefined
          ? {}
          : {
              location: { displayName: seed.location, locationType: "default", uniqueId: seed.location, uniqueIdType: "private" },
              locations: [{ displayName: seed.location, locationType: "default", uniqueId: seed.location, uniqueIdType: "private" }],
            }),
        ...(seed.series === undefined
          ? {}
          : {
              recurrence: {
                pattern: { month: 0, dayOfMonth: 0, firstDayOfWeek: "sunday", index: "first", ...seed.series },
                range: { ...range, startDate: new Date(first).toISOString().slice(0, 10) },
              },
            }),
        ...(meeting === null ? {} : { isOnlineMeeting: true, onlineMeetingProvider: "teamsForBusiness", onlineMeeting: { joinUrl } }),
      },
    });
  }
}

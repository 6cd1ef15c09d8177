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
  /** Of an occurrence: its series and its day there (local midnight as if it were UTC), which stays whatever is changed. */
  readonly occurrenceOf?: { readonly masterId: string; readonly day: number };
};

/** What of an event is changed; the rest stays. */
export type EventChange = Partial<Pick<NewEvent, "start" | "end" | "zone">> & { readonly properties: JsonObject; readonly at: number };

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

const serialOf = ({ masterId, day }: { readonly masterId: string; readonly day: number }): string => `occurrence:${masterId}:${day}`;

function typeAfter(event: StoredEvent, properties: JsonObject): string {
  if (properties.recurrence === undefined) return textOf(event.entity.type);
  return isObject(properties.recurrence) ? "seriesMaster" : "singleInstance";
}

/** One person's calendars. Made when somebody first looks into them. */
export class CalendarStore {
  readonly owner: Person;
  readonly ids: IdSpace;
  readonly defaultId: string;
  readonly calendars = new Map<string, Calendar>();
  readonly #byId = new Map<string, StoredEvent>();
  /** Occurrences made so far, by master and day. */
  readonly #occurrencesMade = new Map<string, StoredEvent>();
  /** Occurrences deleted by themselves, by master and day. */
  readonly #occurrencesGone = new Set<string>();
  readonly #byTransaction = new Map<string, StoredEvent>();
  #serial = 0;

  constructor(owner: Person, directory: Directory, meetings: MeetingStore, startedAt: number) {
    this.owner = owner;
    this.ids = idSpace(owner.objectId);
    this.defaultId = this.#addCalendar("Calendar", true);
    const projects = this.#addCalendar("Projects", true);
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
    this.insert(projects, {
      start: fromLocal(owner.timeZone, today + 3 * dayMs + 14 * 3_600_000),
      end: fromLocal(owner.timeZone, today + 3 * dayMs + 15 * 3_600_000),
      zone: owner.timeZone,
      iCalUId: uuidOf(`${owner.objectId}:milestone`),
      at: startedAt - 20 * dayMs,
      properties: { subject: "Milestone: rollout plan" },
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
        isDefaultCalendar: this.calendars.size === 0,
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

  /** The event of this mailbox that is the same meeting as another mailbox's, its occurrence of the same day included. */
  copyOf(event: StoredEvent): StoredEvent | undefined {
    const whole = [...this.calendars.values()]
      .flatMap(({ events }) => events)
      .find(({ entity }) => entity.iCalUId === event.entity.iCalUId);
    if (whole === undefined || event.occurrenceOf === undefined) return whole;
    const { day } = event.occurrenceOf;
    return this.#occurrences(whole, day - 2 * dayMs, day + 3 * dayMs).find((one) => one.occurrenceOf?.day === day);
  }

  /** Occurrences of a series that touch [from, to), earliest first. */
  instances(master: StoredEvent, from: number, to: number): readonly StoredEvent[] {
    return this.#occurrences(master, from, to).toSorted((left, right) => left.start - right.start);
  }

  /** A changed event keeps its ids and gets a new etag; an occurrence becomes an exception of its series. */
  change(event: StoredEvent, { properties, start = event.start, end = event.end, zone = event.zone, at }: EventChange): StoredEvent {
    this.#serial += 1;
    const changeKey = this.ids.changeKey(`change:${this.#serial}`);
    const body = isObject(properties.body) ? properties.body : undefined;
    const changed: StoredEvent = {
      ...event,
      start,
      end,
      zone,
      entity: {
        ...event.entity,
        ...properties,
        ...(body && { bodyPreview: textOfHtml(textOf(body.content)).slice(0, 255) }),
        ...(event.occurrenceOf ? { type: "exception" } : { type: typeAfter(event, properties) }),
        "@odata.etag": `W/"${changeKey}"`,
        changeKey,
        lastModifiedDateTime: iso(at),
        start: { dateTime: localText(start), timeZone: "UTC" },
        end: { dateTime: localText(end), timeZone: "UTC" },
      },
    };
    this.#byId.set(changed.entity.id, changed);
    this.#byId.set(changed.immutableId, changed);
    if (changed.occurrenceOf) {
      this.#occurrencesMade.set(serialOf(changed.occurrenceOf), changed);
      return changed;
    }
    const { events } = this.calendar(event.calendarId);
    events.splice(events.indexOf(event), 1);
    let place = events.length;
    while (place > 0 && (events[place - 1]?.start ?? 0) > changed.start) place -= 1;
    events.splice(place, 0, changed);
    this.#forgetOccurrences(event);
    return changed;
  }

  remove(event: StoredEvent): void {
    this.#byId.delete(event.entity.id);
    this.#byId.delete(event.immutableId);
    if (event.occurrenceOf) {
      this.#occurrencesGone.add(serialOf(event.occurrenceOf));
      this.#occurrencesMade.delete(serialOf(event.occurrenceOf));
      return;
    }
    const { events } = this.calendar(event.calendarId);
    events.splice(events.indexOf(event), 1);
    this.#forgetOccurrences(event);
  }

  /** Exceptions go with the series they belonged to, as Exchange drops them when a series is changed. */
  #forgetOccurrences(master: StoredEvent): void {
    for (const [serial, occurrence] of this.#occurrencesMade) {
      if (occurrence.occurrenceOf?.masterId !== master.entity.id) continue;
      this.#occurrencesMade.delete(serial);
      this.#byId.delete(occurrence.entity.id);
      this.#byId.delete(occurrence.immutableId);
    }
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
      const occurrenceOf = { masterId: master.entity.id, day };
      const serial = serialOf(occurrenceOf);
      if (this.#occurrencesGone.has(serial)) continue;
      let occurrence = this.#occurrencesMade.get(serial);
      if (occurrence === undefined) {
        if (start >= to) break;
        if (end <= from) continue;
        const id = this.ids.item(serial);
        occurrence = {
          ...master,
          immutableId: this.ids.immutable(serial),
          start,
          end,
          occurrenceOf,
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
      if (occurrence.start < to && occurrence.end > from) found.push(occurrence);
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
    const unanswered = { response: "notResponded", time: "0001-01-01T00:00:00Z" };
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
        responseStatus: mine ? status("organizer") : seed.unanswered === true ? unanswered : status("accepted"),
        attendees: [
          ...present.map((person) =>
            invited("required", seed.unanswered === true ? "none" : "accepted", email(person.displayName, person.email)),
          ),
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

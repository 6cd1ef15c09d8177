import { answerCollection, answerEntity, personal } from "../collection.ts";
import { delegations } from "../../company.ts";
import { type Entity, isObject, type JsonObject, textOf } from "../entity.ts";
import { GraphFailure } from "../failure.ts";
import { textOfHtml } from "../html-text.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import { parseDateTime } from "../odata/literal.ts";
import type { QueryRules } from "../odata/query.ts";
import { denied } from "../permissions.ts";
import { projection, type ProjectionRules } from "../projection.ts";
import type { CalendarStore, StoredEvent } from "../store/calendar.ts";
import { localText, toLocal } from "../time-zones.ts";
import { answerInvitation, cancelEvent, deleteEvent, updateEvent } from "./event-changes.ts";
import { createEvent } from "./new-event.ts";

/** Calendars and events (learn.microsoft.com/graph/api/resources/calendar-overview). */

const filterable = [
  "subject",
  "start/dateTime",
  "end/dateTime",
  "isAllDay",
  "isCancelled",
  "isOrganizer",
  "isOnlineMeeting",
  "isDraft",
  "type",
  "showAs",
  "importance",
  "sensitivity",
  "seriesMasterId",
  "iCalUId",
  "createdDateTime",
  "lastModifiedDateTime",
  "organizer/emailAddress/address",
  "organizer/emailAddress/name",
  "hasAttachments",
  "location/displayName",
];
const sortable = ["subject", "start/dateTime", "end/dateTime", "createdDateTime", "lastModifiedDateTime", "importance", "showAs"];
/** learn.microsoft.com/graph/api/user-list-calendarview: page 10 by default, 1,000 at most. */
const viewRules: QueryRules = {
  type: "event",
  options: ["$select", "$filter", "$orderby", "$top", "$skip", "$count"],
  defaultTop: 10,
  maxTop: 1000,
  filterable,
  sortable,
};
const oneEventRules: QueryRules = { type: "event", options: ["$select", "$expand"], expandable: [] };
const calendarRules: QueryRules = {
  type: "calendar",
  options: ["$select", "$filter", "$orderby", "$top", "$skip", "$count"],
  defaultTop: 10,
  maxTop: 1000,
  filterable: ["name", "canEdit", "isDefaultCalendar"],
};
const oneCalendarRules: QueryRules = { type: "calendar", options: ["$select"] };

const eventProjection: ProjectionRules = {
  type: "event",
  always: ["@odata.etag", "id"],
  onlyOnSelect: ["cancelledOccurrences", "originalStart"],
};
/** `Calendars.ReadBasic` leaves these out (learn.microsoft.com/graph/permissions-reference#calendarsreadbasic). */
const beyondBasic: ReadonlySet<string> = new Set(["body", "bodyPreview", "attachments", "extensions"]);

function showEvent(call: Call): (event: StoredEvent) => JsonObject {
  const { prefer } = call;
  const project = projection(eventProjection, call.query.select, call.scopes.has("Calendars.Read") ? undefined : beyondBasic);
  const { iana, named } = prefer.timeZone;
  return (event) => {
    const shown = project(event.entity);
    if (prefer.immutableIds) shown.id = event.immutableId;
    // An all-day event keeps its midnights whatever the zone.
    const clock = (instant: number): JsonObject => ({
      dateTime: localText(event.entity.isAllDay === true ? instant : toLocal(iana, instant)),
      timeZone: named,
    });
    if (shown.start !== undefined) shown.start = clock(event.start);
    if (shown.end !== undefined) shown.end = clock(event.end);
    if (prefer.body === "text" && isObject(shown.body) && shown.body.contentType === "html")
      shown.body = { contentType: "text", content: textOfHtml(textOf(shown.body.content)) };
    return shown;
  };
}

/** Largest window of a calendar view, days. */
const maxWindowDays = 1_825;

function windowOf(call: Call): readonly [number, number] {
  const { custom } = call.query;
  const startText = custom.get("startdatetime");
  const endText = custom.get("enddatetime");
  if (startText === undefined || endText === undefined)
    throw new GraphFailure(
      400,
      "ErrorInvalidParameter",
      "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.",
    );
  const read = (name: string, text: string): number => {
    // A `+` of an offset that was not encoded arrives as a blank, here as in the service.
    const value = parseDateTime(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text);
    if (value === null) throw new GraphFailure(400, "ErrorInvalidParameter", `The value '${text}' of parameter '${name}' is invalid.`);
    return value;
  };
  const start = read("StartDateTime", startText);
  const end = read("EndDateTime", endText);
  if (end < start) throw new GraphFailure(400, "ErrorCalendarEndDateIsEarlierThanStartDate", "EndDate is earlier than StartDate.");
  if (end - start > maxWindowDays * 86_400_000)
    throw new GraphFailure(
      400,
      "ErrorCalendarViewRangeTooBig",
      `The specified viewing range exceeds the maximum value of ${maxWindowDays} days.`,
    );
  return [start, end];
}

function calendarView(call: Call, { store, id }: Place, context: string): Answer {
  const [start, end] = windowOf(call);
  return answerCollection(call, {
    rules: viewRules,
    rows: store.view(id, start, end),
    entityOf: (event) => event.entity,
    show: showEvent(call),
    naturalOrder: "start/dateTime",
    paging: "$skip",
    context: personal(call, context),
  });
}

type Place = { readonly store: CalendarStore; readonly id: string };

const defaultCalendar = (call: Call): Place => {
  const store = call.world.calendar(call.owner);
  return { store, id: store.defaultId };
};

/** Calendars of others that were opened to the person, under ids of the person's own mailbox (learn.microsoft.com/graph/api/resources/calendar). */
function sharedCalendars(call: Call): readonly { readonly entity: Entity; readonly place: Place }[] {
  const { ids } = call.world.calendar(call.owner);
  return delegations.flatMap(({ owner, to, rights }) => {
    const person = to === call.owner.email ? call.world.directory.byEmail(owner) : undefined;
    if (person === undefined) return [];
    const store = call.world.calendar(person);
    const entity: Entity = {
      ...store.calendar(store.defaultId).entity,
      id: ids.container(`calendar:of:${owner}`),
      name: person.displayName,
      isDefaultCalendar: false,
      isRemovable: true,
      canShare: false,
      canEdit: rights === "full",
      canViewPrivateItems: false,
    };
    return [{ entity, place: { store, id: store.defaultId } }];
  });
}

const calendarsOf = (call: Call): readonly Entity[] => [
  ...[...call.world.calendar(call.owner).calendars.values()].map(({ entity }) => entity),
  ...sharedCalendars(call).map(({ entity }) => entity),
];

/** Another person's calendar takes the `.Shared` form of the scope, and their leave to write. */
function namedCalendar(call: Call, writes = false): Place {
  const wanted = call.params[0] ?? "";
  const shared = sharedCalendars(call).find(({ entity }) => entity.id === wanted);
  if (shared === undefined) {
    const store = call.world.calendar(call.owner);
    return { store, id: store.calendar(wanted).entity.id };
  }
  const held = call.scopes.has(writes ? "Calendars.ReadWrite.Shared" : "Calendars.Read.Shared");
  if (!held || (writes && shared.entity.canEdit !== true)) throw denied("exchange", [], []);
  return shared.place;
}
const inCalendar = (call: Call, collection: string): string => `calendars('${encodeURIComponent(call.params[0] ?? "")}')/${collection}`;

function answerEvent(call: Call, event: StoredEvent, status: 200 | 201): Answer {
  const shown = showEvent(call)(event);
  return {
    ...answerEntity(call, personal(call, "events"), shown, status),
    headers: {
      etag: textOf(event.entity["@odata.etag"]),
      ...(status === 201 ? { location: `${call.origin}/v1.0/users('${call.owner.objectId}')/events('${textOf(shown.id)}')` } : {}),
    },
  };
}

function post(call: Call, { store, id }: Place): Answer {
  const { event, created } = createEvent({ ...call, owner: store.owner }, id);
  const answer = answerEvent(call, event, 201);
  return created ? { ...answer, committed: true } : answer;
}

function getCalendar(call: Call, id: string): Answer {
  const project = projection({ type: "calendar", always: ["id"] }, call.query.select);
  const entity = calendarsOf(call).find((calendar) => calendar.id === id) ?? call.world.calendar(call.owner).calendar(id).entity;
  return answerEntity(call, personal(call, "calendars"), project(entity));
}

/** learn.microsoft.com/graph/api/event-list-instances */
function instances(call: Call): Answer {
  const store = call.world.calendar(call.owner);
  const master = store.event(call.params[0] ?? "");
  if (master.entity.type !== "seriesMaster")
    throw new GraphFailure(
      400,
      "ErrorInvalidRequest",
      "Your request can't be completed. Instances can be expanded of a series master only.",
    );
  const [start, end] = windowOf(call);
  return answerCollection(call, {
    rules: viewRules,
    rows: store.instances(master, start, end),
    entityOf: (event) => event.entity,
    show: showEvent(call),
    naturalOrder: "start/dateTime",
    paging: "$skip",
    context: personal(call, "events"),
  });
}

function patch(call: Call): Answer {
  return { ...answerEvent(call, updateEvent(call), 200), committed: true };
}

function listEvents(call: Call, { store, id }: Place): Answer {
  return answerCollection(call, {
    rules: viewRules,
    rows: store.calendar(id).events,
    entityOf: (event) => event.entity,
    show: showEvent(call),
    paging: "$skip",
    context: personal(call, "events"),
  });
}

const read = { method: "GET", grant: "calendarRead", workload: "exchange", alsoUsers: true } as const;
const write = { method: "POST", grant: "calendarWrite", workload: "exchange", alsoUsers: true } as const;

export const calendarOperations: readonly Operation[] = [
  { ...read, template: "/me/calendarView", query: viewRules, run: (call) => calendarView(call, defaultCalendar(call), "calendarView") },
  { ...read, template: "/me/calendar", query: oneCalendarRules, run: (call) => getCalendar(call, defaultCalendar(call).id) },
  {
    ...read,
    template: "/me/calendar/calendarView",
    query: viewRules,
    run: (call) => calendarView(call, defaultCalendar(call), "calendar/calendarView"),
  },
  {
    ...read,
    template: "/me/calendars",
    query: calendarRules,
    run: (call) => {
      const project = projection({ type: "calendar", always: ["id"] }, call.query.select);
      return answerCollection(call, {
        rules: calendarRules,
        rows: calendarsOf(call),
        entityOf: (calendar) => calendar,
        show: project,
        paging: "$skip",
        context: personal(call, "calendars"),
      });
    },
  },
  { ...read, template: "/me/calendars/{id}", query: oneCalendarRules, run: (call) => getCalendar(call, call.params[0] ?? "") },
  {
    ...read,
    template: "/me/calendars/{id}/calendarView",
    query: viewRules,
    run: (call) => calendarView(call, namedCalendar(call), inCalendar(call, "calendarView")),
  },
  { ...read, template: "/me/events", query: viewRules, run: (call) => listEvents(call, defaultCalendar(call)) },
  {
    ...read,
    template: "/me/events/{id}",
    query: oneEventRules,
    run: (call) => answerEvent(call, call.world.calendar(call.owner).event(call.params[0] ?? ""), 200),
  },
  { ...write, template: "/me/events", run: (call) => post(call, defaultCalendar(call)) },
  { ...write, template: "/me/calendar/events", run: (call) => post(call, defaultCalendar(call)) },
  { ...write, template: "/me/calendars/{id}/events", run: (call) => post(call, namedCalendar(call, true)) },
  { ...read, template: "/me/calendars/{id}/events", query: viewRules, run: (call) => listEvents(call, namedCalendar(call)) },
  { ...read, template: "/me/events/{id}/instances", query: viewRules, run: instances },
  { ...write, method: "PATCH", template: "/me/events/{id}", run: patch },
  { ...write, method: "DELETE", template: "/me/events/{id}", run: deleteEvent },
  { ...write, template: "/me/events/{id}/cancel", emptyBody: true, run: cancelEvent },
  { ...write, template: "/me/events/{id}/accept", emptyBody: true, run: (call) => answerInvitation(call, "accept") },
  { ...write, template: "/me/events/{id}/tentativelyAccept", emptyBody: true, run: (call) => answerInvitation(call, "tentativelyAccept") },
  { ...write, template: "/me/events/{id}/decline", emptyBody: true, run: (call) => answerInvitation(call, "decline") },
];

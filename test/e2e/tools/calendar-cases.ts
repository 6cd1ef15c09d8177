import { expect } from "vitest";
import type { ToolCase, ToolKit } from "./tool-kit.ts";

const jonas = "jonas.weber@northwind.example";
const mei = "mei.tanaka@clinics.northwind.example";
const zone = { timeZone: "Europe/Berlin" } as const;
const dayMs = 86_400_000;

type Item = { readonly id: string; readonly subject: string; readonly start: string; readonly response?: string };

/** A date in Berlin. */
const day = (ahead: number): string => new Intl.DateTimeFormat("sv-SE", { timeZone: zone.timeZone }).format(Date.now() + ahead * dayMs);

const created = async ({ call }: ToolKit, subject: string, rest: object = {}): Promise<Item> =>
  (await call("createCalendarEvent", { subject, start: `${day(20)}T09:00`, end: `${day(20)}T10:00`, ...zone, ...rest })).data;

const listed = async ({ call }: ToolKit, subject: string, rest: object = {}): Promise<readonly Item[]> =>
  (await call("getCalendarEvents", { query: subject, days: 30, ...zone, ...rest })).data.items;

/** What Graph carried out while something was done. */
async function written({ commits }: ToolKit, doing: () => Promise<unknown>) {
  const before = (await commits()).length;
  await doing();
  return (await commits()).slice(before).map(({ method, template, body }) => ({ method, template, body }));
}

export const calendarCases: readonly ToolCase[] = [
  {
    tool: "getCalendarEvents",
    does: "lists the coming days in order and in the mailbox's own zone, with place and join link",
    run: async ({ call }) => {
      const { data, text } = await call("getCalendarEvents", { count: 4 });
      expect(data).toMatchObject({ hasMore: true, timeZone: "Europe/Berlin", zoneFrom: "mailbox" });
      const more = await call("getCalendarEvents", { count: 4, cursor: data.cursor });
      const starts = [...data.items, ...more.data.items].map(({ start }: Item) => Date.parse(start));
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      expect(text).toContain("Times in Europe/Berlin, your own mailbox's.");

      const [review] = (await call("getCalendarEvents", { query: "Budget 2027 review" })).data.items;
      expect(review).toMatchObject({ location: "Berlin 4.12", organizer: "amara.okafor@northwind.example", untrusted: true });
      expect(review.joinUrl).toMatch(/^https:\/\/teams\.microsoft\.com\//);
      expect(review.attendees).toContainEqual(expect.objectContaining({ address: jonas, response: "accepted" }));
    },
  },
  {
    tool: "getCalendarEvents",
    does: "takes the names of other clients for start and end, and refuses days beside both",
    run: async ({ call, refused }) => {
      const { data } = await call("getCalendarEvents", { startDateTime: `${day(2)}T00:00:00`, endDateTime: `${day(3)}T00:00:00` });
      expect(data.items.map(({ subject }: Item) => subject)).toContain("Budget 2027 review");
      expect((await refused("getCalendarEvents", { start: day(2), end: day(3), days: 1 })).data).toMatchObject({
        code: "invalid_arguments",
        field: "days",
      });
      expect((await refused("getCalendarEvents", { start: day(2), startDateTime: day(2) })).data).toMatchObject({
        code: "invalid_arguments",
      });
    },
  },
  {
    tool: "getCalendarEvents",
    does: "reads another calendar by name and another mailbox by address, and the body as text",
    run: async (kit) => {
      const { data } = await kit.call("getCalendarEvents", { calendarId: "projects" });
      expect(data.items).toMatchObject([{ subject: "Milestone: rollout plan" }]);
      const theirs = await kit.call("getCalendarEvents", { mailbox: mei, query: "Kestrel", fields: ["subject", "body"] });
      expect(theirs.data.items).toMatchObject([{ subject: "Kestrel: CT service window" }]);
      const [own] = (await kit.call("getCalendarEvents", { query: "Budget 2027 review", fields: ["body"] })).data.items;
      expect(own.body).toContain("Imaging first. Bring your figures.");
      expect(own.body).not.toContain("<");
      expect((await (await kit.as("jonas.weber")).refused("getCalendarEvents", { mailbox: mei })).data.code).toBe("graph_forbidden");
    },
  },
  {
    tool: "getCalendarEvent",
    does: "lists calendars, others' included, and shows an event with body and a series' instances",
    run: async (kit) => {
      const { data } = await kit.call("getCalendarEvent");
      expect(data.calendars.map(({ name }: { name: string }) => name)).toEqual(
        expect.arrayContaining(["Calendar", "Projects", "Holidays", "Mei Tanaka", "Front Desk"]),
      );
      const [occurrence] = await listed(kit, "stand-up");
      const { data: series, text } = await kit.call("getCalendarEvent", {
        id: occurrence?.id,
        instances: true,
        bodyFormat: "markdown",
        ...zone,
      });
      expect(series.event).toMatchObject({ subject: "Operations stand-up", type: "occurrence" });
      expect(series.event.body).toContain("Three questions, fifteen minutes.");
      expect(series.event.body).toContain("[Join the meeting now](https://teams.microsoft.com/");
      expect(series.instances).toHaveLength(50);
      expect(text).toContain("Times in Europe/Berlin, as asked.");
      expect((await kit.refused("getCalendarEvent", { id: "AAMkNothing" })).data.code).toBe("not_found");
    },
  },
  {
    tool: "createCalendarEvent",
    does: "invites, with everything that was given, once per key",
    run: async (kit) => {
      const event = {
        subject: "Rota workshop",
        startDateTime: `${day(18)}T14:00:00`,
        endDateTime: `${day(18)}T15:30:00`,
        ...zone,
        attendees: [jonas],
        optionalAttendees: mei,
        body: "<p>Bring your <b>rota</b>.</p>",
        location: "Berlin 4.12",
        isOnlineMeeting: true,
        reminderMinutes: 30,
        showAs: "busy",
        idempotencyKey: "rota-workshop",
      };
      const writes = await written(kit, async () => {
        const { data, text } = await kit.call("createCalendarEvent", event);
        expect(data.joinUrl).toMatch(/^https:\/\/teams\.microsoft\.com\//);
        expect(text).toContain(`Invitations go to ${jonas}, ${mei}`);
        expect((await kit.call("createCalendarEvent", event)).data.id).toBe(data.id);
      });
      expect(writes).toMatchObject([
        {
          template: "/me/events",
          body: {
            start: { dateTime: `${day(18)}T14:00:00`, timeZone: "Europe/Berlin" },
            isReminderOn: true,
            reminderMinutesBeforeStart: 30,
            attendees: [{ type: "required" }, { type: "optional" }],
          },
        },
      ]);
      const [theirs] = await listed(await kit.as("jonas.weber"), "Rota workshop", { fields: ["responseStatus"] });
      expect(theirs?.response).toBe("notResponded");
    },
  },
  {
    tool: "createCalendarEvent",
    does: "makes series and whole days, in a calendar of its own",
    run: async (kit) => {
      await created(kit, "Milestone check", {
        calendarId: "Projects",
        recurrence: { every: "week", times: 2 },
        start: `${day(1)}T11:00`,
        end: `${day(1)}T11:30`,
      });
      expect(await listed(kit, "Milestone check", { calendarId: "Projects" })).toHaveLength(2);
      await created(kit, "Fair", { start: day(15), end: day(17), isAllDay: true });
      expect(await listed(kit, "Fair")).toMatchObject([{ start: day(15), end: day(17), isAllDay: true }]);
      const { data } = await kit.refused("createCalendarEvent", {
        subject: "x",
        start: "2027-03-28T02:30",
        end: "2027-03-28T05:00",
        ...zone,
      });
      expect(data).toMatchObject({ code: "invalid_arguments", field: "start" });
    },
  },
  {
    tool: "updateCalendarEvent",
    does: "moves a meeting under its etag, and the attendees' calendars follow",
    run: async (kit) => {
      const { id } = await created(kit, "Supplier call", { attendees: [jonas] });
      const writes = await written(kit, async () => {
        const { data, text } = await kit.call("updateCalendarEvent", { id, start: `${day(21)}T16:00`, location: "Berlin 3.07", ...zone });
        expect(data).toMatchObject({ changed: ["start", "location"], attendees: [jonas] });
        expect(data.end).toContain(`${day(21)}T17:00:00`);
        expect(text).toContain("Changed start, location:");
      });
      expect(writes.map(({ method, template }) => [method, template])).toEqual([["PATCH", "/me/events/{id}"]]);
      const [theirs] = await listed(await kit.as("jonas.weber"), "Supplier call");
      expect(theirs).toMatchObject({ location: "Berlin 3.07", start: expect.stringContaining(`${day(21)}T16:00:00`) });
    },
  },
  {
    tool: "updateCalendarEvent",
    does: "is refused to an attendee, who may change how it shows",
    run: async (kit) => {
      await created(await kit.as("mei.tanaka"), "Ward review", { attendees: ["amara.okafor@northwind.example"] });
      const [{ id } = { id: "" }] = await listed(kit, "Ward review");
      expect((await kit.refused("updateCalendarEvent", { id, subject: "Mine" })).data).toMatchObject({ field: "subject" });
      await kit.call("updateCalendarEvent", { id, showAs: "free" });
      expect(await listed(kit, "Ward review", { fields: ["showAs"] })).toMatchObject([{ showAs: "free" }]);
    },
  },
  {
    tool: "deleteCalendarEvent",
    does: "cancels a meeting for everybody, and leaves others' meetings to their organizers",
    run: async (kit) => {
      const { id } = await created(kit, "Old plan", { attendees: [jonas] });
      const theirs = await kit.as("jonas.weber");
      const [copy] = await listed(theirs, "Old plan");
      expect((await theirs.refused("deleteCalendarEvent", { id: copy?.id })).data).toMatchObject({ field: "mode" });
      const writes = await written(kit, async () => {
        const { data } = await kit.call("deleteCalendarEvent", { id, comment: "Overtaken by events." });
        expect(data).toMatchObject({ done: "cancelled", notified: [jonas] });
      });
      expect(writes).toMatchObject([{ template: "/me/events/{id}/cancel", body: { comment: "Overtaken by events." } }]);
      expect([await listed(kit, "Old plan"), await listed(theirs, "Old plan")]).toEqual([[], []]);
    },
  },
  {
    tool: "deleteCalendarEvent",
    does: "removes an event of one's own without telling anybody",
    run: async (kit) => {
      const { id } = await created(kit, "Gym");
      const { data } = await kit.call("deleteCalendarEvent", { id, mode: "delete" });
      expect(data).toMatchObject({ done: "deleted", notified: [] });
      expect(await listed(kit, "Gym")).toEqual([]);
    },
  },
  {
    tool: "respondToEvent",
    does: "answers an invitation, and the organizer sees it",
    run: async (kit) => {
      const [{ id } = { id: "" }] = await listed(kit, "please answer");
      const writes = await written(kit, async () => {
        const { text } = await kit.call("respondToEvent", { id, response: "tentative", comment: "If the train runs." });
        expect(text).toContain("accepted for delivery");
      });
      expect(writes).toMatchObject([
        { template: "/me/events/{id}/tentativelyAccept", body: { comment: "If the train runs.", sendResponse: true } },
      ]);
      const [theirs] = (await (await kit.as("mei.tanaka")).call("getCalendarEvents", { query: "please answer", days: 30 })).data.items;
      expect(theirs.attendees).toMatchObject([{ response: "tentativelyAccepted" }]);
    },
  },
  {
    tool: "checkAvailability",
    does: "tells who is busy and when all are free, in local time with offset",
    run: async (kit) => {
      await created(kit, "Blocked", { start: `${day(25)}T05:00`, end: `${day(25)}T06:00`, attendees: [jonas] });
      const { data, text } = await kit.call("checkAvailability", {
        people: ["amara.okafor@northwind.example", jonas, "nobody@northwind.example"],
        start: `${day(25)}T04:00`,
        end: `${day(25)}T07:00`,
        slotMinutes: 60,
        ...zone,
      });
      expect(data.free.map(({ start }: Item) => start.slice(0, 16))).toEqual([`${day(25)}T04:00`, `${day(25)}T06:00`]);
      expect(data.people[1].busy).toMatchObject([{ status: "tentative" }]);
      expect(data.people[2]).toMatchObject({ unknown: "no such mailbox" });
      expect(text).toContain("All are free:");
      expect(data.free[0].startUtc).toBe(new Date(data.free[0].start).toISOString().replace(".000Z", "Z"));
    },
  },
  {
    tool: "checkAvailability",
    does: "takes people by name, and says which of them nobody is",
    run: async ({ call, refused }) => {
      const times = { start: `${day(26)}T04:00`, end: `${day(26)}T07:00`, ...zone };
      const { data } = await call("checkAvailability", { people: ["Jonas Weber", mei], ...times });
      expect(data.people.map(({ address }: { address: string }) => address)).toEqual([jonas, mei]);
      const { data: error } = await refused("checkAvailability", { people: [mei, "Nobody Known"], ...times });
      expect(error).toMatchObject({ code: "not_found", field: "people.1" });
    },
  },
  {
    tool: "findMeetingTimes",
    does: "suggests times within the window at which everybody can come",
    run: async ({ call, refused }) => {
      const { data } = await call("findMeetingTimes", {
        attendees: [jonas],
        durationMinutes: 30,
        windowStart: `${day(1)}T08:00`,
        windowEnd: `${day(8)}T18:00`,
        max: 3,
        ...zone,
      });
      expect(data.items).toHaveLength(3);
      expect(data.items[0]).toMatchObject({ confidence: 100, untrusted: true });
      const named = await call("findMeetingTimes", {
        attendees: "Jonas Weber",
        durationMinutes: 30,
        windowStart: `${day(1)}T08:00`,
        windowEnd: `${day(8)}T18:00`,
        max: 3,
        ...zone,
      });
      expect(named.data.items).toEqual(data.items);
      const { data: error } = await refused("findMeetingTimes", {
        attendees: [jonas],
        durationMinutes: 30,
        windowStart: day(2),
        windowEnd: day(1),
      });
      expect(error).toMatchObject({ code: "invalid_arguments", field: "windowEnd" });
    },
  },
  {
    tool: "createTeamsMeeting",
    does: "is one event where people are invited, with the options set on its meeting",
    run: async (kit) => {
      const writes = await written(kit, async () => {
        const { data, text } = await kit.call("createTeamsMeeting", {
          subject: "Quarter planning",
          start: `${day(12)}T10:00`,
          durationMinutes: 90,
          attendees: [jonas],
          lobby: "invited",
          presenters: "organizer",
          recordAutomatically: true,
          ...zone,
        });
        expect(data).toMatchObject({ kind: "event", invited: [jonas], optionsSet: true });
        expect(data.end).toContain(`${day(12)}T11:30:00`);
        expect(text).toContain("join https://teams.microsoft.com/");
      });
      expect(writes).toMatchObject([
        { method: "POST", template: "/me/events", body: { attendees: [{ emailAddress: { address: jonas } }] } },
        {
          method: "PATCH",
          template: "/me/onlineMeetings/{id}",
          body: { lobbyBypassSettings: { scope: "invited" }, allowedPresenters: "organizer", recordAutomatically: true },
        },
      ]);
      expect(await listed(await kit.as("jonas.weber"), "Quarter planning")).toHaveLength(1);
    },
  },
  {
    tool: "createTeamsMeeting",
    does: "is one meeting and no event where nobody is to be invited, once per key",
    run: async (kit) => {
      const meeting = {
        subject: "Open room",
        startTime: `${day(12)}T10:00`,
        endTime: `${day(12)}T11:00`,
        attendees: [jonas],
        sendInvites: false,
        idempotencyKey: "open-room",
        ...zone,
      };
      const writes = await written(kit, async () => {
        const { data } = await kit.call("createTeamsMeeting", meeting);
        expect(data).toMatchObject({ kind: "meeting", invited: [] });
        expect((await kit.call("createTeamsMeeting", meeting)).data.joinUrl).toBe(data.joinUrl);
      });
      expect(writes).toMatchObject([
        { template: "/me/onlineMeetings/createOrGet", body: { participants: { attendees: [{ upn: jonas, role: "attendee" }] } } },
      ]);
      expect(await listed(kit, "Open room")).toEqual([]);
    },
  },
];

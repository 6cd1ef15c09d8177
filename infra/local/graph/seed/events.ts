import type { Person } from "../../company.ts";
import type { JsonObject } from "../entity.ts";

/** Meetings of the company, told once: everybody in them finds them in the calendar. Times are wall clock in the organizer's zone. */
export type SeedEvent = {
  readonly subject: string;
  readonly organizer: string;
  readonly attendees: readonly string[];
  /** Addresses outside the company. */
  readonly guests?: readonly { readonly name: string; readonly address: string }[];
  /** Days from the day the estate starts; for a series the first day is found by the pattern. */
  readonly day: number;
  /** `HH:mm` */
  readonly at: string;
  readonly minutes: number;
  readonly allDay?: true;
  readonly online?: true;
  readonly location?: string;
  readonly body?: string;
  readonly series?: JsonObject;
  readonly showAs?: "free" | "tentative" | "oof";
  readonly private?: true;
  /** Nobody invited has answered yet. */
  readonly unanswered?: true;
};

const amara = "amara.okafor";
const jonas = "jonas.weber";
const mei = "mei.tanaka";
const rafael = "rafael.costa";

export const companyEvents: readonly SeedEvent[] = [
  {
    subject: "Operations stand-up",
    organizer: amara,
    attendees: [jonas, mei, rafael],
    day: -28,
    at: "09:15",
    minutes: 15,
    online: true,
    body: "Three questions, fifteen minutes.",
    series: { type: "weekly", interval: 1, daysOfWeek: ["monday", "tuesday", "wednesday", "thursday", "friday"], firstDayOfWeek: "monday" },
  },
  {
    subject: "Amara / Jonas",
    organizer: amara,
    attendees: [jonas],
    day: -21,
    at: "11:00",
    minutes: 30,
    location: "Berlin 4.12",
    series: { type: "weekly", interval: 2, daysOfWeek: ["thursday"], firstDayOfWeek: "monday" },
  },
  {
    subject: "Board: monthly figures",
    organizer: jonas,
    attendees: [amara],
    day: -60,
    at: "14:00",
    minutes: 90,
    online: true,
    body: "Figures are in the channel Budget 2027.",
    series: { type: "relativeMonthly", interval: 1, daysOfWeek: ["tuesday"], index: "second" },
  },
  {
    subject: "Month-end closing",
    organizer: jonas,
    attendees: [],
    day: -60,
    at: "12:00",
    minutes: 60,
    series: { type: "absoluteMonthly", interval: 1, dayOfMonth: 30 },
  },
  {
    subject: "Budget 2027 review",
    organizer: amara,
    attendees: [jonas, mei],
    day: 2,
    at: "10:00",
    minutes: 60,
    online: true,
    location: "Berlin 4.12",
    body: "Imaging first. Bring your figures.",
  },
  {
    subject: "Kestrel: CT service window",
    organizer: mei,
    attendees: [rafael],
    guests: [{ name: "Kestrel Imaging GmbH", address: "service@kestrel-imaging.example" }],
    day: 3,
    at: "08:00",
    minutes: 180,
    location: "Room E.14",
  },
  {
    subject: "Audit: open points",
    organizer: jonas,
    attendees: [amara],
    guests: [{ name: "Tobias Lindqvist", address: "t.lindqvist@lindqvist-audit.example" }],
    day: 4,
    at: "15:30",
    minutes: 45,
    online: true,
  },
  {
    subject: "Rota planning December",
    organizer: mei,
    attendees: [amara],
    day: 1,
    at: "13:00",
    minutes: 60,
    location: "London 1.02",
    online: true,
  },
  {
    subject: "Clinic tour: please answer",
    organizer: mei,
    attendees: [amara],
    day: 8,
    at: "10:00",
    minutes: 60,
    location: "London, main entrance",
    unanswered: true,
  },
  { subject: "Maintenance: identity servers", organizer: rafael, attendees: [], day: 5, at: "22:00", minutes: 90, body: "Mail read-only." },
  {
    subject: "Visit: 田中 健一 (Sakura Devices)",
    organizer: mei,
    attendees: [amara],
    guests: [{ name: "田中 健一", address: "kenichi.tanaka@sakura-devices.example" }],
    day: 9,
    at: "15:00",
    minutes: 60,
  },
  {
    subject: "Company day",
    organizer: amara,
    attendees: [jonas, mei, rafael],
    day: 12,
    at: "00:00",
    minutes: 1440,
    allDay: true,
    location: "Spreebogen, Berlin",
  },
  { subject: "Dentist", organizer: amara, attendees: [], day: 2, at: "16:30", minutes: 45, private: true },
  { subject: "School play", organizer: jonas, attendees: [], day: 6, at: "18:00", minutes: 90, private: true },
  { subject: "Leave", organizer: rafael, attendees: [], day: 14, at: "00:00", minutes: 3 * 1440, allDay: true, showAs: "oof" },
  { subject: "Ward round", organizer: mei, attendees: [], day: -14, at: "07:30", minutes: 60, series: { type: "daily", interval: 1 } },
  { subject: "Interview: head of nursing", organizer: mei, attendees: [amara], day: -3, at: "11:00", minutes: 60, online: true },
  {
    subject: "Retrospective: phishing exercise",
    organizer: rafael,
    attendees: [amara, jonas, mei],
    day: -5,
    at: "16:00",
    minutes: 30,
    online: true,
  },
];

/** What only this person has: a canary, and for the crowd nothing else but a daily block. */
export function ownEventsOf(person: Person): readonly SeedEvent[] {
  return [
    {
      subject: `Canary ${person.displayName}: only in ${person.name}'s calendar`,
      organizer: person.name,
      attendees: [],
      day: 1,
      at: "08:00",
      minutes: 30,
      private: true,
    },
    { subject: "Focus time", organizer: person.name, attendees: [], day: 2, at: "13:00", minutes: 120, showAs: "tentative" },
    { subject: "Lunch", organizer: person.name, attendees: [], day: 0, at: "12:30", minutes: 30, showAs: "free" },
  ];
}

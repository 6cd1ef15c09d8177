import type { Person } from "../../company.ts";
import { crowdLettersOf, lettersOf } from "../seed/mail.ts";
import { CalendarStore } from "./calendar.ts";
import { createDirectory, type Directory } from "./directory.ts";
import { Drive } from "./drive.ts";
import { MeetingStore } from "./meetings.ts";
import { Mailbox } from "./mailbox.ts";
import { Teams } from "./teams.ts";
import { UploadSessions } from "./upload-sessions.ts";

/** The tenant's memory. Everything of a person is made when first asked for, so that a crowd costs nothing. */
export class World {
  readonly directory: Directory;
  readonly meetings: MeetingStore;
  readonly teams: Teams;
  readonly uploads = new UploadSessions();
  /** Epoch ms the seed's dates are relative to. */
  readonly startedAt: number;
  readonly #mailboxes = new Map<string, Mailbox>();
  readonly #calendars = new Map<string, CalendarStore>();
  readonly #drives = new Map<string, Drive>();

  /** @param sharedMailboxes mailboxes nobody signs in to */
  constructor(people: readonly Person[], startedAt: number, sharedMailboxes: readonly Person[] = []) {
    this.startedAt = startedAt;
    this.directory = createDirectory(people, sharedMailboxes);
    this.meetings = new MeetingStore(this.directory);
    this.teams = new Teams(this.directory, startedAt);
  }

  mailbox(person: Person): Mailbox {
    let mailbox = this.#mailboxes.get(person.objectId);
    if (mailbox === undefined) {
      const letters = isCrowd(person) ? crowdLettersOf(person) : lettersOf(person, this.directory.byName);
      this.#mailboxes.set(person.objectId, (mailbox = new Mailbox(person, letters, this.startedAt)));
    }
    return mailbox;
  }

  calendar(person: Person): CalendarStore {
    let calendar = this.#calendars.get(person.objectId);
    if (calendar === undefined)
      this.#calendars.set(person.objectId, (calendar = new CalendarStore(person, this.directory, this.meetings, this.startedAt)));
    return calendar;
  }

  drive(person: Person): Drive {
    let drive = this.#drives.get(person.objectId);
    if (drive === undefined) this.#drives.set(person.objectId, (drive = new Drive(person, this.startedAt)));
    return drive;
  }
}

/** People of `crowd()` get a small mailbox and a small calendar. */
export const isCrowd = (person: Person): boolean => person.name.startsWith("person.");

import type { Person } from "../../company.ts";
import { filesOf } from "../seed/files.ts";
import { crowdLettersOf, lettersOf } from "../seed/mail.ts";
import { CalendarStore } from "./calendar.ts";
import { Chats } from "./chats.ts";
import { createDirectory, type Directory } from "./directory.ts";
import { Drive, driveIdOf, type StoredItem } from "./drive.ts";
import { MeetingStore } from "./meetings.ts";
import { Mailbox } from "./mailbox.ts";
import { Sites } from "./sites.ts";
import { PresenceStore } from "./presence.ts";
import { Notes } from "./onenote.ts";
import { Planner } from "./planner.ts";
import { Teams } from "./teams.ts";
import { TodoStore } from "./todo.ts";
import { Workbooks } from "./workbook.ts";
import { UploadSessions } from "./upload-sessions.ts";

/** The tenant's memory. Everything of a person is made when first asked for, so that a crowd costs nothing. */
export class World {
  readonly directory: Directory;
  readonly meetings: MeetingStore;
  readonly teams: Teams;
  readonly planner: Planner;
  readonly workbooks = new Workbooks();
  readonly sites: Sites;
  readonly presence = new PresenceStore();
  readonly uploads = new UploadSessions();
  /** Epoch ms the seed's dates are relative to. */
  readonly startedAt: number;
  readonly #mailboxes = new Map<string, Mailbox>();
  readonly #calendars = new Map<string, CalendarStore>();
  readonly #drives = new Map<string, Drive>();
  readonly #notes = new Map<string, Notes>();
  readonly #todos = new Map<string, TodoStore>();
  #driveOwners: ReadonlyMap<string, Person> | undefined;
  #chats: Chats | null = null;

  /** @param sharedMailboxes mailboxes nobody signs in to */
  constructor(people: readonly Person[], startedAt: number, sharedMailboxes: readonly Person[] = []) {
    this.startedAt = startedAt;
    this.directory = createDirectory(people, sharedMailboxes);
    this.meetings = new MeetingStore(this.directory);
    this.teams = new Teams(this.directory, startedAt);
    this.planner = new Planner(this.directory, startedAt);
    this.sites = new Sites(this.directory, startedAt);
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

  /** Made after the calendars whose meetings have chats. */
  get chats(): Chats {
    if (this.#chats === null) {
      for (const person of this.directory.people) if (!isCrowd(person)) this.calendar(person);
      this.#chats = new Chats(this.directory, this.meetings, this.startedAt);
    }
    return this.#chats;
  }

  notes(person: Person): Notes {
    let notes = this.#notes.get(person.objectId);
    if (notes === undefined) this.#notes.set(person.objectId, (notes = new Notes(person, this.startedAt)));
    return notes;
  }

  todo(person: Person): TodoStore {
    let todo = this.#todos.get(person.objectId);
    if (todo === undefined) this.#todos.set(person.objectId, (todo = new TodoStore(person, this.startedAt)));
    return todo;
  }

  drive(person: Person): Drive {
    let drive = this.#drives.get(person.objectId);
    if (drive === undefined) this.#drives.set(person.objectId, (drive = new Drive(this.#oneDriveOf(person))));
    return drive;
  }

  /** A OneDrive or a library, whoever may see it. */
  driveById(id: string): Drive | undefined {
    const site = this.sites.all.find(({ drive }) => drive.id === id);
    if (site !== undefined) return site.drive;
    this.#driveOwners ??= new Map(this.directory.people.map((person) => [driveIdOf(person.objectId), person]));
    const owner = this.#driveOwners.get(id);
    return owner === undefined ? undefined : this.drive(owner);
  }

  /** Everything in this person's drive, in the drives of people with more than a small account, and in the sites' libraries. */
  *itemsWithin(person: Person): Iterable<StoredItem> {
    yield* this.drive(person).items();
    for (const other of this.directory.people) if (other !== person && !isCrowd(other)) yield* this.drive(other).items();
    for (const { drive } of this.sites.all) yield* drive.items();
  }

  #oneDriveOf(person: Person): ConstructorParameters<typeof Drive>[0] {
    return {
      key: person.objectId,
      name: "OneDrive",
      driveType: "business",
      owner: person,
      webUrl: `https://northwind-my.sharepoint.example/personal/${person.name.replace(".", "_")}/Documents`,
      entries: filesOf(person),
      byName: this.directory.byName,
      startedAt: this.startedAt,
    };
  }
}

/** People of `crowd()` get a small mailbox and a small calendar. */
export const isCrowd = (person: Person): boolean => person.name.startsWith("person.");

import type { Person } from "../../company.ts";
import type { JsonObject } from "../entity.ts";

/** Who is there (learn.microsoft.com/graph/api/resources/presence). What a client of Teams would report is made up per person. */
type Preferred = { readonly availability: string; readonly activity: string; readonly until: number };

type StatusMessage = {
  readonly content: string;
  readonly contentType: string;
  /** As it was given. */
  readonly expiryDateTime: JsonObject | null;
  /** Epoch ms. */
  readonly until: number;
  readonly publishedAt: number;
};

const reported: Readonly<Record<string, readonly [string, string]>> = {
  "amara.okafor": ["Available", "Available"],
  "jonas.weber": ["Busy", "InAMeeting"],
  "mei.tanaka": ["Away", "Away"],
};

export class PresenceStore {
  readonly #preferred = new Map<string, Preferred>();
  readonly #messages = new Map<string, StatusMessage>();

  prefer(person: Person, preferred: Preferred | null): void {
    if (preferred === null) this.#preferred.delete(person.objectId);
    else this.#preferred.set(person.objectId, preferred);
  }

  say(person: Person, message: StatusMessage | null): void {
    if (message === null) this.#messages.delete(person.objectId);
    else this.#messages.set(person.objectId, message);
  }

  /** Others see a status message without its times. */
  of(person: Person, viewer: Person, now: number): JsonObject {
    const [availability, activity] = reported[person.name] ?? ["Offline", "Offline"];
    const preferred = this.#preferred.get(person.objectId);
    const message = this.#messages.get(person.objectId);
    const away = person.name === "rafael.costa";
    return {
      id: person.objectId,
      ...(preferred !== undefined && preferred.until > now
        ? { availability: preferred.availability, activity: preferred.activity }
        : { availability, activity }),
      statusMessage:
        message === undefined || message.until <= now
          ? null
          : {
              message: { content: message.content, contentType: message.contentType },
              ...(person === viewer
                ? { publishedDateTime: new Date(message.publishedAt).toISOString(), expiryDateTime: message.expiryDateTime }
                : {}),
            },
      outOfOfficeSettings: { isOutOfOffice: away, message: away ? "On leave. The service desk answers." : null },
      workLocation: null,
      sequenceNumber: null,
    };
  }
}

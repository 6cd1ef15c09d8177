import type { Person } from "../../company.ts";
import type { Entity, JsonObject } from "../entity.ts";
import { applicationIdentity, chatMessage, messageIdAt, personIdentity, userIdentity } from "../store/chat-message.ts";
import type { Directory } from "../store/directory.ts";
import { uuidOf } from "../store/ids.ts";
import { outsiders, type Outsider } from "./outsiders.ts";

/** What somebody wrote in a channel or chat, told briefly. */
export type SeedMessage = {
  /** Handle of a person, of an outsider, or `bot`; absent: Teams itself. */
  readonly from?: string;
  /** Minutes before the estate starts. */
  readonly ago: number;
  readonly html?: string;
  readonly text?: string;
  readonly subject?: string;
  readonly importance?: "high" | "urgent";
  readonly deleted?: true;
  readonly edited?: true;
  /** Handles of the people mentioned, in the order of their `<at id>`. */
  readonly mentions?: readonly string[];
  readonly attachments?: readonly JsonObject[];
  /** Type of what happened, without its namespace: `membersAddedEventMessageDetail`. */
  readonly event?: string;
  readonly replies?: readonly SeedMessage[];
};

/** Where messages of one conversation belong. */
export type Place = {
  readonly directory: Directory;
  readonly startedAt: number;
  readonly properties: JsonObject;
  readonly webUrl: ((id: string, parent: string) => string) | null;
};

export function outsiderIdentity(outsider: Outsider): { readonly id: string; readonly displayName: string } {
  return { id: uuidOf(`outsider:${outsider}`), displayName: outsiders[outsider].name };
}

/** Puts a message and its replies among the conversation's messages. */
export function say(messages: Map<string, Entity>, seed: SeedMessage, place: Place, parent: string | null = null): void {
  const { id, at } = messageIdAt(place.startedAt - seed.ago * 60_000, messages);
  const people = (seed.mentions ?? []).flatMap((name) => place.directory.byName.get(name) ?? []);
  const content = seed.deleted === true ? "" : (seed.html ?? seed.text ?? (seed.event === undefined ? "" : "<systemEventMessage/>"));
  const time = new Date(at).toISOString();
  const later = new Date(at + 60_000).toISOString();
  messages.set(
    id,
    chatMessage({
      id,
      at,
      from: writer(seed, place.directory),
      webUrl: place.webUrl?.(id, parent ?? id) ?? null,
      properties: {
        ...place.properties,
        replyToId: parent,
        subject: seed.subject ?? null,
        importance: seed.importance ?? "normal",
        body: { contentType: seed.html === undefined && seed.event === undefined ? "text" : "html", content },
        mentions: people.map(mention),
        attachments: seed.attachments ?? [],
        ...(seed.deleted === true ? { deletedDateTime: later, lastModifiedDateTime: later } : {}),
        ...(seed.edited === true ? { lastEditedDateTime: later, lastModifiedDateTime: later } : {}),
        /* Clients that do not ask for later members of the enumeration are told only that it is one. */
        ...(seed.event === undefined
          ? {}
          : { messageType: "unknownFutureValue", eventDetail: { "@odata.type": `#microsoft.graph.${seed.event}`, createdDateTime: time } }),
      },
    }),
  );
  for (const reply of seed.replies ?? []) say(messages, reply, place, id);
}

function writer({ from }: SeedMessage, directory: Directory): JsonObject | null {
  if (from === undefined) return null;
  if (from === "bot") return applicationIdentity(uuidOf("bot:rota"), "Rota bot");
  const person = directory.byName.get(from);
  if (person !== undefined) return personIdentity(person);
  const outsider = Object.keys(outsiders).find((name): name is Outsider => name === from);
  if (outsider === undefined) throw new Error(`nobody is called ${from}`);
  return userIdentity(outsiderIdentity(outsider), "federatedUser");
}

function mention(person: Person, index: number): JsonObject {
  return { id: index, mentionText: person.displayName, mentioned: { ...personIdentity(person), conversation: null } };
}

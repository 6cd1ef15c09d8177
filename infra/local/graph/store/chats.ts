import { type Person, tenantId } from "../../company.ts";
import type { Entity, JsonObject } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import { seedChats, type SeedChat } from "../seed/chats.ts";
import { outsiderIdentity, say } from "../seed/conversation.ts";
import { outsiders } from "../seed/outsiders.ts";
import { newestFirst } from "./chat-message.ts";
import type { Directory } from "./directory.ts";
import { uuidOf } from "./ids.ts";
import type { MeetingStore } from "./meetings.ts";

export type ChatMember = {
  readonly userId: string;
  readonly displayName: string;
  readonly email: string;
  readonly role: string;
};

export type Chat = {
  readonly entity: Entity;
  readonly members: readonly ChatMember[];
  readonly messages: Map<string, Entity>;
  /** When each member last read, epoch ms by object id. */
  readonly readAt: Map<string, number>;
};

type NewChat = {
  readonly type: string;
  readonly topic: string | null;
  readonly members: readonly ChatMember[];
  readonly at: number;
  readonly serial: string;
};

const chatId = /^19:[A-Za-z0-9_.=-]+@(?:thread\.v2|thread\.skype|thread\.tacv2|unq\.gbl\.spaces)$/;

export const memberOf = (person: Person, role = "owner"): ChatMember => ({
  userId: person.objectId,
  displayName: person.displayName,
  email: person.email,
  role,
});

/** Chats of the tenant (learn.microsoft.com/graph/api/resources/chat). */
export class Chats {
  readonly #chats = new Map<string, Chat>();

  constructor(directory: Directory, meetings: MeetingStore, startedAt: number) {
    for (const [index, seed] of seedChats.entries()) {
      const people = seed.members.flatMap((name) => directory.byName.get(name) ?? []);
      const guests = (seed.guests ?? []).map((name): ChatMember => {
        const { id, displayName } = outsiderIdentity(name);
        return { userId: id, displayName, email: outsiders[name].address, role: "guest" };
      });
      const oldest = Math.max(...seed.messages.map(({ ago }) => ago));
      const chat = this.#add(
        {
          type: seed.type,
          topic: seed.topic ?? null,
          members: [...people.map((person) => memberOf(person)), ...guests],
          at: startedAt - (oldest + 1) * 60_000,
          serial: `seed:${index}`,
        },
        meetingOf(seed, people[0], meetings),
      );
      for (const message of seed.messages)
        say(chat.messages, message, { directory, startedAt, properties: { chatId: chat.entity.id }, webUrl: null });
      for (const person of people) chat.readAt.set(person.objectId, startedAt - (seed.readAgo?.[person.name] ?? 0) * 60_000);
    }
  }

  #add({ type, topic, members, at, serial }: NewChat, meeting: Entity | undefined): Chat {
    const ids = members.map(({ userId }) => userId).toSorted();
    const thread = meeting?.chatInfo as { readonly threadId: string } | undefined;
    const id =
      thread?.threadId ??
      (type === "oneOnOne" ? oneOnOneId(ids) : `19:${uuidOf(`chat:${serial}:${ids.join()}`).replaceAll("-", "")}@thread.v2`);
    const time = new Date(at).toISOString();
    const chat: Chat = {
      members,
      messages: new Map(),
      readAt: new Map(),
      entity: {
        id,
        topic,
        createdDateTime: time,
        lastUpdatedDateTime: time,
        chatType: type,
        webUrl: `https://teams.microsoft.com/l/chat/${encodeURIComponent(id)}/0?tenantId=${tenantId}`,
        tenantId,
        isHiddenForAllMembers: false,
        onlineMeetingInfo:
          meeting === undefined
            ? null
            : {
                calendarEventId: null,
                joinWebUrl: meeting.joinWebUrl ?? null,
                organizer: { id: members[0]?.userId ?? null, displayName: null },
              },
      },
    };
    this.#chats.set(id, chat);
    return chat;
  }

  /** The chat two people have, or a new one with these members. */
  open(chat: NewChat): { readonly chat: Chat; readonly made: boolean } {
    const known = chat.type === "oneOnOne" ? this.#chats.get(oneOnOneId(chat.members.map(({ userId }) => userId).toSorted())) : undefined;
    return known === undefined ? { chat: this.#add(chat, undefined), made: true } : { chat: known, made: false };
  }

  of(person: Person): readonly Chat[] {
    return [...this.#chats.values()].filter(({ members }) => members.some(({ userId }) => userId === person.objectId));
  }

  /** A chat the person is in; Teams tells a missing one (404) from somebody else's (403). */
  chat(id: string, person: Person): Chat {
    if (!chatId.test(id)) throw badRequest(`The chat id '${id}' is not a valid thread id.`);
    const chat = this.#chats.get(id);
    if (chat === undefined) throw new GraphFailure(404, "NotFound", "The requested chat was not found.");
    if (!chat.members.some(({ userId }) => userId === person.objectId))
      throw new GraphFailure(403, "Forbidden", "The user is not a member of the chat.");
    return chat;
  }
}

/** The newest message as a list of chats shows it. */
export function lastMessageOf({ messages }: Chat): JsonObject | null {
  const [last] = newestFirst(messages.values(), "createdDateTime");
  if (last === undefined) return null;
  const { id, createdDateTime, messageType, body, from, eventDetail, deletedDateTime } = last;
  return {
    id,
    createdDateTime: createdDateTime ?? null,
    isDeleted: deletedDateTime !== null,
    messageType: messageType ?? null,
    eventDetail: eventDetail ?? null,
    body: body ?? null,
    from: from ?? null,
  };
}

const oneOnOneId = (ids: readonly string[]): string => `19:${ids.join("_")}@unq.gbl.spaces`;

function meetingOf({ meeting }: SeedChat, organizer: Person | undefined, meetings: MeetingStore): Entity | undefined {
  return meeting === undefined || organizer === undefined ? undefined : meetings.bySerial(organizer, `seed:${meeting}`)?.entity;
}

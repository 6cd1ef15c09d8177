import { type Person, tenantId } from "../../company.ts";
import type { Entity, Json, JsonObject } from "../entity.ts";

/** One message of a channel or chat (learn.microsoft.com/graph/api/resources/chatmessage), with every property the resource has. */
type NewMessage = {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly from: JsonObject | null;
  readonly webUrl: string | null;
  /** Chat or channel, and what else differs from a plain message. */
  readonly properties: JsonObject;
};

export function chatMessage({ id, at, from, webUrl, properties }: NewMessage): Entity {
  const time = new Date(at).toISOString();
  return {
    replyToId: null,
    etag: id,
    messageType: "message",
    createdDateTime: time,
    lastModifiedDateTime: time,
    lastEditedDateTime: null,
    deletedDateTime: null,
    subject: null,
    summary: null,
    chatId: null,
    importance: "normal",
    locale: "en-us",
    webUrl,
    channelIdentity: null,
    policyViolation: null,
    eventDetail: null,
    from,
    attachments: [],
    mentions: [],
    reactions: [],
    ...properties,
    id,
  };
}

/** The id Teams gives a message: its time in milliseconds, moved on where somebody else's is already there. */
export function messageIdAt(at: number, taken: ReadonlyMap<string, Entity>): { readonly id: string; readonly at: number } {
  let time = at;
  while (taken.has(String(time))) time += 1;
  return { id: String(time), at: time };
}

export const userIdentity = (user: { readonly id: string; readonly displayName: string }, type = "aadUser"): JsonObject => ({
  application: null,
  device: null,
  user: {
    "@odata.type": "#microsoft.graph.teamworkUserIdentity",
    id: user.id,
    displayName: user.displayName,
    userIdentityType: type,
    ...(type === "aadUser" ? { tenantId } : {}),
  },
});

export const personIdentity = (person: Person): JsonObject => userIdentity({ id: person.objectId, displayName: person.displayName });

export const applicationIdentity = (id: string, displayName: string): JsonObject => ({
  device: null,
  user: null,
  application: { "@odata.type": "#microsoft.graph.teamworkApplicationIdentity", id, displayName, applicationIdentityType: "bot" },
});

/** Newest first, as Teams lists messages. */
export function newestFirst(messages: Iterable<Entity>, by: "createdDateTime" | "lastModifiedDateTime"): readonly Entity[] {
  const time = (value: Json | undefined): string => (typeof value === "string" ? value : "");
  return [...messages].toSorted((left, right) => (time(left[by]) < time(right[by]) ? 1 : -1));
}

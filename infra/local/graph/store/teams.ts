import { type Person, tenantId } from "../../company.ts";
import type { Entity } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import { say } from "../seed/conversation.ts";
import { seedTeams } from "../seed/teams.ts";
import type { Directory } from "./directory.ts";
import { uuidOf } from "./ids.ts";

export type Channel = {
  readonly entity: Entity;
  readonly privateTo: readonly string[] | null;
  /** Root messages by id, each with its replies. */
  readonly messages: Map<string, Entity>;
};

export type Team = {
  readonly entity: Entity;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly isMember: (person: Person) => boolean;
};

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const threadId = /^19:[A-Za-z0-9_-]+@thread\.(?:tacv2|skype)$/;

export const messageUrl = (channelId: string, teamId: string, id: string, parent: string): string =>
  `https://teams.microsoft.com/l/message/${encodeURIComponent(channelId)}/${id}?groupId=${teamId}&tenantId=${tenantId}&createdTime=${id}&parentMessageId=${parent}`;

export class Teams {
  readonly #teams = new Map<string, Team>();

  constructor(directory: Directory, startedAt: number) {
    for (const seed of seedTeams) {
      const id = uuidOf(`team:${seed.name}`);
      const created = new Date(startedAt - 400 * 86_400_000).toISOString();
      const known = seed.members === "everyone" ? null : new Set(seed.members);
      const channels = new Map<string, Channel>();
      for (const channel of seed.channels) {
        const channelId = `19:${uuidOf(`channel:${seed.name}:${channel.name}`).replaceAll("-", "")}@thread.tacv2`;
        const messages = new Map<string, Entity>();
        const place = {
          directory,
          startedAt,
          properties: { channelIdentity: { teamId: id, channelId } },
          webUrl: (message: string, parent: string): string => messageUrl(channelId, id, message, parent),
        };
        for (const message of channel.messages ?? []) say(messages, message, place);
        channels.set(channelId, {
          privateTo: channel.privateTo ?? null,
          messages,
          entity: {
            id: channelId,
            createdDateTime: created,
            displayName: channel.name,
            description: channel.description,
            isFavoriteByDefault: null,
            email: "",
            tenantId,
            webUrl: `https://teams.microsoft.com/l/channel/${encodeURIComponent(channelId)}/${encodeURIComponent(channel.name)}?groupId=${id}&tenantId=${tenantId}`,
            membershipType: channel.privateTo === undefined ? "standard" : "private",
            isArchived: false,
          },
        });
      }
      this.#teams.set(id, {
        channels,
        isMember: (person) => directory.byObjectId(person.objectId) !== undefined && (known === null || known.has(person.name)),
        entity: {
          id,
          createdDateTime: created,
          displayName: seed.name,
          description: seed.description,
          internalId: [...channels.keys()][0] ?? "",
          classification: null,
          specialization: "none",
          visibility: seed.members === "everyone" ? "public" : "private",
          webUrl: `https://teams.microsoft.com/l/team/${encodeURIComponent([...channels.keys()][0] ?? "")}/conversations?groupId=${id}&tenantId=${tenantId}`,
          tenantId,
          isArchived: false,
          isMembershipLimitedToOwners: false,
        },
      });
    }
  }

  joinedBy(person: Person): readonly Team[] {
    return [...this.#teams.values()].filter((team) => team.isMember(person));
  }

  /** A team the person belongs to; Teams tells a missing team (404) from somebody else's (403). */
  team(id: string, person: Person): Team {
    if (!guid.test(id)) throw badRequest("teamId needs to be a valid GUID.");
    const team = this.#teams.get(id.toLowerCase());
    if (team === undefined) throw new GraphFailure(404, "NotFound", `No team found with Group Id ${id}`);
    if (!team.isMember(person))
      throw new GraphFailure(403, "Forbidden", "Failed to execute Skype backend request: the user is not a member of the team.");
    return team;
  }

  channelsFor(team: Team, person: Person): readonly Channel[] {
    return [...team.channels.values()].filter((channel) => channel.privateTo === null || channel.privateTo.includes(person.name));
  }

  channel(team: Team, id: string, person: Person): Channel {
    if (!threadId.test(id)) throw badRequest(`channelId '${id}' is not a valid thread id.`);
    const channel = team.channels.get(id);
    if (channel === undefined) throw new GraphFailure(404, "NotFound", "The requested channel was not found in the team.");
    if (channel.privateTo?.includes(person.name) === false)
      throw new GraphFailure(403, "Forbidden", "The user is not a member of the channel.");
    return channel;
  }
}

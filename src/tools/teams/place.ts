/** Teams and channels by id or name: names are compared, never put in a path. */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { segmentRefusal } from "../../graph/path.ts";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { oneLine } from "../visible-text.ts";

export const placeOperations = ["GET /me/joinedTeams", "GET /teams/{teamId}/allChannels"] as const satisfies readonly Operation[];
/** Needed for names only. */
export const placeScopes = ["Team.ReadBasic.All", "Channel.ReadBasic.All"] as const;

export const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const channelIdForm = /^19:[A-Za-z0-9_.=-]+@thread\.(?:tacv2|skype)$/;

const graphTeam = z.object({ id: z.string(), displayName: z.string(), description: z.string().nullish() });
export const graphChannel = z.object({
  id: z.string(),
  displayName: z.string(),
  description: z.string().nullish(),
  membershipType: z.string().nullish(),
});

export function joinedTeams(graph: GraphClient) {
  /* Takes no query options (Graph: list joinedTeams). */
  return graph.list({ path: "/me/joinedTeams", item: graphTeam, scopes: ["Team.ReadBasic.All"] });
}

export const channelsRequest = (teamId: string) =>
  ({
    path: "/teams/{teamId}/allChannels",
    params: { teamId },
    query: { $select: ["id", "displayName", "description", "membershipType"] },
    scopes: ["Channel.ReadBasic.All"],
  }) as const;

/** @throws AppError `invalid_arguments`, `not_found` or `ambiguous`, with candidates */
export async function resolveTeam(team: string, graph: GraphClient): Promise<string> {
  if (guid.test(team)) return team;
  checkName("teamId", team);
  const { items } = await joinedTeams(graph);
  const found = oneNamed("teamId", team, items);
  return checkId("teamId", found.id, guid);
}

/** @throws AppError `invalid_arguments`, `not_found` or `ambiguous`, with candidates */
export async function resolveChannel(channel: string, teamId: string, graph: GraphClient): Promise<string> {
  if (channelIdForm.test(channel)) return channel;
  checkName("channelId", channel);
  const { items } = await graph.list({ ...channelsRequest(teamId), item: graphChannel });
  const found = oneNamed("channelId", channel, items);
  return checkId("channelId", found.id, channelIdForm);
}

/** Refuses text that is no name before anything is asked, so that a hostile id costs no request. */
export function checkName(field: "teamId" | "channelId", name: string): void {
  const refusal = segmentRefusal(name, true);
  if (refusal !== null) throw new AppError("invalid_arguments", `${field} ${refusal}; give the id or the name.`, { field });
}

function oneNamed<T extends { readonly id: string; readonly displayName: string }>(
  field: "teamId" | "channelId",
  name: string,
  items: readonly T[],
): T {
  const wanted = name.trim().toLowerCase();
  const matching = items.filter(({ id, displayName }) => id === name || displayName.trim().toLowerCase() === wanted);
  const what = field === "teamId" ? "team" : "channel";
  if (matching.length > 1) {
    throw new AppError("ambiguous", `Several ${what}s have that name; use one of their ids.`, {
      field,
      candidates: matching.map(({ id }) => id),
    });
  }
  const [found] = matching;
  if (!found) {
    throw new AppError("not_found", `You have no ${what} of that name.`, {
      field,
      candidates: items.slice(0, 20).map(({ displayName }) => oneLine(displayName, 80)),
    });
  }
  return found;
}

function checkId(field: string, id: string, form: RegExp): string {
  if (!form.test(id)) throw new AppError("upstream_invalid", "Microsoft Graph gave an id in an unknown form; it was not used.", { field });
  return id;
}

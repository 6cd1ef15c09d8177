/** Teams and channels by id or name: names are compared, never put in a path. */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { segmentRefusal } from "../../graph/path.ts";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { oneNamed } from "../named.ts";

export const placeOperations = ["GET /me/joinedTeams", "GET /teams/{teamId}/allChannels"] as const satisfies readonly Operation[];
/** Needed for names only. */
export const placeScopes = ["Team.ReadBasic.All", "Channel.ReadBasic.All"] as const;

export const placeInput = z.string().min(1).max(256);
/** A message of a channel, by the time it was posted. */
export const channelMessageId = z.string().refine((id) => /^\d{1,20}$/.test(id), "must be a message id, digits only");

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const channelIdForm = /^19:[A-Za-z0-9_.=-]+@thread\.(?:tacv2|skype)$/;

const graphTeam = z.object({ id: z.string(), displayName: z.string(), description: z.string().nullish() });
export const graphChannel = z.object({
  id: z.string(),
  displayName: z.string(),
  description: z.string().nullish(),
  membershipType: z.string().nullish(),
});

type Place = { readonly teamId: string; readonly channelId: string };

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

/** Scopes that names take and ids do not. */
export function scopesOfPlace({ teamId, channelId }: { readonly [P in keyof Place]?: string | undefined }): readonly string[] {
  return [
    ...(teamId === undefined || guid.test(teamId) ? [] : ["Team.ReadBasic.All"]),
    ...(channelId === undefined || channelIdForm.test(channelId) ? [] : ["Channel.ReadBasic.All"]),
  ];
}

/** @throws AppError `invalid_arguments`, `not_found` or `ambiguous`, with candidates */
export async function resolvePlace(asked: Place, graph: GraphClient): Promise<Place> {
  /* Both are looked at before anything is asked, so that a hostile name costs no request. */
  if (!guid.test(asked.teamId)) checkName("teamId", asked.teamId);
  if (!channelIdForm.test(asked.channelId)) checkName("channelId", asked.channelId);
  const teamId = guid.test(asked.teamId) ? asked.teamId : checkId("teamId", await teamNamed(asked.teamId, graph), guid);
  if (channelIdForm.test(asked.channelId)) return { teamId, channelId: asked.channelId };
  const { items, hasMore } = await graph.list({ ...channelsRequest(teamId), item: graphChannel });
  const { id } = oneNamed("channelId", "channel", asked.channelId, items, !hasMore);
  return { teamId, channelId: checkId("channelId", id, channelIdForm) };
}

async function teamNamed(name: string, graph: GraphClient): Promise<string> {
  const { items, hasMore } = await joinedTeams(graph);
  return oneNamed("teamId", "team", name, items, !hasMore).id;
}

function checkName(field: keyof Place, name: string): void {
  const refusal = segmentRefusal(name, true);
  if (refusal !== null) throw new AppError("invalid_arguments", `${field} ${refusal}; give the id or the name.`, { field });
}

function checkId(field: keyof Place, id: string, form: RegExp): string {
  if (!form.test(id)) throw new AppError("upstream_invalid", "Microsoft Graph gave an id in an unknown form; it was not used.", { field });
  return id;
}

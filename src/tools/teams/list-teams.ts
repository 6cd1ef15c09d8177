import { z } from "zod";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { fewAtOnce } from "../few-at-once.ts";
import { listOf, pageText } from "../listing.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { channelsRequest, graphChannel, joinedTeams, placeOperations } from "./place.ts";

/** Teams whose channels one call lists: with the list itself, no more than 20 requests (our cap). */
const maxTeamsWithChannels = 19;

const channel = z.object({ id: z.string(), name: z.string(), membershipType: z.string().optional() });
const team = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  channels: z.array(channel).optional(),
  untrusted,
});
type Team = z.output<typeof team>;

export const listTeams = defineTool({
  name: "listTeams",
  title: "List my teams",
  description: "Teams you are a member of, with ids; include channels for theirs.",
  toolset: "teams",
  tier: "core",
  risk: "read",
  scopes: ["Team.ReadBasic.All"],
  optionalScopes: ["Channel.ReadBasic.All"],
  scopesOf: ({ include }) => (include === "channels" ? ["Channel.ReadBasic.All"] : []),
  operations: placeOperations,
  input: z.strictObject({ include: z.enum(["channels"]).optional() }),
  output: listOf(team),

  async run({ include }, { graph, progress }) {
    const page = await joinedTeams(graph);
    const teams: Team[] = page.items.map(({ id, displayName, description }) =>
      compact<Team>({
        id,
        name: oneLine(displayName, 120),
        description: description ? oneLine(description, 200) : undefined,
        channels: undefined,
        untrusted: true,
      }),
    );
    const asked = include === "channels" ? teams.slice(0, maxTeamsWithChannels) : [];
    let done = 0;
    let cut = include === "channels" && teams.length > asked.length;
    await fewAtOnce(asked, async (one) => {
      const { items, hasMore: more } = await graph.list({ ...channelsRequest(one.id), item: graphChannel });
      cut ||= more;
      one.channels = items.map(({ id, displayName, membershipType }) =>
        compact<z.output<typeof channel>>({ id, name: oneLine(displayName, 120), membershipType: membershipType ?? undefined }),
      );
      done += 1;
      progress(done, asked.length, "channels");
    });
    const { hasMore, truncated } = page;
    return { items: teams, hasMore, ...(cut || truncated || hasMore ? { truncated: true as const } : {}) };
  },
  text: (page) =>
    pageText(
      page,
      page.items.flatMap(({ id, name, channels = [] }) => [
        `- ${name} | id=${id}`,
        ...channels.map((one) => `  - ${one.name} | id=${one.id}`),
      ]),
      "You are in no team.",
    ),
});

import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphClient } from "../../graph/request.ts";
import { defineTool } from "../define-tool.ts";
import { cursorInput, fieldsOf, listOf, mapPage, pageText } from "../listing.ts";
import { singleLine } from "../single-line.ts";
import { directorySearch } from "./directory-search.ts";
import { graphGroup, graphMember, member, memberLine, readMember } from "./group.ts";

const searchScope = "Group.ReadBasic.All";
const membersScope = "GroupMember.ReadBasic.All";

const input = z.strictObject({
  mine: z.boolean().default(true),
  search: singleLine(120).optional().describe("Words of a name, in all groups."),
  groupId: z
    .string()
    .refine((id) => z.guid().safeParse(id).success, "must be a group's id")
    .optional()
    .describe("Lists its members."),
  count: z.int().min(1).max(100).default(25),
  cursor: cursorInput,
});
type Input = z.output<typeof input>;

export const getGroups = defineTool({
  name: "getGroups",
  title: "Get groups",
  description: "Groups you are in, all groups of the organisation (mine false, or search), or one group's members.",
  toolset: "people",
  tier: "extended",
  risk: "read",
  scopes: ["User.Read"],
  optionalScopes: [searchScope, membersScope],
  scopesOf: ({ mine, search, groupId }) => (groupId !== undefined ? [membersScope] : search !== undefined || !mine ? [searchScope] : []),
  operations: ["GET /me/memberOf", "GET /groups", "GET /groups/{groupId}/members"],
  input,
  output: listOf(member),

  async run(asked, { graph }) {
    if (asked.groupId !== undefined && asked.search !== undefined)
      throw new AppError("invalid_arguments", "search finds groups, groupId lists the members of one; give one of them.", {
        field: "search",
      });
    return mapPage(await listed(asked, graph), readMember);
  },
  text: (page) => pageText(page, page.items.map(memberLine), "No groups."),
});

function listed({ mine, search, groupId, count, cursor }: Input, graph: GraphClient) {
  if (groupId !== undefined) {
    return graph.list({
      path: "/groups/{groupId}/members",
      params: { groupId },
      query: { $top: count, $select: fieldsOf(graphMember) },
      item: graphMember,
      cursor,
      scopes: [membersScope],
    });
  }
  const $select = fieldsOf(graphGroup);
  if (search === undefined && mine) {
    return graph.list({ path: "/me/memberOf", query: { $top: count, $select }, item: graphGroup, cursor });
  }
  const phrase = search === undefined ? undefined : directorySearch(["displayName"], search);
  return graph.list({
    path: "/groups",
    query: { $top: count, $select, $search: phrase, $count: phrase === undefined ? undefined : true },
    /* Directory rule: $search answers from the index. */
    ...(phrase === undefined ? {} : { headers: { consistencylevel: "eventual" } }),
    item: graphGroup,
    cursor,
    scopes: [searchScope],
  });
}

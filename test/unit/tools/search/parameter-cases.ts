/** What each parameter of the search over everything makes of the Graph request. */
import type { Answer } from "../../graph/graph-answering.ts";
import { answeredBy, body, type RoomCases } from "../parameter-case.ts";

const graph = (): Answer => ({
  body: {
    value: [{ hitsContainers: [{ hits: [{ hitId: "AAMkone", resource: { subject: "S" } }], total: 9, moreResultsAvailable: true }] }],
  },
});

export const searchParameters: RoomCases = answeredBy(graph, {
  searchMicrosoft365: {
    base: { query: "budget", types: ["message"] },
    parameters: {
      query: {
        with: { query: "subject:budget (a OR b)" },
        see: body((json) => json.requests[0].query),
        expect: { queryString: "subject:budget (a OR b)" },
      },
      types: [
        { with: { types: ["site", "driveItem"] }, see: body((json) => json.requests[0].entityTypes), expect: ["driveItem", "site"] },
        {
          with: { types: undefined },
          see: ({ all }) =>
            all.flatMap(({ json }) => (json as { requests: readonly { entityTypes: readonly string[] }[] }).requests[0]?.entityTypes),
          expect: ["message", "event", "driveItem"],
        },
      ],
      count: { with: { count: 3 }, see: body((json) => json.requests[0].size), expect: 3 },
      cursor: { with: {}, see: body((json) => json.requests[0].from), expect: 1 },
    },
  },
});

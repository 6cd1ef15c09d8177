/** What each parameter of the search makes of the Graph request. */
import type { Answer } from "../../graph/graph-answering.ts";
import { body, type Seen, type ToolCases } from "../parameter-case.ts";

const graph = (): Answer => ({
  body: { value: [{ hitsContainers: [{ hits: [{ hitId: "AAMkone", resource: { subject: "S" } }], moreResultsAvailable: true }] }] },
});

// oxlint-disable-next-line typescript/no-explicit-any -- bodies are looked into as Graph would
const groups = ({ all }: Seen) => all.map(({ json }) => (json as any).requests[0].entityTypes);
const request = (name: string) => body((json) => json.requests[0][name]);

export const searchParameters: Readonly<Record<string, ToolCases>> = {
  searchMicrosoft365: {
    graph,
    base: { query: "budget", types: ["message"] },
    parameters: {
      query: { with: { query: 'a "b c"' }, see: request("query"), expect: { queryString: 'a "b c"' } },
      types: [
        { with: { types: undefined }, see: groups, expect: [["message"], ["event"], ["driveItem"]] },
        {
          with: { types: ["site", "person", "driveItem", "chatMessage", "listItem"] },
          see: groups,
          expect: [["driveItem", "listItem", "site"], ["chatMessage"], ["person"]],
        },
      ],
      count: { with: { count: 3 }, see: request("size"), expect: 3 },
      cursor: { with: {}, see: request("from"), expect: 1 },
    },
  },
};

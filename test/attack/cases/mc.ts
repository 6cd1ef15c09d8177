/** MC: the MCP endpoint, for somebody who is let in: bodies, headers, sessions, tools and their arguments. */
import { callTool } from "../../support/mcp-post.ts";
import type { AttackGroup } from "../framework.ts";
import { message, modern, modernMeta, rpc, rpcOf } from "../mcp-message.ts";
import { bodyCases } from "./mc/bodies.ts";
import { requestCases } from "./mc/requests.ts";
import { sessionCases } from "./mc/sessions.ts";
import { toolCases } from "./mc/tools.ts";

export const mc: AttackGroup = {
  name: "MC",
  async goodPath(stage) {
    const answer = await callTool(`${stage.contract.directOrigin}/mcp`, stage.direct(stage.person("amara.okafor")), "getEmails", {
      count: 1,
    });
    stage.holds("a 2025-era call is an error", false, answer.isError ?? false);
    const { result } = rpcOf(await message(stage, rpc("tools/list", modernMeta), modern("tools/list")));
    stage.holds("tools of a 2026-era list", true, (result?.tools?.length ?? 0) > 10);
    stage.holds("Graph requests of them", 1, (await stage.record.graphRequests()).length);
  },
  cases: [...sessionCases, ...bodyCases, ...requestCases, ...toolCases].toSorted((one, other) => one.id.localeCompare(other.id)),
};

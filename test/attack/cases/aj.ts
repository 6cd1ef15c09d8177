/** AJ: the Access assertion, forged, bent, stolen or missing, at the Worker's own door with nothing in front. */
import { P403, seen } from "../answers.ts";
import type { AttackGroup, Attempt } from "../framework.ts";
import { callTool } from "../../support/mcp-post.ts";
import { mcpCall } from "../calls.ts";
import type { MintRequest, Stage } from "../stage.ts";

/** A tool call at the Worker's own door, with that assertion in the place of a good one. */
function withAssertion(stage: Stage, name: string, jwt: string, reason: string): Attempt {
  const headers = { ...stage.direct(stage.person("amara.okafor")), "cf-access-jwt-assertion": jwt };
  return { name, send: () => seen(mcpCall(stage.contract.directOrigin, headers)), answer: P403, reason };
}

/** One forgery each, made at the Access emulator's bench. */
async function refusesForgeries(stage: Stage, forgeries: readonly (readonly [string, MintRequest, string])[]): Promise<void> {
  const attempts: Attempt[] = [];
  for (const [name, request, reason] of forgeries) attempts.push(withAssertion(stage, name, await stage.mint(request), reason));
  await stage.refuses(attempts);
}

export const aj: AttackGroup = {
  name: "AJ",
  async goodPath(stage) {
    const person = stage.person("amara.okafor");
    const answer = await callTool(`${stage.contract.directOrigin}/mcp`, stage.direct(person), "getEmails", { count: 1 });
    stage.holds("a call with a good assertion is an error", false, answer.isError ?? false);
    stage.holds("Graph requests of it", 1, (await stage.record.graphRequests()).length);
  },
  cases: [
    {
      id: "AJ-02",
      title: "alg none, no signature",
      play: (stage) => refusesForgeries(stage, [["alg none", { key: "none" }, "alg_not_allowed"]]),
    },
  ],
};

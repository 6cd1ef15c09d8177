/** AJ: the Access assertion, forged, bent, stolen or missing, at the Worker's own door with nothing in front. */
import type { AttackGroup } from "../framework.ts";
import { callTool } from "../../support/mcp-post.ts";
import { claimsCases } from "./aj/claims.ts";
import { doorsCases } from "./aj/doors.ts";
import { keysCases } from "./aj/keys.ts";
import { signatureCases } from "./aj/signature.ts";

export const aj: AttackGroup = {
  name: "AJ",
  async goodPath(stage) {
    const person = stage.person("amara.okafor");
    const answer = await callTool(`${stage.contract.directOrigin}/mcp`, stage.direct(person), "getEmails", { count: 1 });
    stage.holds("a call with a good assertion is an error", false, answer.isError ?? false);
    stage.holds("Graph requests of it", 1, (await stage.record.graphRequests()).length);
  },
  cases: [...doorsCases, ...signatureCases, ...claimsCases, ...keysCases].toSorted((one, other) => one.id.localeCompare(other.id)),
};

/** OA: the authorization server of mode `oauth`, and in both modes the sign-in at Microsoft that comes back to `/callback`. */
import { linkAccount } from "../../../infra/local/link-account.ts";
import type { AttackGroup } from "../framework.ts";
import { callWith, Flow, newClient, tokensIn } from "../oauth-flow.ts";
import { authorizeCases } from "./oa/authorize.ts";
import { callbackCases } from "./oa/callback.ts";
import { consentCases } from "./oa/consent.ts";
import { registrationCases } from "./oa/registration.ts";
import { tokenCases } from "./oa/tokens.ts";

export const oa: AttackGroup = {
  name: "OA",
  async goodPath(stage) {
    const person = stage.person("amara.okafor");
    if (stage.mode === "access") {
      const page = await linkAccount(stage.contract.origin, person, person.headers["cf-access-token"] ?? "");
      stage.holds("a person links an account", [200, true], [page.status, page.text.includes("Your account is linked")]);
      return;
    }
    const flow = new Flow(stage, await newClient(stage));
    const tokens = await flow.tokens();
    stage.holds("a call with the token of a good flow", 200, (await callWith(stage, tokens.access_token)).status);
    const next = tokensIn(await flow.refresh(tokens.refresh_token));
    stage.holds("and with the token of its refresh", 200, (await callWith(stage, next.access_token)).status);
    stage.holds("Graph requests of them", 2, (await stage.record.graphRequests()).length);
  },
  cases: [...authorizeCases, ...callbackCases, ...consentCases, ...tokenCases, ...registrationCases].toSorted((one, other) =>
    one.id.localeCompare(other.id),
  ),
};

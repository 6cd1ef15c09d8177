/** EG: the way out through the gateway and back in at the relay. */
import type { AttackGroup } from "../framework.ts";
import { gatewayCases } from "./eg/gateway.ts";
import { relayCases, relayServes } from "./eg/relay.ts";

export const eg: AttackGroup = {
  name: "EG",
  goodPath: relayServes,
  cases: [...gatewayCases, ...relayCases].toSorted((one, other) => one.id.localeCompare(other.id)),
};

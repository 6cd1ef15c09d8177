/** Which kind of caller an admitted identity is, by configuration alone: nothing in the request beyond the verified claims has a say. */
import { isOfDomains } from "../core/email-domain.ts";
import type { AccessIdentity } from "../core/identity.ts";

export type CallerRules = {
  /** Lower case; empty: whoever Access admits. */
  readonly emailDomains: ReadonlySet<string>;
  /** Any one of them is enough; empty: none is asked for. */
  readonly requiredGroups: ReadonlySet<string>;
  /** Service tokens, by client id, that are clients of their own. */
  readonly automations: ReadonlySet<string>;
  /** Service tokens of portals that carry people's bearers. */
  readonly portals: ReadonlySet<string>;
  /** Service tokens of operators' tools. */
  readonly operators: ReadonlySet<string>;
  /** Client ids and e-mail addresses that may list and nothing else: a portal's background sync. */
  readonly listOnly: ReadonlySet<string>;
};

export type CallerKind = "person" | "automation" | "portal" | "operator";

export type Caller = {
  readonly kind: CallerKind;
  readonly identity: AccessIdentity;
  readonly mayOnlyList: boolean;
};

export type CallerRefusal = "domain_not_allowed" | "group_required" | "service_token_unknown";

export type CallerVerdict =
  | { readonly admitted: true; readonly caller: Caller }
  | { readonly admitted: false; readonly reason: CallerRefusal };

/** Domains and groups decide for people, the list a service token stands in decides for service tokens; one in no list is nobody here. */
export function callerOf(identity: AccessIdentity, rules: CallerRules): CallerVerdict {
  if (identity.kind === "user") {
    if (!isOfDomains(identity.email, rules.emailDomains)) return { admitted: false, reason: "domain_not_allowed" };
    if (rules.requiredGroups.size > 0 && !identity.groups.some((group) => rules.requiredGroups.has(group)))
      return { admitted: false, reason: "group_required" };
    return { admitted: true, caller: { kind: "person", identity, mayOnlyList: rules.listOnly.has(identity.email) } };
  }
  const { commonName } = identity;
  const mayOnlyList = rules.listOnly.has(commonName);
  const kind = serviceKind(commonName, rules, mayOnlyList);
  return kind === null ? { admitted: false, reason: "service_token_unknown" } : { admitted: true, caller: { kind, identity, mayOnlyList } };
}

function serviceKind(commonName: string, rules: CallerRules, mayOnlyList: boolean): CallerKind | null {
  if (rules.operators.has(commonName)) return "operator";
  if (rules.portals.has(commonName)) return "portal";
  return rules.automations.has(commonName) || mayOnlyList ? "automation" : null;
}

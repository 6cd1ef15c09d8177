/** What an app may ask for, as the v2.0 endpoint reads it: learn.microsoft.com/entra/identity-platform/scopes-oidc */
import { delegatedScopes } from "./graph-scopes.ts";

export const graphResource = "https://graph.microsoft.com";
export const oidcScopes = ["openid", "profile", "email", "offline_access"] as const;

export type RequestedScopes = { readonly oidc: readonly string[]; readonly graph: readonly string[]; readonly unknown: readonly string[] };

const canonical = new Map([...oidcScopes, ...delegatedScopes].map((scope) => [scope.toLowerCase(), scope]));

/**
 * Names compare without letter case, with or without the resource in front; `.default` stands for everything the app is configured with.
 * @param resources the names Graph goes by in this tenant
 */
export function readScopes(scope: string, configured: readonly string[], resources: readonly string[]): RequestedScopes {
  const oidc = new Set<string>();
  const graph = new Set<string>();
  const unknown = new Set<string>();
  for (const asked of scope.split(" ").filter(Boolean)) {
    const lower = asked.toLowerCase();
    const resource = resources.find((each) => lower.startsWith(`${each}/`));
    const short = resource === undefined ? lower : lower.slice(resource.length + 1);
    const name = canonical.get(short);
    if (short === ".default") for (const one of configured) graph.add(one);
    else if (name === undefined) unknown.add(asked);
    else if ((oidcScopes as readonly string[]).includes(name)) oidc.add(name);
    else graph.add(name);
  }
  return { oidc: [...oidc], graph: [...graph], unknown: [...unknown] };
}

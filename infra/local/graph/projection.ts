import type { Json, JsonObject } from "./entity.ts";
import { structuredType } from "./schema.ts";

/** Which properties an answer shows: `$select`, or what the resource returns by default. */
type Projection = (entity: JsonObject) => Record<string, Json>;

export type ProjectionRules = {
  readonly type: string;
  /** Default set; absent: every property that is no navigation property. */
  readonly defaults?: readonly string[];
  /** Returned only when selected by name (message: `uniqueBody`, `internetMessageHeaders`). */
  readonly onlyOnSelect?: readonly string[];
  /** Outlook returns the id and the etag whatever is selected; the directory only what was asked. */
  readonly always?: readonly string[];
};

const defaults = new WeakMap<ProjectionRules, readonly string[]>();

function defaultNames(rules: ProjectionRules): readonly string[] {
  const known = defaults.get(rules);
  if (known !== undefined) return known;
  const all = [...(structuredType(rules.type)?.properties.values() ?? [])]
    .filter((property) => !property.navigation)
    .map((property) => property.name);
  const names = [...(rules.always ?? []), ...(rules.defaults ?? all.filter((name) => rules.onlyOnSelect?.includes(name) !== true))];
  const unique = [...new Set(names)];
  defaults.set(rules, unique);
  return unique;
}

/** @param hidden properties the caller's scopes do not show: left out, as for `Mail.ReadBasic`. */
export function projection(rules: ProjectionRules, select: readonly string[] | null, hidden?: ReadonlySet<string>): Projection {
  const wanted = select === null ? defaultNames(rules) : [...new Set([...(rules.always ?? []), ...select])];
  const names = hidden === undefined ? wanted : wanted.filter((name) => !hidden.has(name));
  return (entity) => {
    const shown: Record<string, Json> = {};
    for (const name of names) {
      const value = entity[name];
      if (value !== undefined) shown[name] = value;
    }
    return shown;
  };
}

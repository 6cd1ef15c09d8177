/** Which of the tools a deployment offers, and what a caller may ask to see less of. */

/** Groups of tools, in the order they are listed. */
export const toolsets = [
  "mail",
  "calendar",
  "people",
  "teams",
  "files",
  "sharepoint",
  "tasks",
  "notes",
  "excel",
  "search",
  "catalogue",
  "meta",
] as const;
export type Toolset = (typeof toolsets)[number];

/** How a result reads: plain lines, compact JSON, or TOON (github.com/toon-format/spec). */
export const outputFormats = ["lines", "json", "toon"] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** What one caller asked for beyond the deployment's own selection; it can only take away. */
export type Narrowing = {
  readonly toolsets?: readonly Toolset[] | undefined;
  readonly readOnly?: true | undefined;
};

/** What is left where both were asked for. */
export function narrowedByBoth(one: Narrowing, other: Narrowing): Narrowing {
  const both = one.toolsets && other.toolsets?.filter((name) => one.toolsets?.includes(name));
  const toolsets = both ?? one.toolsets ?? other.toolsets;
  return { ...(toolsets && { toolsets }), ...((one.readOnly || other.readOnly) && { readOnly: true as const }) };
}

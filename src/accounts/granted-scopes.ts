/** Whether Microsoft has granted what a tool needs: by name, or by a permission that includes it. */

/** Each includes those before it (Microsoft Graph permissions reference, "Permission naming pattern"). */
const rights = ["ReadBasic", "Read", "ReadWrite"] as const;

/** Where `.Shared` means one's own and what others share, as the descriptions of these permissions say. */
const sharedToo: ReadonlySet<string> = new Set(["Mail", "Calendars", "Contacts", "Tasks"]);
/** Where `.All` means all that the person can reach, one's own among it, as the descriptions of these permissions say. */
const allToo: ReadonlySet<string> = new Set(["Files", "Notes", "People", "Presence", "User"]);
/** Included without the pattern saying so; the reference lists the larger wherever it lists the smaller. */
const included: Readonly<Record<string, readonly string[]>> = {
  "Notes.Create": ["Notes.ReadWrite"],
  "Chat.Create": ["Chat.ReadWrite"],
  "Channel.ReadBasic.All": ["ChannelSettings.Read.All"],
  "GroupMember.Read.All": ["Group.Read.All"],
};

/** Needed scopes that nothing granted covers; a tenant that consents for everybody often grants only the larger one. */
export function scopesLacking(needed: readonly string[], granted: readonly string[]): readonly string[] {
  const held = new Set(granted);
  return needed.filter((scope) => !held.has(scope) && !scopesIncluding(scope).some((larger) => held.has(larger)));
}

/** Every scope that includes this one. */
export function scopesIncluding(scope: string): readonly string[] {
  const [, area = "", right = "", reach = ""] = /^([A-Za-z-]+)\.([A-Za-z]+)(\.Shared|\.All)?$/.exec(scope) ?? [];
  const least = rights.findIndex((each) => each === right);
  const larger = least === -1 ? [right] : rights.slice(least);
  const reaches = [
    reach,
    ...(reach === "" && sharedToo.has(area) ? [".Shared"] : []),
    ...(reach === "" && allToo.has(area) ? [".All"] : []),
  ];
  const byPattern = larger.flatMap((each) => reaches.map((wider) => `${area}.${each}${wider}`)).filter((each) => each !== scope);
  return [...byPattern, ...(included[scope] ?? []).flatMap((each) => [each, ...scopesIncluding(each)])];
}

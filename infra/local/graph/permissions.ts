import facts from "./facts/permissions.json" with { type: "json" };
import { GraphFailure } from "./failure.ts";

/**
 * Which delegated scopes open an operation. Derived from microsoftgraph/microsoft-graph-devx-content
 * @ 6cbd6bbd665a877560fdefbad74f3bdb5b57af88, permissions/new/permissions.json (MIT), scheme DelegatedWork;
 * scopes of device management and agent identities are left out. Least privileged first.
 */
const grants = {
  profile: "User.Read User.ReadBasic.All User.ReadWrite User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
  users: "User.ReadBasic.All User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
  user: "User.ReadBasic.All User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
  zones: "User.Read User.ReadBasic.All User.Read.All",
  mailRead: "Mail.ReadBasic Mail.Read Mail.ReadWrite",
  mailAttachmentRead: "Mail.Read Mail.ReadWrite",
  mailWrite: "Mail.ReadWrite",
  mailSend: "Mail.Send",
  mailboxSettings: "MailboxSettings.Read MailboxSettings.ReadWrite",
  calendarRead: "Calendars.ReadBasic Calendars.Read Calendars.ReadWrite",
  calendarWrite: "Calendars.ReadWrite",
  people: "People.Read People.Read.All",
  contacts: "Contacts.Read Contacts.ReadWrite",
  teams:
    "Team.ReadBasic.All TeamSettings.Read.All TeamSettings.ReadWrite.All User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
  allChannels: "Channel.ReadBasic.All ChannelSettings.Read.All ChannelSettings.ReadWrite.All",
  channels:
    "Channel.ReadBasic.All ChannelSettings.Read.All ChannelSettings.ReadWrite.All Group.Read.All Group.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
  channelSend: "ChannelMessage.Send Group.ReadWrite.All",
  meetingRead: "OnlineMeetings.Read OnlineMeetings.ReadWrite",
  meetingWrite: "OnlineMeetings.ReadWrite",
  filesWrite: "Files.ReadWrite Files.ReadWrite.All Sites.ReadWrite.All",
  sites: "Sites.Read.All Sites.ReadWrite.All",
  files: "Files.Read Files.Read.All Files.ReadWrite Files.ReadWrite.All Sites.Read.All Sites.ReadWrite.All",
} as const;

export type Grant = keyof typeof grants;

/**
 * A right that contains another, which the reference does not list (it names `Mail.ReadBasic` and `Mail.ReadWrite` for reading
 * but not that a `.Shared` scope also covers the person's own mailbox).
 */
const alsoGives: Readonly<Record<string, readonly string[]>> = {
  "Mail.ReadWrite": ["Mail.Read"],
  "Mail.Read": ["Mail.ReadBasic"],
  "Mail.Read.Shared": ["Mail.Read"],
  "Mail.ReadWrite.Shared": ["Mail.ReadWrite", "Mail.Read.Shared"],
  "Mail.ReadBasic.Shared": ["Mail.ReadBasic"],
  "Mail.Send.Shared": ["Mail.Send"],
  "Calendars.ReadWrite": ["Calendars.Read"],
  "Calendars.Read": ["Calendars.ReadBasic"],
  "Calendars.Read.Shared": ["Calendars.Read"],
  "Calendars.ReadWrite.Shared": ["Calendars.ReadWrite", "Calendars.Read.Shared"],
  "Contacts.ReadWrite": ["Contacts.Read"],
  "MailboxSettings.ReadWrite": ["MailboxSettings.Read"],
  "OnlineMeetings.ReadWrite": ["OnlineMeetings.Read"],
  "Files.ReadWrite": ["Files.Read"],
  "Files.ReadWrite.All": ["Files.ReadWrite", "Files.Read.All"],
  "Files.Read.All": ["Files.Read"],
  "Sites.ReadWrite.All": ["Sites.Read.All"],
  "User.ReadWrite.All": ["User.Read.All"],
  "User.Read.All": ["User.ReadBasic.All", "User.Read"],
};

const cache = new Map<string, ReadonlySet<string>>();

/** Every scope a token holds, those contained in another one included. */
export function effectiveScopes(scopes: readonly string[]): ReadonlySet<string> {
  const key = scopes.join(" ");
  const known = cache.get(key);
  if (known !== undefined) return known;
  const all = new Set<string>();
  const add = (scope: string): void => {
    if (all.has(scope)) return;
    all.add(scope);
    for (const contained of alsoGives[scope] ?? []) add(contained);
  };
  for (const scope of scopes) add(scope);
  if (cache.size > 500) cache.clear();
  cache.set(key, all);
  return all;
}

const reference: ReadonlyMap<string, string> = new Map(Object.entries(facts.operations));
const accepted = new Map<string, readonly string[]>();

/**
 * Scopes any one of which is enough, least privileged first: those of a grant of this file, else what the reference lists for method and
 * template. @throws Error where the reference has none: the operation then names a grant, with the reason why
 */
export function scopesFor({
  grant,
  method,
  template,
}: {
  readonly grant?: Grant;
  readonly method: string;
  readonly template: string;
}): readonly string[] {
  const key = grant ?? `${method} ${template.toLowerCase()}`;
  const known = accepted.get(key);
  if (known !== undefined) return known;
  const listed = reference
    .get(key)
    ?.split(" ")
    .flatMap((position) => facts.scopes[Number(position)] ?? []);
  const list = grant === undefined ? listed : grants[grant].split(" ");
  if (list === undefined) throw new Error(`The permissions reference has no ${key}; name a grant.`);
  accepted.set(key, list);
  return list;
}

/** The `.Shared` forms that exist of these scopes: what opens another person's mailbox or calendar to a delegate. */
export function sharedScopes(scopes: readonly string[]): readonly string[] {
  return scopes.filter((scope) => /^(?:Mail|Calendars|Contacts|Tasks)\./.test(scope)).map((scope) => `${scope}.Shared`);
}

/** How the service behind a path says no: each workload of Graph has its own words. */
export type Workload = "exchange" | "directory" | "teams" | "meetings" | "files" | "planner" | "onenote" | "search";

export function denied(workload: Workload, needed: readonly string[], held: readonly string[]): GraphFailure {
  switch (workload) {
    case "exchange":
      return new GraphFailure(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
    case "directory":
      return new GraphFailure(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    case "files":
      return new GraphFailure(403, "accessDenied", "Access denied");
    case "onenote":
      return new GraphFailure(403, "40004", "The OAuth token provided does not have the necessary scopes to complete the request.");
    case "planner":
      return new GraphFailure(403, "", "You do not have the required permissions to access this item, or the item may not exist.");
    case "search":
      return new GraphFailure(403, "Forbidden", `Access to the search content needs one of these scopes: ${needed.join(", ")}.`);
    case "teams":
    case "meetings":
      return new GraphFailure(
        403,
        "Forbidden",
        `Missing scope permissions on the request. API requires one of '${needed.join(", ")}'. Scopes on the request '${held.join(", ")}'`,
      );
  }
}

/** Another person's mailbox or calendar, or a shared one: what of paths and scopes changes. */

/** `/me/messages` → `/users/{mailbox}/messages`. */
export function pathOfMailbox(path: string): string {
  return path.replace(/^\/me(?=\/|$)/, "/users/{mailbox}");
}

/** `Mail.Read` → `Mail.Read.Shared` (Microsoft Graph permissions reference). */
export function sharedScope(scope: string): string {
  return /^(?:Mail|Calendars|Contacts|Tasks)\.[A-Za-z]+$/.test(scope) ? `${scope}.Shared` : scope;
}

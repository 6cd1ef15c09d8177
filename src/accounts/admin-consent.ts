/** Which of the scopes our tools use only an administrator can consent to (Microsoft Graph permissions reference, "Admin consent required"). */
const adminConsent: ReadonlySet<string> = new Set([
  "ChannelMessage.Read.All",
  "Group.ReadBasic.All",
  "GroupMember.Read.All",
  "GroupMember.ReadBasic.All",
  "OnlineMeetingTranscript.Read.All",
  "User.Read.All",
]);

export function needsAdminConsent(scope: string): boolean {
  return adminConsent.has(scope);
}

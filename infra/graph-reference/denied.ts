/** What the long tail never reaches, whatever scopes a person holds: administration, credentials, and what takes data or rights out of sight. */

/** Where everything people work with hangs; any other first segment is administration. */
export const reachableRoots: ReadonlySet<string> = new Set([
  "me",
  "users",
  "groups",
  "teams",
  "chats",
  "drives",
  "sites",
  "shares",
  "planner",
  "search",
  "communications",
  "places",
  "contacts",
  "solutions",
  "employeeExperience",
  "appCatalogs",
  "teamwork",
]);

/** Segments that close a path for every method, compared in lower case. */
const closedSegments: ReadonlySet<string> = new Set(
  [
    /* sign-in, credentials and consent */
    "authentication changePassword assignLicense revokeSignInSessions invalidateAllRefreshTokens oauth2PermissionGrants permissionGrants",
    "appRoleAssignments appRoleAssignedResources appRoleAssignedTo agreementAcceptances scopedRoleMemberOf approvals",
    /* devices and directory administration */
    "managedAppPolicies managedAppDiagnosticStatuses getManagedAppDiagnosticStatuses getManagedAppPolicies getManagedDevicesWithAppFailures",
    "wipeManagedAppRegistrationsByDeviceTag wipeManagedAppRegistrationByDeviceTag logTeleconferenceDeviceQuality rolemanagement",
    "getManagedDevicesWithFailedOrPendingApps isManagedAppUserBlocked addHybridLicense getGroupsWithLicenseErrors",
    "managedDevices managedAppRegistrations deviceManagementTroubleshootingEvents ownedDevices registeredDevices devices cloudPCs",
    "onPremisesSyncBehavior serviceProvisioningErrors retryServiceProvisioning reprocessLicenseAssignment convertExternalToInternalMemberUser",
    "validateProperties groupLifecyclePolicies settings setMobileDeviceManagementAuthority restore deletedTeams deletedChats",
    /* security and compliance */
    "security informationProtection dataSecurityAndGovernance threatAssessmentRequests subscriptions inferenceClassification",
    "retentionLabel sensitivityLabel extractSensitivityLabels assignSensitivityLabel customSecurityAttributes",
    /* what cannot be undone, or takes everything at once */
    "permanentDelete exportPersonalData exportItems getAllMessages getAllRetainedMessages getAllRecordings getAllTranscripts export",
    "exportDeviceAndAppManagementData exportJobs storage completeMigration startMigration",
    /* applications in teams and tenant-wide policy */
    "appCatalogs workforceIntegrations teamsAppSettings onPremisesConditionalAccessSettings",
    "print createUploadSession createSession closeSession refreshSession preview removeAllAccessForUser migrations reprovision provision endGracePeriod renew",
  ]
    .join(" ")
    .toLowerCase()
    .split(" "),
);

/** Paths on which only reading is open. */
const readOnly: readonly RegExp[] = [
  /\/messageRules(?:\/|$)/,
  /\/installedApps(?:\/|$)/,
  /^\/(?:users|groups|contacts|places|sites)(?:\/\{[A-Za-z]+\})?$/,
  /^\/groups\/\{groupId\}\/(?:members|owners|memberOf|transitiveMembers|acceptedSenders|rejectedSenders|sites|team|permissions)(?:\/|$)/,
  /^\/users\/\{userId\}\/(?:manager|directReports|memberOf|sponsors|licenseDetails)(?:\/|$)/,
  /^\/(?:me|users\/\{userId\})\/(?:manager|memberOf|transitiveMemberOf|sponsors)(?:\/|$)/,
  /^\/sites\/\{siteId\}(?:\/sites|\/permissions)?(?:\/|$)(?!lists|pages|drive|contentTypes|columns|onenote|termStore)/,
  /^\/teamwork(?:\/|$)/,
  /\/permissions(?:\/|$)/,
  /^\/me$/,
];

/** Administration below roots that are otherwise open. */
const closedPaths =
  /^\/(?:solutions\/(?:backupRestore|sharePoint|businessScenarios|migrations)|teamwork\/(?:devices|deletedTeams|deletedChats|workforceIntegrations|teamsAppSettings)|search\/(?:acronyms|bookmarks|qnas)|communications\/(?:callRecords|calls|adhocCalls))/;

/** @param template with its parameters named, `/me/messages/{messageId}` */
export function isDenied(method: string, template: string): boolean {
  if (closedPaths.test(template)) return true;
  if (template.split("/").some((segment) => closedSegments.has((segment.split("(")[0] ?? "").toLowerCase()))) return true;
  return method !== "GET" && readOnly.some((path) => path.test(template));
}

/**
 * Types of Microsoft Graph v1.0 as far as the emulator knows them: names and types of properties, members of enumerations.
 * Derived from microsoftgraph/msgraph-metadata @ f54f11b60956ea7b185ca0447b2b80805836ec7b, schemas/v1.0-Prod.csdl (MIT).
 * One line per type: `name:Type`, `[Type]` for a collection, `>` in front of a navigation property.
 */

export const structuredTypes = {
  attachment: "id:String contentType:String isInline:Boolean lastModifiedDateTime:DateTimeOffset name:String size:Int32",
  attachmentItem: "attachmentType:attachmentType contentId:String contentType:String isInline:Boolean name:String size:Int64",
  attendee: "emailAddress:emailAddress type:attendeeType proposedNewTime:timeSlot status:responseStatus",
  audioConferencing:
    "conferenceId:String dialinUrl:String tollFreeNumber:String tollFreeNumbers:[String] tollNumber:String tollNumbers:[String]",
  automaticRepliesSetting:
    "externalAudience:externalAudienceScope externalReplyMessage:String internalReplyMessage:String scheduledEndDateTime:dateTimeTimeZone scheduledStartDateTime:dateTimeTimeZone status:automaticRepliesStatus",
  broadcastMeetingCaptionSettings: "isCaptionEnabled:Boolean spokenLanguage:String translationLanguages:[String]",
  broadcastMeetingSettings:
    "allowedAudience:broadcastMeetingAudience captions:broadcastMeetingCaptionSettings isAttendeeReportEnabled:Boolean isQuestionAndAnswerEnabled:Boolean isRecordingEnabled:Boolean isVideoOnDemandEnabled:Boolean",
  calendar:
    "id:String allowedOnlineMeetingProviders:[onlineMeetingProviderType] canEdit:Boolean canShare:Boolean canViewPrivateItems:Boolean changeKey:String color:calendarColor defaultOnlineMeetingProvider:onlineMeetingProviderType hexColor:String isDefaultCalendar:Boolean isRemovable:Boolean isTallyingResponses:Boolean name:String owner:emailAddress >calendarPermissions:[calendarPermission] >calendarView:[event] >events:[event] >multiValueExtendedProperties:[multiValueLegacyExtendedProperty] >singleValueExtendedProperties:[singleValueLegacyExtendedProperty]",
  channel:
    "id:String createdDateTime:DateTimeOffset description:String displayName:String email:String isArchived:Boolean isFavoriteByDefault:Boolean layoutType:channelLayoutType membershipType:channelMembershipType migrationMode:migrationMode originalCreatedDateTime:DateTimeOffset summary:channelSummary tenantId:String webUrl:String >allMembers:[conversationMember] >enabledApps:[teamsApp] >filesFolder:driveItem >members:[conversationMember] >messages:[chatMessage] >sharedWithTeams:[sharedWithChannelTeamInfo] >tabs:[teamsTab]",
  channelIdentity: "channelId:String teamId:String",
  chatInfo: "messageId:String replyChainMessageId:String threadId:String",
  chatMessage:
    "id:String attachments:[chatMessageAttachment] body:itemBody channelIdentity:channelIdentity chatId:String createdDateTime:DateTimeOffset deletedDateTime:DateTimeOffset etag:String eventDetail:eventMessageDetail from:chatMessageFromIdentitySet importance:chatMessageImportance lastEditedDateTime:DateTimeOffset lastModifiedDateTime:DateTimeOffset locale:String mentions:[chatMessageMention] messageHistory:[chatMessageHistoryItem] messageType:chatMessageType policyViolation:chatMessagePolicyViolation reactions:[chatMessageReaction] replyToId:String subject:String summary:String webUrl:String >hostedContents:[chatMessageHostedContent] >replies:[chatMessage]",
  chatMessageAttachment: "content:String contentType:String contentUrl:String id:String name:String teamsAppId:String thumbnailUrl:String",
  chatMessageFromIdentitySet: "application:identity device:identity user:identity",
  chatMessageHistoryItem: "actions:chatMessageActions modifiedDateTime:DateTimeOffset reaction:chatMessageReaction",
  chatMessageHostedContent: "id:String contentBytes:Binary contentType:String",
  chatMessageMention: "id:Int32 mentioned:chatMessageMentionedIdentitySet mentionText:String",
  chatMessageMentionedIdentitySet: "application:identity device:identity user:identity conversation:teamworkConversationIdentity",
  chatMessagePolicyViolation:
    "dlpAction:chatMessagePolicyViolationDlpActionTypes justificationText:String policyTip:chatMessagePolicyViolationPolicyTip userAction:chatMessagePolicyViolationUserActionTypes verdictDetails:chatMessagePolicyViolationVerdictDetailsTypes",
  chatMessagePolicyViolationPolicyTip: "complianceUrl:String generalText:String matchedConditionDescriptions:[String]",
  chatMessageReaction:
    "createdDateTime:DateTimeOffset displayName:String reactionContentUrl:String reactionType:String user:chatMessageReactionIdentitySet",
  chatMessageReactionIdentitySet: "application:identity device:identity user:identity",
  chatRestrictions: "allowTextOnly:Boolean",
  cloudVideoInteropInfo: "moreInfoWebUrl:String tenantKey:String videoTeleconferenceId:String",
  contact:
    "id:String categories:[String] changeKey:String createdDateTime:DateTimeOffset lastModifiedDateTime:DateTimeOffset assistantName:String birthday:DateTimeOffset businessAddress:physicalAddress businessHomePage:String businessPhones:[String] children:[String] companyName:String department:String displayName:String emailAddresses:[emailAddress] fileAs:String generation:String givenName:String homeAddress:physicalAddress homePhones:[String] imAddresses:[String] initials:String jobTitle:String manager:String middleName:String mobilePhone:String nickName:String officeLocation:String otherAddress:physicalAddress parentFolderId:String personalNotes:String primaryEmailAddress:emailAddress profession:String secondaryEmailAddress:emailAddress spouseName:String surname:String tertiaryEmailAddress:emailAddress title:String yomiCompanyName:String yomiGivenName:String yomiSurname:String >extensions:[extension] >multiValueExtendedProperties:[multiValueLegacyExtendedProperty] >photo:profilePhoto >singleValueExtendedProperties:[singleValueLegacyExtendedProperty]",
  dateTimeTimeZone: "dateTime:String timeZone:String",
  driveItem:
    "id:String createdBy:identitySet createdDateTime:DateTimeOffset description:String eTag:String lastModifiedBy:identitySet lastModifiedDateTime:DateTimeOffset name:String parentReference:itemReference webUrl:String >createdByUser:user >lastModifiedByUser:user audio:audio bundle:bundle content:Stream cTag:String deleted:deleted file:file fileSystemInfo:fileSystemInfo folder:folder image:image location:geoCoordinates malware:malware package:package pendingOperations:pendingOperations photo:photo publication:publicationFacet remoteItem:remoteItem root:root searchResult:searchResult shared:shared sharepointIds:sharepointIds size:Int64 specialFolder:specialFolder video:video webDavUrl:String >analytics:itemAnalytics >children:[driveItem] >listItem:listItem >permissions:[permission] >retentionLabel:itemRetentionLabel >subscriptions:[subscription] >thumbnails:[thumbnailSet] >versions:[driveItemVersion] >workbook:workbook",
  emailAddress: "address:String name:String",
  event:
    "id:String categories:[String] changeKey:String createdDateTime:DateTimeOffset lastModifiedDateTime:DateTimeOffset allowNewTimeProposals:Boolean attendees:[attendee] body:itemBody bodyPreview:String cancelledOccurrences:[String] end:dateTimeTimeZone hasAttachments:Boolean hideAttendees:Boolean iCalUId:String importance:importance isAllDay:Boolean isCancelled:Boolean isDraft:Boolean isOnlineMeeting:Boolean isOrganizer:Boolean isReminderOn:Boolean location:location locations:[location] onlineMeeting:onlineMeetingInfo onlineMeetingProvider:onlineMeetingProviderType onlineMeetingUrl:String organizer:recipient originalEndTimeZone:String originalStart:DateTimeOffset originalStartTimeZone:String recurrence:patternedRecurrence reminderMinutesBeforeStart:Int32 responseRequested:Boolean responseStatus:responseStatus sensitivity:sensitivity seriesMasterId:String showAs:freeBusyStatus start:dateTimeTimeZone subject:String transactionId:String type:eventType webLink:String >attachments:[attachment] >calendar:calendar >exceptionOccurrences:[event] >extensions:[extension] >instances:[event] >multiValueExtendedProperties:[multiValueLegacyExtendedProperty] >singleValueExtendedProperties:[singleValueLegacyExtendedProperty]",
  eventMessageDetail: "",
  file: "hashes:hashes mimeType:String processingMetadata:Boolean",
  fileAttachment:
    "id:String contentType:String isInline:Boolean lastModifiedDateTime:DateTimeOffset name:String size:Int32 contentBytes:Binary contentId:String contentLocation:String",
  fileSystemInfo: "createdDateTime:DateTimeOffset lastAccessedDateTime:DateTimeOffset lastModifiedDateTime:DateTimeOffset",
  folder: "childCount:Int32 view:folderView",
  followupFlag:
    "completedDateTime:dateTimeTimeZone dueDateTime:dateTimeTimeZone flagStatus:followupFlagStatus startDateTime:dateTimeTimeZone",
  identity: "displayName:String id:String",
  identitySet: "application:identity device:identity user:identity",
  internetMessageHeader: "name:String value:String",
  itemAttachment:
    "id:String contentType:String isInline:Boolean lastModifiedDateTime:DateTimeOffset name:String size:Int32 >item:outlookItem",
  itemBody: "content:String contentType:bodyType",
  itemReference:
    "driveId:String driveType:String id:String name:String path:String shareId:String sharepointIds:sharepointIds siteId:String",
  joinMeetingIdSettings: "isPasscodeRequired:Boolean joinMeetingId:String passcode:String",
  lobbyBypassSettings: "isDialInBypassEnabled:Boolean scope:lobbyBypassScope",
  localeInfo: "displayName:String locale:String",
  location:
    "address:physicalAddress coordinates:outlookGeoCoordinates displayName:String locationEmailAddress:String locationType:locationType locationUri:String uniqueId:String uniqueIdType:locationUniqueIdType",
  mailFolder:
    "id:String childFolderCount:Int32 displayName:String isHidden:Boolean parentFolderId:String totalItemCount:Int32 unreadItemCount:Int32 >childFolders:[mailFolder] >messageRules:[messageRule] >messages:[message] >multiValueExtendedProperties:[multiValueLegacyExtendedProperty] >singleValueExtendedProperties:[singleValueLegacyExtendedProperty]",
  mailboxSettings:
    "archiveFolder:String automaticRepliesSetting:automaticRepliesSetting dateFormat:String delegateMeetingMessageDeliveryOptions:delegateMeetingMessageDeliveryOptions language:localeInfo timeFormat:String timeZone:String userPurpose:userPurpose workingHours:workingHours",
  meetingParticipantInfo: "identity:identitySet role:onlineMeetingRole upn:String",
  meetingParticipants: "attendees:[meetingParticipantInfo] organizer:meetingParticipantInfo",
  message:
    "id:String categories:[String] changeKey:String createdDateTime:DateTimeOffset lastModifiedDateTime:DateTimeOffset bccRecipients:[recipient] body:itemBody bodyPreview:String ccRecipients:[recipient] conversationId:String conversationIndex:Binary flag:followupFlag from:recipient hasAttachments:Boolean importance:importance inferenceClassification:inferenceClassificationType internetMessageHeaders:[internetMessageHeader] internetMessageId:String isDeliveryReceiptRequested:Boolean isDraft:Boolean isRead:Boolean isReadReceiptRequested:Boolean parentFolderId:String receivedDateTime:DateTimeOffset replyTo:[recipient] sender:recipient sentDateTime:DateTimeOffset subject:String toRecipients:[recipient] uniqueBody:itemBody webLink:String >attachments:[attachment] >extensions:[extension] >multiValueExtendedProperties:[multiValueLegacyExtendedProperty] >singleValueExtendedProperties:[singleValueLegacyExtendedProperty]",
  multiValueLegacyExtendedProperty: "id:String value:[String]",
  onlineMeeting:
    "id:String allowAttendeeToEnableCamera:Boolean allowAttendeeToEnableMic:Boolean allowBreakoutRooms:Boolean allowCopyingAndSharingMeetingContent:Boolean allowedLobbyAdmitters:allowedLobbyAdmitterRoles allowedPresenters:onlineMeetingPresenters allowLiveShare:meetingLiveShareOptions allowMeetingChat:meetingChatMode allowParticipantsToChangeName:Boolean allowPowerPointSharing:Boolean allowRecording:Boolean allowTeamworkReactions:Boolean allowTranscription:Boolean allowWhiteboard:Boolean audioConferencing:audioConferencing chatInfo:chatInfo chatRestrictions:chatRestrictions cloudVideoInteropInfo:cloudVideoInteropInfo expiryDateTime:DateTimeOffset isEndToEndEncryptionEnabled:Boolean isEntryExitAnnounced:Boolean joinInformation:itemBody joinMeetingIdSettings:joinMeetingIdSettings joinWebUrl:String lobbyBypassSettings:lobbyBypassSettings meetingOptionsWebUrl:String meetingSpokenLanguageTag:String meetingType:onlineMeetingType recordAutomatically:Boolean sensitivityLabelAssignment:onlineMeetingSensitivityLabelAssignment shareMeetingChatHistoryDefault:meetingChatHistoryDefaultMode subject:String videoTeleconferenceId:String watermarkProtection:watermarkProtectionValues >attendanceReports:[meetingAttendanceReport] attendeeReport:Stream broadcastSettings:broadcastMeetingSettings creationDateTime:DateTimeOffset endDateTime:DateTimeOffset externalId:String isBroadcast:Boolean meetingTemplateId:String participants:meetingParticipants startDateTime:DateTimeOffset >recordings:[callRecording] >transcripts:[callTranscript]",
  onlineMeetingInfo: "conferenceId:String joinUrl:String phones:[phone] quickDial:String tollFreeNumbers:[String] tollNumber:String",
  onlineMeetingSensitivityLabelAssignment: "sensitivityLabelId:String",
  outlookGeoCoordinates: "accuracy:Double altitude:Double altitudeAccuracy:Double latitude:Double longitude:Double",
  patternedRecurrence: "pattern:recurrencePattern range:recurrenceRange",
  person:
    "id:String birthday:String companyName:String department:String displayName:String givenName:String imAddress:String isFavorite:Boolean jobTitle:String officeLocation:String personNotes:String personType:personType phones:[phone] postalAddresses:[location] profession:String scoredEmailAddresses:[scoredEmailAddress] surname:String userPrincipalName:String websites:[website] yomiCompany:String",
  personType: "class:String subclass:String",
  phone: "language:String number:String region:String type:phoneType",
  physicalAddress: "city:String countryOrRegion:String postalCode:String state:String street:String",
  recipient: "emailAddress:emailAddress",
  recurrencePattern:
    "dayOfMonth:Int32 daysOfWeek:[dayOfWeek] firstDayOfWeek:dayOfWeek index:weekIndex interval:Int32 month:Int32 type:recurrencePatternType",
  recurrenceRange: "endDate:Date numberOfOccurrences:Int32 recurrenceTimeZone:String startDate:Date type:recurrenceRangeType",
  referenceAttachment: "id:String contentType:String isInline:Boolean lastModifiedDateTime:DateTimeOffset name:String size:Int32",
  responseStatus: "response:responseType time:DateTimeOffset",
  scoredEmailAddress: "address:String itemId:String relevanceScore:Double selectionLikelihood:selectionLikelihoodInfo",
  singleValueLegacyExtendedProperty: "id:String value:String",
  team: "id:String classification:String createdDateTime:DateTimeOffset description:String displayName:String firstChannelName:String funSettings:teamFunSettings guestSettings:teamGuestSettings internalId:String isArchived:Boolean memberSettings:teamMemberSettings messagingSettings:teamMessagingSettings specialization:teamSpecialization summary:teamSummary tenantId:String visibility:teamVisibilityType webUrl:String >allChannels:[channel] >channels:[channel] >group:group >incomingChannels:[channel] >installedApps:[teamsAppInstallation] >members:[conversationMember] >operations:[teamsAsyncOperation] >permissionGrants:[resourceSpecificPermissionGrant] >photo:profilePhoto >primaryChannel:channel >schedule:schedule >tags:[teamworkTag] >template:teamsTemplate",
  teamworkConversationIdentity: "displayName:String id:String conversationIdentityType:teamworkConversationIdentityType",
  timeSlot: "end:dateTimeTimeZone start:dateTimeTimeZone",
  timeZoneBase: "name:String",
  timeZoneInformation: "alias:String displayName:String",
  user: "id:String deletedDateTime:DateTimeOffset aboutMe:String accountEnabled:Boolean ageGroup:String assignedLicenses:[assignedLicense] assignedPlans:[assignedPlan] authorizationInfo:authorizationInfo birthday:DateTimeOffset businessPhones:[String] city:String companyName:String consentProvidedForMinor:String country:String createdDateTime:DateTimeOffset creationType:String customSecurityAttributes:customSecurityAttributeValue department:String deviceEnrollmentLimit:Int32 displayName:String employeeHireDate:DateTimeOffset employeeId:String employeeLeaveDateTime:DateTimeOffset employeeOrgData:employeeOrgData employeeType:String externalUserState:String externalUserStateChangeDateTime:DateTimeOffset faxNumber:String givenName:String hireDate:DateTimeOffset identities:[objectIdentity] identityParentId:String imAddresses:[String] interests:[String] isManagementRestricted:Boolean isResourceAccount:Boolean jobTitle:String lastPasswordChangeDateTime:DateTimeOffset legalAgeGroupClassification:String licenseAssignmentStates:[licenseAssignmentState] mail:String mailboxSettings:mailboxSettings mailNickname:String mobilePhone:String mySite:String officeLocation:String onPremisesDistinguishedName:String onPremisesDomainName:String onPremisesExtensionAttributes:onPremisesExtensionAttributes onPremisesImmutableId:String onPremisesLastSyncDateTime:DateTimeOffset onPremisesProvisioningErrors:[onPremisesProvisioningError] onPremisesSamAccountName:String onPremisesSecurityIdentifier:String onPremisesSyncEnabled:Boolean onPremisesUserPrincipalName:String otherMails:[String] passwordPolicies:String passwordProfile:passwordProfile pastProjects:[String] postalCode:String preferredDataLocation:String preferredLanguage:String preferredName:String print:userPrint provisionedPlans:[provisionedPlan] proxyAddresses:[String] responsibilities:[String] schools:[String] securityIdentifier:String serviceProvisioningErrors:[serviceProvisioningError] showInAddressList:Boolean signInActivity:signInActivity signInSessionsValidFromDateTime:DateTimeOffset skills:[String] state:String streetAddress:String surname:String usageLocation:String userPrincipalName:String userType:String >activities:[userActivity] >adhocCalls:[adhocCall] >agreementAcceptances:[agreementAcceptance] >appRoleAssignments:[appRoleAssignment] >authentication:authentication >calendar:calendar >calendarGroups:[calendarGroup] >calendars:[calendar] >calendarView:[event] >chats:[chat] >cloudClipboard:cloudClipboardRoot >cloudPCs:[cloudPC] >contactFolders:[contactFolder] >contacts:[contact] >createdObjects:[directoryObject] >dataSecurityAndGovernance:userDataSecurityAndGovernance >deviceManagementTroubleshootingEvents:[deviceManagementTroubleshootingEvent] >directReports:[directoryObject] >drive:drive >drives:[drive] >employeeExperience:employeeExperienceUser >events:[event] >extensions:[extension] >followedSites:[site] >inferenceClassification:inferenceClassification >insights:itemInsights >joinedTeams:[team] >licenseDetails:[licenseDetails] >mailFolders:[mailFolder] >managedAppRegistrations:[managedAppRegistration] >managedDevices:[managedDevice] >manager:directoryObject >memberOf:[directoryObject] >messages:[message] >oauth2PermissionGrants:[oAuth2PermissionGrant] >onenote:onenote >onlineMeetings:[onlineMeeting] >onPremisesSyncBehavior:onPremisesSyncBehavior >outlook:outlookUser >ownedDevices:[directoryObject] >ownedObjects:[directoryObject] >people:[person] >permissionGrants:[resourceSpecificPermissionGrant] >photo:profilePhoto >photos:[profilePhoto] >planner:plannerUser >presence:presence >registeredDevices:[directoryObject] >scopedRoleMemberOf:[scopedRoleMembership] >settings:userSettings >solutions:userSolutionRoot >sponsorOf:[directoryObject] >sponsors:[directoryObject] >teamwork:userTeamwork >todo:todo >transitiveMemberOf:[directoryObject]",
  watermarkProtectionValues: "isEnabledForContentSharing:Boolean isEnabledForVideo:Boolean",
  workingHours: "daysOfWeek:[dayOfWeek] endTime:TimeOfDay startTime:TimeOfDay timeZone:timeZoneBase",
  teamworkUserIdentity: "displayName:String id:String userIdentityType:teamworkUserIdentityType",
  teamworkApplicationIdentity: "displayName:String id:String applicationIdentityType:teamworkApplicationIdentityType",
  teamworkTagIdentity: "displayName:String id:String",
  communicationsUserIdentity: "displayName:String id:String tenantId:String",
  communicationsGuestIdentity: "displayName:String id:String email:String",
  communicationsIdentitySet:
    "application:identity device:identity user:identity applicationInstance:identity assertedIdentity:identity azureCommunicationServicesUser:identity encrypted:identity endpointType:endpointType guest:identity onPremises:identity phone:identity",
  locationConstraintItem:
    "address:physicalAddress coordinates:outlookGeoCoordinates displayName:String locationEmailAddress:String locationType:locationType locationUri:String uniqueId:String uniqueIdType:locationUniqueIdType resolveAvailability:Boolean",
  attendeeBase: "emailAddress:emailAddress type:attendeeType",
} as const satisfies Record<string, string>;

/** Members, in the order of their values. */
export const enumTypes = {
  allowedLobbyAdmitterRoles: "organizerAndCoOrganizersAndPresenters organizerAndCoOrganizers unknownFutureValue",
  attachmentType: "file item reference",
  attendeeType: "required optional resource",
  automaticRepliesStatus: "disabled alwaysEnabled scheduled",
  bodyType: "text html",
  broadcastMeetingAudience: "roleIsAttendee organization everyone unknownFutureValue",
  calendarColor: "auto lightBlue lightGreen lightOrange lightGray lightYellow lightTeal lightPink lightBrown lightRed maxColor",
  channelLayoutType: "post chat unknownFutureValue",
  channelMembershipType: "standard private unknownFutureValue shared",
  chatMessageActions: "reactionAdded reactionRemoved actionUndefined unknownFutureValue",
  chatMessageImportance: "normal high urgent unknownFutureValue",
  chatMessagePolicyViolationDlpActionTypes: "none notifySender blockAccess blockAccessExternal",
  chatMessagePolicyViolationUserActionTypes: "none override reportFalsePositive",
  chatMessagePolicyViolationVerdictDetailsTypes:
    "none allowFalsePositiveOverride allowOverrideWithoutJustification allowOverrideWithJustification",
  chatMessageType: "message chatEvent typing unknownFutureValue systemEventMessage",
  dayOfWeek: "sunday monday tuesday wednesday thursday friday saturday",
  delegateMeetingMessageDeliveryOptions: "sendToDelegateAndInformationToPrincipal sendToDelegateAndPrincipal sendToDelegateOnly",
  eventType: "singleInstance occurrence exception seriesMaster",
  externalAudienceScope: "none contactsOnly all",
  followupFlagStatus: "notFlagged complete flagged",
  freeBusyStatus: "unknown free tentative busy oof workingElsewhere",
  importance: "low normal high",
  inferenceClassificationType: "focused other",
  lobbyBypassScope: "organizer organization organizationAndFederated everyone unknownFutureValue invited organizationExcludingGuests",
  locationType:
    "default conferenceRoom homeAddress businessAddress geoCoordinates streetAddress hotel restaurant localBusiness postalAddress",
  locationUniqueIdType: "unknown locationStore directory private bing",
  meetingChatHistoryDefaultMode: "none all unknownFutureValue",
  meetingChatMode: "enabled disabled limited unknownFutureValue",
  meetingLiveShareOptions: "enabled disabled unknownFutureValue",
  migrationMode: "inProgress completed unknownFutureValue",
  onlineMeetingPresenters: "everyone organization roleIsPresenter organizer unknownFutureValue",
  onlineMeetingProviderType: "unknown skypeForBusiness skypeForConsumer teamsForBusiness",
  onlineMeetingRole: "attendee presenter unknownFutureValue producer coorganizer",
  onlineMeetingType: "adhoc scheduled recurring broadcast meetnow unknownFutureValue",
  phoneType: "home business mobile other assistant homeFax businessFax otherFax pager radio",
  recurrencePatternType: "daily weekly absoluteMonthly relativeMonthly absoluteYearly relativeYearly",
  recurrenceRangeType: "endDate noEnd numbered",
  responseType: "none organizer tentativelyAccepted accepted declined notResponded",
  selectionLikelihoodInfo: "notSpecified high",
  sensitivity: "normal personal private confidential",
  teamSpecialization:
    "none educationStandard educationClass educationProfessionalLearningCommunity educationStaff healthcareStandard healthcareCareCoordination unknownFutureValue",
  teamVisibilityType: "private public hiddenMembership unknownFutureValue",
  teamworkConversationIdentityType: "team channel chat unknownFutureValue",
  userPurpose: "user linked shared room equipment others unknownFutureValue",
  weekIndex: "first second third fourth last",
  teamworkUserIdentityType:
    "aadUser onPremiseAadUser anonymousGuest federatedUser personalMicrosoftAccountUser skypeUser phoneUser unknownFutureValue emailUser",
  teamworkApplicationIdentityType: "aadApplication bot tenantBot office365Connector outgoingWebhook unknownFutureValue",
  endpointType: "default voicemail skypeForBusiness skypeForBusinessVoipPhone unknownFutureValue",
} as const satisfies Record<string, string>;

/** The type each of these is derived from: a body may say the derived one with `@odata.type`. */
export const baseTypes: Readonly<Record<string, string>> = {
  attendee: "attendeeBase",
  attendeeBase: "recipient",
  chatMessageFromIdentitySet: "identitySet",
  chatMessageMentionedIdentitySet: "identitySet",
  chatMessageReactionIdentitySet: "identitySet",
  communicationsGuestIdentity: "identity",
  communicationsIdentitySet: "identitySet",
  communicationsUserIdentity: "identity",
  fileAttachment: "attachment",
  itemAttachment: "attachment",
  locationConstraintItem: "location",
  referenceAttachment: "attachment",
  teamworkApplicationIdentity: "identity",
  teamworkConversationIdentity: "identity",
  teamworkTagIdentity: "identity",
  teamworkUserIdentity: "identity",
};

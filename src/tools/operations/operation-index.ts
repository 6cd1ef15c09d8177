/**
 * Made by infra/graph-reference/derive.ts; read by graph-types.ts, which says in which form. Sources:
 * microsoftgraph/msgraph-metadata @ f54f11b60956ea7b185ca0447b2b80805836ec7b, schemas/v1.0-Prod.csdl (MIT);
 * microsoftgraph/microsoft-graph-devx-content @ 6cbd6bbd665a877560fdefbad74f3bdb5b57af88, permissions/new/permissions.json (MIT), scheme DelegatedWork.
 */
export const operationIndex = `chats:[chat] communications:cloudCommunications contacts:[orgContact] drives:[drive] employeeExperience:employeeExperience groups:[group] me:user places:[place] planner:planner search:searchEntity shares:[sharedDriveItem] sites:[site] solutions:solutionsRoot teams:[team] teamwork:teamwork users:[user]

chats Gn Pk
 {chatId} Gn Ao Dl
  hideForUser Po
  installedApps G2k
   {teamsAppInstallationId} G2k
  markChatReadForUser Po
  markChatUnreadForUser Po
  members Gn Po
   {conversationMemberId} Gn Dp
  messages Gm Pq
   {chatMessageId} Gm Ao
    hostedContents Gm
     {chatMessageHostedContentId} Gm
  pinnedMessages Gm Pq
   {pinnedChatMessageInfoId} Do
  sendActivityNotification P2i
  tabs G2o P2n
   {teamsTabId} G2o A2p D2p
  unhideForUser Po
communications
 getPresencesByUserId P1y
 onlineMeetings G1s
 presences G1x
contacts G1u
 delta G1u
 {orgContactId} G1u
  checkMemberGroups P0
  checkMemberObjects P2v
  directReports G1u
  getMemberGroups P0
  getMemberObjects P2v
  manager G1u
  memberOf G1u
  transitiveMemberOf G1u
drives
 {driveId} G10
  items
   {driveItemId} G10 A12 D12
    analytics G10
     allTime G10
     lastSevenDays G10
    checkin P12
    checkout P12
    children G10 P12
    copy P12
    createLink P12
    discardCheckout P12
    follow P10
    getActivitiesByInterval(startDateTime='{startDateTime}',endDateTime='{endDateTime}',interval='{interval}') G10
    invite P12
    permissions G10
     {permissionId} G10
    thumbnails G10
    versions G10
     {driveItemVersionId} G10
      restoreVersion P12
  root
   delta G10
   search(q='{q}') G10
employeeExperience
 communities Gr Ps
  {communityId} Gr As Ds
 engagementAsyncOperations Gr
  {engagementAsyncOperationId} Gr
 learningCourseActivities
  {learningCourseActivityId} G18
 learningProviders G1a P1b
  {learningProviderId} G1a A1b D1b
   learningContents G19
    {learningContentId} G19
 roles Gy
  {engagementRoleId}
   members Gy Pz
    {engagementRoleMemberId} Dz
groups G14
 delta G14
 {groupId} G14
  acceptedSenders G13
  addFavorite P15
  calendar
   calendarPermissions
    {calendarPermissionId} D7
   calendarView G13
    delta G13
   events G13 P15
    delta G5
    {eventId} G5 A7 D7
     attachments G5 P7
      {attachmentId} G5
     cancel P7
     forward P5
     instances G5
  calendarView G5
   delta G13
  checkMemberGroups P17
  checkMemberObjects P2v
  conversations G13 P15
   {conversationId} G13 D15
    threads G13 P15
     {conversationThreadId} G13 A15 D15
      posts G13
       {postId} G13
        attachments G13
         {attachmentId} G13
        forward P15
        reply P15
      reply P15
  drive G10
   items
    {driveItemId} G10 A12 D12
     checkin P12
     checkout P12
     children G10 P12
     copy P12
     createLink P12
     discardCheckout P12
     follow P10
     invite P12
     permissions G10
      {permissionId} G10
     thumbnails G10
     versions G10
      {driveItemVersionId} G10
       restoreVersion P12
   root G10
    delta G10
    search(q='{q}') G10
  drives G10
  events G13 P15
   delta G5
   {eventId} G5 A7 D7
    attachments G5 P7
     {attachmentId} G5
    cancel P7
    forward P5
    instances G5
  getMemberGroups P17
  getMemberObjects P2v
  memberOf G17
  members G17
  onenote
   notebooks G1m P1m
    getNotebookFromWebUrl P1m
    {notebookId} G1m
     copyNotebook P1m
     sectionGroups G1m P1m
     sections G1m P1m
   operations
    {onenoteOperationId} G1m
   pages G1n P1m
    {onenotePageId} G1n D1o
     copyToSection P1m
   sectionGroups G1m
    {sectionGroupId} G1m
     sectionGroups G1m P1m
     sections G1m P1m
   sections G1m
    {onenoteSectionId} G1m
     copyToNotebook P1m
     copyToSectionGroup P1m
     pages G1n P1m
  owners G16
  photo G20 A21 U21 D21
  photos G20
   {profilePhotoId} G20
  planner
   plans G28
  rejectedSenders G13
  removeFavorite P15
  resetUnseenCount P15
  subscribeByMail P15
  team G13
   channels G13
    {channelId} G13
  threads G13 P15
   {conversationThreadId} G13 A15 D15
    posts G13
     {postId} G13
      attachments G13
       {attachmentId} G13
      forward P15
      reply P15
    reply P15
  transitiveMemberOf G17
  transitiveMembers G17
  unsubscribeByMail P15
me G2v
 activities G2z
  recent G2z
  {userActivityId} U2z D2z
   historyItems
    {activityHistoryItemId} U2z D2z
 adhocCalls
  {adhocCallId}
   recordings G9
    {callRecordingId} G9
   transcripts Ga
    {callTranscriptId} Ga
 calendar
  calendarView G5
  events G5 P7
   delta G5
   {eventId} G5 A7 D7
    accept P7
    attachments G5 P7
     {attachmentId} G5
    cancel P7
    decline P7
    dismissReminder P7
    forward P5
    instances G5
    snoozeReminder P7
    tentativelyAccept P7
  getSchedule P5
 calendarGroups G5 P7
  {calendarGroupId} G5 A7 D7
   calendars G5 P7
    {calendarId} D7
     calendarView G5
     events G5
      delta G5
      {eventId} G5 A7 D7
       accept P7
       attachments G5 P7
        {attachmentId} G5
       cancel P7
       decline P7
       dismissReminder P7
       forward P5
       instances G5
       snoozeReminder P7
       tentativelyAccept P7
 calendarView G5
  delta G5
 calendars G5 P7
  {calendarId} D7
   calendarView G5
    delta G5
   events G5 P7
    delta G5
    {eventId} G5 A7 D7
     accept P7
     attachments G5 P7
      {attachmentId} G5
     cancel P7
     decline P7
     dismissReminder P7
     forward P5
     instances G5
     snoozeReminder P7
     tentativelyAccept P7
 chats Gn
  {chatId} Gn
   messages Gm
    {chatMessageId} Gm
 checkMemberGroups P0
 checkMemberObjects P2v
 cloudClipboard
  items G30
   {cloudClipboardItemId} G30
 contactFolders Gt Pv
  delta Gt
  {contactFolderId} Gt Av Dv
   childFolders Gt Pv
   contacts Gt Pv
    delta Gt
    {contactId} Gt Av Dv
     photo Gt Av Uv
 contacts Gt Pv
  {contactId} Gt Av Dv
   photo Gt Av Uv
 createdObjects G2v
 directReports G2v
 drive G10
  following G10
   {driveItemId} D10
  items
   {driveItemId} G10 A12 D12
    checkin P12
    checkout P12
    children G10 P12
    copy P12
    createLink P12
    discardCheckout P12
    follow P10
    invite P12
    permissions G10
     {permissionId} G10
    thumbnails G10
    unfollow P10
    versions G10
     {driveItemVersionId} G10
      restoreVersion P12
    workbook
     application G12
      calculate P12
     comments G12 P12
      {workbookCommentId} G12
       replies G12 P12
        {workbookCommentReplyId} G12
     names G12
      add P12
      {workbookNamedItemId} G12 A12 D12
       range G12 A12
        boundingRect(anotherRange='{anotherRange}') G12
        cell(row={row},column={column}) G12
        clear P12
        column(column={column}) G12
        delete P12
        entireColumn G12
        entireRow G12
        format G12 A12
         autofitColumns P12
         autofitRows P12
         borders G12 P12
          {workbookRangeBorderId} G12 A12
         fill G12 A12
          clear P12
         font G12 A12
         protection G12 A12
        insert P12
        intersection(anotherRange='{anotherRange}') G12
        lastCell G12
        lastColumn G12
        lastRow G12
        merge P12
        offsetRange(rowOffset={rowOffset},columnOffset={columnOffset}) G12
        sort
         apply P12
        unmerge P12
        usedRange G12
     operations
      {workbookOperationId} G12
     tableRowOperationResult(key='{key}') G12
     tables G10
      add P12
      {workbookTableId} G12 A12 D12
       clearFilters P12
       columns G12 P12
        add P12
        {workbookTableColumnId} G12 A12 D12
         dataBodyRange G12
         filter
          apply P12
          clear P12
         headerRowRange G12
         range G12 A12
          boundingRect(anotherRange='{anotherRange}') G12
          cell(row={row},column={column}) G12
          clear P12
          column(column={column}) G12
          delete P12
          entireColumn G12
          entireRow G12
          format G12 A12
           autofitColumns P12
           autofitRows P12
           borders G12 P12
            {workbookRangeBorderId} G12 A12
           fill G12 A12
            clear P12
           font G12 A12
           protection G12 A12
          insert P12
          intersection(anotherRange='{anotherRange}') G12
          lastCell G12
          lastColumn G12
          lastRow G12
          merge P12
          offsetRange(rowOffset={rowOffset},columnOffset={columnOffset}) G12
          sort
           apply P12
          unmerge P12
          usedRange G12
         totalRowRange G12
       convertToRange P12
       dataBodyRange G12
       headerRowRange G12
       range G12
       reapplyFilters P12
       rows G12 P12
        add P12
        itemAt(index={index})
         range G12
        {workbookTableRowId} G12 A12 D12
         range G12
       sort G12
        apply P12
        clear P12
        reapply P12
       totalRowRange G12
     worksheets G12 P12
      add P12
      {workbookWorksheetId} G12 A12 D12
       cell(row={row},column={column}) G12
       charts G12 P12
        add P12
        {workbookChartId} G12 A12 D12
         axes
          categoryAxis G12 A12
           format
            font G12 A12
            line G12 A12
             clear P12
           title G12 A12
          seriesAxis G12 A12
           format
            font G12 A12
            line G12 A12
             clear P12
           majorGridlines G12 A12
            format
             line G12 A12
              clear P12
           title G12 A12
          valueAxis G12 A12
           format
            font G12 A12
           majorGridlines G12 A12
           minorGridlines G12 A12
           title G12 A12
         dataLabels G12 A12
         format
          fill
           clear P12
           setSolidColor P12
         image G12
         image(width={width}) G12
         image(width={width},height={height}) G12
         image(width={width},height={height},fittingMode='{fittingMode}') G12
         legend G12 A12
          format
           fill
            clear P12
            setSolidColor P12
         series G12 P12
          {workbookChartSeriesId} G12 A12
           points G12 P12
            {workbookChartPointId} G12
         setData P12
         setPosition P12
         title G12 A12
          format
           fill
            clear P12
            setSolidColor P12
       names G10
        add P12
        {workbookNamedItemId} D12
       pivotTables G12
        refreshAll P12
        {workbookPivotTableId} G12
         refresh P12
       protection G12
        protect P12
        unprotect P12
       range G12
        columnsAfter(count={count}) G12
        columnsBefore(count={count}) G12
        rowsAbove(count={count}) G12
        rowsBelow(count={count}) G12
       range(address='{address}') G12 A12
        boundingRect(anotherRange='{anotherRange}') G12
        cell(row={row},column={column}) G12
        clear P12
        column(column={column}) G12
        delete P12
        entireColumn G12
        entireRow G12
        format G12 A12
         autofitColumns P12
         autofitRows P12
         borders G12 P12
          {workbookRangeBorderId} G12 A12
         fill G12 A12
          clear P12
         font G12 A12
         protection G12 A12
        insert P12
        intersection(anotherRange='{anotherRange}') G12
        lastCell G12
        lastColumn G12
        lastRow G12
        merge P12
        offsetRange(rowOffset={rowOffset},columnOffset={columnOffset}) G12
        sort
         apply P12
        unmerge P12
        usedRange G12
        visibleView G12
         range G12
         rows G12
       tables G12
        add P12
        {workbookTableId} G12 A12 D12
         clearFilters P12
         columns G12 P12
          add P12
          {workbookTableColumnId} G12 A12 D12
           dataBodyRange G12
           filter
            apply P12
            clear P12
           headerRowRange G12
           range G12
           totalRowRange G12
         convertToRange P12
         dataBodyRange G12
         headerRowRange G12
         range G12
         reapplyFilters P12
         rows G12 P12
          add P12
          itemAt(index={index}) G12
          {workbookTableRowId} G12 A12 D12
           range G12
         sort G12
          apply P12
          clear P12
          reapply P12
         totalRowRange G12
       usedRange G12
  recent G10
  root G10
   children G10 P12
   delta G10
   search(q='{q}') G10
  sharedWithMe G11
  special
   {driveItemId} G10
    children G10
 drives G10
 employeeExperience
  assignedRoles Gx
  learningCourseActivities
   {learningCourseActivityId} G18
 events G5 P7
  delta G5
  {eventId} G5 A7 D7
   accept P7
   attachments G5 P7
    {attachmentId} G5
   cancel P7
   decline P7
   dismissReminder P7
   forward P5
   instances G5
   snoozeReminder P7
   tentativelyAccept P7
 extensions G2v
 findMeetingTimes P6
 followedSites G26
 getMailTips P1d
 getMemberGroups P0
 getMemberObjects P2v
 insights
  shared G26
  trending G26
   {trendingId}
    resource G26
  used G26
   {usedInsightId}
    resource G26
 joinedTeams G2d
 licenseDetails G1c
 mailFolders G1f P1g
  delta G1f
  {mailFolderId} G1f A1g D1g
   childFolders G1f P1g
   copy P1g
   messages G1f P1g
    delta G1f
    {messageId} G1d A1g D1g
     attachments G1d P1g
      {attachmentId} G1d
     copy P1g
     createForward P1g
     createReply P1g
     createReplyAll P1g
     forward P1i
     move P1g
     reply P1i
     replyAll P1i
   move P1g
 mailboxSettings G1k A1l
  automaticRepliesSetting G1k
  language G1k
  workingHours G1k
 manager G2w
 memberOf G2v
  {directoryObjectId} G2v
 messages G1f P1g
  {messageId} G1d A1g D1g
   attachments G1d P1g
    {attachmentId} G1d
   copy P1g
   createForward P1g
   createReply P1g
   createReplyAll P1g
   forward P1i
   move P1g
   reply P1i
   send P1i
 onenote G2v
  notebooks G1m P1m
   getNotebookFromWebUrl P1m
   getRecentNotebooks(includePersonalNotebooks={includePersonalNotebooks}) G1m
   {notebookId} G1m
    copyNotebook P1m
    sectionGroups G1m P1m
    sections G1m P1m
  operations
   {onenoteOperationId} G1m
  pages G1n P1m
   {onenotePageId} G1n D1o
    copyToSection P1m
  sectionGroups G1m
   {sectionGroupId} G1m
    sectionGroups G1m P1m
    sections G1m P1m
  sections G1m
   {onenoteSectionId} G1m
    copyToNotebook P1m
    copyToSectionGroup P1m
    pages G1n P1m
 onlineMeetings G1s P1t
  createOrGet P1t
  {onlineMeetingId} G1s A1t D1t
   attendanceReports G1p
    {meetingAttendanceReportId} G1p
     attendanceRecords G1p
   getVirtualAppointmentJoinWebUrl G1s
   recordings G1q
    {callRecordingId} G1q
   sendVirtualAppointmentReminderSms P32
   sendVirtualAppointmentSms P32
   transcripts G1r
    {callTranscriptId} G1r
 outlook G2v
  masterCategories G1k P1l
   {outlookCategoryId} G1k A1l D1l
  supportedLanguages G2v
  supportedTimeZones G2v
 ownedObjects G2v
 people G1v
 photo G2v A2y U2y D2y
 photos G2v
  {profilePhotoId} G2v
 planner G28 A2a
  plans G28
  tasks G28
 presence G1x
 sendMail P1i
 sponsorOf G2v
 sponsors G2v
 todo
  lists G28 P2a
   delta G2a
   {todoTaskListId} G28 A2a D28
    tasks G28 P2a
     delta G28
     {todoTaskId} G28 A2a D2a
      attachments G28 P2a
       {attachmentBaseId} G28 D2a
      checklistItems G28 P2a
       {checklistItemId} G28 A2a D2a
      linkedResources G28 P2a
       {linkedResourceId} G28 A2a D2a
 transitiveMemberOf G2v
 translateExchangeIds P2x
places
 {placeId} G1w
  checkIns P7
   {checkInClaimId} G7
  descendants G1w
planner
 buckets G28 P2a
  {plannerBucketId} G28 A2a D2a
   tasks G28
 plans G28 P2a
  {plannerPlanId} G28 A2a D2a
   buckets G28
   details G28 A2a
   tasks G28
 tasks G28 P2a
  {plannerTaskId} G28 A2a D2a
   assignedToTaskBoardFormat G28 A2a
   bucketTaskBoardFormat G28 A2a
   details G28 A2a
   progressTaskBoardFormat G28 A2a
search
 query P1d
shares
 {sharedDriveItemId} G12
  driveItem G12
  permission
   grant P12
sites G26
 {siteId} G26
  analytics G10
   allTime G10
   lastSevenDays G10
  columns G25 P25
   {columnDefinitionId} G25 A25 D25
  contentTypes G25 P25
   addCopyFromContentTypeHub P25
   getCompatibleHubContentTypes G25
   {contentTypeId} G25 A25 D25
    associateWithHubSites P25
    columns G25 P25
     {columnDefinitionId} G25 A25 D25
    copyToDefaultContentLocation P27
    isPublished G24
    publish P24
    unpublish P24
  drive G10
   items
    {driveItemId} G10 A12 D12
     checkin P12
     checkout P12
     children G10 P12
     copy P12
     createLink P12
     discardCheckout P12
     follow P10
     invite P12
     permissions G10
      {permissionId} G10
     thumbnails G10
     versions G10
      {driveItemVersionId} G10
       restoreVersion P12
   root
    delta G10
    search(q='{q}') G10
  drives G10
  getActivitiesByInterval(startDateTime='{startDateTime}',endDateTime='{endDateTime}',interval='{interval}') G10
  getApplicableContentTypesForList(listId='{listId}') G26
  lists G26 P25
   {listId} G26
    columns G25 P25
     {columnDefinitionId} G25 A25 D25
    contentTypes G26
     addCopy P25
     addCopyFromContentTypeHub P25
     getCompatibleHubContentTypes G25
     {contentTypeId} G25 A25 D25
      columns G25 P25
       {columnDefinitionId} G25 A25 D25
    items G26 P27
     delta G26
     {listItemId} G26 A27 D27
      analytics G10
       allTime G10
       lastSevenDays G10
      createLink P12
      documentSetVersions G26 P27
       {documentSetVersionId} G26 D27
      driveItem G10
      fields A27
      getActivitiesByInterval(startDateTime='{startDateTime}',endDateTime='{endDateTime}',interval='{interval}') G10
      permissions G26
       {permissionId} G26
      versions G26
       {listItemVersionId} G26
        restoreVersion P27
    operations G26
     {richLongRunningOperationId} G26
    permissions G26
     {permissionId} G26
  onenote
   notebooks G1m P1m
    getNotebookFromWebUrl P1m
    {notebookId} G1m
     copyNotebook P1m
     sectionGroups G1m P1m
     sections G1m P1m
   operations
    {onenoteOperationId} G1m
   pages G1n P1m
    {onenotePageId} G1n D1o
     copyToSection P1m
   sectionGroups G1m
    {sectionGroupId} G1m
     sectionGroups G1m P1m
     sections G1m P1m
   sections G1m
    {onenoteSectionId} G1m
     copyToNotebook P1m
     copyToSectionGroup P1m
     pages G1n P1m
  operations G26
   {richLongRunningOperationId} G26
  pages G26 P27
   {baseSitePageId} G26 A27 D27
  permissions G24
  sites G26
solutions
 bookingBusinesses G2 P1
  {bookingBusinessId} G2 A3 D1
   appointments G2 P4
    {bookingAppointmentId} G2 A4 D4
     cancel P4
   calendarView G2 P3
   customQuestions G2 P4
    {bookingCustomQuestionId} G2 A4 D4
   customers G2 P4
    {bookingCustomerBaseId} G2 A4 D4
   publish P1
   services G2 P3
    {bookingServiceId} G2 A3 D3
   staffMembers G2 P3
    {bookingStaffMemberBaseId} G2 A3 D3
   unpublish P1
 bookingCurrencies G2
  {bookingCurrencyId} G2
 virtualEvents
  townhalls P34
   getByUserRole(role='{role}') G33
   {virtualEventTownhallId} G33 A34
    cancel P34
    presenters P34
     {virtualEventPresenterId} G33 A34 D34
    publish P34
    sessions G33
     {virtualEventSessionId} G33
    setExternalEventInformation P34
  webinars
   getByUserRole(role='{role}') G33
   {virtualEventWebinarId} G33
    cancel P34
    publish P34
    registrations P34
     {virtualEventRegistrationId} G33 A34
      cancel P34
    sessions G33
     {virtualEventSessionId} G33
    setExternalEventInformation P34
teams G2d P2c
 {teamId} G2d A2h
  allChannels Gd
  archive P2h
  channels Gd Pb
   {channelId} Gd Aj Dc
    allMembers Ge
     {conversationMemberId} Ge
    archive Pj
    doesUserHaveAccess(userId='{userId}',tenantId='{tenantId}',userPrincipalName='{userPrincipalName}') Ge
    enabledApps G2l
     {teamsAppId} G2m
      $ref D2j
    filesFolder G11
    members Ge Pf
     {conversationMemberId} Ge Af Df
    messages Gg Pi
     delta Gg
     {chatMessageId} Gg
      hostedContents Gg
       {chatMessageHostedContentId} Gg
      replies Gg Pi
       {replyId} Gg
        hostedContents Gg
         {chatMessageHostedContentId} Gg
        setReaction Pi
        softDelete Ph
        undoSoftDelete Ph
        unsetReaction Pi
      setReaction Pi
      softDelete Ph
      undoSoftDelete Ph
      unsetReaction Pi
    provisionEmail Pj
    removeEmail Pj
    sharedWithTeams Ge
     {sharedWithChannelTeamInfoId} Ge Df
      allowedMembers Ge
    tabs G2o P2n
     {teamsTabId} G2o A2q D2q
    unarchive Pj
  clone P2c
  incomingChannels Gd
   {channelId} Dc
  installedApps G2l
   {teamsAppInstallationId} G2m
  members G2e P2g
   add P2g
   remove P2f
   {conversationMemberId} G2e A2g D2g
  primaryChannel Gd
  schedule G22 U23
   dayNotes G22 P23
    {dayNoteId} G22 U23 D23
   offerShiftRequests G23 P23
    {offerShiftRequestId} G22
     approve P23
     decline P23
   openShiftChangeRequests G22 P23
    {openShiftChangeRequestId} G22
     approve P23
     decline P23
   openShifts G22 P23
    {openShiftId} G22 U23 D23
   schedulingGroups G22 P23
    {schedulingGroupId} G22 U23 D23
   share P23
   shifts G22 P23
    {shiftId} G13 U23 D23
   swapShiftsChangeRequests G22 P23
    {swapShiftsChangeRequestId}
     approve P23
     decline P23
   timeCards G22 P23
    clockIn P23
    {timeCardId} G22 U23 D23
     clockOut P23
     confirm P23
     endBreak P23
     startBreak P23
   timeOffReasons G22 P23
    {timeOffReasonId} G22 U23 D23
   timeOffRequests G22 P23
    {timeOffRequestId} G22 D23
     approve P23
     decline P23
   timesOff G22 P23
    {timeOffId} G13 U13 D23
  sendActivityNotification P2i
  tags G2s P2t
   {teamworkTagId} G2s A2t D2t
    members G2s
     {teamworkTagMemberId} G2s D2t
  unarchive P2h
teamwork G2r
users G2x
 delta G2w
 {userId} G2x
  calendar
   calendarPermissions
    {calendarPermissionId} D8
   calendarView G6
   events G6 P8
    delta G6
    {eventId} G6 A8 D8
     accept P8
     attachments G6 P8
      {attachmentId} G6
     cancel P8
     decline P8
     dismissReminder P8
     forward P6
     instances G6
     snoozeReminder P8
     tentativelyAccept P8
   getSchedule P6
  calendarView G6
   delta G6
  calendars G6 P8
   {calendarId} D8
    calendarView G6
     delta G6
    events G6 P8
     delta G6
     {eventId} G6 A8 D8
      accept P8
      attachments G6 P8
       {attachmentId} G6
      cancel P8
      decline P8
      dismissReminder P8
      forward P6
      instances G6
      snoozeReminder P8
      tentativelyAccept P8
  chats
   {chatId}
    members Gm
     {conversationMemberId} Gm
    messages
     {chatMessageId}
      hostedContents Gm
       {chatMessageHostedContentId} Gm
      setReaction Pq
      softDelete Po
      undoSoftDelete Po
      unsetReaction Pq
    targetedMessages
     {targetedChatMessageId} D2u
  contactFolders Gu Pw
   delta Gu
   {contactFolderId} Gu Aw Dw
    childFolders Gu Pw
     {childFolderId}
      contacts Gu
       {contactId} Gu Aw Dw
    contacts Gu Pw
     delta Gu
     {contactId} Gu Aw Dw
      photo Gu Aw Uw
  contacts Gu Pw
   {contactId} Gu Aw Dw
    photo Gu Aw Uw
  drive G10
   following G10
    {driveItemId} D10
   items
    {driveItemId} G10 A12 D12
     checkin P12
     checkout P12
     children G10 P12
     copy P12
     createLink P12
     discardCheckout P12
     follow P10
     invite P12
     permissions G10
      {permissionId} G10
     thumbnails G10
     unfollow P10
     versions G10
      {driveItemVersionId} G10
       restoreVersion P12
     workbook
      application G12
       calculate P12
      comments G12 P12
       {workbookCommentId} G12
        replies G12 P12
         {workbookCommentReplyId} G12
      names G12
       add P12
       {workbookNamedItemId} G12 A12 D12
        range G12 A12
         boundingRect(anotherRange='{anotherRange}') G12
         cell(row={row},column={column}) G12
         clear P12
         column(column={column}) G12
         delete P12
         entireColumn G12
         entireRow G12
         format G12 A12
          autofitColumns P12
          autofitRows P12
          borders G12 P12
           {workbookRangeBorderId} G12 A12
          fill G12 A12
           clear P12
          font G12 A12
          protection G12 A12
         insert P12
         intersection(anotherRange='{anotherRange}') G12
         lastCell G12
         lastColumn G12
         lastRow G12
         merge P12
         offsetRange(rowOffset={rowOffset},columnOffset={columnOffset}) G12
         sort
          apply P12
         unmerge P12
         usedRange G12
      operations
       {workbookOperationId} G12
      tableRowOperationResult(key='{key}') G12
      tables G10
       add P12
       {workbookTableId} G12 A12 D12
        clearFilters P12
        columns G12 P12
         add P12
         {workbookTableColumnId} G12 A12 D12
          dataBodyRange G12
          filter
           apply P12
           clear P12
          headerRowRange G12
          range G12 A12
           boundingRect(anotherRange='{anotherRange}') G12
           cell(row={row},column={column}) G12
           clear P12
           column(column={column}) G12
           delete P12
           entireColumn G12
           entireRow G12
           format G12 A12
            autofitColumns P12
            autofitRows P12
            borders G12 P12
             {workbookRangeBorderId} G12 A12
            fill G12 A12
             clear P12
            font G12 A12
            protection G12 A12
           insert P12
           intersection(anotherRange='{anotherRange}') G12
           lastCell G12
           lastColumn G12
           lastRow G12
           merge P12
           offsetRange(rowOffset={rowOffset},columnOffset={columnOffset}) G12
           sort
            apply P12
           unmerge P12
           usedRange G12
          totalRowRange G12
        convertToRange P12
        dataBodyRange G12
        headerRowRange G12
        range G12
        reapplyFilters P12
        rows G12 P12
         add P12
         itemAt(index={index})
          range G12
         {workbookTableRowId} G12 A12 D12
          range G12
        sort G12
         apply P12
         clear P12
         reapply P12
        totalRowRange G12
      worksheets G12 P12
       add P12
       {workbookWorksheetId} G12 A12 D12
        cell(row={row},column={column}) G12
        charts G12 P12
         add P12
         {workbookChartId} G12 A12 D12
          axes
           categoryAxis G12 A12
            format
             font G12 A12
             line G12 A12
              clear P12
            title G12 A12
           seriesAxis G12 A12
            format
             font G12 A12
             line G12 A12
              clear P12
            majorGridlines G12 A12
             format
              line G12 A12
               clear P12
            title G12 A12
           valueAxis G12 A12
            format
             font G12 A12
            majorGridlines G12 A12
            minorGridlines G12 A12
            title G12 A12
          dataLabels G12 A12
          format
           fill
            clear P12
            setSolidColor P12
          image G12
          image(width={width}) G12
          image(width={width},height={height}) G12
          image(width={width},height={height},fittingMode='{fittingMode}') G12
          legend G12 A12
           format
            fill
             clear P12
             setSolidColor P12
          series G12 P12
           {workbookChartSeriesId} G12 A12
            points G12 P12
             {workbookChartPointId} G12
          setData P12
          setPosition P12
          title G12 A12
           format
            fill
             clear P12
             setSolidColor P12
        names G10
         add P12
         {workbookNamedItemId} D12
        pivotTables G12
         refreshAll P12
         {workbookPivotTableId} G12
          refresh P12
        protection G12
         protect P12
         unprotect P12
        range G12
         columnsAfter(count={count}) G12
         columnsBefore(count={count}) G12
         rowsAbove(count={count}) G12
         rowsBelow(count={count}) G12
        range(address='{address}') G12 A12
         boundingRect(anotherRange='{anotherRange}') G12
         cell(row={row},column={column}) G12
         clear P12
         column(column={column}) G12
         delete P12
         entireColumn G12
         entireRow G12
         format G12 A12
          autofitColumns P12
          autofitRows P12
          borders G12 P12
           {workbookRangeBorderId} G12 A12
          fill G12 A12
           clear P12
          font G12 A12
          protection G12 A12
         insert P12
         intersection(anotherRange='{anotherRange}') G12
         lastCell G12
         lastColumn G12
         lastRow G12
         merge P12
         offsetRange(rowOffset={rowOffset},columnOffset={columnOffset}) G12
         sort
          apply P12
         unmerge P12
         usedRange G12
         visibleView G12
          range G12
          rows G12
        tables G12
         add P12
         {workbookTableId} G12 A12 D12
          clearFilters P12
          columns G12 P12
           add P12
           {workbookTableColumnId} G12 A12 D12
            dataBodyRange G12
            filter
             apply P12
             clear P12
            headerRowRange G12
            range G12
            totalRowRange G12
          convertToRange P12
          dataBodyRange G12
          headerRowRange G12
          range G12
          reapplyFilters P12
          rows G12 P12
           add P12
           itemAt(index={index}) G12
           {workbookTableRowId} G12 A12 D12
            range G12
          sort G12
           apply P12
           clear P12
           reapply P12
          totalRowRange G12
        usedRange G12
   recent G10
   root G10
    children G10 P12
    delta G10
    search(q='{q}') G10
   sharedWithMe G11
   special
    {driveItemId} G10
     children G10
  events G6 P8
   delta G6
   {eventId} G6 A8 D8
    accept P8
    attachments G6 P8
     {attachmentId} G6
    calendar
     calendarPermissions
      {calendarPermissionId} D8
    cancel P8
    decline P8
    dismissReminder P8
    forward P6
    instances G6
    snoozeReminder P8
    tentativelyAccept P8
  followedSites
   add P27
   remove P27
  joinedTeams G2d
  licenseDetails
   getTeamsLicensingDetails G2v
  mailFolders G1e P1h
   delta G1e
   {mailFolderId} G1e A1h D1h
    childFolders G1e P1h
     {childFolderId}
      messages
       {messageId}
        attachments
         {attachmentId} G1e
    copy P1h
    messages G1e P1h
     delta G1e
     {messageId} G1e A1h D1h
      attachments G1e P1h
       {attachmentId} G1e
      copy P1h
      createForward P1h
      createReply P1h
      createReplyAll P1h
      forward P1j
      move P1h
      reply P1j
      replyAll P1j
    move P1h
  mailboxSettings G1k A1l
   automaticRepliesSetting G1k
   language G1k
   workingHours G1k
  messages G1e P1h
   {messageId} G1e A1h D1h
    attachments G1e P1h
     {attachmentId} G1e
    copy P1h
    createForward P1h
    createReply P1h
    createReplyAll P1h
    forward P1j
    move P1h
    reply P1j
    replyAll P1j
    send P1j
  onenote
   notebooks G1m P1m
    getNotebookFromWebUrl P1m
    getRecentNotebooks(includePersonalNotebooks={includePersonalNotebooks}) G1m
    {notebookId} G1m
     copyNotebook P1m
     sectionGroups G1m P1m
     sections G1m P1m
   operations
    {onenoteOperationId} G1m
   pages G1n P1m
    {onenotePageId} G1n D1o
     copyToSection P1m
   sectionGroups G1m
    {sectionGroupId} G1m
     sectionGroups G1m P1m
     sections G1m P1m
   sections G1m
    {onenoteSectionId} G1m
     copyToNotebook P1m
     copyToSectionGroup P1m
     pages G1n P1m
  onlineMeetings G1s P1t
   createOrGet P1t
   {onlineMeetingId} G1s A1t D1t
    attendanceReports G1p
     {meetingAttendanceReportId} G1p
      attendanceRecords G1p
    getVirtualAppointmentJoinWebUrl G1s
    recordings G1q
     {callRecordingId} G1q
    sendVirtualAppointmentReminderSms P32
    sendVirtualAppointmentSms P32
    transcripts G1r
     {callTranscriptId} G1r
  people G1v
  photo G2v A2y U2y D2y
  planner G28 A2a
   plans G28
   tasks G28
  presence G1x
   clearAutomaticLocation P1z
   clearLocation P1z
   clearPresence P1z
   clearUserPreferredPresence P1z
   setAutomaticLocation P1z
   setManualLocation P1z
   setPresence P1z
   setStatusMessage P1z
   setUserPreferredPresence P1z
  reminderView(StartDateTime='{StartDateTime}',EndDateTime='{EndDateTime}') G5
  sendMail P1j
  teamwork G31
   associatedTeams G2d
   deleteTargetedMessage P2u
   installedApps G2m
    {userScopeTeamsAppInstallationId} G2m
     chat G2m
   sendActivityNotification P2i
  todo
   lists G29 P2b
    delta G2b
    {todoTaskListId} G29 A2b D29
     tasks G29 P2b
      delta G29
      {todoTaskId} G29 A2b D2b
       attachments G29 P2b
        {attachmentBaseId} G29 D2b
       checklistItems G29 P2b
        {checklistItemId} G29 A2b D2b
       linkedResources G29 P2b
        {linkedResourceId} G29 A2b D2b

CopyNotebookModel~ createdBy createdByIdentity:identitySet createdTime:D id isDefault:B isShared:B lastModifiedBy lastModifiedByIdentity:identitySet lastModifiedTime:D links:notebookLinks name sectionGroupsUrl sectionsUrl self userRole:onenoteUserRole
Dictionary+~
Json~
aadUserConversationMember<conversationMember email tenantId userId
actionResultPart~ error:publicError
activityHistoryItem<entity activeDurationSeconds:I createdDateTime:D expirationDateTime:D lastActiveDateTime:D lastModifiedDateTime:D startedDateTime:D status:status userTimezone
adhocCall<entity >recordings:[callRecording] >transcripts:[callTranscript]
aggregationOption~ bucketDefinition:bucketAggregationDefinition field size:I
album~ coverImageItemId
alterationResponse~ originalQueryString queryAlteration:searchAlteration queryAlterationType:searchAlterationType
alteredQueryToken~ length:I offset:I suggestion
anonymousGuestConversationMember<conversationMember anonymousGuestId
assignedLabel~ displayName labelId
assignedLicense~ disabledPlans:[Guid] skuId:Guid
assignedPlan~ assignedDateTime:D capabilityStatus service servicePlanId:Guid
associatedTeamInfo<teamInfo
attachment<entity contentType isInline:B lastModifiedDateTime:D name size:I
attachmentBase<entity contentType lastModifiedDateTime:D name size:I
attendanceInterval~ durationInSeconds:I joinDateTime:D leaveDateTime:D
attendanceRecord<entity attendanceIntervals:[attendanceInterval] emailAddress externalRegistrationInformation:virtualEventExternalRegistrationInformation identity:identity registrationId role totalAttendanceInSeconds:I
attendee<attendeeBase~ proposedNewTime:timeSlot status:responseStatus
attendeeAvailability~ attendee:attendeeBase availability:freeBusyStatus
attendeeBase<recipient~ type:attendeeType
attendeeNotificationInfo~ phoneNumber timeZone
audio~ album albumArtist artist bitrate:L composers copyright disc:Int16 discCount:Int16 duration:L genre hasDrm:B isVariableBitrate:B title track:I trackCount:I year:I
audioConferencing~ conferenceId dialinUrl tollFreeNumber tollFreeNumbers:[String] tollNumber tollNumbers:[String]
authorizationInfo~ certificateUserIds:[String]
automaticRepliesMailTips~ message messageLanguage:localeInfo scheduledEndTime:dateTimeTimeZone scheduledStartTime:dateTimeTimeZone
automaticRepliesSetting~ externalAudience:externalAudienceScope externalReplyMessage internalReplyMessage scheduledEndDateTime:dateTimeTimeZone scheduledStartDateTime:dateTimeTimeZone status:automaticRepliesStatus
azureCommunicationServicesUserConversationMember<conversationMember azureCommunicationServicesId
baseItem<entity createdBy:identitySet createdDateTime:D description eTag lastModifiedBy:identitySet lastModifiedDateTime:D name parentReference:itemReference webUrl
baseItemVersion<entity lastModifiedBy:identitySet lastModifiedDateTime:D publication:publicationFacet
baseSitePage<baseItem pageLayout:pageLayoutType publishingState:publicationFacet title
bookingAppointment<entity additionalInformation anonymousJoinWebUrl appointmentLabel createdDateTime:D customerEmailAddress customerName customerNotes customerPhone customers:[bookingCustomerInformationBase] customerTimeZone duration:Duration endDateTime:dateTimeTimeZone filledAttendeesCount:I isCustomerAllowedToManageBooking:B isLocationOnline:B joinWebUrl lastUpdatedDateTime:D maximumAttendeesCount:I optOutOfCustomerEmail:B postBuffer:Duration preBuffer:Duration price:F priceType:bookingPriceType reminders:[bookingReminder] selfServiceAppointmentId serviceId serviceLocation:location serviceName serviceNotes smsNotificationsEnabled:B staffMemberIds:[String] startDateTime:dateTimeTimeZone
bookingBusiness<entity address:physicalAddress bookingPageSettings:bookingPageSettings businessHours:[bookingWorkHours] businessType createdDateTime:D defaultCurrencyIso displayName email isPublished:B languageTag lastUpdatedDateTime:D phone publicUrl schedulingPolicy:bookingSchedulingPolicy webSiteUrl >appointments:[bookingAppointment] >calendarView:[bookingAppointment] >customers:[bookingCustomerBase] >customQuestions:[bookingCustomQuestion] >services:[bookingService] >staffMembers:[bookingStaffMemberBase]
bookingCurrency<entity symbol
bookingCustomQuestion<entity answerInputType:answerInputType answerOptions:[String] createdDateTime:D displayName lastUpdatedDateTime:D
bookingCustomerBase<entity
bookingCustomerInformationBase~
bookingPageSettings~ accessControl:bookingPageAccessControl bookingPageColorCode businessTimeZone customerConsentMessage enforceOneTimePassword:B isBusinessLogoDisplayEnabled:B isCustomerConsentEnabled:B isSearchEngineIndexabilityDisabled:B isTimeSlotTimeZoneSetToBusinessTimeZone:B privacyPolicyWebUrl termsAndConditionsWebUrl
bookingQuestionAssignment~ isRequired:B questionId
bookingReminder~ message offset:Duration recipients:bookingReminderRecipients
bookingSchedulingPolicy~ allowStaffSelection:B customAvailabilities:[bookingsAvailabilityWindow] generalAvailability:bookingsAvailability isMeetingInviteToCustomersEnabled:B maximumAdvance:Duration minimumLeadTime:Duration sendConfirmationsToOwner:B timeSlotInterval:Duration
bookingService<entity additionalInformation createdDateTime:D customQuestions:[bookingQuestionAssignment] defaultDuration:Duration defaultLocation:location defaultPrice:F defaultPriceType:bookingPriceType defaultReminders:[bookingReminder] description displayName isAnonymousJoinEnabled:B isCustomerAllowedToManageBooking:B isHiddenFromCustomers:B isLocationOnline:B languageTag lastUpdatedDateTime:D maximumAttendeesCount:I notes postBuffer:Duration preBuffer:Duration schedulingPolicy:bookingSchedulingPolicy smsNotificationsEnabled:B staffMemberIds:[String] webUrl
bookingStaffMemberBase<entity
bookingWorkHours~ day:dayOfWeek timeSlots:[bookingWorkTimeSlot]
bookingWorkTimeSlot~ endTime:TimeOfDay startTime:TimeOfDay
bookingsAvailability~ availabilityType:bookingsServiceAvailabilityType businessHours:[bookingWorkHours]
bookingsAvailabilityWindow<bookingsAvailability~ endDate:Date startDate:Date
booleanColumn~
broadcastMeetingCaptionSettings~ isCaptionEnabled:B spokenLanguage translationLanguages:[String]
broadcastMeetingSettings~ allowedAudience:broadcastMeetingAudience captions:broadcastMeetingCaptionSettings isAttendeeReportEnabled:B isQuestionAndAnswerEnabled:B isRecordingEnabled:B isVideoOnDemandEnabled:B
bucketAggregationDefinition~ isDescending:B minimumCount:I prefixFilter ranges:[bucketAggregationRange] sortBy:bucketAggregationSortProperty
bucketAggregationRange~ from to
building<place resourceLinks:[resourceLink] wifiState:placeFeatureEnablement
bundle~ album:album childCount:I
calculatedColumn~ format formula outputType
calendar<entity allowedOnlineMeetingProviders:[onlineMeetingProviderType] canEdit:B canShare:B canViewPrivateItems:B changeKey color:calendarColor defaultOnlineMeetingProvider:onlineMeetingProviderType hexColor isDefaultCalendar:B isRemovable:B isTallyingResponses:B name owner:emailAddress >calendarPermissions:[calendarPermission] >calendarView:[event] >events:[event]
calendarGroup<entity changeKey classId:Guid name >calendars:[calendar]
calendarPermission<entity allowedRoles:[calendarRoleType] emailAddress:emailAddress isInsideOrganization:B isRemovable:B role:calendarRoleType
callRecording<entity callId content:Stream contentCorrelationId createdDateTime:D endDateTime:D meetingId meetingOrganizer:identitySet recordingContentUrl
callTranscript<entity callId content:Stream contentCorrelationId createdDateTime:D endDateTime:D meetingId meetingOrganizer:identitySet metadataContent:Stream transcriptContentUrl
changeTrackedEntity<entity createdBy:identitySet createdDateTime:D lastModifiedBy:identitySet lastModifiedDateTime:D
channel<entity createdDateTime:D description displayName email isArchived:B isFavoriteByDefault:B layoutType:channelLayoutType membershipType:channelMembershipType migrationMode:migrationMode originalCreatedDateTime:D summary:channelSummary tenantId webUrl >allMembers:[conversationMember] >enabledApps:[teamsApp] >filesFolder:driveItem >members:[conversationMember] >messages:[chatMessage] >sharedWithTeams:[sharedWithChannelTeamInfo] >tabs:[teamsTab]
channelIdentity~ channelId teamId
channelSummary~ guestsCount:I hasMembersFromOtherTenants:B membersCount:I ownersCount:I
chat<entity chatType:chatType createdDateTime:D isHiddenForAllMembers:B lastUpdatedDateTime:D migrationMode:migrationMode onlineMeetingInfo:teamworkOnlineMeetingInfo originalCreatedDateTime:D tenantId topic viewpoint:chatViewpoint webUrl >installedApps:[teamsAppInstallation] >members:[conversationMember] >messages:[chatMessage] >pinnedMessages:[pinnedChatMessageInfo] >tabs:[teamsTab] >targetedMessages:[targetedChatMessage]
chatInfo~ messageId replyChainMessageId threadId
chatMessage<entity attachments:[chatMessageAttachment] body:itemBody channelIdentity:channelIdentity chatId createdDateTime:D deletedDateTime:D etag eventDetail:eventMessageDetail from:chatMessageFromIdentitySet importance:chatMessageImportance lastEditedDateTime:D lastModifiedDateTime:D locale mentions:[chatMessageMention] messageHistory:[chatMessageHistoryItem] messageType:chatMessageType policyViolation:chatMessagePolicyViolation reactions:[chatMessageReaction] replyToId subject summary webUrl >hostedContents:[chatMessageHostedContent] >replies:[chatMessage]
chatMessageAttachment~ content contentType contentUrl id name teamsAppId thumbnailUrl
chatMessageFromIdentitySet<identitySet+~
chatMessageHistoryItem~ actions:chatMessageActions modifiedDateTime:D reaction:chatMessageReaction
chatMessageHostedContent<teamworkHostedContent
chatMessageMention~ id:I mentioned:chatMessageMentionedIdentitySet mentionText
chatMessageMentionedIdentitySet<identitySet+~ conversation:teamworkConversationIdentity
chatMessagePolicyViolation~ dlpAction:chatMessagePolicyViolationDlpActionTypes justificationText policyTip:chatMessagePolicyViolationPolicyTip userAction:chatMessagePolicyViolationUserActionTypes verdictDetails:chatMessagePolicyViolationVerdictDetailsTypes
chatMessagePolicyViolationPolicyTip~ complianceUrl generalText matchedConditionDescriptions:[String]
chatMessageReaction~ createdDateTime:D displayName reactionContentUrl reactionType user:chatMessageReactionIdentitySet
chatMessageReactionIdentitySet<identitySet+~
chatRestrictions~ allowTextOnly:B
chatViewpoint~ isHidden:B lastMessageReadDateTime:D
checkInClaim calendarEventId checkInMethod:checkInMethod createdDateTime:D
checklistItem<entity checkedDateTime:D createdDateTime:D displayName isChecked:B
choiceColumn~ allowTextEntry:B choices:[String] displayAs
cloudClipboardItem<entity createdDateTime:D expirationDateTime:D lastModifiedDateTime:D payloads:[cloudClipboardItemPayload]
cloudClipboardItemPayload~ content formatName
cloudClipboardRoot<entity >items:[cloudClipboardItem]
cloudCommunications >adhocCalls:[adhocCall] >onlineMeetings:[onlineMeeting] >presences:[presence]
cloudVideoInteropInfo~ moreInfoWebUrl tenantKey videoTeleconferenceId
collapseProperty~ fields:[String] limit:Int16
columnDefinition<entity boolean:booleanColumn calculated:calculatedColumn choice:choiceColumn columnGroup contentApprovalStatus:contentApprovalStatusColumn currency:currencyColumn dateTime:dateTimeColumn defaultValue:defaultColumnValue description displayName enforceUniqueValues:B geolocation:geolocationColumn hidden:B hyperlinkOrPicture:hyperlinkOrPictureColumn indexed:B isDeletable:B isReorderable:B isSealed:B lookup:lookupColumn name number:numberColumn personOrGroup:personOrGroupColumn propagateChanges:B readOnly:B required:B sourceContentType:contentTypeInfo term:termColumn text:textColumn thumbnail:thumbnailColumn type:columnTypes validation:columnValidation
columnValidation~ defaultLanguage descriptions:[displayNameLocalization] formula
communicationsIdentitySet<identitySet+~ applicationInstance:identity assertedIdentity:identity azureCommunicationServicesUser:identity encrypted:identity endpointType:endpointType guest:identity onPremises:identity phone:identity
communicationsUserIdentity<identity+~ tenantId
community<entity description displayName groupId privacy:communityPrivacy >owners:[user]
contact<outlookItem+ assistantName birthday:D businessAddress:physicalAddress businessHomePage businessPhones:[String] children:[String] companyName department displayName emailAddresses:[emailAddress] fileAs generation givenName homeAddress:physicalAddress homePhones:[String] imAddresses:[String] initials jobTitle manager middleName mobilePhone nickName officeLocation otherAddress:physicalAddress parentFolderId personalNotes primaryEmailAddress:emailAddress profession secondaryEmailAddress:emailAddress spouseName surname tertiaryEmailAddress:emailAddress title yomiCompanyName yomiGivenName yomiSurname >extensions:[extension] >photo:profilePhoto
contactFolder<entity displayName parentFolderId >childFolders:[contactFolder] >contacts:[contact]
contentApprovalStatusColumn~
contentType<entity associatedHubsUrls:[String] description documentSet:documentSet documentTemplate:documentSetContent group hidden:B inheritedFrom:itemReference isBuiltIn:B name order:contentTypeOrder parentId propagateChanges:B readOnly:B sealed:B >columns:[columnDefinition]
contentTypeInfo~ id name
contentTypeOrder~ default:B position:I
conversation<entity hasAttachments:B lastDeliveredDateTime:D preview topic uniqueSenders:[String] >threads:[conversationThread]
conversationMember<entity displayName roles:[String] visibleHistoryStartDateTime:D
conversationThread<entity ccRecipients:[recipient] hasAttachments:B isLocked:B lastDeliveredDateTime:D preview topic toRecipients:[recipient] uniqueSenders:[String] >posts:[post]
convertIdResult~ errorDetails:genericError sourceId targetId
currencyColumn~ locale
customSecurityAttributeValue+~
dateTimeColumn~ displayAs format
dateTimeTimeZone~ dateTime timeZone
dayNote<changeTrackedEntity dayNoteDate:Date draftDayNote:itemBody sharedDayNote:itemBody
defaultColumnValue~ formula value
deleted~ state
desk<place displayDeviceName heightAdjustableState:placeFeatureEnablement mailboxDetails:mailboxDetails mode:placeMode servicePlans:[placeServicePlanInfo]
directoryObject<entity+ deletedDateTime:D
displayNameLocalization~ displayName languageTag
documentSet~ allowedContentTypes:[contentTypeInfo] defaultContents:[documentSetContent] propagateWelcomePageChanges:B shouldPrefixNameToFile:B welcomePageUrl
documentSetContent~ contentType:contentTypeInfo fileName folderName
documentSetVersion<listItemVersion comment createdBy:identitySet createdDateTime:D items:[documentSetVersionItem] shouldCaptureMinorVersion:B
documentSetVersionItem~ itemId title versionId
drive<baseItem driveType owner:identitySet quota:quota sharePointIds:sharepointIds system:systemFacet >following:[driveItem] >items:[driveItem] >root:driveItem >special:[driveItem]
driveItem<baseItem+ audio:audio bundle:bundle content:Stream cTag deleted:deleted file:file fileSystemInfo:fileSystemInfo folder:folder image:image location:geoCoordinates malware:malware package:package pendingOperations:pendingOperations photo:photo publication:publicationFacet remoteItem:remoteItem root:root searchResult:searchResult shared:shared sharepointIds:sharepointIds size:L specialFolder:specialFolder video:video webDavUrl >analytics:itemAnalytics >children:[driveItem] >permissions:[permission] >thumbnails:[thumbnailSet] >versions:[driveItemVersion] >workbook:workbook
driveItemVersion<baseItemVersion content:Stream size:L
driveRecipient~ alias email objectId
emailAddress~ address name
employeeExperience >communities:[community] >engagementAsyncOperations:[engagementAsyncOperation] >learningCourseActivities:[learningCourseActivity] >learningProviders:[learningProvider] >roles:[engagementRole]
employeeExperienceUser<entity >assignedRoles:[engagementRole] >learningCourseActivities:[learningCourseActivity]
employeeOrgData~ costCenter division
engagementAsyncOperation<longRunningOperation operationType:engagementAsyncOperationType resourceId
engagementRole<entity displayName >members:[engagementRoleMember]
engagementRoleMember<entity createdDateTime:D userId
entity id
event<outlookItem+ allowNewTimeProposals:B attendees:[attendee] body:itemBody bodyPreview cancelledOccurrences:[String] end:dateTimeTimeZone hasAttachments:B hideAttendees:B iCalUId importance:importance isAllDay:B isCancelled:B isDraft:B isOnlineMeeting:B isOrganizer:B isReminderOn:B location:location locations:[location] onlineMeeting:onlineMeetingInfo onlineMeetingProvider:onlineMeetingProviderType onlineMeetingUrl organizer:recipient originalEndTimeZone originalStart:D originalStartTimeZone recurrence:patternedRecurrence reminderMinutesBeforeStart:I responseRequested:B responseStatus:responseStatus sensitivity:sensitivity seriesMasterId showAs:freeBusyStatus start:dateTimeTimeZone subject transactionId type:eventType webLink >attachments:[attachment] >calendar:calendar >extensions:[extension] >instances:[event]
eventMessageDetail~
extension<entity+
externalLink~ href
fieldValueSet<entity+
file~ hashes:hashes mimeType processingMetadata:B
fileAttachment<attachment contentBytes:Binary contentId contentLocation
fileSystemInfo~ createdDateTime:D lastAccessedDateTime:D lastModifiedDateTime:D
floor<place sortOrder:I
folder~ childCount:I view:folderView
folderView~ sortBy sortOrder viewType
followupFlag~ completedDateTime:dateTimeTimeZone dueDateTime:dateTimeTimeZone flagStatus:followupFlagStatus startDateTime:dateTimeTimeZone
freeBusyError~ message responseCode
genericError~ code message
geoCoordinates~ altitude:F latitude:F longitude:F
geolocationColumn~
group<directoryObject+ accessType:groupAccessType allowExternalSenders:B assignedLabels:[assignedLabel] assignedLicenses:[assignedLicense] autoSubscribeNewMembers:B classification createdDateTime:D description displayName expirationDateTime:D groupTypes:[String] hasMembersWithLicenseErrors:B hideFromAddressLists:B hideFromOutlookClients:B infoCatalogs:[String] isArchived:B isAssignableToRole:B isFavorite:B isManagementRestricted:B isSubscribedByMail:B licenseProcessingState:licenseProcessingState mail mailEnabled:B mailNickname membershipRule membershipRuleProcessingState onPremisesDomainName onPremisesExtensionAttributes:onPremisesExtensionAttributes onPremisesLastSyncDateTime:D onPremisesNetBiosName onPremisesProvisioningErrors:[onPremisesProvisioningError] onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled:B organizationId preferredDataLocation preferredLanguage proxyAddresses:[String] renewedDateTime:D resourceBehaviorOptions:[String] resourceProvisioningOptions:[String] securityEnabled:B securityIdentifier serviceProvisioningErrors:[serviceProvisioningError] theme uniqueName unseenConversationsCount:I unseenCount:I unseenMessagesCount:I visibility welcomeMessageEnabled:B >acceptedSenders:[directoryObject] >calendar:calendar >calendarView:[event] >conversations:[conversation] >drive:drive >drives:[drive] >events:[event] >extensions:[extension] >memberOf:[directoryObject] >members:[directoryObject] >onenote:onenote >owners:[directoryObject] >photo:profilePhoto >photos:[profilePhoto] >planner:plannerGroup >rejectedSenders:[directoryObject] >sites:[site] >team:team >threads:[conversationThread] >transitiveMemberOf:[directoryObject] >transitiveMembers:[directoryObject]
hashes~ crc32Hash quickXorHash sha1Hash sha256Hash
hyperlinkOrPictureColumn~ isPicture:B
identity+~ displayName id
identitySet+~ application:identity device:identity user:identity
image~ height:I width:I
imageInfo~ addImageQuery:B alternateText alternativeText iconUrl
incompleteData+~ missingDataBeforeDateTime:D wasThrottled:B
insightIdentity~ address displayName id
internetMessageHeader~ name value
itemActionStat+~ actionCount:I actorCount:I
itemActivityStat<entity+ access:itemActionStat create:itemActionStat delete:itemActionStat edit:itemActionStat endDateTime:D incompleteData:incompleteData isTrending:B move:itemActionStat startDateTime:D
itemAnalytics<entity+ >allTime:itemActivityStat >lastSevenDays:itemActivityStat
itemAttachment<attachment
itemBody~ content contentType:bodyType
itemInsights<officeGraphInsights
itemReference~ driveId driveType id name path shareId sharepointIds:sharepointIds siteId
joinMeetingIdSettings~ isPasscodeRequired:B joinMeetingId passcode
keyValuePair~ name value
learningContent<entity additionalTags:[String] contentWebUrl contributors:[String] createdDateTime:D description duration:Duration externalId format isActive:B isPremium:B isSearchable:B languageTag lastModifiedDateTime:D level:level numberOfPages:I skillTags:[String] sourceName thumbnailWebUrl title
learningCourseActivity<entity completedDateTime:D completionPercentage:I externalcourseActivityId learnerUserId learningContentId learningProviderId status:courseStatus
learningProvider<entity displayName isCourseActivitySyncEnabled:B loginWebUrl longLogoWebUrlForDarkTheme longLogoWebUrlForLightTheme squareLogoWebUrlForDarkTheme squareLogoWebUrlForLightTheme >learningContents:[learningContent] >learningCourseActivities:[learningCourseActivity]
licenseAssignmentState~ assignedByGroup disabledPlans:[Guid] error lastUpdatedDateTime:D skuId:Guid state
licenseDetails<entity servicePlans:[servicePlanInfo] skuId:Guid skuPartNumber
licenseProcessingState~ state
linkedResource<entity applicationName displayName externalId webUrl
list<baseItem displayName list:listInfo sharepointIds:sharepointIds system:systemFacet >columns:[columnDefinition] >contentTypes:[contentType] >drive:drive >items:[listItem] >operations:[richLongRunningOperation] >permissions:[permission]
listInfo~ contentTypesEnabled:B hidden:B template
listItem<baseItem contentType:contentTypeInfo deleted:deleted sharepointIds:sharepointIds >analytics:itemAnalytics >documentSetVersions:[documentSetVersion] >driveItem:driveItem >fields:fieldValueSet >permissions:[permission] >versions:[listItemVersion]
listItemVersion<baseItemVersion >fields:fieldValueSet
lobbyBypassSettings~ isDialInBypassEnabled:B scope:lobbyBypassScope
localeInfo~ displayName locale
location~ address:physicalAddress coordinates:outlookGeoCoordinates displayName locationEmailAddress locationType:locationType locationUri uniqueId uniqueIdType:locationUniqueIdType
locationConstraint~ isRequired:B locations:[locationConstraintItem] suggestLocation:B
locationConstraintItem<location~ resolveAvailability:B
longRunningOperation<entity createdDateTime:D lastActionDateTime:D resourceLocation status:longRunningOperationStatus statusDetail
lookupColumn~ allowMultipleValues:B allowUnlimitedLength:B columnName listId primaryLookupColumnId
mailFolder<entity childFolderCount:I displayName isHidden:B parentFolderId totalItemCount:I unreadItemCount:I >childFolders:[mailFolder] >messages:[message]
mailTips~ automaticReplies:automaticRepliesMailTips customMailTip deliveryRestricted:B emailAddress:emailAddress error:mailTipsError externalMemberCount:I isModerated:B mailboxFull:B maxMessageSize:I recipientScope:recipientScopeType recipientSuggestions:[recipient] totalMemberCount:I
mailTipsError~ code message
mailboxDetails~ emailAddress externalDirectoryObjectId
mailboxSettings~ archiveFolder automaticRepliesSetting:automaticRepliesSetting dateFormat delegateMeetingMessageDeliveryOptions:delegateMeetingMessageDeliveryOptions language:localeInfo timeFormat timeZone userPurpose:userPurpose workingHours:workingHours
malware~ description
meetingAttendanceReport<entity externalEventInformation:[virtualEventExternalInformation] meetingEndDateTime:D meetingStartDateTime:D totalParticipantCount:I >attendanceRecords:[attendanceRecord]
meetingParticipantInfo~ identity:identitySet role:onlineMeetingRole upn
meetingParticipants~ attendees:[meetingParticipantInfo] organizer:meetingParticipantInfo
meetingTimeSuggestion~ attendeeAvailability:[attendeeAvailability] confidence:F locations:[location] meetingTimeSlot:timeSlot order:I organizerAvailability:freeBusyStatus suggestionReason
meetingTimeSuggestionsResult~ emptySuggestionsReason meetingTimeSuggestions:[meetingTimeSuggestion]
message<outlookItem+ bccRecipients:[recipient] body:itemBody bodyPreview ccRecipients:[recipient] conversationId conversationIndex:Binary flag:followupFlag from:recipient hasAttachments:B importance:importance inferenceClassification:inferenceClassificationType internetMessageHeaders:[internetMessageHeader] internetMessageId isDeliveryReceiptRequested:B isDraft:B isRead:B isReadReceiptRequested:B parentFolderId receivedDateTime:D replyTo:[recipient] sender:recipient sentDateTime:D subject toRecipients:[recipient] uniqueBody:itemBody webLink >attachments:[attachment] >extensions:[extension]
metaDataKeyStringPair~ key value
microsoftAccountUserConversationMember<conversationMember userId
notebook<onenoteEntityHierarchyModel isDefault:B isShared:B links:notebookLinks sectionGroupsUrl sectionsUrl userRole:onenoteUserRole >sectionGroups:[sectionGroup] >sections:[onenoteSection]
notebookLinks~ oneNoteClientUrl:externalLink oneNoteWebUrl:externalLink
numberColumn~ decimalPlaces displayAs maximum:F minimum:F
objectIdentity~ issuer issuerAssignedId signInType
offerShiftRequest<scheduleChangeRequest recipientActionDateTime:D recipientActionMessage recipientUserId senderShiftId
officeGraphInsights<entity >shared:[sharedInsight] >trending:[trending] >used:[usedInsight]
onPremisesExtensionAttributes~ extensionAttribute1 extensionAttribute10 extensionAttribute11 extensionAttribute12 extensionAttribute13 extensionAttribute14 extensionAttribute15 extensionAttribute2 extensionAttribute3 extensionAttribute4 extensionAttribute5 extensionAttribute6 extensionAttribute7 extensionAttribute8 extensionAttribute9
onPremisesProvisioningError~ category occurredDateTime:D propertyCausingError value
onenote<entity >notebooks:[notebook] >operations:[onenoteOperation] >pages:[onenotePage] >sectionGroups:[sectionGroup] >sections:[onenoteSection]
onenoteEntityBaseModel<entity self
onenoteEntityHierarchyModel<onenoteEntitySchemaObjectModel createdBy:identitySet displayName lastModifiedBy:identitySet lastModifiedDateTime:D
onenoteEntitySchemaObjectModel<onenoteEntityBaseModel createdDateTime:D
onenoteOperation<operation error:onenoteOperationError percentComplete resourceId resourceLocation
onenoteOperationError~ code message
onenotePage<onenoteEntitySchemaObjectModel content:Stream contentUrl createdByAppId lastModifiedDateTime:D level:I links:pageLinks order:I title userTags:[String]
onenoteSection<onenoteEntityHierarchyModel isDefault:B links:sectionLinks pagesUrl >pages:[onenotePage]
onlineMeeting<onlineMeetingBase+ attendeeReport:Stream broadcastSettings:broadcastMeetingSettings creationDateTime:D endDateTime:D externalId isBroadcast:B meetingTemplateId participants:meetingParticipants startDateTime:D >recordings:[callRecording] >transcripts:[callTranscript]
onlineMeetingBase<entity+ allowAttendeeToEnableCamera:B allowAttendeeToEnableMic:B allowBreakoutRooms:B allowCopyingAndSharingMeetingContent:B allowedLobbyAdmitters:allowedLobbyAdmitterRoles allowedPresenters:onlineMeetingPresenters allowLiveShare:meetingLiveShareOptions allowMeetingChat:meetingChatMode allowParticipantsToChangeName:B allowPowerPointSharing:B allowRecording:B allowTeamworkReactions:B allowTranscription:B allowWhiteboard:B audioConferencing:audioConferencing chatInfo:chatInfo chatRestrictions:chatRestrictions cloudVideoInteropInfo:cloudVideoInteropInfo expiryDateTime:D isEndToEndEncryptionEnabled:B isEntryExitAnnounced:B joinInformation:itemBody joinMeetingIdSettings:joinMeetingIdSettings joinWebUrl lobbyBypassSettings:lobbyBypassSettings meetingOptionsWebUrl meetingSpokenLanguageTag meetingType:onlineMeetingType recordAutomatically:B sensitivityLabelAssignment:onlineMeetingSensitivityLabelAssignment shareMeetingChatHistoryDefault:meetingChatHistoryDefaultMode subject videoTeleconferenceId watermarkProtection:watermarkProtectionValues >attendanceReports:[meetingAttendanceReport]
onlineMeetingInfo~ conferenceId joinUrl phones:[phone] quickDial tollFreeNumbers:[String] tollNumber
onlineMeetingSensitivityLabelAssignment~ sensitivityLabelId
openShift<changeTrackedEntity draftOpenShift:openShiftItem isStagedForDeletion:B schedulingGroupId sharedOpenShift:openShiftItem
openShiftChangeRequest<scheduleChangeRequest openShiftId
openShiftItem<shiftItem~ openSlotCount:I
openTypeExtension<extension+ extensionName
operation<entity createdDateTime:D lastActionDateTime:D status:operationStatus
orgContact<directoryObject+ addresses:[physicalOfficeAddress] companyName department displayName givenName jobTitle mail mailNickname onPremisesLastSyncDateTime:D onPremisesProvisioningErrors:[onPremisesProvisioningError] onPremisesSyncEnabled:B phones:[phone] proxyAddresses:[String] serviceProvisioningErrors:[serviceProvisioningError] surname >directReports:[directoryObject] >manager:directoryObject >memberOf:[directoryObject] >transitiveMemberOf:[directoryObject]
outOfOfficeSettings~ isOutOfOffice:B message
outlookCategory<entity color:categoryColor displayName
outlookGeoCoordinates~ accuracy:F altitude:F altitudeAccuracy:F latitude:F longitude:F
outlookItem<entity categories:[String] changeKey createdDateTime:D lastModifiedDateTime:D
outlookUser<entity >masterCategories:[outlookCategory]
package~ type
pageLinks~ oneNoteClientUrl:externalLink oneNoteWebUrl:externalLink
passwordProfile~ forceChangePasswordNextSignIn:B forceChangePasswordNextSignInWithMfa:B password
patternedRecurrence~ pattern:recurrencePattern range:recurrenceRange
pendingContentUpdate~ queuedDateTime:D
pendingOperations~ pendingContentUpdate:pendingContentUpdate
permission<entity expirationDateTime:D grantedTo:identitySet grantedToIdentities:[identitySet] grantedToIdentitiesV2:[sharePointIdentitySet] grantedToV2:sharePointIdentitySet hasPassword:B inheritedFrom:itemReference invitation:sharingInvitation link:sharingLink roles:[String] shareId
person<entity birthday companyName department displayName givenName imAddress isFavorite:B jobTitle officeLocation personNotes personType:personType phones:[phone] postalAddresses:[location] profession scoredEmailAddresses:[scoredEmailAddress] surname userPrincipalName websites:[website] yomiCompany
personOrGroupColumn~ allowMultipleSelection:B chooseFromType displayAs
personType~ class subclass
phone~ language number region type:phoneType
phoneUserConversationMember<conversationMember phoneNumber
photo~ cameraMake cameraModel exposureDenominator:F exposureNumerator:F fNumber:F focalLength:F iso:I orientation:Int16 takenDateTime:D
physicalAddress~ city countryOrRegion postalCode state street
physicalOfficeAddress~ city countryOrRegion officeLocation postalCode state street
pinnedChatMessageInfo<entity
place<entity address:physicalAddress displayName geoCoordinates:outlookGeoCoordinates isWheelChairAccessible:B label parentId phone placeId tags:[String] >checkIns:[checkInClaim]
placeMode~
placeServicePlanInfo~ servicePlanId
planner<entity >buckets:[plannerBucket] >plans:[plannerPlan] >tasks:[plannerTask]
plannerAppliedCategories+~
plannerAssignedToTaskBoardTaskFormat<entity orderHintsByAssignee:plannerOrderHintsByAssignee unassignedOrderHint
plannerAssignments+~
plannerBucket<entity name orderHint planId >tasks:[plannerTask]
plannerBucketTaskBoardTaskFormat<entity orderHint
plannerCategoryDescriptions~ category1 category10 category11 category12 category13 category14 category15 category16 category17 category18 category19 category2 category20 category21 category22 category23 category24 category25 category3 category4 category5 category6 category7 category8 category9
plannerChecklistItems+~
plannerExternalReferences+~
plannerGroup<entity >plans:[plannerPlan]
plannerOrderHintsByAssignee+~
plannerPlan<entity container:plannerPlanContainer createdBy:identitySet createdDateTime:D owner title >buckets:[plannerBucket] >details:plannerPlanDetails >tasks:[plannerTask]
plannerPlanContainer~ containerId type:plannerContainerType url
plannerPlanDetails<entity categoryDescriptions:plannerCategoryDescriptions sharedWith:plannerUserIds
plannerProgressTaskBoardTaskFormat<entity orderHint
plannerTask<entity activeChecklistItemCount:I appliedCategories:plannerAppliedCategories assigneePriority assignments:plannerAssignments bucketId checklistItemCount:I completedBy:identitySet completedDateTime:D conversationThreadId createdBy:identitySet createdDateTime:D dueDateTime:D hasDescription:B orderHint percentComplete:I planId previewType:plannerPreviewType priority:I referenceCount:I startDateTime:D title >assignedToTaskBoardFormat:plannerAssignedToTaskBoardTaskFormat >bucketTaskBoardFormat:plannerBucketTaskBoardTaskFormat >details:plannerTaskDetails >progressTaskBoardFormat:plannerProgressTaskBoardTaskFormat
plannerTaskDetails<entity checklist:plannerChecklistItems description previewType:plannerPreviewType references:plannerExternalReferences
plannerUser<entity >plans:[plannerPlan] >tasks:[plannerTask]
plannerUserIds+~
post<outlookItem+ body:itemBody conversationId conversationThreadId from:recipient hasAttachments:B newParticipants:[recipient] receivedDateTime:D sender:recipient >attachments:[attachment] >extensions:[extension]
presence<entity activity availability outOfOfficeSettings:outOfOfficeSettings sequenceNumber statusMessage:presenceStatusMessage workLocation:userWorkLocation
presenceStatusMessage~ expiryDateTime:dateTimeTimeZone message:itemBody publishedDateTime:D
profilePhoto<entity height:I width:I
provisionChannelEmailResult~ email
provisionedPlan~ capabilityStatus provisioningStatus service
publicError~ code details:[publicErrorDetail] innerError:publicInnerError message target
publicErrorDetail~ code message target
publicInnerError+~ code details:[publicErrorDetail] message target
publicationFacet~ checkedOutBy:identitySet level versionId
quota~ deleted:L remaining:L state storagePlanInformation:storagePlanInformation total:L used:L
reactionsFacet~ commentCount:I likeCount:I shareCount:I
recentNotebook~ displayName lastAccessedTime:D links:recentNotebookLinks sourceService:onenoteSourceService
recentNotebookLinks~ oneNoteClientUrl:externalLink oneNoteWebUrl:externalLink
recipient~ emailAddress:emailAddress
recurrencePattern~ dayOfMonth:I daysOfWeek:[dayOfWeek] firstDayOfWeek:dayOfWeek index:weekIndex interval:I month:I type:recurrencePatternType
recurrenceRange~ endDate:Date numberOfOccurrences:I recurrenceTimeZone startDate:Date type:recurrenceRangeType
referenceAttachment<attachment
reminder~ changeKey eventEndTime:dateTimeTimeZone eventId eventLocation:location eventStartTime:dateTimeTimeZone eventSubject eventWebLink reminderFireTime:dateTimeTimeZone
remoteItem~ createdBy:identitySet createdDateTime:D file:file fileSystemInfo:fileSystemInfo folder:folder id image:image lastModifiedBy:identitySet lastModifiedDateTime:D name package:package parentReference:itemReference shared:shared sharepointIds:sharepointIds size:L specialFolder:specialFolder video:video webDavUrl webUrl
resourceLink~ linkType:resourceLinkType name value
resourceReference~ id type webUrl
resourceVisualization~ containerDisplayName containerType containerWebUrl mediaType previewImageUrl previewText title type
responseStatus~ response:responseType time:D
resultTemplateDictionary<Dictionary+~
resultTemplateOption~ enableResultTemplate:B
richLongRunningOperation<longRunningOperation error:publicError percentageComplete:I resourceId type
room<place audioDeviceName bookingType:bookingType building capacity:I displayDeviceName emailAddress floorLabel floorNumber:I nickname teamsEnabledState:placeFeatureEnablement videoDeviceName
roomList<place emailAddress
root~
schedule<entity enabled:B isActivitiesIncludedWhenCopyingShiftsEnabled:B offerShiftRequestsEnabled:B openShiftsEnabled:B provisionStatus:operationStatus provisionStatusCode startDayOfWeek:dayOfWeek swapShiftsRequestsEnabled:B timeClockEnabled:B timeClockSettings:timeClockSettings timeOffRequestsEnabled:B timeZone workforceIntegrationIds:[String] >dayNotes:[dayNote] >offerShiftRequests:[offerShiftRequest] >openShiftChangeRequests:[openShiftChangeRequest] >openShifts:[openShift] >schedulingGroups:[schedulingGroup] >shifts:[shift] >swapShiftsChangeRequests:[swapShiftsChangeRequest] >timeCards:[timeCard] >timeOffReasons:[timeOffReason] >timeOffRequests:[timeOffRequest] >timesOff:[timeOff]
scheduleChangeRequest<changeTrackedEntity assignedTo:scheduleChangeRequestActor managerActionDateTime:D managerActionMessage managerUserId senderDateTime:D senderMessage senderUserId state:scheduleChangeState
scheduleEntity~ endDateTime:D startDateTime:D theme:scheduleEntityTheme
scheduleInformation~ availabilityView error:freeBusyError scheduleId scheduleItems:[scheduleItem] workingHours:workingHours
scheduleItem~ end:dateTimeTimeZone isPrivate:B location start:dateTimeTimeZone status:freeBusyStatus subject
schedulingGroup<changeTrackedEntity code displayName isActive:B userIds:[String]
scoredEmailAddress~ address itemId relevanceScore:F selectionLikelihood:selectionLikelihoodInfo
searchAggregation~ buckets:[searchBucket] field
searchAlteration~ alteredHighlightedQueryString alteredQueryString alteredQueryTokens:[alteredQueryToken]
searchAlterationOptions~ enableModification:B enableSuggestion:B
searchBucket~ aggregationFilterToken count:I key
searchEntity<entity
searchHit~ contentSource hitId isCollapsed:B rank:I resultTemplateId summary >resource:entity
searchHitsContainer~ aggregations:[searchAggregation] hits:[searchHit] moreResultsAvailable:B total:I
searchQuery~ queryString queryTemplate
searchRequest~ aggregationFilters:[String] aggregations:[aggregationOption] collapseProperties:[collapseProperty] contentSources:[String] enableTopResults:B entityTypes:[entityType] fields:[String] from:I query:searchQuery queryAlterationOptions:searchAlterationOptions region resultTemplateOptions:resultTemplateOption sharePointOneDriveOptions:sharePointOneDriveOptions size:I sortProperties:[sortProperty]
searchResponse~ hitsContainers:[searchHitsContainer] queryAlterationResponse:alterationResponse resultTemplates:resultTemplateDictionary searchTerms:[String]
searchResult~ onClickTelemetryUrl
section<place
sectionGroup<onenoteEntityHierarchyModel sectionGroupsUrl sectionsUrl >sectionGroups:[sectionGroup] >sections:[onenoteSection]
sectionLinks~ oneNoteClientUrl:externalLink oneNoteWebUrl:externalLink
serverProcessedContent~ htmlStrings:[metaDataKeyStringPair] imageSources:[metaDataKeyStringPair] links:[metaDataKeyStringPair] searchablePlainTexts:[metaDataKeyStringPair]
servicePlanInfo~ appliesTo provisioningStatus servicePlanId:Guid servicePlanName
serviceProvisioningError~ createdDateTime:D isResolved:B serviceInstance
sharePointGroupIdentity<identity+~ principalId title
sharePointIdentity<identity+~ loginName
sharePointIdentitySet<identitySet+~ group:identity sharePointGroup:sharePointGroupIdentity siteGroup:sharePointIdentity siteUser:sharePointIdentity
sharePointOneDriveOptions~ includeContent:searchContent
shared~ owner:identitySet scope sharedBy:identitySet sharedDateTime:D
sharedDriveItem<baseItem owner:identitySet >driveItem:driveItem >items:[driveItem] >permission:permission >root:driveItem
sharedInsight<entity lastShared:sharingDetail resourceReference:resourceReference resourceVisualization:resourceVisualization sharingHistory:[sharingDetail] >resource:entity
sharedWithChannelTeamInfo<teamInfo isHostTeam:B >allowedMembers:[conversationMember]
sharepointIds~ listId listItemId listItemUniqueId siteId siteUrl tenantId webId
sharingDetail~ sharedBy:insightIdentity sharedDateTime:D sharingReference:resourceReference sharingSubject sharingType
sharingInvitation~ email invitedBy:identitySet redeemedBy signInRequired:B
sharingLink~ application:identity preventsDownload:B scope type webHtml webUrl
shift<changeTrackedEntity draftShift:shiftItem isStagedForDeletion:B schedulingGroupId sharedShift:shiftItem userId
shiftActivity~ code displayName endDateTime:D isPaid:B startDateTime:D theme:scheduleEntityTheme
shiftItem<scheduleEntity~ activities:[shiftActivity] displayName notes
signInActivity~ lastNonInteractiveSignInDateTime:D lastNonInteractiveSignInRequestId lastSignInDateTime:D lastSignInRequestId lastSuccessfulSignInDateTime:D lastSuccessfulSignInRequestId
site<baseItem displayName error:publicError isPersonalSite:B root:root sharepointIds:sharepointIds siteCollection:siteCollection >analytics:itemAnalytics >columns:[columnDefinition] >contentTypes:[contentType] >drive:drive >drives:[drive] >items:[baseItem] >lists:[list] >onenote:onenote >operations:[richLongRunningOperation] >pages:[baseSitePage] >permissions:[permission] >sites:[site]
siteArchivalDetails~ archiveStatus:siteArchiveStatus
siteCollection~ archivalDetails:siteArchivalDetails dataLocationCode hostname root:root
sitePage<baseSitePage+ promotionKind:pagePromotionType reactions:reactionsFacet showComments:B showRecommendedPages:B thumbnailWebUrl titleArea:titleArea
skypeForBusinessUserConversationMember<conversationMember tenantId userId
skypeUserConversationMember<conversationMember skypeId
solutionsRoot >bookingBusinesses:[bookingBusiness] >bookingCurrencies:[bookingCurrency] >virtualEvents:virtualEventsRoot
sortProperty~ isDescending:B name
specialFolder~ name
storagePlanInformation~ upgradeAvailable:B
swapShiftsChangeRequest<offerShiftRequest recipientShiftId
systemFacet~
targetedChatMessage<chatMessage recipient:identity
team<entity+ classification createdDateTime:D description displayName firstChannelName funSettings:teamFunSettings guestSettings:teamGuestSettings internalId isArchived:B memberSettings:teamMemberSettings messagingSettings:teamMessagingSettings specialization:teamSpecialization summary:teamSummary tenantId visibility:teamVisibilityType webUrl >allChannels:[channel] >channels:[channel] >incomingChannels:[channel] >installedApps:[teamsAppInstallation] >members:[conversationMember] >photo:profilePhoto >primaryChannel:channel >schedule:schedule >tags:[teamworkTag]
teamFunSettings~ allowCustomMemes:B allowGiphy:B allowStickersAndMemes:B giphyContentRating:giphyRatingType
teamGuestSettings~ allowCreateUpdateChannels:B allowDeleteChannels:B
teamInfo<entity displayName tenantId >team:team
teamMemberSettings~ allowAddRemoveApps:B allowCreatePrivateChannels:B allowCreateUpdateChannels:B allowCreateUpdateRemoveConnectors:B allowCreateUpdateRemoveTabs:B allowDeleteChannels:B
teamMessagingSettings~ allowChannelMentions:B allowOwnerDeleteMessages:B allowTeamMentions:B allowUserDeleteMessages:B allowUserEditMessages:B
teamSummary~ guestsCount:I membersCount:I ownersCount:I
teamsApp<entity displayName distributionMethod:teamsAppDistributionMethod externalId
teamsAppInstallation<entity consentedPermissionSet:teamsAppPermissionSet
teamsAppPermissionSet~ resourceSpecificPermissions:[teamsAppResourceSpecificPermission]
teamsAppResourceSpecificPermission~ permissionType:teamsAppResourceSpecificPermissionType permissionValue
teamsLicensingDetails~ hasTeamsLicense:B
teamsTab<entity configuration:teamsTabConfiguration displayName webUrl
teamsTabConfiguration+~ contentUrl entityId removeUrl websiteUrl
teamwork<entity isTeamsEnabled:B region
teamworkActivityTopic~ source:teamworkActivityTopicSource value webUrl
teamworkConversationIdentity<identity+~ conversationIdentityType:teamworkConversationIdentityType
teamworkHostedContent<entity contentBytes:Binary contentType
teamworkNotificationRecipient~
teamworkOnlineMeetingInfo~ calendarEventId joinWebUrl organizer:teamworkUserIdentity
teamworkTag<entity description displayName memberCount:I tagType:teamworkTagType teamId >members:[teamworkTagMember]
teamworkTagMember<entity displayName tenantId userId
teamworkUserIdentity<identity+~ userIdentityType:teamworkUserIdentityType
termColumn~ allowMultipleValues:B showFullyQualifiedName:B
textColumn~ allowMultipleLines:B appendChangesToExistingText:B linesForEditing:I maxLength:I textType
thumbnail~ content:Stream height:I sourceItemId url width:I
thumbnailColumn~
thumbnailSet<entity+ large:thumbnail medium:thumbnail small:thumbnail source:thumbnail
timeCard<changeTrackedEntity breaks:[timeCardBreak] clockInEvent:timeCardEvent clockOutEvent:timeCardEvent confirmedBy:confirmedBy notes:itemBody originalEntry:timeCardEntry state:timeCardState userId
timeCardBreak~ breakId end:timeCardEvent notes:itemBody start:timeCardEvent
timeCardEntry~ breaks:[timeCardBreak] clockInEvent:timeCardEvent clockOutEvent:timeCardEvent
timeCardEvent~ dateTime:D isAtApprovedLocation:B notes:itemBody
timeClockSettings~ approvedLocation:geoCoordinates
timeConstraint~ activityDomain:activityDomain timeSlots:[timeSlot]
timeOff<changeTrackedEntity draftTimeOff:timeOffItem isStagedForDeletion:B sharedTimeOff:timeOffItem userId
timeOffItem<scheduleEntity~ timeOffReasonId
timeOffReason<changeTrackedEntity code displayName iconType:timeOffReasonIconType isActive:B
timeOffRequest<scheduleChangeRequest endDateTime:D startDateTime:D timeOffReasonId
timeSlot~ end:dateTimeTimeZone start:dateTimeTimeZone
timeZoneBase~ name
timeZoneInformation~ alias displayName
titleArea+~ alternativeText enableGradientEffect:B imageWebUrl layout:titleAreaLayoutType serverProcessedContent:serverProcessedContent showAuthor:B showPublishedDate:B showTextBlockAboveTitle:B textAboveTitle textAlignment:titleAreaTextAlignmentType
todo<entity >lists:[todoTaskList]
todoTask<entity body:itemBody bodyLastModifiedDateTime:D categories:[String] completedDateTime:dateTimeTimeZone createdDateTime:D dueDateTime:dateTimeTimeZone hasAttachments:B importance:importance isReminderOn:B lastModifiedDateTime:D recurrence:patternedRecurrence reminderDateTime:dateTimeTimeZone startDateTime:dateTimeTimeZone status:taskStatus title >attachments:[attachmentBase] >checklistItems:[checklistItem] >extensions:[extension] >linkedResources:[linkedResource]
todoTaskList<entity displayName isOwner:B isShared:B wellknownListName:wellknownListName >extensions:[extension] >tasks:[todoTask]
trending<entity lastModifiedDateTime:D resourceReference:resourceReference resourceVisualization:resourceVisualization weight:F >resource:entity
usageDetails~ lastAccessedDateTime:D lastModifiedDateTime:D
usedInsight<entity lastUsed:usageDetails resourceReference:resourceReference resourceVisualization:resourceVisualization >resource:entity
user<directoryObject+ aboutMe accountEnabled:B ageGroup assignedLicenses:[assignedLicense] assignedPlans:[assignedPlan] authorizationInfo:authorizationInfo birthday:D businessPhones:[String] city companyName consentProvidedForMinor country createdDateTime:D creationType customSecurityAttributes:customSecurityAttributeValue department deviceEnrollmentLimit:I displayName employeeHireDate:D employeeId employeeLeaveDateTime:D employeeOrgData:employeeOrgData employeeType externalUserState externalUserStateChangeDateTime:D faxNumber givenName hireDate:D identities:[objectIdentity] identityParentId imAddresses:[String] interests:[String] isManagementRestricted:B isResourceAccount:B jobTitle lastPasswordChangeDateTime:D legalAgeGroupClassification licenseAssignmentStates:[licenseAssignmentState] mail mailboxSettings:mailboxSettings mailNickname mobilePhone mySite officeLocation onPremisesDistinguishedName onPremisesDomainName onPremisesExtensionAttributes:onPremisesExtensionAttributes onPremisesImmutableId onPremisesLastSyncDateTime:D onPremisesProvisioningErrors:[onPremisesProvisioningError] onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled:B onPremisesUserPrincipalName otherMails:[String] passwordPolicies passwordProfile:passwordProfile pastProjects:[String] postalCode preferredDataLocation preferredLanguage preferredName print:userPrint provisionedPlans:[provisionedPlan] proxyAddresses:[String] responsibilities:[String] schools:[String] securityIdentifier serviceProvisioningErrors:[serviceProvisioningError] showInAddressList:B signInActivity:signInActivity signInSessionsValidFromDateTime:D skills:[String] state streetAddress surname usageLocation userPrincipalName userType >activities:[userActivity] >adhocCalls:[adhocCall] >calendar:calendar >calendarGroups:[calendarGroup] >calendars:[calendar] >calendarView:[event] >chats:[chat] >cloudClipboard:cloudClipboardRoot >contactFolders:[contactFolder] >contacts:[contact] >createdObjects:[directoryObject] >directReports:[directoryObject] >drive:drive >drives:[drive] >employeeExperience:employeeExperienceUser >events:[event] >extensions:[extension] >followedSites:[site] >insights:itemInsights >joinedTeams:[team] >licenseDetails:[licenseDetails] >mailFolders:[mailFolder] >manager:directoryObject >memberOf:[directoryObject] >messages:[message] >onenote:onenote >onlineMeetings:[onlineMeeting] >outlook:outlookUser >ownedObjects:[directoryObject] >people:[person] >photo:profilePhoto >photos:[profilePhoto] >planner:plannerUser >presence:presence >sponsorOf:[directoryObject] >sponsors:[directoryObject] >teamwork:userTeamwork >todo:todo >transitiveMemberOf:[directoryObject]
userActivity<entity activationUrl activitySourceHost appActivityId appDisplayName contentInfo:Json contentUrl createdDateTime:D expirationDateTime:D fallbackUrl lastModifiedDateTime:D status:status userTimezone visualElements:visualInfo >historyItems:[activityHistoryItem]
userPrint~
userScopeTeamsAppInstallation<teamsAppInstallation >chat:chat
userTeamwork<entity locale region >associatedTeams:[associatedTeamInfo] >installedApps:[userScopeTeamsAppInstallation]
userWorkLocation~ placeId source:workLocationSource workLocationType:workLocationType
video~ audioBitsPerSample:I audioChannels:I audioFormat audioSamplesPerSecond:I bitrate:I duration:L fourCC frameRate:F height:I width:I
virtualEvent<entity createdBy:communicationsIdentitySet description:itemBody displayName endDateTime:dateTimeTimeZone externalEventInformation:[virtualEventExternalInformation] isRegistrationRequired:B settings:virtualEventSettings startDateTime:dateTimeTimeZone status:virtualEventStatus >presenters:[virtualEventPresenter] >sessions:[virtualEventSession]
virtualEventExternalInformation~ applicationId externalEventId
virtualEventExternalRegistrationInformation~ referrer registrationId
virtualEventPresenter<entity email identity:identity presenterDetails:virtualEventPresenterDetails
virtualEventPresenterDetails~ bio:itemBody company jobTitle linkedInProfileWebUrl personalSiteWebUrl photo:Stream twitterProfileWebUrl
virtualEventRegistration<entity cancelationDateTime:D email externalRegistrationInformation:virtualEventExternalRegistrationInformation firstName lastName preferredLanguage preferredTimezone registrationDateTime:D registrationQuestionAnswers:[virtualEventRegistrationQuestionAnswer] status:virtualEventAttendeeRegistrationStatus userId >sessions:[virtualEventSession]
virtualEventRegistrationQuestionAnswer~ booleanValue:B displayName multiChoiceValues:[String] questionId value
virtualEventSession<onlineMeetingBase capacity:I endDateTime:dateTimeTimeZone startDateTime:dateTimeTimeZone videoOnDemandWebUrl
virtualEventSettings~ isAttendeeEmailNotificationEnabled:B
virtualEventTownhall<virtualEvent audience:meetingAudience capacity:I coOrganizers:[communicationsUserIdentity] invitedAttendees:[identity] isInviteOnly:B >registrations:[virtualEventRegistration]
virtualEventWebinar<virtualEvent audience:meetingAudience coOrganizers:[communicationsUserIdentity] >registrations:[virtualEventRegistration]
virtualEventsRoot<entity >events:[virtualEvent] >townhalls:[virtualEventTownhall] >webinars:[virtualEventWebinar]
visualInfo~ attribution:imageInfo backgroundColor content:Json description displayText
watermarkProtectionValues~ isEnabledForContentSharing:B isEnabledForVideo:B
website~ address displayName type:websiteType
workbook<entity >application:workbookApplication >comments:[workbookComment] >names:[workbookNamedItem] >operations:[workbookOperation] >tables:[workbookTable] >worksheets:[workbookWorksheet]
workbookApplication<entity calculationMode
workbookChart<entity height:F left:F name top:F width:F >axes:workbookChartAxes >dataLabels:workbookChartDataLabels >format:workbookChartAreaFormat >legend:workbookChartLegend >series:[workbookChartSeries] >title:workbookChartTitle
workbookChartAreaFormat<entity >fill:workbookChartFill >font:workbookChartFont
workbookChartAxes<entity >categoryAxis:workbookChartAxis >seriesAxis:workbookChartAxis >valueAxis:workbookChartAxis
workbookChartAxis<entity majorUnit:Json maximum:Json minimum:Json minorUnit:Json >format:workbookChartAxisFormat >majorGridlines:workbookChartGridlines >minorGridlines:workbookChartGridlines >title:workbookChartAxisTitle
workbookChartAxisFormat<entity >font:workbookChartFont >line:workbookChartLineFormat
workbookChartAxisTitle<entity text visible:B
workbookChartDataLabels<entity position separator showBubbleSize:B showCategoryName:B showLegendKey:B showPercentage:B showSeriesName:B showValue:B
workbookChartFill<entity
workbookChartFont<entity bold:B color italic:B name size:F underline
workbookChartGridlines<entity visible:B >format:workbookChartGridlinesFormat
workbookChartGridlinesFormat<entity >line:workbookChartLineFormat
workbookChartLegend<entity overlay:B position visible:B >format:workbookChartLegendFormat
workbookChartLegendFormat<entity >fill:workbookChartFill >font:workbookChartFont
workbookChartLineFormat<entity color
workbookChartPoint<entity value:Json
workbookChartSeries<entity name >points:[workbookChartPoint]
workbookChartTitle<entity overlay:B text visible:B >format:workbookChartTitleFormat
workbookChartTitleFormat<entity >fill:workbookChartFill >font:workbookChartFont
workbookComment<entity content contentType >replies:[workbookCommentReply]
workbookCommentReply<entity content contentType
workbookFilter<entity criteria:workbookFilterCriteria
workbookFilterCriteria~ color criterion1 criterion2 dynamicCriteria filterOn icon:workbookIcon operator values:Json
workbookFormatProtection<entity formulaHidden:B locked:B
workbookIcon~ index:I set
workbookNamedItem<entity comment name scope type value:Json visible:B
workbookOperation<entity error:workbookOperationError resourceLocation status:workbookOperationStatus
workbookOperationError~ code innerError:workbookOperationError message
workbookPivotTable<entity name
workbookRange<entity address addressLocal cellCount:I columnCount:I columnHidden:B columnIndex:I formulas:Json formulasLocal:Json formulasR1C1:Json hidden:B numberFormat:Json rowCount:I rowHidden:B rowIndex:I text:Json values:Json valueTypes:Json >format:workbookRangeFormat >sort:workbookRangeSort
workbookRangeBorder<entity color sideIndex style weight
workbookRangeFill<entity color
workbookRangeFont<entity bold:B color italic:B name size:F underline
workbookRangeFormat<entity columnWidth:F horizontalAlignment rowHeight:F verticalAlignment wrapText:B >borders:[workbookRangeBorder] >fill:workbookRangeFill >font:workbookRangeFont >protection:workbookFormatProtection
workbookRangeSort<entity
workbookRangeView<entity cellAddresses:Json columnCount:I formulas:Json formulasLocal:Json formulasR1C1:Json index:I numberFormat:Json rowCount:I text:Json values:Json valueTypes:Json >rows:[workbookRangeView]
workbookSortField~ ascending:B color dataOption icon:workbookIcon key:I sortOn
workbookTable<entity highlightFirstColumn:B highlightLastColumn:B legacyId name showBandedColumns:B showBandedRows:B showFilterButton:B showHeaders:B showTotals:B style >columns:[workbookTableColumn] >rows:[workbookTableRow] >sort:workbookTableSort
workbookTableColumn<entity index:I name values:Json >filter:workbookFilter
workbookTableRow<entity index:I values:Json
workbookTableSort<entity fields:[workbookSortField] matchCase:B method
workbookWorksheet<entity name position:I visibility >charts:[workbookChart] >names:[workbookNamedItem] >pivotTables:[workbookPivotTable] >protection:workbookWorksheetProtection >tables:[workbookTable]
workbookWorksheetProtection<entity options:workbookWorksheetProtectionOptions protected:B
workbookWorksheetProtectionOptions~ allowAutoFilter:B allowDeleteColumns:B allowDeleteRows:B allowFormatCells:B allowFormatColumns:B allowFormatRows:B allowInsertColumns:B allowInsertHyperlinks:B allowInsertRows:B allowPivotTables:B allowSort:B
workingHours~ daysOfWeek:[dayOfWeek] endTime:TimeOfDay startTime:TimeOfDay timeZone:timeZoneBase
workspace<place capacity:I displayDeviceName emailAddress mode:placeMode nickname

activityDomain unknown work personal unrestricted
allowedLobbyAdmitterRoles organizerAndCoOrganizersAndPresenters organizerAndCoOrganizers
answerInputType text radioButton
attendeeType required optional resource
automaticRepliesStatus disabled alwaysEnabled scheduled
bodyType text html
bookingPageAccessControl unrestricted restrictedToOrganization
bookingPriceType undefined fixedPrice startingAt hourly free priceVaries callUs notSet
bookingReminderRecipients allAttendees staff customer
bookingType unknown standard reserved
bookingsServiceAvailabilityType bookWhenStaffAreFree notBookable customWeeklyHours
broadcastMeetingAudience roleIsAttendee organization everyone
bucketAggregationSortProperty count keyAsString keyAsNumber
calendarColor auto lightBlue lightGreen lightOrange lightGray lightYellow lightTeal lightPink lightBrown lightRed maxColor
calendarRoleType none freeBusyRead limitedRead read write delegateWithoutPrivateEventAccess delegateWithPrivateEventAccess custom
categoryColor none preset0 preset1 preset2 preset3 preset4 preset5 preset6 preset7 preset8 preset9 preset10 preset11 preset12 preset13 preset14 preset15 preset16 preset17 preset18 preset19 preset20 preset21 preset22 preset23 preset24
channelLayoutType post chat
channelMembershipType standard private shared
chatMessageActions reactionAdded reactionRemoved actionUndefined
chatMessageImportance normal high urgent
chatMessagePolicyViolationDlpActionTypes none notifySender blockAccess blockAccessExternal
chatMessagePolicyViolationUserActionTypes none override reportFalsePositive
chatMessagePolicyViolationVerdictDetailsTypes none allowFalsePositiveOverride allowOverrideWithoutJustification allowOverrideWithJustification
chatMessageType message chatEvent typing systemEventMessage
chatType oneOnOne group meeting
checkInMethod unspecified manual inferred verified
clonableTeamParts apps tabs settings channels members
columnTypes note text choice multichoice number currency dateTime lookup boolean user url calculated location geolocation term multiterm thumbnail approvalStatus
communityPrivacy public private
confirmedBy none user manager
courseStatus notStarted inProgress completed
dayOfWeek sunday monday tuesday wednesday thursday friday saturday
delegateMeetingMessageDeliveryOptions sendToDelegateAndInformationToPrincipal sendToDelegateAndPrincipal sendToDelegateOnly
endpointType default voicemail skypeForBusiness skypeForBusinessVoipPhone
engagementAsyncOperationType createCommunity
entityType event message driveItem externalItem site list listItem drive chatMessage person acronym bookmark
eventType singleInstance occurrence exception seriesMaster
exchangeIdFormat entryId ewsId immutableEntryId restId restImmutableEntryId
externalAudienceScope none contactsOnly all
followupFlagStatus notFlagged complete flagged
freeBusyStatus unknown free tentative busy oof workingElsewhere
giphyRatingType strict moderate
groupAccessType none private secret public
importance low normal high
inferenceClassificationType focused other
level beginner intermediate advanced
lobbyBypassScope organizer organization organizationAndFederated everyone invited organizationExcludingGuests
locationType default conferenceRoom homeAddress businessAddress geoCoordinates streetAddress hotel restaurant localBusiness postalAddress
locationUniqueIdType unknown locationStore directory private bing
longRunningOperationStatus notStarted running succeeded failed
mailTipsType automaticReplies mailboxFullStatus customMailTip externalMemberCount totalMemberCount maxMessageSize deliveryRestriction moderationStatus recipientScope recipientSuggestions
meetingAudience everyone organization
meetingChatHistoryDefaultMode none all
meetingChatMode enabled disabled limited
meetingLiveShareOptions enabled disabled
migrationMode inProgress completed
onenoteSourceService Unknown OneDrive OneDriveForBusiness OnPremOneDriveForBusiness
onenoteUserRole None Owner Contributor Reader
onlineMeetingPresenters everyone organization roleIsPresenter organizer
onlineMeetingProviderType unknown skypeForBusiness skypeForConsumer teamsForBusiness
onlineMeetingRole attendee presenter producer coorganizer
onlineMeetingType adhoc scheduled recurring broadcast meetnow
operationStatus NotStarted Running Completed Failed
pageLayoutType microsoftReserved article home
pagePromotionType microsoftReserved page newsPost
phoneType home business mobile other assistant homeFax businessFax otherFax pager radio
placeFeatureEnablement unknown enabled disabled
plannerContainerType group roster
plannerPreviewType automatic noPreview checklist description reference
recipientScopeType none internal external externalPartner externalNonPartner
recurrencePatternType daily weekly absoluteMonthly relativeMonthly absoluteYearly relativeYearly
recurrenceRangeType endDate noEnd numbered
remindBeforeTimeInMinutesType mins15
resourceLinkType url
responseType none organizer tentativelyAccepted accepted declined notResponded
scheduleChangeRequestActor sender recipient manager system
scheduleChangeState pending approved declined
scheduleEntityTheme white blue green purple pink yellow gray darkBlue darkGreen darkPurple darkPink darkYellow darkRed cranberry darkOrange bronze peach gold lime forest lightGreen jade lightTeal darkTeal steel skyBlue blueGray lavender lilac plum magenta darkBrown beige charcoal silver
searchAlterationType suggestion modification
searchContent sharedContent privateContent
selectionLikelihoodInfo notSpecified high
sensitivity normal personal private confidential
siteArchiveStatus recentlyArchived fullyArchived reactivating
status active updated deleted ignored
taskStatus notStarted inProgress completed waitingOnOthers deferred
teamSpecialization none educationStandard educationClass educationProfessionalLearningCommunity educationStaff healthcareStandard healthcareCareCoordination
teamVisibilityType private public hiddenMembership
teamsAppDistributionMethod store organization sideloaded
teamsAppResourceSpecificPermissionType delegated application
teamworkActivityTopicSource entityUrl text
teamworkConversationIdentityType team channel chat
teamworkTagType standard
teamworkUserIdentityType aadUser onPremiseAadUser anonymousGuest federatedUser personalMicrosoftAccountUser skypeUser phoneUser emailUser
timeCardState clockedIn onBreak clockedOut
timeOffReasonIconType none car calendar running plane firstAid doctor notWorking clock juryDuty globe cup phone weather umbrella piggyBank dog cake trafficCone pin sunny
titleAreaLayoutType imageAndTitle plain colorBlock overlap
titleAreaTextAlignmentType left center
userPurpose user linked shared room equipment others
virtualAppointmentMessageType confirmation reschedule cancellation
virtualEventAttendeeRegistrationStatus registered canceled waitlisted pendingApproval rejectedByOrganizer
virtualEventStatus draft published canceled
websiteType other home work blog profile
weekIndex first second third fourth last
wellknownListName none defaultList flaggedEmails
workLocationSource none manual scheduled automatic
workLocationType unspecified office remote timeOff
workbookOperationStatus notStarted running succeeded failed

!accept event - SendResponse:B Comment:String
!add [conversationMember] [actionResultPart] values:[conversationMember]
!add [site] [site] value:[site]
!add [workbookChart] workbookChart type:String sourceData:Json seriesBy:String
!add [workbookNamedItem] workbookNamedItem name:String reference:Json comment:String
!add [workbookTableColumn] workbookTableColumn index:I values:Json name:String
!add [workbookTableRow] workbookTableRow index:I values:Json
!add [workbookTable] workbookTable address:String hasHeaders:B
!add [workbookWorksheet] workbookWorksheet name:String
!addCopy [contentType] contentType contentType:String
!addCopyFromContentTypeHub [contentType] contentType contentTypeId:String
!addFavorite group -
!apply workbookFilter - criteria:workbookFilterCriteria
!apply workbookRangeSort - fields:[workbookSortField] matchCase:B hasHeaders:B orientation:String method:String
!apply workbookTableSort - fields:[workbookSortField] matchCase:B method:String
!approve scheduleChangeRequest - message:String
!archive channel - shouldSetSpoSiteReadOnlyForMembers:B
!archive team - shouldSetSpoSiteReadOnlyForMembers:B
!associateWithHubSites contentType - hubSiteUrls:[String] propagateToExistingLists:B
!autofitColumns workbookRangeFormat -
!autofitRows workbookRangeFormat -
!calculate workbookApplication - calculationType:String
!cancel bookingAppointment - cancellationMessage:String
!cancel event - Comment:String
!cancel virtualEvent -
!cancel virtualEventRegistration -
!checkMemberGroups directoryObject [String] groupIds:[String]
!checkMemberObjects directoryObject [String] ids:[String]
!checkin driveItem - checkInAs:String comment:String
!checkout driveItem -
!clear workbookChartFill -
!clear workbookChartLineFormat -
!clear workbookFilter -
!clear workbookRange - applyTo:String
!clear workbookRangeFill -
!clear workbookTableSort -
!clearAutomaticLocation presence -
!clearFilters workbookTable -
!clearLocation presence -
!clearPresence presence - sessionId:String
!clearUserPreferredPresence presence -
!clockIn [timeCard] timeCard isAtApprovedLocation:B onBehalfOfUserId:String notes:itemBody
!clockOut timeCard timeCard isAtApprovedLocation:B notes:itemBody
!clone team - displayName:String description:String mailNickname:String classification:String visibility:teamVisibilityType partsToClone:clonableTeamParts
!confirm timeCard timeCard
!convertToRange workbookTable workbookRange
!copy driveItem driveItem name:String parentReference:itemReference childrenOnly:B includeAllVersionHistory:B
!copy mailFolder mailFolder DestinationId:String
!copy message message DestinationId:String
!copyNotebook notebook onenoteOperation groupId:String renameAs:String notebookFolder:String siteCollectionId:String siteId:String
!copyToDefaultContentLocation contentType - sourceFile:itemReference destinationFileName:String
!copyToNotebook onenoteSection onenoteOperation id:String groupId:String renameAs:String siteCollectionId:String siteId:String
!copyToSection onenotePage onenoteOperation id:String groupId:String siteCollectionId:String siteId:String
!copyToSectionGroup onenoteSection onenoteOperation id:String groupId:String renameAs:String siteCollectionId:String siteId:String
!createForward message message ToRecipients:[recipient] Message:message Comment:String
!createLink driveItem permission type:String scope:String expirationDateTime:D password:String message:String recipients:[driveRecipient] retainInheritedPermissions:B sendNotification:B
!createLink listItem permission type:String scope:String expirationDateTime:D password:String message:String recipients:[driveRecipient] retainInheritedPermissions:B sendNotification:B
!createOrGet [onlineMeeting] onlineMeeting chatInfo:chatInfo endDateTime:D externalId:String participants:meetingParticipants startDateTime:D subject:String
!createReply message message Message:message Comment:String
!createReplyAll message message Message:message Comment:String
!decline event - ProposedNewTime:timeSlot SendResponse:B Comment:String
!decline scheduleChangeRequest - message:String
!delete workbookRange - shift:String
!deleteTargetedMessage userTeamwork - teamId:String channelId:String messageId:String
!discardCheckout driveItem -
!dismissReminder event -
!endBreak timeCard timeCard isAtApprovedLocation:B notes:itemBody
!findMeetingTimes user meetingTimeSuggestionsResult attendees:[attendeeBase] locationConstraint:locationConstraint timeConstraint:timeConstraint meetingDuration:Duration maxCandidates:I isOrganizerOptional:B returnSuggestionReasons:B minimumAttendeePercentage:F
!follow driveItem driveItem
!forward event - ToRecipients:[recipient] Comment:String
!forward message - ToRecipients:[recipient] Message:message Comment:String
!forward post - Comment:String ToRecipients:[recipient]
!getMailTips user [mailTips] EmailAddresses:[String] MailTipsOptions:mailTipsType
!getMemberGroups directoryObject [String] securityEnabledOnly:B
!getMemberObjects directoryObject [String] securityEnabledOnly:B
!getNotebookFromWebUrl [notebook] CopyNotebookModel webUrl:String
!getPresencesByUserId cloudCommunications [presence] ids:[String]
!getSchedule calendar [scheduleInformation] Schedules:[String] EndTime:dateTimeTimeZone StartTime:dateTimeTimeZone AvailabilityViewInterval:I
!grant permission [permission] roles:[String] recipients:[driveRecipient]
!hideForUser chat - user:teamworkUserIdentity
!insert workbookRange workbookRange shift:String
!invite driveItem [permission] requireSignIn:B roles:[String] sendInvitation:B message:String recipients:[driveRecipient] retainInheritedPermissions:B expirationDateTime:String password:String
!markChatReadForUser chat - user:teamworkUserIdentity
!markChatUnreadForUser chat - user:teamworkUserIdentity lastMessageReadDateTime:D
!merge workbookRange - across:B
!move mailFolder mailFolder DestinationId:String
!move message message DestinationId:String
!protect workbookWorksheetProtection - options:workbookWorksheetProtectionOptions
!provisionEmail channel provisionChannelEmailResult
!publish bookingBusiness -
!publish contentType -
!publish virtualEvent -
!query searchEntity [searchResponse] requests:[searchRequest]
!reapply workbookTableSort -
!reapplyFilters workbookTable -
!refresh workbookPivotTable -
!refreshAll [workbookPivotTable] -
!remove [conversationMember] [actionResultPart] values:[conversationMember]
!remove [site] [site] value:[site]
!removeEmail channel -
!removeFavorite group -
!reply conversationThread - Post:post
!reply message - Message:message Comment:String
!reply post - Post:post
!replyAll message - Message:message Comment:String
!resetUnseenCount group -
!restoreVersion driveItemVersion -
!restoreVersion listItemVersion -
!send message -
!sendActivityNotification chat - topic:teamworkActivityTopic activityType:String chainId:L previewText:itemBody teamsAppId:String templateParameters:[keyValuePair] recipient:teamworkNotificationRecipient iconId:String
!sendActivityNotification team - topic:teamworkActivityTopic activityType:String chainId:L previewText:itemBody teamsAppId:String templateParameters:[keyValuePair] recipient:teamworkNotificationRecipient iconId:String
!sendActivityNotification userTeamwork - topic:teamworkActivityTopic activityType:String chainId:L previewText:itemBody teamsAppId:String templateParameters:[keyValuePair] iconId:String
!sendMail user - Message:message SaveToSentItems:B
!sendVirtualAppointmentReminderSms onlineMeeting - remindBeforeTimeInMinutesType:remindBeforeTimeInMinutesType attendees:[attendeeNotificationInfo]
!sendVirtualAppointmentSms onlineMeeting - messageType:virtualAppointmentMessageType attendees:[attendeeNotificationInfo]
!setAutomaticLocation presence - workLocationType:workLocationType placeId:String
!setData workbookChart - sourceData:Json seriesBy:String
!setExternalEventInformation virtualEvent - externalEventId:String
!setManualLocation presence - workLocationType:workLocationType placeId:String
!setPosition workbookChart - startCell:Json endCell:Json
!setPresence presence - sessionId:String availability:String activity:String expirationDuration:Duration
!setReaction chatMessage - reactionType:String
!setSolidColor workbookChartFill - color:String
!setStatusMessage presence - statusMessage:presenceStatusMessage
!setUserPreferredPresence presence - availability:String activity:String expirationDuration:Duration
!share schedule - notifyTeam:B startDateTime:D endDateTime:D
!snoozeReminder event - NewReminderTime:dateTimeTimeZone
!softDelete chatMessage -
!startBreak timeCard timeCard isAtApprovedLocation:B notes:itemBody
!subscribeByMail group -
!tentativelyAccept event - ProposedNewTime:timeSlot SendResponse:B Comment:String
!translateExchangeIds user [convertIdResult] InputIds:[String] TargetIdType:exchangeIdFormat SourceIdType:exchangeIdFormat
!unarchive channel -
!unarchive team -
!undoSoftDelete chatMessage -
!unfollow driveItem -
!unhideForUser chat - user:teamworkUserIdentity
!unmerge workbookRange -
!unprotect workbookWorksheetProtection -
!unpublish bookingBusiness -
!unpublish contentType -
!unsetReaction chatMessage - reactionType:String
!unsubscribeByMail group -
boundingRect workbookRange workbookRange anotherRange:String
cell workbookRange workbookRange row:I column:I
cell workbookWorksheet workbookRange row:I column:I
column workbookRange workbookRange column:I
columnsAfter workbookRange workbookRange count:I
columnsBefore workbookRange workbookRange count:I
dataBodyRange workbookTable workbookRange
dataBodyRange workbookTableColumn workbookRange
delta [chatMessage] [chatMessage]
delta [contactFolder] [contactFolder]
delta [contact] [contact]
delta [event] [event]
delta [group] [group]
delta [listItem] [listItem]
delta [mailFolder] [mailFolder]
delta [message] [message]
delta [orgContact] [orgContact]
delta [todoTaskList] [todoTaskList]
delta [todoTask] [todoTask]
delta [user] [user]
delta driveItem [driveItem]
descendants place [place]
doesUserHaveAccess channel B userId:String tenantId:String userPrincipalName:String
entireColumn workbookRange workbookRange
entireRow workbookRange workbookRange
getActivitiesByInterval driveItem [itemActivityStat] startDateTime:String endDateTime:String interval:String
getActivitiesByInterval listItem [itemActivityStat] startDateTime:String endDateTime:String interval:String
getActivitiesByInterval site [itemActivityStat] startDateTime:String endDateTime:String interval:String
getApplicableContentTypesForList site [contentType] listId:String
getByUserRole [virtualEventTownhall] [virtualEventTownhall] role:String
getByUserRole [virtualEventWebinar] [virtualEventWebinar] role:String
getCompatibleHubContentTypes [contentType] [contentType]
getRecentNotebooks [notebook] [recentNotebook] includePersonalNotebooks:B
getTeamsLicensingDetails [licenseDetails] teamsLicensingDetails
getVirtualAppointmentJoinWebUrl onlineMeeting String
headerRowRange workbookTable workbookRange
headerRowRange workbookTableColumn workbookRange
image workbookChart String
image workbookChart String width:I
image workbookChart String width:I height:I
image workbookChart String width:I height:I fittingMode:String
intersection workbookRange workbookRange anotherRange:String
isPublished contentType B
itemAt [workbookTableRow] workbookTableRow index:I
lastCell workbookRange workbookRange
lastColumn workbookRange workbookRange
lastRow workbookRange workbookRange
offsetRange workbookRange workbookRange rowOffset:I columnOffset:I
range workbookNamedItem workbookRange
range workbookRangeView workbookRange
range workbookTable workbookRange
range workbookTableColumn workbookRange
range workbookTableRow workbookRange
range workbookWorksheet workbookRange
range workbookWorksheet workbookRange address:String
recent [userActivity] [userActivity]
recent drive [driveItem]
reminderView user [reminder] StartDateTime:String EndDateTime:String
rowsAbove workbookRange workbookRange count:I
rowsBelow workbookRange workbookRange count:I
search driveItem [driveItem] q:String
sharedWithMe drive [driveItem]
supportedLanguages outlookUser [localeInfo]
supportedTimeZones outlookUser [timeZoneInformation]
tableRowOperationResult workbook workbookTableRow key:String
totalRowRange workbookTable workbookRange
totalRowRange workbookTableColumn workbookRange
usedRange workbookRange workbookRange
usedRange workbookWorksheet workbookRange
visibleView workbookRange workbookRangeView`;

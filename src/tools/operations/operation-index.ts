/**
 * Made by infra/graph-reference/derive.ts; read by graph-types.ts, which says in which form. Sources:
 * microsoftgraph/msgraph-metadata @ f54f11b60956ea7b185ca0447b2b80805836ec7b, schemas/v1.0-Prod.csdl (MIT);
 * microsoftgraph/microsoft-graph-devx-content @ 6cbd6bbd665a877560fdefbad74f3bdb5b57af88, permissions/new/permissions.json (MIT), scheme DelegatedWork.
 */
export const operationIndex = `chats:[chat] communications:cloudCommunications contacts:[orgContact] drives:[drive] employeeExperience:employeeExperience groups:[group] me:user places:[place] planner:planner search:searchEntity shares:[sharedDriveItem] sites:[site] solutions:solutionsRoot teams:[team] teamwork:teamwork users:[user]

chats Gn Pk
 {chatId} Gn Ao Dl
  hideForUser Po
  installedApps G2o
   {teamsAppInstallationId} G2o
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
  sendActivityNotification P2m
  tabs G2s P2r
   {teamsTabId} G2s A2t D2t
  unhideForUser Po
communications
 getPresencesByUserId P21
 onlineMeetings G1v
 presences G20
contacts G1x
 delta G1x
 {orgContactId} G1x
  checkMemberGroups P0
  checkMemberObjects P2z
  directReports G1x
  getMemberGroups P0
  getMemberObjects P2z
  manager G1x
  memberOf G1x
  transitiveMemberOf G1x
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
  {learningCourseActivityId} G1b
 learningProviders G1d P1e
  {learningProviderId} G1d A1e D1e
   learningContents G1c
    {learningContentId} G1c
 roles Gy
  {engagementRoleId}
   members Gy Pz
    {engagementRoleMemberId} Dz
groups G17
 delta G17
 {groupId} G15
  acceptedSenders G16
  addFavorite P18
  calendar
   calendarPermissions
    {calendarPermissionId} D7
   calendarView G16
    delta G16
   events G16 P18
    delta G5
    {eventId} G5 A7 D7
     attachments G5 P7
      {attachmentId} G5
     cancel P7
     forward P5
     instances G5
  calendarView G5
   delta G16
  checkMemberGroups P1a
  checkMemberObjects P2z
  conversations G13 P14
   {conversationId} G13 D14
    threads G13 P14
     {conversationThreadId} G13 A14 D14
      posts G13
       {postId} G13
        attachments G13
         {attachmentId} G13
        forward P14
        reply P14
      reply P14
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
  events G16 P18
   delta G5
   {eventId} G5 A7 D7
    attachments G5 P7
     {attachmentId} G5
    cancel P7
    forward P5
    instances G5
  getMemberGroups P1a
  getMemberObjects P2z
  memberOf G1a
  members G1a
  onenote
   notebooks G1p P1p
    getNotebookFromWebUrl P1p
    {notebookId} G1p
     copyNotebook P1p
     sectionGroups G1p P1p
     sections G1p P1p
   operations
    {onenoteOperationId} G1p
   pages G1q P1p
    {onenotePageId} G1q D1r
     copyToSection P1p
   sectionGroups G1p
    {sectionGroupId} G1p
     sectionGroups G1p P1p
     sections G1p P1p
   sections G1p
    {onenoteSectionId} G1p
     copyToNotebook P1p
     copyToSectionGroup P1p
     pages G1q P1p
  owners G19
  photo G24 A25 U25 D25
  photos G24
   {profilePhotoId} G24
  planner
   plans G2c
  rejectedSenders G16
  removeFavorite P18
  resetUnseenCount P18
  subscribeByMail P18
  team G16
   channels G16
    {channelId} G16
  threads G13 P14
   {conversationThreadId} G13 A14 D14
    posts G13
     {postId} G13
      attachments G13
       {attachmentId} G13
      forward P14
      reply P14
    reply P14
  transitiveMemberOf G1a
  transitiveMembers G1a
  unsubscribeByMail P18
me G2z
 activities G33
  recent G33
  {userActivityId} U33 D33
   historyItems
    {activityHistoryItemId} U33 D33
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
 checkMemberObjects P2z
 cloudClipboard
  items G34
   {cloudClipboardItemId} G34
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
 createdObjects G2z
 directReports G2z
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
   {learningCourseActivityId} G1b
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
 extensions G2z
 findMeetingTimes P6
 followedSites G2a
 getMailTips P1g
 getMemberGroups P0
 getMemberObjects P2z
 insights
  shared G2a
  trending G2a
   {trendingId}
    resource G2a
  used G2a
   {usedInsightId}
    resource G2a
 joinedTeams G2h
 licenseDetails G1f
 mailFolders G1i P1j
  delta G1i
  {mailFolderId} G1i A1j D1j
   childFolders G1i P1j
   copy P1j
   messages G1i P1j
    delta G1i
    {messageId} G1g A1j D1j
     attachments G1g P1j
      {attachmentId} G1g
     copy P1j
     createForward P1j
     createReply P1j
     createReplyAll P1j
     forward P1l
     move P1j
     reply P1l
     replyAll P1l
   move P1j
 mailboxSettings G1n A1o
  automaticRepliesSetting G1n
  language G1n
  workingHours G1n
 manager G30
 memberOf G2z
  {directoryObjectId} G2z
 messages G1i P1j
  {messageId} G1g A1j D1j
   attachments G1g P1j
    {attachmentId} G1g
   copy P1j
   createForward P1j
   createReply P1j
   createReplyAll P1j
   forward P1l
   move P1j
   reply P1l
   send P1l
 onenote G2z
  notebooks G1p P1p
   getNotebookFromWebUrl P1p
   getRecentNotebooks(includePersonalNotebooks={includePersonalNotebooks}) G1p
   {notebookId} G1p
    copyNotebook P1p
    sectionGroups G1p P1p
    sections G1p P1p
  operations
   {onenoteOperationId} G1p
  pages G1q P1p
   {onenotePageId} G1q D1r
    copyToSection P1p
  sectionGroups G1p
   {sectionGroupId} G1p
    sectionGroups G1p P1p
    sections G1p P1p
  sections G1p
   {onenoteSectionId} G1p
    copyToNotebook P1p
    copyToSectionGroup P1p
    pages G1q P1p
 onlineMeetings G1v P1w
  createOrGet P1w
  {onlineMeetingId} G1v A1w D1w
   attendanceReports G1s
    {meetingAttendanceReportId} G1s
     attendanceRecords G1s
   getVirtualAppointmentJoinWebUrl G1v
   recordings G1t
    {callRecordingId} G1t
   sendVirtualAppointmentReminderSms P36
   sendVirtualAppointmentSms P36
   transcripts G1u
    {callTranscriptId} G1u
 outlook G2z
  masterCategories G1n P1o
   {outlookCategoryId} G1n A1o D1o
  supportedLanguages G2z
  supportedTimeZones G2z
 ownedObjects G2z
 people G1y
 photo G2z A32 U32 D32
 photos G2z
  {profilePhotoId} G2z
 planner G2c A2e
  plans G2c
  tasks G2c
 presence G20
 print
  recentPrinterShares G23
 sendMail P1l
 sponsorOf G2z
 sponsors G2z
 todo
  lists G2c P2e
   delta G2e
   {todoTaskListId} G2c A2e D2c
    tasks G2c P2e
     delta G2c
     {todoTaskId} G2c A2e D2e
      attachments G2c P2e
       {attachmentBaseId} G2c D2e
      checklistItems G2c P2e
       {checklistItemId} G2c A2e D2e
      linkedResources G2c P2e
       {linkedResourceId} G2c A2e D2e
 transitiveMemberOf G2z
 translateExchangeIds P31
places
 {placeId} G1z
  checkIns P7
   {checkInClaimId} G7
  descendants G1z
planner
 buckets G2c P2e
  {plannerBucketId} G2c A2e D2e
   tasks G2c
 plans G2c P2e
  {plannerPlanId} G2c A2e D2e
   buckets G2c
   details G2c A2e
   tasks G2c
 tasks G2c P2e
  {plannerTaskId} G2c A2e D2e
   assignedToTaskBoardFormat G2c A2e
   bucketTaskBoardFormat G2c A2e
   details G2c A2e
   progressTaskBoardFormat G2c A2e
search
 query P1g
shares
 {sharedDriveItemId} G12
  driveItem G12
  permission
   grant P12
sites G2a
 {siteId} G2a
  analytics G10
   allTime G10
   lastSevenDays G10
  columns G29 P29
   {columnDefinitionId} G29 A29 D29
  contentTypes G29 P29
   addCopyFromContentTypeHub P29
   getCompatibleHubContentTypes G29
   {contentTypeId} G29 A29 D29
    associateWithHubSites P29
    columns G29 P29
     {columnDefinitionId} G29 A29 D29
    copyToDefaultContentLocation P2b
    isPublished G28
    publish P28
    unpublish P28
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
  getApplicableContentTypesForList(listId='{listId}') G2a
  lists G2a P29
   {listId} G2a
    columns G29 P29
     {columnDefinitionId} G29 A29 D29
    contentTypes G2a
     addCopy P29
     addCopyFromContentTypeHub P29
     getCompatibleHubContentTypes G29
     {contentTypeId} G29 A29 D29
      columns G29 P29
       {columnDefinitionId} G29 A29 D29
    items G2a P2b
     delta G2a
     {listItemId} G2a A2b D2b
      analytics G10
       allTime G10
       lastSevenDays G10
      createLink P12
      documentSetVersions G2a P2b
       {documentSetVersionId} G2a D2b
      driveItem G10
      fields A2b
      getActivitiesByInterval(startDateTime='{startDateTime}',endDateTime='{endDateTime}',interval='{interval}') G10
      permissions G2a
       {permissionId} G2a
      versions G2a
       {listItemVersionId} G2a
        restoreVersion P2b
    operations G2a
     {richLongRunningOperationId} G2a
    permissions G2a
     {permissionId} G2a
  onenote
   notebooks G1p P1p
    getNotebookFromWebUrl P1p
    {notebookId} G1p
     copyNotebook P1p
     sectionGroups G1p P1p
     sections G1p P1p
   operations
    {onenoteOperationId} G1p
   pages G1q P1p
    {onenotePageId} G1q D1r
     copyToSection P1p
   sectionGroups G1p
    {sectionGroupId} G1p
     sectionGroups G1p P1p
     sections G1p P1p
   sections G1p
    {onenoteSectionId} G1p
     copyToNotebook P1p
     copyToSectionGroup P1p
     pages G1q P1p
  operations G2a
   {richLongRunningOperationId} G2a
  pages G2a P2b
   {baseSitePageId} G2a A2b D2b
  permissions G28
  sites G2a
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
  townhalls P38
   getByUserRole(role='{role}') G37
   {virtualEventTownhallId} G37 A38
    cancel P38
    presenters P38
     {virtualEventPresenterId} G37 A38 D38
    publish P38
    sessions G37
     {virtualEventSessionId} G37
    setExternalEventInformation P38
  webinars
   getByUserRole(role='{role}') G37
   {virtualEventWebinarId} G37
    cancel P38
    publish P38
    registrations P38
     {virtualEventRegistrationId} G37 A38
      cancel P38
    sessions G37
     {virtualEventSessionId} G37
    setExternalEventInformation P38
teams G2h P2g
 {teamId} G2h A2l
  allChannels Gd
  archive P2l
  channels Gd Pb
   {channelId} Gd Aj Dc
    allMembers Ge
     {conversationMemberId} Ge
    archive Pj
    doesUserHaveAccess(userId='{userId}',tenantId='{tenantId}',userPrincipalName='{userPrincipalName}') Ge
    enabledApps G2p
     {teamsAppId} G2q
      $ref D2n
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
    tabs G2s P2r
     {teamsTabId} G2s A2u D2u
    unarchive Pj
  clone P2g
  incomingChannels Gd
   {channelId} Dc
  installedApps G2p
   {teamsAppInstallationId} G2q
  members G2i P2k
   add P2k
   remove P2j
   {conversationMemberId} G2i A2k D2k
  primaryChannel Gd
  schedule G26 U27
   dayNotes G26 P27
    {dayNoteId} G26 U27 D27
   offerShiftRequests G27 P27
    {offerShiftRequestId} G26
     approve P27
     decline P27
   openShiftChangeRequests G26 P27
    {openShiftChangeRequestId} G26
     approve P27
     decline P27
   openShifts G26 P27
    {openShiftId} G26 U27 D27
   schedulingGroups G26 P27
    {schedulingGroupId} G26 U27 D27
   share P27
   shifts G26 P27
    {shiftId} G16 U27 D27
   swapShiftsChangeRequests G26 P27
    {swapShiftsChangeRequestId}
     approve P27
     decline P27
   timeCards G26 P27
    clockIn P27
    {timeCardId} G26 U27 D27
     clockOut P27
     confirm P27
     endBreak P27
     startBreak P27
   timeOffReasons G26 P27
    {timeOffReasonId} G26 U27 D27
   timeOffRequests G26 P27
    {timeOffRequestId} G26 D27
     approve P27
     decline P27
   timesOff G26 P27
    {timeOffId} G16 U16 D27
  sendActivityNotification P2m
  tags G2w P2x
   {teamworkTagId} G2w A2x D2x
    members G2w
     {teamworkTagMemberId} G2w D2x
  unarchive P2l
teamwork G2v
users G31
 delta G30
 {userId} G31
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
     {targetedChatMessageId} D2y
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
   add P2b
   remove P2b
  joinedTeams G2h
  licenseDetails
   getTeamsLicensingDetails G2z
  mailFolders P1k
   {mailFolderId} A1k D1k
    childFolders P1k
     {childFolderId}
      messages
       {messageId}
        attachments
         {attachmentId} G1h
    copy P1k
    messages P1k
     {messageId} G1h A1k D1k
      attachments G1h P1k
       {attachmentId} G1h
      copy P1k
      createForward P1k
      createReply P1k
      createReplyAll P1k
      forward P1m
      move P1k
      reply P1m
      replyAll P1m
    move P1k
  mailboxSettings G1n A1o
   automaticRepliesSetting G1n
   language G1n
   workingHours G1n
  messages P1k
   {messageId} G1h A1k D1k
    attachments G1h P1k
     {attachmentId} G1h
    copy P1k
    createForward P1k
    createReply P1k
    createReplyAll P1k
    forward P1m
    move P1k
    reply P1m
    replyAll P1m
    send P1m
  onenote
   notebooks G1p P1p
    getNotebookFromWebUrl P1p
    getRecentNotebooks(includePersonalNotebooks={includePersonalNotebooks}) G1p
    {notebookId} G1p
     copyNotebook P1p
     sectionGroups G1p P1p
     sections G1p P1p
   operations
    {onenoteOperationId} G1p
   pages G1q P1p
    {onenotePageId} G1q D1r
     copyToSection P1p
   sectionGroups G1p
    {sectionGroupId} G1p
     sectionGroups G1p P1p
     sections G1p P1p
   sections G1p
    {onenoteSectionId} G1p
     copyToNotebook P1p
     copyToSectionGroup P1p
     pages G1q P1p
  onlineMeetings G1v P1w
   createOrGet P1w
   {onlineMeetingId} G1v A1w D1w
    attendanceReports G1s
     {meetingAttendanceReportId} G1s
      attendanceRecords G1s
    getVirtualAppointmentJoinWebUrl G1v
    recordings G1t
     {callRecordingId} G1t
    sendVirtualAppointmentReminderSms P36
    sendVirtualAppointmentSms P36
    transcripts G1u
     {callTranscriptId} G1u
  people G1y
  photo G2z A32 U32 D32
  planner G2c A2e
   plans G2c
   tasks G2c
  presence G20
   clearAutomaticLocation P22
   clearLocation P22
   clearPresence P22
   clearUserPreferredPresence P22
   setAutomaticLocation P22
   setManualLocation P22
   setPresence P22
   setStatusMessage P22
   setUserPreferredPresence P22
  reminderView(StartDateTime='{StartDateTime}',EndDateTime='{EndDateTime}') G5
  sendMail P1m
  teamwork G35
   associatedTeams G2h
   deleteTargetedMessage P2y
   installedApps G2q
    {userScopeTeamsAppInstallationId} G2q
     chat G2q
   sendActivityNotification P2m
  todo
   lists G2d P2f
    delta G2f
    {todoTaskListId} G2d A2f D2d
     tasks G2d P2f
      delta G2d
      {todoTaskId} G2d A2f D2f
       attachments G2d P2f
        {attachmentBaseId} G2d D2f
       checklistItems G2d P2f
        {checklistItemId} G2d A2f D2f
       linkedResources G2d P2f
        {linkedResourceId} G2d A2f D2f

CopyNotebookModel~ createdBy createdByIdentity:identitySet createdTime:DateTimeOffset id isDefault:Boolean isShared:Boolean lastModifiedBy lastModifiedByIdentity:identitySet lastModifiedTime:DateTimeOffset links:notebookLinks name sectionGroupsUrl sectionsUrl self userRole:onenoteUserRole
Dictionary+~
Json~
aadUserConversationMember<conversationMember email tenantId userId
accessAction+~
actionResultPart~ error:publicError
activityHistoryItem<entity activeDurationSeconds:Int32 createdDateTime:DateTimeOffset expirationDateTime:DateTimeOffset lastActiveDateTime:DateTimeOffset lastModifiedDateTime:DateTimeOffset startedDateTime:DateTimeOffset status:status userTimezone
adhocCall<entity >recordings:[callRecording] >transcripts:[callTranscript]
aggregationOption~ bucketDefinition:bucketAggregationDefinition field size:Int32
album~ coverImageItemId
alterationResponse~ originalQueryString queryAlteration:searchAlteration queryAlterationType:searchAlterationType
alteredQueryToken~ length:Int32 offset:Int32 suggestion
anonymousGuestConversationMember<conversationMember anonymousGuestId
assignedLabel~ displayName labelId
assignedLicense~ disabledPlans:[Guid] skuId:Guid
assignedPlan~ assignedDateTime:DateTimeOffset capabilityStatus service servicePlanId:Guid
associatedTeamInfo<teamInfo
attachment<entity contentType isInline:Boolean lastModifiedDateTime:DateTimeOffset name size:Int32
attachmentBase<entity contentType lastModifiedDateTime:DateTimeOffset name size:Int32
attendanceInterval~ durationInSeconds:Int32 joinDateTime:DateTimeOffset leaveDateTime:DateTimeOffset
attendanceRecord<entity attendanceIntervals:[attendanceInterval] emailAddress externalRegistrationInformation:virtualEventExternalRegistrationInformation identity:identity registrationId role totalAttendanceInSeconds:Int32
attendee<attendeeBase~ proposedNewTime:timeSlot status:responseStatus
attendeeAvailability~ attendee:attendeeBase availability:freeBusyStatus
attendeeBase<recipient~ type:attendeeType
attendeeNotificationInfo~ phoneNumber timeZone
audio~ album albumArtist artist bitrate:Int64 composers copyright disc:Int16 discCount:Int16 duration:Int64 genre hasDrm:Boolean isVariableBitrate:Boolean title track:Int32 trackCount:Int32 year:Int32
audioConferencing~ conferenceId dialinUrl tollFreeNumber tollFreeNumbers:[String] tollNumber tollNumbers:[String]
authorizationInfo~ certificateUserIds:[String]
automaticRepliesMailTips~ message messageLanguage:localeInfo scheduledEndTime:dateTimeTimeZone scheduledStartTime:dateTimeTimeZone
automaticRepliesSetting~ externalAudience:externalAudienceScope externalReplyMessage internalReplyMessage scheduledEndDateTime:dateTimeTimeZone scheduledStartDateTime:dateTimeTimeZone status:automaticRepliesStatus
azureCommunicationServicesUserConversationMember<conversationMember azureCommunicationServicesId
baseItem<entity createdBy:identitySet createdDateTime:DateTimeOffset description eTag lastModifiedBy:identitySet lastModifiedDateTime:DateTimeOffset name parentReference:itemReference webUrl
baseItemVersion<entity lastModifiedBy:identitySet lastModifiedDateTime:DateTimeOffset publication:publicationFacet
baseSitePage<baseItem pageLayout:pageLayoutType publishingState:publicationFacet title
bookingAppointment<entity additionalInformation anonymousJoinWebUrl appointmentLabel createdDateTime:DateTimeOffset customerEmailAddress customerName customerNotes customerPhone customers:[bookingCustomerInformationBase] customerTimeZone duration:Duration endDateTime:dateTimeTimeZone filledAttendeesCount:Int32 isCustomerAllowedToManageBooking:Boolean isLocationOnline:Boolean joinWebUrl lastUpdatedDateTime:DateTimeOffset maximumAttendeesCount:Int32 optOutOfCustomerEmail:Boolean postBuffer:Duration preBuffer:Duration price:Double priceType:bookingPriceType reminders:[bookingReminder] selfServiceAppointmentId serviceId serviceLocation:location serviceName serviceNotes smsNotificationsEnabled:Boolean staffMemberIds:[String] startDateTime:dateTimeTimeZone
bookingBusiness<entity address:physicalAddress bookingPageSettings:bookingPageSettings businessHours:[bookingWorkHours] businessType createdDateTime:DateTimeOffset defaultCurrencyIso displayName email isPublished:Boolean languageTag lastUpdatedDateTime:DateTimeOffset phone publicUrl schedulingPolicy:bookingSchedulingPolicy webSiteUrl >appointments:[bookingAppointment] >calendarView:[bookingAppointment] >customers:[bookingCustomerBase] >customQuestions:[bookingCustomQuestion] >services:[bookingService] >staffMembers:[bookingStaffMemberBase]
bookingCurrency<entity symbol
bookingCustomQuestion<entity answerInputType:answerInputType answerOptions:[String] createdDateTime:DateTimeOffset displayName lastUpdatedDateTime:DateTimeOffset
bookingCustomerBase<entity
bookingCustomerInformationBase~
bookingPageSettings~ accessControl:bookingPageAccessControl bookingPageColorCode businessTimeZone customerConsentMessage enforceOneTimePassword:Boolean isBusinessLogoDisplayEnabled:Boolean isCustomerConsentEnabled:Boolean isSearchEngineIndexabilityDisabled:Boolean isTimeSlotTimeZoneSetToBusinessTimeZone:Boolean privacyPolicyWebUrl termsAndConditionsWebUrl
bookingQuestionAssignment~ isRequired:Boolean questionId
bookingReminder~ message offset:Duration recipients:bookingReminderRecipients
bookingSchedulingPolicy~ allowStaffSelection:Boolean customAvailabilities:[bookingsAvailabilityWindow] generalAvailability:bookingsAvailability isMeetingInviteToCustomersEnabled:Boolean maximumAdvance:Duration minimumLeadTime:Duration sendConfirmationsToOwner:Boolean timeSlotInterval:Duration
bookingService<entity additionalInformation createdDateTime:DateTimeOffset customQuestions:[bookingQuestionAssignment] defaultDuration:Duration defaultLocation:location defaultPrice:Double defaultPriceType:bookingPriceType defaultReminders:[bookingReminder] description displayName isAnonymousJoinEnabled:Boolean isCustomerAllowedToManageBooking:Boolean isHiddenFromCustomers:Boolean isLocationOnline:Boolean languageTag lastUpdatedDateTime:DateTimeOffset maximumAttendeesCount:Int32 notes postBuffer:Duration preBuffer:Duration schedulingPolicy:bookingSchedulingPolicy smsNotificationsEnabled:Boolean staffMemberIds:[String] webUrl
bookingStaffMemberBase<entity
bookingWorkHours~ day:dayOfWeek timeSlots:[bookingWorkTimeSlot]
bookingWorkTimeSlot~ endTime:TimeOfDay startTime:TimeOfDay
bookingsAvailability~ availabilityType:bookingsServiceAvailabilityType businessHours:[bookingWorkHours]
bookingsAvailabilityWindow<bookingsAvailability~ endDate:Date startDate:Date
booleanColumn~
broadcastMeetingCaptionSettings~ isCaptionEnabled:Boolean spokenLanguage translationLanguages:[String]
broadcastMeetingSettings~ allowedAudience:broadcastMeetingAudience captions:broadcastMeetingCaptionSettings isAttendeeReportEnabled:Boolean isQuestionAndAnswerEnabled:Boolean isRecordingEnabled:Boolean isVideoOnDemandEnabled:Boolean
bucketAggregationDefinition~ isDescending:Boolean minimumCount:Int32 prefixFilter ranges:[bucketAggregationRange] sortBy:bucketAggregationSortProperty
bucketAggregationRange~ from to
building<place resourceLinks:[resourceLink] wifiState:placeFeatureEnablement
bundle~ album:album childCount:Int32
calculatedColumn~ format formula outputType
calendar<entity allowedOnlineMeetingProviders:[onlineMeetingProviderType] canEdit:Boolean canShare:Boolean canViewPrivateItems:Boolean changeKey color:calendarColor defaultOnlineMeetingProvider:onlineMeetingProviderType hexColor isDefaultCalendar:Boolean isRemovable:Boolean isTallyingResponses:Boolean name owner:emailAddress >calendarPermissions:[calendarPermission] >calendarView:[event] >events:[event]
calendarGroup<entity changeKey classId:Guid name >calendars:[calendar]
calendarPermission<entity allowedRoles:[calendarRoleType] emailAddress:emailAddress isInsideOrganization:Boolean isRemovable:Boolean role:calendarRoleType
callRecording<entity callId content:Stream contentCorrelationId createdDateTime:DateTimeOffset endDateTime:DateTimeOffset meetingId meetingOrganizer:identitySet recordingContentUrl
callTranscript<entity callId content:Stream contentCorrelationId createdDateTime:DateTimeOffset endDateTime:DateTimeOffset meetingId meetingOrganizer:identitySet metadataContent:Stream transcriptContentUrl
changeTrackedEntity<entity createdBy:identitySet createdDateTime:DateTimeOffset lastModifiedBy:identitySet lastModifiedDateTime:DateTimeOffset
channel<entity createdDateTime:DateTimeOffset description displayName email isArchived:Boolean isFavoriteByDefault:Boolean layoutType:channelLayoutType membershipType:channelMembershipType migrationMode:migrationMode originalCreatedDateTime:DateTimeOffset summary:channelSummary tenantId webUrl >allMembers:[conversationMember] >enabledApps:[teamsApp] >filesFolder:driveItem >members:[conversationMember] >messages:[chatMessage] >sharedWithTeams:[sharedWithChannelTeamInfo] >tabs:[teamsTab]
channelIdentity~ channelId teamId
channelSummary~ guestsCount:Int32 hasMembersFromOtherTenants:Boolean membersCount:Int32 ownersCount:Int32
chat<entity chatType:chatType createdDateTime:DateTimeOffset isHiddenForAllMembers:Boolean lastUpdatedDateTime:DateTimeOffset migrationMode:migrationMode onlineMeetingInfo:teamworkOnlineMeetingInfo originalCreatedDateTime:DateTimeOffset tenantId topic viewpoint:chatViewpoint webUrl >installedApps:[teamsAppInstallation] >members:[conversationMember] >messages:[chatMessage] >pinnedMessages:[pinnedChatMessageInfo] >tabs:[teamsTab] >targetedMessages:[targetedChatMessage]
chatInfo~ messageId replyChainMessageId threadId
chatMessage<entity attachments:[chatMessageAttachment] body:itemBody channelIdentity:channelIdentity chatId createdDateTime:DateTimeOffset deletedDateTime:DateTimeOffset etag eventDetail:eventMessageDetail from:chatMessageFromIdentitySet importance:chatMessageImportance lastEditedDateTime:DateTimeOffset lastModifiedDateTime:DateTimeOffset locale mentions:[chatMessageMention] messageHistory:[chatMessageHistoryItem] messageType:chatMessageType policyViolation:chatMessagePolicyViolation reactions:[chatMessageReaction] replyToId subject summary webUrl >hostedContents:[chatMessageHostedContent] >replies:[chatMessage]
chatMessageAttachment~ content contentType contentUrl id name teamsAppId thumbnailUrl
chatMessageFromIdentitySet<identitySet+~
chatMessageHistoryItem~ actions:chatMessageActions modifiedDateTime:DateTimeOffset reaction:chatMessageReaction
chatMessageHostedContent<teamworkHostedContent
chatMessageMention~ id:Int32 mentioned:chatMessageMentionedIdentitySet mentionText
chatMessageMentionedIdentitySet<identitySet+~ conversation:teamworkConversationIdentity
chatMessagePolicyViolation~ dlpAction:chatMessagePolicyViolationDlpActionTypes justificationText policyTip:chatMessagePolicyViolationPolicyTip userAction:chatMessagePolicyViolationUserActionTypes verdictDetails:chatMessagePolicyViolationVerdictDetailsTypes
chatMessagePolicyViolationPolicyTip~ complianceUrl generalText matchedConditionDescriptions:[String]
chatMessageReaction~ createdDateTime:DateTimeOffset displayName reactionContentUrl reactionType user:chatMessageReactionIdentitySet
chatMessageReactionIdentitySet<identitySet+~
chatRestrictions~ allowTextOnly:Boolean
chatViewpoint~ isHidden:Boolean lastMessageReadDateTime:DateTimeOffset
checkInClaim calendarEventId checkInMethod:checkInMethod createdDateTime:DateTimeOffset
checklistItem<entity checkedDateTime:DateTimeOffset createdDateTime:DateTimeOffset displayName isChecked:Boolean
choiceColumn~ allowTextEntry:Boolean choices:[String] displayAs
cloudClipboardItem<entity createdDateTime:DateTimeOffset expirationDateTime:DateTimeOffset lastModifiedDateTime:DateTimeOffset payloads:[cloudClipboardItemPayload]
cloudClipboardItemPayload~ content formatName
cloudClipboardRoot<entity >items:[cloudClipboardItem]
cloudCommunications >adhocCalls:[adhocCall] >onlineMeetings:[onlineMeeting] >presences:[presence]
cloudVideoInteropInfo~ moreInfoWebUrl tenantKey videoTeleconferenceId
collapseProperty~ fields:[String] limit:Int16
columnDefinition<entity boolean:booleanColumn calculated:calculatedColumn choice:choiceColumn columnGroup contentApprovalStatus:contentApprovalStatusColumn currency:currencyColumn dateTime:dateTimeColumn defaultValue:defaultColumnValue description displayName enforceUniqueValues:Boolean geolocation:geolocationColumn hidden:Boolean hyperlinkOrPicture:hyperlinkOrPictureColumn indexed:Boolean isDeletable:Boolean isReorderable:Boolean isSealed:Boolean lookup:lookupColumn name number:numberColumn personOrGroup:personOrGroupColumn propagateChanges:Boolean readOnly:Boolean required:Boolean sourceContentType:contentTypeInfo term:termColumn text:textColumn thumbnail:thumbnailColumn type:columnTypes validation:columnValidation
columnValidation~ defaultLanguage descriptions:[displayNameLocalization] formula
communicationsIdentitySet<identitySet+~ applicationInstance:identity assertedIdentity:identity azureCommunicationServicesUser:identity encrypted:identity endpointType:endpointType guest:identity onPremises:identity phone:identity
communicationsUserIdentity<identity+~ tenantId
community<entity description displayName groupId privacy:communityPrivacy >owners:[user]
contact<outlookItem+ assistantName birthday:DateTimeOffset businessAddress:physicalAddress businessHomePage businessPhones:[String] children:[String] companyName department displayName emailAddresses:[emailAddress] fileAs generation givenName homeAddress:physicalAddress homePhones:[String] imAddresses:[String] initials jobTitle manager middleName mobilePhone nickName officeLocation otherAddress:physicalAddress parentFolderId personalNotes primaryEmailAddress:emailAddress profession secondaryEmailAddress:emailAddress spouseName surname tertiaryEmailAddress:emailAddress title yomiCompanyName yomiGivenName yomiSurname >extensions:[extension] >photo:profilePhoto
contactFolder<entity displayName parentFolderId >childFolders:[contactFolder] >contacts:[contact]
contentApprovalStatusColumn~
contentType<entity associatedHubsUrls:[String] description documentSet:documentSet documentTemplate:documentSetContent group hidden:Boolean inheritedFrom:itemReference isBuiltIn:Boolean name order:contentTypeOrder parentId propagateChanges:Boolean readOnly:Boolean sealed:Boolean >columns:[columnDefinition]
contentTypeInfo~ id name
contentTypeOrder~ default:Boolean position:Int32
conversation<entity hasAttachments:Boolean lastDeliveredDateTime:DateTimeOffset preview topic uniqueSenders:[String] >threads:[conversationThread]
conversationMember<entity displayName roles:[String] visibleHistoryStartDateTime:DateTimeOffset
conversationThread<entity ccRecipients:[recipient] hasAttachments:Boolean isLocked:Boolean lastDeliveredDateTime:DateTimeOffset preview topic toRecipients:[recipient] uniqueSenders:[String] >posts:[post]
convertIdResult~ errorDetails:genericError sourceId targetId
currencyColumn~ locale
customSecurityAttributeValue+~
dateTimeColumn~ displayAs format
dateTimeTimeZone~ dateTime timeZone
dayNote<changeTrackedEntity dayNoteDate:Date draftDayNote:itemBody sharedDayNote:itemBody
defaultColumnValue~ formula value
deleted~ state
desk<place displayDeviceName heightAdjustableState:placeFeatureEnablement mailboxDetails:mailboxDetails mode:placeMode servicePlans:[placeServicePlanInfo]
directoryObject<entity+ deletedDateTime:DateTimeOffset
displayNameLocalization~ displayName languageTag
documentSet~ allowedContentTypes:[contentTypeInfo] defaultContents:[documentSetContent] propagateWelcomePageChanges:Boolean shouldPrefixNameToFile:Boolean welcomePageUrl
documentSetContent~ contentType:contentTypeInfo fileName folderName
documentSetVersion<listItemVersion comment createdBy:identitySet createdDateTime:DateTimeOffset items:[documentSetVersionItem] shouldCaptureMinorVersion:Boolean
documentSetVersionItem~ itemId title versionId
drive<baseItem driveType owner:identitySet quota:quota sharePointIds:sharepointIds system:systemFacet >following:[driveItem] >items:[driveItem] >root:driveItem >special:[driveItem]
driveItem<baseItem+ audio:audio bundle:bundle content:Stream cTag deleted:deleted file:file fileSystemInfo:fileSystemInfo folder:folder image:image location:geoCoordinates malware:malware package:package pendingOperations:pendingOperations photo:photo publication:publicationFacet remoteItem:remoteItem root:root searchResult:searchResult shared:shared sharepointIds:sharepointIds size:Int64 specialFolder:specialFolder video:video webDavUrl >analytics:itemAnalytics >children:[driveItem] >permissions:[permission] >thumbnails:[thumbnailSet] >versions:[driveItemVersion] >workbook:workbook
driveItemVersion<baseItemVersion content:Stream size:Int64
driveRecipient~ alias email objectId
emailAddress~ address name
employeeExperience >communities:[community] >engagementAsyncOperations:[engagementAsyncOperation] >learningCourseActivities:[learningCourseActivity] >learningProviders:[learningProvider] >roles:[engagementRole]
employeeExperienceUser<entity >assignedRoles:[engagementRole] >learningCourseActivities:[learningCourseActivity]
employeeOrgData~ costCenter division
engagementAsyncOperation<longRunningOperation operationType:engagementAsyncOperationType resourceId
engagementRole<entity displayName >members:[engagementRoleMember]
engagementRoleMember<entity createdDateTime:DateTimeOffset userId
entity id
event<outlookItem+ allowNewTimeProposals:Boolean attendees:[attendee] body:itemBody bodyPreview cancelledOccurrences:[String] end:dateTimeTimeZone hasAttachments:Boolean hideAttendees:Boolean iCalUId importance:importance isAllDay:Boolean isCancelled:Boolean isDraft:Boolean isOnlineMeeting:Boolean isOrganizer:Boolean isReminderOn:Boolean location:location locations:[location] onlineMeeting:onlineMeetingInfo onlineMeetingProvider:onlineMeetingProviderType onlineMeetingUrl organizer:recipient originalEndTimeZone originalStart:DateTimeOffset originalStartTimeZone recurrence:patternedRecurrence reminderMinutesBeforeStart:Int32 responseRequested:Boolean responseStatus:responseStatus sensitivity:sensitivity seriesMasterId showAs:freeBusyStatus start:dateTimeTimeZone subject transactionId type:eventType webLink >attachments:[attachment] >calendar:calendar >extensions:[extension] >instances:[event]
eventMessageDetail~
extension<entity+
externalLink~ href
fieldValueSet<entity+
file~ hashes:hashes mimeType processingMetadata:Boolean
fileAttachment<attachment contentBytes:Binary contentId contentLocation
fileSystemInfo~ createdDateTime:DateTimeOffset lastAccessedDateTime:DateTimeOffset lastModifiedDateTime:DateTimeOffset
floor<place sortOrder:Int32
folder~ childCount:Int32 view:folderView
folderView~ sortBy sortOrder viewType
followupFlag~ completedDateTime:dateTimeTimeZone dueDateTime:dateTimeTimeZone flagStatus:followupFlagStatus startDateTime:dateTimeTimeZone
freeBusyError~ message responseCode
genericError~ code message
geoCoordinates~ altitude:Double latitude:Double longitude:Double
geolocationColumn~
group<directoryObject+ accessType:groupAccessType allowExternalSenders:Boolean assignedLabels:[assignedLabel] assignedLicenses:[assignedLicense] autoSubscribeNewMembers:Boolean classification createdDateTime:DateTimeOffset description displayName expirationDateTime:DateTimeOffset groupTypes:[String] hasMembersWithLicenseErrors:Boolean hideFromAddressLists:Boolean hideFromOutlookClients:Boolean infoCatalogs:[String] isArchived:Boolean isAssignableToRole:Boolean isFavorite:Boolean isManagementRestricted:Boolean isSubscribedByMail:Boolean licenseProcessingState:licenseProcessingState mail mailEnabled:Boolean mailNickname membershipRule membershipRuleProcessingState onPremisesDomainName onPremisesExtensionAttributes:onPremisesExtensionAttributes onPremisesLastSyncDateTime:DateTimeOffset onPremisesNetBiosName onPremisesProvisioningErrors:[onPremisesProvisioningError] onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled:Boolean organizationId preferredDataLocation preferredLanguage proxyAddresses:[String] renewedDateTime:DateTimeOffset resourceBehaviorOptions:[String] resourceProvisioningOptions:[String] securityEnabled:Boolean securityIdentifier serviceProvisioningErrors:[serviceProvisioningError] theme uniqueName unseenConversationsCount:Int32 unseenCount:Int32 unseenMessagesCount:Int32 visibility welcomeMessageEnabled:Boolean >acceptedSenders:[directoryObject] >calendar:calendar >calendarView:[event] >conversations:[conversation] >drive:drive >drives:[drive] >events:[event] >extensions:[extension] >memberOf:[directoryObject] >members:[directoryObject] >onenote:onenote >owners:[directoryObject] >photo:profilePhoto >photos:[profilePhoto] >planner:plannerGroup >rejectedSenders:[directoryObject] >sites:[site] >team:team >threads:[conversationThread] >transitiveMemberOf:[directoryObject] >transitiveMembers:[directoryObject]
hashes~ crc32Hash quickXorHash sha1Hash sha256Hash
hyperlinkOrPictureColumn~ isPicture:Boolean
identity+~ displayName id
identitySet+~ application:identity device:identity user:identity
image~ height:Int32 width:Int32
imageInfo~ addImageQuery:Boolean alternateText alternativeText iconUrl
incompleteData+~ missingDataBeforeDateTime:DateTimeOffset wasThrottled:Boolean
insightIdentity~ address displayName id
integerRange~ end:Int64 start:Int64
internetMessageHeader~ name value
itemActionStat+~ actionCount:Int32 actorCount:Int32
itemActivity<entity+ access:accessAction activityDateTime:DateTimeOffset actor:identitySet >driveItem:driveItem
itemActivityStat<entity+ access:itemActionStat create:itemActionStat delete:itemActionStat edit:itemActionStat endDateTime:DateTimeOffset incompleteData:incompleteData isTrending:Boolean move:itemActionStat startDateTime:DateTimeOffset >activities:[itemActivity]
itemAnalytics<entity+ >allTime:itemActivityStat >lastSevenDays:itemActivityStat
itemAttachment<attachment
itemBody~ content contentType:bodyType
itemInsights<officeGraphInsights
itemReference~ driveId driveType id name path shareId sharepointIds:sharepointIds siteId
joinMeetingIdSettings~ isPasscodeRequired:Boolean joinMeetingId passcode
keyValuePair~ name value
learningContent<entity additionalTags:[String] contentWebUrl contributors:[String] createdDateTime:DateTimeOffset description duration:Duration externalId format isActive:Boolean isPremium:Boolean isSearchable:Boolean languageTag lastModifiedDateTime:DateTimeOffset level:level numberOfPages:Int32 skillTags:[String] sourceName thumbnailWebUrl title
learningCourseActivity<entity completedDateTime:DateTimeOffset completionPercentage:Int32 externalcourseActivityId learnerUserId learningContentId learningProviderId status:courseStatus
learningProvider<entity displayName isCourseActivitySyncEnabled:Boolean loginWebUrl longLogoWebUrlForDarkTheme longLogoWebUrlForLightTheme squareLogoWebUrlForDarkTheme squareLogoWebUrlForLightTheme >learningContents:[learningContent] >learningCourseActivities:[learningCourseActivity]
licenseAssignmentState~ assignedByGroup disabledPlans:[Guid] error lastUpdatedDateTime:DateTimeOffset skuId:Guid state
licenseDetails<entity servicePlans:[servicePlanInfo] skuId:Guid skuPartNumber
licenseProcessingState~ state
linkedResource<entity applicationName displayName externalId webUrl
list<baseItem displayName list:listInfo sharepointIds:sharepointIds system:systemFacet >columns:[columnDefinition] >contentTypes:[contentType] >drive:drive >items:[listItem] >operations:[richLongRunningOperation] >permissions:[permission]
listInfo~ contentTypesEnabled:Boolean hidden:Boolean template
listItem<baseItem contentType:contentTypeInfo deleted:deleted sharepointIds:sharepointIds >analytics:itemAnalytics >documentSetVersions:[documentSetVersion] >driveItem:driveItem >fields:fieldValueSet >permissions:[permission] >versions:[listItemVersion]
listItemVersion<baseItemVersion >fields:fieldValueSet
lobbyBypassSettings~ isDialInBypassEnabled:Boolean scope:lobbyBypassScope
localeInfo~ displayName locale
location~ address:physicalAddress coordinates:outlookGeoCoordinates displayName locationEmailAddress locationType:locationType locationUri uniqueId uniqueIdType:locationUniqueIdType
locationConstraint~ isRequired:Boolean locations:[locationConstraintItem] suggestLocation:Boolean
locationConstraintItem<location~ resolveAvailability:Boolean
longRunningOperation<entity createdDateTime:DateTimeOffset lastActionDateTime:DateTimeOffset resourceLocation status:longRunningOperationStatus statusDetail
lookupColumn~ allowMultipleValues:Boolean allowUnlimitedLength:Boolean columnName listId primaryLookupColumnId
mailFolder<entity childFolderCount:Int32 displayName isHidden:Boolean parentFolderId totalItemCount:Int32 unreadItemCount:Int32 >childFolders:[mailFolder] >messages:[message]
mailTips~ automaticReplies:automaticRepliesMailTips customMailTip deliveryRestricted:Boolean emailAddress:emailAddress error:mailTipsError externalMemberCount:Int32 isModerated:Boolean mailboxFull:Boolean maxMessageSize:Int32 recipientScope:recipientScopeType recipientSuggestions:[recipient] totalMemberCount:Int32
mailTipsError~ code message
mailboxDetails~ emailAddress externalDirectoryObjectId
mailboxSettings~ archiveFolder automaticRepliesSetting:automaticRepliesSetting dateFormat delegateMeetingMessageDeliveryOptions:delegateMeetingMessageDeliveryOptions language:localeInfo timeFormat timeZone userPurpose:userPurpose workingHours:workingHours
malware~ description
meetingAttendanceReport<entity externalEventInformation:[virtualEventExternalInformation] meetingEndDateTime:DateTimeOffset meetingStartDateTime:DateTimeOffset totalParticipantCount:Int32 >attendanceRecords:[attendanceRecord]
meetingParticipantInfo~ identity:identitySet role:onlineMeetingRole upn
meetingParticipants~ attendees:[meetingParticipantInfo] organizer:meetingParticipantInfo
meetingTimeSuggestion~ attendeeAvailability:[attendeeAvailability] confidence:Double locations:[location] meetingTimeSlot:timeSlot order:Int32 organizerAvailability:freeBusyStatus suggestionReason
meetingTimeSuggestionsResult~ emptySuggestionsReason meetingTimeSuggestions:[meetingTimeSuggestion]
message<outlookItem+ bccRecipients:[recipient] body:itemBody bodyPreview ccRecipients:[recipient] conversationId conversationIndex:Binary flag:followupFlag from:recipient hasAttachments:Boolean importance:importance inferenceClassification:inferenceClassificationType internetMessageHeaders:[internetMessageHeader] internetMessageId isDeliveryReceiptRequested:Boolean isDraft:Boolean isRead:Boolean isReadReceiptRequested:Boolean parentFolderId receivedDateTime:DateTimeOffset replyTo:[recipient] sender:recipient sentDateTime:DateTimeOffset subject toRecipients:[recipient] uniqueBody:itemBody webLink >attachments:[attachment] >extensions:[extension]
metaDataKeyStringPair~ key value
microsoftAccountUserConversationMember<conversationMember userId
notebook<onenoteEntityHierarchyModel isDefault:Boolean isShared:Boolean links:notebookLinks sectionGroupsUrl sectionsUrl userRole:onenoteUserRole >sectionGroups:[sectionGroup] >sections:[onenoteSection]
notebookLinks~ oneNoteClientUrl:externalLink oneNoteWebUrl:externalLink
numberColumn~ decimalPlaces displayAs maximum:Double minimum:Double
objectIdentity~ issuer issuerAssignedId signInType
offerShiftRequest<scheduleChangeRequest recipientActionDateTime:DateTimeOffset recipientActionMessage recipientUserId senderShiftId
officeGraphInsights<entity >shared:[sharedInsight] >trending:[trending] >used:[usedInsight]
onPremisesExtensionAttributes~ extensionAttribute1 extensionAttribute10 extensionAttribute11 extensionAttribute12 extensionAttribute13 extensionAttribute14 extensionAttribute15 extensionAttribute2 extensionAttribute3 extensionAttribute4 extensionAttribute5 extensionAttribute6 extensionAttribute7 extensionAttribute8 extensionAttribute9
onPremisesProvisioningError~ category occurredDateTime:DateTimeOffset propertyCausingError value
onenote<entity >notebooks:[notebook] >operations:[onenoteOperation] >pages:[onenotePage] >sectionGroups:[sectionGroup] >sections:[onenoteSection]
onenoteEntityBaseModel<entity self
onenoteEntityHierarchyModel<onenoteEntitySchemaObjectModel createdBy:identitySet displayName lastModifiedBy:identitySet lastModifiedDateTime:DateTimeOffset
onenoteEntitySchemaObjectModel<onenoteEntityBaseModel createdDateTime:DateTimeOffset
onenoteOperation<operation error:onenoteOperationError percentComplete resourceId resourceLocation
onenoteOperationError~ code message
onenotePage<onenoteEntitySchemaObjectModel content:Stream contentUrl createdByAppId lastModifiedDateTime:DateTimeOffset level:Int32 links:pageLinks order:Int32 title userTags:[String]
onenoteSection<onenoteEntityHierarchyModel isDefault:Boolean links:sectionLinks pagesUrl >pages:[onenotePage]
onlineMeeting<onlineMeetingBase+ attendeeReport:Stream broadcastSettings:broadcastMeetingSettings creationDateTime:DateTimeOffset endDateTime:DateTimeOffset externalId isBroadcast:Boolean meetingTemplateId participants:meetingParticipants startDateTime:DateTimeOffset >recordings:[callRecording] >transcripts:[callTranscript]
onlineMeetingBase<entity+ allowAttendeeToEnableCamera:Boolean allowAttendeeToEnableMic:Boolean allowBreakoutRooms:Boolean allowCopyingAndSharingMeetingContent:Boolean allowedLobbyAdmitters:allowedLobbyAdmitterRoles allowedPresenters:onlineMeetingPresenters allowLiveShare:meetingLiveShareOptions allowMeetingChat:meetingChatMode allowParticipantsToChangeName:Boolean allowPowerPointSharing:Boolean allowRecording:Boolean allowTeamworkReactions:Boolean allowTranscription:Boolean allowWhiteboard:Boolean audioConferencing:audioConferencing chatInfo:chatInfo chatRestrictions:chatRestrictions cloudVideoInteropInfo:cloudVideoInteropInfo expiryDateTime:DateTimeOffset isEndToEndEncryptionEnabled:Boolean isEntryExitAnnounced:Boolean joinInformation:itemBody joinMeetingIdSettings:joinMeetingIdSettings joinWebUrl lobbyBypassSettings:lobbyBypassSettings meetingOptionsWebUrl meetingSpokenLanguageTag meetingType:onlineMeetingType recordAutomatically:Boolean sensitivityLabelAssignment:onlineMeetingSensitivityLabelAssignment shareMeetingChatHistoryDefault:meetingChatHistoryDefaultMode subject videoTeleconferenceId watermarkProtection:watermarkProtectionValues >attendanceReports:[meetingAttendanceReport]
onlineMeetingInfo~ conferenceId joinUrl phones:[phone] quickDial tollFreeNumbers:[String] tollNumber
onlineMeetingSensitivityLabelAssignment~ sensitivityLabelId
openShift<changeTrackedEntity draftOpenShift:openShiftItem isStagedForDeletion:Boolean schedulingGroupId sharedOpenShift:openShiftItem
openShiftChangeRequest<scheduleChangeRequest openShiftId
openShiftItem<shiftItem~ openSlotCount:Int32
openTypeExtension<extension+ extensionName
operation<entity createdDateTime:DateTimeOffset lastActionDateTime:DateTimeOffset status:operationStatus
operationError~ code message
orgContact<directoryObject+ addresses:[physicalOfficeAddress] companyName department displayName givenName jobTitle mail mailNickname onPremisesLastSyncDateTime:DateTimeOffset onPremisesProvisioningErrors:[onPremisesProvisioningError] onPremisesSyncEnabled:Boolean phones:[phone] proxyAddresses:[String] serviceProvisioningErrors:[serviceProvisioningError] surname >directReports:[directoryObject] >manager:directoryObject >memberOf:[directoryObject] >transitiveMemberOf:[directoryObject]
outOfOfficeSettings~ isOutOfOffice:Boolean message
outlookCategory<entity color:categoryColor displayName
outlookGeoCoordinates~ accuracy:Double altitude:Double altitudeAccuracy:Double latitude:Double longitude:Double
outlookItem<entity categories:[String] changeKey createdDateTime:DateTimeOffset lastModifiedDateTime:DateTimeOffset
outlookUser<entity >masterCategories:[outlookCategory]
package~ type
pageLinks~ oneNoteClientUrl:externalLink oneNoteWebUrl:externalLink
passwordProfile~ forceChangePasswordNextSignIn:Boolean forceChangePasswordNextSignInWithMfa:Boolean password
patternedRecurrence~ pattern:recurrencePattern range:recurrenceRange
pendingContentUpdate~ queuedDateTime:DateTimeOffset
pendingOperations~ pendingContentUpdate:pendingContentUpdate
permission<entity expirationDateTime:DateTimeOffset grantedTo:identitySet grantedToIdentities:[identitySet] grantedToIdentitiesV2:[sharePointIdentitySet] grantedToV2:sharePointIdentitySet hasPassword:Boolean inheritedFrom:itemReference invitation:sharingInvitation link:sharingLink roles:[String] shareId
person<entity birthday companyName department displayName givenName imAddress isFavorite:Boolean jobTitle officeLocation personNotes personType:personType phones:[phone] postalAddresses:[location] profession scoredEmailAddresses:[scoredEmailAddress] surname userPrincipalName websites:[website] yomiCompany
personOrGroupColumn~ allowMultipleSelection:Boolean chooseFromType displayAs
personType~ class subclass
phone~ language number region type:phoneType
phoneUserConversationMember<conversationMember phoneNumber
photo~ cameraMake cameraModel exposureDenominator:Double exposureNumerator:Double fNumber:Double focalLength:Double iso:Int32 orientation:Int16 takenDateTime:DateTimeOffset
physicalAddress~ city countryOrRegion postalCode state street
physicalOfficeAddress~ city countryOrRegion officeLocation postalCode state street
pinnedChatMessageInfo<entity
place<entity address:physicalAddress displayName geoCoordinates:outlookGeoCoordinates isWheelChairAccessible:Boolean label parentId phone placeId tags:[String] >checkIns:[checkInClaim]
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
plannerPlan<entity container:plannerPlanContainer createdBy:identitySet createdDateTime:DateTimeOffset owner title >buckets:[plannerBucket] >details:plannerPlanDetails >tasks:[plannerTask]
plannerPlanContainer~ containerId type:plannerContainerType url
plannerPlanDetails<entity categoryDescriptions:plannerCategoryDescriptions sharedWith:plannerUserIds
plannerProgressTaskBoardTaskFormat<entity orderHint
plannerTask<entity activeChecklistItemCount:Int32 appliedCategories:plannerAppliedCategories assigneePriority assignments:plannerAssignments bucketId checklistItemCount:Int32 completedBy:identitySet completedDateTime:DateTimeOffset conversationThreadId createdBy:identitySet createdDateTime:DateTimeOffset dueDateTime:DateTimeOffset hasDescription:Boolean orderHint percentComplete:Int32 planId previewType:plannerPreviewType priority:Int32 referenceCount:Int32 startDateTime:DateTimeOffset title >assignedToTaskBoardFormat:plannerAssignedToTaskBoardTaskFormat >bucketTaskBoardFormat:plannerBucketTaskBoardTaskFormat >details:plannerTaskDetails >progressTaskBoardFormat:plannerProgressTaskBoardTaskFormat
plannerTaskDetails<entity checklist:plannerChecklistItems description previewType:plannerPreviewType references:plannerExternalReferences
plannerUser<entity >plans:[plannerPlan] >tasks:[plannerTask]
plannerUserIds+~
post<outlookItem+ body:itemBody conversationId conversationThreadId from:recipient hasAttachments:Boolean newParticipants:[recipient] receivedDateTime:DateTimeOffset sender:recipient >attachments:[attachment] >extensions:[extension]
presence<entity activity availability outOfOfficeSettings:outOfOfficeSettings sequenceNumber statusMessage:presenceStatusMessage workLocation:userWorkLocation
presenceStatusMessage~ expiryDateTime:dateTimeTimeZone message:itemBody publishedDateTime:DateTimeOffset
printerBase<entity capabilities:printerCapabilities defaults:printerDefaults displayName isAcceptingJobs:Boolean location:printerLocation manufacturer model status:printerStatus
printerCapabilities~ bottomMargins:[Int32] collation:Boolean colorModes:[printColorMode] contentTypes:[String] copiesPerJob:integerRange dpis:[Int32] duplexModes:[printDuplexMode] feedOrientations:[printerFeedOrientation] finishings:[String] inputBins:[String] isColorPrintingSupported:Boolean isPageRangeSupported:Boolean leftMargins:[Int32] mediaColors:[String] mediaSizes:[String] mediaTypes:[String] multipageLayouts:[printMultipageLayout] orientations:[printOrientation] outputBins:[String] pagesPerSheet:[Int32] qualities:[printQuality] rightMargins:[Int32] scalings:[printScaling] supportsFitPdfToPage:Boolean topMargins:[Int32]
printerDefaults~ colorMode:printColorMode contentType copiesPerJob:Int32 dpi:Int32 duplexMode:printDuplexMode finishings:[String] fitPdfToPage:Boolean inputBin mediaColor mediaSize mediaType multipageLayout:printMultipageLayout orientation:printOrientation outputBin pagesPerSheet:Int32 quality:printQuality scaling:printScaling
printerLocation~ altitudeInMeters:Int32 building city countryOrRegion floor floorDescription latitude:Double longitude:Double organization:[String] postalCode roomDescription roomName site stateOrProvince streetAddress subdivision:[String] subunit:[String]
printerShare<printerBase allowAllUsers:Boolean createdDateTime:DateTimeOffset viewPoint:printerShareViewpoint
printerShareViewpoint~ lastUsedDateTime:DateTimeOffset
printerStatus~ description details:[String] state:printerProcessingState
profilePhoto<entity height:Int32 width:Int32
provisionChannelEmailResult~ email
provisionedPlan~ capabilityStatus provisioningStatus service
publicError~ code details:[publicErrorDetail] innerError:publicInnerError message target
publicErrorDetail~ code message target
publicInnerError+~ code details:[publicErrorDetail] message target
publicationFacet~ checkedOutBy:identitySet level versionId
quota~ deleted:Int64 remaining:Int64 state storagePlanInformation:storagePlanInformation total:Int64 used:Int64
reactionsFacet~ commentCount:Int32 likeCount:Int32 shareCount:Int32
recentNotebook~ displayName lastAccessedTime:DateTimeOffset links:recentNotebookLinks sourceService:onenoteSourceService
recentNotebookLinks~ oneNoteClientUrl:externalLink oneNoteWebUrl:externalLink
recipient~ emailAddress:emailAddress
recurrencePattern~ dayOfMonth:Int32 daysOfWeek:[dayOfWeek] firstDayOfWeek:dayOfWeek index:weekIndex interval:Int32 month:Int32 type:recurrencePatternType
recurrenceRange~ endDate:Date numberOfOccurrences:Int32 recurrenceTimeZone startDate:Date type:recurrenceRangeType
referenceAttachment<attachment
reminder~ changeKey eventEndTime:dateTimeTimeZone eventId eventLocation:location eventStartTime:dateTimeTimeZone eventSubject eventWebLink reminderFireTime:dateTimeTimeZone
remoteItem~ createdBy:identitySet createdDateTime:DateTimeOffset file:file fileSystemInfo:fileSystemInfo folder:folder id image:image lastModifiedBy:identitySet lastModifiedDateTime:DateTimeOffset name package:package parentReference:itemReference shared:shared sharepointIds:sharepointIds size:Int64 specialFolder:specialFolder video:video webDavUrl webUrl
resourceLink~ linkType:resourceLinkType name value
resourceReference~ id type webUrl
resourceVisualization~ containerDisplayName containerType containerWebUrl mediaType previewImageUrl previewText title type
responseStatus~ response:responseType time:DateTimeOffset
resultTemplateDictionary<Dictionary+~
resultTemplateOption~ enableResultTemplate:Boolean
richLongRunningOperation<longRunningOperation error:publicError percentageComplete:Int32 resourceId type
room<place audioDeviceName bookingType:bookingType building capacity:Int32 displayDeviceName emailAddress floorLabel floorNumber:Int32 nickname teamsEnabledState:placeFeatureEnablement videoDeviceName
roomList<place emailAddress
root~
schedule<entity enabled:Boolean isActivitiesIncludedWhenCopyingShiftsEnabled:Boolean offerShiftRequestsEnabled:Boolean openShiftsEnabled:Boolean provisionStatus:operationStatus provisionStatusCode startDayOfWeek:dayOfWeek swapShiftsRequestsEnabled:Boolean timeClockEnabled:Boolean timeClockSettings:timeClockSettings timeOffRequestsEnabled:Boolean timeZone workforceIntegrationIds:[String] >dayNotes:[dayNote] >offerShiftRequests:[offerShiftRequest] >openShiftChangeRequests:[openShiftChangeRequest] >openShifts:[openShift] >schedulingGroups:[schedulingGroup] >shifts:[shift] >swapShiftsChangeRequests:[swapShiftsChangeRequest] >timeCards:[timeCard] >timeOffReasons:[timeOffReason] >timeOffRequests:[timeOffRequest] >timesOff:[timeOff]
scheduleChangeRequest<changeTrackedEntity assignedTo:scheduleChangeRequestActor managerActionDateTime:DateTimeOffset managerActionMessage managerUserId senderDateTime:DateTimeOffset senderMessage senderUserId state:scheduleChangeState
scheduleEntity~ endDateTime:DateTimeOffset startDateTime:DateTimeOffset theme:scheduleEntityTheme
scheduleInformation~ availabilityView error:freeBusyError scheduleId scheduleItems:[scheduleItem] workingHours:workingHours
scheduleItem~ end:dateTimeTimeZone isPrivate:Boolean location start:dateTimeTimeZone status:freeBusyStatus subject
schedulingGroup<changeTrackedEntity code displayName isActive:Boolean userIds:[String]
scoredEmailAddress~ address itemId relevanceScore:Double selectionLikelihood:selectionLikelihoodInfo
searchAggregation~ buckets:[searchBucket] field
searchAlteration~ alteredHighlightedQueryString alteredQueryString alteredQueryTokens:[alteredQueryToken]
searchAlterationOptions~ enableModification:Boolean enableSuggestion:Boolean
searchBucket~ aggregationFilterToken count:Int32 key
searchEntity<entity
searchHit~ contentSource hitId isCollapsed:Boolean rank:Int32 resultTemplateId summary >resource:entity
searchHitsContainer~ aggregations:[searchAggregation] hits:[searchHit] moreResultsAvailable:Boolean total:Int32
searchQuery~ queryString queryTemplate
searchRequest~ aggregationFilters:[String] aggregations:[aggregationOption] collapseProperties:[collapseProperty] contentSources:[String] enableTopResults:Boolean entityTypes:[entityType] fields:[String] from:Int32 query:searchQuery queryAlterationOptions:searchAlterationOptions region resultTemplateOptions:resultTemplateOption sharePointOneDriveOptions:sharePointOneDriveOptions size:Int32 sortProperties:[sortProperty]
searchResponse~ hitsContainers:[searchHitsContainer] queryAlterationResponse:alterationResponse resultTemplates:resultTemplateDictionary searchTerms:[String]
searchResult~ onClickTelemetryUrl
section<place
sectionGroup<onenoteEntityHierarchyModel sectionGroupsUrl sectionsUrl >sectionGroups:[sectionGroup] >sections:[onenoteSection]
sectionLinks~ oneNoteClientUrl:externalLink oneNoteWebUrl:externalLink
serverProcessedContent~ htmlStrings:[metaDataKeyStringPair] imageSources:[metaDataKeyStringPair] links:[metaDataKeyStringPair] searchablePlainTexts:[metaDataKeyStringPair]
servicePlanInfo~ appliesTo provisioningStatus servicePlanId:Guid servicePlanName
serviceProvisioningError~ createdDateTime:DateTimeOffset isResolved:Boolean serviceInstance
sharePointGroupIdentity<identity+~ principalId title
sharePointIdentity<identity+~ loginName
sharePointIdentitySet<identitySet+~ group:identity sharePointGroup:sharePointGroupIdentity siteGroup:sharePointIdentity siteUser:sharePointIdentity
sharePointOneDriveOptions~ includeContent:searchContent
shared~ owner:identitySet scope sharedBy:identitySet sharedDateTime:DateTimeOffset
sharedDriveItem<baseItem owner:identitySet >driveItem:driveItem >items:[driveItem] >permission:permission >root:driveItem
sharedInsight<entity lastShared:sharingDetail resourceReference:resourceReference resourceVisualization:resourceVisualization sharingHistory:[sharingDetail] >resource:entity
sharedWithChannelTeamInfo<teamInfo isHostTeam:Boolean >allowedMembers:[conversationMember]
sharepointIds~ listId listItemId listItemUniqueId siteId siteUrl tenantId webId
sharingDetail~ sharedBy:insightIdentity sharedDateTime:DateTimeOffset sharingReference:resourceReference sharingSubject sharingType
sharingInvitation~ email invitedBy:identitySet redeemedBy signInRequired:Boolean
sharingLink~ application:identity preventsDownload:Boolean scope type webHtml webUrl
shift<changeTrackedEntity draftShift:shiftItem isStagedForDeletion:Boolean schedulingGroupId sharedShift:shiftItem userId
shiftActivity~ code displayName endDateTime:DateTimeOffset isPaid:Boolean startDateTime:DateTimeOffset theme:scheduleEntityTheme
shiftItem<scheduleEntity~ activities:[shiftActivity] displayName notes
signInActivity~ lastNonInteractiveSignInDateTime:DateTimeOffset lastNonInteractiveSignInRequestId lastSignInDateTime:DateTimeOffset lastSignInRequestId lastSuccessfulSignInDateTime:DateTimeOffset lastSuccessfulSignInRequestId
site<baseItem displayName error:publicError isPersonalSite:Boolean root:root sharepointIds:sharepointIds siteCollection:siteCollection >analytics:itemAnalytics >columns:[columnDefinition] >contentTypes:[contentType] >drive:drive >drives:[drive] >items:[baseItem] >lists:[list] >onenote:onenote >operations:[richLongRunningOperation] >pages:[baseSitePage] >permissions:[permission] >sites:[site]
siteArchivalDetails~ archiveStatus:siteArchiveStatus
siteCollection~ archivalDetails:siteArchivalDetails dataLocationCode hostname root:root
sitePage<baseSitePage+ promotionKind:pagePromotionType reactions:reactionsFacet showComments:Boolean showRecommendedPages:Boolean thumbnailWebUrl titleArea:titleArea
skypeForBusinessUserConversationMember<conversationMember tenantId userId
skypeUserConversationMember<conversationMember skypeId
solutionsRoot >bookingBusinesses:[bookingBusiness] >bookingCurrencies:[bookingCurrency] >virtualEvents:virtualEventsRoot
sortProperty~ isDescending:Boolean name
specialFolder~ name
storagePlanInformation~ upgradeAvailable:Boolean
swapShiftsChangeRequest<offerShiftRequest recipientShiftId
systemFacet~
targetedChatMessage<chatMessage recipient:identity
team<entity+ classification createdDateTime:DateTimeOffset description displayName firstChannelName funSettings:teamFunSettings guestSettings:teamGuestSettings internalId isArchived:Boolean memberSettings:teamMemberSettings messagingSettings:teamMessagingSettings specialization:teamSpecialization summary:teamSummary tenantId visibility:teamVisibilityType webUrl >allChannels:[channel] >channels:[channel] >incomingChannels:[channel] >installedApps:[teamsAppInstallation] >members:[conversationMember] >operations:[teamsAsyncOperation] >photo:profilePhoto >primaryChannel:channel >schedule:schedule >tags:[teamworkTag]
teamFunSettings~ allowCustomMemes:Boolean allowGiphy:Boolean allowStickersAndMemes:Boolean giphyContentRating:giphyRatingType
teamGuestSettings~ allowCreateUpdateChannels:Boolean allowDeleteChannels:Boolean
teamInfo<entity displayName tenantId >team:team
teamMemberSettings~ allowAddRemoveApps:Boolean allowCreatePrivateChannels:Boolean allowCreateUpdateChannels:Boolean allowCreateUpdateRemoveConnectors:Boolean allowCreateUpdateRemoveTabs:Boolean allowDeleteChannels:Boolean
teamMessagingSettings~ allowChannelMentions:Boolean allowOwnerDeleteMessages:Boolean allowTeamMentions:Boolean allowUserDeleteMessages:Boolean allowUserEditMessages:Boolean
teamSummary~ guestsCount:Int32 membersCount:Int32 ownersCount:Int32
teamsApp<entity displayName distributionMethod:teamsAppDistributionMethod externalId
teamsAppInstallation<entity consentedPermissionSet:teamsAppPermissionSet
teamsAppPermissionSet~ resourceSpecificPermissions:[teamsAppResourceSpecificPermission]
teamsAppResourceSpecificPermission~ permissionType:teamsAppResourceSpecificPermissionType permissionValue
teamsAsyncOperation<entity+ attemptsCount:Int32 createdDateTime:DateTimeOffset error:operationError lastActionDateTime:DateTimeOffset operationType:teamsAsyncOperationType status:teamsAsyncOperationStatus targetResourceId targetResourceLocation
teamsLicensingDetails~ hasTeamsLicense:Boolean
teamsTab<entity configuration:teamsTabConfiguration displayName webUrl
teamsTabConfiguration+~ contentUrl entityId removeUrl websiteUrl
teamwork<entity isTeamsEnabled:Boolean region
teamworkActivityTopic~ source:teamworkActivityTopicSource value webUrl
teamworkConversationIdentity<identity+~ conversationIdentityType:teamworkConversationIdentityType
teamworkHostedContent<entity contentBytes:Binary contentType
teamworkNotificationRecipient~
teamworkOnlineMeetingInfo~ calendarEventId joinWebUrl organizer:teamworkUserIdentity
teamworkTag<entity description displayName memberCount:Int32 tagType:teamworkTagType teamId >members:[teamworkTagMember]
teamworkTagMember<entity displayName tenantId userId
teamworkUserIdentity<identity+~ userIdentityType:teamworkUserIdentityType
termColumn~ allowMultipleValues:Boolean showFullyQualifiedName:Boolean
textColumn~ allowMultipleLines:Boolean appendChangesToExistingText:Boolean linesForEditing:Int32 maxLength:Int32 textType
thumbnail~ content:Stream height:Int32 sourceItemId url width:Int32
thumbnailColumn~
thumbnailSet<entity+ large:thumbnail medium:thumbnail small:thumbnail source:thumbnail
timeCard<changeTrackedEntity breaks:[timeCardBreak] clockInEvent:timeCardEvent clockOutEvent:timeCardEvent confirmedBy:confirmedBy notes:itemBody originalEntry:timeCardEntry state:timeCardState userId
timeCardBreak~ breakId end:timeCardEvent notes:itemBody start:timeCardEvent
timeCardEntry~ breaks:[timeCardBreak] clockInEvent:timeCardEvent clockOutEvent:timeCardEvent
timeCardEvent~ dateTime:DateTimeOffset isAtApprovedLocation:Boolean notes:itemBody
timeClockSettings~ approvedLocation:geoCoordinates
timeConstraint~ activityDomain:activityDomain timeSlots:[timeSlot]
timeOff<changeTrackedEntity draftTimeOff:timeOffItem isStagedForDeletion:Boolean sharedTimeOff:timeOffItem userId
timeOffItem<scheduleEntity~ timeOffReasonId
timeOffReason<changeTrackedEntity code displayName iconType:timeOffReasonIconType isActive:Boolean
timeOffRequest<scheduleChangeRequest endDateTime:DateTimeOffset startDateTime:DateTimeOffset timeOffReasonId
timeSlot~ end:dateTimeTimeZone start:dateTimeTimeZone
timeZoneBase~ name
timeZoneInformation~ alias displayName
titleArea+~ alternativeText enableGradientEffect:Boolean imageWebUrl layout:titleAreaLayoutType serverProcessedContent:serverProcessedContent showAuthor:Boolean showPublishedDate:Boolean showTextBlockAboveTitle:Boolean textAboveTitle textAlignment:titleAreaTextAlignmentType
todo<entity >lists:[todoTaskList]
todoTask<entity body:itemBody bodyLastModifiedDateTime:DateTimeOffset categories:[String] completedDateTime:dateTimeTimeZone createdDateTime:DateTimeOffset dueDateTime:dateTimeTimeZone hasAttachments:Boolean importance:importance isReminderOn:Boolean lastModifiedDateTime:DateTimeOffset recurrence:patternedRecurrence reminderDateTime:dateTimeTimeZone startDateTime:dateTimeTimeZone status:taskStatus title >attachments:[attachmentBase] >checklistItems:[checklistItem] >extensions:[extension] >linkedResources:[linkedResource]
todoTaskList<entity displayName isOwner:Boolean isShared:Boolean wellknownListName:wellknownListName >extensions:[extension] >tasks:[todoTask]
trending<entity lastModifiedDateTime:DateTimeOffset resourceReference:resourceReference resourceVisualization:resourceVisualization weight:Double >resource:entity
usageDetails~ lastAccessedDateTime:DateTimeOffset lastModifiedDateTime:DateTimeOffset
usedInsight<entity lastUsed:usageDetails resourceReference:resourceReference resourceVisualization:resourceVisualization >resource:entity
user<directoryObject+ aboutMe accountEnabled:Boolean ageGroup assignedLicenses:[assignedLicense] assignedPlans:[assignedPlan] authorizationInfo:authorizationInfo birthday:DateTimeOffset businessPhones:[String] city companyName consentProvidedForMinor country createdDateTime:DateTimeOffset creationType customSecurityAttributes:customSecurityAttributeValue department deviceEnrollmentLimit:Int32 displayName employeeHireDate:DateTimeOffset employeeId employeeLeaveDateTime:DateTimeOffset employeeOrgData:employeeOrgData employeeType externalUserState externalUserStateChangeDateTime:DateTimeOffset faxNumber givenName hireDate:DateTimeOffset identities:[objectIdentity] identityParentId imAddresses:[String] interests:[String] isManagementRestricted:Boolean isResourceAccount:Boolean jobTitle lastPasswordChangeDateTime:DateTimeOffset legalAgeGroupClassification licenseAssignmentStates:[licenseAssignmentState] mail mailboxSettings:mailboxSettings mailNickname mobilePhone mySite officeLocation onPremisesDistinguishedName onPremisesDomainName onPremisesExtensionAttributes:onPremisesExtensionAttributes onPremisesImmutableId onPremisesLastSyncDateTime:DateTimeOffset onPremisesProvisioningErrors:[onPremisesProvisioningError] onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled:Boolean onPremisesUserPrincipalName otherMails:[String] passwordPolicies passwordProfile:passwordProfile pastProjects:[String] postalCode preferredDataLocation preferredLanguage preferredName print:userPrint provisionedPlans:[provisionedPlan] proxyAddresses:[String] responsibilities:[String] schools:[String] securityIdentifier serviceProvisioningErrors:[serviceProvisioningError] showInAddressList:Boolean signInActivity:signInActivity signInSessionsValidFromDateTime:DateTimeOffset skills:[String] state streetAddress surname usageLocation userPrincipalName userType >activities:[userActivity] >adhocCalls:[adhocCall] >calendar:calendar >calendarGroups:[calendarGroup] >calendars:[calendar] >calendarView:[event] >chats:[chat] >cloudClipboard:cloudClipboardRoot >contactFolders:[contactFolder] >contacts:[contact] >createdObjects:[directoryObject] >directReports:[directoryObject] >drive:drive >drives:[drive] >employeeExperience:employeeExperienceUser >events:[event] >extensions:[extension] >followedSites:[site] >insights:itemInsights >joinedTeams:[team] >licenseDetails:[licenseDetails] >mailFolders:[mailFolder] >manager:directoryObject >memberOf:[directoryObject] >messages:[message] >onenote:onenote >onlineMeetings:[onlineMeeting] >outlook:outlookUser >ownedObjects:[directoryObject] >people:[person] >photo:profilePhoto >photos:[profilePhoto] >planner:plannerUser >presence:presence >solutions:userSolutionRoot >sponsorOf:[directoryObject] >sponsors:[directoryObject] >teamwork:userTeamwork >todo:todo >transitiveMemberOf:[directoryObject]
userActivity<entity activationUrl activitySourceHost appActivityId appDisplayName contentInfo:Json contentUrl createdDateTime:DateTimeOffset expirationDateTime:DateTimeOffset fallbackUrl lastModifiedDateTime:DateTimeOffset status:status userTimezone visualElements:visualInfo >historyItems:[activityHistoryItem]
userPrint~ >recentPrinterShares:[printerShare]
userScopeTeamsAppInstallation<teamsAppInstallation >chat:chat
userSolutionRoot<entity
userTeamwork<entity locale region >associatedTeams:[associatedTeamInfo] >installedApps:[userScopeTeamsAppInstallation]
userWorkLocation~ placeId source:workLocationSource workLocationType:workLocationType
video~ audioBitsPerSample:Int32 audioChannels:Int32 audioFormat audioSamplesPerSecond:Int32 bitrate:Int32 duration:Int64 fourCC frameRate:Double height:Int32 width:Int32
virtualEvent<entity createdBy:communicationsIdentitySet description:itemBody displayName endDateTime:dateTimeTimeZone externalEventInformation:[virtualEventExternalInformation] isRegistrationRequired:Boolean settings:virtualEventSettings startDateTime:dateTimeTimeZone status:virtualEventStatus >presenters:[virtualEventPresenter] >sessions:[virtualEventSession]
virtualEventExternalInformation~ applicationId externalEventId
virtualEventExternalRegistrationInformation~ referrer registrationId
virtualEventPresenter<entity email identity:identity presenterDetails:virtualEventPresenterDetails
virtualEventPresenterDetails~ bio:itemBody company jobTitle linkedInProfileWebUrl personalSiteWebUrl photo:Stream twitterProfileWebUrl
virtualEventRegistration<entity cancelationDateTime:DateTimeOffset email externalRegistrationInformation:virtualEventExternalRegistrationInformation firstName lastName preferredLanguage preferredTimezone registrationDateTime:DateTimeOffset registrationQuestionAnswers:[virtualEventRegistrationQuestionAnswer] status:virtualEventAttendeeRegistrationStatus userId >sessions:[virtualEventSession]
virtualEventRegistrationQuestionAnswer~ booleanValue:Boolean displayName multiChoiceValues:[String] questionId value
virtualEventSession<onlineMeetingBase capacity:Int32 endDateTime:dateTimeTimeZone startDateTime:dateTimeTimeZone videoOnDemandWebUrl
virtualEventSettings~ isAttendeeEmailNotificationEnabled:Boolean
virtualEventTownhall<virtualEvent audience:meetingAudience capacity:Int32 coOrganizers:[communicationsUserIdentity] invitedAttendees:[identity] isInviteOnly:Boolean >registrations:[virtualEventRegistration]
virtualEventWebinar<virtualEvent audience:meetingAudience coOrganizers:[communicationsUserIdentity] >registrations:[virtualEventRegistration]
virtualEventsRoot<entity >events:[virtualEvent] >townhalls:[virtualEventTownhall] >webinars:[virtualEventWebinar]
visualInfo~ attribution:imageInfo backgroundColor content:Json description displayText
watermarkProtectionValues~ isEnabledForContentSharing:Boolean isEnabledForVideo:Boolean
website~ address displayName type:websiteType
workbook<entity >application:workbookApplication >comments:[workbookComment] >names:[workbookNamedItem] >operations:[workbookOperation] >tables:[workbookTable] >worksheets:[workbookWorksheet]
workbookApplication<entity calculationMode
workbookChart<entity height:Double left:Double name top:Double width:Double >axes:workbookChartAxes >dataLabels:workbookChartDataLabels >format:workbookChartAreaFormat >legend:workbookChartLegend >series:[workbookChartSeries] >title:workbookChartTitle
workbookChartAreaFormat<entity >fill:workbookChartFill >font:workbookChartFont
workbookChartAxes<entity >categoryAxis:workbookChartAxis >seriesAxis:workbookChartAxis >valueAxis:workbookChartAxis
workbookChartAxis<entity majorUnit:Json maximum:Json minimum:Json minorUnit:Json >format:workbookChartAxisFormat >majorGridlines:workbookChartGridlines >minorGridlines:workbookChartGridlines >title:workbookChartAxisTitle
workbookChartAxisFormat<entity >font:workbookChartFont >line:workbookChartLineFormat
workbookChartAxisTitle<entity text visible:Boolean >format:workbookChartAxisTitleFormat
workbookChartAxisTitleFormat<entity >font:workbookChartFont
workbookChartDataLabelFormat<entity >fill:workbookChartFill >font:workbookChartFont
workbookChartDataLabels<entity position separator showBubbleSize:Boolean showCategoryName:Boolean showLegendKey:Boolean showPercentage:Boolean showSeriesName:Boolean showValue:Boolean >format:workbookChartDataLabelFormat
workbookChartFill<entity
workbookChartFont<entity bold:Boolean color italic:Boolean name size:Double underline
workbookChartGridlines<entity visible:Boolean >format:workbookChartGridlinesFormat
workbookChartGridlinesFormat<entity >line:workbookChartLineFormat
workbookChartLegend<entity overlay:Boolean position visible:Boolean >format:workbookChartLegendFormat
workbookChartLegendFormat<entity >fill:workbookChartFill >font:workbookChartFont
workbookChartLineFormat<entity color
workbookChartPoint<entity value:Json >format:workbookChartPointFormat
workbookChartPointFormat<entity >fill:workbookChartFill
workbookChartSeries<entity name >format:workbookChartSeriesFormat >points:[workbookChartPoint]
workbookChartSeriesFormat<entity >fill:workbookChartFill >line:workbookChartLineFormat
workbookChartTitle<entity overlay:Boolean text visible:Boolean >format:workbookChartTitleFormat
workbookChartTitleFormat<entity >fill:workbookChartFill >font:workbookChartFont
workbookComment<entity content contentType >replies:[workbookCommentReply]
workbookCommentReply<entity content contentType
workbookFilter<entity criteria:workbookFilterCriteria
workbookFilterCriteria~ color criterion1 criterion2 dynamicCriteria filterOn icon:workbookIcon operator values:Json
workbookFormatProtection<entity formulaHidden:Boolean locked:Boolean
workbookIcon~ index:Int32 set
workbookNamedItem<entity comment name scope type value:Json visible:Boolean
workbookOperation<entity error:workbookOperationError resourceLocation status:workbookOperationStatus
workbookOperationError~ code innerError:workbookOperationError message
workbookPivotTable<entity name
workbookRange<entity address addressLocal cellCount:Int32 columnCount:Int32 columnHidden:Boolean columnIndex:Int32 formulas:Json formulasLocal:Json formulasR1C1:Json hidden:Boolean numberFormat:Json rowCount:Int32 rowHidden:Boolean rowIndex:Int32 text:Json values:Json valueTypes:Json >format:workbookRangeFormat >sort:workbookRangeSort
workbookRangeBorder<entity color sideIndex style weight
workbookRangeFill<entity color
workbookRangeFont<entity bold:Boolean color italic:Boolean name size:Double underline
workbookRangeFormat<entity columnWidth:Double horizontalAlignment rowHeight:Double verticalAlignment wrapText:Boolean >borders:[workbookRangeBorder] >fill:workbookRangeFill >font:workbookRangeFont >protection:workbookFormatProtection
workbookRangeSort<entity
workbookRangeView<entity cellAddresses:Json columnCount:Int32 formulas:Json formulasLocal:Json formulasR1C1:Json index:Int32 numberFormat:Json rowCount:Int32 text:Json values:Json valueTypes:Json >rows:[workbookRangeView]
workbookSortField~ ascending:Boolean color dataOption icon:workbookIcon key:Int32 sortOn
workbookTable<entity highlightFirstColumn:Boolean highlightLastColumn:Boolean legacyId name showBandedColumns:Boolean showBandedRows:Boolean showFilterButton:Boolean showHeaders:Boolean showTotals:Boolean style >columns:[workbookTableColumn] >rows:[workbookTableRow] >sort:workbookTableSort
workbookTableColumn<entity index:Int32 name values:Json >filter:workbookFilter
workbookTableRow<entity index:Int32 values:Json
workbookTableSort<entity fields:[workbookSortField] matchCase:Boolean method
workbookWorksheet<entity name position:Int32 visibility >charts:[workbookChart] >names:[workbookNamedItem] >pivotTables:[workbookPivotTable] >protection:workbookWorksheetProtection >tables:[workbookTable]
workbookWorksheetProtection<entity options:workbookWorksheetProtectionOptions protected:Boolean
workbookWorksheetProtectionOptions~ allowAutoFilter:Boolean allowDeleteColumns:Boolean allowDeleteRows:Boolean allowFormatCells:Boolean allowFormatColumns:Boolean allowFormatRows:Boolean allowInsertColumns:Boolean allowInsertHyperlinks:Boolean allowInsertRows:Boolean allowPivotTables:Boolean allowSort:Boolean
workingHours~ daysOfWeek:[dayOfWeek] endTime:TimeOfDay startTime:TimeOfDay timeZone:timeZoneBase
workspace<place capacity:Int32 displayDeviceName emailAddress mode:placeMode nickname

activityDomain unknown work personal unrestricted
allowedLobbyAdmitterRoles organizerAndCoOrganizersAndPresenters organizerAndCoOrganizers unknownFutureValue
answerInputType text radioButton unknownFutureValue
attendeeType required optional resource
automaticRepliesStatus disabled alwaysEnabled scheduled
bodyType text html
bookingPageAccessControl unrestricted restrictedToOrganization unknownFutureValue
bookingPriceType undefined fixedPrice startingAt hourly free priceVaries callUs notSet unknownFutureValue
bookingReminderRecipients allAttendees staff customer unknownFutureValue
bookingType unknown standard reserved
bookingsServiceAvailabilityType bookWhenStaffAreFree notBookable customWeeklyHours unknownFutureValue
broadcastMeetingAudience roleIsAttendee organization everyone unknownFutureValue
bucketAggregationSortProperty count keyAsString keyAsNumber unknownFutureValue
calendarColor auto lightBlue lightGreen lightOrange lightGray lightYellow lightTeal lightPink lightBrown lightRed maxColor
calendarRoleType none freeBusyRead limitedRead read write delegateWithoutPrivateEventAccess delegateWithPrivateEventAccess custom
categoryColor none preset0 preset1 preset2 preset3 preset4 preset5 preset6 preset7 preset8 preset9 preset10 preset11 preset12 preset13 preset14 preset15 preset16 preset17 preset18 preset19 preset20 preset21 preset22 preset23 preset24
channelLayoutType post chat unknownFutureValue
channelMembershipType standard private unknownFutureValue shared
chatMessageActions reactionAdded reactionRemoved actionUndefined unknownFutureValue
chatMessageImportance normal high urgent unknownFutureValue
chatMessagePolicyViolationDlpActionTypes none notifySender blockAccess blockAccessExternal
chatMessagePolicyViolationUserActionTypes none override reportFalsePositive
chatMessagePolicyViolationVerdictDetailsTypes none allowFalsePositiveOverride allowOverrideWithoutJustification allowOverrideWithJustification
chatMessageType message chatEvent typing unknownFutureValue systemEventMessage
chatType oneOnOne group meeting unknownFutureValue
checkInMethod unspecified manual inferred verified unknownFutureValue
clonableTeamParts apps tabs settings channels members
columnTypes note text choice multichoice number currency dateTime lookup boolean user url calculated location geolocation term multiterm thumbnail approvalStatus unknownFutureValue
communityPrivacy public private unknownFutureValue
confirmedBy none user manager unknownFutureValue
courseStatus notStarted inProgress completed unknownFutureValue
dayOfWeek sunday monday tuesday wednesday thursday friday saturday
delegateMeetingMessageDeliveryOptions sendToDelegateAndInformationToPrincipal sendToDelegateAndPrincipal sendToDelegateOnly
endpointType default voicemail skypeForBusiness skypeForBusinessVoipPhone unknownFutureValue
engagementAsyncOperationType createCommunity unknownFutureValue
entityType event message driveItem externalItem site list listItem drive unknownFutureValue chatMessage person acronym bookmark
eventType singleInstance occurrence exception seriesMaster
exchangeIdFormat entryId ewsId immutableEntryId restId restImmutableEntryId
externalAudienceScope none contactsOnly all
followupFlagStatus notFlagged complete flagged
freeBusyStatus unknown free tentative busy oof workingElsewhere
giphyRatingType strict moderate unknownFutureValue
groupAccessType none private secret public unknownFutureValue
importance low normal high
inferenceClassificationType focused other
level beginner intermediate advanced unknownFutureValue
lobbyBypassScope organizer organization organizationAndFederated everyone unknownFutureValue invited organizationExcludingGuests
locationType default conferenceRoom homeAddress businessAddress geoCoordinates streetAddress hotel restaurant localBusiness postalAddress
locationUniqueIdType unknown locationStore directory private bing
longRunningOperationStatus notStarted running succeeded failed unknownFutureValue
mailTipsType automaticReplies mailboxFullStatus customMailTip externalMemberCount totalMemberCount maxMessageSize deliveryRestriction moderationStatus recipientScope recipientSuggestions
meetingAudience everyone organization unknownFutureValue
meetingChatHistoryDefaultMode none all unknownFutureValue
meetingChatMode enabled disabled limited unknownFutureValue
meetingLiveShareOptions enabled disabled unknownFutureValue
migrationMode inProgress completed unknownFutureValue
onenoteSourceService Unknown OneDrive OneDriveForBusiness OnPremOneDriveForBusiness
onenoteUserRole None Owner Contributor Reader
onlineMeetingPresenters everyone organization roleIsPresenter organizer unknownFutureValue
onlineMeetingProviderType unknown skypeForBusiness skypeForConsumer teamsForBusiness
onlineMeetingRole attendee presenter unknownFutureValue producer coorganizer
onlineMeetingType adhoc scheduled recurring broadcast meetnow unknownFutureValue
operationStatus NotStarted Running Completed Failed
pageLayoutType microsoftReserved article home unknownFutureValue
pagePromotionType microsoftReserved page newsPost unknownFutureValue
phoneType home business mobile other assistant homeFax businessFax otherFax pager radio
placeFeatureEnablement unknown enabled disabled unknownFutureValue
plannerContainerType group unknownFutureValue roster
plannerPreviewType automatic noPreview checklist description reference
printColorMode blackAndWhite grayscale color auto unknownFutureValue
printDuplexMode flipOnLongEdge flipOnShortEdge oneSided unknownFutureValue
printMultipageLayout clockwiseFromTopLeft counterclockwiseFromTopLeft counterclockwiseFromTopRight clockwiseFromTopRight counterclockwiseFromBottomLeft clockwiseFromBottomLeft counterclockwiseFromBottomRight clockwiseFromBottomRight unknownFutureValue
printOrientation portrait landscape reverseLandscape reversePortrait unknownFutureValue
printQuality low medium high unknownFutureValue
printScaling auto shrinkToFit fill fit none unknownFutureValue
printerFeedOrientation longEdgeFirst shortEdgeFirst unknownFutureValue
printerProcessingState unknown idle processing stopped unknownFutureValue
recipientScopeType none internal external externalPartner externalNonPartner
recurrencePatternType daily weekly absoluteMonthly relativeMonthly absoluteYearly relativeYearly
recurrenceRangeType endDate noEnd numbered
remindBeforeTimeInMinutesType mins15 unknownFutureValue
resourceLinkType url unknownFutureValue
responseType none organizer tentativelyAccepted accepted declined notResponded
scheduleChangeRequestActor sender recipient manager system unknownFutureValue
scheduleChangeState pending approved declined unknownFutureValue
scheduleEntityTheme white blue green purple pink yellow gray darkBlue darkGreen darkPurple darkPink darkYellow unknownFutureValue darkRed cranberry darkOrange bronze peach gold lime forest lightGreen jade lightTeal darkTeal steel skyBlue blueGray lavender lilac plum magenta darkBrown beige charcoal silver
searchAlterationType suggestion modification unknownFutureValue
searchContent sharedContent privateContent unknownFutureValue
selectionLikelihoodInfo notSpecified high
sensitivity normal personal private confidential
siteArchiveStatus recentlyArchived fullyArchived reactivating unknownFutureValue
status active updated deleted ignored unknownFutureValue
taskStatus notStarted inProgress completed waitingOnOthers deferred
teamSpecialization none educationStandard educationClass educationProfessionalLearningCommunity educationStaff healthcareStandard healthcareCareCoordination unknownFutureValue
teamVisibilityType private public hiddenMembership unknownFutureValue
teamsAppDistributionMethod store organization sideloaded unknownFutureValue
teamsAppResourceSpecificPermissionType delegated application unknownFutureValue
teamsAsyncOperationStatus invalid notStarted inProgress succeeded failed unknownFutureValue
teamsAsyncOperationType invalid cloneTeam archiveTeam unarchiveTeam createTeam unknownFutureValue teamifyGroup createChannel archiveChannel unarchiveChannel
teamworkActivityTopicSource entityUrl text
teamworkConversationIdentityType team channel chat unknownFutureValue
teamworkTagType standard unknownFutureValue
teamworkUserIdentityType aadUser onPremiseAadUser anonymousGuest federatedUser personalMicrosoftAccountUser skypeUser phoneUser unknownFutureValue emailUser
timeCardState clockedIn onBreak clockedOut unknownFutureValue
timeOffReasonIconType none car calendar running plane firstAid doctor notWorking clock juryDuty globe cup phone weather umbrella piggyBank dog cake trafficCone pin sunny unknownFutureValue
timeZoneStandard windows iana
titleAreaLayoutType imageAndTitle plain colorBlock overlap unknownFutureValue
titleAreaTextAlignmentType left center unknownFutureValue
userPurpose user linked shared room equipment others unknownFutureValue
virtualAppointmentMessageType confirmation reschedule cancellation unknownFutureValue
virtualEventAttendeeRegistrationStatus registered canceled waitlisted pendingApproval rejectedByOrganizer unknownFutureValue
virtualEventStatus draft published canceled unknownFutureValue
websiteType other home work blog profile
weekIndex first second third fourth last
wellknownListName none defaultList flaggedEmails unknownFutureValue
workLocationSource none manual scheduled automatic unknownFutureValue
workLocationType unspecified office remote timeOff unknownFutureValue
workbookOperationStatus notStarted running succeeded failed

!accept event - SendResponse:Boolean Comment:String
!add [conversationMember] [actionResultPart] values:[conversationMember]
!add [site] [site] value:[site]
!add [workbookChart] workbookChart type:String sourceData:Json seriesBy:String
!add [workbookNamedItem] workbookNamedItem name:String reference:Json comment:String
!add [workbookTableColumn] workbookTableColumn index:Int32 values:Json name:String
!add [workbookTableRow] workbookTableRow index:Int32 values:Json
!add [workbookTable] workbookTable address:String hasHeaders:Boolean
!add [workbookWorksheet] workbookWorksheet name:String
!addCopy [contentType] contentType contentType:String
!addCopyFromContentTypeHub [contentType] contentType contentTypeId:String
!addFavorite group -
!apply workbookFilter - criteria:workbookFilterCriteria
!apply workbookRangeSort - fields:[workbookSortField] matchCase:Boolean hasHeaders:Boolean orientation:String method:String
!apply workbookTableSort - fields:[workbookSortField] matchCase:Boolean method:String
!approve scheduleChangeRequest - message:String
!archive channel - shouldSetSpoSiteReadOnlyForMembers:Boolean
!archive team - shouldSetSpoSiteReadOnlyForMembers:Boolean
!associateWithHubSites contentType - hubSiteUrls:[String] propagateToExistingLists:Boolean
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
!clockIn [timeCard] timeCard isAtApprovedLocation:Boolean onBehalfOfUserId:String notes:itemBody
!clockOut timeCard timeCard isAtApprovedLocation:Boolean notes:itemBody
!clone team - displayName:String description:String mailNickname:String classification:String visibility:teamVisibilityType partsToClone:clonableTeamParts
!confirm timeCard timeCard
!convertToRange workbookTable workbookRange
!copy driveItem driveItem name:String parentReference:itemReference childrenOnly:Boolean includeAllVersionHistory:Boolean
!copy mailFolder mailFolder DestinationId:String
!copy message message DestinationId:String
!copyNotebook notebook onenoteOperation groupId:String renameAs:String notebookFolder:String siteCollectionId:String siteId:String
!copyToDefaultContentLocation contentType - sourceFile:itemReference destinationFileName:String
!copyToNotebook onenoteSection onenoteOperation id:String groupId:String renameAs:String siteCollectionId:String siteId:String
!copyToSection onenotePage onenoteOperation id:String groupId:String siteCollectionId:String siteId:String
!copyToSectionGroup onenoteSection onenoteOperation id:String groupId:String renameAs:String siteCollectionId:String siteId:String
!createForward message message ToRecipients:[recipient] Message:message Comment:String
!createLink driveItem permission type:String scope:String expirationDateTime:DateTimeOffset password:String message:String recipients:[driveRecipient] retainInheritedPermissions:Boolean sendNotification:Boolean
!createLink listItem permission type:String scope:String expirationDateTime:DateTimeOffset password:String message:String recipients:[driveRecipient] retainInheritedPermissions:Boolean sendNotification:Boolean
!createOrGet [onlineMeeting] onlineMeeting chatInfo:chatInfo endDateTime:DateTimeOffset externalId:String participants:meetingParticipants startDateTime:DateTimeOffset subject:String
!createReply message message Message:message Comment:String
!createReplyAll message message Message:message Comment:String
!decline event - ProposedNewTime:timeSlot SendResponse:Boolean Comment:String
!decline scheduleChangeRequest - message:String
!delete workbookRange - shift:String
!deleteTargetedMessage userTeamwork - teamId:String channelId:String messageId:String
!discardCheckout driveItem -
!dismissReminder event -
!endBreak timeCard timeCard isAtApprovedLocation:Boolean notes:itemBody
!findMeetingTimes user meetingTimeSuggestionsResult attendees:[attendeeBase] locationConstraint:locationConstraint timeConstraint:timeConstraint meetingDuration:Duration maxCandidates:Int32 isOrganizerOptional:Boolean returnSuggestionReasons:Boolean minimumAttendeePercentage:Double
!follow driveItem driveItem
!forward event - ToRecipients:[recipient] Comment:String
!forward message - ToRecipients:[recipient] Message:message Comment:String
!forward post - Comment:String ToRecipients:[recipient]
!getMailTips user [mailTips] EmailAddresses:[String] MailTipsOptions:mailTipsType
!getMemberGroups directoryObject [String] securityEnabledOnly:Boolean
!getMemberObjects directoryObject [String] securityEnabledOnly:Boolean
!getNotebookFromWebUrl [notebook] CopyNotebookModel webUrl:String
!getPresencesByUserId cloudCommunications [presence] ids:[String]
!getSchedule calendar [scheduleInformation] Schedules:[String] EndTime:dateTimeTimeZone StartTime:dateTimeTimeZone AvailabilityViewInterval:Int32
!grant permission [permission] roles:[String] recipients:[driveRecipient]
!hideForUser chat - user:teamworkUserIdentity
!insert workbookRange workbookRange shift:String
!invite driveItem [permission] requireSignIn:Boolean roles:[String] sendInvitation:Boolean message:String recipients:[driveRecipient] retainInheritedPermissions:Boolean expirationDateTime:String password:String
!markChatReadForUser chat - user:teamworkUserIdentity
!markChatUnreadForUser chat - user:teamworkUserIdentity lastMessageReadDateTime:DateTimeOffset
!merge workbookRange - across:Boolean
!move mailFolder mailFolder DestinationId:String
!move message message DestinationId:String
!protect workbookWorksheetProtection - options:workbookWorksheetProtectionOptions
!provisionEmail channel provisionChannelEmailResult
!publish bookingBusiness -
!publish contentType -
!publish sitePage -
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
!sendActivityNotification chat - topic:teamworkActivityTopic activityType:String chainId:Int64 previewText:itemBody teamsAppId:String templateParameters:[keyValuePair] recipient:teamworkNotificationRecipient iconId:String
!sendActivityNotification team - topic:teamworkActivityTopic activityType:String chainId:Int64 previewText:itemBody teamsAppId:String templateParameters:[keyValuePair] recipient:teamworkNotificationRecipient iconId:String
!sendActivityNotification userTeamwork - topic:teamworkActivityTopic activityType:String chainId:Int64 previewText:itemBody teamsAppId:String templateParameters:[keyValuePair] iconId:String
!sendMail user - Message:message SaveToSentItems:Boolean
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
!share schedule - notifyTeam:Boolean startDateTime:DateTimeOffset endDateTime:DateTimeOffset
!snoozeReminder event - NewReminderTime:dateTimeTimeZone
!softDelete chatMessage -
!startBreak timeCard timeCard isAtApprovedLocation:Boolean notes:itemBody
!subscribeByMail group -
!tentativelyAccept event - ProposedNewTime:timeSlot SendResponse:Boolean Comment:String
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
cell workbookRange workbookRange row:Int32 column:Int32
cell workbookWorksheet workbookRange row:Int32 column:Int32
column workbookRange workbookRange column:Int32
columnsAfter workbookRange workbookRange
columnsAfter workbookRange workbookRange count:Int32
columnsBefore workbookRange workbookRange
columnsBefore workbookRange workbookRange count:Int32
dataBodyRange workbookTable workbookRange
dataBodyRange workbookTableColumn workbookRange
delta [callRecording] [callRecording]
delta [callTranscript] [callTranscript]
delta [chatMessage] [chatMessage]
delta [contactFolder] [contactFolder]
delta [contact] [contact]
delta [directoryObject] [directoryObject]
delta [event] [event]
delta [group] [group]
delta [listItem] [listItem]
delta [listItem] [listItem] token:String
delta [mailFolder] [mailFolder]
delta [message] [message]
delta [orgContact] [orgContact]
delta [site] [site]
delta [site] [site] token:String
delta [todoTaskList] [todoTaskList]
delta [todoTask] [todoTask]
delta [user] [user]
delta driveItem [driveItem]
delta driveItem [driveItem] token:String
descendants place [place]
doesUserHaveAccess channel Boolean userId:String tenantId:String userPrincipalName:String
entireColumn workbookRange workbookRange
entireRow workbookRange workbookRange
getActivitiesByInterval driveItem [itemActivityStat]
getActivitiesByInterval driveItem [itemActivityStat] startDateTime:String endDateTime:String interval:String
getActivitiesByInterval listItem [itemActivityStat]
getActivitiesByInterval listItem [itemActivityStat] startDateTime:String endDateTime:String interval:String
getActivitiesByInterval site [itemActivityStat]
getActivitiesByInterval site [itemActivityStat] startDateTime:String endDateTime:String interval:String
getApplicableContentTypesForList site [contentType] listId:String
getByUserRole [virtualEventTownhall] [virtualEventTownhall] role:String
getByUserRole [virtualEventWebinar] [virtualEventWebinar] role:String
getCompatibleHubContentTypes [contentType] [contentType]
getRecentNotebooks [notebook] [recentNotebook] includePersonalNotebooks:Boolean
getTeamsLicensingDetails [licenseDetails] teamsLicensingDetails
getVirtualAppointmentJoinWebUrl onlineMeeting String
headerRowRange workbookTable workbookRange
headerRowRange workbookTableColumn workbookRange
image workbookChart String
image workbookChart String width:Int32
image workbookChart String width:Int32 height:Int32
image workbookChart String width:Int32 height:Int32 fittingMode:String
intersection workbookRange workbookRange anotherRange:String
isPublished contentType Boolean
itemAt [workbookChartPoint] workbookChartPoint index:Int32
itemAt [workbookChartSeries] workbookChartSeries index:Int32
itemAt [workbookChart] workbookChart index:Int32
itemAt [workbookRangeBorder] workbookRangeBorder index:Int32
itemAt [workbookRangeView] workbookRangeView index:Int32
itemAt [workbookTableColumn] workbookTableColumn index:Int32
itemAt [workbookTableRow] workbookTableRow index:Int32
itemAt [workbookTable] workbookTable index:Int32
lastCell workbookRange workbookRange
lastColumn workbookRange workbookRange
lastRow workbookRange workbookRange
offsetRange workbookRange workbookRange rowOffset:Int32 columnOffset:Int32
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
rowsAbove workbookRange workbookRange
rowsAbove workbookRange workbookRange count:Int32
rowsBelow workbookRange workbookRange
rowsBelow workbookRange workbookRange count:Int32
search drive [driveItem] q:String
search driveItem [driveItem] q:String
sharedWithMe drive [driveItem]
supportedLanguages outlookUser [localeInfo]
supportedTimeZones outlookUser [timeZoneInformation]
supportedTimeZones outlookUser [timeZoneInformation] TimeZoneStandard:timeZoneStandard
tableRowOperationResult workbook workbookTableRow key:String
totalRowRange workbookTable workbookRange
totalRowRange workbookTableColumn workbookRange
usedRange workbookRange workbookRange
usedRange workbookRange workbookRange valuesOnly:Boolean
usedRange workbookWorksheet workbookRange
usedRange workbookWorksheet workbookRange valuesOnly:Boolean
visibleView workbookRange workbookRangeView`;

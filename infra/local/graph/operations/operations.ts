import type { Operation } from "../operation.ts";
import { attachmentOperations } from "./attachments.ts";
import { calendarOperations } from "./calendar.ts";
import { chatOperations } from "./chats.ts";
import { draftOperations } from "./drafts.ts";
import { driveOperations } from "./drive.ts";
import { freeBusyOperations } from "./free-busy.ts";
import { listOperations } from "./lists.ts";
import { mailOperations } from "./mail.ts";
import { mailboxSettingsOperations } from "./mailbox-settings.ts";
import { artifactOperations } from "./meeting-artifacts.ts";
import { meetingOperations } from "./meetings.ts";
import { messageChangeOperations } from "./message-changes.ts";
import { onenoteOperations } from "./onenote.ts";
import { organisationOperations } from "./organisation.ts";
import { peopleOperations } from "./people.ts";
import { presenceOperations } from "./presence.ts";
import { plannerOperations } from "./planner.ts";
import { searchOperations } from "./search.ts";
import { sharingOperations } from "./sharing.ts";
import { siteOperations } from "./sites.ts";
import { teamOperations } from "./teams.ts";
import { todoOperations } from "./todo.ts";
import { workbookOperations } from "./workbook.ts";

/** Everything this Graph can do, one table per service. */
export const operations: readonly Operation[] = [
  ...mailOperations,
  ...draftOperations,
  ...messageChangeOperations,
  ...attachmentOperations,
  ...mailboxSettingsOperations,
  ...calendarOperations,
  ...freeBusyOperations,
  ...meetingOperations,
  ...artifactOperations,
  ...teamOperations,
  ...chatOperations,
  ...presenceOperations,
  ...peopleOperations,
  ...organisationOperations,
  ...driveOperations,
  ...sharingOperations,
  ...siteOperations,
  ...listOperations,
  ...todoOperations,
  ...plannerOperations,
  ...onenoteOperations,
  ...workbookOperations,
  ...searchOperations,
];

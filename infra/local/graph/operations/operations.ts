import type { Operation } from "../operation.ts";
import { calendarOperations } from "./calendar.ts";
import { driveOperations } from "./drive.ts";
import { freeBusyOperations } from "./free-busy.ts";
import { mailOperations } from "./mail.ts";
import { meetingOperations } from "./meetings.ts";
import { peopleOperations } from "./people.ts";
import { searchOperations } from "./search.ts";
import { teamOperations } from "./teams.ts";

/** Everything this Graph can do, one table per service. */
export const operations: readonly Operation[] = [
  ...mailOperations,
  ...calendarOperations,
  ...freeBusyOperations,
  ...meetingOperations,
  ...teamOperations,
  ...peopleOperations,
  ...driveOperations,
  ...searchOperations,
];

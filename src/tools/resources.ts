/** What a client may read as it is, without calling a tool: each the answer of one tool to fixed arguments. */
import type { ToolDefinition } from "./define-tool.ts";
import { getCalendarEvent } from "./calendar/get-calendar-event.ts";
import { getUserProfile } from "./people/get-user-profile.ts";
import { listTeams } from "./teams/list-teams.ts";

export type ResourceDefinition = {
  readonly uri: `microsoft://${string}`;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tool: ToolDefinition;
  readonly args: Readonly<Record<string, unknown>>;
};

export const resources: readonly ResourceDefinition[] = [
  {
    uri: "microsoft://profile",
    name: "profile",
    title: "Your profile",
    description: "The signed-in person's directory entry.",
    tool: getUserProfile,
    args: {},
  },
  {
    uri: "microsoft://calendars",
    name: "calendars",
    title: "Your calendars",
    description: "Calendars you own or were given.",
    tool: getCalendarEvent,
    args: {},
  },
  {
    uri: "microsoft://teams",
    name: "teams",
    title: "Your teams",
    description: "Teams you are in, with their channels.",
    tool: listTeams,
    args: { include: "channels" },
  },
];

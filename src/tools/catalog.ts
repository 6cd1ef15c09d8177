/** What can be done: every tool, listed by hand. This is the inventory of power. */
import { z } from "zod";
import type { Config } from "../config/config.ts";
import { type Narrowing, narrowedByBoth, type Toolset } from "../core/selection.ts";
import type { Operation } from "../graph/request.ts";
import type { ToolDefinition } from "./define-tool.ts";
import { checkAvailability } from "./calendar/check-availability.ts";
import { createCalendarEvent } from "./calendar/create-calendar-event.ts";
import { deleteCalendarEvent } from "./calendar/delete-calendar-event.ts";
import { findMeetingTimes } from "./calendar/find-meeting-times.ts";
import { getCalendarEvent } from "./calendar/get-calendar-event.ts";
import { getCalendarEvents } from "./calendar/get-calendar-events.ts";
import { respondToEvent } from "./calendar/respond-to-event.ts";
import { updateCalendarEvent } from "./calendar/update-calendar-event.ts";
import { getWorkbook } from "./excel/get-workbook.ts";
import { readRange } from "./excel/read-range.ts";
import { writeRange } from "./excel/write-range.ts";
import { deleteFile } from "./files/delete-file.ts";
import { getFile } from "./files/get-file.ts";
import { listFiles } from "./files/list-files.ts";
import { moveFile } from "./files/move-file.ts";
import { readFileContent } from "./files/read-file-content.ts";
import { searchFiles } from "./files/search-files.ts";
import { shareFile } from "./files/share-file.ts";
import { uploadFile } from "./files/upload-file.ts";
import { createEmailDraft } from "./mail/create-email-draft.ts";
import { deleteEmail } from "./mail/delete-email.ts";
import { forwardEmail } from "./mail/forward-email.ts";
import { getEmail } from "./mail/get-email.ts";
import { getEmailAttachment } from "./mail/get-email-attachment.ts";
import { getEmailThread } from "./mail/get-email-thread.ts";
import { getEmails } from "./mail/get-emails.ts";
import { getMailboxSettings } from "./mail/get-mailbox-settings.ts";
import { listMailFolders } from "./mail/list-mail-folders.ts";
import { moveEmail } from "./mail/move-email.ts";
import { replyToEmail } from "./mail/reply-to-email.ts";
import { searchEmails } from "./mail/search-emails.ts";
import { sendEmail } from "./mail/send-email.ts";
import { sendEmailDraft } from "./mail/send-email-draft.ts";
import { setAutoReply } from "./mail/set-auto-reply.ts";
import { updateEmail } from "./mail/update-email.ts";
import { add } from "./meta/add.ts";
import { authenticate } from "./meta/authenticate.ts";
import { whoAmI } from "./meta/who-am-i.ts";
import { getNotePage } from "./notes/get-note-page.ts";
import { listNotes } from "./notes/list-notes.ts";
import { saveNotePage } from "./notes/save-note-page.ts";
import { callGraph, callGraphWithWrites } from "./operations/call-graph.ts";
import { describeOperation } from "./operations/describe-operation.ts";
import { searchOperations } from "./operations/search-operations.ts";
import { getContacts } from "./people/get-contacts.ts";
import { getGroups } from "./people/get-groups.ts";
import { getUser } from "./people/get-user.ts";
import { getUserProfile } from "./people/get-user-profile.ts";
import { listUsers } from "./people/list-users.ts";
import { searchPeople } from "./people/search-people.ts";
import { getListItems } from "./sharepoint/get-list-items.ts";
import { saveListItem } from "./sharepoint/save-list-item.ts";
import { searchSites } from "./sharepoint/search-sites.ts";
import { searchMicrosoft365 } from "./search/search-microsoft365.ts";
import { deleteTask } from "./tasks/delete-task.ts";
import { getTasks } from "./tasks/get-tasks.ts";
import { savePlannerTask } from "./tasks/save-planner-task.ts";
import { saveTask } from "./tasks/save-task.ts";
import { createTeamsMeeting } from "./teams/create-teams-meeting.ts";
import { getChannelMessages } from "./teams/get-channel-messages.ts";
import { getChatMessages } from "./teams/get-chat-messages.ts";
import { getMeetingTranscript } from "./teams/get-meeting-transcript.ts";
import { getOnlineMeeting } from "./teams/get-online-meeting.ts";
import { getPresence } from "./teams/get-presence.ts";
import { listChats } from "./teams/list-chats.ts";
import { listTeams } from "./teams/list-teams.ts";
import { sendChatMessage } from "./teams/send-chat-message.ts";
import { sendTeamsMessage } from "./teams/send-teams-message.ts";
import { setPresence } from "./teams/set-presence.ts";

export const catalog: readonly ToolDefinition[] = [
  /* mail */
  getEmails,
  searchEmails,
  getEmail,
  getEmailThread,
  getEmailAttachment,
  listMailFolders,
  sendEmail,
  createEmailDraft,
  sendEmailDraft,
  replyToEmail,
  forwardEmail,
  updateEmail,
  moveEmail,
  deleteEmail,
  getMailboxSettings,
  setAutoReply,
  /* calendar */
  getCalendarEvents,
  getCalendarEvent,
  createCalendarEvent,
  updateCalendarEvent,
  deleteCalendarEvent,
  respondToEvent,
  checkAvailability,
  findMeetingTimes,
  /* people */
  getContacts,
  searchPeople,
  listUsers,
  getUser,
  getUserProfile,
  getGroups,
  /* teams */
  listTeams,
  getChannelMessages,
  sendTeamsMessage,
  listChats,
  getChatMessages,
  sendChatMessage,
  createTeamsMeeting,
  getOnlineMeeting,
  getMeetingTranscript,
  getPresence,
  setPresence,
  /* files */
  listFiles,
  searchFiles,
  getFile,
  readFileContent,
  uploadFile,
  moveFile,
  deleteFile,
  shareFile,
  /* sharepoint */
  searchSites,
  getListItems,
  saveListItem,
  /* tasks */
  getTasks,
  saveTask,
  savePlannerTask,
  deleteTask,
  /* notes */
  listNotes,
  getNotePage,
  saveNotePage,
  /* excel */
  getWorkbook,
  readRange,
  writeRange,
  /* search */
  searchMicrosoft365,
  /* meta, and the catalogue of the long tail */
  whoAmI,
  authenticate,
  searchOperations,
  describeOperation,
  callGraph,
  add,
];

export type Selection = {
  readonly tiers: "core" | "all";
  readonly diagnostics: boolean;
  /** All of them unless said. */
  readonly toolsets?: readonly Toolset[] | undefined;
  readonly readOnly?: boolean | undefined;
  /** Of whole names. */
  readonly enabled?: RegExp | undefined;
  /** `callGraph` may change things; only with `readOnly` off. */
  readonly graphWrites?: boolean | undefined;
};

/** What a deployment offers. */
export function selectionOf(config: Config): Selection {
  return {
    tiers: config.TOOL_TIERS,
    diagnostics: config.ENABLE_DIAGNOSTICS,
    toolsets: config.TOOLSETS,
    readOnly: config.READ_ONLY,
    enabled: config.ENABLED_TOOLS,
    graphWrites: config.CALL_GRAPH_WRITES,
  };
}

/** The same, less what a caller asked not to see. */
export function narrowed(selection: Selection, narrowing: Narrowing): Selection {
  return { ...selection, ...narrowedByBoth({ toolsets: selection.toolsets }, narrowing) };
}

/** The tools of a selection, in the catalog's order. */
export function listedTools(selection: Selection): readonly ToolDefinition[] {
  const { tiers, diagnostics, toolsets, readOnly = false, enabled, graphWrites = false } = selection;
  const offered = graphWrites && !readOnly ? catalog.map((tool) => (tool === callGraph ? callGraphWithWrites : tool)) : catalog;
  return offered.filter(
    ({ name, tier, toolset, risk }) =>
      (tier === "core" || (tier === "extended" && tiers === "all") || (tier === "diagnostic" && diagnostics)) &&
      (toolsets === undefined || toolsets.includes(toolset)) &&
      (!readOnly || risk === "read") &&
      (enabled === undefined || enabled.test(name)),
  );
}

/** Every Graph operation these tools may use, tool by tool, each tool asked only when those before it are through. */
export function* eachOperationOf(tools: readonly ToolDefinition[]): Generator<Operation, void> {
  for (const tool of tools) yield* tool.operations;
}

/** Every Graph operation these tools may use, once each. */
export function operationsOf(tools: readonly ToolDefinition[]): readonly Operation[] {
  return [...new Set(tools.flatMap(({ operations }) => operations))].toSorted();
}

/** Every delegated scope these tools need or can use: what is asked for at sign-in. */
export function scopesOf(tools: readonly ToolDefinition[]): readonly string[] {
  return [...new Set(tools.flatMap(({ scopes, optionalScopes = [] }) => [...scopes, ...optionalScopes]))].toSorted();
}

export type ToolAnnotations = { readonly readOnlyHint: boolean; readonly destructiveHint: boolean; readonly openWorldHint?: false };

/** A tool as `tools/list` shows it. */
export type WireTool = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  readonly annotations: ToolAnnotations;
};

export type JsonSchema = { readonly type: "object"; readonly [keyword: string]: unknown };

const wireTools = new Map<ToolDefinition, WireTool>();

/** The wire form, made once per tool and isolate. */
export function wireOf(tool: ToolDefinition): WireTool {
  let wire = wireTools.get(tool);
  if (!wire) {
    wire = {
      name: tool.name,
      title: tool.title,
      description: tool.description,
      inputSchema: jsonSchemaOf(tool.input, "input"),
      outputSchema: outputSchemaOf(tool.output),
      annotations: annotationsOf(tool),
    };
    wireTools.set(tool, wire);
  }
  return wire;
}

/** Hints for clients, derived from the declared risk; policy reads the risk itself, never these. What MCP assumes anyway is left out. */
function annotationsOf({ risk, toolset }: ToolDefinition): ToolAnnotations {
  return {
    readOnlyHint: risk === "read",
    destructiveHint: risk === "send" || risk === "delete",
    ...(toolset === "meta" || toolset === "catalogue" ? { openWorldHint: false } : {}),
  };
}

/** Levels of an output that are listed: the result, its items, what they hold. */
const listedDepth = 3;

/**
 * The shape of a result, as little as a client needs of it: names and types. Without `required`: a refused call answers with
 * `structuredContent: { error }`, and 1.x clients hold that against the schema even where `isError` is set.
 */
function outputSchemaOf(schema: z.ZodType): JsonSchema {
  return { ...outline(jsonSchemaOf(schema, "output"), listedDepth), type: "object" };
}

function outline({ type, const: constant, properties, items, anyOf }: Record<string, unknown>, depth: number): Record<string, unknown> {
  if (constant !== undefined) return { const: constant };
  const isObject = (value: unknown): value is Record<string, Record<string, unknown>> => typeof value === "object" && value !== null;
  return {
    ...(type !== undefined && { type }),
    ...(isObject(properties) &&
      depth > 0 && { properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, outline(each, depth - 1)])) }),
    ...(isObject(items) && Object.keys(items).length > 0 && depth > 0 && { items: outline(items, type === "array" ? depth : depth - 1) }),
    ...(Array.isArray(anyOf) && depth > 0 && { anyOf: anyOf.map((each: Record<string, unknown>) => outline(each, depth)) }),
  };
}

/** Lengths from here on are enforced without being listed. */
const unlistedLength = 250;

/** JSON Schema 2020-12 (MCP's default dialect, so `$schema` is left out), flat, inputs closed, without what tells a model nothing. */
function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    target: "draft-2020-12",
    reused: "inline",
    override: ({ jsonSchema }) => {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      /* Everybody knows that a text has at least one character; what is too long for a caller to reach by accident is told when it is. */
      if (jsonSchema.minLength === 1) delete jsonSchema.minLength;
      if (jsonSchema.maxLength !== undefined && jsonSchema.maxLength >= unlistedLength) delete jsonSchema.maxLength;
      /* What comes out was cut to the schema already; closing it again only costs bytes. */
      if (io === "output") delete jsonSchema.additionalProperties;
    },
  });
  return { ...json, type: "object" };
}

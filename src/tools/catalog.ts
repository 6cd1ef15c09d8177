/** What can be done: every tool, listed by hand. This is the inventory of power. */
import { z } from "zod";
import type { Operation } from "../graph/request.ts";
import type { ToolDefinition } from "./define-tool.ts";
import { createCalendarEvent } from "./calendar/create-calendar-event.ts";
import { getCalendarEvents } from "./calendar/get-calendar-events.ts";
import { getEmails } from "./mail/get-emails.ts";
import { searchEmails } from "./mail/search-emails.ts";
import { sendEmail } from "./mail/send-email.ts";
import { add } from "./meta/add.ts";
import { authenticate } from "./meta/authenticate.ts";
import { whoAmI } from "./meta/who-am-i.ts";
import { getContacts } from "./people/get-contacts.ts";
import { getUserProfile } from "./people/get-user-profile.ts";
import { listUsers } from "./people/list-users.ts";
import { searchPeople } from "./people/search-people.ts";
import { createTeamsMeeting } from "./teams/create-teams-meeting.ts";
import { listTeams } from "./teams/list-teams.ts";
import { sendTeamsMessage } from "./teams/send-teams-message.ts";

export const catalog: readonly ToolDefinition[] = [
  /* mail */
  getEmails,
  searchEmails,
  sendEmail,
  /* calendar */
  getCalendarEvents,
  createCalendarEvent,
  /* people */
  getContacts,
  searchPeople,
  listUsers,
  getUserProfile,
  /* teams */
  listTeams,
  sendTeamsMessage,
  createTeamsMeeting,
  /* meta */
  whoAmI,
  authenticate,
  add,
];

/** The tools this deployment offers, in the catalog's order. */
export function listedTools(settings: { readonly tiers: "core" | "all"; readonly diagnostics: boolean }): readonly ToolDefinition[] {
  return catalog.filter(
    ({ tier }) => tier === "core" || (tier === "extended" && settings.tiers === "all") || (tier === "diagnostic" && settings.diagnostics),
  );
}

/** Every Graph operation these tools may use, once each. */
export function operationsOf(tools: readonly ToolDefinition[]): readonly Operation[] {
  return [...new Set(tools.flatMap(({ operations }) => operations))].toSorted();
}

/** Every delegated scope these tools need or can use: what is asked for at sign-in. */
export function scopesOf(tools: readonly ToolDefinition[]): readonly string[] {
  return [...new Set(tools.flatMap(({ scopes, optionalScopes = [] }) => [...scopes, ...optionalScopes]))].toSorted();
}

export type ToolAnnotations = {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
};

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

/** Hints for clients, derived from the declared risk; policy reads the risk itself, never these. */
function annotationsOf({ risk, toolset }: ToolDefinition): ToolAnnotations {
  return {
    readOnlyHint: risk === "read",
    destructiveHint: risk === "send" || risk === "delete",
    idempotentHint: risk === "read",
    openWorldHint: toolset !== "meta",
  };
}

/**
 * Without `required` at its root: a refused call answers with `structuredContent: { error }`, and 1.x clients hold that against the
 * schema even where `isError` is set. Parts keep theirs.
 */
function outputSchemaOf(schema: z.ZodType): JsonSchema {
  const { required: _required, ...json } = jsonSchemaOf(schema, "output");
  return json;
}

/** JSON Schema 2020-12 (MCP's default dialect, so `$schema` is left out), flat, inputs closed, without what tells a model nothing. */
function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    target: "draft-2020-12",
    reused: "inline",
    override: ({ jsonSchema }) => {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      /* What comes out was cut to the schema already; closing it again only costs bytes. */
      if (io === "output") delete jsonSchema.additionalProperties;
    },
  });
  return { ...json, type: "object" };
}

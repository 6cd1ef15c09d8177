import { z } from "zod";
import type { GraphClient } from "../../graph/request.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { fenced } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { autoReply, autoReplyLines, graphAutoReply, readAutoReply } from "./auto-reply.ts";
import { graphRule, inboxRule, readRule, ruleLines } from "./inbox-rule.ts";

const graphSettings = z.object({
  timeZone: z.string().nullish(),
  language: z.object({ locale: z.string().nullish() }).nullish(),
  dateFormat: z.string().nullish(),
  timeFormat: z.string().nullish(),
  userPurpose: z.string().nullish(),
  workingHours: z
    .object({
      daysOfWeek: z.array(z.string()).nullish(),
      startTime: z.string().nullish(),
      endTime: z.string().nullish(),
      timeZone: z.object({ name: z.string().nullish() }).nullish(),
    })
    .nullish(),
});

const settings = z.object({
  timeZone: z.string().optional(),
  language: z.string().optional(),
  dateFormat: z.string().optional(),
  timeFormat: z.string().optional(),
  purpose: z.string().optional(),
  workDays: z.string().optional(),
  workHours: z.string().optional(),
});
type Settings = z.output<typeof settings>;

const output = z.object({
  settings: settings.optional(),
  autoReply: autoReply.optional(),
  inboxRules: z.array(inboxRule).optional(),
  truncated: z.literal(true).optional(),
});

/** Rules of one inbox that are read; Exchange keeps them within 256 KB, which is far fewer. */
const maxRules = 500;

export const getMailboxSettings = defineTool({
  name: "getMailboxSettings",
  title: "Get mailbox settings",
  description: "Your mailbox's zone and working hours, its automatic reply, or its inbox rules with where they forward to.",
  toolset: "mail",
  tier: "extended",
  risk: "read",
  scopes: ["MailboxSettings.Read"],
  operations: ["GET /me/mailboxSettings", "GET /me/mailFolders/inbox/messageRules"],
  input: z.strictObject({ include: z.enum(["settings", "autoReply", "inboxRules"]).default("settings") }),
  output,

  async run({ include }, { graph }) {
    if (include === "inboxRules") {
      const { items, truncated } = await graph.all(
        /* This list takes no query options. */
        { path: "/me/mailFolders/inbox/messageRules", query: { $top: undefined }, item: graphRule },
        maxRules,
      );
      const inOrder = items.toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0));
      return { inboxRules: inOrder.map(readRule), ...(truncated && { truncated }) };
    }
    if (include === "autoReply") {
      const read = z.object({ automaticRepliesSetting: graphAutoReply.nullish() });
      const { automaticRepliesSetting } = await ask(graph, ["automaticRepliesSetting"], read);
      return { autoReply: readAutoReply(automaticRepliesSetting ?? {}) };
    }
    return { settings: readSettings(await ask(graph, Object.keys(graphSettings.shape), graphSettings)) };
  },
  text: (result) => {
    if (result.inboxRules) {
      if (result.inboxRules.length === 0) return "The inbox has no rules.";
      const lines = fenced(result.inboxRules.flatMap(ruleLines));
      return result.truncated ? `${lines}\nThere are more rules than can be listed.` : lines;
    }
    if (result.autoReply) return fenced(autoReplyLines(result.autoReply));
    return Object.entries(result.settings ?? {})
      .map(([name, value]) => `${name}: ${value}`)
      .join("\n");
  },
});

function ask<S extends z.ZodType>(graph: GraphClient, select: readonly string[], response: S): Promise<z.output<S>> {
  return graph.request({ method: "GET", path: "/me/mailboxSettings", query: { $select: select }, response, idempotency: "safe" });
}

function readSettings({ timeZone, language, dateFormat, timeFormat, userPurpose, workingHours }: z.output<typeof graphSettings>): Settings {
  const word = (text: string | null | undefined) => (text ? oneLine(text, 64) : undefined);
  const clock = (text: string | null | undefined) => text?.slice(0, 5) ?? "?";
  const hours = workingHours?.startTime && `${clock(workingHours.startTime)} to ${clock(workingHours.endTime)}`;
  return compact<Settings>({
    timeZone: word(timeZone),
    language: word(language?.locale),
    dateFormat: word(dateFormat),
    timeFormat: word(timeFormat),
    purpose: word(userPurpose),
    workDays: word(workingHours?.daysOfWeek?.join(", ")),
    workHours: word(hours && [hours, workingHours?.timeZone?.name].filter(Boolean).join(" ")),
  });
}

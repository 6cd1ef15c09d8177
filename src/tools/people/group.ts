/** A group of the directory, or a member of one, as our lists show it. */
import { z } from "zod";
import { compact } from "../compact.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";

export const graphMember = z.object({
  "@odata.type": z.string().nullish(),
  id: z.string(),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
});

export const graphGroup = graphMember.extend({
  description: z.string().nullish(),
  groupTypes: z.array(z.string()).nullish(),
  securityEnabled: z.boolean().nullish(),
});

export const member = z.object({
  id: z.string(),
  /** Absent where the account may not see the name. */
  displayName: z.string().optional(),
  kind: z.string(),
  mail: z.string().optional(),
  description: z.string().optional(),
  untrusted,
});
export type Member = z.output<typeof member>;

export function readMember(from: z.output<typeof graphGroup> | z.output<typeof graphMember>): Member {
  const line = (text: string | null | undefined, max: number) => (text ? oneLine(text, max) : undefined);
  return compact<Member>({
    id: from.id,
    displayName: line(from.displayName, 120),
    kind: kindOf(from),
    mail: line(from.mail, 254),
    description: "description" in from ? line(from.description, 120) : undefined,
    untrusted: true,
  });
}

function kindOf(from: z.output<typeof graphGroup> | z.output<typeof graphMember>): string {
  const type = (from["@odata.type"] ?? "#microsoft.graph.group").replace("#microsoft.graph.", "");
  if (type !== "group" || !("groupTypes" in from) || !from.displayName) return oneLine(type, 60);
  if (from.groupTypes?.includes("Unified")) return "microsoft365";
  return from.securityEnabled ? "security" : "distribution";
}

export function memberLine({ id, displayName, kind, mail, description }: Member): string {
  return `- ${[displayName ?? "(name not visible)", kind, mail ?? "", description ?? ""].filter(Boolean).join(" | ")} | id=${id}`;
}

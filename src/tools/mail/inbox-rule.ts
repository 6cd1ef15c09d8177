/** A rule of the inbox in words, with what it sends elsewhere in sight. */
import { z } from "zod";
import { compact } from "../compact.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";

/** What a condition or an action may hold (resource types messageRulePredicates, messageRuleActions). */
const term = z
  .union([
    z.boolean(),
    z.string(),
    z.array(z.string()),
    z.array(z.object({ emailAddress: z.object({ address: z.string().nullish() }) })),
    z.object({ minimumSize: z.int().nullish(), maximumSize: z.int().nullish() }),
  ])
  .nullish();

/** In the order they are told; only these are kept. */
const conditionNames =
  "fromAddresses senderContains sentToAddresses recipientContains subjectContains bodyOrSubjectContains bodyContains headerContains hasAttachments importance sensitivity categories messageActionFlag withinSizeRange sentToMe sentOnlyToMe sentCcMe sentToOrCcMe notSentToMe isApprovalRequest isAutomaticForward isAutomaticReply isEncrypted isMeetingRequest isMeetingResponse isNonDeliveryReport isPermissionControlled isReadReceipt isSigned isVoicemail";
const forwardingNames = ["forwardTo", "forwardAsAttachmentTo", "redirectTo"] as const;
const actionNames = `${forwardingNames.join(" ")} delete permanentDelete moveToFolder copyToFolder markAsRead markImportance assignCategories stopProcessingRules`;

const terms = (names: string) => z.object(Object.fromEntries(names.split(" ").map((name) => [name, term]))).nullish();

export const graphRule = z.object({
  displayName: z.string().nullish(),
  sequence: z.int().nullish(),
  isEnabled: z.boolean().nullish(),
  hasError: z.boolean().nullish(),
  conditions: terms(conditionNames),
  exceptions: terms(conditionNames),
  actions: terms(actionNames),
});

export const inboxRule = z.object({
  name: z.string(),
  enabled: z.boolean(),
  hasError: z.literal(true).optional(),
  conditions: z.string(),
  exceptions: z.string().optional(),
  actions: z.string(),
  /** Addresses mail is forwarded or redirected to. */
  forwardsTo: z.array(z.string()).optional(),
  untrusted,
});
type InboxRule = z.output<typeof inboxRule>;

type Terms = z.output<ReturnType<typeof terms>>;

export function readRule({ displayName, isEnabled, hasError, conditions, exceptions, actions }: z.output<typeof graphRule>): InboxRule {
  const forwardsTo = forwardingNames.flatMap((name) => partsOf(actions?.[name]));
  const excepted = inWords(exceptions);
  return compact<InboxRule>({
    name: oneLine(displayName ?? "", 100) || "(no name)",
    enabled: isEnabled ?? false,
    hasError: hasError ? true : undefined,
    conditions: inWords(conditions) || "every message",
    exceptions: excepted || undefined,
    actions: inWords(actions) || "nothing",
    forwardsTo: forwardsTo.length > 0 ? forwardsTo : undefined,
    untrusted: true,
  });
}

/** Values of one term that are told. */
const maxParts = 20;

function partsOf(value: z.output<typeof term>): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.map((one) => oneLine(typeof one === "string" ? one : (one.emailAddress.address ?? ""), 254));
}

/** `subject contains: invoice, IBAN; has attachments` */
function inWords(from: Terms): string {
  return Object.entries(from ?? {})
    .flatMap(([name, value]) => {
      const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      if (value === null || value === undefined) return [];
      if (typeof value === "boolean") return value ? [words] : name === "hasAttachments" ? ["has no attachments"] : [];
      if (typeof value === "string") return [`${words}: ${oneLine(value, 200)}`];
      if (!Array.isArray(value)) return [`size: ${value.minimumSize ?? 0} to ${value.maximumSize ?? "any"} KB`];
      const parts = partsOf(value);
      if (parts.length === 0) return [];
      return [`${words}: ${parts.slice(0, maxParts).join(", ")}${parts.length > maxParts ? `, and ${parts.length - maxParts} more` : ""}`];
    })
    .join("; ");
}

export function ruleLines({ name, enabled, hasError, conditions, exceptions, actions, forwardsTo = [] }: InboxRule): readonly string[] {
  const marks = [enabled ? "" : "disabled", hasError ? "has an error" : "", forwardsTo.length > 0 ? "SENDS MAIL ON" : ""].filter(Boolean);
  return [
    `- ${name}${marks.length > 0 ? ` [${marks.join(", ")}]` : ""}`,
    `  if ${conditions}${exceptions ? `; unless ${exceptions}` : ""}`,
    `  then ${actions}`,
  ];
}

/** What Microsoft Search finds, of whatever type, as one kind of row. */
import { z } from "zod";
import { compact } from "../compact.ts";
import { instantOfGraph, utcText } from "../time/moment.ts";
import { findZone } from "../time/zone.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";

export const types = ["message", "event", "driveItem", "listItem", "site", "chatMessage", "person"] as const;
export type SearchType = (typeof types)[number];

export const hit = z.object({
  type: z.enum(types),
  id: z.string(),
  title: z.string(),
  summary: z.string().optional(),
  date: z.string().optional(),
  from: z.string().optional(),
  webUrl: z.string().optional(),
  driveId: z.string().optional(),
  untrusted,
});
export type Hit = z.output<typeof hit>;

const text = z.string().nullish();
const mailbox = z.object({ name: text, address: text }).nullish();
const party = z.object({ emailAddress: mailbox, user: z.object({ displayName: text }).nullish() }).nullish();

/** Of every type's properties, those a row is made of. */
const resource = z.object({
  "@odata.type": text,
  id: text,
  subject: text,
  name: text,
  displayName: text,
  bodyPreview: text,
  receivedDateTime: text,
  createdDateTime: text,
  lastModifiedDateTime: text,
  start: z.object({ dateTime: z.string(), timeZone: text }).nullish(),
  from: party,
  organizer: party,
  lastModifiedBy: party,
  scoredEmailAddresses: z.array(z.object({ address: text })).nullish(),
  jobTitle: text,
  webUrl: text,
  webLink: text,
  parentReference: z.object({ driveId: text }).nullish(),
  fields: z.object({ title: text }).nullish(),
});
type Resource = z.output<typeof resource>;

const container = z.object({
  hits: z.array(z.object({ hitId: z.string(), summary: text, resource: resource.nullish() })).nullish(),
  moreResultsAvailable: z.boolean().nullish(),
});

export const searchAnswer = z.object({ value: z.array(z.object({ hitsContainers: z.array(container) })) });

/** @param asked types of the request; the resource says which of them it is */
export function readHits(answer: z.output<typeof searchAnswer>, asked: readonly SearchType[]) {
  const containers = answer.value.flatMap(({ hitsContainers }) => hitsContainers);
  return {
    hits: containers.flatMap(({ hits }) => hits ?? []).map((one) => readHit(one, asked)),
    more: containers.some(({ moreResultsAvailable }) => moreResultsAvailable === true),
  };
}

function readHit(
  { hitId, summary, resource: of }: { hitId: string; summary?: string | null | undefined; resource?: Resource | null | undefined },
  asked: readonly SearchType[],
): Hit {
  const named = of?.["@odata.type"]?.replace("#microsoft.graph.", "");
  const type = asked.find((one) => one === named) ?? asked[0] ?? "driveItem";
  /* Mail and events come without an id of their own: the hit's is it. */
  const id = type === "message" || type === "event" ? restId(hitId) : (of?.id ?? hitId);
  const title = of?.subject ?? of?.displayName ?? of?.name ?? of?.fields?.title ?? "(untitled)";
  const shown = summary ? summary.replace(/<\/?c\d>/g, "").replace(/<ddd\/>/g, "…") : (of?.bodyPreview ?? of?.jobTitle);
  return compact<Hit>({
    type,
    id,
    title: oneLine(title, 255),
    summary: shown ? oneLine(shown, 300) : undefined,
    date: of ? dateOf(of, type) : undefined,
    from: of ? fromOf(of) : undefined,
    webUrl: line(of?.webUrl ?? of?.webLink, 2_000),
    driveId: type === "driveItem" ? (of?.parentReference?.driveId ?? undefined) : undefined,
    untrusted: true,
  });
}

/** Search tells ids as Exchange writes them, which do not fit into a path (translateExchangeIds: ewsId and restId). */
function restId(exchangeId: string): string {
  return exchangeId.replaceAll("/", "-").replaceAll("+", "_");
}

function dateOf({ start, receivedDateTime, createdDateTime, lastModifiedDateTime }: Resource, type: SearchType): string | undefined {
  if (type === "event" && start) {
    const zone = findZone(start.timeZone ?? "UTC");
    return zone && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(start.dateTime) ? utcText(instantOfGraph(start.dateTime, zone)) : undefined;
  }
  return line(receivedDateTime ?? (type === "chatMessage" ? createdDateTime : lastModifiedDateTime), 40);
}

function fromOf({ from, organizer, lastModifiedBy, scoredEmailAddresses }: Resource): string | undefined {
  const who = from ?? organizer ?? lastModifiedBy;
  const { name, address } = who?.emailAddress ?? {};
  const mail = address ?? scoredEmailAddresses?.[0]?.address;
  const known = name ?? who?.user?.displayName;
  return line(known && mail && known !== mail ? `${known} <${mail}>` : (known ?? mail), 120);
}

function line(value: string | null | undefined, max: number): string | undefined {
  return value ? oneLine(value, max) : undefined;
}

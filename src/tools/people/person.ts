/** A person as our lists show one: somebody met in mail and meetings, or an entry of the address book. */
import { z } from "zod";
import type { GraphClient } from "../../graph/request.ts";
import { searchPhrase } from "../../graph/path.ts";
import { compact } from "../compact.ts";
import { fieldsOf } from "../listing.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";

export const person = z.object({
  id: z.string(),
  displayName: z.string().optional(),
  emailAddresses: z.array(z.object({ name: z.string().optional(), address: z.string() })),
  mobilePhone: z.string().optional(),
  businessPhones: z.array(z.string()).optional(),
  jobTitle: z.string().optional(),
  companyName: z.string().optional(),
  department: z.string().optional(),
  userPrincipalName: z.string().optional(),
  source: z.enum(["people", "contacts"]),
  untrusted,
});
export type Person = z.output<typeof person>;

const graphPerson = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  jobTitle: z.string().nullish(),
  companyName: z.string().nullish(),
  department: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  scoredEmailAddresses: z.array(z.object({ address: z.string().nullish() })).optional(),
  phones: z.array(z.object({ type: z.string().nullish(), number: z.string().nullish() })).optional(),
});

export const graphContact = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  jobTitle: z.string().nullish(),
  companyName: z.string().nullish(),
  department: z.string().nullish(),
  emailAddresses: z.array(z.object({ name: z.string().nullish(), address: z.string().nullish() })).optional(),
  mobilePhone: z.string().nullish(),
  businessPhones: z.array(z.string()).optional(),
});

/** People relevant to the caller, most relevant first (`/me/people`). */
export async function listPeople(
  graph: GraphClient,
  {
    count,
    search,
    field,
    skip,
    cursor,
  }: { count: number; search: string | undefined; field: string; skip?: number | undefined; cursor?: string | undefined },
) {
  const page = await graph.list({
    path: "/me/people",
    query: {
      $top: count,
      $skip: skip,
      $select: fieldsOf(graphPerson),
      $search: search === undefined ? undefined : searchPhrase(field, search),
    },
    item: graphPerson,
    cursor,
    cursorOf: JSON.stringify([search]),
  });
  return { ...page, items: page.items.map(readPerson) };
}

function readPerson(from: z.output<typeof graphPerson>): Person {
  const numbers = (type: string) =>
    from.phones?.flatMap((phone) => (phone.type === type && phone.number ? [oneLine(phone.number, 60)] : [])) ?? [];
  return compact<Person>({
    id: from.id,
    displayName: line(from.displayName),
    emailAddresses: addresses(from.scoredEmailAddresses),
    mobilePhone: numbers("mobile")[0],
    businessPhones: numbers("business").length > 0 ? numbers("business") : undefined,
    jobTitle: line(from.jobTitle),
    companyName: line(from.companyName),
    department: line(from.department),
    userPrincipalName: line(from.userPrincipalName),
    source: "people",
    untrusted: true,
  });
}

export function readContact(from: z.output<typeof graphContact>): Person {
  return compact<Person>({
    id: from.id,
    displayName: line(from.displayName),
    emailAddresses: addresses(from.emailAddresses),
    mobilePhone: line(from.mobilePhone),
    businessPhones:
      from.businessPhones && from.businessPhones.length > 0 ? from.businessPhones.map((phone) => oneLine(phone, 60)) : undefined,
    jobTitle: line(from.jobTitle),
    companyName: line(from.companyName),
    department: line(from.department),
    userPrincipalName: undefined,
    source: "contacts",
    untrusted: true,
  });
}

export function personLine(one: Person): string {
  const facts = [
    one.displayName ?? "",
    one.emailAddresses.map(({ address }) => address).join(", "),
    one.mobilePhone ? `mobile ${one.mobilePhone}` : "",
    one.businessPhones ? `phone ${one.businessPhones.join(", ")}` : "",
    [one.jobTitle, one.department, one.companyName].filter(Boolean).join(", "),
  ];
  return `- ${facts.filter(Boolean).join(" | ")}`;
}

function addresses(
  from: readonly { readonly name?: string | null | undefined; readonly address?: string | null | undefined }[] | undefined,
) {
  return (from ?? []).flatMap(({ name, address }) =>
    address ? [compact<{ name?: string; address: string }>({ name: line(name), address: oneLine(address, 254) })] : [],
  );
}

function line(text: string | null | undefined): string | undefined {
  return text ? oneLine(text, 120) : undefined;
}

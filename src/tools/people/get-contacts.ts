import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { odataString } from "../../graph/path.ts";
import type { GraphClient } from "../../graph/request.ts";
import { address } from "../addresses.ts";
import { defineTool } from "../define-tool.ts";
import { cursorInput, fieldsOf, listOf, pageText } from "../listing.ts";
import { singleLine } from "../single-line.ts";
import { graphContact, listPeople, person, personLine, readContact, type Person } from "./person.ts";

/** Which half of `both` a cursor continues; the sealed part decides whether it may. */
const peopleMark = "people.";
const contactsMark = "contacts.";

export const getContacts = defineTool({
  name: "getContacts",
  title: "Get contacts",
  description: "Your address book (contacts) and people you work with (people): addresses and phones.",
  toolset: "people",
  tier: "core",
  risk: "read",
  scopes: ["People.Read"],
  optionalScopes: ["Contacts.Read"],
  scopesOf: ({ source }) => (source === "people" ? [] : ["Contacts.Read"]),
  operations: ["GET /me/people", "GET /me/contacts"],
  input: z.strictObject({
    count: z.int().min(1).max(100).default(50),
    search: singleLine(200).optional().describe("Beginning of a name, or a whole address."),
    source: z.enum(["both", "people", "contacts"]).default("both"),
    cursor: cursorInput,
  }),
  output: listOf(person),

  async run({ count, search, source, cursor }, { graph }) {
    if (source === "people" || cursor?.startsWith(peopleMark)) {
      const skip = source === "contacts" ? undefined : skipped(cursor);
      return people(graph, { count, search, skip, cursor: skip ? undefined : inner(cursor, peopleMark, source !== "contacts") });
    }
    const contacts = await addressBook(graph, { count, search, cursor: inner(cursor, contactsMark, true) });
    if (contacts.hasMore || source === "contacts" || contacts.items.length >= count) {
      return contacts.hasMore || source === "contacts" ? contacts : { ...contacts, hasMore: true, cursor: peopleMark };
    }
    const room = count - contacts.items.length;
    const others = await people(graph, { count: room, search });
    const known = new Set(contacts.items.flatMap(addressesOf));
    return {
      ...others,
      /* The next page is a whole one again, so it is asked for by position instead of by Graph's own link. */
      ...(others.cursor !== undefined && { cursor: `${peopleMark}+${room}` }),
      items: [...contacts.items, ...others.items.filter((other) => !addressesOf(other).some((one) => known.has(one)))],
    };
  },
  text: (page) => pageText(page, page.items.map(personLine), "No contacts."),
});

type Part = {
  readonly count: number;
  readonly search: string | undefined;
  readonly skip?: number | undefined;
  readonly cursor?: string | undefined;
};

async function people(graph: GraphClient, part: Part) {
  return marked(await listPeople(graph, { ...part, field: "search" }), peopleMark);
}

async function addressBook(graph: GraphClient, { count, search, cursor }: Part) {
  const page = await graph.list({
    path: "/me/contacts",
    query: {
      $top: count,
      $select: fieldsOf(graphContact),
      $filter: search === undefined ? undefined : nameOrAddress(search),
      $orderby: search === undefined ? "displayName" : undefined,
    },
    item: graphContact,
    cursor,
    scopes: ["Contacts.Read"],
  });
  return marked({ ...page, items: page.items.map(readContact) }, contactsMark);
}

/** Contacts have no `$search`; an address is compared whole, names by their beginning. */
function nameOrAddress(search: string): string {
  const text = odataString(search);
  if (address.safeParse(search).success) return `emailAddresses/any(a:a/address eq ${text})`;
  return ["displayName", "givenName", "surname"].map((name) => `startswith(${name},${text})`).join(" or ");
}

function marked<P extends { readonly cursor?: string }>(page: P, mark: string): P {
  return page.cursor === undefined ? page : { ...page, cursor: mark + page.cursor };
}

/** People already shown beside the last contacts; a position in one's own list is no secret and opens nothing. */
function skipped(cursor: string | undefined): number | undefined {
  const position = /^people\.\+(\d{1,3})$/.exec(cursor ?? "")?.[1];
  return position === undefined ? undefined : Number(position);
}

/** The sealed part of a cursor; undefined for the first page. @throws AppError `invalid_cursor` */
function inner(cursor: string | undefined, mark: string, allowed: boolean): string | undefined {
  if (cursor === undefined || (cursor === peopleMark && mark === peopleMark && allowed)) return undefined;
  if (!cursor.startsWith(mark) || !allowed) {
    throw new AppError("invalid_cursor", "The cursor is not valid for this request. Start again without a cursor.", { field: "cursor" });
  }
  return cursor.slice(mark.length);
}

function addressesOf(one: Person): readonly string[] {
  return one.emailAddresses.map((each) => each.address.toLowerCase());
}

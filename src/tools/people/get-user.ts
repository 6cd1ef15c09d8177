import { z } from "zod";
import type { GraphClient } from "../../graph/request.ts";
import { address } from "../addresses.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { fieldsOf } from "../listing.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { graphGroup, graphMember, member, memberLine, readMember } from "./group.ts";
import { personInput, personScope, whichPerson } from "./which-person.ts";

const graphUser = z.object({
  id: z.guid(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  mail: z.string().nullish(),
  jobTitle: z.string().nullish(),
  department: z.string().nullish(),
  officeLocation: z.string().nullish(),
  mobilePhone: z.string().nullish(),
  businessPhones: z.array(z.string()).nullish(),
});
const facts = ["displayName", "userPrincipalName", "mail", "jobTitle", "department", "officeLocation", "mobilePhone"] as const;

/** Reports or groups listed. */
const maxListed = 100;

const lineScope = "User.Read.All";
const groupsScope = "GroupMember.ReadBasic.All";

const output = z.object({
  id: z.string(),
  displayName: z.string().optional(),
  userPrincipalName: z.string().optional(),
  mail: z.string().optional(),
  jobTitle: z.string().optional(),
  department: z.string().optional(),
  officeLocation: z.string().optional(),
  mobilePhone: z.string().optional(),
  businessPhones: z.array(z.string()).optional(),
  /** The manager, the reports or the groups, as asked for. */
  included: z.array(member).optional(),
  truncated: z.literal(true).optional(),
  photo: z.object({ contentType: z.string(), bytes: z.number(), base64: z.string() }).optional(),
  include: z.string().optional(),
  untrusted,
});
type Included = Pick<z.input<typeof output>, "included" | "truncated" | "photo">;

export const getUser = defineTool({
  name: "getUser",
  title: "Get a user",
  description: "One person of the organisation, with manager, direct reports, groups or photo if asked.",
  toolset: "people",
  tier: "core",
  risk: "read",
  scopes: [personScope],
  optionalScopes: [lineScope, groupsScope],
  scopesOf: ({ include }) => (include === "manager" || include === "reports" ? [lineScope] : include === "groups" ? [groupsScope] : []),
  operations: [
    "GET /me",
    "GET /users",
    "GET /users/{user}",
    "GET /users/{user}/manager",
    "GET /users/{user}/directReports",
    "GET /users/{user}/memberOf",
    "GET /users/{user}/photo",
    "GET /users/{user}/photo/$value",
  ],
  input: z.strictObject({
    user: personInput.describe("me, an address, an id or a name."),
    include: z.enum(["manager", "reports", "groups", "photo"]).optional(),
  }),
  output,

  async run({ user, include }, { graph }) {
    const found = await readUser(user, graph);
    const line = (text: string | null | undefined) => (text ? oneLine(text, 254) : undefined);
    const more = include === undefined ? {} : await included[include](found.id, graph);
    const phones = (found.businessPhones ?? []).map((phone) => oneLine(phone, 60));
    return compact<z.input<typeof output>>({
      ...more,
      id: found.id,
      ...Object.fromEntries(facts.map((name) => [name, line(found[name])])),
      businessPhones: phones.length > 0 ? phones : undefined,
      include,
      untrusted: true,
    });
  },
  text: (one) =>
    fenced([
      ...facts.flatMap((name) => (one[name] ? [`${name}: ${one[name]}`] : [])),
      ...(one.businessPhones ? [`businessPhones: ${one.businessPhones.join(", ")}`] : []),
      `id=${one.id}`,
      ...(one.include === undefined ? [] : includedLines(one.include, one)),
    ]),
});

function includedLines(include: string, { included: list, truncated, photo }: Included): readonly string[] {
  if (include === "photo") return [photo ? `photo: ${photo.contentType}, ${photo.bytes} bytes` : "photo: none"];
  if (!list || list.length === 0) return [`${include}: none on record`];
  return [`${include}:`, ...list.map(memberLine), ...(truncated ? [`(the first ${maxListed})`] : [])];
}

/** @throws AppError `not_found` or `ambiguous` */
async function readUser(user: string, graph: GraphClient) {
  const me = user.trim().toLowerCase() === "me";
  const isKey = z.guid().safeParse(user).success || address.safeParse(user).success;
  const key = me || isKey ? user : (await whichPerson("user", user, graph)).id;
  return graph.request({
    method: "GET",
    ...(me ? { path: "/me" } : { path: "/users/{user}", params: { user: key } }),
    query: { $select: fieldsOf(graphUser) },
    response: graphUser,
    idempotency: "safe",
  });
}

type Include = (user: string, graph: GraphClient) => Promise<Included>;

const included: Readonly<Record<"manager" | "reports" | "groups" | "photo", Include>> = {
  manager: async (user, graph) => {
    const found = await graph.attempt({
      method: "GET",
      path: "/users/{user}/manager",
      params: { user },
      query: { $select: fieldsOf(graphMember) },
      response: graphMember,
      idempotency: "safe",
      scopes: [lineScope],
    });
    if (found.ok) return { included: [readMember(found.value)] };
    /* The person exists, so what is not there is a manager. */
    if (found.error.code === "not_found") return { included: [] };
    throw found.error;
  },
  reports: async (user, graph) => {
    const { items, truncated } = await graph.all(
      {
        path: "/users/{user}/directReports",
        params: { user },
        query: { $select: fieldsOf(graphMember) },
        item: graphMember,
        scopes: [lineScope],
      },
      maxListed,
    );
    return { included: items.map(readMember), ...(truncated && { truncated }) };
  },
  groups: async (user, graph) => {
    const { items, truncated } = await graph.all(
      {
        path: "/users/{user}/memberOf",
        params: { user },
        query: { $select: fieldsOf(graphGroup) },
        item: graphGroup,
        scopes: [groupsScope],
      },
      maxListed,
    );
    return { included: items.map(readMember), ...(truncated && { truncated }) };
  },
  photo: async (user, graph) => {
    const there = await graph.attempt({
      method: "GET",
      path: "/users/{user}/photo",
      params: { user },
      response: z.object({ id: z.string() }),
      idempotency: "safe",
    });
    if (!there.ok && there.error.code === "not_found") return {};
    if (!there.ok) throw there.error;
    return { photo: await graph.readBytes({ path: "/users/{user}/photo/$value", params: { user } }) };
  },
};

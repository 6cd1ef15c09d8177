import { z } from "zod";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { cursorInput, fieldsOf, listOf, mapPage, pageText } from "../listing.ts";
import { singleLine } from "../single-line.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { directorySearch } from "./directory-search.ts";
import { userFilter } from "./user-filter.ts";

const graphUser = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  givenName: z.string().nullish(),
  surname: z.string().nullish(),
  mail: z.string().nullish(),
  userPrincipalName: z.string(),
});

const user = z.object({
  id: z.string(),
  displayName: z.string().optional(),
  givenName: z.string().optional(),
  surname: z.string().optional(),
  mail: z.string().optional(),
  userPrincipalName: z.string(),
  untrusted,
});
type User = z.output<typeof user>;

export const listUsers = defineTool({
  name: "listUsers",
  title: "List users",
  description: "People in the organisation's directory.",
  toolset: "people",
  tier: "core",
  risk: "read",
  scopes: ["User.ReadBasic.All"],
  operations: ["GET /users"],
  input: z.strictObject({
    search: singleLine(200).optional().describe("In names and addresses."),
    filter: singleLine(500).optional().describe("Such as startswith(displayName,'A') and mail eq 'a@b.com'."),
    count: z.int().min(1).max(100).default(10),
    cursor: cursorInput,
  }),
  output: listOf(user),

  async run({ search, filter, count, cursor }, { graph }) {
    const condition = filter === undefined ? undefined : userFilter(filter);
    const advanced = search !== undefined || condition?.advanced === true;
    const page = await graph.list({
      path: "/users",
      query: {
        $top: count,
        $select: fieldsOf(graphUser),
        $filter: condition?.text,
        $search: search === undefined ? undefined : directorySearch(["displayName", "mail", "userPrincipalName"], search),
        $count: advanced ? true : undefined,
      },
      /* Directory rule: $search and advanced filters answer from the index. */
      ...(advanced ? { headers: { consistencylevel: "eventual" } } : {}),
      item: graphUser,
      cursor,
    });
    const line = (text: string | null | undefined) => (text ? oneLine(text, 120) : undefined);
    return mapPage(page, ({ id, displayName, givenName, surname, mail, userPrincipalName }) =>
      compact<User>({
        id,
        displayName: line(displayName),
        givenName: line(givenName),
        surname: line(surname),
        mail: line(mail),
        userPrincipalName: oneLine(userPrincipalName),
        untrusted: true,
      }),
    );
  },
  text: (page) =>
    pageText(
      page,
      page.items.map(
        ({ id, displayName, mail, userPrincipalName }) => `- ${displayName ?? userPrincipalName} | ${mail ?? userPrincipalName} | id=${id}`,
      ),
      "No users match.",
    ),
});

/** What each parameter of the people tools makes of the Graph request. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { answeredBy, path, paths, q, reading, type RoomCases } from "../parameter-case.ts";

const user = "66666666-7777-4888-8999-000000000000";
const found = { id: user, displayName: "Ben Ortiz", userPrincipalName: "ben@contoso.example" };

const graph = ({ path: filled }: Asked): Answer => ({
  body: { value: [], "@odata.nextLink": `https://graph.microsoft.com${filled}?$skip=10` },
});

function directory({ template, reading: read }: Asked): Answer {
  if (read) return { body: { kind: "base64", base64: "aGk=", contentType: "image/png", bytes: 2 } };
  if (template === "/users" || /\/(?:directReports|memberOf)$/.test(template)) return { body: { value: [found] } };
  return { body: template.endsWith("/photo") ? { id: "48x48", "@odata.mediaContentType": "image/png" } : found };
}

export const peopleParameters: RoomCases = answeredBy(graph, {
  getContacts: {
    base: {},
    parameters: {
      count: { with: { count: 7 }, see: ({ all }) => all[0]?.parameters.get("$top"), expect: "7" },
      search: [
        {
          with: { search: "O'N", source: "contacts" },
          see: q("$filter"),
          expect: "startswith(displayName,'O''N') or startswith(givenName,'O''N') or startswith(surname,'O''N')",
        },
        {
          with: { search: "a@b.example", source: "contacts" },
          see: q("$filter"),
          expect: "emailAddresses/any(a:a/address eq 'a@b.example')",
        },
        { with: { search: "Ben", source: "people" }, see: q("$search"), expect: '"Ben"' },
      ],
      source: [
        { with: { source: "people" }, see: path, expect: "/v1.0/me/people" },
        { with: { source: "contacts" }, see: path, expect: "/v1.0/me/contacts" },
      ],
      cursor: { with: { source: "people" }, see: q("$skip"), expect: "10" },
    },
  },
  searchPeople: {
    base: { query: "Ben" },
    parameters: {
      query: { with: { query: "Ana R" }, see: q("$search"), expect: '"Ana R"' },
      count: { with: { count: 3 }, see: q("$top"), expect: "3" },
    },
  },
  listUsers: {
    base: {},
    parameters: {
      search: [
        { with: { search: "ana" }, see: q("$search"), expect: '"displayName:ana" OR "mail:ana" OR "userPrincipalName:ana"' },
        { with: { search: "ana" }, see: (seen) => seen.last.headers.consistencylevel, expect: "eventual" },
      ],
      filter: [
        {
          with: { filter: "startswith(displayName,'A') and mail eq 'a@b.example'" },
          see: q("$filter"),
          expect: "startswith(displayName,'A') and mail eq 'a@b.example'",
        },
        {
          with: { filter: "endswith(mail,'b.example')" },
          see: (seen) => [seen.last.headers.consistencylevel, seen.last.parameters.get("$count")],
          expect: ["eventual", "true"],
        },
      ],
      count: { with: { count: 100 }, see: q("$top"), expect: "100" },
      cursor: { with: {}, see: q("$skip"), expect: "10" },
    },
  },
  getUser: {
    graph: directory,
    base: { user },
    parameters: {
      user: [
        { with: { user: "me" }, see: path, expect: "/v1.0/me" },
        { with: { user: "ben@contoso.example" }, see: path, expect: "/v1.0/users/ben%40contoso.example" },
        { with: { user: "Ben Ortiz" }, see: paths, expect: ["/v1.0/users", `/v1.0/users/${user}`] },
      ],
      include: [
        { with: { include: "manager" }, see: path, expect: `/v1.0/users/${user}/manager` },
        { with: { include: "reports" }, see: path, expect: `/v1.0/users/${user}/directReports` },
        { with: { include: "groups" }, see: path, expect: `/v1.0/users/${user}/memberOf` },
        { with: { include: "photo" }, see: path, expect: `/v1.0/users/${user}/photo/$value` },
        { with: { include: "photo" }, see: (seen) => reading(seen)?.as, expect: "base64" },
      ],
    },
  },
  getUserProfile: { graph: () => ({ body: { ...found, businessPhones: [] } }), base: {}, parameters: {} },
  getGroups: {
    base: {},
    parameters: {
      mine: [
        { with: { mine: true }, see: path, expect: "/v1.0/me/memberOf" },
        { with: { mine: false }, see: path, expect: "/v1.0/groups" },
      ],
      search: [
        { with: { search: 'Fin "x' }, see: q("$search"), expect: '"displayName:Fin x"' },
        { with: { search: "Fin" }, see: (seen) => seen.last.headers.consistencylevel, expect: "eventual" },
      ],
      groupId: { with: { groupId: user }, see: path, expect: `/v1.0/groups/${user}/members` },
      count: { with: { count: 7 }, see: q("$top"), expect: "7" },
      cursor: { with: {}, see: q("$skip"), expect: "10" },
    },
  },
});

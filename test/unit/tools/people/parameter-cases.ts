/** What each parameter of the tools for users and groups makes of the Graph request. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { path, q, type ToolCases } from "../parameter-case.ts";

const id = "66666666-7777-4888-8999-000000000000";

function graph({ template, path: filled, reading }: Asked): Answer {
  if (reading) return { body: { kind: "base64", base64: "aGk=", contentType: "image/png", bytes: 2 } };
  if (/(?:memberOf|directReports|members)$|^\/groups$/.test(template))
    return { body: { value: [{ id: "g", displayName: "G" }], "@odata.nextLink": `https://graph.microsoft.com${filled}?$skiptoken=next` } };
  if (template === "/users") return { body: { value: [{ id, displayName: "Ben Ortiz" }] } };
  return { body: { id, displayName: "Ben Ortiz" } };
}

export const peopleParameters: Readonly<Record<string, ToolCases>> = {
  getUser: {
    graph,
    base: { user: "ben@contoso.example" },
    parameters: {
      user: [
        { with: {}, see: path, expect: "/v1.0/users/ben%40contoso.example" },
        { with: { user: "me" }, see: path, expect: "/v1.0/me" },
        { with: { user: "ben ortiz" }, see: path, expect: `/v1.0/users/${id}` },
      ],
      include: [
        { with: { include: "manager" }, see: path, expect: `/v1.0/users/${id}/manager` },
        { with: { include: "photo" }, see: path, expect: `/v1.0/users/${id}/photo/$value` },
      ],
    },
  },
  getGroups: {
    graph,
    base: {},
    parameters: {
      mine: [
        { with: {}, see: path, expect: "/v1.0/me/memberOf" },
        { with: { mine: false }, see: path, expect: "/v1.0/groups" },
      ],
      search: [
        { with: { search: 'fin"ance' }, see: q("$search"), expect: '"displayName:finance"' },
        { with: { search: "finance" }, see: ({ last }) => last.headers, expect: { consistencylevel: "eventual" } },
      ],
      groupId: { with: { groupId: id }, see: path, expect: `/v1.0/groups/${id}/members` },
      count: { with: { count: 5 }, see: q("$top"), expect: "5" },
      cursor: { with: {}, see: q("$skiptoken"), expect: "next" },
    },
  },
};

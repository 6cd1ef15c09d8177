/** What each parameter of the SharePoint tools makes of the Graph request. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { answeredBy, body, path, paths, q, type RoomCases } from "../parameter-case.ts";

const list = "11111111-2222-4333-8444-555555555555";
const found = { id: "h,s,w", displayName: "Clinic", webUrl: "https://contoso.example/sites/Clinic" };

function graph({ method, template, path: filled }: Asked): Answer {
  const nextLink = { "@odata.nextLink": `https://graph.microsoft.com${filled}?$skiptoken=next` };
  if (template === "/sites") return { body: { value: [found] } };
  if (template.endsWith("/columns"))
    return {
      body: {
        value: [
          { name: "Title", text: {} },
          { name: "Price", number: {} },
        ],
      },
    };
  if (template.endsWith("/lists")) return { body: { value: [{ id: list, displayName: "Equipment" }] } };
  if (template.endsWith("/drives")) return { body: { value: [] } };
  if (method === "GET" && template.endsWith("/items")) return { body: { value: [{ id: "1" }], ...nextLink } };
  return { body: { ...found, eTag: '"{G},1"' } };
}

const items = `/v1.0/sites/h%2Cs%2Cw/lists/${list}/items`;

export const sharepointParameters: RoomCases = answeredBy(graph, {
  searchSites: {
    base: {},
    parameters: {
      query: { with: { query: "clinic & more" }, see: q("search"), expect: "clinic & more" },
      url: {
        with: { url: "https://contoso.example/teams/A%20b/Lists/x" },
        see: path,
        expect: "/v1.0/sites/contoso.example:/teams/A%20b",
      },
      include: [
        { with: { query: "x", include: "drives" }, see: paths, expect: ["/v1.0/sites", "/v1.0/sites/h%2Cs%2Cw/drives"] },
        { with: { query: "x", include: "lists" }, see: paths, expect: ["/v1.0/sites", "/v1.0/sites/h%2Cs%2Cw/lists"] },
      ],
    },
  },
  getListItems: {
    base: { siteId: "h,s,w", listId: list },
    parameters: {
      siteId: [
        { with: {}, see: path, expect: items },
        { with: { siteId: "clinic" }, see: ({ all }) => all[0]?.parameters.get("search"), expect: "clinic" },
        {
          with: { siteId: "https://contoso.example/sites/Clinic" },
          see: ({ all }) => all[0]?.path,
          expect: "/v1.0/sites/contoso.example:/sites/Clinic",
        },
      ],
      listId: [
        { with: { listId: "equipment" }, see: path, expect: items },
        { with: { listId: undefined }, see: path, expect: "/v1.0/sites/h%2Cs%2Cw/lists" },
      ],
      filter: {
        with: { filter: "title eq 'O''B' and Price gt 5" },
        see: q("$filter"),
        expect: "fields/Title eq 'O''B' and fields/Price gt 5",
      },
      fields: { with: { fields: ["price"] }, see: q("$expand"), expect: "fields($select=id,Price)" },
      count: { with: { count: 7 }, see: q("$top"), expect: "7" },
      cursor: { with: {}, see: q("$skiptoken"), expect: "next" },
    },
  },
  saveListItem: {
    base: { siteId: "h,s,w", listId: list, fields: { Title: "x" } },
    parameters: {
      siteId: { with: { siteId: "Clinic" }, see: path, expect: items },
      listId: { with: { listId: "Equipment" }, see: path, expect: items },
      itemId: { with: { itemId: "7" }, see: path, expect: `${items}/7/fields` },
      fields: [
        { with: { fields: { title: "y", Price: 5 } }, see: body((json) => json), expect: { fields: { Title: "y", Price: 5 } } },
        { with: { itemId: "7", fields: { Price: null } }, see: body((json) => json), expect: { Price: null } },
      ],
    },
  },
});

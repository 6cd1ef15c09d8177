/** What each parameter of the SharePoint tools makes of the Graph request. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { answeredBy, body, path, paths, q, type RoomCases } from "../parameter-case.ts";

const siteId = "contoso.example,2c712604-1370-44e7-a1f5-426573fda80a,2d2244c3-251a-49ea-93a8-39e1c3a060fe";
const listId = "11111111-2222-4333-8444-555555555555";
const site = { id: siteId, displayName: "Ops", webUrl: "https://contoso.example/sites/Ops" };
const columns = [
  { name: "Title", displayName: "Title", indexed: true },
  { name: "Price", displayName: "Price in EUR", number: {} },
  { name: "Owner", displayName: "Owner", personOrGroup: {} },
];

function graph({ template, path: filled }: Asked): Answer {
  if (template === "/sites") return { body: { value: [site] } };
  if (template.endsWith("/drives")) return { body: { value: [{ id: "b!x", name: "Documents" }] } };
  if (template.endsWith("/lists")) return { body: { value: [{ id: listId, displayName: "Suppliers" }] } };
  if (template.endsWith("/columns")) return { body: { value: columns } };
  if (template.endsWith("/fields")) return { body: {} };
  if (template.endsWith("/{itemId}")) return { body: { eTag: '"1"' } };
  if (template.endsWith("/items"))
    return { body: { id: "1", value: [], "@odata.nextLink": `https://graph.microsoft.com${filled}?$skip=10` } };
  return { body: site };
}

const inSite = `/v1.0/sites/${encodeURIComponent(siteId)}`;
const items = `${inSite}/lists/${listId}/items`;
const other = siteId.replace("contoso", "other");
const columnsPath = `${inSite}/lists/${listId}/columns`;
const named = {
  siteId: [
    { with: { siteId: other }, see: path, expect: items.replace("contoso", "other") },
    {
      with: { siteId: "https://contoso.example/sites/Ops/Docs" },
      see: paths,
      expect: ["/v1.0/sites/contoso.example:/sites/Ops", columnsPath, items],
    },
    { with: { siteId: "ops" }, see: paths, expect: ["/v1.0/sites", columnsPath, items] },
  ],
  listId: { with: { listId: "suppliers" }, see: paths, expect: [`${inSite}/lists`, columnsPath, items] },
};

export const sharepointParameters: RoomCases = answeredBy(graph, {
  searchSites: {
    base: { query: "ops" },
    parameters: {
      query: { with: { query: "clinic x" }, see: q("search"), expect: "clinic x" },
      url: {
        with: { query: undefined, url: "https://contoso.example/teams/Ops/Shared/x.docx" },
        see: path,
        expect: "/v1.0/sites/contoso.example:/teams/Ops",
      },
      include: [
        { with: { include: "drives" }, see: path, expect: `${inSite}/drives` },
        { with: { include: "lists" }, see: path, expect: `${inSite}/lists` },
      ],
    },
  },
  getListItems: {
    base: { siteId, listId },
    parameters: {
      ...named,
      filter: [
        {
          with: { filter: "Title eq 'O''Neil' and 'Price in EUR' gt 100" },
          see: q("$filter"),
          expect: "fields/Title eq 'O''Neil' and fields/Price gt 100",
        },
        {
          with: { filter: "Price gt 100" },
          see: ({ last }) => last.headers.prefer?.includes("HonorNonIndexedQueriesWarningMayFailRandomly"),
          expect: true,
        },
      ],
      fields: { with: { fields: ["price in eur", "Owner"] }, see: q("$expand"), expect: "fields($select=id,Price,OwnerLookupId)" },
      count: { with: { count: 7 }, see: q("$top"), expect: "7" },
      cursor: { with: {}, see: q("$skip"), expect: "10" },
    },
  },
  saveListItem: {
    base: { siteId, listId, fields: { Title: "x" } },
    parameters: {
      ...named,
      itemId: {
        with: { itemId: "7" },
        see: ({ last }) => [last.method, last.path, last.headers["if-match"], last.json],
        expect: ["PATCH", `${items}/7/fields`, '"1"', { Title: "x" }],
      },
      fields: {
        with: { fields: { "Price in EUR": 2.5, Owner: 12, Title: null } },
        see: body((json) => json.fields),
        expect: { Price: 2.5, OwnerLookupId: "12", Title: null },
      },
    },
  },
});

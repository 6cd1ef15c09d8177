/** What each parameter of the file tools makes of the Graph request. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { answeredBy, body, output, path, q, reading, type RoomCases } from "../parameter-case.ts";

const parentReference = { driveId: "b!own", path: "/drive/root:" };
const item = {
  id: "01FILE",
  name: "a.txt",
  size: 2,
  eTag: '"1"',
  file: { mimeType: "text/plain" },
  parentReference,
  webUrl: "https://contoso.example/a",
};
const folder = { id: "01DIR", name: "Projects", folder: { childCount: 1 }, parentReference };
const link = "https://contoso.example/a";
const shared = `/v1.0/shares/u!${Buffer.from(link).toString("base64url")}/driveItem`;
const siteId = "contoso.example,2c712604-1370-44e7-a1f5-426573fda80a,2d2244c3-251a-49ea-93a8-39e1c3a060fe";

function graph({ method, template, path: filled, parameters, reading: read }: Asked): Answer {
  /* A folder looked through for a name is read to its end. */
  const more = parameters.get("$top") === "500" ? {} : { "@odata.nextLink": `https://graph.microsoft.com${filled}?$skip=10` };
  if (read?.as === "base64") return { body: { kind: "base64", base64: "aGk=", contentType: "text/plain", bytes: 2 } };
  if (read) return { body: { kind: "text", text: "hello", totalChars: 100_000, format: "text", bytes: 5 } };
  if (method === "DELETE") return { status: 204 };
  if (template.endsWith("/copy")) return { status: 202 };
  if (template.endsWith("/createLink")) return { body: { id: "p1", link: { webUrl: link } } };
  if (template.endsWith("/invite")) return { body: { value: [{ id: "p1" }] } };
  if (template.endsWith("/createUploadSession")) return { body: { uploadUrl: "https://upload.example/x" } };
  if (template.endsWith("/extractSensitivityLabels")) return { body: { labels: [] } };
  if (template === "/search/query")
    return { body: { value: [{ hitsContainers: [{ hits: [{ resource: item }], moreResultsAvailable: true }] }] } };
  if (method === "GET" && /\/children$|\/search\(/.test(template)) return { body: { value: [folder, item], ...more } };
  if (/\/(?:permissions|versions)$/.test(template)) return { body: { value: [] } };
  if (template.endsWith("/root")) return { body: { id: "01ROOT" } };
  if (template === "/me/drive") return { body: { id: "b!own" } };
  if (template === "/sites/{siteId}/drive") return { body: { id: "b!site" } };
  if (template.startsWith("/sites/")) return { body: { id: siteId, webUrl: "https://contoso.example/sites/Ops" } };
  return { body: template.endsWith("/items/{itemId}") ? { ...item, id: decodeURIComponent(filled.split("/").at(-1) ?? "") } : item };
}

const own = "/v1.0/me/drive";
const elsewhere = "/v1.0/drives/b!x";
const cursor = { with: {}, see: q("$skip"), expect: "10" };
const asked = (json: { readonly requests: readonly { readonly query: { readonly queryString: string } }[] }) =>
  json.requests[0]?.query.queryString;
const located = (rest = "") => ({
  itemId: [
    { with: { itemId: "01+OTHER" }, see: path, expect: `${own}/items/01%2BOTHER${rest}` },
    { with: { itemId: "b!x:01OTHER" }, see: path, expect: `${elsewhere}/items/01OTHER${rest}` },
  ],
});
const found = {
  path: {
    with: { itemId: undefined, path: "projects" },
    see: ({ all }: { all: readonly Asked[] }) => all.map((one) => one.path).slice(0, 2),
  },
  shareUrl: { with: { itemId: undefined, shareUrl: link }, see: ({ all }: { all: readonly Asked[] }) => all[0]?.path, expect: shared },
};

export const filesParameters: RoomCases = answeredBy(graph, {
  listFiles: {
    base: {},
    parameters: {
      drive: [
        { with: { drive: "b!x" }, see: path, expect: `${elsewhere}/root/children` },
        { with: { drive: siteId }, see: path, expect: "/v1.0/drives/b!site/root/children" },
      ],
      path: { with: { path: "/projects" }, see: path, expect: `${own}/items/01DIR/children` },
      itemId: located("/children").itemId,
      count: { with: { count: 7 }, see: q("$top"), expect: "7" },
      cursor,
    },
  },
  searchFiles: {
    base: { query: "budget" },
    parameters: {
      query: [
        { with: { query: "o'neil x" }, see: path, expect: `${own}/root/search(q='o''neil%20x')` },
        { with: { query: "a OR b", scope: "tenant" }, see: body(asked), expect: "(a OR b)" },
      ],
      scope: [
        { with: { scope: "tenant" }, see: path, expect: "/v1.0/search/query" },
        { with: { scope: "drive", in: "b!x" }, see: path, expect: `${elsewhere}/root/search(q='budget')` },
      ],
      in: {
        with: { scope: "site", in: "https://contoso.example/sites/Ops" },
        see: body(asked),
        expect: '(budget) AND path:"https://contoso.example/sites/Ops"',
      },
      fileTypes: [
        { with: { fileTypes: ["docx", "pdf"], scope: "tenant" }, see: body(asked), expect: "(budget) AND (filetype:docx OR filetype:pdf)" },
        {
          with: { fileTypes: ["txt"] },
          see: output(({ items }) => [...new Set(items.map((one: { name: string }) => one.name))]),
          expect: ["a.txt"],
        },
      ],
      count: [
        { with: { count: 7 }, see: q("$top"), expect: "7" },
        { with: { count: 7, scope: "tenant" }, see: body((json) => json.requests[0].size), expect: 7 },
      ],
      cursor: [cursor, { with: { scope: "tenant" }, see: body((json) => json.requests[0].from), expect: 1 }],
    },
  },
  getFile: {
    base: { itemId: "01FILE" },
    parameters: {
      ...located(),
      path: { ...found.path, expect: [`${own}/root/children`, `${own}/items/01DIR`] },
      shareUrl: found.shareUrl,
      include: [
        { with: { include: "permissions" }, see: path, expect: `${own}/items/01FILE/permissions` },
        { with: { include: "versions", itemId: "b!x:01FILE" }, see: path, expect: `${elsewhere}/items/01FILE/versions` },
        { with: { include: "label" }, see: path, expect: `${own}/items/01FILE/extractSensitivityLabels` },
      ],
    },
  },
  readFileContent: {
    base: { itemId: "01FILE" },
    parameters: {
      ...located("/content"),
      path: { ...found.path, with: { itemId: undefined, path: "A.txt" }, expect: [`${own}/root/children`, `${own}/items/01FILE`] },
      shareUrl: found.shareUrl,
      mode: [
        {
          with: { mode: "text" },
          see: reading,
          expect: { as: "text", from: 0, maxChars: 20_000, name: "a.txt", contentType: "text/plain" },
        },
        { with: { mode: "base64" }, see: output((one) => one.base64), expect: "aGk=" },
        { with: { mode: "link" }, see: output((one) => one.webUrl), expect: link },
      ],
      page: { with: { page: 3 }, see: (seen) => reading(seen)?.from, expect: 40_000 },
      maxChars: { with: { maxChars: 9, page: 2 }, see: (seen) => [reading(seen)?.from, reading(seen)?.maxChars], expect: [9, 9] },
    },
  },
  uploadFile: {
    base: { name: "a.txt", content: "hi" },
    parameters: {
      path: { with: { name: undefined, path: "Projects/b.txt" }, see: path, expect: `${own}/items/01DIR:/b.txt:/content` },
      parentId: { with: { parentId: "b!x:01DIR" }, see: path, expect: `${elsewhere}/items/01DIR:/a.txt:/content` },
      name: { with: { name: "Größe 1.txt" }, see: path, expect: `${own}/items/01ROOT:/${encodeURIComponent("Größe 1.txt")}:/content` },
      content: { with: { content: "hello" }, see: body((json) => json), expect: "hello" },
      encoding: {
        with: { content: "aGk=", encoding: "base64" },
        see: ({ last }) => last.content,
        expect: { type: "application/octet-stream", encoding: "base64" },
      },
      uploadSession: {
        with: { content: undefined, uploadSession: true },
        see: path,
        expect: `${own}/items/01ROOT:/a.txt:/createUploadSession`,
      },
      folder: {
        with: { content: undefined, folder: true },
        see: ({ last }) => [last.path, last.json],
        expect: [`${own}/items/01ROOT/children`, { name: "a.txt", folder: {}, "@microsoft.graph.conflictBehavior": "fail" }],
      },
      conflict: { with: { conflict: "rename" }, see: q("@microsoft.graph.conflictBehavior"), expect: "rename" },
    },
  },
  moveFile: {
    base: { itemId: "01FILE", newName: "b.txt" },
    parameters: {
      ...located(),
      toParent: [
        { with: { toParent: "01OTHER" }, see: body((json) => json.parentReference), expect: { id: "01OTHER" } },
        { with: { toParent: "/Projects" }, see: body((json) => json.parentReference), expect: { id: "01DIR" } },
      ],
      newName: { with: { newName: "c.txt" }, see: body((json) => json), expect: { name: "c.txt" } },
      copy: {
        with: { copy: true, toParent: "b!x:01DIR" },
        see: ({ last }) => [last.path, last.json],
        expect: [`${own}/items/01FILE/copy`, { name: "b.txt", parentReference: { driveId: "b!x", id: "01DIR" } }],
      },
    },
  },
  deleteFile: { base: { itemId: "01FILE" }, parameters: located() },
  shareFile: {
    base: { itemId: "01FILE" },
    parameters: {
      ...located("/createLink"),
      mode: [
        { with: { mode: "invite", people: ["a@contoso.example"] }, see: path, expect: `${own}/items/01FILE/invite` },
        { with: { mode: "revoke", permissionId: "p1" }, see: ({ last }) => last.method, expect: "DELETE" },
      ],
      people: {
        with: { mode: "invite", people: ["a@contoso.example"] },
        see: body((json) => [json.recipients, json.requireSignIn]),
        expect: [[{ email: "a@contoso.example" }], true],
      },
      role: [
        { with: { role: "write" }, see: body((json) => json.type), expect: "edit" },
        { with: { role: "write", mode: "invite", people: ["a@contoso.example"] }, see: body((json) => json.roles), expect: ["write"] },
      ],
      scope: { with: { scope: "org" }, see: body((json) => json.scope), expect: "organization" },
      expires: {
        with: { expires: "2027-01-01T10:00+02:00" },
        see: body((json) => json.expirationDateTime),
        expect: "2027-01-01T08:00:00Z",
      },
      permissionId: { with: { mode: "revoke", permissionId: "p+2" }, see: path, expect: `${own}/items/01FILE/permissions/p%2B2` },
    },
  },
});

/** What each parameter of the file tools makes of the Graph request. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { answeredBy, body, output, path, paths, q, reading, type RoomCases } from "../parameter-case.ts";

const item = {
  id: "01A",
  name: "a.txt",
  size: 4,
  eTag: '"{G},1"',
  webUrl: "https://contoso.example/a.txt",
  parentReference: { driveId: "b!own" },
};
const folder = { id: "01F", name: "Reports", folder: { childCount: 0 } };

function graph({ method, template, path: filled, reading: read, json, parameters }: Asked): Answer {
  if (read?.as === "base64") return { body: { kind: "base64", base64: "aGk=", contentType: "text/plain", bytes: 2 } };
  if (read) return { body: { kind: "text", text: "Text", totalChars: 40, format: "text", bytes: 40 } };
  if (template === "/search/query") {
    return { body: { value: [{ hitsContainers: [{ hits: [{ resource: item }], moreResultsAvailable: true }] }] } };
  }
  if (method === "DELETE" || template.endsWith("/copy")) return { status: 204 };
  if (template.endsWith("/invite")) return { body: { value: [{ id: "p" }] } };
  if (template.endsWith("/createLink")) return { body: { id: "p", link: { webUrl: "https://contoso.example/l" }, ...(json as object) } };
  if (template.endsWith("/createUploadSession")) return { body: { uploadUrl: "https://upload.example/u" } };
  if (template.endsWith("/extractSensitivityLabels")) return { body: { labels: [] } };
  if (method === "GET" && /\/(?:children|permissions|versions)$|\/search\(/.test(template)) {
    const nextLink = { "@odata.nextLink": `https://graph.microsoft.com${filled}?$skiptoken=next` };
    return { body: parameters.has("$skiptoken") ? { value: [] } : { value: [folder, item], ...nextLink } };
  }
  return { body: item };
}

const lists = ({ last }: { readonly last: Asked }) => `${last.method} ${last.template}`;

export const filesParameters: RoomCases = answeredBy(graph, {
  listFiles: {
    base: {},
    parameters: {
      drive: [
        { with: {}, see: path, expect: "/v1.0/me/drive/root/children" },
        { with: { drive: "b!team" }, see: path, expect: "/v1.0/drives/b!team/root/children" },
        { with: { drive: "h,s,w" }, see: paths, expect: ["/v1.0/sites/h%2Cs%2Cw/drive", "/v1.0/drives/01A/root/children"] },
      ],
      path: { with: { path: "reports/" }, see: path, expect: "/v1.0/me/drive/items/01F/children" },
      itemId: [
        { with: { itemId: "01B" }, see: path, expect: "/v1.0/me/drive/items/01B/children" },
        { with: { itemId: "b!team:01B" }, see: path, expect: "/v1.0/drives/b!team/items/01B/children" },
      ],
      count: { with: { count: 7 }, see: q("$top"), expect: "7" },
      cursor: { with: {}, see: q("$skiptoken"), expect: "next" },
    },
  },
  searchFiles: {
    base: { query: "budget" },
    parameters: {
      query: [
        { with: { query: "O'B, x" }, see: path, expect: "/v1.0/me/drive/root/search(q='O''B%2C%20x')" },
        { with: { query: "a OR b", scope: "tenant" }, see: body((json) => json.requests[0].query.queryString), expect: "(a OR b)" },
      ],
      scope: [
        { with: { scope: "drive", in: "b!team" }, see: path, expect: "/v1.0/drives/b!team/root/search(q='budget')" },
        { with: { scope: "tenant" }, see: body((json) => json.requests[0].entityTypes), expect: ["driveItem"] },
      ],
      in: {
        with: { scope: "site", in: "h,s,w" },
        see: body((json) => json.requests[0].query.queryString),
        expect: '(budget) AND path:"https://contoso.example/a.txt"',
      },
      fileTypes: [
        { with: { fileTypes: ["TXT"] }, see: output(({ items }) => items.length), expect: 1 },
        {
          with: { fileTypes: ["docx", "pdf"], scope: "tenant" },
          see: body((json) => json.requests[0].query.queryString),
          expect: "(budget) AND (filetype:docx OR filetype:pdf)",
        },
      ],
      count: [
        { with: { count: 7 }, see: q("$top"), expect: "7" },
        { with: { count: 7, scope: "tenant" }, see: body((json) => json.requests[0].size), expect: 7 },
      ],
      cursor: [
        { with: {}, see: q("$skiptoken"), expect: "next" },
        { with: { scope: "tenant" }, see: body((json) => json.requests[0].from), expect: 1 },
      ],
    },
  },
  getFile: {
    base: {},
    parameters: {
      itemId: { with: { itemId: "b!team:01B" }, see: path, expect: "/v1.0/drives/b!team/items/01B" },
      path: { with: { path: "A.TXT" }, see: path, expect: "/v1.0/me/drive/items/01A" },
      shareUrl: {
        with: { shareUrl: "https://contoso.example/a" },
        see: path,
        expect: `/v1.0/shares/u!${Buffer.from("https://contoso.example/a").toString("base64url")}/driveItem`,
      },
      include: [
        { with: { itemId: "01A", include: "permissions" }, see: lists, expect: "GET /me/drive/items/{itemId}/permissions" },
        { with: { itemId: "01A", include: "versions" }, see: ({ all }) => all[1]?.template, expect: "/me/drive/items/{itemId}/versions" },
        { with: { itemId: "01A", include: "label" }, see: lists, expect: "POST /me/drive/items/{itemId}/extractSensitivityLabels" },
      ],
    },
  },
  readFileContent: {
    base: {},
    parameters: {
      itemId: { with: { itemId: "01A" }, see: path, expect: "/v1.0/me/drive/items/01A/content" },
      path: { with: { path: "a.txt" }, see: path, expect: "/v1.0/me/drive/items/01A/content" },
      shareUrl: { with: { shareUrl: "https://contoso.example/a" }, see: path, expect: "/v1.0/drives/b!own/items/01A/content" },
      mode: [
        { with: { itemId: "01A", mode: "base64" }, see: (seen) => seen.last.reading?.as, expect: "base64" },
        { with: { itemId: "01A", mode: "link" }, see: output(({ webUrl }) => webUrl), expect: item.webUrl },
      ],
      page: { with: { itemId: "01A", page: 3, maxChars: 10 }, see: reading, expect: { as: "text", from: 20, maxChars: 10, name: "a.txt" } },
      maxChars: { with: { itemId: "01A", maxChars: 9 }, see: reading, expect: { as: "text", from: 0, maxChars: 9, name: "a.txt" } },
    },
  },
  uploadFile: {
    base: { name: "n.md", content: "x" },
    parameters: {
      path: { with: { path: "Reports/n (1).md", name: undefined }, see: path, expect: "/v1.0/me/drive/items/01F:/n%20%281%29.md:/content" },
      parentId: { with: { parentId: "b!team:01P" }, see: path, expect: "/v1.0/drives/b!team/items/01P:/n.md:/content" },
      name: { with: { name: "other.md" }, see: paths, expect: ["/v1.0/me/drive/root", "/v1.0/me/drive/items/01A:/other.md:/content"] },
      content: { with: { content: "é" }, see: (seen) => seen.last.body, expect: '"é"' },
      encoding: [
        { with: {}, see: (seen) => seen.last.content, expect: { type: "text/plain; charset=utf-8", encoding: "text" } },
        {
          with: { content: "aGk=", encoding: "base64" },
          see: (seen) => seen.last.content,
          expect: { type: "application/octet-stream", encoding: "base64" },
        },
      ],
      uploadSession: {
        with: { uploadSession: true, content: undefined, parentId: "01P" },
        see: lists,
        expect: "POST /me/drive/items/{itemId}:/{fileName}:/createUploadSession",
      },
      folder: {
        with: { folder: true, content: undefined, parentId: "01P", name: "N" },
        see: body((json) => json),
        expect: { name: "N", folder: {}, "@microsoft.graph.conflictBehavior": "fail" },
      },
      conflict: [
        { with: { conflict: "replace" }, see: q("@microsoft.graph.conflictBehavior"), expect: "replace" },
        {
          with: { conflict: "rename", uploadSession: true, content: undefined },
          see: body((json) => json.item),
          expect: { "@microsoft.graph.conflictBehavior": "rename" },
        },
      ],
    },
  },
  moveFile: {
    base: { itemId: "01B", newName: "b.txt" },
    parameters: {
      itemId: { with: { itemId: "b!team:01B" }, see: path, expect: "/v1.0/drives/b!team/items/01B" },
      toParent: [
        { with: { toParent: "01F" }, see: body((json) => json.parentReference), expect: { id: "01F" } },
        { with: { toParent: "/Reports" }, see: body((json) => json.parentReference), expect: { id: "01F" } },
      ],
      newName: { with: { newName: "c.txt" }, see: body((json) => json), expect: { name: "c.txt" } },
      copy: {
        with: { copy: true, toParent: "b!team:01F" },
        see: body((json) => json),
        expect: { name: "b.txt", parentReference: { driveId: "b!team", id: "01F" } },
      },
    },
  },
  deleteFile: {
    base: {},
    parameters: { itemId: { with: { itemId: "b!team:01B" }, see: path, expect: "/v1.0/drives/b!team/items/01B" } },
  },
  shareFile: {
    base: { itemId: "01B" },
    parameters: {
      itemId: { with: { itemId: "b!team:01B" }, see: path, expect: "/v1.0/drives/b!team/items/01B/createLink" },
      mode: { with: { mode: "invite", people: ["a@b.example"] }, see: path, expect: "/v1.0/me/drive/items/01B/invite" },
      people: {
        with: { mode: "invite", people: ["a@b.example", "c@d.example"] },
        see: body((json) => json.recipients),
        expect: [{ email: "a@b.example" }, { email: "c@d.example" }],
      },
      role: [
        { with: { role: "write" }, see: body((json) => json.type), expect: "edit" },
        { with: { mode: "invite", people: ["a@b.example"], role: "write" }, see: body((json) => json.roles), expect: ["write"] },
      ],
      scope: { with: { scope: "org" }, see: body((json) => json.scope), expect: "organization" },
      expires: { with: { expires: "2199-01-01" }, see: body((json) => json.expirationDateTime), expect: "2199-01-01T00:00:00Z" },
      permissionId: { with: { mode: "revoke", permissionId: "p=" }, see: path, expect: "/v1.0/me/drive/items/01B/permissions/p%3D" },
    },
  },
});

import { expect } from "vitest";
import type { ToolCase, ToolKit } from "./tool-kit.ts";

type Row = { id: string; name: string };
const names = (data: { items: readonly Row[] }) => data.items.map(({ name }) => name);

const idAt = async ({ call }: ToolKit, path: string): Promise<string> => (await call("getFile", { path })).data.id;

const library = async ({ call }: ToolKit): Promise<string> => {
  const { data } = await call("searchSites", { query: "clinic operations", include: "drives" });
  return data.items[0].drives[0].id;
};

/** The last write of this kind that Graph carried out. */
const lastCommit = async ({ commits }: ToolKit, method: string) => (await commits()).findLast((entry) => entry.method === method);

export const filesCases: readonly ToolCase[] = [
  {
    tool: "listFiles",
    does: "lists folders by path, pages them, and shows a site's library",
    run: async (kit) => {
      const first = await kit.call("listFiles", { count: 2 });
      expect(names(first.data)).toEqual(["Budget 2027 v3.csv", "Handover notes.md"]);
      const second = await kit.call("listFiles", { count: 2, cursor: first.data.cursor });
      expect(names(second.data)).toEqual(["R&D plan 100% (final).txt", "welcome.html"]);

      const { data, text } = await kit.call("listFiles", { path: "projects/sleep study" });
      expect(names(data)).toEqual(["Protocol.docx", "Enrolment.xlsx", "Kick-off.pptx"]);
      expect(text).toContain(`id=${data.items[0].id}`);

      const shared = await kit.call("listFiles", { drive: await library(kit), path: "Policies" });
      expect(names(shared.data)).toContain("Hand hygiene.docx");
      const missing = await kit.refused("listFiles", { path: "Projects/Nowhere" });
      expect(missing.data).toMatchObject({ code: "not_found", field: "path" });
    },
  },
  {
    tool: "searchFiles",
    does: "finds files by their words, in the own OneDrive, in a site and everywhere",
    run: async (kit) => {
      expect(names((await kit.call("searchFiles", { query: "reception" })).data)).toEqual(["Handover notes.md"]);
      const site = await kit.call("searchFiles", { query: "hygiene", scope: "site", in: "Clinic Operations" });
      expect(names(site.data)).toEqual(["Hand hygiene.docx"]);

      const everywhere = await kit.call("searchFiles", {
        query: "rota OR closing",
        scope: "tenant",
        fileTypes: ["xlsx", "docx"],
        count: 1,
      });
      const rest = await kit.call("searchFiles", {
        query: "rota OR closing",
        scope: "tenant",
        fileTypes: ["xlsx", "docx"],
        count: 1,
        cursor: everywhere.data.cursor,
      });
      expect([...names(everywhere.data), ...names(rest.data)].toSorted()).toEqual(["Closing checklist.docx", "Rota week 48.xlsx"]);
    },
  },
  {
    tool: "getFile",
    does: "says who may open a file, which versions it had and how it is labelled",
    run: async ({ call }) => {
      const versions = await call("getFile", { path: "Budget 2027 v3.csv", include: "versions" });
      expect(versions.data.versions).toHaveLength(3);
      const label = await call("getFile", { path: "Projects/Sleep study/Protocol.docx", include: "label" });
      expect(label.data.labels).toHaveLength(1);
      const permissions = await call("getFile", { itemId: label.data.id, include: "permissions" });
      expect(permissions.data.permissions[0]).toMatchObject({ roles: ["owner"] });
      const shared = await call("getFile", { shareUrl: label.data.webUrl });
      expect(shared.data.name).toBe("Protocol.docx");
    },
  },
  {
    tool: "readFileContent",
    does: "reads Office documents and PDF as text, a long one in parts",
    run: async ({ call }) => {
      const protocol = await call("readFileContent", { path: "Projects/Sleep study/Protocol.docx" });
      expect(protocol.data.text).toContain("Principal investigator: Dr Aoife O'Brien.");
      expect(protocol.data.text).toContain("Polysomnography");
      expect(protocol.text).toContain("untrusted-");

      for (const [path, known] of [
        ["Projects/Sleep study/Enrolment.xlsx", "Screening failures are not counted."],
        ["Projects/Sleep study/Kick-off.pptx", "Two clinics, one protocol"],
        ["Projects/Imaging/Quote, MRI (signed).pdf", "delivery within twelve weeks"],
      ])
        expect((await call("readFileContent", { path })).data.text).toContain(known);

      const part = await call("readFileContent", { path: "Budget 2027 v3.csv", maxChars: 30, page: 2 });
      expect(part.data).toMatchObject({ page: 2, hasMore: true });
      expect(part.data.text).toHaveLength(30);
    },
  },
  {
    tool: "readFileContent",
    does: "gives a link people open themselves, or small files as bytes",
    run: async ({ call }) => {
      const link = await call("readFileContent", { path: "welcome.html", mode: "link" });
      expect(link.data.webUrl).toContain("/personal/amara_okafor/");
      const bytes = await call("readFileContent", { path: "R&D plan 100% (final).txt", mode: "base64" });
      expect(Buffer.from(bytes.data.base64, "base64").toString()).toContain("O'Brien signs.");
    },
  },
  {
    tool: "uploadFile",
    does: "saves text and bytes as they are, and never over another file unless told",
    run: async (kit) => {
      const path = "Projects/Minutes, café.md";
      const { data } = await kit.call("uploadFile", { path, content: "# Minutes\n\nÜber alles gesprochen.\n" });
      expect((await lastCommit(kit, "PUT"))?.path).toContain("conflictBehavior=fail");
      expect((await kit.call("readFileContent", { itemId: data.id })).data.text).toContain("Über alles gesprochen.");
      expect((await kit.refused("uploadFile", { path, content: "x" })).data).toMatchObject({ code: "conflict" });

      const bytes = Buffer.from([0, 1, 254, 255]).toString("base64");
      const blob = await kit.call("uploadFile", { name: "blob.bin", content: bytes, encoding: "base64" });
      expect((await kit.call("readFileContent", { itemId: blob.data.id, mode: "base64" })).data.base64).toBe(bytes);
    },
  },
  {
    tool: "uploadFile",
    does: "opens a session that a program fills past the model, and makes folders in a library",
    run: async (kit) => {
      const { data } = await kit.call("uploadFile", { path: "Projects/big.bin", uploadSession: true });
      const bytes = new Uint8Array(330_000).fill(7);
      const put = await fetch(data.uploadUrl, {
        method: "PUT",
        headers: { "content-range": `bytes 0-${bytes.byteLength - 1}/${bytes.byteLength}` },
        body: bytes,
      });
      expect(put.status).toBe(201);
      expect((await kit.call("getFile", { path: "Projects/big.bin" })).data.size).toBe(330_000);

      const root = await kit.call("listFiles", { drive: await library(kit) });
      const policies = root.data.items.find(({ name }: Row) => name === "Policies");
      await kit.call("uploadFile", { parentId: policies.id, name: "Drafts", folder: true });
      expect(names((await kit.call("listFiles", { itemId: policies.id })).data)).toContain("Drafts");
    },
  },
  {
    tool: "moveFile",
    does: "moves, renames and copies",
    run: async (kit) => {
      const made = await kit.call("uploadFile", { path: "to move.txt", content: "x" });
      const moved = await kit.call("moveFile", { itemId: made.data.id, toParent: "Projects/Imaging", newName: "moved.txt" });
      expect(moved.data).toMatchObject({ name: "moved.txt", folder: "Projects/Imaging" });
      expect((await lastCommit(kit, "PATCH"))?.body).toMatchObject({ name: "moved.txt" });

      await kit.call("moveFile", { itemId: made.data.id, toParent: "/", newName: "copied.txt", copy: true });
      expect((await kit.call("getFile", { path: "copied.txt" })).data.size).toBe(1);
    },
  },
  {
    tool: "deleteFile",
    does: "recycles a file",
    run: async (kit) => {
      const made = await kit.call("uploadFile", { path: "to recycle.txt", content: "x" });
      await kit.call("deleteFile", { itemId: made.data.id });
      expect((await lastCommit(kit, "DELETE"))?.path).toContain(made.data.id);
      expect((await kit.refused("getFile", { itemId: made.data.id })).data).toMatchObject({ code: "not_found" });
    },
  },
  {
    tool: "shareFile",
    does: "opens a file to a colleague, who can then read it, until it is taken back",
    run: async (kit) => {
      const itemId = await idAt(kit, "Projects/Readme.txt");
      const shareUrl = (await kit.call("getFile", { itemId })).data.webUrl;
      const colleague = await kit.as("mei.tanaka");
      expect((await colleague.refused("readFileContent", { shareUrl })).data).toMatchObject({ code: "not_found" });

      const invited = await kit.call("shareFile", { itemId, mode: "invite", people: ["mei.tanaka@clinics.northwind.example"] });
      expect((await lastCommit(kit, "POST"))?.body).toMatchObject({ requireSignIn: true, sendInvitation: true, roles: ["read"] });
      expect((await colleague.call("readFileContent", { shareUrl })).data.text).toContain("One folder for each project.");

      await kit.call("shareFile", { itemId, mode: "revoke", permissionId: invited.data.permissionIds[0] });
      expect((await colleague.refused("readFileContent", { shareUrl })).data).toMatchObject({ code: "not_found" });
      const link = await kit.call("shareFile", { itemId, scope: "org", role: "write", expires: "2190-01-01" });
      expect((await colleague.call("getFile", { shareUrl: link.data.url })).data.name).toBe("Readme.txt");
    },
  },
];

import { describe, expect, test } from "vitest";
import { getFile } from "../../../../src/tools/files/get-file.ts";
import { listFiles } from "../../../../src/tools/files/list-files.ts";
import { readFileContent } from "../../../../src/tools/files/read-file-content.ts";
import { searchFiles } from "../../../../src/tools/files/search-files.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph, type StrictGraph } from "../strict-graph.ts";

type Row = { id: string; name: string; kind: string; folder?: string; summary?: string };
const names = (output: { items: readonly Row[] }) => output.items.map(({ name }) => name);
const folderOf = async (graph: StrictGraph, path: string): Promise<Row[]> => (await graph.call(listFiles, { path })).output.items;

async function idAt(graph: StrictGraph, folder: string, name: string): Promise<string> {
  return (await folderOf(graph, folder)).find((row) => row.name === name)?.id ?? "";
}
const library = async (graph: StrictGraph) =>
  (await graph.ask("GET", "/sites?search=operations")).value[0] as { id: string; webUrl: string };
const jonasChecklist = async (graph: StrictGraph) => {
  const { value } = await graph.ask("GET", "/me/drive/root/children", undefined, "jonas.weber");
  return value.find(({ name }: Row) => name === "Closing checklist.docx") as {
    id: string;
    webUrl: string;
    parentReference: { driveId: string };
  };
};

describe("listFiles", () => {
  test("shows the root of the own OneDrive, in pages", async () => {
    const graph = strictGraph(["Files.Read"]);
    const first = await graph.call(listFiles, { count: 2 });
    const second = await graph.call(listFiles, { count: 2, cursor: first.output.cursor });

    expect(names(first.output)).toEqual(["Budget 2027 v3.csv", "Handover notes.md"]);
    expect(names(second.output)).toEqual(["R&D plan 100% (final).txt", "welcome.html"]);
    expect(first.output).toMatchObject({ hasMore: true });
    expect(first.output.items[0]).toMatchObject({
      kind: "file",
      size: 95,
      mimeType: "text/csv",
      modifiedBy: "Amara Okafor",
      untrusted: true,
    });
    expect(first.text).toContain(`id=${first.output.items[0].id}`);
    expect(graph.seen.every((line) => line.startsWith("GET /me/drive/root/children → 200"))).toBe(true);
  });

  test.each([["Projects/Sleep study"], ["/projects/SLEEP STUDY/"], ["Projects/Sleep study/"]])(
    "finds the folder %s by its names",
    async (path) => {
      const { output, text } = await strictGraph(["Files.Read"]).call(listFiles, { path });

      expect(names(output)).toEqual(["Protocol.docx", "Enrolment.xlsx", "Kick-off.pptx"]);
      expect(text).toContain("untrusted-");
    },
  );

  test("lists a folder by its id, and says what folders hold", async () => {
    const graph = strictGraph(["Files.Read"]);
    const { output } = await graph.call(listFiles, { itemId: await idAt(graph, "/", "Projects") });

    expect(names(output)).toEqual(["Sleep study", "Imaging", "Readme.txt"]);
    expect(output.items[0]).toMatchObject({ kind: "folder", children: 3 });
    expect(output.items[0].size).toBeUndefined();
  });

  test("shows a site's library under ids that say which drive they are in", async () => {
    const graph = strictGraph(["Files.Read.All", "Sites.Read.All"]);
    const { id } = await library(graph);
    const { output } = await graph.call(listFiles, { drive: id, path: "Policies" });

    expect(names(output)).toEqual(["Hand hygiene.docx"]);
    expect(output.items[0].id).toMatch(/^b![\w-]+:01[0-9A-F]{32}$/);
    const [driveId = ""] = output.items[0].id.split(":");
    expect(names((await graph.call(listFiles, { drive: driveId })).output)).toEqual(["Policies", "Rota week 48.xlsx"]);
    const folder = (await graph.call(listFiles, { drive: driveId })).output.items[0];
    expect(names((await graph.call(listFiles, { itemId: folder.id })).output)).toEqual(["Hand hygiene.docx"]);
  });

  test("names what is there where a name is not", async () => {
    await expect(strictGraph(["Files.Read"]).call(listFiles, { path: "Projects/Sleep studies" })).rejects.toMatchObject({
      code: "not_found",
      details: { field: "path", candidates: [expect.stringMatching(/^Sleep study \(01/), expect.any(String), expect.any(String)] },
    });
    await expect(strictGraph(["Files.Read"]).call(listFiles, { path: "Projects/Readme.txt/x" })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "path" },
    });
  });

  test("does not call a file an empty folder", async () => {
    await expect(strictGraph(["Files.Read"]).call(listFiles, { path: "welcome.html" })).rejects.toMatchObject({
      code: "invalid_arguments",
      message: "path has a file where a folder must be; readFileContent reads files.",
      details: { field: "path" },
    });
  });

  test("follows a shortcut into the drive it leads to", async () => {
    const remoteItem = { id: "01REMOTE", folder: { childCount: 1 }, parentReference: { driveId: "b!other" } };
    const { output, asked } = await callTool(listFiles, { path: "Shared with me" }, [
      { body: { value: [{ id: "01LINK", name: "Shared with me", remoteItem }] } },
      {
        body: {
          value: [
            { id: "01IN", name: "In it.txt", size: 4, secret: "do-not-leak", parentReference: { path: "/drive/root:/%FF" } },
            { id: "01L2", name: "Deeper", remoteItem },
          ],
        },
      },
    ]);

    expect(asked.map(({ path }) => path)).toEqual(["/v1.0/me/drive/root/children", "/v1.0/drives/b!other/items/01REMOTE/children"]);
    expect(output.items.map(({ id }: Row) => id)).toEqual(["b!other:01IN", "b!other:01REMOTE"]);
    expect(JSON.stringify(output)).not.toContain("do-not-leak");
  });
});

describe("searchFiles", () => {
  test("looks through the own OneDrive by name and content", async () => {
    const graph = strictGraph(["Files.Read"]);

    expect(names((await graph.call(searchFiles, { query: "reception" })).output)).toEqual(["Handover notes.md"]);
    expect(names((await graph.call(searchFiles, { query: "O'Brien" })).output)).toEqual(["R&D plan 100% (final).txt"]);
    expect(names((await graph.call(searchFiles, { query: "quote, MRI" })).output)).toEqual(["Quote, MRI (signed).pdf"]);
    expect(names((await graph.call(searchFiles, { query: "sleep", fileTypes: ["docx"] })).output)).toEqual([]);
    const { output } = await graph.call(searchFiles, { query: "e", fileTypes: ["XLSX"] });
    expect(names(output)).toEqual(["Enrolment.xlsx"]);
    expect(output.items[0].folder).toBe("Projects/Sleep study");
  });

  test("pages a drive's search", async () => {
    const graph = strictGraph(["Files.Read"]);
    const first = await graph.call(searchFiles, { query: "r", count: 1 });
    const second = await graph.call(searchFiles, { query: "r", count: 1, cursor: first.output.cursor });

    expect(first.output.hasMore).toBe(true);
    expect(names(second.output)).not.toEqual(names(first.output));
  });

  test("finds the wanted types wherever in a drive's results they are, and pages through them alone", async () => {
    const graph = strictGraph(["Files.Read"]);
    const wanted = { query: "e", fileTypes: ["md", "txt"], count: 1 };
    const all = names((await graph.call(searchFiles, { ...wanted, count: 50 })).output);
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const { output } = await graph.call(searchFiles, { ...wanted, cursor });
      expect(output.items).toHaveLength(1);
      found.push(...names(output));
      expect(output.hasMore).toBe(output.cursor !== undefined);
      cursor = output.cursor;
    } while (cursor !== undefined);
    expect(found).toEqual(all);
    expect(all).toEqual(["R&D plan 100% (final).txt", "Readme.txt"]);

    const first = await graph.call(searchFiles, wanted);
    await expect(graph.call(searchFiles, { ...wanted, fileTypes: ["md"], cursor: first.output.cursor })).rejects.toMatchObject({
      code: "invalid_cursor",
    });
  });

  test("goes on over the pages of a drive's search until a wanted type is found, and says where it stopped", async () => {
    const page = (nth: number, name: string) => ({
      body: {
        value: [{ id: `01${nth}`, name }],
        "@odata.nextLink": `https://graph.microsoft.com/v1.0/me/drive/root/search(q='e')?$skiptoken=${nth}`,
      },
    });
    const later = await callTool(searchFiles, { query: "e", fileTypes: ["md"] }, [
      page(1, "a.txt"),
      { body: { value: [{ id: "012", name: "b.MD" }] } },
    ]);
    expect(names(later.output)).toEqual(["b.MD"]);
    expect(later.output).toMatchObject({ hasMore: false });
    const never = await callTool(
      searchFiles,
      { query: "e", fileTypes: ["md"] },
      Array.from({ length: 10 }, (_, nth) => page(nth, "a.txt")),
    );
    expect(never.output).toEqual({ items: [], hasMore: true, truncated: true });
  });

  test("searches everywhere by kind, with the words around the hit, and pages by a sealed place", async () => {
    const graph = strictGraph(["Files.Read.All"]);
    const { output } = await graph.call(searchFiles, { query: "budget", scope: "tenant", fileTypes: ["csv", "docx"] });
    expect(names(output)).toEqual(["Budget 2027 v3.csv"]);
    expect(output.items[0].id).toMatch(/^b!.+:01/);

    const inside = await graph.call(searchFiles, { query: "reception", scope: "tenant" });
    expect(inside.output.items[0].summary).toContain("keys are with reception");
    expect(inside.text).toContain("keys are with reception");

    const first = await graph.call(searchFiles, { query: "closing OR rota", scope: "tenant", count: 1 });
    const second = await graph.call(searchFiles, { query: "closing OR rota", scope: "tenant", count: 1, cursor: first.output.cursor });
    expect([...names(first.output), ...names(second.output)]).toEqual(["Closing checklist.docx", "Rota week 48.xlsx"]);
    expect(second.output).toMatchObject({ hasMore: false });
    expect(second.output.cursor).toBeUndefined();
    await expect(
      graph.call(searchFiles, { query: "closing", scope: "tenant", count: 1, cursor: first.output.cursor }),
    ).rejects.toMatchObject({
      code: "invalid_cursor",
    });
  });

  test.each([["name"], ["address"], ["id"]])("searches one site by its %s", async (by) => {
    const graph = strictGraph(["Files.Read.All", "Sites.Read.All"]);
    const { id, webUrl } = await library(graph);
    const where = { name: "clinic operations", address: webUrl, id }[by];
    const { output } = await graph.call(searchFiles, { query: "hygiene OR budget OR closing", scope: "site", in: where });

    expect(names(output)).toEqual(["Hand hygiene.docx"]);
  });

  test("searches one drive", async () => {
    const graph = strictGraph(["Files.Read.All"]);
    const { parentReference } = await jonasChecklist(graph);
    const { output } = await graph.call(searchFiles, { query: "closing", scope: "drive", in: parentReference.driveId });

    expect(output.items.map(({ id }: Row) => id.split(":")[0])).toEqual([parentReference.driveId]);
  });

  test("keeps the caller's words in their parentheses", async () => {
    const { asked } = await callTool(searchFiles, { query: 'a OR "b) c"', scope: "site", in: "https://contoso.sharepoint.com/sites/x" }, [
      { body: { id: "h,s,w", webUrl: "https://contoso.sharepoint.com/sites/x", secret: "do-not-leak" } },
      { body: { value: [{ hitsContainers: [{ total: 0, moreResultsAvailable: false }] }] } },
    ]);

    expect(asked[1]?.json).toEqual({
      requests: [
        {
          entityTypes: ["driveItem"],
          query: { queryString: '(a OR "b) c") AND path:"https://contoso.sharepoint.com/sites/x"' },
          from: 0,
          size: 10,
        },
      ],
    });
  });

  test("needs the scope of what it looks through", () => {
    const scopesOf = (input: object) => searchFiles.scopesOf?.(searchFiles.input.parse({ query: "x", ...input }));

    expect(scopesOf({})).toEqual([]);
    expect(scopesOf({ scope: "drive", in: "b!x" })).toEqual(["Files.Read.All"]);
    expect(scopesOf({ scope: "site", in: "x" })).toEqual(["Files.Read.All", "Sites.Read.All"]);
    expect(scopesOf({ scope: "tenant" })).toEqual(["Files.Read.All"]);
  });
});

describe("getFile", () => {
  test("finds one file by path, by id and by address, and says the same of it", async () => {
    const graph = strictGraph(["Files.ReadWrite", "Files.Read.All"]);
    const byPath = await graph.call(getFile, { path: "Projects/Imaging/Quote, MRI (signed).pdf" });
    const byId = await graph.call(getFile, { itemId: byPath.output.id });
    const byAddress = await graph.call(getFile, { shareUrl: byPath.output.webUrl });

    expect(byId.output).toEqual(byPath.output);
    expect(byPath.output).toMatchObject({ kind: "file", mimeType: "application/pdf", folder: "Projects/Imaging" });
    expect(byAddress.output).toMatchObject({ name: byPath.output.name, id: expect.stringMatching(new RegExp(`:${byPath.output.id}$`)) });
    expect(byPath.text).toContain("application/pdf");
  });

  test("describes the root and a file in a site's library", async () => {
    const graph = strictGraph(["Files.Read.All", "Sites.Read.All"]);
    expect((await graph.call(getFile, { path: "/" })).output).toMatchObject({ kind: "folder", children: 5 });
    const { output } = await graph.call(listFiles, { drive: (await library(graph)).id });
    expect((await graph.call(getFile, { itemId: output.items[1].id })).output.name).toBe("Rota week 48.xlsx");
  });

  test("opens what somebody shared, by its link, without redeeming anything", async () => {
    const graph = strictGraph(["Files.ReadWrite", "Files.Read.All"]);
    const { webUrl } = await jonasChecklist(graph);
    const { output } = await graph.call(getFile, { shareUrl: webUrl, include: "permissions" });

    expect(output.name).toBe("Closing checklist.docx");
    expect(output.permissions).toEqual([
      { id: expect.any(String), roles: ["owner"], to: "Jonas Weber <jonas.weber@northwind.example>" },
      { id: expect.any(String), roles: ["read"], to: "Amara Okafor <amara.okafor@northwind.example>" },
    ]);
    expect(await graph.commits()).toEqual([]);
  });

  test("says who may open a file, by a link too, and what comes from a folder above", async () => {
    const graph = strictGraph(["Files.ReadWrite"]);
    const folder = await idAt(graph, "/", "Projects");
    await graph.ask("POST", `/me/drive/items/${folder}/createLink`, { type: "view", scope: "organization" });
    const { output, text } = await graph.call(getFile, { path: "Projects/Readme.txt", include: "permissions" });

    expect(output.permissions[1]).toMatchObject({ roles: ["read"], to: "link (view, organization)", inherited: true });
    expect(text).toContain(`permissionId=${output.permissions[1].id}`);
  });

  test("lists versions and the sensitivity label", async () => {
    const graph = strictGraph(["Files.Read.All"]);
    const { output } = await graph.call(getFile, { path: "Budget 2027 v3.csv", include: "versions" });
    expect(output.versions).toHaveLength(3);
    expect(output.versions[0]).toMatchObject({ id: "1.0", size: 95, modifiedBy: "Amara Okafor" });

    const protocol = await graph.call(getFile, { path: "Projects/Sleep study/Protocol.docx", include: "label" });
    expect(protocol.output.labels).toEqual(["0f2e1d3c-5b6a-4978-8a9b-c0d1e2f3a4b5"]);
    expect((await graph.call(getFile, { path: "welcome.html", include: "label" })).text).toContain("no sensitivity label");
  });

  test("keeps what it declares of permissions, and nothing else", async () => {
    const secret = { secret: "do-not-leak" };
    const user = { user: { displayName: "Ben\u202Eneb", email: "ben@contoso.example", ...secret } };
    const permission = {
      id: "p",
      roles: ["write"],
      grantedToIdentitiesV2: [user],
      link: { scope: "users", type: "edit", webUrl: "https://do-not-leak.example", ...secret },
      ...secret,
    };
    const { output, text } = await callTool(getFile, { itemId: "01A", include: "permissions" }, [
      { body: { id: "01A", name: "a.txt", size: 1, "@microsoft.graph.downloadUrl": "https://do-not-leak.example", ...secret } },
      { body: { value: [permission] } },
    ]);

    expect(output.permissions).toEqual([{ id: "p", roles: ["write"], to: "link (edit, users): Benneb <ben@contoso.example>" }]);
    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });

  test("needs more scopes beyond the own OneDrive", () => {
    const scopesOf = (input: object) => getFile.scopesOf?.(getFile.input.parse(input));

    expect(scopesOf({ itemId: "01A" })).toEqual([]);
    expect(scopesOf({ itemId: "b!d:01A" })).toEqual(["Files.Read.All"]);
    expect(scopesOf({ shareUrl: "https://contoso.example/x" })).toEqual(["Files.ReadWrite"]);
    expect(scopesOf({ path: "x", include: "label" })).toEqual(["Files.Read.All"]);
  });
});

describe("readFileContent", () => {
  test.each([
    ["Handover notes.md", "keys are with reception"],
    ["welcome.html", "Welcome to Northwind, Amara."],
    ["Projects/Sleep study/Protocol.docx", "Dr Aoife O'Brien"],
    ["Projects/Sleep study/Enrolment.xlsx", "Screening failures are not counted."],
    ["Projects/Sleep study/Kick-off.pptx", "First patient in: January"],
    ["Projects/Imaging/Quote, MRI (signed).pdf", "EUR 452,500"],
  ])("reads %s as text", async (path, text) => {
    const graph = strictGraph(["Files.Read"]);
    const { output } = await graph.call(readFileContent, { path });

    expect(output.text).toContain(text);
    expect(output).toMatchObject({ page: 1, hasMore: false, untrusted: true });
    expect(output.text).not.toMatch(/<\/?[wap]:/);
  });

  test("reads a long text part by part, to its end", async () => {
    const graph = strictGraph(["Files.Read"]);
    const whole = (await graph.call(readFileContent, { path: "Budget 2027 v3.csv" })).output;
    const parts: string[] = [];
    for (let page = 1, more = true; more; page += 1) {
      const { output } = await graph.call(readFileContent, { path: "Budget 2027 v3.csv", page, maxChars: 40 });
      expect(output).toMatchObject({ page, totalChars: whole.totalChars });
      parts.push(output.text);
      more = output.hasMore;
    }
    expect(parts.length).toBe(Math.ceil(whole.totalChars / 40));
    expect(parts.join("")).toBe(whole.text);
    const { text } = await graph.call(readFileContent, { path: "Budget 2027 v3.csv", maxChars: 40 });
    expect(text).toContain("More: page=2");
    await expect(graph.call(readFileContent, { path: "Budget 2027 v3.csv", page: 9, maxChars: 40 })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "page" },
    });
  });

  test("gives the link people open under their own sign-in, never a pre-authenticated address", async () => {
    const graph = strictGraph(["Files.Read"]);
    const { output, text } = await graph.call(readFileContent, { path: "welcome.html", mode: "link" });

    expect(output.webUrl).toBe("https://northwind-my.sharepoint.example/personal/amara_okafor/Documents/welcome.html");
    expect(JSON.stringify(output) + text).not.toContain("_download");
    expect(graph.seen.some((line) => line.includes("content"))).toBe(false);
  });

  test("gives bytes in base64", async () => {
    const { output } = await strictGraph(["Files.Read"]).call(readFileContent, { path: "R&D plan 100% (final).txt", mode: "base64" });

    expect(Buffer.from(output.base64, "base64").toString()).toBe("Phase 1 ends in March. O'Brien signs.\n");
  });

  test("turns away base64 of more than 256 KB before the bytes are asked for", async () => {
    const asked: never[] = [];
    const script = [{ body: { id: "01A", name: "big.zip", size: 262_145, file: {} } }];

    await expect(callTool(readFileContent, { itemId: "01A", mode: "base64" }, script, { asked })).rejects.toMatchObject({
      code: "document_unreadable",
      details: { field: "mode" },
    });
    expect(asked).toHaveLength(1);
  });

  test("reads what a colleague shared, and not what he did not", async () => {
    const graph = strictGraph(["Files.Read.All"]);
    const { id, parentReference } = await jonasChecklist(graph);
    const { output } = await graph.call(readFileContent, { itemId: `${parentReference.driveId}:${id}` });
    expect(output.text).toContain("third working day");

    const own = (await graph.ask("GET", "/me/drive/root/children", undefined, "jonas.weber")).value[0];
    await expect(graph.call(readFileContent, { itemId: `${parentReference.driveId}:${own.id}` })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("says that a folder is one", async () => {
    await expect(strictGraph(["Files.Read"]).call(readFileContent, { path: "Projects" })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "path" },
    });
  });
});

describe("refused before anything is asked", () => {
  const long = Array.from({ length: 13 }, () => "a").join("/");
  test.each([
    ["two folders", listFiles, { path: "a", itemId: "01A" }, "itemId"],
    ["an item of another drive than the drive", listFiles, { drive: "b!x", itemId: "b!y:01A" }, "drive"],
    ["a path that climbs", listFiles, { path: "Projects/../x" }, "path"],
    ["an empty name in a path", listFiles, { path: "Projects//x" }, "path"],
    ["a path too deep", listFiles, { path: long }, "path"],
    ["no locator", getFile, {}, "itemId"],
    ["two locators", getFile, { itemId: "01A", path: "x" }, "path"],
    ["all locators", readFileContent, { itemId: "01A", path: "x", shareUrl: "https://a.example/" }, "path"],
    ["a page of a link", readFileContent, { path: "x", mode: "link", page: 1 }, "page"],
    ["a drive's search without the drive", searchFiles, { query: "x", scope: "drive" }, "in"],
    ["a place in one's own OneDrive", searchFiles, { query: "x", in: "b!x" }, "in"],
    ["an open quote", searchFiles, { query: 'a "b', scope: "tenant" }, "query"],
    ["a parenthesis that closes ours", searchFiles, { query: "a) OR (b", scope: "tenant" }, "query"],
    ["a slash in a drive's search", searchFiles, { query: "a/b" }, "query"],
    ["a drive that is none", searchFiles, { query: "a", scope: "drive", in: "a/b" }, "in"],
    ["an address that is no site's", searchFiles, { query: "a", scope: "site", in: "https://contoso.example/personal/x" }, "in"],
  ])("%s", async (_what, tool, input, field) => {
    const asked: unknown[] = [];

    await expect(callTool(tool, input, [], { asked: asked as never[] })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field },
    });
    expect(asked).toEqual([]);
  });

  test.each([
    [listFiles, { itemId: "../me" }],
    [listFiles, { itemId: "a:b:c" }],
    [listFiles, { drive: "a/b" }],
    [listFiles, { count: 0 }],
    [listFiles, { count: 101 }],
    [getFile, { shareUrl: "http://contoso.example/x" }],
    [getFile, { shareUrl: "file:///etc/passwd" }],
    [getFile, { itemId: "01A", include: "content" }],
    [readFileContent, { path: "x", maxChars: 50_001 }],
    [readFileContent, { path: "x", page: 0 }],
    [searchFiles, { query: "x", fileTypes: ["doc) OR (x"] }],
    [searchFiles, { query: "" }],
    [searchFiles, { query: "x", count: 51 }],
  ])("%#: by the schema", (tool, input) => {
    expect(tool.input.safeParse(input).success).toBe(false);
  });
});

import { describe, expect, test } from "vitest";
import { deleteFile } from "../../../../src/tools/files/delete-file.ts";
import { getFile } from "../../../../src/tools/files/get-file.ts";
import { listFiles } from "../../../../src/tools/files/list-files.ts";
import { moveFile } from "../../../../src/tools/files/move-file.ts";
import { shareFile } from "../../../../src/tools/files/share-file.ts";
import { uploadFile } from "../../../../src/tools/files/upload-file.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph, type StrictGraph } from "../strict-graph.ts";

const own = ["Files.ReadWrite"];
const everywhere = ["Files.ReadWrite", "Files.ReadWrite.All", "Sites.Read.All"];

type Row = { id: string; name: string };
const rowsIn = async (graph: StrictGraph, path: string): Promise<Row[]> => (await graph.call(listFiles, { path })).output.items;
const namesIn = async (graph: StrictGraph, path: string) => (await rowsIn(graph, path)).map(({ name }) => name);
const idOf = async (graph: StrictGraph, path: string): Promise<string> => (await graph.call(getFile, { path })).output.id;
const sizesOfVersions = async (graph: StrictGraph, path: string): Promise<number[]> => {
  const { versions } = (await graph.call(getFile, { path, include: "versions" })).output;
  return versions.map(({ size }: { size: number }) => size);
};
const libraryId = async (graph: StrictGraph): Promise<string> => {
  const { value } = await graph.ask("GET", "/sites?search=operations");
  return (await graph.ask("GET", `/sites/${value[0].id}/drive`)).id;
};

describe("uploadFile", () => {
  test("saves text under a path of names", async () => {
    const graph = strictGraph(own);
    const { output, text } = await graph.call(uploadFile, { path: "Projects/Sleep study/Größe, 1.md", content: "# Überblick\n" });

    expect(output).toMatchObject({ name: "Größe, 1.md", kind: "file", size: 13 });
    expect(text).toContain(`id=${output.id}`);
    expect((await graph.call(getFile, { itemId: output.id })).output).toMatchObject({
      folder: "Projects/Sleep study",
      mimeType: "text/markdown",
    });
    expect(await graph.commits()).toHaveLength(1);
  });

  test("saves bytes in the root, by name alone", async () => {
    const graph = strictGraph(own);
    const { output } = await graph.call(uploadFile, {
      name: "blob.bin",
      content: Buffer.from([0, 255, 1]).toString("base64"),
      encoding: "base64",
    });

    expect(output).toMatchObject({ name: "blob.bin", size: 3 });
    expect(await namesIn(graph, "/")).toContain("blob.bin");
  });

  test("saves an empty file", async () => {
    expect((await strictGraph(own).call(uploadFile, { path: "empty.txt", content: "" })).output).toMatchObject({ size: 0 });
  });

  test("refuses, renames or replaces where the name is taken", async () => {
    const graph = strictGraph(own);
    const path = "Handover notes.md";

    const taken = {
      code: "conflict",
      message: "Something of that name exists there; set conflict to rename or replace, or use another name.",
      details: { field: "path" },
    };
    await expect(graph.call(uploadFile, { path, content: "new" })).rejects.toMatchObject(taken);
    await expect(graph.call(uploadFile, { path, uploadSession: true })).rejects.toMatchObject(taken);
    await expect(graph.call(uploadFile, { name: path, content: "new" })).rejects.toMatchObject({ ...taken, details: { field: "name" } });
    await expect(graph.call(uploadFile, { path: "Projects", content: "new", conflict: "replace" })).rejects.toMatchObject({
      message: "Something of that name exists there; a folder is not replaced by a file; use another name.",
    });
    expect(await graph.commits()).toEqual([]);
    expect((await graph.call(uploadFile, { path, content: "new", conflict: "rename" })).output.name).toBe("Handover notes 1.md");
    expect((await graph.call(uploadFile, { path, content: "newer", conflict: "replace" })).output).toMatchObject({ name: path, size: 5 });
    expect(await sizesOfVersions(graph, path)).toEqual([5, 105]);
  });

  test("saves a file under a name with signs that mean something in a URL, and replaces that very one", async () => {
    const graph = strictGraph(own);
    for (const path of ["sub & co 100%.txt", "Projects/#1; 50% (new).md", "a%20b.txt"]) {
      expect((await graph.call(uploadFile, { path, content: "x" })).output.name).toBe(path.split("/").at(-1));
    }
    const path = "R&D plan 100% (final).txt";
    expect((await graph.call(uploadFile, { path, content: "new", conflict: "replace" })).output).toMatchObject({ name: path, size: 3 });
  });

  test("makes a folder, with signs in its name that no URL takes, and puts a file in it by its id", async () => {
    const graph = strictGraph(own);
    const made = await graph.call(uploadFile, { path: "Projects/100% #1; new", folder: true });
    expect(made.output).toMatchObject({ kind: "folder", name: "100% #1; new" });

    await graph.call(uploadFile, { parentId: made.output.id, name: "in it.txt", content: "x" });
    expect(await namesIn(graph, "Projects/100% #1; new")).toEqual(["in it.txt"]);
    await expect(graph.call(uploadFile, { path: "projects/100% #1; NEW", folder: true })).rejects.toMatchObject({
      code: "conflict",
      message: "Something of that name exists there; set conflict to rename, or use another name.",
    });
  });

  test("opens an upload session that the caller's program fills", async () => {
    const graph = strictGraph(own);
    const { output, text } = await graph.call(uploadFile, { path: "Projects/film.mp4", uploadSession: true });

    expect(output).toMatchObject({ name: "film.mp4", uploadUrl: expect.stringMatching(/^https:/), expires: expect.any(String) });
    expect(output.id).toBeUndefined();
    expect(text).toContain(output.uploadUrl);
    expect(await namesIn(graph, "Projects")).not.toContain("film.mp4");
  });

  test("writes to a site's library with the wider scope, and not without", async () => {
    const graph = strictGraph(everywhere);
    const drive = await libraryId(graph);
    const { output } = await graph.call(listFiles, { drive });
    const parentId = output.items[0].id;

    const uploaded = await graph.call(uploadFile, { parentId, name: "Gloves.md", content: "Always." });
    expect(uploaded.output.id).toMatch(/^b!.+:01/);
    expect((await graph.call(listFiles, { itemId: parentId })).output.items.map(({ name }: Row) => name)).toContain("Gloves.md");
    expect(uploadFile.scopesOf?.(uploadFile.input.parse({ parentId, name: "x" }))).toEqual(["Files.ReadWrite.All"]);
    await expect(strictGraph(own).call(uploadFile, { parentId, name: "x", content: "" })).rejects.toMatchObject({
      code: "insufficient_graph_scope",
    });
  });

  test("an upload whose answer is lost is made again only where that replaces", async () => {
    const lost = () => strictGraph(own, ({ request, nth }) => (request.startsWith("PUT ") && nth === 1 ? "answer" : undefined));
    const graph = lost();

    await expect(graph.call(uploadFile, { path: "once.txt", content: "1" })).rejects.toMatchObject({ code: "outcome_unknown" });
    expect(await graph.commits()).toHaveLength(1);
    expect((await lost().call(uploadFile, { path: "twice.txt", content: "1", conflict: "replace" })).output.name).toBe("twice.txt");
  });

  test.each([
    ["nowhere", { content: "x" }, "path"],
    ["two places", { path: "a.txt", name: "a.txt", content: "x" }, "name"],
    ["a folder's id beside a path", { path: "a.txt", parentId: "01A", content: "x" }, "parentId"],
    ["nothing", { path: "a.txt" }, "content"],
    ["a folder with content", { path: "a", folder: true, content: "x" }, "folder"],
    ["a session with content", { path: "a", uploadSession: true, content: "x" }, "uploadSession"],
    ["a folder that replaces one", { path: "a", folder: true, conflict: "replace" }, "conflict"],
    ["a name with a colon", { name: "a:b.txt", content: "x" }, "name"],
    ["a name with a slash", { name: "a/b.txt", content: "x" }, "name"],
    ["a reserved name", { name: "CON", content: "x" }, "name"],
    ["a name that ends with a space", { name: "a ", content: "x" }, "name"],
    ["a name that ends with a dot", { name: "a.", content: "x" }, "name"],
    ["a SharePoint folder of its own", { name: "x_vti_y", folder: true }, "name"],
    ["an Office lock", { path: "Projects/~$a.docx", content: "x" }, "path"],
    ["no name", { name: "", content: "x" }, "name"],
    ["the root itself", { path: "/", folder: true }, "path"],
    ["a name that is a way out once decoded", { path: "..%2f..%2Fx.txt", content: "x" }, "path"],
    ["a control character", { name: "a\u0007.txt", content: "x" }, "name"],
    ["broken characters", { path: "a.txt", content: "\uD800" }, "content"],
    ["no base64", { path: "a.bin", content: "a*==", encoding: "base64" }, "content"],
    ["base64 without its padding", { path: "a.bin", content: "YQ", encoding: "base64" }, "content"],
    ["too much text", { path: "a.txt", content: "é".repeat(2 * 1024 * 1024 + 1) }, "content"],
    ["too many bytes", { path: "a.bin", content: "AAAA".repeat(1_398_102), encoding: "base64" }, "content"],
  ])("refuses %s before anything is asked", async (_what, input, field) => {
    const asked: never[] = [];

    await expect(callTool(uploadFile, input, [], { asked })).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(asked).toEqual([]);
  });
});

describe("moveFile", () => {
  test("renames and moves in one step, under the version that was read", async () => {
    const graph = strictGraph(own);
    const itemId = await idOf(graph, "Projects/Readme.txt");
    const { output } = await graph.call(moveFile, { itemId, toParent: "/Projects/Imaging", newName: "Read me 100%.txt" });

    expect(output).toMatchObject({ id: itemId, name: "Read me 100%.txt", folder: "Projects/Imaging" });
    expect(await namesIn(graph, "Projects/Imaging")).toContain("Read me 100%.txt");
    expect(await namesIn(graph, "Projects")).not.toContain("Readme.txt");
  });

  test("moves to the root and to a folder by its id", async () => {
    const graph = strictGraph(own);
    const itemId = await idOf(graph, "Projects/Readme.txt");
    await graph.call(moveFile, { itemId, toParent: "/" });
    expect(await namesIn(graph, "/")).toContain("Readme.txt");
    await graph.call(moveFile, { itemId, toParent: await idOf(graph, "Projects/Sleep study") });
    expect(await namesIn(graph, "Projects/Sleep study")).toContain("Readme.txt");
  });

  test("sends the version it read, so that a change in between is not overwritten", async () => {
    const { asked } = await callTool(moveFile, { itemId: "01A", newName: "b.txt" }, [
      { body: { id: "01A", eTag: '"{G},7"', parentReference: { driveId: "b!own", path: "/drive/root:" } } },
      { body: { id: "01A", name: "b.txt", size: 1, secret: "do-not-leak" } },
    ]);
    expect(asked[1]).toMatchObject({ method: "PATCH", headers: { "if-match": '"{G},7"' }, json: { name: "b.txt" } });

    await expect(
      callTool(moveFile, { itemId: "01A", newName: "b.txt" }, [
        { body: { id: "01A", eTag: '"{G},7"', parentReference: { driveId: "b!own" } } },
        { status: 412, body: { error: { code: "resourceModified", message: "do-not-leak" } } },
      ]),
    ).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("was changed") });
  });

  test("says that the name is taken, and which argument mends it", async () => {
    const graph = strictGraph(everywhere);
    const itemId = await idOf(graph, "welcome.html");
    const move = (input: object) => graph.call(moveFile, { itemId, ...input });

    await expect(move({ newName: "Handover notes.md" })).rejects.toMatchObject({
      code: "conflict",
      message: "Something of that name exists there; give another newName.",
      details: { field: "newName" },
    });
    await graph.call(uploadFile, { path: "Projects/welcome.html", content: "x" });
    await expect(move({ toParent: "/Projects" })).rejects.toMatchObject({
      message: "Something of that name exists there; give it a newName.",
      details: { field: "toParent" },
    });
    await expect(move({ newName: "Handover notes.md", copy: true })).rejects.toMatchObject({
      code: "conflict",
      details: { field: "newName" },
    });
  });

  test("copies within the drive and into a library; the address of the copying is never asked", async () => {
    const graph = strictGraph(everywhere);
    const itemId = await idOf(graph, "welcome.html");
    const { output, text } = await graph.call(moveFile, { itemId, newName: "welcome again.html", copy: true });
    expect(output).toEqual({ accepted: true });
    expect(text).toContain("being made");
    expect(await namesIn(graph, "/")).toEqual(expect.arrayContaining(["welcome.html", "welcome again.html"]));

    const drive = await libraryId(graph);
    const folder = (await graph.call(listFiles, { drive })).output.items[0].id;
    await graph.call(moveFile, { itemId, toParent: folder, copy: true });
    expect((await graph.call(listFiles, { itemId: folder })).output.items.map(({ name }: Row) => name)).toContain("welcome.html");
    expect(graph.seen.some((line) => line.includes("_monitor"))).toBe(false);
  });

  test("does not move between drives, and says how else", async () => {
    const graph = strictGraph(everywhere);
    const drive = await libraryId(graph);
    const folder = (await graph.call(listFiles, { drive })).output.items[0].id;

    await expect(graph.call(moveFile, { itemId: await idOf(graph, "welcome.html"), toParent: folder })).rejects.toMatchObject({
      code: "invalid_arguments",
      message: expect.stringContaining("copy"),
      details: { field: "toParent" },
    });
    expect(await graph.commits()).toEqual([]);
  });

  test("knows the own drive under its id too", async () => {
    const graph = strictGraph(everywhere);
    const { id: driveId } = await graph.ask("GET", "/me/drive");
    const folder = `${driveId}:${await idOf(graph, "Projects")}`;
    await graph.call(moveFile, { itemId: await idOf(graph, "welcome.html"), toParent: folder });
    await graph.call(moveFile, { itemId: `${driveId}:${await idOf(graph, "Handover notes.md")}`, toParent: "/Projects" });

    expect(await namesIn(graph, "Projects")).toEqual(expect.arrayContaining(["welcome.html", "Handover notes.md"]));
  });

  test.each([
    ["nothing to do", { itemId: "01A" }, "toParent"],
    ["a name OneDrive refuses", { itemId: "01A", newName: "a|b" }, "newName"],
    ["a path that climbs", { itemId: "01A", toParent: "a/../b" }, "toParent"],
    ["an id that is none", { itemId: "01A", toParent: "a?b" }, "toParent"],
  ])("refuses %s before anything is asked", async (_what, input, field) => {
    const asked: never[] = [];

    await expect(callTool(moveFile, input, [], { asked })).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(asked).toEqual([]);
  });

  test("needs the wider scope where either side lies in another drive", () => {
    const scopesOf = (input: object) => moveFile.scopesOf?.(moveFile.input.parse(input));

    expect(scopesOf({ itemId: "01A", toParent: "a/b:c" })).toEqual([]);
    expect(scopesOf({ itemId: "01A", toParent: "b!x:01B" })).toEqual(["Files.ReadWrite.All"]);
    expect(scopesOf({ itemId: "b!x:01A", toParent: "b!x:01B" })).toEqual(["Files.ReadWrite.All"]);
  });
});

describe("deleteFile", () => {
  test("recycles a folder with what is in it", async () => {
    const graph = strictGraph(own);
    const itemId = await idOf(graph, "Projects/Imaging");
    const { output, text } = await graph.call(deleteFile, { itemId });

    expect(output).toEqual({ id: itemId, recycled: true });
    expect(text).toContain("recycle bin");
    expect(await namesIn(graph, "Projects")).toEqual(["Sleep study", "Readme.txt"]);
    await expect(graph.call(deleteFile, { itemId })).rejects.toMatchObject({ code: "not_found" });
  });

  test("a deletion whose answer is lost is done", async () => {
    const graph = strictGraph(own, ({ request, nth }) => (request.startsWith("DELETE ") && nth === 1 ? "answer" : undefined));

    expect((await graph.call(deleteFile, { itemId: await idOf(graph, "welcome.html") })).output).toMatchObject({ recycled: true });
    expect(await graph.commits()).toHaveLength(1);
  });

  test("needs the right to write, and leaves the root", async () => {
    const graph = strictGraph(own);
    await expect(strictGraph(["Files.Read"]).call(deleteFile, { itemId: await idOf(graph, "welcome.html") })).rejects.toMatchObject({
      code: "insufficient_graph_scope",
    });
    await expect(graph.call(deleteFile, { itemId: "root" })).rejects.toMatchObject({ code: "graph_rejected" });
  });
});

describe("shareFile", () => {
  const permissions = async (graph: StrictGraph, itemId: string) =>
    (await graph.ask("GET", `/me/drive/items/${itemId}/permissions`)).value as {
      id: string;
      roles: string[];
      link?: object;
      expirationDateTime?: string;
    }[];

  test.each([
    [{}, { scope: "users", type: "view" }],
    [{ role: "write" }, { scope: "users", type: "edit" }],
    [
      { scope: "org", role: "read" },
      { scope: "organization", type: "view" },
    ],
  ])("makes a link %j, the same one again", async (input, link) => {
    const graph = strictGraph(own);
    const itemId = await idOf(graph, "welcome.html");
    const { output, text } = await graph.call(shareFile, { itemId, ...input });
    const again = await graph.call(shareFile, { itemId, ...input });

    expect(again.output).toEqual(output);
    expect(text).toContain(output.url);
    expect((await permissions(graph, itemId))[1]).toMatchObject({ id: output.permissionIds[0], link });
  });

  test("a link ends when it is to end", async () => {
    const graph = strictGraph(own);
    const itemId = await idOf(graph, "welcome.html");
    const { output } = await graph.call(shareFile, { itemId, expires: "2199-05-01T12:00+02:00" });

    expect(output.expires).toBe("2199-05-01T10:00:00.000Z");
  });

  test("invites people, who must sign in and are told", async () => {
    const graph = strictGraph(own);
    const itemId = await idOf(graph, "Projects");
    const people = ["mei.tanaka@clinics.northwind.example", "t.lindqvist@lindqvist-audit.example"];
    const { output, text } = await graph.call(shareFile, { itemId, mode: "invite", people, role: "write", expires: "2199-01-01" });

    expect(output.permissionIds).toHaveLength(2);
    expect(text).toContain("accepted for delivery");
    const [commit] = await graph.commits();
    expect(commit?.body).toEqual({
      recipients: people.map((email) => ({ email })),
      roles: ["write"],
      requireSignIn: true,
      sendInvitation: true,
      expirationDateTime: "2199-01-01T00:00:00Z",
    });
    expect(shareFile.recipients?.(shareFile.input.parse({ itemId, mode: "invite", people }))).toEqual(people);
  });

  test("says whom it could not invite, and that it could invite nobody", async () => {
    const error = { code: "sharingDisabled", message: "do-not-leak" };
    const input = { itemId: "01A", mode: "invite", people: ["a@b.example", "c@d.example"] };
    const { output, text } = await callTool(shareFile, input, [{ status: 207, body: { value: [{ id: "p1" }, { error }] } }]);

    expect(output).toEqual({ mode: "invite", permissionIds: ["p1"], failed: 1 });
    expect(text).toContain("1 could not be invited");
    await expect(callTool(shareFile, input, [{ status: 207, body: { value: [{ error }, { error }] } }])).rejects.toMatchObject({
      code: "graph_rejected",
      message: expect.not.stringContaining("do-not-leak"),
    });
  });

  test("an invitation whose answer is lost is not sent twice", async () => {
    const graph = strictGraph(own, ({ request }) => (request.endsWith("/invite") ? "answer" : undefined));
    const itemId = await idOf(graph, "welcome.html");

    await expect(graph.call(shareFile, { itemId, mode: "invite", people: ["jonas.weber@northwind.example"] })).rejects.toMatchObject({
      code: "outcome_unknown",
    });
    expect(await graph.commits()).toHaveLength(1);
  });

  test("takes a permission back", async () => {
    const graph = strictGraph(own);
    const itemId = await idOf(graph, "welcome.html");
    const { output } = await graph.call(shareFile, { itemId, scope: "org" });
    const [permissionId] = output.permissionIds;

    expect((await graph.call(shareFile, { itemId, mode: "revoke", permissionId })).output).toEqual({
      mode: "revoke",
      permissionIds: [permissionId],
    });
    expect(await permissions(graph, itemId)).toHaveLength(1);
  });

  test("the risk is that of what it does", () => {
    const riskOf = (input: object) => shareFile.riskOf?.(shareFile.input.parse({ itemId: "01A", ...input }));

    expect(riskOf({})).toBe("write");
    expect(riskOf({ scope: "org" })).toBe("send");
    expect(riskOf({ mode: "invite", people: ["a@b.example"] })).toBe("send");
    expect(riskOf({ mode: "revoke", permissionId: "x" })).toBe("write");
  });

  test("nobody shares with people who do not sign in", () => {
    expect(shareFile.input.safeParse({ itemId: "01A", scope: "anonymous" }).success).toBe(false);
    expect(
      shareFile.input.safeParse({ itemId: "01A", mode: "invite", people: Array.from({ length: 21 }, () => "a@b.example") }).success,
    ).toBe(false);
    expect(shareFile.input.safeParse({ itemId: "01A", mode: "invite", people: ["a@b.example, c@d.example"] }).success).toBe(false);
  });

  test.each([
    ["people for a link", { people: ["a@b.example"] }, "people"],
    ["a permission for a link", { permissionId: "x" }, "permissionId"],
    ["an invitation of nobody", { mode: "invite" }, "people"],
    ["a permission for an invitation", { mode: "invite", people: ["a@b.example"], permissionId: "x" }, "permissionId"],
    ["revoking nothing", { mode: "revoke" }, "permissionId"],
    ["people to revoke", { mode: "revoke", permissionId: "x", people: ["a@b.example"] }, "people"],
    ["an end of a revocation", { mode: "revoke", permissionId: "x", expires: "2199-01-01" }, "expires"],
    ["an end in the past", { expires: "2020-01-01" }, "expires"],
    ["an end that is no date", { expires: "soon" }, "expires"],
  ])("refuses %s before anything is asked", async (_what, input, field) => {
    const asked: never[] = [];

    await expect(callTool(shareFile, { itemId: "01A", ...input }, [], { asked })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field },
    });
    expect(asked).toEqual([]);
  });
});

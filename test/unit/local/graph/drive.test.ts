import { describe, expect, test } from "vitest";
import { graph, type GraphUnderTest, origin, query, startedAt } from "./graph-under-test.ts";

const scopes = ["Files.ReadWrite.All", "Sites.Read.All", "User.Read"];
const world = (held: readonly string[] = scopes) => graph({ scopes: held });
const me = "/v1.0/me/drive";

type Item = { id: string; name: string; eTag: string; cTag: string; parentReference: { driveId: string; path: string; id: string } };

async function itemAt(of: GraphUnderTest, names: string, as = "amara.okafor"): Promise<Item> {
  let found: Item | undefined;
  for (const name of names.split("/")) {
    const path = found === undefined ? `${me}/root/children` : `${me}/items/${found.id}/children`;
    found = (await of.get(path, { as })).json.value.find((item: Item) => item.name === name);
  }
  if (found === undefined) throw new Error(`nothing at ${names}`);
  return found;
}

const send = (
  of: GraphUnderTest,
  method: string,
  path: string,
  body: string | Uint8Array<ArrayBuffer> | null,
  headers: Record<string, string> = {},
  as = "amara.okafor",
) => of.send(new Request(`${origin}${path}`, { method, body, headers: { authorization: `Bearer ${as}`, ...headers } }));
const put = (of: GraphUnderTest, path: string, text: string, conflict?: string) =>
  send(of, "PUT", conflict === undefined ? path : `${path}?@microsoft.graph.conflictBehavior=${conflict}`, text, {
    "content-type": "text/plain",
  });
const outcome = (reply: { status: number; json: { error?: { code: string } } | null }) => [reply.status, reply.json?.error?.code];

describe("drives", () => {
  test("have a root, folders with counts, and parents with encoded paths", async () => {
    const of = world();
    const drive = (await of.get(me)).json;
    const root = (await of.get(`${me}/root`)).json;
    const protocol = await itemAt(of, "Projects/Sleep study/Protocol.docx");

    expect(drive).toMatchObject({ driveType: "business", owner: { user: { email: "amara.okafor@northwind.example" } } });
    expect(root).toMatchObject({ root: {}, folder: { childCount: 5 } });
    expect(protocol.parentReference).toMatchObject({ driveId: drive.id, path: "/drive/root:/Projects/Sleep%20study" });
    expect((await of.get(`/v1.0/drives/${drive.id}/items/${protocol.id}?$select=name`)).json).toMatchObject({ name: "Protocol.docx" });
    expect((await of.get(`${me}/items/${root.id}/children?$top=2`)).json["@odata.nextLink"]).toContain("skiptoken");
  });

  test.each([
    ["an unknown property", "/root/children?$select=colour", 400],
    ["a filter", "/root/children?$filter=name eq 'x'", 400],
    ["an order it does not know", "/root/children?$orderby=webUrl", 400],
    ["a page that is too large", "/root/children?$top=1000", 400],
    ["an item that is not there", "/items/01NOTHING", 404],
    ["a search for nothing", "/root/search(q='')", 400],
  ])("refuse %s", async (_what, path, status) => {
    expect((await world().get(`${me}${path}`)).status).toBe(status);
  });

  test("another's drive takes a scope that reaches beyond one's own, and shows what was shared", async () => {
    const checklist = await itemAt(world(), "Closing checklist.docx", "jonas.weber");
    const budget = await itemAt(world(), "Budget 2027 v3.csv", "jonas.weber");
    const path = (item: Item) => `/v1.0/drives/${item.parentReference.driveId}/items/${item.id}`;

    expect((await world().get(path(checklist))).status).toBe(200);
    expect(outcome(await world().get(path(budget)))).toEqual([404, "itemNotFound"]);
    expect(outcome(await world(["Files.ReadWrite"]).get(path(checklist)))).toEqual([403, "accessDenied"]);
    expect(outcome(await world().patch(path(checklist), { name: "mine.docx" }))).toEqual([403, "accessDenied"]);
    expect(outcome(await world().get(`/v1.0/drives/${checklist.parentReference.driveId}`))).toEqual([403, "accessDenied"]);
    expect(outcome(await world().get(path(checklist), { as: "mei.tanaka" }))).toEqual([404, "itemNotFound"]);
  });
});

describe("uploads", () => {
  test("replace unless told, keep versions, and take names with brackets and quotes", async () => {
    const of = world();
    const { id } = (await of.get(`${me}/root`)).json;
    const path = `${me}/items/${id}:/${encodeURIComponent("O'Brien (1).txt")}:/content`;

    expect((await put(of, path, "one")).status).toBe(201);
    const second = await put(of, path, "three");
    expect([second.status, second.json.size]).toEqual([200, 5]);
    expect(outcome(await put(of, path, "x", "fail"))).toEqual([409, "nameAlreadyExists"]);
    expect((await put(of, path, "x", "rename")).json.name).toBe("O'Brien (1) 1.txt");
    expect((await of.get(`${me}/items/${second.json.id}/versions`)).json.value.map(({ size }: { size: number }) => size)).toEqual([5, 3]);
    expect(await of.commits()).toHaveLength(3);
  });

  test("change the etag with everything, the ctag with the content only", async () => {
    const of = world();
    const before = await itemAt(of, "welcome.html");
    const renamed = (await of.patch(`${me}/items/${before.id}`, { name: "hello.html" })).json;
    const written = (await put(of, `${me}/items/${before.id}/content`, "hello")).json;

    expect([renamed.eTag === before.eTag, renamed.cTag === before.cTag]).toEqual([false, true]);
    expect([written.eTag === renamed.eTag, written.cTag === renamed.cTag]).toEqual([false, false]);
  });

  test.each([
    ["a colon", "a:b"],
    ["a reserved word", "con"],
    ["a dot at its end", "a."],
    ["SharePoint's own letters", "a_vti_b"],
  ])("refuse a name with %s", async (_what, name) => {
    expect(outcome(await world().post(`${me}/root/children`, { name, folder: {} }))).toEqual([400, "invalidRequest"]);
  });

  test("refuse what they do not know", async () => {
    const of = world();
    const { id } = (await of.get(`${me}/root`)).json;
    const file = await itemAt(of, "welcome.html");

    expect((await put(of, `${me}/items/${id}:/a.txt:/content`, "x", "overwrite")).status).toBe(400);
    expect((await send(of, "PUT", `${me}/items/${id}:/a.txt:/content?colour=red`, "x", { "content-type": "text/plain" })).status).toBe(400);
    expect((await put(of, `${me}/items/${file.id}:/a.txt:/content`, "x")).status).toBe(400);
    expect((await put(of, `${me}/items/${id}/content`, "x")).status).toBe(400);
    expect((await of.post(`${me}/items/${id}/children`, { name: "a" })).status).toBe(400);
    expect((await of.post(`${me}/items/${id}/children`, { name: "a", folder: {}, size: 3 })).status).toBe(400);
    expect((await of.post(`${me}/items/${id}/children`, { name: "a", folder: {}, colour: "red" })).json.error.code).toBe("RequestBodyRead");
    expect(await of.commits()).toEqual([]);
  });

  test("go to a session in ranges of 320 KiB, without a bearer", async () => {
    const of = world();
    const { id } = (await of.get(`${me}/root`)).json;
    const opened = await of.post(`${me}/items/${id}:/big.bin:/createUploadSession`, {
      item: { "@microsoft.graph.conflictBehavior": "fail", name: "big.bin" },
    });
    expect(opened.json).toMatchObject({ uploadUrl: expect.stringContaining("/_upload/"), nextExpectedRanges: ["0-"] });

    const range = 320 * 1024;
    const upload = (from: number, bytes: number, headers: Record<string, string> = {}) =>
      of.send(
        new Request(opened.json.uploadUrl, {
          method: "PUT",
          body: new Uint8Array(bytes),
          headers: { "content-range": `bytes ${from}-${from + bytes - 1}/${range + 10}`, ...headers },
        }),
      );
    expect((await upload(0, range, { authorization: "Bearer amara.okafor" })).status).toBe(401);
    expect((await upload(0, range - 1)).status).toBe(400);
    expect((await upload(0, range)).status).toBe(202);
    const done = await upload(range, 10);
    expect([done.status, done.json.size]).toEqual([201, range + 10]);
    expect(
      (await of.post(`${me}/items/${id}:/big.bin:/createUploadSession`, { item: { "@microsoft.graph.conflictBehavior": "fail" } })).status,
    ).toBe(409);
  });
});

describe("changes", () => {
  test("honour the version they name", async () => {
    const of = world();
    const file = await itemAt(of, "welcome.html");
    const stale = { headers: { "if-match": '"{OTHER},1"' } };

    expect(outcome(await of.patch(`${me}/items/${file.id}`, { name: "a.html" }, stale))).toEqual([412, "resourceModified"]);
    expect((await of.patch(`${me}/items/${file.id}`, { name: "a.html" }, { headers: { "if-match": file.eTag } })).status).toBe(200);
    expect(outcome(await send(of, "DELETE", `${me}/items/${file.id}`, null, { "if-match": file.eTag }))).toEqual([412, "resourceModified"]);
  });

  test("refuse a taken name, a folder inside itself, another drive and what is read-only", async () => {
    const of = world();
    const projects = await itemAt(of, "Projects");
    const study = await itemAt(of, "Projects/Sleep study");
    const patch = (body: object) => of.patch(`${me}/items/${projects.id}`, body);

    expect(outcome(await patch({ name: "WELCOME.html" }))).toEqual([409, "nameAlreadyExists"]);
    expect((await patch({ parentReference: { id: study.id } })).status).toBe(400);
    expect(outcome(await patch({ parentReference: { driveId: "b!other", id: study.id } }))).toEqual([400, "notSupported"]);
    expect((await patch({ size: 3 })).status).toBe(400);
    expect((await patch({ parentReference: { id: "01NOTHING" } })).status).toBe(404);
    expect(await of.commits()).toEqual([]);
  });

  test("copy in the background, with an address to ask how far it is", async () => {
    const of = world();
    const projects = await itemAt(of, "Projects");
    const reply = await of.post(`${me}/items/${projects.id}/copy`, { name: "Projects (old)" });

    expect([reply.status, reply.json]).toEqual([202, null]);
    expect(reply.headers.get("location")).toContain("/_monitor/");
    expect((await itemAt(of, "Projects (old)/Sleep study/Protocol.docx")).id).not.toBe(
      (await itemAt(of, "Projects/Sleep study/Protocol.docx")).id,
    );
    expect((await of.post(`${me}/items/${projects.id}/copy`, { name: "x", colour: "red" })).status).toBe(400);
  });

  test("delete with all that is inside", async () => {
    const of = world();
    const projects = await itemAt(of, "Projects");
    const protocol = await itemAt(of, "Projects/Sleep study/Protocol.docx");

    expect((await send(of, "DELETE", `${me}/items/${projects.id}`, null)).status).toBe(204);
    expect((await of.get(`${me}/items/${protocol.id}`)).status).toBe(404);
    expect((await send(of, "DELETE", `${me}/items/root`, null)).status).toBe(400);
  });
});

describe("sharing", () => {
  const link = (of: GraphUnderTest, id: string, body: object) => of.post(`${me}/items/${id}/createLink`, body);

  test("gives the same link again, and opens it to those it reaches", async () => {
    const of = world();
    const { id } = await itemAt(of, "welcome.html");
    const first = await link(of, id, { type: "view", scope: "organization" });
    const again = await link(of, id, { type: "view", scope: "organization" });
    const { webUrl } = first.json.link;
    const share = `/v1.0/shares/u!${Buffer.from(webUrl).toString("base64url")}/driveItem`;

    expect([first.status, again.status, again.json.id]).toEqual([201, 200, first.json.id]);
    expect((await of.get(share, { as: "mei.tanaka" })).json.name).toBe("welcome.html");
    expect((await of.get("/v1.0/shares/nothing/driveItem")).status).toBe(400);
    expect((await of.get(`/v1.0/shares/u!${Buffer.from("https://x.example/y").toString("base64url")}/driveItem`)).status).toBe(404);
    expect(outcome(await world(["Files.Read.All"]).get(share))).toEqual([403, "accessDenied"]);
  });

  test.each([
    ["anybody", { type: "view", scope: "anonymous" }, 403],
    ["an unknown type", { type: "own", scope: "users" }, 400],
    ["an unknown scope", { type: "view", scope: "friends" }, 400],
    ["an end in the past", { type: "view", scope: "users", expirationDateTime: "2020-01-01T00:00:00Z" }, 400],
    ["an end without a zone", { type: "view", scope: "users", expirationDateTime: "2199-01-01T00:00:00" }, 400],
    ["an unknown parameter", { type: "view", scope: "users", colour: "red" }, 400],
  ])("refuses a link for %s", async (_what, body, status) => {
    const of = world();
    expect((await link(of, (await itemAt(of, "welcome.html")).id, body)).status).toBe(status);
  });

  test("invites, lists and revokes", async () => {
    const of = world();
    const { id } = await itemAt(of, "Projects");
    const body = {
      recipients: [{ email: "mei.tanaka@clinics.northwind.example" }],
      roles: ["write"],
      requireSignIn: true,
      sendInvitation: true,
    };
    const invited = await of.post(`${me}/items/${id}/invite`, body);
    const readme = await itemAt(of, "Projects/Readme.txt");
    const { driveId } = readme.parentReference;

    expect((await of.get(`${me}/items/${readme.id}/permissions`)).json.value).toMatchObject([
      { roles: ["owner"] },
      { id: invited.json.value[0].id, roles: ["write"], inheritedFrom: { id } },
    ]);
    expect((await of.patch(`/v1.0/drives/${driveId}/items/${readme.id}`, { name: "Mei.txt" }, { as: "mei.tanaka" })).status).toBe(200);
    expect((await send(of, "DELETE", `${me}/items/${id}/permissions/${invited.json.value[0].id}`, null)).status).toBe(204);
    expect((await of.get(`/v1.0/drives/${driveId}/items/${readme.id}`, { as: "mei.tanaka" })).status).toBe(404);
    expect((await send(of, "DELETE", `${me}/items/${id}/permissions/none`, null)).status).toBe(404);
  });

  test.each([
    ["nobody", { recipients: [] }, 400],
    ["people who need no sign-in", { requireSignIn: false }, 403],
    ["owners", { roles: ["owner"] }, 400],
    ["an unknown property", { recipients: [{ mail: "a@b.example" }] }, 400],
    ["no word on the mail", { sendInvitation: undefined }, 400],
  ])("refuses to invite %s", async (_what, change, status) => {
    const of = world();
    const body = { recipients: [{ email: "a@b.example" }], roles: ["read"], requireSignIn: true, sendInvitation: true, ...change };
    expect((await of.post(`${me}/items/${(await itemAt(of, "welcome.html")).id}/invite`, body)).status).toBe(status);
  });

  test("labels are read by an action", async () => {
    const of = world();
    const { id } = await itemAt(of, "Projects/Sleep study/Protocol.docx");
    expect((await of.post(`${me}/items/${id}/extractSensitivityLabels`, {})).json.labels).toHaveLength(1);
  });
});

describe("sites", () => {
  const found = async (of: GraphUnderTest) => (await of.get("/v1.0/sites?search=operations")).json.value[0].id as string;

  test("are searched, not listed; those of others are not there", async () => {
    const of = world();

    expect(outcome(await of.get("/v1.0/sites"))).toEqual([403, "accessDenied"]);
    expect((await of.get("/v1.0/sites?search=finance")).json.value).toEqual([]);
    expect((await of.get("/v1.0/sites?search=finance", { as: "jonas.weber" })).json.value).toHaveLength(1);
    expect((await of.get("/v1.0/sites/northwind.sharepoint.example:/sites/FinanceBoard")).status).toBe(404);
    expect((await of.get("/v1.0/sites/northwind.sharepoint.example:/teams/clinicopenings")).json.displayName).toBe("Clinic Openings");
    expect((await of.get("/v1.0/sites/northwind.sharepoint.example")).json.id).toBe((await of.get("/v1.0/sites/root")).json.id);
    expect((await of.get("/v1.0/sites?search=x&colour=red")).status).toBe(400);
  });

  test("have a library whose files everybody in them may change", async () => {
    const of = world();
    const id = await found(of);
    const drive = (await of.get(`/v1.0/sites/${id}/drive`)).json;
    const rota = (await of.get(`/v1.0/drives/${drive.id}/root/children`)).json.value[1];

    expect((await of.get(`/v1.0/sites/${id}/drives`)).json.value).toMatchObject([{ id: drive.id, driveType: "documentLibrary" }]);
    expect(rota.parentReference.siteId).toBe(id);
    expect((await of.patch(`/v1.0/drives/${drive.id}/items/${rota.id}`, { name: "Rota 48.xlsx" }, { as: "mei.tanaka" })).status).toBe(200);
  });

  describe("lists", () => {
    const listPath = async (of: GraphUnderTest, name: string) => `/v1.0/sites/${await found(of)}/lists/${encodeURIComponent(name)}`;
    const honor = { headers: { prefer: "HonorNonIndexedQueriesWarningMayFailRandomly" } };

    test("show columns, and fields only where expanded", async () => {
      const of = world();
      const path = await listPath(of, "Equipment register");
      const [item] = (await of.get(`${path}/items`)).json.value;
      const expanded = (await of.get(`${path}/items?$expand=fields($select=Title,KeeperLookupId)&$top=1`)).json;

      expect(item.fields).toBeUndefined();
      expect(expanded.value[0].fields).toEqual({ "@odata.etag": expect.any(String), Title: "MRI scanner 1.5 T", KeeperLookupId: "11" });
      expect(expanded["@odata.nextLink"]).toContain("skiptoken");
      expect((await of.get(`${path}/columns`)).json.value.find(({ name }: Item) => name === "Modified")).toMatchObject({ readOnly: true });
      expect((await of.get(`${path}/items?$expand=fields($select=Colour)`)).status).toBe(400);
    });

    test("filter by columns, those without an index only where the caller takes the risk", async () => {
      const of = world();
      const path = await listPath(of, "Equipment register");
      const filtered = (text: string, asking = {}) => of.get(query(`${path}/items`, { $filter: text }), asking);

      expect((await filtered("fields/Status eq 'repair'")).json.value).toHaveLength(1);
      expect(outcome(await filtered("fields/Price gt 100"))).toEqual([400, "invalidRequest"]);
      expect((await filtered("fields/Price gt 100", honor)).json.value).toHaveLength(3);
      expect((await filtered("fields/Insured eq 1", honor)).json.value).toHaveLength(2);
      expect((await filtered("fields/Insured eq true", honor)).json.value).toEqual([]);
      expect((await filtered("startswith(fields/Title,'MRI')", honor)).json.value).toHaveLength(1);
      expect((await filtered("fields/Colour eq 'x'", honor)).status).toBe(400);
      expect((await filtered("createdBy eq 'x'", honor)).status).toBe(400);
    });

    test.each([
      ["an unknown column", { Title: "x", Colour: "red" }],
      ["a column of SharePoint's own", { Title: "x", Modified: "2026-01-01T00:00:00Z" }],
      ["a wrong type", { Title: "x", Price: "1" }],
      ["no such choice", { Title: "x", Status: "Lost" }],
      ["a missing title", { Price: 1 }],
      ["no fields", undefined],
    ])("refuse an item with %s", async (_what, fields) => {
      const of = graph({ scopes: ["Sites.ReadWrite.All"] });
      expect((await of.post(`${await listPath(of, "Equipment register")}/items`, { fields })).status).toBe(400);
    });

    test("take a new item, and a change under its version", async () => {
      const of = graph({ scopes: ["Sites.ReadWrite.All"] });
      const path = await listPath(of, "Incidents");
      const added = (await of.post(`${path}/items`, { fields: { Title: "Leak", Severity: 3 } })).json;
      const change = (tag: string) => of.patch(`${path}/items/${added.id}/fields`, { Closed: true }, { headers: { "if-match": tag } });

      expect(added).toMatchObject({ id: "31", fields: { Title: "Leak", Severity: 3, Created: new Date(startedAt).toISOString() } });
      expect((await change(added["@odata.etag"])).json).toMatchObject({ Title: "Leak", Closed: true });
      expect(outcome(await change(added["@odata.etag"]))).toEqual([412, "resourceModified"]);
      expect((await of.patch(`${path}/items/99/fields`, { Closed: true })).status).toBe(404);
      expect(outcome(await graph({ scopes }).post(`${path}/items`, { fields: { Title: "x" } }))).toEqual([403, "accessDenied"]);
    });
  });
});

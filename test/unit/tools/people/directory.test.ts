/** getUser and getGroups. */
import { describe, expect, test } from "vitest";
import { getGroups } from "../../../../src/tools/people/get-groups.ts";
import { getUser } from "../../../../src/tools/people/get-user.ts";
import { getContacts } from "../../../../src/tools/people/get-contacts.ts";
import { listUsers } from "../../../../src/tools/people/list-users.ts";
import type { Asked } from "../../graph/graph-answering.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

const graph = strictGraph();
const mei = { displayName: "Mei Tanaka", mail: "mei.tanaka@clinics.northwind.example" };
const names = (list: readonly { readonly displayName: string }[]): readonly string[] => list.map(({ displayName }) => displayName);

describe("getUser", () => {
  test.each([
    ["an address", "mei.tanaka@clinics.northwind.example"],
    ["a name", "mei tanaka"],
    ["an id", "3b2c9e74-5f3d-4e7a-9f20-7d9b8c3e4a53"],
  ])("is found by %s", async (_name, user) => {
    expect((await graph.call(getUser, { user })).output).toMatchObject(mei);
  });

  test("me is the caller", async () => {
    const { output, text } = await graph.call(getUser, { user: "me" });
    expect(output).toMatchObject({ id: graph.person.objectId, jobTitle: "Operations Director", mobilePhone: "+49 30 5550 0101" });
    expect(text).toMatch(/<(untrusted-[0-9a-f]{8})>[\s\S]*Operations Director[\s\S]*<\/\1>/);
  });

  test("tells the manager, and that there is none", async () => {
    const { output } = await graph.call(getUser, { user: "Rafael Costa", include: "manager" });
    expect(output.included).toMatchObject([{ ...mei, kind: "user" }]);
    const top = await graph.call(getUser, { user: "me", include: "manager" });
    expect([top.output.included, top.text.includes("manager: none on record")]).toEqual([[], true]);
  });

  test("tells the reports and the groups", async () => {
    const reports = await graph.call(getUser, { user: "me", include: "reports" });
    expect(names(reports.output.included)).toEqual(["Jonas Weber", "Mei Tanaka"]);
    const groups = await graph.call(getUser, { user: "Rafael Costa", include: "groups" });
    expect(groups.output.included).toContainEqual(expect.objectContaining({ displayName: "Break-glass administrators", kind: "security" }));
    expect(groups.text).toContain("groups:");
  });

  test("fetches the photo, and says where there is none", async () => {
    const { output, text } = await graph.call(getUser, { user: mei.mail, include: "photo" });
    expect(output.photo).toMatchObject({ contentType: "image/png", bytes: Buffer.from(output.photo.base64, "base64").length });
    expect(text).toContain(`photo: image/png, ${output.photo.bytes} bytes`);
    expect((await graph.call(getUser, { user: "Rafael Costa", include: "photo" })).text).toContain("photo: none");
  });

  test("names the scope that only the administrator grants", async () => {
    const narrow = strictGraph(["User.Read", "User.ReadBasic.All"]);
    expect((await narrow.call(getUser, { user: mei.mail })).output).toMatchObject(mei);
    await expect(narrow.call(getUser, { user: mei.mail, include: "manager" })).rejects.toMatchObject({
      details: { scopes: ["User.Read.All"] },
    });
    expect(getUser.scopesOf?.({ user: "me" })).toEqual([]);
    expect(getUser.scopesOf?.({ user: "me", include: "reports" })).toEqual(["User.Read.All"]);
    expect(getUser.scopesOf?.({ user: "me", include: "groups" })).toEqual(["GroupMember.ReadBasic.All"]);
    expect(getUser.scopesOf?.({ user: "me", include: "photo" })).toEqual([]);
  });

  test("who is not there is not found", async () => {
    await expect(graph.call(getUser, { user: "nobody@northwind.example" })).rejects.toMatchObject({ code: "not_found" });
    await expect(graph.call(getUser, { user: "Nobody" })).rejects.toMatchObject({ code: "not_found", details: { field: "user" } });
  });

  test.each(["../me", "a/b", "x?$select=id"])("%s is nobody, and nothing is asked", (user) => {
    expect(getUser.input.safeParse({ user }).success).toBe(false);
  });

  test("drops what it did not ask for", async () => {
    const answer = ({ template }: Asked) => ({
      body: template.endsWith("memberOf")
        ? { value: [{ id: "g", displayName: "G\u200Broup", secret: "do-not-leak" }] }
        : { id: "3b2c9e74-5f3d-4e7a-9f20-7d9b8c3e4a53", displayName: "Mei", onPremisesSid: "do-not-leak" },
    });
    const { output, text } = await callTool(getUser, { user: mei.mail, include: "groups" }, answer);
    expect(output.included[0].displayName).toBe("Group");
    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });
});

test.each([
  [listUsers, '"'],
  [listUsers, " "],
  [getGroups, '""'],
])("a search for nothing is refused before Graph is asked", async (tool, search) => {
  graph.seen.length = 0;
  await expect(graph.call(tool, { search })).rejects.toMatchObject({ code: "invalid_arguments", details: { field: "search" } });
  expect(graph.seen).toEqual([]);
});

describe("getGroups", () => {
  test("lists one's own, each with its kind", async () => {
    const { output, text } = await graph.call(getGroups);
    expect(output.items).toContainEqual(expect.objectContaining({ displayName: "Budget approvers", kind: "security", untrusted: true }));
    expect(output.items).toContainEqual(expect.objectContaining({ displayName: "Clinic leads", kind: "distribution" }));
    expect(output.items).toContainEqual(expect.objectContaining({ displayName: "Finance", kind: "microsoft365" }));
    expect(names(output.items)).not.toContain("Break-glass administrators");
    expect(text).toContain(`id=${output.items[0].id}`);
  });

  test("lists all where asked, page by page", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { output } = await graph.call(getGroups, { mine: false, count: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...names(output.items));
      cursor = output.cursor;
    } while (cursor !== undefined && seen.length < 20);
    expect(seen).toContain("Break-glass administrators");
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("finds groups by the words of their names", async () => {
    expect(names((await graph.call(getGroups, { search: 'break"' })).output.items)).toEqual(["Break-glass administrators"]);
  });

  test("lists the members of one", async () => {
    const [group] = (await graph.call(getGroups, { search: "Clinic leads" })).output.items;
    const { output } = await graph.call(getGroups, { groupId: group.id });
    expect(output.items).toMatchObject([
      { displayName: "Amara Okafor", kind: "user" },
      { ...mei, kind: "user" },
    ]);
  });

  test("is honest about names it may not see", async () => {
    const narrow = strictGraph(["User.Read"]);
    const { output, text } = await narrow.call(getGroups);
    expect(output.items[0]).toEqual({ id: expect.any(String), kind: "group", untrusted: true });
    expect(text).toContain("(name not visible)");
  });

  test("names the scopes of all groups and of members", () => {
    const base = { count: 25, mine: true };
    expect(getGroups.scopesOf?.(base)).toEqual([]);
    expect(getGroups.scopesOf?.({ ...base, mine: false })).toEqual(["Group.ReadBasic.All"]);
    expect(getGroups.scopesOf?.({ ...base, search: "x" })).toEqual(["Group.ReadBasic.All"]);
    expect(getGroups.scopesOf?.({ ...base, groupId: "x" })).toEqual(["GroupMember.ReadBasic.All"]);
  });

  test("refuses a search among members, and an id that is none, before Graph is asked", async () => {
    graph.seen.length = 0;
    const groupId = "3b2c9e74-5f3d-4e7a-9f20-7d9b8c3e4a53";
    await expect(graph.call(getGroups, { groupId, search: "x" })).rejects.toMatchObject({ details: { field: "search" } });
    expect(getGroups.input.safeParse({ groupId: "Finance" }).success).toBe(false);
    expect(graph.seen).toEqual([]);
  });
});

describe("getContacts", () => {
  test("needs Contacts.Read only for the address book", async () => {
    const narrow = strictGraph(["User.Read", "People.Read"]);
    expect((await narrow.call(getContacts, { source: "people" })).output.items).not.toEqual([]);
    expect(getContacts.scopesOf?.({ count: 1, source: "people" })).toEqual([]);
    expect(getContacts.scopesOf?.({ count: 1, source: "both" })).toEqual(["Contacts.Read"]);
    await expect(narrow.call(getContacts)).rejects.toMatchObject({ details: { scopes: ["Contacts.Read"] } });
  });
});

import { describe, expect, test } from "vitest";
import { getEmails } from "../../../../src/tools/mail/get-emails.ts";
import { listMailFolders } from "../../../../src/tools/mail/list-mail-folders.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

const graph = strictGraph();
const paths = (output: { readonly items: readonly { readonly path: string }[] }) => output.items.map(({ path }) => path);

describe("listMailFolders", () => {
  test("lists two levels, each folder before those in it", async () => {
    const { output, text } = await graph.call(listMailFolders);

    expect(paths(output)).toEqual([
      "Archive",
      "Deleted Items",
      "Drafts",
      "Inbox",
      "Junk Email",
      "Outbox",
      "Projects",
      "Projects/Budget 2027",
      "R&D / 100% O'Brien #3",
      "Sent Items",
    ]);
    expect(output.hasMore).toBe(false);
    expect(output.items[6]).toMatchObject({ unread: 0, total: 3, folders: 1, untrusted: true });
    expect(text).toContain(`- Projects/Budget 2027 | 1 unread of 3 | 1 folders in it\n  id=${output.items[7].id}`);
  });

  test.each([
    [1, ["Projects"]],
    [3, ["Projects", "Projects/Budget 2027", "Projects/Budget 2027/Offers"]],
  ])("goes %i deep where asked", async (depth, expected) => {
    const { output } = await graph.call(listMailFolders, { depth });

    expect(paths(output).filter((path) => path.startsWith("Projects"))).toEqual(expected);
  });

  test.each(["Projects", "projects", "msgfolderroot/Projects"])("lists what is in %s", async (parent) => {
    const { output } = await graph.call(listMailFolders, { parent, depth: 1 });

    expect(paths(output)).toEqual(["Budget 2027"]);
  });

  test("gives ids that getEmails takes", async () => {
    const { output } = await graph.call(listMailFolders, { parent: "Projects" });
    const { output: mail } = await graph.call(getEmails, { folder: output.items[0].id });

    expect(mail.items).toHaveLength(3);
  });

  test("looks into at most twenty folders, and says that there are more", async () => {
    const wide = Array.from({ length: 30 }, (_, index) => ({ id: `AAMk${index}`, displayName: `F${index}`, childFolderCount: 1 }));
    const { output, text, asked } = await callTool(listMailFolders, {}, ({ template }) => ({
      body: { value: template === "/me/mailFolders" ? wide : [{ id: "AAMkin", displayName: "in" }] },
    }));

    expect(asked).toHaveLength(20);
    expect(output).toMatchObject({ hasMore: true, truncated: true });
    expect(output.items).toHaveLength(49);
    expect(text).toContain("There is more than can be listed");
  });

  test("names the folder it cannot find by its own argument", async () => {
    await expect(graph.call(listMailFolders, { parent: "Nowhere" })).rejects.toMatchObject({
      code: "not_found",
      details: { field: "parent" },
    });
  });

  test("says which folders there are where the one asked for is not, as they can be asked for", async () => {
    const seen = async (parent: string) => {
      const refused: { details?: { candidates?: string[] } } = await graph.call(listMailFolders, { parent }).catch((thrown) => thrown);
      return refused.details?.candidates ?? [];
    };
    const top = await seen("Nowhere");
    expect(top).toEqual(expect.arrayContaining(["Inbox", "Archive", "Projects"]));
    expect(top.length).toBeLessThanOrEqual(20);
    const [below = ""] = await seen("Projects/Nowhere");
    expect(below).toMatch(/^Projects\/./);
    await expect(graph.call(listMailFolders, { parent: below })).resolves.toBeDefined();

    await expect(
      callTool(listMailFolders, { parent: "Nowhere" }, ({ template, parameters }) => ({
        body: {
          value: parameters.has("$filter")
            ? []
            : template === "/me/mailFolders"
              ? [{ id: "AAMkslash", displayName: "A/B" }]
              : [{ id: "AAMkdeep", displayName: "Team" }],
        },
      })),
    ).rejects.toMatchObject({ details: { candidates: ["A/B (AAMkslash)", "inbox/Team"] } });
  });

  test("needs no more than the basic scope for the caller's own folders", async () => {
    const { output } = await strictGraph(["Mail.ReadBasic"]).call(listMailFolders);

    expect(output.items.length).toBeGreaterThan(5);
  });

  test("lists a shared mailbox", async () => {
    const mailbox = "frontdesk@northwind.example";
    const { output } = await graph.call(listMailFolders, { mailbox });

    expect(output.items.find(({ path }: { path: string }) => path === "Inbox")).toMatchObject({ unread: 2, total: 4 });
    expect(listMailFolders.scopesOf?.({ mailbox, depth: 2 })).toEqual(["Mail.Read.Shared"]);
  });

  test("keeps only what it declares", async () => {
    const { output, text } = await callTool(listMailFolders, { depth: 1 }, [
      { body: { value: [{ id: "AAMk", displayName: "A", parentFolderId: "do-not-leak", plantedByTheLab: "do-not-leak" }] } },
    ]);

    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });

  test("refuses a hostile parent before anything is asked", async () => {
    const asked: never[] = [];
    await expect(callTool(listMailFolders, { parent: "../users" }, [], { asked })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "parent" },
    });
    expect(asked).toEqual([]);
  });

  test.each([{ depth: 5 }, { depth: 0 }, { parent: "" }, { folder: "inbox" }])("its schema refuses %j", (input) => {
    expect(listMailFolders.input.safeParse(input).success).toBe(false);
  });
});

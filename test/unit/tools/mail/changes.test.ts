/** updateEmail, moveEmail and deleteEmail: the same thing done to several messages. */
import { describe, expect, test } from "vitest";
import type { ToolDefinition } from "../../../../src/tools/define-tool.ts";
import { deleteEmail } from "../../../../src/tools/mail/delete-email.ts";
import { getEmail } from "../../../../src/tools/mail/get-email.ts";
import { getEmails } from "../../../../src/tools/mail/get-emails.ts";
import { moveEmail } from "../../../../src/tools/mail/move-email.ts";
import { updateEmail } from "../../../../src/tools/mail/update-email.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

type Graph = ReturnType<typeof strictGraph>;

const idsIn = async (graph: Graph, folder: string, count = 3, mailbox?: string): Promise<string[]> =>
  (await graph.call(getEmails, { folder, count, ...(mailbox && { mailbox }) })).output.items.map(({ id }: { id: string }) => id);

/** Of the right form, of nobody. */
const unknownId = `AAMk${"x".repeat(146)}=`;

describe("updateEmail", () => {
  test("changes what is named and nothing else", async () => {
    const graph = strictGraph();
    const [first = "", second = ""] = await idsIn(graph, "inbox");
    const before = (await graph.call(getEmail, { id: first })).output;

    const { output, text } = await graph.call(updateEmail, {
      ids: [first, second],
      isRead: true,
      flag: "flagged",
      categories: ["Study", "Follow up"],
      importance: "high",
    });

    expect(output).toEqual({
      items: [
        { id: first, ok: true },
        { id: second, ok: true },
      ],
    });
    expect(text).toBe("Changed 2 of 2.");
    expect((await graph.call(getEmail, { id: first })).output).toEqual({
      ...before,
      isRead: true,
      flag: "flagged",
      categories: ["Study", "Follow up"],
      importance: "high",
    });
  });

  test("sends only what was asked for", async () => {
    const { asked } = await callTool(updateEmail, { ids: ["AAMkone"], isRead: false }, [{ body: { id: "AAMkone" } }]);

    expect(asked.map(({ method, path, json }) => [method, path, json])).toEqual([
      ["PATCH", "/v1.0/me/messages/AAMkone", { isRead: false }],
    ]);
  });

  test("an empty list removes the categories", async () => {
    const graph = strictGraph();
    const [id = ""] = await idsIn(graph, "inbox", 1);
    await graph.call(updateEmail, { ids: [id], categories: ["A"] });
    await graph.call(updateEmail, { ids: [id], categories: [] });

    expect((await graph.call(getEmail, { id })).output.categories).toEqual([]);
  });

  test("refuses to change nothing before anything is asked", async () => {
    const asked: never[] = [];
    await expect(callTool(updateEmail, { ids: ["AAMkone"] }, [], { asked })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "isRead" },
    });
    expect(asked).toEqual([]);
  });

  test.each([{ flag: "none" }, { importance: "urgent" }, { categories: ["a\nb"] }, { isRead: "yes" }])("its schema refuses %j", (input) => {
    expect(updateEmail.input.safeParse({ ids: ["AAMk"], ...input }).success).toBe(false);
  });
});

describe("moveEmail", () => {
  test("moves by the name of a folder and tells the new ids", async () => {
    const graph = strictGraph();
    const ids = await idsIn(graph, "inbox", 2);
    const { output, text } = await graph.call(moveEmail, { ids, folder: "Projects/Budget 2027" });

    expect(output.items.map(({ id, ok }: { id: string; ok: boolean }) => [id, ok])).toEqual(ids.map((id) => [id, true]));
    for (const { id, newId } of output.items) {
      expect(newId).not.toBe(id);
      expect(text).toContain(`- id=${id} is now id=${newId}`);
    }
    expect(await idsIn(graph, "Projects/Budget 2027", 10)).toEqual(
      expect.arrayContaining(output.items.map(({ newId }: { newId: string }) => newId)),
    );
    await expect(graph.call(getEmail, { id: ids[0] })).rejects.toMatchObject({ code: "not_found" });
  });

  test("deletes nothing under another name", async () => {
    const asked: never[] = [];
    await expect(callTool(moveEmail, { ids: ["AAMkone"], folder: "RecoverableItemsDeletions" }, [], { asked })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "folder" },
    });
    expect(asked).toEqual([]);
  });

  test("is not repeated where nobody knows whether it was done", async () => {
    const asked: never[] = [];
    await expect(callTool(moveEmail, { ids: ["AAMkone"], folder: "archive" }, [{ status: 503 }], { asked })).rejects.toMatchObject({
      code: "outcome_unknown",
    });
    expect(asked).toHaveLength(1);
  });

  test("moves nothing where the folder is not there", async () => {
    const graph = strictGraph();
    const ids = await idsIn(graph, "inbox", 1);

    await expect(graph.call(moveEmail, { ids, folder: "Nowhere" })).rejects.toMatchObject({
      code: "not_found",
      details: { field: "folder" },
    });
    expect(graph.seen.filter((line) => line.startsWith("POST"))).toEqual([]);
  });
});

describe("deleteEmail", () => {
  test("puts messages into Deleted Items", async () => {
    const graph = strictGraph();
    const [id = ""] = await idsIn(graph, "inbox", 1);
    const { subject } = (await graph.call(getEmail, { id })).output;
    const { output, text } = await graph.call(deleteEmail, { ids: [id] });

    expect(output.items).toEqual([{ id, ok: true }]);
    expect(text).toBe("Deleted 1 of 1.");
    const deleted = (await graph.call(getEmails, { folder: "deleted", count: 5 })).output.items;
    expect(deleted.map((item: { subject: string }) => item.subject)).toContain(subject);
  });

  test("asks for nothing but DELETE of the message itself", async () => {
    const { asked } = await callTool(deleteEmail, { ids: ["AAMkone"] }, [{ status: 204 }]);

    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(["DELETE /v1.0/me/messages/AAMkone"]);
    expect(deleteEmail.operations).toEqual(["DELETE /me/messages/{id}", "DELETE /users/{mailbox}/messages/{id}"]);
  });

  test("takes a message that is gone after a lost answer as deleted", async () => {
    const { output } = await callTool(deleteEmail, { ids: ["AAMkone"] }, [
      { status: 503 },
      { status: 404, body: { error: { code: "ErrorItemNotFound" } } },
    ]);

    expect(output.items).toEqual([{ id: "AAMkone", ok: true }]);
  });
});

const tools: readonly (readonly [ToolDefinition, object, unknown])[] = [
  [updateEmail, { isRead: true }, { id: "AAMk", plantedByTheLab: "do-not-leak" }],
  [moveEmail, { folder: "archive" }, { id: "AAMknew", plantedByTheLab: "do-not-leak" }],
  [deleteEmail, {}, null],
];

describe.each(tools)("$name", (tool, rest, answer) => {
  const ids = Array.from({ length: 20 }, (_, index) => `AAMk${index}`);

  test("tells of each message what became of it", async () => {
    const graph = strictGraph();
    const [good = ""] = await idsIn(graph, "inbox", 1);
    const { output, text } = await graph.call(tool, { ids: [unknownId, good], ...rest });

    expect(output.items[0]).toEqual({ id: unknownId, ok: false, error: "not_found: Microsoft 365 has no such item for this account." });
    expect(output.items[1]).toMatchObject({ id: good, ok: true });
    expect(text).toContain(`- failed id=${unknownId}: not_found`);
  });

  test("fails where nothing could be done", async () => {
    await expect(strictGraph().call(tool, { ids: [unknownId], ...rest })).rejects.toMatchObject({ code: "not_found" });
  });

  test("does each message once, with progress", async () => {
    const reported: number[][] = [];
    const progress = (...of: readonly unknown[]) => void reported.push(of as number[]);
    const { output, asked } = await callTool(tool, { ids: [...ids.slice(0, 18), "AAMk0", "AAMk0"], ...rest }, () => ({ body: answer }), {
      progress,
    });

    expect(output.items).toHaveLength(18);
    expect(asked).toHaveLength(18);
    expect(reported).toEqual(Array.from({ length: 18 }, (_, index) => [index + 1, 18]));
  });

  test("keeps only what it declares", async () => {
    const { output, text } = await callTool(tool, { ids: ["AAMk0"], ...rest }, () => ({ body: answer }));

    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });

  test("in a shared mailbox, where the rights are there", async () => {
    const graph = strictGraph();
    const mailbox = "frontdesk@northwind.example";
    const [id = ""] = await idsIn(graph, "inbox", 1, mailbox);
    const { output } = await graph.call(tool, { ids: [id], mailbox, ...rest });

    expect(output.items[0]).toMatchObject({ id, ok: true });
    expect(tool.scopesOf?.({ mailbox })).toEqual(["Mail.ReadWrite.Shared"]);
    await expect(graph.call(tool, { ids: [id], mailbox: "mei.tanaka@clinics.northwind.example", ...rest })).rejects.toMatchObject({
      code: "insufficient_graph_scope",
    });
  });

  test.each([{ ids: [] }, { ids: [...ids, "AAMk20"] }, { ids: ["a/b"] }, { ids: "AAMk" }, {}, { ids: ["AAMk"], permanent: true }])(
    "its schema refuses %j",
    (input) => {
      expect(tool.input.safeParse({ ...rest, ...input }).success).toBe(false);
    },
  );
});

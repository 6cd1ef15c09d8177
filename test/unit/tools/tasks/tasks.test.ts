import { describe, expect, test } from "vitest";
import { deleteTask } from "../../../../src/tools/tasks/delete-task.ts";
import { getTasks } from "../../../../src/tools/tasks/get-tasks.ts";
import { savePlannerTask } from "../../../../src/tools/tasks/save-planner-task.ts";
import { saveTask } from "../../../../src/tools/tasks/save-task.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph, type StrictGraph } from "../strict-graph.ts";

type Row = { id: string; title: string; source: string; status: string; due?: string; list?: string; listId?: string; planId?: string };
const titles = (output: { items: readonly Row[] }) => output.items.map(({ title }) => title);
const scopes = ["Tasks.ReadWrite", "User.ReadBasic.All", "MailboxSettings.Read"];

async function taskNamed(graph: StrictGraph, title: string): Promise<Row> {
  const { output } = await graph.call(getTasks, { status: "all", count: 100 });
  return output.items.find((one: Row) => one.title === title);
}

describe("getTasks", () => {
  test("merges both sources, soonest due first, open ones alone", async () => {
    const { output, text } = await strictGraph(scopes).call(getTasks);

    expect(titles(output)[0]).toBe("Renew Amara's badge");
    expect(titles(output)).toContain("Label the crates");
    expect(titles(output)).not.toContain("Choose a mover");
    expect(titles(output)).not.toContain("Send the minutes of the board");
    const due = output.items.flatMap((one: Row) => one.due ?? []);
    expect(due).toEqual(due.toSorted());
    expect(output.hasMore).toBe(false);
    expect(text).toContain("list Q1 Budget");
    expect(text).toContain(`id=${output.items[0].id}`);
  });

  test("pages over both, each task once, and the cursor is of that request only", async () => {
    const graph = strictGraph(scopes);
    const whole = titles((await graph.call(getTasks)).output);
    const first = await graph.call(getTasks, { count: 4 });
    const second = await graph.call(getTasks, { count: 4, cursor: first.output.cursor });

    expect(first.output.hasMore).toBe(true);
    expect(first.text).toContain(`cursor=${first.output.cursor}`);
    expect([...titles(first.output), ...titles(second.output)]).toEqual(whole.slice(0, 8));
    await expect(graph.call(getTasks, { count: 4, source: "todo", cursor: first.output.cursor })).rejects.toMatchObject({
      code: "invalid_cursor",
    });
  });

  test.each([
    [{ source: "todo", list: "q1 budget" }, ["Check imaging quotes", "Wait for the landlord's answer"]],
    [{ list: "Tasks", status: "completed" }, ["Send the minutes of the board"]],
    [{ source: "planner", status: "completed" }, ["Choose a mover"]],
    [{ list: "Tasks", status: "all" }, 4],
    [{ source: "planner" }, ["Book the lorry", "Label the crates"]],
  ])("%j", async (input, expected) => {
    const { output } = await strictGraph(scopes).call(getTasks, input);
    if (typeof expected === "number") expect(output.items).toHaveLength(expected);
    else expect(titles(output)).toEqual(expected);
  });

  test("dueBefore holds for both sources, at the very instant", async () => {
    const graph = strictGraph(scopes);
    const all = (await graph.call(getTasks)).output.items.filter((one: Row) => one.due);
    const limit = all[2].due;
    const { output } = await graph.call(getTasks, { dueBefore: limit });
    expect(titles(output)).toEqual(all.slice(0, 2).map((one: Row) => one.title));
  });

  test("a date is the one that was set, in the mailbox's zone, and dueBefore is of that zone as well", async () => {
    const graph = strictGraph(scopes);
    const { output: saved } = await graph.call(saveTask, { title: "Sign", due: "2027-06-15" });
    const found = async (input: object) =>
      (await graph.call(getTasks, { source: "todo", count: 100, ...input })).output.items.find(({ id }: Row) => id === saved.id)?.due;
    expect(await found({})).toBe("2027-06-15T00:00:00+02:00");
    expect(await found({ dueBefore: "2027-06-15" })).toBeUndefined();
    expect(await found({ dueBefore: "2027-06-16" })).toBe("2027-06-15T00:00:00+02:00");
  });

  test("a date kept as UTC's midnight stays that date, and without leave to see the zone all is UTC", async () => {
    const script = ({ template }: { template: string }) =>
      template === "/me/mailboxSettings"
        ? { status: 403, body: { error: { code: "ErrorAccessDenied" } } }
        : template.endsWith("lists")
          ? { body: { value: [{ id: "l1", displayName: "Tasks" }] } }
          : {
              body: {
                value: ["2026-11-20T00:00:00.0000000", "2026-11-20T23:00:00.0000000"].map((dateTime, index) => ({
                  id: `t${index}`,
                  dueDateTime: { dateTime, timeZone: "UTC" },
                })),
              },
            };
    const { output } = await callTool(getTasks, { list: "l1" }, script);
    expect(output.items.map(({ due }: Row) => due)).toEqual(["2026-11-20T00:00:00Z", "2026-11-20T23:00:00Z"]);
  });

  test("planId shows everybody's tasks of the plan", async () => {
    const graph = strictGraph(scopes);
    const { planId } = await taskNamed(graph, "Label the crates");
    expect(titles((await graph.call(getTasks, { planId })).output)).toContain("Forward the post");
  });

  test("two lists of one name are not guessed between", async () => {
    const graph = strictGraph(scopes);
    await expect(graph.call(getTasks, { list: "follow-up" })).rejects.toMatchObject({
      code: "ambiguous",
      details: { field: "list", candidates: [expect.stringMatching(/^Follow-up \(AA/), expect.stringMatching(/^Follow-up \(AA/)] },
    });
    await expect(graph.call(getTasks, { list: "Nope" })).rejects.toMatchObject({ code: "not_found" });
  });

  test.each([
    [{ list: "Tasks", source: "planner" }, "list"],
    [{ list: "Tasks", planId: "p1" }, "list"],
    [{ planId: "p1", source: "todo" }, "planId"],
    [{ dueBefore: "soon" }, "dueBefore"],
  ])("%j is refused unasked", async (input, field) => {
    const graph = strictGraph(scopes);
    await expect(graph.call(getTasks, input)).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(graph.seen).toEqual([]);
  });

  test("ten tasks are read in 4 KB", async () => {
    const { text } = await callTool(getTasks, { list: "l1", count: 10 }, ({ template }) => ({
      body: {
        value: template.endsWith("lists")
          ? [{ id: "l1", displayName: "A list with a rather long name ".repeat(4) }]
          : Array.from({ length: 11 }, (_, index) => ({
              id: `AAMk${String.fromCharCode(97 + index).repeat(148)}`,
              title: "Überlange Aufgabe ".repeat(14),
              status: "waitingOnOthers",
              importance: "high",
              dueDateTime: { dateTime: "2026-11-20T00:00:00.0000000", timeZone: "UTC" },
            })),
      },
    }));
    expect(new TextEncoder().encode(text.replace(/cursor=.*/, "")).length).toBeLessThanOrEqual(4_096);
  });

  test("shows nothing that is not declared, and no text that hides", async () => {
    const { output, text } = await callTool(getTasks, { list: "l1" }, ({ template }) => ({
      body: {
        value: template.endsWith("lists")
          ? [{ id: "l1", displayName: "Tasks\u202E", extra: "do-not-leak" }]
          : [{ id: "t1", title: "a\u200Bb\nc", body: { content: "do-not-leak" }, status: "notStarted" }],
      },
    }));
    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
    expect(output.items[0]).toMatchObject({ title: "ab c", list: "Tasks", untrusted: true });
  });
});

describe("saveTask", () => {
  test("creates in the default list, times in the mailbox's zone", async () => {
    const graph = strictGraph(scopes);
    const { output, text } = await graph.call(saveTask, {
      title: "Call the landlord",
      due: "2026-12-01",
      reminder: "2026-12-01T08:30",
      body: "About the roof.",
      importance: "high",
    });

    expect(output).toMatchObject({ list: "Tasks", due: "2026-12-01T00:00:00+01:00", reminder: "2026-12-01T08:30:00+01:00" });
    expect(text).toContain("Saved in Tasks: Call the landlord");
    const found = await taskNamed(graph, "Call the landlord");
    expect(found).toMatchObject({ id: output.id, due: "2026-12-01T00:00:00+01:00", importance: "high" });
  });

  test("a zone given, or an offset, decides; nothing else is asked then", async () => {
    const graph = strictGraph(scopes);
    const zoned = await graph.call(saveTask, { title: "a", due: "2026-12-01T09:00", timeZone: "Tokyo Standard Time" });
    const offset = await graph.call(saveTask, { title: "b", due: "2026-12-01T09:00+02:00" });

    expect(zoned.output.due).toBe("2026-12-01T09:00:00+09:00");
    expect(offset.output.due).toBe("2026-12-01T07:00:00Z");
    expect(graph.seen.filter((line) => line.includes("mailboxSettings"))).toEqual([]);
  });

  test("reminds at the first pass of an hour the clocks show twice, and says so; a due date keeps its day", async () => {
    const graph = strictGraph(scopes);
    const times = { due: "2027-11-07", reminder: "2027-11-07T00:30", timeZone: "America/Havana" };
    const { output, text } = await graph.call(saveTask, { title: "Early", ...times });

    expect(output).toMatchObject({ reminder: "2027-11-07T00:30:00-04:00", note: expect.stringContaining("reminder comes twice") });
    expect(text).toContain(output.note);
    expect((await graph.commits()).at(-1)).toMatchObject({
      body: {
        dueDateTime: { dateTime: "2027-11-07T00:00:00" },
        reminderDateTime: { dateTime: "2027-11-07T04:30:00", timeZone: "UTC" },
      },
    });
  });

  test("changes what is given and leaves the rest", async () => {
    const graph = strictGraph(scopes);
    const before = await taskNamed(graph, "Check imaging quotes");
    await graph.call(saveTask, { id: before.id, list: "Q1 Budget", status: "completed" });

    expect(await taskNamed(graph, "Check imaging quotes")).toMatchObject({ status: "completed", due: before.due });
  });

  test("a task of another list is not found in the default one", async () => {
    const graph = strictGraph(scopes);
    const { id } = await taskNamed(graph, "Check imaging quotes");
    await expect(graph.call(saveTask, { id, status: "completed" })).rejects.toMatchObject({ code: "not_found" });
  });

  test.each([
    [{ due: "2026-12-01" }, "title"],
    [{ id: "t1" }, "id"],
    [{ title: "a", due: "2026-13-01" }, "due"],
    [{ title: "a", reminder: "at nine" }, "reminder"],
    [{ title: "a", due: "2026-12-01", timeZone: "Mars" }, "timeZone"],
    [{ title: "a", reminder: "2026-03-29T02:30", timeZone: "Europe/Berlin" }, "reminder"],
  ])("%j is refused unasked", async (input, field) => {
    const graph = strictGraph(scopes);
    await expect(graph.call(saveTask, input)).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(graph.seen).toEqual([]);
  });

  test.each([{ title: "two\nlines" }, { id: "../x", title: "a" }, { title: "a", status: "done" }, { title: "a", list: "" }])(
    "%j is no input",
    (input) => {
      expect(saveTask.input.safeParse(input).success).toBe(false);
    },
  );
});

describe("savePlannerTask", () => {
  const read = async (graph: StrictGraph, id: string) => {
    const { output } = await graph.call(getTasks, { source: "planner", status: "all" });
    return output.items.find((one: Row) => one.id === id);
  };

  test("creates with people by name, notes and checklist", async () => {
    const graph = strictGraph(scopes);
    const { planId } = await taskNamed(graph, "Label the crates");
    graph.seen.length = 0;
    const { output, text } = await graph.call(savePlannerTask, {
      planId,
      title: "Pack the lab",
      assignees: ["Amara Okafor", "mei.tanaka@clinics.northwind.example"],
      due: "2026-12-01",
      notes: "Cold chain first.",
      checklist: ["Freezers", "Centrifuge"],
    });

    expect(output).toMatchObject({ title: "Pack the lab", due: "2026-12-01T10:00:00Z" });
    expect(output.notSaved).toBeUndefined();
    expect(text).toContain("Assigned to amara.okafor@northwind.example");
    expect(await read(graph, output.id)).toMatchObject({ title: "Pack the lab", due: "2026-12-01T10:00:00Z" });
    expect(graph.seen.slice(2, 5)).toEqual([
      "POST /planner/tasks → 201",
      "GET /planner/tasks/{id}/details → 200",
      "PATCH /planner/tasks/{id}/details → 204",
    ]);
  });

  test("changes a task from the version it read; those not named lose it", async () => {
    const graph = strictGraph(scopes);
    const { id } = await taskNamed(graph, "Book the lorry");
    const { output } = await graph.call(savePlannerTask, {
      id,
      percent: 100,
      title: "Book two lorries",
      assignees: ["jonas.weber@northwind.example"],
    });

    expect(output.assignees).toEqual(["jonas.weber@northwind.example"]);
    expect(await read(graph, id)).toBeUndefined();
    await graph.call(savePlannerTask, { id, assignees: ["amara.okafor@northwind.example"] });
    expect(await read(graph, id)).toMatchObject({ title: "Book two lorries", status: "completed" });
    await graph.call(savePlannerTask, { id, assignees: [] });
    expect(await read(graph, id)).toBeUndefined();
  });

  test("a change in between is met by one more reading, a second one is told", async () => {
    let patches = 0;
    const script = (stale: number) => (asked: { method: string; headers: { "if-match"?: string } }) => {
      if (asked.method === "GET") return { body: { "@odata.etag": `W/"v${patches}"` } };
      patches += 1;
      return patches <= stale ? { status: 412, body: { error: { code: "", message: "changed" } } } : { status: 204 };
    };
    const once = await callTool(savePlannerTask, { id: "t1", title: "x" }, script(1));
    expect(once.asked.map(({ method, headers }) => [method, headers["if-match"]])).toEqual([
      ["GET", undefined],
      ["PATCH", 'W/"v0"'],
      ["GET", undefined],
      ["PATCH", 'W/"v1"'],
    ]);
    patches = 0;
    await expect(callTool(savePlannerTask, { id: "t1", title: "x" }, script(9))).rejects.toMatchObject({ code: "conflict" });
    expect(patches).toBe(2);
  });

  test("where the details of a new task cannot be saved, the task is reported all the same", async () => {
    const { output, text } = await callTool(savePlannerTask, { planId: "p1", title: "x", notes: "y" }, ({ method }) =>
      method === "POST" ? { status: 201, body: { id: "t9" } } : { status: 404, body: { error: { code: "", message: "" } } },
    );
    expect(output).toMatchObject({ id: "t9", notSaved: expect.stringContaining("notes") });
    expect(text).toContain("Not saved");
  });

  test("of a change that is made in part the rest is said; one of which nothing is made is an error", async () => {
    const script = ({ method, template }: { method: string; template: string }) =>
      template.endsWith("details")
        ? { status: 403, body: { error: { code: "", message: "" } } }
        : method === "GET"
          ? { body: { "@odata.etag": "v" } }
          : { status: 204 };
    const { output } = await callTool(savePlannerTask, { id: "t1", title: "x", notes: "y" }, script);
    expect(output).toMatchObject({ id: "t1", title: "x", notSaved: expect.stringContaining("notes") });
    await expect(callTool(savePlannerTask, { id: "t1", notes: "y" }, script)).rejects.toMatchObject({
      code: "graph_forbidden",
    });
  });

  test.each([
    [{ planId: "p1" }, "title"],
    [{ title: "x" }, "planId"],
    [{ id: "t1", planId: "p1", title: "x" }, "planId"],
    [{ id: "t1" }, "id"],
    [{ id: "t1", due: "tomorrow" }, "due"],
  ])("%j is refused unasked", async (input, field) => {
    const graph = strictGraph(scopes);
    await expect(graph.call(savePlannerTask, input)).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(graph.seen).toEqual([]);
  });

  test("only people take the directory's scope; the record knows whom it reaches", () => {
    expect(savePlannerTask.scopesOf?.({ title: "x" })).toEqual([]);
    expect(savePlannerTask.scopesOf?.({ title: "x", assignees: ["Mei"] })).toEqual(["User.ReadBasic.All"]);
    expect(savePlannerTask.recipients?.({ assignees: ["Mei", "mei@contoso.example"] })).toEqual(["mei@contoso.example"]);
  });
});

describe("deleteTask", () => {
  test("deletes in either source", async () => {
    const graph = strictGraph(scopes);
    const todo = await taskNamed(graph, "Check imaging quotes");
    const planner = await taskNamed(graph, "Label the crates");
    graph.seen.length = 0;
    expect((await graph.call(deleteTask, { source: "todo", id: todo.id, list: "Q1 Budget" })).text).toBe(`Deleted: id=${todo.id}`);
    await graph.call(deleteTask, { source: "planner", id: planner.id });

    expect(graph.seen).toEqual([
      "GET /me/todo/lists → 200",
      "DELETE /me/todo/lists/{listId}/tasks/{id} → 204",
      "GET /planner/tasks/{id} → 200",
      "DELETE /planner/tasks/{id} → 204",
    ]);
    expect(await taskNamed(graph, "Label the crates")).toBeUndefined();
    await expect(graph.call(deleteTask, { source: "planner", id: planner.id })).rejects.toMatchObject({ code: "not_found" });
  });

  test("a list has no place with Planner", async () => {
    const graph = strictGraph(scopes);
    await expect(graph.call(deleteTask, { source: "planner", id: "t1", list: "Tasks" })).rejects.toMatchObject({
      details: { field: "list" },
    });
    expect(graph.seen).toEqual([]);
  });
});

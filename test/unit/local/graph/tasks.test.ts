import { describe, expect, test } from "vitest";
import { graph as graphWith, query, type GraphUnderTest, type Reply } from "./graph-under-test.ts";

const scopes = ["Tasks.ReadWrite"];
const graph = () => graphWith({ scopes });
const named = (reply: Reply, name: string) =>
  reply.json.value.find((one: { title?: string; displayName?: string }) => (one.title ?? one.displayName) === name);

async function defaultList(api: GraphUnderTest): Promise<string> {
  return named(await api.get("/v1.0/me/todo/lists"), "Tasks").id;
}

describe("to do", () => {
  test("filters by status and by due time as text", async () => {
    const api = graph();
    const list = await defaultList(api);
    const reply = await api.get(
      query(`/v1.0/me/todo/lists/${list}/tasks`, { $filter: "status ne 'completed' and dueDateTime/dateTime lt '2026-11-18T00:00:00'" }),
    );

    expect(reply.json.value.map((task: { title: string }) => task.title)).toEqual(["Renew Amara's badge"]);
  });

  test("keeps times in UTC, in whatever zone they came", async () => {
    const api = graph();
    const list = await defaultList(api);
    const reply = await api.post(`/v1.0/me/todo/lists/${list}/tasks`, {
      title: "Call",
      dueDateTime: { dateTime: "2026-11-20T00:00:00", timeZone: "Europe/Berlin" },
    });

    expect(reply.status).toBe(201);
    expect(reply.json.dueDateTime).toEqual({ dateTime: "2026-11-19T23:00:00.0000000", timeZone: "UTC" });
  });

  test("a task that is completed has a time of completion until it is reopened", async () => {
    const api = graph();
    const list = await defaultList(api);
    const { id } = (await api.post(`/v1.0/me/todo/lists/${list}/tasks`, { title: "Call" })).json;
    const done = await api.patch(`/v1.0/me/todo/lists/${list}/tasks/${id}`, { status: "completed" });
    expect(done.json.completedDateTime.timeZone).toBe("UTC");
    const open = await api.patch(`/v1.0/me/todo/lists/${list}/tasks/${id}`, { status: "notStarted" });
    expect(open.json.completedDateTime).toBeNull();
  });

  test.each([
    ["an unknown property", { title: "a", dueDate: "2026-11-20" }, 400],
    ["an unknown status", { title: "a", status: "done" }, 400],
    ["an unknown zone", { title: "a", dueDateTime: { dateTime: "2026-11-20T00:00:00", timeZone: "Mars" } }, 400],
    ["a read-only property", { title: "a", createdDateTime: "2026-11-20T00:00:00Z" }, 400],
    ["no title", { body: { content: "x", contentType: "text" } }, 400],
  ])("%s is refused", async (_name, body, status) => {
    const api = graph();
    expect((await api.post(`/v1.0/me/todo/lists/${await defaultList(api)}/tasks`, body)).status).toBe(status);
  });

  test("unknown lists and tasks are 404, reading scopes do not write", async () => {
    const api = graph();
    expect((await api.get("/v1.0/me/todo/lists/nowhere/tasks")).status).toBe(404);
    expect((await api.patch(`/v1.0/me/todo/lists/${await defaultList(api)}/tasks/none`, {})).status).toBe(404);
    const reader = graphWith({ scopes: ["Tasks.Read"] });
    expect((await reader.post(`/v1.0/me/todo/lists/${await defaultList(reader)}/tasks`, { title: "a" })).status).toBe(403);
  });
});

describe("planner", () => {
  const mine = async (api: GraphUnderTest, title: string) => named(await api.get("/v1.0/me/planner/tasks"), title);

  test("takes no query options", async () => {
    expect((await graph().get(query("/v1.0/me/planner/tasks", { $filter: "percentComplete eq 0" }))).status).toBe(400);
    expect((await graph().get(query("/v1.0/me/planner/tasks", { $top: "5" }))).status).toBe(400);
  });

  test("every change names the version it was made from", async () => {
    const api = graph();
    const task = await mine(api, "Label the crates");
    const path = `/v1.0/planner/tasks/${task.id}`;
    const missing = await api.patch(path, { percentComplete: 50 });
    expect([missing.status, missing.json.error.code]).toEqual([412, ""]);
    expect((await api.patch(path, { percentComplete: 50 }, { headers: { "if-match": "1" } })).status).toBe(400);

    const headers = { "if-match": task["@odata.etag"] };
    expect((await api.patch(path, { percentComplete: 50 }, { headers })).status).toBe(204);
    expect((await api.patch(path, { percentComplete: 60 }, { headers })).status).toBe(412);
    const details = (await api.get(`${path}/details`)).json;
    expect((await api.patch(`${path}/details`, { description: "x" }, { headers })).status).toBe(412);
    expect((await api.patch(`${path}/details`, { description: "x" }, { headers: { "if-match": details["@odata.etag"] } })).status).toBe(
      204,
    );
  });

  test.each([
    ["an assignment without its type", { assignments: { "1f0a7c52-3d1b-4c58-9d0e-5b7f6a1c2e31": { orderHint: " !" } } }],
    ["an assignment of nobody", { assignments: { amara: { "@odata.type": "#microsoft.graph.plannerAssignment" } } }],
    ["a bucket of another plan", { bucketId: "nope" }],
    ["a percentage above 100", { percentComplete: 101 }],
    ["an unknown property", { notes: "x" }],
    ["a due date without an offset", { dueDateTime: "2026-11-20" }],
  ])("%s is 400", async (_name, body) => {
    const api = graph();
    const task = await mine(api, "Label the crates");
    expect((await api.patch(`/v1.0/planner/tasks/${task.id}`, body, { headers: { "if-match": task["@odata.etag"] } })).status).toBe(400);
  });

  test("others' plans stay closed", async () => {
    const theirs = (await graph().get("/v1.0/me/planner/tasks", { as: "jonas.weber" })).json.value.find(
      (task: { title: string }) => task.title === "Reconcile the ledgers",
    );
    expect((await graph().get(`/v1.0/planner/plans/${theirs.planId}/tasks`)).status).toBe(403);
    expect((await graph().get(`/v1.0/planner/tasks/${theirs.id}`)).status).toBe(403);
    expect((await graph().post("/v1.0/planner/tasks", { title: "x", planId: theirs.planId })).status).toBe(403);
    expect((await graph().post("/v1.0/planner/tasks", { title: "x", planId: "nope" })).status).toBe(404);
  });
});

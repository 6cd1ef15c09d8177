/** What each parameter of the tools of tasks makes of the Graph request. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { body, path, q, type Seen, type ToolCases } from "../parameter-case.ts";

const person = "66666666-7777-4888-8999-000000000000";
const lists = [
  { id: "AAMklist", displayName: "Tasks", wellknownListName: "defaultList" },
  { id: "AAMkbudget", displayName: "Q1 Budget" },
];
const tasks = [
  { id: "AAMkone", title: "One", status: "notStarted" },
  { id: "AAMktwo", title: "Two", status: "notStarted" },
];

function graph({ method, template }: Asked): Answer {
  if (method === "PATCH" && template.startsWith("/planner/")) return { status: 204 };
  if (method === "DELETE") return { status: 204 };
  if (method !== "GET") return { body: { id: "new", title: "T" } };
  if (template === "/me/todo/lists") return { body: { value: lists } };
  if (template === "/me/mailboxSettings") return { body: { timeZone: "Tokyo Standard Time" } };
  if (template === "/users/{user}") return { body: { id: person, displayName: "Ben", mail: "ben@contoso.example" } };
  if (template.startsWith("/planner/tasks/")) return { body: { "@odata.etag": 'W/"1"' } };
  return { body: { value: template.includes("planner") ? [] : tasks } };
}

const paths = ({ all }: Seen) => all.map((asked) => asked.path);
const titles = ({ output }: Seen) => (output as { items: readonly { title: string }[] }).items.map(({ title }) => title);
const ofLists = (list: string) => `/v1.0/me/todo/lists/${list}/tasks`;
const tokyo = (dateTime: string) => ({ dateTime, timeZone: "Tokyo Standard Time" });

export const tasksParameters: Readonly<Record<string, ToolCases>> = {
  getTasks: {
    graph,
    base: {},
    parameters: {
      source: [
        { with: { source: "planner" }, see: paths, expect: ["/v1.0/me/planner/tasks"] },
        { with: { source: "todo" }, see: paths, expect: ["/v1.0/me/todo/lists", ofLists("AAMklist"), ofLists("AAMkbudget")] },
      ],
      list: { with: { list: "q1 BUDGET" }, see: path, expect: ofLists("AAMkbudget") },
      planId: { with: { planId: "plan+1" }, see: paths, expect: ["/v1.0/planner/plans/plan%2B1/tasks"] },
      status: [
        { with: { list: "Tasks" }, see: q("$filter"), expect: "status ne 'completed'" },
        { with: { list: "Tasks", status: "completed" }, see: q("$filter"), expect: "status eq 'completed'" },
        { with: { list: "Tasks", status: "all" }, see: q("$filter"), expect: null },
      ],
      dueBefore: {
        with: { list: "Tasks", status: "all", dueBefore: "2026-11-20T10:00:00+02:00" },
        see: q("$filter"),
        expect: "dueDateTime/dateTime lt '2026-11-20T08:00:00'",
      },
      count: { with: { list: "Tasks", count: 1 }, see: titles, expect: ["One"] },
      cursor: { with: { list: "Tasks", count: 1 }, see: titles, expect: ["Two"] },
    },
  },
  saveTask: {
    graph,
    base: { title: "T" },
    parameters: {
      id: { with: { id: "AAMk+1" }, see: path, expect: "/v1.0/me/todo/lists/AAMklist/tasks/AAMk%2B1" },
      list: { with: { list: "Q1 Budget" }, see: path, expect: ofLists("AAMkbudget") },
      title: { with: { title: "Call" }, see: body((json) => json), expect: { title: "Call" } },
      due: { with: { due: "2026-12-01" }, see: body((json) => json.dueDateTime), expect: tokyo("2026-12-01T00:00:00") },
      reminder: {
        with: { reminder: "2026-12-01T08:30" },
        see: body((json) => [json.isReminderOn, json.reminderDateTime]),
        expect: [true, tokyo("2026-12-01T08:30:00")],
      },
      body: { with: { body: "<b>" }, see: body((json) => json.body), expect: { content: "<b>", contentType: "text" } },
      importance: { with: { importance: "high" }, see: body((json) => json.importance), expect: "high" },
      status: { with: { status: "deferred" }, see: body((json) => json.status), expect: "deferred" },
      timeZone: {
        with: { due: "2026-12-01T09:00", timeZone: "Europe/Berlin" },
        see: body((json) => json.dueDateTime.dateTime),
        expect: "2026-12-01T09:00:00",
      },
    },
  },
  savePlannerTask: {
    graph,
    base: { planId: "plan", title: "T" },
    parameters: {
      id: { with: { planId: undefined, id: "task+1" }, see: path, expect: "/v1.0/planner/tasks/task%2B1" },
      planId: { with: { planId: "other" }, see: body((json) => json.planId), expect: "other" },
      bucketId: { with: { bucketId: "bucket" }, see: body((json) => json.bucketId), expect: "bucket" },
      title: { with: { title: "Pack" }, see: body((json) => json.title), expect: "Pack" },
      assignees: {
        with: { assignees: ["ben@contoso.example"] },
        see: body((json) => json.assignments),
        expect: { [person]: { "@odata.type": "#microsoft.graph.plannerAssignment", orderHint: " !" } },
      },
      due: { with: { due: "2026-12-01T09:00:00+01:00" }, see: body((json) => json.dueDateTime), expect: "2026-12-01T08:00:00Z" },
      percent: { with: { percent: 50 }, see: body((json) => json.percentComplete), expect: 50 },
      notes: {
        with: { notes: "N" },
        see: ({ last }) => [last.path, last.json],
        expect: ["/v1.0/planner/tasks/new/details", { description: "N" }],
      },
      checklist: {
        with: { checklist: ["A", "B"] },
        see: body((json) => Object.values<{ title: string }>(json.checklist).map(({ title }) => title)),
        expect: ["A", "B"],
      },
    },
  },
  deleteTask: {
    graph,
    base: { source: "todo", id: "AAMkone" },
    parameters: {
      source: { with: { source: "planner" }, see: path, expect: "/v1.0/planner/tasks/AAMkone" },
      id: { with: { id: "AAMk+1" }, see: path, expect: "/v1.0/me/todo/lists/AAMklist/tasks/AAMk%2B1" },
      list: { with: { list: "Q1 Budget" }, see: path, expect: "/v1.0/me/todo/lists/AAMkbudget/tasks/AAMkone" },
    },
  },
};

/** What each parameter of the task tools makes of the Graph request. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { answeredBy, body, output, path, paths, q, type RoomCases } from "../parameter-case.ts";

const user = "66666666-7777-4888-8999-000000000000";
const former = "0f0e0d0c-1111-4222-8333-444455556666";
const lists = [
  { id: "AAMktasks", displayName: "Tasks", wellknownListName: "defaultList" },
  { id: "AAMkhome", displayName: "Home" },
];

function graph({ method, template }: Asked): Answer {
  if (template === "/me/mailboxSettings") return { body: { timeZone: "Pacific Standard Time" } };
  if (template === "/users/{user}") return { body: { id: user, displayName: "Ben Ortiz", mail: "ben@contoso.example" } };
  if (method === "GET" && template === "/me/todo/lists") return { body: { value: lists } };
  if (method === "GET" && template === "/me/todo/lists/{listId}/tasks") return { body: { value: [{ id: "AAMkone", title: "One" }] } };
  if (template === "/me/planner/tasks" || template === "/planner/plans/{planId}/tasks")
    return { body: { value: [{ id: "planned", percentComplete: 100 }] } };
  if (method === "GET") return { body: { "@odata.etag": 'W/"1"', assignments: { [former]: {} } } };
  return template.startsWith("/planner/tasks/") || method === "DELETE" ? { status: 204 } : { status: 201, body: { id: "AAMknew" } };
}

const tasksOf = (list: string) => `/v1.0/me/todo/lists/${list}/tasks`;
const json = body((sent) => sent);

export const tasksParameters: RoomCases = answeredBy(graph, {
  getTasks: {
    base: {},
    parameters: {
      source: [
        { with: { source: "todo" }, see: paths, expect: ["/v1.0/me/todo/lists", tasksOf("AAMktasks"), tasksOf("AAMkhome")] },
        { with: { source: "planner" }, see: paths, expect: ["/v1.0/me/planner/tasks"] },
      ],
      list: { with: { list: "home" }, see: paths, expect: ["/v1.0/me/todo/lists", tasksOf("AAMkhome")] },
      planId: { with: { planId: "plan+1" }, see: paths, expect: ["/v1.0/planner/plans/plan%2B1/tasks"] },
      status: [
        { with: { source: "todo" }, see: q("$filter"), expect: "status ne 'completed'" },
        { with: { source: "todo", status: "completed" }, see: q("$filter"), expect: "status eq 'completed'" },
        { with: { source: "todo", status: "all" }, see: q("$filter"), expect: null },
        { with: { source: "planner", status: "completed" }, see: output(({ items }) => items.length), expect: 1 },
        { with: { source: "planner", status: "open" }, see: output(({ items }) => items.length), expect: 0 },
      ],
      dueBefore: {
        with: { source: "todo", dueBefore: "2026-12-01T10:00+02:00" },
        see: q("$filter"),
        expect: "status ne 'completed' and dueDateTime/dateTime lt '2026-12-01T08:00:00'",
      },
      count: { with: { count: 1 }, see: output(({ items, hasMore }) => [items.length, hasMore]), expect: [1, true] },
      cursor: { with: { count: 1, status: "all" }, see: output(({ items }) => items[0].listId), expect: "AAMkhome" },
    },
  },
  saveTask: {
    base: { title: "One", timeZone: "Europe/Berlin" },
    parameters: {
      id: {
        with: { id: "AAMk+one" },
        see: ({ last }) => [last.method, last.path],
        expect: ["PATCH", `${tasksOf("AAMktasks")}/AAMk%2Bone`],
      },
      list: { with: { list: "home" }, see: path, expect: tasksOf("AAMkhome") },
      title: { with: { title: "Größe" }, see: json, expect: { title: "Größe" } },
      due: {
        with: { due: "2026-12-01" },
        see: body((sent) => sent.dueDateTime),
        expect: { dateTime: "2026-12-01T00:00:00", timeZone: "Europe/Berlin" },
      },
      reminder: {
        with: { reminder: "2026-12-01T08:30:00Z" },
        see: body((sent) => [sent.reminderDateTime.dateTime, sent.isReminderOn]),
        expect: ["2026-12-01T09:30:00", true],
      },
      body: { with: { body: "1 < 2" }, see: body((sent) => sent.body), expect: { content: "1 < 2", contentType: "text" } },
      importance: { with: { importance: "high" }, see: body((sent) => sent.importance), expect: "high" },
      status: { with: { status: "deferred" }, see: body((sent) => sent.status), expect: "deferred" },
      timeZone: [
        { with: { due: "2026-12-01", timeZone: "Asia/Tokyo" }, see: body((sent) => sent.dueDateTime.timeZone), expect: "Asia/Tokyo" },
        {
          with: { due: "2026-12-01", timeZone: undefined },
          see: body((sent) => sent.dueDateTime.timeZone),
          expect: "Pacific Standard Time",
        },
      ],
    },
  },
  savePlannerTask: {
    base: { planId: "plan1", title: "One" },
    parameters: {
      id: {
        with: { id: "task+1", planId: undefined },
        see: ({ last }) => [last.method, last.path, last.headers["if-match"]],
        expect: ["PATCH", "/v1.0/planner/tasks/task%2B1", 'W/"1"'],
      },
      planId: { with: { planId: "plan2" }, see: json, expect: { planId: "plan2", title: "One" } },
      bucketId: { with: { bucketId: "bucket" }, see: body((sent) => sent.bucketId), expect: "bucket" },
      title: { with: { title: "Two" }, see: body((sent) => sent.title), expect: "Two" },
      assignees: [
        { with: { assignees: ["ben@contoso.example"] }, see: body((sent) => Object.keys(sent.assignments)), expect: [user] },
        {
          with: { id: "task1", planId: undefined, assignees: [] },
          see: body((sent) => sent.assignments),
          expect: { [former]: null },
        },
      ],
      due: { with: { due: "2026-12-01T10:00+02:00" }, see: body((sent) => sent.dueDateTime), expect: "2026-12-01T08:00:00Z" },
      percent: { with: { percent: 50 }, see: body((sent) => sent.percentComplete), expect: 50 },
      notes: {
        with: { notes: "Cold first." },
        see: ({ last }) => [last.path, last.json],
        expect: ["/v1.0/planner/tasks/AAMknew/details", { description: "Cold first." }],
      },
      checklist: {
        with: { checklist: ["Freezers", "Racks"] },
        see: body((sent) => Object.values(sent.checklist as Record<string, { title: string }>).map(({ title }) => title)),
        expect: ["Freezers", "Racks"],
      },
    },
  },
  deleteTask: {
    base: { source: "todo", id: "AAMkone" },
    parameters: {
      source: { with: { source: "planner" }, see: path, expect: "/v1.0/planner/tasks/AAMkone" },
      id: { with: { id: "AAMk+two" }, see: path, expect: `${tasksOf("AAMktasks")}/AAMk%2Btwo` },
      list: { with: { list: "home" }, see: path, expect: `${tasksOf("AAMkhome")}/AAMkone` },
    },
  },
});

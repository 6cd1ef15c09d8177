import { answerCollection, answerEntity, personal } from "../collection.ts";
import { type Entity, isObject, type Json, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { projection, type ProjectionRules } from "../projection.ts";
import { checkEntity } from "../request-body.ts";
import { fromLocal, localText, parseLocal, requireZone } from "../time-zones.ts";

/** Microsoft To Do (learn.microsoft.com/graph/api/resources/todo-overview). */

const listRules: QueryRules = {
  type: "todoTaskList",
  options: ["$filter", "$top", "$skip", "$skiptoken"],
  defaultTop: 100,
  maxTop: 100,
  filterable: ["displayName", "wellknownListName"],
};

/** Due and reminder times are compared as the text they are. */
const taskRules: QueryRules = {
  type: "todoTask",
  options: ["$select", "$filter", "$orderby", "$top", "$skip", "$count", "$skiptoken"],
  defaultTop: 100,
  maxTop: 100,
  filterable: [
    "title",
    "status",
    "importance",
    "dueDateTime/dateTime",
    "createdDateTime",
    "lastModifiedDateTime",
    "completedDateTime/dateTime",
    "isReminderOn",
  ],
  sortable: ["title", "status", "importance", "dueDateTime/dateTime", "createdDateTime", "lastModifiedDateTime"],
};

const taskProjection: ProjectionRules = { type: "todoTask", always: ["@odata.etag", "id"] };
const listProjection: ProjectionRules = { type: "todoTaskList", always: ["@odata.etag", "id"] };

const missing = (): GraphFailure => new GraphFailure(404, "itemNotFound", "The requested item was not found.");

function listOf(call: Call) {
  const list = call.world.todo(call.owner).list(call.params[0] ?? "");
  if (list === undefined) throw missing();
  return list;
}

function taskOf(call: Call): Entity {
  const task = listOf(call).tasks.get(call.params[1] ?? "");
  if (task === undefined) throw missing();
  return task;
}

function listLists(call: Call): Answer {
  const project = projection(listProjection, call.query.select);
  return answerCollection(call, {
    rules: listRules,
    rows: call.world.todo(call.owner).lists(),
    entityOf: (list) => list,
    show: project,
    paging: "$skip",
    context: personal(call, "todo/lists"),
  });
}

function listTasks(call: Call): Answer {
  const { entity, tasks } = listOf(call);
  const project = projection(taskProjection, call.query.select);
  return answerCollection(call, {
    rules: taskRules,
    rows: [...tasks.values()].toReversed(),
    entityOf: (task) => task,
    show: project,
    paging: "$skip",
    context: personal(call, `todo/lists('${entity.id}')/tasks`),
  });
}

/** Times are kept in UTC, whatever zone they came in. */
function inUtc(name: string, value: Json): Json {
  if (!isObject(value)) return value;
  const local = parseLocal(textOf(value.dateTime));
  if (local === null) throw badRequest(`Invalid value for '${name}': '${textOf(value.dateTime)}' is not a date and time.`);
  return { dateTime: localText(fromLocal(requireZone(textOf(value.timeZone)), local)), timeZone: "UTC" };
}

/** learn.microsoft.com/graph/api/todotask-update */
const writable: ReadonlySet<string> = new Set([
  "title",
  "body",
  "importance",
  "status",
  "dueDateTime",
  "reminderDateTime",
  "startDateTime",
  "completedDateTime",
  "isReminderOn",
  "categories",
  "recurrence",
]);

function readTask(call: Call): JsonObject {
  const given = checkEntity("todoTask", call.body);
  for (const name of Object.keys(given))
    if (!writable.has(name) && !name.includes("@")) throw badRequest(`The property '${name}' is read-only and cannot be set.`);
  const done = given.status === "completed" && given.completedDateTime === undefined;
  return {
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, name.endsWith("DateTime") ? inUtc(name, value) : value])),
    ...(done ? { completedDateTime: { dateTime: localText(call.now), timeZone: "UTC" } } : {}),
  };
}

function createTask(call: Call): Answer {
  const { entity } = listOf(call);
  const given = readTask(call);
  if (textOf(given.title).trim() === "") throw badRequest("The property 'title' must have a value.");
  const task = call.world.todo(call.owner).insert(entity.id, given, call.now);
  return { ...answerEntity(call, personal(call, `todo/lists('${entity.id}')/tasks`), task, 201), committed: true };
}

function updateTask(call: Call): Answer {
  const { entity } = listOf(call);
  const task = taskOf(call);
  const given = readTask(call);
  const reopened = given.status !== undefined && given.status !== "completed" ? { completedDateTime: null } : {};
  const changed = call.world
    .todo(call.owner)
    .put(entity.id, { ...task, ...reopened, ...given, id: task.id, lastModifiedDateTime: new Date(call.now).toISOString() });
  return { ...answerEntity(call, personal(call, `todo/lists('${entity.id}')/tasks`), changed), committed: true };
}

function deleteTask(call: Call): Answer {
  const task = taskOf(call);
  listOf(call).tasks.delete(task.id);
  return { status: 204, committed: true };
}

export const todoOperations: readonly Operation[] = [
  { method: "GET", template: "/me/todo/lists", workload: "exchange", query: listRules, run: listLists },
  { method: "GET", template: "/me/todo/lists/{id}/tasks", workload: "exchange", query: taskRules, run: listTasks },
  { method: "POST", template: "/me/todo/lists/{id}/tasks", workload: "exchange", run: createTask },
  { method: "PATCH", template: "/me/todo/lists/{id}/tasks/{id}", workload: "exchange", run: updateTask },
  { method: "DELETE", template: "/me/todo/lists/{id}/tasks/{id}", workload: "exchange", run: deleteTask },
];

import { answerCollection, answerEntity } from "../collection.ts";
import { type Entity, isObject, type Json, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { QueryRules } from "../odata/query.ts";
import { checkEntity } from "../request-body.ts";
import type { Plan, PlannerTask } from "../store/planner.ts";

/** Microsoft Planner (learn.microsoft.com/graph/api/resources/planner-overview): everything there is versioned, so every write names an etag. */

/** learn.microsoft.com/graph/api/planneruser-list-tasks: no OData options. */
const taskRules: QueryRules = { type: "plannerTask", options: ["$skiptoken"], defaultTop: 100 };

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Planner's errors have no code. */
const missing = (): GraphFailure => new GraphFailure(404, "", "The requested item is not found.");
const forbidden = (): GraphFailure => new GraphFailure(403, "", "You do not have the required permissions to access this item.");

function planOf(call: Call, id: string): Plan {
  const plan = call.world.planner.plan(id);
  if (plan === undefined) throw missing();
  if (!plan.isMember(call.caller)) throw forbidden();
  return plan;
}

function taskOf(call: Call): PlannerTask {
  const task = call.world.planner.tasks.get(call.params[0] ?? "");
  if (task === undefined) throw missing();
  if (!task.plan.isMember(call.caller)) throw forbidden();
  return task;
}

/** Missing, malformed and stale headers are told apart by their words. */
function requireEtag(call: Call, current: Entity): void {
  if (call.ifMatch === null) throw new GraphFailure(412, "", "The If-Match header must be specified for this kind of request.");
  if (!/^W\/"[A-Za-z0-9+/=]+"$/.test(call.ifMatch)) throw new GraphFailure(400, "", "The If-Match header contains an invalid value.");
  if (call.ifMatch !== current["@odata.etag"])
    throw new GraphFailure(412, "", "The request could not be completed since the item was changed by someone else.");
}

function listMine(call: Call): Answer {
  const rows = [...call.world.planner.tasks.values()].filter(
    ({ entity }) => isObject(entity.assignments) && entity.assignments[call.owner.objectId] !== undefined,
  );
  return answerCollection(call, {
    rules: taskRules,
    rows,
    entityOf: ({ entity }) => entity,
    show: ({ entity }) => entity,
    paging: "$skiptoken",
    context: "Collection(microsoft.graph.plannerTask)",
  });
}

function listOfPlan(call: Call): Answer {
  const plan = planOf(call, call.params[0] ?? "");
  return answerCollection(call, {
    rules: taskRules,
    rows: [...call.world.planner.tasks.values()].filter((task) => task.plan === plan),
    entityOf: ({ entity }) => entity,
    show: ({ entity }) => entity,
    paging: "$skiptoken",
    context: "Collection(microsoft.graph.plannerTask)",
  });
}

/** learn.microsoft.com/graph/api/plannertask-update */
const writable: ReadonlySet<string> = new Set([
  "title",
  "bucketId",
  "percentComplete",
  "priority",
  "dueDateTime",
  "startDateTime",
  "assignments",
  "appliedCategories",
  "orderHint",
  "assigneePriority",
  "conversationThreadId",
]);

/** An open type's entries: each says its type; null takes one away. */
function merged(type: string, key: RegExp, fields: readonly string[], old: Json | undefined, given: Json): JsonObject {
  const entries: Record<string, Json> = isObject(old) ? { ...old } : {};
  for (const [name, value] of Object.entries(isObject(given) ? given : {})) {
    if (!key.test(name)) throw badRequest(`The key '${name}' is not valid for '${type}s'.`);
    if (value === null) {
      delete entries[name];
      continue;
    }
    if (!isObject(value) || textOf(value["@odata.type"]).replace(/^#/, "") !== `microsoft.graph.${type}`)
      throw badRequest(`The value of '${name}' needs '@odata.type' 'microsoft.graph.${type}'.`);
    for (const field of Object.keys(value))
      if (!fields.includes(field) && !field.includes("@"))
        throw badRequest(`The property '${field}' does not exist on type 'microsoft.graph.${type}'.`);
    const { "@odata.type": _, ...rest } = value;
    const before = entries[name];
    entries[name] = { ...(isObject(before) ? before : {}), ...rest };
  }
  return entries;
}

function readTask(call: Call, plan: Plan, old: Entity | null): JsonObject {
  const { planId: _planId, ...given } = checkEntity("plannerTask", call.body);
  for (const name of Object.keys(given))
    if (!writable.has(name) && !name.includes("@")) throw badRequest(`The property '${name}' cannot be set.`);
  if (given.bucketId !== undefined && given.bucketId !== null && !plan.buckets.has(textOf(given.bucketId)))
    throw badRequest("The bucket does not exist in the plan of the task.");
  const percent = given.percentComplete;
  if (percent !== undefined && (typeof percent !== "number" || percent < 0 || percent > 100))
    throw badRequest("percentComplete must be between 0 and 100.");
  if ((old === null || given.title !== undefined) && textOf(given.title).trim() === "") throw badRequest("The title must not be empty.");
  return {
    ...given,
    ...(given.assignments === undefined
      ? {}
      : { assignments: merged("plannerAssignment", guid, ["orderHint"], old?.assignments, given.assignments) }),
    ...(percent === undefined ? {} : { completedDateTime: percent === 100 ? new Date(call.now).toISOString() : null }),
  };
}

const context = "planner/tasks";

function createTask(call: Call): Answer {
  const planId = textOf(call.body.planId);
  if (planId === "") throw badRequest("The planId is required.");
  const plan = planOf(call, planId);
  const task = call.world.planner.insert(plan, readTask(call, plan, null), new Date(call.now).toISOString());
  return { ...answerEntity(call, context, task.entity, 201), committed: true };
}

function updateTask(call: Call): Answer {
  const task = taskOf(call);
  requireEtag(call, task.entity);
  if (call.body.planId !== undefined && call.body.planId !== task.plan.id) throw badRequest("The plan of a task cannot be changed.");
  call.world.planner.put(task, { ...task.entity, ...readTask(call, task.plan, task.entity), id: task.entity.id });
  return { status: 204, committed: true };
}

function deleteTask(call: Call): Answer {
  const task = taskOf(call);
  requireEtag(call, task.entity);
  call.world.planner.tasks.delete(task.entity.id);
  return { status: 204, committed: true };
}

function updateDetails(call: Call): Answer {
  const task = taskOf(call);
  requireEtag(call, task.details);
  const given = checkEntity("plannerTaskDetails", call.body);
  const checklist =
    given.checklist === undefined
      ? task.details.checklist
      : merged("plannerChecklistItem", /^[\w-]{1,60}$/, ["title", "isChecked", "orderHint"], task.details.checklist, given.checklist);
  const items = Object.keys(isObject(checklist) ? checklist : {}).length;
  if (items > 20) throw new GraphFailure(403, "", "MaximumChecklistItemsOnTask");
  call.world.planner.putDetails(task, { ...task.details, ...given, checklist: checklist ?? {}, id: task.entity.id });
  call.world.planner.put(task, {
    ...task.entity,
    hasDescription: textOf(task.details.description) !== "",
    checklistItemCount: items,
  });
  return { status: 204, committed: true };
}

export const plannerOperations: readonly Operation[] = [
  { method: "GET", template: "/me/planner/tasks", workload: "planner", query: taskRules, run: listMine },
  { method: "GET", template: "/planner/plans/{id}/tasks", workload: "planner", query: taskRules, run: listOfPlan },
  { method: "POST", template: "/planner/tasks", workload: "planner", run: createTask },
  {
    method: "GET",
    template: "/planner/tasks/{id}",
    workload: "planner",
    run: (call) => answerEntity(call, context, taskOf(call).entity),
  },
  { method: "PATCH", template: "/planner/tasks/{id}", workload: "planner", run: updateTask },
  { method: "DELETE", template: "/planner/tasks/{id}", workload: "planner", run: deleteTask },
  {
    method: "GET",
    template: "/planner/tasks/{id}/details",
    workload: "planner",
    run: (call) => answerEntity(call, `${context}/details`, taskOf(call).details),
  },
  { method: "PATCH", template: "/planner/tasks/{id}/details", workload: "planner", run: updateDetails },
];

import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphClient } from "../../graph/request.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { fewAtOnce } from "../few-at-once.ts";
import { graphId } from "../graph-id.ts";
import { cursorInput, listOf, pageText } from "../listing.ts";
import { chosenZone, zoneOperation, zoneScope } from "../time/chosen-zone.ts";
import { instantOf, instantOfGraph, localTime, readWritten, utcText } from "../time/moment.ts";
import { findZone, utc, type Zone } from "../time/zone.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { listInput, listsOperation, todoLists, type TodoList, whichList } from "./todo-list.ts";

/** To Do lists one call reads, and tasks of each; with Planner's pages no more than 30 requests (our caps). */
const maxLists = 12;
const maxPerList = 200;
const maxPlanner = 400;
/** Lists read at once. */
const width = 4;

const task = z.object({
  id: z.string(),
  source: z.enum(["todo", "planner"]),
  title: z.string(),
  status: z.string(),
  due: z.string().optional(),
  importance: z.string().optional(),
  list: z.string().optional(),
  listId: z.string().optional(),
  planId: z.string().optional(),
  untrusted,
});
type Task = z.output<typeof task>;

const todoTask = z.object({
  id: z.string(),
  title: z.string().nullish(),
  status: z.string().nullish(),
  importance: z.string().nullish(),
  dueDateTime: z.object({ dateTime: z.string(), timeZone: z.string() }).nullish(),
});

const plannerTask = z.object({
  id: z.string(),
  title: z.string().nullish(),
  planId: z.string().nullish(),
  percentComplete: z.number().nullish(),
  dueDateTime: z.string().nullish(),
});

type Wanted = { readonly status: "open" | "completed" | "all"; readonly before: number | undefined };
type Found = { readonly tasks: readonly Task[]; readonly cut: boolean };

export const getTasks = defineTool({
  name: "getTasks",
  title: "Get tasks",
  description: "To Do and Planner tasks, soonest due first; open ones unless status says.",
  toolset: "tasks",
  tier: "core",
  risk: "read",
  scopes: ["Tasks.Read"],
  optionalScopes: [zoneScope],
  operations: [
    listsOperation,
    "GET /me/todo/lists/{listId}/tasks",
    "GET /me/planner/tasks",
    "GET /planner/plans/{planId}/tasks",
    zoneOperation,
  ],
  input: z.strictObject({
    source: z.enum(["both", "todo", "planner"]).default("both"),
    list: listInput,
    planId: graphId.optional(),
    status: z.enum(["open", "completed", "all"]).optional(),
    dueBefore: z.string().optional().describe("Local unless it has an offset."),
    count: z.int().min(1).max(100).default(25),
    cursor: cursorInput,
  }),
  output: listOf(task),

  async run({ source, list, planId, status = "open", dueBefore, count, cursor }, { graph, progress }) {
    if (list !== undefined && (planId !== undefined || source === "planner"))
      throw new AppError("invalid_arguments", "list is of To Do and cannot be asked with Planner's tasks.", { field: "list" });
    if (planId !== undefined && source === "todo")
      throw new AppError("invalid_arguments", "planId is of Planner; leave source out or make it planner.", { field: "planId" });
    const limit = dueBefore === undefined ? undefined : readWritten("dueBefore", dueBefore);
    const zone = limit !== undefined && limit.offset === undefined ? await chosenZone(undefined, graph) : undefined;
    const before = limit && instantOf("dueBefore", limit, zone ?? utc);
    const wanted: Wanted = { status, before };
    const asked = JSON.stringify([source, list, planId, status, dueBefore, count]);
    const from = cursor === undefined ? 0 : Number(await graph.openPosition(cursor, [asked]));

    const todo = source !== "planner" && planId === undefined ? await todoTasks(list, wanted, graph, progress) : nothing;
    const planner = source !== "todo" && list === undefined ? await plannerTasks(planId, wanted, graph) : nothing;
    const tasks = [...todo.tasks, ...planner.tasks].toSorted(byDue);
    const end = from + count;
    const cut = todo.cut || planner.cut;
    const items = tasks.slice(from, end);
    return {
      items: items.some(isLocal) ? inZone(items, zone ?? (await chosenZone(undefined, graph))) : items,
      hasMore: end < tasks.length,
      ...(end < tasks.length ? { cursor: await graph.sealPosition(String(end), [asked]) } : {}),
      ...(cut ? { truncated: true as const } : {}),
    };
  },
  text: (page) => pageText(page, page.items.flatMap(lines), "No tasks."),
});

const nothing: Found = { tasks: [], cut: false };

async function todoTasks(
  list: string | undefined,
  { status, before }: Wanted,
  graph: GraphClient,
  progress: (done: number, total?: number) => void,
): Promise<Found> {
  const known = list === undefined ? await todoLists(graph) : { items: [await whichList(list, graph)] };
  const lists = known.items.slice(0, maxLists);
  const conditions = [
    status === "all" ? [] : [status === "open" ? "status ne 'completed'" : "status eq 'completed'"],
    /* Compared by the service as text, in the zone it keeps times in. */
    before === undefined ? [] : [`dueDateTime/dateTime lt '${utcText(before).slice(0, -1)}'`],
  ].flat();
  const tasks: Task[] = [];
  let cut = lists.length < known.items.length;
  for (let at = 0; at < lists.length; at += width) {
    if (at > 0) progress(at, lists.length);
    const pages = await fewAtOnce(lists.slice(at, at + width), async (one) => ({
      one,
      ...(await graph.all(
        {
          path: "/me/todo/lists/{listId}/tasks",
          params: { listId: one.id },
          query: { $filter: conditions.length === 0 ? undefined : conditions.join(" and ") },
          item: todoTask,
        },
        maxPerList,
      )),
    }));
    for (const { one, items, truncated } of pages) {
      cut ||= truncated === true;
      tasks.push(...items.map((item) => readTodo(item, one)));
    }
  }
  return { tasks: tasks.filter(({ due }) => before === undefined || (due !== undefined && Date.parse(due) < before)), cut };
}

async function plannerTasks(planId: string | undefined, { status, before }: Wanted, graph: GraphClient): Promise<Found> {
  /* Planner takes no query options, so that what is wanted is picked here. */
  const query = { $top: undefined };
  const { items, truncated } = await graph.all(
    planId === undefined
      ? { path: "/me/planner/tasks", query, item: plannerTask }
      : { path: "/planner/plans/{planId}/tasks", params: { planId }, query, item: plannerTask },
    maxPlanner,
  );
  const tasks = items
    .filter(({ percentComplete }) => status === "all" || (percentComplete === 100) === (status === "completed"))
    .filter(({ dueDateTime }) => before === undefined || (!!dueDateTime && Date.parse(dueDateTime) < before))
    .map((item) => readPlanner(item));
  return { tasks, cut: truncated === true };
}

function readTodo({ id, title, status, importance, dueDateTime }: z.output<typeof todoTask>, list: TodoList): Task {
  return compact<Task>({
    id,
    source: "todo",
    title: oneLine(title ?? "", 255),
    status: status ?? "notStarted",
    due: dueDateTime ? utcText(instantOfGraph(dueDateTime.dateTime, findZone(dueDateTime.timeZone) ?? utc)) : undefined,
    importance: importance === "normal" ? undefined : (importance ?? undefined),
    list: oneLine(list.displayName, 100),
    listId: list.id,
    planId: undefined,
    untrusted: true,
  });
}

function readPlanner({ id, title, planId, percentComplete, dueDateTime }: z.output<typeof plannerTask>): Task {
  return compact<Task>({
    id,
    source: "planner",
    title: oneLine(title ?? "", 255),
    status: !percentComplete ? "notStarted" : percentComplete === 100 ? "completed" : "inProgress",
    due: dueDateTime ? utcText(Date.parse(dueDateTime)) : undefined,
    importance: undefined,
    list: undefined,
    listId: undefined,
    planId: planId ?? undefined,
    untrusted: true,
  });
}

/** To Do keeps a date as the midnight of whoever set it, in UTC: only one that is UTC's own midnight shows its date there. */
function isLocal({ source, due }: Task): boolean {
  return source === "todo" && due !== undefined && !due.endsWith("T00:00:00Z");
}

function inZone(tasks: readonly Task[], zone: Zone): Task[] {
  return tasks.map((one) => (one.due !== undefined && isLocal(one) ? { ...one, due: localTime(Date.parse(one.due), zone) } : one));
}

/** Soonest first, those without a date last; always the same order, so that pages fit together. */
function byDue(left: Task, right: Task): number {
  if (left.due !== right.due) return (left.due ?? "9") < (right.due ?? "9") ? -1 : 1;
  return left.id < right.id ? -1 : 1;
}

function lines({ id, title, status, due, importance, list, planId }: Task): readonly string[] {
  const place = list === undefined ? `plan=${planId ?? ""}` : `list ${oneLine(list, 40)}`;
  const facts = [oneLine(title, 90), due ? `due ${due}` : "", status, importance ? `${importance} importance` : "", place];
  return [`- ${facts.filter(Boolean).join(" | ")}`, `  id=${id}`];
}

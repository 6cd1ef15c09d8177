import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { Attempt, GraphClient } from "../../graph/request.ts";
import { address } from "../addresses.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { fewAtOnce } from "../few-at-once.ts";
import { graphId } from "../graph-id.ts";
import { personInput, personOperations, personScope, type DirectoryPerson, whichPerson } from "../people/which-person.ts";
import { singleLine } from "../single-line.ts";
import { instantOf, readWritten, utcText } from "../time/moment.ts";
import { utc } from "../time/zone.ts";
import { carriedOut, changeVersion } from "./planner-version.ts";

/** Planner's own limits (learn.microsoft.com/office365/planner/planner-limits). */
const maxAssignees = 20;
const maxChecklist = 20;
const maxNotes = 32_000;

const task = "/planner/tasks/{id}";
const details = "/planner/tasks/{id}/details";

export const savePlannerTask = defineTool({
  name: "savePlannerTask",
  title: "Save a Planner task",
  description: "Creates a task in a plan, or changes the one with this id.",
  toolset: "tasks",
  tier: "extended",
  risk: "write",
  scopes: ["Tasks.ReadWrite"],
  optionalScopes: [personScope],
  scopesOf: ({ assignees }) => (assignees === undefined || assignees.length === 0 ? [] : [personScope]),
  operations: ["POST /planner/tasks", `GET ${task}`, `PATCH ${task}`, `GET ${details}`, `PATCH ${details}`, ...personOperations],
  recipients: ({ assignees = [] }) => assignees.filter((who) => address.safeParse(who).success),
  input: z.strictObject({
    id: graphId.optional(),
    planId: graphId.optional(),
    bucketId: graphId.optional(),
    title: singleLine(255).optional(),
    assignees: z.array(personInput).max(maxAssignees).optional().describe("By address, id or name; nobody else stays assigned."),
    due: z.string().optional().describe("UTC unless it has an offset."),
    percent: z.int().min(0).max(100).optional(),
    notes: z.string().max(maxNotes).optional(),
    checklist: z.array(singleLine(100)).min(1).max(maxChecklist).optional().describe("Items to add."),
  }),
  output: z.object({
    id: z.string(),
    title: z.string().optional(),
    assignees: z.array(z.string()).optional(),
    due: z.string().optional(),
    notSaved: z.string().optional(),
  }),

  async run({ id, planId, bucketId, title, assignees, due, percent, notes, checklist }, { graph }) {
    if (id === undefined && title === undefined)
      throw new AppError("invalid_arguments", "title is required for a new task; give id to change one.", { field: "title" });
    if (id === undefined && planId === undefined)
      throw new AppError("invalid_arguments", "planId is required for a new task; getTasks shows it.", { field: "planId" });
    if (id !== undefined && planId !== undefined)
      throw new AppError("invalid_arguments", "A task stays in its plan; leave planId out.", { field: "planId" });
    const ofTask = [bucketId, title, assignees, due, percent];
    const ofDetails = [notes, checklist];
    if (id !== undefined && [...ofTask, ...ofDetails].every((value) => value === undefined))
      throw new AppError("invalid_arguments", "There is nothing to change: give what is to be different.", { field: "id" });
    const dueAt = due === undefined ? undefined : utcText(dueInstant(due));

    const people = await fewAtOnce(assignees ?? [], (who) => whichPerson("assignees", who, graph));
    const given = compact({ bucketId, title, dueDateTime: dueAt, percentComplete: percent });
    const output = (saved: string, notSaved?: string) =>
      compact({
        id: saved,
        title,
        assignees: assignees === undefined ? undefined : people.map((person) => person.address),
        due: dueAt,
        notSaved,
      });

    if (id === undefined) {
      const created = await graph.request({
        method: "POST",
        path: "/planner/tasks",
        body: { planId, ...given, ...(people.length > 0 ? { assignments: assignmentsOf(people, []) } : {}) },
        response: z.object({ id: z.string() }),
        idempotency: "once",
      });
      if (ofDetails.every((value) => value === undefined)) return output(created.id);
      /* The task is there, and a repeat would make a second one: what is missing of it is said, not thrown. */
      const { ok } = await saveDetails(created.id, notes, checklist, graph);
      return output(created.id, ok ? undefined : notAdded);
    }

    if (ofTask.some((value) => value !== undefined)) {
      carriedOut(
        await changeVersion(graph, task, id, ({ assigned }) => ({
          method: "PATCH",
          body: { ...given, ...(assignees === undefined ? {} : { assignments: assignmentsOf(people, assigned) }) },
        })),
      );
    }
    if (ofDetails.every((value) => value === undefined)) return output(id);
    const saved = await saveDetails(id, notes, checklist, graph);
    /* Of a change of which a part is made, the rest is said, too. */
    if (ofTask.every((value) => value === undefined)) carriedOut(saved);
    return output(id, saved.ok ? undefined : notAdded);
  },
  text: ({ id, title, assignees, due, notSaved }) =>
    [
      `Saved${title ? `: ${title}` : ""}${due ? `, due ${due}` : ""}`,
      ...(assignees ? [`Assigned to ${assignees.length > 0 ? assignees.join(", ") : "nobody"}`] : []),
      ...(notSaved ? [`Not saved: ${notSaved}`] : []),
      `id=${id}`,
    ].join("\n"),
});

const notAdded = "notes and checklist; give them again with this id";

/** Planner shows a date by the clock of whoever looks: 10:00 UTC is the same date from Hawaii to Auckland. */
function dueInstant(due: string): number {
  const written = readWritten("due", due);
  return instantOf("due", written, utc) + (written.dateOnly ? 10 * 3_600_000 : 0);
}

/** Planner's dictionary of people: the new ones added, those not meant any more taken away. */
function assignmentsOf(people: readonly DirectoryPerson[], assigned: readonly string[]): Record<string, unknown> {
  const wanted = new Set(people.map(({ id }) => id));
  const added = [...wanted].filter((who) => !assigned.includes(who));
  return Object.fromEntries([
    ...assigned.filter((who) => !wanted.has(who)).map((who) => [who, null]),
    ...added.map((who) => [who, { "@odata.type": "#microsoft.graph.plannerAssignment", orderHint: " !" }]),
  ]);
}

function saveDetails(
  id: string,
  notes: string | undefined,
  checklist: readonly string[] | undefined,
  graph: GraphClient,
): Promise<Attempt<null>> {
  const items = checklist?.map((title) => [
    crypto.randomUUID(),
    { "@odata.type": "#microsoft.graph.plannerChecklistItem", title, isChecked: false, orderHint: " !" },
  ]);
  return changeVersion(graph, details, id, () => ({
    method: "PATCH",
    body: compact({ description: notes, checklist: items && Object.fromEntries(items) }),
  }));
}

import type { Person } from "../../company.ts";
import type { Entity, JsonObject } from "../entity.ts";
import { seedPlans } from "../seed/tasks.ts";
import type { Directory } from "./directory.ts";
import { uuidOf } from "./ids.ts";

export type Plan = {
  readonly id: string;
  readonly buckets: ReadonlySet<string>;
  readonly isMember: (person: Person) => boolean;
};

export type PlannerTask = { readonly plan: Plan; entity: Entity; details: Entity };

const dayMs = 86_400_000;

/** Planner's ids have 28 characters and tell letter case apart. */
const plannerId = (text: string): string =>
  Buffer.from(uuidOf(`planner:${text}`) + uuidOf(text))
    .toString("base64url")
    .slice(0, 28);

/** As the service writes them: `W/"JzEt…"`. */
const etag = (kind: string, version: number): string => `W/"${Buffer.from(`'1-${kind}  @@@@@@@@@${version}'`).toString("base64")}"`;

/** Plans of groups with their tasks (learn.microsoft.com/graph/api/resources/planner-overview). */
export class Planner {
  readonly tasks = new Map<string, PlannerTask>();
  readonly #plans = new Map<string, Plan>();
  #version = 0;

  constructor(directory: Directory, startedAt: number) {
    for (const seed of seedPlans) {
      const bucketId = (name: string) => plannerId(`${seed.title}:${name}`);
      const plan = {
        id: plannerId(seed.title),
        buckets: new Set(seed.buckets.map(bucketId)),
        isMember: (person: Person) => seed.members.includes(person.name),
      };
      this.#plans.set(plan.id, plan);
      for (const { title, bucket, percent, dueIn, assignees, notes = "", checklist = [] } of seed.tasks) {
        const at = new Date(startedAt - 10 * dayMs).toISOString();
        const people = assignees.flatMap((name) => directory.byName.get(name) ?? []);
        const task = this.insert(
          plan,
          {
            title,
            bucketId: bucketId(bucket),
            percentComplete: percent,
            dueDateTime:
              dueIn === undefined ? null : new Date(Math.floor(startedAt / dayMs + dueIn) * dayMs + 10 * 3_600_000).toISOString(),
            assignments: Object.fromEntries(people.map((person) => [person.objectId, { orderHint: "" }])),
          },
          at,
        );
        this.putDetails(task, {
          ...task.details,
          description: notes,
          checklist: Object.fromEntries(
            checklist.map((item) => [uuidOf(`check:${title}:${item}`), { title: item, isChecked: false, orderHint: "" }]),
          ),
        });
      }
    }
  }

  plan(id: string): Plan | undefined {
    return this.#plans.get(id);
  }

  insert(plan: Plan, properties: JsonObject, at: string): PlannerTask {
    const id = plannerId(`task:${(this.#version += 1)}`);
    const task: PlannerTask = { plan, entity: { id }, details: { id } };
    this.tasks.set(id, task);
    this.put(task, {
      title: "",
      bucketId: null,
      percentComplete: 0,
      priority: 5,
      dueDateTime: null,
      startDateTime: null,
      orderHint: "",
      assigneePriority: "",
      hasDescription: false,
      checklistItemCount: 0,
      activeChecklistItemCount: 0,
      referenceCount: 0,
      assignments: {},
      appliedCategories: {},
      createdDateTime: at,
      completedDateTime: null,
      ...properties,
      planId: plan.id,
      id,
    });
    this.putDetails(task, { id, description: "", previewType: "automatic", references: {}, checklist: {} });
    return task;
  }

  put(task: PlannerTask, entity: Entity): void {
    task.entity = { ...entity, "@odata.etag": etag("Task", (this.#version += 1)) };
  }

  putDetails(task: PlannerTask, details: Entity): void {
    task.details = { ...details, "@odata.etag": etag("TaskDetails", (this.#version += 1)) };
  }
}

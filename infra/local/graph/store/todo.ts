import type { Person } from "../../company.ts";
import type { Entity, JsonObject } from "../entity.ts";
import { todoListsOf } from "../seed/tasks.ts";
import { type IdSpace, idSpace } from "./ids.ts";

type TodoList = { readonly entity: Entity; readonly tasks: Map<string, Entity> };

const dayMs = 86_400_000;

/** A person's To Do lists (learn.microsoft.com/graph/api/resources/todo-overview); newest task first, as the service lists them. */
export class TodoStore {
  readonly #lists = new Map<string, TodoList>();
  readonly #ids: IdSpace;
  #serial = 0;

  constructor(owner: Person, startedAt: number) {
    this.#ids = idSpace(`todo:${owner.objectId}`);
    for (const [index, { name, wellKnown, tasks }] of todoListsOf(owner).entries()) {
      const id = this.#ids.container(`list:${index}`);
      this.#lists.set(id, {
        entity: {
          "@odata.etag": `W/"${this.#ids.changeKey(id)}"`,
          id,
          displayName: name,
          isOwner: true,
          isShared: false,
          wellknownListName: wellKnown,
        },
        tasks: new Map(),
      });
      for (const { dueIn, body = "", ...task } of tasks.toReversed()) {
        const due = dueIn === undefined ? null : new Date(Math.floor(startedAt / dayMs + dueIn) * dayMs).toISOString();
        this.insert(
          id,
          {
            importance: "normal",
            ...task,
            body: { content: body, contentType: "text" },
            ...(due === null ? {} : { dueDateTime: { dateTime: `${due.slice(0, 19)}.0000000`, timeZone: "UTC" } }),
          },
          startedAt - 30 * dayMs,
        );
      }
    }
  }

  lists(): readonly Entity[] {
    return [...this.#lists.values()].map(({ entity }) => entity);
  }

  list(id: string): TodoList | undefined {
    return this.#lists.get(id);
  }

  insert(listId: string, properties: JsonObject, at: number): Entity {
    const id = this.#ids.item(`task:${(this.#serial += 1)}`);
    const iso = new Date(at).toISOString();
    return this.put(listId, {
      importance: "normal",
      status: "notStarted",
      title: "",
      isReminderOn: false,
      hasAttachments: false,
      categories: [],
      body: { content: "", contentType: "text" },
      createdDateTime: iso,
      lastModifiedDateTime: iso,
      ...properties,
      id,
    });
  }

  /** Stores the task under its own id, with an etag of its own. */
  put(listId: string, task: Entity): Entity {
    const entity = { ...task, "@odata.etag": `W/"${this.#ids.changeKey(`${task.id}:${(this.#serial += 1)}`)}"` };
    const tasks = this.#lists.get(listId)?.tasks;
    tasks?.delete(task.id);
    tasks?.set(task.id, entity);
    return entity;
  }
}

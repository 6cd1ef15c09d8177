import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { carriedOut, changeVersion } from "./planner-version.ts";
import { listInput, listsOperation, whichList } from "./todo-list.ts";

export const deleteTask = defineTool({
  name: "deleteTask",
  title: "Delete a task",
  description: "Deletes a To Do or Planner task for good.",
  toolset: "tasks",
  tier: "extended",
  risk: "delete",
  scopes: ["Tasks.ReadWrite"],
  operations: [listsOperation, "DELETE /me/todo/lists/{listId}/tasks/{id}", "GET /planner/tasks/{id}", "DELETE /planner/tasks/{id}"],
  input: z.strictObject({
    source: z.enum(["todo", "planner"]),
    id: graphId,
    list: listInput,
  }),
  output: z.object({ id: z.string(), deleted: z.literal(true) }),

  async run({ source, id, list }, { graph }) {
    if (source === "planner") {
      if (list !== undefined) throw new AppError("invalid_arguments", "list is of To Do; leave it out for Planner.", { field: "list" });
      carriedOut(await changeVersion(graph, "/planner/tasks/{id}", id, () => ({ method: "DELETE" })));
    } else {
      const { id: listId } = await whichList(list, graph);
      await graph.request({
        method: "DELETE",
        path: "/me/todo/lists/{listId}/tasks/{id}",
        params: { listId, id },
        response: z.null(),
        idempotency: "safe",
      });
    }
    return { id, deleted: true as const };
  },
  text: ({ id }) => `Deleted: id=${id}`,
});

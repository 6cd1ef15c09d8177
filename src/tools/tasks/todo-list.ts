/** To Do lists by id or name. */
import { z } from "zod";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { oneNamed } from "../named.ts";
import { singleLine } from "../single-line.ts";

export const listsOperation = "GET /me/todo/lists" satisfies Operation;

const graphList = z.object({ id: z.string(), displayName: z.string(), wellknownListName: z.string().nullish() });
export type TodoList = z.output<typeof graphList>;

/** Lists one account is looked through (our cap). */
const maxLists = 200;

export const listInput = singleLine(512).optional().describe("To Do list by name or id.");

export async function todoLists(graph: GraphClient) {
  return graph.all({ path: "/me/todo/lists", item: graphList }, maxLists);
}

/** The list named, or the account's default one. @throws AppError `not_found` or `ambiguous`, with candidates */
export async function whichList(list: string | undefined, graph: GraphClient): Promise<TodoList> {
  const { items } = await todoLists(graph);
  const usual = list === undefined ? items.find(({ wellknownListName }) => wellknownListName === "defaultList") : undefined;
  return usual ?? oneNamed("list", "list", list ?? "Tasks", items);
}

import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { singleLine } from "../single-line.ts";
import { chosenZone, zoneInput, zoneOperation, zoneScope } from "../time/chosen-zone.ts";
import { doubledNote, graphTime, instantOf, localTime, readWritten, zoneToWrite } from "../time/moment.ts";
import { utc, zoneOf } from "../time/zone.ts";
import { oneLine } from "../visible-text.ts";
import { listsOperation, whichList } from "./todo-list.ts";

export const saveTask = defineTool({
  name: "saveTask",
  title: "Save a To Do task",
  description: "Creates a To Do task, or changes the one with this id.",
  toolset: "tasks",
  tier: "core",
  risk: "write",
  scopes: ["Tasks.ReadWrite"],
  optionalScopes: [zoneScope],
  operations: [listsOperation, "POST /me/todo/lists/{listId}/tasks", "PATCH /me/todo/lists/{listId}/tasks/{id}", zoneOperation],
  input: z.strictObject({
    id: graphId.optional(),
    list: singleLine(512).optional().describe("Name or id; the default list unless given. Needed with the id of another list's task."),
    title: singleLine(255).optional(),
    due: z.string().optional(),
    reminder: z.string().optional(),
    body: z.string().max(20_000).optional(),
    importance: z.enum(["low", "normal", "high"]).optional(),
    status: z.enum(["notStarted", "inProgress", "completed", "waitingOnOthers", "deferred"]).optional(),
    timeZone: zoneInput,
  }),
  output: z.object({
    id: z.string(),
    list: z.string(),
    title: z.string(),
    status: z.string().optional(),
    due: z.string().optional(),
    reminder: z.string().optional(),
    timeZone: z.string().optional(),
    note: z.string().optional(),
  }),

  async run({ id, list, title, due, reminder, body, importance, status, timeZone }, { graph }) {
    if (id === undefined && title === undefined)
      throw new AppError("invalid_arguments", "title is required for a new task; give id to change one.", { field: "title" });
    if (id !== undefined && [title, due, reminder, body, importance, status].every((value) => value === undefined))
      throw new AppError("invalid_arguments", "There is nothing to change: give title, due, reminder, body, importance or status.", {
        field: "id",
      });
    const times = Object.entries({ due, reminder }).flatMap(([field, text]) =>
      text === undefined ? [] : [{ field, written: readWritten(field, text) }],
    );
    /* What a zone's clocks skip is told before anything is asked, where the zone is known. */
    const named = timeZone === undefined ? utc : zoneOf("timeZone", timeZone);
    for (const { field, written } of times) instantOf(field, written, named);

    const zone =
      timeZone === undefined && times.some(({ written }) => written.offset === undefined) ? await chosenZone(undefined, graph) : named;
    const [dueAt, remindAt] = ["due", "reminder"].map((name) => {
      const time = times.find(({ field }) => field === name);
      return time && instantOf(name, time.written, zone);
    });
    const { id: listId, displayName } = await whichList(list, graph);
    const task = compact({
      title,
      /* To Do keeps the date of it: in another zone that might be another day. */
      dueDateTime: dueAt === undefined ? undefined : graphTime(dueAt, zone),
      reminderDateTime: remindAt === undefined ? undefined : graphTime(remindAt, zoneToWrite([remindAt], zone)),
      isReminderOn: remindAt === undefined ? undefined : true,
      body: body === undefined ? undefined : { content: body, contentType: "text" },
      importance,
      status,
    });
    const response = z.object({ id: z.string(), title: z.string().nullish(), status: z.string().nullish() });
    const saved =
      id === undefined
        ? await graph.request({
            method: "POST",
            path: "/me/todo/lists/{listId}/tasks",
            params: { listId },
            body: task,
            response,
            idempotency: "once",
          })
        : await graph.request({
            method: "PATCH",
            path: "/me/todo/lists/{listId}/tasks/{id}",
            params: { listId, id },
            body: task,
            response,
            idempotency: "safe",
          });
    const shown = (instant: number | undefined) => (instant === undefined ? undefined : localTime(instant, zone));
    return compact({
      id: saved.id,
      list: oneLine(displayName, 100),
      title: oneLine(saved.title ?? title ?? "", 255),
      status: saved.status ?? undefined,
      due: shown(dueAt),
      reminder: shown(remindAt),
      timeZone: times.length === 0 ? undefined : zone.iana,
      note: doubledNote(
        times.flatMap(({ field, written }) => (field === "reminder" ? [[field, written] as const] : [])),
        zone,
      ),
    });
  },
  text: ({ id, list, title, status, due, reminder, timeZone, note }) =>
    [
      `Saved in ${list}: ${[title, status ?? "", due ? `due ${due}` : "", reminder ? `reminder ${reminder}` : ""].filter(Boolean).join(" | ")}${timeZone ? ` (${timeZone})` : ""}`,
      ...(note === undefined ? [] : [note]),
      `id=${id}`,
    ].join("\n"),
});

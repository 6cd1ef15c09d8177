import { expect } from "vitest";
import type { JournalEntry } from "../../../infra/local/graph/journal.ts";
import type { ToolCase, ToolKit } from "./tool-kit.ts";

type Task = { readonly id: string; readonly title: string; readonly planId?: string; readonly due?: string; readonly status: string };

async function named({ call }: ToolKit, title: string): Promise<Task | undefined> {
  const { data } = await call("getTasks", { status: "all", count: 100 });
  return data.items.find((one: Task) => one.title === title);
}

function assignmentsOf(commit: JournalEntry | undefined): object {
  const { assignments } = (commit?.body ?? {}) as { assignments?: object };
  return assignments ?? {};
}

export const tasksCases: readonly ToolCase[] = [
  {
    tool: "getTasks",
    does: "lists To Do and Planner together, page by page, a list alone by its name",
    run: async ({ call, refused }) => {
      const { data, text } = await call("getTasks", { count: 3 });
      expect(data.items).toHaveLength(3);
      expect(text).toContain(`id=${data.items[0].id}`);
      const next = await call("getTasks", { count: 3, cursor: data.cursor });
      expect(next.data.items[0].id).not.toBe(data.items[0].id);

      const list = await call("getTasks", { list: "q1 budget", source: "todo" });
      expect(list.data.items.map(({ title }: Task) => title)).toContain("Wait for the landlord's answer");
      const plan = await call("getTasks", { source: "planner", dueBefore: "2099-01-01" });
      expect(plan.data.items.map(({ title }: Task) => title)).toContain("Book the lorry");

      expect((await refused("getTasks", { list: "Follow-up" })).data).toMatchObject({ code: "ambiguous", field: "list" });
    },
  },
  {
    tool: "saveTask",
    does: "creates a task in the mailbox's zone, then completes it",
    run: async (kit) => {
      const { data } = await kit.call("saveTask", {
        title: "Order gloves",
        due: "2026-12-01",
        reminder: "2026-12-01T08:30",
        body: "Size M",
      });
      expect(data).toMatchObject({ list: "Tasks", due: "2026-12-01T00:00:00+01:00" });
      await kit.call("saveTask", { id: data.id, status: "completed", importance: "low" });

      const [created, changed] = (await kit.commits()).slice(-2);
      expect(created).toMatchObject({ method: "POST", template: "/me/todo/lists/{id}/tasks" });
      expect(created?.body).toMatchObject({
        title: "Order gloves",
        dueDateTime: { dateTime: "2026-12-01T00:00:00", timeZone: "W. Europe Standard Time" },
        isReminderOn: true,
        body: { content: "Size M", contentType: "text" },
      });
      expect(changed).toMatchObject({ method: "PATCH", body: { status: "completed", importance: "low" } });
      expect(await named(kit, "Order gloves")).toMatchObject({ status: "completed", due: "2026-12-01T00:00:00+01:00" });
    },
  },
  {
    tool: "savePlannerTask",
    does: "creates a task for colleagues with notes and checklist, then changes it from the version it read",
    run: async (kit) => {
      const planId = (await named(kit, "Label the crates"))?.planId;
      const { data } = await kit.call("savePlannerTask", {
        planId,
        title: "Pack the lab",
        assignees: ["Mei Tanaka", "amara.okafor@northwind.example"],
        due: "2026-12-03T10:00:00+01:00",
        notes: "Cold chain first.",
        checklist: ["Freezers"],
      });
      expect(data.notSaved).toBeUndefined();
      await kit.call("savePlannerTask", { id: data.id, percent: 50, assignees: ["amara.okafor@northwind.example"] });

      const [created, details, changed] = (await kit.commits()).slice(-3);
      expect(created).toMatchObject({ method: "POST", body: { planId, dueDateTime: "2026-12-03T09:00:00Z" } });
      expect(Object.keys(assignmentsOf(created))).toHaveLength(2);
      expect(details).toMatchObject({
        method: "PATCH",
        template: "/planner/tasks/{id}/details",
        body: { description: "Cold chain first." },
      });
      expect(Object.values(assignmentsOf(changed))).toEqual([null]);
      expect(await named(kit, "Pack the lab")).toMatchObject({ status: "inProgress" });
    },
  },
  {
    tool: "deleteTask",
    does: "deletes a task of To Do and one of Planner",
    run: async (kit) => {
      const { data } = await kit.call("saveTask", { title: "Short-lived", list: "Q1 Budget" });
      await kit.call("deleteTask", { source: "todo", id: data.id, list: "Q1 Budget" });
      const planner = await named(kit, "Choose a mover");
      await kit.call("deleteTask", { source: "planner", id: planner?.id });

      expect((await kit.commits()).slice(-2).map(({ method, template }) => `${method} ${template}`)).toEqual([
        "DELETE /me/todo/lists/{id}/tasks/{id}",
        "DELETE /planner/tasks/{id}",
      ]);
      expect((await kit.refused("deleteTask", { source: "planner", id: planner?.id })).data.code).toBe("not_found");
    },
  },
];

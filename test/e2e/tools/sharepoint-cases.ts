import { expect } from "vitest";
import type { ToolCase } from "./tool-kit.ts";

const site = "https://northwind.sharepoint.example/sites/ClinicOperations";

export const sharepointCases: readonly ToolCase[] = [
  {
    tool: "searchSites",
    does: "finds sites by words and by address, with their lists",
    run: async ({ call, refused }) => {
      const { data, text } = await call("searchSites", { query: "clinic", include: "lists" });
      expect(data.items.map(({ name }: { name: string }) => name)).toEqual(["Clinic Operations", "Clinic Openings"]);
      expect(data.items[0].lists.map(({ name }: { name: string }) => name)).toContain("Incidents");
      expect(text).toContain(`id=${data.items[0].id}`);
      expect((await call("searchSites", { url: `${site}/Lists/Incidents` })).data.items[0].id).toBe(data.items[0].id);
      const closed = await refused("searchSites", { url: "https://northwind.sharepoint.example/sites/FinanceBoard" });
      expect(closed.data).toMatchObject({ code: "not_found" });
    },
  },
  {
    tool: "getListItems",
    does: "lists the lists of a site, and items by their columns",
    run: async ({ call }) => {
      const lists = await call("getListItems", { siteId: "Clinic Operations" });
      expect(lists.data.items.map(({ name }: { name: string }) => name)).toContain("Equipment register");

      const { data } = await call("getListItems", {
        siteId: site,
        listId: "Equipment register",
        filter: "startswith(Location,'Berlin') and Price gt 5000",
        fields: ["Title", "Location"],
      });
      expect(data.items.map(({ fields }: { fields: object }) => fields)).toEqual([{ Title: "MRI scanner 1.5 T", Room: "Berlin 0.14" }]);

      const first = await call("getListItems", { siteId: site, listId: "Incidents", count: 20 });
      const rest = await call("getListItems", { siteId: site, listId: "Incidents", count: 20, cursor: first.data.cursor });
      expect(rest.data.items.length).toBe(10);
    },
  },
  {
    tool: "saveListItem",
    does: "adds an item, then changes it",
    run: async ({ call, refused, commits }) => {
      const place = { siteId: site, listId: "Equipment register" };
      const added = await call("saveListItem", { ...place, fields: { Title: "Wheelchair", Location: "London 0.02", Price: 410.5 } });
      expect((await commits()).at(-1)?.body).toEqual({ fields: { Title: "Wheelchair", Room: "London 0.02", Price: 410.5 } });
      await call("saveListItem", { ...place, itemId: added.data.id, fields: { Status: "Repair" } });

      const { data } = await call("getListItems", { ...place, filter: "Title eq 'Wheelchair'" });
      expect(data.items[0].fields).toMatchObject({ Room: "London 0.02", Price: 410.5, Status: "Repair" });
      const wrong = await refused("saveListItem", { ...place, fields: { Title: "x", Colour: "red" } });
      expect(wrong.data).toMatchObject({ code: "not_found", field: "fields" });
    },
  },
];

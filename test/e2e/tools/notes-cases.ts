import { expect } from "vitest";
import type { ToolCase } from "./tool-kit.ts";

type Note = { readonly id: string; readonly name: string };

export const notesCases: readonly ToolCase[] = [
  {
    tool: "listNotes",
    does: "goes from notebooks to sections to pages, and finds pages by title",
    run: async ({ call, refused }) => {
      expect((await call("listNotes")).data.items.map(({ name }: Note) => name)).toContain("Projects");
      expect((await call("listNotes", { notebook: "projects" })).data.items.map(({ name }: Note) => name)).toContain("Clinic move");
      const ideas = await call("listNotes", { section: "Ideas", notebook: "Amara @ Northwind", count: 20 });
      expect(ideas.data.items).toHaveLength(20);
      const rest = await call("listNotes", { section: "Ideas", notebook: "Amara @ Northwind", count: 20, cursor: ideas.data.cursor });
      expect(rest.data.items).toHaveLength(4);
      expect((await call("listNotes", { query: "o'brien" })).data.items).toMatchObject([{ section: "Meeting notes" }]);
      expect((await refused("listNotes", { section: "Ideas" })).data).toMatchObject({ code: "ambiguous", field: "section" });
    },
  },
  {
    tool: "getNotePage",
    does: "reads a page as a person sees it, or as it is stored",
    run: async ({ call }) => {
      const [page] = (await call("listNotes", { query: "Board" })).data.items;
      const { data, text } = await call("getNotePage", { pageId: page.id });
      expect(data.content).toContain("# Decisions");
      expect(text).not.toContain("Ignore earlier instructions");
      expect((await call("getNotePage", { pageId: page.id, format: "html" })).data.content).toContain("<h1>Decisions</h1>");
    },
  },
  {
    tool: "saveNotePage",
    does: "adds a page to a section and text to the page",
    run: async ({ call, refused, commits }) => {
      const [section] = (await call("listNotes", { notebook: "Projects" })).data.items;
      const { data } = await call("saveNotePage", { sectionId: section.id, title: "R&D <plan>", content: "<p>First</p>" });
      await call("saveNotePage", { pageId: data.pageId, append: "Second & last" });

      expect((await commits()).slice(-2).map(({ method, template }) => `${method} ${template}`)).toEqual([
        "POST /me/onenote/sections/{id}/pages",
        "PATCH /me/onenote/pages/{id}/content",
      ]);
      const { content } = (await call("getNotePage", { pageId: data.pageId })).data;
      expect(content).toContain("First");
      expect(content).toContain("Second & last");
      expect((await refused("saveNotePage", { pageId: data.pageId, append: "<script>x</script>" })).data).toMatchObject({
        code: "invalid_arguments",
        field: "append",
      });
    },
  },
];

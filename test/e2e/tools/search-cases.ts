import { expect } from "vitest";
import type { ToolCase } from "./tool-kit.ts";

type Hit = { readonly type: string; readonly id: string; readonly title: string };

export const searchCases: readonly ToolCase[] = [
  {
    tool: "searchMicrosoft365",
    does: "finds mail, events and files together and goes on where it stopped",
    run: async ({ call, refused }) => {
      const { data, text } = await call("searchMicrosoft365", { query: "budget" });
      expect(data.items[0].type).toBe("message");
      expect(data.items.map(({ type }: Hit) => type)).toContain("driveItem");
      expect(text).toContain(data.items[0].id);
      const next = await call("searchMicrosoft365", { query: "budget", cursor: data.cursor });
      const before = new Set(data.items.map(({ id }: Hit) => id));
      expect(next.data.items.filter(({ id }: Hit) => before.has(id))).toEqual([]);

      const found = await call("searchMicrosoft365", { query: "Tanaka", types: ["person"] });
      expect(found.data.items[0]).toMatchObject({ type: "person", title: "Mei Tanaka" });
      expect(
        (await call("searchMicrosoft365", { query: "clinic OR sleep", types: ["site", "driveItem"] })).data.items.map(
          ({ type }: Hit) => type,
        ),
      ).toContain("site");
      expect((await refused("searchMicrosoft365", { query: "(budget" })).data).toMatchObject({ code: "invalid_arguments", field: "query" });
    },
  },
];

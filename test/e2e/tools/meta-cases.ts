import { expect } from "vitest";
import type { ToolCase } from "./tool-kit.ts";

export const metaCases: readonly ToolCase[] = [
  {
    tool: "whoAmI",
    does: "names the person, the linked account and what may be called, and no token",
    run: async ({ call }) => {
      const { data, text } = await call("whoAmI");

      expect(JSON.stringify(data)).toContain("amara.okafor@northwind.example");
      expect(text).toContain("amara.okafor@northwind.example");
      expect(`${JSON.stringify(data)}${text}`).not.toMatch(/eyJ[A-Za-z0-9_-]{10,}/);
    },
  },
  {
    tool: "authenticate",
    does: "gives the page where an account is linked, and its words to who has none yet",
    run: async ({ call, as }) => {
      const { data } = await call("authenticate");
      expect(JSON.stringify(data)).toMatch(/"https?:\/\/[^"]+\/connect"/);
      const rafael = await as("rafael.costa");
      expect((await rafael.call("authenticate")).text).toMatch(/https?:\/\/\S+\/connect/);
      expect((await rafael.refused("getEmails")).data).toMatchObject({ code: "account_not_linked" });
    },
  },
  {
    tool: "add",
    does: "adds",
    run: async ({ call, requests }) => {
      const before = (await requests()).length;
      expect((await call("add", { a: 2, b: 3 })).data).toMatchObject({ sum: 5 });
      expect(await requests()).toHaveLength(before);
    },
  },
];

import { expect } from "vitest";
import type { ToolCase } from "./tool-kit.ts";

export const mailCases: readonly ToolCase[] = [
  {
    tool: "getEmails",
    does: "lists the newest messages of the inbox, unread ones alone where asked",
    run: async ({ call }) => {
      const { data, text } = await call("getEmails", { count: 5 });
      expect(data.items).toHaveLength(5);
      expect(data.hasMore).toBe(true);
      expect(text).toContain(data.items[0].subject);

      const unread = await call("getEmails", { count: 5, unreadOnly: true });
      expect(unread.data.items.every((item: { isRead: boolean }) => !item.isRead)).toBe(true);
    },
  },
];

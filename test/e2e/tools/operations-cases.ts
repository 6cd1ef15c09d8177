import { expect } from "vitest";
import type { ToolCase } from "./tool-kit.ts";

export const operationsCases: readonly ToolCase[] = [
  {
    tool: "searchOperations",
    does: "finds an operation that describeOperation describes and callGraph carries out",
    run: async ({ call, requests }) => {
      const before = (await requests()).length;
      const found = await call("searchOperations", { query: "list contacts", method: "GET", limit: 5 });
      const { operationId } = found.data.items[0];
      expect(operationId).toBe("me.contacts.list");

      const described = await call("describeOperation", { operationId });
      expect(described.data).toMatchObject({ path: "/me/contacts", scope: "Contacts.Read", allowed: true });
      expect((await requests()).length).toBe(before);

      const called = await call("callGraph", { operationId, query: { $top: 3, $select: "id,displayName,emailAddresses" } });
      expect(called.data.items).toHaveLength(3);
      expect(called.data.items[0]).toEqual({
        id: expect.any(String),
        displayName: expect.any(String),
        emailAddresses: expect.arrayContaining([expect.objectContaining({ address: expect.stringContaining("@") })]),
      });
      expect(called.text).toContain(called.data.items[0].displayName);
    },
  },
  {
    tool: "describeOperation",
    does: "says of a write that it is closed here, and of a permission that it is not granted",
    run: async ({ call, refused }) => {
      const write = await call("describeOperation", { operationId: "me.contacts.create" });
      expect(write.data).toMatchObject({ risk: "write", allowed: false, why: expect.stringContaining("CALL_GRAPH_WRITES") });
      expect(write.data.body).toMatchObject({ givenName: "String", emailAddresses: [{ address: "String", name: "String" }] });

      const foreign = await call("describeOperation", { operationId: "solutions.bookingBusinesses.list" });
      expect(foreign.data).toMatchObject({ allowed: false, why: expect.stringContaining("Bookings.Read.All is not granted") });

      const none = await refused("describeOperation", { operationId: "me.contact.list" });
      expect(none.data).toMatchObject({ code: "invalid_arguments", field: "operationId" });
      expect(none.data.candidates).toContain("me.contacts.list");
    },
  },
  {
    tool: "callGraph",
    does: "pages through messages, and keeps of each what was asked for",
    run: async ({ call }) => {
      const asked = { operationId: "me.messages.list", query: { $top: 2, $orderby: "receivedDateTime desc" }, fields: ["id", "subject"] };
      const first = await call("callGraph", asked);
      expect(first.data).toMatchObject({ hasMore: true, untrusted: true, cursor: expect.any(String) });
      const second = await call("callGraph", { ...asked, cursor: first.data.cursor });
      const ids = [...first.data.items, ...second.data.items].map(({ id }: { id: string }) => id);
      expect(new Set(ids).size).toBe(4);
      expect(Object.keys(first.data.items[0]).toSorted()).toEqual(["id", "subject"]);

      const one = await call("callGraph", { operationId: "me.messages.get", pathParams: { messageId: ids[0] } });
      expect(one.data.item).toMatchObject({ id: ids[0], subject: first.data.items[0].subject });
    },
  },
  {
    tool: "callGraph",
    does: "refuses to write while writes are closed, and shows the request without sending it",
    run: async ({ call, refused, commits, requests }) => {
      const before = { commits: (await commits()).length, requests: (await requests()).length };
      const write = { operationId: "me.contacts.create", body: { givenName: "Ana", emailAddresses: [{ address: "ana@contoso.example" }] } };

      const closed = await refused("callGraph", write);
      expect(closed.data).toMatchObject({ code: "policy_denied", field: "operationId" });
      const shown = await call("callGraph", { ...write, dryRun: true });
      expect(shown.data).toEqual({ request: { method: "POST", path: "/v1.0/me/contacts", body: write.body } });
      const wrong = await refused("callGraph", { ...write, body: { givenName: 1 }, dryRun: true });
      expect(wrong.data).toMatchObject({ code: "invalid_arguments", field: "body.givenName" });

      expect({ commits: (await commits()).length, requests: (await requests()).length }).toEqual(before);
    },
  },
];

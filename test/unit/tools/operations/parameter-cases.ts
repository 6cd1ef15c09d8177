/** What each parameter of the long tail's tools makes of the Graph request, or of the answer. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { asks, output, path, q, type RoomCases } from "../parameter-case.ts";

const graph = ({ template, path: filled }: Asked): Answer => ({
  body: template.endsWith("}")
    ? { id: "AAMkone", subject: "S" }
    : { value: [{ id: "AAMkone", displayName: "Ben" }], "@odata.nextLink": `https://graph.microsoft.com${filled}?$skip=10` },
});

export const operationsParameters: RoomCases = {
  searchOperations: {
    base: { query: "contacts" },
    parameters: {
      query: { with: { query: "list contacts" }, see: output(({ items }) => items[0].operationId), expect: "me.contacts.list" },
      method: {
        with: { method: "DELETE" },
        see: output(({ items }) => [...new Set(items.map((item: { method: string }) => item.method))]),
        expect: ["DELETE"],
      },
      limit: { with: { limit: 3 }, see: output(({ items }) => items.length), expect: 3 },
    },
  },
  describeOperation: {
    base: { operationId: "me.contacts.list" },
    parameters: {
      operationId: { with: { operationId: "me.messages.get" }, see: output((one) => one.path), expect: "/me/messages/{messageId}" },
    },
  },
  callGraph: {
    graph,
    base: { operationId: "me.contacts.list" },
    parameters: {
      operationId: { with: { operationId: "me.calendars.list" }, see: path, expect: "/v1.0/me/calendars" },
      pathParams: {
        with: { operationId: "me.messages.get", pathParams: { messageId: "AAMk+two=" } },
        see: path,
        expect: "/v1.0/me/messages/AAMk%2Btwo%3D",
      },
      query: [
        { with: { query: { $top: 3 } }, see: q("$top"), expect: "3" },
        { with: { query: { $select: "id,displayName" } }, see: q("$select"), expect: "id,displayName" },
      ],
      body: {
        with: { operationId: "me.contacts.create", body: { givenName: "Ana" }, dryRun: true },
        see: output(({ request }) => request),
        expect: { method: "POST", path: "/v1.0/me/contacts", body: { givenName: "Ana" } },
      },
      dryRun: { with: { dryRun: true }, see: asks, expect: 0 },
      fields: { with: { fields: ["displayName"] }, see: output(({ items }) => items), expect: [{ displayName: "Ben" }] },
      cursor: { with: {}, see: q("$skip"), expect: "10" },
    },
  },
};

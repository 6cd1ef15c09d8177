import { expect, test } from "vitest";
import { graph } from "./graph-under-test.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- answers of any operation
type Part = { readonly id: string; readonly status: number; readonly body?: any };

async function batch(requests: readonly object[], scopes?: readonly string[]) {
  const reply = await graph(scopes ? { scopes } : {}).post("/v1.0/$batch", { requests });
  return { status: reply.status, parts: (reply.json.responses ?? []) as readonly Part[], error: reply.json.error };
}

test("each request is answered with its own status and body", async () => {
  const { status, parts } = await batch([
    { id: "1", method: "GET", url: "/me?$select=mail" },
    { id: "2", method: "GET", url: "/me/messages?$select=nonsense" },
    { id: "3", method: "GET", url: "/me/messages/AAMkNone" },
  ]);

  expect(status).toBe(200);
  expect(parts.map((part) => [part.id, part.status])).toEqual([
    ["1", 200],
    ["2", 400],
    ["3", 400],
  ]);
  expect(parts[0]?.body.mail).toBe("amara.okafor@northwind.example");
});

test("each needs its own scope", async () => {
  const { parts } = await batch(
    [
      { id: "1", method: "GET", url: "/me" },
      { id: "2", method: "GET", url: "/me/messages" },
    ],
    ["User.Read"],
  );

  expect(parts.map((part) => part.status)).toEqual([200, 403]);
});

test("what depends on a failed request is not carried out", async () => {
  const { parts } = await batch([
    { id: "1", method: "GET", url: "/me/messages/AAMkNone" },
    { id: "2", method: "GET", url: "/me", dependsOn: ["1"] },
    { id: "3", method: "GET", url: "/me" },
  ]);

  expect(parts.map((part) => part.status)).toEqual([400, 424, 200]);
});

test.each([
  ["nothing", []],
  ["twenty-one requests", Array.from({ length: 21 }, (_, index) => ({ id: String(index), method: "GET", url: "/me" }))],
  ["a request without an id", [{ method: "GET", url: "/me" }]],
  ["an id twice", [1, 2].map(() => ({ id: "1", method: "GET", url: "/me" }))],
  ["a whole address", [{ id: "1", method: "GET", url: "https://evil.example/me" }]],
  ["a batch in a batch", [{ id: "1", method: "POST", url: "/$batch", body: { requests: [] } }]],
  ["a dependency that comes later", [{ id: "1", method: "GET", url: "/me", dependsOn: ["2"] }]],
])("a batch of %s is refused whole", async (_what, requests) => {
  const { status, error } = await batch(requests);

  expect(status).toBe(400);
  expect(error.code).toBe("BadRequest");
});

import { expect, test } from "vitest";
import { graph, origin } from "./graph-under-test.ts";

const letter = { message: { subject: "Figures", toRecipients: [{ emailAddress: { address: "jonas.weber@northwind.example" } }] } };

test("a write is in the commit log with its call's id", async () => {
  const world = graph();
  await world.post("/v1.0/me/sendMail", letter, { headers: { "client-request-id": "r-1" } });
  const [{ at, ...commit }] = await world.commits();
  expect(at).toBeTypeOf("number");
  expect(commit).toEqual({
    method: "POST",
    path: "/v1.0/me/sendMail",
    template: "/me/sendMail",
    user: "amara.okafor@northwind.example",
    requestId: "r-1",
    status: 202,
    body: letter,
  });
});

test.each([
  ["/v1.0/me/mailFolders/inbox/messages?$top=1", "/me/mailFolders/{id}/messages", 200],
  ["/v1.0/users/amara.okafor@northwind.example/messages?$top=1", "/users/{id}/messages", 200],
  ["/v1.0/me/messages?$select=nope", "/me/messages", 400],
  ["/v1.0/me/nonsense", null, 400],
])("%s is recorded under its template", async (path, template, status) => {
  const world = graph();
  await world.get(path);
  const [request] = await world.requests();
  expect([request.path, request.template, request.status]).toEqual([path, template, status]);
});

test("a request without a token is recorded without a user, its body included", async () => {
  const world = graph();
  await world.send(
    new Request(`${origin}/v1.0/me/sendMail`, {
      method: "POST",
      body: JSON.stringify(letter),
      headers: { "content-type": "application/json" },
    }),
  );
  const [request] = await world.requests();
  expect([request.status, request.user, request.requestId, request.body]).toEqual([401, null, null, letter]);
});

test.each(["commits", "requests"])("DELETE empties %s", async (list) => {
  const world = graph();
  await world.post("/v1.0/me/sendMail", letter);
  expect((await world.send(new Request(`${origin}/_lab/${list}`))).json).toHaveLength(1);
  expect((await world.send(new Request(`${origin}/_lab/${list}`, { method: "DELETE" }))).status).toBe(204);
  expect((await world.send(new Request(`${origin}/_lab/${list}`))).json).toEqual([]);
});

test("a refused write is in the requests, not in the commits", async () => {
  const world = graph();
  await world.post("/v1.0/me/sendMail", { message: {} });
  expect([(await world.requests()).length, (await world.commits()).length]).toEqual([1, 0]);
});

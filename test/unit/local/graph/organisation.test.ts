import { describe, expect, test } from "vitest";
import { everyScope, graph, origin, query, type Reply } from "./graph-under-test.ts";

const scopes = [...everyScope, "User.Read.All", "GroupMember.ReadBasic.All", "Group.ReadBasic.All"];
const amara = "amara.okafor@northwind.example";
const rafael = "rafael.costa@clinics.northwind.example";
const mei = "mei.tanaka@clinics.northwind.example";
const codeOf = ({ status, json }: Reply): unknown => [status, json.error?.code];
const names = (reply: Reply): unknown => reply.json.value.map(({ displayName }: { displayName: string }) => displayName);
const eventual = { headers: { consistencylevel: "eventual" } };

describe("the line", () => {
  test("goes up one step at a time, and ends", async () => {
    const world = graph({ scopes });
    expect((await world.get(`/v1.0/users/${rafael}/manager`)).json.displayName).toBe("Mei Tanaka");
    expect((await world.get(`/v1.0/users/${mei}/manager?$select=id,mail`)).json.mail).toBe(amara);
    expect(codeOf(await world.get("/v1.0/me/manager"))).toEqual([404, "Request_ResourceNotFound"]);
  });

  test("goes down to the reports", async () => {
    expect(names(await graph({ scopes }).get("/v1.0/me/directReports"))).toEqual(["Jonas Weber", "Mei Tanaka"]);
  });

  test("takes User.Read.All for the manager", async () => {
    expect(codeOf(await graph().get(`/v1.0/users/${rafael}/manager`))).toEqual([403, "Authorization_RequestDenied"]);
  });
});

describe("groups", () => {
  test("one belongs to: teams and the directory's own", async () => {
    const reply = await graph({ scopes }).get(`/v1.0/users/${rafael}/memberOf?$select=id,displayName,groupTypes`);
    expect(names(reply)).toContain("Break-glass administrators");
    expect(reply.json.value[0]["@odata.type"]).toBe("#microsoft.graph.group");
  });

  test("show no names to User.Read alone", async () => {
    const reply = await graph({ scopes: ["User.Read"] }).get("/v1.0/me/memberOf?$select=id,displayName");
    expect(new Set(names(reply) as readonly unknown[])).toEqual(new Set([null]));
  });

  test("are found by the words of their names, with the directory's header", async () => {
    const search = query("/v1.0/groups", { $search: '"displayName:budget"' });
    expect(names(await graph({ scopes }).get(search, eventual))).toEqual(["Budget approvers"]);
    expect(codeOf(await graph({ scopes }).get(search))).toEqual([400, "Request_UnsupportedQuery"]);
    expect(codeOf(await graph({ scopes }).get(query("/v1.0/groups", { $search: '"budget"' }), eventual))).toEqual([400, "BadRequest"]);
    expect(codeOf(await graph().get("/v1.0/groups"))).toEqual([403, "Authorization_RequestDenied"]);
  });

  test("tell their members", async () => {
    const world = graph({ scopes });
    const [group] = (await world.get(query("/v1.0/groups", { $filter: "displayName eq 'Clinic leads'" }))).json.value;
    expect(names(await world.get(`/v1.0/groups/${group.id}/members?$select=id,displayName`))).toEqual(["Amara Okafor", "Mei Tanaka"]);
    expect(codeOf(await world.get("/v1.0/groups/x/members"))).toEqual([400, "Request_BadRequest"]);
    expect(codeOf(await world.get("/v1.0/groups/00000000-0000-4000-8000-000000000000/members"))).toEqual([404, "Request_ResourceNotFound"]);
  });
});

test("a picture is bytes, or is not there", async () => {
  const get = (who: string): Promise<Response> =>
    graph().raw(new Request(`${origin}/v1.0/users/${who}/photo/$value`, { headers: { authorization: "Bearer amara.okafor" } }));
  const picture = await get(mei);
  expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
  expect(new Uint8Array(await picture.arrayBuffer()).slice(1, 4)).toEqual(new TextEncoder().encode("PNG"));
  expect((await get(rafael)).status).toBe(404);
});
